"""Reading what the development banks publish in the form of the International Aid Transparency Initiative (IATI)."""

import re
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from demo_tables import Row, one_line, read

ARGENTINA = "idb-argentina"
EL_SALVADOR = "worldbank-el-salvador.xml"
PREFIX = {"IDB": "XI-IATI-IADB-", "WB": "44000-"}
CUSTOMS = re.compile(r"\bcustoms\b", re.IGNORECASE)


class Movement(NamedTuple):
    """A transaction as published; `kind` is the code of the IATI transaction type."""

    kind: str
    date: str
    value: str
    description: str


class Activity(NamedTuple):
    """An IATI activity, as far as the register needs it; `dates` by IATI type (planned and actual start and end)."""

    donor: str
    identifier: str
    title: str
    objective: str
    sectors: list[tuple[str, str]]
    dates: dict[str, str]
    finance: set[str]
    implementers: list[str]
    movements: list[Movement]

    @property
    def code(self) -> str:
        return self.identifier.removeprefix(PREFIX[self.donor])

    @property
    def names_customs(self) -> bool:
        return bool(CUSTOMS.search(f"{self.title} {self.objective}"))


def transaction_words(source: Path) -> dict[str, str]:
    """The words of the IATI transaction types, by their codes."""
    lists = read(source / "iati" / "codelists.csv")
    return {row["code"]: row["name_en"].lower() for row in lists if row["list"] == "TransactionType"}


def idb_argentina(source: Path) -> list[Activity]:
    """Every activity of the Inter-American Development Bank in Argentina."""
    folder = source / ARGENTINA
    sectors, dates, movements, implementers = (defaultdict[str, list[Row]](list) for _ in range(4))
    for name, rows in (
        ("sectors", sectors),
        ("activity_date", dates),
        ("transactions", movements),
        ("participating_orgs", implementers),
    ):
        for row in read(folder / f"{name}.csv"):
            rows[row["activity_identifier"]].append(row)
    return [
        Activity(
            donor="IDB",
            identifier=(key := row["activity_identifier"]),
            title=one_line(row["title"]),
            objective=one_line(row["description"]),
            sectors=[(sector["vocabulary"], sector["sector_code"]) for sector in sectors[key]],
            dates={day["type"]: day["iso_date"] for day in dates[key]},
            finance={row["default_finance_type"]},
            implementers=sorted({one_line(o["org_name"]) for o in implementers[key] if o["role"] == "4"}),
            movements=[
                Movement(
                    t["transaction_type"],
                    t["transaction_date"],
                    _in_dollars(t["value"], t["currency"]),
                    one_line(t["description"]),
                )
                for t in movements[key]
            ],
        )
        for row in read(folder / "activities.csv")
    ]


def _in_dollars(value: str, currency: str) -> str:
    if currency != "USD":
        raise ValueError(f"{value} {currency} is not in US dollars")
    return value


def world_bank_el_salvador(source: Path) -> list[Activity]:
    """Every activity of the World Bank in El Salvador."""
    root = ElementTree.parse(source / "iati" / EL_SALVADOR).getroot()
    published = root.get("generated-datetime", "")[:10]
    return [_world_bank_activity(element, published) for element in root.iter("iati-activity")]


def _world_bank_activity(element: ElementTree.Element, published: str) -> Activity:
    """The bank repeats the closing date as actual end of what still runs: an end after the file's own date is none."""
    dates = {day.get("type", ""): day.get("iso-date", "") for day in element.findall("activity-date")}
    if dates.get("4", "") > published:
        del dates["4"]
    movements, finance = [], set()
    for transaction in element.iter("transaction"):
        value = transaction.find("value")
        movements.append(
            Movement(
                _attribute(transaction, "transaction-type", "code"),
                _attribute(transaction, "transaction-date", "iso-date"),
                _in_dollars(_text(transaction, "value"), (value is not None and value.get("currency")) or "USD"),
                _text(transaction, "description/narrative"),
            )
        )
        finance.add(_attribute(transaction, "finance-type", "code"))
    return Activity(
        donor="WB",
        identifier=_text(element, "iati-identifier"),
        title=_text(element, "title/narrative"),
        objective=_text(element, "description[@type='2']/narrative"),
        sectors=[(sector.get("vocabulary", ""), sector.get("code", "")) for sector in element.findall("sector")],
        dates=dates,
        finance=finance,
        implementers=sorted({_text(org, "narrative") for org in element.findall("participating-org[@role='4']")}),
        movements=movements,
    )


def _text(element: ElementTree.Element, path: str) -> str:
    return one_line(element.findtext(path) or "")


def _attribute(element: ElementTree.Element, tag: str, name: str) -> str:
    child = element.find(tag)
    return "" if child is None else child.get(name, "")
