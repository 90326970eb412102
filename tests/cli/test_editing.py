"""Editing a record in one's own editor, and the first steps in a register that is not there yet."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tracker.cli import main
from tracker.cli.base import App
from tracker.cli.editing import differing, edit_record, parsed, written
from tracker.errors import Conflict, Invalid, TrackerError, Usage

if TYPE_CHECKING:
    from conftest import Run

FIELDS = {"name": "Norad", "country": None, "note": "two\n\nlines", "odd": '"""'}
TEXT = '''\
# organisation NORAD
# An empty value means unknown. Save and close to continue; close without changes to cancel.

name = Norad
country =
note = """
two

lines
"""
odd = """"
"""
""""
'''


class Editor:
    """Somebody at a terminal who does these things to the text, one each time the editor opens."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *replacements: tuple[str, str], again: bool = True) -> None:
        self.replacements = list(replacements)
        self.seen: list[str] = []
        monkeypatch.setattr(App, "interactive", property(lambda _: True))
        monkeypatch.setattr(click, "edit", self.edit)
        monkeypatch.setattr(click, "confirm", lambda question, **_: again if "editor" in question else True)

    def edit(self, text: str, **_: Any) -> str | None:
        self.seen.append(text)
        old, new = self.replacements.pop(0)
        return text.replace(old, new) if old else None


def no_save(changes: object) -> None:
    raise AssertionError(changes)


def test_a_record_as_text() -> None:
    assert written("organisation NORAD", FIELDS) == TEXT
    assert parsed(TEXT, FIELDS) == FIELDS


def test_a_line_left_out_is_left_as_it_is_and_an_emptied_one_is_unknown() -> None:
    assert differing(FIELDS, parsed("name =\ncountry = NO\n", FIELDS)) == {"name": None, "country": "NO"}


@pytest.mark.parametrize("text", ["what is this", "nmae = x", 'note = """\nnever closed'])
def test_what_is_no_record_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(Invalid, match="line 1"):
        parsed(text, FIELDS)


@given(st.lists(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")) | st.just("\n")), min_size=2))
def test_what_is_written_reads_back(texts: list[str]) -> None:
    fields = {f"field_{number}": text.strip("\n") or None for number, text in enumerate(texts)}
    assert parsed(written("title", fields), fields) == fields


def test_an_error_opens_the_editor_again_with_what_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    editor = Editor(monkeypatch, ("Norad", "Norway"), ("country =", "country = NO"))
    saved: list[Any] = []

    def save(changes: dict[str, str | None]) -> None:
        if "country" not in changes:
            raise Invalid("country", None, "is missing")
        saved.append(changes)

    assert edit_record(App(), "title", FIELDS, save) == {"name": "Norway", "country": "NO"}
    assert saved == [{"name": "Norway", "country": "NO"}]
    assert "name = Norway" in editor.seen[1]


def test_leaving_the_editor_leaves_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    Editor(monkeypatch, ("", ""), ("Norad", "Norad"))
    assert edit_record(App(), "title", FIELDS, no_save) is None
    assert edit_record(App(), "title", FIELDS, no_save) is None


def test_a_conflict_ends_the_edit_but_not_the_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Editor(monkeypatch, ("Norad", "Norway"))

    def save(_: object) -> None:
        raise Conflict("changed by another user")

    with pytest.raises(Conflict):
        edit_record(App(), "title", FIELDS, save)
    assert "name = Norway" in capsys.readouterr().err


def test_giving_up_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    Editor(monkeypatch, ("name = ", "nmae = "), again=False)
    with pytest.raises(TrackerError):
        edit_record(App(), "title", FIELDS, no_save)


def test_nobody_to_edit() -> None:
    with pytest.raises(Usage):
        edit_record(App(), "title", FIELDS, no_save)


def test_an_organisation_in_the_editor(caribbean: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Editor(monkeypatch, ("country =", "country = Belgium"))
    assert (
        caribbean("organisation edit EU").out
        == """\
Organisation EU changed.
  country: unknown -> BE
"""
    )


def test_a_conference_in_the_editor(caribbean: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = Editor(monkeypatch, ("tentative = no", "tentative = maybe"), ("= maybe", "= yes"), ("", ""))
    assert (
        caribbean("conference edit 2012").out
        == """\
Conference AMS-2012 changed.
  tentative: no -> yes
"""
    )
    assert len(editor.seen) == 2
    assert caribbean("conference edit 2012").err == "Nothing changed.\n"


def test_the_names_of_a_series_in_the_editor(caribbean: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Editor(monkeypatch, ("names =", "names = Regional Donor Meeting@2010..2015; Coordination Meeting@2018.."))
    assert (
        caribbean("series edit AMS").out
        == """\
Series AMS changed.
  names: unknown -> Regional Donor Meeting@2010..2015; Coordination Meeting@2018..
"""
    )


def test_the_first_conference_makes_the_register_and_its_series(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_DB", str(tmp_path / "first.db"))

    def run(line: str) -> tuple[str, str]:
        result = CliRunner().invoke(main, shlex.split(line), catch_exceptions=False)
        return result.stdout, result.stderr

    assert run("donor list")[1].startswith("Error: No register found at ")
    out, err = run("conference add AMS-CAR-2012-10")
    assert (
        out
        == """\
Created series AMS-CAR (it did not exist yet). Name it with `tracker series edit AMS-CAR --name NAME`.
Conference AMS-CAR-2012-10 added to the series AMS-CAR, without a date.
"""
    )
    assert err.startswith("Created a new register at ")
    assert run("donor list")[1] == "No donors yet. Record one with `tracker donor add`.\n"


def test_a_first_donor_asks_for_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_DB", str(tmp_path / "first.db"))
    monkeypatch.setattr(App, "interactive", property(lambda _: True))
    result = CliRunner().invoke(main, ["donor", "add"], input="IDB\nInter-American Development Bank\ndevelopment\n")
    assert result.stdout == "Donor IDB added: Inter-American Development Bank (development bank).\n"


def test_no_group_reads_the_register_for_its_help_because_it_can_edit() -> None:
    code = (
        "import sys; import tracker.cli.projects.project, tracker.cli.minutes.note,"
        " tracker.cli.people.training_parts, tracker.cli.projects.evaluation, tracker.cli.projects.scale,"
        " tracker.cli.projects.criteria, tracker.cli.comparing.light;"
        " print([name for name in ('tracker.store.reader', 'tracker.rules.schema_facts') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
