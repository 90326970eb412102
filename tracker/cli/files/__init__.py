"""`tracker import` and `tracker export`."""
