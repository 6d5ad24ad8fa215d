"""Files as sources write them, taken by `import election`: each kind of row gives the right figure, or is refused."""

import io
import shutil
import sys
from pathlib import Path

import pytest

from recanvass.cli.main import FAULTS, OK, main
from recanvass.core.ids import AreaId, ContestId, PartyId
from recanvass.core.kinds import ContestKind
from recanvass.exports import nist
from tests import workbooks
from tests.elections import HEAD, LEE, Elected, nothing_written, start, take, take_lee

IOWA = ("--place", "Iowa", "--yes")
PARTY = "precinct,office,party,candidate,votes\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty site, in the current folder."""
    start(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


# --- columns of figures ------------------------------------------------------------------------------


def test_the_column_called_votes_is_taken_and_that_of_sums_compared(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "precinct,office,candidate,total.votes,votes\n"
    assert take_lee("Alder,Mayor,Ann Gray,10,3\nAlder,Mayor,Bob Moss,10,7\n", header=head) == OK
    assert Elected(site).votes("mayor", "lee-county-alder") == {"gray": 3, "moss": 7}
    assert (
        "The column 'total.votes' repeats the votes or their sum in 2 rows; it was compared" in capsys.readouterr().out
    )


def test_a_column_of_sums_that_are_none_is_named_with_both_ways_out(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "precinct,office,candidate,total.votes,votes\n"
    assert take_lee("Alder,Mayor,Ann Gray,11,3\nAlder,Mayor,Bob Moss,12,7\n", header=head) == OK
    printed = capsys.readouterr().err
    assert "warning[W801]: 'votes' is used, but 'total.votes' is neither the same nor its sum at 1 place" in printed
    line = "tallies: [{id: votes, name: Votes, unit: votes, column: total.votes}]"
    assert line in printed
    Path("plan.yml").write_text(line + "\n")
    assert take_lee("Alder,Mayor,Ann Gray,11,3\nAlder,Mayor,Bob Moss,12,7\n", "--plan", "plan.yml", header=head) == OK
    assert Elected(site).votes("mayor", "lee-county-alder") == {"gray": 11, "moss": 12}


@pytest.mark.parametrize("label", ["Votes %", "votes_pct", "Percent", "% of votes", "Vote share"])
def test_percentages_are_never_counts(site: Path, capsys: pytest.CaptureFixture[str], label: str) -> None:
    with nothing_written(site):
        assert take_lee("Alder,Mayor,Ann Gray,41\n", header=f"precinct,office,candidate,{label}\n") == FAULTS
    printed = capsys.readouterr().err
    assert "error[E820]" in printed
    assert f"'{label}'" in printed
    assert take_lee("Alder,Mayor,Gray,41.2,7\n", header=f"precinct,office,candidate,{label},votes\n") == OK
    assert Elected(site).votes("mayor", "lee-county-alder") == {"gray": 7}
    assert f"Columns not used: {label} (1 cell)." in capsys.readouterr().out


def test_whole_figures_with_a_fraction_of_zero_are_read(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert take_lee('Alder,Mayor,Gray,273.0\nBirch,Mayor,Gray,"1,204"\n') == OK
    assert Elected(site).votes("mayor", "lee-county") == {"gray": 1477}
    capsys.readouterr()
    rows = "".join(f"P{number},Mayor,Gray,{number}.5\n" for number in range(40))
    with nothing_written(site):
        assert take_lee(rows) == FAULTS
    printed = capsys.readouterr().err
    assert printed.endswith("1 error\n")
    assert "(40 cells like it: lines 2, 3, 4, 5, 6 …)" in printed


# --- offices, districts, parties ---------------------------------------------------------------------


def test_spellings_of_an_office_and_a_district_are_one_contest(site: Path) -> None:
    head = "precinct,office,district,candidate,votes\n"
    rows = (
        "Alder,U.S. House,05,Gray,1\nBirch,U.S. House,5,Gray,2\nCedar,US House,005,Gray,4\nDell,U.S. HOUSE ,5,GRAY,8\n"
    )
    rows += "Alder,Governor,,Moss,1\nBirch,GOVERNOR ,,Moss,2\n"
    assert take_lee(rows, header=head) == OK
    made = Elected(site)
    assert list(made.results) == ["us-house-5", "governor"]
    assert made.votes("us-house-5", "lee-county") == {"gray": 15}
    assert made.votes("governor", "lee-county") == {"moss": 3}
    assert made.contest("us-house-5").title == "U.S. House, District 5"


def test_offices_that_look_alike_stop_the_import_until_the_plan_answers(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "Alder,Governor and Lieutenant Governor,Ann GRAY / Di ASH,1\nBirch,Governor,Ann Gray,2\n"
    with nothing_written(site):
        assert take_lee(rows) == FAULTS
    printed = capsys.readouterr().err
    assert "error[E830]: these offices look alike: " in printed
    assert "'Governor and Lieutenant Governor' (1 row), 'Governor' (1 row)" in printed
    assert take_lee(rows, "--plan", "plan.yml") == FAULTS
    plan = Path("plan.yml").read_text()
    assert plan.count("same: }") == 2
    capsys.readouterr()
    with nothing_written(site):
        assert take_lee(rows, "--plan", "plan.yml") == FAULTS
    assert capsys.readouterr().err.count("error[E220]: true or false is missing") == 2
    Path("plan.yml").write_text(plan.replace("same: }", "same: true}"))
    assert take_lee(rows, "--plan", "plan.yml") == OK
    made = Elected(site)
    assert made.votes("governor-and-lieutenant-governor", "lee-county") == {"gray": 3}
    (choice,) = made.contest("governor-and-lieutenant-governor").choices
    assert (choice.ticket, choice.aliases) == (("Ann GRAY", "Di ASH"), ("Ann Gray",))


def test_offices_that_look_alike_stay_two_if_the_plan_says_so(site: Path) -> None:
    rows = "Alder,County Attorney,Ann Gray,1\nBirch,County Attorneys,Ann Gray,2\n"
    assert take_lee(rows, "--plan", "plan.yml") == FAULTS
    plan = Path("plan.yml")
    plan.write_text(plan.read_text().replace("same: }", "same: false}"))
    assert take_lee(rows, "--plan", "plan.yml") == OK
    assert list(Elected(site).results) == ["county-attorney", "county-attorneys"]


def test_candidates_who_look_alike_and_never_meet_are_asked_about(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with nothing_written(site):
        assert take_lee("Alder,Mayor,Matthew G. Bevin,1\nBirch,Mayor,Matt Bevin,2\n") == FAULTS
    assert "these candidates of 'Mayor' look alike" in capsys.readouterr().err
    rows = "Alder,Mayor,Ann Gray,1\nAlder,Mayor,Bob Gray,2\n"
    assert take_lee(rows) == OK, "in one precinct they are two"
    assert Elected(site).votes("mayor", "lee-county") == {"ann-gray": 1, "bob-gray": 2}


def test_parties_of_one_candidate_are_lines_that_add_up(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "Alder,Mayor,DEM,Ann Gray,3\nAlder,Mayor,WOR,Ann Gray,4\nAlder,Mayor,REP,Bob Moss,5\n"
    rows += "Birch,Mayor,DEM,Ann Gray,1\nBirch,Mayor,WOR,Ann Gray,0\nBirch,Mayor,REP,Bob Moss,2\n"
    assert take_lee(rows, header=PARTY) == OK
    made = Elected(site)
    assert made.votes("mayor", "lee-county") == {"gray": 8, "moss": 7}
    assert made.votes("mayor", "lee-county", "line-wor") == {"gray": 4, "moss": 0}
    assert made.contest("mayor").choices[0].parties == ("dem", "wor")
    assert "Added together: 2 figures of candidates on several party lines." in capsys.readouterr().out


def test_party_lines_by_way_to_vote_add_up_both_ways(site: Path) -> None:
    head = "precinct,office,party,candidate,mode,votes\n"
    rows = "Alder,Mayor,DEM,Gray,Election Day,3\nAlder,Mayor,DEM,Gray,Absentee,1\nAlder,Mayor,WOR,Gray,Election Day,4\n"
    rows += "Alder,Mayor,WOR,Gray,Absentee,2\nAlder,Mayor,REP,Moss,Election Day,5\nAlder,Mayor,REP,Moss,Absentee,1\n"
    assert take_lee(rows, header=head) == OK
    made = Elected(site)
    assert made.votes("mayor", "lee-county") == {"gray": 10, "moss": 6}
    assert made.votes("mayor", "lee-county", "line-wor") == {"gray": 6, "moss": 0}
    assert made.votes("mayor", "lee-county", "absentee") == {"gray": 3, "moss": 1}


def test_a_row_of_all_lines_is_their_sum(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = (
        "Alder,Mayor,DEM,Ann Gray,3\nAlder,Mayor,WOR,Ann Gray,4\nAlder,Mayor,,Ann Gray,7\nAlder,Mayor,REP,Bob Moss,5\n"
    )
    assert take_lee(rows, header=PARTY) == OK
    assert Elected(site).votes("mayor", "lee-county") == {"gray": 7, "moss": 5}
    assert "Totals that match the sum of their rows: 1." in capsys.readouterr().out
    shutil.rmtree("content")
    start(site)
    with nothing_written(site):
        assert take_lee(rows.replace(",7", ",8"), header=PARTY) == FAULTS
    assert "table.csv:4:1: error[E807]: 'Ann Gray' at Alder has two figures" in capsys.readouterr().err


def test_primaries_of_two_parties_are_two_contests(site: Path) -> None:
    rows = "Alder,President,DEM,Ann Gray,3\nAlder,President,DEM,Uncommitted,1\nAlder,President,DEM,Write-ins,2\n"
    rows += "Alder,President,REP,Bob Moss,5\nAlder,President,REP,Uncommitted,4\nAlder,President,REP,Write-ins,0\n"
    assert take_lee(rows, header=PARTY) == OK
    made = Elected(site)
    assert list(made.results) == ["president-dem", "president-rep"]
    assert made.votes("president-dem", "lee-county") == {"gray": 3, "uncommitted": 1, "write-ins": 2}
    assert made.contest("president-rep").party == PartyId("rep")
    assert made.contest("president-rep").title == "President, REP primary"


def test_ballots_of_one_party_are_not_the_turnout_of_all(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "Alder,President,DEM,Ann Gray,3\nAlder,President,REP,Bob Moss,5\n"
    rows += "Alder,Ballots Cast,DEM,,3\nAlder,Ballots Cast,REP,,5\nAlder,Registered Voters,,,20\n"
    assert take_lee(rows, "--stage", "primary", header=PARTY) == OK
    turnout = Elected(site).turnout("president-dem", "lee-county-alder")
    assert turnout is not None
    assert (turnout.ballots, turnout.registered) == (None, 20)
    assert "Left out: 'Ballots Cast, DEM' (1 row), 'Ballots Cast, REP' (1 row)." in capsys.readouterr().out


def test_candidates_of_several_parties_are_a_primary_only_if_it_is_said(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "Alder,Sheriff,DEM,Ann Gray,3\nAlder,Sheriff,DEM,Cy Young,1\n"
    rows += "Alder,Sheriff,REP,Bob Moss,5\nAlder,Sheriff,REP,Di Ash,4\n"
    with nothing_written(site):
        assert take_lee(rows, header=PARTY) == FAULTS
    assert "error[E832]: 'Sheriff' has several candidates from several parties" in capsys.readouterr().err
    assert take_lee(rows, "--stage", "primary", header=PARTY) == OK
    assert list(Elected(site).results) == ["sheriff-dem", "sheriff-rep"]


def test_a_candidate_without_a_party_has_no_primary(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "Alder,Sheriff,DEM,Ann Gray,3\nAlder,Sheriff,REP,Bob Moss,1\nAlder,Sheriff,,Di Ash,1\n"
    with nothing_written(site):
        assert take_lee(rows, "--stage", "primary", header=PARTY) == FAULTS
    assert "table.csv:4:1: error[E832]: 'Di Ash' has no party" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "short", "ticket"),
    [
        ("Hillary Clinton & Tim Kaine", "Clinton", ("Hillary Clinton", "Tim Kaine")),
        ("Joe Biden / Kamala Harris", "Biden", ("Joe Biden", "Kamala Harris")),
        ("Donald J. Trump and Michael R. Pence", "Trump", ("Donald J. Trump", "Michael R. Pence")),
        ("Lee, Ann", "Lee", ()),
        ("John Smith (I)", "Smith", ()),
        ("Roque De La Fuente", "De La Fuente", ()),
        ("Robert F. Kennedy, Jr.", "Kennedy", ()),
    ],
)
def test_names_and_tickets_are_called_by_the_family_name_of_the_head(
    site: Path, name: str, short: str, ticket: tuple[str, ...]
) -> None:
    assert take_lee(f'Alder,Mayor,"{name}",3\nAlder,Mayor,Zoe Quill,2\n') == OK
    choice = Elected(site).contest("mayor").choices[0]
    assert (choice.short, choice.ticket) == (short, ticket)


# --- masked, absent, parts ---------------------------------------------------------------------------


@pytest.mark.parametrize("words", [[], ["--missing", "*"], ["--absent-as-zero"], ["--zero", "*"]])
def test_a_masked_figure_stays_withheld_whatever_the_options(
    site: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert (
        take_lee(
            "Alder,Mayor,Ann Gray,*\nAlder,Mayor,Bob Moss,7\nBirch,Mayor,Ann Gray,1\nBirch,Mayor,Bob Moss,2\n", *words
        )
        == OK
    )
    made = Elected(site)
    assert made.votes("mayor", "lee-county-alder") == {"gray": None, "moss": 7}
    assert made.votes("mayor", "lee-county-birch") == {"gray": 1, "moss": 2}
    assert "Masked in the file, so withheld on the site: 1 figure." in capsys.readouterr().out


def test_a_candidate_left_out_is_no_zero_unless_it_is_said(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "Alder,Mayor,Ann Gray,1\nAlder,Mayor,Bob Moss,7\nBirch,Mayor,Ann Gray,1\n"
    with nothing_written(site):
        assert take_lee(rows) == FAULTS
    assert "a figure is missing in 'Mayor': 'Bob Moss', first at Birch" in capsys.readouterr().err
    with nothing_written(site):
        assert take_lee(rows + "Birch,Mayor,Bob Moss,NA\n", "--missing", "NA", "--absent-as-zero") == FAULTS
    assert "a figure is missing in 'Mayor': 'Bob Moss'" in capsys.readouterr().err
    assert take_lee(rows, "--absent-as-zero") == OK
    assert Elected(site).votes("mayor", "lee-county-birch") == {"gray": 1, "moss": 0}
    assert "Set to zero because of --absent-as-zero: 1 figure." in capsys.readouterr().out


def test_a_place_that_reports_nothing_has_no_figures(site: Path) -> None:
    assert take_lee("Alder,Mayor,Gray,1\nAlder,Mayor,Moss,7\nBirch,Mayor,Gray,\nBirch,Mayor,Moss,\n") == OK
    assert Elected(site).contest("mayor").releases[0].rows.keys() == {AreaId("lee-county-alder")}


PARTS = "precinct,office,candidate,election_day_votes,absentee_votes\n"


def test_columns_of_vote_methods_are_parts_of_the_votes(site: Path) -> None:
    rows = "Alder,Mayor,Gray,10,3\nAlder,Mayor,Moss,4,5\nBirch,Mayor,Gray,1,1\nBirch,Mayor,Moss,2,0\n"
    assert take_lee(rows, header=PARTS) == OK
    made = Elected(site)
    assert made.votes("mayor", "lee-county") == {"gray": 15, "moss": 11}
    assert made.votes("mayor", "lee-county", "absentee") == {"gray": 4, "moss": 5}
    assert [(tally.id, tally.part_of) for tally in made.contest("mayor").tallies] == [
        ("votes", None),
        ("election-day", "votes"),
        ("absentee", "votes"),
    ]


def test_rows_of_vote_methods_are_parts_of_the_votes(site: Path) -> None:
    head = "precinct,office,candidate,mode,votes\n"
    rows = "Alder,Mayor,Gray,ELECTION DAY,10\nAlder,Mayor,Gray,ABSENTEE,3\n"
    rows += "Alder,Mayor,Moss,ELECTION DAY,4\nAlder,Mayor,Moss,ABSENTEE,5\n"
    assert take_lee(rows, header=head) == OK
    made = Elected(site)
    assert made.votes("mayor", "lee-county") == {"gray": 13, "moss": 9}
    assert made.votes("mayor", "lee-county", "election-day") == {"gray": 10, "moss": 4}


def test_a_total_is_unknown_where_a_part_is_missing(site: Path) -> None:
    rows = "Alder,Mayor,Gray,10,3\nAlder,Mayor,Moss,4,5\nBirch,Mayor,Gray,1,\nBirch,Mayor,Moss,2,\n"
    assert take_lee(rows, header=PARTS) == OK
    made = Elected(site)
    assert made.votes("mayor", "lee-county-alder") == {"gray": 13, "moss": 9}
    assert made.votes("mayor", "lee-county-birch", "election-day") == {"gray": 1, "moss": 2}
    stated = [
        row["count"] for row in made.rows("mayor") if (row["place"], row["tally"]) == ("lee-county-birch", "votes")
    ]
    assert stated == ["", ""]


# --- places ------------------------------------------------------------------------------------------

COUNTIES = "county,precinct,office,candidate,votes\n"


def test_a_county_published_as_one_total_counts_into_every_total(site: Path) -> None:
    rows = "Harbor,H1,Mayor,Lund,100\nHarbor,H1,Mayor,Reyes,400\nHarbor,H2,Mayor,Lund,200\nHarbor,H2,Mayor,Reyes,200\n"
    rows += "Meadow,,Mayor,Lund,700\nMeadow,,Mayor,Reyes,400\n"
    assert take(COUNTIES + rows, *IOWA) == OK
    made = Elected(site)
    assert made.votes("mayor", "iowa") == {"lund": 1000, "reyes": 1000}
    assert made.votes("mayor", "harbor") == {"lund": 300, "reyes": 600}


def test_a_county_of_known_precincts_may_come_as_one_total(site: Path) -> None:
    known = "Harbor,H1,Judge,Ash,1\nMeadow,M1,Judge,Ash,2\nMeadow,M2,Judge,Ash,3\n"
    rows = "Harbor,H1,Mayor,Lund,300\nHarbor,H1,Mayor,Reyes,600\nMeadow,,Mayor,Lund,700\nMeadow,,Mayor,Reyes,400\n"
    assert take(COUNTIES + known + rows, *IOWA) == OK
    made = Elected(site)
    assert made.votes("mayor", "iowa") == {"lund": 1000, "reyes": 1000}
    assert made.votes("judge", "iowa") == {"ash": 6}
    with nothing_written(site):
        assert take(COUNTIES + known + rows, *IOWA) == OK
    assert take(COUNTIES + known + rows.replace("Lund,700", "Lund,701"), *IOWA) == OK
    assert Elected(site).votes("mayor", "iowa") == {"lund": 1001, "reyes": 1000}


def test_a_district_has_its_own_places(site: Path) -> None:
    head = "precinct,office,district,candidate,votes\n"
    rows = "".join(f"P{number},Mayor,,Gray,{number}\n" for number in range(1, 9))
    rows += "P2,House,3,Moss,20\nP3,House,3,Moss,30\n"
    assert take_lee(rows, header=head) == OK
    contest = Elected(site).contest("house-3")
    assert contest.units == ("lee-county-p2", "lee-county-p3")
    group = Elected(site).site.groups[AreaId("house-3")]
    assert (group.name, group.kind) == ("House, District 3", "district")
    assert Elected(site).contest("mayor").group is None


def test_an_office_that_some_places_have_no_rows_of_is_named(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "Alder,Mayor,Gray,1\nBirch,Mayor,Gray,2\nCedar,Mayor,Gray,3\nAlder,Sheriff,Moss,1\nBirch,Sheriff,Moss,2\n"
    assert take_lee(rows) == OK
    printed = capsys.readouterr().out
    assert (
        "Some places have no rows of these contests, so they cover only the others: 'Sheriff (2 of 3 places)'."
        in printed
    )
    assert take_lee(rows + "Cedar,Sheriff,Moss,5\n") == OK
    made = Elected(site)
    assert made.contest("sheriff").units == ("lee-county-alder", "lee-county-birch", "lee-county-cedar")
    assert made.votes("sheriff", "lee-county") == {"moss": 8}


def test_rows_of_absentee_votes_are_no_precinct(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "Harbor,H1,Mayor,Lund,3\nHarbor,Absentee,Mayor,Lund,4\n"
    rows += "Meadow,M1,Mayor,Lund,5\nMeadow,Meadow Absentee,Mayor,Lund,6\n"
    assert take(COUNTIES + rows, *IOWA) == OK
    made = Elected(site)
    assert made.votes("mayor", "harbor") == {"lund": 7}
    assert {str(place.id): str(place.kind) for place in made.site.places.values() if place.kind == "central-count"} == {
        "harbor-absentee": "central-count",
        "meadow-meadow-absentee": "central-count",
    }
    assert (
        "New: 2 central counts, for rows that aren't places: 'Absentee', 'Meadow Absentee'." in capsys.readouterr().out
    )


def test_municipalities_lie_between_county_and_precinct(site: Path) -> None:
    head = "county,municipality,precinct,office,candidate,votes\n"
    rows = "Lee,Keokuk,Ward 1,Mayor,Gray,1\nLee,Keokuk,Ward 2,Mayor,Gray,2\nLee,Fort Madison,Ward 1,Mayor,Gray,4\n"
    assert take(head + rows, *IOWA) == OK
    made = Elected(site)
    assert made.votes("mayor", "lee-keokuk") == {"gray": 3}
    assert made.votes("mayor", "lee-fort-madison-ward-1") == {"gray": 4}
    places = made.site.places
    assert [places[AreaId(one)].kind for one in ("lee", "lee-keokuk", "lee-keokuk-ward-1")] == [
        "county",
        "municipality",
        "precinct",
    ]


def test_a_column_that_tells_places_apart_is_a_hint_that_works(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = "county,mcd,precinct,office,candidate,votes\n"
    rows = "Lee,Keokuk,Ward 1,Mayor,Gray,1\nLee,Fort Madison,Ward 1,Mayor,Gray,4\n"
    with nothing_written(site):
        assert take(head + rows, *IOWA) == FAULTS
    printed = capsys.readouterr().err
    assert "table.csv:3:1: error[E807]: 'Gray' at Ward 1, Lee has two figures (Mayor)" in printed
    assert "line 2 says: Lee,Keokuk,Ward 1,Mayor,Gray,1" in printed
    line = "columns: {municipality: mcd}"
    assert f"{line}; if it tells elections apart: columns: {{election: mcd}}" in printed
    Path("plan.yml").write_text(line + "\n")
    assert take(head + rows, *IOWA, "--plan", "plan.yml") == OK
    assert Elected(site).votes("mayor", "lee-keokuk-ward-1") == {"gray": 1}


def test_a_file_of_counties_has_counties_as_places(site: Path) -> None:
    rows = "Lee,Governor,Gray,10\nLee,Governor,Moss,5\nLee,Governor,Total Votes,15\n"
    rows += "Scott,Governor,Gray,20\nScott,Governor,Moss,7\nScott,Governor,Total Votes,27\n"
    assert take("county,office,candidate,votes\n" + rows, *IOWA) == OK
    made = Elected(site)
    assert made.votes("governor", "iowa") == {"gray": 30, "moss": 12}
    assert made.contest("governor").units == ("lee", "scott")


def test_a_state_and_a_county_of_one_name_are_two_places(site: Path) -> None:
    rows = "Iowa,Marengo,Mayor,Gray,1\nLee,Alder,Mayor,Gray,2\n"
    assert take(COUNTIES + rows, *IOWA) == OK
    made = Elected(site)
    assert made.votes("mayor", "iowa") == {"gray": 3}
    assert made.votes("mayor", "iowa-county") == {"gray": 1}


# --- rows that are no candidate ----------------------------------------------------------------------


def test_turnout_rows_are_turnout_and_no_votes(site: Path) -> None:
    rows = "Alder,Mayor,Gray,30\nAlder,Mayor,Moss,20\nAlder,Mayor,Over Votes,1\nAlder,Mayor,Under Votes,3\n"
    rows += "Alder,Mayor,Blank,2\nAlder,Ballots Cast,,56\nAlder,Registered Voters,,90\nAlder,Voter Turnout,,62.2\n"
    assert take_lee(rows) == OK
    made = Elected(site)
    assert made.votes("mayor", "lee-county-alder") == {"gray": 30, "moss": 20}
    turnout = made.turnout("mayor", "lee-county-alder")
    assert turnout is not None
    assert (turnout.ballots, turnout.registered) == (56, 90)
    assert (turnout.overvotes, turnout.undervotes, turnout.blank) == (1, 3, 2)


def test_columns_of_turnout_are_known_by_their_names(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = "precinct,registered voters,ballots cast,office,candidate,votes\n"
    rows = "Alder,100,50.0,Mayor,Gray,30\nAlder,100,50.0,Mayor,Moss,20\nBirch,,*,Mayor,Gray,3\nBirch,,*,Mayor,Moss,2\n"
    assert take_lee(rows, header=head) == OK
    turnout = Elected(site).turnout("mayor", "lee-county-alder")
    assert turnout is not None
    assert (turnout.registered, turnout.ballots) == (100, 50)
    assert Elected(site).turnout("mayor", "lee-county-birch") is None
    capsys.readouterr()
    shutil.rmtree("content")
    start(site)
    assert take_lee(rows.replace("50.0,Mayor,Moss", "20,Mayor,Moss"), header=head) == OK
    turnout = Elected(site).turnout("mayor", "lee-county-alder")
    assert turnout is not None
    assert (turnout.registered, turnout.ballots) == (100, None)
    assert "The column 'ballots cast' has different values within a place, so it isn't used." in capsys.readouterr().out


def test_rows_of_totals_are_compared_and_never_added(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "Lee,Alder,Mayor,Gray,1\nLee,Birch,Mayor,Gray,2\nLee,Total,Mayor,Gray,3\nTOTALS,,Mayor,Gray,3\n"
    assert take(COUNTIES + rows, *IOWA) == OK
    assert Elected(site).votes("mayor", "lee") == {"gray": 3}
    assert "Totals that match the sum of their rows: 2." in capsys.readouterr().out


def test_a_place_with_the_sum_of_all_others_may_be_a_total(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "Alder,Mayor,Gray,1\nAlder,Mayor,Moss,4\nBirch,Mayor,Gray,2\nBirch,Mayor,Moss,3\n"
    rows += "All of it,Mayor,Gray,3\nAll of it,Mayor,Moss,7\n"
    with nothing_written(site):
        assert take_lee(rows) == FAULTS
    printed = capsys.readouterr().err
    assert "table.csv:6:1: error[E806]: 'All of it' equals the sum of the other places in 'Mayor'" in printed
    assert "--ignore 'All of it', or add --keep 'All of it'" in printed
    assert take_lee(rows, "--ignore", "All of it") == OK
    assert Elected(site).votes("mayor", "lee-county") == {"gray": 3, "moss": 7}
    shutil.rmtree("content")
    start(site)
    assert take_lee(rows, "--keep", "All of it") == OK
    assert Elected(site).votes("mayor", "lee-county") == {"gray": 6, "moss": 14}


def test_a_row_of_a_county_is_no_precinct_of_that_name(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = ",Iowa,Mayor,Gray,7\n,Lee,Mayor,Gray,3\n"
    rows += "Lee,Alder,Mayor,Gray,1\nLee,Birch,Mayor,Gray,2\nScott,Oak,Mayor,Gray,4\n"
    assert take(COUNTIES + rows, *IOWA) == OK
    assert Elected(site).votes("mayor", "iowa") == {"gray": 7}
    assert "Totals that match the sum of their rows: 2." in capsys.readouterr().out


@pytest.mark.parametrize("option", ["refuse", "publish", "skip"])
def test_totals_that_do_not_add_up_stop_the_import_or_are_published(
    site: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    rows = "Alder,Mayor,Gray,1\nBirch,Mayor,Gray,2\nTotal,Mayor,Gray,5\n"
    code = take_lee(rows, "--totals", option)
    printed = capsys.readouterr()
    if option == "refuse":
        assert code == FAULTS
        assert "table.csv:4:1: error[E806]: the total of 'Gray' at Total is 5, but its rows add up to 3" in printed.err
        assert "\n    Total,Mayor,Gray,5\n    ^^^^^^^^^^^^^^^^^^\n  hint: correct it" in printed.err
        return
    assert code == OK
    assert "Totals that don't add up: 1." in printed.out
    release = Path("content/contests/mayor/releases/2024-11-06-complete/release.yml").read_text()
    assert ("lee-county:\n    votes: {gray: 5}" in release) is (option == "publish")


def test_a_total_without_any_row_to_compare_is_named(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "Alder,Mayor,Gray,1\nBirch,Mayor,Total Votes,2\nAlder,Coroner,Total Votes,7\n"
    assert take_lee(rows) == OK
    printed = capsys.readouterr().out
    assert "Totals not compared, because a figure is masked or missing: 1." in printed
    assert "Left out: 'Coroner, Total Votes' (1 row)." in printed


# --- rows that contradict each other -----------------------------------------------------------------


def test_two_figures_of_one_place_and_choice_are_shown_side_by_side(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with nothing_written(site):
        assert take_lee("Alder,Mayor,Gray,1\nBirch,Mayor,Gray,3\nAlder,Mayor,GRAY,2\n") == FAULTS
    printed = capsys.readouterr().err
    assert "table.csv:4:1: error[E807]: 'GRAY' at Alder has two figures (Mayor)" in printed
    assert "    Alder,Mayor,GRAY,2\n" in printed
    assert "  also: table.csv:2" in printed
    assert "line 2 says: Alder,Mayor,Gray,1" in printed


def test_rows_that_are_there_twice_are_used_once_only_if_it_is_said(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "Alder,Mayor,Gray,1\nBirch,Mayor,Gray,3\nAlder,Mayor,Gray,1\nBirch,Mayor,Gray,3\n"
    with nothing_written(site):
        assert take_lee(rows) == FAULTS
    printed = capsys.readouterr().err
    assert "table.csv:4:1: error[E807]: this row repeats line 2 exactly, and 1 row repeats others" in printed
    assert take_lee(rows, "--repeated-rows", "once") == OK
    assert Elected(site).votes("mayor", "lee-county") == {"gray": 4}
    assert "2 rows repeat others exactly; each is used once." in capsys.readouterr().out


def test_two_figures_of_turnout_are_shown_side_by_side(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with nothing_written(site):
        assert take_lee("Alder,Mayor,Gray,1\nAlder,Ballots Cast,,3\nAlder,Ballots cast,,4\n") == FAULTS
    assert "error[E807]: 'Ballots cast' at Alder has two figures (turnout)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("special", ("False", "True")),
        ("special", ("", "special")),
        ("stage", ("GEN", "SPECIAL")),
        ("election", ("general", "special")),
    ],
)
def test_a_special_election_is_a_contest_of_its_own(site: Path, head: str, cells: tuple[str, str]) -> None:
    rows = "".join(f"Alder,Senate,Gray,{votes},{cell}\n" for votes, cell in zip((1, 2), cells, strict=True))
    assert take_lee(rows, header=f"precinct,office,candidate,votes,{head}\n") == OK
    made = Elected(site)
    assert made.votes("senate", "lee-county") == {"gray": 1}
    assert made.votes("senate-special", "lee-county") == {"gray": 2}
    assert made.contest("senate-special").title == "Senate, special election"


def test_a_ward_that_elects_its_own_is_contest_and_place(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "Ward 1,Council,Gray,1\nWard 1,Council,Moss,2\nWard 2,Council,Ash,3\nWard 2,Council,Quill,4\n"
    head = "ward,office,candidate,votes\n"
    with nothing_written(site):
        assert take_lee(rows, header=head) == FAULTS
    printed = capsys.readouterr().err
    line = "columns: {district: ward}"
    assert f"each ward has its own candidates; if each is a separate contest, write in a plan: {line}" in printed
    Path("plan.yml").write_text(line + "\n")
    assert take_lee(rows, "--plan", "plan.yml", header=head) == OK
    made = Elected(site)
    assert list(made.results) == ["council-1", "council-2"]
    assert made.votes("council-2", "lee-county-ward-2") == {"ash": 3, "quill": 4}


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("party,Station 1,Station 2\nDEM,1,2\nREP,3,4\n", "the header has no column for the candidate"),
        ("precinct,office,yes,no\nAlder,Question 1,1,2\n", "yes and no are columns of this table"),
        ("precinct,office,Ann Gray,Bob Moss\nAlder,Mayor,1,2\n", "'Ann Gray', 'Bob Moss' may be candidates as columns"),
    ],
)
def test_a_table_of_another_shape_is_refused_with_what_it_was_taken_for(
    site: Path, capsys: pytest.CaptureFixture[str], table: str, message: str
) -> None:
    with nothing_written(site):
        assert take(table, *IOWA) == FAULTS
    printed = capsys.readouterr().err
    assert message in printed
    assert "write one row per place and candidate" in printed


def test_names_in_several_columns_are_one_name(site: Path) -> None:
    head = "precinct,office,first name,middle name,last name,votes\n"
    assert take_lee("Alder,Mayor,Ann,B.,Gray,1\nAlder,Mayor,Bob,,Moss,2\n", header=head) == OK
    assert [choice.name for choice in Elected(site).contest("mayor").choices] == ["Ann B. Gray", "Bob Moss"]


@pytest.mark.parametrize(
    ("office", "kind", "person"),
    [
        ("Shall Judge Ann Gray be retained?", ContestKind.RETENTION, "Ann Gray"),
        ("Question 1", ContestKind.MEASURE, None),
    ],
)
def test_yes_and_no_make_a_measure_or_a_retention(
    site: Path, office: str, kind: ContestKind, person: str | None
) -> None:
    assert take_lee(f"Alder,{office},Yes,5\nAlder,{office},No,3\n") == OK
    (results,) = Elected(site).results.values()
    assert results.contest.kind is kind
    assert [choice.name for choice in results.contest.choices] == ["Yes", "No"]
    del person


def test_seats_are_taken_from_the_office_or_a_column(site: Path) -> None:
    rows = (
        "Alder,City Council (Vote for 3),Gray,5,\nAlder,City Council (Vote for 3),Moss,4,\nAlder,School Board,Ash,3,2\n"
    )
    assert take_lee(rows, header="precinct,office,candidate,votes,magnitude\n") == OK
    made = Elected(site)
    assert made.contest("city-council").seats == 3
    assert made.contest("school-board").seats == 2


# --- a caucus ----------------------------------------------------------------------------------------


def test_columns_of_other_counts_are_named_in_a_plan_that_the_command_writes(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "county,precinct,attendance,candidate,given,align1,delegates\n"
    rows = (
        "CARSON,101,20,Biden,1,8,3\nCARSON,101,20,Sanders,2,9,3\nELKO,101,5,Biden,0,1,NA\nELKO,101,5,Sanders,1,4,NA\n"
    )
    words = ["--place", "Nevada", "--office", "Caucus", "--plan", "plan.yml", "--yes"]
    assert take(head + rows, *words) == FAULTS
    printed = capsys.readouterr().err
    assert (
        "the header has no column for the votes; unknown columns: 'attendance', 'given', 'align1', 'delegates'"
        in printed
    )
    plan = Path("plan.yml").read_text()
    assert plan.splitlines()[-7:] == [
        "tallies:",
        "  - {id: given, name: Given, unit: votes, column: given}",
        "  - {id: align1, name: Align1, unit: votes, column: align1}",
        "# These numbers are the same in every row of a place: attendance, delegates.",
        "# If they are turnout, or what the place has to award, write lines like these without the #:",
        "# turnout: {voters: attendance}",
        "# worth: {delegates: delegates}",
    ]
    plan = plan.replace("column: given}", "column: given, decides: true}").replace("# turnout:", "turnout:")
    Path("plan.yml").write_text(plan.replace("# worth: {delegates:", "worth: {given:"))
    assert take(head + rows, *words) == FAULTS
    printed = capsys.readouterr().err
    assert "table.csv:4:1: error[E812]: 'NA' in the column 'delegates' is not a figure (2 rows)" in printed
    assert take(head + rows, *words, "--missing", "NA") == OK
    made = Elected(site)
    assert made.votes("caucus", "nevada", "given") == {"biden": 1, "sanders": 3}
    assert made.votes("caucus", "nevada", "align1") == {"biden": 9, "sanders": 13}
    turnout = made.turnout("caucus", "elko-101")
    assert turnout is not None
    assert turnout.voters == 5
    assert {str(place.id): dict(place.worth) for place in made.site.places.values() if place.worth} == {
        "carson-101": {"given": 3}
    }
    assert [tally.id for tally in made.contest("caucus").tallies if tally.decides] == ["given"]


# --- formats -----------------------------------------------------------------------------------------

ROWS: list[list[workbooks.Cell]] = [
    ["Unofficial results of Lee County"],
    ["precinct", "office", "candidate", "votes"],
    ["Alder", "Mayor", "Gray", 12],
    ["Alder", "Mayor", "Moss", 7],
]
CLARITY = """<?xml version="1.0" encoding="utf-8"?>
<ElectionResult><ElectionName>General</ElectionName><ElectionDate>11/5/2024</ElectionDate><Region>Lee</Region>
<VoterTurnout totalVoters="80" ballotsCast="20"><Precincts>
<Precinct name="Alder" totalVoters="50" ballotsCast="12"/><Precinct name="Birch" totalVoters="30" ballotsCast="8"/>
</Precincts></VoterTurnout>
<Contest key="1" text="County Clerk" voteFor="1">
<Choice key="1" text="Ann Gray" party="DEM" totalVotes="9">
<VoteType name="Election Day" votes="7"><Precinct name="Alder" votes="3"/><Precinct name="Birch" votes="4"/></VoteType>
<VoteType name="Absentee" votes="2"><Precinct name="Alder" votes="2"/><Precinct name="Birch" votes="0"/></VoteType>
</Choice>
<Choice key="2" text="Bob Moss" party="REP" totalVotes="6">
<VoteType name="Election Day" votes="5"><Precinct name="Alder" votes="1"/><Precinct name="Birch" votes="4"/></VoteType>
<VoteType name="Absentee" votes="1"><Precinct name="Alder" votes="1"/><Precinct name="Birch" votes="0"/></VoteType>
</Choice></Contest></ElectionResult>
"""


def test_a_workbook_with_a_title_above_the_header_is_read(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--place", "Lee County", "--place-kind", "county", "--yes"]
    assert take(workbooks.xlsx({"Results": ROWS}), *words, name="table.xlsx") == OK
    assert Elected(site).votes("mayor", "lee-county") == {"gray": 12, "moss": 7}
    assert "The header is on line 2" in capsys.readouterr().out


@pytest.mark.parametrize("is_zipped", [False, True])
def test_a_clarity_report_is_a_whole_election(site: Path, *, is_zipped: bool) -> None:
    data = workbooks.zipped({"detail.xml": CLARITY}) if is_zipped else CLARITY.encode()
    assert take(data, "--yes", name="table.xml") == OK
    made = Elected(site)
    assert made.votes("county-clerk", "lee") == {"gray": 9, "moss": 6}
    assert made.votes("county-clerk", "lee", "absentee") == {"gray": 2, "moss": 1}
    turnout = made.turnout("county-clerk", "lee-alder")
    assert turnout is not None
    assert (turnout.registered, turnout.ballots) == (50, 12)


def test_the_report_by_the_standard_that_a_site_publishes_is_read(site: Path) -> None:
    assert take(LEE, "--yes") == OK
    made = Elected(site)
    sheriff = made.results[ContestId("sheriff")]
    Path("table.json").write_bytes(b"".join(nist.nist_json(made.site, sheriff, 0)))
    shutil.rmtree(site / "content")
    start(site)
    assert main(["import", "election", "table.json", *HEAD, "--totals", "skip", "--yes"]) == OK
    again = Elected(site)
    assert again.votes("sheriff", "lee") == {"gray": 41, "moss": 32}
    turnout = again.turnout("sheriff", "lee-alder")
    assert turnout is not None
    assert (turnout.ballots, turnout.registered) == (52, 80)


def test_standard_input_is_read(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LEE.encode())))
    assert main(["import", "election", "-", *HEAD, "--yes"]) == OK
    assert Elected(site).votes("sheriff", "lee") == {"gray": 41, "moss": 32}
