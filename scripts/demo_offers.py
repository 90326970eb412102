"""The offers of the Americas that newsrooms and web pages tell of, as published.

Money that a donor gave to an organisation is no offer: it is a contribution to a project of that organisation.
"""

from pathlib import Path

from demo_organisations import code_of
from demo_portfolio import Portfolio
from demo_tables import Row, amount, read

OFFERS = (
    "offer,donor,programme,start,end,themes,theme_words,places,place_words,instruments,amount,currency,amount_is,"
    "amount_words,how_to_apply,note,source"
)
# Project, title, implementer, start and end; and its contributions, each by donor and programme in the source.
GIVEN: tuple[tuple[tuple[str, str, str, str, str], tuple[tuple[str, str], ...]], ...] = (
    (
        ("TFAF", "Trade Facilitation Agreement Facility", "WTO", "", ""),
        (
            ("NORAD", "Norway to the TFAF"),
            ("DFID", "United Kingdom to the TFAF"),
            ("AUSAID", "Australia to the TFAF"),
        ),
    ),
    (
        (
            "HMRC-WCO-2018",
            "HMRC-WCO-UNCTAD trade facilitation programme (two-year extension)",
            "WCO",
            "2018-06-29",
            "2020",
        ),
        (("HMRC", "HMRC-WCO-UNCTAD trade facilitation programme (two-year extension)"),),
    ),
    (
        ("UNCTAD-EMPOWER", "Empowerment programme for trade facilitation committees", "UNCTAD", "2018", "2020"),
        (("HMRC", "HMRC support to the UNCTAD empowerment programme for trade facilitation committees"),),
    ),
    (
        ("ATF-UNCTAD", "Accelerate Trade Facilitation, UNCTAD part (extension)", "UNCTAD", "2025", "2026"),
        (("HMRC", "Accelerate Trade Facilitation, UNCTAD part (extension)"),),
    ),
)
# What an amount is, where the source says it in the words of the program; else it is as said.
AMOUNT_IS = {
    "total of the programme (secondary source, at the start)": "total of the programme",
    "total of the programme": "total of the programme",
    "total": "total of the programme",
    "total over five years": "total of the programme",
}
# Of what the sources say in words, the countries and the regional body that they name; the words are kept beside them.
IN_WORDS = {
    "BO;CO;SV;GT;HN;NI;PA;PE (with seven outside the region)": "BO;CO;SV;GT;HN;NI;PA;PE",
    "in the region GY (from June 2025)": "GY",
    "in the region NI (of seven countries)": "NI",
    "in the region CO (INVIMA) among nine projects in 2018": "CO",
    "14 CARICOM members and the wider Caribbean": "CARICOM",
    "AG;GD;VC;BZ;KN (EPA units)": "AG;GD;VC;BZ;KN",
    "LC (Time Release Study)": "LC",
}
BODIES = ("CARIFORUM", "OECS")
# Themes of the sources that are none of the program's.
NO_THEMES = ("post-clearance audit", "classification", "rules of origin", "leadership")
# What of a note says how to apply.
APPLY = (
    "only where no other partner is found",
    "application deadline 2025-06-30, committee in October 2025; launch within 6 months of approval",
    "request-based",
)


def given(source: Path) -> Portfolio:
    """What of the file is a contribution: the projects with their contributions, of which no conference was told."""
    rows = {(row["donor"], row["programme"]): row for row in _read(source)}
    found = Portfolio([], [], [], [])
    for (code, title, implementer, start, end), donors in GIVEN:
        named = {"themes": "trade facilitation", "scope": "multi-national", "implementer": implementer}
        sources = dict.fromkeys(rows[one]["source"] for one in donors)
        note = "; ".join(f"source: {text}" for text in sources)
        found.projects.append({"code": code, "title": title, "start": start, "end": end, "note": note} | named)
        found.contributions.extend(_contribution(code, rows[one]) for one in donors)
    return found


def offers(source: Path) -> list[Row]:
    """The others, in the order of the source, with the codes that they get where none is given."""
    taken = {one for _, donors in GIVEN for one in donors}
    rows = [row for row in _read(source) if (row["donor"], row["programme"]) not in taken]
    return [{"offer": f"O{number}", **_offer(row)} for number, row in enumerate(rows, start=1)]


def _read(source: Path) -> list[Row]:
    """All rows; a source that is "GTR, same" is the one above that begins so."""
    found: list[Row] = []
    for row in read(source / "field" / "offers.csv"):
        name, _, same = row["source"].partition(", ")
        if same == "same":
            above = (one["source"].split("; ")[-1] for one in reversed(found))
            row["source"] = next(text for text in above if text.startswith(f"{name} "))
        found.append(row)
    return found


def _contribution(project: str, row: Row) -> Row:
    donor = code_of(row["donor"])
    note = f"{int(row['amount']):,} {row['currency']}"
    note += f", {row['kind_of_amount']}" if row["kind_of_amount"] else ""
    note += f"; {row['note']}" if row["note"] else ""
    return {
        "code": f"{project}-{donor}",
        "project": project,
        "donor": donor,
        "instrument": row["instrument"],
        "currency": row["currency"],
        "role": "funding",
        "note": f"{note} ({row['source']})",
    }


def _offer(row: Row) -> Row:
    themes = row["themes"].split(";")
    places, words = _places(row["countries"])
    applies = row["note"] in APPLY
    kind = row["kind_of_amount"]
    return {
        "donor": code_of(row["donor"]),
        "programme": row["programme"],
        "start": row["start"],
        "end": row["end"],
        "themes": ";".join(theme for theme in themes if theme not in NO_THEMES),
        "theme_words": "; ".join(theme for theme in themes if theme in NO_THEMES),
        "places": places,
        "place_words": words,
        "instruments": row["instrument"],
        "amount": amount(row["amount"]) if row["amount"] else "",
        "currency": row["currency"],
        "amount_is": AMOUNT_IS.get(kind, "as said") if row["amount"] else "",
        "amount_words": kind,
        "how_to_apply": row["note"] if applies else "",
        "note": "" if applies else row["note"],
        "source": row["source"],
    }


def _places(text: str) -> tuple[str, str]:
    if text in IN_WORDS:
        return IN_WORDS[text], text
    codes = text.split(";")
    if text in BODIES or all(len(code) == 2 and code.isupper() for code in codes):
        return text, ""
    return "", text
