"""Brings the catalogs up to date with the messages in the code: `python scripts/translate.py`.

New messages are added untranslated, messages that are gone are taken out, and the `.mo` files are made anew. A test
runs `missing()` and `stale()`; a message without a translation fails it.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "tracker" / "data" / "locale"
TARGETS = ("es", "fr")
DOMAIN = re.compile(r'^TEXTS = "(\w+)"$', re.MULTILINE)
KEYWORDS = {"_": None, "N_": None}
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: {language}\\n"\n\n'
FIELDS = re.compile(r"\{[^}]*\}")


def messages() -> dict[str, list[str]]:
    """The messages of each domain, in the order of the modules; of one with a VOCABULARY its words come first."""
    found: dict[str, dict[str, None]] = {}
    for path in sorted((ROOT / "tracker").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        named = DOMAIN.search(text)
        if named:
            domain = found.setdefault(named[1], {})
            if "\nVOCABULARY = " in text:
                module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
                domain |= dict.fromkeys(module.VOCABULARY)
            for _, message, _, _ in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
                assert isinstance(message, str), f"{path}: plural forms are not used here"
                domain[message] = None
    return {domain: list(each) for domain, each in sorted(found.items())}


def catalogs() -> Iterator[tuple[Path, str, list[str]]]:
    """Each catalog: its .po file, its language, and the messages it is to have."""
    for domain, wanted in messages().items():
        for language in TARGETS:
            yield LOCALE / language / "LC_MESSAGES" / f"{domain}.po", language, wanted


def read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def updated(path: Path, language: str, wanted: list[str]) -> Catalog:
    """The catalog with the wanted messages, and the translations that there are."""
    known = {str(message.id): message.string for message in read(path, language) if message.id}
    made = Catalog(locale=language, charset="utf-8", fuzzy=False)
    for message in wanted:
        made.add(message, known.get(message, ""))
    return made


def po_bytes(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalog, width=120, omit_header=True, sort_output=False)
    head = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: '
        + str(catalog.locale)
        + '\\n"\n\n'
    )
    return head.encode() + out.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    # With a date of its own the same texts would make other bytes a minute later.
    plain = Catalog(charset="utf-8", fuzzy=False, header_comment="", creation_date=datetime(2026, 1, 1, tzinfo=UTC))
    for message in catalog:
        if message.id:
            plain.add(message.id, message.string)
    plain.mime_headers = [("Content-Type", "text/plain; charset=utf-8")]
    write_mo(out, plain)
    return out.getvalue()


def missing() -> list[str]:
    """What is not translated, or translated with other fields in braces than the message has."""
    faults = []
    for path, language, wanted in catalogs():
        known = {str(message.id): str(message.string) for message in read(path, language) if message.id}
        for message in wanted:
            text = known.get(message, "")
            if not text:
                faults.append(f"{language}/{path.stem}: {message!r} has no translation")
            elif sorted(FIELDS.findall(text)) != sorted(FIELDS.findall(message)):
                faults.append(f"{language}/{path.stem}: {message!r} has other fields in {text!r}")
        faults += [f"{language}/{path.stem}: {message!r} is in no module" for message in known.keys() - set(wanted)]
    return faults


def stale() -> list[str]:
    """The .mo files that are not those of their .po files."""
    found = []
    for path, language, _ in catalogs():
        made = path.with_suffix(".mo")
        if not made.exists() or made.read_bytes() != mo_bytes(read(path, language)):
            found.append(str(made.relative_to(ROOT)))
    return found


def main() -> None:
    for path, language, wanted in catalogs():
        path.parent.mkdir(parents=True, exist_ok=True)
        catalog = updated(path, language, wanted)
        path.write_bytes(po_bytes(catalog))
        path.with_suffix(".mo").write_bytes(mo_bytes(catalog))
    for fault in missing():
        print(fault)
    sys.exit(1 if missing() else 0)


if __name__ == "__main__":
    main()
