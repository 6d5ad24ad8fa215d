"""The only reader of project files.

Owns which files belong to a site, their size limit and their encoding. Must not interpret what is in them.
"""

import codecs
import hashlib
import re
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path

from recanvass.diagnostics import Diagnostic, Report, Span

ATTEMPTS = 5
COARSEST_CLOCK_NS = 2_000_000_000
"""The coarsest times of writing that file systems keep: two seconds, on FAT."""
MAX_BYTES = 64 * 1024 * 1024
SETTINGS = "site.yml"
CONTENT = "content"
TEMPLATES = "templates"
BUNDLED = Path(__file__).parent.parent
"""Where the templates of the program are."""
_MERGE = re.compile(r"^(?:<{7}|>{7})(?= )", re.MULTILINE)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SAVE_AS_UTF8 = "save the file again with the encoding UTF-8 (in Excel: CSV UTF-8)"
_TEXT_ENDINGS = (".csv", ".json", ".md", ".yml")
_TEMPORARY_ENDINGS = ("~", ".swp", ".swx", ".tmp", ".bak", ".orig", ".rej")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One text file: its path relative to the site with forward slashes, and its text, lines ended by line feeds.

    `is_refused` where the file is there, but could not be read: its text is empty, and why is in the report.
    """

    path: str
    text: str
    is_refused: bool = False

    def line(self, number: int) -> str | None:
        """Return line `number`, counted from 1, without its end."""
        lines = self.text.split("\n", number)
        return lines[number - 1] if 0 < number <= len(lines) else None


@dataclass(frozen=True, slots=True)
class Gathered:
    """All sources of a site by path, the templates that come with the program among them; and what is wrong with them.

    `inputs` is one hash of them all.
    """

    root: Path
    files: Mapping[str, SourceFile]
    inputs: str
    diagnostics: tuple[Diagnostic, ...]

    def line(self, path: str, number: int) -> str | None:
        """Return one line of a source file, for the text of a message."""
        file = self.files.get(path)
        return file.line(number) if file is not None else None


class ChangedError(Exception):
    """Files went on changing while they were read."""


def gather(root: Path) -> Gathered:
    """Read a site's folder; a template of the site's own stands before the program's.

    All files are as they were at one moment: where one changed meanwhile they are read again. Raises ChangedError
    where that does not help.
    """
    for _ in range(ATTEMPTS):
        started, before = time.time_ns(), _states(root)
        report = Report()
        files = read(root, report)
        if root.resolve() != BUNDLED:
            files = {**templates(BUNDLED), **files}
        if _states(root) == before and _are_same(root, files, before, since=started - COARSEST_CLOCK_NS):
            return Gathered(root, files, input_hash(files.values()), tuple(report.items))
    raise ChangedError(f"the files in {root} changed while they were read, {ATTEMPTS} times over; try again")


def _states(root: Path) -> dict[Path, tuple[int, int, int]]:
    """Return by path what tells that a file was written: its time, its size and its number on the disk."""
    found = {}
    for folder in dict.fromkeys((root, BUNDLED)):
        settings = (folder / SETTINGS,) if folder == root else ()
        parts = (folder / CONTENT, folder / TEMPLATES) if folder == root else (folder / TEMPLATES,)
        for path in (*settings, *_walk(folder, parts, Report())):
            with suppress(OSError):
                status = path.lstat()
                found[path] = status.st_mtime_ns, status.st_size, status.st_ino
    return found


def _are_same(
    root: Path, files: Mapping[str, SourceFile], states: Mapping[Path, tuple[int, int, int]], *, since: int
) -> bool:
    """Read again what was written so short ago that the time of a second writing may be the same."""
    fresh = [path for path, (written, _, _) in states.items() if written >= since and path.is_relative_to(root)]
    again = (_read_file(root, path, Report()) for path in fresh)
    return all(files.get(file.path) == file for file in again)


def input_hash(files: Iterable[SourceFile]) -> str:
    """Return one hash of source files by path and text."""
    digest = hashlib.sha256()
    for file in sorted(files, key=attrgetter("path")):
        digest.update(f"{file.path}\0{len(file.text)}\0{file.text}".encode())
    return digest.hexdigest()


def program() -> bytes:
    """Return one hash of the program: its modules, Python, and which packages are installed in which version."""
    digest = hashlib.sha256(sys.version.encode())
    for folder in sys.path:
        if folder and Path(folder).is_dir():
            packages = sorted(path.name for path in Path(folder).iterdir() if path.suffix == ".dist-info")
            digest.update("\n".join(packages).encode())
    package = Path(__file__).parent
    for path in sorted(package.rglob("*.py")):
        digest.update(f"\0{path.relative_to(package).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.digest()


def read(root: Path, report: Report) -> Mapping[str, SourceFile]:
    """Return every content and template file below `root` by path, sorted by path.

    Hidden files and editors' temporary files are passed over. Links, files that are not text and files over
    MAX_BYTES are reported and refused. Of files of other kinds below content/ only the path is kept.
    """
    settings = root / SETTINGS
    is_there = settings.is_symlink() or settings.exists()
    paths = (*([settings] if is_there else ()), *_walk(root, (root / CONTENT, root / TEMPLATES), report))
    files = (_read_file(root, path, report) for path in paths)
    return {file.path: file for file in files}


def templates(root: Path) -> Mapping[str, SourceFile]:
    """Return the templates below `root`, those that come with the program, by path."""
    read = (_read_file(root, path, Report()) for path in _walk(root, (root / TEMPLATES,), Report()))
    return {file.path: file for file in read if not file.is_refused}


def single(path: Path, report: Report) -> SourceFile:
    """Return one file that belongs to no site, called by its name alone; emits what content files emit."""
    return _read_file(path.parent, path, report)


def is_passed_over(name: str) -> bool:
    """Tell whether a file or folder is hidden, or an editor's temporary one."""
    return name.startswith((".", "#")) or name.endswith(_TEMPORARY_ENDINGS)


def _walk(root: Path, folders: Iterable[Path], report: Report) -> list[Path]:
    found: list[Path] = []
    pending = list(folders)
    while pending:
        folder = pending.pop()
        if folder.is_symlink():
            _refuse_link(root, folder, report)
            continue
        if not folder.is_dir():
            continue
        for path in _entries(root, folder, report):
            if is_passed_over(path.name):
                continue
            if path.is_symlink() and path.suffix not in _TEXT_ENDINGS:
                _refuse_link(root, path, report)
            elif path.is_dir():
                pending.append(path)
            else:
                found.append(path)
    return sorted(found)


def _entries(root: Path, folder: Path, report: Report) -> list[Path]:
    try:
        found = list(folder.iterdir())
    except OSError as error:
        _refuse_unreadable(_name(root, folder), "folder", error, report)
        return []
    plain = [path for path in found if path.name.isprintable()]
    for path in found:
        if not path.name.isprintable():
            message = "the name of this file holds a character that cannot be shown"
            hint = "rename it: letters, digits and hyphens are safe everywhere"
            report.add("E115", Span(_name(root, path)), message, hint=hint)
    return plain


def _name(root: Path, path: Path) -> str:
    """Return the path below the root as it can be printed on any terminal."""
    name = path.relative_to(root).as_posix()
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in name)


def _refuse_unreadable(name: str, what: str, error: OSError, report: Report) -> None:
    reason = (error.strerror or "unknown reason").lower()
    report.add("E100", Span(name), f"this {what} cannot be read: {reason}", hint="check its permissions")


def _refuse_link(root: Path, path: Path, report: Report) -> None:
    report.add(
        "E106",
        Span(_name(root, path)),
        "this is a link, and links are not followed",
        hint="put the file itself in its place",
    )


def _read_file(root: Path, path: Path, report: Report) -> SourceFile:
    name = _name(root, path)
    refused = SourceFile(name, "", is_refused=True)
    if name.startswith(f"{CONTENT}/") and path.suffix not in _TEXT_ENDINGS:
        return refused
    try:
        if path.is_symlink():
            _refuse_link(root, path, report)
            return refused
        if not path.is_file():
            message = "this is not a file with text, but a device or a pipe"
            report.add("E100", Span(name), message, hint="remove it, or put a file in its place")
            return refused
        if path.stat().st_size > MAX_BYTES:
            limit = f"{MAX_BYTES // 1024 // 1024} MB"
            report.add("E101", Span(name), f"this file is larger than {limit}", hint="split it into several files")
            return refused
        raw = path.read_bytes()
    except OSError as error:
        _refuse_unreadable(name, "file", error, report)
        return refused
    text = _decode(name, raw, report)
    return SourceFile(name, text) if text is not None else refused


def _decode(name: str, raw: bytes, report: Report) -> str | None:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        report.add("E102", Span(name), "this file is saved as UTF-16, not as UTF-8", hint=_SAVE_AS_UTF8)
        return None
    raw = raw.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        byte = raw[error.start : error.start + 1]
        message = f"the byte 0x{byte.hex().upper()} is not UTF-8 text" + _in_windows(byte)
        span, line = _span_at(name, raw.decode("utf-8", "replace"), len(before))
        report.add("E102", span, message, hint=_SAVE_AS_UTF8, quoted=line)
        return None
    control = _CONTROL.search(text)
    if control:
        span, line = _span_at(name, text, control.start())
        message = f"the invisible control character U+{ord(control[0]):04X} stands in the text"
        report.add("E103", span, message, hint="delete it, or type the line again", quoted=line)
        return None
    return None if _is_merged(name, text, report) else text


def _is_merged(name: str, text: str, report: Report) -> bool:
    marker = _MERGE.search(text)
    if marker is None:
        return False
    span, line = _span_at(name, text, marker.start())
    message = "two versions of this file were put together, and both stand here"
    hint = "keep what is right, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>"
    report.add("E117", replace(span, length=len(marker[0])), message, hint=hint, quoted=line)
    return True


def _in_windows(byte: bytes) -> str:
    char = byte.decode("cp1252", "replace")
    return f"; in the old Windows encoding it is '{char}'" if char.isprintable() and char.isalpha() else ""


def _span_at(name: str, text: str, position: int) -> tuple[Span, str]:
    """Return a position of a text as a place in its file, with the line there."""
    start = text.rfind("\n", 0, position) + 1
    line, _, _ = text[start:].partition("\n")
    return Span(name, text.count("\n", 0, position) + 1, position - start + 1), line
