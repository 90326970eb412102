"""Organisations with their names, contacts and partnerships."""
