"""The loop of a night: read, judge, hold back or commit, and publish.

Owns the order of these steps, and that a night which ends between any two of them goes on as if it had not.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from threading import Event as Wake

from msgspec import Struct, field
from msgspec.structs import replace

from recanvass.authoring.importing import writing
from recanvass.authoring.night import commits, guards
from recanvass.authoring.night.clock import Clock
from recanvass.authoring.night.deadlines import Deadlines
from recanvass.authoring.night.events import EventKind, NightEvent
from recanvass.authoring.night.judging import Judgement, NightTask, judge
from recanvass.authoring.night.reading import EndOfRecordingError, Reading, ReadingSource, SourceError
from recanvass.authoring.night.recorded import Recorder
from recanvass.authoring.night.sending import Outlet, SendingError, readied
from recanvass.authoring.night.state import HeldReading, LastRead, NightFolder, NightState, PublishedSite
from recanvass.build import pipeline
from recanvass.build.effects.alerts import Alert
from recanvass.content.files import ChangedError
from recanvass.core.messages import worded
from recanvass.publish import interrupts
from recanvass.text import formatting

LISTEN_S = 5.0
"""How long a night waits at most before it looks whether a held reading is to be released."""
_DAY = timedelta(days=1)


class Parts(Struct, frozen=True):
    """What a night is made of. `wake` ends its waiting."""

    task: NightTask
    source: ReadingSource
    clock: Clock
    folder: NightFolder
    outlet: Outlet
    tell: Callable[[NightEvent], None]
    deadlines: Deadlines
    recorder: Recorder | None = None
    wake: Wake = field(default_factory=Wake)


class Night:
    """One night. All that it knows of earlier readings is in its folder."""

    def __init__(self, parts: Parts, name: str) -> None:
        """Go on with the night of that name, or begin it."""
        self._parts = parts
        self._name = name
        self._state = parts.folder.load(name)
        self._said = ""

    @property
    def state(self) -> NightState:
        """What is remembered now."""
        return self._state

    def run(self, every: float, *, is_once: bool) -> bool:
        """Follow the source until interrupted, or until a recording is over; tell whether the last step was sound."""
        while True:
            is_sound, is_over = True, False
            with self._outlived() as failed:
                self._recover()
                self._tell_overdue()
                try:
                    is_sound = self._step()
                except EndOfRecordingError:
                    is_over = True
                is_sound &= self._send(is_last=is_over)
            if is_over or is_once:
                return is_sound and not failed
            self._pause(self._parts.source.pause_s(every))

    @contextmanager
    def _outlived(self) -> Iterator[list[str]]:
        """Let a night outlive a full disk and the like: what was not done is tried again with the next reading."""
        failed: list[str] = []
        try:
            yield failed
        except OSError as error:
            failed.append((error.strerror or str(error)).lower())
        except (commits.CommitError, writing.WritingError) as error:
            failed.append(str(error))
        for reason in failed:
            self._once(
                EventKind.NOT_WRITTEN,
                worded("Could not go on: %(reason)s. The next reading tries again.", reason=reason),
            )

    def _recover(self) -> None:
        """Put back what was being written where a step was not ended, and read it again."""
        if self._state.writing:
            self._put_back()
            # The reading is read again, since nothing says how far it came.
            self._save(replace(self._state, handled=""))
            self._tell(EventKind.NOTICE, worded("The last reading was not written whole, so it is read again."))

    def _put_back(self) -> None:
        commits.restore(self._parts.task.root, self._state.writing)
        self._save(replace(self._state, writing=()))

    def _pause(self, seconds: float) -> None:
        clock, parts = self._parts.clock, self._parts
        until = clock.now() + timedelta(seconds=seconds)
        while (left := (until - clock.now()).total_seconds()) > 0:
            due = parts.outlet.due(self._state, clock.now())
            if self._state.is_pending and due > clock.now():
                left = min(left, (due - clock.now()).total_seconds())
            clock.wait(min(left, LISTEN_S), parts.wake)
            parts.wake.clear()
            with self._outlived():
                self._tell_overdue()
                if self._release() or (self._state.is_pending and due <= clock.now() and not self._said):
                    self._send(is_last=False)

    def _step(self) -> bool:
        """Ask the source once; tell whether it answered and nothing had to be held back."""
        self._release()
        now = self._parts.clock.now()
        try:
            reading = self._parts.source.read(self._state.tag)
        except SourceError as error:
            self._fail(error)
            return False
        if self._state.failing_since is not None:
            self._tell(EventKind.SOURCE_BACK, worded("The source answers again."))
            self._save(replace(self._state, failing_since=None))
        if reading is not None and self._parts.recorder is not None:
            self._parts.recorder.keep(reading)
        if reading is None or reading.sha256 == self._state.handled:
            last = LastRead(now, worded("The source has nothing new."))
            self._save(
                replace(self._state, last_read=last, tag=reading.tag if reading is not None else self._state.tag)
            )
            return True
        return self._take(reading, None)

    def _fail(self, error: SourceError) -> None:
        now, reason = self._parts.clock.now(), worded("The source can't be read: %(error)s.", error=error)
        if self._parts.recorder is not None:
            self._parts.recorder.keep_failure(now, str(error))
        before = self._state.last_read
        if self._state.failing_since is None or before is None or before.outcome != reason:
            self._tell(EventKind.SOURCE_AWAY, worded("%(reason)s What is published stays.", reason=reason))
        failing = self._state.failing_since or now
        tag = error.tag or self._state.tag
        self._save(replace(self._state, last_read=LastRead(now, reason), failing_since=failing, tag=tag))

    def _take(self, reading: Reading, released: HeldReading | None) -> bool:
        """Judge a reading and do what follows; tell whether it went into the content or changes nothing."""
        judged = judge(self._parts.task, reading, self._state)
        unread = next((one for one in judged.result.diagnostics if one.code == "E100"), None)
        if unread is not None:
            # A file of the site can't be read now. That says nothing about the reading, which is tried again.
            raise writing.WritingError(f"{unread.span.path}: {unread.message}")
        is_sound = judged.result.is_sound and judged.result.read is not None
        reasons = judged.reasons if released is None or not is_sound else ()
        if is_sound and released is None:
            reasons = (*reasons, *guards.broken(judged))
        if reasons or not is_sound:
            self._hold(judged, reasons, released)
            return False
        if judged.result.files and not self._write(judged):
            return False
        self._accept(judged, released)
        return True

    def _hold(self, judged: Judgement, reasons: Sequence[str], released: HeldReading | None) -> None:
        held = self._parts.folder.hold(judged.reading, tuple(reasons))
        if released is not None:
            self._parts.folder.forget_release(held)
        outcome = worded("Reading %(number)s is held back.", number=held.number)
        last = LastRead(judged.reading.at, outcome, judged.stamp.moment, judged.stamp.by)
        reading = judged.reading
        if released is None:
            self._save(replace(self._state, last_read=last, tag=reading.tag, handled=reading.sha256))
        lines = (
            worded(
                "Held back reading %(number)s of %(reading)s; what is published stays.",
                number=held.number,
                reading=reading.name,
            ),
            *reasons,
        )
        self._tell(EventKind.HELD, *lines, number=str(held.number))

    def _write(self, judged: Judgement) -> bool:
        """Write and commit the files of a reading; tell whether that was possible."""
        root, result = self._parts.task.root, judged.result
        paths = tuple(result.files)
        self._save(replace(self._state, writing=paths, is_pending=True))
        try:
            writing.put(root, result.files, result.before)
            when = formatting.moment(judged.stamp.moment, self._parts.task.zone.key)
            commits.commit(root, paths, f"{judged.release}: results as of {when}")
        except (writing.WritingError, commits.CommitError) as error:
            self._tell(EventKind.NOT_WRITTEN, worded("Could not write the reading: %(error)s", error=error))
            self._put_back()
            self._save(replace(self._state, last_read=LastRead(self._parts.clock.now(), str(error))))
            return False
        finally:
            interrupts.go_on()
        return True

    def _accept(self, judged: Judgement, released: HeldReading | None) -> None:
        folder, reading = self._parts.folder, judged.reading
        when = formatting.moment(judged.stamp.moment, self._parts.task.zone.key)
        what = guards.news(judged)
        last = LastRead(reading.at, what[0], judged.stamp.moment, judged.stamp.by)
        state = replace(self._state, last_read=last, accepted=judged.accepted, writing=())
        state = replace(state, began=state.began or judged.stamp.moment)
        # A held reading that is released does not move the place at which the source is read on.
        is_new = released is None
        self._save(replace(state, tag=reading.tag, handled=reading.sha256) if is_new else state)
        for held in folder.waiting():
            if released is not None and held.number == released.number:
                folder.end(held, "released")
            elif judged.result.files and held.at <= reading.at:
                folder.end(held, worded("a later reading went in, as of %(when)s", when=when))
        kind, verb = (EventKind.READ, worded("Read")) if is_new else (EventKind.RELEASED, worded("Released"))
        self._tell(
            kind,
            worded(
                "%(verb)s %(reading)s, as of %(when)s (%(by)s)",
                verb=verb,
                reading=reading.name,
                when=when,
                by=judged.stamp.by,
            ),
            *what,
        )

    def _release(self) -> bool:
        """Take the held readings that somebody released; tell whether there were any."""
        waiting = self._parts.folder.to_release()
        for held in waiting:
            if held in self._parts.folder.waiting():
                self._take(self._parts.folder.reading(held), held)
        return bool(waiting)

    def _send(self, *, is_last: bool) -> bool:
        """Build or publish what has changed, once that is due; tell whether nothing went wrong."""
        parts = self._parts
        if not self._state.is_pending:
            return True
        now = parts.clock.now()
        due = parts.outlet.due(self._state, now)
        if due > now and not is_last:
            when = formatting.time_of_day(due.astimezone(parts.task.zone))
            self._once(
                EventKind.WAITING,
                worded("The next publication is due at %(when)s, since the host takes so many an hour.", when=when),
            )
            return True
        root = parts.task.root
        try:
            sent = parts.outlet.send(readied(root, lambda: pipeline.read(root, drafts=False)))
        except (SendingError, ChangedError) as error:
            self._once(EventKind.NOT_PUBLISHED, worded("Not published: %(error)s", error=error))
            return False
        self._said = ""
        # It is so whether or not it can be written down.
        self._tell(
            EventKind.PUBLISHED, worded("The site is %(where)s", where=sent.where), *sent.warnings, commit=sent.commit
        )
        for alert in sent.alerts:
            self._tell_alert(alert)
        recent = [one for one in self._state.published if one.at > now - _DAY]
        published = (*recent, PublishedSite(now, sent.commit))
        self._save(replace(self._state, is_pending=False, published=published))
        return True

    def _tell_overdue(self) -> None:
        """Tell once of each answer that is overdue. It is told of first, so that nothing is lost in between."""
        for one in self._parts.deadlines.passed(self._parts.clock.now()):
            if one.key not in self._state.overdue:
                self._tell_alert(one.alert)
                self._save(replace(self._state, overdue=(*self._state.overdue, one.key)))

    def _tell_alert(self, alert: Alert) -> None:
        self._tell(EventKind.ALERT, alert.text, what=alert.kind, contest=alert.contest, about=alert.about)

    def _once(self, kind: EventKind, line: str) -> None:
        """Tell something that may last, once."""
        if line != self._said:
            self._said = line
            self._tell(kind, line)

    def _save(self, state: NightState) -> None:
        self._state = state
        self._parts.folder.save(state)

    def _tell(self, kind: EventKind, *lines: str, **values: str) -> None:
        self._parts.tell(NightEvent(kind, lines, values))
