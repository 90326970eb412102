"""What the program follows of the schema is what the tables say."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tracker.rules.structure import TABLES, called, going_with, in_the_way
from tracker.tables import metadata

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

import python_rows
import structure

ROOT = Path(__file__).parents[2]


def test_the_facts_are_written_out_of_the_tables() -> None:
    written = (ROOT / "tracker" / "rules" / "schema_facts.py").read_text(encoding="utf-8")
    assert written == structure.module(), "python scripts/write_docs.py"


def test_the_rows_of_the_python_interface_are_written_out_of_those_of_the_program() -> None:
    written = (ROOT / "tracker" / "api" / "rows.py").read_text(encoding="utf-8")
    assert written == python_rows.module(), "python scripts/write_docs.py"


@pytest.mark.parametrize("name", [name for name, facts in TABLES.items() if facts.numbered])
def test_every_row_that_names_another_goes_with_it_or_is_in_its_way(name: str) -> None:
    answered = {*going_with(name), *in_the_way(name)}
    for table in TABLES:
        for key in metadata.tables[table].foreign_keys:
            if key.column is metadata.tables[name].c.id and not TABLES[table].by_way_of.get(key.parent.name):
                assert (table, key.parent.name) in answered


@pytest.mark.parametrize(
    ("place", "what"),
    [
        (("need_beneficiary", "organisation_id"), "needs"),
        (("need_beneficiary", "need_id"), "need beneficiaries"),
        (("partnership_party", "organisation_id"), "partnerships"),
        (("attendance", "administration_id"), "attendances"),
        (("delay", "milestone_id"), "delays"),
        (("series_name", "series_id"), "series names"),
    ],
)
def test_rows_that_only_link_are_called_as_what_they_belong_to(place: tuple[str, str], what: str) -> None:
    assert called(*place, {}) == what
    assert called(*place, {place: "rows"}) == "rows"
