"""Projects with their contributions, parts, documents and themes."""
