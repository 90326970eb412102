"""Organisations, donors, beneficiaries and partnerships."""
