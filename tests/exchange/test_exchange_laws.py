"""Laws of imports: the same tables twice change nothing, in whichever order; every row is counted once."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from exchange_tables import CONFERENCES, ORGANISATIONS, SERIES, taken
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.exchange.applying import Outcome
from tracker.register.register import open_register
from tracker.store.location import Location
from tracker.store.reader import open_reader

DONORS = ("IDB", "NORAD")
dates = st.sampled_from(["", "2012", "2012-03", "2013-03-01"])
titles = st.text("abc é\"',;|مØ", min_size=1, max_size=12).map(lambda text: f"T{text}")
shares = st.sampled_from(["", "JM-CUSTOMS", "JM-CUSTOMS:60;BB-CUSTOMS:40", "BB-CUSTOMS:12.5"])
themes = st.sampled_from(["", "integrity", "single window;integrity", "Risk Management"])
amounts = st.sampled_from(["", "0", "5", "-3.25", "1,000.5"])
moves = st.tuples(
    st.sampled_from(["disbursement", "outgoing commitment", "loan repayment"]),
    st.sampled_from(["2012-01-01", "2012-02-03", "2013-01-01"]),
    amounts.filter(bool),
    st.sampled_from(["", "", "R"]),
)
statuses = st.sampled_from(["proposed", "active", "Completed"])


@st.composite
def portfolios(draw: st.DrawFn) -> list[str]:
    """Tables of a few projects with their money, and of what two conferences were told of them."""
    tables: dict[str, list[list[str]]] = {
        "code,title,start,themes,beneficiaries,parent": [],
        "code,project,donor,currency": [],
        "contribution,kind,date,amount,reference": [],
        "conference,project,contribution,status,committed,basis,reason": [],
    }
    projects, contributions, transactions, reports = tables.values()
    for number in range(draw(st.integers(1, 4))):
        code = f"P{number}"
        parent = f"P{number - 1}" if number and draw(st.booleans()) else ""
        projects.append([code, draw(titles), draw(dates), draw(themes), draw(shares), parent])
        status = {conference: draw(statuses) for conference in ("AMS-2012", "AMS-2013")}
        for donor in draw(st.sets(st.sampled_from(DONORS))):
            contributions.append([f"{code}-{donor}", code, donor, draw(st.sampled_from(["USD", "NOK"]))])
            moved = draw(st.lists(moves, max_size=4))
            for place, (kind, day, amount, reference) in enumerate(moved):
                transactions.append([f"{code}-{donor}", kind, day, amount, reference and f"R{place}"])
            for conference in draw(st.sets(st.sampled_from(sorted(status)))):
                basis = draw(st.sampled_from(["", "told", "transactions"]))
                amount = "" if basis == "transactions" else draw(amounts)
                reason = draw(st.sampled_from(["", "new money", "revision"])) if amount else ""
                reports.append([conference, code, f"{code}-{donor}", status[conference], amount, basis, reason])
        if not contributions or contributions[-1][1] != code:
            reports.append(["AMS-2013", code, "", status["AMS-2013"], "", "", ""])
    return [
        "\n".join([header, *(",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows)])
        for header, rows in tables.items()
        if rows
    ]


def everything(location: Location) -> list[object]:
    """All rows but the journal's."""
    with open_reader(location) as reader:
        names = ("project", "contribution", '"transaction"', "review", "funding", "share", "review_theme", "reason")
        return [sorted(map(repr, reader.all(f"SELECT * FROM {name}"))) for name in names]


@settings(max_examples=60)
@given(tables=portfolios(), shuffled=st.randoms(use_true_random=False))
def test_the_same_twice_changes_nothing(sqlite_template: Path, tables: list[str], shuffled: random.Random) -> None:
    rows = sum(text.count("\n") for text in tables)
    with TemporaryDirectory() as folder:
        location = Location(Path(folder) / "register.db", None)
        shutil.copy(sqlite_template, Path(folder) / "register.db")
        with open_register(location) as register:
            assert not taken(register, SERIES, ORGANISATIONS, CONFERENCES).faults
        with open_register(location) as register:
            first = taken(register, *tables)
            assert not first.faults
            assert counted(first) == (rows, 0, 0, 0)
        before = everything(location)
        again = list(tables)
        shuffled.shuffle(again)
        for texts in (again, *([text] for text in again)):
            with open_register(location) as register:
                outcome = taken(register, *texts)
                assert counted(outcome)[0::3] == (0, 0) and outcome.written == 0, outcome
                assert register.journal.count == 0
        assert everything(location) == before
        with open_register(location) as register:
            register.journal.undo()
        assert not any(everything(location))


def counted(outcome: Outcome) -> tuple[int, int, int, int]:
    created, updated, unchanged, refused = (
        sum(getattr(one, fate) for one in outcome.counts) for fate in ("created", "updated", "unchanged", "refused")
    )
    assert created + updated + unchanged + refused == outcome.rows
    return created, updated, unchanged, refused
