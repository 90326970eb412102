"""Whether a file keeps the schema and the rules of IATI."""
