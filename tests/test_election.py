"""`import election` over the real command: what it proposes, what it writes, and what a later file changes."""

import contextlib
import errno
import io
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from recanvass.cli.main import FAULTS, OK, USAGE, main
from recanvass.core.ids import AreaId, PartyId
from recanvass.core.kinds import ContestKind
from tests.elections import HEAD, LATER, LEE, Elected, files_below, nothing_written, start, take, take_lee

PLAN = "plan.yml"
COLUMNS = (
    "Columns: county from 'county', precinct from 'precinct', office from 'office', district from 'district', "
    "party from 'party', choice from 'candidate', votes from 'votes'."
)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty site, in the current folder."""
    start(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_one_file_becomes_places_contests_parties_turnout_and_a_release(site: Path) -> None:
    assert take(LEE, "--yes") == OK
    made = Elected(site)
    assert [str(one) for one in made.results] == ["sheriff", "state-house-5", "state-house-7", "question-1"]
    assert made.votes("sheriff", "lee") == {"gray": 41, "moss": 32}
    assert made.votes("sheriff", "lee-alder") == {"gray": 30, "moss": 20}
    assert made.votes("state-house-7", "lee-birch") == {"kennedy": 14, "write-ins": 1}
    assert made.votes("question-1", "lee") == {"yes": 48, "no": 24}
    places = {str(place.id): (place.name, place.kind, place.parent) for place in made.site.places.values()}
    assert places == {
        "lee": ("Lee", "county", None),
        "lee-alder": ("Alder", "precinct", "lee"),
        "lee-birch": ("Birch", "precinct", "lee"),
    }
    assert made.contest("question-1").kind is ContestKind.MEASURE
    house = made.contest("state-house-5")
    assert (house.office, house.district, house.root, house.units) == ("state-house", "5", "lee", ("lee-alder",))
    assert [(choice.name, choice.short, choice.parties) for choice in house.choices] == [
        ("Cy Young", "Young", ("dem",)),
        ("Lee, Ann", "Lee", ("rep",)),
    ]
    turnout = made.turnout("sheriff", "lee-alder")
    assert turnout is not None
    assert (turnout.ballots, turnout.registered) == (52, 80)
    assert {str(made.contest(name).turnout_from) for name in ("state-house-5", "question-1")} == {"sheriff"}
    assert {one.releases[0].title for one in (results.contest for results in made.results.values())} == {"Night"}
    assert main(["check", "--strict", "-q"]) == OK


def test_the_proposal_is_a_table_and_nothing_is_written_without_a_yes(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with nothing_written(site):
        assert take(LEE) == OK
    assert capsys.readouterr().out.splitlines() == [
        "Contest                           Choices  Places  Votes",
        "Sheriff                                 2       2     73  new",
        "State House, District 5                 2       1     51  new",
        "State House, District 7                 2       1     15  new",
        "Question 1               measure        2       2     72  new",
        "",
        "Read 16 rows of 1 file.",
        COLUMNS,
        "New: 1 county.",
        "New: 2 precincts.",
        "New: 2 groups of places, for contests that only some places vote in.",
        "Turnout: ballots, registered.",
        "The file doesn't say how many are elected in 3 contests, so each has 1 seat.",
        "Nothing was written. To write 17 files, run the command again with --yes.",
    ]
    with nothing_written(site):
        assert take(LEE, "--dry-run", "--yes") == OK
    assert capsys.readouterr().out.splitlines()[-1].startswith("Nothing was written.")


@pytest.mark.parametrize(("answer", "is_written"), [("y\n", True), ("YES\n", True), ("n\n", False), ("", False)])
def test_an_editor_at_a_terminal_is_asked(
    site: Path, monkeypatch: pytest.MonkeyPatch, answer: str, *, is_written: bool
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    assert take(LEE) == OK
    assert (site / "content/contests/sheriff/contest.yml").exists() is is_written


def test_what_the_file_does_not_say_is_asked_at_a_terminal(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    answers = ["2024-11-05", "Iowa", "Night", "complete", "certified", "2024-11-06", "Clerk", "y"]
    monkeypatch.setattr(sys, "stdin", Terminal("\n".join(answers)))
    two = LEE + "Scott,Davenport,Sheriff,,DEM,Ann Gray,1\nScott,Davenport,Sheriff,,REP,Bob Moss,2\n"
    assert take(two, head=[]) == OK
    made = Elected(site)
    assert made.votes("sheriff", "iowa") == {"gray": 42, "moss": 34}
    assert made.contest("sheriff").releases[0].source.name == "Clerk"


def test_a_plan_is_written_edited_and_followed(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with nothing_written(site):
        assert take(LEE, "--plan", PLAN) == OK
        assert "Wrote the plan plan.yml." in capsys.readouterr().out
        plan = (site / PLAN).read_text()
        (site / PLAN).unlink()
    assert plan == (
        "# A plan by 'import election' for table.csv. Correct what is wrong, and run the command again with\n# "
        "this plan. If you delete something, the command proposes it again.\ndate: 2024-11-05\nplace: "
        "{id: lee, name: Lee, kind: county}\nrelease: "
        "{title: Night, kind: complete, status: unofficial-complete, as_of: 2024-11-06, source: County clerk}\n# "
        "Parties: keep the ids; change names and colors as you like.\nparties:\n  dem: {name: DEM}\n  rep: "
        "{name: REP}\noffices:\n  sheriff: {name: Sheriff}\n  state-house: {name: State House}\ncontests:\n  "
        'sheriff: {title: Sheriff, seats: 1}\n  state-house-5: {title: "State House, District 5", seats: 1}\n  '
        'state-house-7: {title: "State House, District 7", seats: 1}\n  question-1: '
        "{title: Question 1, kind: measure}\n"
    )
    plan = plan.replace("name: DEM}", 'name: Democratic, short: D, colour: "#2457a6"}').replace(
        "sheriff: {title: Sheriff, seats: 1}", "sheriff: {id: county-sheriff, title: County sheriff, seats: 1}"
    )
    plan = plan.replace('{title: "State House, District 7", seats: 1}', "{leave_out: true}")
    (site / PLAN).write_text(plan)
    assert take(LEE, "--plan", PLAN, "--yes", head=[]) == OK
    assert "Left out: 'State House, District 7' (2 rows)." in capsys.readouterr().out
    made = Elected(site)
    assert [str(one) for one in made.results] == ["county-sheriff", "state-house-5", "question-1"]
    assert made.contest("county-sheriff").title == "County sheriff"
    assert made.site.parties[PartyId("dem")].name == "Democratic"
    assert (site / PLAN).read_text() == plan


def test_a_plan_that_is_wrong_names_every_line(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = "date: yesterday\ncolums: {county: Kreis}\ncontests:\n  sheriff: {seats: many}\n"
    (site / PLAN).write_text(plan)
    with nothing_written(site):
        assert take(LEE, "--plan", PLAN, "--yes") == FAULTS
    printed = capsys.readouterr().err
    assert "plan.yml:1:7: error[E240]" in printed or "plan.yml:1:7: error" in printed
    assert "plan.yml:2:1: error" in printed
    assert "did you mean 'columns'" in printed
    assert "plan.yml:4:20: error" in printed
    (site / PLAN).write_text("columns: {counti: county}\n")
    with nothing_written(site):
        assert take(LEE, "--plan", PLAN, "--yes") == FAULTS
    assert "the plan names a column for 'counti', which is not one of its keys" in capsys.readouterr().err
    (site / PLAN).write_text("columns: {county: Kreis}\n")
    with nothing_written(site):
        assert take(LEE, "--plan", PLAN, "--yes") == FAULTS
    assert "the plan uses 'Kreis' for the county, but the file has no column with that name" in capsys.readouterr().err


def test_a_plan_that_cannot_be_read_or_written_is_named(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "folder").mkdir()
    (site / "binary.yml").write_bytes(b"\x80\x81")
    for plan in ("folder", "binary.yml"):
        with nothing_written(site):
            assert take(LEE, "--plan", plan, "--yes") == FAULTS
        assert plan in capsys.readouterr().err
    (site / "file").write_text("")
    with nothing_written(site):
        assert take(LEE, "--plan", "file/plan.yml", "--yes") == FAULTS
    assert "nothing was written" in capsys.readouterr().err


def test_a_later_file_changes_only_what_changed(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert take(LEE, "--yes") == OK
    contest = site / "content/contests/sheriff/contest.yml"
    by_hand = contest.read_text().replace("Ann Gray", "Anna M. Gray").replace("title: Sheriff", "title: The sheriff")
    by_hand = by_hand.replace("party: dem}", "party: dem, aliases: [Ann Gray], incumbent: true}") + "# ours\n"
    contest.write_text(by_hand)
    places = site / "content/places/precincts/lee.yml"
    places.write_text(places.read_text().replace("name: Alder", 'name: Alder Township, aliases: ["Alder"]'))
    before = files_below(site)
    capsys.readouterr()
    later = LEE.replace("Ann Gray,30", "Ann Gray,33").replace("Ballots Cast,,,,24", "Ballots Cast,,,,25")
    assert take(later, "--yes", head=LATER) == OK
    after = files_below(site)
    release = "content/contests/sheriff/releases/2024-11-20-certification"
    new = {path: text.decode() for path, text in after.items() if path not in before}
    assert {path for path in before if before[path] != after[path]} == {"table.csv"}
    assert new.pop(f"{release}/results.csv") == "place,choice,votes\nlee-alder,gray,33\nlee-alder,moss,20\n"
    assert new.pop(f"{release}/turnout.csv") == "place,ballots\nlee-birch,25\n"
    assert set(new) == {
        f"content/contests/{one}/releases/2024-11-20-certification/release.yml"
        for one in ("sheriff", "state-house-5", "state-house-7", "question-1")
    }
    assert capsys.readouterr().out.splitlines()[:5] == [
        "Contest                           Choices  Places  Votes",
        "The sheriff                             2       2     76  1 place changed",
        "State House, District 5                 2       1     51  no change",
        "State House, District 7                 2       1     15  no change",
        "Question 1               measure        2       2     72  no change",
    ]
    made = Elected(site)
    assert made.votes("sheriff", "lee") == {"gray": 44, "moss": 32}
    assert made.contest("sheriff").title == "The sheriff"
    assert len(made.contest("question-1").releases) == 2


def test_the_same_file_again_changes_nothing(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert take(LEE, "--yes") == OK
    with nothing_written(site):
        assert take(LEE, "--yes") == OK
    assert capsys.readouterr().out.endswith("Nothing to import: the site already has these figures.\n")


def test_a_figure_put_right_goes_into_the_release_that_is_named(site: Path) -> None:
    assert take(LEE, "--yes") == OK
    before = files_below(site)
    assert take(LEE.replace("Bob Moss,12", "Bob Moss,13"), "--yes") == OK
    after = files_below(site)
    path = "content/contests/sheriff/releases/2024-11-06-complete/results.csv"
    assert {one for one in after if after[one] != before.get(one)} == {"table.csv", path}
    assert after[path] == before[path].replace(b"lee-birch,moss,12", b"lee-birch,moss,13")


def test_a_later_file_brings_new_places_and_contests(site: Path) -> None:
    assert take(LEE, "--yes") == OK
    rows = "Lee,Cedar,Sheriff,,DEM,Ann Gray,1\nLee,Cedar,Sheriff,,REP,Bob Moss,2\n"
    rows += "Lee,Cedar,State House,7,REP,Robert F. Kennedy Jr.,3\nLee,Cedar,State House,7,,Write-ins,0\n"
    rows += "Lee,Cedar,Coroner,,,Di Ash,4\n"
    assert take(LEE + rows, "--yes", head=LATER) == OK
    made = Elected(site)
    assert made.votes("sheriff", "lee") == {"gray": 42, "moss": 34}
    assert made.votes("coroner", "lee-cedar") == {"ash": 4}
    assert made.contest("sheriff").units == ("lee-alder", "lee-birch", "lee-cedar")
    assert made.contest("state-house-7").units == ("lee-birch", "lee-cedar")


def test_a_name_that_a_later_file_writes_otherwise_is_a_hint_that_works(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(LEE, "--yes") == OK
    later = LEE.replace("Bob Moss", 'Bob "B.J." Mosse').replace("Cy Young,25", "Cy Young,24")
    later = later.replace('Bob "B.J." Mosse', '"Bob ""B.J."" Moss"')
    with nothing_written(site):
        assert take(later, "--yes", head=LATER) == FAULTS
    printed = capsys.readouterr().err
    (line,) = re.findall(
        r"did you mean 'Bob Moss'\? If so, write for moss in content/contests/sheriff/contest.yml: (aliases: .*?\])",
        printed,
    )
    contest = site / "content/contests/sheriff/contest.yml"
    contest.write_text(contest.read_text().replace("name: Bob Moss,", f"name: Bob Moss, {line},"))
    assert take(later, "--yes", head=LATER) == OK
    assert Elected(site).votes("state-house-5", "lee-alder") == {"young": 24, "lee": 26}


def test_a_place_that_was_renamed_is_a_hint_that_works(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert take(LEE, "--yes") == OK
    places = site / "content/places/precincts/lee.yml"
    places.write_text(places.read_text().replace("name: Alder", "name: Upper Township"))
    with nothing_written(site):
        assert take(LEE, "--yes", head=LATER) == FAULTS
    printed = capsys.readouterr().err
    assert "error[E803]: unknown place 'Lee, Alder'" in printed
    line = 'If so, write for lee-alder in content/places/precincts/lee.yml: aliases: ["Alder"]'
    assert line in printed
    places.write_text(places.read_text().replace("Upper Township", 'Upper Township, aliases: ["Alder"]'))
    assert take(LEE, "--yes", head=LATER) == OK


def test_several_files_are_one_election(site: Path) -> None:
    head, *rows = LEE.splitlines(keepends=True)
    Path("scott.csv").write_text(head + "".join(row.replace("Lee,", "Scott,", 1) for row in rows))
    Path("lee.csv").write_text(LEE)
    assert main(["import", "election", "lee.csv", "scott.csv", *HEAD, "--place", "Iowa", "--yes"]) == OK
    made = Elected(site)
    assert made.votes("sheriff", "iowa") == {"gray": 82, "moss": 64}
    assert made.votes("state-house-7", "iowa") == {"kennedy": 28, "write-ins": 2}
    assert made.contest("state-house-7").units == ("lee-birch", "scott-birch")
    group = made.site.groups[AreaId("state-house-7")]
    assert (group.id, group.name, group.kind) == ("state-house-7", "State House, District 7", "district")


def test_the_day_and_the_state_are_taken_from_the_file(site: Path) -> None:
    head = [word for word in HEAD if word not in ("--date", "2024-11-05")]
    rows = "state,precinct,office,candidate,votes\nIOWA,Alder,Mayor,Gray,1\n"
    assert take(rows, "--yes", head=head, name="20241105__ia__general__precinct.csv") == OK
    made = Elected(site)
    assert str(made.contest("mayor").date) == "2024-11-05"
    assert made.site.places[AreaId("iowa")].name == "Iowa"


def test_bad_rows_are_named_all_at_once(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "Alder,Mayor,Gray,12\nAlder,Mayor,Moss,twelve\nBirch,Mayor,Gray,1.5\nBirch,Mayor\nBirch,Mayor,Moss,12.5%\n"
    with nothing_written(site):
        assert take_lee(rows) == FAULTS
    printed = capsys.readouterr().err
    assert "table.csv:3:18: error[E812]: 'twelve' isn't a number" in printed
    assert "    Alder,Mayor,Moss,twelve\n                     ^^^^^^" in printed
    assert "--missing twelve" in printed
    assert "table.csv:4:18: error" in printed
    assert "table.csv:5:1: error[E122]: this row has 2 cells; the header has 4" in printed
    assert "table.csv:6:18: error[E820]: '12.5%' is a percentage, not a count" in printed
    assert printed.endswith("4 errors\n")


def test_everything_the_editor_has_to_say_is_named_at_once(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with nothing_written(site):
        assert take("precinct,office,candidate,votes\nAlder,Mayor,Gray,1\n", head=[]) == FAULTS
    printed = capsys.readouterr().err
    assert "error[E831]: the files don't give the date of the election" in printed
    assert "error[E831]: the files have no column for the county but don't name the place that contains them" in printed
    assert "error[E809]: the release is new and needs --title, --kind, --status, --as-of, --source" in printed
    with nothing_written(site):
        words = ["--kind", "final", "--as-of", "soon", "--status", "done", "--source", "Clerk"]
        assert take(LEE, head=[*HEAD[:4], *words]) == FAULTS
    printed = capsys.readouterr().err
    assert all(f"'{text}'" in printed for text in ("final", "soon", "done"))


@pytest.mark.parametrize("option", ["--office", "--date", "--place", "--title"])
def test_an_option_of_one_value_is_refused_twice(site: Path, capsys: pytest.CaptureFixture[str], option: str) -> None:
    with nothing_written(site):
        assert take(LEE, option, "A", option, "B", head=[]) == USAGE
    assert f"{option} appears twice" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("", "the file is empty"),
        ("precinct,office,candidate,votes\n", "the file has a header but no rows"),
        ("precinct,candidate,votes\nAlder,Gray,1\n", "the header has no column for the office"),
        ("office,candidate,votes\nMayor,Gray,1\n", "the header has no column for a place"),
        ("precinct,office,candidate,notes\nAlder,Mayor,Gray,ok\n", "the header has no column for the votes"),
        ("precinct;office;candidate;votes\nAlder;Mayor;Gray;1\n", "the header is one column"),
        (b"%PDF-1.4", "this file is a PDF document"),
        ("precinct,office,candidate,votes\nAlder,Mayor,,1\nBirch,Mayor,,2\n", "this row names no candidate, and 1 row"),
        ("precinct,office,candidate,votes\nAlder,,Gray,1\n", "this row names no office"),
        ("precinct,office,candidate,votes,votes\nAlder,Mayor,Gray,1,2\n", "the header has the column 'votes' twice"),
        (
            "precinct,office,candidate,votes\nAlder,Mayor,Total,1\n",
            "no row of the files has votes for a candidate",
        ),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(
    site: Path, capsys: pytest.CaptureFixture[str], table: str | bytes, message: str
) -> None:
    with nothing_written(site):
        assert take(table, "--yes") == FAULTS
    printed = capsys.readouterr().err
    assert message in printed
    assert "hint: " in printed


def test_a_file_that_is_not_there_is_named(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with nothing_written(site):
        assert main(["import", "election", "nowhere.csv", *HEAD]) == FAULTS
    assert "nowhere.csv: error[E100]" in capsys.readouterr().err.replace(":1:1", "")


def test_nothing_is_written_into_a_site_with_errors(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert take(LEE, "--yes") == OK
    (site / "content/parties.yml").write_text("dem: {nam: D}\n")
    with nothing_written(site):
        assert take(LEE.replace("33", "34"), "--yes", head=LATER) == FAULTS
    assert "content/parties.yml:1:7: error" in capsys.readouterr().err


class Disk:
    """A disk that is full at one of the calls that write: at the `at`th below a folder."""

    def __init__(self, root: Path, at: int) -> None:
        self.root, self.at, self.calls = str(root), at, 0
        self.names: list[str] = []

    def call(self, name: str, path: object) -> None:
        if isinstance(path, int) or str(Path(str(path)).absolute()).startswith(self.root):
            self.calls += 1
            self.names.append(name)
            if self.calls == self.at:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


@contextlib.contextmanager
def full_disk(root: Path, at: int) -> Iterator[Disk]:
    disk = Disk(root, at)
    real_open = io.open
    with pytest.MonkeyPatch.context() as patch:
        for name in ("mkdir", "replace", "fsync"):
            patch.setattr(os, name, failing(disk, name))

        def opened(path: Any, mode: str = "r", *words: Any, **named: Any) -> Any:
            if mode[0] != "r" or "+" in mode:
                disk.call("open", path)
            return real_open(path, mode, *words, **named)

        patch.setattr(io, "open", opened)
        yield disk


def failing(disk: Disk, name: str) -> Callable[..., Any]:
    real = getattr(os, name)

    def call(path: Any, *words: Any, **named: Any) -> Any:
        disk.call(name, path)
        return real(path, *words, **named)

    return call


@pytest.mark.parametrize("is_later", [False, True])
def test_nothing_is_written_whatever_call_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, is_later: bool
) -> None:
    start(tmp_path / "kept")
    monkeypatch.chdir(tmp_path / "kept")
    if is_later:
        assert take(LEE, "--yes") == OK
    Path("table.csv").write_text(LEE.replace("Ann Gray,30", "Ann Gray,31"))
    words = ["import", "election", "table.csv", *(LATER if is_later else HEAD), "--yes", "-q", "--plan", PLAN]
    tried = 0
    while True:
        root = tmp_path / f"try-{tried}"
        shutil.copytree(tmp_path / "kept", root)
        monkeypatch.chdir(root)
        before = files_below(root)
        with full_disk(root, tried + 1) as disk:
            code = main(words)
        if disk.calls < disk.at:
            break
        after = files_below(root)
        after.pop(PLAN, None)
        printed = capsys.readouterr().err
        if code == OK:  # a folder that another thread made
            assert disk.names[disk.at - 1] == "mkdir"
        else:
            assert (code, after) == (FAULTS, before), disk.names
            assert "no space left on device" in printed
        tried += 1
    assert set(disk.names) == {"mkdir", "replace", "fsync", "open"}
    assert code == OK
    assert Elected(root).votes("sheriff", "lee") == {"gray": 42, "moss": 32}


def test_a_site_of_a_state_takes_the_file_of_one_of_its_counties(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    two = LEE + "Scott,Alder,Sheriff,,DEM,Ann Gray,1\nScott,Alder,Sheriff,,REP,Bob Moss,2\n"
    assert take(two, "--place", "Iowa", "--yes") == OK
    rows = "precinct,office,candidate,votes\nAlder,Coroner,Di Ash,4\n"
    with nothing_written(site):
        assert take(rows, "--place", "Lea", "--yes") == FAULTS
    assert "error[E831]: the site has no place called 'Lea'" in capsys.readouterr().err
    assert take(rows, "--place", "Scott", "--yes") == OK
    assert Elected(site).votes("coroner", "scott-alder") == {"ash": 4}
    assert len(Elected(site).site.places) == 6
