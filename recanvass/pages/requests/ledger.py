"""The ledger of recanvass and recount requests: its page, with ways to find a line, and the page of one request."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from recanvass.core import urls
from recanvass.core.ids import AreaId, KindId
from recanvass.core.kinds import RequestKind
from recanvass.core.model import Kind, Request
from recanvass.pages import feed_links
from recanvass.pages.context import ContestContext, area_link, link
from recanvass.pages.models.ledger_parts import IndexGroup, LedgerIndex, OverlapRow
from recanvass.pages.models.pages import RequestPage, RequestsPage
from recanvass.pages.models.parts import Fact, LedgerRow, Link
from recanvass.pages.notes import note_cards
from recanvass.pages.page_frame import contest_frame
from recanvass.pages.requests.funnels import funnels
from recanvass.pages.requests.requests import (
    alert,
    deadlines,
    disposition_counts,
    listed_alone,
    request_stories,
    requester,
    scope,
    steps,
)
from recanvass.pages.requests.rows import caption, groups, others, parent, rows_of_request, table
from recanvass.pages.requests.stakes import silence, stakes_table
from recanvass.results.request_units import lines_of_request, units_of_item
from recanvass.text import formatting, terms
from recanvass.text.catalogue import Catalogue, msgid


class _Line(Struct, frozen=True):
    """A line of the ledger: its request, the unit or group it names, and how it is shown."""

    request: Request
    area: AreaId
    row: LedgerRow

    @property
    def is_unit(self) -> bool:
        return bool(self.row.unit_id)


_KICKERS = {
    RequestKind.RECANVASS: msgid("Recanvass request by %(name)s"),
    RequestKind.RECOUNT: msgid("Recount request by %(name)s"),
}
_COUNTS = {
    RequestKind.RECANVASS: (
        msgid("Recanvass requests"),
        msgid("Recanvass: places named, as announced"),
        msgid("Recanvass: rows listed"),
    ),
    RequestKind.RECOUNT: (
        msgid("Recount requests"),
        msgid("Recount: places named, as announced"),
        msgid("Recount: rows listed"),
    ),
}
Keys = tuple[tuple[str, str], ...]
"""The groups of an index that a line belongs to, each an id and a title."""


def requests_page(context: ContestContext) -> RequestsPage:
    """Return the whole ledger: requests through time, deadlines, units asked for by several, all lines, indexes."""
    here, text = urls.requests(context.contest), context.catalogue.text
    title = text("Recanvass and recount requests")
    summary = text(
        "Who asked for a recanvass or recount in %(contest)s, where, and the outcome", contest=context.contest.title
    )
    lines = tuple(_lines(context, here))
    rows = tuple(line.row for line in lines)
    due = deadlines(context, here)
    overlaps = tuple(_overlaps(context, here))
    indexes = tuple(_indexes(context, lines))
    newest = context.shared.newest
    contents = [Link(text("Deadlines"), "#deadlines")] if due else []
    contents += [Link(text("Named in more than one request"), "#several")] if overlaps else []
    contents += [Link(text("All rows"), "#all"), *(Link(index.title, f"#{index.id}") for index in indexes)]
    return RequestsPage(
        frame=feed_links.requests_frame(context, contest_frame(context, here, (title, summary))),
        heading=title,
        intro=text(
            "In a recanvass, officials compare the reported numbers with the signed records. In a recount, they "
            "count the ballots or preference cards again. A request names the places to check."
        ),
        funnels=funnels(context),
        stories=request_stories(context, here),
        counts=_counts(context),
        deadlines=due,
        as_of=context.catalogue.moment(newest, context.site.timezone) if due and newest is not None else "",
        contents=tuple(contents),
        overlaps=overlaps,
        all_rows=table(context, here, ("all", text("All rows"), caption(context.catalogue, rows)), rows),
        indexes=indexes,
    )


def request_page(context: ContestContext, request: Request) -> RequestPage:
    """Return the page of one request."""
    here, text = urls.request(context.contest, request), context.catalogue.text
    trail = (link(here, text("Requests"), urls.requests(context.contest)),)
    listed = scope(context, request)
    title = terms.request_title(context.catalogue, request)
    frame = contest_frame(context, here, (title, f"{title}: {listed}"), trail)
    frame = feed_links.request_frame(context, frame, request)
    rows = rows_of_request(context, here, request)
    stakes = stakes_table(context, here, request)
    return RequestPage(
        frame=frame,
        heading=title,
        kicker=text(_KICKERS[request.kind], name=requester(context, request)),
        note=request.note or "",
        state=request.state.value,
        state_text=text(terms.REQUEST_STATES[request.state]),
        alert=alert(context, request),
        facts=_facts(context, request),
        steps=steps(context, here, request),
        listed=listed,
        stakes=stakes,
        no_stakes=silence(context, request) if stakes is None else "",
        dispositions=disposition_counts(context, request),
        ledger=table(context, here, ("listed", text("Places listed"), listed), rows, is_one_request=True)
        if rows
        else None,
        notes=note_cards(context.shared, context.shared.notes_of.get((context.contest.id, request.id), ()), here),
    )


def _facts(context: ContestContext, request: Request) -> tuple[Fact, ...]:
    announced, catalogue, text = request.announced, context.catalogue, context.catalogue.text
    facts = []
    if announced is not None:
        numbers = (
            (text("Places named, as announced"), announced.places),
            (text("Places accepted"), announced.accepted),
            (text("Places incomplete"), announced.incomplete),
            (text("Places not eligible"), announced.ineligible),
            (text("Places corrected"), announced.corrected),
        )
        facts += [Fact(label, catalogue.number(count)) for label, count in numbers if count is not None]
    return (*facts, Fact(text("Source"), request.source.name, request.source.url or ""))


def _lines(context: ContestContext, here: str) -> Iterator[_Line]:
    """Yield every line of every request with its anchor."""
    number = 0
    for request in context.contest.requests:
        areas = dict.fromkeys(line.area for line in lines_of_request(request))
        for area, row in zip(areas, rows_of_request(context, here, request), strict=True):
            number += 1
            yield _Line(request, area, replace(row, id=f"line-{number}"))


def _indexes(context: ContestContext, lines: Sequence[_Line]) -> Iterator[LedgerIndex]:
    catalogue, text = context.catalogue, context.catalogue.text
    asked, outcome = ("by-requester", text("By who asked")), ("by-outcome", text("By outcome"))
    yield _index(catalogue, asked, lines, lambda line: ((line.row.requester,) * 2,))
    yield _index(catalogue, ("by-review", text("By recanvass or recount")), lines, _kind_of_request(context))
    units = [line.area for line in lines if line.is_unit]
    above = {found.kind for unit in units if (found := parent(context, unit)) is not None}
    around = {group.kind for unit in units for group in groups(context, unit)}
    for kind in (kind for kind in context.site.kinds.values() if kind.id in above):
        yield _index(catalogue, _by(catalogue, kind), lines, _parents(context, kind.id))
    for kind in (kind for kind in context.site.kinds.values() if kind.id in around):
        yield _index(catalogue, _by(catalogue, kind), lines, _groups(context, kind.id))
    whole = {context.shared.area(line.area).kind for line in lines if not line.is_unit}
    if None in around | whole:
        yield _index(catalogue, ("by-group", text("By group of places")), lines, _groups(context, None))
    yield _index(catalogue, outcome, lines, lambda line: ((line.row.disposition,) * 2,))


def _by(catalogue: Catalogue, kind: Kind) -> tuple[str, str]:
    """Return id and title of the index by a kind of place."""
    return f"by-{kind.id}", catalogue.text("By %(kinds)s", kinds=catalogue.within(kind.name))


def _index(
    catalogue: Catalogue, titles_of: tuple[str, str], lines: Iterable[_Line], keys: Callable[[_Line], Keys]
) -> LedgerIndex:
    name, title = titles_of
    titles: dict[str, str] = {}
    inside: dict[str, list[LedgerRow]] = {}
    for line in lines:
        for key, heading in keys(line):
            titles.setdefault(key, heading)
            inside.setdefault(key, []).append(line.row)
    names_requester = name != "by-requester"
    found = [
        IndexGroup(
            f"{name}-{_slug(key)}",
            titles[key],
            caption(catalogue, rows),
            tuple(Link(_name(row, names_requester=names_requester), f"#{row.id}") for row in rows),
        )
        for key, rows in sorted(inside.items(), key=lambda pair: titles[pair[0]])
    ]
    return LedgerIndex(name, title, tuple(found))


def _name(row: LedgerRow, *, names_requester: bool) -> str:
    return f"{row.unit.text} ({row.requester})" if names_requester else row.unit.text


def _kind_of_request(context: ContestContext) -> Callable[[_Line], Keys]:
    def keys(line: _Line) -> Keys:
        kind = line.request.kind
        return ((kind.value, context.catalogue.text(terms.REQUEST_KINDS[kind])),)

    return keys


def _parents(context: ContestContext, kind: KindId) -> Callable[[_Line], Keys]:
    def keys(line: _Line) -> Keys:
        found = parent(context, line.area)
        return ((found.id, found.name),) if found is not None and found.kind == kind else ()

    return keys


def _groups(context: ContestContext, kind: KindId | None) -> Callable[[_Line], Keys]:
    """Return what sorts units by the groups of a kind around them; lines of whole groups stand under their own."""

    def keys(line: _Line) -> Keys:
        whole = context.site.groups.get(line.area)
        found = groups(context, line.area) if whole is None else (whole,)
        return tuple((group.id, group.name) for group in found if group.kind == kind)

    return keys


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def _overlaps(context: ContestContext, here: str) -> Iterator[OverlapRow]:
    """Yield each unit that several requests of one kind name: recanvasses before recounts, units as in content."""
    for kind in RequestKind:
        for unit in context.contest.units:
            lines = [line for line in context.request_lines.get(unit, ()) if line.request.kind is kind]
            if not any(others(context, line.request, unit) for line in lines[:1]):
                continue
            above = parent(context, unit)
            requests = {line.request.id: line.request for line in lines}
            yield OverlapRow(
                unit=area_link(context.shared, context.contest, here, unit),
                unit_id=unit,
                within=above.name if above is not None else "",
                kind=context.catalogue.text(terms.REQUEST_KINDS[kind]),
                requests=tuple(
                    link(here, _asked(context, request, unit), urls.request(context.contest, request))
                    for request in requests.values()
                ),
            )


def _asked(context: ContestContext, request: Request, unit: AreaId) -> str:
    """Say who asks for a unit, and through which group where it is not named itself."""
    name = requester(context, request)
    if any(item.area == unit for item in request.items):
        return name
    around = next((item.area for item in request.items if unit in units_of_item(context.results, item)), unit)
    return context.catalogue.text("%(name)s, as part of %(group)s", name=name, group=context.shared.area(around).name)


def _counts(context: ContestContext) -> tuple[Fact, ...]:
    catalogue, facts = context.catalogue, []
    for kind in RequestKind:
        requests = [request for request in context.contest.requests if request.kind is kind]
        if not requests:
            continue
        units = {unit for request in requests for unit in listed_alone(context, request)}
        printed = sum(item.area not in context.results.areas for request in requests for item in request.items)
        title, named, listed = (catalogue.text(label) for label in _COUNTS[kind])
        announced = [request.announced.places for request in requests if request.announced is not None]
        facts.append(Fact(title, str(len(requests))))
        facts.append(Fact(named, " + ".join(map(str, announced)) or formatting.MISSING))
        units_text = catalogue.plural("%(count)s different place", "%(count)s different places", len(units))
        facts.append(Fact(listed, f"{printed} ({units_text})" if printed else catalogue.text("None")))
    return tuple(facts)
