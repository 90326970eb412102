"""Decide where an export of the whole register goes, and in which format."""

from __future__ import annotations

import os
from pathlib import Path

from tracker.errors import Usage


def form_of_target(output: str, form: str | None) -> str:
    """Return the format asked for, or the one of the name: json, or csv for a folder. Raises Usage if they disagree."""
    target = Path(output)
    if target.suffix.lower() in (".csv", ".tsv", ".xlsx", ".ods", ".docx", ".md"):
        raise Usage(
            f"A whole register cannot be written to one {target.suffix.lower()} file.",
            "Name a .json file, or a folder: -o FOLDER/",
        )
    is_folder = output.endswith(("/", os.sep)) or target.is_dir()
    if is_folder and form == "json":
        raise Usage(f"{output} is a folder, but the document is one file.", "Name a file: -o register.json")
    return form or ("csv" if is_folder else "json")
