"""The read side of trainings and of the careers of officers."""
