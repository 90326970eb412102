"""The commands about trainings and the careers of officers."""
