"""What administrations of the Americas ask for, as the TFA Database of the WTO, newsrooms and web pages tell of it."""

from pathlib import Path

from demo_tables import Row, read

NEEDS = (
    "code,text,beneficiaries,whose,themes,measures,category,indicative,definitive,extended_to,done,conference,document,"
    "document_date,source"
)
EXTENSIONS = "need,requested,until,reason,answer,source"
REPLIES = "need,donor,answer,part,project,date,note,source"
# Whose need it is where the source names no country: organisations, or its words.
BODIES = {"CARIFORUM": "CARIFORUM"}
IN_WORDS = {"region": "the Americas and the Caribbean", "CCLEC members": "members of CCLEC"}
# The conference before which the four regional projects were put, and their themes.
AT = {"2011-04": "AMS-2011"}
THEMES = {
    "ND-029": "risk management",
    "ND-030": "authorized economic operators",
    "ND-031": "single window",
    "ND-032": "career development and human resources",
}
# Until when more time was asked for is a sentence of the reason.
ASKED = ". Asked for "
# The donors that the source names: what it says that they do, since when, and in which words.
DONORS = {
    "ND-005": ("WB", "does", "2024", "an assessment report; the risk management unit was re-instated"),
    "ND-006": ("WB", "does", "", "training of a classification committee"),
    "ND-007": ("WB", "unclear", "", "named as the donor; what it does is not said"),
    "ND-009": ("COMPETE-CARIBBEAN", "does", "", "draft legislation and training in classification"),
    "ND-011": ("WTO", "does", "2025-01-22", "grant of the Trade Facilitation Agreement Facility approved"),
    "ND-028": ("ITC", "unclear", "", "national consultants for project proposals; only Saint Lucia got one"),
}


def needs(source: Path) -> list[Row]:
    """The needs, each with the three dates kept apart: the definitive one is the first that was confirmed."""
    return [_need(row) for row in _read(source)]


def extensions(source: Path) -> list[Row]:
    """The requests for more time. Whether one was granted is not said; the date in force shows what came of it."""
    found = []
    for row in _read(source):
        if row["extension_requested_on"]:
            reason, _, until = row["extension_reason"].partition(ASKED)
            found.append(
                {
                    "need": row["code"],
                    "requested": row["extension_requested_on"],
                    "until": until,
                    "reason": reason,
                    "answer": "",
                    "source": row["source"],
                }
            )
    return found


def replies(source: Path) -> list[Row]:
    """What the donors do that the source names."""
    rows = {row["code"]: row for row in _read(source)}
    return [
        {
            "need": code,
            "donor": donor,
            "answer": answer,
            "part": "",
            "project": "",
            "date": date,
            "note": note,
            "source": rows[code]["source"],
        }
        for code, (donor, answer, date, note) in DONORS.items()
    ]


def _read(source: Path) -> list[Row]:
    return read(source / "field" / "needs.csv")


def _administrations(countries: str) -> str:
    """The codes of the customs administrations: another series may have an organisation for the country itself."""
    return ";".join(f"{country}-CUSTOMS" for country in countries.split(";") if country)


def _need(row: Row) -> Row:
    where = row["country"]
    extended = row["definitive_date"] if row["original_definitive_date"] else ""
    return {
        "code": row["code"],
        "text": row["assistance_required"],
        "beneficiaries": "" if where in IN_WORDS else BODIES.get(where) or _administrations(where),
        "whose": IN_WORDS.get(where, ""),
        "themes": THEMES.get(row["code"], ""),
        "measures": row["part"] or row["tfa_measure"],
        "category": row["category"],
        "indicative": row["indicative_date"],
        "definitive": row["original_definitive_date"] or row["definitive_date"],
        "extended_to": extended,
        "done": row["status_note"],
        "conference": AT.get(row["document_date"], ""),
        "document": row["document"],
        "document_date": row["document_date"],
        "source": row["source"],
    }
