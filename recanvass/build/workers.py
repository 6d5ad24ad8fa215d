"""Who makes the files of a site: this process, several of this machine, or those of a cluster.

Owns how many there are and how work is handed out. What is handed out is a function that a process can call by itself
and the places of artifacts; results come back in any order.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, as_completed
from contextlib import contextmanager, suppress
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING

from recanvass.build.builder import Batch, Hands, Round
from recanvass.core.artifact import Facts
from recanvass.publish import interrupts

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

_PR_SET_PDEATHSIG = 1
Work = Callable[[Sequence[int], Mapping[str, Facts]], Batch]


class CrewError(Exception):
    """The processes that should work cannot be had, or broke off; the text says why and what to do."""


def cores() -> int:
    """Return how many processes can run at once."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def can_fork() -> bool:
    """Tell whether a process can be made that has at once all that this one has loaded."""
    return sys.platform == "linux"


@contextmanager
def processes(work: Work, count: int) -> Iterator[Hands]:
    """Work in processes of this machine, which on Linux begin with all that this one has loaded."""
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
    from multiprocessing import active_children, get_context

    context = get_context("fork" if can_fork() else "spawn")
    executor = ProcessPoolExecutor(count, mp_context=context, initializer=_follow, initargs=(os.getpid(),))
    with interrupts.undone_by(lambda: _stop(active_children())):
        try:
            yield partial(_spread, executor, work)
        except BrokenProcessPool as error:
            raise CrewError("a process that made pages was stopped from outside; try again with --workers 1") from error
        finally:
            executor.shutdown(cancel_futures=True)


def _stop(helpers: "Iterable[BaseProcess]") -> None:
    """End processes that help, and wait until they are gone: what they write is a site that nobody will see."""
    started = [helper for helper in helpers if helper.pid is not None]
    for helper in started:
        helper.kill()
    for helper in started:
        # Not by joining it: that takes locks, and this may have come between whoever holds them.
        with suppress(OSError):
            os.waitpid(helper.pid or 0, 0)


def _follow(parent: int) -> None:
    """Leave interrupts to the parent, and end when it does: a helper of a killed build must hold nothing.

    What asks a single process to end still ends a helper, as the pool itself does with those that are left of a
    broken one.
    """
    for name in ("SIGINT", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
    else:
        Thread(target=_watch, daemon=True).start()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold interrupts back, also in the processes that are made meanwhile, which are to leave them to this one.

    A process that is made anew begins with what is blocked here: so Ctrl+C does not reach it before `_follow` does.
    Here it is not enough, since a library may have a thread that takes signals.
    """
    with interrupts.held():
        if sys.platform == "win32":
            yield
            return
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _watch() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)


@contextmanager
def cluster(work: Work, address: str) -> Iterator[tuple[Hands, int]]:
    """Work in the processes of a Dask cluster, which have to see the same folders under the same names.

    Yields how many they are, too.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise CrewError(
            "--scheduler needs the package distributed; install it: python3 -m pip install distributed"
        ) from error
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except OSError as error:
        raise CrewError(f"there is no scheduler at {address}: {error}") from error
    with client:
        workers = client.scheduler_info()["workers"]
        if not workers:
            raise CrewError(f"the scheduler at {address} has no workers; start some with: dask worker {address}")
        yield partial(_spread, client.get_executor(pure=False), work), len(workers)


def _spread(executor: Executor, work: Work, round_of_work: Round) -> Iterator[Batch]:
    batches, facts = round_of_work
    with _uninterrupted():
        futures = [executor.submit(work, batch, facts) for batch in batches]
    try:
        for future in as_completed(futures):
            yield future.result()
    finally:
        for future in futures:
            future.cancel()
