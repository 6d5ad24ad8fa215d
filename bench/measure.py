"""What a process costs: wall time, processor time, memory; and how runs are alternated.

Owns the clock. Timed runs are watched by nobody; memory is taken in runs of its own, since watching costs time.
"""

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

RAM_DISK = Path("/dev/shm")  # noqa: S108 -- a folder of our own is made in it
WATCH_S = 0.02


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took: wall seconds, and seconds of processors with all its child processes."""

    wall_s: float
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be measured: `prepare` runs before, outside the time."""

    name: str
    call: tuple[str, ...]
    root: Path
    prepare: Callable[[], None] = lambda: None


class FailedError(Exception):
    """A process that was to be measured failed; the text holds what it printed."""


def run(task: Task) -> Cost:
    """Run a task once and return its cost."""
    task.prepare()
    with _started(task) as process:
        start = time.perf_counter()
        used_s = 0.0
        if sys.platform == "win32":
            process.wait()  # the system does not tell what a process used once it has ended
        else:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            used_s = used.ru_utime + used.ru_stime
        wall = time.perf_counter() - start
    return Cost(wall, used_s)


def peak_memory(task: Task) -> int:
    """Run a task once more and return the most bytes that its processes held together at a time.

    Shared pages count once (PSS), files on a RAM disk do not count; looked up every WATCH_S seconds.
    """
    task.prepare()
    most = 0
    with _started(task) as process:
        while process.poll() is None:
            most = max(most, _held(process.pid))
            time.sleep(WATCH_S)
    return most


def _held(pid: int) -> int:
    try:
        first = psutil.Process(pid)
        tree = [first, *first.children(recursive=True)]
    except psutil.Error:
        return 0
    return sum(map(_share, tree))


def _share(process: psutil.Process) -> int:
    try:
        held = process.memory_full_info()
    except (psutil.Error, FileNotFoundError):
        return 0
    return int(getattr(held, "pss", 0) or held.rss)


def _environment() -> Mapping[str, str]:
    """Return the environment, in which Python keeps what it compiled, as it does unless it is told not to."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@contextmanager
def _started(task: Task) -> Iterator["subprocess.Popen[bytes]"]:
    with tempfile.TemporaryFile() as printed:
        process = subprocess.Popen(
            task.call,
            cwd=task.root,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
            env=_environment(),
        )
        yield process
        if process.returncode:
            printed.seek(0)
            said = printed.read().decode("utf-8", "replace")[-4000:]
            raise FailedError(f"{task.name} ended with {process.returncode}:\n{said}")


def alternate(tasks: Sequence[Task], rounds: int, say: Callable[[str], None]) -> Mapping[str, list[Cost]]:
    """Run every task once a round, each round beginning with another one; return the costs by name in round order."""
    costs: dict[str, list[Cost]] = {task.name: [] for task in tasks}
    for number in range(rounds):
        start = number % len(tasks)
        for task in (*tasks[start:], *tasks[:start]):
            cost = run(task)
            costs[task.name].append(cost)
            say(f"  round {number + 1} of {rounds}: {task.name}: {cost.wall_s:.2f} s")
    return costs


@contextmanager
def workplace() -> Iterator[Path]:
    """Yield a folder on the RAM disk where there is one, otherwise on the disk; it is gone afterwards."""
    folder = tempfile.mkdtemp(prefix="recanvass-bench-", dir=RAM_DISK if is_on_ram_disk() else None)
    try:
        yield Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def is_on_ram_disk() -> bool:
    """Tell whether measuring takes place on a RAM disk."""
    return RAM_DISK.is_dir() and os.access(RAM_DISK, os.W_OK)


def clear(root: Path, names: Sequence[str]) -> Callable[[], None]:
    """Return what removes files and folders below `root`."""

    def remove() -> None:
        for name in names:
            path = root / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    return remove


def sizes(out: Path) -> tuple[int, int, int]:
    """Return how many files a folder holds, their bytes, and the bytes that the file system set aside for them."""
    stats = [Path(folder, name).stat() for folder, _, names in os.walk(out) for name in names]
    return len(stats), sum(one.st_size for one in stats), sum(map(_set_aside, stats))


def _set_aside(file: os.stat_result) -> int:
    """Return the bytes that the file system set aside for a file; Windows tells its size alone."""
    if sys.platform == "win32":
        size = file.st_size
    else:
        size = file.st_blocks * 512
    return size


def floor(out: Path, to: Path) -> float:
    """Return the seconds that a bare loop takes to write as many files of the same paths and sizes."""
    found = [
        (Path(folder, name), Path(folder, name).stat().st_size) for folder, _, names in os.walk(out) for name in names
    ]
    files = [(str(to / path.relative_to(out)), size) for path, size in found]
    content = memoryview(b"<td>0</td>" * (max(size for _, size in files) // 10 + 1))
    start = time.perf_counter()
    for path, size in files:
        try:
            file = open(path, "wb")  # noqa: PTH123, SIM115 -- the barest loop there is
        except FileNotFoundError:
            os.makedirs(os.path.dirname(path))  # noqa: PTH103, PTH120 -- the same
            file = open(path, "wb")  # noqa: PTH123, SIM115 -- the same
        file.write(content[:size])
        file.close()
    took = time.perf_counter() - start
    shutil.rmtree(to)
    return took


def conditions() -> str:
    """Return on what is measured and how busy it is; call it before the first run."""
    load, cores = 0.0, os.cpu_count() or 1
    if sys.platform != "win32":
        load = os.getloadavg()[0]
    busy = f"the load was {load:.1f} before"
    if load > cores / 2:
        busy += ": other work ran beside it, so wall times say little, and processor seconds more"
    return f"{machine()}; {busy}"


def machine() -> str:
    """Return processor, cores, system and Python: nothing that names the machine or a folder on it."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        cpu = names[0] if names else cpu
    release = platform.release().partition("-")[0]
    version = ".".join(map(str, sys.version_info[:3]))
    memory = psutil.virtual_memory().total / 1e9
    place = "RAM disk" if is_on_ram_disk() else "disk, since there is no RAM disk here"
    system = f"{platform.system()} {release}, Python {version}"
    return f"{cpu}, {os.cpu_count()} cores, {memory:.0f} GB, {system}; written to a {place}"
