"""The journal of every write, the projects that each command touched, and undo."""
