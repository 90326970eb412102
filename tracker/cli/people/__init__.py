"""`tracker career`."""
