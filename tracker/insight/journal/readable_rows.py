"""The rows in the journal, made readable: which row it was, and its values with codes instead of ids.

Codes are the current ones; for a removed row, the last one in the journal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tracker.rules.action_codes import action_code
from tracker.rules.money import human
from tracker.rules.shares import percent
from tracker.rules.stage_codes import stage_code
from tracker.rules.structure import CODED, TABLES, TOLD_TABLES, numbered_of
from tracker.store.id_lists import IDS_A_QUERY, id_lists
from tracker.store.reader import Reader

Values = dict[str, Any]
Field = tuple[str, str | None, str | None]

# The name of a row made from the columns of its key, where the key is not a single number.
CALLED: Mapping[str, str] = {
    "series_name": "name of {series_id} from {valid_from}",
    "participant": "participant {organisation_id} at {conference_id}",
    "pinned_rate": "rate of {per_currency} at {conference_id}",
    "publisher": "how files of {organisation_id} are added up",
    "organisation_role": "role {role} of {organisation_id}",
    "organisation_name": "name of {organisation_id} in {language}",
    "project_text": "{field} of {project_id} in {language}",
    "project_theme": "theme {theme} of {project_id}",
    "overlap": "decision on {project_id} and {other_id}",
    "project_succession": "succession {predecessor_id} to {successor_id}",
    "beneficiary": "beneficiary {organisation_id} of {project_id}",
    "review": "report on {project_id} at {conference_id}",
    "review_theme": "theme {theme} of {project_id} at {conference_id}",
    "share": "share of {organisation_id} in {project_id} at {conference_id}",
    "funding": "money of {contribution_id} at {conference_id}",
    "earmark": "earmark of {contribution_id} for {organisation_id} at {conference_id}",
    "assessment": "assessment {risk_id} at {conference_id}",
    "delay": "delay of {milestone_id} by {risk_id} at {conference_id}",
    "set_light": "light of {of} of {project_id} at {conference_id}",
    "measurement": "measurement {indicator_id} at {conference_id}",
    "milestone_report": "milestone report {milestone_id} at {conference_id}",
    "theme": "theme {code}",
    "criteria": "criteria {code}",
    "criterion": "criterion {name} of {criteria}",
    "scale": "scale {code}",
    "scale_point": "point {name} of scale {scale}",
    "theme_measure": "TFA measure {measure} of theme {theme}",
    "request_project": "{project_id} in request {request_id}",
    "mapped_heading": "heading {heading} of {mapping_id}",
    "mapped_value": "text {text} of {mapping_id}",
    "note_dealt": "note {note_id} marked as done by command {journal_id}",
    "follow_up": "follow-up of {action_id} at {conference_id}",
    "need_beneficiary": "beneficiary {organisation_id} of {need_id}",
    "need_theme": "theme {theme} of {need_id}",
    "need_measure": "measure {part} of {need_id}",
    "need_report": "report on {need_id} at {conference_id}",
    "request_need": "{need_id} in request {request_id}",
    "offer_theme": "theme {theme} of {offer_id}",
    "offer_country": "place {country} of {offer_id}",
    "offer_organisation": "place {organisation_id} of {offer_id}",
    "offer_instrument": "{instrument} of {offer_id}",
    "offer_report": "report on {offer_id} at {conference_id}",
    "partnership_party": "party {organisation_id} of {partnership_id}",
    "partnership_theme": "theme {theme} of {partnership_id}",
    "partnership_project": "project {project_id} of {partnership_id}",
    "partnership_area": "area of {partnership_id}: {area}",
    "career_administration": "{administration_id} in {career_id}",
    "stage_training": "training {training_id} for {stage_id}",
    "officers": "officers of {administration_id} at {stage_id}, {conference_id}",
    "training_country": "country {country} of {training_id}",
    "training_theme": "theme {number} of {training_id}",
    "training_party": "{role} {number} of {training_id}",
    "training_project": "project {number} of {training_id}",
    "conference_theme": "theme {theme} on the agenda of {conference_id}",
    "activity": "published data of {project_id}",
    "description": "description of {project_id}: {kind} {ordinal} in {language}",
    "project_sector": "sector {code} (vocabulary {vocabulary}) of {project_id}",
    "project_place": "recipient {kind} {code} of {project_id}",
    "project_organisation": "{role} {organisation_id} of {project_id}",
    "condition": "condition {ordinal} of {project_id} in {language}",
    "related_activity": "{relation} {identifier} of {project_id}",
    "other_identifier": "identifier {identifier} of {project_id}",
    "indicator_period": "{indicator_id} from {period_start} to {period_end}",
}
PARTS = tuple(name for name, scope in CODED.items() if scope == "project_id")
# Rows with a code, or with a place or a name that serves as one.
BY_CODE = (*CODED, "mapping", "action", "stage")
# Rows that others belong to.
WHOLES = ("project", "conference", "career")
# Rows that belong to a contribution and take its currency without storing it.
OF_CONTRIBUTION = numbered_of("contribution_id")
# The same for trainings.
OF_TRAINING = numbered_of("training_id")
# Rows of a project with their own number and a currency that is absent from a change of the amount.
OF_PROJECT = tuple(name for name in numbered_of("project_id") if "amount" in TABLES[name].columns)
# Rows of a conference with a number and no code.
OF_CONFERENCE = ("partnership", "record", "note")
# Rows with a currency that those belonging to them take from them.
OWNERS = ("contribution", "offer")
# Reports that name a part of a project, and thereby the project.
OF_PARTS = tuple(name for name in TOLD_TABLES if "project_id" in {*TABLES[name].references} - {*TABLES[name].key})
# Columns that repeat what the name of the row says.
SAID: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((*PARTS, *OF_PROJECT, *OF_PARTS), ("version", "project_id")),
    **dict.fromkeys(OF_CONTRIBUTION, ("version", "contribution_id")),
    **dict.fromkeys(OF_TRAINING, ("version", "training_id")),
    "mapping": ("version", "name"),
    "action": ("version", "conference_id", "kind"),
    "stage": ("version", "career_id", "place"),
    "officers": ("version", "edition", "place", "title"),
}


class Image(NamedTuple):
    """One change as stored in the journal."""

    table: str
    key: tuple[Any, ...]
    before: Values | None
    after: Values | None

    @property
    def columns(self) -> tuple[str, ...]:
        return TABLES[self.table].key

    @property
    def values(self) -> Values:
        """Everything known about the row."""
        return dict(zip(self.columns, self.key, strict=True)) | (self.before or {}) | (self.after or {})


class RowChange(NamedTuple):
    """One change in readable form: which row, `added`, `changed` or `removed`, and its fields as (field, old, new)."""

    what: str
    kind: str
    fields: tuple[Field, ...]


def image(table: str, key: str, before: str | None, after: str | None) -> Image:
    """A change, parsed from the texts of the journal."""
    return Image(
        table, tuple(json.loads(key)), None if before is None else json.loads(before), json.loads(after or "null")
    )


def readable(reader: Reader, images: Sequence[Image]) -> list[RowChange]:
    """Changes with codes, amounts and shares in the form that people write; a few queries for all of them together."""
    names = RowNames(reader)
    names.look_up(images)
    return [names.change(one) for one in images]


class RowNames:
    """The names behind ids, looked up for many at once. `rows` has what is known of each row that was looked up."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.codes: dict[tuple[str, int], str] = {}
        self.rows: dict[tuple[str, int], Values] = {}

    def look_up(self, images: Iterable[Image]) -> None:
        wanted: dict[str, set[int]] = {}
        for one in images:
            if one.table in (*OF_CONTRIBUTION, *OF_TRAINING, *OF_PROJECT) or one.table in BY_CODE:
                wanted.setdefault(one.table, set()).add(one.key[0])
            for side in (one.values, one.before or {}, one.after or {}):
                for column, value in side.items():
                    noun = _noun(one.table, column)
                    if noun is not None and value is not None:
                        wanted.setdefault(noun, set()).add(value)
        self.look_up_ids(wanted)

    def look_up_ids(self, wanted: dict[str, set[int]]) -> None:
        # Rows that belong to others bring in the ids of those, so they are looked up first.
        parts = (*OF_CONFERENCE, *OF_CONTRIBUTION, *OF_TRAINING, *OF_PROJECT)
        for noun in (*parts, *sorted(BY_CODE, key=WHOLES.__contains__)):
            for identity, row in self._rows(noun, wanted[noun]) if noun in wanted else ():
                self.rows[noun, identity] = row
                for column in ("contribution_id", "training_id", "project_id", "conference_id", "career_id"):
                    if row.get(column) is not None:
                        wanted.setdefault(column.removesuffix("_id"), set()).add(row[column])

    def change(self, one: Image) -> RowChange:
        names = [*(one.before or {}), *(name for name in one.after or {} if name not in (one.before or {}))]
        currency = self._currency(one)
        shown = []
        for name in names:
            if name in one.columns or name in SAID.get(one.table, ("version",)):
                continue
            if name == "code" and None in (one.before, one.after):
                continue
            was, now = (
                self._text(one.table, name, (side or {}).get(name), currency) for side in (one.before, one.after)
            )
            if was != now:
                shown.append((name.removesuffix("_id"), was, now))
        kind = "added" if one.before is None else "removed" if one.after is None else "changed"
        return RowChange(self._what(one), kind, tuple(shown))

    def _what(self, one: Image) -> str:
        if one.table in CALLED:
            told = {
                name: self._text(one.table, name, value, None) for name, value in zip(one.columns, one.key, strict=True)
            }
            return CALLED[one.table].format(**told)
        word = self.rows.get((one.table, one.key[0]), {}).get("kind") or one.table.replace("_", " ")
        if one.table in BY_CODE:
            return f"{word} {self.code(one.table, one.key[0])}"
        row = self.rows.get((one.table, one.key[0]), {})
        wholes = [(noun, row[f"{noun}_id"]) for noun in ("contribution", "training") if row.get(f"{noun}_id")]
        of = f" of {self.code(*wholes[0])}" if wholes else ""
        if one.table in OF_PROJECT:
            project = (row | one.values).get("project_id")
            of = f" of {self.code('project', project)}" if project is not None else ""
        return f"{word} {one.key[0]}{of}"

    def _text(self, table: str, column: str, value: Any, currency: str | None) -> str | None:
        if value is None:
            return None
        noun = _noun(table, column)
        if noun is not None:
            return self.code(noun, value)
        if column in TABLES[table].money:
            exponent = self.reader.exponents.get(currency or "")
            return str(value) if exponent is None else f"{human(value, exponent)} {currency}"
        if column in TABLES[table].shares:
            return f"{percent(value)}%"
        return ("yes" if value else "no") if isinstance(value, bool) else str(value)

    def code(self, noun: str, identity: int) -> str:
        if noun not in BY_CODE:
            return f"partnership {identity}" if noun == "partnership" else str(identity)
        row = self.rows.get((noun, identity), {})
        if noun == "action" and row:
            return action_code(self.code("conference", row["conference_id"]), row["kind"], row["number"])
        if noun == "stage" and row:
            return stage_code(self.code("career", row["career_id"]), row["place"])
        code = str(row.get("code", row.get("name", f"number {identity}")))
        return f"{self.code('project', row['project_id'])}/{code}" if noun in PARTS and "project_id" in row else code

    def _currency(self, one: Image) -> str | None:
        values = one.values
        if one.table in (*OF_CONTRIBUTION, *OF_PROJECT):
            values = self.rows.get((one.table, one.key[0]), {}) | values
        own = values.get("currency")
        owners = ((noun, one.key[0] if one.table == noun else values.get(f"{noun}_id", 0)) for noun in OWNERS)
        found = own or next(filter(None, (self.rows.get(owner, {}).get("currency") for owner in owners)), None)
        return None if found is None else str(found)

    def _rows(self, noun: str, ids: set[int]) -> Iterator[tuple[int, Values]]:
        """The rows of a noun with the columns that name them; removed rows as last seen in the journal."""
        columns = [name for name in COLUMNS if name in KNOWN.get(noun, ("code",))]
        found: set[int] = set()
        for listed in id_lists(ids):
            sql = f'SELECT id, {", ".join(columns)} FROM "{noun}" WHERE id IN ({listed})'
            for identity, *values in self.reader.rows(sql):
                found.add(identity)
                yield identity, dict(zip(columns, values, strict=True))
        gone = sorted(ids - found)
        for start in range(0, len(gone), IDS_A_QUERY):
            keys = ", ".join(f"'[{identity}]'" for identity in gone[start : start + IDS_A_QUERY])
            sql = f"""SELECT "key", before, after FROM change WHERE table_name = :noun AND "key" IN ({keys})
ORDER BY journal_id, ordinal"""
            seen: dict[int, Values] = {}
            for key, before, after in self.reader.rows(sql, {"noun": noun}):
                values = image(noun, key, before, after).values
                seen.setdefault(values["id"], {}).update({name: values[name] for name in columns if name in values})
            yield from seen.items()


COLUMNS = (
    *("code", "name", "project_id", "contribution_id", "currency", "conference_id", "number", "kind"),
    *("career_id", "place", "training_id"),
)
KNOWN: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(OWNERS, ("code", "currency")),
    **dict.fromkeys(PARTS, ("code", "project_id")),
    "action": ("conference_id", "number", "kind"),
    "stage": ("career_id", "place"),
    **dict.fromkeys(OF_CONTRIBUTION, ("contribution_id",)),
    **dict.fromkeys(OF_TRAINING, ("training_id",)),
    **dict.fromkeys(OF_PROJECT, ("project_id", "currency", "kind")),
    "mapping": ("name",),
    **dict.fromkeys(OF_CONFERENCE, ("conference_id",)),
}


def _noun(table: str, column: str) -> str | None:
    """The noun that the ids in a column refer to."""
    target = TABLES[table].references.get(column)
    return target if target is not None and TABLES[target].numbered else None
