"""The projects of the Americas that newsrooms and web pages tell of, with the amounts that they tell."""

from pathlib import Path

from demo_organisations import code_of, customs_of
from demo_portfolio import Meeting, Portfolio
from demo_tables import Row, amount, read

FROM_BANK = "AR-L1251"
# Where a donor says itself what it gives.
OF_DONORS = ("Canadian government page on the Americas",)


def sourced_projects(source: Path, meetings: list[Meeting]) -> Portfolio:
    """All of them but the one that IDB publishes with its transactions."""
    found = Portfolio([], [], [], [])
    for row in read(source / "ams" / "projects.csv"):
        if row["code"] != FROM_BANK:
            found.projects.append(_project(row))
            if row["donor"]:
                found.contributions.append(_contribution(row))
            found.reports.extend(_report(row, meeting) for meeting in meetings if _presented(row, meeting))
    return found


def _project(row: Row) -> Row:
    note = row["note"].replace("succeeds GTFP-I", "")
    return {
        "code": row["code"],
        "title": row["title"],
        "themes": row["themes"],
        "scope": row["scope"],
        "start": row["start"],
        "end": row["end"],
        "succeeds": "GTFP-I" if note != row["note"] else "",
        "beneficiaries": ";".join(_beneficiary(item) for item in row["beneficiaries"].split(";") if item),
        "note": f"{note}; source: {row['source']}".removeprefix("; "),
    }


def _beneficiary(item: str) -> str:
    country, colon, share = item.partition(":")
    return customs_of(country) + colon + share


def _contribution(row: Row) -> Row:
    donor = code_of(row["donor"])
    if row["amount"]:
        note = f"{int(row['amount']):,} {row['currency']} committed ({row['source']})"
    else:
        note = "no amount published"
    return {
        "code": f"{row['code']}-{donor}",
        "project": row["code"],
        "donor": donor,
        "instrument": row["instrument"],
        "currency": row["currency"],
        "role": "funding",
        "note": note,
    }


def _presented(row: Row, meeting: Meeting) -> bool:
    """Put before this conference by its source, or under way by its dates, compared at the precision of both."""
    if row["first_presented"]:
        return row["first_presented"] == meeting.code
    start, end = row["start"], row["end"]
    under_way = start and start <= meeting.start[: len(start)]
    return bool(under_way) and (not end or meeting.start[: len(end)] <= end)


def _report(row: Row, meeting: Meeting) -> Row:
    report = {
        "conference": meeting.code,
        "project": row["code"],
        "status": "proposed" if row["first_presented"] else "active",
        "answer": "not asked",
        "source": row["source"],
    }
    if row["first_presented"]:
        return {**report, "note": "put before the donors"}
    report["note"] = "under way by its dates; the source does not say that it was presented"
    told = {"committed": amount(row["amount"])} if row["amount"] else {}
    own = {"donor_answer": "updated"} if row["source"] in OF_DONORS else {}
    return {**report, "contribution": f"{row['code']}-{code_of(row['donor'])}", "basis": "told", **told, **own}
