"""What was at stake in a request, in words and figures."""

from collections.abc import Iterator

from recanvass.core import urls
from recanvass.core.model import Contest, Number, Request, Tally
from recanvass.pages.context import ContestContext, link
from recanvass.pages.models.parts import Fact, StakesRow, StakesTable
from recanvass.pages.requests.requests import scope
from recanvass.results.ranking import Lead, lead, standing
from recanvass.results.request_stakes import Held, Moved, Stakes
from recanvass.results.request_units import units_of_request
from recanvass.results.tabulate import Basis, figures
from recanvass.text import formatting


def stakes_table(context: ContestContext, here: str, request: Request) -> StakesTable | None:
    """Return how the units of a request stood before it was filed, and where the lead moved until it was settled."""
    found = context.stakes.get(request.id)
    if found is None:
        return None
    contest, release = context.contest, context.contest.releases[found.before]
    held = sorted(found.held, key=lambda one: not one.tally.decides)
    order = [ranked.choice for ranked in standing(contest, found.deciding.counts)]
    moved = found.moved
    units = formatting.counted(len(found.units), "unit", "different units")
    return StakesTable(
        scope=f"{scope(context, request)}: the figures are of these {units}.",
        release=link(here, release.title, urls.release(contest, release)),
        columns=tuple(one.tally.short for one in held),
        rows=tuple(
            StakesRow(
                contest.choices[index].name,
                context.colours[index],
                tuple(_figure(found, one, one.counts[index]) for one in held),
            )
            for index in order
        ),
        totals=tuple(_figure(found, one, sum(one.counts)) for one in held),
        before=tuple(_before(contest, found)),
        after_title=f"What moved until: {contest.releases[moved.until].title}" if moved is not None else "",
        after=tuple(_after(contest, found, moved)) if moved is not None else (),
        remarks=tuple(_remarks(context, request, found)),
    )


def _figure(found: Stakes, held: Held, count: Number) -> str:
    """Return a figure of the units, a dash where none of them had any in that tally."""
    return formatting.number(count if held.missing < len(found.units) else None, held.tally.show)


def silence(context: ContestContext, request: Request) -> str:
    """Say why a request cannot be put in figures."""
    if not units_of_request(context.results, request):
        return "The units of this request are not listed, so that their figures cannot be added up."
    return "Before this request was filed no figures of its units had been published in the tally that decides."


def _before(contest: Contest, found: Stakes) -> Iterator[Fact]:
    tally = found.deciding.tally
    total = sum(found.deciding.counts)
    yield Fact("Lead, all units", _lead(contest, found.lead, tally))
    yield Fact("Lead without these units", _lead(contest, found.lead_without, tally))
    yield Fact(f"{tally.short} in these units", formatting.number(total, tally.show))
    if found.lead is not None and total:
        yield Fact("The lead as a share of that", formatting.percent(found.lead.margin, total))


def _after(contest: Contest, found: Stakes, moved: Moved) -> Iterator[Fact]:
    if found.pair is None:
        return
    first, second = (contest.choices[index].short for index in found.pair)
    parts: tuple[tuple[str, Number], ...] = (
        (f"Lead of {first} over {second}", moved.total),
        ("Of this, in these units", moved.inside),
        ("In all other units", moved.outside),
    )
    tally = found.deciding.tally
    for label, value in parts:
        yield Fact(label, f"{formatting.change(value, tally.show)} {tally.unit}")


def _lead(contest: Contest, stood: Lead | None, tally: Tally) -> str:
    leaders = [contest.choices[index].name for index in stood.leaders] if stood is not None else []
    if stood is None or not leaders:
        return "Nobody"
    if len(leaders) > 1:
        return f"{formatting.listed(leaders)}, tied"
    return f"{leaders[0]} by {formatting.number(stood.margin, tally.show)} {tally.unit}"


def _remarks(context: ContestContext, request: Request, found: Stakes) -> Iterator[str]:
    releases = context.contest.releases
    for one in found.held:
        if one.stated != found.before:
            stated = releases[one.stated].title
            yield f"{one.tally.name}: from “{stated}”, the last release before it with such figures of single units."
    record = figures(context.results, context.contest.root, found.deciding.tally, found.before)
    if record.basis is not Basis.UNITS:
        stood = _lead(context.contest, lead(context.contest, record.counts), found.deciding.tally)
        yield f"Lead by the totals published then, which are not the sums of these figures: {stood}."
    missing = found.deciding.missing
    if missing:
        yield f"{formatting.counted(missing, 'unit', 'units')} had no figures by then and are not counted."
    settled = next((release for release in releases if release.id == request.resolved_by), None)
    if settled is None or found.pair is None:
        return
    if found.moved is None:
        yield f"No figures of single units have been published with “{settled.title}” or since."
    elif found.moved.is_later:
        until = releases[found.moved.until].title
        yield (
            f"“{settled.title}”, which settled the request, has no such figures of single units. What moved is counted "
            f"up to “{until}”, the first release after it that has; it holds the changes of all steps up to there."
        )
