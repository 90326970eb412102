"""`tracker project candidates`, and with it the other commands for projects."""

from __future__ import annotations

from tracker.cli.coordination.candidates import candidates_command
from tracker.cli.projects.project import project

__all__ = ["project"]

candidates_command(
    project,
    "project",
    "Show which offers could fund a project that seeks funding, with the reasons for and against each.",
    "tracker project candidates AMS-RM --at 2011",
)
