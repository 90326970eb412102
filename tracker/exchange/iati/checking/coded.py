"""Check that each code of an activity is on its list; a withdrawn code is legal for older data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from tracker.exchange.iati import LANGUAGE
from tracker.exchange.iati.checking.rules import RuleBreach
from tracker.rules.codelists import find_term

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# Rule number, path, attribute, code list, and the vocabulary that the list belongs to, if there are several.
CODED = (
    ("9.3.1", ".", "default-currency", "Currency", None),
    ("9.4.1", "activity-date", "type", "ActivityDateType", None),
    ("9.5.1", "activity-status", "code", "ActivityStatus", None),
    ("9.6.1", "activity-scope", "code", "ActivityScope", None),
    ("9.7.1", "budget", "status", "BudgetStatus", None),
    ("9.8.1", "budget", "type", "BudgetType", None),
    ("9.9.1", "budget/value", "currency", "Currency", None),
    ("9.10.1", "collaboration-type", "code", "CollaborationType", None),
    ("9.11.1", "conditions/condition", "type", "ConditionType", None),
    ("9.21.1", "default-aid-type", "code", "AidType", "1"),
    ("9.23.1", "default-finance-type", "code", "FinanceType", None),
    ("9.24.1", "default-flow-type", "code", "FlowType", None),
    ("9.25.1", "default-tied-status", "code", "TiedStatus", None),
    ("9.26.1", "description", "type", "DescriptionType", None),
    ("9.27.1", "document-link", "format", "FileFormat", None),
    ("9.28.1", "document-link/category", "code", "DocumentCategory", None),
    ("9.29.1", "document-link/language", "code", "Language", None),
    ("9.40.1", "participating-org", "crs-channel-code", "CRSChannelCode", None),
    ("9.41.1", "participating-org", "role", "OrganisationRole", None),
    ("9.42.1", "participating-org", "type", "OrganisationType", None),
    ("9.43.1", "planned-disbursement", "type", "BudgetType", None),
    ("9.44.1", "planned-disbursement/provider-org", "type", "OrganisationType", None),
    ("9.45.1", "planned-disbursement/receiver-org", "type", "OrganisationType", None),
    ("9.46.1", "planned-disbursement/value", "currency", "Currency", None),
    ("9.47.1", "policy-marker", "code", "PolicyMarker", "1"),
    ("9.48.1", "policy-marker", "significance", "PolicySignificance", None),
    ("9.50.1", "recipient-country", "code", "Country", None),
    ("9.51.1", "recipient-region", "code", "Region", "1"),
    ("9.52.1", "recipient-region", "vocabulary", "RegionVocabulary", None),
    ("9.53.1", "related-activity", "type", "RelatedActivityType", None),
    ("9.54.1", "reporting-org", "type", "OrganisationType", None),
    ("9.55.1", "result", "type", "ResultType", None),
    ("9.60.1", "result/indicator", "measure", "IndicatorMeasure", None),
    ("9.76.1", "sector", "code", "Sector", "1"),
    ("9.77.1", "sector", "code", "SectorCategory", "2"),
    ("9.78.1", "sector", "vocabulary", "SectorVocabulary", None),
    ("9.79.1", "tag", "vocabulary", "TagVocabulary", None),
    ("9.80.1", "transaction/aid-type", "code", "AidType", "1"),
    ("9.82.1", "transaction/disbursement-channel", "code", "DisbursementChannel", None),
    ("9.83.1", "transaction/finance-type", "code", "FinanceType", None),
    ("9.84.1", "transaction/flow-type", "code", "FlowType", None),
    ("9.85.1", "transaction/recipient-country", "code", "Country", None),
    ("9.86.1", "transaction/recipient-region", "code", "Region", "1"),
    ("9.87.1", "transaction/recipient-region", "vocabulary", "RegionVocabulary", None),
    ("9.88.1", "transaction/provider-org", "type", "OrganisationType", None),
    ("9.89.1", "transaction/receiver-org", "type", "OrganisationType", None),
    ("9.90.1", "transaction/sector", "code", "Sector", "1"),
    ("9.91.1", "transaction/sector", "vocabulary", "SectorVocabulary", None),
    ("9.92.1", "transaction/tied-status", "code", "TiedStatus", None),
    ("9.93.1", "transaction/transaction-type", "code", "TransactionType", None),
    ("9.94.1", "transaction/value", "currency", "Currency", None),
    ("9.124.1", "transaction/sector", "code", "SectorCategory", "2"),
)
# The same by path, and the elements that contain codes.
BY_PATH: dict[str, list[tuple[str, str, str, str | None]]] = {}
for _rule, _path, _attribute, _name, _vocabulary in CODED:
    BY_PATH.setdefault(_path, []).append((_rule, _attribute, _name, _vocabulary))
WITH_CODES = {path.partition("/")[0] for path in BY_PATH if "/" in path}
STARTS = ("2", "1", "4", "3")
ASKS = {
    rule: f"{path.removeprefix('.')}/@{attribute} is a code of the list {name}, not withdrawn before".removeprefix("/")
    for rule, path, attribute, name, _ in CODED
}


def code_findings(activity: Element, today: date) -> Iterator[RuleBreach]:
    """Yield the codes of an activity that are not on their lists, or were withdrawn before the day they refer to."""
    began = _day_of(activity) or today.isoformat()
    languages = {each.get(LANGUAGE) for each in activity.iter("*")} - {None}
    for language in sorted(language for language in languages if not _legal("Language", language, began)):
        yield RuleBreach("9.95.1", "@xml:lang", language)
    yield from _findings(activity, ".", began)
    for part in activity.iterchildren("*"):
        tag, day = str(part.tag), began
        yield from _findings(part, tag, began)
        if tag not in WITH_CODES:
            continue
        if tag == "transaction" and (found := part.find("transaction-date")) is not None:
            day = found.get("iso-date") or began
        for below in part.iterchildren("*"):
            yield from _findings(below, f"{tag}/{below.tag}", day)


def _findings(element: Element, path: str, day: str) -> Iterator[RuleBreach]:
    for rule, attribute, name, vocabulary in BY_PATH.get(path, ()):
        code = element.get(attribute)
        if code is None or (vocabulary is not None and (element.get("vocabulary") or "1") != vocabulary):
            continue
        if not _legal(name, code, day):
            yield RuleBreach(rule, path.removeprefix(".") + f"/@{attribute}", code)


def _day_of(activity: Element) -> str | None:
    """Return the day on which an activity began; codes valid then are legal."""
    dates = {each.get("type"): each.get("iso-date") for each in activity.iterfind("activity-date")}
    return next((dates[kind] for kind in STARTS if dates.get(kind)), None)


@lru_cache(maxsize=20_000)
def _legal(name: str, code: str, day: str) -> bool:
    term = find_term(name, code)
    try:
        return term is not None and term.legal_on(day[:10]) is not False
    except ValueError:  # an invalid date is reported by another rule
        return True
