"""Trade, customs and transport projects of the development banks, with every transaction."""

from datetime import date
from pathlib import Path

from demo_iati import Activity, idb_argentina, transaction_words, world_bank_el_salvador
from demo_portfolio import Meeting, Portfolio
from demo_rated import EVALUATED
from demo_tables import Row, a_year_after, amount

SOURCE = {"IDB": "IDB, IATI data on Argentina", "WB": "World Bank, IATI data on El Salvador"}
# IATI finance types: 421 standard loan, 410 aid loan.
LOANS = {"410", "421"}
# Columns of a project and its reports, with IATI's code of the date.
ACTUAL = {"actual_start": "2", "actual_end": "4"}
# IATI sector vocabularies: purpose codes of the OECD, and the publisher's own sectors.
DAC, OWN = "1", "99"


def bank_projects(source: Path, meetings: list[Meeting]) -> Portfolio:
    """The chosen activities of both banks; a report at each meeting that fell into a project's time."""
    words = transaction_words(source)
    idb = [activity for activity in idb_argentina(source) if _idb_chosen(activity)]
    world = [activity for activity in world_bank_el_salvador(source) if _world_bank_chosen(activity)]
    found = Portfolio([], [], [], [])
    for activity in sorted(idb, key=lambda a: a.code) + sorted(world, key=lambda a: a.code):
        reports = [_report(activity, meeting) for meeting in meetings if _presented(activity, meeting.last_day)]
        found.projects.append(_project(activity, reports))
        found.contributions.append(_contribution(activity))
        found.transactions.extend(_transactions(activity, words))
        found.reports.extend(reports)
    return found


def _idb_chosen(activity: Activity) -> bool:
    """Of the bank's own sectors transport or trade, of a purpose code of either, or naming customs."""
    by_sector = any(
        (vocabulary == OWN and code in {"TR", "TD"}) or (vocabulary == DAC and code[:3] in {"210", "331"})
        for vocabulary, code in activity.sectors
    )
    return by_sector or activity.names_customs


def _world_bank_chosen(activity: Activity) -> bool:
    """With a part in one of the bank's own transport sectors, or of a purpose code of transport or trade; and those
    that were evaluated."""
    return activity.code in EVALUATED or any(
        (vocabulary == OWN and code.startswith("T")) or (vocabulary == DAC and code[:3] in {"210", "331"})
        for vocabulary, code in activity.sectors
    )


def _project(activity: Activity, reports: list[Row]) -> Row:
    """The standing facts; of a project that conferences saw, they were told the actual dates as they became known."""
    country = "AR" if activity.donor == "IDB" else "SV"
    implementers = "; ".join(activity.implementers)
    notes = [f"implementing organisation as published: {implementers}"] if implementers else []
    actual = {name: activity.dates.get(code, "") for name, code in ACTUAL.items()}
    if reports:
        told = {name: reports[-1].get(name, "") for name in ACTUAL}
        later = (name for name, day in actual.items() if day and not told[name])
        notes += [f"{name.replace('_', ' ')} as published later: {actual[name]}" for name in later]
        actual = {}
    return {
        "code": activity.code,
        "title": activity.title,
        "objective": activity.objective,
        "themes": _themes(activity),
        "scope": "national",
        "start": activity.dates.get("1", ""),
        "end": activity.dates.get("3", ""),
        **actual,
        "iati_identifier": activity.identifier,
        "beneficiaries": f"{country}-CUSTOMS:100" if _about_customs(activity) else f"{country}-GOV:100",
        "note": "; ".join(notes),
    }


def _themes(activity: Activity) -> str:
    """By purpose code, but customs before trade and transport where the project's own words name it."""
    if (DAC, "33120") in activity.sectors:
        return "single window;trade facilitation" if "Single Window" in activity.title else "trade facilitation"
    if activity.names_customs:
        return "revenue and valuation"
    codes = [code for vocabulary, code in activity.sectors if vocabulary == DAC]
    if any(code.startswith("331") for code in codes):
        return "trade facilitation"
    transport = any(code.startswith("210") for code in codes) or any(
        vocabulary == OWN and code.startswith("T") for vocabulary, code in activity.sectors
    )
    return "transport" if transport else ""


def _about_customs(activity: Activity) -> bool:
    return activity.names_customs or (DAC, "33120") in activity.sectors


def _contribution(activity: Activity) -> Row:
    if not activity.finance <= LOANS:
        raise ValueError(f"{activity.code} is not only a loan: {activity.finance}")
    return {
        "code": _contribution_code(activity),
        "project": activity.code,
        "donor": activity.donor,
        "instrument": "loan",
        "currency": "USD",
        "role": "funding",
    }


def _contribution_code(activity: Activity) -> str:
    return f"{activity.code}-{activity.donor}"


def _transactions(activity: Activity, words: dict[str, str]) -> list[Row]:
    """In order of date; the banks publish no references, so they are numbered in that order."""
    ordered = sorted(activity.movements, key=lambda movement: (movement.date, int(movement.kind)))
    return [
        {
            "contribution": _contribution_code(activity),
            "kind": words[movement.kind],
            "date": movement.date,
            "amount": amount(movement.value),
            "reference": f"{activity.code}-{number}",
            "description": movement.description,
            "source": SOURCE[activity.donor],
        }
        for number, movement in enumerate(ordered, start=1)
    ]


def _presented(activity: Activity, day: date) -> bool:
    """From the first transaction or actual start, whichever is earlier, until a year after the actual end."""
    starts = [movement.date for movement in activity.movements] + [activity.dates.get("2", "")]
    started = min(filter(None, starts), default="")
    ended = activity.dates.get("4", "")
    if not started or day < date.fromisoformat(started):
        return False
    return not ended or day <= a_year_after(date.fromisoformat(ended))


def _report(activity: Activity, meeting: Meeting) -> Row:
    day = meeting.last_day.isoformat()
    known = {name: activity.dates.get(code, "") for name, code in ACTUAL.items()}
    return {
        "conference": meeting.code,
        "project": activity.code,
        "status": _status(activity, day),
        **{name: date if date < day else "" for name, date in known.items()},
        "contribution": _contribution_code(activity),
        "basis": "transactions",
        "reason": "published data",
        "answer": "not asked",
        "donor_answer": "updated",
        "source": SOURCE[activity.donor],
    }


def _status(activity: Activity, day: str) -> str:
    """By the dates as they were known on that day: under way from actual start or first disbursement."""
    ended = activity.dates.get("4", "")
    if ended and ended < day:
        return "completed"
    starts = [movement.date for movement in activity.movements if movement.kind in {"3", "4"}]
    started = min(filter(None, [*starts, activity.dates.get("2", "")]), default="")
    return "active" if started and started <= day else "proposed"
