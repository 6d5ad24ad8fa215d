"""Who makes the files of a site: this process, several of this machine, or those of a cluster.

Owns how many there are and how work is handed out. What is handed out is a function that a process can call by itself
and the places of artifacts; results come back in any order.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, as_completed
from contextlib import contextmanager

from recanvass.press import Batch, Hands

Work = Callable[[Sequence[int]], Batch]


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
    from multiprocessing import get_context

    context = get_context("fork" if can_fork() else "spawn")
    executor = ProcessPoolExecutor(count, mp_context=context, initializer=_leave_interrupts_to_the_parent)
    try:
        yield lambda batches: _spread(executor, work, batches)
    except BrokenProcessPool as error:
        raise CrewError("a process that made pages was stopped from outside; try again with --workers 1") from error
    finally:
        executor.shutdown(cancel_futures=True)


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def cluster(work: Work, address: str) -> Iterator[tuple[Hands, int]]:
    """Work in the processes of a Dask cluster, which have to see the same folders under the same names.

    Yields how many they are, too.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise CrewError("for --scheduler install the extra: python -m pip install 'recanvass[cluster]'") from error
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except OSError as error:
        raise CrewError(f"there is no scheduler at {address}: {error}") from error
    with client:
        workers = client.scheduler_info()["workers"]
        if not workers:
            raise CrewError(f"the scheduler at {address} has no workers; start some with: dask worker {address}")
        yield (lambda batches: _spread(client.get_executor(pure=False), work, batches)), len(workers)


def _spread(executor: Executor, work: Work, batches: Sequence[Sequence[int]]) -> Iterator[Batch]:
    futures = [executor.submit(work, batch) for batch in batches]
    try:
        for future in as_completed(futures):
            yield future.result()
    finally:
        for future in futures:
            future.cancel()
