"""Files in: reading tables, planning what they would change, applying it to a register in one transaction."""
