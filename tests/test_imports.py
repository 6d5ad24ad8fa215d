"""Imports over the real command: what is read, what is written, and that nothing is while anything is unclear."""

import json
import shutil
import tracemalloc
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from recanvass.authoring.importing import writing
from recanvass.cli.main import FAULTS, OK, USAGE, main
from recanvass.content import files, load
from recanvass.core.diagnostics import Report
from recanvass.core.model import Site
from recanvass.results import histories, tabulate
from recanvass.results.histories import Results
from tests import corpus, importing, sites

HEAD = ["--title", "Second count", "--kind", "correction", "--status", "certified", "--as-of", "2020-11-05"]
HEAD += ["--source", "City Clerk"]
TO = ["--contest", "mayor", "--release", "2020-11-05-second", *HEAD]
NIGHT = ["--contest", "mayor", "--release", "2020-11-03-night"]
MAYOR = "content/contests/mayor/releases"
SECOND = f"{MAYOR}/2020-11-05-second"
LONG = "precinct,candidate,votes\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small site of the examples of messages, in the current folder."""
    corpus.lay_out("_base", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(root: Path) -> tuple[Site, dict[str, Results]]:
    report = Report()
    found = load.site(files.read(root, report), report, drafts=True)
    assert [one for one in report.ordered() if one.code.startswith("E")] == []
    assert found is not None
    return found, {contest.id: tabulate.results(found, contest) for contest in found.contests}


def counts(root: Path, unit: str, tally: str = "votes", release: int = -1) -> histories.Counts | None:
    _, by_contest = read(root)
    results = by_contest["mayor"]
    return sites.counts(results, unit, tally, release % len(results.contest.releases))


def bring(text: str | bytes, *words: str, to: Sequence[str] = TO, name: str = "table.csv") -> int:
    Path(name).write_bytes(text.encode() if isinstance(text, str) else text)
    return main(["import", "results", name, *to, *words])


def ward(name: str, *figures: object, sep: str = ",") -> str:
    names = ("Jane Smith", "Robert Jones", "Write-in")
    return "".join(f"{sep.join((name, one, str(figure)))}\n" for one, figure in zip(names, figures, strict=True))


def test_a_release_states_only_what_changes(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = LONG + ward("North Ward", 13, 20, 1) + ward("south", 25, 11, 0) + ward("MILL  ward", 15, 15, 2)
    assert bring(text) == OK
    assert {path: (site / path).read_text() for path in corpus.contents(site) if path.startswith(SECOND)} == {
        f"{SECOND}/lakeside.yml": "north:\n  votes: {smith: 13, jones: 20, write-in: 1}\n",
        f"{SECOND}/release.yml": (
            "title: Second count\nkind: correction\nstatus: certified\nas_of: 2020-11-05\nsource: {name: City Clerk}\n"
        ),
    }
    printed = capsys.readouterr().out.splitlines()
    assert printed == [
        "Read 9 rows: 3 places.",
        "Columns: place from 'precinct', choice from 'candidate', votes from 'votes'.",
        "Mayor of Lakeside, Second count, compared with “Election night”: 1 place changed (Votes)",
        "  now: Smith finished 7 votes ahead of Jones.",
        "  lead: Smith by 6 votes → Smith by 7 votes",
        "Wrote 2 files:",
        f"  {SECOND}/lakeside.yml (new, 1 place)",
        f"  {SECOND}/release.yml (new)",
        "Next: check it with 'git diff' or 'python3 build.py serve'; to undo it, use 'git restore' and 'git clean'.",
    ]
    assert main(["check", "--strict", "-q"]) == OK
    assert bring(text, to=TO[:4]) == OK
    assert capsys.readouterr().out.splitlines()[-1] == "Nothing to import: the site already has these figures."


def test_a_release_can_be_written_as_csv_and_goes_on_in_it(site: Path) -> None:
    assert bring(LONG + ward("North Ward", 13, 20, 1), "--as", "csv") == OK
    head = "place,choice,votes\nnorth,smith,13\nnorth,jones,20\nnorth,write-in,1\n"
    assert (site / SECOND / "results.csv").read_text() == head
    assert bring(LONG + ward("North Ward", 14, 20, 1) + ward("Mill Ward", 1, 2, 3), "--as", "csv", to=TO[:4]) == OK
    assert (site / SECOND / "results.csv").read_text() == (
        head.replace(",13", ",14") + "mill,smith,1\nmill,jones,2\nmill,write-in,3\n"
    )


def test_a_release_that_is_there_is_edited_in_place(site: Path) -> None:
    file = site / MAYOR / "2020-11-03-night" / "wards.yml"
    text = (
        "# typed on the night\nnorth:\n  votes: {smith: 12,   jones: 20}  # by phone\n  note: >-\n    Two\n    lines\n"
        "south:\n  votes:\n    smith: 25 # sure\n    write-in: 0\nmill: {votes: {}}\n"
    )
    file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    table = LONG + ward("North Ward", 13, 20, 1) + ward("South Ward", 25, 11, 3) + ward("Mill Ward", 0, 1, 0)
    assert bring(table, to=NIGHT) == OK
    after = text.replace("smith: 12,   jones: 20}", "smith: 13,   jones: 20, write-in: 1}")
    after = after.replace("    write-in: 0\n", "    jones: 11\n    write-in: 3\n").replace("{}", "{jones: 1}")
    assert file.read_bytes() == b"\xef\xbb\xbf" + after.replace("\n", "\r\n").encode()


def test_another_tally_is_added_beside_the_one_that_is_there(site: Path) -> None:
    table = "precinct,candidate,points\n" + ward("South Ward", "2.50", "1", "0") + ward("north", "1.25", "3", "0")
    assert bring(table, to=NIGHT) == OK
    assert (site / MAYOR / "2020-11-03-night" / "wards.yml").read_text() == (
        "north:\n  votes: {smith: 12, jones: 20, write-in: 1}\n  points: {smith: 1.25, jones: 3}\n"
        "south:\n  votes: {smith: 25, jones: 11}\n  points: {smith: 2.50, jones: 1}\n"
        "mill:\n  votes: {smith: 15, jones: 15, write-in: 2}\n"
    )


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (LONG.replace(",", ";") + ward("North Ward", 13, 20, 1, sep=";"), ["--delimiter", ";"]),
        (LONG.replace(",", "\t") + ward("North Ward", 13, 20, 1, sep="\t"), ["--delimiter", "tab"]),
        ((LONG + ward("North Ward", 13, 20, 1)).replace("\n", "\r\n"), []),
        ((LONG + ward("North Ward", 13, 20, 1)).replace("\n", "\r"), []),
        (b"\xef\xbb\xbf" + (LONG + ward("North Ward", 13, 20, 1)).encode(), []),
        ((LONG + ward("North Ward", 13, 20, 1)).encode("utf-16"), ["--encoding", "utf-16"]),
        ((LONG + ward("Nörth\xa0Ward", 13, 20, 1)).encode("cp1252"), ["--encoding", "windows-1252"]),
        (LONG + ward('"North\nWard"', 13, 20, 1), []),
        (LONG + ward("N&ouml;rth Ward", 13, 20, 1), []),
        (LONG + ward("North Ward", '"0,013"', 20, 1), ["--thousands", ","]),
        (LONG + ward("North Ward", 13, 20, 1) + ward("Mill Ward", "n/a", "n/a", "n/a"), ["--missing", "n/a"]),
        (LONG + ward("North Ward", 13, 20, 1) + ward("South Ward", 25, 11, "-"), ["--zero", "-"]),
        (LONG + ward("North Ward", 13, 20, 1) + "South Ward,J. Smith,25\nSouth Ward,jones,11\n", ["--absent-as-zero"]),
        (LONG + ward("North Ward", 13, 20, 1) + ward("Total", 53, 46, 3), ["--totals", "skip"]),
        (LONG + ward("North Ward", 13, 20, 1) + "North Ward,Ballots cast,40\n", ["--ignore", "Ballots Cast"]),
        (f"place,choice,tally,count\n{ward('x', 13, 20, 1).replace('x,', 'north,').replace(',1', ',votes,1')}", []),
        ("Precinct,Smith votes,Jones votes,Votes: Write-in\nNorth Ward,13,20,1\n", []),
        (
            "Precinct,Smith,,Jones,,Write-in,\n,Votes,Pct,Votes,Pct,Votes,Pct\nnorth,13,1,20,2,1,3\n",
            ["--ignore", "Pct"],
        ),
        (",Smith,Jones,Write-in,Total\nWard,Votes,Votes,Votes,Votes\nNorth Ward,13,20,1,34\n\n", []),
    ],
)
def test_ways_to_write_the_same_table(
    site: Path, table: str | bytes, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    if isinstance(table, str) and "tally,count" in table:
        table = table.replace(",20", ",votes,20")
    assert bring(table, *words) == OK, capsys.readouterr().err
    assert capsys.readouterr().err == ""
    assert (site / SECOND / "lakeside.yml").read_text() == "north:\n  votes: {smith: 13, jones: 20, write-in: 1}\n"


def test_totals_are_published_with_the_release(site: Path) -> None:
    table = LONG + ward("North Ward", 13, 20, 1) + ward("Grand total", 53, 46, 3)
    assert bring(table, "--totals", "publish") == OK
    text = (site / SECOND / "release.yml").read_text()
    assert text.endswith("totals:\n  lakeside:\n    votes: {smith: 53, jones: 46, write-in: 3}\n")
    assert bring(LONG + ward("Lakeside", 54, 46, 3), "--totals", "publish", to=TO[:4]) == OK
    assert (site / SECOND / "release.yml").read_text() == text.replace("smith: 53", "smith: 54")
    assert bring(LONG + ward("Total", 52, 46, 0), "--totals", "publish", to=NIGHT) == OK
    stated = (site / MAYOR / "2020-11-03-night" / "release.yml").read_text()
    assert "totals:\n  lakeside: {votes: {smith: 52, jones: 46, write-in: 0}}\n" in stated


def test_a_dry_run_shows_everything_and_writes_nothing(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = corpus.contents(site)
    assert bring(LONG + ward("North Ward", 13, 20, 1), "--dry-run") == OK
    assert {**before, "table.csv": (site / "table.csv").read_bytes()} == corpus.contents(site)
    printed = capsys.readouterr().out
    assert "  lead: Smith by 6 votes → Smith by 7 votes\n" in printed
    assert f"+++ {SECOND}/lakeside.yml\n+north:\n+  votes: {{smith: 13, jones: 20, write-in: 1}}\n" in printed
    assert bring(LONG + ward("North Ward", 13, 20, 1), "--dry-run", to=NIGHT) == OK
    printed = capsys.readouterr().out
    assert "-  votes: {smith: 12, jones: 20, write-in: 1}\n+  votes: {smith: 13, jones: 20, write-in: 1}\n" in printed
    assert printed.endswith("Nothing was written. To write the files, run the command again without --dry-run.\n")


PLACES = "kind: ward\nparent: lakeside\nplaces:\n"


@pytest.mark.parametrize(
    ("name", "text", "hint", "followed"),
    [
        (
            "wards.yml",
            "  north: {name: North Ward}\n",
            'write for north in {path}, line 4, right after the {{: aliases: ["Nort Ward"],',
            '  north: {aliases: ["Nort Ward"], name: North Ward}\n',
        ),
        (
            "wards.yml",
            '  north: {name: North Ward,\n    aliases: ["No", N W]}\n',
            'change the aliases of north in {path}, line 5: aliases: ["No", N W, "Nort Ward"]',
            '  north: {name: North Ward,\n    aliases: ["No", N W, "Nort Ward"]}\n',
        ),
        (
            "wards.yml",
            "  north:\n    name: North Ward\n",
            'add above line 5 of {path}, with the same indent: aliases: ["Nort Ward"]',
            '  north:\n    aliases: ["Nort Ward"]\n    name: North Ward\n',
        ),
        (
            "wards.yml",
            "  north:\n    aliases:\n      - N\n      - N W\n    name: North Ward\n",
            'add below line 7 of {path}, with the same indent: - "Nort Ward"',
            '  north:\n    aliases:\n      - N\n      - N W\n      - "Nort Ward"\n    name: North Ward\n',
        ),
        (
            "north.csv",
            "id,name,kind,parent,aliases\nnorth,North Ward,ward,lakeside,N|N W\n",
            "write for north in {path}, line 2, column aliases: N|N W|Nort Ward",
            "id,name,kind,parent,aliases\nnorth,North Ward,ward,lakeside,N|N W|Nort Ward\n",
        ),
    ],
)
def test_a_place_is_known_by_its_new_name_once_the_hint_is_followed(
    name: str, text: str, hint: str, followed: str, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    others = PLACES + "  south: {name: South Ward, groups: [shore]}\n  mill: {name: Mill Ward}\n"
    for path in (site / "content/places/wards.yml", site / "content/places/others.yml"):
        path.write_text(others)
    path = site / "content/places" / name
    head = PLACES if name.endswith(".yml") else ""
    if not head:
        (site / "content/places/wards.yml").unlink()
    path.write_text(head + text)
    table = LONG + ward("Nort Ward", 13, 20, 1)
    assert bring(table) == FAULTS
    told = hint.format(path=f"content/places/{name}")
    assert f"  hint: did you mean 'North Ward'? If so, {told}\n" in capsys.readouterr().err
    path.write_text(head + followed)
    assert bring(table) == OK


def test_programs_get_messages_changes_and_files(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring(LONG + ward("North Ward", 13, 20, 1), "--format", "json") == OK
    document = json.loads(capsys.readouterr().out)
    assert document["files"] == [f"{SECOND}/lakeside.yml", f"{SECOND}/release.yml"]
    assert document["messages"] == []
    assert document["changes"][0]["lead_after"] == {"leaders": ["smith"], "margin": "7"}
    assert bring(LONG + ward("Nowhere", 13, 20, 1), "--format", "json", to=NIGHT) == FAULTS
    (message,) = json.loads(capsys.readouterr().out)["messages"]
    assert (message["code"], message["file"], message["line"], message["column"]) == ("E803", "table.csv", 2, 1)
    assert bring(LONG + ward("Nowhere", 13, 20, 1), "--format", "github", to=NIGHT) == FAULTS
    assert capsys.readouterr().out.startswith("::error file=table.csv,line=2,col=1,title=E803::")


def test_everything_that_is_wrong_is_named_at_once(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = corpus.contents(site)
    table = (
        LONG + ward("Nort Ward", 13, -2, 1) + ward("South Ward", "x", "1,000", 1.5) + "Mill Ward,Ada,1\nMill Ward,1\n"
    )
    assert bring(table) == FAULTS
    printed = capsys.readouterr().err
    assert [line.split(": error[")[0] for line in printed.splitlines() if ": error[" in line] == [
        "table.csv:2:1",
        "table.csv:3:24",
        "table.csv:5:23",
        "table.csv:6:1",
        "table.csv:7:21",
        "table.csv:8:11",
        "table.csv:9:1",
    ]
    assert {**before, "table.csv": table.encode()} == corpus.contents(site)


def test_a_column_shifted_in_one_row_is_named(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = "Precinct,Smith,Jones,Write-in\nNorth Ward,13,20,1\nSouth Ward,,25,11\n"
    assert bring(table, "--mapping", "m.yml") == FAULTS
    assert "m.yml: error[E100]" in capsys.readouterr().err
    (site / "m.yml").write_text("tallies: {votes: Smith}\nplaces: {north: [Nord]}\nchoices: {joness: [J]}\n")
    assert bring(table, "--mapping", "m.yml") == FAULTS
    assert "m.yml:3:11: error[E302]: unknown choice 'joness'" in capsys.readouterr().err
    wide = "Precinct,Smith votes,Jones votes,Write-in votes\nNorth Ward,13,20,1\nSouth Ward,,25,11\n"
    assert bring(wide) == FAULTS
    assert (
        "table.csv:3:1: error[E810]: for 'south', the file has figures in 'votes' for some candidates but not for "
        "'Jane Smith'" in capsys.readouterr().err
    )


def test_a_mapping_says_what_names_mean(site: Path) -> None:
    (site / "m.yml").write_text(
        "columns: {place: Bureau, choice: Who}\ntallies: {points: Pts}\n"
        "choices: {smith: [Mrs. S]}\nplaces: {north: [Polling station 1]}\nheader_rows: 1\n"
    )
    table = "Bureau,Who,Pts\nPolling station 1,Mrs. S,2.75\nPolling station 1,Jones,1\nPolling station 1,Write-in,0\n"
    assert bring(table, "--mapping", "m.yml") == OK
    assert counts(site, "north", "points") == (Decimal("2.75"), Decimal(1), Decimal(0))


def test_a_release_that_would_not_pass_check_is_not_written(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = site / SECOND
    folder.mkdir()
    head = "title: A\nkind: correction\nstatus: certified\nas_of: 2020-11-05\nsource: {name: C}\n"
    (folder / "release.yml").write_text(f"{head}expect: {{places_changed: 2}}\n")
    before = corpus.contents(site)
    assert bring(LONG + ward("North Ward", 13, 20, 1), to=TO[:4]) == FAULTS
    assert "release.yml:6:26: error[E414]: 'places_changed' is 1, but 'expect' says 2" in capsys.readouterr().err
    assert {**before, "table.csv": (site / "table.csv").read_bytes()} == corpus.contents(site)
    assert bring(LONG + ward("North Ward", 13, 20, 1) + ward("south", 25, 12, 0), to=TO[:4]) == OK


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--contest", "major"], "--contest: error[E307]: unknown contest 'major'"),
        (["--kind", "recounting"], "--kind: error[E217]"),
        (["--as-of", "5.11.2020"], "--as-of: error[E215]"),
        (["--source-url", "javascript:x"], "--source-url: error[E219]"),
        (["--release", "Second Count"], "Second Count: error[E204]"),
        (["--release", "../../../../x"], "x/release.yml: error[E405]"),
        (["--release", ".."], "releases/..: error[E204]"),
        (["--release", ""], "releases/: error[E220]"),
        (["--contest", "../mayor"], "--contest: error[E307]"),
        (["--allow-new-places", "--place-kind", "wards"], "--place-kind: error[E306]"),
    ],
)
def test_options_that_do_not_fit_are_named(
    site: Path, words: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = corpus.contents(site)
    assert bring(LONG + ward("North Ward", 13, 20, 1), *words) == FAULTS
    assert code in capsys.readouterr().err
    assert {**before, "table.csv": (site / "table.csv").read_bytes()} == corpus.contents(site)


def test_wrong_usage(site: Path) -> None:
    assert main(["import"]) == USAGE
    assert main(["import", "results", "table.csv"]) == USAGE
    assert main(["import", "results", "table.csv", *NIGHT, "--totals", "keep"]) == USAGE
    assert main(["import", "results", "none.csv", *NIGHT]) == FAULTS


def test_new_places_are_created_on_request(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = LONG + ward("Harbour (East)", 1, 2, 0) + ward("7", 3, 4, 0)
    assert bring(table, "--allow-new-places") == OK
    assert "New: 2 places: 'Harbour (East)', '7'.\n" in capsys.readouterr().out
    assert (site / "content/places/wards/lakeside.yml").read_text() == (
        'kind: ward\nparent: lakeside\nplaces:\n  harbour-east: {name: Harbour (East)}\n  ward-7: {name: "7"}\n'
    )
    assert counts(site, "ward-7") == (3, 4, 0)
    assert bring(LONG + ward("Hill", 1, 2, 0), "--allow-new-places", to=TO[:4]) == OK
    assert (site / "content/places/wards/lakeside.yml").read_text().endswith('{name: "7"}\n  hill: {name: Hill}\n')
    assert main(["check", "--strict", "-q"]) == OK


def test_a_list_of_places(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "list.csv").write_text(
        "county,precinct,code,aliases,delegates\nLake County,1st Ward,L1,One|Uno,3\nLake County,O'Hara's,L2,,\n"
        "Lake County,1st Ward,L1,One|Uno,3\nHill County,1st Ward,,,\n"
    )
    words = ["import", "places", "list.csv", "--kind", "ward", "--parent-kind", "city"]
    assert main(words) == OK
    assert (site / "content/places/wards/lake-county.yml").read_text() == (
        "kind: ward\nparent: lake-county\nplaces:\n"
        '  lake-county-1st-ward: {name: "1st Ward", code: L1, delegates: 3, aliases: [One, Uno]}\n'
        "  lake-county-oharas: {name: O'Hara's, code: L2}\n"
    )
    assert (site / "content/places/cities/city.yml").read_text() == (
        "kind: city\nplaces:\n  lake-county: {name: Lake County}\n  hill-county: {name: Hill County}\n"
    )
    assert capsys.readouterr().out.startswith("Read 4 rows: 5 places new.\n")
    assert main(words) == OK
    printed = capsys.readouterr().out
    assert "Already there and unchanged: 3 places.\n" in printed
    assert printed.endswith("Nothing to import: the site already has these figures.\n")
    assert main(["check", "--strict", "-q"]) == OK


def test_files_are_written_all_or_none(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = corpus.contents(site)
    night = f"{MAYOR}/2020-11-03-night/wards.yml"
    new = {night: "x\n", "content/places/new/a.yml": "y\n", "content/places/wards.yml/b.yml": "z\n"}
    with pytest.raises(writing.WritingError, match="nothing was written"):
        writing.put(site, new, {night: before[night].decode()})
    assert corpus.contents(site) == before
    with pytest.raises(writing.WritingError, match="a file changed while"):
        writing.put(site, {night: "x\n"}, {night: "another\n"})
    assert corpus.contents(site) == before
    real = Path.replace

    def failing(path: Path, target: Path) -> Path:
        if target.name == "release.yml":
            raise OSError(28, "No space left on device", str(target))
        return real(path, target)

    monkeypatch.setattr(Path, "replace", failing)
    new = {night: "x\n", f"{MAYOR}/2020-11-03-night/more.yml": "y\n", f"{MAYOR}/2020-11-03-night/release.yml": "z\n"}
    with pytest.raises(writing.WritingError, match="no space left on device; nothing was written"):
        writing.put(site, new, {path: before[path].decode() for path in new if path in before})
    assert corpus.contents(site) == before


def test_a_file_that_is_edited_keeps_its_mode_and_its_mark(site: Path) -> None:
    path = site / MAYOR / "2020-11-03-night/wards.yml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    path.chmod(0o440)
    before = path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode()
    writing.put(site, {str(path.relative_to(site)): "x\n"}, {str(path.relative_to(site)): before})
    assert path.read_bytes() == b"\xef\xbb\xbfx\n"
    assert path.stat().st_mode & 0o777 == 0o440


def test_a_fault_that_a_note_has_already_does_not_stand_in_the_way(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = site / "content/news/typed.md"
    note.parent.mkdir(exist_ok=True)
    note.write_text("---\ntitle: T\ndate: 2020-11-04\nsummary: S\ncontest: mayor\n---\nIt is [[nothing]].\n")
    text = LONG + ward("North Ward", 13, 20, 1)
    assert bring(text, "-q") == OK
    assert counts(site, "north") == (13, 20, 1)
    shutil.rmtree(site / SECOND)
    (site / "content/places/places.yml").write_text("places: [\n")
    assert bring(text, "-q") == FAULTS
    assert not (site / SECOND).exists()
    assert "content/places/places.yml" in capsys.readouterr().err


def test_a_file_far_larger_than_memory_for_it_is_read_row_by_row(site: Path) -> None:
    rows = 150_000
    with Path("large.csv").open("w") as file:
        file.write("office,precinct,candidate,votes\n")
        file.writelines(
            f"Council {number % 7},Ward with a long name {number},Candidate {number % 50},{number}\n"
            for number in range(rows)
        )
        file.writelines(
            f"Mayor,{line}\n" for line in (ward("North Ward", 13, 20, 1) + ward("South Ward", 26, 11, 0)).splitlines()
        )
    words = ["import", "results", "large.csv", *TO, "--office", "Mayor", "-q"]
    assert main([*words, "--dry-run"]) == OK
    tracemalloc.start()
    assert main(words) == OK
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3_000_000 < Path("large.csv").stat().st_size
    assert counts(site, "south") == (26, 11, 0)


def test_reading_stops_after_more_faults_than_anybody_reads(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring(LONG + "".join(f"Ward {number},Smith,1\n" for number in range(5_000))) == FAULTS
    printed = capsys.readouterr().err
    assert "error[E803]: the site doesn't have the first 1,000 places: 'Ward 0', 'Ward 1'" in printed
    assert printed.endswith("\n1 error\n")


def test_the_columns_of_a_list_are_named_and_a_parent_that_is_the_county(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(importing.lay_out(tmp_path))
    rows = ("Lee,Ward 1,Ann Gray,3", "Lee,Ward 1,Bob Moss,4", "Lee,Ward 2,Cy Young,5")
    Path("list.csv").write_text("county,ward,candidate,votes\n" + "".join(f"{row}\n" for row in rows))
    words = ["import", "places", "list.csv", "--kind", "precinct"]
    assert main([*words, "--parent", "lee"]) == FAULTS
    assert "hint: it is --parent itself; name the place it is in, --parent iowa\n" in capsys.readouterr().err
    assert main([*words, "--parent", "iowa", "--dry-run"]) == OK
    shown = capsys.readouterr().out
    assert "Columns: place from 'ward', county from 'county'.\nColumns left out: candidate, votes.\n" in shown
    assert '+  lee-ward-1: {name: "Ward 1"}' in shown or "+  lee-ward-1: {name: Ward 1}" in shown
    assert "Ann Gray" not in shown
    assert not Path("content/places/precincts").exists()


def test_a_list_with_codes_and_a_mapping_of_its_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(importing.lay_out(tmp_path))
    Path("list.csv").write_text("CNTY,VTD,fips,code,acres\nLee Co.,North,19111,N1,5\nLee Co.,South,19111,S1,6\n")
    Path("names.yml").write_text("columns: {place: VTD, county: CNTY}\nplaces: {lee: [Lee Co.]}\n")
    words = ["import", "places", "list.csv", "--kind", "precinct", "--parent", "iowa"]
    assert main(words) == FAULTS
    assert "the header has no column for the name of the place" in capsys.readouterr().err
    assert main([*words, "--mapping", "names.yml"]) == OK, capsys.readouterr().err
    assert "Columns left out: acres.\n" in capsys.readouterr().out
    assert Path("content/places/precincts/lee.yml").read_text().splitlines()[-2:] == [
        '  lee-north: {name: North, code: N1, fips: "19111"}',
        '  lee-south: {name: South, code: S1, fips: "19111"}',
    ]
