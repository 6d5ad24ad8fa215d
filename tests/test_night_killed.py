"""A long night with a source that fails at random and a night that is killed at any moment; and one in fast motion."""

import hashlib
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from recanvass.cli.main import OK, main
from tests.nights import HEAD, PRECINCTS, RELEASE, Rows, Served, Site, command, git, new_site, server, table
from tests.soaking import IS_SOAK

READS = 200 if IS_SOAK else 14
KILLS = 50 if IS_SOAK else 5
MINUTES = 24 * 60 if IS_SOAK else 40
BEGIN = datetime(2024, 11, 6, 2, 0, tzinfo=UTC)
LONGEST_S = 1.6
"""How long a night is let go on at most before it is killed; a whole step takes about as long."""
pytestmark = pytest.mark.soak


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return new_site(tmp_path)


def counts(number: int) -> Rows:
    """Return a state of the count: each one has more votes than the one before, and places come in one by one."""
    reported = PRECINCTS[: 2 + min(3, number // 3)]
    return {place: (100 + 7 * number + at, 90 + 6 * number + at, number) for at, place in enumerate(reported)}


def spoiled(number: int, chance: random.Random) -> tuple[Served, bool]:
    """Return an answer that must change nothing, and whether it is a reading that has to be kept."""
    good = table(counts(number))
    name = f'"bad-{number}-{chance.random()}"'
    when = format_datetime(BEGIN + timedelta(minutes=number), usegmt=True)
    lower = {**counts(number), "harbor-1": (1, 1, 1)}
    fewer = dict(list(counts(number).items())[1:])
    answers = [
        (Served(b"", when, name, status=503), False),
        (Served(good.encode(), when, name, short_by=15), False),
        (Served(b"", when, name), False),
        (Served(good.encode(), when, name, is_refused=True), False),
        (Served(good[:-9].encode(), when, name), True),
        (Served(table(lower).encode(), when, name), True),
        (Served(table(fewer).encode(), when, name), True),
        (Served(table(counts(number), "precinct,lund,okafor,write-in").encode(), when, name), True),
        (Served(table(counts(0)).encode(), format_datetime(BEGIN - timedelta(days=1), usegmt=True), name), True),
        (Served(b"<html>It works!</html>\n", when, name), True),
    ]
    return chance.choice(answers)


def answer_with(served: Served, other: Served) -> None:
    for name in ("data", "modified", "etag", "status", "short_by", "is_refused"):
        setattr(served, name, getattr(other, name))


def good(number: int) -> Served:
    when = format_datetime(BEGIN + timedelta(minutes=number), usegmt=True)
    return Served(table(counts(number)).encode(), when, f'"good-{number}"')


def published(site: Site) -> int:
    """Return which state of the count readers see; -1 where there is none. Any other content fails."""
    if not git(site.remote, "branch", "--list", "gh-pages"):
        return -1
    seen = site.votes()
    names = ("okafor", "lund", "write-in")
    number = seen["harbor-1"]["write-in"]
    assert seen == {place: dict(zip(names, row, strict=True)) for place, row in counts(number).items()}
    return number


def kept(site: Site) -> set[str]:
    """Return the hashes of the readings that were held back, each compared with its bytes."""
    found = set()
    for folder in (site.root / ".recanvass/night/held").glob("[0-9]*"):
        about = json.loads((folder / "about.json").read_text())
        assert hashlib.sha256((folder / "data").read_bytes()).hexdigest() == about["sha256"]
        found.add(about["sha256"])
    return found


def night(site: Site, address: str) -> "subprocess.Popen[bytes]":
    words = command(site, address, "--once", "--publish")
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_nothing_wrong_is_published_and_nothing_is_lost(site: Site) -> None:
    chance = random.Random(20241105)
    killed = set(chance.sample(range(1, READS - 1), KILLS))
    served, last, bad = good(0), -1, set()
    with server(served) as address:
        assert night(site, address).wait(60) == OK
        for number in range(1, READS):
            is_bad = chance.random() < 0.5
            other, is_kept = spoiled(number, chance) if is_bad else (good(number), False)
            answer_with(served, other)
            process = night(site, address)
            if number in killed:
                time.sleep(chance.uniform(0.2, LONGEST_S))
                process.kill()
            process.wait(60)
            if is_bad and is_kept and number not in killed:
                bad.add(hashlib.sha256(other.data).hexdigest())
            now = published(site)
            assert now >= last
            last = now
            if not is_bad and number not in killed:
                assert now == number
                assert site.is_clean()
        answer_with(served, good(READS))
        assert night(site, address).wait(60) == OK
    assert published(site) == READS
    assert site.is_clean()
    assert bad <= kept(site)
    assert list((site.root / ".recanvass/night/scratch").iterdir()) == []


def recorded(folder: Path) -> None:
    """Write a night of a reading a minute as `--record` does, some of which have to be held back or failed."""
    for number in range(1, MINUTES + 1):
        at = BEGIN + timedelta(minutes=number)
        data = table({**counts(number), "harbor-1": (1, 1, 1)} if number % 10 == 0 else counts(number)).encode()
        about = {"at": at.isoformat(), "name": "results.csv", "sha256": hashlib.sha256(data).hexdigest()}
        about |= {"modified": at.isoformat(), "modified_by": "the server's Last-Modified"}
        if number % 7 == 0:
            about = {"at": at.isoformat(), "failure": "the server answered 503"}
        place = folder / f"{number:05}"
        place.mkdir(parents=True)
        (place / "about.json").write_text(json.dumps(about))
        (place / "data").write_bytes(data)


def samples(process: "subprocess.Popen[bytes]") -> Iterator[tuple[int, int]]:
    """Yield how much memory in kB and how many open files a process has, again and again."""
    folder = Path(f"/proc/{process.pid}")
    while process.poll() is None:
        try:
            status = (folder / "status").read_text()
            yield int(status.partition("VmRSS:")[2].split()[0]), len(os.listdir(folder / "fd"))  # noqa: PTH208
        except (OSError, IndexError):
            return
        time.sleep(0.1)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_day_in_fast_motion_takes_no_more_memory_nor_files(site: Site, tmp_path: Path) -> None:
    recorded(tmp_path / "recorded")
    given = ["--replay", str(tmp_path / "recorded"), "--speed", "1000000", "--contest", "house-7", "--release", RELEASE]
    words = [sys.executable, "-m", "recanvass", "night", "-C", str(site.root), *given, *HEAD, "--no-page", "-q"]
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as process:
        found = list(samples(process))
        assert process.wait() == OK
    third = len(found) // 3
    assert third
    early, late = found[third : 2 * third], found[2 * third :]
    assert max(memory for memory, _ in late) < 1.2 * max(memory for memory, _ in early)
    # Files that are being read come and go; one that stays open would be among the fewest.
    assert min(files for _, files in late) <= min(files for _, files in early)
    last = next(number for number in range(MINUTES, 0, -1) if number % 7 and number % 10)
    shown = (site.root / f"output/data/house-7/releases/{RELEASE}.csv").read_text()
    assert f"harbor-1,okafor,{counts(last)['harbor-1'][0]}\n" in shown
    assert main(["check", "-C", str(site.root), "-q"]) == OK
