"""The example of a general election is what the command `import` makes of the real file, and builds cleanly."""

import csv
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from recanvass import load, sources
from recanvass.cli import main
from recanvass.derive import entry, results
from recanvass.diagnostics import Report
from recanvass.model import AreaId, TallyId
from tests import corpus
from tests.sites import DATA, ROOT
from tools import iowa_2020_general

FILE = DATA.parent / "openelections-iowa-2020-general.csv"
EXAMPLE = ROOT / "examples" / "iowa-2020-general"
MADE = ("content/places/counties", "content/places/precincts", "2020-11-10-canvass")


def test_the_example_is_what_the_import_makes(tmp_path: Path) -> None:
    kept = {path: text for path, text in corpus.contents(EXAMPLE).items() if not any(part in path for part in MADE)}
    for path, content in kept.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    assert iowa_2020_general.run(FILE, tmp_path) == 0
    assert corpus.contents(tmp_path) == corpus.contents(EXAMPLE)
    assert iowa_2020_general.run(FILE, tmp_path) == 1, "a release that is there already keeps its own head"


def test_its_sums_are_those_of_the_file() -> None:
    with FILE.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if (row["office"], row["district"]) == ("U.S. House", "2")]
    report = Report()
    site = load.site(sources.read(EXAMPLE, report), report, drafts=True)
    assert site is not None
    assert report.items == []
    house = results(site, next(contest for contest in site.contests if contest.id == "us-house-2"))
    for tally, column in (("votes", "votes"), ("election-day", "election_day"), ("absentee", "absentee")):
        sums: Counter[str] = Counter()
        for row in rows:
            sums[row["candidate"]] += int(row[column])
        found = entry(house, AreaId("iowa-2"), TallyId(tally), 0)
        assert found is not None
        assert found.counts == (sums["Mariannette Miller-Meeks"], sums["Rita R. Hart"], sums["Write-in"])


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
        "Mariannette Miller-Meeks leads by 6 votes",
        "Jeff Shipley leads by 166 votes",
        "Joseph R. Biden and Kamala D. Harris lead by 3,243 votes",
    ):
        assert answer in home
    canvass = (out / "us-house-2/releases/2020-11-10-canvass/index.html").read_text()
    assert "Mariannette Miller-Meeks leads by 47 votes" in canvass
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
