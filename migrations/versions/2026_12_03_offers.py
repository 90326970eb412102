"""Offers of donors, and what conferences were told of them.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on. Going
down, the offers go, for the step before has no place for them. Those that sealed records keep are in their documents:
they come back from there when the register goes up again, with what closed conferences were told of them.
"""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.util import load_python_file

revision = "2026_12_03_offers"
down_revision = "2026_12_02_needs"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.Integer()
MONEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MINOR = "whole minor units; NULL is unknown, never 0"
SAID_BY = "who said it, in which mail, file or note"
Described = tuple[str, Any, bool, str | None]
# The columns of an offer that reports copy. Said again for every column: (name, type, whether it may be NULL, comment).
COPIED: tuple[Described, ...] = (
    ("donor_id", NUMBER, False, None),
    ("programme", WORDS, False, "its name, as the donor calls it"),
    ("start_date", WORDS, True, "when it opened or opens"),
    ("end_date", WORDS, True, None),
    ("amount", MONEY, True, MINOR),
    ("currency", WORDS, True, None),
    ("amount_is", WORDS, True, "what the amount is: of one request, of the whole programme, of an agreement"),
)
COLUMNS: dict[str, tuple[Described, ...]] = {
    "offer": (
        ("id", NUMBER, False, None),
        ("code", WORDS, False, None),
        *COPIED,
        ("amount_words", WORDS, True, "what the source says that the amount is"),
        ("theme_words", WORDS, True, "what it is for beside its themes, in the words of the source"),
        ("place_words", WORDS, True, "where beside its places, in the words of the source"),
        ("how_to_apply", WORDS, True, None),
        ("note", WORDS, True, None),
        ("source", WORDS, True, SAID_BY),
    ),
    "offer_theme": (("offer_id", NUMBER, False, None), ("theme", WORDS, False, None)),
    "offer_country": (("offer_id", NUMBER, False, None), ("country", WORDS, False, None)),
    "offer_organisation": (("offer_id", NUMBER, False, None), ("organisation_id", NUMBER, False, None)),
    "offer_instrument": (("offer_id", NUMBER, False, None), ("instrument", WORDS, False, None)),
    "offer_report": (
        ("conference_id", NUMBER, False, None),
        ("offer_id", NUMBER, False, None),
        *COPIED,
        ("status", WORDS, False, None),
        ("amount_left", MONEY, True, "what is left of the amount, where that was said"),
        ("note", WORDS, True, None),
        ("source", WORDS, True, SAID_BY),
    ),
}
COMMENTS = {
    "offer": "What a donor could give: a programme, where, for what, how much, and how to apply",
    "offer_theme": "A theme that an offer is for",
    "offer_country": "A country or territory that an offer is for",
    "offer_organisation": "An administration, or a regional body for its members, that an offer is for",
    "offer_instrument": "A form in which an offer is given",
    "offer_report": "What a conference was told of an offer; one that was told nothing is as it was told last",
}
KEYS = {"offer": ("id",), "offer_report": ("conference_id", "offer_id")}
REFERENCES = {
    "donor_id": "organisation.id",
    "currency": "currency.code",
    "offer_id": "offer.id",
    "theme": "theme.code",
    "country": "country.code",
    "organisation_id": "organisation.id",
    "conference_id": "conference.id",
}
VERSIONED = ("offer", "offer_report")
INDEXED = (
    *(("offer", "donor_id"), ("offer_organisation", "organisation_id")),
    *((table, column) for table in ("offer_report", "kept_offer_report") for column in ("donor_id", "offer_id")),
)
INSTRUMENTS = ("grant", "loan", "technical cooperation", "in-kind experts", "trust-fund window", "sponsorship")
AMOUNTS = ("ceiling of one request", "total of the programme", "grant agreement", "as said")
STATUSES = ("open", "exhausted", "closed")
BOUND = 10**17
# The codes of offers that are lost stay reserved, and name nothing.
GONE = "UPDATE code SET id = 0 WHERE noun = 'offer' AND id NOT IN (SELECT id FROM {})"
documents = load_python_file(str(Path(__file__).parent.parent), "documents.py")


def checks(table: str) -> dict[str, str]:
    """The rules of a table by their names."""
    lite = op.get_bind().dialect.name == "sqlite"
    if table == "offer_instrument":
        return {"instrument_known": known("instrument", INSTRUMENTS)}
    if table not in VERSIONED:
        return {}
    found = {
        "amount_is_known": known("amount_is", AMOUNTS),
        "start_date_is_a_date": is_a_date("start_date"),
        "end_date_is_a_date": is_a_date("end_date"),
        "start_date_before_end_date": "substr(start_date, 1, length(end_date)) <= end_date",
        **amount("amount"),
    }
    if table == "offer_report":
        return found | {"status_known": known("status", STATUSES), **amount("amount_left")}
    code = "length(code) BETWEEN 1 AND 60 AND code NOT GLOB '*[^A-Za-z0-9-]*'" if lite else None
    return found | {"code_letters_digits_hyphens": code or "code ~ '^[A-Za-z0-9-]{1,60}$'"}


def known(name: str, words: tuple[str, ...]) -> str:
    return f"{name} IN ({', '.join(map(repr, words))})"


def amount(name: str) -> dict[str, str]:
    return {
        f"{name}_bounded": f"{name} BETWEEN -{BOUND} AND {BOUND}",
        f"{name}_not_negative": f"{name} >= 0",
        f"{name}_in_a_currency": f"{name} IS NULL OR currency IS NOT NULL",
    }


def is_a_date(name: str) -> str:
    whole = f"substr({name} || '-01-01', 1, 10)"
    if op.get_bind().dialect.name == "sqlite":
        return f"{name} IS NULL OR (length({name}) IN (4, 7, 10) AND date({whole}, '+0 days') IS {whole})"
    return (
        f"{name} IS NULL OR ({name} ~ '^[12][0-9]{{3}}(-(0[1-9]|1[0-2])(-[0-3][0-9])?)?$'"
        f" AND make_date(substr({whole}, 1, 4)::int, substr({whole}, 6, 2)::int,"
        f" substr({whole}, 9, 2)::int) IS NOT NULL)"
    )


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        key = KEYS.get(table, tuple(name for name, *_ in columns))
        version = [sa.Column("version", NUMBER, server_default="1", nullable=False)] if table in VERSIONED else []
        op.create_table(
            table,
            *(sa.Column(name, kind, nullable=nullable, comment=comment) for name, kind, nullable, comment in columns),
            *version,
            *(sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}")) for name, text in checks(table).items()),
            *(
                sa.ForeignKeyConstraint([name], [REFERENCES[name]], name=op.f(f"fk_{table}_{name}"))
                for name, *_ in columns
                if name in REFERENCES
            ),
            sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")),
            comment=COMMENTS[table],
            sqlite_strict=True,
            sqlite_autoincrement=key == ("id",),
            sqlite_with_rowid=table != "offer_report",
        )
        of_record = (*key, "record_id") if table == "offer_report" else ("record_id", *key)
        op.create_table(
            f"kept_{table}",
            sa.Column("record_id", NUMBER, nullable=False),
            *(sa.Column(name, kind, nullable=nullable) for name, kind, nullable, _ in columns),
            *([sa.Column("version", NUMBER, nullable=False)] if version else []),
            sa.PrimaryKeyConstraint(*of_record, name=op.f(f"pk_kept_{table}")),
            comment=f"Rows of `{table}` as sealed records keep them",
            sqlite_strict=True,
            sqlite_with_rowid=False,
        )
    for table, column in INDEXED:
        op.create_index(f"ix_{table}_{column}", table, [column])
    from_documents()


def from_documents() -> None:
    """Fill what records keep of offers from documents that have them; offers are as the last record has them."""
    codes = "SELECT key, id FROM code WHERE noun = 'offer' AND scope = 0 AND id > 0"
    ids = dict(tuple(row) for row in op.get_bind().execute(sa.text(codes)))
    for one in documents.documents():
        organisations = one.ids("organisation")
        for table, columns in COLUMNS.items():
            names = [name for name, *_ in columns] + (["version"] if table in VERSIONED else [])
            kept = []
            for row in one.rows(table):
                offer = ids[str(row["code" if table == "offer" else "offer"]).lower()]
                known_ids = {"id": offer, "offer_id": offer, "conference_id": one.conference}
                known_ids |= {name: organisations.get(row.get(name[:-3])) for name in ("donor_id", "organisation_id")}
                kept.append({name: known_ids[name] if name in known_ids else row[name] for name in names})
            documents.insert(f"kept_{table}", [{"record_id": one.record} | row for row in kept])
    last = "(SELECT max(l.record_id) FROM kept_offer l WHERE l.id = k.{})"
    for table, columns in COLUMNS.items():
        listed = ", ".join([name for name, *_ in columns] + (["version"] if table in VERSIONED else []))
        which = f"k.record_id = {last.format('id' if table == 'offer' else 'offer_id')}"
        if table == "offer_report":
            which = f"k.record_id IN ({documents.STANDING})"
        op.execute(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM kept_{table} k WHERE {which}")
    op.execute(GONE.format("offer"))


def downgrade() -> None:
    op.execute(GONE.format("kept_offer"))
    for table in reversed(COLUMNS):
        op.drop_table(f"kept_{table}")
        op.drop_table(table)
