"""Alerts: the webhook and its signature, feeds of single places and requests, and the calendar of deadlines."""

import hashlib
import hmac
import json
import re
import shutil
import signal
import subprocess
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import icalendar
import pytest

from recanvass.cli.main import OK, main
from tests.nights import FIRST, RELEASE, Site, command, git, new_site, table
from tests.processes import eventually
from tests.sites import ROOT

ATOM = "{http://www.w3.org/2005/Atom}"
SECRET = "of the newsroom"  # noqa: S105 -- of a test
Got = list[tuple[str, bytes]]


@pytest.fixture
def hook() -> Iterator[tuple[str, Got]]:
    """A server that keeps what is sent to it."""
    got: Got = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.headers["X-Recanvass-Signature"], body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}/alerts", got
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hook: tuple[str, Got]) -> Site:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("NEWSROOM_SECRET", SECRET)
    made = new_site(tmp_path)
    with (made.root / "site.yml").open("a") as file:
        file.write(f"alerts: {{webhook: {hook[0]!r}, secret: NEWSROOM_SECRET}}\n")
    git(made.root, "commit", "-q", "-a", "-m", "Alert us")
    return made


def documents(got: Got) -> list[dict[str, object]]:
    """Return what was sent, each with a signature that is right."""
    for signed, body in got:
        assert signed == f"sha256={hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}"
    return [json.loads(body) for _, body in got]


def test_a_night_tells_the_webhook(site: Site, hook: tuple[str, Got], tmp_path: Path) -> None:
    feed = tmp_path / "feed.csv"
    for rows in (FIRST, {**FIRST, "harbor-2": (430, 341, 7)}, {**FIRST, "meadow-1": (207, 901, 2)}):
        feed.write_text(table(rows))
        site.night(feed, "--publish")
    feed.unlink()
    site.night(feed, "--publish")
    told = documents(hook[1])
    kinds = [one["kind"] for one in told]
    assert kinds == ["read", "published", "held", "read", "published", "alert", "source-away"]
    assert "The total falls in Votes: 1,682 → 1,582." in str(told[2]["lines"])
    assert told[5]["what"] == "leader"
    assert told[5]["lines"] == ["New leader. Lund leads Okafor by 481 votes, with 3 of 5 precincts reporting."]


def test_a_publication_tells_the_webhook_and_goes_on_where_nobody_listens(
    site: Site,
    hook: tuple[str, Got],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_text(table(FIRST))
    assert site.night(feed, "--publish") == OK
    hook[1].clear()
    releases = site.root / "content/contests/house-7/releases"
    later = releases / "2099-01-01-later"
    shutil.copytree(releases / RELEASE, later)
    head = later / "release.yml"
    head.write_text(re.sub("as_of: .*", "as_of: 2099-01-01", head.read_text()).replace("Election night", "Later"))
    figures = next(path for path in later.iterdir() if path.name != "release.yml")
    figures.write_text(figures.read_text().replace("388", "3880"))
    git(site.root, "add", "-A")
    git(site.root, "commit", "-q", "-m", "A later release")
    assert main(["publish", "-C", str(site.root)]) == OK
    told = documents(hook[1])
    assert [one["kind"] for one in told] == ["published", "release", "leader"]
    assert told[2]["about"] == "2099-01-01-later"
    monkeypatch.delenv("NEWSROOM_SECRET")
    head.write_text(head.read_text().replace("Later", "Still later"))
    git(site.root, "commit", "-q", "-a", "-m", "Another title")
    assert main(["publish", "-C", str(site.root)]) == OK
    assert "an alert was not sent: the variable NEWSROOM_SECRET is not set" in capsys.readouterr().err
    assert len(hook[1]) == 3


REQUEST = """\
kind: recount
requested_by: Lund
requester: lund
filed: 2024-11-06
answer_due: {due}
state: filed
places: [{{all: true}}]
source: {{name: County clerk}}
"""


def ask(site: Site, due: str) -> None:
    path = site.root / "content/contests/house-7/reviews/recount.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(REQUEST.format(due=due))
    git(site.root, "add", "-A")
    git(site.root, "commit", "-q", "--allow-empty", "-m", "Ask")


def test_an_answer_that_is_overdue_is_told_once_over_restarts(
    site: Site, hook: tuple[str, Got], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_text(table(FIRST))
    assert site.night(feed) == OK
    ask(site, "2099-11-08")
    hook[1].clear()
    assert site.night(feed) == OK
    assert documents(hook[1]) == []
    ask(site, "2024-11-08")
    capsys.readouterr()
    for _ in range(2):
        assert site.night(feed) == OK
    (told,) = documents(hook[1])
    assert (told["kind"], told["what"], told["about"]) == ("alert", "request", "recount")
    assert str(told["lines"]).endswith("answer overdue since Nov. 8, 2024']")
    assert capsys.readouterr().out.count("answer overdue since Nov. 8, 2024") == 1
    # Another day is another deadline, and one that has been answered is none.
    ask(site, "2024-11-10T12:00-06:00")
    assert site.night(feed) == OK
    assert "answer overdue since noon CST Nov. 10, 2024" in str(documents(hook[1])[1]["lines"])
    path = site.root / "content/contests/house-7/reviews/recount.yml"
    path.write_text(path.read_text().replace("2024-11-10T12:00-06:00", "2024-11-11\nanswered: 2024-11-12"))
    assert site.night(feed) == OK
    assert len(hook[1]) == 2


def test_an_answer_becomes_overdue_while_a_night_runs(site: Site, hook: tuple[str, Got], tmp_path: Path) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_text(table(FIRST))
    assert site.night(feed) == OK
    soon = datetime.now(UTC) + timedelta(seconds=8)
    ask(site, soon.isoformat(timespec="seconds"))
    hook[1].clear()
    with subprocess.Popen(command(site, str(feed), "--every", "600"), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert any("answer overdue since" in line for line in process.stdout)
        assert datetime.now(UTC) >= soon
        eventually(lambda: len(hook[1]) == 1, "the webhook is told")
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def test_what_is_sent_of_a_rehearsal_says_so(site: Site, hook: tuple[str, Got], tmp_path: Path) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_text(table(FIRST))
    with (site.root / "site.yml").open("a") as file:
        file.write("rehearsal: true\n")
    git(site.root, "commit", "-q", "-a", "-m", "Rehearse")
    assert site.night(feed) == OK
    assert [one["rehearsal"] for one in documents(hook[1])] == [True, True]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, built with all feeds."""
    folder = tmp_path_factory.mktemp("feeds") / "site"
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copy(ROOT / "site.yml", folder)
    with (folder / "site.yml").open("a") as file:
        file.write("base_url: https://example.org/votes/\nplace_feeds: true\n")
    assert main(["build", "-C", str(folder), "-q"]) == OK
    return folder / "output"


def test_deadlines_are_a_calendar(built: Path) -> None:
    (path,) = built.glob("*/reviews/deadlines.ics")
    raw = path.read_bytes()
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    calendar = icalendar.Calendar.from_ical(raw)
    assert calendar.errors == []
    events = calendar.walk("VEVENT")
    assert events
    assert len({str(event["UID"]) for event in events}) == len(events)
    for event in events:
        assert str(event["SUMMARY"]).startswith("Answer due: ")
        page = str(event["URL"]).removeprefix("https://example.org/votes/")
        assert (built / page / "index.html").exists() or (built / page).exists()
        assert isinstance(event.decoded("DTSTART"), date)
        assert "DTSTAMP" in event
    assert 'type="text/calendar"' in (path.parent / "index.html").read_text()


def test_a_request_has_a_feed_of_what_became_of_it(built: Path) -> None:
    feeds = sorted(built.glob("*/reviews/*/feed.xml"))
    assert feeds
    titles = []
    for path in feeds:
        root = ET.parse(path).getroot()  # noqa: S314 -- our own file
        found = [str(one.text) for one in root.iter(f"{ATOM}title")][1:]
        assert any(one.endswith(": Filed") for one in found)
        ids = [one.text for one in root.iter(f"{ATOM}id")]
        assert len(set(ids)) == len(ids)
        assert 'feed.xml"' in (path.parent / "index.html").read_text()
        titles += found
    assert any(": Answered" in one for one in titles)
    assert any(": Completed" in one for one in titles)


def test_each_place_has_a_feed_where_the_site_asks_for_it(built: Path) -> None:
    (statewide,) = built.glob("president/state/*/feed.xml")
    root = ET.parse(statewide).getroot()  # noqa: S314 -- our own file
    entries = list(root.iter(f"{ATOM}entry"))
    assert len(entries) > 2
    pages = {path.parent for path in built.glob("president/*/*/index.html") if (path.parent / "feed.xml").exists()}
    assert len(pages) > 1_700
    county = next(built.glob("president/county/polk/feed.xml"))
    assert "Sanders" in county.read_text()
