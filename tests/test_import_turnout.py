"""Rows and columns of turnout, votes by the way they were cast, and what an import says of what it doesn't use."""

from pathlib import Path

import pytest

from recanvass.cli.main import FAULTS, OK
from tests import importing
from tests.importing import CLERK, bring, votes, written
from tests.test_import_dress import ALDER, BIRCH, HEADER, READ

TURNOUT = "place,registered,ballots,overvotes,undervotes\nalder,50,11,0,1\n"
PARTS = CLERK.replace(
    ", decides: true}",
    """, decides: true}
  - {id: election-day, name: Election Day, unit: votes, part_of: votes}
  - {id: absentee, name: Absentee, unit: votes, part_of: votes}""",
)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small site, in the current folder."""
    monkeypatch.chdir(tmp_path)
    return importing.lay_out(tmp_path)


def test_rows_of_turnout_are_taken_as_turnout(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "Alder,Registered Voters,50\nAlder,Ballots Cast,11\nAlder,Over Votes,0\nAlder,Undervotes,1\n"
    assert bring(HEADER + ALDER + rows + BIRCH) == OK
    said = capsys.readouterr().out
    assert "Used as turnout: Registered Voters (1 figure), Ballots Cast (1 figure), Over Votes (1 figure)" in said
    assert written(site) == {**READ, "turnout.csv": TURNOUT}
    assert bring(HEADER + ALDER + rows + BIRCH, to=importing.TO[:4]) == OK
    assert "Nothing to import" in capsys.readouterr().out
    later = (rows + "Birch,Registered Voters,40\n").replace("Cast,11", "Cast,12")
    assert bring(HEADER + ALDER + later + BIRCH, to=importing.TO[:4]) == OK
    assert written(site)["turnout.csv"] == TURNOUT.replace(",11,", ",12,") + "birch,40,,,\n"


OFFICES = """office,precinct,candidate,votes
Registered Voters,Alder,,50
Ballots Cast,Alder,,11
Ballots Cast,Cedar,,999
Clerk,Alder,Ann Gray,3
Clerk,Alder,Bob Moss,7
Clerk,Alder,Over Votes,0
Clerk,Alder,Under Votes,1
Clerk,Birch,Ann Gray,5
Clerk,Birch,Bob Moss,2
"""


def test_offices_that_are_turnout_belong_to_every_contest(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring(OFFICES, "--office", "Clerk") == OK, capsys.readouterr().err
    assert written(site) == {**READ, "turnout.csv": TURNOUT}
    assert bring(OFFICES, to=importing.TO[:4]) == OK
    assert "Nothing to import" in capsys.readouterr().out


@pytest.mark.parametrize(
    "table",
    [
        (
            "precinct,registered voters,candidate,votes,Ballots cast\nAlder,50,Ann Gray,3,11\nAlder,50,Bob Moss,7,11\n"
            "Birch,,Ann Gray,5,\nBirch,,Bob Moss,2,\n"
        ),
        (
            "precinct,Registered,Ann Gray,Bob Moss,Total,Ballots Cast,Turnout (%)\nAlder,50,3,7,10,11,22.0\n"
            "Birch,,5,2,7,,\n"
        ),
    ],
    ids=["long", "wide"],
)
def test_columns_of_turnout(site: Path, table: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring(table) == OK, capsys.readouterr().err
    assert written(site) == {**READ, "turnout.csv": "place,registered,ballots\nalder,50,11\n"}
    if "Turnout" in table:
        assert "Columns left out: Turnout (%) (1 figure)." in capsys.readouterr().out


def test_rows_of_turnout_that_contradict_each_other_stop_the_import(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = HEADER + ALDER + "Alder,Ballots Cast,11\nAlder,Ballots Cast,12\n" + BIRCH
    assert bring(table) == FAULTS
    told = capsys.readouterr().err
    assert "table.csv:5:20: error[E807]: the turnout of 'alder' (ballots) differs from line 4: Alder,Ballots" in told
    assert "add --ignore 'Ballots Cast'\n" in told
    assert written(site) == {}
    assert bring(table, "--ignore", "Ballots Cast") == OK
    assert written(site) == READ


def test_turnout_of_another_contest_is_not_stated_twice(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "content/contests/mayor").mkdir()
    (site / "content/contests/mayor/contest.yml").write_text(CLERK.replace("County clerk", "Mayor"))
    contest = site / "content/contests/clerk/contest.yml"
    contest.write_text(contest.read_text() + "turnout_from: mayor\n")
    assert bring(HEADER + ALDER + "Alder,Ballots Cast,11\n", "--contest", "mayor") == OK
    capsys.readouterr()
    assert bring(HEADER + ALDER + "Alder,Ballots Cast,11\n") == OK, capsys.readouterr().err
    assert "Turnout left out, because 'mayor' has it for all contests: Ballots Cast" in capsys.readouterr().out
    assert list(written(site)) == ["lee.yml"]


BY_PART = {
    "lee.yml": "alder:\n  election-day: {gray: 2, moss: 3}\n  absentee: {gray: 1, moss: 4}\n"
    "birch:\n  election-day: {gray: 5, moss: 1}\n  absentee: {moss: 1}\n",
}


@pytest.mark.parametrize(
    ("table", "has_whole"),
    [
        (
            (
                "precinct,candidate,election_day_votes,absentee_votes\n"
                "Alder,Ann Gray,2,1\nAlder,Bob Moss,3,4\nBirch,Ann Gray,5,0\nBirch,Bob Moss,1,1\n"
            ),
            False,
        ),
        (
            (
                "precinct,candidate,mode,votes\nAlder,Ann Gray,Election Day,2\nAlder,Ann Gray,ABSENTEE,1\n"
                "Alder,Bob Moss,Election Day,3\nAlder,Bob Moss,Absentee,4\nBirch,Ann Gray,election day votes,5\n"
                "Birch,Ann Gray,Absentee,0\nBirch,Bob Moss,Election Day,1\nBirch,Bob Moss,Absentee,1\n"
            ),
            False,
        ),
        (
            (
                "precinct,candidate,mode,votes\nAlder,Ann Gray,Election Day,2\nAlder,Ann Gray,Absentee,1\n"
                "Alder,Ann Gray,TOTAL,3\nAlder,Bob Moss,Total,7\nBirch,Ann Gray,Total,5\nBirch,Bob Moss,Total,2\n"
                "Alder,Bob Moss,Election Day,3\nAlder,Bob Moss,Absentee,4\nBirch,Ann Gray,election day votes,5\n"
                "Birch,Ann Gray,Absentee,0\nBirch,Bob Moss,Election Day,1\nBirch,Bob Moss,Absentee,1\n"
            ),
            True,
        ),
        (
            (
                "precinct,candidate,election_day,absentee,total_votes\n"
                "Alder,Ann Gray,2,1,3\nAlder,Bob Moss,3,4,7\nBirch,Ann Gray,5,0,5\nBirch,Bob Moss,1,1,2\n"
            ),
            True,
        ),
        (
            (
                ",Ann Gray,,Bob Moss,\nprecinct,Election Day,Absentee,Election Day,Absentee\n"
                "Alder,2,1,3,4\nBirch,5,0,1,1\n"
            ),
            False,
        ),
    ],
    ids=["columns", "rows", "rows-total", "columns-total", "wide"],
)
def test_ways_to_vote_are_parts(site: Path, table: str, *, has_whole: bool, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "content/contests/clerk/contest.yml").write_text(PARTS)
    assert bring(table) == OK, capsys.readouterr().err
    made = written(site)["lee.yml"]
    assert ("votes: {gray: 3, moss: 7}" in made) == has_whole
    if not has_whole:
        assert written(site) == BY_PART
    assert votes(site, "alder") == (3, 7)
    assert votes(site, "birch") == (5, 2)


def test_ballots_by_the_way_they_were_cast(site: Path) -> None:
    (site / "content/contests/clerk/contest.yml").write_text(PARTS)
    table = "precinct,candidate,election_day,absentee\nAlder,Ann Gray,2,1\nAlder,Bob Moss,3,4\n"
    assert bring(f"{table}Alder,Ballots Cast,6,5\nAlder,Undervotes,1,0\nAlder,Registered Voters,50,50\n") == OK
    made = "place,registered,ballots.absentee,ballots.election-day,undervotes\nalder,50,5,6,1\n"
    assert written(site)["turnout.csv"] == made


def test_ways_to_vote_without_parts_are_declared_with_the_line_shown(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = "precinct,candidate,election_day_votes,absentee_votes\n"
    table += "Alder,Ann Gray,2,1\nAlder,Bob Moss,3,4\nBirch,Ann Gray,5,0\nBirch,Bob Moss,1,1\n"
    assert bring(table) == FAULTS
    hint = capsys.readouterr().err.partition("add them as parts in contest.yml: ")[2].partition("\n")[0]
    text = CLERK.partition("tallies:")[0] + hint + "\nchoices:" + CLERK.partition("choices:")[2]
    (site / "content/contests/clerk/contest.yml").write_text(text)
    assert bring(table) == OK, capsys.readouterr().err
    assert written(site) == BY_PART
    assert votes(site, "alder") == (3, 7)


def test_rows_by_way_to_vote_can_be_summed(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = "precinct,candidate,mode,votes\nAlder,Ann Gray,Early,1\nAlder,Ann Gray,Mail,2\nAlder,Bob Moss,Early,7\n"
    assert bring(table) == FAULTS
    told = capsys.readouterr().err
    assert told.count("error[") == 1
    assert "add --sum-over mode" in told
    table += "Alder,Bob Moss,Mail,0\nAlder,Ballots Cast,Early,8\nAlder,Ballots Cast,Mail,2\n"
    assert bring(table, "--sum-over", "mode") == OK
    assert written(site)["turnout.csv"] == "place,ballots\nalder,10\n"
    assert votes(site, "alder") == (3, 7)


LINES = """title: County clerk
date: 2024-11-05
place: lee
tallies:
  - {id: votes, name: Votes, unit: votes}
  - {id: line-dem, name: Democratic line, unit: votes, part_of: votes, party: dem}
  - {id: line-wor, name: Working Families line, unit: votes, part_of: votes, party: wor}
  - {id: line-rep, name: Republican line, unit: votes, part_of: votes, party: rep}
choices:
  - {id: gray, name: Ann Gray, party: [dem, wor]}
  - {id: moss, name: Bob Moss, party: rep}
"""


def test_party_lines_are_parts(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parties = "dem: {name: Democratic}\nrep: {name: Republican}\nwor: {name: Working Families}\n"
    (site / "content/parties.yml").write_text(parties)
    (site / "content/contests/clerk/contest.yml").write_text(LINES)
    table = "precinct,party,candidate,votes\nAlder,DEM,Ann Gray,3\nAlder,WOR,Ann Gray,4\nAlder,REP,Bob Moss,5\n"
    assert bring(table) == OK, capsys.readouterr().err
    assert written(site) == {"lee.yml": "alder:\n  line-dem: {gray: 3}\n  line-wor: {gray: 4}\n  line-rep: {moss: 5}\n"}
    assert votes(site, "alder") == (7, 5)


def test_a_total_of_all_ways_is_never_added_to_them(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = "precinct,candidate,mode,votes\nAlder,Ann Gray,Early,1\nAlder,Ann Gray,Mail,2\nAlder,Bob Moss,Early,7\n"
    table += "Alder,Ann Gray,TOTAL,3\nAlder,Bob Moss,TOTAL,7\n"
    for words in ([], ["--sum-over", "mode"]):
        assert bring(table, *words) == FAULTS
        told = capsys.readouterr().err
        assert "--only mode=TOTAL\n" in told
        assert "--sum-over" not in told
    assert bring(table, "--only", "mode=total") == OK
    assert votes(site, "alder") == (3, 7)


def test_yes_and_no_as_columns(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    contest = CLERK.replace("{id: gray, name: Ann Gray}", '{id: "yes", name: "Yes"}')
    contest = contest.replace("{id: moss, name: Bob Moss}", '{id: "no", name: "No"}').replace(
        "title:", "kind: measure\ntitle:"
    )
    (site / "content/contests/clerk/contest.yml").write_text(contest)
    assert bring("precinct,YES,NO,Yes %\nAlder,3,7,30\nBirch,5,2,71\n") == FAULTS
    assert "--ignore 'Yes %'" in capsys.readouterr().err
    assert bring("precinct,YES,NO\nAlder,3,7\nBirch,5,2\n") == OK, capsys.readouterr().err
    assert votes(site, "alder") == (3, 7)
    table = "precinct,Yes votes,No votes,Question\nAlder,4,7,Measure A\nBirch,5,2,Measure A\n"
    assert bring(table, to=importing.TO[:4]) == OK, capsys.readouterr().err
    assert votes(site, "alder") == (4, 7)


def test_everything_that_is_not_used_is_named(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = "office,district,precinct,candidate,votes,early,remarks\n"
    table += "Clerk,,Alder,Ann Gray,3,1,\nClerk,,Alder,Bob Moss,7,2,see note\nClerk,,Cedar,Bob Moss,7,2,\n"
    table += "U.S. House,1,Alder,Ann Gray,30,1,\nU.S. House,2,Alder,Ann Gray,40,,\nU.S. House,2,Alder,Bob Moss,40,,\n"
    assert bring(table, "--office", "clerk", "--ignore", "cedar") == OK, capsys.readouterr().err
    said = capsys.readouterr().out
    assert "Columns left out: district, early (3 figures), remarks.\n" in said or "early (3 figures), remarks" in said
    assert "Left out, as you asked: 1 row: 'Cedar'.\n" in said
    assert "From other contests: U.S. House 1 (1 figure), U.S. House 2 (2 figures).\n" in said
    assert "Not in the table, so unchanged: 1 place.\n" in said
