"""Conferences: their requests, notes and decisions, and what is still open."""
