"""Figures as a spreadsheet, changed there and imported again: what was changed is changed, and nothing else."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from recanvass.authoring.importing.sheets import layout, xlsx
from recanvass.cli.main import FAULTS, OK, main
from tests import corpus, importing
from tests.importing import CLERK, TO, bring, votes, written
from tests.test_import_dress import PLAIN
from tests.test_import_turnout import BY_PART, PARTS


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small site with one release, in the current folder."""
    (tmp_path / "site").mkdir()
    monkeypatch.chdir(importing.lay_out(tmp_path / "site"))
    assert bring(PLAIN) == OK
    Path("table.csv").unlink()
    return tmp_path / "site"


def cells(path: str) -> dict[str, list[list[object]]]:
    """Return the cells of a workbook as a spreadsheet program reads them."""
    book = CalamineWorkbook.from_path(path)
    return {name: [list(row) for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names}


def test_a_sheet_has_the_figures_of_the_newest_release(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "sheet", "clerk", "../clerk.xlsx"]) == OK
    said = capsys.readouterr().out
    assert "Wrote ../clerk.xlsx: the figures of contest 'clerk'.\n" in said
    assert "import sheet ../clerk.xlsx'.\n" in said
    (rows,) = cells("../clerk.xlsx").values()
    assert rows[0][:4] == ["contest", "clerk", "release", "night"]
    assert rows[1:] == [
        ["Id", "Place", "In", "Ann Gray", "Bob Moss"],
        ["place", "place name", "location", "gray", "moss"],
        ["alder", "Alder", "lee", 3, 7],
        ["birch", "Birch", "lee", 5, 2],
    ]


def test_only_figures_can_be_changed(site: Path) -> None:
    assert main(["export", "sheet", "clerk", "../clerk.xlsx"]) == OK
    with zipfile.ZipFile("../clerk.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert '<sheetProtection sheet="1"' in sheet
    opened = {at for at, style in re.findall(r'<c r="([A-Z]+\d+)" s="(\d)"', sheet) if style == "0"}
    assert opened == {"D4", "E4", "D5", "E5"}
    assert '<protection locked="0"/>' in styles


def changed(path: str, old: str, new: str) -> None:
    """Change cells of a workbook as an editor would, in the file itself."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(buffer, "w") as made:
        for name in archive.namelist():
            text = archive.read(name).decode()
            made.writestr(name, text.replace(old, new) if "worksheets" in name else text)
    Path(path).write_bytes(buffer.getvalue())


@pytest.mark.parametrize("name", ["../clerk.xlsx", "../clerk.csv"])
def test_a_sheet_comes_back_with_its_changes_and_nothing_else(
    site: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lee = site / importing.FOLDER / "lee.yml"
    lee.write_text("# counted twice\n" + lee.read_text().replace("{gray: 3,", "{gray: 3, # see note\n    "))
    before = corpus.contents(site)
    assert main(["export", "sheet", "clerk", name]) == OK
    assert main(["import", "sheet", name]) == OK
    assert "Nothing to import: the site already has these figures.\n" in capsys.readouterr().out
    assert corpus.contents(site) == before
    if name.endswith("x"):
        changed(name, '<c r="D4" s="0"><v>3</v></c>', '<c r="D4" s="0"><v>4.0</v></c>')
    else:
        Path(name).write_text(Path(name).read_text(encoding="utf-8").replace("lee,3,7", "lee,4,7"), encoding="utf-8")
    assert main(["import", "sheet", name]) == OK
    after = {path: text for path, text in corpus.contents(site).items() if before.get(path) != text}
    assert list(after) == [f"{importing.FOLDER}/lee.yml"]
    assert after[f"{importing.FOLDER}/lee.yml"] == before[f"{importing.FOLDER}/lee.yml"].replace(b"gray: 3", b"gray: 4")


def test_a_workbook_of_all_contests(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in (("mayor", PARTS), ("a-contest-with-a-name-of-many-letters-indeed", CLERK)):
        (site / f"content/contests/{name}").mkdir()
        (site / f"content/contests/{name}/contest.yml").write_text(text)
        assert bring(PLAIN, to=["--contest", name, *TO[2:]]) == OK
    Path("table.csv").unlink()
    assert main(["export", "sheet", "all", "../all.csv"]) == FAULTS
    assert "a CSV file has one sheet, but there are 3 contests" in capsys.readouterr().err
    assert main(["export", "sheet", "all", "../all.xlsx"]) == OK
    assert set(cells("../all.xlsx")) == {"clerk", "mayor", "a-contest-with-a-name-of-many~1"}
    before = corpus.contents(site)
    changed("../all.xlsx", "<v>5</v>", "<v>6</v>")
    assert main(["import", "sheet", "../all.xlsx"]) == OK
    assert "Read 3 sheets, 3 changed.\n" in capsys.readouterr().out
    after = corpus.contents(site)
    assert sum(before[path] != after[path] for path in before) == len(cells("../all.xlsx"))
    assert votes(site, "birch") == (6, 2)


def test_parts_are_columns_and_their_sum_is_not(site: Path) -> None:
    (site / "content/contests/clerk/contest.yml").write_text(PARTS)
    (site / importing.FOLDER / "lee.yml").write_text(BY_PART["lee.yml"])
    assert main(["export", "sheet", "clerk", "../a.xlsx"]) == OK
    (rows,) = cells("../a.xlsx").values()
    assert rows[2][3:] == ["gray election-day", "gray absentee", "moss election-day", "moss absentee"]
    changed("../a.xlsx", '<c r="D4" s="0"><v>2</v>', '<c r="D4" s="0"><v>9</v>')
    assert main(["import", "sheet", "../a.xlsx"]) == OK
    assert written(site)["lee.yml"] == BY_PART["lee.yml"].replace("gray: 2", "gray: 9")


def test_withheld_and_missing_figures_stay_what_they_are(site: Path) -> None:
    lee = site / importing.FOLDER / "lee.yml"
    lee.write_text("alder:\n  votes: {gray: withheld, moss: 7}\n")
    assert main(["export", "sheet", "clerk", "../a.xlsx"]) == OK
    (rows,) = cells("../a.xlsx").values()
    assert [row[3:] for row in rows[3:]] == [["withheld", 7], ["", ""]]
    assert main(["import", "sheet", "../a.xlsx"]) == OK
    assert lee.read_text() == "alder:\n  votes: {gray: withheld, moss: 7}\n"


def test_totals_and_turnout_are_in_the_sheet_and_come_back(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = site / importing.FOLDER / "release.yml"
    head.write_text(head.read_text() + "totals:\n  lee:  # as read out\n    votes: {gray: 9, moss: 9}\n")
    (site / importing.FOLDER / "turnout.csv").write_text("place,registered,ballots\nalder,40,11\nbirch,30,\nlee,,20\n")
    assert main(["export", "sheet", "clerk", "../clerk.csv"]) == OK, capsys.readouterr().err
    path = Path("../clerk.csv")
    lines = path.read_text("utf-8-sig").splitlines()
    assert lines[1:] == [
        "Id,Place,In,Ann Gray,Bob Moss,Registered voters,Ballots",
        "place,place name,location,gray,moss,registered,ballots",
        "alder,Alder,lee,3,7,40,11",
        "birch,Birch,lee,5,2,30,",
        "lee,Lee,iowa,9,9,,20",
    ]
    before = corpus.contents(site)
    assert main(["import", "sheet", "../clerk.csv"]) == OK, capsys.readouterr().err
    assert corpus.contents(site) == before
    changed = path.read_text("utf-8-sig").replace("9,9,,20", "8,9,,21").replace("2,30,", "2,31,8").replace("3,7", "4,7")
    path.write_text(changed)
    assert main(["import", "sheet", "../clerk.csv"]) == OK, capsys.readouterr().err
    assert head.read_text().endswith("totals:\n  lee:  # as read out\n    votes: {gray: 8, moss: 9}\n")
    turnout = (site / importing.FOLDER / "turnout.csv").read_text()
    assert turnout == "place,registered,ballots\nalder,40,11\nbirch,31,8\nlee,,21\n"
    assert votes(site, "alder") == (4, 7)


def test_a_total_of_an_earlier_release_is_stated_again_only_if_places_in_it_changed(site: Path) -> None:
    head = site / importing.FOLDER / "release.yml"
    head.write_text(head.read_text() + "totals:\n  lee:\n    votes: {gray: 9, moss: 9}\n")
    later = site / importing.FOLDER.replace("night", "2024-11-06-more")
    later.mkdir()
    (later / "release.yml").write_text(head.read_text().partition("totals:")[0].replace("2024-11-05", "2024-11-06"))
    path = Path("../clerk.csv")
    assert main(["export", "sheet", "clerk", str(path)]) == OK
    assert "lee,Lee,iowa,9,9\n" in path.read_text("utf-8-sig")
    before = corpus.contents(site)
    assert main(["import", "sheet", str(path)]) == OK
    assert corpus.contents(site) == before
    path.write_text(path.read_text("utf-8-sig").replace("alder,Alder,lee,3,7", "alder,Alder,lee,4,7"))
    assert main(["import", "sheet", str(path)]) == OK
    assert (later / "release.yml").read_text().endswith("totals:\n  lee:\n    votes: {gray: 9, moss: 9}\n")


def test_what_cannot_be_exported_is_told(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, told in (
        (
            ["clark", "../a.xlsx"],
            "CONTEST: error[E307]: no contest 'clark' with a release\n  hint: did you mean",
        ),
        (["clerk", "../a.xlsx", "--release", "nite"], "--release: error[E304]: 'clerk' has no release 'nite'"),
        (["clerk", "../a.doc"], "error[E801]: the file name must end in .xlsx or .csv"),
        (["clerk", "site.yml"], "error[E100]: this file already exists"),
        (["clerk", "../no/a.xlsx"], "error: ../no/a.xlsx: no such file or directory"),
    ):
        assert main(["export", "sheet", *words]) == FAULTS
        assert told in capsys.readouterr().err
    assert (site / "site.yml").read_text() == importing.SITE


def test_a_sheet_that_is_none_of_ours_is_refused(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("../b.csv").write_text(PLAIN)
    assert main(["import", "sheet", "../b.csv"]) == FAULTS
    assert "../b.csv: error[E801]: the file has no sheet from 'export sheet'" in capsys.readouterr().err


def test_a_fault_in_one_sheet_writes_none(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = corpus.contents(site)
    assert main(["export", "sheet", "clerk", "../a.xlsx"]) == OK
    changed("../a.xlsx", "<v>3</v>", "<v>3.5</v>")
    assert main(["import", "sheet", "../a.xlsx"]) == FAULTS
    assert "../a.xlsx:4:17: error[E212]: '3.5' is not a whole number" in capsys.readouterr().err
    assert corpus.contents(site) == before


def test_columns_have_the_names_of_a_spreadsheet() -> None:
    book = xlsx.workbook([layout.FigureSheet("a/b", [[str(number) for number in range(800)]])])
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert 'name="a-b"' in archive.read("xl/workbook.xml").decode()
    names = re.findall(r'r="([A-Z]+)1"', sheet)
    assert [names[at] for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert book == xlsx.workbook([layout.FigureSheet("a/b", [[str(number) for number in range(800)]])])
