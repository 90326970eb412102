"""The group `tracker need`, and the argument that its commands share."""

from __future__ import annotations

import click

from tracker.cli.options import Group


@click.group(cls=Group)
def need() -> None:
    """Needs: what administrations ask for, their status at each conference, and what donors replied.

    What a conference is told of one is `report`; a need that is open goes on to the next conference by itself. What a
    donor answers is `reply`, at any time. `tracker request` asks donors about the needs of their countries and themes.
    """
