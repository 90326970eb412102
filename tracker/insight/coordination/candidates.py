"""Candidates: which offers could answer a need or a proposal, and which of these an offer could answer.

They are ranked by rule, each with the reasons for and against it; what fell out says why. A candidate is no match: a
match is the agreement of a donor, with a date.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tracker.errors import Usage
from tracker.insight.codes import Codes, Conference
from tracker.insight.coordination.gaps import Place, WorkRow, ended, includes, places_of, projects_at, regions
from tracker.insight.coordination.needs import NeedRow, needs_at, needs_known_to
from tracker.insight.coordination.offers import OfferRow, offers
from tracker.insight.coordination.replies import in_force, replies_to
from tracker.rules.money import human
from tracker.rules.tfa_parts import parse_part
from tracker.rules.words import AGREEING, OPEN_NEEDS
from tracker.store.reader import Reader

POINTS = {"place": 3, "region": 2, "theme": 3, "measure": 2, "instrument": 1, "amount": 1, "window": 1, "reply": 2}
# Themes under which donors offer help with any other.
GENERAL = ("trade-facilitation", "capacity-building")


class CandidateRow(NamedTuple):
    """A candidate, with its `points` and the reasons for and against it; one that fell out has none, and says why.

    `who` is the donor of an offer, or the beneficiaries of a need or proposal.
    """

    rank: int | None
    kind: str
    code: str
    subject: str
    who: tuple[str, ...]
    points: int | None
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    fell_out: str | None


class Request(NamedTuple):
    """What asks for an answer: an open need, or a project that seeks funding."""

    kind: str
    code: str
    subject: str
    beneficiaries: tuple[str, ...]
    whose: str | None
    themes: frozenset[str]
    measures: frozenset[str]
    due: str | None
    replies: dict[str, list[str]]


class Candidates(NamedTuple):
    """The candidates for something, best first, and what fell out."""

    code: str
    subject: str
    at: str | None
    found: list[CandidateRow]
    fell_out: list[CandidateRow]


class _World(NamedTuple):
    """What the rules look up: where organisations are, and the measures of the TFA that each theme answers to."""

    places: dict[str, Place]
    measures: dict[str, frozenset[str]]
    names: dict[str, str]
    exponents: dict[str, int]
    day: str


def need_candidates(reader: Reader, code: str, at: str | None, today: str) -> Candidates:
    """The offers that could answer a need. Raises NotFound, and Usage for a need that is not open."""
    conference, world = _asked(reader, at, today)
    identity = Codes(reader).id("need", code)
    rows = needs_at(reader, None) if conference is None else needs_known_to(reader, conference)
    need = next(row for row in rows if row.id == identity)
    if need.status not in OPEN_NEEDS:
        raise Usage(
            f"The need {need.code} is {need.status}, so there is nothing to look for.",
            "`tracker need list --open` lists the open needs.",
        )
    return _of_request(reader, _of_needs(reader, [need], conference)[0], conference, world)


def project_candidates(reader: Reader, code: str, at: str | None, today: str) -> Candidates:
    """The offers that could fund a project. Raises NotFound, and Usage for one that does not seek funding."""
    conference, world = _asked(reader, at, today)
    codes = Codes(reader)
    known = codes.code("project", codes.id("project", code))
    work = next((one for one in projects_at(reader, conference) if one.code == known), None)
    if work is None or not work.seeking:
        if work is None:
            why = f"it was not reported to {conference.code}" if conference else "it was reported to no conference"
        elif work.status != "proposed":
            why = f"its status is {work.status}, but only proposed projects seek funding"
        else:
            why = "money was already committed or disbursed to it"
        raise Usage(
            f"The project {known} does not seek funding: {why}.",
            "`tracker gaps --only proposal` lists the projects that seek funding.",
        )
    return _of_request(reader, _of_project(work), conference, world)


def offer_candidates(reader: Reader, code: str, at: str | None, today: str) -> Candidates:
    """The open needs and the proposals that an offer could answer. Raises NotFound, Usage for an offer that is over."""
    conference, world = _asked(reader, at, today)
    identity = Codes(reader).id("offer", code)
    (offer,) = [row for row in offers(reader, ["1 = 1"], None) if row.id == identity]
    told = [row for row in offers(reader, ["1 = 1"], conference) if row.id == identity]
    offer = told[0] if told else offer
    if ended(offer, world.day):
        raise Usage(
            f"The offer {offer.code} is over: {_over(offer)}.",
            "`tracker offer list --status open` lists the open offers.",
        )
    needs = _of_needs(reader, (row for row in needs_at(reader, conference) if row.status in OPEN_NEEDS), conference)
    work = [_of_project(one) for one in projects_at(reader, conference) if one.seeking]
    rows = []
    for request in (*needs, *work):
        weighed = weigh(request, offer, world)
        rows.append(
            weighed._replace(kind=request.kind, code=request.code, subject=request.subject, who=_whose(request))
        )
    return _ranked(offer.code, offer.programme, conference, rows)


# Who can ask, and the question.
CANDIDATES = {"need": need_candidates, "project": project_candidates, "offer": offer_candidates}


def weigh(request: Request, offer: OfferRow, world: _World) -> CandidateRow:
    """One offer weighed for one request: by place, theme or measure, instrument, amount, window and earlier replies."""
    points, reasons, against = 0, list[str](), list[str]()
    row = CandidateRow(None, "offer", offer.code, offer.programme, (offer.donor,), None, (), (), None)
    if ended(offer, world.day):
        return row._replace(fell_out=_over(offer))
    for rule in (_place, _theme, _window, _instrument, _amount, _reply):
        what, said, more = rule(request, offer, world)
        if what == "out":
            return row._replace(fell_out=said)
        points += POINTS.get(what, 0)
        if said:
            (reasons if what in POINTS else against).append(said)
        if more:
            against.append(more)
    return row._replace(points=points, reasons=tuple(reasons), against=tuple(against))


# A rule says which points it gives ("" for none, "out" if the offer falls out), why, and what speaks against it.
Verdict = tuple[str, str | None, str | None]


def _place(request: Request, offer: OfferRow, world: _World) -> Verdict:
    mine = [code for code in request.beneficiaries if includes(offer.places, code, world.places)]
    others = [code for code in request.beneficiaries if code not in mine]
    bodies = regions(offer.places, world.places)
    if mine:
        named = [_by_region(code, offer, world) for code in mine]
        return "place", f"for {', '.join(named)}", f"{_not_for(bodies)} {', '.join(others)}" if others else None
    if bodies and request.beneficiaries:
        asking, whole = ", ".join(request.beneficiaries), ", ".join(bodies)
        return "", f"for members of {whole}, but {asking} is not recorded as part of it", None
    if bodies:
        return "", f"for members of {', '.join(bodies)}", None
    if offer.place_words and not offer.places:
        return "", f"for {offer.place_words}: please check whether that includes it", None
    if not offer.places:
        return "region", "names no place", None
    if not request.beneficiaries:
        whose = (
            f"the beneficiaries are known in words only: {request.whose}"
            if request.whose
            else "no beneficiary is known"
        )
        return "", f"for {', '.join(offer.places)}, but {whose}", None
    if bodies := regions(request.beneficiaries, world.places):
        asking = ", ".join(bodies)
        if members := _members(offer.places, bodies, world):
            return "region", f"for {', '.join(members)}, part of {asking}", f"not for the rest of {asking}"
        return "", f"for {', '.join(offer.places)}, which is not recorded as part of {asking}", None
    return "out", f"another place: {', '.join(offer.places)}", None


def _theme(request: Request, offer: OfferRow, world: _World) -> Verdict:
    same = [name for name in offer.themes if name in request.themes]
    if same:
        return "theme", f"theme: {', '.join(same)}", None
    answered = {measure for name in offer.themes for measure in world.measures.get(name, ())}
    asked = request.measures or {one for name in request.themes for one in world.measures.get(name, ())}
    if both := sorted(answered & asked):
        return "measure", f"its theme belongs to measure {', '.join(both)}", None
    if not request.themes and not request.measures:
        return "", "no theme or measure of it is recorded", None
    if not offer.themes:
        return "", f"for {offer.theme_words}" if offer.theme_words else "no theme of the offer is recorded", None
    if general := [world.names[code] for code in GENERAL if world.names.get(code) in offer.themes]:
        return "", f"for {' and '.join(general)} in general", None
    return "out", f"another theme: {', '.join(offer.themes)}", None


def _window(request: Request, offer: OfferRow, world: _World) -> Verdict:
    if offer.start and offer.start > world.day[: len(offer.start)]:
        return "", f"begins {offer.start}", None
    if request.due and offer.end and offer.end < request.due[: len(offer.end)]:
        return "window", f"open until {offer.end}", f"due {request.due}, after its end"
    if offer.end:
        return "window", f"open until {offer.end}", None
    if offer.status == "open":
        return "window", f"reported open at {offer.told_at}", None
    return "", "its end is not known", None


def _instrument(request: Request, offer: OfferRow, _: _World) -> Verdict:
    gifts = [one for one in offer.instruments if one != "loan"]
    if gifts:
        return "instrument", f"instrument: {', '.join(gifts)}", None
    return ("", "a loan, and nothing else", None) if offer.instruments else ("", None, None)


def _amount(_: Request, offer: OfferRow, world: _World) -> Verdict:
    exponent = world.exponents.get(offer.currency or "", 2)
    if offer.left == 0:
        return "out", "nothing is left of it", None
    if offer.left is not None:
        return "amount", f"{human(offer.left, exponent)} {offer.currency} left", None
    if offer.amount is None:
        return "", "no amount is known", None
    what = offer.amount_words or offer.amount_is
    return "amount", f"{human(offer.amount, exponent)} {offer.currency}" + (f", {what}" if what else ""), None


def _reply(request: Request, offer: OfferRow, _: _World) -> Verdict:
    answers = request.replies.get(offer.donor, [])
    agreeing = [answer for answer in answers if answer in AGREEING]
    others = [answer for answer in answers if answer not in AGREEING]
    would, not_so = (f"{offer.donor} replied: {', '.join(said)}" if said else None for said in (agreeing, others))
    return ("reply", would, not_so) if agreeing else ("", not_so, None)


def _asked(reader: Reader, at: str | None, today: str) -> tuple[Conference | None, _World]:
    conference = Codes(reader).conference(at) if at else None
    names = dict(reader.rows("SELECT code, name FROM theme"))
    measures: dict[str, set[str]] = {}
    for theme, measure in reader.rows("SELECT theme, measure FROM theme_measure"):
        measures.setdefault(names[theme], set()).add(measure)
    day = today
    if conference is not None:
        day = conference.cut_off or conference.end_date or conference.start_date or today
    frozen = {name: frozenset(found) for name, found in measures.items()}
    return conference, _World(places_of(reader), frozen, names, dict(reader.exponents), day)


def _of_request(reader: Reader, request: Request, at: Conference | None, world: _World) -> Candidates:
    known = offers(reader, ["1 = 1"], at)
    return _ranked(request.code, request.subject, at, [weigh(request, offer, world) for offer in known])


def _of_needs(reader: Reader, needs: Iterable[NeedRow], at: Conference | None) -> list[Request]:
    tfa, told = Codes(reader).tfa_measures, replies_to(reader, at)

    def answers(need: NeedRow) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for reply in in_force(told.get(need.id, [])):
            found.setdefault(reply.donor, []).append(reply.answer)
        return found

    return [
        Request(
            "need",
            need.code,
            need.text or "; ".join((*need.measures, *need.themes)),
            need.beneficiaries,
            need.whose,
            frozenset(need.themes),
            frozenset(parse_part(text, tfa).measure for text in need.measures),
            need.due,
            answers(need),
        )
        for need in needs
    ]


def _of_project(work: WorkRow) -> Request:
    return Request(
        "project", work.code, work.title, work.beneficiaries, None, frozenset(work.themes), frozenset(), None, {}
    )


def _ranked(code: str, subject: str, at: Conference | None, rows: Iterable[CandidateRow]) -> Candidates:
    listed = list(rows)
    kept = sorted(
        (row for row in listed if row.fell_out is None), key=lambda row: (-(row.points or 0), len(row.against))
    )
    ranked = [row._replace(rank=place) for place, row in enumerate(kept, start=1)]
    return Candidates(
        code, subject, at.code if at else None, ranked, [row for row in listed if row.fell_out is not None]
    )


def _over(offer: OfferRow) -> str:
    if offer.status in ("exhausted", "closed"):
        return f"reported {offer.status} at {offer.told_at}"
    return f"it ended {offer.end}"


def _whose(request: Request) -> tuple[str, ...]:
    return request.beneficiaries or ((request.whose,) if request.whose else ())


def _by_region(code: str, offer: OfferRow, world: _World) -> str:
    """Return an organisation that an offer is for; with the region, where the offer names only that."""
    place = world.places.get(code)
    if place is None or not {code, place.country}.isdisjoint(offer.places):
        return code
    return f"{code}, part of {next(whole for whole in place.within if whole in offer.places)}"


def _not_for(bodies: list[str]) -> str:
    return f"not recorded as part of {', '.join(bodies)}:" if bodies else "not for"


def _members(where: Iterable[str], bodies: Iterable[str], world: _World) -> list[str]:
    """Return those of some countries and organisations that are recorded as part of one of some regions."""
    inside = [place for place in world.places.values() if not set(place.within).isdisjoint(bodies)]
    return [one for one in where if any(one in (place.code, place.country) for place in inside)]
