"""Every kind of hint is pasted where it says, and then the import works."""

import re
import shlex
from pathlib import Path

import pytest

from recanvass.cli.main import FAULTS, OK
from tests import importing, workbooks
from tests.importing import CLERK, PLACES, TO, bring, votes
from tests.test_import_dress import ALDER, BIRCH, HEADER, PLAIN

NAMES = (
    "Robert F. Kennedy, Jr.",
    "NO: Question 1",
    "#1 Choice",
    'Charles "Buddy" Wheatley',
    "Beto O'Rourke",
    "Roque “Rocky” De La Fuente",
    "- None of these -",
    "Peña: {x} & [y]",
    "100% Pure",
    "null",
)
FLAGS = ("--absent-as-zero", "--ignore-zeros", "--allow-new-places")
CONTEST = "content/contests/clerk/contest.yml"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small site in a folder with a blank in its name, which is the current one."""
    (tmp_path / "my site").mkdir()
    monkeypatch.chdir(tmp_path / "my site")
    return importing.lay_out(tmp_path / "my site")


def hint(capsys: pytest.CaptureFixture[str]) -> str:
    """Return the only hint that was printed."""
    told = capsys.readouterr().err
    assert told.count("  hint: ") == 1, told
    return told.partition("  hint: ")[2].partition("\n")[0]


def options(text: str) -> list[str]:
    """Return the words of the first options in a hint, as a shell takes them apart."""
    words = text[text.index("--") :]
    found: list[str] = []
    reader = shlex.shlex(words, posix=True, punctuation_chars=False)
    reader.whitespace_split = True
    reader.commenters = ""
    for word in reader:
        is_option = word.startswith("--")
        if not is_option and (not found[-1].startswith("--") or found[-1] in FLAGS):
            break
        found.append(word if len(word) == 1 else word.rstrip(",;"))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_an_option_for_a_name_works_in_a_shell(site: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    cell = '"' + name.replace('"', '""') + '"'
    table = f"{PLAIN}Alder,{cell},9\n"
    assert bring(table) == FAULTS
    said = hint(capsys)
    assert bring(table, *options(said[said.index("--ignore") :])) == OK, capsys.readouterr().err
    assert votes(site, "alder") == (3, 7)


@pytest.mark.parametrize("name", NAMES)
def test_the_line_for_a_new_choice_works(site: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    cell = '"' + name.replace('"', '""') + '"'
    table = f"{PLAIN}Alder,{cell},9\nBirch,{cell},8\n"
    assert bring(table) == FAULTS
    line = hint(capsys).partition("in contest.yml: ")[2].partition("; or leave it out")[0]
    assert line.startswith("- {id: ")
    (site / CONTEST).write_text(f"{CLERK}  {line}\n")
    assert bring(table) == OK, capsys.readouterr().err
    assert votes(site, "alder") == (3, 7, 9)


@pytest.mark.parametrize("name", ["Anne Gray", 'Ann "Annie" Gray', "GRAY, A.", "Ann Gray, Jr.", "Ann Gray: (inc #1)"])
def test_the_alias_of_a_choice_works(site: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    table = PLAIN.replace("Ann Gray", '"' + name.replace('"', '""') + '"')
    assert bring(table) == FAULTS
    said = hint(capsys)
    assert said.startswith("did you mean 'Ann Gray'? ")
    line = said.partition("for gray in contest.yml: ")[2].partition("; or leave it out")[0]
    (site / CONTEST).write_text(CLERK.replace("name: Ann Gray}", f"name: Ann Gray, {line}}}"))
    assert bring(table) == OK, capsys.readouterr().err
    assert votes(site, "birch") == (5, 2)


@pytest.mark.parametrize("name", ["Alderr", "Alder: No #", 'The "Alder"', "Aldér's"])
def test_the_alias_of_a_place_works(site: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    table = PLAIN.replace("Alder", '"' + name.replace('"', '""') + '"')
    assert bring(table) == FAULTS
    said = hint(capsys)
    found = re.fullmatch(
        r"did you mean 'Alder'\? If so, write for alder in (\S+), line (\d+), right after the \{: (.*)", said
    )
    assert found is not None, said
    path = site / found[1]
    lines = path.read_text().splitlines(keepends=True)
    lines[int(found[2]) - 1] = lines[int(found[2]) - 1].replace("{", f"{{{found[3]} ", 1)
    path.write_text("".join(lines))
    assert bring(table) == OK, capsys.readouterr().err
    assert votes(site, "alder") == (3, 7)


MANY = PLACES.partition("  alder:")[0] + "".join(
    f'  "{number:03}": {{name: "{number:03}", kind: precinct, parent: lee}}\n' for number in range(1, 31)
)
DATES = PLACES.partition("  alder:")[0] + "".join(
    f"  ward-{number}: {{name: {number}-12, kind: precinct, parent: lee}}\n" for number in range(1, 4)
)


@pytest.mark.parametrize(
    ("places", "cells", "message"),
    [
        (
            MANY,
            list(map(str, range(1, 31))),
            "unknown place '1' and 29 more places like it; a spreadsheet may have",
        ),
        (
            DATES,
            ["12-Jan", "Dec-02", "2024-03-12"],
            "'12-Jan' and 2 more places like it; a spreadsheet may have turned it",
        ),
    ],
    ids=["zeros", "dates"],
)
def test_what_a_spreadsheet_changed_is_one_message(
    site: Path, places: str, cells: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "content/places/places.yml").write_text(places)
    table = HEADER + "".join(f"{cell},Ann Gray,{index}\n{cell},Bob Moss,7\n" for index, cell in enumerate(cells))
    assert bring(table) == FAULTS
    told = capsys.readouterr().err
    assert message in told
    assert told.endswith("\n1 error\n")
    line = told.partition("in a mapping file: ")[2].partition("\n")[0]
    (site / "my names.yml").write_text(f"{line}\n")
    words = ["--mapping", "my names.yml"] if line else options(told)
    assert bring(table, *words) == OK, capsys.readouterr().err
    assert votes(site, "001" if places is MANY else "ward-1") == (0, 7)


def test_dates_in_a_workbook_are_known_for_what_they_are(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from datetime import date

    (site / "content/places/places.yml").write_text(DATES)
    rows: list[list[workbooks.Cell]] = [["precinct", "Ann Gray", "Bob Moss"], [date(2024, 1, 12), 3, 7]]
    data = workbooks.xlsx({"Results": rows})
    assert bring(data, name="a b.xlsx") == FAULTS
    line = hint(capsys).partition("in a mapping file: ")[2]
    (site / "m.yml").write_text(f"{line}\n")
    assert bring(data, "--mapping", "m.yml", name="a b.xlsx") == OK
    assert votes(site, "ward-1") == (3, 7)


TWO_COUNTIES = PLACES + "  ada: {name: Ada, kind: county, parent: iowa}\n"
TWO_COUNTIES += "  ada-alder: {name: Alder, kind: precinct, parent: ada}\n"
HOUSE = "office,district,precinct,candidate,votes\nU.S. House,1,Alder,Ann Gray,3\nU.S. House,1,Alder,Bob Moss,7\n"
HOUSE += "Beto O'Rourke's seat,,Alder,Ann Gray,3\n"


@pytest.mark.parametrize(
    "table",
    [
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace(",3", ",n/a").replace("Alder,Bob Moss,7\n", ""),
        PLAIN.replace(",3", ",*"),
        PLAIN.replace(",3", ",<10"),
        PLAIN.replace(",3", ',"1,234"'),
        PLAIN.encode("utf-16-le"),
        PLAIN.replace("Ann Gray", "Ann Peña").encode("cp1252"),
        PLAIN + "Cedar,Ann Gray,1\nCedar,Bob Moss,2\n",
        PLAIN + "Total,Ann Gray,8\nTotal,Bob Moss,9\n",
        PLAIN.replace(",3", ","),
        HEADER + "Alder,Ann Gray,3\nBirch,Ann Gray,4\n",
        HOUSE,
        "precinct,Ann Gray,Ann Gray %,Bob Moss,Bob's %\nAlder,3,30,7,70\n",
        "precinct,party,candidate,votes\nAlder,DEM,Ann Gray,3\nAlder,Beto's,Ann Gray,4\nAlder,REP,Bob Moss,5\n",
        "precinct,held at,candidate,votes\nAlder,gen,Ann Gray,3\nAlder,the special,Ann Gray,4\nAlder,gen,Bob Moss,1\n",
        "precinct,candidate,total.votes,votes\nAlder,Ann Gray,10,3\nAlder,Bob Moss,12,7\n",
        workbooks.xlsx(
            {"O'Brien": [["precinct", "Ann Gray", "Bob Moss"], ["Alder", 3, 7]], "B": [["a", "b"], ["c", 1]]}
        ),
        workbooks.zipped({"my table.csv": PLAIN, "b.csv": "x"}),
    ],
    ids=range(19),
)
def test_the_options_of_a_hint_work(site: Path, table: str | bytes, capsys: pytest.CaptureFixture[str]) -> None:
    contest = CLERK.replace("Ann Gray}", "Ann Gray, aliases: [Ann Peña]}")
    (site / CONTEST).write_text(contest)
    words: list[str] = []
    while bring(table, *words, name="my table.csv") != OK:
        assert len(words) < len("four")
        words += options(hint(capsys))
    assert words


@pytest.mark.parametrize(
    "table",
    [
        HEADER + ALDER,
        "Bureau,candidate,votes\nAlder,Ann Gray,3\nAlder,Bob Moss,7\n",
        "precinct,candidate,votes\nAnn Gray,Alder,3\nBob Moss,Alder,7\n",
    ],
    ids=["county", "place", "exchanged"],
)
def test_the_lines_for_a_mapping_file_work(site: Path, table: str, capsys: pytest.CaptureFixture[str]) -> None:
    if table == HEADER + ALDER:
        (site / "content/places/places.yml").write_text(TWO_COUNTIES)
        (site / CONTEST).write_text(CLERK.replace("place: lee", "place: iowa"))
    assert bring(table) == FAULTS
    told = capsys.readouterr().err
    line = (
        told.partition("mapping file: ")[2].partition("\n")[0].partition("; if")[0].replace("place: …", "place: Bureau")
    )
    (site / "m.yml").write_text(f"{line}\n")
    assert bring(table, "--mapping", "m.yml") == OK, capsys.readouterr().err
    assert votes(site, "ada-alder" if "Ann Gray,3" in table and "Bureau" not in table else "alder") in [(3, 7), None]


def test_birch_is_left_as_it_is(site: Path) -> None:
    assert bring(HEADER + BIRCH, to=TO) == OK
    assert votes(site, "alder") is None
