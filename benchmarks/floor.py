"""The floor: the statements of an SQL file, run with the bare driver, their rows written as csv; nothing else."""

from __future__ import annotations

import csv
import sqlite3
import sys
from pathlib import Path

database, statements = sys.argv[1:]
connection = sqlite3.connect(database)
out = csv.writer(sys.stdout)
for statement in Path(statements).read_text(encoding="utf-8").split(";\n"):
    if statement.strip():
        out.writerows(connection.execute(statement))
