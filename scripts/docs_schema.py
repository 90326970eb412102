"""The data model, made out of the metadata of the tables: the very constraints that the migrations are held against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Index, Table, UniqueConstraint

from tracker.rules.sealed import KEPT, OF_CONFERENCE, STANDING, VOCABULARY
from tracker.rules.structure import CODED, TOLD_TABLES
from tracker.tables import metadata, whole_schema

INTRODUCTION = """\
# Data model

<!-- Made by scripts/write_docs.py out of tracker/tables; edit that instead. -->

A **standing fact** is a thing with an identity: a project, a contribution, a risk. A **report** is what was reported
about it to one conference. Comparing two conferences is comparing two sets of reports. If you understand one pair, you
understand the schema:

| standing fact | its report at one conference |
| --- | --- |
| `project` | `review` |
| its themes (`project_theme`) | `review_theme` |
| `beneficiary` | `share` |
| `contribution` | `funding`, with `earmark` |
| `risk` | `assessment` |
| `indicator` (of an `outcome`) | `measurement` |
| `milestone` | `milestone_report` |
| `action` | `follow_up` |
| `need` | `need_report` |
| `offer` | `offer_report` |

```mermaid
erDiagram
{diagram}
```

The box of every report hangs off the one of `review` by the keys conference and project together, so nothing can be
reported about a part of a project to a conference to which the project itself was not reported. A report also copies
the standing columns that totals, groups or prints, so a later edit cannot change what was reported to an old
conference.

What recurs:

* `code` is made of letters, digits and hyphens. Triggers enter it into the table `code`, where it is unique without
  regard to case, resolves for ever and is never reused ({coded}).
* Money is a whole number of the currency's minor units (`committed` 100000000 and `USD` are 1,000,000.00 USD), at most
  10^17 either way. NULL is unknown, never 0.
* Shares are parts per million: 1000000 is 100 percent. NULL where none was given.
* A date that may be imprecise is text of ISO 8601: `2012`, `2012-03` or `2012-03-01`. Its constraint asks the calendar.
* `version` counts the edits of a row.
* The tables of reports ({told}) refuse every change while their conference is `closed`, by triggers on both databases.
* On SQLite every table is STRICT, and those of reports have no rowid, so that `INSERT OR REPLACE` cannot slip past the
  triggers.

A key is marked PK, and FK with the column that it points at. *Rules* are the names of the constraints, which is what
both databases say when one is broken.
"""

FAMILIES = (
    ("Conferences", ("series", "series_name", "conference", "conference_theme", "participant", "rate", "pinned_rate")),
    ("Organisations", ("organisation", "organisation_role", "organisation_name", "organisation_alias", "contact")),
    (
        "Projects",
        ("project", "project_text", "project_theme", "project_succession", "overlap", "beneficiary", "document"),
    ),
    ("What was reported to a conference about a project", ("review", "review_theme", "share")),
    ("Money", ("contribution", "transaction", "unattributed", "funding", "earmark", "reason")),
    (
        "Risks and results",
        (
            "risk",
            "assessment",
            "outcome",
            "indicator",
            "measurement",
            "milestone",
            "milestone_report",
            "delay",
            "set_light",
            "rating",
            "evaluation",
        ),
    ),
    (
        "People",
        (
            *("training", "training_country", "training_theme", "training_party", "training_project"),
            *("attendance", "training_result"),
            *("career", "career_administration", "stage", "stage_training", "officers"),
        ),
    ),
    (
        "What donors publish",
        (
            *(
                "publisher",
                "activity",
                "description",
                "project_sector",
                "project_place",
                "project_organisation",
                "budget",
            ),
            *("condition", "related_activity", "other_identifier", "indicator_period"),
        ),
    ),
    (
        "From one conference to the next",
        (
            *("note", "note_dealt", "action", "follow_up", "evidence"),
            *("partnership", "partnership_party", "partnership_theme", "partnership_project", "partnership_area"),
        ),
    ),
    (
        "What administrations ask for",
        (
            *("need", "need_beneficiary", "need_theme", "need_measure", "need_extension", "need_report", "need_reply"),
            "request_need",
        ),
    ),
    (
        "What donors offer",
        ("offer", "offer_theme", "offer_country", "offer_organisation", "offer_instrument", "offer_report"),
    ),
    (
        "Vocabularies and codes",
        (
            *("country", "currency", "theme", "tfa_measure", "theme_measure"),
            *("scale", "scale_point", "criteria", "criterion", "code"),
        ),
    ),
    (
        "What came in and went out",
        ("imported_file", "mapping", "mapped_heading", "mapped_value", "request", "request_project", "file"),
    ),
    ("Sealed records", ("record", "reopening")),
    ("Journal", ("journal", "change", "journal_project")),
)
# Said once for all of the tables of kept rows.
KEPT_ROWS = """\
### kept_...

Rows as sealed records keep them. Each of these {count} tables has the columns of the table that it is named after, in
the same order, and before them `record_id`, the number of the record; its key is that of the table together with
`record_id`. Nothing in it refers to another table, because a record is independent of the rest. A row can be put in
or taken away only as long as its record is not written.

| of what | tables |
| --- | --- |
| what was reported to the conference | {told} |
| standing facts, as they were then | {standing} |
| vocabularies, what was used | {vocabulary} |
"""
# Of these the diagram draws the keys that point at one another; the others would hide the shape.
DRAWN = (
    *("conference", "project", "organisation", "beneficiary", "contribution", "risk", "outcome", "indicator"),
    *("milestone", "review", "share", "funding", "earmark", "assessment", "measurement", "milestone_report"),
)
NOT_DRAWN = (
    *("parent_id", "lead_id", "implementer_id", "host_id", "ended_at_id", "carried_from_id", "replaces_id"),
    "merged_into_id",
)


def page() -> str:
    """The text of docs/reference/data-model.md."""
    listed = [name for _, names in FAMILIES for name in names] + [f"kept_{name}" for name in KEPT]
    assert sorted(listed) == sorted(whole_schema().tables), "every table has its place in one family"
    parts = [
        INTRODUCTION.format(
            diagram="\n".join(f"    {line}" for line in _diagram()),
            coded=", ".join(f"`{noun}`" for noun in CODED),
            told=", ".join(f"`{name}`" for name in TOLD_TABLES),
        )
    ]
    for title, names in FAMILIES:
        parts.append(f"## {title}\n")
        parts += [_section(metadata.tables[name]) for name in names]
        parts += [_kept_rows()] if "record" in names else []
    return "\n".join(parts)


def _kept_rows() -> str:
    groups = {"told": OF_CONFERENCE, "standing": STANDING, "vocabulary": VOCABULARY}
    listed = {word: ", ".join(f"`kept_{name}`" for name in names) for word, names in groups.items()}
    return KEPT_ROWS.format(count=len(KEPT), **listed)


def _diagram() -> Iterable[str]:
    lines = []
    for name in DRAWN:
        table = metadata.tables[name]
        for key in _foreign_keys(table):
            columns = [column.name for column in key.columns]
            parent = key.referred_table.name
            if parent in DRAWN and not set(columns) & set(NOT_DRAWN):
                optional = any(column.nullable for column in key.columns)
                lines.append(f'{parent} {"|o" if optional else "||"}--o{{ {name} : "{", ".join(columns)}"')
    return sorted(lines, key=lambda line: DRAWN.index(line.split(" ", 1)[0]))


def _section(table: Table) -> str:
    rows = [_row(table, column) for column in table.columns]
    lines = [f"### {table.name}", "", f"{table.comment}.", "", "| column | type | null | key | meaning |"]
    lines += ["| --- | --- | --- | --- | --- |", *rows, ""]
    several = [key for key in _foreign_keys(table) if len(key.columns) > 1]
    if several:
        lines += [_composite(key) for key in several] + [""]
    uniques = sorted(_uniques(table))
    if uniques:
        lines += [f"Unique: {'; '.join(uniques)}.", ""]
    rules = sorted(str(one.name) for one in table.constraints if isinstance(one, CheckConstraint))
    if rules:
        lines += [f"Rules: {', '.join(f'`{rule}`' for rule in rules)}.", ""]
    return "\n".join(lines)


def _row(table: Table, column: Column[object]) -> str:
    keys = ["PK"] if column.primary_key else []
    keys += [
        f"FK {key.referred_table.name}.{key.elements[0].column.name}"
        for key in _foreign_keys(table)
        if len(key.columns) == 1 and column.name in key.columns
    ]
    null = "yes" if column.nullable else ""
    kind = type(column.type).__name__.lower().removeprefix("big")
    return f"| `{column.name}` | {kind} | {null} | {', '.join(keys)} | {column.comment or ''} |"


def _composite(key: ForeignKeyConstraint) -> str:
    own = ", ".join(f"`{column.name}`" for column in key.columns)
    theirs = ", ".join(f"`{element.column.name}`" for element in key.elements)
    return f"* FK ({own}) points at `{key.referred_table.name}` ({theirs})"


def _uniques(table: Table) -> Iterable[str]:
    for one in table.constraints:
        if isinstance(one, UniqueConstraint):
            yield _named([column.name for column in one.columns])
    for index in table.indexes:
        if index.unique:
            yield _named([str(expression) for expression in index.expressions]) + _condition(index)


def _named(columns: Sequence[str]) -> str:
    names = [f"`{column.rpartition('.')[2].rstrip(')')}`" for column in columns]
    return names[0] if len(names) == 1 else f"({', '.join(names)})"


def _condition(index: Index) -> str:
    where = index.info.get("where")
    return "" if where is None else f" where {where}"


def _foreign_keys(table: Table) -> list[ForeignKeyConstraint]:
    found = [one for one in table.constraints if isinstance(one, ForeignKeyConstraint)]
    return sorted(found, key=lambda key: [column.name for column in key.columns])
