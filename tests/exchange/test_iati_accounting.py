"""The law of the account: whatever a file says, every activity and every amount is in the register or in the report."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO, StringIO
from pathlib import Path
from xml.sax.saxutils import quoteattr

from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.exchange.iati.importing.accounting import Ledger
from tracker.exchange.iati.importing.asked import Asked
from tracker.exchange.iati.importing.batches import ImportedActivities, take_activities
from tracker.exchange.iati.importing.files import source_of
from tracker.register.register import open_register
from tracker.store.location import Location

AMOUNTS = (
    "1000",
    "-250.5",
    "0",
    "1,234,567.89",
    "12.345",
    "0.005",
    "-0.005",
    "1e6",
    "",
    "x",
    "99999999999999999",
    "7.",
)
CURRENCIES = ("USD", "JPY", "KWD", "usd", "XXQ", None)
DAYS = ("2012-01-31", "2012-02-30", "2013-05-01Z", "2012", "", None)
IDENTIFIERS = ("XX-1", "XX-2", "XX-3", "")
MONEY = ("transaction", "budget", "planned-disbursement", "fss")
TYPES = ("1", "2", "3", "4", "7", "11", "13", "C", "D", "99", None)


def attribute(name: str, value: str | None) -> str:
    return "" if value is None else f" {name}={quoteattr(value)}"


@st.composite
def values(draw: st.DrawFn, tag: str = "value") -> str:
    amount, currency, day = (draw(st.sampled_from(some)) for some in (AMOUNTS, CURRENCIES, DAYS))
    return f"<{tag}{attribute('currency', currency)}{attribute('value-date', day)}>{amount}</{tag}>"


again = st.one_of(st.just(""), values())  # a second amount, which has no place


@st.composite
def transactions(draw: st.DrawFn) -> str:
    kind, day = draw(st.sampled_from(TYPES)), draw(st.sampled_from(DAYS))
    provider = draw(
        st.sampled_from(('<provider-org ref="XX-9"/>', "<provider-org><narrative>EU</narrative></provider-org>", ""))
    )
    return (
        f"<transaction>{'' if kind is None else f'<transaction-type code={quoteattr(kind)}/>'}"
        f"<transaction-date{attribute('iso-date', day)}/>{draw(values())}{provider}{draw(again)}</transaction>"
    )


@st.composite
def budgets(draw: st.DrawFn) -> str:
    tag = draw(st.sampled_from(("budget", "planned-disbursement")))
    start, end = draw(st.sampled_from(DAYS)), draw(st.sampled_from(DAYS))
    return (
        f"<{tag}><period-start{attribute('iso-date', start)}/><period-end{attribute('iso-date', end)}/>"
        f"{draw(values())}</{tag}>"
    )


@st.composite
def activities(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.one_of(transactions(), budgets()), max_size=6))
    currency = attribute("default-currency", draw(st.sampled_from(CURRENCIES)))
    publisher = draw(st.sampled_from(('<reporting-org ref="XX"/>', "<reporting-org/>")))
    title = draw(st.sampled_from(("", "<title>Aduanas</title>", "<title>ADUANAS</title>", "<title>Customs</title>")))
    forecast = draw(st.one_of(st.just(""), values("forecast").map("<fss>{}</fss>".format)))
    return (
        f"<iati-activity{currency}><iati-identifier>{draw(st.sampled_from(IDENTIFIERS))}</iati-identifier>"
        f"{publisher}{title}{''.join(parts)}{forecast}</iati-activity>"
    )


FILES = st.lists(activities(), min_size=1, max_size=5).map(
    lambda found: f"<iati-activities version='2.03'>{''.join(found)}</iati-activities>".encode()
)


def taken_in(location: Location, data: bytes) -> tuple[ImportedActivities, list[dict[str, str]]]:
    out = StringIO()
    with open_register(location, command="import") as register:
        ledger = Ledger(out)
        taken = take_activities(register, [source_of("file.xml", BytesIO(data), None)], Asked(), ledger)
        ledger.close(register.reader.exponents)
    return taken, list(csv.DictReader(StringIO(out.getvalue())))


def kept_by(location: Location) -> tuple[Counter[str], int]:
    """What the register has: the sum in each currency, and how many amounts."""
    with open_register(location, command="look") as register:
        found = register.reader.all(
            'SELECT k.currency, t.amount FROM "transaction" t JOIN contribution k ON k.id = t.contribution_id'
            " UNION ALL SELECT currency, amount FROM unattributed UNION ALL SELECT currency, amount FROM budget"
        )
    sums: Counter[str] = Counter()
    for currency, amount in found:
        sums[currency] += amount
    return sums, len(found)


@given(data=FILES)
@settings(max_examples=60)
def test_nothing_is_lost(data: bytes, sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "register.db"
    for old in tmp_path.glob("register.db*"):
        old.unlink()
    shutil.copy(sqlite_template, path)
    location = Location(path, None)

    taken, report = taken_in(location, data)

    assert taken.activities == data.count(b"</iati-activity>")
    assert taken.kept + taken.refused == taken.activities
    assert sum(row["what"] == "refused" for row in report) == taken.refused

    from lxml import etree

    asked: Counter[tuple[str, str]] = Counter()
    for activity in etree.fromstring(data):
        for value in activity.iter("value", "forecast"):
            currency = value.get("currency") or activity.get("default-currency") or ""
            asked[value.text or "", currency] += bool(value.text or value is value.getparent().find("value"))
    listed = Counter(
        (row["value"], row["currency"])
        for row in report
        if row["what"] == "left out" and row["element"].split(",")[0].split("/")[0] in MONEY
    )
    assert not listed - asked
    rest = asked - listed
    sums, number = kept_by(location)
    assert number == rest.total()
    expected: Counter[str] = Counter()
    for (amount, currency), count in rest.items():
        code = currency.upper()
        step = Decimal(1).scaleb(-{"USD": 2, "JPY": 0, "KWD": 3}[code])
        exact = Decimal(amount.replace(",", "")).quantize(step, ROUND_HALF_UP)
        expected[code] += count * int(exact / step)
    assert {code: total for code, total in sums.items() if total} == {c: t for c, t in expected.items() if t}

    again, _ = taken_in(location, data)
    assert (again.written, again.kept, again.refused) == (0, taken.kept, taken.refused)
