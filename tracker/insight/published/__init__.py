"""Projects as IATI files have them."""
