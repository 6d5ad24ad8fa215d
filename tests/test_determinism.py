"""The same sources give the same bytes, whatever surrounds the build: one hash of the whole tree."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import cycle, islice
from pathlib import Path

import pytest

from tests.sites import ROOT

CAUCUS = ROOT / "tests" / "golden" / "caucus" / "site"
ADDRESS = ("--base-url", "https://example.org/results/", "--drafts", "-q")
BUILDS = 20
SOAK = bool(os.environ.get("RECANVASS_SOAK"))

SEEDS = ("0", "1", "2", "17", "4294967295", "random")
ZONES = ("UTC", "America/Chicago", "Pacific/Kiritimati", "Asia/Kolkata", "America/St_Johns")
LOCALES = ("C", "C.UTF-8", "POSIX", "tr_TR.UTF-8")
MASKS = (0o022, 0o077, 0o000, 0o027, 0o002, 0o007)
FOLDERS = ("site", "a folder with spaces", "Ä–ü", "x" * 100, "deep/er/still/site", ".hidden", "[b]*?")
WORKERS = ("1", "2", "3")


@dataclass(frozen=True)
class Surroundings:
    """What may differ between two builds and must not be seen in the site."""

    number: int
    seed: str
    zone: str
    locale: str
    mask: int
    folder: str
    workers: str
    is_elsewhere: bool
    is_optimised: bool
    is_second: bool


def surroundings(count: int) -> Sequence[Surroundings]:
    """Return so many, each differing from the one before in everything that has several values."""
    lot = random.Random(count)
    turns = (cycle(lot.sample(values, len(values))) for values in (SEEDS, ZONES, LOCALES, FOLDERS, WORKERS))
    masks = cycle(MASKS)
    values = islice(zip(*turns, masks, strict=False), count)
    return [
        Surroundings(
            number=number,
            seed=seed,
            zone=zone,
            locale=locale,
            mask=mask,
            folder=folder,
            workers=workers,
            is_elsewhere=bool(number % 2),
            is_optimised=number % 5 == 4,
            is_second=number % 7 == 3,
        )
        for number, (seed, zone, locale, folder, workers, mask) in enumerate(values)
    ]


@cache
def options_of_build() -> str:
    done = subprocess.run([sys.executable, ROOT / "build.py", "build", "--help"], capture_output=True, check=True)
    return done.stdout.decode()


def copied(files: Mapping[Path, bytes], site: Path, order: int) -> None:
    """Write the sources in an order of their own, which is the order in which some file systems list them."""
    paths = sorted(files)
    random.Random(order).shuffle(paths)
    for path in paths:
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(files[path])
        os.utime(site / path, (order, order))


def sources(root: Path) -> Mapping[Path, bytes]:
    paths = [root / "site.yml", *(root / "content").rglob("*")]
    return {path.relative_to(root): path.read_bytes() for path in paths if path.is_file()}


def built(around: Surroundings, files: Mapping[Path, bytes], home: Path) -> str:
    """Build in these surroundings and return the hash of the tree."""
    site = home / str(around.number) / around.folder
    copied(files, site, around.number)
    (home / "elsewhere").mkdir(exist_ok=True)
    cwd, name = (home / "elsewhere", str(site)) if around.is_elsewhere else (site, ".")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PYTHONHASHSEED": around.seed,
        "TZ": around.zone,
        "LC_ALL": around.locale,
        "LANG": around.locale,
        "USER": f"user{around.number}",
        "COLUMNS": str(20 + around.number),
        "SOURCE_DATE_EPOCH": str(around.number),
    }
    workers = ("--workers", around.workers) if "--workers" in options_of_build() else ()
    python = (sys.executable, *(("-OO",) if around.is_optimised else ()))
    call = (*python, str(ROOT / "build.py"), "build", "-C", name, *ADDRESS, *workers)
    for _ in range(1 + around.is_second):
        done = subprocess.run(call, cwd=cwd, env=environment, umask=around.mask, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
    found = tree_hash(site / "output")
    shutil.rmtree(home / str(around.number))
    return found


def tree_hash(out: Path) -> str:
    """Return one hash of all paths and bytes, and of which paths are folders."""
    digest = sha256()
    for path in sorted(out.rglob("*")):
        digest.update(f"{path.relative_to(out).as_posix()}\0{path.is_dir()}\0".encode())
        if path.is_file():
            digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@pytest.mark.parametrize(
    ("root", "count"),
    [
        pytest.param(CAUCUS, BUILDS, id="caucus"),
        pytest.param(ROOT, BUILDS if SOAK else 2, id="iowa"),
    ],
)
def test_one_tree_whatever_surrounds_the_build(root: Path, count: int, tmp_path: Path) -> None:
    files = sources(root)
    hashes = {around: built(around, files, tmp_path) for around in surroundings(count)}
    assert len(set(hashes.values())) == 1, hashes


def test_a_file_more_is_another_tree(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    one = tree_hash(tmp_path)
    (tmp_path / "b").mkdir()
    two = tree_hash(tmp_path)
    (tmp_path / "b" / "c").touch()
    three = tree_hash(tmp_path)
    (tmp_path / "a").write_bytes(b"b")
    assert len({one, two, three, tree_hash(tmp_path)}) == 4


def test_surroundings_differ_in_everything() -> None:
    found = surroundings(BUILDS)
    assert {around.seed for around in found} == set(SEEDS)
    assert {around.zone for around in found} == set(ZONES)
    assert {around.locale for around in found} == set(LOCALES)
    assert {around.folder for around in found} == set(FOLDERS)
    assert {around.workers for around in found} == set(WORKERS)
    assert {around.mask for around in found} == set(MASKS)
