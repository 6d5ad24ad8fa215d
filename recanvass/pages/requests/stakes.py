"""What was at stake in a request, in words and figures."""

from collections.abc import Iterator

from recanvass.core import urls
from recanvass.core.ballot import Tally
from recanvass.core.ids import Number
from recanvass.core.model import Request
from recanvass.pages.context import ContestContext, link
from recanvass.pages.models.parts import Fact, StakesRow, StakesTable
from recanvass.pages.requests.requests import scope
from recanvass.results.figures import Basis, figures, lead_of
from recanvass.results.ranking import Lead, standing
from recanvass.results.request_stakes import Held, Moved, Stakes
from recanvass.results.request_units import units_of_request
from recanvass.text.catalogue import Catalogue


def stakes_table(context: ContestContext, here: str, request: Request) -> StakesTable | None:
    """Return how the units of a request stood before it was filed, and where the lead moved until it was settled."""
    found = context.stakes.get(request.id)
    if found is None:
        return None
    contest, release = context.contest, context.contest.releases[found.before]
    held = sorted(found.held, key=lambda one: not one.tally.decides)
    order = [
        ranked.choice for ranked in standing(contest, found.deciding.counts, tolerance=found.deciding.tally.tolerance)
    ]
    moved = found.moved
    catalogue = context.catalogue
    after = (
        catalogue.text("What changed through “%(release)s”", release=contest.releases[moved.until].title)
        if moved
        else ""
    )
    return StakesTable(
        scope=catalogue.plural(
            "%(listed)s. The numbers below cover that %(count)s place.",
            "%(listed)s. The numbers below cover those %(count)s different places.",
            len(found.units),
            listed=scope(context, request),
        ),
        release=link(here, release.title, urls.release(contest, release)),
        columns=tuple(one.tally.short for one in held),
        rows=tuple(
            StakesRow(
                contest.choices[index].name,
                context.colours[index],
                tuple(_figure(catalogue, found, (one, one.counts[index])) for one in held),
            )
            for index in order
        ),
        totals=tuple(_figure(catalogue, found, (one, sum(one.counts))) for one in held),
        before=tuple(_before(context, found)),
        after_title=after,
        after=tuple(_after(context, found, moved)) if moved is not None else (),
        remarks=tuple(_remarks(context, request, found)),
    )


def _figure(catalogue: Catalogue, found: Stakes, of: tuple[Held, Number]) -> str:
    """Return a figure of the units, a dash where none of them had any in that tally."""
    held, count = of
    return catalogue.number(count if held.missing < len(found.units) else None, held.tally.show)


def silence(context: ContestContext, request: Request) -> str:
    """Say why a request cannot be put in figures."""
    if not units_of_request(context.results, request):
        return context.catalogue.text(
            "We don’t have the list of places in this request, so we can’t add up their results."
        )
    return context.catalogue.text(
        "When this request was filed, these places had no published results in the count that decides the winner."
    )


def _before(context: ContestContext, found: Stakes) -> Iterator[Fact]:
    tally, catalogue, text = found.deciding.tally, context.catalogue, context.catalogue.text
    total = sum(found.deciding.counts)
    yield Fact(text("Lead in all places"), _lead(context, found.lead, tally))
    yield Fact(text("Lead without these places"), _lead(context, found.lead_without, tally))
    yield Fact(text("%(tally)s in these places", tally=tally.short), catalogue.number(total, tally.show))
    if found.lead is not None and total:
        yield Fact(text("Lead as a share of that total"), catalogue.percent(found.lead.margin, total))


def _after(context: ContestContext, found: Stakes, moved: Moved) -> Iterator[Fact]:
    if found.pair is None:
        return
    catalogue, text = context.catalogue, context.catalogue.text
    first, second = (context.contest.choices[index].short for index in found.pair)
    parts: tuple[tuple[str, Number], ...] = (
        (text("%(first)s’s lead over %(second)s", first=first, second=second), moved.total),
        (text("Of this, in these places"), moved.inside),
        (text("In all other places"), moved.outside),
    )
    tally = found.deciding.tally
    for label, value in parts:
        yield Fact(label, f"{catalogue.change(value, tally.show)} {tally.unit}")


def _lead(context: ContestContext, stood: Lead | None, tally: Tally) -> str:
    catalogue = context.catalogue
    leaders = [context.contest.choices[index].name for index in stood.leaders] if stood is not None else []
    if stood is None or not leaders:
        return catalogue.text("Nobody")
    if len(leaders) > 1:
        return catalogue.text("%(names)s, tied", names=catalogue.listed(leaders))
    margin = catalogue.number(stood.margin, tally.show)
    return catalogue.text("%(name)s by %(margin)s %(unit)s", name=leaders[0], margin=margin, unit=tally.unit)


def _remarks(context: ContestContext, request: Request, found: Stakes) -> Iterator[str]:
    releases, catalogue = context.contest.releases, context.catalogue
    for one in found.held:
        if one.stated != found.before:
            yield catalogue.text(
                "%(tally)s: from “%(release)s,” the last release before the filing with results for individual places.",
                tally=one.tally.name,
                release=releases[one.stated].title,
            )
    record = figures(context.results, context.contest.root, found.deciding.tally, found.before)
    if record.basis is not Basis.UNITS:
        stood = _lead(context, lead_of(context.contest, record), found.deciding.tally)
        yield catalogue.text(
            "Lead by the totals published at the time, which don’t match the sums of these numbers: %(lead)s.",
            lead=stood,
        )
    if found.deciding.missing:
        yield catalogue.plural(
            "%(count)s place had no results by then and is left out.",
            "%(count)s places had no results by then and are left out.",
            found.deciding.missing,
        )
    yield from _remarks_on_moves(context, request, found)


def _remarks_on_moves(context: ContestContext, request: Request, found: Stakes) -> Iterator[str]:
    releases, text = context.contest.releases, context.catalogue.text
    settled = next((release for release in releases if release.id == request.resolved_by), None)
    if settled is None or found.pair is None:
        return
    if found.moved is None:
        yield text(
            "No results for individual places have been published in “%(release)s” or since.", release=settled.title
        )
    elif found.moved.is_later:
        yield text(
            "“%(release)s,” which resolved the request, has no results for individual places. The changes below "
            "run through “%(until)s,” the next release that does, and include everything in between.",
            release=settled.title,
            until=releases[found.moved.until].title,
        )
