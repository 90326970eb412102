"""Conferences: what they asked for, noted and decided, and what is still open."""
