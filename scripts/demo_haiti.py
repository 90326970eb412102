"""The Haiti series: the flows of the 2010 earthquake appeal, as they stood on two dates."""

from collections import Counter
from pathlib import Path

from demo_haiti_donors import Donors, appealing, appealing_organisation
from demo_organisations import HEADER
from demo_portfolio import CONFERENCES, CONTRIBUTIONS, PINS, PROJECTS, RATES, REPORTS, SERIES_HEADER, TRANSACTIONS
from demo_sources_haiti import SOURCES
from demo_tables import Folder, Row, amount, annual_averages, pinned, read
from demo_vocabulary import exponents

SERIES = {"code": "HTI", "name": "Haiti earthquake appeal 2010", "region": "Haiti"}
DATES = {"HTI-2010-02": ("2010-02-01", "1 February 2010"), "HTI-2010-03": ("2010-03-31", "31 March 2010")}
SOURCE = "OCHA, Financial Tracking Service"

# The average of the last full year before both dates.
RATE_YEAR = 2009

# What one flow of each status is on the ladder: money that was paid had been committed too.
KINDS = {
    "Pledge": ("outgoing pledge",),
    "Commitment": ("outgoing commitment",),
    "Paid contribution": ("outgoing commitment", "disbursement"),
}
COUNTRIES = {"HT": "Haiti", "DO": "Dominican Republic"}
UNALLOCATED = "awaiting all"  # "alloction" too


def prepare(source: Path, target: Path) -> None:
    """Write the series into the folder `target`, numbered in the order in which the tables load."""
    flows = read(source / "ocha-fts-haiti-2010-pledges.csv")
    appealed = dict(appealing(flow["appealing_org"]) for flow in flows)
    donors = Donors(read(source / "iati" / "codelists.csv"), appealed)
    given = {flow["donor"]: donors.organisation(flow["donor"]) for flow in flows}
    for flow in flows:
        flow["contribution"] = f"FTS-{flow['fts_project_id']}-{given[flow['donor']]['code']}-{flow['currency']}"
    transactions = _transactions(flows)
    reports = _reports(flows, transactions)
    currencies = {flow["contribution"]: flow["currency"] for flow in flows}
    foreign = sorted(set(currencies.values()) - {"USD"})
    used = {(row["conference"], currencies[row["contribution"]]) for row in reports}
    projects = _projects(flows)

    folder = Folder(target)
    folder.write("01-series.csv", SERIES_HEADER, [SERIES])
    folder.write("02-organisations.csv", HEADER, _organisations(appealed, given))
    folder.write("03-conferences.csv", CONFERENCES, _conferences())
    folder.write("04-rates.csv", RATES, annual_averages(source, foreign, [RATE_YEAR]))
    folder.write(
        "05-conference-rates.csv",
        PINS,
        [pinned(conference, currency, RATE_YEAR) for conference, currency in sorted(used) if currency != "USD"],
    )
    folder.write("06-projects.csv", PROJECTS, projects)
    folder.write("07-contributions.csv", CONTRIBUTIONS, _contributions(flows, given))
    folder.write("08-transactions.csv", TRANSACTIONS, transactions)
    folder.write("09-reports.csv", REPORTS, reports)
    folder.explain(SOURCES, _counts(flows, given, appealed, projects))


def _conferences() -> list[Row]:
    return [
        {
            "code": code,
            "series": "HTI",
            "title": f"The appeal as of {words}",
            "start": day,
            "end": day,
            "tentative": "false",
            "state": "closed",
            "country": "HT",
            "currency": "USD",
            "cut_off": day,
            "source": SOURCE,
            "note": "a day on which to count, chosen for this register; not a meeting",
        }
        for code, (day, words) in DATES.items()
    ]


def _organisations(appealed: dict[str, str], given: dict[str, Row]) -> list[Row]:
    """Who appealed, then who gave, then the two countries; a donor that appealed too is one organisation."""
    rows = {code: appealing_organisation(code, name) for code, name in appealed.items()}
    for row in given.values():
        known = rows.get(row["code"])
        if known is None:
            rows[row["code"]] = row
        elif known["name"] == row["name"]:
            known["roles"] = "donor"
        else:
            raise ValueError(f"{row['code']} would be both {known['name']} and {row['name']}")
    for country, name in COUNTRIES.items():
        note = "the recipient country as the source gives it; not its government"
        rows[country] = {"code": country, "name": name, "kind": "other", "roles": "beneficiary"}
        rows[country] |= {"country": country, "note": note}
    return list(rows.values())


def _projects(flows: list[Row]) -> list[Row]:
    found: dict[str, Row] = {}
    for flow in flows:
        code = f"FTS-{flow['fts_project_id']}"
        implementer, _ = appealing(flow["appealing_org"])
        if code not in found:
            pool = flow["title"].lower().startswith(UNALLOCATED)
            found[code] = {
                "code": code,
                "title": flow["title"].strip(),
                "implementer": implementer,
                "beneficiaries": flow["recipient_country"],
                "note": "not yet allocated to a project" if pool else "",
            }
        elif found[code]["implementer"] != implementer:
            found[code]["note"] = f"also appealed for by {implementer}"
    return sorted(found.values(), key=lambda row: row["code"])


def _contributions(flows: list[Row], given: dict[str, Row]) -> list[Row]:
    found = {
        flow["contribution"]: {
            "code": flow["contribution"],
            "project": f"FTS-{flow['fts_project_id']}",
            "donor": given[flow["donor"]]["code"],
            "currency": flow["currency"],
            "role": "funding",
        }
        for flow in flows
    }
    return [found[code] for code in sorted(found)]


def _transactions(flows: list[Row]) -> list[Row]:
    """In order of date and reference; a reference that the source gives to two flows gets a number the second time."""
    decimals = exponents()
    seen: Counter[str] = Counter()
    found = []
    for flow in sorted(flows, key=lambda flow: (flow["value_date"], flow["flow_ref"])):
        seen[flow["flow_ref"]] += 1
        times = seen[flow["flow_ref"]]
        for kind in KINDS[flow["status"]]:
            found.append(
                {
                    "contribution": flow["contribution"],
                    "kind": kind,
                    "date": flow["value_date"],
                    "amount": amount(flow["amount"], decimals.get(flow["currency"], 2)),
                    "reference": flow["flow_ref"] + (f"-{times}" if times > 1 else ""),
                    "description": flow["status"],
                    "source": SOURCE,
                }
            )
    return found


def _reports(flows: list[Row], transactions: list[Row]) -> list[Row]:
    """At each date, every contribution of which a flow was known by then."""
    projects = {flow["contribution"]: f"FTS-{flow['fts_project_id']}" for flow in flows}
    return [
        {
            "conference": conference,
            "project": projects[contribution],
            "status": "active",
            "contribution": contribution,
            "basis": "transactions",
            "reason": "published data",
            "answer": "not asked",
            "source": SOURCE,
        }
        for conference, (day, _) in DATES.items()
        for contribution in sorted({row["contribution"] for row in transactions if row["date"] <= day})
    ]


def _counts(flows: list[Row], given: dict[str, Row], appealed: dict[str, str], projects: list[Row]) -> dict[str, int]:
    unallocated = [flow for flow in flows if flow["title"].lower().startswith(UNALLOCATED)]
    found = {"flows in the source": len(flows), "flows kept": len(flows)}
    found |= {f"flows: {status}": sum(1 for flow in flows if flow["status"] == status) for status in KINDS}
    for conference, (day, _) in DATES.items():
        found[f"flows by {conference}"] = sum(1 for flow in flows if flow["value_date"] <= day)
    return found | {
        "flows awaiting allocation": len(unallocated),
        "flows without a transaction date": sum(1 for flow in flows if not flow["transaction_date"]),
        "flows with another transaction date": sum(
            1 for flow in flows if flow["transaction_date"] not in ("", flow["value_date"])
        ),
        "references given to two flows": sum(1 for n in Counter(f["flow_ref"] for f in flows).values() if n > 1),
        "donor labels": len(given),
        "organisations that appealed": len(appealed),
        "projects awaiting allocation": sum(1 for row in projects if row["note"].startswith("not yet")),
    }
