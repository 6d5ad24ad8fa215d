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
        catalogue.text("What moved until: %(release)s", release=contest.releases[moved.until].title) if moved else ""
    )
    return StakesTable(
        scope=catalogue.plural(
            "%(listed)s: the figures are of these %(count)s place.",
            "%(listed)s: the figures are of these %(count)s different places.",
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
            "The places of this request are not listed, so that their figures cannot be added up."
        )
    return context.catalogue.text(
        "Before this request was filed no figures of its places had been published in the tally that decides."
    )


def _before(context: ContestContext, found: Stakes) -> Iterator[Fact]:
    tally, catalogue, text = found.deciding.tally, context.catalogue, context.catalogue.text
    total = sum(found.deciding.counts)
    yield Fact(text("Lead, all places"), _lead(context, found.lead, tally))
    yield Fact(text("Lead without these places"), _lead(context, found.lead_without, tally))
    yield Fact(text("%(tally)s in these places", tally=tally.short), catalogue.number(total, tally.show))
    if found.lead is not None and total:
        yield Fact(text("The lead as a share of that"), catalogue.percent(found.lead.margin, total))


def _after(context: ContestContext, found: Stakes, moved: Moved) -> Iterator[Fact]:
    if found.pair is None:
        return
    catalogue, text = context.catalogue, context.catalogue.text
    first, second = (context.contest.choices[index].short for index in found.pair)
    parts: tuple[tuple[str, Number], ...] = (
        (text("Lead of %(first)s over %(second)s", first=first, second=second), moved.total),
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
                "%(tally)s: from “%(release)s”, the last release before it with such figures of single places.",
                tally=one.tally.name,
                release=releases[one.stated].title,
            )
    record = figures(context.results, context.contest.root, found.deciding.tally, found.before)
    if record.basis is not Basis.UNITS:
        stood = _lead(context, lead_of(context.contest, record), found.deciding.tally)
        yield catalogue.text(
            "Lead by the totals published then, which are not the sums of these figures: %(lead)s.", lead=stood
        )
    if found.deciding.missing:
        yield catalogue.plural(
            "%(count)s place had no figures by then and are not counted.",
            "%(count)s places had no figures by then and are not counted.",
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
            "No figures of single places have been published with “%(release)s” or since.", release=settled.title
        )
    elif found.moved.is_later:
        yield text(
            "“%(release)s”, which settled the request, has no such figures of single places. What moved is counted "
            "up to “%(until)s”, the first release after it that has; it holds the changes of all steps up to there.",
            release=settled.title,
            until=releases[found.moved.until].title,
        )
