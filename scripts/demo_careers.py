"""Career paths of customs officers, as their publishers print them."""

from pathlib import Path

from demo_tables import Row, read

CAREERS = "code,title,edition,applies_to,administrations,source,note"
STAGES = "career,place,title,competencies,degrees,requirement,trainings,source,note"
# The code of each path, and its edition where the source says one.
PATHS = {
    "WCO Professional Standards": ("WCO-STANDARDS", "2019"),
    "WCO Leadership and Management Development": ("WCO-LEADERSHIP", ""),
    "WCO Framework of Principles and Practices on Customs Professionalism": ("WCO-PROFESSIONALISM", ""),
    "CCLEC Caribbean customs officer": ("CCLEC-OFFICER", ""),
    "Charles Sturt customs degrees": ("CHARLES-STURT", "2018"),
    "Saint Lucia customs: benchmark requirements 2024": ("LC-OFFICERS", "2024"),
    "Saint Vincent customs": ("VC-OFFICERS", ""),
    "Jamaica customs": ("JM-OFFICERS", ""),
    "Trinidad and Tobago customs": ("TT-OFFICERS", ""),
    "USAID Coordinated Regional Border Management Academy": ("CRBM-ACADEMY", ""),
}
# What is asked there is degrees and nothing else.
OF_DEGREES = "Charles Sturt customs degrees"


def careers(source: Path) -> list[Row]:
    """The paths: of the administrations of countries where the source names some, else of whom it says."""
    found: dict[str, Row] = {}
    for row in read(source / "field" / "career.csv"):
        code, edition = PATHS[row["path"]]
        found.setdefault(
            code,
            {"code": code, "title": row["path"], "edition": edition} | _whose(row["administrations"]),
        )
    return [*found.values()]


def stages(source: Path) -> list[Row]:
    found = []
    for row in read(source / "field" / "career.csv"):
        asked = "degrees" if row["path"] == OF_DEGREES else "requirement"
        stage = {name: row[name] for name in ("competencies", "trainings", "source", "note")}
        stage |= {"career": PATHS[row["path"]][0], "place": row["order"], "title": row["stage"]}
        found.append(stage | {asked: row["requirement"]})
    return found


def _whose(text: str) -> Row:
    countries = text.split(";")
    if all(len(one) == 2 and one.isupper() for one in countries):
        return {"administrations": ";".join(f"{one}-CUSTOMS" for one in countries)}
    return {"applies_to": text}
