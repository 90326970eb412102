"""Dates and vocabularies in the languages in which the secretariat writes."""

from __future__ import annotations

from datetime import date

from tracker.insight.codes import Conference
from tracker.rules.languages import N_, Translate, translator

TEXTS = "request"
MONTHS = (
    *(N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June")),
    *(N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December")),
)


def words_in(language: str) -> Translate:
    """Return the translation from the English of a request to a language."""
    return translator(TEXTS, language)


def day_text(partial: str | date, language: str) -> str:
    """Return a date as in a letter, at its own precision: "15 January 2013", "enero de 2013", "1er mars 2013"."""
    year, month, day = (*str(partial).split("-"), "", "")[:3]
    return _joined(_day(day, language), _month(month, language), year, language)


def span_text(start: str | None, end: str | None, language: str) -> str:
    """Return a period, with the common part of both dates given once: "28–29 January 2013"."""
    if start is None or end is None or start == end:
        return day_text(start or end or "", language)
    if len(start) == len(end) == 10 and start[:4] == end[:4]:
        day, month = _day(start[8:], language), _month(start[5:7], language)
        if start[5:7] == end[5:7]:
            return f"{day}–{day_text(end, language)}"
        return f"{_joined(day, month, '', language)} – {day_text(end, language)}"
    return f"{day_text(start, language)} – {day_text(end, language)}"


def meeting_text(conference: Conference, place: str | None, language: str) -> str:
    """Return a conference as a letter names it: its title, date and place."""
    title = conference.title or conference.code
    when = span_text(conference.start_date, conference.end_date, language)
    return ", ".join(part for part in (title, "" if when in title else when, place) if part)


def _day(day: str, language: str) -> str:
    return "" if not day else "1er" if language == "fr" and day == "01" else day.removeprefix("0")


def _month(month: str, language: str) -> str:
    return words_in(language)(MONTHS[int(month) - 1]) if month else ""


def _joined(day: str, month: str, year: str, language: str) -> str:
    return (" de " if language == "es" else " ").join(part for part in (day, month, year) if part)
