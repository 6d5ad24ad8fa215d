"""Requests in short: their cards, their way through time, the days on which answers were due, and the answers."""

from collections import Counter
from collections.abc import Iterator

from recanvass.core import urls
from recanvass.core.dates import in_order, is_before
from recanvass.core.ids import AreaId, Moment
from recanvass.core.kinds import RequestState
from recanvass.core.model import Request
from recanvass.pages.context import ContestContext, link
from recanvass.pages.models.ledger_parts import DeadlineRow
from recanvass.pages.models.parts import Fact, RequestCard, RequestStory, Step
from recanvass.results.request_units import dispositions_of_request, units_of_item
from recanvass.text import terms
from recanvass.text.catalogue import Catalogue, msgid

NOT_PUBLISHED = msgid("Not published")


def request_cards(context: ContestContext, here: str) -> tuple[RequestCard, ...]:
    """Return a card a request, in the order they were filed."""
    return tuple(_card(context, here, request) for request in context.contest.requests)


def request_stories(context: ContestContext, here: str) -> tuple[RequestStory, ...]:
    """Return each request as the ledger tells it, in the order they were filed."""
    return tuple(
        RequestStory(_card(context, here, request), steps(context, here, request), disposition_counts(context, request))
        for request in context.contest.requests
    )


def _card(context: ContestContext, here: str, request: Request) -> RequestCard:
    return RequestCard(
        title=link(here, terms.request_title(context.catalogue, request), urls.request(context.contest, request)),
        kind=context.catalogue.text(terms.REQUEST_KINDS[request.kind]),
        requested_by=requester(context, request),
        colour=colour(context, request),
        filed=context.catalogue.day(request.filed, context.site.timezone),
        state=request.state.value,
        state_text=context.catalogue.text(terms.REQUEST_STATES[request.state]),
        scope=scope(context, request),
        stakes=_stakes_line(context, request),
        alert=alert(context, request),
    )


def requester(context: ContestContext, request: Request) -> str:
    """Return who asks: the choice's name, or the free text."""
    names = (choice.name for choice in context.contest.choices if choice.id == request.requester)
    return next(names, request.requested_by)


def colour(context: ContestContext, request: Request) -> int:
    """Return the number of the colour of the choice that asks, 0 for anyone else."""
    choice = next((choice for choice in context.contest.choices if choice.id == request.requester), None)
    return context.colour_of(choice)


def scope(context: ContestContext, request: Request) -> str:
    """Say how many units a request names and how many of them are known: "We know 1 of the 28 places by name".

    The announced number stands beside what is asked for as a group, so a unit that is in both counts to the group.
    """
    groups = [item for item in request.items if item.area in context.results.areas]
    spread = {unit for item in groups for unit in units_of_item(context.results, item)}
    listed = len(set(listed_alone(context, request)) - spread)
    announced, catalogue = request.announced, context.catalogue
    if announced is None or listed == announced.places:
        shown = catalogue.plural("Names %(count)s place", "Names %(count)s places", listed)
    elif not listed:
        shown = catalogue.plural(
            "%(count)s place; we don’t know which", "%(count)s places; we don’t know which", announced.places
        )
    else:
        shown = catalogue.plural(
            "We know %(listed)s of the %(count)s place by name",
            "We know %(listed)s of the %(count)s places by name",
            announced.places,
            listed=catalogue.number(listed),
        )
    if not groups:
        return shown
    return catalogue.plural(
        "%(listed)s, plus %(count)s place as a group",
        "%(listed)s, plus %(count)s places as a group",
        len(spread),
        listed=shown,
    )


def listed_alone(context: ContestContext, request: Request) -> tuple[AreaId, ...]:
    """Return the units that entries of a request name by themselves, each once."""
    return tuple(dict.fromkeys(item.area for item in request.items if item.area not in context.results.areas))


def _stakes_line(context: ContestContext, request: Request) -> str:
    found = context.stakes.get(request.id)
    if found is None or found.lead is None:
        return ""
    tally = found.deciding.tally
    held, lead = (context.catalogue.number(one, tally.show) for one in (sum(found.deciding.counts), found.lead.margin))
    catalogue, count = context.catalogue, len(found.units)
    units = terms.units(catalogue, count)
    if found.deciding.missing:
        stated = catalogue.number(count - found.deciding.missing)
        units = catalogue.plural(
            "%(part)s of the %(count)s place we can identify",
            "%(part)s of the %(count)s places we can identify",
            count,
            part=stated,
        )
    return catalogue.text(
        "%(units)s had %(total)s %(unit)s on %(day)s, when the lead was %(lead)s %(unit)s.",
        units=units,
        total=held,
        unit=tally.unit,
        lead=lead,
        day=catalogue.day_of_month(context.contest.releases[found.deciding.stated].as_of, context.site.timezone),
    )


def alert(context: ContestContext, request: Request) -> str:
    """Say that an answer is overdue or came late; empty where neither is so."""
    due = request.answer_due
    if due is None:
        return ""
    catalogue = context.catalogue
    if is_overdue(context, request):
        return catalogue.text("Answer overdue since %(time)s", time=catalogue.moment(due, context.site.timezone))
    if _is_late(context, request):
        return catalogue.text("Answered late; it was due %(time)s", time=catalogue.moment(due, context.site.timezone))
    return ""


def is_overdue(context: ContestContext, request: Request) -> bool:
    """Tell whether a request that is still only filed was to be answered before the newest moment of the content."""
    newest, due = context.shared.newest, request.answer_due
    is_open = request.state is RequestState.FILED and request.answered is None
    return is_open and due is not None and newest is not None and is_before(due, newest, context.shared.zone)


def _is_late(context: ContestContext, request: Request) -> bool:
    due, answered = request.answer_due, request.answered
    return due is not None and answered is not None and is_before(due, answered, context.shared.zone)


def steps(context: ContestContext, here: str, request: Request) -> tuple[Step, ...]:
    """Return a request's way through time: filed, answer due, answered, decided on, completed, settled."""
    return tuple(_steps(context, here, request))


def _steps(context: ContestContext, here: str, request: Request) -> Iterator[Step]:
    is_overdue_now = is_overdue(context, request)
    is_open = request.state is RequestState.FILED and request.answered is None
    catalogue, text = context.catalogue, context.catalogue.text
    yield _step(context, text("Filed"), request.filed, text("by %(name)s", name=requester(context, request)))
    if request.answer_due is not None:
        label = text("Answer overdue since") if is_overdue_now else text("Answer due")
        yield _step(context, label, request.answer_due, is_late=is_overdue_now, is_open=is_open)
    decided = _decided(catalogue, request)
    if request.answered is not None:
        is_late = _is_late(context, request)
        label = text("Answered late") if is_late else text("Answered")
        yield _step(context, label, request.answered, decided, is_late=is_late)
    elif decided:
        yield _step(context, text(terms.REQUEST_STATES[request.state]), None, decided)
    elif request.state is not RequestState.FILED and request.completed is None:
        yield _step(context, text(terms.REQUEST_STATES[request.state]), None)
    if request.completed is not None:
        corrected = request.announced.corrected if request.announced is not None else None
        note = (
            catalogue.plural("%(count)s corrected", "%(count)s corrected", corrected) if corrected is not None else ""
        )
        yield _step(context, text("Completed"), request.completed, note)
    release = next((found for found in context.contest.releases if found.id == request.resolved_by), None)
    if release is not None:
        way = link(here, release.title, urls.release(context.contest, release))
        yield _step(context, text("Resolved in"), release.as_of, way.text, href=way.href)


def _step(
    context: ContestContext,
    label: str,
    time: Moment | None,
    note: str = "",
    *,
    href: str = "",
    is_late: bool = False,
    is_open: bool = False,
) -> Step:
    return Step(
        label=label,
        time=context.catalogue.moment(time, context.site.timezone) if time is not None else "",
        machine_time=time.isoformat() if time is not None else "",
        note=note,
        href=href,
        is_late=is_late,
        is_open=is_open,
    )


def _decided(catalogue: Catalogue, request: Request) -> str:
    """Say how many of the units announced were accepted, and what became of the others."""
    announced = request.announced
    if announced is None:
        return ""
    said = []
    if announced.accepted is not None:
        part, whole = catalogue.number(announced.accepted), catalogue.number(announced.places)
        said.append(catalogue.text("accepted for %(part)s of %(whole)s", part=part, whole=whole))
    if announced.incomplete is not None:
        said.append(catalogue.plural("%(count)s incomplete", "%(count)s incomplete", announced.incomplete))
    if announced.ineligible is not None:
        said.append(catalogue.plural("%(count)s not eligible", "%(count)s not eligible", announced.ineligible))
    return ", ".join(said)


def disposition_counts(context: ContestContext, request: Request) -> tuple[Fact, ...]:
    """Return how many units of a request came to which end, in the order of the dispositions."""
    found = Counter(dispositions_of_request(context.results, request).values())
    known = [(text, found[disposition]) for disposition, text in terms.DISPOSITIONS.items() if found[disposition]]
    if not known:
        return ()
    unknown = [(NOT_PUBLISHED, found[None])] if found[None] else []
    catalogue = context.catalogue
    return tuple(Fact(catalogue.text(text), catalogue.number(count)) for text, count in (*known, *unknown))


def deadlines(context: ContestContext, here: str) -> tuple[DeadlineRow, ...]:
    """Return every moment at which an answer was due, in order, and the answer."""
    due = [(request.answer_due, request) for request in context.contest.requests if request.answer_due is not None]
    due.sort(key=lambda pair: in_order(pair[0], context.shared.zone))
    return tuple(_deadline(context, here, time, request) for time, request in due)


def _deadline(context: ContestContext, here: str, time: Moment, request: Request) -> DeadlineRow:
    is_late = is_overdue(context, request) or _is_late(context, request)
    return DeadlineRow(
        time=context.catalogue.moment(time, context.site.timezone),
        machine_time=time.isoformat(),
        review=link(here, terms.request_title(context.catalogue, request), urls.request(context.contest, request)),
        colour=colour(context, request),
        outcome=_answer(context, request),
        is_late=is_late,
    )


def _answer(context: ContestContext, request: Request) -> str:
    catalogue, text = context.catalogue, context.catalogue.text
    state = text(terms.REQUEST_STATES[request.state])
    if request.answered is not None:
        time = catalogue.moment(request.answered, context.site.timezone)
        if _is_late(context, request):
            return text("Answered late, %(time)s. %(state)s.", time=time, state=state)
        return text("Answered, %(time)s. %(state)s.", time=time, state=state)
    if is_overdue(context, request):
        return text("Overdue. We know of no answer.")
    if request.state is RequestState.FILED:
        return text("Open.")
    return text("%(state)s; the date of the answer is unknown.", state=state)
