"""import(export(x)) = x, for all that IATI can carry; and whatever was imported is exported valid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from iati_registers import carried, empty, given, take
from lxml import etree

from tracker.exchange.iati import LANGUAGE
from tracker.store.reader import open_reader

FILES = sorted((Path(__file__).parent / "files" / "iati").glob("*.xml"))

words = st.text("abc ñéÅ<&>\"'ع漢-.,/", min_size=1, max_size=20).map(str.strip).filter(bool)
codes = st.text("ABC123", min_size=1, max_size=4)
days = st.dates(date(1995, 1, 1), date(2040, 12, 31)).map(date.isoformat)
languages = st.sampled_from(["en", "es", "fr", "pt"])
currencies = st.sampled_from(["USD", "EUR", "JPY", "KWD"])
amounts = st.integers(-(10**12), 10**12).map(lambda number: f"{number / 100:.2f}" if number % 7 else str(number))
whole = st.integers(-(10**9), 10**9).map(str)
organisations = st.sampled_from(
    [
        {"ref": "XI-IATI-IADB", "type": "40", "name": "Inter-American Development Bank"},
        {"ref": "XM-DAC-41120", "type": "40", "name": "UNCTAD"},
        {"ref": "", "type": "10", "name": "Aduanas del Perú"},
        {"ref": "GB-COH-1", "type": "70", "name": "Consultants & Sons"},
        {"ref": "", "type": "21", "name": "Transparency <international>"},
    ]
)


def percentages(count: int) -> st.SearchStrategy[list[str | None]]:
    """Shares of several, all or none given, with up to four decimals."""
    some = st.lists(st.integers(0, 1_000_000 // max(count, 1)), min_size=count, max_size=count)
    told = some.map(lambda parts: [f"{part // 10_000}.{part % 10_000:04}" for part in parts])
    return st.one_of(st.just([None] * count), told)


class Maker:
    """Draws activities as XML that keeps the schema; not all of them keep the rules."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.draw = draw

    def some(self, most: int = 2) -> range:
        return range(self.draw(st.integers(0, most)))

    def maybe(self, strategy: st.SearchStrategy[Any]) -> Any:
        return self.draw(st.one_of(st.none(), strategy))

    def put(self, parent: etree._Element, tag: str, **attributes: str | None) -> etree._Element:
        told = {name.replace("_", "-"): value for name, value in attributes.items() if value is not None}
        return etree.SubElement(parent, tag, told)

    def text(self, parent: etree._Element, tag: str, *, more: bool = True, **attributes: str | None) -> None:
        element = self.put(parent, tag, **attributes)
        self.put(element, "narrative").text = self.draw(words)
        if more:
            for language in self.draw(st.sets(languages, max_size=2)):
                narrative = self.put(element, "narrative")
                narrative.text = self.draw(words)
                narrative.set(LANGUAGE, language)

    def party(self, parent: etree._Element, tag: str, **attributes: str | None) -> None:
        who = self.draw(organisations)
        element = self.put(parent, tag, ref=who["ref"] or None, type=who["type"], **attributes)
        self.put(element, "narrative").text = who["name"]

    def value(self, parent: etree._Element) -> None:
        currency = self.draw(currencies)
        number = self.draw(whole if currency == "JPY" else amounts)
        self.put(parent, "value", currency=currency, value_date=self.draw(days)).text = number

    def activity(self, number: int) -> etree._Element:
        draw, put, text = self.draw, self.put, self.text
        root = etree.Element("iati-activity")
        for name, strategy in (
            (LANGUAGE, languages),
            ("default-currency", currencies),
            ("humanitarian", st.sampled_from(["1", "0"])),
            ("hierarchy", st.sampled_from(["1", "2"])),
            ("last-updated-datetime", days.map(lambda day: f"{day}T12:00:00Z")),
        ):
            if (value := self.maybe(strategy)) is not None:
                root.set(name, value)
        put(root, "iati-identifier").text = f"XI-IATI-IADB-{number}-{draw(codes)}"
        self.party(root, "reporting-org")
        text(root, "title")
        for _ in self.some():
            text(root, "description", type=self.maybe(st.sampled_from("1234")))
        if root.find("description") is None:
            text(root, "description")
        for _ in range(draw(st.integers(1, 3))):
            activity = self.maybe(codes)
            self.party(root, "participating-org", role=draw(st.sampled_from("1234")), activity_id=activity)
        for other in draw(st.sets(codes, max_size=2)):
            identifier = put(root, "other-identifier", ref=other, type=draw(st.sampled_from(["A1", "A3", "B9"])))
            if draw(st.booleans()):
                put(put(identifier, "owner-org", ref=self.maybe(codes)), "narrative").text = draw(words)
        put(root, "activity-status", code=draw(st.sampled_from("123456")))
        for kind in draw(st.sets(st.sampled_from("1234"), min_size=1)):
            put(root, "activity-date", type=kind, iso_date=draw(days))
        if scope := self.maybe(st.sampled_from("1234")):
            put(root, "activity-scope", code=scope)
        self.places_and_sectors(root)
        for tag, known in (
            ("collaboration-type", "1234"),
            ("default-flow-type", ["10", "21"]),
            ("default-finance-type", ["110", "421"]),
            ("default-aid-type", ["C01", "D02"]),
            ("default-tied-status", "345"),
        ):
            if code := self.maybe(st.sampled_from(known)):
                put(root, tag, code=code)
        self.money(root)
        for address in draw(st.sets(st.sampled_from(["https://a.org/é x.pdf", "http://b.org/?q=1", "ftp://c.org/d"]))):
            link = put(root, "document-link", url=address, format="application/pdf")
            text(link, "title", more=False)
            put(link, "category", code="A01")
            if language := self.maybe(languages):
                put(link, "language", code=language)
            if day := self.maybe(days):
                put(link, "document-date", iso_date=day)
        for other in draw(st.sets(codes, max_size=2)):
            put(root, "related-activity", ref=other, type=draw(st.sampled_from("12345")))
        if draw(st.booleans()):
            conditions = put(root, "conditions", attached=draw(st.sampled_from("01")))
            for _ in self.some():
                text(conditions, "condition", type=draw(st.sampled_from("123")))
        for _ in self.some():
            self.result(root)
        return root

    def places_and_sectors(self, root: etree._Element) -> None:
        draw, put = self.draw, self.put
        countries = sorted(draw(st.sets(st.sampled_from(["JM", "BB", "PE"]))))
        regions = sorted(draw(st.sets(st.sampled_from(["380", "489"]))))
        shares = draw(percentages(len(countries) + len(regions)))
        for country in countries:
            put(root, "recipient-country", code=country, percentage=shares.pop())
        for region in regions:
            put(root, "recipient-region", code=region, vocabulary="1", percentage=shares.pop())
        for vocabulary, known in (("1", ["33120", "21010", "15110"]), ("2", ["331"]), ("99", ["TF", "CU"])):
            chosen = sorted(draw(st.sets(st.sampled_from(known))))
            shares = draw(percentages(len(chosen)))
            for code in chosen:
                sector = put(root, "sector", vocabulary=vocabulary, code=code, percentage=shares.pop())
                if vocabulary == "99":
                    put(sector, "narrative").text = draw(words)

    def money(self, root: etree._Element) -> None:
        draw, put = self.draw, self.put
        for tag in ("budget", "planned-disbursement"):
            for _ in self.some():
                status = draw(st.sampled_from("12")) if tag == "budget" else None
                element = put(root, tag, type=draw(st.sampled_from("12")), status=status)
                start, end = sorted((draw(days), draw(days)))
                put(element, "period-start", iso_date=start)
                put(element, "period-end", iso_date=end)
                self.value(element)
                if tag != "budget" and draw(st.booleans()):
                    self.party(element, "provider-org")
        on_transactions = root.find("sector") is None and draw(st.booleans())
        for _ in self.some(4):
            element = put(root, "transaction", ref=self.maybe(codes))
            put(element, "transaction-type", code=str(draw(st.integers(1, 13))))
            put(element, "transaction-date", iso_date=draw(days))
            self.value(element)
            if draw(st.booleans()):
                self.text(element, "description", more=False)
            if draw(st.booleans()):
                self.party(element, "provider-org", provider_activity_id=self.maybe(codes))
            if draw(st.booleans()):
                self.party(element, "receiver-org", receiver_activity_id=self.maybe(codes))
            if channel := self.maybe(st.sampled_from("1234")):
                put(element, "disbursement-channel", code=channel)
            if on_transactions:
                put(element, "sector", vocabulary="1", code=draw(st.sampled_from(["33120", "21010"])))
            if root.find("recipient-country") is None and root.find("recipient-region") is None:
                put(element, "recipient-country", code=draw(st.sampled_from(["JM", "BB"])))
            for tag, known in (("flow-type", ["10", "21"]), ("finance-type", ["110", "421"]), ("aid-type", ["C01"])):
                if code := self.maybe(st.sampled_from(known)):
                    put(element, tag, code=code)

    def result(self, root: etree._Element) -> None:
        draw, put = self.draw, self.put
        result = put(root, "result", type=draw(st.sampled_from("123")))
        self.text(result, "title", more=False)
        if draw(st.booleans()):
            self.text(result, "description", more=False)
        for _ in range(draw(st.integers(1, 2))):
            measure = draw(st.sampled_from("1245"))
            values = st.integers(0, 100).map(str) if measure in "124" else words
            indicator = put(result, "indicator", measure=measure, ascending=draw(st.sampled_from("01")))
            self.text(indicator, "title", more=False)
            if draw(st.booleans()):
                put(indicator, "baseline", year="1994", value=self.maybe(values))
            for _ in self.some():
                period = put(indicator, "period")
                start, end = sorted((draw(days), draw(days)))
                put(period, "period-start", iso_date=start)
                put(period, "period-end", iso_date=end)
                if (target := self.maybe(values)) is not None:
                    put(period, "target", value=target)
                if (actual := self.maybe(values)) is not None:
                    element = put(period, "actual", value=actual)
                    if draw(st.booleans()):
                        self.text(element, "comment", more=False)


@st.composite
def files(draw: Callable[[st.SearchStrategy[Any]], Any]) -> bytes:
    root = etree.Element("iati-activities", version="2.03")
    for number in range(draw(st.integers(1, 3))):
        root.append(Maker(draw).activity(number))
    made: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


@settings(max_examples=25)
@drawn(xml=files())
def test_what_was_imported_comes_back_from_its_export(
    xml: bytes, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    one, other = empty(sqlite_template, folder / "one.db"), empty(sqlite_template, folder / "other.db")
    taken = take(one, xml)
    assert taken.kept == taken.activities
    exported, published = given(one)
    assert published.activities == taken.kept
    take(other, exported)
    _same(carried(other), carried(one))
    assert given(other)[0] == exported
    assert take(one, exported).written == 0


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_real_files_come_back_too(path: Path, sqlite_template: Path, tmp_path: Path) -> None:
    one, other = empty(sqlite_template, tmp_path / "one.db"), empty(sqlite_template, tmp_path / "other.db")
    take(one, path.read_bytes())
    exported, _ = given(one)
    take(other, exported)
    _same(carried(other), carried(one))
    assert take(one, exported).written == 0


def test_projects_of_our_own_come_back_as_they_were_published(
    caribbean: Run, sqlite_template: Path, tmp_path: Path
) -> None:
    run = caribbean
    run("organisation edit IDB --iati-identifier XI-IATI-IADB")
    run("organisation edit JM-CUSTOMS --country JM")
    run(
        'project add P1 --title "Ventanilla única" --objective "One form,\nnot twelve" --start 2012-02 --end 2014'
        ' --theme "single window" --beneficiary JM-CUSTOMS:100 --lead IDB --implementer JM-CUSTOMS --scope national'
        ' --donor IDB --instrument loan --committed "1m USD" --status active'
    )
    run(
        'project add P2 --title "Second" --parent P1 --start 2013-01-15 --donor EU --instrument technical'
        " --status proposed"
    )
    moved = (
        "contribution,kind,date,amount\nP1-IDB,disbursement,2012-06-30,250000.5\nP1-IDB,expenditure,2012-07-31,-0.5\n"
    )
    outcomes = "project,code,level,title\nP1,O1,outcome,Faster\n"
    indicators = (
        "project,code,outcome,title,measure,direction,baseline,baseline_date,target,target_date\n"
        "P1,I1,O1,Clearance time,number,down,72,2011,24,2014-12\n"
    )
    for name, text in (("transactions", moved), ("outcomes", outcomes), ("indicators", indicators)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        run(f"import {tmp_path / name}.csv --yes")
    run("report P1 --indicator I1 --actual 48")
    exported = run("export --iati --reporting-org IDB --language es").out.encode()
    other = empty(sqlite_template, tmp_path / "other.db")
    take(other, exported)
    assert given(other)[0] == exported
    with open_reader(other) as reader:
        dates = "SELECT planned_start, planned_end, objective, parent_id FROM project ORDER BY id"
        (first,) = reader.one("SELECT min(id) FROM project")
        assert reader.all(dates) == [
            ("2012-02", "2014", "One form,\nnot twelve", None),
            ("2013-01-15", None, None, first),
        ]


def _same(now: dict[str, list[tuple[Any, ...]]], was: dict[str, list[tuple[Any, ...]]]) -> None:
    for table, rows in was.items():
        assert now[table] == rows, table
