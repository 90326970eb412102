"""The filters that lists and queries share; the same flag twice means OR, different flags mean AND."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from tracker.cli.options import told_at_option, word_options

F = TypeVar("F", bound=Callable[..., Any])

FILTERS = (
    ("--donor", "CODE", "Of this donor."),
    ("--beneficiary", "CODE", "For this beneficiary."),
    ("--theme", "THEME", "On this theme."),
    ("--status", "STATUS", "In this status."),
    ("--not-donor", "CODE", "Not of this donor."),
    ("--not-beneficiary", "CODE", "Not for this beneficiary."),
    ("--not-theme", "THEME", "Not on this theme."),
    ("--not-status", "STATUS", "Not in this status."),
)


def project_filters(command: F) -> F:
    """Add --at, --donor, --theme ... as parameters of the same names."""
    for option in (
        click.option("--sort", default="code", metavar="COLUMN", help="By a column; `-committed` for largest first."),
        click.option("--max", "max_", metavar="AMOUNT", help="With commitments of at most this."),
        click.option("--min", "min_", metavar="AMOUNT", help="With commitments of at least this."),
        click.option("--until", metavar="DATE", help="Begun by then."),
        click.option("--since", metavar="DATE", help="Not over before then."),
    ):
        command = option(command)
    return told_at_option(word_options(*FILTERS, multiple=True)(command))
