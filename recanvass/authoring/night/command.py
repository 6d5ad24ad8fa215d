"""The command `night`: from its words to a night, and what is printed.

Owns printing and the exit code. Must not decide what is published.
"""

import argparse
import errno
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event as Wake
from zoneinfo import ZoneInfo

from recanvass.authoring.night import commits, imports
from recanvass.authoring.night.clock import Clock, PlayedClock, RealClock
from recanvass.authoring.night.deadlines import Deadlines
from recanvass.authoring.night.events import EventKind, NightEvent
from recanvass.authoring.night.imports import NightImport
from recanvass.authoring.night.judging import NightTask
from recanvass.authoring.night.loop import Night, Parts
from recanvass.authoring.night.page import PageFacts, new_token, shown
from recanvass.authoring.night.reading import ReadingSource, SourceError
from recanvass.authoring.night.recorded import RecordedSource, Recorder
from recanvass.authoring.night.sending import BUILDS_AN_HOUR, Branch, LocalOutput, NightReleases, Outlet, SendingError
from recanvass.authoring.night.sources import source_of
from recanvass.authoring.night.state import NightFolder
from recanvass.content import files
from recanvass.content.files import called
from recanvass.content.load.settings import load_settings
from recanvass.content.schema.keys import SiteRecord
from recanvass.core.diagnostics import Report, texts
from recanvass.core.messages import worded
from recanvass.publish import interrupts, webhook
from recanvass.publish.locks import BusyError
from recanvass.publish.repository import BranchError, TargetBranch
from recanvass.text import formatting

OK, FAULTS, USAGE = 0, 1, 2
OUTPUT = "output"
_NOT_ALERTED = frozenset({EventKind.NOTICE, EventKind.WAITING})
_LOUD = frozenset({EventKind.HELD, EventKind.NOT_WRITTEN, EventKind.SOURCE_AWAY, EventKind.NOT_PUBLISHED})
"""What goes to standard error, and is told even where little is to be printed."""


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code."""
    if options.release_held is not None:
        return _ask_to_release(NightFolder(options.directory), options.release_held)
    try:
        importer, folder = imports.import_of(options), NightFolder(options.directory)
        with folder.taken(), interrupts.way_to_end(*interrupts.NUMBERS):
            return _night(options, importer, folder)
    except imports.UsageError as error:
        return _refuse(str(error))
    except BusyError:
        return _refuse(worded("another night follows a source for this site; end it first"))
    except (SourceError, commits.CommitError, SendingError, BranchError) as error:
        return _refuse(str(error), FAULTS)
    except OSError as error:
        named = f" {error.filename}" if error.filename else ""
        return _refuse(
            worded(
                "the night can't begin: %(reason)s%(named)s", reason=(error.strerror or str(error)).lower(), named=named
            )
        )


def _night(options: argparse.Namespace, importer: NightImport, folder: NightFolder) -> int:
    commits.check(options.directory)
    # What a publication leaves behind where it is killed goes with the next night.
    tempfile.tempdir = str(folder.scratch())
    # Whatever interrupted writing is put back first: until then the content may be half of two readings.
    commits.restore(options.directory, folder.peek().writing)
    zone = ZoneInfo(_settings(options.directory).get(SiteRecord.timezone) or "UTC")
    clock: Clock = RealClock()
    if options.replay is not None:
        source: ReadingSource = RecordedSource(options.replay)
        clock = PlayedClock(RecordedSource(options.replay).begin, options.speed)
    else:
        source = source_of(options.followed, options.match, clock)
    outlet = _outlet(options, importer)
    parts = Parts(
        task=NightTask(options.directory, importer, zone, options.at, options.time_column),
        source=source,
        clock=clock,
        folder=folder,
        outlet=outlet,
        tell=_alerting(options.directory, clock, _teller(options, clock, zone)),
        deadlines=Deadlines(options.directory, zone),
        recorder=Recorder(options.record) if options.record is not None else None,
        wake=Wake(),
    )
    name = f"{options.followed or options.replay.resolve()} {importer.name} {importer.release}"
    _say_begin(options, outlet, parts.tell)
    with _page(options, parts) as address:
        if address:
            parts.tell(NightEvent(EventKind.NOTICE, (worded("The state of the night: %(address)s", address=address),)))
        return OK if Night(parts, name).run(options.every, is_once=options.once) else FAULTS


@contextmanager
def _page(options: argparse.Namespace, parts: Parts) -> Iterator[str]:
    """Show the state of the night and yield its address, nothing where no page is asked for."""
    if options.no_page or options.once:
        yield ""
        return
    facts = PageFacts(parts.folder, lambda at: formatting.moment(at, parts.task.zone.key), parts.wake, new_token())
    try:
        with shown(facts, options.port) as address:
            yield address
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        message = worded("port %(port)s is in use; choose another with --port, or add --no-page", port=options.port)
        raise SendingError(message) from error


def _settings(root: Path) -> SiteRecord:
    """Return site.yml; the content need not be whole yet, since a contest may be without a release."""
    report = Report()
    known = files.read(root, report)
    found = load_settings(known.get(files.SETTINGS), report)
    if found is None:
        raise SendingError(texts(report.ordered(), lambda path, number: known[path].line(number)))
    return found


def _outlet(options: argparse.Namespace, importer: NightImport) -> Outlet:
    if not options.publish:
        return LocalOutput(options.directory / OUTPUT, options.base_url)
    target = TargetBranch(options.directory, options.remote, options.branch)
    # Hours of a night that is played pass faster than those of its host.
    speed = options.speed if options.replay is not None else 1
    night = NightReleases(importer.contest, importer.release)
    return Branch(target, night, options.base_url, every=options.publish_every, speed=speed)


def _say_begin(options: argparse.Namespace, outlet: Outlet, tell: Callable[[NightEvent], None]) -> None:
    what = worded(
        "Following %(followed)s, every %(every)s seconds (press Ctrl+C to stop)",
        followed=options.followed,
        every=f"{options.every:,.0f}",
    )
    if options.replay is not None:
        what = worded(
            "Playing the night in %(replay)s, %(speed)s times as fast (press Ctrl+C to stop)",
            replay=options.replay,
            speed=f"{options.speed:,.0f}",
        )
    lines = [worded("Reading %(followed)s once", followed=options.followed or options.replay) if options.once else what]
    if isinstance(outlet, Branch) and outlet.is_too_often:
        lines.append(
            worded(
                "GitHub Pages asks for at most %(builds_an_hour)s builds an hour; --publish-every asks for more.",
                builds_an_hour=BUILDS_AN_HOUR,
            )
        )
    elif isinstance(outlet, Branch) and outlet.is_limited:
        pause = outlet.pause.total_seconds() / 60
        lines.append(
            worded(
                "Publishing at most every %(pause)s minutes: GitHub Pages asks for %(builds_an_hour)s builds an hour.",
                pause=f"{pause:,.0f}",
                builds_an_hour=BUILDS_AN_HOUR,
            )
        )
    tell(NightEvent(EventKind.NOTICE, tuple(lines)))


def _teller(options: argparse.Namespace, clock: Clock, zone: ZoneInfo) -> Callable[[NightEvent], None]:
    def tell(event: NightEvent) -> None:
        is_loud = event.kind in _LOUD
        if options.quiet and not is_loud:
            return
        to = sys.stderr if is_loud else sys.stdout
        first, *others = (line for text in event.lines for line in text.splitlines())
        to.write(f"{clock.now().astimezone(zone):%H:%M:%S}  {first}\n")
        to.writelines(f"          {line}\n" for line in others)
        to.flush()

    return tell


def _alerting(root: Path, clock: Clock, tell: Callable[[NightEvent], None]) -> Callable[[NightEvent], None]:
    """Return what tells an event on the terminal, and to the webhook of the site if it has one."""
    settings = _settings(root)
    alerts = settings.get(SiteRecord.alerts)
    if alerts is None:
        return tell
    if not webhook.has_secret(alerts):
        line = worded(
            "No alert is sent: set the variable %(secret)s to the secret that signs them.", secret=alerts.secret
        )
        tell(NightEvent(EventKind.NOTICE, (line,)))
        return tell

    def alert(event: NightEvent) -> None:
        tell(event)
        if event.kind not in _NOT_ALERTED:
            document = {"kind": event.kind.value, "at": clock.now().isoformat(), "lines": event.lines, **event.values}
            try:
                webhook.send(alerts, {**document, **({"rehearsal": True} if settings.rehearsal else {})})
            except webhook.AlertError as error:
                tell(NightEvent(EventKind.NOTICE, (worded("An alert was not sent: %(error)s", error=error),)))

    return alert


def _ask_to_release(folder: NightFolder, number: int) -> int:
    held = next((one for one in folder.held() if one.number == number), None)
    waiting = ", ".join(str(one.number) for one in folder.waiting()) or worded("none")
    if held is None:
        return _refuse(
            worded("there is no held reading %(number)s; waiting: %(waiting)s", number=number, waiting=waiting)
        )
    if held.ended:
        return _refuse(
            worded(
                "reading %(number)s is no longer held: %(ended)s; waiting: %(waiting)s",
                number=number,
                ended=held.ended,
                waiting=waiting,
            )
        )
    folder.ask_to_release(number)
    try:
        with folder.taken():
            sys.stdout.write(
                worded(
                    "Reading %(number)s will be released when the night goes on; start it with '%(command)s night'.\n",
                    number=number,
                    command=called(),
                )
            )
    except BusyError:
        sys.stdout.write(worded("Reading %(number)s will be released by the night that is running.\n", number=number))
    return OK


def _refuse(reason: str, code: int = USAGE) -> int:
    sys.stderr.write(f"error: {reason}\n")
    return code
