"""Columns that many lists share."""

from __future__ import annotations

from tracker.output import Column
from tracker.rules.words import MEASURES

# Interest is the first to be left out where the window is narrow.
AMOUNTS = [Column(measure, measure.capitalize(), "money", priority=5 - place) for place, measure in enumerate(MEASURES)]
