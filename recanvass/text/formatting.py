"""Figures, times and lists as English writes them.

Owns rounding for display, which happens here and once. Must not compute results.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from recanvass.core.ballot import Tally
from recanvass.core.ids import Moment, Number
from recanvass.results.ranking import STEPS, in_decimals, round_half_up, share_in_steps

_SMALL = frozenset({"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"})
"""Words that are small within a name."""
MISSING = "–"
_REMEMBERED = 1 << 14
"""How many texts of figures are remembered: most figures of a contest stand on several pages."""
NOON = 12
MINUS = "\N{MINUS SIGN}"
_MONTHS = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")

_SINGULAR = {"people": "person"}


@lru_cache(_REMEMBERED)
def number(value: Number | None, decimals: int = 0) -> str:
    """Return a figure with thousands separators, rounded half up.

    A dash stands where there is none. A figure too small for the decimals is said to be smaller, never to be zero.
    """
    if value is None:
        return MISSING
    if isinstance(value, int) and decimals == 0:
        return f"{value:,}"
    shown = round_half_up(value or 0, decimals)
    return f"{shown:,f}" if shown or not value else f"<{STEPS[decimals]:f}"


@lru_cache(_REMEMBERED)
def change(value: Number, decimals: int = 0) -> str:
    """Return a difference with its sign, a plain zero for none.

    A difference too small for the decimals has all of its own.
    """
    if not value:
        return "0"
    sign = "+" if value > 0 else MINUS
    size = value if value > 0 else -value
    return f"{sign}{round_half_up(size, decimals) or size:,f}"


@lru_cache(_REMEMBERED)
def percent(count: Number | None, total: Number | None, decimals: int = 1) -> str:
    """Return a percentage rounded half up; never 0 or 100 percent for what is not, a dash where it has no meaning."""
    if count is None or not total:
        return MISSING
    steps, whole = share_in_steps(count, total, decimals + 2), 100 * 10**decimals
    if count and not steps:
        return f"<{in_decimals(1, decimals)}%"
    if count < total and steps >= whole:
        return f">{in_decimals(whole - 1, decimals)}%"
    return f"{in_decimals(steps, decimals)}%"


def unit(tally: Tally, count: Number | None = None) -> str:
    """Return the unit of a tally as a sentence names it: state delegate equivalents, people, votes; one vote."""
    return noun(lower_first(tally.name) if tally.unit == tally.short else tally.unit, count)


def noun(many: str, count: Number | None) -> str:
    """Return a noun, given in the plural, for a number of things."""
    return _SINGULAR.get(many, many.removesuffix("s")) if count == 1 else many


def lower_first(text: str) -> str:
    """Return a text that begins with a small letter, unless its first word is an abbreviation or it is a proper name.

    A name whose words all begin with capitals, such as Election Day, stays as it is.
    """
    later = [word for word in text.split()[1:] if word not in _SMALL]
    is_name = bool(later) and all(word[:1].isupper() for word in later)
    return text if is_name or text[1:2].isupper() else text[:1].lower() + text[1:]


def shortened(name: str, size: int) -> str:
    """Return a name in at most `size` characters, the last of which says that it goes on."""
    return name if len(name) <= size else f"{name[: size - 1].rstrip()}…"


def listed(words: Sequence[str]) -> str:
    """Join words as a sentence does: a, b and c."""
    *others, last = words or ("",)
    return f"{', '.join(others)} and {last}" if others else last


def counted(count: int, one: str, many: str) -> str:
    """Return a number with its noun."""
    return f"{count:,} {one if count == 1 else many}"


@lru_cache(_REMEMBERED)
def moment(value: Moment, zone: str) -> str:
    """Return a date, or a time with its zone and date as the AP writes them: noon CST Feb. 12, 2020."""
    if not isinstance(value, datetime):
        return _date(value)
    local = value.astimezone(ZoneInfo(zone))
    return f"{time_of_day(local)} {local.tzname()} {_date(local)}"


def time_of_day(local: datetime) -> str:
    """Return a time as the AP writes it: 9 p.m., 9:05 p.m., noon."""
    if not local.minute and local.hour in (0, NOON):
        return "noon" if local.hour else "midnight"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % NOON or NOON}{minutes} {'a.m.' if local.hour < NOON else 'p.m.'}"


def instant(value: Moment, zone: str) -> str:
    """Return a time with its offset for programs (RFC 3339); a day is its midnight in the zone.

    RFC 3339 knows no offsets with seconds, which zones had before they had hours in common: such a time is in UTC.
    """
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=ZoneInfo(zone))
    offset = value.utcoffset()
    if offset is not None and offset.seconds % 60:
        value = value.astimezone(UTC)
    return value.isoformat(timespec="seconds")


def day(value: Moment, zone: str) -> str:
    """Return the date alone, in the zone."""
    return _date(local(value, zone))


def local(value: Moment, zone: str) -> Moment:
    """Return a time in the zone; a day is the same in all."""
    return value.astimezone(ZoneInfo(zone)) if isinstance(value, datetime) else value


def day_of_month(value: Moment, zone: str) -> str:
    """Return month and day, in the zone, for where the year stands elsewhere."""
    return day(value, zone).rpartition(",")[0]


def _date(value: Moment) -> str:
    return f"{_MONTHS[value.month - 1]} {value.day}, {value.year}"
