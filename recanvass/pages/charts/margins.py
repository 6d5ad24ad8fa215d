"""The lead over the releases: who stands against whom, how far apart at each release, and the chart of it."""

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from recanvass.core.ballot import Choice
from recanvass.core.ids import Number
from recanvass.pages.charts import shapes
from recanvass.pages.charts.shapes import LevelShape, StepChart
from recanvass.pages.context import ContestContext
from recanvass.pages.models.movement import ChartLine, ChartStep, MarginChart
from recanvass.results.answers import Saying, answer
from recanvass.results.figures import figures, lead_of
from recanvass.results.histories import reporting_counts
from recanvass.results.ranking import decimals_of, difference
from recanvass.results.reporting import reported
from recanvass.text import formatting, terms
from recanvass.text.catalogue import Catalogue

MANY_ON_A_PHONE = 7
MANY = 14
"""With more steps than these only the first, the last, the extremes and changes of side carry a label."""
ABOVE_LINE = 9
BELOW_LINE = 19
FOOT = 38
FOOT_LINE = 17


class Margin(Struct, frozen=True):
    """How far the first of a pair was ahead of the second at a release, and how exactly both were stated."""

    value: Number
    decimals: int


class Race(Struct, frozen=True):
    """The newest leader and the newest runner-up, and their margin at each release up to the one shown."""

    ahead: Choice
    behind: Choice
    margins: tuple[Margin | None, ...]


_OF_PLACES = frozenset({Saying.WON, Saying.SEATS, Saying.NEXT_ROUND, Saying.PROJECTED, Saying.RULED})
"""What is said of the last place that is filled."""


def race(context: ContestContext) -> Race | None:
    """Return the race between the two whose difference matters at the release shown; None where there are no two.

    They are the first and the second; with several seats, the last who is in and the first who is not.
    """
    contest, tally = context.contest, context.deciding
    shown = [figures(context.results, contest.root, tally, index) for index in range(context.shown + 1)]
    found = lead_of(contest, shown[-1])
    pair = [*found.leaders, *found.runners_up][:2] if found is not None else []
    said = answer(context.site, context.results, contest.root, context.shown)
    if said.saying in _OF_PLACES and said.first and said.second:
        pair = [said.first[-1], said.second[0]]
    if len(pair) < len(("ahead", "behind")):
        return None
    margins = []
    for at_release in shown:
        first, second = (None if at_release.is_open else at_release.counts[index] for index in pair)
        decimals = min(tally.show, *(at_release.decimals[index] for index in pair))
        margins.append(Margin(first - second, decimals) if first is not None and second is not None else None)
    return Race(contest.choices[pair[0]], contest.choices[pair[1]], tuple(margins))


def lead_moved(catalogue: Catalogue, found: Race | None, release: int) -> str:
    """Say how far the margin of a race moved with a release."""
    if found is None or not release:
        return ""
    now, before = found.margins[release], found.margins[release - 1]
    if now is None or before is None:
        return ""
    decimals = min(now.decimals, before.decimals)
    return catalogue.change(difference(now.value, before.value, decimals), decimals)


def margin_chart(context: ContestContext, height: int) -> MarginChart | None:
    """Return the chart of the lead; None where fewer than two releases have a margin."""
    found = race(context)
    if found is None or len([margin for margin in found.margins if margin is not None]) < len(("from", "to")):
        return None
    values = [margin.value if margin is not None else None for margin in found.margins]
    drawn = shapes.steps(values, height)
    catalogue, text = context.catalogue, context.catalogue.text
    units = len(context.results.areas.get(context.contest.root, ()))
    shown = [context.contest.releases[step.index] for step in drawn.steps]
    return MarginChart(
        title=text(
            "%(first)s against %(second)s: the lead at each release, in %(unit)s",
            first=found.ahead.short,
            second=found.behind.short,
            unit=catalogue.unit(context.deciding),
        ),
        description=_description(context, found),
        note=_note(context, found, drawn),
        height=height + FOOT,
        foot=height + FOOT - FOOT_LINE - 5,
        second_foot=height + FOOT - 5,
        zero=drawn.zero,
        above=text("%(name)s ahead", name=found.ahead.short),
        below=text("%(name)s ahead", name=found.behind.short),
        below_y=height - 2,
        keys=tuple({release.status.value: text(terms.STATUSES[release.status]) for release in shown}.items()),
        foot_note=text("Below the dates: units reported, of %(count)s.", count=catalogue.number(units))
        if units
        else "",
        steps=tuple(_step(context, found, step, values) for step in drawn.steps),
        risers=tuple(ChartLine(_percent(riser.x), riser.top, riser.bottom, "") for riser in drawn.risers),
        scale=tuple(
            ChartLine("0", mark.y, mark.y, _signed(catalogue, mark.value, _decimals(drawn))) for mark in drawn.marks
        ),
        breaks=tuple(ChartLine("0", y - 3, y + 3, "") for y in drawn.breaks),
    )


def _size(value: Number) -> Number:
    return -value if value < 0 else value


def _signed(catalogue: Catalogue, value: Number, decimals: int) -> str:
    return (formatting.MINUS if value < 0 else "") + catalogue.number(_size(value), decimals)


def _percent(thousandths: int) -> str:
    whole, part = divmod(thousandths, 10)
    return f"{whole}.{part}"


def _decimals(drawn: StepChart) -> int:
    """Return with how many decimals the lines of a scale can be told apart."""
    return max(0, *(decimals_of(mark.value.normalize()) for mark in drawn.marks))


def _labelled(values: Sequence[Number | None], many: int) -> frozenset[int]:
    """Return which steps carry a label where `many` are as many as have room."""
    known = {index: value for index, value in enumerate(values) if value is not None}
    if len(known) <= many:
        return frozenset(known)
    by_value = sorted(known, key=lambda index: known[index])
    turns = (after for before, after in pairwise(known) if (known[before] > 0) != (known[after] > 0))
    return frozenset((min(known), max(known), by_value[0], by_value[-1], *turns))


def _step(context: ContestContext, found: Race, step: LevelShape, values: Sequence[Number | None]) -> ChartStep:
    margin = found.margins[step.index]
    if margin is None:
        raise ValueError("a step stands for a margin")
    is_ahead = margin.value >= 0
    release = context.contest.releases[step.index]
    is_named = step.index in _labelled(values, MANY)
    return ChartStep(
        left=_percent(step.left),
        right=_percent(step.right),
        middle=_percent((step.left + step.right) // 2),
        y=step.y,
        label=_signed(context.catalogue, margin.value, margin.decimals) if is_named else "",
        label_y=step.y - ABOVE_LINE if is_ahead else step.y + BELOW_LINE,
        date=context.catalogue.day_of_month(release.as_of, context.site.timezone) if is_named else "",
        units=_units(context, step.index) if is_named else "",
        status=release.status.value,
        colour=context.colour_of(found.ahead if is_ahead else found.behind),
        is_beyond=step.is_beyond,
        is_minor=step.index not in _labelled(values, MANY_ON_A_PHONE),
    )


def _units(context: ContestContext, release: int) -> str:
    if context.contest.root not in context.results.areas:
        return ""
    counts = reporting_counts(context.results, context.contest.root, release)
    return context.catalogue.number(reported(counts))


def _description(context: ContestContext, found: Race) -> str:
    pairs = zip(context.contest.releases, found.margins, strict=False)
    parts = [
        f"{release.title}: {_said(context.catalogue, found, margin)}" for release, margin in pairs if margin is not None
    ]
    return f"{'; '.join(parts)}."


def _said(catalogue: Catalogue, found: Race, margin: Margin) -> str:
    if not margin.value:
        return catalogue.text("tied")
    ahead = found.ahead if margin.value > 0 else found.behind
    by = catalogue.number(_size(margin.value), margin.decimals)
    return catalogue.text("%(name)s ahead by %(margin)s", name=ahead.short, margin=by)


def _note(context: ContestContext, found: Race, drawn: StepChart) -> str:
    """Say where the scale is broken, and which figures stand beyond the break."""
    beyond = [(step.index, margin) for step in drawn.steps if step.is_beyond and (margin := found.margins[step.index])]
    if not beyond:
        return ""
    named = [
        f"{_signed(context.catalogue, margin.value, margin.decimals)} ({context.contest.releases[index].title})"
        for index, margin in beyond
    ]
    limit = context.catalogue.number(drawn.limit, _decimals(drawn))
    return context.catalogue.plural(
        "The scale is broken at %(limit)s: %(figures)s stands beyond it, not at its true height.",
        "The scale is broken at %(limit)s: %(figures)s stand beyond it, not at its true height.",
        len(named),
        limit=limit,
        figures=context.catalogue.listed(named),
    )
