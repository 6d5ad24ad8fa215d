"""The chart of the lead: a step for each release, and the spans in which a recanvass or a recount went on."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from recanvass.core import urls
from recanvass.core.ids import Number
from recanvass.core.kinds import ReleaseKind, Status
from recanvass.pages.charts import shapes
from recanvass.pages.charts.shapes import StepShape
from recanvass.pages.context import ContestContext
from recanvass.pages.models.movement import ChartColumn, ChartSpan, LeadChart
from recanvass.results.developments import Development, Turn
from recanvass.results.histories import reporting_counts
from recanvass.results.races import Margin, Race
from recanvass.results.ranking import difference
from recanvass.results.rechecks import Recheck
from recanvass.results.reporting import expected, reported
from recanvass.text import formatting, terms
from recanvass.text.catalogue import Catalogue, msgid

MANY_ON_A_PHONE = 7
MANY = 14
"""With more steps than these only the first, the last, the extremes and changes of side carry a label."""
_ROOM = 300
"""How far down a figure has to stand, in thousandths, for its label to have room above it."""
_KINDS = {
    ReleaseKind.REVIEW: msgid("review"),
    ReleaseKind.RECANVASS: msgid("recanvass"),
    ReleaseKind.RECOUNT: msgid("recount"),
    ReleaseKind.CORRECTION: msgid("correction"),
    ReleaseKind.CERTIFICATION: msgid("certified"),
    ReleaseKind.COURT: msgid("court"),
}


def lead_moved(catalogue: Catalogue, found: Race | None, release: int) -> str:
    """Say how far the margin of a race moved with a release."""
    if found is None or not release:
        return ""
    now, before = found.margins[release], found.margins[release - 1]
    if now is None or before is None:
        return ""
    decimals = min(now.decimals, before.decimals)
    return catalogue.change(difference(now.value, before.value, decimals), decimals)


def lead_chart(context: ContestContext, here: str, shown: int | None = None) -> LeadChart | None:
    """Return the chart of the lead; None where fewer than two releases have a margin.

    `shown` is the index of the release that the page `here` is of.
    """
    found = context.race
    if found is None or len([margin for margin in found.margins if margin is not None]) < len(("from", "to")):
        return None
    values = [margin.value if margin is not None else None for margin in found.margins]
    spans = [(recheck, *held) for recheck in context.rechecks if (held := _held(recheck, len(values))) is not None]
    wide = {index for _, first, last in spans for index in range(first, last)}
    drawn = shapes.steps(values, [index in wide for index in range(len(values))])
    catalogue, text = context.catalogue, context.catalogue.text
    ahead, behind = (context.contest.choices[index].short for index in (found.ahead, found.behind))
    at = context.shown if shown is None else shown
    edges = {step.index: step for step in drawn.steps}
    return LeadChart(
        title=text("%(first)s’s lead over %(second)s at each release", first=ahead, second=behind),
        unit=catalogue.unit(context.deciding),
        description=_description(context, found),
        note=_note(context, found, drawn.steps),
        zero=_percent(drawn.zero),
        columns=tuple(_column(context, here, found, step, shown=at) for step in drawn.steps),
        spans=tuple(_span(context, one, (edges[one[1]].left, edges[one[2] - 1].right)) for one in spans),
    )


def _held(recheck: Recheck, releases: int) -> tuple[int, int] | None:
    """Return the releases that were in force while a recheck went on: the first, and the first that no longer was.

    None where that is not known: before the first release, or of one that ended without a release, by withdrawal.
    """
    if recheck.before is None or (recheck.settled is None and not recheck.is_open):
        return None
    until = recheck.settled if recheck.settled is not None else releases
    return (recheck.before, until) if recheck.before < until <= releases else None


def _span(context: ContestContext, held: tuple[Recheck, int, int], edges: tuple[int, int]) -> ChartSpan:
    recheck, *_ = held
    left, right = edges
    catalogue, zone = context.catalogue, context.site.timezone
    first = catalogue.day_of_month(recheck.filed, zone)
    settled = context.contest.releases[recheck.settled].as_of if recheck.settled is not None else None
    days = catalogue.text("%(first)s–", first=first)
    if settled is not None:
        from_, to = formatting.local(recheck.filed, zone), formatting.local(settled, zone)
        is_same = (from_.year, from_.month) == (to.year, to.month)
        last = str(to.day) if is_same else catalogue.day_of_month(settled, zone)
        days = catalogue.text("%(first)s–%(last)s", first=first, last=last)
    return ChartSpan(
        label=catalogue.text(terms.REQUEST_KINDS[recheck.kind]),
        days=days,
        left=_percent(left),
        right=_percent(right),
        width=_percent(right - left),
        middle=_percent((left + right) // 2),
    )


def _column(context: ContestContext, here: str, found: Race, step: StepShape, *, shown: int) -> ChartColumn:
    release, margin = context.contest.releases[step.index], found.margins[step.index]
    known = [one.value if one is not None else None for one in found.margins]
    is_named = step.index in _labelled(known, MANY)
    is_ahead = margin is None or margin.value >= 0
    label = _signed(context.catalogue, margin) if margin is not None and is_named else ""
    return ChartColumn(
        href=urls.root_from(here) + urls.release(context.contest, release),
        text=f"{release.title}: {_said(context, found, margin)}",
        left=_percent(step.left),
        right=_percent(step.right),
        width=_percent(step.right - step.left),
        middle=_percent((step.left + step.right) // 2),
        y=_percent(step.y),
        top=_percent(step.top),
        height=_percent(step.height),
        riser_top=_percent(min(step.before, step.y)) if step.before is not None else "",
        riser_bottom=_percent(max(step.before, step.y)) if step.before is not None else "",
        label=label,
        is_below=step.y < _ROOM if is_ahead else step.y <= shapes.WHOLE - _ROOM,
        date=_date(context, step.index) if is_named else "",
        tag=_tag(context, step.index) if is_named else "",
        colour=context.colours[found.ahead if is_ahead else found.behind],
        is_beyond=step.is_beyond,
        is_missing=margin is None,
        is_minor=step.index not in _labelled(known, MANY_ON_A_PHONE),
        is_shown=step.index == shown,
        is_last=step.index == context.shown,
        is_check=release.kind in (ReleaseKind.RECANVASS, ReleaseKind.RECOUNT)
        and release.status is not Status.CERTIFIED,
        is_lowest=_is_ringed(context.development, step.index),
    )


def _is_ringed(told: Development | None, index: int) -> bool:
    """Tell whether a release is the one that the second sentence of the contest is about."""
    return told is not None and told.turn is Turn.CLOSEST and told.release == index


def _date(context: ContestContext, index: int) -> str:
    """Return the day of a release, in short where its neighbor has the month already."""
    zone, releases = context.site.timezone, context.contest.releases
    day = formatting.local(releases[index].as_of, zone)
    before = formatting.local(releases[index - 1].as_of, zone) if index else None
    if before is None or (before.year, before.month) != (day.year, day.month):
        return context.catalogue.day_of_month(releases[index].as_of, zone)
    return str(day.day)


def _tag(context: ContestContext, index: int) -> str:
    """Return in a word or two what a release was: how much of the count, or what kind of check."""
    release, catalogue = context.contest.releases[index], context.catalogue
    if release.status is Status.CERTIFIED:
        return catalogue.text("certified")
    if release.kind in _KINDS:
        return catalogue.text(_KINDS[release.kind])
    counts = reporting_counts(context.results, context.contest.root, index)
    due, came = expected(counts), reported(counts)
    if not due or came >= due or release.status is not Status.UNOFFICIAL_PARTIAL:
        return catalogue.text("all in") if due and came >= due else ""
    share = catalogue.percent(came, due, 0)
    return share if index else catalogue.text("%(share)s in", share=share)


def _signed(catalogue: Catalogue, margin: Margin) -> str:
    size = -margin.value if margin.value < 0 else margin.value
    return catalogue.number(size, margin.decimals)


def _percent(thousandths: int) -> str:
    whole, part = divmod(thousandths, 10)
    return f"{whole}.{part}" if part else f"{whole}"


def _labelled(values: Sequence[Number | None], many: int) -> frozenset[int]:
    """Return which steps carry a label where `many` are as many as have room."""
    known = {index: value for index, value in enumerate(values) if value is not None}
    if len(values) <= many:
        return frozenset(range(len(values)))
    by_value = sorted(known, key=lambda index: known[index])
    turns = (after for before, after in pairwise(known) if (known[before] > 0) != (known[after] > 0))
    return frozenset((min(known), max(known), by_value[0], by_value[-1], *turns))


def _description(context: ContestContext, found: Race) -> str:
    pairs = zip(context.contest.releases, found.margins, strict=False)
    parts = [f"{release.title}: {_said(context, found, margin)}" for release, margin in pairs if margin is not None]
    return f"{'; '.join(parts)}."


def _said(context: ContestContext, found: Race, margin: Margin | None) -> str:
    catalogue = context.catalogue
    if margin is None:
        return catalogue.text("not published")
    if not margin.value:
        return catalogue.text("tied")
    ahead = context.contest.choices[found.ahead if margin.value > 0 else found.behind]
    return catalogue.text("%(name)s ahead by %(margin)s", name=ahead.short, margin=_signed(catalogue, margin))


def _note(context: ContestContext, found: Race, steps: Sequence[StepShape]) -> str:
    """Say which figures stand beyond the scale."""
    catalogue = context.catalogue
    named = list(_beyond(context, found, steps))
    opens = catalogue.text("Each step is a release. Select one to open it.")
    if not named:
        return opens
    off = catalogue.plural(
        "Off the scale: %(figures)s.", "Off the scale: %(figures)s.", len(named), figures=catalogue.listed(named)
    )
    return f"{opens} {off}"


def _beyond(context: ContestContext, found: Race, steps: Sequence[StepShape]) -> Iterator[str]:
    for step in steps:
        margin = found.margins[step.index]
        if step.is_beyond and margin is not None:
            release = context.contest.releases[step.index]
            figure = _signed(context.catalogue, margin)
            day = context.catalogue.day_of_month(release.as_of, context.site.timezone)
            yield context.catalogue.text("%(figure)s on %(day)s", figure=figure, day=day)
