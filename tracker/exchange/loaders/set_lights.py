"""Load the lights that people set for projects at conferences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tracker.errors import Conflict
from tracker.exchange.loaders.meetings import AtConference
from tracker.exchange.loaders.planning import Loader, Readers
from tracker.exchange.sheets import SheetRow
from tracker.register.reporting.set_lights import Key, SetLightFacts, SetLights


class SetLightLoader(AtConference):
    """Lights that people set, matched by their conference, their project and what of it they are about."""

    def plan(self) -> None:
        lights = self.register.set_lights
        self.codes.load("project")
        readers: Readers = {name: _reader(lights, name) for name in ("project", "of", "light", "reason", "source")}
        self.sheet.read(readers | {"conference": self.codes.conference}, ("project", "of", "light", "reason"))
        self.name_conferences()
        self.sheet.refuse_duplicates(self.sheet.standing(), _key, "of")
        stored = lights.of_conferences({entry.values["conference"].id for entry in self.sheet.standing()})
        reported = lights.reported({_key(entry)[:2] for entry in self.sheet.standing()})
        for entry in list(self.sheet.standing()):
            key = _key(entry)
            if key[:2] not in reported:
                error: Conflict = lights.not_reported(entry.values["conference"], key[1])
                self.sheet.refuse(entry, "project", error)
            else:
                self.settle(entry, stored.get(key), _columns(entry))

    def apply(self) -> None:
        rows = self.sheet.having("created", "updated")
        self.register.set_lights.enter([(entry.values["conference"], _facts(entry)) for entry in rows])


def _facts(entry: SheetRow) -> SetLightFacts:
    return SetLightFacts(**{name: text for name, text in entry.words.items() if name in SetLightFacts._fields})


def _reader(lights: SetLights, name: str) -> Callable[[str], Any]:
    return lambda text: lights.columns({name: text})


def _columns(entry: SheetRow) -> dict[str, Any]:
    return {name: value for one in entry.values.values() if isinstance(one, dict) for name, value in one.items()}


def _key(entry: SheetRow) -> Key:
    told = _columns(entry)
    return entry.values["conference"].id, told["project_id"], told["of"]


LOADERS: dict[str, type[Loader]] = {"lights": SetLightLoader}
