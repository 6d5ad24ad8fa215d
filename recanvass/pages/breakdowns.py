"""The tally that decides, taken apart: rounds, parts, what is not broken down by place, and the threshold."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from recanvass.core.ballot import Tally
from recanvass.core.ids import AreaId, Number
from recanvass.core.kinds import Base
from recanvass.pages.context import ContestContext, choice_links
from recanvass.pages.models.result_parts import Breakdown, BreakdownCell, BreakdownRow, ThresholdBar
from recanvass.results.answers import in_force
from recanvass.results.areas import areas_above
from recanvass.results.figures import (
    Basis,
    Figures,
    deciding,
    exhausted,
    figures,
    not_broken_down,
    standing_of,
    withheld_choices,
    without_detail,
)
from recanvass.results.histories import partly_inside
from recanvass.results.ranking import in_decimals, ratio
from recanvass.results.shares import whole
from recanvass.results.thresholds import tests
from recanvass.text.phrases import partly_known

MOST_NAMED = 20
"""Places without precinct detail that are named one by one."""


def breakdown(context: ContestContext, root: str, area: AreaId, release: int) -> Breakdown | None:
    """Return the rounds, or the parts, of the tally that decides; None where fewer than two have figures."""
    contest, text = context.contest, context.catalogue.text
    rounds = in_order(tally for tally in contest.tallies if tally.round is not None)
    parts = [tally for tally in contest.tallies if tally.part_of == context.deciding.id]
    columns = rounds or parts
    read = [(tally, figures(context.results, area, tally, release)) for tally in columns]
    shown = [(tally, found) for tally, found in read if found.basis is not Basis.NONE]
    if len(shown) < len(("one", "other")):
        return None
    title = text("Round by round") if rounds else text("%(tally)s by how people voted", tally=context.deciding.name)
    if any(tally.party is not None for tally in parts):
        title = text("Votes by party line")
    links = choice_links(context, root)
    order = _order(context, shown)
    return Breakdown(
        id="rounds" if rounds else "parts",
        title=title,
        columns=tuple(tally.short for tally, _ in shown),
        rows=tuple(
            BreakdownRow(
                contest.choices[index].name,
                links[index].href,
                context.colours[index],
                tuple(_cell(context, area, release, found, choice=index) for _, found in shown),
            )
            for index in order
        ),
        foot=tuple(_foot(context, area, release, shown)),
        remarks=tuple(_round_remarks(context, area, release, rounds)),
    )


def _order(context: ContestContext, shown: Sequence[tuple[Tally, Figures]]) -> Sequence[int]:
    """Return the choices by how far they came: the later they were out, the higher; then by their last figure."""
    contest = context.contest
    if shown[0][0].round is None:
        whole = figures(context.results, contest.root, context.deciding, context.shown)
        return [ranked.choice for ranked in standing_of(contest, whole)]

    def reached(index: int) -> tuple[int, Number]:
        lasting = [at for at, (_, found) in enumerate(shown) if found.counts[index] is not None]
        last = lasting[-1] if lasting else -1
        count = shown[last][1].counts[index] if lasting else 0
        return last, count or 0

    return sorted(range(len(contest.choices)), key=reached, reverse=True)


def in_order(tallies: Iterable[Tally]) -> list[Tally]:
    """Return tallies as they are, with rounds one after the other."""
    return sorted(tallies, key=lambda tally: tally.round or 0)


def not_known(context: ContestContext, area: AreaId, release: int, shown: Figures, *, choice: int) -> str:
    """Say what a figure that is not known in full is: a part of it, withheld, or not known; empty for any other."""
    if not shown.unknown or not shown.unknown[choice]:
        return ""
    text = context.catalogue.text
    if shown.counts[choice] is not None:
        return text("at least")
    tally = next(tally for tally in context.contest.tallies if tally.id == shown.tally)
    if choice in withheld_choices(context.results, area, tally, release):
        return text("withheld")
    return text("unknown") if shown.is_open else ""


def _cell(context: ContestContext, area: AreaId, release: int, found: Figures, *, choice: int) -> BreakdownCell:
    catalogue, count = context.catalogue, found.counts[choice]
    tally = next(tally for tally in context.contest.tallies if tally.id == found.tally)
    mark = not_known(context, area, release, found, choice=choice)
    if mark:
        return BreakdownCell(tally.short, catalogue.number(count, tally.show), mark)
    if count is None:
        return BreakdownCell(tally.short, out_after(context, choice, tally, release) if tally.round is not None else "")
    base = whole(context.site, context.results, area, found, release=release) if tally.round is not None else None
    share = catalogue.percent(count, base, 2) if base is not None else ""
    return BreakdownCell(tally.short, catalogue.number(count, tally.show), share)


def out_after(context: ContestContext, index: int, tally: Tally, release: int) -> str:
    """Say after which round a choice was out of the count, as far as was published by a release."""
    results, root = context.results, context.contest.root
    before = [one for one in context.contest.tallies if one.round is not None and one.round < (tally.round or 0)]
    last = max(
        (one.round or 0 for one in before if figures(results, root, one, release).counts[index] is not None),
        default=0,
    )
    return context.catalogue.text("out after round %(round)s", round=last) if last else ""


def _foot(
    context: ContestContext, area: AreaId, release: int, shown: Sequence[tuple[Tally, Figures]]
) -> Iterator[BreakdownRow]:
    catalogue = context.catalogue
    is_ranked = shown[0][0].round is not None
    totals = (BreakdownCell(tally.short, catalogue.number(found.total, tally.show)) for tally, found in shown)
    name = catalogue.text("Continuing") if is_ranked else catalogue.text("Total")
    yield BreakdownRow(name, "", 0, tuple(totals))
    if is_ranked:
        left = [exhausted(context.results, area, tally, release) for tally, _ in shown]
        if any(one is not None for one in left):
            pairs = zip(left, shown, strict=True)
            cells = (
                BreakdownCell(tally.short, catalogue.number(one[0], tally.show) if one is not None else "")
                for one, (tally, _) in pairs
            )
            yield BreakdownRow(catalogue.text("Exhausted"), "", 0, tuple(cells))


def _round_remarks(context: ContestContext, area: AreaId, release: int, rounds: Sequence[Tally]) -> Iterator[str]:
    catalogue, text = context.catalogue, context.catalogue.text
    left = [exhausted(context.results, area, tally, release) for tally in rounds]
    if any(one is not None and one[1] for one in left):
        yield text("We compute exhausted ballots: the first round’s total minus this round’s.")
    quota = context.contest.releases[in_force(context.contest, release)].quota
    if quota is not None:
        yield text("Quota: %(quota)s.", quota=catalogue.number(quota, context.deciding.show))


def detail_remarks(context: ContestContext, area: AreaId, tally: Tally, release: int) -> Iterator[str]:
    """Yield what an area's figures hold that no place in it shows."""
    if not context.results.remainders:
        return
    catalogue = context.catalogue
    left = _left(context, area, tally, release)
    if left:
        yield catalogue.text("Not broken down by place: %(counts)s.", counts=left)
    partly = partly_inside(context.results, area, tally.id, release)
    if partly:
        yield partly_known(catalogue, [context.site.places[place].name for place in partly])
    if without_detail(context.results, area, tally, release):
        yield catalogue.text("Published as a total, with no results for individual places.")
    below = [
        place
        for place in context.results.remainders
        if place != area and area in areas_above(context.site, context.contest, place)
    ]
    in_part = {place: said for place in below if (said := _left(context, place, tally, release))}
    if len(in_part) <= MOST_NAMED:
        for place, said in in_part.items():
            name = context.site.places[place].name
            yield catalogue.text("%(place)s, not broken down by place: %(counts)s.", place=name, counts=said)
    else:
        count = catalogue.number(len(in_part))
        yield catalogue.text("The totals of %(count)s places are only partly broken down.", count=count)
    inside = [
        context.site.places[place].name for place in below if without_detail(context.results, place, tally, release)
    ]
    if inside and len(inside) <= MOST_NAMED:
        yield catalogue.text("Only totals: %(places)s.", places=catalogue.listed(inside))
    elif inside:
        yield catalogue.plural(
            "%(count)s place has only a total.",
            "%(count)s places have only totals.",
            len(inside),
        )


def _left(context: ContestContext, area: AreaId, tally: Tally, release: int) -> str:
    """Return what an area's total has more than the places below it; empty if they add up to it."""
    left = not_broken_down(context.results, area, tally, release)
    pairs = zip(context.contest.choices, left or (), strict=left is not None)
    catalogue = context.catalogue
    return ", ".join(f"{choice.short} {catalogue.number(count, tally.show)}" for choice, count in pairs if count)


def threshold_bars(context: ContestContext, release: int) -> tuple[ThresholdBar, ...]:
    """Return how far the first choice, or yes, is on the way to each share of the votes that the contest asks for."""
    contest, tally = context.contest, deciding(context.results, release)
    shown = figures(context.results, contest.root, tally, release)
    is_of_votes = all(one.base is Base.VOTES and one.share is not None for one in contest.requirements)
    if not contest.requirements or not shown.total or not is_of_votes:
        return ()
    ranked = [one.choice for one in standing_of(contest, shown) if one.rank is not None]
    yes = next((index for index, choice in enumerate(contest.choices) if choice.id == "yes"), 0)
    choice = yes if contest.is_question else ranked[0]
    found = tests(context.site, context.results, shown, choice=choice, release=release)
    return tuple(
        _bar(context, (tally, choice), shown, test.requirement.share, least=test.needed)
        for test in found
        if test.requirement.base is Base.VOTES and test.requirement.share is not None
    )


def _bar(
    context: ContestContext, of: tuple[Tally, int], shown: Figures, needed: Fraction, *, least: int | None
) -> ThresholdBar:
    tally, choice = of
    catalogue, count, total = context.catalogue, shown.counts[choice] or 0, shown.total or 1
    name = context.contest.choices[choice].short
    short = (least or 0) - count
    values = {
        "name": name,
        "share": catalogue.percent(count, total, 2),
        "needed": catalogue.number(least),
        "unit": catalogue.unit(tally, least),
    }
    text = catalogue.text("%(name)s has %(share)s; %(needed)s %(unit)s are needed", **values)
    if short > 0:
        by = catalogue.number(short, tally.show)
        said = catalogue.text("%(said)s, %(short)s more than it has.", said=text, short=by)
    else:
        said = f"{text}."
    return ThresholdBar(context.colours[choice], _width(ratio(count, total)), _width(needed), said)


def _width(share: Fraction) -> str:
    return in_decimals(int(share * 1000 + Fraction(1, 2)), 1)
