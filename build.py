#!/usr/bin/env python3
"""Run Recanvass for the site in this folder: python3 build.py [build|check|serve|new|import|publish|upgrade|...].

The first run installs the packages that requirements.txt names into .venv; later runs use them. If you manage packages
yourself, install requirements.txt where you like and run `python -m recanvass` instead of this file.
"""

# Keep this file readable for Python 3.6: it has to start there to find a newer Python, or to say that there is none.
import os
import signal
import sys

SITE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(SITE, ".venv")
PYTHON = os.path.join(VENV, "Scripts", "python.exe") if os.name == "nt" else os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "set-up")
STOPS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
IS_INSIDE = os.path.realpath(sys.prefix) == os.path.realpath(VENV)
STARTING = object()
children = []  # type: ignore[var-annotated]
came = []  # type: ignore[var-annotated]


def stop(number: int, _frame: object) -> None:
    """End at once, with the exit code that a shell gives for the signal. An unfinished .venv is made again later.

    What was started ends first, with all that it has started in turn. Until it is known what to end, the signal waits.
    """
    if children == [STARTING]:
        came.append(number)
        return
    for child in children:
        if os.name == "nt":
            child.terminate()
            continue
        try:
            os.killpg(child.pid, signal.SIGTERM)
            # Not child.wait(), which takes a lock that the interrupted line may hold.
            os.waitpid(child.pid, 0)
        except OSError:
            pass
    os._exit(128 + number)


def fail(message: str) -> None:
    """Say what is in the way and end with the exit code for wrong usage."""
    sys.stderr.write("error: " + message + "\n")
    raise SystemExit(2)


def is_ready(wanted: str) -> bool:
    """Tell whether .venv has the packages that are wanted, for the Python that is in it now."""
    try:
        with open(STAMP) as file:
            packages, version = file.read().split()
    except (OSError, ValueError):
        return False
    return (
        packages == wanted and os.path.exists(PYTHON) and not (IS_INSIDE and version != "%d.%d" % sys.version_info[:2])
    )


def requirements() -> str:
    """Return a hash of the files that say which packages are needed."""
    import glob
    import hashlib

    digest = hashlib.sha256()
    for path in sorted(glob.glob(os.path.join(glob.escape(SITE), "requirements*.txt"))):
        with open(path, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def set_up(wanted: str) -> None:
    """Make .venv and install the packages, one process at a time; whoever waited finds it done."""
    if sys.version_info < (3, 11):
        use_newer_python()
    if IS_INSIDE and os.name == "nt":
        fail(".venv is out of date and cannot replace itself; run this with the Python that made it: py build.py")
    folder = os.path.join(SITE, ".recanvass")
    if not os.path.isdir(folder):
        os.mkdir(folder)
    lock = os.open(os.path.join(folder, "set-up.lock"), os.O_RDWR | os.O_CREAT)
    wait_for(lock)
    if is_ready(wanted):
        os.close(lock)
        return
    if os.path.islink(VENV):
        # To make it anew would empty the folder that it leads to, which may be another's.
        fail(".venv is a link, which is left alone; remove it, and run this again")
    sys.stderr.write("Setting up Recanvass in %s (only once; takes about a minute)\n" % VENV)
    base = getattr(sys, "_base_executable", sys.executable)
    if run([base, "-m", "venv", "--clear", VENV]):
        fail(
            "%s cannot make a virtual environment; on Debian and Ubuntu, run: sudo apt-get install python3-venv" % base
        )
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if run([*pip, "--require-hashes", "-r", "requirements.txt"]):
        fail("the packages in requirements.txt could not be installed; the lines above say why")
    with open(STAMP, "w") as file:
        file.write("%s %d.%d\n" % ((wanted,) + sys.version_info[:2]))
    os.close(lock)


def wait_for(lock: int) -> None:
    """Wait until no other process holds the lock; the system lets go of it when its process ends."""
    if os.name != "nt":
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_EX)
        return
    import msvcrt

    while True:
        try:
            msvcrt.locking(lock, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:  # it gives up after ten seconds
            continue
        return


def run(command: "list[str]") -> int:
    """Run a program in the site's folder, with its output on our standard error, and return its exit code.

    It leads a group of its own, by which `stop` ends all of it. A terminal sends Ctrl+C to this process alone then.
    """
    import subprocess

    children.append(STARTING)
    children[0] = subprocess.Popen(command, cwd=SITE, stdout=2, start_new_session=os.name != "nt")
    if came:
        stop(came[0], None)
    code = children[0].wait()
    children.clear()
    return int(code)


def use_newer_python() -> None:
    """Go on with the newest Python on this machine, or say that it is too old."""
    import shutil
    import subprocess

    for minor in range(19, 10, -1):
        path = shutil.which("python3.%d" % minor)
        # Some version managers keep a command for each version they know of, which fails unless it is switched on.
        if path and subprocess.call([path, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            go_on_with(path)
    fail(
        "Recanvass needs Python 3.11 or newer; this is Python %d.%d. Install a newer one from https://www.python.org/"
        % sys.version_info[:2]
    )


def go_on_with(python: str) -> None:
    """Start this file again with another Python, in this process's place."""
    command = [python, os.path.abspath(__file__)] + sys.argv[1:]
    if os.name == "nt":
        # Windows replaces no process. Its console sends Ctrl+C to both; this one leaves the answer to the other.
        import subprocess

        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise SystemExit(subprocess.call(command))
    # Until the new Python can answer a signal, the system keeps it: Python itself would answer with a traceback.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    os.execv(command[0], command)


def main() -> None:
    """Set up what is missing, then run one command and end with its exit code."""
    for number in STOPS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop)
    wanted = requirements()
    if not is_ready(wanted):
        try:
            set_up(wanted)
        except OSError as error:
            fail("Recanvass cannot be set up in %s: %s" % (VENV, error.strerror))
        go_on_with(PYTHON)
    if not IS_INSIDE:
        go_on_with(PYTHON)
    from recanvass.__main__ import main as recanvass

    recanvass()


if __name__ == "__main__":
    main()
