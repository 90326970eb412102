"""Files to grids: each format by its content, and nothing of what it means."""
