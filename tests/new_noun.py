"""Adds the noun `visit` to a scratch copy of the tree and uses it: run there, by tests/test_adding_a_noun.py.

    PYTHONPATH=COPY python COPY/tests/new_noun.py facts       # writes what the program follows of the tables
    ...                                           migrate      # writes the migration and adds it to the revisions
    ...                                           use          # upgrades the register TRACKER_DB and says what happens

Each needs what the one before has written, so each is a process. The last prints JSON. Beside the register is an empty
one of the same revision, empty.db.
"""

from __future__ import annotations

import io
import json
import os
import shlex
import sys
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sample import Bare

COPY = Path(__file__).parents[1]
sys.path += [str(COPY / folder) for folder in ("scripts", "tests", "tests/cli")]

NOW = datetime(2013, 1, 28, 9, 30, tzinfo=UTC)
VISIT = {"project_id": 1, "administration_id": 4, "date": "2012-01", "who": "Ana", "text": "Saw the new scanners"}
LATER = VISIT | {"date": "2013-01", "text": "Saw the laboratory"}


def facts() -> None:
    import structure

    (COPY / "tracker/rules/schema_facts.py").write_text(structure.module(), encoding="utf-8")


def migrate() -> None:
    alembic("revision --autogenerate -m visits")
    (made,) = (COPY / "migrations/versions").glob("*_visits.py")
    known = COPY / "tracker/store/revision.py"
    text = known.read_text(encoding="utf-8")
    known.write_text(text.replace('",\n)\n', f'",\n    "{made.stem}",\n)\n', 1), encoding="utf-8")


def alembic(line: str) -> None:
    from alembic.config import CommandLine, Config

    program = CommandLine("alembic")
    options = program.parser.parse_args(["-c", str(COPY / "alembic.ini"), "--raiseerr", *line.split()])
    program.run_cmd(Config(options.config[0], cmd_opts=options, stdout=io.StringIO()), options)


def use() -> dict[str, Any]:
    """What becomes of a register with data, and of a visit in it."""
    from sample import bare, close, contents
    from sqlalchemy import select

    from tracker.insight.codes import Codes
    from tracker.insight.dated import dated_up_to, younger_than_record
    from tracker.register.register import open_register
    from tracker.store.location import parse_location
    from tracker.store.reader import open_reader
    from tracker.tables import metadata

    location = parse_location(os.environ["TRACKER_DB"])
    visits = metadata.tables["visit"]

    def visited() -> list[tuple[Any, ...]]:
        with bare(location) as sql:
            return sql("SELECT * FROM visit")

    found: dict[str, Any] = {}
    before = contents(location)
    alembic("upgrade head")
    alembic("downgrade -1")
    alembic("upgrade head")
    found["upgraded"] = changed(before, contents(location))

    tracker("organisation add AG-CUSTOMS --name 'Antigua Customs' --kind 'customs administration'")
    with open_register(location, who="tester", command="visit add P1 AG-CUSTOMS", now=lambda: NOW) as register:
        register.journal.insert(visits, [VISIT])
    added = visited()
    found["removing what it names"] = tracker("organisation remove AG-CUSTOMS --yes", status=4)
    found["log of the project"] = tracker("log P1 --noun visit --quiet")
    found["log of the command"] = tracker("log 3")
    tracker("undo")
    found["undone"] = visited()
    tracker("undo 4")
    found["undo undone"] = visited() == added

    with open_register(location, who="tester", command="visit add P1 AG-CUSTOMS", now=lambda: NOW) as register:
        register.journal.insert(visits, [LATER])
    close(location)
    with open_register(location, who="tester", command="visit edit 1", now=lambda: NOW) as register:
        (row,) = register.connection.execute(select(visits).where(visits.c.id == 1)).mappings()
        register.journal.update(visits, [(dict(row), {"text": "Saw them again"})])
    with open_reader(location) as reader:
        meeting = Codes(reader).conference("2012")
        where = dated_up_to("visit", "v", meeting)
        found["as of the conference"] = list(reader.rows(f"SELECT id, date, text FROM visit v WHERE {where}"))
        found["younger than its record"] = younger_than_record(reader, "visit", "v", where, {}, meeting)
    with bare(location) as sql:
        found["in the record"] = sql("SELECT record_id, id, text FROM kept_visit")
        found["today"] = sql("SELECT id, text FROM visit ORDER BY id")
        found["refused"] = {
            statement: refused(sql, statement)
            for statement in (
                "UPDATE kept_visit SET text = 'Never went'",
                "DELETE FROM kept_visit",
                "INSERT INTO kept_visit SELECT 1, 2, project_id, administration_id, date, who, text, 1 FROM visit",
                "UPDATE visit SET date = '2013-02-30'",
                "UPDATE visit SET version = 'two'",
            )
        }
    found["verified"] = tracker("conference verify --quiet")

    copy = parse_location(str(Path(os.environ["TRACKER_DB"]).with_name("empty.db")))
    document = Path(os.environ["TRACKER_DB"]).with_name("register.json")
    tracker(f"export --all --output {document}")
    tracker(f"--db {copy.path} import {document}")
    found["exported"] = json.loads(document.read_text(encoding="utf-8"))["tables"]["visit"]
    found["imported"] = changed(contents(location), contents(copy))
    found["db check"] = tracker(f"--db {copy.path} db check --quiet")
    found["lacking"] = lacking()
    return found


def tracker(line: str, status: int = 0) -> str:
    from click.testing import CliRunner

    from tracker.cli import main

    result = CliRunner().invoke(main, shlex.split(line), catch_exceptions=False)
    assert result.exit_code == status, f"{line}\n{result.exit_code}\n{result.stdout}{result.stderr}"
    return result.stdout + (result.stderr if status else "")


def changed(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, list[str]]:
    """The tables that differ, as they are now."""
    return {name: rows for name, rows in after.items() if rows != before.get(name)}


def refused(sql: Bare, statement: str) -> str:
    from sample import REFUSED

    try:
        sql(statement)
    except REFUSED as error:
        return str(error)
    return ""


def lacking() -> list[str]:
    """What the tests of places name, each as a noun and a place."""
    from test_nouns_shown import NOUNS, PLACES, test_a_noun_is_where_people_look_for_it

    found = []
    for noun, place in product(NOUNS, PLACES):
        try:
            test_a_noun_is_where_people_look_for_it(noun, place)
        except AssertionError as error:
            found.append(str(error).partition("\n")[0])
    return found


if __name__ == "__main__":
    if sys.argv[1] == "use":
        sys.stdout.write(json.dumps(use()))
    else:
        {"facts": facts, "migrate": migrate}[sys.argv[1]]()
