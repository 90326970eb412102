"""Every message is translated into every language."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tracker.rules.languages import translator

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "scripts"))
import translate


def test_every_message_is_translated_with_the_same_fields() -> None:
    assert translate.missing() == []


def test_the_compiled_catalogs_are_those_of_the_texts() -> None:
    assert translate.stale() == []


def test_english_is_as_it_stands_in_the_code() -> None:
    assert translator("brief", "en")("Pledges not kept") == "Pledges not kept"


def test_a_language_that_is_not_known_is_an_error() -> None:
    with pytest.raises(KeyError):
        translator("brief", "de")
