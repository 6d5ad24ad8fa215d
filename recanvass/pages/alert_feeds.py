"""Feeds of one place and of one request, and the days on which answers to requests are due as a calendar.

Owns what they say. Addresses are whole ones, so there are feeds only where the site's public address is known. The
calendar is RFC 5545.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from recanvass.core import urls
from recanvass.core.ids import AreaId, Moment
from recanvass.core.kinds import RequestState
from recanvass.core.model import Request
from recanvass.pages.context import ContestContext, SharedContext
from recanvass.pages.feeds import Feed, FeedEntry, feed_entry, feed_of_entries
from recanvass.pages.lead_lines import lead_line
from recanvass.pages.requests.requests import alert, is_overdue
from recanvass.results.figures import deciding, figures, lead_of
from recanvass.text import formatting, terms

_LINE = 75
"""How many bytes a line of a calendar may have (RFC 5545, 3.1)."""


def request_feed(context: ContestContext, request: Request) -> Feed:
    """Return what became of a request, the newest first."""
    page, shared = urls.request(context.contest, request), context.shared
    title = terms.request_title(context.catalogue, request)
    steps = sorted(_steps(context, request), key=lambda one: _instant(shared, one[1]), reverse=True)
    entries = tuple(
        feed_entry(
            shared, f"{_folder(page)}#{key}", (f"{title}: {label}", request.source.name, label), None, updated=moment
        )
        for key, moment, label in steps
    )
    return feed_of_entries(shared, (title, urls.feed_of(page)), page, entries)


def _folder(page: str) -> str:
    return page.removesuffix(urls.HOME)


def _steps(context: ContestContext, request: Request) -> Iterator[tuple[str, Moment, str]]:
    catalogue, text = context.catalogue, context.catalogue.text
    yield "filed", request.filed, text("Filed")
    if request.answer_due is not None and is_overdue(context, request):
        yield "overdue", request.answer_due, alert(context, request)
    if request.answered is not None:
        is_plain = request.state is RequestState.FILED or request.completed is not None
        state = "" if is_plain else catalogue.text(terms.REQUEST_STATES[request.state])
        answered = text("Answered")
        yield "answered", request.answered, f"{answered}: {state}" if state else answered
    if request.completed is not None:
        yield "completed", request.completed, text("Completed")


def place_feed(context: ContestContext, area: AreaId) -> Feed:
    """Return the releases that changed a place, the newest first: how it stands, and whether its leader is new."""
    shared, contest = context.shared, context.contest
    place = shared.area(area)
    page = urls.area(contest, place)
    entries = tuple(_place_entry(context, area, index) for index in _changing(context, area))
    title = shared.catalogue.text("%(place)s: %(contest)s", place=place.name, contest=contest.title)
    return feed_of_entries(shared, (title, urls.feed_of(page)), page, tuple(reversed(entries)))


def _changing(context: ContestContext, area: AreaId) -> list[int]:
    tallies = context.results.entries.get(area, {}).values()
    found = sorted({one.release for some in tallies for one in some if one.release <= context.shown})
    return found or [0]


def _place_entry(context: ContestContext, area: AreaId, index: int) -> FeedEntry:
    contest, shared, text = context.contest, context.shared, context.catalogue.text
    release = contest.releases[index]
    lead = lead_line(context, area, index)
    said = lead.text if lead is not None else text("No results reported yet.")
    if index and _leaders(context, area, index) != _leaders(context, area, index - 1) != ():
        said = text("New leader. %(sentence)s", sentence=said)
    page = f"{_folder(urls.area(contest, shared.area(area)))}#{release.id}"
    return feed_entry(
        shared, page, (f"{release.title}: {said}", release.source.name, said), release, updated=release.as_of
    )


def _leaders(context: ContestContext, area: AreaId, index: int) -> tuple[int, ...]:
    results = context.results
    found = lead_of(context.contest, figures(results, area, deciding(results, index), index))
    return found.leaders if found is not None else ()


def deadlines(context: ContestContext) -> bytes:
    """Return the days and times on which answers are due as a calendar, in the order in which requests were filed."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Recanvass//Requests//EN", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{_text(context.contest.title)}")
    for request in context.contest.requests:
        if request.answer_due is not None:
            lines += _event(context, request, request.answer_due)
    return "".join(f"{line}\r\n" for line in _folded((*lines, "END:VCALENDAR"))).encode()


def _event(context: ContestContext, request: Request, due: Moment) -> Iterator[str]:
    shared, text = context.shared, context.catalogue.text
    page = urls.request(context.contest, request)
    title = terms.request_title(context.catalogue, request)
    yield "BEGIN:VEVENT"
    yield f"UID:{context.contest.id}.{request.id}@{_host(shared)}"
    # No clock: the same content gives the same bytes.
    yield f"DTSTAMP:{_utc(shared, request.answered or request.filed)}"
    if isinstance(due, datetime):
        yield f"DTSTART:{_utc(shared, due)}"
    else:
        yield f"DTSTART;VALUE=DATE:{due:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{due + timedelta(days=1):%Y%m%d}"
    summary = text("Answer due: %(request)s", request=title)
    yield f"SUMMARY:{_text(summary)}"
    yield f"DESCRIPTION:{_text(text(terms.REQUEST_STATES[request.state]))}"
    if shared.base_url:
        yield f"URL:{urls.public(page, shared.base_url)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _utc(shared: SharedContext, moment: Moment) -> str:
    return f"{_instant(shared, moment):%Y%m%dT%H%M%SZ}"


def _instant(shared: SharedContext, moment: date | datetime) -> datetime:
    return datetime.fromisoformat(formatting.instant(moment, shared.site.timezone)).astimezone(UTC)


def _host(shared: SharedContext) -> str:
    return shared.base_url.split("/")[2] if shared.base_url else "recanvass.invalid"


def _text(text: str) -> str:
    """Return a text as a calendar has it (RFC 5545, 3.3.11)."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return " ".join(escaped.split())


def _folded(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines of at most so many bytes, each further one of a long line after a space."""
    for line in lines:
        rest, room = line, _LINE
        while len(rest.encode()) > room:
            part = rest.encode()[:room].decode(errors="ignore")
            yield part if rest is line else f" {part}"
            rest, room = rest[len(part) :], _LINE - 1
        yield rest if rest is line else f" {rest}"
