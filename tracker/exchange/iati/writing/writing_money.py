"""Write the amounts of an activity: budgets, planned disbursements, transactions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from lxml import etree

from tracker.exchange.iati.writing.writing_parts import narrative, organisation, organisation_type, put
from tracker.insight.published.activities import BudgetRow, PublishedParty, TransactionRow
from tracker.rules.money import decimal_text
from tracker.rules.words import BUDGET_STATUSES, BUDGET_TYPES, TRANSACTION_KINDS

CODED = ("flow_type", "finance_type", "aid_type", "tied_status")
# From the lists FinanceType and AidType: the codes that an instrument implies if none was given.
INSTRUMENTS = {
    "grant": {"finance_type": "110"},
    "loan": {"finance_type": "421"},
    "technical cooperation": {"finance_type": "110", "aid_type": "D02"},
}


class Defaults(NamedTuple):
    """The defaults for transactions of an activity that give no value of their own."""

    finance_type: str | None
    aid_type: str | None


def budget_element(row: BudgetRow, exponents: Mapping[str, int]) -> etree._Element:
    """Return a budget, or a planned disbursement, which gives payer and receiver, and has no status."""
    element = etree.Element("budget" if row.kind == "budget" else "planned-disbursement")
    element.set("type", BUDGET_TYPES[row.type])
    if row.status and row.kind == "budget":
        element.set("status", BUDGET_STATUSES[row.status])
    put(element, "period-start").set("iso-date", row.period_start)
    if row.period_end is not None or row.kind == "budget":
        put(element, "period-end").set("iso-date", row.period_end or row.period_start)
    _value(element, row.amount, row.currency, row.value_date or row.period_start, exponents)
    if row.kind != "budget":
        for tag, name, ref in (
            ("provider-org", row.provider, row.provider_ref),
            ("receiver-org", row.receiver, row.receiver_ref),
        ):
            if name or ref:
                organisation(element, tag, name, ref)
    return element


def transaction_element(
    row: TransactionRow,
    donor: PublishedParty | None,
    exponents: Mapping[str, int],
    defaults: Defaults,
    names: Mapping[tuple[str, str], str | None],
) -> etree._Element:
    """Return a transaction; `names` are those of a publisher's own sectors, by vocabulary and code."""
    element = etree.Element("transaction")
    if row.reference:
        element.set("ref", row.reference)
    put(element, "transaction-type", code=TRANSACTION_KINDS[row.kind])
    put(element, "transaction-date").set("iso-date", row.date)
    _value(element, row.amount, row.currency, row.value_date or row.date, exponents)
    if row.description:
        narrative(put(element, "description"), row.description)
    if donor is not None:
        provider = organisation(
            element, "provider-org", donor.name, donor.identifier, provider_activity_id=row.provider_activity
        )
        provider.set("type", organisation_type(donor.kind))
    if row.receiver or row.receiver_ref or row.receiver_activity:
        organisation(
            element, "receiver-org", row.receiver, row.receiver_ref, receiver_activity_id=row.receiver_activity
        )
    if row.channel:
        put(element, "disbursement-channel", code=row.channel)
    if row.sector:
        vocabulary = row.sector_vocabulary or "1"
        sector = put(element, "sector", vocabulary=vocabulary, code=row.sector)
        if name := names.get((vocabulary, row.sector)):
            narrative(sector, name)
    if row.country:
        put(element, "recipient-country", code=row.country)
    if row.region:
        put(element, "recipient-region", code=row.region)
    # Published data carries its own types; for data entered here, the instrument gives them.
    entered = row.publisher is None and defaults == Defaults(None, None)
    told = INSTRUMENTS.get(row.instrument or "", {}) if entered else {}
    for column in CODED:
        if code := getattr(row, column) or told.get(column):
            put(element, column.replace("_", "-"), code=code)
    return element


def _value(parent: etree._Element, amount: int, currency: str, value_date: str, exponents: Mapping[str, int]) -> None:
    element = put(parent, "value", currency=currency)
    element.set("value-date", value_date)
    element.text = decimal_text(amount, exponents[currency])
