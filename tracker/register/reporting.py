"""From the words in which a conference is told of a project to a report: of its money, risks, results, milestones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.errors import Usage
from tracker.register.core import Session
from tracker.register.doubting import doubt_thousands
from tracker.register.outcomes import Indicators
from tracker.register.project_report import PartReport, ProjectReport
from tracker.register.telling import funding_reports
from tracker.register.told import WORDS, review_columns, shares_by_id, theme_codes, told_columns
from tracker.rules.dates import parse_date
from tracker.rules.progress import check_value
from tracker.rules.risk import check_scale
from tracker.rules.text import line, prose
from tracker.rules.words import MEASURES, RISK_STATUSES, choose

# Words that say who tells it, and of whose money, but nothing of the project itself.
WHOSE = ("source", "answer", "unchanged", "donor", "contribution", "instrument", "currency", "by")
# The word that names a part of the project, and those that tell of it.
RISK = ("likelihood", "impact", "risk_status", "risk_note")
INDICATOR = ("actual", "measurement_note")
MILESTONE = ("reached", "planned", "milestone_note")


def check_told(projects: Sequence[str], given: Mapping[str, Any]) -> None:
    """Raises Usage where words say nothing, contradict each other, or cannot be said of several projects."""
    unchanged = given["unchanged"]
    spoken = [name for name, value in given.items() if value and name not in WHOSE]
    answering = unchanged or given["answer"]
    if not spoken and not answering and not given["donor"] and not given["contribution"]:
        raise Usage("Nothing was told.", "Give what changed, such as --status active, or say --unchanged.")
    if unchanged and spoken:
        raise Usage(f"--unchanged and --{spoken[0].replace('_', '-')} contradict each other.")
    if len(projects) > 1 and any(given[name] for name in (*MEASURES, "risk", "indicator", "milestone")):
        raise Usage("Money, risks and results are told of one project at a time.")
    if len(projects) > 1 and (given["contribution"] or (given["donor"] and not answering)):
        raise Usage("Money, risks and results are told of one project at a time.")
    moved = any(given[name] for name in (*MEASURES, "basis", "pull_out"))
    if given["reason"] and not moved and (given["donor"] or given["contribution"]):
        raise Usage(
            "--reason explains no amount here.",
            "A step that was told already is explained by `tracker contribution explain CODE REASON --at CONFERENCE`.",
        )
    for part, words in (("risk", RISK), ("indicator", INDICATOR), ("milestone", MILESTONE)):
        told_words = [word for word in words if given[word] is not None]
        if told_words and not given[part]:
            raise Usage(f"Missing --{part}: --{told_words[0].replace('_', '-')} is said of one.")
        if given[part] and not told_words:
            raise Usage(f"--{part} {given[part]} says nothing.", f"Give --{words[0].replace('_', '-')} or the like.")


def project_report(register: Session, project: int, given: Mapping[str, Any]) -> ProjectReport:
    """What some words say of a project: those of `told` and `telling`, theme, beneficiary, unchanged, and its parts.

    Raises Invalid, Usage, NotFound.
    """
    answers = bool(given["answer"]) and bool(given["donor"] or given["contribution"])
    review = review_columns({**given, "reason": None, "source": None} | ({"answer": None} if answers else {}))
    if given["reason"] and not any(given[name] for name in (*MEASURES, "basis", "pull_out")):
        review |= review_columns({"reason": given["reason"]})
    return ProjectReport(
        project,
        told=told_columns(register.codes, {word: given[word] for word in WORDS}),
        review=review,
        themes=theme_codes(register.codes, given["theme"]) if given["theme"] else None,
        shares=shares_by_id(register.codes, given["beneficiary"]) if given["beneficiary"] else None,
        funding=funding_reports(register, project, given),
        risks=_risk(register, project, given),
        measurements=_measurement(register, project, given),
        milestones=_milestone(register, project, given),
        unchanged=given["unchanged"],
        source=told_by(register, given),
    )


def told_by(register: Session, given: Mapping[str, Any]) -> str | None:
    """The source of what some words tell: who told it, where that is said, and in which mail, file or note."""
    source = line("--source", given["source"]) if given.get("source") else None
    who = (
        register.codes.code("organisation", register.codes.id("organisation", given["by"])) if given.get("by") else None
    )
    return ", ".join(said for said in (who, source) if said) or None


def _risk(register: Session, project: int, given: Mapping[str, Any]) -> Sequence[PartReport]:
    if not given["risk"]:
        return ()
    values: dict[str, Any] = {
        name: check_scale(f"--{name}", given[name]) for name in ("likelihood", "impact") if given[name] is not None
    }
    if given["risk_status"]:
        values["status"] = choose("--risk-status", given["risk_status"], RISK_STATUSES)
    if given["risk_note"]:
        values["note"] = prose("--risk-note", given["risk_note"])
    return [PartReport(register.codes.id("risk", given["risk"], project), values)]


def _measurement(register: Session, project: int, given: Mapping[str, Any]) -> Sequence[PartReport]:
    if not given["indicator"]:
        return ()
    identity = register.codes.id("indicator", given["indicator"], project)
    values: dict[str, Any] = {}
    if given["actual"] is not None:
        measure = Indicators(register).row(identity)["measure"]
        values["actual"] = check_value("--actual", measure, given["actual"])
        doubt_thousands(register, "--actual", measure, given["actual"])
    if given["measurement_note"]:
        values["note"] = prose("--measurement-note", given["measurement_note"])
    return [PartReport(identity, values)]


def _milestone(register: Session, project: int, given: Mapping[str, Any]) -> Sequence[PartReport]:
    if not given["milestone"]:
        return ()
    values: dict[str, Any] = {}
    if given["reached"]:
        values["reached"] = parse_date("--reached", given["reached"])
    if given["planned"]:
        values["planned_date"] = parse_date("--planned", given["planned"])
    if given["milestone_note"]:
        values["note"] = prose("--milestone-note", given["milestone_note"])
    return [PartReport(register.codes.id("milestone", given["milestone"], project), values)]
