"""`import election` of three files as they were published, against sums that know nothing of the program."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from recanvass.cli.main import FAULTS, OK, main
from recanvass.core.ids import AreaId
from tests.elections import Elected, start
from tests.sites import ROOT
from tests_originals.originals import FOLDER, GENERAL, KENTUCKY, rows_of

NEVADA = FOLDER / "nevada-2020" / "caucus.csv"
WORDS = [
    "--kind",
    "complete",
    "--status",
    "unofficial-complete",
    "--source",
    "OpenElections",
    "--title",
    "All precincts",
]
MAX_SECONDS, MAX_MEGABYTES = 30, 400
TRUMP = "Donald J. Trump and Michael R. Pence"
TALLIES = {"votes": "votes", "absentee": "absentee", "election-day": "election_day"}
Sums = Mapping[tuple[str, ...], int]
"""Figures by contest, county, precinct, candidate and tally; no precinct is the county, no county is the state."""


def taken(file: Path, *words: str) -> list[str]:
    return ["import", "election", str(file), *WORDS, *words]


def added(rows: Iterable[tuple[tuple[str, str, str, str, str], int]]) -> Sums:
    """Return the figures of precincts, and their sums of counties and of the state."""
    found: Counter[tuple[str, ...]] = Counter()
    for (contest, county, precinct, candidate, tally), count in rows:
        for place in {(county, precinct), (county, ""), ("", "")}:
            found[contest, *place, candidate, tally] += count
    return found


def downloaded(made: Elected, top: str) -> Sums:
    """Return the figures of all downloads called results.csv, by the names that they give."""
    found: dict[tuple[str, ...], int] = {}
    places = {str(place.id): place.name for place in made.site.places.values()}
    for contest in made.results:
        title = made.contest(contest).title
        for row in made.rows(contest):
            place = (places.get(row["parent"], ""), row["place_name"])
            if row["place"] == top:
                place = ("", "")
            elif row["kind"] in ("county", "County"):
                place = (row["place_name"], "")
            elif row["place"] in made.site.groups:
                continue
            if row["count"]:
                found[title, *place, row["choice_name"], row["tally"]] = int(row["count"])
    return found


def test_every_figure_of_131_contests_is_a_sum_of_the_file(tmp_path: Path) -> None:
    start(tmp_path)
    words = taken(
        GENERAL, "--date", "2020-11-03", "--place", "Iowa", "--as-of", "2020-11-10", "--yes", "-C", str(tmp_path)
    )
    code = (
        "import resource, sys, time\n"
        "from recanvass.cli.main import main\n"
        "code = main(sys.argv[1:])\n"
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024\n"
        "sys.stderr.write(f'{code} {time.process_time():.0f} {peak}')\n"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, text=True, check=True)
    exit_code, seconds, megabytes = map(int, done.stderr.split()[-3:])
    sys.stdout.write(f"{seconds} s, {megabytes} MB\n")
    assert exit_code == OK
    assert seconds < MAX_SECONDS
    assert megabytes < MAX_MEGABYTES
    made = Elected(tmp_path)
    assert len(made.results) == 131
    wanted = added(
        ((title(row), row["county"], row["precinct"], row["candidate"], tally), int(row[column]))
        for row in rows_of(GENERAL)
        for tally, column in TALLIES.items()
        if row[column]
    )
    assert downloaded(made, "iowa") == wanted
    later = tmp_path / "later.csv"
    before, after = "REP,935,445,490\n", "REP,936,446,490\n"
    text = GENERAL.read_text(encoding="utf-8")
    assert text.count(before) == 1
    later.write_text(text.replace(before, after), encoding="utf-8")
    files = set(tmp_path.rglob("*.*"))
    words = [
        "--date",
        "2020-11-03",
        "--as-of",
        "2020-11-12",
        "--release",
        "canvass",
        "--yes",
        "-q",
        "-C",
        str(tmp_path),
    ]
    assert main(taken(later, *words)) == OK
    release = tmp_path / "content/contests/president/releases/canvass"
    assert set(tmp_path.rglob("*.*")) - files == {release / "release.yml", release / "results.csv"}
    assert Elected(tmp_path).votes("president", "iowa")["trump"] == wanted["President", "", "", TRUMP, "votes"] + 1


def title(row: Mapping[str, str]) -> str:
    return f"{row['office']}, District {row['district']}" if row["district"] else row["office"]


def test_both_spellings_of_the_office_are_one_contest_of_120_counties(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(start(tmp_path))
    words = taken(
        KENTUCKY, "--date", "2019-11-05", "--place", "Kentucky", "--as-of", "2019-11-10", "--plan", "plan.yml"
    )
    assert main(words) == FAULTS
    plan = Path("plan.yml").read_text()
    assert plan.count("same: }") == 4
    Path("plan.yml").write_text(plan.replace("same: }", "same: true}"))
    assert main([*words, "--yes"]) == OK
    made = Elected(tmp_path)
    (contest,) = made.results
    counties = [place.id for place in made.site.places.values() if place.kind == "county"]
    assert len(counties) == 120
    assert made.votes(contest, "kentucky") == {"beshear": 709_508, "bevin": 704_289, "hicks": 28_424}
    names = {"bevin": "bevin", "beshear": "beshear", "hicks": "hicks"}
    wanted: Counter[tuple[str, str]] = Counter()
    turnout: Counter[str] = Counter()
    for row in rows_of(KENTUCKY):
        votes = int(row["votes"].removesuffix(".0"))
        who = next((choice for choice, name in names.items() if name in row["candidate"].casefold()), None)
        if who is None:
            turnout[row["candidate"]] += votes
        else:
            wanted[row["county"].casefold(), who] += votes
    places = made.site.places
    found = {(places[one].name.casefold(), who): n for one in counties for who, n in made.votes(contest, one).items()}
    assert found == wanted
    rows = made.contest(contest).releases[0].rows.values()
    stated = [row.turnout for row in rows if row.turnout is not None]
    assert turnout == {
        "Under Votes": sum(one.undervotes or 0 for one in stated),
        "Over Votes": sum(one.overvotes or 0 for one in stated),
    }
    assert turnout == {"Under Votes": 88, "Over Votes": 2}


def test_a_caucus_of_three_tallies_has_attendance_and_delegates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(start(tmp_path))
    words = [
        "--date",
        "2020-02-22",
        "--place",
        "Nevada",
        "--as-of",
        "2020-02-24",
        "--plan",
        "plan.yml",
        "--missing",
        "NA",
    ]
    words = taken(NEVADA, *words, "--office", "Democratic caucus")
    assert main(words) == FAULTS
    plan = Path("plan.yml").read_text()
    for before, after in (
        (
            "id: reported-del-given, name: Reported del given, unit: votes",
            "id: delegates, name: Delegates, unit: delegates",
        ),
        ("column: reported_del_given}", "column: reported_del_given, decides: true}"),
        ("id: align1, name: Align1, unit: votes", "id: first, name: First alignment, unit: people"),
        ("id: alignfinal, name: Alignfinal, unit: votes", "id: final, name: Final alignment, unit: people"),
        ("# turnout:", "turnout:"),
        ("# worth:", "worth:"),
    ):
        assert plan.count(before) == 1
        plan = plan.replace(before, after)
    Path("plan.yml").write_text(plan)
    assert main([*words, "--yes"]) == OK
    made = Elected(tmp_path)
    columns = {"first": "align1", "final": "alignfinal", "delegates": "reported_del_given"}
    wanted = added(
        (("Democratic caucus", row["county"], row["precinct"], row["candidate"], tally), int(row[column]))
        for row in rows_of(NEVADA)
        for tally, column in columns.items()
    )
    assert downloaded(made, "nevada") == wanted
    assert (
        made.votes("democratic-caucus", "nevada", "delegates")["sanders"]
        == wanted["Democratic caucus", "", "", "Sanders", "delegates"]
    )
    attended = {(row["county"], row["precinct"]): int(row["total_attendance"]) for row in rows_of(NEVADA)}
    apportioned = {
        (row["county"], row["precinct"]): int(row["precinct_delegates"])
        for row in rows_of(NEVADA)
        if row["precinct_delegates"] != "NA"
    }
    places = made.site.places
    stated = made.contest("democratic-caucus").releases[0].rows
    names = {
        place.id: (places[AreaId(str(place.parent))].name, place.name) for place in places.values() if place.parent
    }
    found = {names[area]: row.turnout.voters for area, row in stated.items() if row.turnout is not None}
    assert found == attended
    worth = {names[one.id]: int(one.worth["delegates"]) for one in places.values() if "delegates" in one.worth}
    assert worth == apportioned
