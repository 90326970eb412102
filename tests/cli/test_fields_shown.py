"""Every field of a noun has its column; and where a person should find it, the place that forgets it is named."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from inspect import getsource
from types import ModuleType

import pytest
from fuzzing import leaves

from tracker.api import writing
from tracker.cli.base import App
from tracker.cli.briefs.brief_language import FIELDS as OF_BRIEFS
from tracker.cli.columns import OFFERS
from tracker.cli.coordination import need, need_view, offer, offer_view
from tracker.cli.minutes import action
from tracker.cli.parties import partnership
from tracker.cli.parts import indicator, milestone, risk
from tracker.cli.people import career, career_view, training, training_lists
from tracker.cli.projects import contribution, evaluation, project_card, rating
from tracker.cli.projects.report_options import PROJECT_WORDS
from tracker.exchange.lists.meaning import FACTS, MONEY, REPORTED
from tracker.exchange.nouns import NOUNS as FILES
from tracker.insight.conferences.actions import HistoryRow
from tracker.insight.coordination.needs import NeedReportRow
from tracker.insight.coordination.offers import ToldOfOffer
from tracker.insight.projects.milestones import Reported
from tracker.insight.projects.outcomes import ReportedMeasurement
from tracker.insight.projects.risks import Assessed
from tracker.model.fields import FLAG, REFERENCES, SHARES, TEXTS, WORD, Field, Noun
from tracker.model.nouns import (
    ACTION,
    ATTENDANCE,
    CAREER,
    CONFERENCE,
    CONTACT,
    CONTRIBUTION,
    CRITERIA,
    EVALUATION,
    INDICATOR,
    MILESTONE,
    NEED,
    NEED_EXTENSION,
    NEED_REPLY,
    OFFER,
    ORGANISATION,
    OUTCOME,
    PARTNERSHIP,
    PROJECT,
    RATING,
    RATING_SCALE,
    RISK,
    STAGE,
    THEME,
    TRAINING,
    TRAINING_RESULT,
)
from tracker.output import Column
from tracker.rules.structure import TABLES
from tracker.tables import metadata

WHOLE = (
    *(PROJECT, CONTRIBUTION, RISK, RATING, OUTCOME, INDICATOR, MILESTONE, ACTION, PARTNERSHIP),
    *(CAREER, STAGE, ORGANISATION, CONFERENCE, CONTACT, THEME, NEED, NEED_REPLY, NEED_EXTENSION),
    *(OFFER, TRAINING, ATTENDANCE, TRAINING_RESULT),
)
# What every row has, and what it hangs on.
KEYS = {"id", "code", "version", "project_id", "conference_id", "training_id", "carried_from_id"}
# Columns that no person tells: how the program keeps what was told.
KEPT = {
    "project": {"pool_of_id"},
    "contribution": {"ended_at_id", "ended_reason"},
    "funding": {"contribution_id", "cut_off"},
    "assessment": {"risk_id"},
    "measurement": {"indicator_id"},
    "milestone_report": {"milestone_id"},
    "follow_up": {"action_id"},
    "officers": {"stage_id", "edition"},
    "need_report": {"need_id"},
    "offer_report": {"offer_id"},
    "organisation": {"merged_into_id"},
    "conference": {"sequence"},
}


def columns(fields: Sequence[Field]) -> set[str]:
    return {field.column for field in fields} - KEYS


@pytest.mark.parametrize("noun", WHOLE, ids=lambda noun: noun.name)
def test_the_columns_of_a_noun_and_its_report_are_its_fields(noun: Noun) -> None:
    assert columns(noun.standing) == {*TABLES[noun.name].columns} - KEYS - KEPT.get(noun.name, set())
    if noun.report:
        told = columns((*noun.copied, *noun.own))
        assert told == {*TABLES[noun.report].columns} - KEYS - KEPT.get(noun.report, set())


@pytest.mark.parametrize("noun", WHOLE, ids=lambda noun: noun.name)
def test_the_words_of_a_field_are_those_that_the_database_takes(noun: Noun) -> None:
    for name, fields in ((noun.name, noun.standing), (noun.report, (*noun.copied, *noun.own))):
        for field in (field for field in fields if field.kind == WORD):
            checks = [str(getattr(one, "sqltext", "")) for one in metadata.tables[name].constraints]
            mine = [text for text in checks if text.startswith(f"{field.column} IN (")]
            assert mine == [f"{field.column} IN ({', '.join(map(repr, field.words))})"]


FLAGS = {leaf.name: {str(one.name) for one in leaf.command.params} for leaf in leaves(App())}
COLUMNS = {noun.name: {*noun.columns} for noun in FILES}


def card(module: ModuleType) -> set[str]:
    """The facts that a module of commands puts on a card."""
    calls = [node for node in ast.walk(ast.parse(getsource(module))) if isinstance(node, ast.Call)]
    pairs = [call.args[0] for call in calls if getattr(call.func, "id", "") == "CardFact"]
    return {str(one.value) for one in pairs if isinstance(one, ast.Constant)}


def of(listed: Sequence[Column]) -> set[str]:
    return {column.field for column in listed}


LISTS = tuple(field for field in PROJECT.fields if field.kind in (REFERENCES, SHARES))
OFFER_FACTS = (*OFFER.standing, *(field for field in OFFER.fields if field.kind in (REFERENCES, TEXTS)))
# Where people meet the fields of a noun, and which of these it leaves out: where another place of the same noun has
# them (a card beside a list, a command of its own beside an editor), or the program says them itself.
PLACES: dict[str, tuple[set[str], Sequence[Field], str]] = {
    "project add": (FLAGS["project add"], (*PROJECT.standing, *LISTS), "note"),
    "project edit": (FLAGS["project edit"], (*PROJECT.standing, *LISTS), "note succeeds"),
    "report": (
        FLAGS["report"],
        (*PROJECT.told, *CONTRIBUTION.told, *RISK.told, *INDICATOR.told, *MILESTONE.told),
        "answer",  # of a donor: --answer beside --donor
    ),
    "risk report": (FLAGS["risk report"], RISK.told, ""),
    "indicator report": (FLAGS["indicator report"], INDICATOR.told, ""),
    "milestone report": (FLAGS["milestone report"], MILESTONE.told, ""),
    "report from Python": (
        {*writing.Report.__annotations__},
        (*PROJECT.told, *CONTRIBUTION.told, *RISK.told, *INDICATOR.told, *MILESTONE.told),
        "answer",
    ),
    "risk report from Python": ({*writing.RiskReport.__annotations__}, RISK.told, ""),
    "indicator report from Python": ({*writing.IndicatorReport.__annotations__}, INDICATOR.told, ""),
    "milestone report from Python": ({*writing.MilestoneReport.__annotations__}, MILESTONE.told, ""),
    "project from Python": ({*writing.NewProject.__annotations__}, (*PROJECT.standing, *LISTS), "note"),
    "projects of files": (COLUMNS["projects"], (*PROJECT.standing, *LISTS), ""),
    "reports of files": (COLUMNS["reports"], (*PROJECT.told, *CONTRIBUTION.told), "excluded_as"),
    "editor of projects": (
        {*PROJECT_WORDS, "themes", "beneficiaries"},
        (*PROJECT.standing, *LISTS),
        "iati_identifier note succeeds",
    ),
    "card of a project": (card(project_card), PROJECT.fields, "beneficiaries reason"),
    "lists of projects": (
        {*FACTS, *REPORTED, *MONEY},
        (*PROJECT.standing, *LISTS, *PROJECT.told, *CONTRIBUTION.told),
        "excluded_as succeeds",
    ),
    "changes in briefs": (
        {*OF_BRIEFS},
        [field for field in (*PROJECT.fields, *CONTRIBUTION.fields) if field.compared],
        "basis note",
    ),
    "contribution add": (FLAGS["contribution add"], CONTRIBUTION.standing, ""),
    "contribution edit": (FLAGS["contribution edit"], CONTRIBUTION.standing, "project"),
    "contributions of files": (COLUMNS["contributions"], CONTRIBUTION.standing, ""),
    "card of a contribution": (card(contribution), CONTRIBUTION.standing, ""),
    "risk add": (FLAGS["risk add"], RISK.standing, ""),
    "risk edit": (FLAGS["risk edit"], RISK.standing, ""),
    "risks of files": (COLUMNS["risks"], RISK.standing, ""),
    "assessments of files": (COLUMNS["assessments"], RISK.told, ""),
    "editor of risks": ({*risk.FIELDS}, RISK.standing, ""),
    "card of a risk": (card(risk), RISK.standing, ""),
    "list of risks": (
        of(risk.LIST),
        (*RISK.standing, *RISK.told),
        "cause consequence mitigation note source",
    ),
    "history of a risk": ({*Assessed._fields}, RISK.told, ""),
    "rating add": (FLAGS["rating add"], RATING.standing, ""),
    "rating edit": (FLAGS["rating edit"], RATING.standing, "project"),
    "ratings of files": (COLUMNS["ratings"], RATING.standing, ""),
    "editor of ratings": ({*rating.FIELDS}, RATING.standing, "project"),
    "list of ratings": (of(rating.LIST), RATING.standing, ""),
    "rating from Python": ({*writing.Rating.__annotations__}, RATING.standing, "project date"),
    "outcome add": (FLAGS["outcome add"], OUTCOME.standing, ""),
    "outcome edit": (FLAGS["outcome edit"], OUTCOME.standing, ""),
    "outcomes of files": (COLUMNS["outcomes"], OUTCOME.standing, ""),
    "outcome indicator": (FLAGS["outcome indicator"], INDICATOR.standing, ""),
    "indicators of files": (COLUMNS["indicators"], INDICATOR.standing, ""),
    "measurements of files": (COLUMNS["measurements"], INDICATOR.told, ""),
    "editor of indicators": ({*indicator.FIELDS}, INDICATOR.standing, ""),
    "history of an indicator": ({*ReportedMeasurement._fields}, INDICATOR.told, ""),
    "milestone add": (FLAGS["milestone add"], MILESTONE.standing, ""),
    "milestone edit": (FLAGS["milestone edit"], MILESTONE.standing, ""),
    "milestones of files": (COLUMNS["milestones"], MILESTONE.standing, ""),
    "milestone reports of files": (COLUMNS["milestone reports"], MILESTONE.told, ""),
    "card of a milestone": (card(milestone), MILESTONE.standing, ""),
    "list of milestones": (of(milestone.LIST), (*MILESTONE.standing, *MILESTONE.told), "note source"),
    "history of a milestone": ({*Reported._fields}, MILESTONE.told, ""),
    "action add": (FLAGS["action add"], ACTION.standing, "kind superseded_by"),
    "action edit": (FLAGS["action edit"], ACTION.standing, "kind superseded_by"),
    "action report": (FLAGS["action report"], ACTION.told, ""),
    "actions of files": (COLUMNS["actions"], ACTION.standing, "kind partnership superseded_by"),
    "follow-ups of files": (COLUMNS["follow-ups"], ACTION.told, ""),
    "editor of actions": ({*action.FIELDS}, ACTION.standing, "kind number superseded_by"),
    "history of an action": ({*HistoryRow._fields}, ACTION.told, "verified_by_name"),
    "partnership add": (FLAGS["partnership add"], PARTNERSHIP.fields, ""),
    "partnership edit": (FLAGS["partnership edit"], PARTNERSHIP.fields, ""),
    "partnerships of files": (COLUMNS["partnerships"], PARTNERSHIP.fields, ""),
    "need add": (FLAGS["need add"], NEED.fields, "note status"),
    "need edit": (FLAGS["need edit"], NEED.fields, "note status"),
    "need report": (FLAGS["need report"], NEED.told, ""),
    "need reply": (FLAGS["need reply"], NEED_REPLY.fields, "need"),
    "need extension": (FLAGS["need extension"], NEED_EXTENSION.fields, "need answer"),
    "needs of files": (COLUMNS["needs"], NEED.fields, "note status"),
    "need reports of files": (COLUMNS["need reports"], NEED.told, ""),
    "need replies of files": (COLUMNS["need replies"], NEED_REPLY.fields, ""),
    "need extensions of files": (COLUMNS["need extensions"], NEED_EXTENSION.fields, ""),
    "need from Python": ({*writing.NewNeed.__annotations__}, NEED.fields, "conference note status text"),
    "need report from Python": ({*writing.NeedTold.__annotations__}, NEED.told, ""),
    "reply from Python": ({*writing.Reply.__annotations__}, NEED_REPLY.fields, "answer donor need"),
    "editor of needs": ({*need.FIELDS}, NEED.fields, "note status"),
    "card of a need": (card(need_view), NEED.fields, ""),
    "list of needs": (of(need_view.NEED_LIST), NEED.fields, ""),
    "history of a need": ({*NeedReportRow._fields}, NEED.told, ""),
    "offer add": (FLAGS["offer add"], OFFER_FACTS, "currency"),  # an amount has it
    "offer edit": (FLAGS["offer edit"], OFFER_FACTS, "currency"),
    "offer report": (FLAGS["offer report"], OFFER.told, ""),
    "offers of files": (COLUMNS["offers"], OFFER_FACTS, ""),
    "offer reports of files": (COLUMNS["offer reports"], OFFER.told, ""),
    "editor of offers": ({*offer.FIELDS}, OFFER_FACTS, "currency"),
    "card of an offer": (card(offer_view), OFFER.fields, "currency"),
    "list of offers": (of(OFFERS), OFFER.fields, ""),
    "history of an offer": ({*ToldOfOffer._fields}, OFFER.told, ""),
    "offer from Python": ({*writing.Offer.__annotations__, "donor", "programme"}, OFFER_FACTS, "currency"),
    "offer report from Python": ({*writing.OfferReport.__annotations__}, OFFER.told, ""),
    "organisation add": (FLAGS["organisation add"], ORGANISATION.standing, ""),
    "organisation edit": (FLAGS["organisation edit"], ORGANISATION.standing, ""),
    "organisations of files": (COLUMNS["organisations"], ORGANISATION.fields, ""),
    "organisation from Python": ({*writing.Organisation.__annotations__}, ORGANISATION.standing, "name"),
    "conference add": (FLAGS["conference add"], CONFERENCE.fields, "state"),
    "conference edit": (FLAGS["conference edit"], CONFERENCE.fields, "series"),
    "conferences of files": (COLUMNS["conferences"], CONFERENCE.fields, ""),
    "conference from Python": ({*writing.Meeting.__annotations__}, CONFERENCE.standing, "state"),
    "theme add": (FLAGS["theme add"], THEME.fields, "name_es name_fr"),
    "theme edit": (FLAGS["theme edit"], THEME.fields, "name_es name_fr"),
    "themes of files": (COLUMNS["themes"], THEME.fields, ""),
    "scale add": (FLAGS["scale add"], RATING_SCALE.fields, ""),
    "scale edit": (FLAGS["scale edit"], RATING_SCALE.standing, ""),
    "scales of files": (COLUMNS["scales"], RATING_SCALE.fields, ""),
    "criteria add": (FLAGS["criteria add"], CRITERIA.fields, ""),
    "criteria edit": (FLAGS["criteria edit"], CRITERIA.standing, ""),
    "criteria of files": (COLUMNS["criteria"], CRITERIA.fields, ""),
    "evaluation add": (FLAGS["evaluation add"], EVALUATION.fields, ""),
    "evaluation edit": (FLAGS["evaluation edit"], EVALUATION.fields, ""),
    "evaluations of files": (COLUMNS["evaluations"], EVALUATION.fields, ""),
    "editor of evaluations": ({*evaluation.FIELDS}, EVALUATION.fields, ""),
    "list of evaluations": (of(evaluation.COLUMNS), EVALUATION.fields, ""),
    "evaluation from Python": ({*writing.Evaluation.__annotations__, "project"}, EVALUATION.fields, ""),
    "contacts of files": (COLUMNS["contacts"], CONTACT.fields, ""),
    "training add": (FLAGS["training add"], TRAINING.fields, "currency"),  # is a part of the cost
    "training edit": (FLAGS["training edit"], TRAINING.fields, "currency"),
    "trainings of files": (COLUMNS["trainings"], TRAINING.fields, ""),
    "editor of trainings": ({*training.FIELDS}, TRAINING.fields, "currency"),
    "list of trainings": (of(training_lists.LIST), TRAINING.fields, ""),
    "training attend": (FLAGS["training attend"], ATTENDANCE.fields, "stated words"),  # in the number, in the name
    "attendances of files": (COLUMNS["attendances"], ATTENDANCE.fields, "words"),
    "list of attendance": (of(training_lists.ATTENDANCE), ATTENDANCE.fields, "words"),
    "training result": (FLAGS["training result"], TRAINING_RESULT.fields, ""),
    "training results of files": (COLUMNS["training results"], TRAINING_RESULT.fields, ""),
    "list of results": (of(training_lists.RESULTS), TRAINING_RESULT.fields, ""),
    "follow-up from Python": ({*writing.FollowUp.__annotations__}, ACTION.told, ""),
    "career add": (FLAGS["career add"], CAREER.fields, ""),
    "career edit": (FLAGS["career edit"], CAREER.fields, ""),
    "editor of careers": ({"title", *career.PATH}, CAREER.fields, ""),
    "careers of files": (COLUMNS["careers"], CAREER.fields, ""),
    "list of careers": (of(career_view.CAREERS), CAREER.fields, ""),
    "career stage": (FLAGS["career stage"], STAGE.standing, "career"),
    "editor of stages": ({*career.STAGE}, STAGE.standing, "career place"),
    "stages of files": (COLUMNS["stages"], STAGE.standing, ""),
    "list of stages": (of(career_view.STAGES), STAGE.standing, ""),
    "career report": (FLAGS["career report"], STAGE.told, ""),
    "officers of files": (COLUMNS["officers"], STAGE.told, ""),
    "list of officers": (of(career_view.OFFICERS), STAGE.told, ""),
    "editor of partnerships": ({*partnership.FIELDS}, PARTNERSHIP.fields, ""),
}


@pytest.mark.parametrize("place", PLACES)
def test_no_place_for_people_forgets_a_field(place: str) -> None:
    there, fields, left_out = PLACES[place]
    # Where several nouns have a field of the same name, a word of the place is the field of one of them only.
    words, missing = {*there}, list[Field]()
    for field in dict.fromkeys(fields):
        named = next((word for word in (field.flag, field.name, field.column) if word in words), None)
        words.discard(named or "")
        if named is None:
            missing.append(field)
    # A flag is a part of another field: `next` is a due date.
    assert {field.name for field in missing if field.kind != FLAG} == {*left_out.split()}
