"""A night that follows a file of all contests: what is committed and published, and what holds the whole file back."""

import json
import os
import re
from pathlib import Path
from threading import Event

import pytest

from recanvass.authoring.night.page import PageFacts, page
from recanvass.authoring.night.state import NightFolder
from recanvass.cli.main import FAULTS, OK, USAGE, main
from tests.elections import LEE
from tests.nights import git
from tests.soaking import IS_SOAK

LATE = 1_730_865_600.0
"""10 p.m. on election night in Chicago."""
PLAN = """\
date: 2024-11-05
place: {name: Lee County, kind: county}
release: {id: 2024-11-05-night, title: Election night, kind: partial, status: unofficial-partial, source: County clerk}
parties:
  dem: {name: Democratic}
  rep: {name: Republican}
contests:
  state-house-7: {leave_out: true}
"""


class Ballot:
    """A site without contests in git, its remote, and the file that the county serves."""

    def __init__(self, folder: Path) -> None:
        self.root, self.remote, self.feed = folder / "site", folder / "remote.git", folder / "lee.csv"
        self.plan, self.minutes = folder / "plan.yml", 0
        git(folder, "init", "-q", "--bare", "-b", "main", str(self.remote))
        git(folder, "init", "-q", "-b", "main", str(self.root))
        assert main(["new", "--empty", str(self.root)]) == OK
        settings = self.root / "site.yml"
        settings.write_text(settings.read_text().replace("America/New_York", "America/Chicago"))
        git(self.root, "config", "user.name", "Ed Itor")
        git(self.root, "config", "user.email", "ed@example.org")
        git(self.root, "remote", "add", "origin", str(self.remote))
        git(self.root, "add", "-A")
        git(self.root, "commit", "-q", "-m", "Begin")
        self.plan.write_text(PLAN)

    def read(self, table: str, *words: str, minutes: int = 10) -> int:
        """Serve a file that is a little newer than the last, and let the night read it once."""
        self.minutes += minutes
        self.feed.write_text(table)
        at = LATE + 60 * self.minutes
        os.utime(self.feed, (at, at))
        return self.night("--from", str(self.feed), "--publish", *words)

    def night(self, *words: str) -> int:
        given = ["--plan", str(self.plan), "--no-page", "--once", *words]
        return main(["night", "-C", str(self.root), *given])

    def release(self, number: int) -> int:
        assert main(["night", "-C", str(self.root), "--release-held", str(number)]) == OK
        return self.night("--from", str(self.feed), "--publish")

    def shown(self, contest: str, release: str = "2024-11-05-night") -> list[str]:
        return git(self.remote, "show", f"gh-pages:data/{contest}/releases/{release}.csv").splitlines()[1:]

    def as_of(self, contest: str, release: str = "2024-11-05-night") -> str:
        text = (self.root / f"content/contests/{contest}/releases/{release}/release.yml").read_text()
        (found,) = re.findall("^as_of: (.*)$", text, re.MULTILINE)
        return str(found)

    def held(self) -> list[str]:
        """Return the reasons of the reading that was held back last."""
        last = max((self.root / ".recanvass/night/held").iterdir())
        found: list[str] = json.loads((last / "about.json").read_text())["reasons"]
        return found

    def is_clean(self) -> bool:
        return git(self.root, "status", "--porcelain") == ""


@pytest.fixture
def ballot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ballot:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    return Ballot(tmp_path)


@pytest.fixture
def begun(ballot: Ballot) -> Ballot:
    """A night whose first file is in."""
    assert ballot.read(LEE) == FAULTS
    assert ballot.release(1) == OK
    return ballot


def test_the_first_file_is_held_until_somebody_agrees_to_its_contests(
    ballot: Ballot, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ballot.read(LEE) == FAULTS
    printed = capsys.readouterr().err
    assert "It has 3 contests that the site doesn't have: Sheriff, State House, District 5, Question 1." in printed
    assert "It has 3 places that the site doesn't have: Lee County, Alder, Birch." in printed
    assert ballot.is_clean()
    assert ballot.release(1) == OK
    assert sorted(path.name for path in (ballot.root / "content/contests").iterdir()) == [
        *("question-1", "sheriff", "state-house-5"),
    ]
    assert "lee-county-alder,gray,30" in ballot.shown("sheriff")
    assert ballot.is_clean()
    assert len(git(ballot.root, "log", "--format=%s").splitlines()) == 2


def test_what_grows_in_any_contest_is_one_commit_and_one_publication(
    begun: Ballot, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    later = LEE.replace("Ann Gray,30", "Ann Gray,32").replace("Yes,40", "Yes,43")
    assert begun.read(later) == OK
    printed = capsys.readouterr().out
    assert "2 of 3 contests changed" in printed
    assert "Sheriff: 1 place changed. Gray leads Moss by 11 votes" in printed
    assert "Question 1: 1 place changed." in printed
    assert "lee-county-alder,gray,32" in begun.shown("sheriff")
    assert "lee-county-alder,yes,43" in begun.shown("question-1")
    assert (begun.as_of("sheriff"), begun.as_of("question-1")) == ("2024-11-05T22:20:00-06:00",) * 2
    assert begun.as_of("state-house-5") == "2024-11-05T22:10:00-06:00"
    changed = git(begun.root, "show", "--name-only", "--format=", "HEAD").splitlines()
    assert {path.split("/")[2] for path in changed} == {"sheriff", "question-1"}
    assert git(begun.remote, "rev-list", "--count", "gh-pages") == "2"
    assert begun.read(later) == OK
    assert git(begun.remote, "rev-list", "--count", "gh-pages") == "2"


@pytest.mark.parametrize(
    ("was", "now", "reason"),
    [
        ("Ann Gray,30", "Ann Gray,20", "Sheriff: The total falls in Votes: 73 → 63."),
        ("Ann Gray,30", "Ann Gray,20", "Sheriff: Alder (Lee County) loses votes in Votes: Gray 30 → 20."),
        ("Lee,Birch,Sheriff,,DEM,Ann Gray,11\nLee,Birch,Sheriff,,REP,Bob Moss,12\n", "", "1 place that the last one"),
        ("Lee,Alder,Question 1,,,Yes,40\nLee,Alder,Question 1,,,No,9\n", "", "had: lee-county-alder (question-1)."),
        ("Ann Gray", "Zoe Quill", "'Sheriff' has no candidate or option 'Zoe Quill'"),
        ("Birch", "Cedar", "It has 1 place that the site doesn't have: Cedar."),
        ("Question 1", "Question 2", "It has 1 contest that the site doesn't have: Question 2."),
        ("Question 1", "Question 2", "It leaves out 1 contest that the last one had: question-1."),
        ("DEM", "DFL", "It would change content/parties.yml."),
        ("candidate,votes", "candidate,updated", "error[E"),
    ],
    ids=("total", "falls", "place", "place-of-one", "candidate", "new-place", "contest", "gone", "party", "columns"),
)
def test_what_is_wrong_in_one_contest_holds_the_whole_file_back(begun: Ballot, was: str, now: str, reason: str) -> None:
    published, content = git(begun.remote, "rev-parse", "gh-pages"), git(begun.root, "rev-parse", "HEAD")
    grown = LEE.replace("No,15", "No,16")
    assert begun.read(grown.replace(was, now)) == FAULTS
    assert any(reason in line for line in begun.held()), begun.held()
    assert git(begun.remote, "rev-parse", "gh-pages") == published
    assert git(begun.root, "rev-parse", "HEAD") == content
    assert begun.is_clean()
    assert begun.read(grown) == OK
    assert "lee-county-birch,no,16" in begun.shown("question-1")


def test_the_plan_is_read_again_with_every_file(begun: Ballot) -> None:
    renamed = LEE.replace("Question 1", "Question 2").replace("Ann Gray,30", "Ann Gray,31")
    assert begun.read(renamed) == FAULTS
    begun.plan.write_text(PLAN.replace("  state-house-7", "  question-2: {leave_out: true}\n  state-house-7"))
    assert begun.read(renamed.replace("Ann Gray,31", "Ann Gray,32")) == FAULTS
    assert begun.held() == ["It leaves out 1 contest that the last one had: question-1."]


def test_new_places_are_taken_where_they_are_allowed(begun: Ballot) -> None:
    more = LEE + "Lee,Cedar,Sheriff,,DEM,Ann Gray,5\nLee,Cedar,Sheriff,,REP,Bob Moss,6\n"
    assert begun.read(more) == FAULTS
    assert begun.read(more + "Lee,Cedar,Ballots Cast,,,,12\n", "--allow-new-places") == OK
    assert "lee-county-cedar,gray,5" in begun.shown("sheriff")


def test_the_page_of_the_night_counts_contests_and_places(begun: Ballot) -> None:
    shown = page(PageFacts(NightFolder(begun.root), str, Event(), "token"))
    assert "(the time of the file), 3 contests, 2 places</dd>" in shown
    assert f"{begun.plan} 2024-11-05-night</p>" in shown


def test_releases_begin_at_stated_times_in_every_contest(begun: Ballot) -> None:
    later = LEE.replace("Ann Gray,30", "Ann Gray,32").replace("Yes,40", "Yes,43")
    assert begun.read(later, "--at", "22:00,23:00", minutes=60) == OK
    release = "2024-11-05-night-2300"
    assert begun.as_of("sheriff", release) == begun.as_of("question-1", release) == "2024-11-05T23:10:00-06:00"
    text = (begun.root / f"content/contests/sheriff/releases/{release}/release.yml").read_text()
    assert 'title: "Election night, 11 p.m."' in text


def test_a_contest_without_a_release_gets_its_first_one(ballot: Ballot) -> None:
    assert ballot.read(LEE) == FAULTS
    assert ballot.release(1) == OK
    for folder in (ballot.root / "content/contests").glob("*/releases"):
        for path in folder.rglob("*.*"):
            path.unlink()
    git(ballot.root, "add", "-A")
    git(ballot.root, "commit", "-q", "-m", "As before the night")
    assert ballot.read(LEE.replace("Yes,40", "Yes,41")) == OK
    assert "lee-county-alder,yes,41" in ballot.shown("question-1")


def test_a_recorded_night_plays_again_to_the_same_site(ballot: Ballot, tmp_path: Path) -> None:
    record = tmp_path / "recorded"
    for number in range(20 if IS_SOAK else 4):
        table = LEE.replace("Ann Gray,30", f"Ann Gray,{30 + number}").replace("Yes,40", f"Yes,{40 - (number == 2)}")
        ballot.read(table, "--record", str(record))
        if not number:
            assert ballot.release(1) == OK
    (tmp_path / "other").mkdir()
    other = Ballot(tmp_path / "other")
    words = ["--replay", str(record), "--speed", "1000000", "--publish"]
    other.night(*words)
    assert main(["night", "-C", str(other.root), "--release-held", "1"]) == OK
    assert main(["night", "-C", str(other.root), "--plan", str(other.plan), "--no-page", *words]) == OK
    assert git(other.remote, "rev-parse", "gh-pages^{tree}") == git(ballot.remote, "rev-parse", "gh-pages^{tree}")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--contest", "sheriff"], "--plan takes all contests of a file; leave out --contest"),
        (["--mapping", "x.yml", "--as", "csv"], "leave out --mapping, --as"),
        (["--as-of", "2024-11-05"], "leave out --as-of"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    ballot: Ballot, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ballot.read(LEE, *words) == USAGE
    assert said in capsys.readouterr().err


def test_a_plan_that_does_not_say_enough_is_refused(ballot: Ballot, capsys: pytest.CaptureFixture[str]) -> None:
    ballot.plan.write_text("date: 2024-11-05\nrelease: {title: Night}\n")
    assert ballot.read(LEE) == USAGE
    assert "write it there, or add --release, --kind, --status, --source" in capsys.readouterr().err
    ballot.plan.write_text("contests: [")
    assert ballot.read(LEE) == USAGE
    assert "the plan has errors" in capsys.readouterr().err
    ballot.plan.unlink()
    assert ballot.read(LEE) == USAGE
    assert "there is no plan" in capsys.readouterr().err
    assert main(["night", "-C", str(ballot.root), "--from", "x.csv"]) == USAGE
    assert "for all contests of a file, name a --plan" in capsys.readouterr().err
