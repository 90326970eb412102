"""Translate the money of an activity: budgets, and transactions, each assigned to the organisation that gives it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeVar

from tracker.errors import Invalid
from tracker.exchange.iati.importing.accounting import CHANGED, LEFT_OUT, Ledger, amount_entry
from tracker.exchange.iati.importing.parties import named
from tracker.exchange.iati.reading.activity import Activity, ActivityBudget, ActivityParty, Transaction, Value
from tracker.exchange.iati.reading.values import amount, day, lines, short
from tracker.register.published.publications import Named, PublishedMovement, Row
from tracker.rules.decimals import rounded
from tracker.rules.shares import FULL_SHARE
from tracker.rules.text import fold
from tracker.rules.words import BUDGET_STATUSES, BUDGET_TYPES, TRANSACTION_KINDS

Key = TypeVar("Key")

KINDS = {code: word for word, code in TRANSACTION_KINDS.items()}
ELEMENTS = {word: f"transaction, {word}" for word in TRANSACTION_KINDS}
TYPES = {code: word for word, code in BUDGET_TYPES.items()}
STATUSES = {code: word for word, code in BUDGET_STATUSES.items()}
DEFAULTED = ("flow_type", "finance_type", "aid_type", "tied_status")
NO_PARTY = ActivityParty()
UNATTRIBUTED = (
    "names no provider, and the activity does not have exactly one funder: kept without a contribution, "
    "so it is in no total"
)
INCOMING = ("incoming funds", "incoming commitment", "incoming pledge")
# The amounts from which shares of sectors and places are computed: the first of these that exists.
WEIGHED = (("outgoing commitment",), ("disbursement", "expenditure"))
# The first digit of the code list FinanceType, if the register has a word for it; aid types of experts and training.
INSTRUMENTS = {"1": "grant", "4": "loan"}
TECHNICAL = ("D01", "D02")


class ActivityMoney:
    """The amounts of one activity; each is either returned, or noted as left out."""

    def __init__(
        self,
        activity: Activity,
        publisher: Named | None,
        parties: Sequence[tuple[str, Named, str | None]],
        exponents: Mapping[str, int],
        ledger: Ledger,
        source: str,
    ) -> None:
        self.activity, self.publisher, self.exponents, self.ledger = activity, publisher, exponents, ledger
        self.source = source
        funders = {who for role, who, _ in parties if role == "funding"}
        self.funder = funders.pop() if len(funders) == 1 else None
        taking_part = {key for _, who, _ in parties for key in _keys(who)}
        alone = not funders and self.funder is None and not activity.secondary
        # The publisher counts as the giver only if it takes part in the activity, or names no other funder.
        own = publisher is not None and (alone or not taking_part.isdisjoint(_keys(publisher)))
        self.giver = publisher if own else self.funder
        codes = activity.codes
        self.defaults = {name: codes.get(f"default-{name.replace('_', '-')}") for name in DEFAULTED}
        self.known: dict[tuple[str | None, ...], Named | None] = {}
        self.moved: list[tuple[Transaction, PublishedMovement]] = []

    def budgets(self) -> list[Row]:
        found = []
        for one in self.activity.budgets:
            row = self._budget(one)
            if row is not None:
                found.append(row)
                self.ledger.keep(one.kind.replace(" ", "-"), row["currency"], row["amount"])
        return found

    def _budget(self, one: ActivityBudget) -> Row | None:
        element = one.kind.replace(" ", "-")
        read = amount(one.value, self.activity.currency, self.exponents)
        if isinstance(read, str):
            self._left_out(element, one.line, one.value, one.start, read)
            return None
        start, end = day(one.start), day(one.end)
        if start is None or (one.end and end is None) or (end is None and one.kind == "budget"):
            why = "its period has no valid start or end"
            self._left_out(element, one.line, one.value, one.start, why)
            return None
        if end is not None and end < start:
            self._left_out(element, one.line, one.value, one.start, f"its period ends {end}, before it starts")
            return None
        if read.rounded:
            self._rounded(element, one.line, one.value, one.start)
        provider, receiver = one.provider or NO_PARTY, one.receiver or NO_PARTY
        return {
            "kind": one.kind,
            "type": TYPES.get(one.type or "1", "original"),
            "status": STATUSES.get(one.status or "1") if one.kind == "budget" else None,
            "period_start": start,
            "period_end": end,
            "amount": read.minor,
            "currency": read.currency,
            "value_date": day(one.value.date) if one.value else None,
            "provider": short(provider.name),
            "provider_ref": short(provider.ref),
            "receiver": receiver.name and short(receiver.name),
            "receiver_ref": short(receiver.ref),
        }

    def movements(self) -> list[PublishedMovement]:
        for one in self.activity.transactions:
            movement = self._movement(one)
            if movement is not None:
                self.moved.append((one, movement))
                self.ledger.keep(ELEMENTS[movement.row["kind"]], movement.currency, movement.row["amount"])
        return [movement for _, movement in self.moved]

    def _movement(self, one: Transaction) -> PublishedMovement | None:
        kind = KINDS.get(one.type or "")
        value = one.value
        if kind is None:
            why = f"has an unknown type: {one.type}" if one.type else "has no type"
            self._left_out("transaction", one.line, value, one.date, why)
            return None
        element = ELEMENTS[kind]
        read = amount(value, self.activity.currency, self.exponents)
        if isinstance(read, str) or value is None:
            self._left_out(element, one.line, value, one.date, str(read))
            return None
        when, valued = day(one.date), day(value.date)
        if when is None:
            if one.date or valued is None:
                why = f"its date is not valid: {one.date[:40]}" if one.date else "has no date"
                self._left_out(element, one.line, value, one.date, why)
                return None
            when = valued
            self._changed(element, one.line, value, value.date, "has no date: its value date is used instead")
        donor = self._party(one.provider) or (self.funder if kind in INCOMING else self.giver)
        if self.publisher is None:
            why = "the activity names no publisher, so it is unknown whose money it is"
            self._left_out(element, one.line, value, one.date, why)
            return None
        if donor is None:
            self._changed(element, one.line, value, one.date, UNATTRIBUTED)
        if read.rounded:
            self._rounded(element, one.line, value, one.date)
        provider, receiver, default = one.provider or NO_PARTY, one.receiver or NO_PARTY, self.defaults
        vocabulary, sector = _chosen(one) if one.sectors else (None, None)
        row: Row = {
            "kind": kind,
            "date": when,
            "amount": read.minor,
            "reference": one.reference and short(one.reference),
            "description": one.description and _lines(one.description),
            "source": self.source,
            "publisher": self.publisher.ref or self.publisher.name,
            "value_date": valued if valued != when else None,
            "provider_activity": provider.activity and short(provider.activity),
            "receiver": receiver.name and short(receiver.name),
            "receiver_ref": receiver.ref and short(receiver.ref),
            "receiver_activity": receiver.activity and short(receiver.activity),
            "sector": sector,
            "sector_vocabulary": vocabulary,
            "country": self._place(one, "country") if one.places else None,
            "region": self._place(one, "region") if one.places else None,
            "channel": one.channel and short(one.channel),
            "flow_type": one.flow_type and _other(one.flow_type, default["flow_type"]),
            "finance_type": one.finance_type and _other(one.finance_type, default["finance_type"]),
            "aid_type": one.aid_type and _other(one.aid_type, default["aid_type"]),
            "tied_status": one.tied_status and _other(one.tied_status, default["tied_status"]),
        }
        if one.sectors or one.places:
            self._count_others(one, row)
        finance, aid = one.finance_type or default["finance_type"], one.aid_type or default["aid_type"]
        instrument = INSTRUMENTS.get((finance or "")[:1])
        if instrument == "grant" and aid in TECHNICAL:
            instrument = "technical cooperation"
        return PublishedMovement(donor, instrument, read.currency, row)

    def _party(self, party: ActivityParty | None) -> Named | None:
        if party is None:
            return None
        key = party[:3]
        if key not in self.known:
            self.known[key] = named(party)
        return self.known[key]

    def _place(self, one: Transaction, kind: str) -> str | None:
        """Return the destination of a transaction; None if several places share it, because nothing says how."""
        codes = {p.code[:100].upper() for p in one.places if p.kind == kind and p.code and p.vocabulary in ("", "1")}
        return codes.pop() if len(codes) == 1 else None

    def _count_others(self, one: Transaction, row: Row) -> None:
        """Note the other sectors or places of a transaction: only one has a column."""
        more = len(one.sectors) - (row["sector"] is not None)
        if more:
            self.activity.unkept["transaction/sector"] += more
        for kind in ("country", "region"):
            more = sum(place.kind == kind for place in one.places) - (row[kind] is not None)
            if more:
                self.activity.unkept[f"transaction/recipient-{kind}"] += more

    # Sectors and places that are given on the transactions.

    def sectors(self) -> list[Row]:
        """Return the sectors of the transactions, with their shares of the money."""
        names = {
            (sector.vocabulary[:20], sector.code[:100]): short(sector.name)
            for one, _ in self.moved
            for sector in one.sectors
        }
        keyed = [((m.row["sector_vocabulary"], m.row["sector"]), m) for _, m in self.moved if m.row["sector"]]
        shares = _weighed(keyed, len({vocabulary for (vocabulary, _), _ in keyed}) == 1)
        return [
            {
                "vocabulary": vocabulary,
                "code": code,
                "name": names.get((vocabulary, code)),
                "share": share,
                "from_transactions": True,
            }
            for (vocabulary, code), share in shares.items()
        ]

    def places(self) -> list[Row]:
        """Return the recipient countries and regions of the transactions, with their shares of the money."""
        keyed = []
        alike = True
        for one, movement in self.moved:
            for kind, vocabulary in (("country", ""), ("region", "1")):
                if movement.row[kind]:
                    keyed.append(((kind, vocabulary, movement.row[kind]), movement))
                    break
            else:
                codes = {place.code[:100].upper() for place in one.places if place.kind == "country" and place.code}
                keyed += [(("country", "", code), movement) for code in sorted(codes)]
                alike = alike and not codes
        return [
            {
                "kind": kind,
                "vocabulary": vocabulary,
                "code": code,
                "name": None,
                "share": share,
                "from_transactions": True,
            }
            for (kind, vocabulary, code), share in _weighed(keyed, alike).items()
        ]

    # What is noted.

    def _left_out(self, element: str, line: int, value: Value | None, when: str | None, why: str) -> None:
        self._note(LEFT_OUT, element, line, value, when, why)

    def _changed(self, element: str, line: int, value: Value | None, when: str | None, why: str) -> None:
        self._note(CHANGED, element, line, value, when, why)

    def _rounded(self, element: str, line: int, value: Value | None, when: str | None) -> None:
        self._note(CHANGED, element, line, value, when, "has more decimals than its currency: rounded")

    def _note(self, what: str, element: str, line: int, value: Value | None, when: str | None, why: str) -> None:
        self.ledger.note(amount_entry(what, self.activity, line, element, value, when, why))


def _keys(who: Named) -> set[str]:
    """Return the keys by which two organisations are known to be the same: identifier and name."""
    return {f"ref {who.ref.upper()}"} | {f"name {fold(who.name)}"} if who.ref else {f"name {fold(who.name)}"}


def _chosen(one: Transaction) -> tuple[str | None, str | None]:
    """Return the sector of a transaction: that of the DAC if there is one, else the first."""
    coded = [sector for sector in one.sectors if sector.code]
    if not coded:
        return None, None
    best = min(coded, key=lambda sector: {"1": 0, "2": 1}.get(sector.vocabulary, 2))
    return best.vocabulary[:20], best.code[:100]


def _weighed(keyed: Sequence[tuple[Key, PublishedMovement]], alike: bool) -> dict[Key, int | None]:
    """Return the share of each key in the money, if it is in one currency and none is negative; else None."""
    keys = list(dict.fromkeys(key for key, _ in keyed))
    for kinds in WEIGHED:
        mine = [(key, m) for key, m in keyed if m.row["kind"] in kinds]
        if not mine:
            continue
        weights: defaultdict[Key, int] = defaultdict(int)
        for key, movement in mine:
            weights[key] += movement.row["amount"]
        total = sum(weights.values())
        if not alike or len({m.currency for _, m in mine}) > 1 or total <= 0 or min(weights.values()) < 0:
            break
        return {key: rounded(weights[key] * FULL_SHARE, total) for key in keys}
    return dict.fromkeys(keys)


def _other(code: str, default: str | None) -> str | None:
    """Return a code of a transaction if it is not the default of the activity."""
    return short(code) if code != default else None


def _lines(text: str | None) -> str | None:
    try:
        return lines(text)
    except Invalid:
        return None
