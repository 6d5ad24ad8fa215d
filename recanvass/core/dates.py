"""Days and times of one site compared, in the site's time zone.

Owns what comes before what. A day without an hour is the whole day: it comes neither before nor after a time on it.
Must not ask a clock.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from recanvass.core.ids import Moment
from recanvass.core.model import Site


def in_order(moment: Moment, zone: ZoneInfo) -> tuple[date, bool, datetime]:
    """Return what moments are sorted by: the day in the site's time zone, then the time where one is stated."""
    if isinstance(moment, datetime):
        return moment.astimezone(zone).date(), True, moment.astimezone(UTC)
    return moment, False, datetime.min.replace(tzinfo=UTC)


def is_before(first: Moment, second: Moment, zone: ZoneInfo) -> bool:
    """Tell whether one moment is over before another begins; never so within a day of which one hour is unknown."""
    day, has_time, time = in_order(first, zone)
    other_day, has_other_time, other_time = in_order(second, zone)
    if day != other_day or not (has_time and has_other_time):
        return day < other_day
    return time < other_time


def newest(site: Site) -> Moment | None:
    """Return the last moment at which anything on the site happened: what "overdue" is judged by.

    Releases, notes, and what was done about requests (filed, answered, completed) count; a date on which an answer
    is due does not, since nothing has happened then. Builds depend on content alone, so no clock is asked: an answer
    becomes overdue with the first content that is dated after it was due. None for a site without any date.
    """
    zone = ZoneInfo(site.timezone)
    return max(_happened(site), key=lambda moment: in_order(moment, zone), default=None)


def _happened(site: Site) -> Iterator[Moment]:
    yield from (note.published for note in site.notes)
    for contest in site.contests:
        yield from (release.as_of for release in contest.releases)
        for request in contest.requests:
            known = (request.filed, request.answered, request.completed)
            yield from (moment for moment in known if moment is not None)
