"""`tracker chart`: the figures of a picture are those of the list or comparison that it comes from."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from factories import ABSENT, Walk

from tracker import tables

if TYPE_CHECKING:
    from conftest import Once, Run, Write

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script> & \"quotes\" '{{datum}}' ]]> \u202eabc"
KINDS = ("bridge", "portfolio", "coverage", "tiles", "risk", "scorecard", "pledges", "trend", "outcomes")


@pytest.fixture
def told(write: Write, run: Run, once: Once) -> Run:
    """P1 to P3 at AMS-2012; at AMS-2013 P3 is gone and P4 is new; names are hostile. Some money has no rate."""

    @once
    def fill_it() -> None:
        with write() as register:
            walk = Walk(register, "AMS-2012", rates={"AMS-2012": {"EUR": "1.30"}})
            walk.conference("AMS-2013", start_date="2013-01-28", end_date="2013-02-01", rates={"EUR": "1.35"})
            walk.organisation("IDB", name=HOSTILE)
            walk.organisation("NORAD", name="N" * 80)
            for code, country in {"JM-CUSTOMS": "JM", "BB-CUSTOMS": "BB"}.items():
                identity = walk.organisation(code, kind="customs administration", country=country)
                register.journal.insert(
                    tables.organisation_role, [{"organisation_id": identity, "role": "beneficiary"}]
                )
            dates = {"planned_start": "2011", "planned_end": "2014-12-31"}
            for at in walk.conferences:
                walk.review("P1", at, title=HOSTILE, **dates)
            pledged = [{"pledged": 1_200_000_00, "interest": 50_00}, {"pledged": 1_200_000_00, "disbursed": 300_000_00}]
            walk.money("P1", "IDB", "USD", 1_000_000_00, 1_100_000_00, told=pledged, reason="new money")
            walk.money("P1", "EU", "EUR", 100_000_00, 70_000_00, told=[{"pledged": 100_000_00}, {"disbursed": -5_00}])
            walk.money("P2", "NORAD", "EUR", 200_000_00, 200_000_00, told=[{}, {"answer": "no answer"}])
            walk.money("P3", "IDB", "USD", 12_34)
            walk.money("P4", "JICA", "JPY", ABSENT, 5_000_000)
            for at in walk.conferences:
                walk.shares("P1", at, JM_CUSTOMS=60, BB_CUSTOMS=40)
                walk.shares("P2", at, JM_CUSTOMS=100)
                walk.theme("P1", at, "single-window")
                walk.theme("P2", at, "risk-management")
            goal = {"baseline": "48", "baseline_date": "2011", "target": "24", "target_date": "2014"}
            figures = {"AMS-2012": {"actual": "46"}, "AMS-2013": {"actual": "30"}}
            walk.part("indicator", "P1/I1", figures, title=HOSTILE, **goal)
            walk.part("indicator", "P2/I1", {"AMS-2013": {"actual": None}}, title="t" * 80)
            score = {"likelihood": 3, "impact": 3}
            walk.part("risk", "P1/R1", {"AMS-2012": score, "AMS-2013": score | {"impact": 5}})
            walk.part("risk", "P2/R1", {"AMS-2013": score})

    return run


Draw = Callable[..., "Drawn"]


class Drawn:
    """A picture that was written: its bytes, its texts and its description."""

    def __init__(self, path: Path) -> None:
        self.bytes = path.read_bytes()
        self.root = ET.fromstring(self.bytes)
        self.texts = ["".join(one.itertext()) for one in self.root.iter(f"{SVG}text")]
        self.title = next(self.root.iter(f"{SVG}title")).text or ""
        self.desc = next(one.text or "" for one in self.root.iter(f"{SVG}desc"))


@pytest.fixture
def draw(told: Run, tmp_path: Path) -> Draw:
    """`draw("bridge --at 2013")`: the picture, written to a file."""

    def call(line: str) -> Drawn:
        path = tmp_path / "picture.svg"
        told(f"chart {line} -o {path}")
        return Drawn(path)

    return call


def figure(amount: str, *, sign: bool = False) -> str:
    """An amount of --json as people read it."""
    return f"{Decimal(amount):{'+' if sign else ''},}"


def test_the_bars_of_the_bridge_are_those_of_the_comparison_and_add_up(told: Run, draw: Draw) -> None:
    money = json.loads(told("compare 2012 2013 --json").out)["money"]["committed"]
    terms = [
        amount for term, amount in money.items() if isinstance(amount, str) and term not in ("from_total", "to_total")
    ]
    moves = [Decimal(amount) for amount in [*terms, *money["changed"].values()] if Decimal(amount)]
    assert Decimal(money["from_total"]) + sum(moves) == Decimal(money["to_total"])
    picture = draw("bridge --at 2013 --compare 2012")
    amounts = [text for text in picture.texts if re.fullmatch(r"[+-]?[0-9,]+\.[0-9]{2}", text)]
    shown = sorted(f"{amount:+,}" for amount in moves)
    assert amounts[0] == figure(money["from_total"])
    assert amounts[-1] == figure(money["to_total"])
    assert sorted(amounts[1:-1]) == shown
    assert "Not confirmed by its donors: 270,000.00\xa0USD (AMS-2013)." in " ".join(picture.texts)


def test_each_bar_of_the_bridge_begins_where_the_one_before_it_ends(draw: Draw) -> None:
    picture = draw("bridge --at 2013 --compare 2012")
    paths = [one.get("d", "") for one in picture.root.iter(f"{SVG}path") if one.get("fill", "").startswith("#")]
    bars = [tuple(map(float, found.groups())) for path in paths if (found := re.match(BAR, path))]
    steps = len([text for text in picture.texts if re.fullmatch(r"[+-]?[0-9,]+\.[0-9]{2}", text)])
    assert len(bars) == steps
    reached = {bars[0][0], bars[0][0] + bars[0][1]}
    for left, width in bars[1:]:
        ends = {left, left + width}
        assert any(abs(one - other) < 0.05 for one in ends for other in reached)
        reached = ends


BAR = r"M(-?[0-9.]+),[0-9.]+h([0-9.]+)v[0-9.]+h-[0-9.]+Z"


def test_the_bridge_by_donor_has_what_each_moved(told: Run, draw: Draw) -> None:
    groups = json.loads(told("compare 2012 2013 --by donor --json").out)["groups"]
    moved = {
        code: Decimal(one["committed"]["to_total"]) - Decimal(one["committed"]["from_total"])
        for code, one in groups.items()
    }
    texts = draw("bridge --at 2013 --by donor").texts
    for code, amount in moved.items():
        assert (f"{amount:+,}" in texts) == bool(amount), code


@pytest.mark.parametrize("by", ["donor", "beneficiary"])
def test_the_portfolio_has_the_figures_of_the_list(told: Run, draw: Draw, by: str) -> None:
    rows = json.loads(told(f"{by} list --at 2013 --json").out)
    picture = draw(f"portfolio --at 2013 --by {by}")
    assert picture.root.findall(f".//{SVG}desc")
    for row in rows:
        for measure in ("interest", "pledged", "committed", "disbursed"):
            if row[measure] is not None:
                assert f"{measure} {figure(row[measure])}" in picture.desc
    total = sum(Decimal(row["committed"]) for row in rows if row["committed"] is not None)
    assert f"Committed at AMS-2013: {total:,}\xa0USD; " in picture.title
    assert "Contributions left out because they have no rate: 1." in " ".join(picture.texts)


def test_the_scorecard_counts_as_the_list_does(told: Run, draw: Draw) -> None:
    card = json.loads(told("scorecard --at 2013 --json").out)
    picture = draw("scorecard --at 2013")
    for of in ("time", "money", "results", "risk", "evaluation"):
        counts = [f"{row['light']} {row['projects']}" for row in card["lights"] if row["of"] == of and row["projects"]]
        assert f"{of.capitalize()}: {', '.join(counts)}" in picture.desc
    good = [f"{row['of']} {row['good']} of {row['rated']}" for row in card["good"] if row["rated"]]
    assert picture.title == f"Projects at AMS-2013: {card['projects']}; achieved or on track: {', '.join(good)}"
    before = json.loads(told("scorecard --at 2013 --compare 2012 --json").out)["good"]
    texts = draw("scorecard --at 2013 --compare 2012").texts
    for row in before:
        said = f"{row['percent']}% of {row['rated']} (before: {row['percent_before']}%)"
        assert any(text.startswith(said) for text in texts) == (None not in (row["percent"], row["percent_before"]))


def test_the_matrix_of_risks_has_the_cells_and_what_moved(told: Run, draw: Draw) -> None:
    cells = json.loads(told("risk matrix --at 2013 --compare 2012 --json").out)["cells"]
    picture = draw("risk --at 2013 --compare 2012")
    for cell in cells:
        said = f"likelihood {cell['likelihood']}, impact {cell['impact']}: {cell['to_total']}"
        assert (said in picture.desc) == bool(cell["to_total"]), cell
    assert picture.title == "Open risks at AMS-2013: 2; high or critical: 1; since AMS-2012 rose: 1, new: 1"
    assert "+1" in picture.texts
    assert draw("risk --at 2013").title == "Open risks at AMS-2013: 2; high or critical: 1"


def test_the_fate_of_pledges_is_that_of_the_follow_up(told: Run, draw: Draw) -> None:
    sums = json.loads(told("followup 2012 --at 2013 --only pledges --json").out)["sums"]
    picture = draw("pledges --at 2013")
    assert picture.title == "Pledges of AMS-2012: 0 of 2 kept, 0% of the money"
    assert picture.desc == f"Partly kept: 2, {figure(sums[-1]['pledged'])}"


def test_the_trend_has_the_totals_of_each_conference(told: Run, draw: Draw) -> None:
    rows = json.loads(told("compare 2012 2013 --json").out)["money"]
    picture = draw("trend --at 2013")
    for measure, bridge in rows.items():
        for side, code in (("from_total", "AMS-2012"), ("to_total", "AMS-2013")):
            if Decimal(bridge[side]):
                assert f"{code} {figure(bridge[side])}" in picture.desc, measure
    assert draw("trend --at 2013 --by donor --measure pledged").title.startswith("Pledged: ")


def test_coverage_and_tiles_count_the_projects_of_the_list(told: Run, draw: Draw) -> None:
    cells = json.loads(told("coverage --at 2013 --json").out)
    picture = draw("coverage --at 2013")
    for cell in cells:
        if cell["now"]:
            line = next(one for one in picture.desc.split("; ") if one.startswith(cell["administration"]))
            assert f"{cell['group_name']} {cell['now']}" in line
    which = {code for cell in cells if cell["administration"] == "JM-CUSTOMS" for code in cell["which"]}
    tiles = draw("tiles --at 2013")
    assert f"JM: {len(which)}" in tiles.desc.split("; ")
    assert tiles.title == "Countries and bodies with a project at AMS-2013: 2 of 2"


def test_outcomes_have_values_time_and_light(told: Run, draw: Draw) -> None:
    picture = draw("outcomes --at 2013")
    assert picture.title == "Indicators at AMS-2013: 2; achieved or on track: 1 of 1 that can be judged"
    assert picture.desc == "P1/I1: 48 → 30, target 24, on track; P2/I1: –, target –, cannot tell"


@pytest.mark.parametrize("language", ["es", "fr"])
def test_pictures_speak_the_language_of_their_readers(draw: Draw, language: str) -> None:
    amount = {"es": "1.464.500,00", "fr": "1\xa0464\xa0500,00"}[language]
    assert amount in draw(f"bridge --at 2013 --language {language}").texts
    portfolio = draw(f"portfolio --at 2013 --language {language}")
    assert {"es": "Comprometido en", "fr": "Engagé à"}[language] in portfolio.title


def test_hostile_texts_leave_a_picture_whole_and_harmless(draw: Draw) -> None:
    for kind in KINDS:
        picture = draw(f"{kind} --at 2013")
        plain = picture.bytes.decode()
        assert "<script" not in plain
        assert "\u202e" not in plain
        assert {one.tag for one in picture.root.iter()} <= {f"{SVG}{name}" for name in DRAWN}
        assert not any(name.startswith("on") or "href" in name for one in picture.root.iter() for name in one.attrib)


DRAWN = ("svg", "title", "desc", "style", "g", "path", "rect", "line", "text")


def test_the_same_bytes_with_another_hash_seed_and_in_another_time_zone(draw: Draw, tmp_path: Path) -> None:
    """One process for all pictures, because the library takes its time to start."""
    here = {kind: draw(f"{kind} --at 2013").bytes for kind in KINDS}
    code = (
        "import sys; from click.testing import CliRunner; from tracker.cli import main\n"
        f"for kind in {KINDS!r}:\n"
        "    found = CliRunner().invoke(main, ['chart', kind, '--at', '2013', '-o', f'{sys.argv[1]}/{kind}.svg'])\n"
        "    assert found.exit_code == 0, found.output"
    )
    (tmp_path / "there").mkdir()
    env = os.environ | {"PYTHONHASHSEED": "2", "TZ": "America/Panama"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "there")], env=env, check=True, capture_output=True)
    assert {kind: (tmp_path / "there" / f"{kind}.svg").read_bytes() for kind in KINDS} == here


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_to_draw_is_said(caribbean: Run, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "empty.svg"
    if kind == "tiles":
        caribbean(f"chart tiles -o {path}")
        assert Drawn(path).title == "Countries and bodies with a project at AMS-2013: 0 of 2"
        return
    said = caribbean(f"chart {kind} -o {path}", status=2).err
    assert said.startswith("Error: There is nothing to draw: "), said
    assert not path.exists()


def test_one_project_without_money_has_a_scorecard_and_no_portfolio(caribbean: Run, tmp_path: Path) -> None:
    caribbean("project add P1 --title One --status active --beneficiary JM-CUSTOMS")
    caribbean(f"chart scorecard -o {tmp_path / 'one.svg'}")
    assert Drawn(tmp_path / "one.svg").title.startswith("Projects at AMS-2013: 1; ")
    assert "no amount was reported to AMS-2013" in caribbean(f"chart portfolio -o {tmp_path / 'p.svg'}", status=2).err


def test_what_was_carried_over_without_a_confirmation_is_said(caribbean: Run, tmp_path: Path) -> None:
    caribbean("project add P1 --title One --status active --beneficiary JM-CUSTOMS --at 2013")
    caribbean('conference close 2013 --accept "later" --yes')
    caribbean("conference add AMS-2014 --start 2014")
    caribbean("conference open 2014")
    caribbean(f"chart scorecard --at 2014 -o {tmp_path / 'x.svg'}")
    said = " ".join(Drawn(tmp_path / "x.svg").texts)
    assert "Reports of projects carried over without a confirmation: 1 (AMS-2014)." in said


def test_a_png_is_a_picture(told: Run, tmp_path: Path) -> None:
    told(f"chart bridge --at 2013 -o {tmp_path / 'bridge.png'}")
    assert (tmp_path / "bridge.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("bridge --at 2013", "A picture goes into a file."),
        ("bridge --at 2013 -o x.pdf", "The ending of -o x.pdf is not a known format."),
        ("risk --at 2013 --by donor -o x.svg", "risk is not divided by donor."),
        ("scorecard --at 2013 --by tfa -o x.svg", "scorecard is not divided by tfa."),
        ("tiles --at 2013 --compare 2012 -o x.svg", "The picture tiles does not use --compare."),
        ("bridge --at 2013 --of time -o x.svg", "The picture bridge does not use --of."),
        ("bridge --at 1999 -o x.svg", "There is no conference '1999'"),
        ("pie --at 2013 -o x.svg", "'pie' is not valid"),
    ],
)
def test_what_makes_no_sense_is_said(told: Run, tmp_path: Path, monkeypatch: Any, line: str, said: str) -> None:
    monkeypatch.chdir(tmp_path)
    result = told(f"chart {line}", status=3 if "1999" in line else 2)
    assert said in result.err
    assert not list(tmp_path.glob("x.*"))


def test_an_existing_file_of_another_form_stays(told: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.svg"
    path.write_bytes(b"\x89PNG not a drawing")
    assert "contains an image, not an SVG picture" in told(f"chart bridge --at 2013 -o {path}", status=4).err
    told(f"chart bridge --at 2013 --force -o {path}")
    told(f"chart bridge --at 2013 -o {path}")
    assert Drawn(path).texts


def test_without_the_library_a_chart_says_what_to_install(told: Run, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    said = told(f"chart bridge --at 2013 -o {tmp_path / 'x.svg'}", status=2).err
    assert said == (
        'Error: Pictures need a library that is not installed.\nInstall it: pip install "donor-tracker[pack]"\n'
    )
