"""What a text says, in four languages; and a glossary without contradictions, which knows no project."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

import pytest

from tracker.rules.overlaps.meaning import LANGUAGES, glossary, keys, stem

ROOT = Path(__file__).parents[2]
GLOSSARY = ROOT / "tracker" / "data" / "vocabulary" / "glossary.csv"


@pytest.mark.parametrize(
    "texts",
    [
        (
            "A single window for foreign trade",
            "Ventanilla única de comercio exterior",
            "Guichet unique du commerce extérieur",
            "Janela única de comércio exterior",
        ),
        (
            "Training of customs officers",
            "Formación de oficiales de aduanas",
            "Formation des inspecteurs des douanes",
            "Formação de oficiais aduaneiros",
        ),
        # No words of the glossary: only their endings differ.
        ("Meditation in Guatemala", "Meditación", "La méditation", "Meditação"),
    ],
)
def test_four_languages_say_the_same(texts: tuple[str, ...]) -> None:
    first, *others = (glossary().read(text) for text in texts)
    assert all(set(other) <= set(first) for other in others)
    assert first[:1] == others[0][:1]


def test_codes_and_small_words_say_nothing() -> None:
    assert keys("The customs of AR-L1251, P117293 and 0042 in phase 2") == ["custom", "ar", "phas", "2"]
    assert glossary().read("e-commerce") == glossary().read("eCommerce") == ["#express"]
    assert glossary().read("in Côte d’Ivoire and in Honduras") == ["@CI", "@HN"]
    assert glossary().read("of Central America") == glossary().read("de Centroamérica") == ["@"]
    assert glossary().read("") == []


def test_a_word_is_no_other_that_only_begins_like_it() -> None:
    """A change is not Cambodia, information is no informal trade, persons are not the staff, and AIDS is no aid."""
    assert glossary().read("Cambio de la información de las personas") == ["#changes", "#inform", "#people"]
    assert glossary().read("AIDS") == glossary().read("sida") != glossary().read("aid")
    assert glossary().read("Social protection") != glossary().read("Nature conservation")


def test_words_of_one_origin_have_one_stem() -> None:
    for said in ("inspection inspeccion inspecao", "integrity integridad integrite integridade", "economy economia"):
        assert len({stem(word) for word in said.split()}) == 1


def test_words_for_people() -> None:
    text = "Awaiting the modernización of a Gizmo"
    assert glossary().written(text, glossary().read(text)) == ["awaiting", "modernization", "gizmo"]
    # A concept has the name of what most texts mean by it.
    for text in ("Response", "Water and Sanitation"):
        assert glossary().written(text, glossary().read(text)) == [text.lower()]


def test_no_form_belongs_to_two_concepts() -> None:
    concepts = defaultdict(set)
    rows = _rows(GLOSSARY)
    for row in rows:
        for language in LANGUAGES:
            assert row[language], f"{row['concept']} has no word in {language}"
            for form in row[language].split(";"):
                assert keys(form), f"{form!r} of {row['concept']} has nothing but small words"
                concepts[" ".join(keys(form))].add(row["concept"])
    assert {form: found for form, found in concepts.items() if len(found) > 1} == {}
    assert len({row["concept"] for row in rows}) == len(rows) > 200


def test_neither_the_glossary_nor_the_code_names_a_project_of_the_labelled_pairs() -> None:
    """What finds the pairs must not know them: no identifier, no publisher, no title of several words."""
    pairs = _rows(ROOT / "benchmarks" / "data" / "overlap-pairs.csv")
    forms = {form for row in _rows(GLOSSARY) for language in LANGUAGES for form in row[language].split(";")}
    names = {row[f"{side}_{name}"].lower() for row in pairs for side in "ab" for name in ("id", "publisher", "title")}
    assert not {name for name in names if name in forms and not _of_the_field(name)}
    modules = ("rules/overlaps/meaning.py", "rules/overlaps/likeness.py", "insight/coordination/described.py")
    code = " ".join((ROOT / "tracker" / module).read_text(encoding="utf-8").lower() for module in modules)
    assert not {name for name in names if len(name) > 5 and re.search(rf"\b{re.escape(name)}\b", code)}


def _of_the_field(name: str) -> bool:
    """A title of a word or two that is what a project is about, such as "Social Protection"."""
    return name in {"international", "hiv/aids", "social protection"}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
