"""IATI: what donors publish, read and written."""
