"""The search over a register with a row in every table: all texts are kept in its index, and come with the register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sample import bare
from sqlalchemy import Column, Text
from whole_registers import document, take_document, write_everything

from tracker.insight.search import Hit, find_texts, noun_of
from tracker.rules.structure import TABLES
from tracker.store import schema
from tracker.store.checking.searching import search_compared
from tracker.store.location import Location
from tracker.store.reader import open_reader
from tracker.store.search import INDEX, PLACES, TEXTS
from tracker.tables import metadata

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Once, Write

# Texts in words of one's own that are not searched: names of lists and of their points, what was typed or only
# published, sources, and what reports repeat of what they are about.
PUBLISHED = (
    "reference publisher provider_activity receiver receiver_ref receiver_activity"
    " sector sector_vocabulary country region channel flow_type finance_type aid_type tied_status"
)
LEFT_OUT = {
    "activity": "updated currency scope collaboration_type flow_type finance_type aid_type tied_status",
    "assessment": "event owner mitigation",
    "budget": "provider provider_ref receiver receiver_ref",
    "change": "table_name key before after",
    "condition": "type",
    "country": "name name_fr name_es",
    "criteria": "name edition",
    "currency": "name",
    "evaluation": "published_as",
    "follow_up": "text owner_name",
    "imported_file": "name sha256 form",
    "indicator": "baseline target",
    "indicator_period": "target actual",
    "journal": "at who command role",
    "mapped_heading": "meaning unit value",
    "mapped_value": "meaning",
    "mapping": "name noun sheet code_prefix",
    "measurement": "title unit baseline target actual",
    "milestone_report": "title",
    "need_measure": "measure",
    "need_report": "text whose done",
    "note": "said_at",
    "offer_report": "programme",
    "officers": "edition title",
    "organisation": "wco_region",
    "other_identifier": "owner_ref owner",
    "overlap": "decided_by",
    "participant": "capacity",
    "pinned_rate": "value",
    "project_organisation": "activity",
    "project_place": "name",
    "project_sector": "name",
    "rate": "value",
    "record": "sealed_at sealed_by sha256 previous_sha256",
    "reopening": "at who",
    "request": "name",
    "review": "title objective implementation_plan expected_outcomes",
    "scale": "name edition",
    "tfa_measure": "title",
    "theme": "name name_fr name_es dac_sector",
    "training_result": "before after",
    "transaction": PUBLISHED,
    "unattributed": PUBLISHED,
}
# Columns that cannot have any text, and those in whose place words are.
RULED = {
    "attendance": ("words",),
    "follow_up": ("verified_by_name",),
    "document": ("location",),
    "training_result": ("measured",),
    "evaluation": ("strategy", "evaluator_name", "criterion", "rating"),
}
INSTEAD = {"training_party": "organisation_id", "training_theme": "theme", "training_project": "project_id"}


@pytest.fixture
def everything(write: Write, once: Once) -> None:
    @once
    def write_it() -> None:
        with write() as register:
            write_everything(register)


def hits(location: Location, text: str) -> list[Hit]:
    with open_reader(location) as reader:
        return find_texts(reader, text).hits


def compared(location: Location) -> list[str]:
    with open_reader(location) as reader:
        return [finding.where for finding in search_compared(reader)]


def free(column: Column[Any]) -> bool:
    """Whether a text is in words of one's own: it refers to nothing, and no rule limits it."""
    if not isinstance(column.type, Text) or column.foreign_keys or column.primary_key:
        return False
    names = {f"ck_{column.table.name}_{column.name}_{rule}" for rule in ("known", "is_a_date", "is_a_day")}
    return not names.intersection(str(one.name) for one in column.table.constraints)


def test_every_text_is_searched_or_left_out_on_purpose() -> None:
    left_out = {
        table.name: " ".join(
            column.name
            for column in table.c
            if free(column) and column.name not in f"source language code {' '.join(TEXTS.get(table.name, ()))}".split()
        )
        for table in metadata.tables.values()
        if not table.name.startswith("kept_")
    }
    assert {table: columns for table, columns in left_out.items() if columns} == LEFT_OUT
    assert {noun_of(table) for table in TEXTS}.isdisjoint({"contact", "review", "funding"})


@pytest.mark.usefixtures("everything")
def test_each_text_of_each_table_is_found_and_forgotten_again(location: Location, write: Write) -> None:
    with write() as register:
        register.conferences.reopen(register.codes.id("conference", "AMS-2012"), "to change what it was told")
    assert compared(location) == []
    for table, texts in TEXTS.items():
        ruled = {"code", *RULED.get(table, ()), *TABLES[table].key}
        columns = [column for column in " ".join(texts).split() if column not in ruled]
        if table in ("record", "reopening") or not columns:
            continue
        with bare(location) as sql:
            assert sql(f'SELECT count(*) FROM "{table}"')[0][0], table
            if table in INSTEAD:
                sql(f"UPDATE {table} SET words = 'words', {INSTEAD[table]} = NULL")
            sql(f"""UPDATE "{table}" SET {", ".join(f"{column} = 'Xylophone'" for column in columns)}""")
        found = hits(location, "xylo")
        assert found, table
        assert all(hit.excerpt == "Xylophone" and hit.code and hit.command for hit in found)
        with bare(location) as sql:
            sql(f"""UPDATE "{table}" SET {", ".join(f"{column} = 'Other'" for column in columns)}""")
        assert hits(location, "xylo") == [], table
    assert compared(location) == []


@pytest.mark.usefixtures("everything")
def test_a_whole_register_brings_its_search_along(location: Location, tmp_path: Path) -> None:
    other = Location(tmp_path / "other.db", None)
    schema.create(other)
    take_document(other, document(location))
    assert compared(other) == []
    for words in ("a", "p", "jamaica", "risk", "clearance", "sto"):
        assert hits(other, words) == hits(location, words)


@pytest.mark.usefixtures("everything")
def test_rows_that_go_leave_nothing_in_the_index(location: Location) -> None:
    with bare(location) as sql:
        for table in ("description", "condition", "project_text", "organisation_name", "contact"):
            sql(f'DELETE FROM "{table}"')
        assert sql(f"SELECT count(*) FROM {PLACES} WHERE table_name IN ('description', 'project_text')") == [(0,)]
        assert sql(f"SELECT count(*) FROM {INDEX}")[0][0] > 0
    assert compared(location) == []
