"""The location of the register: from `--db`, TRACKER_DB, config.toml, or the user's data folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from tracker.errors import Usage
from tracker.store.location import Location, parse_location

APP = "donor-tracker"


def choose_location(flag: str | None, environ: Mapping[str, str] = os.environ) -> Location:
    """The register to open, and where that choice came from (`Location.origin`).

    A password belongs in PostgreSQL's own password file or in PGPASSWORD: it is refused on the command line, where
    other users of the machine could read it. Raises Usage for that, and for a config.toml that is not valid TOML.
    """
    if flag is not None:
        location = parse_location(flag, "--db")
        if location.secrets:
            raise Usage(
                "A password on the command line can be read by others.",
                "Put it into ~/.pgpass, PGPASSWORD or TRACKER_DB.",
            )
        return location
    if environ.get("TRACKER_DB"):
        return parse_location(environ["TRACKER_DB"], "TRACKER_DB")
    config = config_file()
    if config.exists():
        chosen = _read(config)
        if chosen:
            return parse_location(chosen, str(config))
    return Location(data_folder() / "tracker.db", None, "the default")


def config_file() -> Path:
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False) / "config.toml"


def data_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False)


def _read(path: Path) -> str | None:
    import tomllib

    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError, OSError) as error:
        raise Usage(f"{path} cannot be read: {error}", 'It should contain one line: db = "path or URL"') from error
    chosen = settings.get("db")
    if chosen is not None and not isinstance(chosen, str):
        raise Usage(f"{path}: db is not a text in quotes.", 'It should contain one line: db = "path or URL"')
    return chosen
