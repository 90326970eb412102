"""Plain English: phrases that must not come back, wherever a user reads them.

Looked through are the texts of the program (all literals, and the docstrings of the Python interface), the English of
the catalogs, the templates of documents, and every page of the manual, with the help and the answers that it quotes.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "tracker"

# Each with what to write in its place.
PHRASES = {
    r"nobody": "no donor, no person; or a positive sentence: unconfirmed, not stated",
    r"anew": "again; or a verb: refreshed, rewritten, recreated",
    r"de(?:als?|alt|aling) with": "done, marked as done",
    r"takes? down|taken down": "writes down, records",
    r"hears? of|heard of": "was reported to",
    r"told (?:of|last)": "reported about, last reported",
    r"(?:is|are|was|were|be|been) told": "was reported; the conference to which it was reported",
    r"for there (?:is|was|are|were)": "because",
    r"how bad": "severity",
    r"no [a-z]+ fits?": "No matching projects.",
    r"of a kind(?! that)": "say which kind",
    r"there is no register at": "No register found at ...",
    r"right would be": "Use ...; Expected: ...",
    r"off a terminal": "without a terminal",
    r"in the same breath": "in one command",
    r"(?<!there )is no (?:code|currency|date|donor|number|verb)": "is not a ...",
    r"stands? (?:apart|beside|in|on|there|twice)": "is",
    r"(?:is|are|was|were|be) taken in": "imported",
    r"pass(?:ed|es)? over": "skipped, skips",
}
PATTERN = re.compile("|".join(rf"\b(?:{phrase})\b" for phrase in PHRASES), re.IGNORECASE)

# Left as they are, with the reason.
KEPT = {
    # The values of a column that scripts read, and the totals on the terminal, in the same words.
    "tracker/exchange/iati/importing/accounting.py": ("passed over",),
    "tracker/cli/files/import_activities.py": ("passed over", "Passed over", "be taken in"),
    "docs/how-to/from-iati-to-the-conference.md": ("passed over", "Passed over", "be taken in"),
    # An import says "2 rows taken in", and its error is the opposite of that.
    "tracker/cli/files/import_view.py": ("be taken in",),
    "docs/how-to/take-in-a-csv.md": ("be taken in",),
    "docs/two-weeks-before.md": ("be taken in",),
    # A heading of workbooks that were written before, and are still imported.
    "tracker/exchange/own_lists.py": ("Dealt with",),
}

PAGES = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "benchmarks/README.md")
MODULES = sorted(PACKAGE.rglob("*.py"))
TEXTS = [
    *(ROOT / page for page in PAGES),
    *sorted((ROOT / "docs").rglob("*.md")),
    *(path for path in sorted((PACKAGE / "data" / "templates").iterdir()) if path.suffix != ".docx"),
]
CATALOGS = sorted((PACKAGE / "data" / "locale" / "es").rglob("*.po"))


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """The texts in a module with their lines; its docstrings only where it is a part of the Python interface."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    unread = set()
    if path.parent != PACKAGE / "api":
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
                first = node.body[0]
                if isinstance(first, ast.Expr):
                    unread.add(first.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in unread:
            yield node.lineno, node.value


def found(texts: Iterable[tuple[int, str]], path: Path) -> list[str]:
    """What to rewrite: the place, and the phrase with the words around it."""
    name = path.relative_to(ROOT).as_posix()
    left = KEPT.get(name, ())
    faults = []
    for first, text in texts:
        for match in PATTERN.finditer(text):
            if match[0] not in left:
                line = first + text.count("\n", 0, match.start())
                faults.append(f"{name}:{line}: {text[max(0, match.start() - 30) : match.end() + 30]!r}")
    return faults


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_text_of_the_program_has_such_a_phrase(path: Path) -> None:
    assert found(literals(path), path) == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_page_and_no_template_has_such_a_phrase(path: Path) -> None:
    assert found([(1, path.read_text(encoding="utf-8"))], path) == []


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_no_message_of_a_catalog_has_such_a_phrase(path: Path) -> None:
    with path.open("rb") as file:
        assert found(((message.lineno or 1, str(message.id)) for message in read_po(file)), path) == []


@pytest.mark.parametrize(
    "text",
    [
        "2 reports nobody has confirmed",
        "Note 1 is dealt with.",
        "A project is told of twice in the same breath.",
        "Series AMS added, for there was none",
        "No project fits. `tracker project list` shows them all",
        "There is no register at americas.db.",
        "Right would be: 2012-02-01 to 2012-02-29",
        "Off a terminal everything is given as flags.",
    ],
)
def test_what_was_there_once_would_be_found(text: str) -> None:
    assert PATTERN.search(text)


def test_every_phrase_that_is_left_is_still_there() -> None:
    for name, phrases in KEPT.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        assert [phrase for phrase in phrases if phrase not in text] == [], name
