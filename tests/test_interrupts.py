"""Interrupts at many moments, from the first line to the last: exit codes, no traces, whole results, nothing left over.

`make soak` tries many more moments.
"""

import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

from recanvass.cli.main import OK, USAGE, main
from tests import corpus
from tests.processes import CODES, SECONDS, Seen, ended, eventually, has_taken_over, is_group, moments, start
from tests.sites import ROOT
from tests.soaking import IS_SOAK

if os.name == "nt":
    pytest.skip("looks at processes as Linux shows them", allow_module_level=True)
assert sys.platform != "win32"  # mypy reads on only where this holds

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes as Linux shows them"),
]
SITE = ROOT / "tests" / "golden" / "caucus" / "site"
MANY = 80 if IS_SOAK else 8
FEW = 40 if IS_SOAK else 4
both = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def title(site: Path, text: str) -> None:
    """Change the title of the site, which stands on every page."""
    path = site / "site.yml"
    path.write_text(re.sub(r"^title: .*$", f"title: {text}", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")


def build(site: Path, out: Path, *options: str) -> list[str]:
    return ["build", "-C", str(site), "-o", str(out), "-q", *options]


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
        assert main(build(site, tmp_path / name)) == OK
        found[name] = tree(tmp_path / name)
    return found


def interrupted(words: list[str], delay: float, number: signal.Signals, folder: Path = ROOT) -> Seen:
    """Run a command, interrupt it after a while, and return its result, which is one of two."""
    process = start(words, folder)
    time.sleep(delay)
    process.send_signal(number)
    seen = ended(process)
    assert seen.code in (OK, CODES[number]), seen
    assert "Traceback" not in seen.err
    return seen


def is_whole(out: Path, seen: Seen, states: Mapping[str, Mapping[str, bytes]], name: str) -> None:
    """The output is the new site if the exit code says so, and the old one otherwise."""
    other = "Old" if name == "New" else "New"
    assert tree(out) == states[name if seen.code == OK else other]
    kept = out.parent / f".{out.name}.recanvass"
    assert {path.name.partition("-")[0] for path in kept.iterdir()} <= {"lock", "note", "other"}


@both
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_build_is_done_or_was_never_begun(
    site: Path, tmp_path: Path, states: dict[str, dict[str, bytes]], workers: str, number: signal.Signals
) -> None:
    out = tmp_path / "out"
    assert main(build(site, out)) == OK
    title(site, "Old")
    codes = []
    for delay in moments(MANY, build(site, out, "--workers", workers)):
        name = "Old" if tree(out) == states["New"] else "New"
        title(site, name)
        seen = interrupted(build(site, out, "--workers", workers), delay, number)
        assert seen.err == ""
        is_whole(out, seen, states, name)
        codes.append(seen.code)
    assert codes[0] == CODES[number]
    assert main(build(site, out)) == OK


@both
def test_a_build_that_is_started_by_hand_is_interrupted_as_well(
    site: Path, tmp_path: Path, states: dict[str, dict[str, bytes]], number: signal.Signals
) -> None:
    """From the moment on at which the program has begun; before, the interpreter is on its own."""
    out = tmp_path / "out"
    assert main(build(site, out)) == OK
    title(site, "Old")
    for delay in moments(FEW, build(site, out)):
        name = "Old" if tree(out) == states["New"] else "New"
        title(site, name)
        process = start(build(site, out), is_held_back=False)
        eventually(lambda started=process: has_taken_over(started), "the program has begun")  # type: ignore[misc]
        time.sleep(delay)
        process.send_signal(number)
        seen = ended(process)
        assert seen.code in (OK, CODES[number])
        assert seen.err == ""
        is_whole(out, seen, states, name)


WAITING = "Waiting for another build in this folder to finish\n"


def wait_in_line(site: Path, out: Path) -> "subprocess.Popen[str]":
    """Start a build and return it once it waits for another one."""
    process = start(build(site, out)[:-1])
    assert process.stderr is not None
    assert process.stderr.readline() == WAITING
    return process


@both
def test_a_build_that_waits_for_another_one_ends_at_once(site: Path, tmp_path: Path, number: signal.Signals) -> None:
    out = tmp_path / "out"
    (tmp_path / ".out.recanvass").mkdir()
    with FileLock(tmp_path / ".out.recanvass/lock"):
        process = wait_in_line(site, out)
        process.send_signal(number)
        assert ended(process) == Seen(CODES[number], "", "")
    assert not out.exists()


def test_two_first_builds_at_once_are_made_one_after_the_other(
    site: Path, tmp_path: Path, states: dict[str, dict[str, bytes]]
) -> None:
    out = tmp_path / "out"
    (tmp_path / ".out.recanvass").mkdir()
    with FileLock(tmp_path / ".out.recanvass/lock"):
        builds = [wait_in_line(site, out) for _ in range(2)]
    told = [ended(process) for process in builds]
    assert [(seen.code, seen.err) for seen in told] == [(OK, "")] * 2
    assert sorted("(0 changed)" in seen.out for seen in told) == [False, True]
    assert tree(out) == states["New"]


def test_a_group_that_is_told_to_end_ends_as_one(
    site: Path, tmp_path: Path, states: dict[str, dict[str, bytes]]
) -> None:
    """As a terminal does with Ctrl+C or when it is closed, and a supervisor that stops a service."""
    out = tmp_path / "out"
    assert main(build(site, out)) == OK
    title(site, "Old")
    for delay in moments(FEW, build(site, out, "--workers", "2")):
        for number in CODES:
            name = "Old" if tree(out) == states["New"] else "New"
            title(site, name)
            process = start(build(site, out, "--workers", "2"))
            time.sleep(delay)
            os.killpg(process.pid, number)
            seen = ended(process)
            assert seen.code in (OK, CODES[number])
            assert seen.err == ""
            is_whole(out, seen, states, name)


@pytest.mark.parametrize("words", [["check"], ["explain", "E210"], ["schema"]], ids=lambda words: str(words[0]))
def test_other_commands_end_as_quietly(site: Path, words: list[str]) -> None:
    words = [*words, "-C", str(site)]
    for number in (signal.SIGINT, signal.SIGTERM):
        for delay in moments(FEW, words):
            seen = interrupted(words, delay, number)
            assert seen.err == ""
    assert ended(start(words)).code == OK


def test_an_import_is_made_or_was_never_begun(tmp_path: Path) -> None:
    corpus.lay_out("_base", tmp_path)
    rows = [("north", "Jane Smith", 13), ("north", "Robert Jones", 20), ("north", "Write-in", 1)]
    (tmp_path / "table.csv").write_text(
        "precinct,candidate,votes\n" + "".join(f"{place},{choice},{count}\n" for place, choice, count in rows)
    )
    words = ["import", "results", "table.csv", "--contest", "mayor", "--release", "2020-11-05-second"]
    words += ["--title", "Second count", "--kind", "correction", "--status", "certified", "--as-of", "2020-11-05"]
    words += ["--source", "City Clerk"]
    release = tmp_path / "content/contests/mayor/releases/2020-11-05-second"
    before = tree(tmp_path)
    delays = list(moments(MANY, words, tmp_path))
    after = tree(tmp_path)
    for number in (signal.SIGINT, signal.SIGTERM):
        for delay in delays:
            shutil.rmtree(release, ignore_errors=True)
            seen = interrupted(words, delay, number, tmp_path)
            assert seen.err == ""
            assert tree(tmp_path) == (after if seen.code == OK else before)
            assert [path for path in tmp_path.rglob("*") if path.name.endswith(".tmp")] == []


# --- more than one signal, and at hard moments ------------------------------------------------------


def test_a_second_interrupt_changes_nothing(site: Path, tmp_path: Path, states: dict[str, dict[str, bytes]]) -> None:
    out, chance = tmp_path / "out", random.Random(2)
    assert main(build(site, out)) == OK
    title(site, "Old")
    for delay in moments(MANY, build(site, out, "--workers", "2")):
        name = "Old" if tree(out) == states["New"] else "New"
        title(site, name)
        process = start(build(site, out, "--workers", "2"))
        time.sleep(delay)
        for _ in range(5):
            process.send_signal(chance.choice([signal.SIGINT, signal.SIGTERM]))
            time.sleep(chance.choice([0, 0.0005, 0.003]))
        seen = ended(process)
        assert seen.code in (OK, 130, 143)
        assert seen.err == ""
        is_whole(out, seen, states, name)


AT_THE_SWAP = """
import os, signal, sys
from recanvass.publish import output_folder, swap
from recanvass.__main__ import main

where, number = sys.argv.pop(1), int(sys.argv.pop(1))
exchange, remember = swap._exchange, output_folder.remember

def exchanged(one, other):
    if where == "before":
        os.kill(os.getpid(), number)
    found = exchange(one, other)
    if where == "after":
        os.kill(os.getpid(), number)
    return found

def remembered(kept, name, content):
    if where == "later" and name == "note":
        os.kill(os.getpid(), number)
    remember(kept, name, content)

swap._exchange, output_folder.remember = exchanged, remembered
main()
"""


@both
@pytest.mark.parametrize("where", ["before", "after", "later"])
def test_an_interrupt_at_the_swap_comes_too_late(
    site: Path, tmp_path: Path, states: dict[str, dict[str, bytes]], where: str, number: signal.Signals
) -> None:
    out = tmp_path / "out"
    assert main(build(site, out)) == OK
    title(site, "Old")
    words = [where, str(int(number)), "build", "-C", str(site), "-o", str(out)]
    seen = ended(start(words, program=("-c", AT_THE_SWAP)))
    assert (seen.code, seen.err) == (OK, "")
    assert f"Built {len(states['Old']) - 1} files" in seen.out
    assert tree(out) == states["Old"]
    assert main(["build", "-C", str(site), "-o", str(out), "--why"]) == OK


AT_THE_END = """
import atexit, sys, time
from recanvass.__main__ import main

def ending():
    print("ending", file=sys.stderr, flush=True)
    time.sleep(60)

atexit.register(ending)
main()
"""


@both
def test_an_interrupt_after_the_command_keeps_its_exit_code(site: Path, number: signal.Signals) -> None:
    """While libraries that asked for it tidy up. The first one lets them, the second one does not."""
    process = start(["check", "-C", str(site)], program=("-c", AT_THE_END))
    assert process.stderr is not None
    assert process.stderr.readline() == "ending\n"
    process.send_signal(number)
    time.sleep(0.05)
    process.send_signal(number)
    seen = ended(process)
    assert (seen.code, seen.err) == (OK, "")
    assert "No errors" in seen.out


WITHIN = """
import os, sys, time
from recanvass.content import files
from recanvass.__main__ import main

class Slow:
    def __del__(self):
        print("going", file=sys.stderr, flush=True)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            pass

gather = files.gather
def gathered(*given):
    held = Slow()
    del held
    return gather(*given)

files.gather = gathered
main()
"""


@both
def test_an_interrupt_where_exceptions_are_lost_ends_the_program(site: Path, number: signal.Signals) -> None:
    """An exception that comes up while an object is taken apart is printed with its trace, and has no other effect."""
    process = start(["check", "-C", str(site)], program=("-c", WITHIN))
    assert process.stderr is not None
    assert process.stderr.readline() == "going\n"
    process.send_signal(number)
    seen = ended(process)
    assert (seen.code, seen.err) == (CODES[number], "")


def test_what_was_ignored_at_the_start_stays_so(site: Path, tmp_path: Path) -> None:
    """Shells start what runs in the background without Ctrl+C, and nohup without what a closed terminal sends."""
    for number in CODES:
        process = start(build(site, tmp_path / "out"), ignored=[number])
        for _ in range(20):
            process.send_signal(number)
            time.sleep(0.01)
        seen = ended(process)
        assert (seen.code, seen.err) == (OK, "")


# --- output that nobody reads -----------------------------------------------------------------------


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_reader_who_goes_leaves_no_trace(site: Path, tmp_path: Path, stream: str) -> None:
    (site / "site.yml").write_text("title: [\n")
    for words, code in ((["explain", "E210"], 0), (["check", "-C", str(site)], 1), (build(site, tmp_path / "out"), 1)):
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(
            [sys.executable, "-m", "recanvass", *words],
            cwd=ROOT,
            stdout=writing if stream == "stdout" else subprocess.PIPE,
            stderr=writing if stream == "stderr" else subprocess.PIPE,
            text=True,
            check=False,
        )
        os.close(writing)
        assert done.returncode == code
        assert "Traceback" not in (done.stderr or "")


def test_a_full_disk_behind_the_output_is_told(site: Path) -> None:
    for words in (["explain", "E210"], ["check", "-C", str(site), "--format", "json"]):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [sys.executable, "-m", "recanvass", *words],
                cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
            )  # fmt: skip
        assert done.returncode == USAGE
        assert done.stderr == "error: can't write the output: no space left on device\n"


def test_a_new_site_can_be_interrupted_while_the_program_is_asked_for(tmp_path: Path) -> None:
    asking = (
        "import time; from recanvass.authoring import program; from recanvass.__main__ import main; "
        f"program.own_wheel = lambda: print('asking', flush=True) or time.sleep({SECONDS}); main()"
    )
    process = start(["new", str(tmp_path / "votes")], program=("-c", asking), is_held_back=False)
    assert process.stdout is not None
    assert process.stdout.readline() == "asking\n"
    process.send_signal(signal.SIGTERM)
    assert ended(process).code == CODES[signal.SIGTERM]
    assert not (tmp_path / "votes").exists()


def test_a_full_disk_behind_the_messages_is_no_bug(site: Path, tmp_path: Path) -> None:
    (site / "site.yml").write_text("format: [")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "recanvass", "check", "-C", str(site)],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=full, env={**os.environ, "TMPDIR": str(tmp_path)}, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stdout) == (USAGE, b"")
    assert not list(tmp_path.glob("recanvass-*.txt"))  # no trace of a bug


def test_a_preview_that_cannot_say_where_it_is_ends(site: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "recanvass", "serve", "-C", str(site), "--port", str(free_port())],
            cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == USAGE
    assert done.stderr.endswith("error: can't write the output: no space left on device\n")
    assert "internal error" not in done.stderr


def test_names_that_the_encoding_of_the_output_lacks_are_written_out(site: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "recanvass", "explain", "no-sü-ch"],
        cwd=ROOT, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii:strict"}, check=False,
    )  # fmt: skip
    assert done.returncode == USAGE
    assert done.stderr.startswith(b"error: unknown code 'no-s\\xfc-ch'\n")


def test_closed_streams_are_no_fault(site: Path, tmp_path: Path) -> None:
    line = f'exec "$0" -m recanvass build -C "{site}" -o "{tmp_path}/out" 0<&- 1>&- 2>&-'
    assert subprocess.run(["sh", "-c", line, sys.executable], cwd=ROOT, check=False).returncode == OK
    assert (tmp_path / "out" / "index.html").is_file()


# --- the preview ------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen()
        except OSError:
            return False
    return True


@contextmanager
def edited(site: Path) -> Iterator[None]:
    """Save the settings of the site over and over, so that a preview is always at work."""
    stop = threading.Event()

    def edit() -> None:
        number = 0
        while not stop.wait(0.01):
            number += 1
            title(site, f"Number {number}")

    editor = threading.Thread(target=edit)
    editor.start()
    try:
        yield
    finally:
        stop.set()
        editor.join()


def taken(site: Path, port: int) -> list[str]:
    return ["serve", "-C", str(site), "--port", str(port)]


@both
def test_a_preview_leaves_its_port_at_any_moment(site: Path, number: signal.Signals) -> None:
    port = free_port()
    process = start(taken(site, port))
    began = time.monotonic()
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Preview: ")
    took = time.monotonic() - began
    process.send_signal(signal.SIGTERM)
    assert ended(process).code == CODES[signal.SIGTERM]
    assert main(["schema", "-C", str(site)]) == OK
    with edited(site):
        for moment in range(MANY):
            process = start(taken(site, port))
            time.sleep(1.5 * took * moment / (MANY - 1))
            process.send_signal(number)
            seen = ended(process)
            assert is_free(port)
            assert "Traceback" not in seen.err
            assert seen.code in ((OK, 130) if number == signal.SIGINT else (143,))
            assert "Preview: " not in seen.out or seen.code in (OK, 143)


def test_open_pages_do_not_keep_a_preview_from_ending(site: Path) -> None:
    port = free_port()
    with edited(site):
        process = start(taken(site, port))
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Preview: ")
        with socket.create_connection(("127.0.0.1", port)):
            process.send_signal(signal.SIGINT)
            process.wait(timeout=SECONDS)
            assert is_free(port)
        assert ended(process).code == OK


def test_helpers_of_other_programs_are_not_touched(site: Path, tmp_path: Path) -> None:
    """A process that the environment of the program has started, such as a browser, is not ended with it."""
    program = (
        "import subprocess, sys; from recanvass.__main__ import main\n"
        "subprocess.Popen(['sleep', '60'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
        "main()"
    )
    process = start(taken(site, free_port()), program=("-c", program))
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Preview: ")
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=SECONDS) == CODES[signal.SIGTERM]
    assert is_group(process.pid)
    os.killpg(process.pid, signal.SIGKILL)
    ended(process)
