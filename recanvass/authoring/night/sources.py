"""Sources that change during a night: an address, a file, or the newest file of a folder.

Owns what tells that nothing has changed, and that a reading is whole. Must not know what is in a file.
"""

import hashlib
import http.client
import re
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from fnmatch import fnmatch
from pathlib import Path

import msgspec

from recanvass.authoring.importing import downloads
from recanvass.authoring.importing.downloads import csv_address, is_address
from recanvass.authoring.night.clock import Clock
from recanvass.authoring.night.reading import Reading, ReadingSource, SourceError
from recanvass.content.files import is_ignored
from recanvass.core.messages import worded

_CHUNK = 256 * 1024
_KEPT = ("etag", "last-modified", "content-type", "content-length", "date")
"""The headers of an answer that are kept."""


def source_of(name: str, pattern: str, clock: Clock) -> ReadingSource:
    """Return the source of a name, which is an address or a path; of a folder, files that match `pattern` count."""
    if is_address(name):
        return WebSource(name, clock)
    return FileSource(Path(name), pattern, clock)


class WebSource:
    """A file at an address, asked for with what it was called last time."""

    def __init__(self, address: str, clock: Clock) -> None:
        """Remember the address."""
        self._address = address
        self._clock = clock

    def pause_s(self, every: float) -> float:
        """Return how many seconds to wait before the next reading."""
        return every

    def read(self, tag: str) -> Reading | None:
        """Return the file, None where the server says that it is as it was; raises SourceError."""
        address = csv_address(self._address)
        asked = {"User-Agent": "recanvass", "Accept-Encoding": "identity", **_conditions(tag)}
        request = urllib.request.Request(address, headers=asked)  # noqa: S310 -- the opener knows the web alone
        try:
            with downloads.opener().open(request, timeout=downloads.SECONDS) as answer:
                data = _whole(answer)
                headers = {name.lower(): value for name, value in answer.headers.items() if name.lower() in _KEPT}
        except urllib.error.HTTPError as error:
            if error.code == http.HTTPStatus.NOT_MODIFIED:
                return None
            raise SourceError(
                worded("the server answered %(code)s %(reason)s", code=error.code, reason=error.reason).strip()
            ) from error
        except http.client.IncompleteRead as error:
            raise SourceError(_cut_off(len(error.partial), error.expected)) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise SourceError(_reason(error)) from error
        if not data:
            raise SourceError(worded("the file is empty"))
        known = {name: headers[name] for name in ("etag", "last-modified") if name in headers}
        modified = _date_of(headers.get("last-modified", ""))
        new_tag = msgspec.json.encode(known).decode()
        return Reading(
            self._address, data, self._clock.now(), new_tag, headers, modified, worded("the server's Last-Modified")
        )


def _conditions(tag: str) -> Mapping[str, str]:
    try:
        known = msgspec.json.decode(tag, type=dict[str, str]) if tag else {}
    except msgspec.DecodeError:
        known = {}
    names = (("etag", "If-None-Match"), ("last-modified", "If-Modified-Since"))
    return {header: known[name] for name, header in names if name in known}


def _whole(answer: http.client.HTTPResponse) -> bytes:
    pieces, size = [], 0
    while piece := answer.read(_CHUNK):
        pieces.append(piece)
        size += len(piece)
        if size > downloads.MAX_BYTES:
            raise SourceError(worded("the file is larger than %(size)s MB", size=downloads.MAX_BYTES >> 20))
    if answer.length:
        raise SourceError(_cut_off(size, answer.length))
    return b"".join(pieces)


def _reason(error: Exception) -> str:
    """Say why there was no answer; what the system names by a number, in words."""
    reason = getattr(error, "reason", "") or error
    return str(getattr(reason, "strerror", "") or reason).lower() or worded("no answer")


def _cut_off(size: int, missing: int | None) -> str:
    return worded("it was cut off after %(size)s bytes", size=f"{size:,}") + (
        worded(", %(missing)s short", missing=f"{missing:,}") if missing else ""
    )


def _date_of(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


class FileSource:
    """A file, or of a folder the file that was changed last and whose name matches a pattern."""

    def __init__(self, path: Path, pattern: str, clock: Clock) -> None:
        """Remember the path."""
        self._path = path
        self._pattern = pattern
        self._clock = clock

    def pause_s(self, every: float) -> float:
        """Return how many seconds to wait before the next reading."""
        return every

    def read(self, tag: str) -> Reading | None:
        """Return the file, None where it is as it was; raises SourceError."""
        try:
            path = self._newest() if self._path.is_dir() else self._path
            before = path.stat()
            mark = f"{path.name} {before.st_mtime_ns} {before.st_size}"
            if tag.startswith(f"{mark} "):
                return None
            data = path.read_bytes()
            after = path.stat()
        except OSError as error:
            raise SourceError((error.strerror or str(error)).lower()) from error
        if (after.st_mtime_ns, after.st_size) != (before.st_mtime_ns, before.st_size) or len(data) != after.st_size:
            raise SourceError(worded("the file is being written"))
        if not data:
            raise SourceError(worded("the file is empty"))
        modified = datetime.fromtimestamp(before.st_mtime_ns // 1_000_000_000, UTC)
        digest = hashlib.sha256(data).hexdigest()
        if tag.endswith(f" {digest}") and tag.startswith(f"{path.name} "):
            return None
        return Reading(
            path.name, data, self._clock.now(), f"{mark} {digest}", {}, modified, worded("the time of the file")
        )

    def _newest(self) -> Path:
        files = [
            path
            for path in self._path.iterdir()
            if path.is_file() and not is_ignored(path.name) and fnmatch(path.name, self._pattern)
        ]
        if not files:
            raise SourceError(worded("the folder has no file that matches %(pattern)s", pattern=self._pattern))
        return max(files, key=lambda path: (path.stat().st_mtime_ns, _natural(path.name)))


def _natural(name: str) -> list[tuple[int, str]]:
    """Return what sorts names with numbers in them as people count."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name)]
