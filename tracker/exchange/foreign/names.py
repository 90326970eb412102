"""Find codes by name: for a donor or project that a sheet gives by name instead of code."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

from tracker.exchange.foreign.numbers import Refusal
from tracker.exchange.foreign.words_by_language import key
from tracker.insight.codes import Codes
from tracker.insight.names import all_names
from tracker.rules.codes import code_key, nearest


class NameIndex:
    """The names of one noun in the register; `pending` are the codes that the same command is about to enter."""

    def __init__(self, codes: Codes, noun: str, pending: Collection[str] = ()) -> None:
        self._codes = codes
        self._noun = noun
        self._pending = pending
        codes.load(noun)

    def knows(self, text: str) -> bool:
        """Return whether a text is a code, in the register or in the same command."""
        return self._codes.find(self._noun, text.strip()) is not None or code_key(text.strip()) in self._pending

    def known_by_name(self, text: str) -> bool:
        """Return whether a text is a code or the name of exactly one record."""
        return self.knows(text) or len(self._by_name.get(key(text), ())) == 1

    def read(self, text: str) -> str | Refusal:
        """Return the code for a name, ignoring case and accents; an unknown name is returned unchanged."""
        if self.knows(text):
            return text
        found = self._by_name.get(key(text), ())
        if len(found) == 1:
            return next(iter(found))
        if found:
            return Refusal(
                f"is the name of several organisations or projects: {', '.join(sorted(found))}",
                "the code of one of them",
            )
        if " " in text.strip() and (close := nearest(text, self._shown)):
            meant = " or ".join(f"{name} ({self._shown[name]})" for name in close)
            return Refusal(
                f"is neither a code nor a name of a {self._noun} in this register", f"Perhaps {meant} is meant."
            )
        return text

    @cached_property
    def _by_name(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for name, code in self._rows:
            found.setdefault(key(name), set()).add(code)
        # The name of a merged record means the record that replaced it, unless another one has that name.
        earlier: dict[str, set[str]] = {}
        for name, code in self._merged:
            earlier.setdefault(key(name), set()).add(code)
        return earlier | found

    @cached_property
    def _shown(self) -> dict[str, str]:
        return dict([*self._merged, *self._rows])

    @property
    def _rows(self) -> list[tuple[str, str]]:
        return [(name, code) for identity, code, name in self._known if not self._is_merged(identity)]

    @property
    def _merged(self) -> list[tuple[str, str]]:
        code = {identity: code for identity, code, _ in self._known}
        found = [(name, identity) for identity, _, name in self._known if self._is_merged(identity)]
        return [(name, code[self._codes.surviving(identity)]) for name, identity in found]

    def _is_merged(self, identity: int) -> bool:
        return self._noun == "organisation" and self._codes.surviving(identity) != identity

    @cached_property
    def _known(self) -> list[tuple[int, str, str]]:
        return all_names(self._codes.reader, self._noun)
