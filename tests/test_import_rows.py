"""Which rows of a file are taken, and what is said of rows that repeat or contradict each other."""

from pathlib import Path

import pytest

from recanvass.authoring.importing.offices import spelled_alike
from recanvass.cli.main import FAULTS, OK, main
from tests import importing
from tests.importing import bring, votes, written
from tests.test_import_dress import ALDER, BIRCH, HEADER, READ

__all__ = ["site"]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small site, in the current folder."""
    monkeypatch.chdir(tmp_path)
    return importing.lay_out(tmp_path)


HOUSE = """office,district,precinct,candidate,votes
U.S. House,05,Alder,Ann Gray,3
US House,5,Alder,Bob Moss,7
U.S. HOUSE ,5,Birch,Ann Gray,5
U. S. House,005,Birch,Bob Moss,2
U.S. House,15,Birch,Bob Moss,900
Governor,,Birch,Bob Moss,800
"""


@pytest.mark.parametrize(
    "words", [["U.S. House", "5"], ["us house", "05"], ["US HOUSE", "005"], ["U S House", " 5"]], ids=str
)
def test_spellings_of_one_office_are_one_contest(site: Path, words: list[str]) -> None:
    assert bring(HOUSE, "--office", words[0], "--district", words[1]) == OK
    assert written(site) == READ


def test_what_is_compared() -> None:
    assert spelled_alike("U.S. House") == spelled_alike("us house") == "ushouse"
    assert spelled_alike("005") == spelled_alike("5") != spelled_alike("50")
    assert spelled_alike("0") == "0"


@pytest.mark.parametrize(
    ("name", "other", "is_alike"),
    [
        ("Governor", "Governer", True),
        ("Governor", "Governor and Lieutenant Governor", True),
        ("Governor", "Lieutenant Governor", False),
        ("State Senate", "State House", False),
        ("State House 5", "State House 6", False),
        ("County Treasurer", "County Treasuror", True),
        ("County Auditor", "County Attorney", False),
    ],
)
def test_what_looks_alike_stops_the_import(
    site: Path, name: str, other: str, *, is_alike: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    table = "office,precinct,candidate,votes\n" + "".join(f"{name},{line}\n" for line in ALDER.split("\n")[:2])
    table += "".join(f"{other},{line}\n" for line in BIRCH.split("\n")[:2])
    assert bring(table, "--office", name) == (FAULTS if is_alike else OK)
    if not is_alike:
        assert "birch" not in written(site)["lee.yml"]
        return
    told = capsys.readouterr().err
    assert f"table.csv:4:1: error[E808]: '{other}' looks like '{name}', but its rows (2) would be left out" in told
    assert bring(table, "--office", name, "--ignore", other) == OK
    assert "birch" not in written(site)["lee.yml"]
    assert bring(table, "--office", name, "--office", other, to=importing.TO[:4]) == OK
    assert written(site) == READ


def test_each_office_that_is_asked_for_is_there(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring(HOUSE, "--office", "U.S. House", "--office", "Mayor", "--district", "5") == FAULTS
    assert "error[E808]: the file has no contest 'Mayor 5'; it has" in capsys.readouterr().err
    assert written(site) == {}


PRIMARY = """office,party,precinct,candidate,votes
Clerk,DEM,Alder,Ann Gray,3
Clerk,DEM,Alder,Bob Moss,7
Clerk,REP,Alder,Ann Gray,30
Clerk,Rep.,Alder,Bob Moss,70
"""


def test_primaries_are_taken_one_by_one(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring(PRIMARY) == FAULTS
    told = capsys.readouterr().err
    assert told.count("error[") == 1
    assert "the rows differ in 'party' ('DEM', 'REP')" in told
    assert "to add the rows together, add --sum-over party; to take only one of them, add --party REP\n" in told
    assert bring(PRIMARY, "--party", "IND") == FAULTS
    assert "no row has 'IND' in the column 'party'; it has 'DEM', 'REP'" in capsys.readouterr().err
    assert bring(PRIMARY, "--party", "rep") == OK
    assert votes(site, "alder") == (30, 70)
    assert "Not selected: party DEM (2 figures)." in capsys.readouterr().out
    assert bring(PRIMARY, "--only", "PARTY=DEM", to=importing.TO[:4]) == OK
    assert votes(site, "alder") == (3, 7)


FUSION = """precinct,party,candidate,votes
Alder,DEM,Ann Gray,3
Alder,WOR,Ann Gray,4
Alder,REP,Bob Moss,5
"""


def test_rows_of_a_fusion_ticket_are_added_up_as_asked(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring(FUSION, "--sum-over", "ticket") == FAULTS
    assert "error[E802]: unknown column 'ticket'" in capsys.readouterr().err
    assert bring(FUSION, "--sum-over", "party") == OK
    assert "Added together: 1 figure from rows that differ only in the columns you named." in capsys.readouterr().out
    assert votes(site, "alder") == (7, 5)
    again = FUSION + "Alder,WOR,Ann Gray,4\n"
    assert bring(again, "--sum-over", "party", to=importing.TO[:4]) == FAULTS
    assert "table.csv:5:20: error[E807]: 'gray' appears again for this place" in capsys.readouterr().err


def test_a_sum_with_a_masked_part_is_masked(site: Path) -> None:
    assert bring(FUSION.replace(",4", ",*"), "--sum-over", "party", "--withheld", "*") == OK
    assert votes(site, "alder") == (None, 5)


def test_rows_that_contradict_each_other_are_shown_side_by_side(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring(HEADER + ALDER + "Alder,Ann Gray,4\n") == FAULTS
    told = capsys.readouterr().err
    message = "table.csv:4:16: error[E807]: 'gray' appears again for this place, with a different figure"
    assert f"{message}; line 2 says: Alder,Ann Gray,3\n    Alder,Ann Gray,4\n" in told
    assert written(site) == {}


def test_elections_merged_under_one_office_are_told_apart(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = "precinct,election type,candidate,votes\n"
    table += "".join(f"Alder,{kind},{rest}\n" for kind, rest in (("general", "Ann Gray,3"), ("general", "Bob Moss,7")))
    table += "Alder,special,Ann Gray,30\nAlder,special,Bob Moss,70\n"
    assert bring(table) == FAULTS
    told = capsys.readouterr().err
    assert "(2 figures); the rows differ in 'election type' ('general', 'special')" in told
    assert "add --only 'election type=special'\n" in told
    assert bring(table, "--only", "election type=special") == OK
    assert votes(site, "alder") == (30, 70)


def test_a_town_called_totals_is_a_sum(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring(HEADER + ALDER + BIRCH + "TOTALS,Ann Gray,8\nTOTALS,Bob Moss,9\n") == FAULTS
    assert "error[E806]: 'TOTALS' is a row of totals" in capsys.readouterr().err


TOWNS = """county,municipality,precinct,candidate,votes
Lee,Adams,Ward 1,Ann Gray,3
Lee,Adams,Ward 1,Bob Moss,7
Lee,Berg,Ward 1,Ann Gray,5
Lee,Berg,Ward 1,Bob Moss,2
"""
TOWN_PLACES = importing.PLACES.partition("  alder")[0].replace(
    "  precinct:", "  town: {name: Town, plural: Towns}\n  precinct:"
)
TOWN_PLACES += """  adams: {name: Adams, kind: town, parent: lee}
  berg: {name: Berg, kind: town, parent: lee}
  adams-1: {name: Ward 1, kind: precinct, parent: adams}
  berg-1: {name: Ward 1, kind: precinct, parent: berg}
"""


def test_towns_tell_wards_of_one_name_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    importing.lay_out(tmp_path, places=TOWN_PLACES)
    assert bring(TOWNS) == FAULTS
    told = capsys.readouterr().err
    assert "error[E805]: 'Ward 1' could be 'adams-1', 'berg-1'" in told
    assert "columns: {county: municipality}" in told
    (tmp_path / "m.yml").write_text("columns: {county: municipality}\n")
    assert bring(TOWNS, "--mapping", "m.yml") == OK
    assert "Columns left out: county." in capsys.readouterr().out
    assert votes(tmp_path, "adams-1") == (3, 7)
    assert votes(tmp_path, "berg-1") == (5, 2)


COUNTIES = importing.PLACES.partition("  lee:")[0] + "  iowa-county: {name: Iowa, kind: county, parent: iowa}\n"
COUNTIES += "  lee: {name: Lee, kind: county, parent: iowa}\n"


@pytest.mark.parametrize("name", ["Iowa", "IOWA", "iowa", "Iowa County"])
def test_a_county_of_the_states_name_is_the_county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    importing.lay_out(tmp_path, importing.CLERK.replace("place: lee", "place: iowa\nunits: [county]"), COUNTIES)
    table = f"county,candidate,votes\n{name},Ann Gray,3\n{name},Bob Moss,7\nLee,Ann Gray,5\nLee,Bob Moss,2\n"
    assert bring(table) == OK
    assert votes(tmp_path, "iowa-county") == (3, 7)
    assert votes(tmp_path, "lee") == (5, 2)


def test_counties_of_a_new_site_do_not_clash_with_the_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    importing.lay_out(tmp_path, places=importing.PLACES.partition("  lee:")[0])
    (tmp_path / "content/contests/clerk/contest.yml").unlink()
    (tmp_path / "list.csv").write_text("county,precinct\nIowa,Alder\nLee,Birch\n")
    words = ["--kind", "precinct", "--parent", "iowa", "--parent-kind", "county"]
    assert main(["import", "places", "list.csv", *words]) == OK
    counties = (tmp_path / "content/places/counties/iowa.yml").read_text()
    assert "  iowa-county: {name: Iowa}\n  lee: {name: Lee}\n" in counties
    assert (tmp_path / "content/places/precincts/iowa-county.yml").exists()


def test_candidates_are_not_taken_for_places(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "list.csv").write_text("name,office,votes\nAnn Gray,Clerk,3\n")
    words = ["import", "places", "list.csv", "--kind", "precinct", "--parent", "lee"]
    assert main(words) == FAULTS
    told = capsys.readouterr().err
    assert (
        "list.csv:1:1: error[E802]: the column 'name' was used for the places, but next to 'votes' it may have cand"
        in told
    )
    line = told.partition("in a mapping file: ")[2].partition("\n")[0]
    (site / "m.yml").write_text(f"{line}\n")
    assert main([*words, "--mapping", "m.yml", "--dry-run"]) == OK
    assert "Columns left out: office, votes." in capsys.readouterr().out
