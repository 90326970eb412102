"""A register for books, with hostile text in every field, and a page read back without a browser."""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path
from typing import Any

from factories import ABSENT, Walk
from lxml import html

from tracker import tables
from tracker.register.register import Register

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>"
HOSTILE = f"{MARKUP} & \"quotes\" '{{{{ 7 * 7 }}}}' =1+1 \u202eright \x1b[31m"
MANY = 12


def fill(register: Register) -> None:
    """Tell AMS-2012 and AMS-2013 of twelve projects: pledges, risks, outcomes, shares, a currency without a rate."""
    walk = Walk(register, "AMS-2012", rates={"AMS-2012": {"EUR": "1.30"}})
    walk.conference("AMS-2013", start_date="2013-01-28", end_date="2013-02-01", rates={"EUR": "1.35"}, title=HOSTILE)
    walk.organisation("IDB", name=HOSTILE)
    walk.organisation("NORAD", name="N" * 80)
    for code in ("JM-CUSTOMS", "BB-CUSTOMS"):
        identity = walk.organisation(code, name=HOSTILE, kind="customs administration", country=code[:2])
        register.journal.insert(tables.organisation_role, [{"organisation_id": identity, "role": "beneficiary"}])
    dates = {"planned_start": "2011", "planned_end": "2014-12-31"}
    long = "w" * 5_000
    for at in walk.conferences:
        walk.review("P1", at, title=HOSTILE, objective=HOSTILE, decision=HOSTILE, note=HOSTILE, **dates)
        walk.review("P2", at, title=long)
    pledged = [{"pledged": 1_200_000_00, "interest": 50_00}, {"pledged": 1_200_000_00, "disbursed": 300_000_00}]
    walk.money("P1", "IDB", "USD", 1_000_000_00, 1_100_000_00, told=pledged, reason="new money")
    walk.money("P1", "EU", "EUR", 100_000_00, 70_000_00, told=[{"pledged": 100_000_00}, {"source": HOSTILE}])
    walk.money("P2", "NORAD", "EUR", 200_000_00, 200_000_00, told=[{}, {"source": "norad.xlsx, sheet 2013, row 7"}])
    walk.money("P3", "IDB", "USD", 12_34)
    spanish = {"project_id": walk.project("P5"), "field": "title", "language": "es", "text": "Project P5"}
    register.journal.insert(tables.project_text, [spanish, spanish | {"language": "fr", "text": "Projet cinq"}])
    walk.money("P4", "JICA", "JPY", ABSENT, 5_000_000)
    for number in range(5, MANY + 1):
        walk.money(f"P{number}", "NORAD", "USD", ABSENT, number * 1_000_00)
    for at in walk.conferences:
        walk.shares("P1", at, JM_CUSTOMS=60, BB_CUSTOMS=40)
        walk.shares("P2", at, JM_CUSTOMS=100)
        walk.theme("P1", at, "single-window")
        walk.theme("P2", at, "risk-management")
    goal = {"baseline": "48", "baseline_date": "2011", "target": "24", "target_date": "2014"}
    actual = {"AMS-2012": {"actual": "46"}, "AMS-2013": {"actual": "30"}}
    walk.part("indicator", "P1/I1", actual, title=HOSTILE, **goal)
    score = {"likelihood": 3, "impact": 3}
    walk.part("risk", "P1/R1", {"AMS-2012": score, "AMS-2013": score | {"impact": 5}}, event=HOSTILE, owner=HOSTILE)
    walk.part("risk", "P2/R1", {"AMS-2013": {}})


class Page:
    """A book that was written: its document, and what is kept compressed beside it."""

    def __init__(self, path: Path) -> None:
        self.bytes = path.read_bytes()
        self.root = html.fromstring(self.bytes.decode())

    def island(self, name: str) -> Any:
        text = self.root.get_element_by_id(f"island-{name}").text_content()
        return json.loads(zlib.decompress(base64.b64decode(text)))

    def table(self, heading: str) -> Any:
        """The table under a heading."""
        (found,) = self.root.xpath(f'//table[caption[.="{heading}"]]')
        return found

    def rows(self, heading: str, part: str = "tbody") -> list[list[str]]:
        return [[cell.text_content() for cell in row] for row in self.table(heading).xpath(f"{part}/tr")]

    def behind(self, heading: str, part: str = "tbody") -> list[list[dict[str, str]]]:
        """The rows behind each row of a table, by their headings."""
        (body,) = self.table(heading).xpath(part)
        ledger = self.island("ledgers")[body.get("data-ledger")]
        found = []
        for row in body.xpath("tr"):
            chosen = [ledger["rows"][place] for place in _places(row.get("data-rows") or "")]
            found.append([dict(zip(ledger["headings"], cells, strict=True)) for cells in chosen])
        return found


def _places(text: str) -> list[int]:
    found: list[int] = []
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found
