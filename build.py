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
PYTHON = os.path.join(VENV, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))
STAMP = os.path.join(VENV, "set-up")
STOPS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
IS_INSIDE = os.path.realpath(sys.prefix) == os.path.realpath(VENV)
# What would have pip install elsewhere or not at all, or Python take modules from elsewhere.
MISLEADING = ("PYTHONPATH", "PYTHONSAFEPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_DRY_RUN", "PIP_USER")
starting = []  # type: ignore[var-annotated]
children = []  # type: ignore[var-annotated]
came = []  # type: ignore[var-annotated]


def stop(number: int, _frame: object) -> None:
    """End at once, with the exit code that a shell gives for the signal. An unfinished .venv is made again later."""
    if starting:
        came.append(number)
        return
    for child in children:
        end(child)
    os._exit(128 + number)


def end(process: int) -> None:
    """End a process that we started and all that it has started, and wait until it is gone."""
    try:
        if sys.platform == "win32":
            os.kill(process, signal.SIGTERM)
        else:
            os.killpg(process, signal.SIGTERM)
            # Not by a method of subprocess, which takes a lock that the interrupted code may hold.
            os.waitpid(process, 0)
            os.killpg(process, signal.SIGKILL)
    except OSError:
        pass


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
    # With -P, nothing in the site's folder is taken for a module.
    if run([base, "-P", "-m", "venv", "--clear", VENV]):
        fail(
            "%s cannot make a virtual environment; on Debian and Ubuntu, run: sudo apt-get install python3-venv" % base
        )
    pip = [PYTHON, "-P", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if run([*pip, "--only-binary", ":all:", "--require-hashes", "-r", "requirements.txt"]):
        fail("the packages in requirements.txt could not be installed; the lines above say why")
    if names_recanvass() and run([PYTHON, "-P", "-c", "import recanvass"]):
        fail("Recanvass was installed, but it cannot be started; the lines above say why")
    with open(STAMP, "w") as file:
        file.write("%s %d.%d\n" % ((wanted,) + sys.version_info[:2]))
    os.close(lock)


def names_recanvass() -> bool:
    """Tell whether the program is among the packages; in a checkout it lies beside this file."""
    import re

    with open(os.path.join(SITE, "requirements.txt"), "rb") as file:
        return re.search(rb"(?m)^(\./vendor/)?recanvass[-=]", file.read()) is not None


def wait_for(lock: int) -> None:
    """Wait until no other process holds the lock; the system lets go of it when its process ends."""
    if sys.platform == "win32":
        import errno
        import msvcrt

        while True:
            try:
                msvcrt.locking(lock, msvcrt.LK_LOCK, 1)
            except OSError as error:
                if error.errno not in (errno.EACCES, errno.EDEADLK):
                    raise
                continue  # another process holds it: this gives up after ten seconds
            return
    else:
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_EX)


def run(command: "list[str]") -> int:
    """Run a program in the site's folder, with its output on our standard error, and return its exit code."""
    import subprocess

    variables = {name: value for name, value in os.environ.items() if name.upper() not in MISLEADING}
    starting.append(None)
    try:
        # In a session of its own, so that it can be ended with all that it has started.
        process = subprocess.Popen(command, cwd=SITE, env=variables, stdout=2, start_new_session=os.name != "nt")
        children.append(process.pid)
    finally:
        starting.clear()
    if came:
        stop(came[0], None)
    code = process.wait()
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
    if sys.platform == "win32":
        # Windows replaces no process. Its console sends Ctrl+C to both; this one leaves the answer to the other.
        import subprocess

        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.exit(subprocess.call(command))
    else:
        # Until the new Python can answer a signal, the system keeps it: Python itself would answer with a traceback.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
        os.execv(command[0], command)


def make_ready() -> None:
    """See to it that .venv has what is wanted; if it had to be set up, go on with its Python."""
    wanted = ""
    try:
        wanted = requirements()
    except OSError as error:
        fail("%s cannot be read: %s" % (error.filename, error.strerror))
    if not is_ready(wanted):
        try:
            set_up(wanted)
        except OSError as error:
            fail("Recanvass cannot be set up in %s: %s" % (VENV, error.strerror))
        go_on_with(PYTHON)


def main() -> None:
    """Set up what is missing, then run one command and end with its exit code."""
    for number in STOPS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop)
    if sys.platform != "win32":
        # The Python that started this one may hold signals back. They arrive here.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
    make_ready()
    if not IS_INSIDE:
        go_on_with(PYTHON)
    from recanvass.__main__ import main as recanvass

    recanvass()


if __name__ == "__main__":
    main()
