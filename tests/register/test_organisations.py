"""Organisations: names, aliases, roles, contacts; one takes over another."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from factories import Walk

from tracker import tables
from tracker.errors import Conflict, Invalid, NotFound
from tracker.register.parties.contacts import ContactFacts
from tracker.register.parties.organisations import OrganisationFacts
from tracker.register.register import Register
from tracker.register.roles import give_role
from tracker.rules.structure import TABLES, referring

if TYPE_CHECKING:
    from conftest import Read, Run, Write

IDB = OrganisationFacts("IDB", "Inter-American Development Bank", "development bank", roles=("donor",))
CIDA = OrganisationFacts("CIDA", "Canadian International Development Agency", "bilateral agency", country="Canada")
GAC = OrganisationFacts("GAC", "Global Affairs Canada", "bilateral agency", country="CA")


def ids(register: Register, *codes: str) -> list[int]:
    return register.codes.ids("organisation", codes)


def aliases(register: Register, code: str) -> list[tuple[str, str | None, str | None]]:
    (identity,) = ids(register, code)
    table = tables.organisation_alias
    rows = register.organisations.rows(table, table.c.organisation_id == identity)
    return [(row["alias"], row["valid_from"], row["valid_until"]) for row in rows]


def test_a_parent_may_stand_anywhere_in_the_same_list(write: Write) -> None:
    with write() as register:
        child = OrganisationFacts("JSF", "Japan Special Fund", "trust fund", parent="idb")
        below = OrganisationFacts("JSF-2", "Its window", "trust fund", parent="JSF")
        fund, window, bank = register.organisations.add([child, below, IDB])
        assert register.organisations.row(window)["parent_id"] == fund
        assert register.organisations.row(fund)["parent_id"] == bank


def test_nobody_is_above_itself(write: Write) -> None:
    with pytest.raises(Conflict), write() as register:
        register.organisations.add([IDB._replace(parent="CIDA"), CIDA._replace(parent="IDB")])
    with write() as register:
        bank, _ = register.organisations.add([IDB, CIDA._replace(parent="IDB")])
        with pytest.raises(Conflict):
            register.organisations.edit(bank, {"parent": "CIDA"})


def test_what_is_written_is_read_as_meant(write: Write) -> None:
    facts = CIDA._replace(
        roles=("Donor",), names={"FR": " Agence  canadienne "}, member_from="1971", aliases=("ACDI", "EAO@1960..1968")
    )
    with write() as register:
        (identity,) = register.organisations.add([facts])
        row = register.organisations.row(identity)
        assert (row["country"], row["member_from"], row["kind"]) == ("CA", "1971", "bilateral agency")
        names = register.organisations.rows(tables.organisation_name)
        assert names == [{"organisation_id": identity, "language": "fr", "name": "Agence canadienne"}]
        assert aliases(register, "acdi") == [("ACDI", None, None), ("EAO", "1960", "1968")]


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        (IDB._replace(code="I D B"), Invalid),
        (IDB._replace(name=" "), Invalid),
        (IDB._replace(kind="bank of the moon"), Invalid),
        (IDB._replace(roles=("giver",)), Invalid),
        (IDB._replace(country="Atlantis"), NotFound),
        (IDB._replace(parent="NOBODY"), NotFound),
        (IDB._replace(member_from="2012-02-30"), Invalid),
        (IDB._replace(member_from="2013", member_until="2012"), Invalid),
        (IDB._replace(names={"spanish": "Banco"}), Invalid),
        (IDB._replace(aliases=("BID@2013..2012",)), Invalid),
        (IDB._replace(aliases=("BID@..",)), Invalid),
        (IDB._replace(name="a\x1b[2Jb"), Invalid),
        (CIDA, Conflict),
        (IDB._replace(code="cida"), Conflict),
        (IDB._replace(code="ACDI"), Conflict),
        (IDB._replace(aliases=("acdi",)), Conflict),
    ],
)
def test_what_cannot_stand_is_refused_and_nothing_is_written(
    write: Write, read: Read, facts: OrganisationFacts, error: type[Exception]
) -> None:
    with write() as register:
        register.organisations.add([CIDA._replace(aliases=("ACDI",))])
    with pytest.raises(error), write() as register:
        register.organisations.add([facts])
    with read() as reader:
        assert reader.value("SELECT count(*) FROM organisation") == 1


def test_editing_leaves_what_is_not_named_and_empties_what_is_emptied(write: Write) -> None:
    with write() as register:
        facts = CIDA._replace(note="closed in 2013", aliases=("ACDI", "EAO"), roles=("donor",))
        (identity,) = register.organisations.add([facts])
        before, after = register.organisations.edit(identity, {"name": "CIDA", "note": "", "aliases": ["ACDI@..2013"]})
        assert (before["note"], after["note"], after["country"]) == ("closed in 2013", None, "CA")
        assert after["version"] == before["version"] + 1
        assert aliases(register, "CIDA") == [("ACDI", None, "2013")]
        assert len(register.organisations.rows(tables.organisation_role)) == 1
        with pytest.raises(Conflict, match="changed by another user"):
            register.organisations.edit(identity, {"name": "x"}, expected_version=before["version"])


def test_a_renamed_organisation_answers_to_its_old_code(write: Write) -> None:
    with write() as register:
        (identity,) = register.organisations.add([CIDA])
        register.organisations.edit(identity, {"code": "ACDI"})
        assert ids(register, "cida", "acdi") == [identity, identity]
        register.organisations.edit(identity, {"code": "CIDA"})
        assert register.organisations.row(identity)["code"] == "CIDA"


def test_many_are_added_with_few_queries(write: Write) -> None:
    facts = [
        OrganisationFacts(f"O-{n}", f"Number {n}", "other", parent=f"O-{n // 10}" if n else None, aliases=(f"N{n}",))
        for n in range(300)
    ]
    with write() as register:
        added = register.organisations.add(facts)
        assert ids(register, "N299", "o-299") == [added[299], added[299]]
        with pytest.raises(Conflict):
            register.organisations.add([OrganisationFacts("n7", "taken", "other")])


def test_contacts_are_entered_once(write: Write) -> None:
    with write() as register:
        (identity,) = register.organisations.add([IDB])
        ana = ContactFacts("IDB", "Ana Pérez", "desk officer", "ana@iadb.org", "ES")
        assert register.contacts.enter([ana]) == 1
        assert register.contacts.enter([ana]) == 0
        assert register.contacts.enter([ContactFacts("IDB", "ana pérez", email="")]) == 1
        (row,) = register.contacts.rows(tables.contact)
        assert (row["name"], row["role"], row["email"], row["language"]) == ("Ana Pérez", "desk officer", None, "es")
        with pytest.raises(Invalid):
            register.contacts.enter([ContactFacts("IDB", "Bob", email="bob at home")])
        with pytest.raises(NotFound):
            register.contacts.remove(identity, "Bob")
        register.contacts.remove(identity, "Ana Pérez")
        assert register.contacts.rows(tables.contact) == []


def test_removing_says_what_refers_to_it(write: Write) -> None:
    with write() as register:
        bank, fund = register.organisations.add([IDB, OrganisationFacts("JSF", "Fund", "trust fund", parent="IDB")])
        with pytest.raises(Conflict, match=r"organisations under it \(1\)"):
            register.organisations.remove(bank)
        register.organisations.remove(fund)
        register.organisations.remove(bank)
        assert register.organisations.rows(tables.organisation) == []
        register.organisations.add([IDB])


def test_a_role_is_taken_back_while_nothing_stands_on_it(write: Write) -> None:
    with write() as register:
        (bank,) = register.organisations.add([IDB])
        give_role(register, [bank], "beneficiary")
        register.organisations.take_role(bank, "donor")
        with pytest.raises(NotFound):
            register.organisations.take_role(bank, "donor")


def told_at(register: Register, state: str, *, donor: int, project: int) -> int:
    """A conference in a series of its own that was told of the project with this donor and beneficiary."""
    add = register.organisations.insert
    (series,) = add(tables.series, [{"code": state.upper(), "name": state}])
    row = {"series_id": series, "sequence": 1, "code": f"{state.upper()}-1", "state": "planned", "currency": "USD"}
    (conference,) = add(tables.conference, [row])
    here = {"conference_id": conference, "project_id": project}
    add(tables.review, [here | {"title": "A", "status": "active", "answer": "updated", "lead_id": donor}])
    add(tables.share, [here | {"organisation_id": donor, "share": 400_000}])
    code = f"{state.upper()}-C"
    money = {"instrument": "grant", "role": "funding", "currency": "CAD", "donor_id": donor}
    (contribution,) = add(tables.contribution, [{"code": code, "project_id": project} | money])
    add(tables.funding, [here | {"contribution_id": contribution, "basis": "told", "committed": 100} | money])
    part = here | {"contribution_id": contribution, "organisation_id": donor, "share": 100_000}
    add(tables.earmark, [part])
    add(tables.participant, [{"conference_id": conference, "organisation_id": donor, "capacity": "donor"}])
    if state in ("closed", "open"):
        (register.conferences.close if state == "closed" else register.conferences.open)(conference)
    if state == "cancelled":
        register.conferences.edit(conference, {"state": state})
    return conference


STATES = ("planned", "open", "closed", "cancelled")


def test_merging_moves_what_stands_and_what_only_the_open_conference_was_told(write: Write) -> None:
    with write() as register:
        cida, gac = register.organisations.add([CIDA._replace(roles=("donor",), aliases=("ACDI",)), GAC])
        register.contacts.enter([ContactFacts("CIDA", "Ann")])
        add = register.organisations.insert
        (project,) = add(tables.project, [{"code": "P1", "title": "A", "lead_id": cida}])
        add(
            tables.beneficiary,
            [
                {"project_id": project, "organisation_id": one, "share": share}
                for one, share in ((cida, 400_000), (gac, 100_000))
            ],
        )
        closed = told_at(register, "closed", donor=cida, project=project)
        opened = told_at(register, "open", donor=cida, project=project)
    with write() as register:
        moved = register.organisations.merge(cida, gac)
        journal = register.journal.id
    assert moved == {
        "contributions": 2,
        "projects led": 1,
        "contacts": 1,
        "aliases": 1,
        "fundings of the open conference": 1,
        "reviews of the open conference": 1,
        "participants of the open conference": 1,
        "shares of the open conference": 1,
        "earmarks of the open conference": 1,
        "projects that benefit it": 1,
    }
    with write() as register:
        assert ids(register, "CIDA", "acdi") == [gac, gac]
        rows = register.organisations.rows
        donors = {row["conference_id"]: row["donor_id"] for row in rows(tables.funding)}
        assert donors == {closed: cida, opened: gac}
        assert {row["conference_id"]: row["organisation_id"] for row in rows(tables.share)} == {
            closed: cida,
            opened: gac,
        }
        assert {row["conference_id"]: row["organisation_id"] for row in rows(tables.earmark)} == donors
        assert {row["conference_id"]: row["organisation_id"] for row in rows(tables.participant)} == donors
        benefits = {row["organisation_id"]: (row["share"], row["former"]) for row in rows(tables.beneficiary)}
        assert benefits == {cida: (None, True), gac: (500_000, False)}
        with pytest.raises(Conflict, match="is already merged into GAC"):
            register.organisations.merge(cida, gac)
        with pytest.raises(Conflict):
            register.organisations.merge(gac, gac)
    with write() as register:
        register.journal.undo(journal)
    with write() as register:
        assert ids(register, "CIDA", "acdi") == [cida, cida]
        assert {row["organisation_id"] for row in register.organisations.rows(tables.earmark)} == {cida}


def test_merging_leaves_nothing_behind_but_what_conferences_were_told(write: Write) -> None:
    with write() as register:
        cida, gac = register.organisations.add([CIDA._replace(names={"fr": "ACDI", "es": "ACDI"}), GAC])
        register.organisations.edit(gac, {"names": {"fr": "Affaires mondiales Canada"}})
        add = register.organisations.insert
        (project,) = add(tables.project, [{"code": "P1", "title": "A"}])
        add(tables.beneficiary, [{"project_id": project, "organisation_id": cida}])
        held = {state: told_at(register, state, donor=cida, project=project) for state in STATES}
        meetings = register.organisations.rows(tables.conference)
        hosted = [(row, {"host_id": cida}) for row in meetings if row["state"] != "closed"]
        register.organisations.update(tables.conference, hosted)
        days = {"sent": date(2013, 1, 2), "due": date(2013, 1, 15)}
        asked = {"role": "donor", "language": "en", "name": "a.xlsx", "state": "asked"}
        add(tables.request, [asked | days | {"organisation_id": cida, "conference_id": held["closed"]}])
        took_part = {"conference_id": held["open"], "organisation_id": gac, "capacity": "donor", "people": "Bea"}
        add(tables.participant, [took_part])
        row = next(row for row in register.organisations.rows(tables.participant) if row["organisation_id"] == cida
                   and row["conference_id"] == held["open"])  # fmt: skip
        register.organisations.update(tables.participant, [(row, {"people": "Ann"})])
    with write() as register:
        moved = register.organisations.merge(cida, gac)
        journal = register.journal.id
    assert moved["conferences hosted"] == 3
    assert moved["requests"] == 1
    assert moved["names"] == 1
    assert moved["fundings of the open conference"] == 1
    with write() as register:
        rows = register.organisations.rows
        for name, column in referring("organisation"):
            table = tables.metadata.tables[name]
            left = rows(table, table.c[column] == cida)
            at = {row["conference_id"] for row in left if "conference_id" in row}
            # Its own second name in a language, and the row that shares of conferences that are not open need.
            assert held["open"] not in at
            assert not at or TABLES[name].told
            assert not left or at or name in ("organisation_name", "beneficiary")
        people = {row["people"] for row in rows(tables.participant) if row["conference_id"] == held["open"]}
        assert people == {"Bea; Ann"}
        names = {(row["organisation_id"], row["language"]): row["name"] for row in rows(tables.organisation_name)}
        assert names == {(gac, "fr"): "Affaires mondiales Canada", (gac, "es"): "ACDI", (cida, "fr"): "ACDI"}
    with write() as register:
        register.journal.undo(journal)
    with write() as register:
        assert {row["host_id"] for row in register.organisations.rows(tables.conference)} == {cida, None}


def test_of_two_requests_of_one_conference_one_stays_with_both_histories(write: Write) -> None:
    with write() as register:
        walk = Walk(register, "AMS-2013")
        for code, donor in (("P1", "OLD"), ("P2", "OLD"), ("P2", "NEW"), ("P3", "NEW")):
            walk.money(code, donor, "USD", 100)
        meeting = register.codes.conference("AMS-2013")
        days = {"sent": date(2013, 1, 2), "due": date(2013, 1, 15)}
        asked = days | {"conference_id": meeting.id, "role": "donor", "language": "en", "name": "a.xlsx"}
        answered = {"state": "answered", "answered": date(2013, 1, 9), "source": "a mail"}
        old, new = register.organisations.insert(
            tables.request,
            [
                asked | answered | {"organisation_id": walk.organisation("OLD")},
                asked | {"state": "asked", "organisation_id": walk.organisation("NEW"), "due": date(2013, 1, 20)},
            ],
        )
        told = [(old, "P1", "updated"), (old, "P2", "declined"), (new, "P2", "asked"), (new, "P3", "asked")]
        register.organisations.insert(
            tables.request_project,
            [{"request_id": one, "project_id": walk.project(code), "answer": said} for one, code, said in told],
        )
    with write() as register:
        gone, stays = ids(register, "OLD", "NEW")
        assert register.organisations.merge(gone, stays)["requests"] == 1
        journal = register.journal.id
    with write() as register:
        (row,) = register.organisations.rows(tables.request)
        kept = (row["id"], row["organisation_id"], row["state"], row["answered"], row["source"], row["due"])
        assert kept == (new, stays, "answered", date(2013, 1, 9), "a mail", date(2013, 1, 20))
        answers = register.requests.answers(new)
        assert [one["answer"] for one in answers] == ["updated", "declined", "asked"]
        # A form that was sent to the one answers the request of the other.
        found = register.requests.find(old, meeting.id, gone, "donor")
        assert found is not None
        assert found["id"] == new
    with write() as register:
        register.journal.undo(journal)
    with write() as register:
        assert len(register.organisations.rows(tables.request)) == 2


def test_the_name_of_an_organisation_that_was_merged_is_read_as_its_code_is(run: Run, tmp_path: Path) -> None:
    run('series add TST --name "Test"')
    run("conference add TST-2013 --start 2013-02-01 --currency USD")
    run("conference open TST-2013")
    for code, name in (("OLD", "Old Agency for Development"), ("MID", "Middle Agency"), ("NEW", "New Ministry")):
        run(f'organisation add {code} --name "{name}" --kind "bilateral agency" --no-input')
    run('organisation edit OLD --name-in fr "Ancienne agence"')
    run('project add P1 --title X --status active --donor OLD --committed "300000 USD" --no-input')
    run("organisation merge OLD --into MID --yes")
    run("organisation merge MID --into NEW --yes")
    for name in ("Old Agency for Development", "ancienne agence", "Middle Agency", "OLD", "New Ministry"):
        sheet = tmp_path / "sheet.csv"
        sheet.write_text(f'project,donor,committed,currency\nP1,"{name}",350000,USD\n', encoding="utf-8")
        said = run(f"import {sheet} --dry-run")
        assert "committed 300,000.00 USD -> 350,000.00 USD" in said.out
        assert name == "OLD" or f"{name} read as NEW" in said.err
    # What another one is called now names that.
    run('organisation add OTHER --name "Middle Agency" --kind other --no-input')
    sheet.write_text('project,donor,committed,currency\nP1,"Middle Agency",350000,USD\n', encoding="utf-8")
    assert "Middle Agency read as OTHER" in run(f"import {sheet} --dry-run", status=1).err


def test_merging_with_its_own_parent(write: Write) -> None:
    with write() as register:
        gac, cida = register.organisations.add([GAC._replace(parent="CIDA"), CIDA])
        register.organisations.merge(cida, gac)
        assert register.organisations.row(gac)["parent_id"] is None
