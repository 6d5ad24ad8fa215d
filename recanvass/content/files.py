"""The only reader of project files.

Owns which files belong to a site, their size limit and their encoding. Must not interpret what is in them.
"""

import codecs
import hashlib
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from operator import attrgetter
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from recanvass.core.diagnostics import Diagnostic, Report, Span
from recanvass.core.languages import ENGLISH, Languages
from recanvass.core.messages import worded

ATTEMPTS = 5
COARSEST_CLOCK_NS = 2_000_000_000
"""The coarsest times of writing that file systems keep: two seconds, on FAT."""
MAX_BYTES = 64 * 1024 * 1024
SETTINGS = "site.yml"
CONTENT = "content"
TEMPLATES = "templates"
_PACKAGE = Path(__file__).parents[1]
_IN_WHEEL = _PACKAGE / "bundled"
_LOCALES = _PACKAGE / "text" / "locales"
IS_CHECKOUT = not _IN_WHEEL.is_dir()
BUNDLED = _PACKAGE.parent if IS_CHECKOUT else _IN_WHEEL
"""The folder with the templates and other files of the program: its repository, or the same layout in a wheel."""
COMMAND, INSTALLED = "build.py", "recanvass"
"""What the program is started by: the file of a checkout or a site, or the command that pip has installed."""
State = tuple[int, ...]
"""What tells that a file was written: the times of its text and of its entry, its size, its number on the disk."""
_PROGRAM = (TEMPLATES,)
_SITE = (SETTINGS, CONTENT, TEMPLATES)
_MERGE = re.compile(r"^(?:<{7}|>{7})(?= )", re.MULTILINE)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SAVE_AS_UTF8 = worded("save it again as UTF-8 (in Excel: CSV UTF-8)")
PUBLISHED = frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".pdf", ".ico"})
"""Endings of files below content/ that are published as they are."""
_TEXT_ENDINGS = (".csv", ".json", ".md", ".yml")
_OF_SYSTEMS = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"})
_TEMPORARY_ENDINGS = ("~", ".swp", ".swx", ".tmp", ".bak", ".orig", ".rej")


def called() -> str:
    """Return what to type to start the program again, in the words in which it was started."""
    if Path(sys.argv[0]).name != COMMAND:
        return INSTALLED
    return f"python {COMMAND}" if sys.platform == "win32" else f"python3 {COMMAND}"


class SourceFile(Struct, frozen=True):
    """One text file: its path relative to the site with forward slashes, and its text, lines ended by line feeds.

    If `is_refused`, the file exists but could not be read. Then its text is empty, and the report says why.
    `languages` says in which language of the site it is read. `raw` are the bytes of a file that is no text.
    """

    path: str
    text: str
    is_refused: bool = False
    languages: Languages = Languages()
    raw: bytes | None = None

    def line(self, number: int) -> str | None:
        """Return line `number`, counted from 1, without its end."""
        lines = self.text.split("\n", number)
        return lines[number - 1] if 0 < number <= len(lines) else None


class Gathered(Struct, frozen=True):
    """All sources of a site by path, with the templates of the program, and what is wrong with them.

    `inputs` is one hash of all files. `settled` has the files, by path and state, that did not change for a while, so a
    later change would show in their state.
    """

    root: Path
    files: Mapping[str, SourceFile]
    inputs: str
    diagnostics: tuple[Diagnostic, ...]
    settled: Mapping[tuple[str, State], SourceFile] = field(default_factory=dict)

    def line(self, path: str, number: int) -> str | None:
        """Return one line of a source file, for the text of a message."""
        file = self.files.get(path)
        return file.line(number) if file is not None else None


class ChangedError(Exception):
    """Files went on changing while they were read."""


def gather(root: Path, before: Gathered | None = None) -> Gathered:
    """Read a site's folder. A template of the site replaces the program's template of the same name.

    All files are as they were at one moment: if a file changes while they are read, all are read again. A file that is
    settled since the reading `before` is not read again. Raises ChangedError if files keep changing.
    """
    known = before.settled if before is not None else {}
    for _ in range(ATTEMPTS):
        since, states = time.time_ns() - COARSEST_CLOCK_NS, _states(root)
        report = Report()
        own, bundled = _read_paths(root, _paths(root, _SITE, report), states, known, report=report), {}
        if root.resolve() != BUNDLED:
            bundled = _read_paths(BUNDLED, _paths(BUNDLED, _PROGRAM, Report()), states, known, report=Report())
        templates = [file for file in bundled.values() if not file.is_refused]
        files = {file.path: file for file in (*templates, *own.values())}
        if _states(root) == states and _are_same(root, own, states, since=since):
            read = {**bundled, **own}
            old = {path: state for path, state in states.items() if _time_written(state) < since and path in read}
            settled = {(path, state): read[path] for path, state in old.items() if not read[path].is_refused}
            return Gathered(root, files, input_hash(files.values()), tuple(report.items), settled)
    raise ChangedError(worded("the files in %(root)s kept changing while Recanvass read them; try again", root=root))


def _read_paths(
    root: Path,
    paths: Iterable[str],
    states: Mapping[str, State],
    known: Mapping[tuple[str, State], SourceFile],
    *,
    report: Report,
) -> dict[str, SourceFile]:
    """Return files by the path that they have on the disk; what is known is taken over."""
    files = {}
    for path in paths:
        key = (path, states.get(path, ()))
        files[path] = known[key] if key in known else _read_file(root, Path(path), report)
    return files


def _states(root: Path) -> dict[str, State]:
    """Return by path what tells that a file was written."""
    states: dict[str, State] = {}
    for path in (*_paths(BUNDLED, _PROGRAM, Report()), *_paths(root, _SITE, Report())):
        with suppress(OSError):
            status = os.lstat(path)
            states[path] = status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino
    return states


def _time_written(state: State) -> int:
    return max(state[:2])


def _are_same(root: Path, files: Mapping[str, SourceFile], states: Mapping[str, State], *, since: int) -> bool:
    """Read again what was written so short ago that the time of a second writing may be the same."""
    fresh = [path for path, state in states.items() if _time_written(state) >= since and path in files]
    return all(files[path] == _read_file(root, Path(path), Report()) for path in fresh)


def input_hash(files: Iterable[SourceFile]) -> str:
    """Return one hash of source files by path and text."""
    digest = hashlib.sha256()
    for file in sorted(files, key=attrgetter("path")):
        digest.update(f"{file.path}\0{len(file.text)}\0{file.text}".encode())
        if file.raw is not None:
            digest.update(hashlib.sha256(file.raw).digest())
    return digest.hexdigest()


@cache
def program() -> bytes:
    """Return one hash of the program: its modules and texts, Python, and which packages are installed in which version.

    It is the hash of the running program, even if another version has replaced its files by now.
    """
    digest = hashlib.sha256(sys.version.encode())
    for folder in sys.path:
        if folder and Path(folder).is_dir():
            packages = sorted(path.name for path in Path(folder).iterdir() if path.suffix == ".dist-info")
            digest.update("\n".join(packages).encode())
    for path in sorted((*_PACKAGE.rglob("*.py"), *_PACKAGE.rglob("*.po"))):
        digest.update(f"\0{path.relative_to(_PACKAGE).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.digest()


@cache
def catalogues() -> Mapping[str, Path]:
    """Return the catalogue of each language but English, which needs none, by the language's code."""
    return {path.parts[-3].replace("_", "-"): path for path in sorted(_LOCALES.glob("*/LC_MESSAGES/recanvass.po"))}


def catalogue(language: str) -> bytes | None:
    """Return the catalogue of a language, or of the language without its region; None for English.

    Raises KeyError where there is none.
    """
    known, base = catalogues(), language.partition("-")[0]
    if language not in known and base == ENGLISH:
        return None
    return known[language if language in known else base].read_bytes()


def has_texts(language: str) -> bool:
    """Tell whether the program can speak a language."""
    base = language.partition("-")[0]
    return base == ENGLISH or not catalogues().keys().isdisjoint((language, base))


def read(root: Path, report: Report) -> Mapping[str, SourceFile]:
    """Return every content and template file below `root` by path, sorted by path.

    Hidden files and editors' temporary files are passed over. Links, files that are not text and files over
    MAX_BYTES are reported and refused. Of files of other kinds below content/ only the path is kept.
    """
    files = (_read_file(root, Path(path), report) for path in _paths(root, _SITE, report))
    return {file.path: file for file in files}


def read_single(path: Path, report: Report) -> SourceFile:
    """Return one file that belongs to no site, called by its name alone; emits what content files emit."""
    return _read_file(path.parent, path, report)


def is_ignored(name: str) -> bool:
    """Tell whether a file or folder is hidden, an editor's temporary one, or one that a file manager leaves behind."""
    is_temporary = name.startswith((".", "#", "~$")) or name.endswith(_TEMPORARY_ENDINGS)
    return is_temporary or name.casefold() in _OF_SYSTEMS


def _paths(root: Path, parts: Iterable[str], report: Report) -> Iterator[str]:
    """Yield the paths of the files of a folder, part by part, each part in order."""
    for path in (root / part for part in parts):
        if path.name == SETTINGS:
            yield from (str(path),) if path.is_symlink() or path.exists() else ()
        elif path.is_symlink():
            _refuse_link(root, path, report)
        elif path.is_dir():
            yield from _walk(root, str(path), report)


def _walk(root: Path, folder: str, report: Report) -> Iterator[str]:
    for entry in sorted(_entries(root, folder, report), key=attrgetter("name")):
        if entry.is_symlink() and not entry.name.endswith(_TEXT_ENDINGS):
            _refuse_link(root, Path(entry.path), report)
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(root, entry.path, report)
        else:
            yield entry.path


def _entries(root: Path, folder: str, report: Report) -> Iterator["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as listing:
            entries = tuple(listing)
    except OSError as error:
        _refuse_unreadable(_name(root, Path(folder)), "folder", error, report)
        return
    for entry in (entry for entry in entries if not is_ignored(entry.name)):
        if entry.name.isprintable():
            yield entry
        else:
            message = worded("the file's name has a character that can't be shown")
            hint = worded("rename it; letters, digits and hyphens are safe")
            report.add("E115", Span(_name(root, Path(entry.path))), message, hint=hint)


def _name(root: Path, path: Path) -> str:
    """Return the path below the root as it can be printed on any terminal."""
    name = path.relative_to(root).as_posix()
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in name)


def _refuse_unreadable(name: str, what: str, error: OSError, report: Report) -> None:
    reason = (error.strerror or worded("unknown reason")).lower()
    message = worded("can't read this %(what)s: %(reason)s", what=what, reason=reason)
    hint = worded("check its permissions")
    report.add("E100", Span(name), message, hint=hint)


def _refuse_link(root: Path, path: Path, report: Report) -> None:
    message = worded("this is a link; Recanvass doesn't follow links")
    hint = worded("replace it with the file itself")
    report.add("E106", Span(_name(root, path)), message, hint=hint)


def _read_file(root: Path, path: Path, report: Report) -> SourceFile:
    name = _name(root, path)
    refused = SourceFile(name, "", is_refused=True)
    is_published = name.startswith(f"{CONTENT}/") and path.suffix.lower() in PUBLISHED
    if name.startswith(f"{CONTENT}/") and path.suffix not in _TEXT_ENDINGS and not is_published:
        return refused
    try:
        if path.is_symlink():
            _refuse_link(root, path, report)
            return refused
        if not path.is_file():
            message = worded("this is a device or a pipe, not a text file")
            report.add("E100", Span(name), message, hint=worded("delete it, or replace it with a file"))
            return refused
        if path.stat().st_size > MAX_BYTES:
            limit = f"{MAX_BYTES // 1024 // 1024} MB"
            message = worded("the file is larger than %(limit)s", limit=limit)
            hint = worded("split it into several files")
            report.add("E101", Span(name), message, hint=hint)
            return refused
        raw = path.read_bytes()
    except OSError as error:
        _refuse_unreadable(name, "file", error, report)
        return refused
    text = "" if is_published else _decode(name, raw, report)
    return SourceFile(name, text, raw=raw if is_published else None) if text is not None else refused


def _decode(name: str, raw: bytes, report: Report) -> str | None:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        report.add("E102", Span(name), worded("the file is saved as UTF-16, not UTF-8"), hint=_SAVE_AS_UTF8)
        return None
    raw = raw.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        byte = raw[error.start : error.start + 1]
        message = worded("the byte 0x%(byte)s is not UTF-8 text", byte=byte.hex().upper()) + _in_windows(byte)
        span, line = _span_at(name, raw.decode("utf-8", "replace"), len(before))
        report.add("E102", span, message, hint=_SAVE_AS_UTF8, quoted=line)
        return None
    control = _CONTROL.search(text)
    if control:
        span, line = _span_at(name, text, control.start())
        message = worded("found an invisible control character, U+%(control)s", control=f"{ord(control[0]):04X}")
        report.add("E103", span, message, hint=worded("delete it, or retype the line"), quoted=line)
        return None
    return None if _is_merged(name, text, report) else text


def _is_merged(name: str, text: str, report: Report) -> bool:
    marker = _MERGE.search(text)
    if marker is None:
        return False
    span, line = _span_at(name, text, marker.start())
    message = worded("git left two versions of this text in the file")
    hint = worded("keep the right one and delete the lines that start with <<<<<<<, ======= and >>>>>>>")
    report.add("E117", replace(span, length=len(marker[0])), message, hint=hint, quoted=line)
    return True


def _in_windows(byte: bytes) -> str:
    char = byte.decode("cp1252", "replace")
    return (
        worded("; in the old Windows encoding it is '%(char)s'", char=char)
        if char.isprintable() and char.isalpha()
        else ""
    )


def _span_at(name: str, text: str, position: int) -> tuple[Span, str]:
    """Return a position of a text as a place in its file, with the line there."""
    start = text.rfind("\n", 0, position) + 1
    line, _, _ = text[start:].partition("\n")
    return Span(name, text.count("\n", 0, position) + 1, position - start + 1), line
