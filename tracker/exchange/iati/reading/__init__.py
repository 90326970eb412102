"""From an IATI file to activities."""
