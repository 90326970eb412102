"""What the tests of imports share: a small register as tables, and the one call that takes tables in."""

from __future__ import annotations

from collections.abc import Callable

from tracker.exchange.applying import Outcome, take_in
from tracker.exchange.headings import read_tables
from tracker.register.register import Register, open_register
from tracker.store.location import Location

Take = Callable[..., Outcome]

SERIES = "code,name\nAMS,Regional Donor Meeting\n"
ORGANISATIONS = """\
code,name,kind,roles
IDB,Inter-American Development Bank,development bank,donor
NORAD,Norwegian Agency for Development Cooperation,bilateral agency,donor
JM-CUSTOMS,Customs administration of Jamaica,customs administration,beneficiary
BB-CUSTOMS,Customs administration of Barbados,customs administration,beneficiary
"""
CONFERENCES = """\
code,series,start,end
AMS-2012,AMS,2012-02-02,2012-02-03
AMS-2013,AMS,2013-01-28,2013-01-29
"""
PROJECTS = """\
code,title,themes,start,end,beneficiaries
P1,Regional risk management,risk management,2012-03,2014-12,JM-CUSTOMS:60;BB-CUSTOMS:40
P2,Single window,single window;trade facilitation,2012,,JM-CUSTOMS
"""
CONTRIBUTIONS = """\
code,project,donor,instrument,currency
P1-IDB,P1,IDB,grant,USD
P2-NORAD,P2,NORAD,grant,NOK
"""
REPORTS = """\
conference,project,status,contribution,committed
AMS-2012,P1,active,P1-IDB,1000000.00
AMS-2012,P2,proposed,P2-NORAD,
AMS-2013,P1,active,P1-IDB,1250000.00
"""
BASE = (SERIES, ORGANISATIONS, CONFERENCES, PROJECTS, CONTRIBUTIONS)


class Kept(Exception):
    """Nothing was: what was refused must not be committed."""


def taken(register: Register, *texts: str, at: str | None = None) -> Outcome:
    return take_in(register, [read_tables(f"t{n}.csv", text.encode())[0] for n, text in enumerate(texts, start=1)], at)


def taker(location: Location) -> Take:
    """One import a call, kept unless something was refused."""

    def call(*texts: str, at: str | None = None) -> Outcome:
        outcome = None
        try:
            with open_register(location, who="tester", command="import") as register:
                outcome = taken(register, *texts, at=at)
                if outcome.faults:
                    raise Kept
        except Kept:
            pass
        assert outcome is not None
        return outcome

    return call


def fates(outcome: Outcome) -> dict[str, tuple[int, int, int, int]]:
    """By noun: created, updated, unchanged, refused."""
    return {one.noun: (one.created, one.updated, one.unchanged, one.refused) for one in outcome.counts}


def said(outcome: Outcome) -> list[str]:
    return [f"{fault.line} {fault.column}: {fault.why}" for fault in outcome.faults]
