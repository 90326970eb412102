"""A data request that comes back filled in: what is told by it, what is refused, and what stays silent."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from conftest import Once, Read, Run
from office import all_converted, needs_office, recalculated
from request_forms import Edit, Values, filled, read, rows, told

from tracker.exchange.requests.sheets import TICKS, forms
from tracker.exchange.requests.words import span_text, words_in
from tracker.rules.text import fold
from tracker.rules.words import (
    DIRECTIONS,
    INDICATOR_MEASURES,
    INSTRUMENTS,
    LANGUAGES,
    REASONS,
    RISK_CATEGORIES,
    RISK_STATUSES,
    ROLES,
    STATUSES,
)

FUNDING = """
SELECT n.code, f.pledged, f.committed, f.disbursed, f.currency, f.instrument, f.source
FROM funding f JOIN contribution n ON n.id = f.contribution_id JOIN conference c ON c.id = f.conference_id
WHERE c.code = 'AMS-2013' ORDER BY n.code
"""
REVIEWS = """
SELECT p.code, r.title, r.status, r.progress, r.planned_end, r.answer, r.note, r.source
FROM review r JOIN project p ON p.id = r.project_id JOIN conference c ON c.id = r.conference_id
WHERE c.code = 'AMS-2013' ORDER BY p.code
"""


def source(row: int, sheet: str = "Projects") -> str:
    """Where a row of the form of IDB says something, as a person sees it."""
    return f"idb.xlsx, sheet {sheet}, row {row}, answer of IDB"


class Desk:
    """A secretariat that has sent its requests, in the folder where it works."""

    def __init__(self, run: Run, read: Read, folder: Path) -> None:
        self.run, self.read, self.folder = run, read, folder

    def answer(self, *edits: Edit, name: str = "idb.xlsx", sent: str = "IDB.xlsx", status: int = 0, **more: Any) -> str:
        """Take in a form with these cells filled in; all that the command says."""
        filled(self.folder / "out" / sent, self.folder / name, *edits, **more)
        said = self.run(f"import '{name}'", status=status)
        return said.out + said.err

    def all(self, sql: str) -> list[tuple[Any, ...]]:
        with self.read() as reader:
            return [tuple(row) for row in reader.all(sql)]

    def state(self) -> str:
        """How the request to IDB stands."""
        (line,) = (one for one in self.run("request status 2013 --format csv").out.splitlines() if one[:4] == "IDB,")
        return line.split(",")[10]

    def answers(self, organisation: str = "IDB") -> dict[str, str]:
        sql = f"""SELECT p.code, a.answer FROM request_project a JOIN request q ON q.id = a.request_id
JOIN project p ON p.id = a.project_id JOIN organisation o ON o.id = q.organisation_id
WHERE o.code = '{organisation}' ORDER BY p.code"""
        return dict(self.all(sql))


@pytest.fixture
def desk(caribbean: Run, once: Once, read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)

    @once
    def fill_it() -> None:
        told(caribbean, tmp_path)
        caribbean("request send 2013 --due 2013-02-15 -d out --language en")

    return Desk(caribbean, read, tmp_path)


def test_a_changed_cell_is_an_update_and_nothing_else_is_told(desk: Desk) -> None:
    said = desk.answer(
        ("P1 P1-IDB", {"Disbursed": 1_250_000.75, "Reason": "new money", "Progress": 55, "Note": "As agreed"}),
        ("P1 P1-IDB-2", {"Committed": 3_000_000}),
    )
    assert said == (
        "Table    New  Changed  As it was\n"
        "────────────────────────────────\n"
        "reports    0        2          0\n"
        "idb.xlsx, sheet Projects, row 2: project P1: progress 55, note As agreed;"
        " contribution P1-IDB of IDB: disbursed 1250000.75 USD, reason new money\n"
        "idb.xlsx, sheet Projects, row 3: contribution P1-IDB-2 of IDB: committed 3000000 JPY\n"
        "The request was marked for 1 project: `tracker request status` shows it.\n"
        "2 rows taken in. `tracker undo` takes all of it back.\n"
    )
    assert desk.all(FUNDING)[:2] == [
        ("P1-IDB", None, 100_000_000, 125_000_075, "USD", "grant", source(2)),
        ("P1-IDB-2", 5_000_000, 3_000_000, None, "JPY", "loan", source(3)),
    ]
    review = ("P1", "Risk management", "active", 55, "2014-12", "updated", "As agreed", source(2))
    assert desk.all(REVIEWS)[0] == review
    assert desk.all("SELECT measure, reason FROM reason") == [("disbursed", "new money")]
    assert desk.answers() == {"P1": "updated", "P2": "asked"}


def test_unchanged_is_a_confirmation_and_an_untouched_row_is_silence(desk: Desk) -> None:
    before = desk.all(FUNDING)
    desk.answer(("P1 P1-IDB", {"Answer": "unchanged"}), ("P1 P1-IDB-2", {"Answer": "unchanged"}))
    assert desk.answers() == {"P1": "confirmed unchanged", "P2": "asked"}
    assert [(row[0], row[5], row[7]) for row in desk.all(REVIEWS)] == [
        ("P1", "confirmed unchanged", source(2)),
        ("P2", "asked", "reports.csv, line 4"),
    ]
    kept = "SELECT c.code FROM review r JOIN conference c ON c.id = r.carried_from_id"
    assert desk.all(kept) == [("AMS-2012",)]
    assert [row[:-1] for row in desk.all(FUNDING)] == [row[:-1] for row in before]
    assert [row[-1] for row in desk.all(FUNDING)][:3] == [source(2), source(3), None]
    assert "P2       Single window    asked" in desk.run("request show IDB --at 2013").out


def test_not_reported_on_is_declined(desk: Desk) -> None:
    desk.answer(("P2 P2-IDB", {"Answer": "not reported on"}))
    assert desk.answers() == {"P1": "asked", "P2": "declined"}
    assert desk.all(REVIEWS)[1][5] == "declined"


def test_a_form_without_a_word_is_silence(desk: Desk) -> None:
    assert desk.answer() == "idb.xlsx: nothing was filled in; IDB has still not answered\n"
    assert desk.answers() == {"P1": "asked", "P2": "asked"}


@pytest.mark.parametrize("language", ["es", "fr"])
def test_the_words_of_the_lists_come_back_from_their_language(desk: Desk, language: str) -> None:
    desk.run(f"request send 2013 --again -d {language} --language {language}")
    es = language == "es"
    edits: list[Edit] = [
        ("P1 P1-IDB", {"Estado": "concluido", "Motivo": "fondos nuevos", "Desembolsado": 300_000})
        if es
        else ("P1 P1-IDB", {"État": "achevé", "Motif": "nouveaux fonds", "Décaissé": 300_000}),
        ("P2 P2-IDB", {"Respuesta": "sin cambios"} if es else {"Réponse": "INCHANGÉ"}),
        ("P1 I2", {"Valor actual": "sí"} if es else {"Valeur actuelle": "oui"}),
        ("P1 R1", {"Estado del riesgo": "ocurrido"} if es else {"État du risque": "survenu"}),
    ]
    desk.answer(*edits, sent=f"../{language}/IDB.xlsx")
    assert desk.all(REVIEWS)[0][2] == "completed"
    assert desk.all("SELECT measure, reason FROM reason") == [("disbursed", "new money")]
    assert desk.answers() == {"P1": "updated", "P2": "confirmed unchanged"}
    at = "JOIN conference c ON c.id = t.conference_id WHERE c.code = 'AMS-2013'"
    assert desk.all(f"SELECT t.actual FROM measurement t {at} ORDER BY t.indicator_id") == [("40",), ("yes",)]
    assert desk.all(f"SELECT t.status, t.note FROM assessment t {at}") == [("occurred", "Elections in May")]


def test_risks_results_and_milestones(desk: Desk) -> None:
    said = desk.answer(
        ("P1 R1", {"Likelihood": 4, "Note": "They were held"}),
        ("P1 I1", {"Value now": 30.5, "Note": "Five ports"}),
        ("P1 M1", {"Reached": "2012-11"}),
    )
    assert said.startswith(
        "Table              New  Changed  As it was\n"
        "──────────────────────────────────────────\n"
        "reports              0        1          0\n"
        "assessments          0        1          0\n"
        "measurements         0        1          0\n"
        "milestone reports    0        1          0\n"
    )
    at = "JOIN conference c ON c.id = t.conference_id WHERE c.code = 'AMS-2013'"
    assert desk.all(f"SELECT t.likelihood, t.impact, t.note, t.source FROM assessment t {at}") == [
        (4, 4, "They were held", source(2, "Risks"))
    ]
    assert desk.all(f"SELECT t.actual, t.note FROM measurement t {at} ORDER BY t.indicator_id") == [
        ("30.5", "Five ports"),
        ("no", None),
    ]
    assert desk.all(f"SELECT t.reached FROM milestone_report t {at}") == [("2012-11",)]
    assert desk.answers()["P1"] == "updated"


def test_a_new_project_gets_a_code_that_is_said(desk: Desk) -> None:
    row = {"Title": "Puertos seguros", "Status": "proposed", "Start": "2013-06", "Pledged": 1_500_000.5}
    edits: list[Edit] = [
        ("new", row | {"Beneficiaries": "jm-customs; BB-CUSTOMS", "Instrument": "loan", "Currency": "EUR"})
    ]
    said = desk.answer(*edits)
    assert "row 5: 'Puertos seguros' is a new project and has the code IDB-2013-1\n" in said
    assert desk.all(REVIEWS)[0] == ("IDB-2013-1", "Puertos seguros", "proposed", None, None, "updated", None, source(5))
    assert desk.all(FUNDING)[0] == ("IDB-2013-1-IDB", 150_000_050, None, None, "EUR", "loan", source(5))
    assert desk.answer(*edits).startswith("Nothing to change: 1 row")
    more = desk.answer(*edits, ("new", {"Title": "Another", "Status": "proposed"}))
    assert "has the code IDB-2013-2" in more and "has the code IDB-2013-1" not in more
    assert desk.state() == "partly"


RISK = {"Project": "P1", "What may happen": "A hurricane", "Category": "environmental", "Likelihood": 2, "Impact": 5}
STEP = {"Project": "P2", "Step": "Law passed", "Planned": "2013-06", "Note": "In parliament"}
SIGN = {
    **{"Project": "Single window", "Outcome": "Less paper", "What is measured": "Forms on paper", "Measure": "number"},
    **{"Unit": "forms", "Better is": "down", "Baseline": 40, "Target": 2, "Value now": 31},
}


def test_new_risks_milestones_and_indicators_are_said_for_whom(desk: Desk) -> None:
    edits: list[Edit] = [
        ("new", RISK),
        ("new", STEP),
        ("new", SIGN),
        ("new", SIGN | {"Outcome": "less  paper", "What is measured": "Visits", "Value now": ""}),
    ]
    said = desk.answer(*edits)
    assert (
        "idb.xlsx, sheet Results, row 4: new indicator I1 of P2: title Forms on paper, measure number, unit forms,"
        " direction down, baseline 40, target 2, outcome O1, actual 31\n"
        "idb.xlsx, sheet Results, row 4: new outcome O1 of P2: Less paper\n"
        "idb.xlsx, sheet Results, row 5: new indicator I2 of P2: title Visits, measure number, unit forms,"
        " direction down, baseline 40, target 2, outcome O1\n"
        "idb.xlsx, sheet Risks, row 3: new risk R2 of P1: event A hurricane, category environmental,"
        " likelihood 2, impact 5\n"
        "idb.xlsx, sheet Milestones, row 3: new milestone M1 of P2: title Law passed, planned date 2013-06,"
        " note In parliament\n"
    ) in said
    assert desk.all("SELECT code, event, category FROM risk ORDER BY code")[1] == ("R2", "A hurricane", "environmental")
    assert desk.all("SELECT likelihood, impact, source FROM assessment WHERE likelihood = 2") == [
        (2, 5, source(3, "Risks"))
    ]
    assert desk.all("SELECT code, planned_date, first_planned FROM milestone ORDER BY id DESC")[0] == (
        *("M1", "2013-06", "2013-06"),
    )
    assert desk.all("SELECT note FROM milestone_report WHERE note IS NOT NULL") == [("In parliament",)]
    assert desk.all("SELECT title, level FROM outcome ORDER BY id DESC")[0] == ("Less paper", "outcome")
    assert desk.all("SELECT code, title, baseline, target, direction FROM indicator ORDER BY id")[2:] == [
        ("I1", "Forms on paper", "40", "2", "down"),
        ("I2", "Visits", "40", "2", "down"),
    ]
    assert desk.all("SELECT actual, source FROM measurement WHERE actual = '31'") == [("31", source(4, "Results"))]
    assert desk.answers() == {"P1": "updated", "P2": "updated"}
    assert desk.answer(*edits).startswith("Nothing to change: ")
    changed: Edit = ("new", RISK | {"Category": "political", "Impact": 4})
    said = desk.answer(changed, status=1)
    assert "row 3, Category 'political' was unknown in the form that was sent, but is environmental now" in said
    assert "row 3, Impact '4' was unknown in the form that was sent, but is 5 now" in said


def test_a_new_project_brings_its_objective_its_themes_and_its_risks(desk: Desk) -> None:
    edits: list[Edit] = [
        ("new", {"Title": "Ports", "Status": "proposed", "Objective": "Safe ports", "Themes": "Risk Management"}),
        ("new", RISK | {"Project": "ports"}),
        ("P1 P1-IDB", {"Objective": "Fewer checks", "Themes": "single-window; risk-management"}),
    ]
    said = desk.answer(*edits)
    assert (
        "row 5: new project IDB-2013-1: title Ports, objective Safe ports, themes risk-management, status proposed;"
        " contribution IDB-2013-1-IDB of IDB: no amount is known\n"
    ) in said
    assert "row 2: project P1: objective Fewer checks, themes single-window; risk-management\n" in said
    assert "new risk R1 of IDB-2013-1: event A hurricane" in said
    told = "SELECT p.code, p.objective, t.theme FROM project p JOIN project_theme t ON t.project_id = p.id"
    assert desk.all(f"{told} WHERE t.is_primary ORDER BY p.code") == [
        ("IDB-2013-1", "Safe ports", "risk-management"),
        ("P1", "Fewer checks", "single-window"),
    ]
    assert desk.answer(*edits).startswith("Nothing to change: ")
    changed: Edit = ("new", RISK | {"Project": "ports", "Impact": 4})
    assert "row 3, Impact '4' was unknown in the form that was sent, but is 5 now" in desk.answer(
        *edits[:1], changed, status=1
    )
    desk.run("request send 2013 --again -d newer --language en")
    again = {row[0]: row[6:8] for row in rows(desk.folder / "newer" / "IDB.xlsx", "Projects")}
    assert again["P1"] == ("Fewer checks", "single-window; risk-management")
    assert desk.answer(sent="../newer/IDB.xlsx").endswith("nothing was filled in; IDB has still not answered\n")


def test_a_form_that_was_sent_without_new_rows_is_taken_in(desk: Desk) -> None:
    lately = {"Objective", "Themes", "Outcome", "Measure", "Better is", "Category"}

    def as_before(sheets: dict[str, Values]) -> None:
        gone: dict[str, set[int]] = {}
        for name in ("Projects", "Results", "Risks", "Milestones"):
            heading = sheets[name][0]
            gone[name.lower()] = {place for place, text in enumerate(heading) if text in lately}
            kept = [row for row in sheets[name] if name == "Projects" or row[1] != "new"]
            sheets[name] = [[cell for place, cell in enumerate(row) if heading[place] not in lately] for row in kept]
        for row in sheets["_tracker"]:
            if row[0] in ("sheet", "headings", "row"):
                row[:] = [cell for place, cell in enumerate(row) if place - 2 not in gone[row[1]]]

    edits: list[Edit] = [("P1 P1-IDB", {"Progress": 60}), ("P1 R1", {"Impact": 5}), ("P1 I1", {"Value now": 30})]
    desk.answer(*edits, ("new", {"Title": "Ports", "Status": "proposed"}), change=as_before)
    assert desk.all(REVIEWS)[1][3] == 60
    assert desk.all("SELECT impact FROM assessment WHERE likelihood = 3 ORDER BY 1 DESC")[0] == (5,)
    assert desk.answers() == {"P1": "updated", "P2": "asked"}
    assert desk.all(REVIEWS)[0][:2] == ("IDB-2013-1", "Ports")


def test_a_beneficiary_presents_a_project_too(desk: Desk) -> None:
    said = desk.answer(("new", {"Title": "Training", "Status": "proposed"}), sent="JM-CUSTOMS.xlsx")
    assert "'Training' is a new project and has the code JM-CUSTOMS-2013-1" in said
    assert "JM-CUSTOMS" in desk.run("project show JM-CUSTOMS-2013-1").out
    assert desk.all("SELECT count(*) FROM contribution WHERE code LIKE 'JM%'") == [(0,)]


def test_what_nobody_told_of_a_contribution_can_be_told_once(desk: Desk) -> None:
    desk.answer(("P2 P2-IDB", {"Instrument": "technical cooperation", "Currency": "usd", "Pledged": 200_000}))
    assert desk.all(FUNDING)[2] == ("P2-IDB", 20_000_000, None, None, "USD", "technical cooperation", source(4))
    locked = desk.answer(("P1 P1-IDB", {"Instrument": "loan", "Currency": "EUR"}), status=1)
    assert locked.startswith(
        "idb.xlsx, sheet Projects, row 2, Instrument 'loan' cannot be changed in this form. Use the"
        " value that was sent: grant.\n"
        "idb.xlsx, sheet Projects, row 2, Currency 'EUR' cannot be changed in this form. Use the"
        " value that was sent: USD.\n"
        "Error: 1 row cannot be taken in; nothing was written.\n"
    )


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    edits: list[Edit] = [
        ("P1 P1-IDB", {"Disbursed": 300_000, "Reason": "new money", "Note": "Paid"}),
        ("P1 R1", {"Impact": 5}),
        ("P2 P2-IDB", {"Answer": "unchanged"}),
    ]
    desk.answer(*edits)
    number = desk.all("SELECT max(journal_id) FROM change")
    assert desk.answer(*edits) == "Nothing to change: 2 rows say what the register says already.\n"
    assert desk.answer(*edits, name="idb (2).xlsx") == "Nothing to change: 2 rows say what the register says already.\n"
    assert desk.all("SELECT max(journal_id) FROM change") == number


def test_one_undo_makes_the_request_silent_again(desk: Desk) -> None:
    before = desk.all(REVIEWS), desk.all(FUNDING), desk.run("request status 2013").out
    desk.answer(("P1 P1-IDB", {"Disbursed": 300_000}), ("new", {"Title": "Ports", "Status": "proposed"}))
    desk.run("undo")
    assert (desk.all(REVIEWS), desk.all(FUNDING), desk.run("request status 2013").out) == before


def test_what_somebody_told_since_is_not_overwritten(desk: Desk) -> None:
    desk.run('report P1 --at 2013 --contribution P1-IDB --disbursed "400,000 USD" --status suspended')
    said = desk.answer(("P1 P1-IDB", {"Disbursed": 300_000, "Status": "suspended", "Progress": 50}), status=1)
    assert said.startswith(
        "idb.xlsx, sheet Projects, row 2, Disbursed '300000' was 250000.50 in the form that was sent, but is"
        " 400000.00 now, because it was reported since. Use 400000.00; if 300000.00 is correct, report it with"
        " `tracker report`.\n"
        "Error: 1 row cannot be taken in; nothing was written.\n"
    )
    desk.answer(("P1 P1-IDB", {"Disbursed": 400_000, "Progress": 50}))
    assert desk.all(REVIEWS)[0][2:4] == ("suspended", 50)
    desk.run("risk report P1/R1 --at 2013 --impact 1")
    said = desk.answer(("P1 R1", {"Impact": 5}), status=1)
    assert (
        "is 1 now, because it was reported since. Use 1; if 5 is correct, report it with `tracker risk report`." in said
    )


def test_an_older_form_after_a_newer_one(desk: Desk) -> None:
    desk.answer(("P1 P1-IDB", {"Disbursed": 300_000}))
    desk.run("request send 2013 --again -d newer --language en")
    desk.answer(("P1 P1-IDB", {"Disbursed": 350_000}), sent="../newer/IDB.xlsx", name="newer.xlsx")
    said = desk.answer(("P1 P1-IDB", {"Disbursed": 300_000}), status=1)
    assert "was 250000.50 in the form that was sent, but is 350000.00 now" in said
    assert desk.all(FUNDING)[0][3] == 35_000_000


def test_notes_of_two_who_answer_for_one_project_both_stand(desk: Desk) -> None:
    desk.answer(("P1", {"Note": "The hurricane"}), sent="JM-CUSTOMS.xlsx", name="jm.xlsx")
    edits: list[Edit] = [("P1 P1-IDB", {"Note": "Paid in March"}), ("P1 P1-IDB-2", {"Note": "Signed in May"})]
    desk.answer(*edits)
    assert desk.all(REVIEWS)[0][6] == "The hurricane\nPaid in March\nSigned in May"
    assert desk.answer(*edits).startswith("Nothing to change")


def test_an_answer_gives_way_to_no_weaker_one(desk: Desk) -> None:
    desk.answer(("P1 P1-IDB", {"Progress": 60}))
    desk.answer(("P1", {"Answer": "not reported on"}), sent="JM-CUSTOMS.xlsx", name="jm.xlsx")
    assert desk.all(REVIEWS)[0][5] == "updated"
    assert desk.answers("JM-CUSTOMS")["P1"] == "declined"


REFUSED: list[tuple[Edit, str]] = [
    (
        ("P1 P1-IDB", {"Committed": ""}),
        "row 2, Committed was emptied; it was 1000000.00, and an empty cell does not remove what was reported."
        " Give the old value, a new value, or a note that gives the reason.",
    ),
    (
        ("P1 P1-IDB", {"Project": "P9"}),
        "row 2, Project 'P9' does not belong to this form. Use what was sent: P1, P2.",
    ),
    (
        ("P1 P1-IDB", {"Contribution": "P1-CIDA"}),
        "row 2, Contribution 'P1-CIDA' does not belong to this form. Use what was sent: P1-IDB, P1-IDB-2.",
    ),
    (("P1 P1-IDB", {"Contribution": "P1-IDB-2"}), "row 3, Project 'P1' is already in row 2. Use each row once."),
    (
        ("P1 P1-IDB", {"Beneficiaries": "CIDA"}),
        "row 2, Beneficiaries 'CIDA' cannot be changed in this form. Use the value that was sent:"
        " BB-CUSTOMS; JM-CUSTOMS.",
    ),
    (
        ("P1 I1", {"Target": 20}),
        "sheet Results, row 2, Target '20' cannot be changed in this form. Use the value that was sent: 24.",
    ),
    (
        ("P1 P1-IDB", {"Answer": "perhaps"}),
        "row 2, Answer 'perhaps' is not an answer. Use unchanged or not reported on, or nothing.",
    ),
    (
        ("P1 P1-IDB", {"Answer": "not reported on", "Progress": 60}),
        "row 2, Answer 'not reported on' contradicts the row, which changes progress. Use one of the two.",
    ),
    (
        ("P1 P1-IDB", {"Progress": 0.45}),
        "row 2, Progress '0.45' is not a percentage. Use a whole number from 0 to 100.",
    ),
    (
        ("P1 P1-IDB", {"Committed": "100.005"}),
        "row 2, Committed '100.005' has more decimals than USD has."
        " Use at most 2 decimals; if thousands are meant, 100005.",
    ),
    (("P1 P1-IDB-2", {"Committed": "0,5"}), "row 3, Committed '0,5' has a decimal comma"),
    (("P1 P1-IDB", {"End": "2011"}), "row 2, End '2011' is before the start, 2012-03. Use 2012-03 or later."),
    (("P1 P1-IDB", {"End": "15/03/2015"}), "row 2, End '15/03/2015' is not written as an ISO date. Use 2015-03-15."),
    (("P1 P1-IDB", {"Status": "finished"}), "row 2, Status 'finished' is not valid"),
    (("P1 P1-IDB", {"Reason": "revision"}), "row 2, Reason 'revision' explains no amount of this row"),
    (("P1 R1", {"Likelihood": 6}), "sheet Risks, row 2, Likelihood '6' is not on the scale"),
    (
        ("new", {"Status": "proposed"}),
        "row 5, Title is empty, as is the code, so the row cannot be identified",
    ),
    (("new", {"Title": "single  window"}), "row 5, Title 'single  window' is the title of P2"),
    (("new", {"Title": "X", "Reason": "other"}), "row 5, Reason 'other' cannot be entered in the row of a new project"),
    (("new", RISK | {"Project": ""}), "sheet Risks, row 3, Project is empty. Give the code of a project"),
    (("new", RISK | {"Project": "P9"}), "sheet Risks, row 3, Project 'P9' is not a project of this form"),
    (("new", RISK | {"Category": ""}), "sheet Risks, row 3, Category is empty in the row of a new risk"),
    (("new", RISK | {"Category": "weather"}), "sheet Risks, row 3, Category 'weather' is not valid"),
    (("new", RISK | {"What may happen": "a change of  government"}), "is the title of P1/R1. Use the row of R1."),
    (("new", SIGN | {"Outcome": ""}), "sheet Results, row 4, Outcome is empty in the row of a new indicator"),
    (("new", SIGN | {"Better is": ""}), "sheet Results, row 4, Better is is missing"),
    (("new", SIGN | {"Last value": 3}), "Last value '3' cannot be entered in the row of a new indicator"),
    (("new", STEP | {"Step": ""}), "sheet Milestones, row 3, Step is empty in the row of a new milestone"),
    (("P1 P1-IDB", {"Themes": "gardening"}), "row 2, Themes 'gardening': There is no theme 'gardening'"),
    (("new", {"Title": "X"}), "row 5, Status is missing: IDB-2013-1 has not been reported to a conference yet"),
    (("new", {"Title": "X", "Status": "active", "Pledged": 5}), "row 5, Currency is not known of IDB-2013-1-IDB"),
]


def test_what_is_refused_by_name(desk: Desk) -> None:
    for edit, said in REFUSED:
        assert said in desk.answer(edit, status=1)
    assert desk.answers() == {"P1": "asked", "P2": "asked"}


def test_decimals_beyond_the_currency_are_rounded_and_said(desk: Desk) -> None:
    said = desk.answer(("P1 P1-IDB", {"Committed": 100.005}))
    assert "Committed: 1 amount rounded to the decimals of the currency, such as 100.005 to 100.01 USD (row 2)" in said


def test_rows_are_known_wherever_they_stand(desk: Desk) -> None:
    def shuffle(sheets: dict[str, Values]) -> None:
        heading, *lines = sheets.pop("Projects")
        order = random.Random(7)
        order.shuffle(lines)
        columns = list(range(len(heading)))
        order.shuffle(columns)
        title = [["Return of IDB"], [""]]
        sheets["Nuestros proyectos"] = title + [[row[place] for place in columns] for row in [heading, *lines]]

    desk.answer(("P1 P1-IDB", {"Progress": 60}), ("P2 P2-IDB", {"Answer": "unchanged"}), change=shuffle)
    assert desk.answers() == {"P1": "updated", "P2": "confirmed unchanged"}
    assert desk.all(REVIEWS)[0][3] == 60


def test_what_was_written_beside_the_form_is_said(desk: Desk) -> None:
    def beside(sheets: dict[str, Values]) -> None:
        sheets["Projects"][0].append("Our remarks")
        sheets["Projects"][1].append("see letter")
        del sheets["Risks"]

    said = desk.answer(("P1 P1-IDB", {"Progress": 60}), change=beside)
    assert (
        said.startswith("idb.xlsx, sheet Projects: column 'Our remarks' does not belong to the form, and is skipped\n")
        or (
            "idb.xlsx, sheet Projects: column 'Our remarks' does not belong to the form, and is skipped\n"
            "idb.xlsx: no sheet has the headings 'Project' and 'Risk' any more, so it contains no answers\n"
        )
        in said
    )


def test_somebody_who_declines_altogether(desk: Desk) -> None:
    label = "We do not report to this conference:"
    desk.answer(("-", {label: "yes"}))
    assert desk.answers() == {"P1": "declined", "P2": "declined"}
    assert desk.state() == "declined"
    assert "IDB" not in desk.run("request status 2013 --silent -q").out
    said = desk.answer(("-", {label: "yes"}), ("P1 P1-IDB", {"Progress": 60}), status=1)
    assert said == (
        "Error: idb.xlsx: declines to report, but also answers in these rows: Projects 2.\nRemove one of the two.\n"
    )
    assert "is neither yes nor empty" in desk.answer(("-", {label: "maybe"}), status=1)


def test_a_form_of_another_register_or_of_a_request_taken_back(desk: Desk) -> None:
    filled(desk.folder / "out" / "IDB.xlsx", desk.folder / "idb.xlsx", ("P1 P1-IDB", {"Progress": 60}))
    desk.run("undo")
    assert desk.run("import idb.xlsx", status=1).err == (
        "Error: idb.xlsx: answers a request to IDB before AMS-2013 that this register did not send.\n"
        "Was it sent from another register, or was the request taken back?\n"
    )


def test_a_form_of_a_closed_conference(desk: Desk) -> None:
    desk.run("conference close 2013 --accept 'nobody answered' --yes")
    said = desk.answer(("P1 P1-IDB", {"Progress": 60}), status=4)
    assert said.startswith(
        "Error: idb.xlsx answers a request before AMS-2013. AMS-2013 is closed, so its reports cannot change.\n"
    )


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_a_code_that_was_deleted_is_one_fault_of_its_row(desk: Desk) -> None:
    def forget(sheets: dict[str, Values]) -> None:
        sheets["Projects"][1][0] = ""

    said = desk.answer(("P1 P1-IDB", {"Progress": 60}), change=forget, status=1)
    assert "row 2, Title 'Risk management' is the title of P1" in said
    assert "there is no project" not in said and "Error: 1 row cannot be taken in" in said


def test_a_form_whose_hidden_sheet_was_damaged(desk: Desk) -> None:
    def damage(sheets: dict[str, Values]) -> None:
        del sheets["_tracker"][4]

    said = desk.answer(change=damage, status=1)
    assert "is a form of this program, but the sheet that identifies its rows was changed." in said


def test_refused_rows_can_be_left_out_and_their_projects_stay_unanswered(desk: Desk) -> None:
    filled(
        desk.folder / "out" / "IDB.xlsx",
        desk.folder / "idb.xlsx",
        ("P1 P1-IDB", {"Progress": 200}),
        ("P2 P2-IDB", {"Answer": "unchanged"}),
    )
    desk.run("import idb.xlsx --skip-refused", status=1)
    assert desk.answers() == {"P1": "asked", "P2": "confirmed unchanged"}


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("edits", "answer"),
    [
        ([("P1 P1-IDB", {"Disbursed": "lots"}), ("P1 P1-IDB-2", {"Committed": 3_000_000})], "updated"),
        ([("P1 P1-IDB", {"Progress": 200}), ("P1 P1-IDB-2", {"Answer": "unchanged"})], "confirmed unchanged"),
        ([("P1 P1-IDB", {"Progress": 200}), ("P1 R1", {"Impact": 5})], "updated"),
        ([("P1 P1-IDB", {"Progress": 200, "Note": "Late"}), ("P1 P1-IDB-2", {"Note": "Two"})], "updated"),
        ([("P1 P1-IDB", {"Answer": "unchanged"}), ("P1 R1", {"Impact": 9})], "confirmed unchanged"),
    ],
)
def test_the_sound_rows_of_a_project_answer_for_it_beside_a_refused_one(
    desk: Desk, edits: list[Edit], answer: str
) -> None:
    filled(desk.folder / "out" / "IDB.xlsx", desk.folder / "idb.xlsx", *edits)
    said = desk.run("import idb.xlsx --skip-refused", status=1).err
    assert "Error: 1 row of 2 was refused" in said
    assert desk.answers() == {"P1": answer, "P2": "asked"}
    assert desk.all(REVIEWS)[0][5:7] == (answer, "Two" if "Note" in edits[1][1] else None)


def _headings(english: Path, sent: Path) -> dict[str, dict[str, str]]:
    """By the English names of a sheet and of a heading: that heading in the form that was sent."""
    sheets = zip(read(english), read(sent), strict=True)
    return {name: dict(zip(values[0], theirs[0], strict=True)) for (name, _, values), (_, _, theirs) in sheets}


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Projects", "Results", "Risks", "Milestones"]),
        ("es", ["Proyectos", "Resultados", "Riesgos", "Hitos"]),
        ("fr", ["Projets", "Résultats", "Risques", "Jalons"]),
    ],
)
def test_the_refused_rows_of_a_form_come_back_as_that_form(desk: Desk, language: str, names: list[str]) -> None:
    desk.run(f"request send 2013 --again -d {language} --language {language}")
    called = _headings(desk.folder / "out" / "IDB.xlsx", desk.folder / language / "IDB.xlsx")

    def theirs(codes: str, sheet: str, cells: dict[str, Any]) -> Edit:
        return codes, {called[sheet][heading]: value for heading, value in cells.items()}

    edits = [
        theirs("P1 P1-IDB", "Projects", {"Disbursed": "lots", "Note": "As agreed"}),
        theirs("new", "Projects", {"Title": "Ports", "Status": "sunk", "Objective": "Safe ports", "Start": "2013"}),
        theirs("P1 I1", "Results", {"Value now": "many"}),
        theirs("new", "Results", SIGN | {"Better is": "sideways"}),
        theirs("P1 R1", "Risks", {"Likelihood": 9}),
        theirs("new", "Risks", RISK | {"Category": "weather"}),
        theirs("P1 M1", "Milestones", {"Reached": "soon"}),
        theirs("new", "Milestones", STEP | {"Planned": "whenever"}),
        theirs("P2 P2-IDB", "Projects", {"Answer": words_in(language)(TICKS[0])}),
    ]
    filled(desk.folder / language / "IDB.xlsx", desk.folder / "idb.xlsx", *edits)
    said = desk.run("import idb.xlsx --skip-refused", status=1).err
    assert "Error: 8 rows of 9 were refused: see idb.refused.xlsx.\n" in said
    assert said.count("idb.xlsx, sheet") == 9  # a fault of each, and what the sound one means
    refused = [(name, is_hidden, len(values)) for name, is_hidden, values in read(desk.folder / "idb.refused.xlsx")]
    assert refused[:-1] == [(name, False, 3) for name in names]
    assert refused[-1][:2] == ("_tracker", True)

    right = {"lots": 300_000, "sunk": "active", "many": 30, "sideways": "down", 9: 4, "weather": "environmental"}
    right |= {"soon": "2012-11", "whenever": "2013-06"}

    def mend(sheets: dict[str, Values]) -> None:
        for name in names:
            sheets[name] = [[right.get(cell, cell) for cell in row] for row in sheets[name]]

    filled(desk.folder / "idb.refused.xlsx", desk.folder / "mended.xlsx", change=mend)
    said = desk.run("import mended.xlsx").err
    assert "8 rows taken in." in said
    assert f"mended.xlsx, sheet {names[2]}, row 3: new risk R2 of P1: event A hurricane" in said
    assert "no sheet has the headings" not in said and "skipped" not in said
    assert desk.answers() == {"P1": "updated", "P2": "updated"}
    assert desk.all(FUNDING)[1][:4] == ("P1-IDB", None, 100_000_000, 30_000_000)
    assert desk.all("SELECT title, objective FROM project WHERE code = 'IDB-2013-1'") == [("Ports", "Safe ports")]
    assert desk.all("SELECT reached FROM milestone_report WHERE reached IS NOT NULL") == [("2012-11",)]
    assert desk.run("import mended.xlsx").err.startswith("Nothing to change: ")


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_refused_rows_of_a_form_need_a_workbook(desk: Desk) -> None:
    filled(desk.folder / "out" / "IDB.xlsx", desk.folder / "idb.xlsx", ("P1 P1-IDB", {"Progress": 200}))
    assert desk.run("import idb.xlsx --refused rest.csv", status=2).err.endswith(
        "Error: rest.csv cannot hold the rows of a form.\nName a file that ends with .xlsx.\n"
    )


def test_a_new_risk_that_is_refused_is_one_row_and_not_in_the_plan(desk: Desk) -> None:
    edits: list[Edit] = [("new", RISK | {"Category": "weather", "Impact": 6}), ("P2 P2-IDB", {"Answer": "unchanged"})]
    filled(desk.folder / "out" / "IDB.xlsx", desk.folder / "idb.xlsx", *edits)
    said = desk.run("import idb.xlsx --skip-refused", status=1).err
    assert "row 3, Category 'weather' is not valid" in said and "row 3, Impact '6' is not" in said
    assert "new risk" not in said
    assert "Error: 1 row of 2 was refused" in said
    assert desk.answers() == {"P1": "asked", "P2": "confirmed unchanged"}


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("way", ["xlsx", "ods", "ods and back"])
def test_libreoffice_keeps_all_by_which_a_form_is_known(desk: Desk, way: str) -> None:
    form = desk.folder / "out" / "IDB.xlsx"
    mine = filled(form, desk.folder / "idb.xlsx", ("P1 P1-IDB", {"Progress": 60}), ("P1 I2", {"Value now": "yes"}))
    clean, back = all_converted([form, mine], "xlsx" if way == "xlsx" else "ods")
    if way == "ods and back":
        clean = recalculated(clean)
    assert desk.run(f"import {clean}").err.endswith("nothing was filled in; IDB has still not answered\n")
    desk.run(f"import {back}")
    assert desk.answers() == {"P1": "updated", "P2": "asked"}
    assert rows(form, "Projects")[0][:3] == ("Project", "Title", "Status")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_tells_headings_and_words_apart(language: str) -> None:
    said = words_in(language)
    for role in ROLES:
        titles = [said(form.title) for form in forms(role)]
        assert len(set(titles)) == len(titles) and all(len(title) <= 31 for title in titles)
        for form in forms(role):
            headings = [fold(said(field.heading)) for field in form.fields]
            assert len(set(headings)) == len(headings)
            assert all(len(said(field.about)) <= 255 for field in form.fields)
    given = (STATUSES, INSTRUMENTS, REASONS, RISK_STATUSES, RISK_CATEGORIES, INDICATOR_MEASURES, DIRECTIONS, TICKS)
    for vocabulary in (*given, ("yes", "no")):
        words = [fold(said(word)) for word in vocabulary]
        assert len(set(words)) == len(words)
        assert language == "en" or all(said(word) != word for word in set(vocabulary) - {"no", "correction"})


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["15 January 2013", "March 2013", "2013", "28–29 January 2013", "28 January – 1 February 2013"]),
        ("es", ["15 de enero de 2013", "marzo de 2013", "2013", "28–29 de enero de 2013"]),
        ("fr", ["15 janvier 2013", "mars 2013", "2013", "28–29 janvier 2013", "28 janvier – 1er février 2013"]),
    ],
)
def test_dates_as_a_letter_has_them(language: str, said: list[str]) -> None:
    spans = [
        *(("2013-01-15", None), ("2013-03", None), ("2013", None), ("2013-01-28", "2013-01-29")),
        ("2013-01-28", "2013-02-01"),
    ]
    assert [span_text(start, end, language) for start, end in spans][: len(said)] == said


def test_whatever_stands_in_it_a_form_that_was_left_alone_says_nothing(desk: Desk) -> None:
    titles = ["=1+1", "'=x", "+5", "  @SUM(A1)", "00123", "1e5", "TRUE", "2013-03-01", "a\u00a0b", "Ǻ e\u0301 ñ 中 🚢"]
    amounts = ["0.01", "-0.07", "100000000000000.01", "99999999999999.99", "123456789012.35", "0"]
    Path("odd.csv").write_text(
        "code,title,start\n" + "".join(f'O{n},"{title}",2013-0{1 + n % 9}\n' for n, title in enumerate(titles)),
        encoding="utf-8",
    )
    Path("odd_c.csv").write_text(
        "code,project,donor,currency\n" + "".join(f"O{n}-C,O{n},CIDA,{'KWD' if n % 2 else 'USD'}\n" for n in range(10))
    )
    Path("odd_r.csv").write_text(
        "project,status,contribution,pledged,note\n"
        + "".join(f'O{n},active,O{n}-C,{amounts[n % 6]},"=A1\n\nsecond; line"\n' for n in range(10))
    )
    desk.run("import odd.csv odd_c.csv odd_r.csv --at 2013")
    desk.run("request send 2013 --due 2013-02-15 -d odd --to CIDA --language en")
    assert desk.run("import odd/CIDA.xlsx").err.endswith("nothing was filled in; CIDA has still not answered\n")
    said = desk.answer(
        ("O2", {"Pledged": "100,000,000,000,000.03"}), ("O1", {"Note": "Two\nlines"}), sent="../odd/CIDA.xlsx"
    )
    assert "reports    0        2          0" in said
    assert desk.all("SELECT pledged FROM funding WHERE pledged > 9999999999999999 AND currency = 'USD' ORDER BY 1") == [
        (10_000_000_000_000_001,),
        (10_000_000_000_000_003,),
    ]
    assert desk.all("SELECT r.note FROM review r JOIN project p ON p.id = r.project_id WHERE p.code = 'O1'") == [
        ("Two\nlines",)
    ]
