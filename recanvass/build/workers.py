"""Who makes the files of a site: this process, copies of it, or the processes of a Dask cluster.

Owns how many there are and how work is handed out. Batches come back in any order.
"""

import ctypes
import os
import pickle
import selectors
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import NoReturn, cast

from msgspec import Struct

from recanvass.build.builder import Batch, Spread, Work
from recanvass.core.artifact import Facts
from recanvass.core.messages import worded
from recanvass.publish import interrupts

_PR_SET_PDEATHSIG = 1
_NUMBER_BYTES, _LENGTH_BYTES = 2, 4
_CHUNK = 1 << 16


class WorkersError(Exception):
    """The processes that should work cannot be had, or broke off; the text says why and what to do."""


class _Copy(Struct, frozen=True):
    """A copy of this process at work: what it has said so far comes out of `pipe`."""

    process: int
    pipe: int
    said: bytearray


def cores() -> int:
    """Return how many processes can run at once."""
    count = os.cpu_count() or 1
    if sys.platform == "linux":
        count = len(os.sched_getaffinity(0))
    return count


def can_copy() -> bool:
    """Tell whether this process can be copied with all that it has loaded.

    On macOS the system's own libraries may not survive that, on Windows it cannot be done.
    """
    return sys.platform == "linux"


def alone(work: Work) -> Spread:
    """Work in this process."""
    return lambda batches, facts: (work(batch, facts) for batch in batches)


def copies(work: Work, count: int) -> Spread:
    """Work in copies of this process, which begin with all that it has loaded.

    Whoever is free takes the number of the next batch out of one pipe. What a copy raises is raised here. Raises
    WorkersError where a copy is stopped from outside.
    """

    def spread(batches: Sequence[Sequence[int]], facts: Mapping[str, Facts]) -> Iterator[Batch]:
        with _numbers(len(batches)) as numbers:

            def batch_after_batch() -> Iterator[Batch]:
                # A pipe hands each of those who read from it whole numbers, since they are written all at once.
                while number := os.read(numbers, _NUMBER_BYTES):
                    yield work(batches[int.from_bytes(number, "little")], facts)

            started: list[_Copy] = []
            with interrupts.undone_by(lambda: _stop(started)):
                try:
                    with _uninterrupted():
                        started += (_start(batch_after_batch) for _ in range(min(count, len(batches))))
                    yield from _answers(started)
                finally:
                    _stop(started)

    return spread


@contextmanager
def _numbers(count: int) -> Iterator[int]:
    """Yield the end of a pipe that holds the numbers below `count`; a pipe takes at least 8,000 of them at once."""
    numbers, end = os.pipe()
    os.write(end, b"".join(number.to_bytes(_NUMBER_BYTES, "little") for number in range(count)))
    os.close(end)
    try:
        yield numbers
    finally:
        os.close(numbers)


def _start(batches: Callable[[], Iterator[Batch]]) -> _Copy:
    parent = os.getpid()
    pipe, end = os.pipe()
    process = _copied()
    if not process:
        _work_and_leave(batches, end, parent)
    os.close(end)
    return _Copy(process, pipe, bytearray())


def _copied() -> int:
    """Copy this process; return the number of the copy, and in the copy 0. `can_copy` says where that is possible."""
    process = -1
    if sys.platform == "linux":
        process = os.fork()
    return process


def _work_and_leave(batches: Callable[[], Iterator[Batch]], end: int, parent: int) -> NoReturn:
    """Send batches until there is no more work; or what went wrong."""
    code = 1
    try:
        _follow(parent)
        for batch in batches():
            _send(end, batch)
        code = 0
    except Exception as error:  # noqa: BLE001 -- it is raised again in the process that waits for it
        error.add_note(worded("In a worker process:\n%(trace)s", trace=traceback.format_exc()))
        _send(end, error)
        code = 0
    finally:
        # Not by sys.exit: what this process was copied from has still to flush, tidy up and print.
        os._exit(code)


def _send(end: int, said: object) -> None:
    message = pickle.dumps(said, pickle.HIGHEST_PROTOCOL)
    left = memoryview(len(message).to_bytes(_LENGTH_BYTES, "little") + message)
    while left:
        left = left[os.write(end, left) :]


def _answers(started: list[_Copy]) -> Iterator[Batch]:
    """Yield what copies send until each of them has ended."""
    with selectors.DefaultSelector() as selector:
        for copy in started:
            selector.register(copy.pipe, selectors.EVENT_READ, copy)
        while selector.get_map():
            for key, _ in selector.select():
                copy = cast("_Copy", key.data)
                chunk = os.read(copy.pipe, _CHUNK)
                copy.said.extend(chunk)
                yield from _whole(copy.said)
                if not chunk:
                    selector.unregister(copy.pipe)
                    _end(started, copy)


def _whole(said: bytearray) -> Iterator[Batch]:
    """Yield every batch that has come whole and take it away; raise what a copy raised."""
    while len(said) >= _LENGTH_BYTES:
        stop = _LENGTH_BYTES + int.from_bytes(said[:_LENGTH_BYTES], "little")
        if len(said) < stop:
            return
        answer = pickle.loads(said[_LENGTH_BYTES:stop])  # noqa: S301 -- by a copy of this process
        del said[:stop]
        if isinstance(answer, Exception):
            raise answer
        yield answer


def _end(started: list[_Copy], copy: _Copy) -> None:
    """Take leave of a copy that has said all; raises WorkersError where it was stopped."""
    started.remove(copy)
    os.close(copy.pipe)
    _, status = os.waitpid(copy.process, 0)
    if status:
        raise WorkersError(worded("a worker process was killed; try again with --workers 1"))


def _stop(started: Sequence[_Copy]) -> None:
    """End copies, and wait until they are gone: what they write is a site that nobody will see."""
    if sys.platform == "linux":
        for copy in started:
            with suppress(ProcessLookupError):
                os.kill(copy.process, signal.SIGKILL)
        for copy in started:
            with suppress(OSError):
                os.waitpid(copy.process, 0)


def _follow(parent: int) -> None:
    """Leave interrupts to the parent, and end when it does: a copy of a killed build must hold nothing.

    What asks a single process to end still ends a copy.
    """
    for name in ("SIGINT", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        # Its own way to end with the parent. Python's library has no word for it.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold interrupts back, also in the processes that are made meanwhile, which are to leave them to this one.

    A copy begins with what is blocked here: so Ctrl+C does not reach it before `_follow` does. Here it is not enough,
    since a library may have a thread that takes signals.
    """
    with interrupts.held():
        if sys.platform == "linux":
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                yield
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
        else:
            yield


@contextmanager
def cluster(work: Work, address: str) -> Iterator[tuple[Spread, int]]:
    """Work in the processes of a Dask cluster, which have to see the same folders under the same names.

    Yields how many they are, too.
    """
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        message = worded("--scheduler needs the package distributed; run: python -m pip install distributed")
        raise WorkersError(message) from error
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except OSError as error:
        raise WorkersError(worded("no scheduler at %(address)s: %(error)s", address=address, error=error)) from error
    with client:
        workers = client.scheduler_info()["workers"]
        if not workers:
            message = worded(
                "the scheduler at %(address)s has no workers; start some with: dask worker %(address)s",
                address=address,
            )
            raise WorkersError(message)

        def spread(batches: Sequence[Sequence[int]], facts: Mapping[str, Facts]) -> Iterator[Batch]:
            futures = client.map(work, batches, facts=facts, pure=False)
            try:
                for future in as_completed(futures, loop=client.loop):
                    yield future.result()
            finally:
                client.cancel(futures)

        yield spread, len(workers)
