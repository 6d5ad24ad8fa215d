"""Files that the program keeps for itself: read and written so that nothing that stands in their place does harm.

Owns how that is done, not what is in them. A folder, a pipe, a socket, a device or a link where a file of ours belongs
is never opened, waited for or followed. What is ours alone is made anew; of all else the user is told.
"""

import os
import shutil
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from recanvass.core.messages import worded
from recanvass.publish import interrupts

_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_ALL_OF_IT = 0o700
_ALL_OF_OTHERS = stat.S_IWGRP | stat.S_IWOTH


class InTheWayError(Exception):
    """Something that is not ours to remove stands where a file belongs; the text says what to do."""


def read(path: str, *, follows: bool = False) -> bytes | None:
    """Return the bytes of a plain file; None where there is none that can be read. Opening waits for nobody."""
    with suppress(OSError):
        descriptor = os.open(path, _READ | (0 if follows else _NO_LINK))
        try:
            status = os.fstat(descriptor)
            content = os.read(descriptor, status.st_size + 1) if stat.S_ISREG(status.st_mode) else b""
            while content and len(content) < status.st_size:
                more = os.read(descriptor, status.st_size - len(content))
                content = content + more if more else b""
        finally:
            # What was read is whole, whatever becomes of closing it.
            with suppress(OSError):
                os.close(descriptor)
        return content if len(content) == status.st_size and stat.S_ISREG(status.st_mode) else None
    return None


def write(path: str, content: bytes) -> None:
    """Write a file of ours whole or not at all, in place of whatever stands there."""
    new = f"{path}.new"
    with interrupts.held():
        remove(new)
        try:
            descriptor = os.open(new, _WRITE, 0o666)
            try:
                put(descriptor, content)
            finally:
                os.close(descriptor)
            if not is_plain(path):
                remove(path)  # nothing else can be replaced in one step
            os.replace(new, path)
        except OSError:
            with suppress(OSError):
                os.unlink(new)
            raise


def put(descriptor: int, content: bytes) -> None:
    """Write all bytes to an open file."""
    written = os.write(descriptor, content)
    while written < len(content):
        written += os.write(descriptor, memoryview(content)[written:])


def is_plain(path: str) -> bool:
    """Tell whether a plain file stands there, no link to one."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def is_folder(path: str) -> bool:
    """Tell whether a folder stands there, no link to one."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def remove(path: str) -> None:
    """Remove whatever stands there: a folder with all that is in it, of a link the link alone."""
    if is_folder(path):
        _open_up(path)
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


def _open_up(folder: str) -> None:
    """Give the owner all rights to a folder and to those in it, without which nothing in them can be removed."""
    os.chmod(folder, _ALL_OF_IT)
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                _open_up(entry.path)


def make_folder(path: str) -> None:
    """Make a folder of ours that can be used, in place of whatever else stands there."""
    if not is_folder(path):
        remove(path)
    os.makedirs(path, exist_ok=True)
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        os.chmod(path, _ALL_OF_IT)


def make_way(folder: str, names: Iterable[str]) -> bool:
    """Remove from a folder of ours what stands where files of these names belong and is no file to read and write.

    Tells whether anything had to be removed.
    """
    had_to = False
    for name in names:
        for path in (folder, *(f"{folder}/{part}" for part in _above(name))):
            if os.path.lexists(path):
                had_to |= not is_folder(path)
                make_folder(path)
        had_to |= keep_usable(f"{folder}/{name}")
    return had_to


def keep_usable(path: str) -> bool:
    """Remove what stands in the place of a file of ours, unless it is one to read and write; tell whether it was."""
    if not os.path.lexists(path) or (is_plain(path) and os.access(path, os.R_OK | os.W_OK)):
        return False
    remove(path)
    return True


def _above(name: str) -> list[str]:
    """Return the folders that a file lies in, the outermost first."""
    parts = name.split("/")[:-1]
    return ["/".join(parts[: count + 1]) for count in range(len(parts))]


def check(folder: Path, names: Iterable[str]) -> None:
    """Raise InTheWayError where something else stands in the place of a file, or of a folder that it lies in.

    The folder is the user's own, and so is what is in it: nothing is removed, and no link is followed.
    """
    for name in names:
        for part in _above(name):
            _check(folder / part, stat.S_ISDIR, "folder")
        _check(folder / name, stat.S_ISREG, worded("file"))


def _check(path: Path, is_wanted: Callable[[int], bool], wanted: str) -> None:
    try:
        mode = path.lstat().st_mode
    except OSError:
        return
    if not is_wanted(mode):
        message = worded(
            "%(path)s is a %(kind)s; delete it, or replace it with a %(wanted)s",
            path=path,
            kind=_kind(mode),
            wanted=wanted,
        )
        raise InTheWayError(message)


def _kind(mode: int) -> str:
    kinds = {
        stat.S_ISLNK: worded("link"),
        stat.S_ISDIR: worded("folder"),
        stat.S_ISREG: worded("file"),
        stat.S_ISFIFO: worded("pipe"),
        stat.S_ISSOCK: worded("socket"),
    }
    found = (kind for is_of_kind, kind in kinds.items() if is_of_kind(mode))
    return next(found, worded("device"))


class UserCache:
    """Files in the user's own folder for caches that one version of the program leaves for its next run.

    What another version left is removed. Nothing is kept where that folder cannot be had, and nothing is read from one
    that others may write to, since what is read may be run.
    """

    def __init__(self, name: str, version: str) -> None:
        """Make the folder where it is missing; `name` says what is in it."""
        import platformdirs

        self._folder: str | None = None
        above = platformdirs.user_cache_path("recanvass") / name
        with suppress(OSError):
            for folder in (above, above / version) if above.is_absolute() else ():
                folder.mkdir(_ALL_OF_IT, parents=True, exist_ok=True)
            if _is_private(above) and _is_private(above / version):
                self._folder = str(above / version)
                for other in above.iterdir():
                    if other.name != version:
                        remove(str(other))

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a file; None where there is none."""
        return read(f"{self._folder}/{name}") if self._folder is not None else None

    def write(self, name: str, content: bytes) -> None:
        """Keep a file, if that can be: it only ever saves work."""
        with suppress(OSError):
            if self._folder is not None:
                write(f"{self._folder}/{name}", content)


def _is_private(folder: Path) -> bool:
    status = folder.lstat()
    is_ours = not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & _ALL_OF_OTHERS)
    return stat.S_ISDIR(status.st_mode) and is_ours


def kept_trace() -> str:
    """Keep the trace of the exception that is being handled and return where, or else the trace itself."""
    import tempfile
    import traceback

    told = traceback.format_exc()
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="recanvass-", suffix=".txt", delete=False, encoding="utf-8", errors="replace"
        ) as file:
            file.write(told)
    except OSError:
        return worded("Could not save the details:\n%(told)sPlease report them.", told=told)
    return worded("Please report it and attach %(file)s.", file=file.name)
