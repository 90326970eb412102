"""Import files: read their tables, plan the changes, and apply them to a register in one transaction."""
