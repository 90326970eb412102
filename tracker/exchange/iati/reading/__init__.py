"""Read activities from an IATI file."""
