"""What administrations ask for, what conferences were told of it, and what donors replied.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on. Going
down, all of it goes, for the step before has no place for it. What sealed records keep of it is in their documents:
that comes from there when the register goes up again, as the last record has it.
"""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.util import load_python_file

revision = "2026_12_02_needs"
down_revision = "2026_12_02_ratings"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.Integer()
SAID_BY = "who said it, in which mail, file or note"
# For every column: (name, type, whether it may be NULL, comment).
TOLD = (
    ("text", WORDS, True, "what is asked for; may be unknown"),
    ("whose", WORDS, True, "the beneficiaries in words, where the source says no more"),
    ("category", WORDS, True, "of a commitment under the TFA"),
    ("indicative", WORDS, True, "the date that was notified first, to be confirmed"),
    ("definitive", WORDS, True, "the date that was confirmed"),
    ("extended_to", WORDS, True, "the date that was granted in place of the definitive one"),
    ("done", WORDS, True, "what is already done about it"),
)
SOURCE = ("source", WORDS, True, SAID_BY)
COLUMNS: dict[str, tuple[tuple[str, Any, bool, str | None], ...]] = {
    "need": (
        ("id", NUMBER, False, None),
        ("code", WORDS, False, None),
        *TOLD,
        ("conference_id", NUMBER, True, "where it was raised; NULL where it was published elsewhere"),
        ("document", WORDS, True, "the document that says so"),
        ("document_date", WORDS, True, None),
        SOURCE,
    ),
    "need_beneficiary": (("need_id", NUMBER, False, None), ("organisation_id", NUMBER, False, None)),
    "need_theme": (("need_id", NUMBER, False, None), ("theme", WORDS, False, None)),
    "need_measure": (
        ("need_id", NUMBER, False, None),
        ("part", WORDS, False, "7.7.1-7.7.6, 8.2(b); the measure itself where the need is about all of it"),
        ("measure", WORDS, False, "the measure of the vocabulary that the part belongs to"),
    ),
    "need_extension": (
        ("id", NUMBER, False, None),
        ("need_id", NUMBER, False, None),
        ("requested", WORDS, True, "when it was asked for"),
        ("until", WORDS, True, "until when"),
        ("reason", WORDS, True, "why"),
        ("answer", WORDS, True, "granted or refused; NULL where that is not known yet"),
        SOURCE,
    ),
    "need_report": (
        ("conference_id", NUMBER, False, None),
        ("need_id", NUMBER, False, None),
        *TOLD,
        ("status", WORDS, False, None),
        ("note", WORDS, True, None),
        SOURCE,
    ),
    "need_reply": (
        ("id", NUMBER, False, None),
        ("need_id", NUMBER, False, None),
        ("donor_id", NUMBER, False, None),
        ("answer", WORDS, False, None),
        ("part", WORDS, True, "the part that the reply is about; NULL for the whole need"),
        ("project_id", NUMBER, True, "the project by which the donor does it"),
        ("date", WORDS, True, "may be unknown"),
        ("note", WORDS, True, None),
        SOURCE,
    ),
    "request_need": (("request_id", NUMBER, False, None), ("need_id", NUMBER, False, None)),
}
COMMENTS = {
    "need": "What one or several beneficiaries ask for",
    "need_beneficiary": "Whose need it is; a regional body can be one",
    "need_theme": "A theme of a need",
    "need_measure": "A measure of the TFA, or a part of one, that a need is about",
    "need_extension": "A request for more time",
    "need_report": "What a conference was told of a need; one that was told nothing is as it was told last",
    "need_reply": "What a donor replied to a need or to a part of it; the last reply by its date is the one in force",
    "request_need": "A need about which a donor was asked; without a reply since, the donor is silent",
}
KEYS = {
    "need_beneficiary": ("need_id", "organisation_id"),
    "need_theme": ("need_id", "theme"),
    "need_measure": ("need_id", "part"),
    "need_report": ("conference_id", "need_id"),
    "request_need": ("request_id", "need_id"),
}
VERSIONED = ("need", "need_extension", "need_report", "need_reply")
REFERENCES = {
    "need_id": "need.id",
    "conference_id": "conference.id",
    "organisation_id": "organisation.id",
    "donor_id": "organisation.id",
    "project_id": "project.id",
    "request_id": "request.id",
    "theme": "theme.code",
}
INDEXED = (
    ("need", "conference_id"),
    ("need_beneficiary", "organisation_id"),
    ("need_extension", "need_id"),
    ("need_report", "need_id"),
    ("need_reply", "need_id"),
    ("need_reply", "donor_id"),
    ("need_reply", "project_id"),
    ("request_need", "need_id"),
)
WORDED = {
    "category": ("B", "C", "B and C"),
    "status": ("open", "partly met", "met", "withdrawn"),
}
# Codes of needs that are gone stay taken.
GONE = "UPDATE code SET id = 0 WHERE noun = 'need' AND NOT EXISTS (SELECT 1 FROM {} k WHERE k.id = code.id)"
documents = load_python_file(str(Path(__file__).parent.parent), "documents.py")
ANSWERS = {"need_extension": ("granted", "refused"), "need_reply": ("would", "does", "no", "unclear")}
DATES = {
    "need": ("indicative", "definitive", "extended_to", "document_date"),
    "need_report": ("indicative", "definitive", "extended_to"),
    "need_extension": ("requested", "until"),
    "need_reply": ("date",),
}
IN_ORDER = {
    "need": ("definitive", "extended_to"),
    "need_report": ("definitive", "extended_to"),
    "need_extension": ("requested", "until"),
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


def listed(name: str, words: tuple[str, ...]) -> str:
    return f"{name} IN ({', '.join(map(repr, words))})"


def checks(table: str) -> dict[str, str]:
    """The CHECK constraints of a table, by name."""
    words = WORDED | ({"answer": ANSWERS[table]} if table in ANSWERS else {})
    found = {f"{name}_known": listed(name, words[name]) for name, *_ in COLUMNS[table] if name in words}
    found |= {f"{name}_is_a_date": is_a_date(name) for name in DATES.get(table, ())}
    if table in IN_ORDER:
        start, end = IN_ORDER[table]
        found[f"{start}_before_{end}"] = f"substr({start}, 1, length({end})) <= {end}"
    if table == "need":
        lite = op.get_bind().dialect.name == "sqlite"
        found["code_letters_digits_hyphens"] = (
            "length(code) BETWEEN 1 AND 60 AND code NOT GLOB '*[^A-Za-z0-9-]*'"
            if lite
            else "code ~ '^[A-Za-z0-9-]{1,60}$'"
        )
    if table == "need_reply":
        found["a_project_of_who_agrees"] = "project_id IS NULL OR answer IN ('would', 'does')"
    return found


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        key = KEYS.get(table, ("id",))
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
            sqlite_with_rowid=table != "need_report",
        )
        if table != "request_need":
            op.create_table(
                f"kept_{table}",
                sa.Column("record_id", NUMBER, nullable=False),
                *(sa.Column(name, kind, nullable=nullable) for name, kind, nullable, _ in columns),
                *([sa.Column("version", NUMBER, nullable=False)] if version else []),
                sa.PrimaryKeyConstraint(
                    *(("conference_id", "need_id", "record_id") if table == "need_report" else ("record_id", *key)),
                    name=op.f(f"pk_kept_{table}"),
                ),
                comment=f"Rows of `{table}` as sealed records keep them",
                sqlite_strict=True,
                sqlite_with_rowid=False,
            )
    for table, column in INDEXED:
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_index("ix_kept_need_report_need_id", "kept_need_report", ["need_id"])
    from_documents()


def from_documents() -> None:
    """Fill what records keep of needs from documents that have them; needs are as the last record has them."""
    codes = "SELECT key, id FROM code WHERE noun = 'need' AND scope = 0 AND id > 0"
    needs = dict(tuple(row) for row in op.get_bind().execute(sa.text(codes)))
    kept_tables = [table for table in COLUMNS if table != "request_need"]
    for one in documents.documents():
        of = {noun: one.ids(noun) for noun in ("organisation", "project", "conference")}
        of["donor"] = of["organisation"]
        for table in kept_tables:
            names = [name for name, *_ in COLUMNS[table]] + (["version"] if table in VERSIONED else [])
            kept = []
            for row in one.rows(table):
                need = needs[str(row["code" if table == "need" else "need"]).lower()]
                known = {"need_id": need, "id": need if table == "need" else row.get("id")}
                known |= {f"{noun}_id": ids.get(row.get(noun)) for noun, ids in of.items()}
                if table == "need_report":
                    known["conference_id"] = one.conference
                kept.append({name: known[name] if name in known else row[name] for name in names})
            documents.insert(f"kept_{table}", [{"record_id": one.record} | row for row in kept])
    for table in kept_tables:
        listed_names = ", ".join([name for name, *_ in COLUMNS[table]] + (["version"] if table in VERSIONED else []))
        key = "id" if table == "need" else "need_id"
        which = f"k.record_id = (SELECT max(l.record_id) FROM kept_need l WHERE l.id = k.{key})"
        if table == "need_report":
            which = f"k.record_id IN ({documents.STANDING})"
        op.execute(f"INSERT INTO {table} ({listed_names}) SELECT {listed_names} FROM kept_{table} k WHERE {which}")
    op.execute(GONE.format("need"))


def downgrade() -> None:
    op.execute(GONE.format("kept_need"))
    for table in reversed(COLUMNS):
        if table != "request_need":
            op.drop_table(f"kept_{table}")
        op.drop_table(table)
