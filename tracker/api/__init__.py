"""The register from Python: the same queries and commands as the command line, with types.

`__all__` is the public interface: it is documented in docs/reference/python.md, and changes only with a note in the
changelog.
"""

from tracker.api.cards import BeneficiaryCard, ConferenceCard, DonorCard, ProjectCard, PublishedCard
from tracker.api.opening import open_register
from tracker.api.reading import Register
from tracker.api.rows import (
    Action,
    Candidate,
    Command,
    ComparedProject,
    Conference,
    CoverageCell,
    FieldChange,
    Gap,
    Hit,
    LightCount,
    Need,
    Note,
    Offer,
    OutcomeChange,
    Overlap,
    Party,
    Pledge,
    Project,
    ProjectLight,
    Proposal,
    SettledOverlap,
    Term,
    Theme,
    Trend,
)
from tracker.api.writing import Refused, WritableRegister
from tracker.errors import Conflict, Invalid, NotFound, StoreError, TrackerError, Usage
from tracker.insight.comparing.exposure import RiskChange
from tracker.insight.comparing.results import MilestoneChange

__all__ = [
    "Action",
    "BeneficiaryCard",
    "Candidate",
    "Command",
    "ComparedProject",
    "Conference",
    "ConferenceCard",
    "Conflict",
    "CoverageCell",
    "DonorCard",
    "FieldChange",
    "Gap",
    "Hit",
    "Invalid",
    "LightCount",
    "MilestoneChange",
    "Need",
    "NotFound",
    "Note",
    "Offer",
    "OutcomeChange",
    "Overlap",
    "Party",
    "Pledge",
    "Project",
    "ProjectCard",
    "ProjectLight",
    "Proposal",
    "PublishedCard",
    "Refused",
    "Register",
    "RiskChange",
    "SettledOverlap",
    "StoreError",
    "Term",
    "Theme",
    "TrackerError",
    "Trend",
    "Usage",
    "WritableRegister",
    "open_register",
]
