"""Converts the words of a report on a project to reports on its money, risks, results and milestones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tracker.errors import Usage
from tracker.model.fields import SCALE, VALUE, Field, Noun
from tracker.model.nouns import NOUNS, RISK, TOLD_PARTS
from tracker.model.reading import read
from tracker.register.core import Session
from tracker.register.drafting.project_report import PartReport, ProjectReport
from tracker.register.project_words import review_columns, shares_by_id, theme_codes, told_columns
from tracker.register.projects.milestones import milestones_of
from tracker.register.projects.outcomes import Indicators
from tracker.register.projects.risks import Risks
from tracker.register.reporting.doubts import doubt_thousands
from tracker.register.reporting.funding_words import funding_reports
from tracker.rules.results.progress import check_value
from tracker.rules.text import line
from tracker.rules.words import MEASURES

# Words that say who reports, and whose money, but nothing about the project itself.
WHOSE = ("source", "answer", "unchanged", "donor", "contribution", "instrument", "currency", "by")
# An empty text is refused for these kinds; for the other words of a part it means nothing.
NEVER_EMPTY = (SCALE, VALUE)


def check_told(projects: Sequence[str], given: Mapping[str, object]) -> None:
    """Raises Usage where words say nothing, contradict each other, or cannot apply to several projects."""
    unchanged = given["unchanged"]
    spoken = [name for name, value in given.items() if value and name not in WHOSE]
    answering = unchanged or given["answer"]
    if not spoken and not answering and not given["donor"] and not given["contribution"]:
        raise Usage("Nothing to report.", "Add what changed, such as --status active, or --unchanged.")
    if unchanged and spoken:
        raise Usage(f"--unchanged and --{spoken[0].replace('_', '-')} contradict each other.")
    if len(projects) > 1 and any(given[name] for name in (*MEASURES, *(noun.name for noun in TOLD_PARTS))):
        raise Usage("Money, risks and results are reported for one project at a time.")
    if len(projects) > 1 and (given["contribution"] or (given["donor"] and not answering)):
        raise Usage("Money, risks and results are reported for one project at a time.")
    moved = any(given[name] for name in (*MEASURES, "basis", "pull_out"))
    if given["reason"] and not moved and (given["donor"] or given["contribution"]):
        raise Usage(
            "--reason needs an amount that it explains.",
            "To explain a change that is already reported: `tracker contribution explain CODE REASON --at CONFERENCE`.",
        )
    for noun in TOLD_PARTS:
        told_words = [field.flag for field in noun.news if given[field.flag]]
        if told_words and not given[noun.name]:
            raise Usage(f"Missing option --{noun.name}: the {noun.name} that {_flag(told_words[0])} is about.")
        if given[noun.name] and not told_words:
            hint = f"Add {_flag(noun.news[0].flag)}, for example."
            raise Usage(f"--{noun.name} {given[noun.name]} has nothing to report.", hint)


def check_part_told(noun: str, code: str, given: Mapping[str, object]) -> None:
    """Raises Usage where no words report on a part of a project."""
    words = [field.name for field in NOUNS[noun].news]
    if not any(given[word] for word in words) and not given.get("delayed"):
        *others, last = map(_flag, words)
        raise Usage(f"Nothing was reported about {noun} {code}.", f"Give {', '.join(others)} or {last}.")


def project_report(register: Session, project: int, given: Mapping[str, Any]) -> ProjectReport:
    """Return the report on a project for the words in `given`.

    They are those of `project_words` and `funding_words`, and theme, beneficiary, unchanged, and its parts. Raises
    Invalid, Usage, NotFound.
    """
    answers = bool(given["answer"]) and bool(given["donor"] or given["contribution"])
    review = review_columns({**given, "reason": None, "source": None} | ({"answer": None} if answers else {}))
    if given["reason"] and not any(given[name] for name in (*MEASURES, "basis", "pull_out")):
        review |= review_columns({"reason": given["reason"]})
    return ProjectReport(
        project,
        told=told_columns(register.codes, given),
        review=review,
        themes=theme_codes(register.codes, given["theme"]) if given["theme"] else None,
        shares=shares_by_id(register.codes, given["beneficiary"]) if given["beneficiary"] else None,
        funding=funding_reports(register, project, given),
        parts={
            noun.name: [_part(register, noun, register.codes.id(noun.name, code, project), given, lambda one: one.flag)]
            for noun in TOLD_PARTS
            if (code := given[noun.name])
        },
        unchanged=given["unchanged"],
        source=told_by(register, given),
    )


def part_report(register: Session, noun: str, code: str, given: Mapping[str, object]) -> ProjectReport:
    """Return the report on a risk, an indicator or a milestone by its full name, `P1/R1`, with its `source` and `by`.

    Raises Invalid, Usage, NotFound.
    """
    project, identity = register.codes.within(noun, code)
    part = _part(register, NOUNS[noun], identity, given, lambda one: one.name)
    return ProjectReport(project, parts={noun: [part]}, source=told_by(register, given))


def told_by(register: Session, given: Mapping[str, Any]) -> str | None:
    """Return the source of a report: who reported it, where that is given, and in which mail, file or note."""
    source = line("--source", given["source"]) if given.get("source") else None
    who = (
        register.codes.code("organisation", register.codes.id("organisation", given["by"])) if given.get("by") else None
    )
    return ", ".join(said for said in (who, source) if said) or None


def _part(
    register: Session, noun: Noun, identity: int, given: Mapping[str, Any], called: Callable[[Field], str]
) -> PartReport:
    """Return the report on a part of a project from words, each by the name that `called` gives its field."""
    values: dict[str, Any] = {}
    for field in noun.news:
        text, said = given[called(field)], _flag(called(field))
        if not text and (text is None or field.kind not in NEVER_EMPTY):
            continue
        if field.kind == VALUE:
            measure = Indicators(register).row(identity)["measure"]
            values[field.column] = check_value(said, measure, text)
            doubt_thousands(register, said, measure, text)
        else:
            values[field.column] = read(field._replace(required=True), text, said)
    return PartReport(identity, values, delayed=_delayed(register, identity, given) if noun is RISK else None)


def _delayed(register: Session, risk: int, given: Mapping[str, Any]) -> list[int] | None:
    """Return the milestones that a risk has delayed, if they are reported."""
    texts = given.get("delayed") or ()
    return milestones_of(register.codes, Risks(register).row(risk)["project_id"], texts) if texts else None


def _flag(word: str) -> str:
    return f"--{word.replace('_', '-')}"
