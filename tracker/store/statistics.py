"""SQLite's statistics on its indexes: without them it may choose the wrong index, and a list of 20,000 takes minutes.

PostgreSQL collects its own.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy import Connection

# A command that writes fewer rows hardly changes the distribution.
MANY = 1_000
# How many entries of each index are sampled; that is enough to show its distribution.
SAMPLE = 400


def count_anew(connection: Connection) -> None:
    """Update the statistics after many rows were written; takes some milliseconds, however many rows there are."""
    driver = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection) and driver.total_changes >= MANY:
        connection.exec_driver_sql(f"PRAGMA analysis_limit = {SAMPLE}")
        connection.exec_driver_sql("ANALYZE")
