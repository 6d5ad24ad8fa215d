"""A reading imported, as the site would be with it, and every reason to hold it back.

Owns the reasons that come from the file itself. Must not write anything.
"""

import argparse
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from recanvass.authoring.importing.command import read_result, target_release
from recanvass.authoring.importing.outcome import ImportOptions, ImportResult, errors
from recanvass.authoring.importing.results import import_results
from recanvass.authoring.importing.target import TargetRelease
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
    options: argparse.Namespace
    zone: ZoneInfo
    times: tuple[tuple[int, int], ...] = ()


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
            places=tuple(sorted(read.places)) if read is not None else (),
            is_ended=_is_ended(self.reading.data),
        )


def judge(task: NightTask, reading: Reading, state: NightState) -> Judgement:
    """Import a reading without writing anything, and return what speaks against it."""
    form = read_result(task.options)
    try:
        stamp = stamp_of(reading, form, task.options.time_column, task.zone)
    except SourceError as error:
        return Judgement(reading, FiguresTime(reading.at, ""), task.options.release, ImportResult(), (f"{error}.",))
    if task.options.time_column is not None:
        form = replace(form, ignored=form.ignored | {task.options.time_column})
    target = _target(task, stamp, state.began or stamp.moment)
    options = ImportOptions(task.root, reading.table(form), task.options.mapping)
    result = import_results(options, target)
    reasons = (*_of_file(task, reading, stamp, state, result=result), *_of_import(result))
    return Judgement(reading, stamp, target.release, result, reasons)


def _target(task: NightTask, stamp: FiguresTime, began: datetime) -> TargetRelease:
    """Return the release that a reading goes into: of the last stated time before it, or else of the whole night."""
    plain = target_release(task.options)
    moment = stamp_text(stamp.moment, task.zone)
    started = _started(task, stamp.moment, began)
    if started is not None:
        time, days = started
        # Releases are in the order of their folders, so hours go on counting after midnight.
        suffix = f"{time.hour + _HOURS * days:02}{time.minute:02}"
        head = dict(plain.head)
        if "title" in head:
            head["title"] = f"{head['title']}, {formatting.time_of_day(time)}"
        plain = replace(plain, release=f"{plain.release}-{suffix}", head=head)
    if (task.root / plain.path).exists():
        return replace(plain, head={}, stamp=moment)
    return replace(plain, head={**plain.head, "as_of": moment})


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
        said = [f"{what}: {', '.join(names)}" for what, names in (("gone", gone), ("new", new)) if names]
        yield worded(
            "Its columns are not those of the last one (%(said)s).", said="; ".join(said) or worded("in another order")
        )
    missing = sorted(set(last.places) - read.places)
    if missing:
        count = worded_plural("%(count)s place", "%(count)s places", len(missing))
        shown = ", ".join(missing[:_MAX_SHOWN])
        more = (
            worded(" and %(count)s more", count=f"{len(missing) - _MAX_SHOWN:,}") if len(missing) > _MAX_SHOWN else ""
        )
        yield worded(
            "It leaves out %(count)s that the last one had: %(shown)s%(more)s.", count=count, shown=shown, more=more
        )


def _of_import(result: ImportResult) -> Iterator[str]:
    found = errors(result.diagnostics)
    for one in found[:_MAX_SHOWN]:
        yield texts([one], result.line)
    if len(found) > _MAX_SHOWN:
        yield worded("%(count)s more errors", count=f"{len(found) - _MAX_SHOWN:,}")


def _is_ended(data: bytes) -> bool:
    return data.startswith(_BINARY) or data.rstrip(b" \t\0").endswith((b"\n", b"\r", b">", b"}"))
