"""Files of a site's folder, put in place all or none.

Owns the bytes of files: their line ends and marks stay as they are. Must not know what is in them.
"""

import codecs
import os
import shutil
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from recanvass.core.messages import worded
from recanvass.publish import interrupts, state_files

_WAITING = 16


class WritingError(Exception):
    """Files cannot be written; the text says which and why. What was there before is there again."""


def raw_texts(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """Return the texts of files as they stand, with their own line ends; of those only that are there.

    Raises WritingError where one cannot be read.
    """
    found = {}
    for path in paths:
        file = root / path
        try:
            content = file.read_bytes() if file.is_file() else None
        except OSError as error:
            raise WritingError(
                worded(
                    "%(path)s: %(reason)s; nothing was written",
                    path=path,
                    reason=(error.strerror or str(error)).lower(),
                )
            ) from error
        if content is not None:
            found[path] = content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    return found


def put(root: Path, files: Mapping[str, str], before: Mapping[str, str]) -> None:
    """Write every file, or none; `before` are the texts that the new ones were made from.

    A folder that is new as a whole appears at once. Raises WritingError when one cannot be written, or was changed
    in the meantime.
    """
    if raw_texts(root, files) != {path: text for path, text in before.items() if path in files}:
        message = worded("a file changed while Recanvass read the table, so it wrote nothing; run the command again")
        raise WritingError(message)
    staged: list[tuple[Path, Path]] = []
    made: list[Path] = []
    with interrupts.undone_by(lambda: _remove([new for new, _ in staged], made)):
        try:
            _stage(root, files, staged, made)
            with interrupts.held():
                _replace(staged)
                interrupts.done()
        except OSError as error:
            _remove([new for new, _ in staged], made)
            message = worded(
                "%(file)s: %(reason)s; nothing was written",
                file=error.filename,
                reason=(error.strerror or worded("unknown reason")).lower(),
            )
            raise WritingError(message) from error


def _stage(root: Path, files: Mapping[str, str], staged: list[tuple[Path, Path]], made: list[Path]) -> None:
    """Write each file beside its place and note both; a folder that is missing is written beside its own place."""
    folders: dict[Path, Path] = {}
    written: list[tuple[Path, Path]] = []
    for path, text in files.items():
        target = root / path
        top = _first_missing(target.parent)
        if top is None:
            beside = target.with_name(f".{target.name}.tmp")
            state_files.remove(str(beside))
            staged.append((beside, target))
            _write(beside, text, target)
            written.append((beside, target))
            continue
        staging = folders.get(top)
        if staging is None:
            staging = folders[top] = top.with_name(f".{top.name}.tmp")
            state_files.remove(str(staging))
            made.append(staging)
        inside = staging / target.relative_to(top)
        inside.parent.mkdir(parents=True, exist_ok=True)
        _write(inside, text, target)
        written.append((inside, target))
    staged += [(staging, top) for top, staging in folders.items()]
    # A disk takes many files that wait at once hardly later than one.
    with ThreadPoolExecutor(_WAITING) as waiting:
        list(waiting.map(lambda one: _settle(*one), written))


def _first_missing(folder: Path) -> Path | None:
    """Return the topmost folder of a path that is not there yet."""
    missing = None
    while not folder.exists():
        missing, folder = folder, folder.parent
    return missing


def _write(path: Path, text: str, target: Path) -> None:
    mark = b""
    if target.is_file():
        with target.open("rb") as old:
            mark = codecs.BOM_UTF8 if old.read(3) == codecs.BOM_UTF8 else b""
    with path.open("xb") as file:
        file.write(mark + text.encode("utf-8"))


def _settle(path: Path, target: Path) -> None:
    """Return when a file is on the disk, with the mode of the one that it takes the place of."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    if target.is_file():
        shutil.copymode(target, path)


def _replace(staged: Iterable[tuple[Path, Path]]) -> None:
    """Put every file in place; when one cannot be, those before it are put back."""
    done: list[tuple[Path, bytes | None]] = []
    try:
        for new, target in staged:
            done.append((target, target.read_bytes() if target.is_file() else None))
            new.replace(target)
    except OSError as error:
        stuck = [str(target) for target, old in reversed(done) if not _is_put_back(target, old)]
        if stuck:
            reason = (error.strerror or worded("unknown reason")).lower()
            message = worded(
                "%(file)s: %(reason)s; these files could not be put back: %(stuck)s",
                file=error.filename,
                reason=reason,
                stuck=", ".join(stuck),
            )
            raise WritingError(message) from error
        raise


def _is_put_back(target: Path, old: bytes | None) -> bool:
    """Put a file or a folder back as it was; tell whether that could be done."""
    with suppress(OSError):
        if old is not None:
            if target.read_bytes() != old:
                target.write_bytes(old)
        elif target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)
        return True
    return False


def _remove(files: Iterable[Path], folders: Iterable[Path]) -> None:
    """Remove what was to become files, as far as the disk lets it be removed."""
    for path in (*files, *folders):
        # Of what fails while a folder is removed, Python passes over some only.
        with suppress(OSError):
            state_files.remove(str(path))
