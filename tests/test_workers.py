"""Whoever makes the pages, one process, several or a cluster: the site is the same bytes."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from recanvass.cli.main import BUG, FAULTS, INTERRUPTED, OK, USAGE, main
from tests.processes import ended, eventually, start
from tests.sites import ROOT

if os.name == "nt":
    pytest.skip("Windows copies no process", allow_module_level=True)
assert sys.platform != "win32"  # mypy reads on only where this holds

QUIET = pytest.mark.filterwarnings("ignore")
"""For what distributed does: it warns of its own ways, such as sockets that are closed late."""
SITE = Path(__file__).parent / "golden" / "caucus" / "site"


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    shutil.copytree(SITE, tmp_path / "site")
    return tmp_path / "site"


@pytest.fixture
def alone(site: Path, tmp_path: Path) -> dict[str, bytes]:
    """The site as one process makes it."""
    assert main(["build", "-C", str(site), "-o", str(tmp_path / "alone"), "-q", "--workers", "1"]) == OK
    return tree(tmp_path / "alone")


def change_a_figure(site: Path) -> None:
    path = site / "content/contests/president/releases/2020-02-04-night/figures.yml"
    path.write_text(path.read_text().replace("first: {alder: 20, birch: 20}\n", "first: {alder: 20, birch: 21}\n"))


@pytest.mark.parametrize("count", [2, 5])
def test_several_processes_make_the_same_site(site: Path, tmp_path: Path, alone: dict[str, bytes], count: int) -> None:
    out = tmp_path / "out"
    assert main(["build", "-C", str(site), "-o", str(out), "-q", "--workers", str(count)]) == OK
    assert tree(out) == alone
    change_a_figure(site)
    assert main(["build", "-C", str(site), "-o", str(out), "-q", "--workers", str(count)]) == OK
    assert main(["build", "-C", str(site), "-o", str(tmp_path / "alone"), "-q"]) == OK
    assert tree(out) == tree(tmp_path / "alone") != alone


def test_faults_of_templates_are_told_alike(site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = site / "templates/pages/area.html"
    own.parent.mkdir(parents=True)
    own.write_text("{{ page.heading.no }}\n")
    said = []
    for count in ("1", "3"):
        assert main(["build", "-C", str(site), "-o", str(tmp_path / "out"), "--workers", count]) == FAULTS
        said.append(capsys.readouterr().err.partition("while making")[0])
    assert said[0] == said[1]
    assert "templates/pages/area.html:1:17: error[E502]" in said[0]
    assert not (tmp_path / "out").exists()


def test_a_fault_of_the_program_in_a_copy_is_one_of_the_program(site: Path, tmp_path: Path) -> None:
    broken = (
        "import sys; from recanvass.build import builder; from recanvass.cli.main import main\n"
        "builder.make = lambda job, places, facts: places.nothing\n"
        "raise SystemExit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", broken, "build", "-C", str(site), "-o", str(tmp_path / "out"), "--workers", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == BUG
    trace = Path(done.stderr.split("Please report it and attach ")[1].split(".\n")[0])
    assert "In a worker process:\nTraceback" in trace.read_text()
    trace.unlink()
    assert not (tmp_path / "out").exists()


def test_a_process_that_is_killed_is_told(site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    killer = (
        "import os, sys; from recanvass.build import builder; from recanvass.cli.main import main\n"
        "builder.make = lambda job, places, facts: os.kill(os.getpid(), 9)\n"
        "raise SystemExit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", killer, "build", "-C", str(site), "-o", str(tmp_path / "out"), "--workers", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == USAGE
    assert "was killed" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("moment", ["beginning", "working"])
def test_an_interrupt_ends_all_processes(site: Path, tmp_path: Path, moment: str) -> None:
    slow = (
        "import os, sys, time\n"
        "from recanvass.build import builder; from recanvass.cli.main import main\n"
        "os.register_at_fork(after_in_child=lambda: (os.write(1, b'beginning\\n'), time.sleep(0.5)))\n"
        "make = builder.make\n"
        "def waiting(job, places, facts):\n"
        "    os.write(1, b'working\\n')\n"
        "    time.sleep(1)\n"
        "    return make(job, places, facts)\n"
        "builder.make = waiting\n"
        "raise SystemExit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", slow, "build", "-C", str(site), "-o", str(tmp_path / "out"), "--workers", "2"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as build:
        assert build.stdout is not None
        assert f"{moment}\n" in iter(build.stdout.readline, "")
        os.killpg(build.pid, signal.SIGINT)
        _, said = build.communicate(timeout=60)
    assert build.returncode == INTERRUPTED
    assert "Traceback" not in said
    time.sleep(0.1)
    with pytest.raises(ProcessLookupError):
        os.killpg(build.pid, 0)
    assert not (tmp_path / "out").exists()


@contextmanager
def cluster_of_two() -> Iterator[str]:
    """Yield the address of a Dask cluster of two processes on this machine."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        yield cluster.scheduler_address


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    with cluster_of_two() as address:
        yield address


@QUIET
def test_a_cluster_makes_the_same_site(
    site: Path, tmp_path: Path, alone: dict[str, bytes], scheduler: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["build", "-C", str(site), "-o", str(tmp_path / "out"), "-q", "--scheduler", scheduler]
    assert main(command) == OK
    assert tree(tmp_path / "out") == alone
    change_a_figure(site)
    assert main(command) == OK
    assert main(["build", "-C", str(site), "-o", str(tmp_path / "alone"), "-q"]) == OK
    assert tree(tmp_path / "out") == tree(tmp_path / "alone") != alone


@QUIET
def test_a_cluster_that_is_not_there_is_told(site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["build", "-C", str(site), "-o", str(tmp_path / "out"), "--scheduler", "tcp://127.0.0.1:9"]
    assert main(command) == USAGE
    assert "no scheduler at tcp://127.0.0.1:9" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("text", ["0", "-1", "two", "1.5"])
def test_workers_are_counted_in_whole_numbers(site: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "-C", str(site), "--workers", text]) == USAGE
    assert "write 1, 2 or more" in capsys.readouterr().err


def slowed(address: str, folder: Path) -> None:
    """Let the processes of a cluster wait before each file they make, for as long as a file says so."""
    distributed = pytest.importorskip("distributed")

    def patch(waiting: str, begun: str) -> None:
        from recanvass.core.artifact import Facts
        from recanvass.publish import output_folder

        write = output_folder.write

        def slow(folder: output_folder.OutputFolder, path: str, content: bytes | Iterable[bytes]) -> Facts:
            Path(begun).touch()
            while Path(waiting).exists():
                time.sleep(0.01)
            return write(folder, path, content)

        output_folder.write = slow

    with distributed.Client(address, set_as_default=False) as client:
        client.run(patch, str(folder / "waiting"), str(folder / "begun"))


AFTER_THE_OTHERS = """
import sys, time
from pathlib import Path
from recanvass.__main__ import main
from recanvass.publish import output_folder

waiting = Path(sys.argv.pop(1))
swap = output_folder.put_in_place

def late(*given, **named):
    waiting.unlink()
    time.sleep(1)
    return swap(*given, **named)

output_folder.put_in_place = late
main()
"""


@QUIET
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["SIGTERM", "SIGKILL"])
def test_what_a_cluster_goes_on_making_for_a_build_that_has_ended_is_in_nobodys_way(
    site: Path, tmp_path: Path, number: signal.Signals
) -> None:
    out = tmp_path / "out"
    with cluster_of_two() as address:
        slowed(address, tmp_path)
        (tmp_path / "waiting").touch()
        first = start(["build", "-C", str(site), "-o", str(out), "-q", "--scheduler", address])
        eventually((tmp_path / "begun").exists, "the cluster makes files")
        first.send_signal(number)
        assert ended(first).code == (143 if number == signal.SIGTERM else -number)
        change_a_figure(site)
        words = [str(tmp_path / "waiting"), "build", "-C", str(site), "-o", str(out), "-q", "--workers", "1"]
        assert ended(start(words, program=("-c", AFTER_THE_OTHERS))).code == OK
        assert main(["build", "-C", str(site), "-o", str(tmp_path / "alone"), "-q"]) == OK
        assert tree(out) == tree(tmp_path / "alone")
        command = ["build", "-C", str(site), "-o", str(out), "-q", "--scheduler", address]
        assert main(command) == OK
        assert tree(out) == tree(tmp_path / "alone")
