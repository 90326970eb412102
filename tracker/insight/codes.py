"""Resolve codes that users type to rows; an unknown code is answered with the nearest ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from tracker.errors import CALLED, Invalid, NotFound, Usage
from tracker.insight.family import members, survivors
from tracker.insight.names import organisations_by_name
from tracker.insight.records import as_sealed
from tracker.rules.codes import code_key, nearest, slug
from tracker.rules.countries import country_key, other_names, plain_key
from tracker.rules.sealed import parse_record
from tracker.rules.text import fold, name_key
from tracker.rules.words import CALLED_OFF
from tracker.store.reader import Reader


class Conference(NamedTuple):
    """A conference as queries need it: as known now, or as its sealed `record` has it."""

    id: int
    code: str
    series_id: int
    series: str
    sequence: int
    state: str
    currency: str
    title: str | None
    start_date: str | None
    end_date: str | None
    cut_off: str | None
    record: int | None = None

    @property
    def day(self) -> str | None:
        """The last day of the conference, as of which things are late or on track; a partial date."""
        return self.end_date or self.start_date or self.cut_off

    @property
    def counts(self) -> bool:
        """Whether the conference was not cancelled."""
        return self.state != CALLED_OFF


MISSED = 100  # after this many unknown codes of a noun, similar codes are no longer looked up
SUGGESTED = 3
LISTED = 12  # maximum number of parts of a project in a message


def administration_code(country: str) -> str:
    """The usual code of a country's customs administration: `JM-CUSTOMS`."""
    return f"{country}-CUSTOMS"


COLUMNS = """
SELECT c.id, c.code, c.series_id, s.code, c.sequence, c.state, c.currency, c.title, c.start_date, c.end_date, c.cut_off,
  NULL
"""
CONFERENCES = COLUMNS + "FROM conference c JOIN series s ON s.id = c.series_id"


class _Edition:
    """A scale or a set of criteria: its name and its words, each with whether it is more than "not rated"."""

    def __init__(self, name: str, words: list[tuple[str, bool]]) -> None:
        self.name = name
        self.words = [word for word, _ in words]
        self._folded = [fold(word) for word, _ in words], [fold(word) for word, rated in words if rated]

    def has(self, words: list[str]) -> bool:
        """Whether these are all its words, or all but those that say that nothing was rated."""
        return len(words) > 1 and words in self._folded


def _points(text: str) -> list[str]:
    """The points in a text such as "High > Moderate > Low; Not rated", without case and accents."""
    return [fold(part.strip()) for part in re.split("[<>;]", text) if part.strip()]


class Codes:
    """Resolves codes of one register, ignoring case; also old codes from before a rename."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._loaded: dict[str, dict[tuple[int, str], int]] = {}
        self._vocabularies: dict[str, tuple[dict[str, str], dict[str, tuple[str, str]]]] = {}
        self._missed: Counter[str] = Counter()

    def load(self, *nouns: str) -> None:
        """Load all codes of some nouns, for a command that resolves many: one query each."""
        for noun in nouns:
            if noun in self._loaded:
                continue
            known: dict[tuple[int, str], int] = {}
            if noun == "organisation":
                aliases = self.reader.rows(
                    f"SELECT lower(alias), organisation_id FROM {self.reader.schema}.organisation_alias"
                )
                known.update({(0, key): identity for key, identity in aliases})
            rows = self.reader.rows("SELECT scope, key, id FROM code WHERE noun = :noun", {"noun": noun})
            known.update({(scope, key): identity for scope, key, identity in rows})
            self._loaded[noun] = known

    def learn(self, noun: str, text: str, identity: int, scope: int = 0) -> None:
        """Note a code that was added since its noun was loaded."""
        if noun in self._loaded:
            self._loaded[noun][scope, code_key(text)] = identity
        if noun == "organisation":
            self.__dict__.pop("_names", None)

    def find(self, noun: str, text: str, scope: int = 0) -> int | None:
        """The id that a code names, or None."""
        if noun in self._loaded:
            return self._loaded[noun].get((scope, code_key(text))) or None
        found = self.reader.value(
            "SELECT id FROM code WHERE noun = :noun AND scope = :scope AND key = :key",
            {"noun": noun, "scope": scope, "key": code_key(text)},
        )
        if found is None and noun == "organisation":
            found = self.reader.value(
                f"SELECT organisation_id FROM {self.reader.schema}.organisation_alias WHERE lower(alias) = :key",
                {"key": code_key(text.strip())},
            )
        return int(found) if found else None

    def taken(self, noun: str, text: str) -> bool:
        """Whether a code names something, or named something that was taken back."""
        if self.find(noun, text) is not None:
            return True
        if noun in self._loaded:
            return (0, code_key(text)) in self._loaded[noun]
        found = "SELECT 1 FROM code WHERE noun = :noun AND scope = 0 AND key = :key"
        return self.reader.value(found, {"noun": noun, "key": code_key(text)}) is not None

    def id(self, noun: str, text: str, scope: int = 0, said_as: str | None = None) -> int:
        """The id that a code names. A project is also found by its IATI identifier (in any case), an organisation by
        its name, and a beneficiary by its country.

        Raises NotFound with the nearest codes, under the name `said_as` if that differs from the noun; Usage for a name
        shared by several.
        """
        found = self.seek(noun, text, scope, said_as)
        if found is None:
            near, word = self._near(noun, text, scope), said_as or noun
            known = f"`tracker {word} list` shows all; `tracker {word} add` records one."
            if word == "beneficiary" and (country := self.find_country(text)) is not None:
                near = []
                name = f"Customs administration of {self.country_name(country)}"
                known = f'`tracker beneficiary add {administration_code(country)} --name "{name}" --country {country}`'
                known += " records its customs administration."
            raise NotFound(word, text, near, None if near or scope else known)
        return found

    def seek(self, noun: str, text: str, scope: int = 0, said_as: str | None = None) -> int | None:
        """The id that `id` finds, or None. Raises Usage for a name shared by several."""
        found = self.find(noun, text, scope)
        if found is None and noun == "project":
            found = self._identified(text)
        if found is None and noun == "organisation":
            found = self._called(text, said_as)
        return self.surviving(found) if found is not None and noun == "organisation" else found

    def named(self, text: str) -> list[int]:
        """The organisations with a name, ignoring case, accents and punctuation; without merged ones."""
        return sorted(self._names.get(name_key(text), ()))

    def administrations(self, country: str) -> list[int]:
        """The customs administrations of a country, by its code."""
        sql = f"""SELECT id FROM {self.reader.schema}.organisation
            WHERE (country = :country OR (country IS NULL AND lower(code) = :called))
              AND kind = 'customs administration' AND merged_into_id IS NULL ORDER BY id"""
        called = code_key(administration_code(country))
        return [row[0] for row in self.reader.rows(sql, {"country": country, "called": called})]

    def _called(self, text: str, said_as: str | None) -> int | None:
        """The organisation with a name; for a beneficiary also the customs administration of a country.

        A donor is not found by its country: the money is seldom its customs administration's.
        """
        found = self.named(text)
        if not found and said_as == "beneficiary" and (country := self.find_country(text)) is not None:
            found = self.administrations(country)
        if len(found) > 1:
            codes = " or ".join(self.code("organisation", one) for one in found)
            raise Usage(f"{text!r} could be {codes}.", "Give the code.")
        return found[0] if found else None

    @cached_property
    def _names(self) -> dict[str, set[int]]:
        return organisations_by_name(self.reader, self._survivors)

    def _identified(self, identifier: str) -> int | None:
        """The project with an IATI identifier, if there is only one."""
        sql = "SELECT min(id) FROM project WHERE upper(iati_identifier) = :identifier HAVING count(*) = 1"
        found = self.reader.value(sql, {"identifier": identifier.strip().upper()})
        return None if found is None else int(found)

    def _near(self, noun: str, text: str, scope: int) -> list[str]:
        """The codes similar to an unknown one; skipped once there are too many unknown codes to be useful."""
        self._missed[noun] += 1
        if self._missed[noun] > MISSED:
            return []
        near = nearest(text, self.all(noun, scope))
        return self._titled(text) if noun == "project" and not near else near

    def _titled(self, text: str) -> list[str]:
        """The first projects, each with its title, whose title has all words of a text."""
        words = fold(text).split()
        rows = self.reader.rows("SELECT code, title FROM project ORDER BY code") if words else ()
        found = (f"{code} ({title})" for code, title in rows if title and all(word in fold(title) for word in words))
        return list(islice(found, SUGGESTED))

    def ids(self, noun: str, texts: Iterable[str], said_as: str | None = None) -> list[int]:
        return [self.id(noun, text, said_as=said_as) for text in texts]

    def code(self, noun: str, identity: int) -> str:
        """The current code of a row."""
        return str(self.reader.value(f"SELECT code FROM {noun} WHERE id = :id", {"id": identity}))

    def all(self, noun: str, scope: int = 0) -> list[str]:
        """All current codes of a noun."""
        if noun == "theme":
            return [row[0] for row in self.reader.rows("SELECT name FROM theme ORDER BY name")]
        where = "WHERE project_id = :scope" if scope else ""
        return [row[0] for row in self.reader.rows(f"SELECT code FROM {noun} {where}", {"scope": scope})]

    def within(self, noun: str, text: str) -> tuple[int, int]:
        """A part of a project by its full code, `P1/R1`: (project id, part id)."""
        project, _, part = text.partition("/")
        if not project or not part:
            named = self.find("project", project) if project else None
            if named is not None:
                whole = f"{self.code('project', named)}/{noun.upper()}"
                parts = sorted(self.all(noun, named), key=lambda code: (len(code), code))
                more = f" and {len(parts) - LISTED:,} more" if len(parts) > LISTED else ""
                has = (", ".join(parts[:LISTED]) or "none yet") + more
                raise Invalid(noun, text, f"names a project, but not its {noun}", f"{whole}; the project has {has}")
            raise Invalid(
                noun, text, "does not name the project", f"PROJECT/{noun.upper()}, for example P1/{part or 'R1'}"
            )
        project_id = self.id("project", project)
        return project_id, self.id(noun, part, project_id)

    def theme(self, text: str) -> str:
        """The code of a theme by its code or its name in any language. Raises NotFound with the nearest."""
        return self._worded("theme", text, slug(text))

    def find_theme(self, text: str) -> str | None:
        """The code of a theme by its code or its name in any language, or None."""
        return self._word("theme", text, slug(text))

    def theme_name(self, code: str) -> str:
        """The English name of a theme."""
        return self._vocabulary("theme")[0][code]

    def scale(self, text: str) -> str:
        """The code of a scale of ratings by its code, its name, or its points as they are published, "High > Low".

        Raises NotFound with the nearest, and Usage where several editions have that name or those points.
        """
        return self._edition("scale", text)

    def criteria(self, text: str) -> str:
        """The code of a set of criteria by its code or its name. Raises as `scale` does."""
        return self._edition("criteria", text)

    def words_of(self, noun: str, code: str) -> dict[str, str]:
        """The points of a scale, or the criteria of a set, as published, by their names without case and accents."""
        return {fold(name): name for name in self._editions[noun][code].words}

    def _edition(self, noun: str, text: str) -> str:
        known = self._editions[noun]
        if (code := slug(text)) in known:
            return code
        key, words = fold(text.strip()), _points(text)
        found = [code for code, one in known.items() if key == fold(one.name) or one.has(words)]
        if len(found) > 1:
            raise Usage(f"{text!r} could be {' or '.join(found)}.", f"Give the code of the {CALLED.get(noun, noun)}.")
        if not found:
            near = nearest(code, known) or nearest(text, [one.name for one in known.values()])
            raise NotFound(noun, text, near, f"`tracker {noun} list` shows all; `tracker {noun} add` records one.")
        return found[0]

    @cached_property
    def _editions(self) -> dict[str, dict[str, _Edition]]:
        """The scales and the sets of criteria by code."""
        found: dict[str, dict[str, _Edition]] = {}
        for noun, part, rated in (("scale", "scale_point", "good IS NOT NULL"), ("criteria", "criterion", "1 = 1")):
            words: dict[str, list[tuple[str, bool]]] = {}
            sql = f"SELECT {noun}, name, CASE WHEN {rated} THEN 1 ELSE 0 END FROM {part} ORDER BY {noun}, place"
            for code, name, is_rated in self.reader.rows(sql):
                words.setdefault(code, []).append((name, bool(is_rated)))
            sql = f"SELECT code, name FROM {noun} ORDER BY code"
            found[noun] = {code: _Edition(name, words.get(code, [])) for code, name in self.reader.rows(sql)}
        return found

    def forget_editions(self) -> None:
        """Forget the cached scales and sets of criteria. Call it after one was added or changed."""
        self.__dict__.pop("_editions", None)

    @cached_property
    def tfa_measures(self) -> list[str]:
        """The measures of the TFA in the vocabulary."""
        return [row[0] for row in self.reader.rows("SELECT measure FROM tfa_measure ORDER BY measure")]

    def country(self, text: str) -> str:
        """The ISO 3166 code of a country by its code or its name. Raises NotFound with the nearest."""
        return self.find_country(text) or self._worded("country", text, text.strip().upper())

    def find_country(self, text: str) -> str | None:
        """The ISO 3166 code of a country by its code of two or three letters or by a common name; else None."""
        codes, names = self._vocabulary("country")
        code, known = text.strip().upper(), names.get(fold(text.strip()))
        if code in codes or known is not None:
            return code if code in codes else known and known[0]
        for key in (country_key(text), plain_key(text)):
            found = other_names().get(key) or self._country_names.get(key)
            if key and found is not None:  # a dash, or a style such as "Republic", leaves an empty key
                return found
        return None

    def country_name(self, code: str) -> str:
        """The English name of a country."""
        return self._vocabulary("country")[0][code]

    @cached_property
    def _country_names(self) -> dict[str, str]:
        return {country_key(name): code for code, name in reversed(self._vocabulary("country")[1].values())}

    def currency(self, text: str) -> str:
        """An ISO 4217 code that the register knows. Raises NotFound with the nearest."""
        code = text.strip().upper()
        if code not in self.reader.exponents:
            raise NotFound("currency", text, nearest(code, self.reader.exponents))
        return code

    def conference(self, text: str) -> Conference:
        """A conference by its code, or by the part after the code of its series where that is unambiguous: `2012`.

        `2012@1` is the conference as in its first sealed record; from then on the reader answers from that record.
        Raises NotFound with the nearest, Usage where several series have a conference of that name.
        """
        text, number = parse_record(text)
        found = self._conference(text)
        if number is not None:
            found = as_sealed(self.reader, found, number)
            self.forget_merged()
            self.forget_editions()
            self._vocabularies.clear()
        return found

    def _conference(self, text: str) -> Conference:
        known = self.conferences()
        identity = self.find("conference", text)
        found = [c for c in known if c.id == identity]
        if not found:
            found = [c for c in known if code_key(c.code) == code_key(f"{c.series}-{text.strip()}")]
        if len(found) > 1:
            codes = " or ".join(c.code for c in found)
            raise Usage(f"{text!r} could be {codes}.", "Give the whole code.")
        if not found:
            codes_known = [c.code for c in known]
            raise NotFound("conference", text, nearest(text, codes_known), "`tracker conference list` shows all.")
        return found[0]

    def conferences(self) -> list[Conference]:
        """Every conference, by series and sequence, as known now, even if a sealed record is asked for."""
        schema = self.reader.schema
        source = f"FROM {schema}.conference c JOIN {schema}.series s ON s.id = c.series_id"
        return self.reader.all(f"{COLUMNS} {source} ORDER BY s.code, c.sequence", {}, Conference)

    def open_conference(self) -> Conference:
        """The one open conference. Raises Usage where none or several are open.

        A reopened conference is being corrected, not held: it must be named, and is never the default.
        """
        found = self.reader.all(CONFERENCES + " WHERE c.state = 'open' ORDER BY s.code", {}, Conference)
        if len(found) == 1:
            return found[0]
        if not found:
            sql = "SELECT code FROM conference WHERE state = 'reopened' ORDER BY series_id, sequence"
            mended = [row[0] for row in self.reader.rows(sql)]
            if mended:
                raise Usage(
                    f"No conference is open, but {' and '.join(mended)} {'is' if len(mended) == 1 else 'are'} "
                    "reopened.",
                    f"To correct a reopened conference, name it: --at {mended[0]}.",
                )
            raise Usage("No conference is open.", "Name one with --at, or open one: `tracker conference open CODE`.")
        codes = ", ".join(c.code for c in found)
        raise Usage(f"More than one conference is open: {codes}.", "Name one with --at.")

    def conference_or_open(self, text: str | None) -> Conference:
        return self.conference(text) if text else self.open_conference()

    def _worded(self, noun: str, text: str, code: str) -> str:
        found = self._word(noun, text, code)
        if found is None:
            near = nearest(text, [name for _, name in self._vocabulary(noun)[1].values()])
            hint = None
            if noun == "theme":
                hint = f"`tracker theme list` shows all{'' if near else '; `tracker theme add` records one'}."
            raise NotFound(noun, text, near, hint)
        return found

    def _word(self, noun: str, text: str, code: str) -> str | None:
        codes, names = self._vocabulary(noun)
        return code if code in codes else names.get(fold(text.strip()), (None,))[0]

    def _vocabulary(self, noun: str) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
        """The names of a vocabulary by code, and its names in all languages without case and accents: (code, name)."""
        if noun not in self._vocabularies:
            rows = self.reader.all(f"SELECT code, name, name_fr, name_es FROM {noun} ORDER BY code")
            names = {fold(name): (code, name) for code, *mine in reversed(rows) for name in mine if name}
            self._vocabularies[noun] = {code: name for code, name, *_ in rows}, names
        return self._vocabularies[noun]

    def forget_vocabulary(self, noun: str) -> None:
        """Forget the cached vocabulary. Call it after a word of the vocabulary was added or changed."""
        self._vocabularies.pop(noun, None)

    @cached_property
    def _survivors(self) -> dict[int, int]:
        return survivors(self.reader)

    def surviving(self, organisation: int) -> int:
        """The organisation that replaces a merged one, or the organisation itself."""
        return self._survivors.get(organisation, organisation)

    def family(self, texts: Iterable[str], said_as: str) -> list[int]:
        """The organisations with the given codes, and all that were merged into them, since old reports name those."""
        return members(self.ids("organisation", texts, said_as), self._survivors)

    def forget_merged(self) -> None:
        """Forget the cached mergers. Call it after an organisation was merged."""
        for name in ("_survivors", "_names"):
            self.__dict__.pop(name, None)
