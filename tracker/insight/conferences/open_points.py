"""Open points of a conference: everything to be corrected, or accepted with a reason, before it closes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from tracker.errors import Conflict
from tracker.insight.codes import Conference
from tracker.insight.conferences.actions import GROUPS, ActionFilters, list_actions
from tracker.insight.conferences.conferences import without_rate
from tracker.insight.totals.double_counting import doubled_pairs
from tracker.insight.totals.portfolio import MoneyQuestion
from tracker.insight.totals.rates import books
from tracker.insight.totals.unconfirmed import unconfirmed_money
from tracker.rules.money import human
from tracker.rules.shares import FULL_SHARE, percent
from tracker.rules.words import MEASURES, UNANSWERED
from tracker.store.partial_dates import later
from tracker.store.reader import Reader
from tracker.store.told_last import each_told_last, up_to

# The checks of a conference, in this order, and the name of a finding of each: singular and plural.
CHECKS = {
    "reason": ("change without a reason", "changes without a reason"),
    "silence": ("unconfirmed report", "unconfirmed reports"),
    "money": ("contribution not confirmed by its donor", "contributions not confirmed by their donors"),
    "rate": ("currency without a rate", "currencies without a rate"),
    "twice": ("pair perhaps counted twice", "pairs perhaps counted twice"),
    "shares": ("project whose shares do not total 100", "projects whose shares do not total 100"),
    "donor": ("project without a donor", "projects without a donor"),
    "beneficiary": ("project without a beneficiary", "projects without a beneficiary"),
    "risk": ("risk not assessed", "risks not assessed"),
    "indicator": ("indicator not measured", "indicators not measured"),
    "outcome": ("outcome without an indicator", "outcomes without an indicator"),
    "dates": ("date in the wrong order", "dates in the wrong order"),
    "note": ("open note", "open notes"),
    "action": ("action point without a follow-up", "action points without a follow-up"),
    "recommendation": ("recommendation without a follow-up", "recommendations without a follow-up"),
}


class OpenPoint(NamedTuple):
    """One open point: the word of CHECKS, what it is about, what is wrong, and the command that corrects it.

    Words in capitals in the command are placeholders for the user to fill in.
    """

    check: str
    about: str
    what: str
    mend: str


def standing(reader: Reader, conference: Conference, only: Sequence[str] = ()) -> Iterator[OpenPoint]:
    """The open points of a conference, in the order of CHECKS; with `only`, those of some checks.

    A change is explained by a reason for the whole of it or for parts that add up to it, and by a change of its basis;
    a rise in the disbursed amount explains itself. A proposed project may be without a donor, because it seeks funding;
    the pool of a series has no beneficiary. A risk or an indicator may be without a value if a note says why, or if the
    project was cancelled.
    """
    for check, ask in _checks().items():
        if not only or check in only:
            for about, what, mend in ask(reader, conference):
                yield OpenPoint(check, about, what, mend)


def in_words(counts: Mapping[str, int]) -> str:
    """The number of open points of each check: "3 changes without a reason; 1 currency without a rate"."""
    said = [f"{counts[check]} {words[counts[check] > 1]}" for check, words in CHECKS.items() if counts.get(check)]
    return "; ".join(said)


def accepted(reader: Reader, conference: Conference, accept: str | None) -> str | None:
    """The open points that are accepted, with the reason, for the record; None where nothing is open.

    Raises Conflict where anything is open and no reason is given.
    """
    counts = {check: sum(1 for _ in ask(reader, conference)) for check, ask in _checks().items() if check != "reason"}
    # With tens of thousands of changes, only the number is queried and not the text of each.
    counts["reason"] = reader.value(f"SELECT count(*) FROM ({UNEXPLAINED}) s", _steps_of(conference))
    found = in_words(counts)
    why = (accept or "").strip()
    if found and not why:
        raise Conflict(
            f"{conference.code} stays open: {found}.",
            f"`tracker conference check {conference.code}` shows each with the command that corrects it; to close it "
            'anyway, give the reason with --accept "WHY", which is kept in its record.',
        )
    return f"{why} ({found})" if found else None


def _checks() -> dict[str, Callable[[Reader, Conference], Iterable[Any]]]:
    """The query for each of CHECKS."""
    return {
        "reason": _unexplained,
        "silence": _silent,
        "money": _not_confirmed,
        "rate": _without_rate,
        "twice": _twice,
        "shares": _shares,
        "donor": _without_donor,
        "beneficiary": _without_beneficiary,
        "risk": _unassessed,
        "indicator": _unmeasured,
        "outcome": _without_indicator,
        "dates": _dates,
        "note": _notes,
        "action": partial(_followed, "action point"),
        "recommendation": partial(_followed, "recommendation"),
    }


def _by_measure(said: str) -> str:
    """SQL of the text about the measure that `m` names."""
    cases = " ".join(f"WHEN '{measure}' THEN {said.format(measure)}" for measure in MEASURES)
    return f"CASE m.measure {cases} END"


EARLIER = up_to(":sequence - 1")
# Most amounts never change, and to rank the reports of those would take most of the time.
CHANGED = f"""t.contribution_id IN (SELECT t.contribution_id
  FROM funding t JOIN conference c ON c.id = t.conference_id
  JOIN funding now ON now.conference_id = :id AND now.contribution_id = t.contribution_id
  WHERE {EARLIER} AND ({" OR ".join(f"t.{measure} <> now.{measure}" for measure in MEASURES)}))"""
BEFORE = each_told_last("funding", "contribution_id", MEASURES, ("basis",), within=f"{EARLIER} AND {CHANGED}")
STEPS = f"""
SELECT now.contribution_id, now.project_id, now.donor_id, now.currency, m.measure,
  {_by_measure("was.{0}")} AS before, {_by_measure("now.{0}")} AS after,
  coalesce((SELECT sum(r.amount) FROM reason r WHERE r.conference_id = now.conference_id
    AND r.contribution_id = now.contribution_id AND r.measure = m.measure), 0) AS explained
FROM {BEFORE} was JOIN funding now ON now.conference_id = :id AND now.contribution_id = was.contribution_id
  AND now.basis = was.basis AND now.excluded_as IS NULL
JOIN ({" UNION ALL ".join(f"SELECT '{measure}' AS measure" for measure in MEASURES)}) m
  ON {_by_measure("was.{0}_place = 1 AND was.{0} <> now.{0}")}
WHERE NOT EXISTS (SELECT 1 FROM reason r WHERE r.conference_id = now.conference_id
  AND r.contribution_id = now.contribution_id AND r.measure = m.measure AND r.amount IS NULL)
"""
# A rise in the disbursed amount explains itself.
UNEXPLAINED = f"""
SELECT * FROM ({STEPS}) step
WHERE CASE measure WHEN 'disbursed' THEN explained > after - before ELSE explained <> after - before END
"""
NAMED = f"""
SELECT p.code, v.title, o.code, n.code, s.measure, s.currency, s.before, s.after, s.explained
FROM ({UNEXPLAINED}) s JOIN contribution n ON n.id = s.contribution_id JOIN project p ON p.id = s.project_id
JOIN review v ON v.conference_id = :id AND v.project_id = s.project_id
JOIN organisation o ON o.id = s.donor_id ORDER BY 1, 4, 5
"""
REVIEWED = "FROM review r JOIN project p ON p.id = r.project_id WHERE r.conference_id = :id"
# No organisation can answer for the pool of a series.
SILENCE = f"""
SELECT p.code, r.answer, (SELECT c.code FROM conference c WHERE c.id = r.carried_from_id) {REVIEWED}
  AND r.answer IN ({", ".join(repr(answer) for answer in UNANSWERED)}) AND p.pool_of_id IS NULL ORDER BY p.code
"""
SHARES = f"""
SELECT p.code, s.total FROM (
  SELECT project_id, sum(share) AS total FROM share WHERE conference_id = :id
  GROUP BY project_id HAVING count(*) = count(share) AND sum(share) <> {FULL_SHARE}) s
JOIN project p ON p.id = s.project_id ORDER BY p.code
"""
WITHOUT = f"""
SELECT p.code, r.status {REVIEWED} AND {{unless}} AND NOT EXISTS (
  SELECT 1 FROM {{table}} f WHERE f.conference_id = r.conference_id AND f.project_id = r.project_id) ORDER BY p.code
"""
UNREPORTED = """
SELECT p.code, k.code, {said} FROM {table} t JOIN {noun} k ON k.id = t.{noun}_id
JOIN project p ON p.id = t.project_id
JOIN review r ON r.conference_id = t.conference_id AND r.project_id = t.project_id
WHERE t.conference_id = :id AND t.note IS NULL AND r.status <> 'cancelled' AND {unless} ORDER BY p.code, k.code
"""
PUBLISHED = """(SELECT d.actual FROM indicator_period d WHERE d.indicator_id = k.id AND d.actual IS NOT NULL
    ORDER BY d.period_end DESC LIMIT 1)"""
OUTCOMES = """
SELECT p.code, o.code, o.title FROM outcome o JOIN project p ON p.id = o.project_id
JOIN review r ON r.conference_id = :id AND r.project_id = o.project_id
WHERE r.status <> 'cancelled' AND NOT EXISTS (SELECT 1 FROM indicator k WHERE k.outcome_id = o.id)
ORDER BY p.code, o.code
"""
NOTES = """
SELECT n.id, n.text FROM note n
WHERE n.conference_id = :id AND NOT EXISTS (SELECT 1 FROM note_dealt d WHERE d.note_id = n.id) ORDER BY n.id
"""


class UnexplainedStep(NamedTuple):
    """A step of an amount that is not fully explained; `explained` is the part that reasons for parts explain."""

    project: str
    title: str
    donor: str
    contribution: str
    measure: str
    currency: str
    was: int
    now: int
    explained: int


def unexplained(reader: Reader, conference: Conference) -> list[UnexplainedStep]:
    """The amounts, of those in totals, that changed at a conference without a reason for the whole change."""
    return reader.all(NAMED, _steps_of(conference), UnexplainedStep)


def _steps_of(conference: Conference) -> dict[str, int]:
    return {"id": conference.id, "series": conference.series_id, "sequence": conference.sequence}


def _unexplained(reader: Reader, conference: Conference) -> Iterator[tuple[str, str, str]]:
    for step in unexplained(reader, conference):
        yield (
            step.contribution,
            said(step, reader.exponents[step.currency]),
            f"tracker contribution explain {step.contribution} REASON --at {conference.code} --measure {step.measure}",
        )


def said(step: UnexplainedStep, exponent: int) -> str:
    """A step in words: "committed 400,000.00 -> 500,000.00 EUR"."""
    was, now, left = (human(minor, exponent) for minor in (step.was, step.now, step.now - step.was - step.explained))
    rest = f", {left} of it without a reason" if step.explained else ""
    return f"{step.measure} {was} -> {now} {step.currency}{rest}"


def _silent(reader: Reader, conference: Conference) -> Iterator[tuple[str, str, str]]:
    for project, answer, source in reader.rows(SILENCE, {"id": conference.id}):
        carried = f", carried over from {source}" if source else ""
        yield project, answer + carried, f"tracker report {project} --at {conference.code} --unchanged"


def _not_confirmed(reader: Reader, conference: Conference) -> Iterator[tuple[str, str, str]]:
    for one in unconfirmed_money(reader, conference.id):
        listed = ", ".join(
            f"{measure} {human(minor, reader.exponents[one.currency])}"
            for measure, minor in one.amounts._asdict().items()
            if minor is not None
        )
        carried = f", carried over from {one.carried_from}" if one.carried_from else ""
        mend = f"tracker report {one.project} --at {conference.code} --donor {one.donor} --unchanged"
        yield one.contribution, f"{one.donor} {one.answer}{carried}: {listed} {one.currency}", mend


def _without_rate(reader: Reader, conference: Conference) -> Iterator[tuple[str, str, str]]:
    for line in without_rate(reader, conference.id):
        amounts = f"{line.lines} contribution{'s' if line.lines > 1 else ''} left out of the totals"
        rate = f'tracker conference rates {conference.code} --set "{line.currency}=RATE {conference.currency}"'
        yield line.currency or "", amounts, rate


def _twice(reader: Reader, conference: Conference) -> Iterator[tuple[str, str, str]]:
    exponent = reader.exponents[conference.currency]
    for doubt, amounts in doubled_pairs(reader, MoneyQuestion(conference.id), books(reader, conference.id)):
        said = [
            f"{human(amount, exponent)} {conference.currency} {measure}"
            for measure, amount in amounts._asdict().items()
            if amount
        ]
        mend = f"tracker overlap settle {doubt.one} {doubt.other} --as DECISION"
        yield f"{doubt.one} and {doubt.other}", f"{doubt.reason}: {', '.join(said) or 'no amount of its own'}", mend


def _shares(reader: Reader, conference: Conference) -> Iterator[tuple[str, str, str]]:
    for project, total in reader.rows(SHARES, {"id": conference.id}):
        mend = f"tracker report {project} --at {conference.code} --beneficiary CODE:PERCENT"
        yield project, f"they total {percent(int(total))} percent", mend


def _without_donor(reader: Reader, conference: Conference) -> Iterator[tuple[str, str, str]]:
    sql = WITHOUT.format(table="funding", unless="r.status NOT IN ('proposed', 'cancelled')")
    for project, status in reader.rows(sql, {"id": conference.id}):
        yield project, f"{status}, without a donor", f"tracker report {project} --at {conference.code} --donor CODE"


def _without_beneficiary(reader: Reader, conference: Conference) -> Iterator[tuple[str, str, str]]:
    sql = WITHOUT.format(table="share", unless="p.pool_of_id IS NULL AND r.status <> 'cancelled'")
    for project, status in reader.rows(sql, {"id": conference.id}):
        mend = f"tracker report {project} --at {conference.code} --beneficiary CODE"
        yield project, f"{status}, without a beneficiary", mend


def _unassessed(reader: Reader, conference: Conference) -> Iterator[tuple[str, str, str]]:
    unknown = "t.status = 'open' AND t.likelihood IS NULL AND t.impact IS NULL"
    sql = UNREPORTED.format(said="t.event", table="assessment", noun="risk", unless=unknown)
    for project, risk, event in reader.rows(sql, {"id": conference.id}):
        mend = f"tracker risk report {project}/{risk} --at {conference.code} --likelihood NUMBER --impact NUMBER"
        yield f"{project}/{risk}", event, mend


def _unmeasured(reader: Reader, conference: Conference) -> Iterator[tuple[str, str, str]]:
    said = f"t.title, {PUBLISHED}"
    sql = UNREPORTED.format(said=said, table="measurement", noun="indicator", unless="t.actual IS NULL")
    for project, indicator, title, published in reader.rows(sql, {"id": conference.id}):
        mend = f"tracker indicator report {project}/{indicator} --at {conference.code} --actual VALUE"
        yield f"{project}/{indicator}", title + (f"; published: {published}" if published else ""), mend


def _without_indicator(reader: Reader, conference: Conference) -> Iterator[tuple[str, str, str]]:
    """The outcomes in the lists of an open conference; an outcome added later does not concern other conferences."""
    if conference.state != "open":
        return
    for project, outcome, title in reader.rows(OUTCOMES, {"id": conference.id}):
        mend = f"tracker outcome indicator {project} --outcome {outcome} --title TEXT --measure number --direction WORD"
        yield f"{project}/{outcome}", title, mend


def _dates(reader: Reader, conference: Conference) -> Iterator[tuple[str, str, str]]:
    """Reached or ended after the conference; ended but not reported as over; due to end before it, still running."""
    first, last = conference.start_date, conference.end_date or conference.start_date
    going_on = "r.status IN ('proposed', 'active')"
    questions = [("actual_end", f"r.actual_end IS NOT NULL AND {going_on}", "ended {date}, but is {status}")]
    if first and last:
        questions += [
            (
                "planned_end",
                f"r.actual_end IS NULL AND {going_on} AND {later(':first', 'r.planned_end')}",
                PASSED,
            ),
            ("actual_start", later("r.actual_start", ":last"), "began {date}, after the conference"),
            ("actual_end", later("r.actual_end", ":last"), "ended {date}, after the conference"),
        ]
    parts = [
        f"SELECT p.code, {number} AS kind, r.{column}, r.status {REVIEWED} AND {condition}"
        for number, (column, condition, _) in enumerate(questions)
    ]
    params = {"id": conference.id} | ({"first": first, "last": last} if first else {})
    for project, kind, date, status in reader.rows(" UNION ALL ".join(parts) + " ORDER BY 1, 2", params):
        column, _, what = questions[kind]
        flag = "--" + column.replace("planned_", "").replace("_", "-")
        yield (
            project,
            what.format(date=date, status=status),
            f"tracker report {project} --at {conference.code} {flag} DATE",
        )
    if last:
        sql = f"""
SELECT p.code, m.code, t.reached FROM milestone_report t JOIN milestone m ON m.id = t.milestone_id
JOIN project p ON p.id = t.project_id WHERE t.conference_id = :id AND {later("t.reached", ":last")} ORDER BY 1, 2
"""
        for project, milestone, reached in reader.rows(sql, {"id": conference.id, "last": last}):
            mend = f"tracker milestone report {project}/{milestone} --at {conference.code} --reached DATE"
            yield f"{project}/{milestone}", f"reached {reached}, after the conference", mend


PASSED = "was planned to end {date}, but is {status}"


def _notes(reader: Reader, conference: Conference) -> Iterator[tuple[str, str, str]]:
    for number, text in reader.rows(NOTES, {"id": conference.id}):
        yield str(number), text, f'tracker note done {number} --as "WHAT CAME OF IT"'


def _followed(kind: str, reader: Reader, conference: Conference) -> Iterator[tuple[str, str, str]]:
    for row in list_actions(reader, kind, ActionFilters(at=conference.code, open=True), ""):
        if conference.code not in (row.conference, row.told_at):
            mend = f"tracker {GROUPS[kind]} report {row.code} --at {conference.code} --status STATUS"
            yield row.code, f"{row.status}: {row.text}", mend
