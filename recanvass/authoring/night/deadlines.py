"""The requests of a site that wait for an answer, and when each answer is due.

Owns when the content is read for them: again only once a file has changed that can say so.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from recanvass.build import pipeline
from recanvass.build.effects.alerts import DueAnswer, due_answers
from recanvass.content.files import CONTENT, SETTINGS, ChangedError
from recanvass.core.dates import is_before

Stamp = tuple[tuple[str, int, int], ...]


class Deadlines:
    """What is due at a site."""

    def __init__(self, root: Path, zone: ZoneInfo) -> None:
        """Remember the folder of the site."""
        self._root = root
        self._zone = zone
        self._stamp: Stamp | None = None
        self._open: tuple[DueAnswer, ...] = ()

    def passed(self, now: datetime) -> Iterator[DueAnswer]:
        """Yield the answers that were due before a moment and have not come."""
        stamp = self._now()
        if stamp != self._stamp:
            self._read(stamp)
        return (one for one in self._open if is_before(one.due, now, self._zone))

    def _now(self) -> Stamp:
        paths = (*sorted((self._root / CONTENT).glob("contests/*/reviews/*.yml")), self._root / SETTINGS)
        found = []
        for path in paths:
            try:
                state = path.stat()
            except OSError:
                continue
            found.append((str(path), state.st_mtime_ns, state.st_size))
        return tuple(found)

    def _read(self, stamp: Stamp) -> None:
        """Read the content; while it has errors, what was known before stands."""
        if len(stamp) < 2:  # noqa: PLR2004 -- only the settings, so there is no request
            self._stamp, self._open = stamp, ()
            return
        try:
            site = pipeline.read(self._root, drafts=False).site
        except ChangedError:
            return
        if site is not None:
            self._stamp, self._open = stamp, due_answers(site)
