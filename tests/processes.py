"""The program as a process of its own that gets real signals, and what it leaves behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.sites import ROOT

SECONDS = 60
"""How long anything may take before a test gives up; nothing is expected to."""
CODES = {
    signal.Signals[name]: code
    for name, code in (("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129))
    if name in signal.Signals.__members__
}
BLOCKED = frozenset(CODES)


@dataclass(frozen=True)
class Seen:
    """What came of a process: its exit code and what it printed."""

    code: int
    out: str
    err: str


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def start(
    words: Sequence[str],
    folder: Path = ROOT,
    *,
    is_held_back: bool = True,
    ignored: Sequence[signal.Signals] = (),
    variables: Mapping[str, str] | None = None,
    program: Sequence[str] = ("-m", "recanvass"),
) -> "subprocess.Popen[str]":
    """Start a command in a session of its own.

    Where interrupts are held back they are blocked when the process begins, as build.py starts it, so that they reach
    the program and never the interpreter that is not yet running it.
    """

    def prepare() -> None:
        for number in BLOCKED:
            signal.signal(number, signal.SIG_IGN if number in ignored else signal.SIG_DFL)
        if sys.platform != "win32":
            signal.pthread_sigmask(signal.SIG_BLOCK if is_held_back else signal.SIG_UNBLOCK, BLOCKED)

    return subprocess.Popen(
        [sys.executable, *program, *words],
        cwd=folder,
        env=environment(**(variables or {})),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=prepare,  # noqa: PLW1509 -- what a process begins with can be set nowhere else
    )


def ended(process: "subprocess.Popen[str]") -> Seen:
    """Wait for a process and return its result, once nothing that it had started is left."""
    out, err = process.communicate(timeout=SECONDS)
    eventually(lambda: not is_group(process.pid), "all processes have ended")
    return Seen(process.returncode, out, err)


def is_group(number: int) -> bool:
    """Tell whether any process of a session is left."""
    if sys.platform != "win32":
        try:
            os.killpg(number, 0)
        except ProcessLookupError:
            return False
    return True


def eventually(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, f"this did not come about: {what}"
        time.sleep(0.002)


def has_taken_over(process: "subprocess.Popen[str]") -> bool:
    """Tell whether a process has a handler for SIGTERM, which Python by itself does not have."""
    try:
        status = Path(f"/proc/{process.pid}/status").read_text()
    except FileNotFoundError:
        return True
    (caught,) = (line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught, 16) & 1 << (signal.SIGTERM - 1))


def moments(count: int, words: Sequence[str], folder: Path = ROOT) -> Iterator[float]:
    """Yield delays from the start of a command to a little after its end, as long as it takes here and now."""
    began = time.monotonic()
    seen = ended(start(words, folder))
    assert seen.code == 0, seen.err
    took = time.monotonic() - began
    yield from (1.1 * took * number / (count - 1) for number in range(count))
