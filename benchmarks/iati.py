"""IATI in: the time of `tracker import` beside okfn-iati making csv of the same XML, and the memory of a large file.

Both are whole commands on the same file, in turn, by the processor time that they use: wall time beside other programs
scatters by a factor of three. okfn-iati reads the XML whole and writes flat tables; ours matches
organisations and projects, keeps rules, writes a register with its journal, and accounts for every amount.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from timing import TRACKER, compared, peak_memory, processor_time, seconds

from tracker.store.location import Location
from tracker.store.schema import create

TO_CSV = (
    "import sys; from okfn_iati.multi_csv_converter import IatiMultiCsvConverter;"
    "sys.exit(not IatiMultiCsvConverter().xml_to_csv_folder(sys.argv[1], sys.argv[2]))"
)
FUNDERS = 40
COUNTRIES = ("JM", "BB", "GT", "HN", "HT", "TT", "GY", "SR", "BZ", "DO")
SECTORS = ("33120", "33110", "15111", "21020", "31120", "14030")
KINDS = ("2", "3", "3", "4", "3", "12")
MOVED = 6
PROSE = "Faster release of goods at the border. " * 6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--activities", type=int, default=10_000, help="six times as many transactions")
    parser.add_argument("--megabytes", type=int, default=100, help="of the file whose memory is looked at")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template, database, file = folder / "template.db", folder / "register.db", folder / "activities.xml"
        create(Location(template, None))
        size = write(file, given.activities)
        print(f"{given.activities:,} activities, {given.activities * MOVED:,} transactions, {size / 1e6:.0f} MB")

        def fresh() -> None:
            for rest in folder.glob("register.db*"):
                rest.unlink()
            shutil.copy(template, database)
            shutil.rmtree(folder / "csv", ignore_errors=True)

        commands = {
            "tracker import": [*TRACKER, "import", str(file), "--yes"],
            "okfn-iati to csv": [sys.executable, "-c", TO_CSV, str(file), str(folder / "csv")],
        }
        taken = seconds(commands, database, given.runs, fresh, processor_time)
        print("processor time:")
        print(compared(taken, "tracker import", "okfn-iati to csv", "at most 1.8"))
        fresh()
        seconds({"import": commands["tracker import"]}, database, 0)
        _check(database, given.activities)
        again = seconds(commands, database, 1, clock=processor_time)
        print("once more, where all is unchanged:")
        print(compared(again, "tracker import", "okfn-iati to csv", "at most 2"))
        for megabytes in (given.megabytes // 10, given.megabytes):
            fresh()
            count = given.activities * megabytes * 1_000_000 // size
            large = folder / "large.xml"
            actual = write(large, count)
            peak = peak_memory([*TRACKER, "import", str(large), "--yes"], database) / 1024
            print(
                f"memory of {actual / 1e6:.0f} MB, {count:,} activities: {peak:.0f} MiB (aim: less than 150, and flat)"
            )
            large.unlink()


def write(file: Path, activities: int) -> int:
    """A file of so many activities, valid by the schema of 2.03. Returns its size."""
    with file.open("w", encoding="utf-8") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        out.write('<iati-activities version="2.03" generated-datetime="2024-01-01T00:00:00Z">\n')
        for one in range(activities):
            out.writelines(_activity(one))
        out.write("</iati-activities>\n")
    return file.stat().st_size


def _activity(one: int) -> Iterator[str]:
    begun = 2008 + one % 12
    country, other = COUNTRIES[one % 10], COUNTRIES[(one + 3) % 10]
    yield '<iati-activity default-currency="USD" last-updated-datetime="2024-01-01T00:00:00Z" xml:lang="en">\n'
    yield f"<iati-identifier>XM-DAC-999-{one:06}</iati-identifier>\n"
    yield '<reporting-org ref="XM-DAC-999" type="40"><narrative>Synthetic Bank</narrative></reporting-org>\n'
    yield f"<title><narrative>Customs modernisation, project {one}</narrative>"
    yield f'<narrative xml:lang="es">Modernización aduanera, proyecto {one}</narrative></title>\n'
    yield f'<description type="1"><narrative>{PROSE}</narrative></description>\n'
    yield f'<participating-org ref="XM-DAC-{one % FUNDERS}" role="1" type="10">'
    yield f"<narrative>Funder {one % FUNDERS}</narrative></participating-org>\n"
    yield f'<participating-org role="4" type="10"><narrative>Customs of {country}</narrative></participating-org>\n'
    yield f'<activity-status code="{2 + one % 3}"/>\n'
    yield f'<activity-date type="1" iso-date="{begun}-03-01"/><activity-date type="3" iso-date="{begun + 4}-12-31"/>\n'
    yield f'<recipient-country code="{country}" percentage="60"/>'
    yield f'<recipient-country code="{other}" percentage="40"/>\n'
    yield f'<sector vocabulary="1" code="{SECTORS[one % 6]}" percentage="70"/>'
    yield f'<sector vocabulary="1" code="{SECTORS[(one + 1) % 6]}" percentage="30"/>\n'
    yield f'<budget type="1" status="2"><period-start iso-date="{begun}-01-01"/><period-end iso-date="{begun}-12-31"/>'
    yield f'<value value-date="{begun}-01-01">{one * 7 + 1000}.50</value></budget>\n'
    for place, kind in enumerate(KINDS):
        day = f"{begun + place % 4}-{(one + place) % 12 + 1:02}-{one % 28 + 1:02}"
        yield f'<transaction ref="T{one}-{place}"><transaction-type code="{kind}"/><transaction-date iso-date="{day}"/>'
        yield f'<value value-date="{day}">{one * 13 + place * 1000}.{one % 100:02}</value>'
        yield f'<provider-org ref="XM-DAC-{one % FUNDERS}"><narrative>Funder {one % FUNDERS}</narrative></provider-org>'
        yield "</transaction>\n"
    yield "</iati-activity>\n"


def _check(database: Path, activities: int) -> None:
    """Every activity and every transaction is in the register."""
    with closing(sqlite3.connect(database)) as connection:
        for table, wanted in (("project", activities), ("transaction", activities * MOVED)):
            (found,) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()
            if found != wanted:
                sys.exit(f"{found:,} rows of {table} and not {wanted:,}")


if __name__ == "__main__":
    main()
