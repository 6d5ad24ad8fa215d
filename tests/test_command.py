"""build.py: what the first run sets up, what later runs find, and how it ends."""

import ast
import hashlib
import os
import runpy
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from recanvass.cli.main import OK, USAGE, main
from tests.processes import eventually
from tests.sites import ROOT
from tests.test_program import base_python, ran, run, without

SET_UP = "Setting up Recanvass in "
OLD = """
import runpy, sys
sys.version_info, sys.argv = (3, 9, 2), ["build.py", "check"]
runpy.run_path("build.py", run_name="__main__")
"""


def test_it_can_be_read_by_pythons_that_are_too_old() -> None:
    ast.parse((ROOT / "build.py").read_text(), feature_version=(3, 6))


def test_a_python_that_is_too_old_hands_over_to_a_newer_one(tmp_path: Path) -> None:
    shutil.copy(ROOT / "build.py", tmp_path)
    newer = tmp_path / "bin" / "python3.13"
    newer.parent.mkdir()
    newer.write_text('#!/bin/sh\n[ "$1" = -c ] && exit\necho "$0" "$@"\nexit 7\n')
    newer.chmod(0o755)
    done = run([base_python(), "-c", OLD], tmp_path, PATH=str(newer.parent))
    assert (done.returncode, done.stdout) == (7, f"{newer} {tmp_path / 'build.py'} check\n")
    newer.write_text("#!/bin/sh\nexit 127\n")
    done = run([base_python(), "-c", OLD], tmp_path, PATH=str(newer.parent))
    assert done.returncode == USAGE
    assert done.stderr.startswith("error: Recanvass needs Python 3.11 or newer; this is Python 3.9.")
    assert not (tmp_path / ".venv").exists()


def test_packages_that_cannot_be_had_stop_it(tmp_path: Path) -> None:
    shutil.copy(ROOT / "build.py", tmp_path)
    (tmp_path / "requirements.txt").write_text("no-such-package-anywhere==1.0 --hash=sha256:" + 64 * "0" + "\n")
    for _ in range(2):
        done = run([base_python(), "build.py"], tmp_path, PIP_INDEX_URL="http://127.0.0.1:9/", PIP_RETRIES="0")
        assert (done.returncode, done.stdout) == (USAGE, "")
        assert SET_UP in done.stderr
        assert done.stderr.endswith(
            "error: the packages in requirements.txt could not be installed; the lines above say why\n"
        )


def test_a_folder_in_place_of_its_lock_is_said(tmp_path: Path) -> None:
    shutil.copy(ROOT / "build.py", tmp_path)
    (tmp_path / ".recanvass" / "set-up.lock").mkdir(parents=True)
    done = run([base_python(), "build.py"], tmp_path)
    assert done.returncode == USAGE
    assert done.stderr == f"error: Recanvass cannot be set up in {tmp_path / '.venv'}: Is a directory\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without telling it")
def test_a_set_up_that_was_stopped_is_made_again_and_only_once(tmp_path: Path) -> None:
    site = tmp_path / "votes"
    assert main(["new", str(site)]) == OK
    command: list[str | Path] = [base_python(), "build.py", "--version"]
    stopped = subprocess.Popen(command, cwd=site, env=without(), stderr=subprocess.PIPE, text=True)
    assert stopped.stderr is not None
    assert SET_UP in stopped.stderr.readline()
    while not (site / ".venv" / "pyvenv.cfg").exists():
        time.sleep(0.01)
    stopped.send_signal(signal.SIGTERM)
    rest = stopped.communicate()[1]
    assert (stopped.returncode, "Traceback" in rest) == (128 + signal.SIGTERM, False)

    two = [
        subprocess.Popen(command, cwd=site, env=without(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    told = [process.communicate() for process in two]
    assert [out for out, _ in told] == [ran(command, site)] * 2
    assert sum(SET_UP in err for _, err in told) == 1

    (site / ".venv/bin/python").unlink()
    assert SET_UP in run(command, site).stderr
    assert SET_UP not in run(command, site).stderr


def test_a_link_in_the_place_of_the_environment_is_left_alone(tmp_path: Path) -> None:
    for name in ("build.py", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "kept").write_text("kept")
    (tmp_path / ".venv").symlink_to("theirs")
    command = [base_python(), "build.py", "--version"]
    done = subprocess.run(command, cwd=tmp_path, env=without(), capture_output=True, text=True, check=False)
    assert done.returncode == USAGE
    assert ".venv is a link, which is left alone" in done.stderr
    assert (tmp_path / "theirs" / "kept").read_text() == "kept"


def commands_in(folder: Path) -> list[str]:
    """Return the commands of all processes that name something in a folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if f"{folder}/" in command:
            found.append(command)
    return found


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes as Linux shows them")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_set_up_that_is_stopped_leaves_no_process_behind(name: str, tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("")
    shutil.copy(ROOT / "build.py", tmp_path)
    command = [base_python(), str(tmp_path / "build.py")]
    process = subprocess.Popen(command, env=without(), stderr=subprocess.PIPE, text=True)
    eventually(lambda: any("ensurepip" in one for one in commands_in(tmp_path)), "pip is being installed")
    process.send_signal(signal.Signals[name])
    said = process.communicate()[1]
    assert (process.returncode, "Traceback" in said) == (128 + signal.Signals[name], False)
    # What was killed is there for a moment longer.
    eventually(lambda: not commands_in(tmp_path), "nothing runs any more")


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without telling it")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_before_the_program_runs_a_signal_ends_it_without_a_trace(name: str, tmp_path: Path) -> None:
    shutil.copy(ROOT / "build.py", tmp_path)
    number = signal.Signals[name]
    wait = (
        "import os, runpy, signal, sys; build = runpy.run_path('build.py', run_name='looked at'); "
        f"build['main'].__globals__['requirements'] = lambda: os.kill(os.getpid(), {int(number)}) or signal.pause(); "
        "build['main']()"
    )
    done = run([base_python(), "-c", wait], tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (128 + number, "", "")


def test_all_that_it_needs_is_in_the_standard_library() -> None:
    build = runpy.run_path(str(ROOT / "build.py"), run_name="looked at")
    tree = ast.parse((ROOT / "build.py").read_text())
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert {name.partition(".")[0] for name in names} - sys.stdlib_module_names == {"recanvass"}
    assert build["SITE"] == str(ROOT)


def python_of(minor: int) -> str | None:
    """Return a Python 3 of an older version, where there is one that runs."""
    found = [shutil.which(f"python3.{minor}"), *map(str, Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python"))]
    for path in filter(None, found):
        if not subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode:
            return path
    return None


@pytest.mark.skipif(python_of(6) is None, reason="there is no Python 3.6 here")
def test_a_python_that_is_too_old_says_so(tmp_path: Path) -> None:
    shutil.copy(ROOT / "build.py", tmp_path)
    done = run([str(python_of(6)), "build.py"], tmp_path, PATH=str(tmp_path))
    assert done.returncode == USAGE
    assert done.stderr.startswith("error: Recanvass needs Python 3.11 or newer; this is Python 3.6.")


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without telling it")
def test_signals_that_whoever_started_it_holds_back_arrive(tmp_path: Path) -> None:
    shutil.copy(ROOT / "build.py", tmp_path)
    wait = (
        "import os, runpy, signal; signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM}); "
        "build = runpy.run_path('build.py', run_name='looked at'); "
        "build['main'].__globals__['requirements'] = lambda: os.kill(os.getpid(), signal.SIGTERM) or signal.pause(); "
        "build['main']()"
    )
    assert run([base_python(), "-c", wait], tmp_path).returncode == 128 + signal.SIGTERM


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without telling it")
def test_an_interrupt_ends_all_that_the_set_up_has_started(tmp_path: Path) -> None:
    shutil.copy(ROOT / "build.py", tmp_path)
    start = (
        "import os, runpy, sys; build = runpy.run_path('build.py', run_name='looked at'); "
        "command = ['sh', '-c', 'sleep 60 & echo $! >&2; wait']; "
        "build['main'].__globals__['requirements'] = lambda: build['run'](command); "
        "build['main']()"
    )
    process = subprocess.Popen([base_python(), "-c", start], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    started = int(process.stderr.readline())
    process.send_signal(signal.SIGINT)
    process.communicate()  # to the end: nobody holds its standard error any more
    assert process.returncode == 128 + signal.SIGINT
    assert not is_running(started)


def is_running(process: int) -> bool:
    """Tell whether a process is there that has not ended."""
    states = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    return states.stdout.strip()[:1] not in ("", "Z")


def test_a_list_of_packages_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    shutil.copy(ROOT / "build.py", tmp_path)
    (tmp_path / "requirements.txt").mkdir()
    done = run([base_python(), "build.py"], tmp_path)
    assert (done.returncode, done.stderr) == (
        USAGE,
        f"error: {tmp_path / 'requirements.txt'} cannot be read: Is a directory\n",
    )


def test_a_program_that_cannot_be_started_is_not_set_up(tmp_path: Path) -> None:
    """A broken wheel, and variables and files that would lead pip and Python astray."""
    shutil.copy(ROOT / "build.py", tmp_path)
    for name in ("venv", "pip", "json"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('the wrong module')\n")
    (tmp_path / "vendor").mkdir()
    wheel = tmp_path / "vendor/recanvass-9.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("recanvass/__init__.py", "import nowhere_to_be_found\n")
        archive.writestr("recanvass-9.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: recanvass\nVersion: 9.0\n")
        archive.writestr(
            "recanvass-9.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr("recanvass-9.0.dist-info/RECORD", "")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (tmp_path / "requirements.txt").write_text(f"./vendor/{wheel.name} --hash=sha256:{digest}\n")
    astray = {"PYTHONPATH": str(tmp_path), "PIP_TARGET": str(tmp_path / "elsewhere"), "PIP_DRY_RUN": "1"}
    done = run([base_python(), "-P", "build.py"], tmp_path, **astray)
    assert done.returncode == USAGE
    assert "ModuleNotFoundError: No module named 'nowhere_to_be_found'" in done.stderr
    assert done.stderr.endswith("error: Recanvass was installed, but it cannot be started; the lines above say why\n")
    assert not (tmp_path / ".venv/set-up").exists()
    assert not (tmp_path / "elsewhere").exists()
