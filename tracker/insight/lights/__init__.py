"""Lights of projects: each project of a conference, the scorecard of all, and what moved between two."""
