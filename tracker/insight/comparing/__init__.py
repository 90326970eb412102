"""Two or more conferences compared: money, projects, risks and results."""
