"""The example of a general election is what the command `import` makes of its table, and builds cleanly."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from recanvass.cli.main import main
from recanvass.core.ids import AreaId, TallyId
from recanvass.results.histories import entry
from tests import corpus, openelections
from tests.openelections import EXAMPLE
from tests.sites import ROOT
from tools import iowa_2020_general

MADE = ("content/places/counties", "content/places/precincts", "2020-11-10-canvass")


def typed_by_hand(site: Path) -> Path:
    """Copy of the example what was typed by hand, and return the folder."""
    for path, content in corpus.contents(EXAMPLE).items():
        if not any(part in path for part in MADE):
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            (site / path).write_bytes(content)
    return site


def test_the_example_is_what_the_import_makes(tmp_path: Path) -> None:
    table = openelections.write(tmp_path / "table.csv")
    site = typed_by_hand(tmp_path / "site")
    assert len(corpus.contents(site)) < 20 < len(corpus.contents(EXAMPLE))
    assert iowa_2020_general.run(table, site) == 0
    assert corpus.contents(site) == corpus.contents(EXAMPLE)
    assert iowa_2020_general.run(table, site) == 1, "a release that is there already keeps its own head"


@pytest.mark.parametrize("name", ["iowa_2020.py", "iowa_2020_general.py"])
def test_the_scripts_that_read_published_files_ask_for_them(name: str) -> None:
    command = [sys.executable, str(ROOT / "tools" / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(f"usage: python3 tools/{name} ")


def test_its_sums_are_those_of_the_canvass() -> None:
    house = openelections.example()[1]["us-house-2"]
    found = {tally: entry(house, AreaId("iowa-2"), TallyId(tally), 0) for tally in openelections.TALLIES}
    assert {tally: one.counts for tally, one in found.items() if one is not None} == {
        "votes": (196_862, 196_815, 706),
        "absentee": (98_139, 150_833, 323),
        "election-day": (98_723, 45_982, 383),
    }


def test_real_votes_by_post_are_not_taken_for_slips_of_those_of_election_day(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["check", "-C", str(EXAMPLE), "--format", "json"]) == 0
    assert {found["code"] for found in json.loads(capsys.readouterr().out)["findings"]} == {"C101"}


def test_it_builds_and_answers_three_contests(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "output"
    assert main(["check", "--strict", "-q", "-C", str(EXAMPLE)]) == 0
    assert main(["build", "--strict", "-q", "-C", str(EXAMPLE), "-o", str(out)]) == 0
    assert capsys.readouterr().err == ""
    home = (out / "index.html").read_text()
    for answer in (
        "Miller-Meeks finished 6 votes ahead of Hart",
        "Shipley finished 166 votes ahead of Miller",
        "Biden finished 3,243 votes ahead of Trump",
    ):
        assert answer in home
    canvass = (out / "us-house-2/releases/2020-11-10-canvass/index.html").read_text()
    assert "Miller-Meeks finished 47 votes ahead of Hart" in canvass
    exported = (out / "data/state-house-82/openelections.csv").read_text().splitlines()
    assert exported[0] == "county,precinct,office,district,party,candidate,votes,election-day,absentee,place,choice"
    assert exported[1] == (
        'Davis,Bloomfield,"State House, District 82",State House District 82,Republican,Jeff Shipley,724,351,373,'
        "davis-bloomfield,shipley"
    )


def test_what_it_exports_is_read_back(tmp_path: Path) -> None:
    out = tmp_path / "output"
    site = Path(shutil.copytree(EXAMPLE, tmp_path / "site"))
    assert main(["build", "-q", "-C", str(site), "-o", str(out)]) == 0
    before = corpus.contents(site)
    for contest in ("us-house-2", "state-house-82", "president"):
        table = str(out / "data" / contest / "openelections.csv")
        words = ["--contest", contest, "--release", "2020-11-10-canvass", "-q", "-C", str(site)]
        assert main(["import", "results", table, *words]) == 0
    assert corpus.contents(site) == before
