"""Who gained and who lost with a release: the change in each figure as a dot beside one for what it had been."""

from recanvass.core import urls
from recanvass.core.ids import Number
from recanvass.core.kinds import ReleaseKind
from recanvass.pages.charts import shapes
from recanvass.pages.context import ContestContext, choice_links
from recanvass.pages.models.movement import Dumbbell, Dumbbells
from recanvass.results.figures import Basis, baseline, figures
from recanvass.results.ranking import difference


def dumbbells(context: ContestContext, here: str, index: int) -> Dumbbells | None:
    """Return what a release changed in the tally that decides, the largest change first; None where it changed nothing.

    Both figures are of one basis: the release before may have stated some choices only.
    """
    contest, tally, catalogue = context.contest, context.deciding, context.catalogue
    since = baseline(context.results, contest.root, tally, index)
    if since is None or contest.releases[index].kind is ReleaseKind.AUDIT:
        return None
    before, shown = (figures(context.results, contest.root, tally, release) for release in (since, index))
    if Basis.NONE in (before.basis, shown.basis) or before.is_open or shown.is_open:
        return None
    moves: dict[int, Number] = {}
    for choice, (then, now) in enumerate(zip(before.counts, shown.counts, strict=True)):
        decimals = min(before.decimals[choice], shown.decimals[choice])
        moved = difference(now, then, decimals) if now is not None and then is not None else 0
        if moved:
            moves[choice] = moved
    if not moves:
        return None
    start, *ends = shapes.dots((0, *moves.values()))
    across = dict(zip(moves, ends, strict=True))
    links = choice_links(context, urls.root_from(here))
    zone = context.site.timezone
    rows = []
    for choice in sorted(moves, key=lambda one: -_size(moves[one])):
        decimals = min(before.decimals[choice], shown.decimals[choice], tally.show)
        rows.append(
            Dumbbell(
                name=contest.choices[choice].name,
                href=links[choice].href,
                colour=context.colours[choice],
                before=catalogue.number(before.counts[choice], min(before.decimals[choice], tally.show)),
                after=catalogue.number(shown.counts[choice], min(shown.decimals[choice], tally.show)),
                change=catalogue.change(moves[choice], decimals),
                start=_percent(start),
                end=_percent(across[choice]),
            )
        )
    release = contest.releases[since]
    far = catalogue.text(
        "Compared with “%(release)s,” the last earlier release with a number for every candidate.",
        release=release.title,
    )
    still = len(contest.choices) - len(rows)
    return Dumbbells(
        unit=tally.name,
        before=catalogue.day_of_month(release.as_of, zone),
        after=catalogue.day_of_month(contest.releases[index].as_of, zone),
        rows=tuple(rows),
        note=far if since != index - 1 else "",
        unchanged=catalogue.plural("%(count)s other did not change.", "%(count)s others did not change.", still)
        if still
        else "",
    )


def _size(value: Number) -> Number:
    return value if value >= 0 else -value


def _percent(thousandths: int) -> str:
    return f"{thousandths // 10}.{thousandths % 10}"
