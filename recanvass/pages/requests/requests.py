"""Requests in short: their cards, their way through time, the days on which answers were due, and what came of them."""

from collections import Counter
from collections.abc import Iterator

from recanvass.core import urls
from recanvass.core.dates import in_order, is_before
from recanvass.core.model import AreaId, Moment, Review, ReviewState
from recanvass.pages.context import ContestContext, link
from recanvass.pages.models.ledger_parts import DeadlineRow
from recanvass.pages.models.parts import Fact, ReviewCard, ReviewStory, Step
from recanvass.results.request_units import dispositions_of_review, units_of_item
from recanvass.text import terms
from recanvass.text.catalogue import Catalogue, msgid

NOT_PUBLISHED = msgid("Not published")


def review_cards(context: ContestContext, here: str) -> tuple[ReviewCard, ...]:
    """Return a card a request, in the order they were filed."""
    return tuple(_card(context, here, review) for review in context.contest.reviews)


def review_stories(context: ContestContext, here: str) -> tuple[ReviewStory, ...]:
    """Return each request as the ledger tells it, in the order they were filed."""
    return tuple(
        ReviewStory(_card(context, here, review), steps(context, here, review), disposition_counts(context, review))
        for review in context.contest.reviews
    )


def _card(context: ContestContext, here: str, review: Review) -> ReviewCard:
    return ReviewCard(
        title=link(here, review.title, urls.review(context.contest, review)),
        kind=context.catalogue.text(terms.REVIEW_KINDS[review.kind]),
        requested_by=requester(context, review),
        colour=colour(context, review),
        filed=context.catalogue.day(review.filed, context.site.timezone),
        state=review.state.value,
        state_text=context.catalogue.text(terms.REVIEW_STATES[review.state]),
        scope=scope(context, review),
        stakes=_stakes_line(context, review),
        alert=alert(context, review),
    )


def requester(context: ContestContext, review: Review) -> str:
    """Return who asks: the choice's name, or the free text."""
    names = (choice.name for choice in context.contest.choices if choice.id == review.requester)
    return next(names, review.requested_by)


def colour(context: ContestContext, review: Review) -> int:
    """Return the number of the colour of the choice that asks, 0 for anyone else."""
    choice = next((choice for choice in context.contest.choices if choice.id == review.requester), None)
    return context.colour_of(choice)


def scope(context: ContestContext, review: Review) -> str:
    """Say how many units a request names and how many of them are listed: "1 of 28 listed".

    The announced number stands beside what is asked for as a group, so a unit that is in both counts to the group.
    """
    groups = [item for item in review.items if item.area in context.results.areas]
    spread = {unit for item in groups for unit in units_of_item(context.results, item)}
    listed = len(set(listed_alone(context, review)) - spread)
    announced, catalogue = review.announced, context.catalogue
    if announced is None:
        shown = catalogue.plural("%(count)s unit listed", "%(count)s units listed", listed)
    elif listed == announced.places:
        shown = catalogue.plural("%(count)s unit, all listed", "%(count)s units, all listed", listed)
    else:
        shown = catalogue.plural(
            "%(listed)s of %(count)s unit listed",
            "%(listed)s of %(count)s units listed",
            announced.places,
            listed=catalogue.number(listed),
        )
    if not groups:
        return shown
    return catalogue.plural(
        "%(listed)s, and %(count)s unit as a group",
        "%(listed)s, and %(count)s units as a group",
        len(spread),
        listed=shown,
    )


def listed_alone(context: ContestContext, review: Review) -> tuple[AreaId, ...]:
    """Return the units that entries of a request name by themselves, each once."""
    return tuple(dict.fromkeys(item.area for item in review.items if item.area not in context.results.areas))


def _stakes_line(context: ContestContext, review: Review) -> str:
    found = context.stakes.get(review.id)
    if found is None or found.lead is None:
        return ""
    tally = found.deciding.tally
    held, lead = (context.catalogue.number(one, tally.show) for one in (sum(found.deciding.counts), found.lead.margin))
    catalogue, count = context.catalogue, len(found.units)
    units = terms.units(catalogue, count)
    if found.deciding.missing:
        stated = catalogue.number(count - found.deciding.missing)
        units = catalogue.plural("%(part)s of %(count)s unit", "%(part)s of %(count)s units", count, part=stated)
    return catalogue.text(
        "%(units)s with %(total)s %(unit)s before it was filed; the lead over all units was %(lead)s %(unit)s.",
        units=units,
        total=held,
        unit=tally.unit,
        lead=lead,
    )


def alert(context: ContestContext, review: Review) -> str:
    """Say that an answer is overdue or came late; empty where neither is so."""
    due = review.answer_due
    if due is None:
        return ""
    catalogue = context.catalogue
    if is_overdue(context, review):
        return catalogue.text("Answer overdue since %(time)s", time=catalogue.moment(due, context.site.timezone))
    if _is_late(context, review):
        return catalogue.text("Answered late: due %(time)s", time=catalogue.moment(due, context.site.timezone))
    return ""


def is_overdue(context: ContestContext, review: Review) -> bool:
    """Tell whether a request that is still only filed was to be answered before the newest moment of the content."""
    newest, due = context.shared.newest, review.answer_due
    is_open = review.state is ReviewState.FILED and review.answered is None
    return is_open and due is not None and newest is not None and is_before(due, newest, context.shared.zone)


def _is_late(context: ContestContext, review: Review) -> bool:
    due, answered = review.answer_due, review.answered
    return due is not None and answered is not None and is_before(due, answered, context.shared.zone)


def steps(context: ContestContext, here: str, review: Review) -> tuple[Step, ...]:
    """Return a request's way through time: filed, answer due, answered, decided on, completed, settled."""
    return tuple(_steps(context, here, review))


def _steps(context: ContestContext, here: str, review: Review) -> Iterator[Step]:
    is_overdue_now = is_overdue(context, review)
    is_open = review.state is ReviewState.FILED and review.answered is None
    catalogue, text = context.catalogue, context.catalogue.text
    yield _step(context, text("Filed"), review.filed, text("by %(name)s", name=requester(context, review)))
    if review.answer_due is not None:
        label = text("Answer overdue since") if is_overdue_now else text("Answer due")
        yield _step(context, label, review.answer_due, is_late=is_overdue_now, is_open=is_open)
    decided = _decided(catalogue, review)
    if review.answered is not None:
        is_late = _is_late(context, review)
        label = text("Answered late") if is_late else text("Answered")
        yield _step(context, label, review.answered, decided, is_late=is_late)
    elif decided:
        yield _step(context, text(terms.REVIEW_STATES[review.state]), None, decided)
    elif review.state is not ReviewState.FILED and review.completed is None:
        yield _step(context, text(terms.REVIEW_STATES[review.state]), None)
    if review.completed is not None:
        corrected = review.announced.corrected if review.announced is not None else None
        note = (
            catalogue.plural("%(count)s corrected", "%(count)s corrected", corrected) if corrected is not None else ""
        )
        yield _step(context, text("Completed"), review.completed, note)
    release = next((found for found in context.contest.releases if found.id == review.resolved_by), None)
    if release is not None:
        way = link(here, release.title, urls.release(context.contest, release))
        yield _step(context, text("Settled by"), release.as_of, way.text, href=way.href)


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


def _decided(catalogue: Catalogue, review: Review) -> str:
    """Say how many of the units announced were accepted, and what became of the others."""
    announced = review.announced
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


def disposition_counts(context: ContestContext, review: Review) -> tuple[Fact, ...]:
    """Return how many units of a request came to which end, in the order of the dispositions."""
    found = Counter(dispositions_of_review(context.results, review).values())
    known = [(text, found[disposition]) for disposition, text in terms.DISPOSITIONS.items() if found[disposition]]
    if not known:
        return ()
    unknown = [(NOT_PUBLISHED, found[None])] if found[None] else []
    catalogue = context.catalogue
    return tuple(Fact(catalogue.text(text), catalogue.number(count)) for text, count in (*known, *unknown))


def deadlines(context: ContestContext, here: str) -> tuple[DeadlineRow, ...]:
    """Return every moment at which an answer was due, in order, and what came of it."""
    due = [(review.answer_due, review) for review in context.contest.reviews if review.answer_due is not None]
    due.sort(key=lambda pair: in_order(pair[0], context.shared.zone))
    return tuple(_deadline(context, here, time, review) for time, review in due)


def _deadline(context: ContestContext, here: str, time: Moment, review: Review) -> DeadlineRow:
    is_late = is_overdue(context, review) or _is_late(context, review)
    return DeadlineRow(
        time=context.catalogue.moment(time, context.site.timezone),
        machine_time=time.isoformat(),
        review=link(here, review.title, urls.review(context.contest, review)),
        colour=colour(context, review),
        outcome=_answer(context, review),
        is_late=is_late,
    )


def _answer(context: ContestContext, review: Review) -> str:
    catalogue, text = context.catalogue, context.catalogue.text
    state = text(terms.REVIEW_STATES[review.state])
    if review.answered is not None:
        time = catalogue.moment(review.answered, context.site.timezone)
        if _is_late(context, review):
            return text("Answered late, %(time)s. %(state)s.", time=time, state=state)
        return text("Answered, %(time)s. %(state)s.", time=time, state=state)
    if is_overdue(context, review):
        return text("Overdue: no answer is known.")
    if review.state is ReviewState.FILED:
        return text("Open.")
    return text("%(state)s; the day of the answer is not known.", state=state)
