"""What SQLite knows of its indexes: without it, it takes the wrong one of two, and a list of 20,000 takes minutes.

PostgreSQL counts by itself.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy import Connection

# A command that writes fewer rows leaves the shape of things as it was.
MANY = 1_000
# So many entries of each index are looked at; that tells its shape.
SAMPLE = 400


def count_anew(connection: Connection) -> None:
    """Look at the indexes again after many rows were written; some milliseconds, however many rows there are."""
    driver = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection) and driver.total_changes >= MANY:
        connection.exec_driver_sql(f"PRAGMA analysis_limit = {SAMPLE}")
        connection.exec_driver_sql("ANALYZE")
