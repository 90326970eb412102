"""From the register to an IATI file."""
