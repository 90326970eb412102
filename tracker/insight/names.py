"""The names of organisations and projects: names and titles in all languages, and aliases."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.rules.text import name_key
from tracker.store.reader import Reader

ORGANISATION = """
SELECT id, code, name FROM {0}.organisation
UNION ALL SELECT o.id, o.code, n.name
  FROM {0}.organisation o JOIN {0}.organisation_name n ON n.organisation_id = o.id
UNION ALL SELECT o.id, o.code, a.alias
  FROM {0}.organisation o JOIN {0}.organisation_alias a ON a.organisation_id = o.id
"""
PROJECT = """
SELECT id, code, title FROM {0}.project
UNION ALL SELECT p.id, p.code, t.text
  FROM {0}.project p JOIN {0}.project_text t ON t.project_id = p.id WHERE t.field = 'title'
"""


def all_names(reader: Reader, noun: str) -> list[tuple[int, str, str]]:
    """The id, code and name of every organisation or project, one row for each of its names, as known now."""
    sql = ORGANISATION if noun == "organisation" else PROJECT
    return list(reader.rows(sql.format(reader.schema)))


def organisations_by_name(reader: Reader, surviving: Mapping[int, int]) -> dict[str, set[int]]:
    """The organisations with a name, by `name_key`; a merged one is replaced by the one it was merged into.

    The current names of other organisations take precedence over the names of merged ones.
    """
    found: dict[str, set[int]] = {}
    earlier: dict[str, set[int]] = {}
    for identity, _, name in all_names(reader, "organisation"):
        if identity in surviving:
            earlier.setdefault(name_key(name), set()).add(surviving[identity])
        else:
            found.setdefault(name_key(name), set()).add(identity)
    return earlier | found
