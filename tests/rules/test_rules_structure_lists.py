"""No list by hand says again what the tables say: a collection that names four tables or more has its reason here."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from tracker.register.drafting.drafts import PARTS
from tracker.rules.structure import TABLES
from tracker.store.soundness.questions import questions

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

from measure_structure import collections_of_tables

PACKAGE = Path(__file__).parents[2] / "tracker"
# Where tables are said once, and where that is written out.
SAID = ("tables", "rules/schema_facts.py")

# How many such collections a module may have, and why the tables do not determine them.
ALLOWED = {
    "cli/__init__.py": (3, "the commands, in the order of the help"),
    "cli/asking.py": (1, "what is found by a code or by words, each by a method of Codes"),
    "cli/editing.py": (1, "the nouns whose whole record is edited"),
    "cli/files/whole_register.py": (1, "what a person is told that an export holds"),
    "cli/help.py": (1, "the words that are explained"),
    "cli/projects/evaluation.py": (3, "columns of a list and flags of a command"),
    "exchange/foreign/heading_words.py": (1, "words of headings in four languages"),
    "exchange/foreign/words_by_language.py": (2, "words of headings in four languages"),
    "exchange/foreign/words_by_noun.py": (1, "words of headings in four languages, by the noun that they are about"),
    "exchange/loaders/reported.py": (1, "columns of a sheet"),
    "exchange/nouns.py": (6, "nouns and columns of csv, in the order of the manual"),
    "insight/codes.py": (1, "vocabularies with an edition, and the table of what belongs to each"),
    "insight/projects/belongings.py": (1, "which parts go with a project taken back; whatever else names it keeps it"),
    "insight/journal/readable_rows.py": (2, "what a person calls a row; a test holds that every key has its words"),
    "insight/journal/log.py": (
        1,
        "what the commands of a noun write; a test holds that every table is written by some",
    ),
    "insight/conferences/open_points.py": (2, "what is asked of a conference before it closes"),
    "insight/search.py": (
        3,
        "what has a command that shows it by itself, which only the command line decides; the rest is derived by owner",
    ),
    "register/conferences/conferences.py": (
        1,
        "what a person calls the rows that name a conference; the tables say which do",
    ),
    "register/drafting/drafts.py": (1, "the parts of a review, in the order in which they are written"),
    "register/parties/merging.py": (1, "what a person calls the rows that move; the tables say which do"),
    "register/parties/organisations.py": (
        1,
        "what a person calls the rows that name an organisation; the tables say which do",
    ),
    "register/projects/evaluations.py": (1, "columns of a table"),
    "register/projects/projects.py": (1, "what a person calls the rows that name a project; the tables say which do"),
    "store/search.py": (
        1,
        "the texts of each table, its title apart, in the order of the hits; a test holds that no text is forgotten",
    ),
    "store/sealing/kept_rows.py": (
        1,
        "which rows a sealed record keeps, as SQL; the tables say of which and in which order",
    ),
}
MODULES = [path.relative_to(PACKAGE).as_posix() for path in sorted(PACKAGE.rglob("*.py"))]


@pytest.mark.parametrize("module", [module for module in MODULES if not module.startswith(SAID)])
def test_no_list_by_hand_says_again_what_the_tables_say(module: str) -> None:
    found = list(collections_of_tables(ast.parse((PACKAGE / module).read_text(encoding="utf-8")), TABLES))
    assert len(found) == ALLOWED.get(module, (0, ""))[0], found


@pytest.mark.parametrize(
    "text",
    [
        'X = ("project", "review", "share", "funding")',
        'X = {"project": 1, "review": 2, "share": 3, "funding": 4}',
        "X = [tables.project, tables.review, tables.share, tables.funding]",
        'X = (*("project", "review"), *("share", "funding"))',
        'X = {("project", "id"): 1, ("review", "id"): 2, ("share", "id"): 3, ("funding", "id"): 4}',
        'X = {"project.id", "review.id", "share.id", "funding.id"}',
        'X = (Part(tables.project), Part(tables.review), Part(tables.share), Part("funding"))',
    ],
)
def test_such_a_list_is_found_however_it_is_written(text: str) -> None:
    found = collections_of_tables(ast.parse(text), TABLES)
    assert [tables for _, tables in found] == [{"project", "review", "share", "funding"}]


def test_every_part_of_a_review_is_drafted_by_its_key() -> None:
    keys = {part.table.name: part.keys for part in PARTS}
    of_review = {name for name, facts in TABLES.items() if "review" in facts.by_way_of.get("project_id", ())}
    # A delay belongs to an assessment, as an earmark to a funding. A light that a person set is of one conference only.
    assert {*keys, "earmark", "delay", "set_light"} == of_review | {"earmark", "delay"}
    for name, mine in keys.items():
        assert mine == tuple(one for one in TABLES[name].key if one not in ("conference_id", "project_id"))


def test_every_reference_of_a_table_to_itself_is_asked_for_circles() -> None:
    asked = " ".join(question.sql for question in questions("sqlite"))
    # Of these a constraint or the order of their numbers says that there is none.
    without = {("journal", "undoes_id"), ("record", "previous_id")}
    for name, facts in TABLES.items():
        for column, target in facts.references.items():
            if target == name and (name, column) not in without:
                assert f"SELECT id, {column} FROM {name} " in asked
