"""The record of imported files, and how headings are read."""
