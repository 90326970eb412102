"""Risks, in the vocabulary of ISO 31000: the level of a risk, from the likelihood of an event and its impact."""

from tracker.errors import Invalid
from tracker.rules.words import RISK_BANDS


def check_scale(what: str, value: int | str) -> int:
    """A likelihood or an impact: a whole number from 1 (least) to 5 (most); raises Invalid for anything else."""
    text = str(value).strip()
    if text not in ("1", "2", "3", "4", "5"):
        raise Invalid(what, value, "is not on the scale", "a whole number from 1 to 5")
    return int(text)


def score(likelihood: int, impact: int) -> int:
    """The product of the two, 1 to 25."""
    return likelihood * impact


def risk_level(score: int) -> str:
    """The band of a score: 1-4 low, 5-9 moderate, 10-15 high, 16-25 critical; raises Invalid outside 1-25."""
    for word, (first, last) in RISK_BANDS.items():
        if first <= score <= last:
            return word
    raise Invalid("risk score", score, "is not a product of likelihood and impact", "1 to 25")
