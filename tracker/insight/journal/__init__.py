"""The journal of changes, and past imports."""
