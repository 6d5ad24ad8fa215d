"""Turnout in words: the facts of a place, and its rate for tables and maps."""

from collections.abc import Iterator

from recanvass.core.ids import AreaId
from recanvass.pages.context import ContestContext
from recanvass.pages.models.parts import Fact
from recanvass.results.turnout import took_part, turnout
from recanvass.text import terms


def turnout_rate(context: ContestContext, area: AreaId) -> tuple[int, int] | None:
    """Return how many took part and how many could at the release shown; None where either is not known."""
    told = turnout(context.site, context.results, area, context.shown)
    part = took_part(told)
    return (part, told.registered) if part is not None and told.registered else None


def turnout_text(context: ContestContext, area: AreaId) -> str:
    """Return the rate as a percentage, empty where it is not known."""
    rate = turnout_rate(context, area)
    return context.catalogue.percent(*rate) if rate is not None else ""


def turnout_facts(context: ContestContext, area: AreaId) -> Iterator[Fact]:
    """Yield what is known of turnout at an area."""
    told = turnout(context.site, context.results, area, context.shown)
    catalogue, text = context.catalogue, context.catalogue.text
    rate = turnout_text(context, area)
    if rate:
        yield Fact(text("Turnout"), rate)
    for key, label in terms.TURNOUT.items():
        count = getattr(told, key)
        if count is not None:
            yield Fact(text(label), catalogue.number(count))
    names = {tally.id: tally.name for tally in context.contest.tallies}
    for part, count in told.by_part.items():
        yield Fact(text("Ballots: %(part)s", part=names.get(part, part)), catalogue.number(count))
