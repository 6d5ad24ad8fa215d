"""The flow between two tallies of people: what each choice had first and last, and its net change.

Only the two totals are published: who moved where is not known, and nothing here says so.
"""

from collections.abc import Sequence
from decimal import Decimal

from recanvass.core.ids import AreaId
from recanvass.pages.charts import shapes
from recanvass.pages.context import ContestContext
from recanvass.pages.models.pictures import Flow, FlowLine, FlowRow
from recanvass.results.figures import Figures, figures
from recanvass.results.ranking import share
from recanvass.text import formatting
from recanvass.text.catalogue import Catalogue

PEOPLE = "people"
LEAST_SHARE = Decimal("0.02")
"""Of either tally, for a choice to have a line of its own."""
HEIGHT = 300
"""In pixels, as all that stands beside text."""
NAME = 12
"""How many letters of a name have room beside a line on a phone."""


def flow(context: ContestContext, area: AreaId) -> Flow | None:
    """Return the flow from the first to the last tally of people; None where not both are known in whole."""
    tallies = [tally for tally in context.contest.tallies if tally.unit == PEOPLE and not tally.only]
    if context.contest.is_ranked:
        first = next(tally for tally in context.contest.tallies if tally.round == 1)
        tallies = [first, context.deciding] if context.deciding.round not in (None, 1) else []
    if len(tallies) != len(("first", "last")):
        return None
    first, last = tallies
    before, after = (figures(context.results, area, tally, context.shown) for tally in tallies)
    if not before.total or not after.total:
        return None
    choices = range(len(context.contest.choices))
    counted = [index for index in choices if before.counts[index] or after.counts[index]]
    counted.sort(key=lambda index: (-(after.counts[index] or 0), -(before.counts[index] or 0)))
    drawn = [index for index in counted if _is_drawn(before, index) or _is_drawn(after, index)]
    catalogue = context.catalogue
    return Flow(
        id="flow",
        title=catalogue.text(
            "From %(first)s to %(last)s", first=catalogue.within(first.name), last=catalogue.within(last.name)
        ),
        description=_description(context, counted, before, after),
        notes=_notes(catalogue, counted, drawn),
        before=first.name,
        after=last.name,
        height=HEIGHT,
        lines=_lines(context, drawn, before, after),
        rows=tuple(_row(context, index, before, after) for index in counted),
        total=_total(catalogue, before, after),
    )


def _is_drawn(shown: Figures, choice: int) -> bool:
    part = share(shown.counts[choice] or 0, shown.total or 0)
    return part is not None and part >= LEAST_SHARE


def _notes(catalogue: Catalogue, counted: Sequence[int], drawn: Sequence[int]) -> tuple[str, ...]:
    known = catalogue.text(
        "Only the totals of the two are published. The change is the net of all who came and went; who moved where is "
        "not known."
    )
    left = len(counted) - len(drawn)
    if not left:
        return (known,)
    limit = catalogue.percent(LEAST_SHARE, 1, 0)
    left_out = catalogue.plural(
        "%(count)s choice with less than %(share)s in both stands only in the table.",
        "%(count)s choices with less than %(share)s in both stand only in the table.",
        left,
        share=limit,
    )
    return (known, left_out)


def _change(before: Figures, after: Figures, choice: int) -> int:
    return int((after.counts[choice] or 0) - (before.counts[choice] or 0))


def _direction(change: int) -> str:
    return ("up" if change > 0 else "down") if change else ""


def _lines(context: ContestContext, drawn: Sequence[int], before: Figures, after: Figures) -> tuple[FlowLine, ...]:
    slopes = shapes.slopes([(int(before.counts[index] or 0), int(after.counts[index] or 0)) for index in drawn], HEIGHT)
    return tuple(
        FlowLine(
            name=formatting.shortened(context.contest.choices[index].short, NAME),
            colour=context.colours[index],
            before=context.catalogue.number(before.counts[index]),
            after=context.catalogue.number(after.counts[index]),
            change=context.catalogue.change(_change(before, after, index)),
            start=slope.start,
            end=slope.end,
            start_label=slope.start_label,
            end_label=slope.end_label,
        )
        for index, slope in zip(drawn, slopes, strict=True)
    )


def _row(context: ContestContext, choice: int, before: Figures, after: Figures) -> FlowRow:
    change = _change(before, after, choice)
    named = context.contest.choices[choice]
    return FlowRow(
        name=named.name,
        colour=context.colours[choice],
        before=context.catalogue.number(before.counts[choice]),
        after=context.catalogue.number(after.counts[choice]),
        change=context.catalogue.change(change),
        direction=_direction(change),
    )


def _total(catalogue: Catalogue, before: Figures, after: Figures) -> FlowRow:
    change = int((after.total or 0) - (before.total or 0))
    counts = (catalogue.number(before.total), catalogue.number(after.total))
    return FlowRow(catalogue.text("Total"), 0, *counts, catalogue.change(change), _direction(change))


def _description(context: ContestContext, counted: Sequence[int], before: Figures, after: Figures) -> str:
    catalogue = context.catalogue
    parts = [
        catalogue.text(
            "%(choice)s %(before)s, then %(after)s (%(change)s)",
            choice=context.contest.choices[index].short,
            before=catalogue.number(before.counts[index]),
            after=catalogue.number(after.counts[index]),
            change=catalogue.change(_change(before, after, index)),
        )
        for index in counted
    ]
    return f"{'; '.join(parts)}."
