"""A later file with what the site does not have: choices, contests, parties and places; every line to paste works."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from recanvass.cli.main import FAULTS, OK, main
from recanvass.core.ids import PartyId
from tests.elections import HEAD, LATER, LEE, Elected, files_below, nothing_written, start, take

SHERIFF = "content/contests/sheriff/contest.yml"
COUNTIES = """\
county,precinct,office,district,party,candidate,votes
Lee,Alder,Sheriff,,DEM,Ann Gray,30
Lee,Alder,Sheriff,,REP,Bob Moss,20
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with the election of Lee County, in the current folder."""
    start(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert take(LEE, "--yes", "-q") == OK
    return tmp_path


def pasted(printed: str) -> None:
    """Paste each line that the messages show where they say."""
    lines = re.findall(r"under 'choices' in (\S+): - (\{.*?\})(?:, and in (\S+): (\w+: \{.*?\}))?; or", printed)
    assert lines
    for contest, choice, parties, party in lines:
        with Path(contest).open("a") as file:
            file.write(f"  - {choice}\n")
        if parties:
            with Path(parties).open("a") as file:
                file.write(f"{party}\n")


@pytest.mark.parametrize(
    ("cells", "votes"),
    [
        ('Sheriff,,GRN,"Zed ""Z"" O\'Neil, Jr.",', {"oneil": 11}),
        ("Sheriff,,DEM,Carl Gray,", {"carl-gray": 11}),
        ("Sheriff,,,Write-ins,", {"write-ins": 11}),
        ("Sheriff,,IND,Jo Ray / Al Roe,", {"ray": 11}),
        ("Sheriff,,,#1: None of these,", {"1-none-of-these": 11}),
    ],
)
def test_a_new_candidate_is_a_line_that_works(
    site: Path, capsys: pytest.CaptureFixture[str], cells: str, votes: dict[str, int]
) -> None:
    later = LEE + f"Lee,Alder,{cells}5\nLee,Birch,{cells}6\n"
    with nothing_written(site):
        assert take(later, "--yes", head=LATER) == FAULTS
    printed = capsys.readouterr().err
    assert printed.count("error[") == 1
    assert "error[E804]: 'Sheriff' has no candidate or option" in printed
    pasted(printed)
    assert take(later, "--yes", head=LATER) == OK, capsys.readouterr().err
    assert main(["check"]) == OK
    assert Elected(site).votes("sheriff", "lee") == {"gray": 41, "moss": 32, **votes}


def test_a_new_choice_has_what_the_file_says_of_it(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "Lee,Alder,Sheriff,,GRN,Jo Ray / Al Roe,5\nLee,Birch,Sheriff,,GRN,Jo Ray / Al Roe,6\n"
    rows += "Lee,Alder,Sheriff,,,Write-ins,0\nLee,Birch,Sheriff,,,Write-ins,1\n"
    assert take(LEE + rows, "--yes", head=LATER) == FAULTS
    pasted(capsys.readouterr().err)
    assert take(LEE + rows, "--yes", head=LATER) == OK, capsys.readouterr().err
    _, _, ray, others = Elected(site).contest("sheriff").choices
    assert (ray.ticket, ray.parties, ray.is_candidate) == (("Jo Ray", "Al Roe"), ("grn",), True)
    assert (others.is_write_in, others.is_candidate) == (True, False)
    assert Elected(site).site.parties[PartyId("grn")].name == "GRN"


def test_a_measure_takes_no_third_option(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    later = LEE.replace("Yes,40", "Yes,41")
    later += "Lee,Alder,Question 1,,,Undecided,5\nLee,Birch,Question 1,,,Undecided,6\n"
    assert take(later, "--yes", head=LATER) == FAULTS
    assert "hint: this contest has only yes and no; add it as an alias of one of them" in capsys.readouterr().err
    assert take(later, "--yes", "--ignore", "Undecided", head=LATER) == OK, capsys.readouterr().err
    assert Elected(site).votes("question-1", "lee") == {"yes": 49, "no": 24}


def test_a_name_that_is_near_to_that_of_another_may_be_new_all_the_same(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = LEE.replace("Ann Gray", "Anna Gary")
    assert take(later, "--yes", head=LATER) == FAULTS
    printed = capsys.readouterr().err
    assert "did you mean 'Ann Gray'? If so, write for gray in" in printed
    assert f"; if not, add it under 'choices' in {SHERIFF}: - {{id: gary, name: Anna Gary, party: dem}}" in printed
    assert "or leave it out with --ignore 'Anna Gary'" in printed


def test_contests_parties_and_districts_of_a_later_file(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "Lee,Alder,Council,Ward 2,GRN,Di Ash,4\nLee,Cedar,Council,Ward 2,GRN,Di Ash,5\n"
    rows += "Lee,Birch,Council,Ward 3,DEM,Ed Fox,6\nLee,Alder,Coroner,,GRN,Flo Hay,7\n"
    before = files_below(site)
    assert take(LEE + rows, "--yes", head=LATER) == OK, capsys.readouterr().err
    assert main(["check"]) == OK
    made = Elected(site)
    assert made.contest("council-2").units == ("lee-alder", "lee-cedar")
    assert made.contest("council-3").units == ("lee-birch",)
    assert made.votes("coroner", "lee") == {"hay": 7}
    assert list(made.site.parties) == ["dem", "rep", "grn"]
    changed = {path for path, raw in files_below(site).items() if path in before and before[path] != raw}
    assert changed == {"table.csv", "content/parties.yml", "content/offices.yml", "content/places/precincts/lee.yml"}


def test_a_county_that_a_later_file_brings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(start(tmp_path / "state"))
    assert take(COUNTIES, "--place", "Iowa", "--yes") == OK
    more = COUNTIES + "Adair,North,Sheriff,,DEM,Ann Gray,1\nAdair,North,Sheriff,,REP,Bob Moss,2\n"
    assert take(more, "--place", "Iowa", "--yes", head=LATER) == FAULTS
    printed = capsys.readouterr().err
    assert "table.csv:4:1: error[E313]: 'adair-north' is outside 'Sheriff', which covers 'lee'" in printed
    (line,) = re.findall(rf"if it covers them too, write '(place: \w+)' in {SHERIFF}", printed)
    contest = Path(SHERIFF)
    contest.write_text(contest.read_text().replace("place: lee", line))
    assert take(more, "--place", "Iowa", "--yes", head=LATER) == OK, capsys.readouterr().err
    made = Elected(Path())
    assert made.votes("sheriff", "iowa") == {"gray": 31, "moss": 22}
    assert made.votes("sheriff", "adair") == {"gray": 1, "moss": 2}
    assert {str(place.parent) for place in made.site.places.values() if place.kind == "county"} == {"iowa"}


def in_the_release(text: str) -> str:
    return text.replace("Ballots Cast,,,,24", "Ballots Cast,,,,25")


def with_a_new_place(text: str) -> str:
    rows = "Lee,Cedar,Sheriff,,DEM,Ann Gray,1\nLee,Cedar,Sheriff,,REP,Bob Moss,2\n"
    return text + rows + "Lee,Cedar,Ballots Cast,,,,3\nLee,Cedar,Registered Voters,,,,4\n"


@pytest.mark.parametrize(
    ("change", "edited"),
    [
        (in_the_release, lambda before: before.replace("lee-birch,31,24", "lee-birch,31,25")),
        (with_a_new_place, lambda before: before + "lee-cedar,4,3\n"),
    ],
)
def test_turnout_put_right_goes_into_the_release_that_is_named(
    site: Path, change: Callable[[str], str], edited: Callable[[str], str]
) -> None:
    path = site / "content/contests/sheriff/releases/2024-11-06-complete/turnout.csv"
    before = path.read_text()
    assert take(change(LEE), "--yes", head=HEAD) == OK
    assert path.read_text() == edited(before) != before


def test_a_contest_that_has_no_release_yet_gets_its_first_one(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (site / "content/contests").rglob("releases/*/*"):
        path.unlink()
    contest = (site / SHERIFF).read_text()
    assert take(LEE, "--yes", head=LATER) == OK, capsys.readouterr().err
    assert Elected(site).votes("sheriff", "lee") == {"gray": 41, "moss": 32}
    assert (site / SHERIFF).read_text() == contest
    for path in (site / "content/contests").rglob("releases/*/*"):
        path.unlink()
    with nothing_written(site):
        assert take(COUNTIES, "--yes", head=LATER) == FAULTS
    assert "error[E402]: this contest has no releases" in capsys.readouterr().err
