"""`tracker shell`: many commands in one process."""
