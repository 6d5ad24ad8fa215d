"""Puts a finished site in place: written beside the old one, then swapped in whole.

Owns the output folder. Must not know what the files hold. Until the swap the old site stays as it was; files that are
not ours are carried over.
"""

import hashlib
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from recanvass import urls
from recanvass.exports.manifest import files_in, manifest

LOCK, NEW, OLD = "lock", "new", "old"


class OutputError(Exception):
    """The output folder cannot be used; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Published:
    """What was put in place: how many files, how many of them differ from before, how many were removed."""

    files: int
    changed: int
    removed: int
    size: int


def publish(out: Path, files: Iterable[tuple[str, bytes]], *, root: Path, version: str, inputs: str) -> Published:
    """Write all files and swap them in; `root` is the folder of the site's sources, `inputs` their hash.

    Raises OutputError when `out` is no place to write to, or cannot be written. Whatever else `files` raises passes
    through. In each case the old site is left as it was.
    """
    try:
        _refuse_danger(out, root)
        with _alone(out) as desk:
            _recover(out, desk)
            return _replace(out, files, desk, version=version, inputs=inputs)
    except OSError as error:
        reason = f"{error.strerror or error}".lower()
        message = f"the site cannot be written to {out}: {reason}; the old one is left as it was"
        raise OutputError(message) from error


@contextmanager
def _alone(out: Path) -> Iterator[Path]:
    """Yield a folder beside the output that only this build works in; it is gone afterwards.

    The lock is the system's own, so that one left behind by a killed build holds nobody up.
    """
    whole = out.resolve()
    desk = whole.parent / f".{whole.name}.recanvass"
    desk.mkdir(parents=True, exist_ok=True)
    lock = desk / LOCK
    with lock.open("a") as file:
        if not _locks(file, lock):
            message = f"another build is writing to {out}; wait until it has ended"
            raise OutputError(message)
        try:
            yield desk
        finally:
            shutil.rmtree(desk / NEW, ignore_errors=True)
            if not (desk / OLD).exists():
                shutil.rmtree(desk, ignore_errors=True)


def _locks(file: TextIO, lock: Path) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    # A build that just ended may have removed the file between its opening and its locking.
    return lock.exists() and os.path.samestat(os.fstat(file.fileno()), lock.stat())


def _replace(out: Path, files: Iterable[tuple[str, bytes]], desk: Path, *, version: str, inputs: str) -> Published:
    old = _manifest_of(out) or {}
    staging = desk / NEW
    shutil.rmtree(staging, ignore_errors=True)
    hashes: dict[str, str] = {}
    size = 0
    staging.mkdir()
    for path, content in files:
        size += len(content)
        hashes[path] = hashlib.sha256(content).hexdigest()
        _write(staging / path, content)
    _write(staging / urls.MANIFEST, manifest(version, inputs, hashes))
    _carry_over(out, staging, ours={*old, urls.MANIFEST})
    _swap(out, desk)
    changed = sum(old.get(path) != digest for path, digest in hashes.items())
    return Published(len(hashes), changed, len(old.keys() - hashes.keys()), size)


def input_hash(texts: Mapping[str, str]) -> str:
    """Return one hash of all source files by path and text."""
    digest = hashlib.sha256()
    for path, text in sorted(texts.items()):
        digest.update(f"{path}\0{len(text)}\0{text}".encode())
    return digest.hexdigest()


def _refuse_danger(out: Path, root: Path) -> None:
    if out.is_symlink():
        message = f"{out} is a link; name the folder itself"
        raise OutputError(message)
    whole, home, source = out.resolve(), Path.home().resolve(), root.resolve()
    if whole in (home, source, *home.parents, *source.parents) or (whole / ".git").exists() or ".git" in whole.parts:
        message = f"{out} is not a folder to put a site in; choose an empty one, such as output"
        raise OutputError(message)
    if any(whole.is_relative_to(source / name) for name in ("content", "templates", "recanvass", "tests")):
        message = f"{out} lies among the sources of the site; choose a folder beside them"
        raise OutputError(message)
    if out.exists() and not out.is_dir():
        message = f"{out} is a file; name a folder"
        raise OutputError(message)
    if out.exists() and any(out.iterdir()) and _manifest_of(out) is None:
        message = f"{out} holds files that were not made by this program; empty it or choose another folder"
        raise OutputError(message)


def _manifest_of(out: Path) -> Mapping[str, str] | None:
    try:
        return files_in((out / urls.MANIFEST).read_bytes())
    except OSError:
        return None


def _recover(out: Path, desk: Path) -> None:
    """Put the old site back when an earlier run was stopped between the two renames of a swap."""
    old = desk / OLD
    if not old.exists():
        return
    if _manifest_of(out) is not None:
        shutil.rmtree(old)
        return
    if out.exists():
        out.rmdir()
    old.rename(out.resolve())


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _carry_over(out: Path, staging: Path, ours: set[str]) -> None:
    for folder, folders, names in os.walk(out):
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for name in (*names, *links):
            path = Path(folder, name).relative_to(out)
            if path.as_posix() in ours:
                continue
            if (staging / path).exists() or any((staging / above).is_file() for above in path.parents):
                message = f"{out / path} was not made by this program and is in the way of a page; move it elsewhere"
                raise OutputError(message)
            (staging / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(out / path, staging / path, follow_symlinks=False)


def _swap(out: Path, desk: Path) -> None:
    old, whole = desk / OLD, out.resolve()
    if out.exists():
        whole.rename(old)
    try:
        (desk / NEW).rename(whole)
    except OSError:
        if old.exists():
            old.rename(whole)
        raise
    shutil.rmtree(old, ignore_errors=True)
