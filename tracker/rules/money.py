"""Amounts of money: whole minor units with an ISO 4217 code, parsed from and written as text without a float.

The grammar of an amount, as a person types it (letters in either case, spaces optional)::

    amount   = ["="] [sign] [unit] [sign] number [unit] [":" reason]
    sign     = "+" | "-"                  at most one; a signed amount is relative, unless "=" says that it is absolute
    unit     = [power] [currency]         in any order; each at most once, before or after the number
    currency = three letters of ISO 4217, or a sign or name of money: "€", "US$", "euros", "US dollars"
    power    = "k" | "m" | "bn" | a word such as "million", "mio", "millones"; with a number without separators
    number   = digits ["." digits], the thousands apart by commas or by (no-break) spaces, or not at all

    400000 EUR     EUR 400,000.00     1 000 000 EUR     1.5m USD     3 million USD     €200000     =-50,000 USD

A comma is never a decimal point and a point never separates thousands: ambiguous numbers are refused. A sign shared by
several currencies is accepted only where the currency is known from elsewhere.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tracker.errors import Invalid
from tracker.rules.codes import nearest
from tracker.rules.decimals import perhaps_thousands
from tracker.rules.text import fold, line
from tracker.rules.units import LETTERS, SCALES, THOUSAND_OR_MILLION, Unit, either, unit_at, words_of

MAX_MINOR = 10**17  # so that sums of ninety still fit 64 bits; the tables have the same bound
_BESIDE = r"[^0-9=+\-\x00-\x1f]*?"
_SHAPE = re.compile(rf"(=)? *([+-])? *({_BESIDE}) *([+-])? *([0-9](?:[0-9., ]*[0-9])?) *({_BESIDE})")
_COUPLED = re.compile(r"(k|m|bn)([a-z]{3})", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?|[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?: [0-9]{3})+)(\.[0-9]+)?")
_PLAIN = re.compile(r"(-?[0-9]{1,12})(?:\.([0-9]+))?")
_DECIMAL_COMMA = re.compile(r"[0-9]{1,3}(?:[. ][0-9]{3})+,[0-9]+|[0-9]+,[0-9]{1,2}|0,[0-9]+")
_POINTED_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_SAME = str.maketrans({"\xa0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "−": "-"})
_EXAMPLES = "400000 EUR, EUR 400,000.00, 1.5m USD or +300000 EUR"
_NO_AMOUNT = "is not an amount of money"
_LONGEST = 80


class Amount(NamedTuple):
    """`minor` whole minor units of `currency`; `relative`: to be added to the existing amount; `reason` as typed."""

    minor: int
    currency: str
    relative: bool
    reason: str | None


def parse_amount(what: str, text: str, exponents: Mapping[str, int], currency: str | None = None) -> Amount:
    """An amount, by the grammar of this module; `exponents` gives the decimals of every known currency.

    Without a currency in the text it is `currency`, which must be known. The caller must check whether the text gives
    another currency, and whether the reason is in the vocabulary. Raises Invalid for anything ambiguous, for more
    decimals than the currency has, and beyond 10**17 minor units either way.
    """
    head, colon, tail = text.partition(":")
    head = head.translate(_SAME).strip()
    match = _SHAPE.fullmatch(head) if len(head) <= _LONGEST else None
    if match is None:
        raise Invalid(what, text, _NO_AMOUNT, _EXAMPLES)
    absolute, sign, before, inner_sign, number, after = (part or "" for part in match.groups())
    if sign and inner_sign:
        raise Invalid(what, text, "has two signs", _EXAMPLES)
    words = [*_words(before, exponents), *_words(after, exponents)]
    unit = _unit(what, text, words, exponents)
    code = _code(what, text, words, unit, currency)
    if code not in exponents:
        raise _unknown(what, text, code, exponents)
    suffix = next((word for word in words if fold(word) in SCALES or word in LETTERS), " ".join(words))
    minor = _minor(what, text, number, exponents[code], currency=code, suffix=suffix, power=unit.power)
    signs = sign + inner_sign
    reason = line(f"{what}, reason", tail) if colon else None
    return Amount(-minor if signs == "-" else minor, code, bool(signs) and not absolute, reason)


class Rounded(NamedTuple):
    """Whole minor units of a plain decimal; `inexact` where it had more decimals than the currency has."""

    minor: int
    inexact: bool


def from_decimal(what: str, text: str, exponent: int, currency: str = "the currency") -> int:
    """Minor units from a column of plain decimals: "-1000000.5", "1,000,000.50".

    No currency, suffix or plus sign. Raises Invalid as parse_amount does.
    """
    plain = _PLAIN.fullmatch(text)
    if plain and len(fraction := plain[2] or "") <= exponent:
        return int(plain[1] + fraction.ljust(exponent, "0"))
    number, negative = _plain_number(what, text)
    minor = _minor(what, text, number, exponent, currency=currency)
    return -minor if negative else minor


def from_converted(what: str, text: str, exponent: int, currency: str, *, certain: bool) -> Rounded:
    """The same for a number that a conversion may have given more decimals than the currency has: rounded half up.

    Three decimals that could be thousands are only rounded if they are `certain` to be decimals. Raises Invalid as
    from_decimal does for anything else.
    """
    plain = _PLAIN.fullmatch(text)
    if plain and len(fraction := plain[2] or "") <= exponent:
        return Rounded(int(plain[1] + fraction.ljust(exponent, "0")), False)
    number, negative = _plain_number(what, text)
    if not _NUMBER.fullmatch(number) or (not certain and perhaps_thousands(number)):
        minor, inexact = _minor(what, text, number, exponent, currency=currency), False
    else:
        minor, inexact = round_half_up(re.sub("[, ]", "", number), exponent)
        if minor > MAX_MINOR:
            raise Invalid(what, text, "is too large", f"at most {human(MAX_MINOR, exponent)}")
    return Rounded(-minor if negative else minor, inexact)


def round_half_up(number: str, exponent: int) -> Rounded:
    """The minor units nearest to a plain decimal, which may have a leading sign; halves away from zero."""
    digits = number.lstrip("+-")
    whole, _, fraction = digits.partition(".")
    minor = int((whole or "0") + fraction[:exponent].ljust(exponent, "0"))
    rest = fraction[exponent:]
    minor += rest[:1] >= "5"
    return Rounded(-minor if number.startswith("-") else minor, bool(rest.strip("0")))


def _plain_number(what: str, text: str) -> tuple[str, bool]:
    """The digits of a number with its separators, and whether it is negative."""
    given = text.translate(_SAME).strip()
    number = given.removeprefix("-")
    if len(given) > _LONGEST or not re.fullmatch(r"[0-9][0-9., ]*", number):
        raise Invalid(what, text, "is not a plain number", "1000000.50 or 1,000,000.50")
    return number, number != given


def decimal_text(minor: int, exponent: int) -> str:
    """The plain decimal with exactly the currency's decimals: 100000000 with two is "1000000.00"."""
    text = str(minor)
    # Lists have many amounts, and most of them only need a point inserted.
    if 0 < exponent < len(text) and minor > 0:
        return f"{text[:-exponent]}.{text[-exponent:]}"
    return _written(minor, exponent, "")


def human(minor: int, exponent: int) -> str:
    """The same with thousands separators, for display: "1,000,000.00"."""
    return _written(minor, exponent, ",")


def _written(minor: int, exponent: int, separator: str) -> str:
    whole, rest = divmod(abs(minor), 10**exponent)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole:{separator}}.{rest:0{exponent}}" if exponent else f"{sign}{whole:{separator}}"


def _minor(
    what: str,
    text: str,
    number: str,
    exponent: int,
    *,
    currency: str = "the currency",
    suffix: str = "",
    power: int = 0,
) -> int:
    if not _NUMBER.fullmatch(number):
        raise Invalid(what, text, *_misplaced(number))
    plain = re.sub("[, ]", "", number)
    if power and plain != number:
        # "1,234m" may mean either, and one is a thousand times the other.
        right = f"{plain}{' ' * (len(suffix) > 2)}{suffix}, or with a point before the decimals"
        raise Invalid(what, text, f"separates thousands before {suffix!r}", right)
    whole, _, fraction = plain.partition(".")
    zeros = exponent + power - len(fraction)
    if zeros < 0:
        right = f"at most {exponent} decimals" if exponent else "no decimals"
        if not power and len(fraction) == 3:
            right += f"; if thousands are meant, {whole}{fraction}"
        raise Invalid(what, text, f"has more decimals than {currency} has", right)
    minor: int = int(whole + fraction) * 10**zeros
    if minor > MAX_MINOR:
        raise Invalid(what, text, "is too large", f"at most {human(MAX_MINOR, exponent)}")
    return minor


def _words(beside: str, exponents: Mapping[str, int]) -> list[str]:
    """The words before or after a number: codes in capitals, separated from a letter that means a power."""
    found: list[str] = []
    for word in words_of(beside):
        coupled = _COUPLED.fullmatch(word)
        if word.upper() in exponents:
            found.append(word.upper())
        elif coupled and coupled[2].upper() in exponents:
            found += [coupled[1].lower(), coupled[2].upper()]
        else:
            found.append(word.lower() if word in ("K", "M") else word)
    return found


def _unit(what: str, text: str, words: Sequence[str], exponents: Mapping[str, int]) -> Unit:
    """The unit given by all words beside a number. Raises Invalid."""
    if sum(word in exponents for word in words) > 1:
        raise Invalid(what, text, "names two currencies", _EXAMPLES)
    found = unit_at(words, exponents)
    if isinstance(found, Unit):
        return found
    if found == THOUSAND_OR_MILLION:
        raise Invalid(what, text, found, _EXAMPLES)
    for place, word in enumerate(words):
        others = [*words[:place], *words[place + 1 :]]
        if re.fullmatch("[A-Za-z]{3}", word) and word not in exponents and isinstance(unit_at(others, exponents), Unit):
            raise _unknown(what, text, word.upper(), exponents)
    raise Invalid(what, text, _NO_AMOUNT, _EXAMPLES)


def _code(what: str, text: str, words: Sequence[str], unit: Unit, currency: str | None) -> str:
    """The currency of an amount, whose words may not determine it. Raises Invalid."""
    if currency is not None and (currency in unit.currencies or not unit.currencies):
        return currency
    if not unit.currencies:
        raise Invalid(what, text, "has no currency", "a currency beside it, such as 400000 USD")
    if len(unit.currencies) > 1:
        sign = " ".join(word for word in words if not {fold(word), word} & {*SCALES, *LETTERS})
        why = f"{sign} can mean {either(unit.currencies)}"
        raise Invalid(what, text, why, "the code of the currency, such as 400000 USD")
    return next(iter(unit.currencies))


def _unknown(what: str, text: str, code: str, exponents: Mapping[str, int]) -> Invalid:
    close = " or ".join(nearest(code, exponents)) or "a code of ISO 4217, such as USD"
    return Invalid(what, text, f"{code} is not a known currency", close)


def _misplaced(number: str) -> tuple[str, str]:
    """Why the commas, points and spaces of a number are wrong, and what would be valid."""
    if _DECIMAL_COMMA.fullmatch(number):
        plain = re.sub("[. ]", "", number).replace(",", ".")
        return "has a decimal comma", f"{plain}: a point before the decimals, commas between thousands"
    if _POINTED_THOUSANDS.fullmatch(number):
        return "has points between thousands", f"{number.replace('.', ',')} or {number.replace('.', '')}"
    return "is not separated into thousands", "1234567.89 or 1,234,567.89"


def hundredfold(was: int | None, now: int | None) -> bool:
    """Whether an amount becomes more than a hundred times, or less than a hundredth of, its old value.

    False where the old or the new amount is unknown or 0.
    """
    if not was or not now:
        return False
    less, more = sorted((abs(was), abs(now)))
    return more > 100 * less
