"""Shares: whole parts per million (100 % is 1,000,000), None where none was given; and dividing an amount by them."""

import re
from collections.abc import Iterable, Mapping, Sequence

from tracker.errors import Invalid
from tracker.rules.decimals import plain_decimal, rounded, trimmed

FULL_SHARE = 1_000_000
_PERCENT = 10_000
_PART = re.compile(r"0?\.[0-9]{1,20}|[01](?:\.[0-9]{1,20})?")
_EXPECTED = "a percentage from 0 to 100, such as 60 or 33.3333"


def parse_share(what: str, text: str) -> int:
    """Parts per million from a percentage: "60", "60%", "33.3333".

    Raises Invalid outside 0-100 and for more than four decimals.
    """
    number = text.strip().removesuffix("%")
    whole, _, fraction = trimmed(plain_decimal(what, number, _EXPECTED)).partition(".")
    if len(fraction) > 4:
        raise Invalid(what, text, "has more than four decimals", _EXPECTED)
    share = int(whole) * _PERCENT + int(fraction.ljust(4, "0"))
    if share > FULL_SHARE:
        raise Invalid(what, text, "is more than 100 %", _EXPECTED)
    return share


def percent(ppm: int) -> str:
    """Parts per million as a percentage: "60", "33.3333"."""
    whole, rest = divmod(ppm, _PERCENT)
    return trimmed(f"{whole}.{rest:04}")


def share_of(part: int, whole: int) -> int | None:
    """The share of a part in a whole, to a tenth of a percent; None of nothing."""
    return rounded(1_000 * part, whole) * (FULL_SHARE // 1_000) if whole else None


def parse_named_share(text: str, what: str = "share") -> tuple[str, int | None]:
    """The owner of a share, and how much if it is given: "JM-CUSTOMS:60", "JM-CUSTOMS".

    The owner is not looked up. Raises Invalid without a name, and as parse_share does.
    """
    name, colon, share = text.partition(":")
    if not name.strip():
        raise Invalid(what, text, "names no organisation", "a code and a percentage, such as JM-CUSTOMS:60")
    return name.strip(), parse_share(f"{what} of {name.strip()}", share) if colon else None


def parts_of_one(lists: Iterable[Sequence[str]]) -> bool:
    """Whether lists of named shares are written as fractions of one instead of percentages: "HN-CUSTOMS:0.5".

    They are if no share is above 1 and the shares of a list with several entries sum to 1, to within a hundredth.
    """
    proof = False
    for shares in lists:
        parts = [match for text in shares if (match := _PART.fullmatch(text.partition(":")[2].strip()))]
        if len(parts) != sum(":" in text for text in shares) or any(float(part[0]) > 1 for part in parts):
            return False
        proof = proof or (len(parts) > 1 and abs(sum(float(part[0]) for part in parts) - 1) < 0.01)
    return proof


def in_percent(shares: Sequence[str]) -> list[str]:
    """The named shares of `parts_of_one` as percentages, with the sum of the fractions."""
    from decimal import ROUND_HALF_UP, Decimal

    found, exact, before = [], Decimal(0), 0
    for text in shares:
        name, colon, part = text.partition(":")
        if colon:
            exact += Decimal(part.strip())
            upto = min(int((exact * FULL_SHARE).to_integral_value(ROUND_HALF_UP)), FULL_SHARE)
            name, before = f"{name}:{percent(upto - before)}", upto
        found.append(name)
    return found


def total(shares: Mapping[str, int | None]) -> int:
    """The sum of the shares that were given."""
    return sum(share for share in shares.values() if share is not None)


def check_total(what: str, shares: Mapping[str, int | None]) -> None:
    """Raises Invalid for more than 100 % together; less is legal and leaves a part that no share allocates."""
    if total(shares) > FULL_SHARE:
        given = ", ".join(f"{name}:{percent(share)}" for name, share in shares.items() if share is not None)
        raise Invalid(what, given, f"add up to {percent(total(shares))} %", "shares of at most 100 % together")


def portion(minor: int, share: int) -> int:
    """The part of an amount that a share gives, rounded, halves away from zero."""
    return rounded(minor * share, FULL_SHARE)


def split(minor: int, shares: Sequence[int]) -> list[int]:
    """`minor` divided by `shares` (at most 100 % together): a part for each, and last the part that no share allocates.

    Each part is the rounded sum of the shares up to and including it (halves away from zero), less that of the shares
    before it. So the parts sum to `minor` exactly, each is within one minor unit of its share, and none has the
    opposite sign.
    """
    parts, before, reached = [], 0, 0
    for share in shares:
        reached += share
        upto = portion(minor, reached)
        parts.append(upto - before)
        before = upto
    return [*parts, minor - before]
