"""Drafts of what is reported to a conference about a project, in memory, before they are written."""
