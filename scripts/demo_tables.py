"""Reading the public sources, and writing the tables that the package carries."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

Row = dict[str, str]
SMALL_WORDS = {"AND", "DE", "FOR", "NOT", "OF", "THE"}
IMF = "International Monetary Fund, annual averages"


def read(path: Path) -> list[Row]:
    """The rows of a UTF-8 CSV file, by its header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def one_line(text: str) -> str:
    """The text with every run of white space, line breaks among them, made one space."""
    return " ".join(text.split())


def amount(text: str, exponent: int = 2) -> str:
    """A plain decimal with exactly the decimals of its currency; ValueError where the text has more."""
    number = Decimal(text)
    rounded = number.quantize(Decimal(1).scaleb(-exponent))
    if rounded != number:
        raise ValueError(f"{text} has more than {exponent} decimals")
    return f"{rounded:f}"


def slug(text: str, longest: int) -> str:
    """Capital letters, digits and hyphens: as many first words as fit, without a small one at the end."""
    plain = unicodedata.normalize("NFKD", re.sub("['’]", "", text))
    words = re.findall(r"[A-Z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)).upper())
    while len("-".join(words)) > longest and len(words) > 1:
        words.pop()
    while words[-1] in SMALL_WORDS:
        words.pop()
    return "-".join(words)


def a_year_after(day: date) -> date:
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


class Folder:
    """A folder of tables; it remembers how many rows each one got, for SOURCES.md.

    Tables `by_hand` are not made out of the sources: they stay as they are, and their rows are counted.
    """

    def __init__(self, path: Path, by_hand: Iterable[str] = ()) -> None:
        self.path = path
        self.rows: dict[str, int] = {name: len(read(path / name)) for name in by_hand}
        path.mkdir(parents=True, exist_ok=True)
        for stale in path.glob("*.csv"):
            if stale.name not in self.rows:
                stale.unlink()

    def write(self, name: str, header: str, rows: Iterable[Mapping[str, str]]) -> None:
        """Write a table; a column that a row leaves out is unknown, one that the header lacks is an error."""
        with (self.path / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header.split(","), restval="", lineterminator="\n")
            writer.writeheader()
            count = 0
            for row in rows:
                writer.writerow(row)
                count += 1
        self.rows[name] = count

    def explain(self, text: str, counts: Mapping[str, int]) -> None:
        """Write SOURCES.md: the text, then the counts that it speaks of, then the rows of each table."""
        lines = [text.strip(), "", "## Counts", "", "| what | count |", "| --- | ---: |"]
        lines += [f"| {what} | {count} |" for what, count in counts.items()]
        lines += ["", "| file | rows |", "| --- | ---: |"]
        lines += [f"| {name} | {count} |" for name, count in sorted(self.rows.items())]
        (self.path / "SOURCES.md").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def annual_averages(source: Path, currencies: Iterable[str], years: Iterable[int]) -> list[Row]:
    """Rates of the International Monetary Fund per US dollar, of the years asked for."""
    wanted = {(currency, str(year)) for currency in currencies for year in years}
    found = [
        {
            "currency": row["currency"],
            "per": "USD",
            "date": row["year"],
            "method": "annual average",
            "value": row["currency_units_per_usd"],
            "source": IMF,
        }
        for row in read(source / "imf-annual-average-rates-per-usd-2000-2023.csv")
        if (row["currency"], row["year"]) in wanted
    ]
    if len(found) != len(wanted):
        raise ValueError(f"only {len(found)} of {len(wanted)} rates were found")
    return sorted(found, key=lambda row: (row["currency"], row["date"]))


def pinned(conference: str, currency: str, year: int) -> Row:
    """The pin of the average of the last full year before a conference."""
    rate = {"currency": currency, "per": "USD", "date": str(year), "method": "annual average"}
    return {"conference": conference, **rate}
