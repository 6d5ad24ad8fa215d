"""What a release changed of figures that stood before it, place by place, the largest effect on the lead first."""

from recanvass.core import urls
from recanvass.core.ids import Number
from recanvass.pages.context import ContestContext, area_link, file_href
from recanvass.pages.models.movement import ChangeRow, ChangeTable
from recanvass.results.histories import Change, known
from recanvass.results.ranking import has_gaps

FEW = 12
"""Changes that a page lists before the others fold away."""


def change_table(context: ContestContext, here: str, index: int) -> ChangeTable | None:
    """Return what a release changed of figures that stood before it; None where it changed none."""
    changes = [change for change in context.results.changes[index] if change.before is not None]
    if not changes:
        return None
    catalogue, choices = context.catalogue, context.contest.choices
    changes.sort(key=lambda one: _rank(context, one), reverse=True)
    few = FEW if len(changes) > FEW + 1 else len(changes)
    effect = ""
    if context.race is not None:
        ahead, behind = (choices[index].short for index in (context.race.ahead, context.race.behind))
        effect = catalogue.text("%(ahead)s over %(behind)s", ahead=ahead, behind=behind)
    return ChangeTable(
        file=file_href(context.shared, here, urls.release_changes(context.contest, context.contest.releases[index])),
        few=few,
        folds=catalogue.plural("%(count)s more", "%(count)s more", len(changes) - few) if len(changes) > few else "",
        effect=effect,
        rows=tuple(_change(context, here, change) for change in changes),
    )


def _effect(context: ContestContext, change: Change) -> Number:
    """Return how far a change in the tally that decides moved the lead."""
    if change.tally != context.deciding.id or context.race is None:
        return 0
    return _moved(change, context.race.ahead) - _moved(change, context.race.behind)


def _moved(change: Change, choice: int) -> Number:
    then, now = change.before[choice] if change.before is not None else None, change.after[choice]
    return now - then if now is not None and then is not None else 0


def _rank(context: ContestContext, change: Change) -> tuple[bool, Number, Number]:
    """Return what orders changes: those in the tally that decides, then by their effect on the lead, then by size."""
    effect = _effect(context, change)
    sizes = [_moved(change, index) for index in range(len(change.after))]
    return change.tally == context.deciding.id, max(effect, -effect), sum(max(size, -size) for size in sizes)


def _change(context: ContestContext, here: str, change: Change) -> ChangeRow:
    tally = next(tally for tally in context.contest.tallies if tally.id == change.tally)
    place = context.site.places[change.area]
    before = change.before or change.after
    moves, effect = [], _effect(context, change)
    for choice, then, now in zip(context.contest.choices, before, change.after, strict=True):
        if then != now:
            figures_text = (
                f"{context.catalogue.number(then, tally.decimals)} → {context.catalogue.number(now, tally.decimals)}"
            )
            by = context.catalogue.change(now - then, tally.decimals) if now is not None and then is not None else ""
            moves.append(f"{choice.short} {figures_text} ({by})" if by else f"{choice.short} {figures_text}")
    is_known = (tally.round or 1) > 1 or not (has_gaps(change.after) or has_gaps(before))
    moved = sum(known(change.after)) - sum(known(before)) if is_known else 0
    return ChangeRow(
        area=area_link(context.shared, context.contest, here, change.area),
        within=context.site.places[place.parent].name if place.parent is not None else "",
        tally=tally.name,
        moves=tuple(moves),
        total=context.catalogue.change(moved, tally.decimals) if moved else "",
        effect=context.catalogue.change(effect, tally.decimals) if effect else "",
    )
