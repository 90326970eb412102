import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import Invalid
from tracker.rules import codes
from tracker.rules.codes import check_code, code_key, joined_code, letters_between, nearest, slug

CODES = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9-]{0,58}[A-Za-z0-9])?", fullmatch=True)


@given(CODES, st.sampled_from(["", " ", "\t", "\xa0", "\n"]))
def test_a_code_stays_as_it_is(code: str, space: str) -> None:
    assert check_code("code", space + code + space) == code
    assert code_key(code) == code.lower()


@pytest.mark.parametrize(
    ("text", "why", "expected"),
    [
        ("", "is empty", "letters, digits and hyphens, such as AMS-2012"),
        (" \xa0 ", "is empty", "letters, digits and hyphens, such as AMS-2012"),
        ("P 1", "contains a space", "P-1"),
        ("p_1", "contains '_'", "P-1"),
        ("P1\x00", "contains the character U+0000", "P1"),
        ("AR–L1251", "contains EN DASH (U+2013)", "AR-L1251"),
        ("AR\u2011L1251", "contains NON-BREAKING HYPHEN (U+2011)", "AR-L1251"),
        ("АMS", "contains CYRILLIC CAPITAL LETTER A (U+0410)", "letters, digits and hyphens, such as AMS-2012"),
        ("ΑMS", "contains GREEK CAPITAL LETTER ALPHA (U+0391)", "letters, digits and hyphens, such as AMS-2012"),
        ("ＩＤＢ", "contains FULLWIDTH LATIN CAPITAL LETTER I (U+FF29)", "IDB"),
        ("PERÚ", "contains LATIN CAPITAL LETTER U WITH ACUTE (U+00DA)", "PERU"),
        ("P\u200b1", "contains ZERO WIDTH SPACE (U+200B)", "P-1"),
        ("P\ud8001", "contains the character U+D800", "P-1"),
        ("مشروع", "contains ARABIC LETTER MEEM (U+0645)", "letters, digits and hyphens, such as AMS-2012"),
        ("P٣", "contains ARABIC-INDIC DIGIT THREE (U+0663)", "letters, digits and hyphens, such as AMS-2012"),
        ("-", "begins or ends with a hyphen", "letters, digits and hyphens, such as AMS-2012"),
        ("-P1", "begins or ends with a hyphen", "P1"),
        ("P1-", "begins or ends with a hyphen", "P1"),
        ("P" * 61, "is 61 characters long", "at most 60 characters"),
        pytest.param("é" * 10_000_000, "is 10,000,000 characters long", "at most 60 characters", id="very long"),
    ],
)
def test_what_is_no_code_is_named_and_repaired(text: str, why: str, expected: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_code("code", text)
    assert caught.value.why.split(";")[0] == why
    assert caught.value.expected == expected


@given(st.text())
def test_any_text_is_a_code_or_invalid(text: str) -> None:
    try:
        code = check_code("code", text)
    except Invalid:
        return
    assert code.isascii() and code == check_code("code", code)


def test_only_ascii_letters_are_lowered() -> None:
    assert code_key("AMS-Ünï İ") == "ams-Ünï İ"


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Authorized economic operators", "authorized-economic-operators"),
        ("  Gestión de riesgos / Contrôle à l'importation ", "gestion-de-riesgos-controle-a-l-importation"),
        ("Donors’ fund", "donors-fund"),
        ("Østerrike & Straße", "osterrike-strasse"),
        ("مشروع", ""),
        ("a" * 59 + " b", "a" * 59),
    ],
)
def test_slugs(title: str, code: str) -> None:
    assert slug(title) == code


@given(st.text())
def test_a_slug_is_a_code_or_nothing(text: str) -> None:
    made = slug(text)
    assert made == "" or check_code("code", made) == made == slug(made)


ORGANISATIONS = ["CBSA", "IDB", "IMF", "IBRD", "WB", "JM-CUSTOMS", "BB-CUSTOMS", "NORAD", "USAID", "CAF", "DFID"]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("IBD", "IDB"),
        ("idb", "IDB"),
        ("NORDA", "NORAD"),
        ("US-AID", "USAID"),
        ("jm", "JM-CUSTOMS"),
        ("JM-CUSTOM", "JM-CUSTOMS"),
        ("J-M-CUSTOMS", "JM-CUSTOMS"),
        ("Nórad", "NORAD"),
        ("BID-IDB-FUND", "IDB"),
    ],
)
def test_the_nearest_comes_first(asked: str, first: str) -> None:
    assert nearest(asked, ORGANISATIONS)[0] == first


@pytest.mark.parametrize("asked", ["", "  ", "XYZ-1", "\x00", "ق", "IDB" * 0])
def test_nothing_is_near(asked: str) -> None:
    assert nearest(asked, ORGANISATIONS) == []


def test_nearest_lists_each_once_and_at_most_so_many() -> None:
    assert nearest("CUSTOMS", [f"{n}-CUSTOMS" for n in range(9)] * 2) == ["0-CUSTOMS", "1-CUSTOMS", "2-CUSTOMS"]
    assert nearest("Peru", ["Perú", "Perú"], limit=1) == ["Perú"]


@given(st.text(min_size=1, max_size=20), st.lists(st.text(max_size=20)))
def test_nearest_knows_what_is_there(asked: str, others: list[str]) -> None:
    found = nearest(asked, [*others, asked], limit=len(others) + 1)
    assert asked in found or not asked.strip()
    assert set(found) <= {*others, asked}


@given(st.text("abc", max_size=9), st.text("abc", max_size=9), st.integers(0, 5))
def test_letters_are_counted_no_further_than_asked(one: str, other: str, most: int) -> None:
    whole, counted = letters_between(one, other, 9), letters_between(one, other, most)
    assert counted == whole if whole <= most else counted > most


def test_nearest_measures_each_candidate_once_and_long_texts_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[tuple[int, int]] = []

    def count(one: str, other: str, most: int) -> int:
        measured.append((len(one), len(other)))
        return mistakes(one, other, most)

    mistakes = codes.letters_between
    monkeypatch.setattr(codes, "letters_between", count)
    known = [f"AR-L{n:05}-PROJECT" for n in range(10_000)]
    assert nearest("AR-L0O123-PROJETC", [*known, *known])[0] == "AR-L00123-PROJECT"
    assert 0 < len(measured) <= len(known)
    measured.clear()
    assert nearest("x" * 10_000_000, known) == []
    assert measured == []
    nearest("x" * 10_000_000, ["x" * 198 + "y", "x" * 10_000])
    assert measured == [(200, 199)]


def test_a_code_made_of_others_always_fits() -> None:
    assert joined_code("P1", "IDB") == "P1-IDB"
    assert joined_code("P1", "IDB", 2) == "P1-IDB-2"
    long, longer = "REGIONAL-RISK-MANAGEMENT-2012", "SPANISH-AGENCY-FOR-INTERNATIONAL-DEVELOPMENT"
    assert joined_code(long, longer) == "REGIONAL-RISK-MANAGEMENT-2012-SPANISH-AGENCY-FOR-INTERNATION"
    assert joined_code(long, longer, 12) == "REGIONAL-RISK-MANAGEMENT-201-SPANISH-AGENCY-FOR-INTERNATI-12"
    assert joined_code("x" * 80) == "x" * 60


@given(st.lists(st.from_regex(r"[A-Z0-9]([A-Z0-9-]{0,58}[A-Z0-9])?", fullmatch=True), min_size=1, max_size=3))
def test_a_code_made_of_codes_is_a_code(parts: list[str]) -> None:
    for number in (2, 10_000):
        made = joined_code(*parts, number)
        assert check_code("code", made) == made
        assert made.endswith(f"-{number}")
