"""Tables as offices really send them: what surrounds the rows, how figures are written, what columns are called."""

from pathlib import Path

import pytest

from recanvass.cli.main import FAULTS, OK
from tests import importing
from tests.importing import bring, written

HEADER = "precinct,candidate,votes\n"
ALDER = "Alder,Ann Gray,3\nAlder,Bob Moss,7\n"
BIRCH = "Birch,Ann Gray,5\nBirch,Bob Moss,2\n"
READ = {"lee.yml": "alder:\n  votes: {gray: 3, moss: 7}\nbirch:\n  votes: {gray: 5, moss: 2}\n"}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small site, in the current folder."""
    monkeypatch.chdir(tmp_path)
    return importing.lay_out(tmp_path)


PLAIN = HEADER + ALDER + BIRCH
WIDE = "precinct,Ann Gray,Bob Moss\nAlder,3,7\nBirch,5,2\n"


@pytest.mark.parametrize(
    ("table", "words", "said"),
    [
        (
            f'Official results\n"Lee County, Nov. 5, 2024"\n\n{PLAIN}',
            [],
            "The header is on line 4. Left out above it: 'Official results'; '\"Lee County, Nov. 5, 2024\"'.",
        ),
        (f"Lee County, Iowa\nCounty clerk\n{WIDE}", [], "The header is on line 3."),
        (f"Results,,\nLee County,,\n,Ann Gray,Bob Moss\n{WIDE.partition(chr(10))[2]}", [], "The header is on line 3."),
        (f"Results,of,2024\n{PLAIN}", ["--skip-lines", "1"], "Left out above the header, as you asked: 1 line."),
        ("sep=;\n" + PLAIN.replace(",", ";"), [], "Line 1 says ';' separates the columns."),
        (b"\xef\xbb\xbfsep=\t\r\n" + PLAIN.replace(",", "\t").replace("\n", "\r\n").encode(), [], "a tab separates"),
        (WIDE.replace("precinct", ""), [], "place from column 1, which has no name"),
        (
            PLAIN + "\n* Figures are unofficial, as of Nov. 6.\nSource: County clerk\n",
            [],
            "Footnote on line 7, left out: '* Figures are unofficial, as of Nov. 6.'.",
        ),
        (HEADER + ALDER + HEADER + BIRCH, [], "Left out: the header, repeated on 1 line."),
        (PLAIN.replace("Ann Gray", "Ann\xa0Gray\u2009").encode(), [], ""),
        (PLAIN.replace("Alder", "\xa0Alder\xa0").encode("cp1252"), ["--encoding", "windows-1252"], ""),
        (PLAIN.replace(",3", ",3.0").replace(",7", ",7.00"), [], ""),
        (PLAIN.replace("\n", "\r"), [], ""),
        (PLAIN.encode("utf-16"), [], "Read as UTF-16"),
        (PLAIN.encode("utf-16-le"), ["--encoding", "utf-16"], ""),
        (PLAIN.replace(",", ",", 1).replace("\n", ",\n"), [], ""),
        (
            (
                "first name,last name,precinct,votes\nAnn,Gray,Alder,3\nBob,Moss,Alder,7\n"
                "Ann,Gray,Birch,5\nBob,Moss,Birch,2\n"
            ),
            [],
            "",
        ),
        ("measure,precinct,ann gray,bob moss\nClerk,Alder,3,7\nCLERK ,Birch,5,2\n", [], "office from 'measure'"),
        (HEADER + ALDER + "Alder,Total,10\n" + BIRCH, [], "Rows of totals compared with their figures: 1."),
    ],
)
def test_every_dress_gives_the_same_figures(
    site: Path, table: str | bytes, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring(table, *words) == OK, capsys.readouterr().err
    printed = capsys.readouterr()
    assert printed.err == ""
    assert said in printed.out
    assert written(site) == READ


def test_thin_spaces_stand_between_thousands(site: Path) -> None:
    assert bring("precinct,candidate,votes\nAlder,Ann Gray,1\u202f234\nAlder,Bob Moss,12\xa0345.0\n") == OK
    assert written(site) == {"lee.yml": "alder:\n  votes: {gray: 1234, moss: 12345}\n"}


def test_a_file_without_a_header_has_columns_by_number(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = (ALDER + BIRCH).replace("\n", ",x\n")
    assert bring(table) == FAULTS
    told = capsys.readouterr().err
    assert "hint: if there is no header, write in a mapping file header_rows: 0 and columns by number: " in told
    (site / "m.yml").write_text("header_rows: 0\ncolumns: {place: 1, choice: 2, count: 3}\n")
    assert bring(table, "--mapping", "m.yml") == OK
    assert written(site) == READ
    assert "Columns left out: 4." in capsys.readouterr().out


def test_a_file_of_one_place(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = "candidate,votes\nAnn Gray,3\nBob Moss,7\n"
    assert bring(table) == FAULTS
    assert "if the whole file covers one place, add --place ID" in capsys.readouterr().err
    assert bring(table, "--place", "alderr") == FAULTS
    assert "--place: error[E301]: 'alderr' is not a place that reports" in capsys.readouterr().err
    assert bring(table, "--place", "alder") == OK
    assert written(site) == {"lee.yml": "alder:\n  votes: {gray: 3, moss: 7}\n"}


def test_nothing_below_the_lines_to_skip(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring(PLAIN, "--skip-lines", "9") == FAULTS
    assert "error[E111]: the file has nothing below line 9" in capsys.readouterr().err
    assert written(site) == {}


def test_fractions_in_a_whole_tally_are_one_message(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = PLAIN.replace(",3", ",3.5").replace(",7", ",7.5").replace(",5\n", ",5.5\n").replace(",2\n", ",2.5\n")
    assert bring(table) == FAULTS
    told = capsys.readouterr().err
    assert "table.csv:2:16: error[E212]: '3.5' is not a whole number (4 cells like it: lines 2, 3, 4, 5)\n" in told
    assert told.endswith("1 error\n")


@pytest.mark.parametrize(
    ("header", "label", "word"),
    [
        ("precinct,Ann Gray,Ann Gray %,Bob Moss\n", "Ann Gray %", "--ignore 'Ann Gray %'"),
        ("precinct,Ann Gray,Ann Gray Pct.,Bob Moss\n", "Ann Gray Pct.", "--ignore 'Ann Gray Pct.'"),
    ],
)
def test_columns_of_percentages_are_refused(
    site: Path, header: str, label: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    table = f"{header}Alder,3,30.0,7\nBirch,5,71.4,2\n"
    assert bring(table) == FAULTS
    told = capsys.readouterr().err
    assert f"error[E820]: '{label}': percentages, not counts" in told
    assert word in told
    assert bring(table, "--ignore", label) == OK
    assert written(site) == READ


def test_votes_in_percent_are_refused(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring(PLAIN.replace("votes", "Votes %")) == FAULTS
    assert "table.csv:1:20: error[E820]: 'Votes %': percentages" in capsys.readouterr().err
    assert bring(PLAIN.replace("\n", "%\n").replace("votes%", "votes")) == FAULTS
    told = capsys.readouterr().err
    assert "error[E820]: '3%' is a percentage, not a count (4 cells like it: lines 2, 3, 4, 5)" in told
    assert written(site) == {}


@pytest.mark.parametrize("words", [["--missing", "*"], ["--missing", "*", "--absent-as-zero"], ["--withheld", "*"]])
def test_a_masked_cell_is_never_zero(site: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    table = HEADER + "Alder,Ann Gray,*\nAlder,Bob Moss,7\nBirch,Ann Gray,5\nBirch,Bob Moss,2\n"
    assert bring(table, *words) == OK, capsys.readouterr().err
    assert "Withheld by the source: 1 figure." in capsys.readouterr().out
    assert written(site)["lee.yml"].startswith("alder:\n  votes: {gray: withheld, moss: 7}\n")
    assert importing.votes(site, "alder") == (None, 7)
    assert bring(table, *words, to=importing.TO[:4]) == OK
    assert "Nothing to import" in capsys.readouterr().out
    assert bring(table.replace("*", "4"), to=importing.TO[:4]) == OK
    assert importing.votes(site, "alder") == (4, 7)
    assert bring(table, *words, to=importing.TO[:4]) == OK
    assert importing.votes(site, "alder") == (None, 7)


def test_a_mask_is_no_nought_and_what_is_missing_neither(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = HEADER + "Alder,Ann Gray,<10\nAlder,Bob Moss,7\n"
    assert bring(table, "--zero", "<10") == FAULTS
    told = capsys.readouterr().err
    assert "error[E812]: '<10' hides a figure, which is not 0" in told
    assert "hint: add --withheld '<10'\n" in told
    assert bring(table.replace("<10", "n/a"), "--missing", "n/a", "--absent-as-zero") == FAULTS
    assert (
        "error[E810]: for 'alder', the file has figures in 'votes' for some candidates but not for 'Ann Gray'"
        in capsys.readouterr().err
    )
    assert bring(table, "--withheld", "<10", "--as", "csv") == OK
    assert written(site) == {"results.csv": "place,choice,votes\nalder,gray,withheld\nalder,moss,7\n"}


SUMS = "precinct,candidate,total.votes,votes\nAlder,Ann Gray,10,3\nAlder,Bob Moss,10,7\n"


def test_a_column_of_the_tallys_own_name_wins(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring(SUMS) == OK
    assert "Used as the sum of a place and compared with its figures: 'total.votes'." in capsys.readouterr().out
    assert written(site) == {"lee.yml": "alder:\n  votes: {gray: 3, moss: 7}\n"}


def test_a_column_of_sums_is_compared(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring(SUMS.replace(",10,", ",11,")) == OK
    told = capsys.readouterr().err
    assert "table.csv:2:16: warning[W801]: the figures of 'alder' add up to 10, but its total column says 11" in told


def test_two_columns_that_could_be_figures_are_both_named(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring(SUMS.replace("Bob Moss,10", "Bob Moss,12")) == FAULTS
    told = capsys.readouterr().err
    assert "error[E802]: either 'total.votes' or 'votes' could be the column of figures" in told
    assert "hint: leave out the wrong one: --ignore total.votes or --ignore votes\n" in told
    assert written(site) == {}


def test_a_sum_is_not_read_for_every_choice(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring(SUMS, "--ignore", "votes") == FAULTS
    assert "error[E802]: the column 'total.votes' has the same figure for every candidate" in capsys.readouterr().err
    assert bring(SUMS.replace(",votes", ",share"), "--ignore", "votes") == FAULTS
    assert written(site) == {}


def test_a_row_of_sums_that_differs_is_a_warning(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring(PLAIN + "Birch,Total Votes,8\n") == OK
    assert "table.csv:6:19: warning[W801]: the figures of 'birch' add up to 7" in capsys.readouterr().err
    assert written(site) == READ


def test_a_table_on_its_side_is_refused(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring("Candidate,Alder,Birch\nAnn Gray,3,5\nBob Moss,7,2\n") == FAULTS
    told = capsys.readouterr().err
    assert "table.csv:1:11: error[E821]: the columns are places ('Alder', 'Birch'), so the table is sideways" in told
    assert bring("Party,Alder,Birch\nDEM,3,5\nREP,7,2\n") == FAULTS
    assert "error[E821]" in capsys.readouterr().err


def test_wards_are_no_candidates(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring("precinct,candidate,votes\nAnn Gray,Alder,3\nBob Moss,Alder,7\n") == FAULTS
    told = capsys.readouterr().err
    assert (
        "but a place has that name; the column 'candidate' was used for the candidates, 'precinct' for the places"
        in told
    )
    assert "columns: {place: candidate, choice: precinct}" in told
