"""Trainings of the region, as published: who held and paid for them, who attended, and the one result that is told."""

import re
from pathlib import Path
from typing import NamedTuple

from demo_tables import Row, read

COUNTRIES = Path(__file__).resolve().parent.parent / "tracker" / "data" / "vocabulary" / "countries.csv"
TRAININGS = "training,title,kind,mode,start,end,date_note,place,countries,themes,organisers,funders,projects,source"
ATTENDANCES = "training,administration,persons,women,note"
RESULTS = "training,level,measured,after,source,note"
# A customs administration that the source names in other words.
# What is no misspelt WCO, or USAID.
QUOTED = ("WTO", "AusAID")
CALLED_CUSTOMS = {
    "saint vincent customs": "VC-CUSTOMS",
    "bahamas customs": "BS-CUSTOMS",
    "dominican republic customs": "DO-CUSTOMS",
    "tt customs": "TT-CUSTOMS",
}
# What the source says of a date in words: start and end.
SAID = {
    "TR-062": ("2021", ""),
    "TR-067": ("", "2019"),
    "TR-068": ("2012-07", ""),
    "TR-069": ("2013-04", ""),
    "TR-071": ("2017-10", ""),
    "TR-072": ("2013-09-09", ""),
}
KINDS = {
    "meeting or exchange": "meeting",
    "closing event": "event",
    "programme of trainings": "programme",
    "mission": "mission",
    "study visit": "study visit",
}
# "80% passed, three distinctions", on the page that TR-063 is from.
PASSED = {"training": "TR-063", "level": "learning", "measured": "passed, percent", "after": "80"}
DISTINCTIONS = "three distinctions"


class Trainings(NamedTuple):
    """The tables of trainings."""

    trainings: list[Row]
    attendances: list[Row]
    results: list[Row]


def trainings(source: Path, organisations: list[Row]) -> Trainings:
    """Return the trainings, those who attended them, and their results."""
    rows = read(source / "field" / "trainings.csv")
    names = {row["code"]: row["name"] for row in read(COUNTRIES)}
    known = {row["code"] for row in organisations}
    found = Trainings([], [], [])
    for row in rows:
        start, end = SAID.get(row["code"], (row["start_date"], row["end_date"]))
        found.trainings.append(
            {
                "training": row["code"],
                "title": row["title"],
                "kind": _kind(row),
                "mode": "online" if re.search("virtual|online", row["date_note"]) else "",
                "start": start,
                "end": end,
                "date_note": row["date_note"],
                "place": row["place"],
                "countries": row["country"],
                "themes": row["theme"],
                "organisers": _named(row["organiser"], known, names),
                "funders": _named(row["funder"], known, names),
                "projects": _listed(row["project"]),
                "source": row["source"],
            }
        )
        administrations = _administrations(row["administrations"], known, names)
        numbers = {"persons": row["participants"], "women": row["women"]}
        # Where one administration alone attended, the number is its own.
        alone = len(administrations) == 1 and administrations[0][0] in known and not administrations[0][1]
        if row["participants"] and not alone:
            found.attendances.append({"training": row["code"], "administration": "", **numbers, "note": ""})
        for who, note in administrations:
            of = {"training": row["code"], "administration": who, "note": note}
            found.attendances.append(of | numbers if alone else of | {"persons": "", "women": ""})
        if row["code"] == PASSED["training"]:
            found.results.append(PASSED | {"source": row["source"], "note": DISTINCTIONS})
    return found


def _kind(row: Row) -> str:
    """Return the kind that the title, or the address of the page, says; of some neither does."""
    if row["kind"] in KINDS:
        return KINDS[row["kind"]]
    for text in (row["title"].lower(), row["source"].lower()):
        for word in ("workshop", "seminar", "course"):
            if word in text:
                return word
    return ""


def _named(text: str, known: set[str], names: dict[str, str]) -> str:
    """Return organisations with the code of a customs administration for "Chile customs", the others as they are."""
    customs = {f"{name} customs".lower(): f"{code}-CUSTOMS" for code, name in names.items()} | CALLED_CUSTOMS
    found = []
    for one in _parts(text):
        code = customs.get(one.lower(), "")
        found.append(code if code in known else f'"{one}"' if one in QUOTED else one)
    return ";".join(found)


def _administrations(text: str, known: set[str], names: dict[str, str]) -> list[tuple[str, str]]:
    """Return those who attended, each with what the source adds in brackets: codes, or the words of the source."""
    if re.match(r"(task forces|nine agencies) of ", text):
        return [(text.replace(";", ", "), "")]
    found = []
    for one in _parts(text):
        said = re.fullmatch(r"([A-Z]{2})(?: \((.+)\))?", one)
        if said is None:
            found.append((one.replace(";", ","), ""))
            continue
        code, note = said[1], said[2] or ""
        who = "US-CBP" if code == "US" else f"{code}-CUSTOMS"
        found.append((who if who in known else names[code], note))
    return found


def _listed(text: str) -> str:
    return ";".join(_parts(text))


def _parts(text: str) -> list[str]:
    """Split a list at the semicolons that are not in brackets."""
    return [one.strip() for one in re.split(r";(?![^(]*\))", text) if one.strip()]
