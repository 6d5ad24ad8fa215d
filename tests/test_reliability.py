"""What happens to a site when a build is killed, the disk fails, files change meanwhile or others build and read.

`make soak` tries every case instead of a sample.
"""

import errno
import functools
import http.client
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from recanvass.cli.main import FAULTS, OK, USAGE, main
from tests.sites import ROOT
from tests.soaking import IS_SOAK

if os.name == "nt":
    pytest.skip("ends processes as Windows cannot", allow_module_level=True)
assert sys.platform != "win32"  # mypy reads on only where this holds

pytestmark = pytest.mark.soak
SITE = Path(__file__).parent / "golden" / "caucus" / "site"
KILLS = 180 if IS_SOAK else 8
KILLS_AT_THE_SWAP = 20 if IS_SOAK else 6
REBUILDS = 100 if IS_SOAK else 10
READERS = 50
FAULTS_EACH = 1_000 if IS_SOAK else 3
"""How many calls of each function of the system fail, one a build."""
TOUCHING = ("recanvass.publish.output_folder", "recanvass.publish.state_files", "os", "filelock", "shutil", "pathlib")
"""What the names of modules that touch the output begin with."""


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def command(site: Path, out: Path, *options: str) -> list[str]:
    return [sys.executable, str(ROOT / "build.py"), "build", "-C", str(site), "-o", str(out), "-q", *options]


def title(site: Path, text: str) -> None:
    """Change the title of the site, which stands on every page."""
    path = site / "site.yml"
    path.write_text(re.sub(r"^title: .*$", f"title: {text}", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    shutil.copytree(SITE, tmp_path / "site")
    return tmp_path / "site"


@pytest.fixture
def states(site: Path, tmp_path: Path) -> dict[str, dict[str, bytes]]:
    """Two sites that differ in every page, as clean builds make them."""
    found = {}
    for name in ("Old", "New"):
        title(site, name)
        assert main(["build", "-C", str(site), "-o", str(tmp_path / name), "-q"]) == OK
        found[name] = tree(tmp_path / name)
    return found


# --- a killed build ---------------------------------------------------------------------------------


def survives(site: Path, out: Path, states: Mapping[str, Mapping[str, bytes]], name: str) -> None:
    """The output is one of the two sites, whole, and the next build is fine."""
    assert tree(out) in states.values()
    assert main(["build", "-C", str(site), "-o", str(out), "-q"]) == OK
    assert tree(out) == states[name]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_build_killed_at_any_moment_leaves_a_whole_site(
    site: Path, tmp_path: Path, states: dict[str, dict[str, bytes]], workers: str
) -> None:
    chance, out = random.Random(workers), tmp_path / "out"
    subprocess.run(command(site, out, "--workers", workers), check=True)
    title(site, "New")
    started = time.monotonic()  # of the second, for which the templates are compiled
    subprocess.run(command(site, out, "--workers", workers), check=True)
    took = time.monotonic() - started
    killed = 0
    for _ in range(KILLS // 2):
        name = "Old" if tree(out) == states["New"] else "New"
        title(site, name)
        with subprocess.Popen(command(site, out, "--workers", workers), stderr=subprocess.DEVNULL) as build:
            time.sleep(chance.uniform(0, 1.1 * took))
            build.kill()
        killed += build.returncode == -signal.SIGKILL
        survives(site, out, states, name)
    sys.stdout.write(f"{workers} workers: {killed} of {KILLS // 2} builds killed while they ran\n")
    assert killed


DYING = """
import os, random, signal, sys, threading, time
from recanvass.publish import output_folder, swap
from recanvass.cli.main import main

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

where, steps, pause = sys.argv[1], sys.argv[2] == "steps", float(sys.argv[3])
if steps:
    swap._exchange = lambda one, other: False
put_in_place, rename = output_folder.put_in_place, os.rename
calls = []

def counted(*names):
    if where == f"before {len(calls)}":
        die()
    rename(*names)
    calls.append(names)
    if where == f"after {len(calls)}":
        die()

def around(*given, **named):
    if where == "meanwhile":
        threading.Thread(target=lambda: (time.sleep(pause), die())).start()
    if where == "first":
        die()
    found = put_in_place(*given, **named)
    if where == "last":
        die()
    return found

os.rename = counted
output_folder.put_in_place = around
raise SystemExit(main(sys.argv[4:]))
"""


@pytest.mark.parametrize("case", range(KILLS_AT_THE_SWAP))
def test_a_build_killed_at_the_swap_leaves_a_whole_site(
    site: Path, tmp_path: Path, states: dict[str, dict[str, bytes]], case: int
) -> None:
    out = tmp_path / "out"
    assert main(["build", "-C", str(site), "-o", str(out), "-q"]) == OK
    title(site, "Old")
    pause = random.Random(case).uniform(0, 0.002)
    where = ["first", "last", *["meanwhile"] * 8][case % 10]
    done = subprocess.run(
        [sys.executable, "-c", DYING, where, "once", str(pause), *command(site, out, "--workers", "1")[2:]],
        cwd=ROOT,
        check=False,
    )
    assert done.returncode in (-signal.SIGKILL, OK)
    survives(site, out, states, "Old")


@pytest.mark.parametrize(
    "where",
    ["before 0", "after 1", "before 1", "after 2", "before 2", "after 3", "before 3", "after 4", "last"],
)
def test_a_swap_in_steps_is_made_good(
    site: Path, tmp_path: Path, states: dict[str, dict[str, bytes]], where: str
) -> None:
    out = tmp_path / "out"
    assert main(["build", "-C", str(site), "-o", str(out), "-q"]) == OK
    title(site, "Old")
    dying = [sys.executable, "-c", DYING, where, "steps", "0", *command(site, out, "--workers", "1")[2:]]
    assert subprocess.run(dying, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert main(["build", "-C", str(site), "-o", str(out), "-q"]) == OK
    assert tree(out) == states["Old"]


# --- a disk that fails ------------------------------------------------------------------------------

FUNCTIONS = {
    "open": errno.ENOSPC,
    "write": errno.ENOSPC,
    "mkdir": errno.EACCES,
    "link": errno.EIO,
    "unlink": errno.EACCES,
    "rename": errno.EIO,
    "replace": errno.ENOSPC,
    "fsync": errno.EIO,
    "close": errno.EIO,
    "rmdir": errno.EIO,
    "scandir": errno.EIO,
}


@contextmanager
def failing(name: str, at: int, *, for_good: bool = False) -> Iterator[list[int]]:
    """Let the `at`th call of a function of the system that touches the output fail; or all from that one on."""
    real = getattr(os, name)
    calls = [0]

    @functools.wraps(real)
    def call(*given: Any, **named: Any) -> Any:
        is_reading = name == "open" and not given[1] & (os.O_WRONLY | os.O_RDWR)
        if str(sys._getframe(1).f_globals.get("__name__")).startswith(TOUCHING) and not is_reading:
            calls[0] += 1
            if calls[0] == at or (for_good and 0 < at <= calls[0]):
                raise OSError(FUNCTIONS[name], os.strerror(FUNCTIONS[name]))
        return real(*given, **named)

    setattr(os, name, call)
    try:
        yield calls
    finally:
        setattr(os, name, real)


def changed_in_many_ways(site: Path) -> None:
    """Make a change that adds, alters and removes pages."""
    title(site, "Old")
    (site / "content/news/result.md").unlink()
    (site / "content/pages/more.md").write_text("---\ntitle: More\nsummary: S\n---\nText\n", "utf-8")


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("swap", ["once", "steps"])
def test_a_disk_that_fails_leaves_the_old_site(
    site: Path,
    tmp_path: Path,
    name: str,
    swap: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if swap == "steps":
        monkeypatch.setattr("recanvass.publish.swap._exchange", lambda one, other: False)
    out, clean = tmp_path / "out", tmp_path / "clean"
    build = ["build", "-C", str(site), "-o", str(out), "-q", "--workers", "1"]
    before, wanted = before_and_after(site, build, clean)
    (out / "mine.txt").write_text("mine")
    before["mine.txt"] = wanted["mine.txt"] = b"mine"
    shutil.copytree(tmp_path / ".out.recanvass", tmp_path / "kept")
    failed = 0
    chance = random.Random(name)
    with failing(name, 0) as calls:
        assert main(build) == OK
    for at in sorted(chance.sample(range(1, calls[0] + 1), min(FAULTS_EACH, calls[0]))):
        capsys.readouterr()
        restored(out, before, tmp_path)
        with failing(name, at):
            code = main(build)
        said = capsys.readouterr().err
        if code != OK:
            failed += 1
            assert code == USAGE, said
            reason = os.strerror(FUNCTIONS[name]).lower()
            assert re.search(f"can't write .*: {reason}; the old site is unchanged", said)
            assert tree(out) == before
        else:
            assert tree(out) == wanted
        assert main(build) == OK
        assert tree(out) == wanted
    sys.stdout.write(f"{name}: {min(FAULTS_EACH, calls[0])} of {calls[0]} calls failed, {failed} stopped the build\n")
    assert failed or name in ("rename", "replace", "close", "link", "rmdir", "scandir")


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("swap", ["once", "steps"])
def test_a_disk_that_fails_for_good_is_told_as_it_is(
    site: Path,
    tmp_path: Path,
    name: str,
    swap: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """From some call on, all fail: what the message says of the old site and the new one is what a reader finds."""
    if swap == "steps":
        monkeypatch.setattr("recanvass.publish.swap._exchange", lambda one, other: False)
    out, clean = tmp_path / "out", tmp_path / "clean"
    build = ["build", "-C", str(site), "-o", str(out), "-q", "--workers", "1"]
    before, wanted = before_and_after(site, build, clean)
    shutil.copytree(tmp_path / ".out.recanvass", tmp_path / "kept")
    with failing(name, 0) as calls:
        assert main(build) == OK
    for at in range(max(calls[0] - FAULTS_EACH - 4, 1), calls[0] + 1):  # the swap is among these
        capsys.readouterr()
        restored(out, before, tmp_path)
        with failing(name, at, for_good=True):
            code = main(build)
        said = capsys.readouterr().err
        assert code in (OK, USAGE), said
        assert tree(out) == (wanted if code == OK else {} if is_aside(said) else before), said
        assert main(build) == OK
        assert tree(out) == wanted


def before_and_after(site: Path, build: list[str], clean: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Build a site, change it, and return both sites; the second is built elsewhere."""
    assert main(build) == OK
    before = tree(Path(build[4]))
    changed_in_many_ways(site)
    assert main([*build[:4], str(clean), "-q"]) == OK
    return before, tree(clean)


def is_aside(said: str) -> bool:
    """Tell whether a message says that the old site was put aside; where not even that can be read, it says so."""
    where = re.search(
        r"the old site is (unchanged|in .*/old; the next build puts it back)|no site can be read in", said
    )
    assert where, said
    return (where[1] or "").startswith("in ")


def restored(out: Path, before: Mapping[str, bytes], tmp_path: Path) -> None:
    """Put the old site and what belongs to it back as they were."""
    shutil.rmtree(out, ignore_errors=True)
    for path, content in before.items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(content)
    shutil.rmtree(tmp_path / ".out.recanvass")
    shutil.copytree(tmp_path / "kept", tmp_path / ".out.recanvass")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_limit_of_the_system_leaves_the_old_site(
    site: Path, tmp_path: Path, states: dict[str, dict[str, bytes]], workers: str
) -> None:
    out = tmp_path / "out"
    assert main(["build", "-C", str(site), "-o", str(out), "-q"]) == OK
    title(site, "Old")

    def limit() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (3_000, 3_000))

    done = subprocess.run(
        command(site, out, "--workers", workers), preexec_fn=limit, capture_output=True, text=True, check=False
    )
    assert done.returncode == USAGE
    assert "can't write" in done.stderr
    assert "file too large" in done.stderr
    assert tree(out) == states["New"]
    survives(site, out, states, "Old")


# --- others at work ---------------------------------------------------------------------------------


def test_of_builds_at_once_each_wins_whole(site: Path, tmp_path: Path, states: dict[str, dict[str, bytes]]) -> None:
    out = tmp_path / "out"
    for _ in range(20 if IS_SOAK else 3):
        for name in ("Old", "New"):
            title(site, name)
            builds = [subprocess.Popen(command(site, out), stderr=subprocess.PIPE, text=True) for _ in range(3)]
            said = [(build.communicate()[1], build.returncode) for build in builds]
            assert [code for _, code in said] == [OK] * 3, said
            assert tree(out) == states[name]


def test_what_is_published_was_there_at_one_moment(site: Path, tmp_path: Path) -> None:
    """A writer sets the same number in a file that is read early and in one that is read late, in turn."""
    early, late, out = site / "content/contests/president/contest.yml", site / "site.yml", tmp_path / "out"
    texts = {path: path.read_text("utf-8") for path in (early, late)}
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            for path in (early, late):
                fresh = path.with_suffix(".new")
                fresh.write_text(
                    re.sub(r"^title: .*$", f"title: Number {number}", texts[path], flags=re.MULTILINE), "utf-8"
                )
                fresh.replace(path)
            stop.wait(random.Random(number).choice([0, 0.001, 0.02, 0.2]))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        codes = []
        for _ in range(40 if IS_SOAK else 6):
            done = subprocess.run(command(site, out), capture_output=True, text=True, check=False)
            codes.append(done.returncode)
            if done.returncode == FAULTS:
                assert "kept changing while Recanvass read them" in done.stderr
                continue
            assert done.returncode == OK
            page = (out / "president/index.html").read_text("utf-8")
            first, second = (
                int(found[1])
                for found in (re.search(r'class="of">Number (\d+)<', page), re.search(r"Number (\d+)</a></p>", page))
                if found
            )
            assert first - second in (0, 1)
    finally:
        stop.set()
        writer.join()
    assert codes


def test_readers_meet_a_whole_page_of_one_site_at_any_moment(
    site: Path, tmp_path: Path, states: dict[str, dict[str, bytes]]
) -> None:
    out = tmp_path / "out"
    title(site, "Old")
    assert main(["build", "-C", str(site), "-o", str(out), "-q"]) == OK
    pages = sorted(path for path in states["Old"] if path in states["New"] and path.endswith(".html"))
    allowed = {page: {found[page] for found in states.values()} for page in pages}
    handler = functools.partial(Quiet, directory=str(out))
    with Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        stop = threading.Event()
        port = server.server_address[1]
        with ThreadPoolExecutor(READERS) as readers:
            reading = [readers.submit(read_on, port, allowed, stop, number) for number in range(READERS)]
            for number in range(REBUILDS):
                title(site, ("New", "Old")[number % 2])
                assert main(["build", "-C", str(site), "-o", str(out), "-q", "--workers", "1"]) == OK
            stop.set()
            wrong = [page for found in reading for page in found.result()[1]]
            count = sum(found.result()[0] for found in reading)
        server.shutdown()
    sys.stdout.write(f"{READERS} readers got {count:,} pages during {REBUILDS} builds, {len(wrong)} wrong\n")
    assert wrong == []
    assert count >= READERS


class Server(ThreadingHTTPServer):
    """A server that keeps no reader waiting at the door."""

    request_queue_size = 2 * READERS


class Quiet(SimpleHTTPRequestHandler):
    """A server that prints nothing."""

    def log_message(self, *_: object) -> None:
        pass


def read_on(
    port: int, allowed: Mapping[str, set[bytes]], stop: threading.Event, number: int
) -> tuple[int, list[tuple[str, int]]]:
    """Ask for pages until told to stop; return how many, and those that were not there or of no site."""
    chance, pages = random.Random(number), sorted(allowed)
    wrong, count = [], 0
    while not stop.is_set() or not count:
        page = chance.choice(pages)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", f"/{page}")
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        count += 1
        if answer.status != http.client.OK or content not in allowed[page]:
            wrong.append((page, answer.status))
    return count, wrong
