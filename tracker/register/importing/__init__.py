"""What was imported, and how headings are read."""
