"""The command `night`: what it takes from a source, what it holds back, and where it goes on."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from recanvass.authoring.night.sending import Branch, NightReleases
from recanvass.authoring.night.state import NightState, PublishedSite
from recanvass.cli.main import FAULTS, OK, USAGE, main
from recanvass.publish.repository import TargetBranch
from tests.nights import FIRST, HEAD, RELEASE, Rows, Served, Site, command, git, new_site, server, table

MORE: Rows = {"harbor-1": (420, 390, 4), "harbor-2": (530, 341, 7), "meadow-1": (207, 301, 2)}
LATE = 1_730_865_600.0
"""A time of the night, for the files of a source."""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return new_site(tmp_path)


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "feed.csv"
    put(path, FIRST, LATE)
    return path


def put(path: Path, rows: Rows | str, at: float) -> None:
    path.write_text(rows if isinstance(rows, str) else table(rows))
    os.utime(path, (at, at))


def votes(rows: Rows) -> dict[str, dict[str, int]]:
    return {place: dict(zip(("okafor", "lund", "write-in"), counts, strict=True)) for place, counts in rows.items()}


def state(site: Site) -> dict[str, object]:
    found: dict[str, object] = json.loads((site.root / ".recanvass/night/state.json").read_text())
    return found


def held(site: Site) -> list[dict[str, object]]:
    folders = sorted((site.root / ".recanvass/night/held").glob("[0-9]*"))
    return [json.loads((folder / "about.json").read_text()) for folder in folders]


def test_a_reading_is_committed_and_published_with_the_time_of_its_file(
    site: Site, feed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert site.night(feed, "--publish") == OK
    printed = capsys.readouterr()
    assert "2 places new. Okafor leads Lund by 213 votes, with 2 of 5 precincts reporting." in printed.out
    assert "as of 10 p.m. CST Nov. 5, 2024 (the time of the file)" in printed.out
    assert "on the branch gh-pages of origin" in printed.out
    assert site.votes() == votes(FIRST)
    assert site.is_clean()
    head = (site.root / f"content/contests/house-7/releases/{RELEASE}/release.yml").read_text()
    assert "as_of: 2024-11-05T22:00:00-06:00\n" in head
    assert git(site.root, "log", "-1", "--format=%s") == f"{RELEASE}: results as of 10 p.m. CST Nov. 5, 2024"


def test_a_growing_count_goes_into_the_same_release_and_nothing_new_into_none(site: Site, feed: Path) -> None:
    assert site.night(feed, "--publish") == OK
    first = git(site.remote, "rev-parse", "gh-pages")
    os.utime(feed, (LATE + 60, LATE + 60))
    assert site.night(feed, "--publish") == OK
    assert git(site.remote, "rev-parse", "gh-pages") == first
    put(feed, MORE, LATE + 600)
    assert site.night(feed, "--publish") == OK
    assert site.votes() == votes(MORE)
    head = (site.root / f"content/contests/house-7/releases/{RELEASE}/release.yml").read_text()
    assert "as_of: 2024-11-05T22:10:00-06:00\n" in head
    assert len(list((site.root / "content/contests/house-7/releases").iterdir())) == 1


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ({**FIRST, "harbor-2": (430, 341, 7)}, "The total falls in Votes: 1,682 → 1,582."),
        ({**FIRST, "harbor-2": (530, 340, 8)}, "Harbor City South (Harbor) loses votes in Votes: Lund 341 → 340."),
        ({"harbor-1": (412, 388, 4)}, "It leaves out 1 place that the last one had: harbor-2."),
        (
            table(FIRST, "precinct,lund,okafor,write-in"),
            "Its columns are not those of the last one (in another order).",
        ),
        (table(FIRST).rstrip("\n"), "Its last line does not end, so it seems to be cut off."),
        ({**FIRST, "harbor-9": (1, 2, 3)}, "unknown place 'harbor-9'"),
        ("precinct,okafor,lund\nharbor-1,1,x\n", "error["),
        ("<html>503 Service Unavailable</html>\n", "a web page, not a table"),
    ],
    ids=("total", "place", "vanished", "columns", "cut-off", "unknown", "broken", "page"),
)
def test_what_must_not_be_is_held_back_and_what_is_published_stays(
    site: Site, feed: Path, rows: Rows | str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert site.night(feed, "--publish") == OK
    published, content = git(site.remote, "rev-parse", "gh-pages"), git(site.root, "rev-parse", "HEAD")
    put(feed, rows, LATE + 60)
    capsys.readouterr()
    assert site.night(feed, "--publish") == FAULTS
    printed = capsys.readouterr()
    assert "Held back reading 1 of feed.csv; what is published stays." in printed.err
    assert reason in printed.err
    assert any(reason in str(one) for one in held(site)[0]["reasons"])  # type: ignore[attr-defined]
    assert (site.root / ".recanvass/night/held/0001/data").read_bytes() == feed.read_bytes()
    assert git(site.remote, "rev-parse", "gh-pages") == published
    assert git(site.root, "rev-parse", "HEAD") == content
    assert site.is_clean()
    # The same bytes are not judged again, and what comes next is compared with what is published.
    assert site.night(feed, "--publish") == OK
    assert len(held(site)) == 1
    put(feed, MORE, LATE + 120)
    assert site.night(feed, "--publish") == OK
    assert site.votes() == votes(MORE)
    assert held(site)[0]["ended"] == "a later reading went in, as of 10:02 p.m. CST Nov. 5, 2024"


def test_an_older_file_is_held_back(site: Site, feed: Path) -> None:
    assert site.night(feed) == OK
    put(feed, MORE, LATE - 600)
    assert site.night(feed) == FAULTS
    (one,) = held(site)
    times = "9:50 p.m. CST Nov. 5, 2024 (the time of the file), and the last one was of 10 p.m. CST Nov. 5, 2024"
    assert one["reasons"] == [f"It is older than the last one: {times}."]


def test_more_votes_than_registered_voters_are_held_back(site: Site, feed: Path) -> None:
    header = "precinct,okafor,lund,write-in,registered voters"
    lines = f"{header}\nharbor-1,412,388,4,1500\nharbor-2,530,341,7,1400\n"
    put(feed, lines, LATE)
    assert site.night(feed) == OK
    put(feed, lines.replace("412", "4120"), LATE + 60)
    assert site.night(feed) == FAULTS
    assert held(site)[0]["reasons"] == ["Harbor City North (Harbor): Votes: 4,512 in all, and 1,500 registered voters."]


def test_a_held_reading_is_released_on_the_command_line(
    site: Site, feed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert site.night(feed, "--publish") == OK
    lower = {**FIRST, "harbor-2": (430, 341, 7)}
    put(feed, lower, LATE + 60)
    assert site.night(feed, "--publish") == FAULTS
    assert main(["night", "-C", str(site.root), "--release-held", "2"]) == USAGE
    assert "there is no held reading 2; waiting: 1" in capsys.readouterr().err
    assert main(["night", "-C", str(site.root), "--release-held", "1"]) == OK
    assert site.night(feed, "--publish") == OK
    assert site.votes() == votes(lower)
    assert held(site)[0]["ended"] == "released"
    assert main(["night", "-C", str(site.root), "--release-held", "1"]) == USAGE
    assert "reading 1 is no longer held: released" in capsys.readouterr().err


def test_a_server_is_asked_only_for_what_is_new_and_its_failures_change_nothing(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    served = Served(table(FIRST).encode(), modified=formatdate(LATE, usegmt=True), etag='"1"')
    with server(served) as address:
        assert site.night(address, "--publish") == OK
        assert "(the server's Last-Modified)" in capsys.readouterr().out
        assert site.night(address, "--publish") == OK
        assert served.asked[-1]["if-none-match"] == '"1"'
        assert served.asked[-1]["if-modified-since"] == formatdate(LATE, usegmt=True)
        served.etag, served.data = '"2"', table(MORE).encode()
        for fault, said in (
            ({"short_by": 20}, "it was cut off after"),
            ({"status": 503}, "the server answered 503"),
            ({"is_refused": True}, "The source can't be read"),
            ({"data": b""}, "the file is empty"),
        ):
            kept = {name: getattr(served, name) for name in fault}
            for name, value in fault.items():
                setattr(served, name, value)
            assert site.night(address, "--publish") == FAULTS
            assert said in capsys.readouterr().err
            for name, value in kept.items():
                setattr(served, name, value)
            assert site.votes() == votes(FIRST)
        assert site.night(address, "--publish") == OK
    assert site.votes() == votes(MORE)
    assert site.night(address, "--publish") == FAULTS
    assert held(site) == []


def test_the_newest_file_of_a_folder_that_matches_is_read(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "drop"
    folder.mkdir()
    put(folder / "results_9.csv", FIRST, LATE)
    put(folder / "results_10.csv", MORE, LATE)
    put(folder / "notes.txt", "not a table", LATE + 900)
    assert site.night(folder, "--match", "results_*.csv", "--publish") == OK
    assert site.votes() == votes(MORE)


def test_the_time_of_the_figures_comes_from_a_column(site: Site, feed: Path) -> None:
    header = "precinct,okafor,lund,write-in,updated"
    lines = f"{header}\nharbor-1,412,388,4,11/05/2024 9:32 PM\nharbor-2,530,341,7,11/05/2024 9:41 PM\n"
    put(feed, lines, LATE)
    assert site.night(feed, "--time-column", "Updated") == OK
    head = (site.root / f"content/contests/house-7/releases/{RELEASE}/release.yml").read_text()
    assert "as_of: 2024-11-05T21:41:00-06:00\n" in head
    put(feed, lines.replace("11/05/2024 9:41 PM", "soon"), LATE)
    assert site.night(feed, "--time-column", "updated") == FAULTS
    assert str(held(site)[0]["reasons"]).startswith("[\"'soon' is not a time")


def test_another_release_begins_at_a_stated_time(site: Site, feed: Path) -> None:
    for rows, at in ((FIRST, LATE - 1800), (MORE, LATE), ({**MORE, "meadow-1": (210, 301, 2)}, LATE + 7200)):
        put(feed, rows, at)
        assert site.night(feed, "--at", "22:00,00:00") == OK
    folder = site.root / "content/contests/house-7/releases"
    assert sorted(path.name for path in folder.iterdir()) == [RELEASE, f"{RELEASE}-2200", f"{RELEASE}-2400"]
    assert 'title: "Election night, midnight"' in (folder / f"{RELEASE}-2400/release.yml").read_text()


def test_a_recorded_night_plays_again_to_the_same_site(site: Site, feed: Path, tmp_path: Path) -> None:
    record = tmp_path / "recorded"
    fall = {**MORE, "harbor-1": (1, 390, 4)}
    for number, rows in enumerate((FIRST, MORE, fall, {**MORE, "meadow-2": (288, 264, 5)})):
        put(feed, rows, LATE + 60 * number)
        site.night(feed, "--publish", "--record", str(record))
    feed.unlink()
    site.night(feed, "--publish", "--record", str(record))
    assert [path.name for path in sorted(record.iterdir())] == ["00001", "00002", "00003", "00004", "00005"]
    assert "failure" in json.loads((record / "00005/about.json").read_text())
    folder = tmp_path / "again"
    folder.mkdir()
    other = new_site(folder)
    given = ["--replay", str(record), "--speed", "1000000", "--contest", "house-7", "--release", RELEASE, *HEAD]
    assert main(["night", "-C", str(other.root), *given, "--no-page", "--publish"]) == OK
    assert len(held(other)) == 1
    assert git(other.remote, "rev-parse", "gh-pages^{tree}") == git(site.remote, "rev-parse", "gh-pages^{tree}")


@contextmanager
def started(site: Site, source: str) -> Iterator["subprocess.Popen[str]"]:
    """Yield a night as a process of its own that has built the site once."""
    with subprocess.Popen(command(site, source, "--every", "5"), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "The site is in" in line:
                break
        yield process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_night_ends_cleanly_when_it_is_interrupted(site: Site, feed: Path, number: signal.Signals) -> None:
    with started(site, str(feed)) as process:
        process.send_signal(number)
        assert process.wait(30) == 0
    assert site.is_clean()
    assert not state(site)["writing"]


def test_a_second_night_for_a_site_is_refused(site: Site, feed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with started(site, str(feed)) as process:
        assert site.night(feed) == USAGE
        assert "another night follows a source for this site" in capsys.readouterr().err
        process.kill()
    assert site.night(feed) == OK


def test_content_half_written_by_a_night_that_was_killed_is_put_back(site: Site, feed: Path) -> None:
    assert site.night(feed, "--publish") == OK
    folder = site.root / f"content/contests/house-7/releases/{RELEASE}"
    name = next(one.name for one in folder.iterdir() if one.name != "release.yml")
    path = f"content/contests/house-7/releases/{RELEASE}/{name}"
    new = f"content/contests/house-7/releases/{RELEASE}/more.yml"
    kept = (site.root / path).read_text()
    (site.root / path).write_text(kept[:30])
    (site.root / new).write_text("half")
    (folder / f".{name}.tmp").write_text("half")
    known = json.loads((site.root / ".recanvass/night/state.json").read_text())
    (site.root / ".recanvass/night/state.json").write_text(
        json.dumps({**known, "writing": [path, new], "handled": "x"})
    )
    git(site.root, "add", path)
    assert site.night(feed, "--publish") == OK
    assert (site.root / path).read_text() == kept
    assert site.is_clean()


def test_a_branch_on_github_is_published_no_oftener_than_its_host_asks_for(site: Site) -> None:
    now = datetime(2024, 11, 6, 4, 0, tzinfo=UTC)
    published = NightState(published=(PublishedSite(now - timedelta(minutes=2), "c0ffee"), PublishedSite(now)))
    target = TargetBranch(site.root, "origin", "gh-pages")
    assert branch(target).due(published, now) == now
    git(site.root, "remote", "set-url", "origin", "https://github.com/someone/votes.git")
    assert branch(target).due(NightState(), now) == now
    assert branch(target).due(published, now) == now + timedelta(minutes=4)
    assert branch(target, speed=60).due(published, now) == now + timedelta(minutes=358)
    often = branch(target, every=60)
    assert often.is_too_often
    assert often.due(published, now) == now


def branch(target: TargetBranch, every: float | None = None, speed: float = 1) -> Branch:
    return Branch(target, NightReleases("house-7", RELEASE), None, every=every, speed=speed)


def test_an_edit_of_other_figures_is_not_published_unasked(
    site: Site, feed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert site.night(feed, "--publish", "--at", "21:00") == OK
    first = site.root / f"content/contests/house-7/releases/{RELEASE}-2100"
    later = first.with_name("2024-11-06-later")
    put(feed, MORE, LATE + 60)
    shutil.copytree(first, later)
    release = later / "release.yml"
    release.write_text(re.sub("as_of: .*", "as_of: 2024-11-06T20:00-06:00", release.read_text()))
    git(site.root, "add", "-A")
    git(site.root, "commit", "-q", "-m", "A day later")
    assert main(["publish", "-C", str(site.root)]) == OK
    edited = next(path for path in later.iterdir() if path.name != "release.yml")
    edited.write_text(edited.read_text().replace("412", "12"))
    git(site.root, "commit", "-q", "-a", "-m", "A slip")
    capsys.readouterr()
    assert site.night(feed, "--publish", "--at", "21:00") == FAULTS
    said = capsys.readouterr().err
    assert "Not published: other figures that readers have seen would change." in said
    assert "Harbor City North" in said
    assert "okafor,412" in site.shown("data/house-7/releases/2024-11-06-later.csv")


def test_a_night_is_refused_where_it_could_not_go_on(
    site: Site, feed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["night", "-C", str(site.root)]) == USAGE
    assert "name a source with --from" in capsys.readouterr().err
    assert main(["night", "-C", str(site.root), "--from", str(feed)]) == USAGE
    assert "night needs --contest and --release" in capsys.readouterr().err
    words = ["night", "-C", str(site.root), "--from", str(feed), "--once", "--contest"]
    assert main([*words, "house-8", "--release", "2024-11-05-night"]) == USAGE
    assert "unknown contest 'house-8'; did you mean 'house-7'?" in capsys.readouterr().err
    assert main([*words, "house-7", "--release", "2024-11-09-new", "--title", "New"]) == USAGE
    said = capsys.readouterr().err
    assert "the release '2024-11-09-new' is new and needs --kind, --status, --source" in said
    assert site.night("http://127.0.0.1:1/x.csv") == FAULTS
    assert "The source can't be read: connection refused." in capsys.readouterr().err
    assert list((site.root / ".recanvass/night/held").glob("*")) == []
    assert site.night(feed, "--publish", "--remote", "elsewhere") == FAULTS
    assert "unknown remote 'elsewhere'" in capsys.readouterr().err
    (site.root / "site.yml").unlink()
    assert site.night(feed) == FAULTS


def test_a_held_reading_is_released_on_the_page_of_the_night(site: Site, feed: Path) -> None:
    assert site.night(feed) == OK
    lower = {**FIRST, "harbor-2": (430, 341, 7)}
    put(feed, lower, LATE + 60)
    assert site.night(feed) == FAULTS
    words = command(site, str(feed), "--every", "600", "--port", str(free_port()))
    words.remove("--no-page")
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = next(line for line in process.stdout if "The state of the night" in line)
        address = line.rpartition(" ")[2].strip()
        page = asked(address)
        assert "<h2>Held back: 1</h2>" in page
        assert "The total falls in Votes: 1,682 → 1,582." in page
        assert "<script" not in page
        token = re.search('name="token" value="([^"]+)"', page)
        assert token is not None
        good = f"token={token[1]}&reading=1"
        for data, headers, code in (
            ("token=x&reading=1", {}, 403),
            (good, {"Origin": "https://example.org"}, 403),
            (good, {"Host": "example.org"}, 421),
            (f"token={token[1]}&reading=7", {}, 409),
        ):
            with pytest.raises(HTTPError, match=str(code)):
                asked(f"{address}release", data, headers)
        with pytest.raises(HTTPError, match="421"):
            asked(address, None, {"Host": "example.org"})
        assert held(site)[0].get("ended") is None
        asked(f"{address}release", good, {"Origin": address.rstrip("/")})
        assert any("Released feed.csv" in line for line in process.stdout)
        assert any("The site is in" in line for line in process.stdout)
        assert "Reading 1: released" in asked(address)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    figures = (site.root / "output/data/house-7/releases" / f"{RELEASE}.csv").read_text()
    assert "harbor-2,okafor,430" in figures


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def asked(address: str, data: str | None = None, headers: dict[str, str] | None = None) -> str:
    body = data.encode() if data is not None else None
    with urlopen(Request(address, body, headers or {}), timeout=10) as answer:  # noqa: S310 -- this machine
        return str(answer.read().decode())
