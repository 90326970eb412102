"""Write the register to an IATI file."""
