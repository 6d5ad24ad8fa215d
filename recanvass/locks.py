"""Sees to it that one process at a time works in a folder, by a lock of the system's own.

A lock is gone when the process that took it is, and every process that one had made: those of a killed build hold it a
moment longer than the build itself, so whoever comes next waits a little before giving up.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

PATIENCE_S, BETWEEN_TRIES_S = 2.0, 0.02


class TakenError(Exception):
    """Another process holds the lock."""


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the lock that the file at `path` stands for; raise TakenError where another process goes on holding it."""
    with path.open("a") as file:
        until = time.monotonic() + PATIENCE_S
        while not _locks(file):
            if time.monotonic() > until:
                raise TakenError(str(path))
            time.sleep(BETWEEN_TRIES_S)
        yield


def _locks(file: TextIO) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
