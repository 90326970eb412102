"""The index of docs/architecture.md: every decision of docs/decisions, with its date.

A page there is a subject. Each of its sections is a decision: a heading, a line with its date in italics, and why. The
subjects come in the order of the navigation in properdocs.yml.
"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGE = DOCS / "architecture.md"

_BEGIN = "<!-- Written by scripts/write_docs.py out of docs/decisions; edit the pages there. -->\n"
_END = "<!-- End of what is written. -->\n"
_DECISION = re.compile(r"^## (?P<title>.+)\n\n(?P<date>.*)$", re.MULTILINE)
_DATE = re.compile(r"\*(\d{1,2} [A-Z][a-z]+ \d{4}(?:, revised \d{1,2} [A-Z][a-z]+ \d{4})?)\*")


def page() -> str:
    """The text of docs/architecture.md with the index that the pages ask for.

    Raises ValueError for a decision without a date.
    """
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    navigation = (ROOT / "properdocs.yml").read_text(encoding="utf-8")
    subjects = "\n".join(_subject(name) for name in re.findall(r"decisions/[\w-]+\.md", navigation))
    return f"{before}{_BEGIN}\n{subjects}\n{_END}{after}"


def _subject(name: str) -> str:
    text = (DOCS / name).read_text(encoding="utf-8")
    title = text.splitlines()[0].removeprefix("# ")
    rows = [f"### [{title}]({name})\n", "| decision | date |", "| --- | --- |"]
    for found in _DECISION.finditer(text):
        date = _DATE.fullmatch(found["date"])
        if date is None:
            raise ValueError(f"{name}: {found['title']!r} has no date below it, such as *23 November 2026*.")
        rows.append(f"| [{found['title']}]({name}#{_anchor(found['title'])}) | {date[1]} |")
    return "\n".join(rows) + "\n"


def _anchor(title: str) -> str:
    """What a heading is called in a link, on the site and where the repository is shown."""
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", title).strip().lower())
