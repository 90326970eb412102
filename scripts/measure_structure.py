"""How much of the program is written in more than one place: `python scripts/measure_structure.py` prints a table.

Every figure says beside it how it is counted. Source files are the Python files of `tracker/`, but those that say at
their head that a script wrote them.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Container, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
NOUNS = ("partnership", "action", "milestone")
# A plain text field of a project, for which IATI has no place.
PLAIN_FIELD = "implementation_plan"
MEASURES = {"interest", "pledged", "committed", "disbursed"}
# How many tables make a list of tables.
ENOUGH = 4
# The columns of lists and cards are called by fields of their rows, whatever tables may be called.
COLUMNS = ("Column", "CardFact", "FormColumn", "ExportColumn")
GENERATED = re.compile(r"(?i)(written|made|generated) by `?(python )?scripts/")


class Source(NamedTuple):
    """A source file: its path from `tracker/`, its text, its syntax tree, and that tree's nodes and docstrings."""

    path: Path
    text: str
    tree: ast.Module
    nodes: list[ast.AST]
    docs: set[int]


class Figure(NamedTuple):
    """One line of the table."""

    what: str
    figure: str
    how: str


@cache
def sources() -> list[Source]:
    """The source files of `tracker/`, in order."""
    folder = ROOT / "tracker"
    found = ((path, path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.py")))
    return [_source(path.relative_to(folder), text) for path, text in found if not GENERATED.search(text[:600])]


def _source(path: Path, text: str) -> Source:
    tree = ast.parse(text)
    nodes = list(ast.walk(tree))
    return Source(path, text, tree, nodes, {id(said) for node in nodes for said in _docstring(node)})


@cache
def words() -> list[set[str]]:
    """Every name, attribute, argument, imported module and text of each file, without its docstrings."""
    return [set(_words(source)) for source in sources()]


def _words(source: Source) -> Iterator[str]:
    for node in source.nodes:
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.alias(name=name):
                yield name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.keyword(arg=str(name)):
                yield name
            case ast.ImportFrom(module=str(name)):
                yield name
            case ast.Constant(value=str(text)) if id(node) not in source.docs:
                yield text


def _docstring(node: ast.AST) -> Iterator[ast.expr]:
    body = getattr(node, "body", None)
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and body:
        first = body[0]
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            yield first.value


def files_that_name(word: str) -> int:
    """In how many files a noun is named, in any spelling: `Milestone`, `milestone_report`, `milestones`."""
    pattern = re.compile(rf"(?<![a-z]){word}s?(?![a-z])", re.IGNORECASE)
    apart = re.compile(r"(?<=[a-z])(?=[A-Z])")
    return sum(any(pattern.search(apart.sub("_", said)) for said in file) for file in words())


def files_with_field(field: str) -> int:
    """In how many files a field is named, in any spelling: `planned_start`, `--planned-start`, `Planned start`."""
    return sum(any(field in re.sub("[- ]", "_", said).lower() for said in file) for file in words())


@cache
def tables() -> set[str]:
    """The names of the tables, but for those that are kept with a sealed record."""
    found = {
        node.args[0].value
        for source in sources()
        if source.path.parts[0] == "tables"
        for node in source.nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("Table", "table")
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }
    return {name for name in found if not name.startswith("kept_")}


def lists_of_tables() -> int:
    """Collections outside `tables/` that name four tables or more as texts or as `tables.x`, and hold no other one."""
    known = tables()
    count = 0
    for source in sources():
        if source.path.parts[0] == "tables":
            continue
        inside: set[int] = set()
        for node in source.nodes:
            if not isinstance(node, ast.Tuple | ast.List | ast.Set | ast.Dict) or id(node) in inside:
                continue
            named = {
                name
                for one in ast.walk(node)
                for name in (
                    one.value
                    if isinstance(one, ast.Constant)
                    else one.attr
                    if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == "tables"
                    else None,
                )
                if isinstance(name, str) and name in known
            }
            count += len(named) >= ENOUGH
            # What is inside a collection names no more tables than all of it.
            inside |= {id(one) for one in ast.walk(node)}
    return count


def collections_of_tables(tree: ast.AST, known: Container[str]) -> Iterator[tuple[int, set[str]]]:
    """The literal collections of a module whose own elements name four tables or more, each with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict | ast.Tuple | ast.List | ast.Set):
            found = {name for name in _elements(node) if name in known}
            if len(found) >= ENOUGH:
                yield node.lineno, found


def _elements(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Dict):
        for key in node.keys:
            yield from () if key is None else _named(key)
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        for element in node.elts:
            yield from _named(element)


def _named(node: ast.expr) -> Iterator[str]:
    """The tables that an element of a collection names: by its text, as `tables.project`, or first in a pair."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value.partition(".")[0]
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "tables":
        yield node.attr
    elif isinstance(node, ast.Starred):
        yield from _named(node.value) if not isinstance(node.value, ast.Tuple | ast.List) else _elements(node.value)
    elif isinstance(node, ast.Tuple) and node.elts:
        for element in node.elts[:2]:
            yield from _named(element)
    elif isinstance(node, ast.Call) and node.args and getattr(node.func, "id", "") not in COLUMNS:
        yield from _named(node.args[0])


def collections_by_hand() -> int:
    """Collections outside `tables/` whose own elements name tables; columns of lists and cards are fields of rows."""
    known = tables()
    return sum(
        1 for source in sources() if source.path.parts[0] != "tables" for _ in collections_of_tables(source.tree, known)
    )


def texts() -> Iterator[tuple[str, str]]:
    """Every text of the program with its file; what an f-string puts in is left out of it."""
    for source in sources():
        inside = set(source.docs)
        for node in source.nodes:
            if isinstance(node, ast.JoinedStr):
                inside |= {id(part) for part in node.values}
                said = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
                yield source.path.as_posix(), said
        for node in source.nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
                yield source.path.as_posix(), node.value


def told_last() -> list[str]:
    """The file of each text of SQL that puts conferences in order, the newest first, to take the first."""
    newest = re.compile(r"(?is)\bsequence\b[^;]*?\bDESC\b|max\s*\(\s*\w*\.?sequence")
    return sorted(path for path, text in set(texts()) if newest.search(text))


def classes() -> list[ast.ClassDef]:
    return [node for source in sources() for node in source.nodes if isinstance(node, ast.ClassDef)]


def classes_of_measures() -> int:
    """Classes in which each of the measures is a field."""
    return sum(
        {part.target.id for part in one.body if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)}
        >= MEASURES
        for one in classes()
    )


def sums_by_position() -> list[str]:
    """Slices that begin two or more from the end: `row[-9:-5]`. Those in `exchange/` are of texts, and not listed."""
    return [
        f"{source.path.as_posix()}:{node.value.lineno}"
        for source in sources()
        if source.path.parts[0] != "exchange"
        for node in source.nodes
        if isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Slice)
        and isinstance(node.slice.lower, ast.UnaryOp)
        and isinstance(node.slice.lower.operand, ast.Constant)
        and node.slice.lower.operand.value != 1
    ]


def renamed_imports() -> list[str]:
    """What is imported from `tracker` under another name, and where."""
    return [
        f"{source.path.as_posix()}: {alias.name} as {alias.asname}"
        for source in sources()
        for node in source.nodes
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "tracker"
        for alias in node.names
        if alias.asname is not None and alias.asname != alias.name
    ]


def repeated_names() -> dict[str, int]:
    """The names that several classes have, the most frequent first, each with how many."""
    names = Counter(one.name for one in classes())
    return {name: number for name, number in sorted(names.items(), key=lambda item: (-item[1], item[0])) if number > 1}


def figures() -> list[Figure]:
    """The whole table."""
    repeated = repeated_names()
    often, times = next(iter(repeated.items()), ("none", 0))
    folders = Counter(source.path.parent.as_posix() for source in sources())
    folder, files = folders.most_common(1)[0]
    return [
        *(
            Figure(f"source files that name {noun}", f"{files_that_name(noun):,}", "in names and texts, no docstrings")
            for noun in NOUNS
        ),
        Figure(
            f"source files that name the plain field `{PLAIN_FIELD}`",
            f"{files_with_field(PLAIN_FIELD):,}",
            "in names and texts, with `_`, `-` or a space, no docstrings",
        ),
        Figure("lists that name four or more tables", f"{lists_of_tables():,}", "outermost collections, not `tables/`"),
        Figure(
            "of which elements are tables",
            f"{collections_by_hand():,}",
            "without columns of lists; a test has the reason of each",
        ),
        Figure(
            "places that write what was last reported",
            f"{len(told_last()):,}",
            "texts of SQL that take the newest sequence; a test has the reason of each",
        ),
        Figure("classes with all four measures as fields", f"{classes_of_measures():,}", "annotated in the class"),
        Figure(
            "money by position",
            f"{len(sums_by_position()):,}",
            "slices such as `row[-9:-5]`, but for those of texts in `exchange/`",
        ),
        Figure("own imports under another name", f"{len(renamed_imports()):,}", "`from tracker... import x as y`"),
        Figure(
            "names that several classes have",
            f"{len(repeated):,}",
            f"the most frequent: {often}, {times} times",
        ),
        Figure("files in the fullest folder", f"{files:,}", f"of `tracker/{folder}`, without its folders"),
        Figure(
            "hand-written lines", f"{sum(one.text.count(chr(10)) for one in sources()):,}", "all lines of the files"
        ),
    ]


def table() -> str:
    """The figures as a table of Markdown."""
    rows = [f"| {one.what} | {one.figure} | {one.how} |" for one in figures()]
    return "\n".join(["| what | count | how it is counted |", "| --- | ---: | --- |", *rows])


if __name__ == "__main__":
    print(table())
