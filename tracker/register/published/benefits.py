"""Beneficiaries and themes of published projects: themes by sector, and beneficiaries by country."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Table

from tracker import tables
from tracker.register.core import Collection, Row
from tracker.register.drafting.open_reports import OpenReports
from tracker.register.projects.projects import Projects
from tracker.register.published.publications import FieldConflict, MatchedProject, Publication
from tracker.register.published.publishing_state import PublishingState
from tracker.rules.shares import FULL_SHARE


class Benefits(Collection):
    """The themes and beneficiaries of a batch: each replaced as a whole, or left as a person entered it."""

    def __init__(self, publishing: PublishingState) -> None:
        super().__init__(publishing.register)
        self.publishing = publishing

    def take(self, batch: Sequence[Publication], known: Sequence[MatchedProject]) -> None:
        themes: dict[int, Sequence[str]] = {}
        shares: dict[int, dict[int, int | None]] = {}
        ids = [one.id for one in known if one.before is not None]
        old_themes: dict[int, list[Row]] = {one: [] for one in ids}
        old_shares: dict[int, list[Row]] = {one: [] for one in ids}
        for row in self.rows_in(tables.project_theme, "project_id", ids):
            old_themes[row["project_id"]].append(row)
        for row in self.rows_in(tables.beneficiary, "project_id", ids):
            if not row["former"]:
                old_shares[row["project_id"]].append(row)
        fresh_themes, fresh_shares = [], []
        for told, one in zip(batch, known, strict=True):
            mine = self._shares(told)
            if one.before is None:
                fresh_themes += [
                    {"project_id": one.id, "theme": theme, "is_primary": place == 0}
                    for place, theme in enumerate(told.themes)
                ]
                fresh_shares += [
                    {"project_id": one.id, "organisation_id": who, "share": share, "former": False}
                    for who, share in mine.items()
                ]
                continue
            current = sorted(old_themes[one.id], key=lambda row: (not row["is_primary"], row["theme"]))
            if told.themes and {(row["theme"], row["is_primary"]) for row in current} != {
                (theme, place == 0) for place, theme in enumerate(told.themes)
            }:
                now = [row["theme"] for row in current]
                if self._whole(tables.project_theme, current, told, "themes", now, told.themes):
                    themes[one.id] = told.themes
            benefits = {row["organisation_id"]: row["share"] for row in old_shares[one.id]}
            if mine and benefits != mine:
                was, now_told = ([self.codes.code("organisation", who) for who in which] for which in (benefits, mine))
                if self._whole(tables.beneficiary, old_shares[one.id], told, "beneficiaries", was, now_told):
                    shares[one.id] = mine
        self.insert(tables.project_theme, fresh_themes)
        if fresh_shares:
            Projects(self.register).add_beneficiaries(fresh_shares)
        self.publishing.changed.update(themes, shares)
        if themes:
            Projects(self.register).set_themes(themes)
        if shares:
            Projects(self.register).set_beneficiaries(shares)
        if themes or shares:
            edited: dict[int, Row] = {one: {} for one in {*themes, *shares}}
            OpenReports(self.register).follow_edits(edited, themes=set(themes), shares=set(shares))

    def _whole(
        self, table: Table, rows: Sequence[Row], told: Publication, what: str, was: Sequence[str], now: Sequence[str]
    ) -> bool:
        if self.publishing.overwrite or all(self.publishing.is_published(table, row) for row in rows):
            return True
        self.publishing.conflicts.append(FieldConflict(told.name, what, "; ".join(was), "; ".join(now)))
        return False

    def _shares(self, told: Publication) -> dict[int, int | None]:
        """Return the beneficiaries that the recipient countries mean, with shares that total 100 percent at most."""
        found: dict[int, int | None] = {}
        for country, share in told.recipients.items():
            who = self.publishing.organisations.of_country(country)
            if who is None:
                self.publishing.unmatched.append((told.name, country))
            else:
                found[who] = share
        over = sum(share or 0 for share in found.values()) - FULL_SHARE
        if 0 < over <= len(found):  # not more than rounding can add
            greatest = max(found, key=lambda who: found[who] or 0)
            found[greatest] = (found[greatest] or 0) - over
        elif over > 0:
            found = dict.fromkeys(found)
        return found
