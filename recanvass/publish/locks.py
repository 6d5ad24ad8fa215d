"""A lock that one process at a time can have. It is the system's own: it is gone when the process that took it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout


class BusyError(Exception):
    """Another process has what only one can have."""


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Take a lock that one process at a time can have; raises BusyError where another one has it."""
    lock = FileLock(path, fallback_to_soft=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise BusyError from None
    try:
        yield
    finally:
        lock.release()
