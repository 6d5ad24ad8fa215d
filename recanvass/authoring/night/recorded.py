"""A night kept on disk as it was read, and played again.

Owns the folder of a recorded night: one folder for each reading, with its bytes as they came and `about.json`.
"""

from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct, field

from recanvass.authoring.night.reading import EndOfRecordingError, Reading, SourceError
from recanvass.core.messages import worded
from recanvass.publish import state_files

ABOUT, DATA = "about.json", "data"
_DIGITS = 5


class RecordedReading(Struct, frozen=True, omit_defaults=True):
    """What is kept of a reading beside its bytes; `failure` says why there are none."""

    at: datetime
    name: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    modified: datetime | None = None
    modified_by: str = ""
    sha256: str = ""
    failure: str = ""


def about(reading: Reading) -> RecordedReading:
    """Return what is kept of a reading."""
    headers = dict(reading.headers)
    return RecordedReading(reading.at, reading.name, headers, reading.modified, reading.modified_by, reading.sha256)


def put_folder(folder: Path, files: dict[str, bytes]) -> None:
    """Write a folder that is new, whole or not at all."""
    new = folder.with_name(f".{folder.name}.new")
    state_files.remove(str(new))
    new.mkdir(parents=True)
    for name, content in files.items():
        state_files.write(str(new / name), content)
    Path(new).replace(folder)


def encoded(record: Struct) -> bytes:
    """Return a record as JSON that can be read by people too."""
    return msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n"


class Recorder:
    """Keeps each reading of a night, and each time that there was none to be had."""

    def __init__(self, folder: Path) -> None:
        """Go on after what is in the folder already."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._last = max((int(name) for name in names_in(folder)), default=0)
        self._failure = ""

    def keep(self, reading: Reading) -> None:
        """Keep a reading."""
        self._failure = ""
        self._put({DATA: reading.data, ABOUT: encoded(about(reading))})

    def keep_failure(self, at: datetime, reason: str) -> None:
        """Keep that there was nothing to read; the same reason again is not kept again."""
        if reason != self._failure:
            self._failure = reason
            self._put({ABOUT: encoded(RecordedReading(at, failure=reason))})

    def _put(self, files: dict[str, bytes]) -> None:
        self._last += 1
        put_folder(self._folder / f"{self._last:0{_DIGITS}}", files)


def names_in(folder: Path) -> list[str]:
    """Return the names of the readings in a folder, the first one first."""
    return sorted((path.name for path in folder.iterdir() if path.name.isdecimal()), key=int)


class RecordedSource:
    """A recorded night as a source: each reading comes when it came then. Its tag is the name of its folder."""

    def __init__(self, folder: Path) -> None:
        """Open a recorded night; raises SourceError where there is none."""
        if not folder.is_dir() or not names_in(folder):
            raise SourceError(worded("%(folder)s has no recorded night", folder=folder))
        self._folder = folder
        self._names = names_in(folder)
        self._next = 0

    @property
    def begin(self) -> datetime:
        """When the recorded night began."""
        return self._about(self._names[0]).at

    def pause_s(self, every: float) -> float:
        """Return how many seconds lay between the last reading and the next."""
        if not 0 < self._next < len(self._names):
            return every
        last, following = (self._about(name).at for name in self._names[self._next - 1 : self._next + 1])
        return max(0.0, (following - last).total_seconds())

    def read(self, tag: str) -> Reading:
        """Return the reading after the one with that tag; raises SourceError for one that failed then."""
        self._next = next((place for place, name in enumerate(self._names) if not tag or int(name) > int(tag)), -1)
        if self._next < 0:
            raise EndOfRecordingError
        name = self._names[self._next]
        self._next += 1
        kept = self._about(name)
        if kept.failure:
            raise SourceError(kept.failure, name)
        data = (self._folder / name / DATA).read_bytes()
        reading = Reading(kept.name, data, kept.at, name, kept.headers, kept.modified, kept.modified_by)
        if reading.sha256 != kept.sha256:
            raise SourceError(worded("%(folder)s is not as it was recorded", folder=self._folder / name / DATA), name)
        return reading

    def _about(self, name: str) -> RecordedReading:
        return msgspec.json.decode((self._folder / name / ABOUT).read_bytes(), type=RecordedReading)
