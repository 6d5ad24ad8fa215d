"""A reading imported, as the site would be with it, and every reason to hold it back.

Owns the reasons that come from the file itself. Must not write anything.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from recanvass.authoring.importing.outcome import ImportResult, Read, errors
from recanvass.authoring.night.imports import NightImport, ReleaseTime
from recanvass.authoring.night.reading import FiguresTime, Reading, SourceError, stamp_of, stamp_text
from recanvass.authoring.night.state import Accepted, NightState
from recanvass.core.diagnostics import texts
from recanvass.core.messages import worded, worded_plural
from recanvass.text import formatting

_MAX_SHOWN = 5
_HOURS = 24
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How workbooks and archives begin; they have no lines."""


class NightTask(Struct, frozen=True):
    """What the night was asked for, once its site is known. `times` are those at which another release begins."""

    root: Path
    importer: NightImport
    zone: ZoneInfo
    times: tuple[tuple[int, int], ...] = ()
    time_column: str | None = None


class Judgement(Struct, frozen=True):
    """What a reading would do to the site, and the reasons to hold it back."""

    reading: Reading
    stamp: FiguresTime
    release: str
    result: ImportResult
    reasons: tuple[str, ...]

    @property
    def accepted(self) -> Accepted:
        """What the next reading is compared with once this one is in the content."""
        read = self.result.read
        return Accepted(
            sha256=self.reading.sha256,
            name=self.reading.name,
            as_of=self.stamp.moment,
            as_of_by=self.stamp.by,
            columns=read.columns if read is not None else (),
            figures=tuple(sorted(read.figures)) if read is not None else (),
            is_ended=_is_ended(self.reading.data),
        )


def judge(task: NightTask, reading: Reading, state: NightState) -> Judgement:
    """Import a reading without writing anything, and return what speaks against it."""
    importer, form = task.importer, task.importer.form
    try:
        stamp = stamp_of(reading, form, task.time_column, task.zone)
    except SourceError as error:
        return Judgement(reading, FiguresTime(reading.at, ""), importer.release, ImportResult(), (f"{error}.",))
    if task.time_column is not None:
        form = replace(form, ignored=form.ignored | {task.time_column})
    made = importer.run(reading.table(form), _release_time(task, stamp, state.began or stamp.moment))
    of_file = _of_file(task, reading, stamp, state, result=made.result)
    reasons = (*of_file, *made.reasons, *_of_import(made.result))
    return Judgement(reading, stamp, made.release, made.result, reasons)


def _release_time(task: NightTask, stamp: FiguresTime, began: datetime) -> ReleaseTime:
    """Return the time of a reading, and the last of the stated times before it, at which its release began."""
    moment, started = stamp_text(stamp.moment, task.zone), _started(task, stamp.moment, began)
    if started is None:
        return ReleaseTime(moment)
    time, days = started
    # Releases are in the order of their folders, so hours go on counting after midnight.
    return ReleaseTime(moment, f"-{time.hour + _HOURS * days:02}{time.minute:02}", f", {formatting.time_of_day(time)}")


def _started(task: NightTask, moment: datetime, began: datetime) -> tuple[datetime, int] | None:
    """Return the last of the stated times that is not after a moment, and on which day of the night it is.

    A time that is not after the one before it is of the next day, as 00:30 is after 23:00.
    """
    found, days, before = None, 0, None
    first = began.astimezone(task.zone).date()
    for time in task.times:
        if before is not None and time <= before:
            days += 1
        day = first + timedelta(days=days)
        at = datetime(day.year, day.month, day.day, *time, tzinfo=task.zone)
        found, before = ((at, days) if at <= moment else found), time
    return found


def _of_file(
    task: NightTask, reading: Reading, stamp: FiguresTime, state: NightState, *, result: ImportResult
) -> Iterator[str]:
    """Yield what speaks against a file beside the one that was accepted last."""
    last, read = state.accepted, result.read
    if last is None:
        return
    if stamp.moment < last.as_of:
        times = [formatting.moment(moment, task.zone.key) for moment in (stamp.moment, last.as_of)]
        yield worded(
            "It is older than the last one: %(times)s (%(by)s), and the last one was of %(other_times)s.",
            times=times[0],
            by=stamp.by,
            other_times=times[1],
        )
    if last.is_ended and not _is_ended(reading.data):
        yield worded("Its last line does not end, so it seems to be cut off.")
    if read is None:
        return
    if read.columns != last.columns:
        gone = [name for name in last.columns if name not in read.columns]
        new = [name for name in read.columns if name not in last.columns]
        said = [
            f"{what}: {', '.join(names)}" for what, names in ((worded("gone"), gone), (worded("new"), new)) if names
        ]
        yield worded(
            "Its columns are not those of the last one (%(said)s).", said="; ".join(said) or worded("in another order")
        )
    yield from _left_out(last, read)


def _left_out(last: Accepted, read: Read) -> Iterator[str]:
    """Yield the contests and places that the last file had figures of, and this one has not."""
    before, now = [dict.fromkeys(contest for contest, _ in some) for some in (last.figures, sorted(read.figures))]
    several = len(before) > 1
    gone = [contest for contest in before if several and contest not in now]
    if gone:
        yield _listed(gone, worded_plural("%(count)s contest", "%(count)s contests", len(gone)))
    places = [
        f"{area} ({contest})" if several else str(area)
        for contest, area in last.figures
        if contest not in gone and (contest, area) not in read.figures
    ]
    if places:
        yield _listed(places, worded_plural("%(count)s place", "%(count)s places", len(places)))


def _listed(names: Sequence[str], counted: str) -> str:
    shown = ", ".join(names[:_MAX_SHOWN])
    more = worded(" and %(count)s more", count=f"{len(names) - _MAX_SHOWN:,}") if len(names) > _MAX_SHOWN else ""
    return worded(
        "It leaves out %(counted)s that the last one had: %(shown)s%(more)s.",
        counted=counted,
        shown=shown,
        more=more,
    )


def _of_import(result: ImportResult) -> Iterator[str]:
    found = errors(result.diagnostics)
    for one in found[:_MAX_SHOWN]:
        yield texts([one], result.line)
    if len(found) > _MAX_SHOWN:
        yield worded("%(count)s more errors", count=f"{len(found) - _MAX_SHOWN:,}")


def _is_ended(data: bytes) -> bool:
    return data.startswith(_BINARY) or data.rstrip(b" \t\0").endswith((b"\n", b"\r", b">", b"}"))
