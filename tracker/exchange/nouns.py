"""The tables that can be imported, each recognised by its header; the file name does not matter."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from tracker.errors import Invalid
from tracker.exchange.grids import Table
from tracker.model import fields, nouns
from tracker.model.fields import CODE, DATE, DAY, MONEY, REFERENCE, Field
from tracker.rules.codes import nearest
from tracker.rules.words import MEASURES


class TableKind(NamedTuple):
    """A kind of table: its required and its optional columns.

    `called` are alternative headings for its columns: in a table of donors, the code is under "donor". `of` are the
    nouns whose fields the columns hold; of two fields with one name, the first noun's is used. A sheet with headings of
    others is taken for a kind that is `usual` even if it lacks required columns.
    """

    name: str
    of: tuple[fields.Noun, ...]
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    called: Mapping[str, str] = {}
    usual: bool = True

    @property
    def own_headings(self) -> frozenset[str]:
        """The headings of which a table must have one, because a column that it must have is called so."""
        return frozenset(name for name, column in self.called.items() if column in self.required)

    @property
    def columns(self) -> tuple[str, ...]:
        return self.required + self.optional


class RowCounts(NamedTuple):
    """What became of the rows of one noun; the four add up to the rows that were read."""

    noun: str
    created: int
    updated: int
    unchanged: int
    refused: int

    @property
    def rows(self) -> int:
        return self.created + self.updated + self.unchanged + self.refused


# The facts of a project that each report may change.
PROJECT_FACTS = tuple(field.name for field in nouns.PROJECT.fields if field.place == fields.REVISED)
_ORGANISATION = (
    *("roles", "country", "parent", "wco_region", "member_from", "member_until", "iati_identifier", "aliases"),
    *("name_es", "name_fr", "note", "fiscal_year_ends"),
)

_ACTION = ("conference", "number", "owner", "owner_name", "due", "source")

_DATES_OF_NEEDS = ("indicative", "definitive", "extended_to")

# In the order of import, whatever the order of the files: each refers only to those above it.
NOUNS = (
    TableKind("themes", (nouns.THEME,), ("code", "name", "dac_sector"), ("name_es", "name_fr", "tfa_measures")),
    TableKind(
        "scales",
        (nouns.RATING_SCALE,),
        ("code", "name", "edition", "points", "good"),
        ("not_rated", "source"),
        usual=False,
    ),
    TableKind("criteria", (nouns.CRITERIA,), ("code", "name", "edition", "criteria"), ("source",), usual=False),
    TableKind("series", (nouns.SERIES,), ("code", "name"), ("region", "names")),
    TableKind("organisations", (nouns.ORGANISATION,), ("code", "name", "kind"), _ORGANISATION),
    TableKind("donors", (nouns.ORGANISATION,), ("code", "name", "kind"), _ORGANISATION, {"donor": "code"}),
    TableKind("beneficiaries", (nouns.ORGANISATION,), ("code", "name", "kind"), _ORGANISATION, {"beneficiary": "code"}),
    TableKind("contacts", (nouns.CONTACT,), ("organisation", "name"), ("role", "email", "language")),
    TableKind(
        "conferences",
        (nouns.CONFERENCE,),
        ("code", "series"),
        (
            *("title", "ordinal", "start", "end", "tentative", "date_note", "state", "host", "venue", "city"),
            *("country", "currency", "cut_off", "source", "note", "themes"),
        ),
    ),
    TableKind("participants", (nouns.PARTICIPANT,), ("organisation", "capacity"), ("conference", "people", "source")),
    TableKind("rates", (nouns.RATE,), ("currency", "per", "date", "method", "value"), ("source",)),
    TableKind(
        "conference rates", (nouns.RATE,), ("currency", "per", "date", "method"), ("conference", "value", "source")
    ),
    TableKind(
        "projects", (nouns.PROJECT,), ("code", "title"), (*PROJECT_FACTS[1:], "iati_identifier", "succeeds", "note")
    ),
    TableKind(
        "contributions",
        (nouns.CONTRIBUTION,),
        ("project", "donor"),
        ("code", "instrument", "currency", "role", "replaces", "note"),
    ),
    TableKind(
        "transactions",
        (nouns.TRANSACTION,),
        ("contribution", "kind", "date", "amount"),
        ("reference", "description", "source"),
    ),
    TableKind(
        "unattributed",
        (nouns.TRANSACTION,),
        ("project", "kind", "amount", "currency"),
        ("date", "description", "source"),
    ),
    TableKind(
        "risks",
        (nouns.RISK,),
        ("project", "event", "category"),
        (
            *("code", "cause", "consequence", "owner", "response", "mitigation"),
            *("inherent_likelihood", "inherent_impact"),
        ),
    ),
    TableKind(
        "ratings",
        (nouns.RATING,),
        ("project", "date", "level"),
        ("scale", "aspect", "previous_level", "rated_by", "note", "mitigation", "source"),
        usual=False,
    ),
    TableKind("outcomes", (nouns.OUTCOME,), ("project", "code", "title", "level"), ("description",)),
    TableKind(
        "indicators",
        (nouns.INDICATOR,),
        ("project", "outcome", "code", "title", "measure"),
        ("unit", "direction", "baseline", "baseline_date", "target", "target_date"),
    ),
    TableKind("milestones", (nouns.MILESTONE,), ("project", "code", "title"), ("planned_date", "first_planned")),
    TableKind(
        "reports",
        (nouns.PROJECT, nouns.CONTRIBUTION),
        ("project",),
        (
            *("conference", "status", "progress", "answer", "decision", *PROJECT_FACTS),
            *("contribution", "donor", "donor_answer", *MEASURES, "currency", "basis", "reason", "source", "note"),
        ),
    ),
    TableKind(
        "assessments",
        (nouns.RISK,),
        ("project", "risk"),
        ("likelihood", "impact", "status", "occurred", "delayed", "conference", "source", "note"),
    ),
    TableKind("measurements", (nouns.INDICATOR,), ("project", "indicator", "actual"), ("conference", "source", "note")),
    TableKind(
        "milestone reports",
        (nouns.MILESTONE,),
        ("project", "milestone"),
        ("reached", "planned", "conference", "source", "note"),
    ),
    TableKind(
        "lights",
        (nouns.SET_LIGHT,),
        ("project", "of", "light", "reason"),
        ("conference", "source"),
        usual=False,
    ),
    TableKind(
        "trainings",
        (nouns.TRAINING,),
        ("code", "title"),
        (
            *("kind", "mode", "start", "end", "date_note", "place", "countries", "themes", "organisers", "funders"),
            *("projects", "cost", "currency", "source", "note"),
        ),
        {"training": "code"},
        usual=False,
    ),
    TableKind(
        "attendances",
        (nouns.ATTENDANCE,),
        ("training", "administration", "persons"),
        ("stated", "women", "completed", "certified", "source", "note"),
        usual=False,
    ),
    TableKind(
        "training results",
        (nouns.TRAINING_RESULT,),
        ("training", "level"),
        ("measured", "before", "after", "persons", "date", "indicator", "source", "note"),
        usual=False,
    ),
    TableKind(
        "careers",
        (nouns.CAREER,),
        ("code", "title", "edition"),
        ("applies_to", "administrations", "source", "note"),
        usual=False,
    ),
    TableKind(
        "stages",
        (nouns.STAGE,),
        ("career", "place", "title"),
        (
            *("core", "operational", "management", "competencies", "years", "degrees", "examinations", "requirement"),
            *("trainings", "training_codes", "source", "note"),
        ),
        usual=False,
    ),
    TableKind(
        "officers",
        (nouns.STAGE,),
        ("stage", "administration", "officers"),
        ("women", "estimated", "conference", "source", "note"),
        usual=False,
    ),
    TableKind(
        "documents",
        (nouns.DOCUMENT,),
        ("title", "location"),
        ("project", "conference", "organisation", "language", "published", "note"),
    ),
    TableKind(
        "evaluations",
        (nouns.EVALUATION,),
        ("evaluator", "criterion", "rating"),
        (
            *("project", "strategy", "country", "kind", "published_as", "date", "fiscal_year_of", "criteria", "scale"),
            *("note", "source"),
        ),
        usual=False,
    ),
    TableKind("recommendations", (nouns.ACTION,), ("text",), _ACTION, {"recommendation": "text"}),
    TableKind("actions", (nouns.ACTION,), ("text",), _ACTION, {"action": "text"}),
    TableKind(
        "follow-ups",
        (nouns.ACTION,),
        ("kind", "action", "status"),
        ("conference", "note", "reason", "due", "verified_by", "verified_by_name", "superseded_by", "source"),
    ),
    TableKind(
        "offers",
        (nouns.OFFER,),
        ("donor", "programme"),
        (
            *("code", "start", "end", "themes", "theme_words", "places", "place_words", "instruments"),
            *("amount", "currency", "amount_is", "amount_words", "how_to_apply", "note", "source"),
        ),
        {"offer": "code"},
        usual=False,
    ),
    TableKind(
        "offer reports",
        (nouns.OFFER,),
        ("offer", "status"),
        ("conference", "left", "currency", "note", "source"),
        usual=False,
    ),
    TableKind(
        "partnerships",
        (nouns.PARTNERSHIP,),
        ("kind", "parties", "subject"),
        ("conference", "date", "people", "agreed", "areas", "projects", "source"),
    ),
    TableKind(
        "needs",
        (nouns.NEED,),
        ("code", "text"),
        (
            *("beneficiaries", "whose", "themes", "measures", "category", *_DATES_OF_NEEDS, "done", "conference"),
            *("document", "document_date", "source"),
        ),
        usual=False,
    ),
    TableKind(
        "need reports",
        (nouns.NEED,),
        ("need", "status"),
        ("conference", "category", *_DATES_OF_NEEDS, "done", "note", "source"),
        usual=False,
    ),
    TableKind(
        "need replies",
        (nouns.NEED_REPLY,),
        ("need", "donor", "answer"),
        ("part", "project", "date", "note", "source"),
        usual=False,
    ),
    TableKind(
        "need extensions",
        (nouns.NEED_EXTENSION,),
        ("need", "requested", "until"),
        ("reason", "answer", "source"),
        usual=False,
    ),
)
ORDER = {noun.name: place for place, noun in enumerate(NOUNS)}

# A list of projects from elsewhere: each row has a project, its donors, contributions, beneficiaries and report.
LIST = TableKind(
    "list",
    (nouns.PROJECT, nouns.CONTRIBUTION),
    (),
    tuple(
        dict.fromkeys(
            (
                *("project", "title", "donor", "instrument", "iati_identifier"),
                *NOUNS[ORDER["reports"]].optional,
            )
        )
    ),
)


# What any table may name: its own code, and rows of others by theirs.
_EVERYWHERE = {"code": Field("code", CODE)} | {name: Field(name, REFERENCE, of=name) for name in nouns.NOUNS}


def field_of(noun: TableKind, column: str) -> Field | None:
    """Return what a column of a table holds; None for a column that it does not have."""
    if column not in noun.columns:
        return None
    known = [field for one in noun.of for field in one.fields]
    named = [field for field in known if field.name == column]
    named += [field for field in known if column in (field.flag, field.column)]
    return named[0] if named else _EVERYWHERE[column]


def columns_of(*kinds: str) -> frozenset[str]:
    """Return the columns that hold fields of some kinds, in any table."""
    return frozenset(
        column for noun in NOUNS for column in noun.columns if (one := field_of(noun, column)) and one.kind in kinds
    )


AMOUNTS = columns_of(MONEY)
DATES = columns_of(DATE, DAY)


def table_of(noun: TableKind) -> str:
    """Return the name of a table of a noun for use in a sentence."""
    return "a list of projects" if noun is LIST else f"a table of {noun.name}"


def recognise(table: Table) -> tuple[TableKind, list[str]]:
    """Return the noun of a table, and the column of each heading, unless both are known already.

    If several nouns match, the one with more required columns is used. Raises Invalid for a repeated heading, and for a
    header that matches none, with what the nearest one lacks and does not allow.
    """
    if table.meant is not None:
        return NOUNS[ORDER[table.meant[0]]], table.meant[1]
    headings = [_plain(heading) for heading in table.header.cells]
    for place, heading in enumerate(headings):
        if heading in headings[:place]:
            where = f"{table.where(table.header.number)}, heading"
            raise Invalid(where, table.header.cells[place], "appears twice", "each heading once")
    fits = [(noun, columns) for noun in NOUNS if (columns := _columns(noun, headings)) and _fits(noun, columns)]
    if not fits:
        raise _unknown(table, headings)
    return max(fits, key=lambda fit: (len(fit[0].required), len(fit[0].called)))


def _plain(heading: str) -> str:
    return re.sub(r"[\s_-]+", "_", heading.strip()).lower()


def _columns(noun: TableKind, headings: Sequence[str]) -> list[str] | None:
    """Return the columns meant; None if a noun with headings of its own has none of these."""
    if noun.own_headings and not noun.own_headings & set(headings):
        return None
    return [noun.called.get(heading, heading) for heading in headings]


def _fits(noun: TableKind, columns: Sequence[str]) -> bool:
    given = set(columns)
    return len(given) == len(columns) and given.issuperset(noun.required) and given <= {*noun.required, *noun.optional}


def _unknown(table: Table, headings: Sequence[str]) -> Invalid:
    given = set(headings)
    known = max(NOUNS, key=lambda noun: _likeness(noun, given))
    columns = (*known.required, *known.optional)
    if not given & set(columns):
        listed = "; ".join(f"{noun.name}: {', '.join(noun.required)}" for noun in NOUNS if not noun.called)
        return _no_table(table, "has no known heading", f"a table of {listed}")
    missing = [column for column in known.required if column not in given]
    why = f"is not the header of a known table; the nearest is {known.name}"
    strange = [heading for heading in headings if heading not in columns]
    faults = [f"also needs {', '.join(missing)}"] if missing else []
    faults += [f"has no {', '.join(map(_meant_by(columns), strange))}"] if strange else []
    why += f", which {' and '.join(faults)}" if faults else ""
    return _no_table(table, why, ", ".join(known.required) + " and, optionally,  " + ", ".join(known.optional))


def _no_table(table: Table, why: str, expected: str) -> Invalid:
    return Invalid(table.where(table.header.number), ",".join(table.header.cells), why, expected)


def _likeness(noun: TableKind, given: set[str]) -> tuple[int, int]:
    columns = {*noun.required, *noun.optional}
    meant = {next(iter(nearest(heading, columns - given, limit=1)), heading) for heading in given - columns}
    meant |= given & columns
    return len(meant & columns) - len(meant - columns) - len(set(noun.required) - meant), len(noun.required)


def _meant_by(columns: Sequence[str]) -> Callable[[str], str]:
    def said(heading: str) -> str:
        close = nearest(heading, columns, limit=1)
        return f"{heading} (did you mean {close[0]}?)" if close else heading

    return said
