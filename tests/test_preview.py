"""The preview: a real server on a real folder, looked at with a real browser."""

import itertools
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from recanvass.authoring import editor_schemas
from recanvass.authoring.preview.current_site import CurrentSite
from recanvass.build import pipeline
from recanvass.build.last_build import BuildOptions
from recanvass.cache.store import Memory
from tests.sites import ROOT
from tests.soaking import IS_SOAK

SITE = ROOT / "tests/golden/caucus/site"
FIGURES = Path("content/contests/president/releases/2020-02-04-night/figures.yml")
CONTEST = Path("content/contests/president/contest.yml")
PLACE = "/president/precinct/012/"
OTHER = "/president/precinct/011/"
GOOD = "first: {alder: 20, birch: 20}"
SECONDS = 30


@dataclass
class Preview:
    """A preview of a copy of a small site, running until it is stopped."""

    root: Path
    port: int
    log: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, str(ROOT / "build.py"), "serve", "-C", str(self.root), "--port", str(self.port)]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        eventually(lambda: "Preview: http://" in self.log.read_text(), "the preview starts")

    def stop(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(timeout=SECONDS) == 0

    def edit(self, path: str | Path, before: str, after: str) -> None:
        file = self.root / path
        text = file.read_text("utf-8")
        assert before in text
        file.write_text(text.replace(before, after, 1), "utf-8")


def fetch(port: int, path: str, **headers: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.putrequest("GET", path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    finally:
        connection.close()


def eventually(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + SECONDS
    while not holds():
        if time.monotonic() > end:
            pytest.fail(f"this did not come about: {what}")
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    root = tmp_path / "site"
    shutil.copytree(SITE, root)
    settings = root / "site.yml"
    settings.write_text(re.sub(r"(?m)^base_url:.*\n", "", settings.read_text("utf-8")), "utf-8")
    found = Preview(root, free_port(), tmp_path / "log")
    try:
        found.start()
        yield found
    finally:
        found.stop()


@pytest.fixture
def page(browser: Browser, preview: Preview) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 800, "height": 300}) as context:
        opened = context.new_page()
        faults: list[str] = []
        opened.on("pageerror", lambda error: faults.append(str(error)))
        visit(opened, preview, PLACE)
        yield opened
        assert faults == []


def visit(page: Page, preview: Preview, path: str) -> None:
    """Open a page and wait until it is told of changes."""
    page.goto(preview.address + path)
    eventually(lambda: bool(page.evaluate("window.LiveReload?.connector.protocol === 7")), "the page is connected")


def count_of(preview: Preview, count: int) -> None:
    text = (preview.root / FIGURES).read_text("utf-8")
    (preview.root / FIGURES).write_text(
        re.sub(r"first: \{alder: \d+, birch: 20\}", f"first: {{alder: {count}, birch: 20}}", text)
    )


def test_only_the_pages_that_show_an_edit_are_loaded_again(page: Page, preview: Preview) -> None:
    other = page.context.new_page()
    visit(other, preview, OTHER)
    for one in (page, other):
        one.evaluate("document.body.dataset.untouched = 1; scrollTo(0, 200)")
    preview.edit(FIGURES, GOOD, "first: {alder: 20, birch: 7321}")
    expect(page.get_by_text("7,321").first).to_be_attached()
    eventually(lambda: bool(page.evaluate("scrollY === 200")), "the page is where it was")
    assert page.evaluate("document.body.dataset.untouched") is None
    assert other.evaluate("document.body.dataset.untouched") == "1"


def test_a_renewed_page_asks_again_when_the_preview_was_stopped_and_started(page: Page, preview: Preview) -> None:
    preview.edit(FIGURES, GOOD, "first: {alder: 20, birch: 7321}")
    expect(page.get_by_text("7,321").first).to_be_attached()
    preview.stop()
    preview.edit(FIGURES, "birch: 7321", "birch: 8432")
    preview.start()
    expect(page.get_by_text("8,432").first).to_be_attached(timeout=SECONDS * 1000)


def test_an_error_appears_in_the_page_and_goes_away(page: Page, preview: Preview) -> None:
    preview.edit(FIGURES, GOOD, "first: {alder: 20, birch: twelve}")
    box = page.get_by_role("alert")
    expect(box).to_contain_text("error[E210]: 'twelve' is not a whole number")
    expect(box).to_contain_text(f"{FIGURES.as_posix()}:")
    expect(box).to_contain_text("hint:")
    assert "E210" in preview.log.read_text()
    assert page.get_by_role("heading", level=1).count() == 1
    page.reload()
    expect(box).to_contain_text("twelve")
    preview.edit(FIGURES, "birch: twelve", "birch: 7321")
    expect(page.get_by_text("7,321").first).to_be_attached()
    expect(box).to_have_count(0)


def test_an_error_taken_back_leaves_the_page_as_it_was(page: Page, preview: Preview) -> None:
    page.evaluate("document.body.dataset.untouched = 1")
    preview.edit(FIGURES, GOOD, "first: {alder: 20, birch: -1}")
    expect(page.get_by_role("alert")).to_contain_text("'-1'")
    page.get_by_role("button", name="Hide").press("Enter")
    expect(page.get_by_role("alert")).to_have_count(0)
    preview.edit(FIGURES, "birch: -1", "birch: -2")
    expect(page.get_by_role("alert")).to_contain_text("'-2'")
    preview.edit(FIGURES, "first: {alder: 20, birch: -2}", GOOD)
    expect(page.get_by_role("alert")).to_have_count(0)
    assert page.evaluate("document.body.dataset.untouched") == "1"


def test_a_faulty_template_is_named_in_the_page(page: Page, preview: Preview) -> None:
    own = preview.root / "templates/pages/area.html"
    own.parent.mkdir(parents=True)
    original = (ROOT / "templates/pages/area.html").read_text("utf-8")
    assert "page.facts" in original
    own.write_text(original.replace("page.facts", "page.fakts"), "utf-8")
    expect(page.get_by_role("alert")).to_contain_text("'fakts' is undefined")
    expect(page.get_by_role("alert")).to_contain_text("templates/pages/area.html:")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    own.write_text(original.replace("{% block main %}", "{% block main %}<p>A line of ours</p>"), "utf-8")
    expect(page.get_by_text("A line of ours")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    shutil.rmtree(preview.root / "templates")
    expect(page.get_by_text("A line of ours")).to_have_count(0)


def test_files_that_come_and_go_are_followed(page: Page, preview: Preview) -> None:
    news = preview.root / "content/news"
    text = "---\ntitle: A late word\ndate: 2020-02-25\nsummary: S\nauthor: A\ndraft: true\n---\nBody.\n"
    (news / "late.md.swp").write_text("half a file", "utf-8")
    (news / "late.md").write_text(text, "utf-8")
    eventually(lambda: fetch(preview.port, "/news/late/")[0] == 200, "a new note has a page")
    assert "Draft" in fetch(preview.port, "/news/late/")[1]
    (news / "late.md").rename(news / "later.md")
    eventually(lambda: fetch(preview.port, "/news/later/")[0] == 200, "a renamed note has a page")
    status, missing = fetch(preview.port, "/news/late/")
    assert status == 404
    assert "<h1" in missing
    (news / "later.md").unlink()
    eventually(lambda: fetch(preview.port, "/news/later/")[0] == 404, "a deleted note has none")
    shutil.move(preview.root / "content", preview.root / "aside")
    eventually(lambda: "error[" in preview.log.read_text(), "a folder that is gone is said")
    shutil.move(preview.root / "aside", preview.root / "content")
    preview.edit(FIGURES, GOOD, "first: {alder: 20, birch: 7321}")
    expect(page.get_by_text("7,321").first).to_be_attached()


@pytest.mark.soak
def test_each_of_many_edits_ends_with_the_right_page(page: Page, preview: Preview) -> None:
    chance = random.Random(2020)
    for count in chance.sample(range(1000, 10_000), 100 if IS_SOAK else 20):
        count_of(preview, count)
        expect(page.get_by_text(f"{count:,}").first).to_be_attached()


def test_of_ten_saves_in_a_second_none_is_lost(page: Page, preview: Preview) -> None:
    for count in range(5001, 5011):
        count_of(preview, count)
        time.sleep(0.05)
    expect(page.get_by_text("5,010").first).to_be_attached()


def test_pages_are_those_that_a_build_makes(preview: Preview) -> None:
    loaded = pipeline.read(preview.root, drafts=True)
    opened = pipeline.opened(loaded, BuildOptions(drafts=True, is_preview=True), Memory())
    for path in opened.paths:
        status, content = fetch(preview.port, f"/{path}")
        made = opened.content(path).decode()
        assert status == 200
        assert content == made or re.sub(r'<link rel="stylesheet" href="/\.recan.*?</head>', "</head>", content) == made


def test_the_published_base_path_holds_here_too(preview: Preview) -> None:
    settings = preview.root / "site.yml"
    settings.write_text(f"{settings.read_text('utf-8')}base_url: https://example.org/results/\n", "utf-8")
    eventually(lambda: fetch(preview.port, "/results/")[0] == 200, "the site moves to its base path")
    assert fetch(preview.port, "/")[0] == 302
    assert fetch(preview.port, PLACE)[0] == 404
    assert fetch(preview.port, f"/results{PLACE.rstrip('/')}")[0] == 302


ELSEWHERE = (
    "evil.example",
    "evil.example:80",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "127.0.0.2",
    "0.0.0.0",  # noqa: S104 -- a name that is refused
    "[::]",
    "[::ffff:127.0.0.1]",
    "10.0.0.1",
    "localhost@evil.example",
    "evil.example@evil.example",
    "localhost:80:80.evil",
    "xn--lcalhost-54a",
    "2130706433",
    "0x7f000001",
    "127.1",
    "localhost%2eevil.example",
    "evil.example/localhost",
    "-",
    "",
)


def test_only_this_machine_is_answered(preview: Preview) -> None:
    for name in ("127.0.0.1", "localhost", "LOCALHOST", "[::1]"):
        assert fetch(preview.port, "/", Host=f"{name}:{preview.port}")[0] == 200, name
    for name in ELSEWHERE:
        for path in ("/", "/.recanvass/state", "/.recanvass/client.js", "/livereload.js", "/livereload"):
            assert fetch(preview.port, path, Host=name)[0] in (400, 421), (name, path)


def test_pages_from_elsewhere_are_told_nothing(preview: Preview) -> None:
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    for origin in (
        "https://evil.example",
        f"http://evil.example:{preview.port}",
        "null",
        f"http://localhost:{preview.port}0",
    ):
        assert fetch(preview.port, "/livereload", Origin=origin, **upgrade)[0] == 403, origin


def test_a_codespace_shows_the_preview_to_its_owner(preview: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    preview.stop()
    monkeypatch.setenv("CODESPACE_NAME", "Odd-Goggles-123")
    monkeypatch.setenv("GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN", "app.github.dev")
    preview.start()
    public, local = f"odd-goggles-123-{preview.port}.app.github.dev", f"localhost:{preview.port}"
    for headers in ({"Host": public}, {"Host": local, "X-Forwarded-Host": public}):
        status, text = fetch(preview.port, "/", **headers)
        assert (status, "/livereload.js?mindelay=250&amp;maxdelay=2000&amp;port=443" in text) == (200, True)
        assert "port=443" not in fetch(preview.port, "/", Host=local)[1]
        for origin, answer in (
            (f"https://{public}", 101),
            (f"https://{local}", 101),
            ("https://evil-8000.app.github.dev", 403),
            (f"https://{public}.evil.example", 403),
        ):
            assert fetch_head(preview.port, "/livereload", Origin=origin, **headers) == answer, (origin, headers)
    assert fetch(preview.port, "/", Host="other-8000.app.github.dev")[0] == 421


def fetch_head(port: int, path: str, **headers: str) -> int:
    """Ask for a connection that stays open, and return the status alone."""
    asked = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", **headers}
    asked |= {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
        lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in asked.items()), "", ""]
        connection.sendall("\r\n".join(lines).encode())
        return int(connection.recv(4096).split()[1])


def test_no_form_of_path_leads_out_of_the_site(preview: Preview) -> None:
    ups = [
        up for dot in ("..", "%2e%2e", "%2E.", "%252e%252e", "%c0%ae%c0%ae") for up in (dot, f"{dot}%2f", f"{dot}%5c")
    ]
    ups += ["..\\", "....//", ".%00.", "..;"]
    ends = ("site.yml", "etc/passwd", "content/news/result.md", ".git/config", "build.py")
    for up, end in itertools.product(ups, ends):
        status, text = fetch(preview.port, f"/{up}/{up}/{up}/{end}")
        assert status in (302, 400, 404), (up, end)
        assert "publisher:" not in text
        assert "root:" not in text


def test_idle_connections_hold_nobody_up(preview: Preview) -> None:
    sockets = [socket.create_connection(("127.0.0.1", preview.port)) for _ in range(50)]
    try:
        assert fetch(preview.port, "/")[0] == 200
    finally:
        for one in sockets:
            one.close()


def test_of_taken_ports_the_next_is_used(tmp_path: Path, preview: Preview) -> None:
    command = [sys.executable, str(ROOT / "build.py"), "serve", "-C", str(preview.root), "--port", str(preview.port)]
    log = tmp_path / "second"
    with log.open("w") as file, subprocess.Popen(command, stdout=file, stderr=file) as second:
        eventually(lambda: "Preview: http://" in log.read_text(), "the second preview starts")
        second.send_signal(signal.SIGINT)
    assert f"Port {preview.port} is in use" in log.read_text()
    assert not (preview.root / "output").exists()


@pytest.mark.soak
def test_half_saved_files_leave_the_last_good_site(tmp_path: Path) -> None:
    root = tmp_path / "site"
    shutil.copytree(SITE, root)
    current = CurrentSite(root)
    current.refresh()
    path = f"{current.base.rstrip('/')}{PLACE}"
    before = current.answer(path)
    assert b"Otter Creek" in before.content
    files = [file for file in sorted(root.rglob("*")) if file.suffix in (".yml", ".csv", ".md")]
    chance = random.Random(26)
    faulty = 0
    for _ in range(2000 if IS_SOAK else 150):
        file = chance.choice(files)
        whole = file.read_bytes()
        file.write_bytes(whole[: chance.randrange(len(whole))])
        current.refresh()
        state = current.state(path, before.digest)
        shown = current.answer(path)
        assert b"</html>" in shown.content
        if state["faults"]:
            faulty += 1
            assert shown.content
        file.write_bytes(whole)
        current.refresh()
        assert current.state(path, before.digest) == {"faults": [], "is_stale": False}
    assert faulty > 50


def test_the_ids_that_an_editors_program_knows_follow_the_content(preview: Preview) -> None:
    command = [sys.executable, str(ROOT / "build.py"), "schema", "-C", str(preview.root)]
    subprocess.run(command, check=True, capture_output=True)
    known = preview.root / editor_schemas.FOLDER

    def texts() -> str:
        return "".join(path.read_text("utf-8") for path in sorted(known.rglob("*.json")))

    assert "dogwood" not in texts()
    uncommitted = "  - {id: uncommitted,"
    preview.edit(CONTEST, uncommitted, f"  - {{id: dogwood, name: Di Dogwood}}\n{uncommitted}")
    eventually(lambda: "dogwood" in texts(), "the new choice is offered")
    preview.edit(CONTEST, "id: dogwood", "id: dog wood")
    eventually(lambda: "dog wood" in preview.log.read_text(), "the fault is seen")
    assert "dogwood" in texts()
