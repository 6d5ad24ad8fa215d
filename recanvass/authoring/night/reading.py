"""One reading of a source, and the time that its figures are of.

Owns how that time is found: the table's own column, then what the server or the disk says of the file.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import PurePath
from typing import Protocol
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from recanvass.authoring.importing.reading import InputTable, ReadResult, records
from recanvass.core.diagnostics import Report
from recanvass.core.messages import worded

_HEADER_WITHIN = 20
"""Among how many records at the top of a table the column of times is looked for."""
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?")
_AMERICAN = (
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
)


class SourceError(Exception):
    """The source has nothing that can be read now; the text says why. `tag` is where a recording goes on."""

    def __init__(self, reason: str, tag: str = "") -> None:
        """Say why, in a sentence that goes on after a colon."""
        super().__init__(reason)
        self.tag = tag


class EndOfRecordingError(Exception):
    """A recorded night is over."""


class Reading(Struct, frozen=True):
    """All the bytes of a source, as one request returned them.

    `tag` is what the source is asked with next time, so that it can say that nothing has changed. `modified` is when
    the file was last changed as far as the source says so, and `modified_by` names who says it.
    """

    name: str
    data: bytes
    at: datetime
    tag: str
    headers: Mapping[str, str] = field(default_factory=dict)
    modified: datetime | None = None
    modified_by: str = ""

    @property
    def sha256(self) -> str:
        """The hash of the bytes."""
        return hashlib.sha256(self.data).hexdigest()

    def table(self, form: ReadResult) -> InputTable:
        """Return the bytes as a table to be read."""
        name = PurePath(self.name).name if "://" not in self.name else self.name
        return InputTable(PurePath(name), name, form, data=self.data)


class ReadingSource(Protocol):
    """Where readings come from."""

    def read(self, tag: str) -> Reading | None:
        """Return what is new since the reading with that tag, None where nothing is; raises SourceError."""

    def pause_s(self, every: float) -> float:
        """Return how many seconds to wait before the next reading."""


class FiguresTime(Struct, frozen=True):
    """The time that figures are of, and what says so."""

    moment: datetime
    by: str


def stamp_of(reading: Reading, form: ReadResult, column: str | None, zone: ZoneInfo) -> FiguresTime:
    """Return the time that a reading is of. Raises SourceError where the column that has it cannot be read."""
    if column is not None:
        return FiguresTime(_newest(reading, form, column, zone), worded("the column '%(column)s'", column=column))
    if reading.modified is not None:
        return FiguresTime(reading.modified, reading.modified_by)
    return FiguresTime(reading.at, worded("the time of the reading"))


def _newest(reading: Reading, form: ReadResult, column: str, zone: ZoneInfo) -> datetime:
    report = Report()
    rows = (record.cells for record in records(reading.table(form), report))
    top: list[list[str]] = []
    for cells in islice(rows, _HEADER_WITHIN):
        top.append(cells)
        names = [" ".join(cell.casefold().split()) for cell in cells]
        if column.casefold() in names:
            found = list(_times(rows, names.index(column.casefold()), zone))
            if not found:
                raise SourceError(worded("the column '%(column)s' has no time in it", column=column))
            return max(found)
    message = worded(
        "the table has no column '%(column)s'; its first row is %(top)s",
        column=column,
        top=", ".join(top[0]) if top else worded("empty"),
    )
    raise SourceError(message)


def _times(rows: Iterator[Sequence[str]], index: int, zone: ZoneInfo) -> Iterator[datetime]:
    for cells in rows:
        text = cells[index].strip() if index < len(cells) else ""
        if text:
            yield _time(text, zone)


def _time(text: str, zone: ZoneInfo) -> datetime:
    """Return a time as tables have it; one without an offset is of the site's time zone."""
    found = None
    if _ISO.fullmatch(text):
        found = datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", ""))
    for form in _AMERICAN if found is None else ():
        try:
            found = datetime.strptime(text, form)  # noqa: DTZ007 -- its zone is added below
            break
        except ValueError:
            continue
    if found is None:
        message = worded(
            "'%(text)s' is not a time; times such as 2024-11-05T21:30:00 or 11/05/2024 9:30 PM can be read",
            text=text,
        )
        raise SourceError(message)
    return (found if found.tzinfo is not None else found.replace(tzinfo=zone)).astimezone(UTC)


def stamp_text(moment: datetime, zone: ZoneInfo) -> str:
    """Return a time as release.yml has it: to the second, in the site's time zone."""
    return moment.astimezone(zone).replace(microsecond=0).isoformat()
