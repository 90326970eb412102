"""The content of briefs, as rows."""
