"""What continues from one conference to the next: minutes, action points and recommendations, partnerships."""

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

from tracker.rules.words import ACTION_KINDS, FOLLOW_UP_STATUSES, PARTNERSHIP_KINDS
from tracker.tables.base import dated, flag, identity, one_of, ref, table, unique_where, version, whole, words

note = table(
    "note",
    "A minute of what was said at a conference, verbatim",
    identity(),
    ref("conference_id", "conference.id", required=True, indexed=True),
    words("said_at", "UTC, ISO 8601", required=True),
    words("speaker", "the code of an organisation, or a name; NULL if the speaker was not noted"),
    words("text", "as it was said, never edited by the program", required=True),
    version(),
)

note_dealt = table(
    "note_dealt",
    "A command that marked a note as done; a note without one is open, so an undo of the command opens it again",
    ref("note_id", "note.id", required=True),
    ref("journal_id", "journal.id", required=True, indexed=True),
    words("words", "why nothing else had to be recorded, if a reason was given"),
    PrimaryKeyConstraint("note_id", "journal_id"),
    rowid=False,
)

partnership = table(
    "partnership",
    "What organisations do together around a conference: a bilateral meeting, an agreement, a study visit, a standing"
    " mechanism",
    identity(),
    ref("conference_id", "conference.id", required=True, indexed=True),
    words("kind", required=True),
    words("date", "may be unknown"),
    words("subject", required=True),
    words("agreed", "what was agreed"),
    words("source", "who said it, in which mail, file or note"),
    version(),
    one_of("kind", PARTNERSHIP_KINDS),
    *dated("date"),
    kept="conference",
)

partnership_party = table(
    "partnership_party",
    "An organisation that takes part in a partnership, and the people who represented it",
    ref("partnership_id", "partnership.id", required=True),
    ref("organisation_id", "organisation.id", required=True, indexed=True),
    words("people", "names, separated by semicolons"),
    PrimaryKeyConstraint("partnership_id", "organisation_id"),
    rowid=False,
    kept="conference",
    goes_with="partnership",
)

partnership_theme = table(
    "partnership_theme",
    "A theme on which the partners cooperate",
    ref("partnership_id", "partnership.id", required=True),
    ref("theme", "theme.code", required=True),
    PrimaryKeyConstraint("partnership_id", "theme"),
    rowid=False,
    kept="conference",
    goes_with="partnership",
)

partnership_project = table(
    "partnership_project",
    "A project that follows from a partnership",
    ref("partnership_id", "partnership.id", required=True),
    ref("project_id", "project.id", required=True, indexed=True),
    PrimaryKeyConstraint("partnership_id", "project_id"),
    rowid=False,
    kept="conference",
    goes_with="partnership",
)

# An area of earlier releases that was the name of a theme became that theme.
partnership_area = table(
    "partnership_area",
    "An area of cooperation in words, written before areas were themes; no new ones are added",
    ref("partnership_id", "partnership.id", required=True),
    words("area", required=True),
    PrimaryKeyConstraint("partnership_id", "area"),
    rowid=False,
    kept="conference",
    goes_with="partnership",
)


def _told() -> list[SchemaItem]:
    """The columns that an action has and every follow-up copies."""
    return [
        words("text", required=True),
        ref("owner_id", "organisation.id", "the organisation that is responsible for it", indexed=True),
        words("owner_name", "the person who is responsible for it"),
        words("due"),
        flag("due_next", "due at the next conference of the series, whenever that is"),
        *dated("due"),
        CheckConstraint("due IS NULL OR NOT due_next", name="due_by_one_date"),
    ]


action = table(
    "action",
    "An action point or a recommendation, raised at a conference",
    identity(),
    ref("conference_id", "conference.id", "where it was raised", required=True),
    words("kind", required=True),
    whole("number", "as published, within the conference and the kind", required=True),
    *_told(),
    ref("superseded_by_id", "action.id", "the action that replaced it", indexed=True),
    flag("merged", "it was merged into the action that replaced it"),
    ref("partnership_id", "partnership.id", "the partnership that it follows from", indexed=True),
    words("source", "who said it, in which mail, file or note"),
    version(),
    UniqueConstraint("conference_id", "kind", "number"),
    one_of("kind", ACTION_KINDS),
    CheckConstraint("number > 0", name="number_positive"),
    CheckConstraint("superseded_by_id <> id", name="not_superseded_by_itself"),
    CheckConstraint("superseded_by_id IS NOT NULL OR NOT merged", name="merged_into_something"),
    kept="standing",
)

evidence = table(
    "evidence",
    "What answers an action: a project, an outcome of one, or a document",
    identity(),
    ref("action_id", "action.id", required=True),
    ref("project_id", "project.id", indexed=True),
    whole("outcome_id", "of that project"),
    ref("document_id", "document.id", indexed=True),
    ForeignKeyConstraint(["outcome_id", "project_id"], ["outcome.id", "outcome.project_id"]),
    UniqueConstraint("action_id", "outcome_id"),
    UniqueConstraint("action_id", "document_id"),
    CheckConstraint("(project_id IS NULL) <> (document_id IS NULL)", name="a_project_or_a_document"),
    CheckConstraint("outcome_id IS NULL OR project_id IS NOT NULL", name="an_outcome_of_a_project"),
    kept="standing",
    goes_with="action",
)
unique_where(
    "uq_evidence_whole_project",
    evidence.c.action_id,
    evidence.c.project_id,
    where="outcome_id IS NULL",
)

follow_up = table(
    "follow_up",
    "What was reported to a conference about an action; without a report it is as last reported",
    ref("conference_id", "conference.id", required=True),
    ref("action_id", "action.id", required=True, indexed=True),
    *_told(),
    words("status", required=True),
    words("note"),
    words("reason", "why it was dropped"),
    ref("verified_by_id", "organisation.id", "who verified that it is done"),
    words("verified_by_name", "the person who verified it"),
    words("source", "who said it, in which mail, file or note"),
    version(),
    PrimaryKeyConstraint("conference_id", "action_id"),
    one_of("status", FOLLOW_UP_STATUSES),
    CheckConstraint("status <> 'dropped' OR reason IS NOT NULL", name="dropped_for_a_reason"),
    CheckConstraint(
        "(status = 'done') = (verified_by_id IS NOT NULL OR verified_by_name IS NOT NULL)", name="done_once_verified"
    ),
    CheckConstraint("verified_by_id <> owner_id", name="verified_by_another_organisation"),
    CheckConstraint("lower(verified_by_name) <> lower(owner_name)", name="verified_by_another_person"),
    rowid=False,
)
