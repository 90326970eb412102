"""IATI files that are broken, or made to do harm: refused with the reason, quickly, in little memory, offline."""

from __future__ import annotations

import codecs
import io
import socket
import tracemalloc
from collections import Counter
from typing import Any, NoReturn

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tracker.exchange.grids import Unreadable
from tracker.exchange.iati.reading.activities import read_activities
from tracker.exchange.iati.reading.activity import Activity
from tracker.exchange.iati.reading.heads import is_iati

OPEN = '<iati-activities version="2.03">'
CLOSE = "</iati-activities>"
ONE = "<iati-activity><iati-identifier>XM-1</iati-identifier><title><narrative>Risk</narrative></title></iati-activity>"
WHOLE = OPEN + ONE + CLOSE
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
CUT_OFF = "It may be cut off, or not be in the encoding that it claims: ask for it again."


def read(data: bytes | str, encoding: str | None = None) -> list[Activity]:
    """The activities of a file."""
    data = data.encode() if isinstance(data, str) else data
    return list(read_activities("f.xml", io.BytesIO(data), Counter(), encoding))


def refusal(data: bytes | str, encoding: str | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        read(data, encoding)
    assert caught.value.hint
    assert len(caught.value.message) < 400
    return caught.value.message


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file is reason enough to look anywhere."""

    def refuse(*_: object) -> NoReturn:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize(
    "doctype",
    [
        BOMB,
        '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x [<!ENTITY secret SYSTEM "http://127.0.0.1:9/x">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x PUBLIC "-//X//Y" "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY % more SYSTEM "http://127.0.0.1:9/x.dtd"> %more;]>',
        "<!DOCTYPE iati-activities>",
        '<!DOCTYPE x [<!ATTLIST iati-activity default-currency CDATA "EUR">]>',
    ],
)
@pytest.mark.parametrize("body", [WHOLE, WHOLE.replace("Risk", "&secret;"), WHOLE.replace("Risk", "&j;")])
def test_a_document_type_is_refused_before_anything_is_read(doctype: str, body: str) -> None:
    said = "f.xml: has a document type (DOCTYPE), which is not read."
    assert refusal(doctype + body) == said
    late = refusal(f'<?xml version="1.0"?>\n<!-- {"x" * 300_000} -->\n{doctype}{body}')
    assert late == said or "Maximum entity amplification" in late
    assert refusal(f'<?xml version="1.0"?><?more?>{" " * 1000}{doctype}{body}'.encode("utf-16")) == said


def test_a_document_type_in_an_encoding_that_hides_it() -> None:
    for encoding in ("utf-7", "utf-16-be", "utf-32", "cp500"):
        text = f'<?xml version="1.0" encoding="{encoding}"?>{BOMB}{WHOLE.replace("Risk", "&j;")}'
        with pytest.raises(Unreadable):
            read(text.encode(encoding))


def test_a_bomb_is_neither_expanded_nor_read_to_its_end() -> None:
    behind = " " * 5_000_000
    tracemalloc.start()
    for bomb in (
        BOMB + WHOLE.replace("Risk", "&j;" * 100),
        f"<!--{'x' * 200_000}-->{BOMB}{OPEN[:-1]} a='{'&j;' * 100}'>{CLOSE}",
    ):
        stream = io.BytesIO((bomb + behind).encode())
        tracemalloc.reset_peak()
        before, _ = tracemalloc.get_traced_memory()
        with pytest.raises(Unreadable):
            list(read_activities("f.xml", stream, Counter()))
        _, peak = tracemalloc.get_traced_memory()
        assert peak - before < 5_000_000
        assert stream.tell() < 1_000_000
    tracemalloc.stop()
    assert "document type" in refusal(BOMB + WHOLE.replace("Risk", "&j;" * 100))


def test_entities_that_nobody_declared() -> None:
    assert refusal(WHOLE.replace("Risk", "&nbsp;")) == (
        "f.xml: is not well-formed XML: line 1: Entity 'nbsp' not defined."
    )
    (one,) = read(WHOLE.replace("Risk", "R&amp;D &#241; &lt;b&gt;"))
    assert one.titles[0].text == "R&D ñ <b>"


@pytest.mark.parametrize("length", range(1, len(WHOLE), 7))
def test_a_file_that_is_cut_off(length: int) -> None:
    refusal(WHOLE[:length])


def test_a_file_that_is_cut_off_between_activities() -> None:
    activities = iter(read_activities("f.xml", io.BytesIO((OPEN + ONE * 3_000).encode()), Counter()))
    read_before = 0
    with pytest.raises(Unreadable, match="not well-formed XML"):
        for _ in activities:
            read_before += 1
    assert read_before > 0


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" ",
        b"\0" * 1000,
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"<",
        b"<?xml",
        b"<iati-activities",
        b"\x1f\x8b\x08\x00",
        b"PK\x03\x04",
        b"%PDF-1.7",
        b'{"iati-activities": []}',
        (WHOLE + WHOLE).encode(),
        (WHOLE + "rest").encode(),
        WHOLE.replace("XM-1", "XM-\0").encode(),
        WHOLE.replace("XM-1", "XM-&#0;").encode(),
        WHOLE.replace("XM-1", "XM-&#1;").encode(),
        WHOLE.replace("XM-1", "XM-\x08").encode(),
        WHOLE.replace("XM-1", "XM-\ufffe").encode(),
        WHOLE.replace("<title>", "<title title='").encode(),
        WHOLE.replace("<title>", "<title a='1' a='2'>").encode(),
        WHOLE.replace("<title>", "<x:title>").encode(),
        WHOLE.replace("<title>", "<![CDATA[<title>").encode(),
    ],
)
def test_what_is_no_xml(data: bytes) -> None:
    refusal(data)


def test_documents_of_another_kind() -> None:
    assert refusal("<iati-organisations version='2.03'/>") == "f.xml: describes organisations, not activities."
    assert refusal("<rss><channel/></rss>") == "f.xml: is XML, but not an IATI file."
    assert refusal(WHOLE.replace("iati-activities ", 'iati-activities xmlns="http://example.org/" ')) == (
        "f.xml: is XML, but not an IATI file."
    )


def test_an_activity_may_be_a_document_of_its_own() -> None:
    (one,) = read(ONE)
    assert (one.identifier, one.titles[0].text) == ("XM-1", "Risk")
    (one,) = read(ONE.replace("</iati-activity>", f"{ONE}<other/></iati-activity>"))
    assert (one.identifier, one.unkept["iati-activity"], one.unkept["other"]) == ("XM-1", 1, 1)


def test_empty_lines_before_the_declaration_are_no_harm_and_count_as_lines() -> None:
    (one,) = read(f'\n \r\n<?xml version="1.0" encoding="UTF-8"?>{WHOLE}')
    assert (one.identifier, one.line) == ("XM-1", 3)
    refusal(f'x\n<?xml version="1.0" encoding="UTF-8"?>{WHOLE}')


def test_activities_among_organisations_are_not_read() -> None:
    beside: Counter[str] = Counter()
    inside = f"<iati-organisations>{ONE}</iati-organisations>"
    (one,) = read_activities("f.xml", io.BytesIO((OPEN + inside + ONE + CLOSE).encode()), beside)
    assert (one.identifier, beside) == ("XM-1", {"iati-organisations": 1})


@pytest.mark.parametrize(
    ("document", "identifiers", "others"),
    [
        (f"<result><ok>True</ok>{WHOLE}</result>", "XM-1", {"ok": 1}),
        (f"<soap><body><result>{WHOLE}<next/></result></body><end/></soap>", "XM-1", {"next": 1, "end": 1}),
        (f"<files>{WHOLE}<x><y/><y/></x>{WHOLE.replace('XM-1', 'XM-2')}</files>", "XM-1 XM-2", {"x": 1}),
        (f"<page><n/>{ONE}{ONE.replace('XM-1', 'XM-2')}</page>", "XM-1 XM-2", {"n": 1}),
        (f"{OPEN}<iati-activities>{ONE}</iati-activities>{ONE.replace('XM-1', 'XM-2')}{CLOSE}", "XM-1 XM-2", {}),
    ],
)
@pytest.mark.parametrize("step", [1, 100_000])
def test_elements_around_activities_are_looked_through(
    document: str, identifiers: str, others: dict[str, int], step: int
) -> None:
    beside: Counter[str] = Counter()

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(step)

    stream = Slow(document.encode())
    found = [one.identifier for one in read_activities("f.xml", stream, beside)]
    assert (" ".join(found), dict(beside)) == (identifiers, others)


def test_a_title_that_is_too_long_keeps_its_first_words() -> None:
    (one,) = read(WHOLE.replace("Risk", "Risk management " * 200))
    title = one.titles[0].text
    assert len(title) <= 2_000
    assert title.startswith("Risk management Risk")
    assert title.endswith(" management …") or title.endswith(" Risk …")
    assert [noted.path for noted in one.noted] == ["title"]
    (one,) = read(WHOLE.replace("Risk", "x" * 3_000))
    assert one.titles[0].text == "x" * 1_998 + " …"


def test_several_countries_in_one_code_are_several_countries() -> None:
    (one,) = read(WHOLE.replace("<title>", '<recipient-country code="HN, GT;SV" percentage="100"/><title>'))
    assert [(place.code, place.percentage) for place in one.places] == [("HN", None), ("GT", None), ("SV", None)]
    assert [(noted.path, noted.text) for noted in one.noted] == [("recipient-country", "HN, GT;SV")]
    (one,) = read(WHOLE.replace("<title>", '<recipient-country code="HN or so" percentage="100"/><title>'))
    assert [(place.code, place.percentage) for place in one.places] == [("HN or so", "100")]


def test_control_characters_are_those_of_windows_1252_that_they_were() -> None:
    title = "Customs \x96 phase&#150;2&#x85;"
    declared = '<?xml version="1.0" encoding="ISO-8859-1"?>'
    for data in (WHOLE.replace("Risk", title).encode(), (declared + WHOLE).replace("Risk", title).encode("latin-1")):
        (one,) = read_activities("f.xml", io.BytesIO(data), Counter())
        assert one.titles[0].text == "Customs – phase–2…"
        assert [(noted.path, noted.text) for noted in one.noted] == [("title/narrative", "Customs – phase–2…")]
    (one,) = read(WHOLE.replace("Risk", "Riesgo en la Aduana &#241;"))
    assert not one.noted


def test_another_document_is_not_read_to_its_end() -> None:
    class Endless(io.RawIOBase):
        """A document that never ends."""

        asked = 0

        def read(self, size: int = -1) -> bytes:
            self.asked += 1
            assert self.asked < 200, "it is read on and on"
            return b"<rss>" if self.asked == 1 else b"<item>x</item>" * (size // 14)

    with pytest.raises(Unreadable, match="not an IATI file"):
        list(read_activities("f.xml", Endless(), Counter()))  # type: ignore[arg-type]


@pytest.mark.parametrize("inside", ["iati-activity", "other"])
def test_one_element_that_never_ends_is_refused(inside: str) -> None:
    class Endless(io.RawIOBase):
        """One activity without an end."""

        asked = 0

        def read(self, size: int = -1) -> bytes:
            self.asked += 1
            assert self.asked < 2_000, "it is read on and on"
            return f"{OPEN}<{inside}>".encode() if self.asked == 1 else b"<b>xx</b>" * (size // 9)

    with pytest.raises(Unreadable):
        list(read_activities("f.xml", Endless(), Counter()))  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "iso-8859-1", "windows-1252"])
def test_encodings_that_are_declared(encoding: str) -> None:
    declared = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16"}.get(encoding, encoding)
    text = f'<?xml version="1.0" encoding="{declared}"?>' + WHOLE.replace("Risk", "Peligro: año")
    mark = codecs.BOM_UTF16_LE if encoding == "utf-16-le" else b""
    (one,) = read(mark + text.encode(encoding))
    assert one.titles[0].text == "Peligro: año"


def test_encodings_that_lie() -> None:
    text = WHOLE.replace("Risk", "Peligro: año")
    said = refusal(f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode("latin-1"))
    assert said.startswith("f.xml: is not well-formed XML: ")
    refusal(f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode())
    refusal(f'<?xml version="1.0" encoding="no-such"?>{text}'.encode())
    refusal(text.encode("latin-1"))
    (one,) = read(text.encode("latin-1"), "latin-1")
    assert one.titles[0].text == "Peligro: año"
    refusal(text, "no-such-encoding")
    refusal(text.encode("latin-1"), "utf-8")
    (one,) = read(text.encode("utf-32"))
    assert one.titles[0].text == "Peligro: año"


def test_line_ends_of_every_kind() -> None:
    spaced = WHOLE.replace("><", ">\n<").replace("Risk", "Risk\nmanagement")
    for end in ("\n", "\r\n", "\r"):
        (one,) = read(spaced.replace("\n", end))
        assert (one.identifier, one.titles[0].text.split()) == ("XM-1", ["Risk", "management"])


def test_namespaces_of_publishers_of_their_own_are_counted() -> None:
    own = 'xmlns:usg="http://example.org/usg"'
    text = WHOLE.replace("<title>", f"<usg:treasury {own} code='1'><usg:a>x</usg:a></usg:treasury><title>")
    (one,) = read(text)
    assert one.titles[0].text == "Risk"
    assert sum(one.unkept.values()) > 0
    assert any("usg" in path for path in one.unkept)


@pytest.mark.parametrize("depth", [200, 2_000, 5_000])
def test_nesting_beyond_all_reason(depth: int) -> None:
    """Either it is read, as what has no place, or it is refused; never does the program die of it."""
    for tag in ("narrative", "other", "iati-activity"):
        text = OPEN + ONE[:-16] + f"<{tag}>" * depth + f"</{tag}>" * depth + "</iati-activity>" + CLOSE
        if depth == 5_000:
            assert "not well-formed XML" in refusal(text)
            continue
        try:
            (one,) = read(text)
        except Unreadable:
            assert depth > 255
        else:
            assert one.identifier == "XM-1"


def test_long_names_attributes_and_texts() -> None:
    (one,) = read(WHOLE.replace("Risk", "x" * 5_000_000))
    assert len(one.titles[0].text) == 2_000
    refusal(WHOLE.replace("Risk", "x" * 11_000_000))
    refusal(WHOLE.replace("<title>", f"<{'t' * 11_000_000}/><title>"))
    (one,) = read(WHOLE.replace("<title>", "<title " + " ".join(f"a{n}='1'" for n in range(5_000)) + ">"))
    assert sum(one.unkept.values()) <= 5_000


def test_activities_without_identifier_or_with_nothing() -> None:
    found = read(
        OPEN + "<iati-activity/>" + "<iati-activity><iati-identifier> </iati-identifier></iati-activity>" + CLOSE
    )
    assert [one.identifier for one in found] == ["", ""]
    assert read(OPEN + CLOSE) == []
    assert [one.line for one in read(OPEN + "\n" + "<iati-activity/>\n" * 2 + CLOSE)] == [2, 3]


def test_memory_does_not_grow_with_the_file() -> None:
    """Of lxml's own memory Python knows nothing; `benchmarks/iati.py` looks at that."""

    def peak(count: int) -> int:
        parts = iter([OPEN.encode(), *[ONE.encode() * 100] * count, CLOSE.encode()])

        class Parts(io.RawIOBase):
            def read(self, size: int = -1) -> bytes:
                return next(parts, b"")

        stream: Any = Parts()
        tracemalloc.start()
        assert len([None for _ in read_activities("f.xml", stream, Counter())]) == count * 100
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(5)
    assert peak(100) < 2 * peak(10) + 100_000


TAGS = st.sampled_from(
    [
        "iati-identifier",
        "title",
        "narrative",
        "transaction",
        "value",
        "transaction-date",
        "transaction-type",
        "budget",
        "period-start",
        "sector",
        "recipient-country",
        "reporting-org",
        "participating-org",
        "result",
        "indicator",
        "period",
        "baseline",
        "location",
        "iati-activity",
        "iati-activities",
        "x:own",
    ]
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["code", "ref", "type", "iso-date", "percentage", "currency", "vocabulary", "xml:lang", "value"]),
    st.one_of(
        st.sampled_from(["1", "3", "USD", "2019-01-01", "100", "-1", "NaN", "1e999", "٣", "", "99999999999999999999"]),
        st.text(st.characters(codec="utf-8", exclude_characters="<&\"'", exclude_categories=["Cc", "Cs"]), max_size=8),
    ),
    max_size=3,
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="<&", exclude_categories=["Cc", "Cs"]), max_size=12)


def _element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def written(tag: str, attributes: dict[str, str], inside: list[str]) -> str:
        given_attributes = "".join(f' {name}="{value}"' for name, value in attributes.items())
        return f"<{tag}{given_attributes}>{''.join(inside)}</{tag}>"

    return st.builds(written, TAGS, ATTRIBUTES, st.lists(children, max_size=4))


parts_of_an_activity = st.lists(st.recursive(TEXTS, _element, max_leaves=25), max_size=4)


@settings(max_examples=150)
@given(parts_of_an_activity)
def test_any_elements_in_any_order_are_read(parts: list[str]) -> None:
    text = OPEN.replace(">", ' xmlns:x="urn:x">') + f"<iati-activity>{''.join(parts)}</iati-activity>" + CLOSE
    (one,) = read(text)
    assert isinstance(one, Activity)


@settings(max_examples=150)
@given(st.binary(max_size=200), st.integers(0, len(WHOLE)), st.integers(0, 60))
@example(b"<!DOCTYPE x>", 0, 0)
def test_bytes_in_the_middle_are_read_or_refused(rubbish: bytes, place: int, gone: int) -> None:
    data = WHOLE.encode()
    damaged = data[:place] + rubbish + data[place + gone :]
    is_iati(damaged)
    try:
        read(damaged)
    except Unreadable as error:
        assert error.hint and "\0" not in error.message


BOUNDS = ("-max_total_time=20", "-rss_limit_mb=1024", "-timeout=20")


@pytest.mark.slow
def test_fuzzed_for_a_while() -> None:
    """With the coverage of what Python there is, in a process of its own, for atheris ends the one that it is in."""
    pytest.importorskip("atheris")
    import subprocess
    import sys
    from pathlib import Path

    program = Path(__file__).parent / "fuzz_iati.py"
    done = subprocess.run(
        # Begun by a shell, for the peak of our own memory would be held against what we begin ourselves.
        ["sh", "-c", '"$@"; exit $?', "sh", sys.executable, str(program), *BOUNDS],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "DONE" in done.stderr
