"""Programs that this one runs and waits for, such as git: an interrupt ends them too, and all that they have started.

Owns how they are run and ended. Must not know what they do.
"""

import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

from msgspec import Struct

from recanvass.publish import interrupts

PATIENCE_S = 5.0
"""How long a program has to tidy up after itself when it is told to end; git takes away its locks."""
_BLOCK = 1 << 16


class Ended(Struct, frozen=True):
    """The result of a program: its exit code and what it printed."""

    code: int
    output: str
    errors: str


def run(
    command: list[str], folder: Path, variables: Mapping[str, str] | None = None, *, given: Path | None = None
) -> Ended:
    """Run a program in a folder and return its result. Raises FileNotFoundError where there is none of its name.

    It stays in the group of this process, so that it can ask for a password on the terminal. `given` is a file that it
    reads as its input: one that breaks off while it reads then tells so by its exit code alone.
    """
    if sys.platform == "win32":
        # It would take git from the current folder first, which is that of a site and may come from others.
        os.environ["NoDefaultCurrentDirectoryInExePath"] = "1"  # noqa: SIM112 -- as Microsoft writes it
    with ExitStack() as tidy:
        source = tidy.enter_context(given.open("rb")) if given is not None else None
        with interrupts.held():
            process = subprocess.Popen(
                command, cwd=folder, env=variables, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
            tidy.enter_context(interrupts.undone_by(partial(_end, process)))
        output, errors = process.communicate()
    return Ended(process.returncode, output.decode("utf-8", "replace"), errors.decode("utf-8", "replace"))


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a program and wait until all that it has started is gone: until nobody holds what they print to any more."""
    process.terminate()
    until = time.monotonic() + PATIENCE_S
    if sys.platform == "win32":
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE_S)
    else:
        pipes = [pipe.fileno() for pipe in (process.stdout, process.stderr) if pipe is not None and not pipe.closed]
        while pipes and (left := until - time.monotonic()) > 0:
            for pipe in select.select(pipes, [], [], left)[0]:
                if not os.read(pipe, _BLOCK):
                    pipes.remove(pipe)
        if pipes:
            process.kill()
        with suppress(OSError):
            # Not by its own method, which takes a lock that the interrupted thread may hold.
            os.waitpid(process.pid, 0)
