"""Editing a record in the user's own editor if no flag gives a change, and the echo of the changes.

A record is text with one field per line, `name = value`; a value of several lines goes between lines of three quotes.
An empty value is unknown. Nothing is lost: after an error the editor opens again with the edited text below the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import App, say, tell_error, told
from tracker.errors import Conflict, Invalid, TrackerError, Usage
from tracker.rules.words import nothing_in

if TYPE_CHECKING:
    from tracker.insight.codes import Codes
    from tracker.register.register import Register
    from tracker.store.reader import Reader

Fields = Mapping[str, str | None]
Changes = dict[str, str | None]
FENCE = '"""'
COLLECTIONS = {
    "series": "series",
    "conference": "conferences",
    "organisation": "organisations",
    "offer": "offers",
    "theme": "themes",
    "scale": "scales",
    "need": "needs",
    "criteria": "criteria_sets",
}


def edit_record(app: App, title: str, fields: Fields, save: Callable[[Changes], None]) -> Changes | None:
    """Let the user edit a record; return the fields that differ (None is unknown), or None if none does.

    Shows the difference and asks. `save` writes the changes; if it rejects what was written, print the error
    and open the editor again. Raises Usage if no user is present, TrackerError when declined.
    """
    if not app.interactive:
        raise Usage("No changes were given.", "Give flags. Without flags on a terminal, an editor opens.")
    text = written(title, fields)
    wrong = ""
    while True:
        edited = click.edit(wrong + text, extension=".toml")
        if edited is None:
            return None
        text = edited.removeprefix(wrong)
        try:
            changes = differing(fields, parsed(text, fields))
            if not changes:
                return None
            _show_difference(fields, changes)
            app.confirm("Save these changes?")
            save(changes)
            return changes
        except Conflict:
            say(*text.splitlines())
            raise
        except TrackerError as error:
            tell_error(error)
            if not click.confirm("Open the editor again?", default=True, err=True):
                raise
            said = [error.message, *error.details, *([error.hint] if error.hint else [])]
            wrong = "".join(f"# {line}\n" for part in said for line in part.splitlines())


def written(title: str, fields: Fields) -> str:
    """Return a record as text to edit."""
    lines = [
        f"# {title}",
        "# An empty value means unknown. Save and close to continue; close without changes to cancel.",
        "",
    ]
    for name, value in fields.items():
        text = value or ""
        if "\n" in text or text.startswith(FENCE):
            fence = FENCE
            while fence in text.split("\n"):
                fence += '"'
            lines += [f"{name} = {fence}", text, fence]
        else:
            lines.append(f"{name} = {text}".rstrip())
    return "\n".join(lines) + "\n"


def parsed(text: str, fields: Fields) -> Changes:
    """Parse a text in the format of `written`; a field that was left out is missing from the result.

    Raises Invalid, with the line number, for a line that is not a field.
    """
    found: Changes = {}
    lines = enumerate(text.splitlines(), start=1)
    for number, line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        name, mark, value = (part.strip() for part in line.partition("="))
        if not mark or name not in fields:
            raise Invalid(f"line {number}", line, "is no field", "name = value, with one of " + ", ".join(fields))
        if value.startswith(FENCE) and not value.strip('"'):
            value = _until(lines, value, number)
        found[name] = value or None
    return found


def differing(fields: Fields, edited: Fields) -> Changes:
    """Return the fields of `edited` that differ from those of `fields`."""
    return {name: value for name, value in edited.items() if (fields[name] or None) != value}


def edit_command(
    app: App,
    noun: str,
    code: str,
    given: Mapping[str, Any],
    words: Sequence[str],
    record: Callable[[Reader, Any], Any],
) -> None:
    """Run a command `edit`: write the values of the flags, or open the fields `words` of the record in an editor.

    `record` reads the whole record (a NamedTuple with `code` and `version`, lists of texts as tuples); the collection
    is the attribute of the register named after the plural of `noun`. Text from the editor means the same as in flags:
    empty is unknown, lists are separated by semicolons.
    """
    from tracker.insight.codes import Codes

    with app.reader() as reader:
        identity = identity_of(Codes(reader), noun, code)
        before = record(reader, identity)

    def save(changes: Mapping[str, Any], version: Any = None) -> None:
        def write(register: Register) -> Any:
            getattr(register, COLLECTIONS[noun]).edit(identity, changes, version)
            return record(register.reader, identity)

        after = app.written(write)
        told_of = [name for name in after._fields if name in words or name in changes]
        tell_changes(f"{noun.capitalize()} {after.code}", before._asdict(), after._asdict(), told_of)

    changes = {name: value for name, value in given.items() if value is not None and value != ()}
    if changes:
        save(changes)
        return
    lists = {name for name in words if isinstance(getattr(before, name), tuple)}

    def from_editor(edited: Changes) -> None:
        texts = {name: text or "" for name, text in edited.items()}
        save({name: several(text) if name in lists else text for name, text in texts.items()}, before.version)

    fields = {name: _field(getattr(before, name)) for name in words}
    if edit_record(app, f"{noun} {before.code}", fields, from_editor) is None:
        say("Nothing changed.")


def identity_of(codes: Codes, noun: str, code: str) -> int | str:
    """Return the key of the row to change: its id, or its code for a theme, a scale or a set of criteria.

    Conferences accept a short code (2012).
    Raises Usage for a sealed record.
    """
    if noun == "theme":
        return codes.theme(code)
    if noun in ("scale", "criteria"):
        return codes.scale(code) if noun == "scale" else codes.criteria(code)
    if noun != "conference":
        return codes.id(noun, code)
    found = codes.conference(code)
    if found.record is not None:
        from tracker.rules.sealed import nothing_told

        raise nothing_told(found.code)
    return found.id


def several(text: str) -> list[str]:
    """Split a list, as people write it, at the semicolons."""
    return [part.strip() for part in text.split(";") if part.strip()]


def tell_changes(
    title: str, before: Mapping[str, object], after: Mapping[str, object], names: Sequence[str] | None = None
) -> None:
    """Print the old and the new value of each of these fields that differs; by default all fields but the version."""
    fields = names or [name for name in before if name != "version"]
    changed = [name for name in fields if before[name] != after[name]]
    if not changed:
        told(f"{title} did not change.")
        return
    told(f"{title} changed.")
    for name in changed:
        field = name.removesuffix("_id")
        was, now = (said(row[name], nothing_in(field)) for row in (before, after))
        told(f"  {field.replace('_', ' ')}: {was} -> {now}")


def show_changes(changes: Sequence[Any]) -> None:
    """Print the old and the new values, one line per change."""
    for change in changes:
        told(f"  {change.what}: {change.was or 'unknown'} -> {change.now or 'unknown'}")


def say_themes_replaced(was: str | None, now: str | None) -> None:
    """Print which themes a new list of themes leaves out."""
    stay = (now or "").split("; ")
    gone = [theme for theme in (was or "").split("; ") if theme and theme not in stay]
    if gone:
        say(f"Removed themes: {', '.join(gone)}. --theme replaces the whole list; repeat it for each theme to keep.")


def said(value: Any, nothing: str = "unknown") -> str:
    """Format a value for the echo of a change; an empty one is `nothing`."""
    if value is None or value in ("", ()):
        return nothing
    return _field(value) or ""


def _field(value: Any) -> str | None:
    if isinstance(value, tuple):
        return "; ".join(value) or None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return None if value is None else str(value)


def _until(lines: Any, fence: str, opened: int) -> str:
    inside: list[str] = []
    for _, line in lines:
        if line.strip() == fence:
            return "\n".join(inside).strip("\n")
        inside.append(line)
    raise Invalid(f"line {opened}", fence, "opens a text that no line closes", f"a line of {fence} after the text")


def _show_difference(fields: Fields, changes: Changes) -> None:
    for name, value in changes.items():
        say(f"  {name}: {said(fields[name])} -> {said(value)}")
