"""The layout of OpenElections: rows of turnout, the winners, and that a file of ours is read back."""

from pathlib import Path

import pytest

from recanvass.cli.main import main
from recanvass.exports.openelections import openelections_csv
from tests import corpus
from tests.ballots import RACE, Count, Published, counted, files_of

LEE = RACE.replace("place: alder", "place: lee").replace("  - {id: lund, name: Peter Lund}\n", "")
PARTS = LEE.replace(
    "choices:",
    "tallies:\n  - {id: votes, name: Votes, unit: votes}\n"
    "  - {id: absentee, name: Absentee, unit: votes, part_of: votes}\nchoices:",
)
ROWS = (
    "harbor-1: {votes: {gray: 10, moss: 5}, turnout: {registered: 30, ballots: 16, undervotes: 1}}\n"
    "harbor-2: {votes: {gray: 1, moss: 2}}\n"
)
CERTIFIED = "certified"


def lines(count: Count, release: int = -1) -> list[str]:
    """Return the lines of the file of a release."""
    index = range(len(count.contest.releases))[release]
    return b"".join(openelections_csv(count.site, count.results, index)).decode().splitlines()


def test_turnout_has_rows_and_a_winner_is_marked() -> None:
    mayor = counted(LEE, Published("2025-11-05", CERTIFIED, rows=ROWS, more="outcome: {winners: [gray]}\n"))
    assert lines(mayor) == [
        "county,precinct,office,district,party,candidate,votes,place,choice,winner",
        "Harbor,Harbor 1,Mayor,,,Ann Gray,10,harbor-1,gray,TRUE",
        "Harbor,Harbor 1,Mayor,,,Bob Moss,5,harbor-1,moss,",
        "Harbor,Harbor 1,Registered Voters,,,,30,harbor-1,,",
        "Harbor,Harbor 1,Ballots Cast,,,,16,harbor-1,,",
        "Harbor,Harbor 1,Mayor,,,Under Votes,1,harbor-1,,",
        "Harbor,Harbor 2,Mayor,,,Ann Gray,1,harbor-2,gray,TRUE",
        "Harbor,Harbor 2,Mayor,,,Bob Moss,2,harbor-2,moss,",
    ]


@pytest.mark.parametrize(
    "outcome", ["", "outcome: {winners: [gray], by: projection, declared_by: AP}\n", "outcome: {tie: [gray, moss]}\n"]
)
def test_nobody_is_marked_who_was_not_declared_the_winner(outcome: str) -> None:
    mayor = counted(LEE, Published("2025-11-05", CERTIFIED, rows=ROWS, more=outcome))
    assert lines(mayor)[0] == "county,precinct,office,district,party,candidate,votes,place,choice"
    assert lines(mayor)[1] == "Harbor,Harbor 1,Mayor,,,Ann Gray,10,harbor-1,gray"


def test_ballots_stand_in_the_columns_of_their_parts() -> None:
    rows = (
        "harbor-1: {votes: {gray: 10, moss: 5}, absentee: {gray: 4, moss: 1}, "
        "turnout: {ballots: {absentee: 6, total: 16}}}\n"
    )
    found = lines(counted(PARTS, Published("2025-11-05", CERTIFIED, rows=rows)))
    assert found[0] == "county,precinct,office,district,party,candidate,votes,absentee,place,choice"
    assert found[-1] == "Harbor,Harbor 1,Ballots Cast,,,,16,6,harbor-1,"


def test_exhausted_ballots_stand_in_the_columns_of_the_rounds() -> None:
    contest = RACE.replace(
        "choices:", "tallies:\n  - {id: r1, name: First, unit: votes, round: 1}\n  - {id: r2, round: 2}\nchoices:"
    )
    rows = "alder: {r1: {gray: 50, moss: 40, lund: 10}, r2: {gray: 54, moss: 43}}\n"
    found = lines(counted(contest, Published("2025-11-05", CERTIFIED, rows=rows)))
    assert found[0].startswith("county,precinct,office,district,party,candidate,round_1,votes,")
    assert found[-1] == ",Alder,Mayor,,,Exhausted,,3,alder,"


def test_a_file_with_turnout_and_winners_is_read_back(tmp_path: Path) -> None:
    release = Published("2025-11-05", CERTIFIED, rows=ROWS, more="outcome: {winners: [gray]}\n")
    for path, text in files_of(LEE, release).items():
        (tmp_path / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / path).write_text(text, encoding="utf-8")
    table = tmp_path / "table.csv"
    table.write_text("\n".join(lines(counted(LEE, release))) + "\n", encoding="utf-8")
    before = corpus.contents(tmp_path / "site")
    words = ["--contest", "mayor", "--release", "2025-11-05-r0", "-q", "-C", str(tmp_path / "site")]
    assert main(["import", "results", str(table), *words]) == 0
    assert corpus.contents(tmp_path / "site") == before
