"""The checks of a register that are one SELECT each: every row of a result needs attention."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from tracker.rules.codes import TAKEN_BACK
from tracker.rules.sealed import KEPT
from tracker.rules.shares import FULL_SHARE, percent
from tracker.rules.structure import CODED
from tracker.rules.words import MEASURE_OF_KIND, MEASURES
from tracker.store.partial_dates import compared, later
from tracker.store.soundness.circles import ACTION, CIRCLES
from tracker.store.told_last import conference_before, counts, taking_edits, up_to, value_told_last

WRONG, NOTE = "wrong", "note"


class CheckQuestion(NamedTuple):
    """What is checked; the severity of a row of the result; SQL for its place and for the values in `say`'s
    sentence."""

    name: str
    severity: str
    sql: str
    say: Callable[..., str]


def questions(dialect: str) -> Iterator[CheckQuestion]:
    """Yield every check that SQL alone can do, in the dialect of the given database."""
    yield from _codes()
    yield from rules()
    yield from _journal(dialect)
    yield from _records()


def rules(at: str = "1 = 1") -> Iterator[CheckQuestion]:
    """Yield the checks of current data and of reports to conferences that no constraint of a single row can make.

    `at` is an SQL condition on the conferences `c` whose reports are checked.
    """
    yield from _shares(at)
    yield from _themes(at)
    yield from _dates(at)
    yield from _money(at)
    yield from _reports()
    yield from _circles()


def _records() -> Iterator[CheckQuestion]:
    standing = (
        "EXISTS (SELECT 1 FROM record r WHERE r.conference_id = c.id AND NOT EXISTS (SELECT 1 FROM reopening o"
        " WHERE o.record_id = r.id))"
    )
    yield CheckQuestion(
        "a closed conference has its sealed record",
        WRONG,
        f"SELECT 'conference ' || c.code, c.state FROM conference c WHERE (c.state = 'closed') <> {standing}",
        lambda state: (
            "is closed without a sealed record" if state == "closed" else f"is {state}, although it is sealed"
        ),
    )
    yield CheckQuestion(
        "kept rows belong to a sealed record",
        WRONG,
        _any_of(
            [
                f"SELECT DISTINCT 'kept_{name} ' || CAST(x.record_id AS text) FROM kept_{name} x"
                " WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.id = x.record_id)"
                for name in KEPT
            ]
        ),
        lambda: "are rows of a missing record",
    )


def _codes() -> Iterator[CheckQuestion]:
    entered, named = [], []
    for noun, scope in CODED.items():
        within = f"x.{scope}" if scope else "0"
        entered.append(
            f"SELECT '{noun} ' || x.code FROM {noun} x WHERE NOT EXISTS (SELECT 1 FROM code c WHERE"
            f" c.noun = '{noun}' AND c.scope = {within} AND c.key = lower(x.code) AND c.id = x.id)"
        )
        named.append(
            f"SELECT '{noun} ' || c.key FROM code c WHERE c.noun = '{noun}'"
            f" AND c.id <> {TAKEN_BACK} AND NOT EXISTS (SELECT 1 FROM {noun} x WHERE x.id = c.id)"
        )
    yield CheckQuestion(
        "every code is entered once",
        WRONG,
        _any_of(entered),
        lambda: "its code is missing from the list of codes, or belongs to something else",
    )
    yield CheckQuestion(
        "every code belongs to something", WRONG, _any_of(named), lambda: "the code belongs to nothing that exists"
    )


def _shares(at: str) -> Iterator[CheckQuestion]:
    # Summed by key, in the order of the rows; looking up codes afterwards costs little.
    told = f"""
        SELECT p.code || ' at ' || c.code, s.total
        FROM (SELECT conference_id, project_id, sum(share) AS total FROM share
            GROUP BY conference_id, project_id HAVING {{}}) s
        JOIN project p ON p.id = s.project_id JOIN conference c ON c.id = s.conference_id AND {at}"""
    standing = """
        SELECT p.code, b.total
        FROM (SELECT project_id, sum(share) AS total FROM beneficiary WHERE NOT former
            GROUP BY project_id HAVING {}) b
        JOIN project p ON p.id = b.project_id"""
    earmarked = f"""
        SELECT k.code || ' at ' || c.code, e.total
        FROM (SELECT conference_id, contribution_id, sum(share) AS total FROM earmark
            GROUP BY conference_id, contribution_id HAVING {{}}) e
        JOIN contribution k ON k.id = e.contribution_id JOIN conference c ON c.id = e.conference_id AND {at}"""
    for name, sql in (
        ("shares at a conference total at most 100 percent", told),
        ("shares of a project total at most 100 percent", standing),
        ("earmarks total at most 100 percent", earmarked),
    ):
        yield CheckQuestion(name, WRONG, sql.format(f"sum(share) > {FULL_SHARE}"), _total)
    for name, sql in (
        ("complete shares at a conference total 100 percent", told),
        ("complete shares of a project total 100 percent", standing),
    ):
        yield CheckQuestion(name, NOTE, sql.format(f"sum(share) < {FULL_SHARE} AND count(*) = count(share)"), _total)


def _themes(at: str) -> Iterator[CheckQuestion]:
    primary = "sum(CASE WHEN is_primary THEN 1 ELSE 0 END)"
    yield CheckQuestion(
        "each list of themes has one primary theme",
        WRONG,
        f"""
        SELECT p.code, t.count
        FROM (SELECT project_id, {primary} AS count FROM project_theme GROUP BY project_id HAVING {primary} <> 1) t
        JOIN project p ON p.id = t.project_id
        UNION ALL
        SELECT p.code || ' at ' || c.code, t.count
        FROM (SELECT conference_id, project_id, {primary} AS count FROM review_theme
            GROUP BY conference_id, project_id HAVING {primary} <> 1) t
        JOIN project p ON p.id = t.project_id JOIN conference c ON c.id = t.conference_id AND {at}""",
        lambda count: f"{count} of its themes are primary",
    )


def _dates(at: str) -> Iterator[CheckQuestion]:
    pairs = [("planned_start", "planned_end"), ("actual_start", "actual_end")]
    spans = [("p.code", "project p", f"p.{start}", f"p.{end}") for start, end in pairs]
    reviewed = f"review r JOIN project p ON p.id = r.project_id JOIN conference c ON c.id = r.conference_id AND {at}"
    spans += [("p.code || ' at ' || c.code", reviewed, f"r.{start}", f"r.{end}") for start, end in pairs]
    spans += [
        ("c.code", f"(SELECT * FROM conference c WHERE {at}) c", "c.start_date", "c.end_date"),
        (
            "s.code || ', ' || n.name",
            "series_name n JOIN series s ON s.id = n.series_id",
            "n.valid_from",
            "n.valid_until",
        ),
        ("o.code", "organisation o", "o.member_from", "o.member_until"),
    ]
    yield CheckQuestion(
        "start dates are before end dates",
        WRONG,
        _any_of(
            f"SELECT {place}, {start}, {end} FROM {source} WHERE {later(start, end)}"
            for place, source, start, end in spans
        ),
        lambda start, end: f"starts {start}, ends {end}",
    )
    yield CheckQuestion(
        "conferences of a series are in the order of their dates",
        NOTE,
        f"""
        SELECT b.code, b.start_date, a.code, a.start_date FROM conference b
        JOIN conference a ON a.id = {conference_before("b", counts("e"))}
        WHERE {counts("b")}
            AND {compared("b.start_date", "<", "a.start_date")}""",
        lambda date, before, its_date: f"is dated {date} but comes after {before}, dated {its_date}",
    )


def _money(at: str) -> Iterator[CheckQuestion]:
    sums = []
    for measure in MEASURES:
        kinds = [kind for kind, adds_to in MEASURE_OF_KIND.items() if adds_to == measure]
        if kinds:
            listed = ", ".join(f"'{kind}'" for kind in kinds)
            sums.append(f"""
        SELECT f.place, '{measure}', f.told, f.total FROM (
            SELECT k.code || ' at ' || c.code AS place, CAST(f.{measure} AS text) AS told,
                (SELECT CAST(sum(x.amount) AS text) FROM "transaction" x
                 WHERE x.contribution_id = f.contribution_id AND x.kind IN ({listed}) AND x.date <= f.cut_off) AS total
            FROM funding f JOIN contribution k ON k.id = f.contribution_id
            JOIN conference c ON c.id = f.conference_id AND {taking_edits()} AND {at}
            WHERE f.basis = 'transactions') f
        WHERE coalesce(f.told, '') <> coalesce(f.total, '')""")
    yield CheckQuestion(
        "amounts based on transactions equal their sum",
        WRONG,
        _any_of(sums),
        lambda measure, told, total: (
            f"{measure} is {told or 'unknown'}, but its transactions total {total or 'nothing'} (in minor units)"
        ),
    )
    yield CheckQuestion(
        "a contribution is reported in its own currency",
        WRONG,
        f"""
        SELECT k.code || ' at ' || c.code, f.currency, k.currency
        FROM funding f JOIN contribution k ON k.id = f.contribution_id AND k.currency <> f.currency
        JOIN conference c ON c.id = f.conference_id AND {at}""",
        lambda told, own: f"is reported in {told}, but the contribution is in {own}",
    )
    yield CheckQuestion(
        "a contribution is reported under its own donor",
        NOTE,
        f"""
        SELECT k.code || ' at ' || c.code, o.code, d.code
        FROM funding f JOIN contribution k ON k.id = f.contribution_id AND k.donor_id <> f.donor_id
        JOIN conference c ON c.id = f.conference_id AND {taking_edits()} AND {at}
        JOIN organisation o ON o.id = f.donor_id JOIN organisation d ON d.id = k.donor_id""",
        lambda told, own: f"is reported under {told}, but the contribution belongs to {own}",
    )
    yield CheckQuestion(
        "a contribution that ended is not reported later",
        WRONG,
        f"""
        SELECT k.code || ' at ' || c.code, e.code
        FROM contribution k JOIN conference e ON e.id = k.ended_at_id
        JOIN funding f ON f.contribution_id = k.id
        JOIN conference c ON c.id = f.conference_id AND c.series_id = e.series_id AND c.sequence > e.sequence
          AND {counts()} AND {at}""",
        lambda ended: f"is reported, although it ended at {ended}",
    )
    # A report to a conference between two others can come late, and remove the step of the later one.
    yield CheckQuestion("reasons explain a change", NOTE, _reasons_without_step(), _no_step)


def _reasons_without_step() -> str:
    """Return SQL for reasons where amount, basis and contribution are the same as at the conference before."""
    measured = " ".join(f"WHEN '{measure}' THEN {{0}}.{measure}" for measure in MEASURES)
    now, then = (f"(CASE r.measure {measured.format(funding)} END)" for funding in ("f", "b"))
    within = up_to("c.sequence - 1", series="c.series_id", conference="e")
    last = value_told_last(
        "e.id", "funding", "contribution_id", thing="r.contribution_id", within=within, conference="e"
    )
    return f"""
        SELECT k.code || ' at ' || c.code, r.measure, r.reason
        FROM reason r JOIN contribution k ON k.id = r.contribution_id
        JOIN conference c ON c.id = r.conference_id
        JOIN funding f ON f.conference_id = r.conference_id AND f.contribution_id = r.contribution_id
        JOIN funding b ON b.conference_id = {last} AND b.contribution_id = r.contribution_id
        WHERE b.basis = f.basis AND coalesce(k.ended_at_id, 0) <> c.id
            AND (({now} IS NULL AND {then} IS NULL) OR {now} = {then})"""


def _reports() -> Iterator[CheckQuestion]:
    yield CheckQuestion(
        "the parent of a reported project is reported too",
        NOTE,
        """
        SELECT p.code || ' at ' || c.code, u.code
        FROM review r JOIN project p ON p.id = r.project_id JOIN conference c ON c.id = r.conference_id
        JOIN project u ON u.id = r.parent_id
        WHERE NOT EXISTS (SELECT 1 FROM review x WHERE x.conference_id = r.conference_id AND x.project_id = r.parent_id)
        """,
        lambda umbrella: f"is a part of {umbrella}, which is not reported there",
    )
    yield CheckQuestion(
        "an action is followed up in its own series, once it was raised",
        WRONG,
        f"""
        SELECT {ACTION}, e.code, CASE WHEN e.series_id = c.series_id THEN 'was before' ELSE 'is of another series' END
        FROM follow_up f JOIN action o ON o.id = f.action_id JOIN conference c ON c.id = o.conference_id
        JOIN conference e ON e.id = f.conference_id
        WHERE e.series_id <> c.series_id OR e.sequence < c.sequence""",
        lambda conference, why: f"is followed up at {conference}, which {why}",
    )


def _circles() -> Iterator[CheckQuestion]:
    for circle in CIRCLES:
        yield CheckQuestion(circle.name, WRONG, circle.sql, lambda: "refers back to itself")


def _journal(dialect: str) -> Iterator[CheckQuestion]:
    yield CheckQuestion(
        "every command in the journal has all its changes",
        WRONG,
        """
        SELECT 'command ' || CAST(j.id AS text), count(x.ordinal), max(x.ordinal)
        FROM journal j LEFT JOIN change x ON x.journal_id = j.id
        GROUP BY j.id HAVING count(x.ordinal) <> coalesce(max(x.ordinal), -1)""",
        lambda count, last: f"{count} changes are left of {last if last is not None else 'an unknown number'}",
    )
    if dialect == "sqlite":  # PostgreSQL skips numbers when a command is rolled back
        yield CheckQuestion(
            "no command is missing from the journal",
            WRONG,
            """
            SELECT 'command ' || CAST(j.id AS text), before FROM (
                SELECT id, lag(id, 1, 0) OVER (ORDER BY id) AS before FROM journal) j
            WHERE id <> before + 1""",
            lambda before: f"the one before it is {before or 'missing'}",
        )


def _total(total: int) -> str:
    return f"they total {percent(total)} percent"


def _no_step(measure: str, reason: str) -> str:
    return f"{reason!r} is given for {measure}, which has not changed since the conference before"


def _any_of(selects: Iterator[str] | list[str]) -> str:
    return " UNION ALL ".join(selects)
