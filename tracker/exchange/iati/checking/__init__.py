"""Check a file against the schema and the rules of IATI."""
