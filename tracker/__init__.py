"""Donor tracker: who pays for what in customs reform, from one conference to the next."""

__version__ = "0.1.0"
