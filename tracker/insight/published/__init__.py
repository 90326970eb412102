"""Projects as they appear in IATI files."""
