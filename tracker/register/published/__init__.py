"""Imports published data into the register."""
