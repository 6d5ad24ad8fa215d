"""Puts a finished site in place: put together beside the old one, then the two change places in one step.

Owns the output folder. Must not know what the files hold. Until the swap the old site stays as it was; files that are
not ours are carried over. The site before stays beside the output, hidden: the next one is made from it, so that what
did not change is not written again. No file is ever written in place, since the two may share it.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from recanvass.core import urls
from recanvass.core.artifact import Facts
from recanvass.core.messages import worded
from recanvass.publish import state_files, swap
from recanvass.publish.manifest import files_in

if TYPE_CHECKING:
    from filelock import FileLock

LOCK, OTHER, OLD = "lock", "other", "old"
SILENT_S, PATIENCE_S, BETWEEN_TRIES_S = 2.0, 60.0, 0.02
"""How long a build waits for another one before it says so, how long before it gives up, how often it tries."""
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_CANNOT_LINK = frozenset({errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EACCES})


class OutputError(Exception):
    """The output folder cannot be used; the text says why and what to do."""


class OutputFolder(Struct, frozen=True):
    """The output folder while one build works on it.

    `out` holds the old site and `staging`, beside it, what becomes the new one. `files` are the old site's hashes by
    path, as its manifest says; `present` is whatever is there now. The name of `staging` is that of this build alone: a
    process of another machine that still works for a build that has ended writes to where nobody looks.
    """

    out: str
    staging: str
    files: Mapping[str, str]
    present: frozenset[str]

    @property
    def foreign(self) -> frozenset[str]:
        """The files in `out` that no build made and that belong to none."""
        return self.present - self.files.keys() - {urls.MANIFEST, urls.SIGNATURE}


@contextmanager
def taken(out: Path, *, root: Path, on_wait: Callable[[], None] = lambda: None) -> Iterator[OutputFolder]:
    """Hold the output folder for one build; `root` is the folder of the site's sources.

    If another build has it, waits for that one, and calls `on_wait` once it takes longer than a moment. Raises
    OutputError when `out` is no place to write to, cannot be written, or is held by another build for too long.
    Whatever the build raises passes through. Until the swap the old site stays as it was; the text says what stands.
    """
    from filelock import FileLock, Timeout

    hidden, before = hidden_folder(out), swap.manifest_in(out)
    try:
        _refuse_danger(out, root)
        state_files.make_folder(str(hidden))
        state_files.keep_usable(str(hidden / LOCK))
        # The lock is the system's own: it is gone when the process that took it is. A mere file as a lock would stay
        # behind, so where the disk has no locks the build is refused.
        lock = FileLock(hidden / LOCK, poll_interval=BETWEEN_TRIES_S, fallback_to_soft=False)
        with _held(lock, on_wait):
            _recover(out, hidden)
            before = swap.manifest_in(out)
            yield opened(out, f"{hidden}/{OTHER}-{os.urandom(8).hex()}")
    except Timeout as error:
        raise OutputError(worded("another build is writing to %(out)s; wait for it to finish", out=out)) from error
    except OSError as error:
        reason = f"{error.strerror or error}".lower()
        said = swap.said(out, hidden / OLD, before)
        message = worded("can't write the site to %(out)s: %(reason)s; %(said)s", out=out, reason=reason, said=said)
        raise OutputError(message) from error


@contextmanager
def _held(lock: "FileLock", on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold a lock; raises Timeout. Where it cannot be released, the system does so when the process ends."""
    from filelock import Timeout

    try:
        lock.acquire(timeout=SILENT_S)
    except Timeout:
        on_wait()
        lock.acquire(timeout=PATIENCE_S - SILENT_S)
    try:
        yield
    finally:
        with suppress(OSError):
            lock.release()


def opened(out: Path, staging: str) -> OutputFolder:
    """Return the output folder as it is, also for a process that helps the one that holds it."""
    whole = str(_whole(out))
    return OutputFolder(whole, staging, _manifest_of(out) or {}, frozenset(_files_below(whole)))


def hidden_folder(out: Path) -> Path:
    """Return the hidden folder beside the output that belongs to the builds into it."""
    whole = _whole(out)
    return whole.parent / f".{whole.name}.recanvass"


def _whole(path: Path) -> Path:
    # Of links that lead round in a circle, which no folder can be below, as far as it goes.
    return Path(os.path.realpath(path))


def _refuse_danger(out: Path, root: Path) -> None:
    if out.is_symlink():
        raise OutputError(worded("%(out)s is a link; name the folder itself", out=out))
    # Path.home() raises an error for a user whom the system does not know, as in containers.
    whole, home, source = _whole(out), _whole(Path(os.path.expanduser("~"))), _whole(root)
    if whole in (home, source, *home.parents, *source.parents) or (whole / ".git").exists() or ".git" in whole.parts:
        raise OutputError(worded("%(out)s can't be the output folder; choose an empty one, such as output", out=out))
    if any(whole.is_relative_to(source / name) for name in ("content", "templates", "recanvass", "tests")):
        raise OutputError(worded("%(out)s is inside the site's sources; choose a folder beside them", out=out))
    if out.exists() and not out.is_dir():
        raise OutputError(worded("%(out)s is a file; name a folder", out=out))
    if os.path.ismount(out):
        message = worded(
            "%(out)s is a mounted disk, which can't be swapped as a whole; name a folder inside it", out=out
        )
        raise OutputError(message)
    if out.exists() and any(out.iterdir()) and _manifest_of(out) is None:
        message = worded("%(out)s has files that Recanvass did not make; empty it or choose another folder", out=out)
        raise OutputError(message)


def _manifest_of(out: Path) -> Mapping[str, str] | None:
    found = state_files.read(str(out / urls.MANIFEST), follows=True)
    return files_in(found) if found is not None else None


def _recover(out: Path, hidden: Path) -> None:
    """Make good what an earlier run left that was stopped.

    The old site is put back where that run was between the renames of a swap in several steps, and what was to become
    the new one gets the name by which this run looks for it.
    """
    old, other = str(hidden / OLD), str(hidden / OTHER)
    if not state_files.is_folder(other):
        state_files.remove(other)
    for left in (*hidden.glob(f"{OTHER}-*"), *hidden.glob("*.new")):
        if state_files.is_folder(str(left)) and left.suffix != ".new" and not os.path.lexists(other):
            left.rename(other)
        else:
            state_files.remove(str(left))
    if not state_files.is_folder(old):
        state_files.remove(old)
    elif _manifest_of(out) is None:
        if out.exists():
            out.rmdir()
        os.rename(old, _whole(out))
    else:
        state_files.remove(other)
        os.rename(old, other)


def _files_below(folder: str, above: str = "") -> Iterator[str]:
    """Yield whatever is no folder, links to folders too, as paths below `folder`."""
    try:
        entries = os.scandir(f"{folder}/{above}")
    except FileNotFoundError:
        return
    with entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files_below(folder, f"{above}{entry.name}/")
            else:
                yield f"{above}{entry.name}"


def prepare(folder: OutputFolder, paths: Collection[str]) -> None:
    """Make the staging folder ready for files at `paths`: what the new site will not hold goes, foreign files come.

    Raises OutputError when a foreign file is in the way of a page.
    """
    ours = {*paths, urls.MANIFEST}
    folders = _folders_of(ours)
    for path in sorted(folder.foreign):
        if path in ours or path in folders or not ours.isdisjoint(_above(path)):
            there = f"{folder.out}/{path}"
            message = worded("Recanvass did not make %(there)s, and a page needs its place; move it", there=there)
            raise OutputError(message)
    other = _beside(folder, OTHER)
    if state_files.is_folder(other):
        os.rename(other, folder.staging)
    state_files.make_folder(folder.staging)
    try:
        _clear(folder.staging, "", {*ours, *folder.foreign}, folders | _folders_of(folder.foreign))
    except PermissionError:
        # Some folder in it was closed. It holds nothing that cannot be made anew.
        state_files.remove(folder.staging)
        state_files.make_folder(folder.staging)
    for path in folder.foreign:
        _share(folder, path, None)


def _above(path: str) -> Iterator[str]:
    """Yield the folders a path lies in, the nearest first."""
    while path := path.rpartition("/")[0]:
        yield path


def _folders_of(paths: Collection[str]) -> set[str]:
    folders: set[str] = set()
    for path in paths:
        for folder in _above(path):
            if folder in folders:
                break
            folders.add(folder)
    return folders


def _clear(staging: str, above: str, files: Collection[str], folders: Collection[str]) -> None:
    with os.scandir(f"{staging}/{above}") as entries:
        for entry in list(entries):
            path = f"{above}{entry.name}"
            if not entry.is_dir(follow_symlinks=False):
                if path not in files:
                    os.unlink(entry.path)
            elif path in folders:
                _clear(staging, f"{path}/", files, folders)
            else:
                shutil.rmtree(entry.path)


def holds(folder: OutputFolder, path: str, digest: str) -> bool:
    """Tell whether a file of the old site is there with just the bytes of that hash."""
    found = old_content(folder, path)
    return found is not None and hashlib.sha256(found).hexdigest() == digest


def old_content(folder: OutputFolder, path: str) -> bytes | None:
    """Return the bytes of a file of the old site; None where there is none."""
    return state_files.read(f"{folder.out}/{path}")


def _share(folder: OutputFolder, path: str, content: bytes | None) -> None:
    """Put a file of the old site into the new one as the same file; as a copy where the system has no such links."""
    source, target = f"{folder.out}/{path}", f"{folder.staging}/{path}"
    try:
        if os.path.samestat(os.lstat(source), os.lstat(target)):
            return
        os.unlink(target)
    except FileNotFoundError:
        _make_folder(target.rpartition("/")[0])
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _CANNOT_LINK:
            raise
        if content is not None:
            _put(folder, path, (content,))
        else:
            shutil.copy2(source, target, follow_symlinks=False)


def write(folder: OutputFolder, path: str, content: bytes | Iterable[bytes]) -> Facts:
    """Write a file of the new site, whole or in chunks, and return its hash and its size.

    Where the old site has it with the same bytes the two share the file.
    """
    if isinstance(content, bytes):
        facts = Facts(hashlib.sha256(content).hexdigest(), len(content))
        if folder.files.get(path) == facts.hash and old_content(folder, path) == content:
            _share(folder, path, content)
        else:
            _put(folder, path, (content,))
        return facts
    facts = _put(folder, path, content)
    if folder.files.get(path) == facts.hash and holds(folder, path, facts.hash):
        _share(folder, path, None)
    return facts


def _put(folder: OutputFolder, path: str, chunks: Iterable[bytes]) -> Facts:
    """Write a new file; never over one that the old site may share."""
    digest, size = hashlib.sha256(), 0
    descriptor = _created(f"{folder.staging}/{path}")
    try:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            state_files.put(descriptor, chunk)
    finally:
        os.close(descriptor)
    return Facts(digest.hexdigest(), size)


def _created(target: str) -> int:
    try:
        return os.open(target, _WRITE, 0o666)
    except FileExistsError:
        os.unlink(target)
    except FileNotFoundError:
        _make_folder(target.rpartition("/")[0])
    return os.open(target, _WRITE, 0o666)


def _make_folder(path: str) -> None:
    try:
        os.mkdir(path)
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)


def put_in_place(folder: OutputFolder, manifest: bytes) -> None:
    """Write the manifest and swap the new site in.

    Only the manifest is forced to disk: by it a folder is known as ours after a power cut. Pages that such a cut
    loses are found by their hash and made again.
    """
    _put(folder, urls.MANIFEST, (manifest,))
    if urls.SIGNATURE in folder.present and old_content(folder, urls.MANIFEST) == manifest:
        _share(folder, urls.SIGNATURE, None)
    _force(f"{folder.staging}/{urls.MANIFEST}")
    if not os.path.lexists(folder.out):
        os.rename(folder.staging, folder.out)
        return
    swap.in_place(folder.staging, folder.out, _beside(folder, OLD))
    # The new site stands. Where the old one cannot be put aside, the next run does it.
    with suppress(OSError):
        os.rename(folder.staging, _beside(folder, OTHER))


def _force(path: str) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _beside(folder: OutputFolder, name: str) -> str:
    return f"{folder.staging.rpartition('/')[0]}/{name}"


def remember(folder: OutputFolder, name: str, content: bytes) -> None:
    """Keep something for the next build beside the output, if that can be: it only ever saves work."""
    with suppress(OSError):
        state_files.write(_beside(folder, name), content)


def remembered(out: Path, name: str) -> bytes:
    """Return what an earlier build into a folder kept; nothing where there is none."""
    return state_files.read(str(hidden_folder(out) / name)) or b""
