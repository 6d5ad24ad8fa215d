"""The flow between two tallies of people: what each choice had first and last, and its net change.

Only the two totals are published: who moved where is not known, and nothing here says so.
"""

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from recanvass.core.ids import AreaId, Number
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
    pair = _Pair(before, after, max(first.show, last.show))
    return Flow(
        id="flow",
        title=catalogue.text(
            "From %(first)s to %(last)s", first=catalogue.within(first.name), last=catalogue.within(last.name)
        ),
        description=_description(context, counted, pair),
        notes=_notes(catalogue, counted, drawn),
        before=first.name,
        after=last.name,
        height=HEIGHT,
        lines=_lines(context, drawn, pair),
        rows=tuple(_row(context, index, pair) for index in counted),
        total=_total(catalogue, pair),
    )


def _is_drawn(shown: Figures, choice: int) -> bool:
    part = share(shown.counts[choice] or 0, shown.total or 0)
    return part is not None and part >= LEAST_SHARE


def _notes(catalogue: Catalogue, counted: Sequence[int], drawn: Sequence[int]) -> tuple[str, ...]:
    known = catalogue.text(
        "Only the two totals are published, so we show net change. How individual people moved is unknown."
    )
    left = len(counted) - len(drawn)
    if not left:
        return (known,)
    limit = catalogue.percent(LEAST_SHARE, 1, 0)
    left_out = catalogue.plural(
        "%(count)s candidate under %(share)s in both counts appears only in the table.",
        "%(count)s candidates under %(share)s in both counts appear only in the table.",
        left,
        share=limit,
    )
    return (known, left_out)


class _Pair(Struct, frozen=True):
    """The figures of the first and the last tally, and with how many decimals they are shown."""

    before: Figures
    after: Figures
    decimals: int

    def texts(self, catalogue: Catalogue, choice: int | None) -> tuple[str, str]:
        """Return both figures of a choice, or both totals, as they are shown."""
        first, last = (one.total if choice is None else one.counts[choice] for one in (self.before, self.after))
        return catalogue.number(first, self.decimals), catalogue.number(last, self.decimals)

    def change(self, choice: int | None) -> Number:
        """Return how far a choice moved, or the total."""
        first, last = (one.total if choice is None else one.counts[choice] for one in (self.before, self.after))
        return (last or 0) - (first or 0)

    def steps(self, choice: int) -> tuple[int, int]:
        """Return both figures of a choice in whole steps of the smallest that is shown."""
        first, last = (int((one.counts[choice] or 0) * 10**self.decimals) for one in (self.before, self.after))
        return first, last


def _direction(change: Number) -> str:
    return ("up" if change > 0 else "down") if change else ""


def _lines(context: ContestContext, drawn: Sequence[int], pair: _Pair) -> tuple[FlowLine, ...]:
    catalogue = context.catalogue
    slopes = shapes.slopes([pair.steps(index) for index in drawn], HEIGHT)
    texts = [pair.texts(catalogue, index) for index in drawn]
    return tuple(
        FlowLine(
            name=formatting.shortened(context.contest.choices[index].short, NAME),
            colour=context.colours[index],
            before=before,
            after=after,
            change=catalogue.change(pair.change(index), pair.decimals),
            start=slope.start,
            end=slope.end,
            start_label=slope.start_label,
            end_label=slope.end_label,
        )
        for index, slope, (before, after) in zip(drawn, slopes, texts, strict=True)
    )


def _row(context: ContestContext, choice: int, pair: _Pair) -> FlowRow:
    named, change = context.contest.choices[choice], pair.change(choice)
    before, after = pair.texts(context.catalogue, choice)
    return FlowRow(
        name=named.name,
        colour=context.colours[choice],
        before=before,
        after=after,
        change=context.catalogue.change(change, pair.decimals),
        direction=_direction(change),
    )


def _total(catalogue: Catalogue, pair: _Pair) -> FlowRow:
    change = pair.change(None)
    said = catalogue.change(change, pair.decimals)
    return FlowRow(catalogue.text("Total"), 0, *pair.texts(catalogue, None), said, _direction(change))


def _description(context: ContestContext, counted: Sequence[int], pair: _Pair) -> str:
    catalogue = context.catalogue
    parts = []
    for index in counted:
        before, after = pair.texts(catalogue, index)
        parts.append(
            catalogue.text(
                "%(choice)s %(before)s, then %(after)s (%(change)s)",
                choice=context.contest.choices[index].short,
                before=before,
                after=after,
                change=catalogue.change(pair.change(index), pair.decimals),
            )
        )
    return f"{'; '.join(parts)}."
