"""Checks of a register's integrity, one query for each fault: broken rules, cycles and alterations."""
