"""The code lists of IATI: looked up, searched, and legal as long as they were not withdrawn."""

import pytest

from tracker.errors import Invalid
from tracker.rules.codelists import choose_list, code_lists, find_term, search, terms
from tracker.rules.words import STATUS_CODES, TRANSACTION_KINDS


def test_every_list_is_there_whole() -> None:
    assert len(code_lists()) == 35
    assert sum(len(terms(name)) for name in code_lists()) == 3817
    assert code_lists() == sorted(code_lists())


def test_a_code_has_its_names() -> None:
    term = find_term("Sector", "33120")
    assert term is not None
    assert (term.name, term.name_fr, term.category, term.status) == (
        "Trade facilitation",
        "Facilitation du commerce",
        "331",
        "active",
    )
    assert find_term("Sector", "00000") is None


def test_the_words_of_the_register_are_those_of_the_lists() -> None:
    assert {term.code for term in terms("TransactionType")} == set(TRANSACTION_KINDS.values())
    assert {term.code for term in terms("ActivityStatus")} == set(STATUS_CODES.values())
    for word, code in TRANSACTION_KINDS.items():
        term = find_term("TransactionType", code)
        assert term is not None and term.name is not None and term.name.lower() == word


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("sector", "Sector"),
        ("SECTOR", "Sector"),
        ("transaction-type", "TransactionType"),
        ("organisation role", "OrganisationRole"),
        ("sectorvoc", "SectorVocabulary"),
    ],
)
def test_a_list_is_meant_by_its_name_in_any_spelling(asked: str, found: str) -> None:
    assert choose_list(asked) == found


@pytest.mark.parametrize(
    ("asked", "why", "right"),
    [
        ("sektor", "is not a code list of IATI", "Sector"),
        ("related", None, None),
        ("budget", "could be BudgetStatus or BudgetType", "BudgetStatus or BudgetType"),
        ("", "is not a code list of IATI", "one of those that `tracker codes` lists"),
        ("ñ", "is not a code list of IATI", "one of those that `tracker codes` lists"),
    ],
)
def test_an_unknown_list_is_answered_with_the_nearest(asked: str, why: str | None, right: str | None) -> None:
    if why is None:
        assert choose_list(asked) == "RelatedActivityType"
        return
    with pytest.raises(Invalid) as refused:
        choose_list(asked)
    assert (refused.value.why, refused.value.expected) == (why, right)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["CUSTOMS"], ["15114", "15130", "33110", "33120", "33181"]),
        (["trade facilitation"], ["33120"]),
        (["échanges", "regionaux"], []),
        (["commerciaux", "REGIONAUX"], ["33130"]),
        (["ventanilla unica"], ["33120"]),
        (["3312"], ["33120"]),
        (["331", "education"], ["33181"]),
        (["nothing of the sort"], []),
    ],
)
def test_words_find_codes_whatever_their_case_and_accents(words: list[str], codes: list[str]) -> None:
    assert [term.code for term in search("Sector", words)] == codes


def test_a_withdrawn_code_is_legal_on_what_is_older() -> None:
    kroon = find_term("Currency", "EEK")
    assert kroon is not None and kroon.withdrawal_date is not None
    year = kroon.withdrawal_date[:4]
    assert kroon.legal_on("2010-12-31") is True
    assert kroon.legal_on(kroon.withdrawal_date) is False
    assert kroon.legal_on(str(int(year) + 1)) is False
    # Withdrawn, and nobody says since when.
    antilles = find_term("Country", "AN")
    assert antilles is not None
    assert antilles.legal_on("2009") is None
    jamaica = find_term("Country", "JM")
    assert jamaica is not None
    assert jamaica.legal_on("2030-01-01") is True


def test_a_search_for_a_date_leaves_out_what_was_withdrawn_before() -> None:
    gone = [term.code for term in terms("CRSChannelCode") if term.withdrawal_date == "2010-12-31"]
    assert gone
    assert {term.code for term in search("CRSChannelCode", [], "2010")} >= set(gone)
    assert not {term.code for term in search("CRSChannelCode", [], "2011")} & set(gone)
