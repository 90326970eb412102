"""The group `tracker need`, and the argument that its commands share."""

from __future__ import annotations

import click

from tracker.cli.options import Group


@click.group(cls=Group)
def need() -> None:
    """Needs: what administrations ask for, their status at each conference, and what donors replied.

    `report` records the status of a need at a conference; an open need is carried to the next conference by itself.
    `reply` records what a donor answers, at any time. `tracker request` asks donors about the needs of their countries
    and themes.
    """
