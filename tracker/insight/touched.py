"""Which commands touched a project: its own row, or anything that belongs to it, also what has been taken away since.

A row that was added or taken away is noted whole, with its project. A change notes only the columns that differ, so the
row is known by its key: that of the project, or of a part that ever belonged to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from tracker.rules.codes import code_key
from tracker.rules.structure import TABLES, numbered_of
from tracker.store.reader import Reader

# What belongs to a project by a number of its own, and what to a contribution of it.
PARTS = numbered_of("project_id")
OF_CONTRIBUTION = numbered_of("contribution_id")
# Where in the key of a table the id of a project or of one of its parts is, and of how many columns the key is.
KEYED = {
    noun: (
        (noun, 0, 1),
        *(
            (name, place, len(facts.key))
            for name, facts in TABLES.items()
            for place, column in enumerate(facts.key)
            if facts.references.get(column) == noun
        ),
    )
    for noun in ("project", *PARTS, *OF_CONTRIBUTION)
}
KEYS_A_QUERY = 400


def touching(reader: Reader, project: int) -> str:
    """The numbers of the commands that touched a project, as SQL for an IN."""
    mine = {"project": {project}}
    found = set(_by_image(reader, "project_id", [project]))
    for noun in PARTS:
        mine[noun] = set(_ever(reader, noun, "project_id", [project]))
    contributions = sorted(mine["contribution"])
    found |= set(_by_image(reader, "contribution_id", contributions))
    for noun in OF_CONTRIBUTION:
        mine[noun] = set(_ever(reader, noun, "contribution_id", contributions))
    keys = [
        f"""(table_name = '{table}' AND "key" LIKE '{_pattern(identity, place, length)}')"""
        for noun, ids in mine.items()
        for table, place, length in KEYED[noun]
        for identity in sorted(ids)
    ]
    for start in range(0, len(keys), KEYS_A_QUERY):
        where = " OR ".join(keys[start : start + KEYS_A_QUERY])
        found |= {row[0] for row in reader.rows(f"SELECT DISTINCT journal_id FROM change WHERE {where}")}
    return ", ".join(map(str, sorted(found))) or "NULL"


def once_called(reader: Reader, code: str) -> int | None:
    """The project of a code that has been taken away since; the last one, if there were several."""
    if set(code) & set('%_\\"'):
        return None  # no letters of a code, but of LIKE
    said = " OR ".join(f"lower({side}) LIKE :pattern" for side in ("before", "after"))
    sql = f"""SELECT "key" FROM change WHERE table_name = 'project' AND ({said}) ORDER BY journal_id DESC"""
    found = reader.value(sql, {"pattern": f'%"code":"{code_key(code.strip())}"%'})
    return None if found is None else int(json.loads(found)[0])


def _ever(reader: Reader, noun: str, column: str, owners: Iterable[int]) -> Iterator[int]:
    """The ids of all rows that belong, or before they were taken away belonged, to one of the owners."""
    listed = ", ".join(map(str, owners)) or "NULL"
    yield from (row[0] for row in reader.rows(f'SELECT id FROM "{noun}" WHERE {column} IN ({listed})'))
    for owner in owners:
        sql = f"""SELECT DISTINCT "key" FROM change WHERE table_name = :noun AND {_in_image(column, owner)}"""
        yield from (json.loads(row[0])[0] for row in reader.rows(sql, {"noun": noun}))


def _by_image(reader: Reader, column: str, owners: Iterable[int]) -> Iterator[int]:
    for owner in owners:
        yield from (
            row[0] for row in reader.rows(f"SELECT DISTINCT journal_id FROM change WHERE {_in_image(column, owner)}")
        )


def _in_image(column: str, owner: int) -> str:
    """Whether a row that was added, changed or taken away says that it belongs to an owner."""
    said = [f"""{side} LIKE '%"{column}":{owner}{end}%'""" for side in ("before", "after") for end in (",", "}")]
    return f"({' OR '.join(said)})"


def _pattern(identity: int, place: int, length: int) -> str:
    """A LIKE pattern for a key of JSON, such as `[12, 5]`."""
    if length == 1:
        return f"[{identity}]"
    if place == 0:
        return f"[{identity}, %"
    return f"[%, {identity}]" if place == length - 1 else f"[%, {identity}, %"
