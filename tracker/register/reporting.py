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
from tracker.register.told import WORDS, part_columns, review_columns, shares_by_id, theme_codes, told_columns
from tracker.rules.text import line
from tracker.rules.words import MEASURES, PART_WORDS

# Words that say who tells it, and of whose money, but nothing of the project itself.
WHOSE = ("source", "answer", "unchanged", "donor", "contribution", "instrument", "currency", "by")
# An empty text of these is refused; of the other words of a part it says nothing.
NEVER_EMPTY = ("likelihood", "impact", "actual")


def check_told(projects: Sequence[str], given: Mapping[str, Any]) -> None:
    """Raises Usage where words say nothing, contradict each other, or cannot be said of several projects."""
    unchanged = given["unchanged"]
    spoken = [name for name, value in given.items() if value and name not in WHOSE]
    answering = unchanged or given["answer"]
    if not spoken and not answering and not given["donor"] and not given["contribution"]:
        raise Usage("Nothing was told.", "Give what changed, such as --status active, or say --unchanged.")
    if unchanged and spoken:
        raise Usage(f"--unchanged and --{spoken[0].replace('_', '-')} contradict each other.")
    if len(projects) > 1 and any(given[name] for name in (*MEASURES, *PART_WORDS)):
        raise Usage("Money, risks and results are told of one project at a time.")
    if len(projects) > 1 and (given["contribution"] or (given["donor"] and not answering)):
        raise Usage("Money, risks and results are told of one project at a time.")
    moved = any(given[name] for name in (*MEASURES, "basis", "pull_out"))
    if given["reason"] and not moved and (given["donor"] or given["contribution"]):
        raise Usage(
            "--reason explains no amount here.",
            "A step that was told already is explained by `tracker contribution explain CODE REASON --at CONFERENCE`.",
        )
    for part, words in PART_WORDS.items():
        told_words = [word for word in words.values() if given[word]]
        if told_words and not given[part]:
            raise Usage(f"Missing --{part}: {_flag(told_words[0])} is said of one.")
        if given[part] and not told_words:
            raise Usage(f"--{part} {given[part]} says nothing.", f"Give --{next(iter(words))} or the like.")


def check_part_told(noun: str, code: str, given: Mapping[str, Any]) -> None:
    """Raises Usage where no words tell of a part of a project."""
    if not any(given[word] for word in PART_WORDS[noun]):
        *others, last = map(_flag, PART_WORDS[noun])
        raise Usage(f"Nothing was reported about {noun} {code}.", f"Give {', '.join(others)} or {last}.")


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
        risks=_parts(register, "risk", project, given),
        measurements=_parts(register, "indicator", project, given),
        milestones=_parts(register, "milestone", project, given),
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


def part_report(register: Session, noun: str, code: str, given: Mapping[str, Any]) -> ProjectReport:
    """What some words say of a risk, an indicator or a milestone by its whole name, `P1/R1`: its `PART_WORDS`, `source`
    and `by`.

    Raises Invalid, Usage, NotFound.
    """
    project, identity = register.codes.within(noun, code)
    told = {noun: [_part(register, noun, identity, {word: given[word] for word in PART_WORDS[noun]}, {})]}
    return ProjectReport(
        project,
        risks=told.get("risk", ()),
        measurements=told.get("indicator", ()),
        milestones=told.get("milestone", ()),
        source=told_by(register, given),
    )


def _parts(register: Session, noun: str, project: int, given: Mapping[str, Any]) -> Sequence[PartReport]:
    """What is told of a part among all that is told of its project."""
    if not given[noun]:
        return ()
    names = PART_WORDS[noun]
    identity = register.codes.id(noun, given[noun], project)
    return [_part(register, noun, identity, {word: given[name] for word, name in names.items()}, names)]


def _part(
    register: Session, noun: str, identity: int, given: Mapping[str, str | None], names: Mapping[str, str]
) -> PartReport:
    measure = Indicators(register).row(identity)["measure"] if noun == "indicator" else None
    flags = {word: _flag(names.get(word, word)) for word in given}
    told = {word: text for word, text in given.items() if text or word in NEVER_EMPTY}
    values = part_columns(told, measure, flags)
    doubt_thousands(register, "--actual", measure or "", given.get("actual"))
    return PartReport(identity, values)


def _flag(word: str) -> str:
    return f"--{word.replace('_', '-')}"
