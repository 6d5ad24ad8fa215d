"""What is special about a choice: that it is elected, the incumbent, a write-in, or withdrew."""

from datetime import date

from recanvass.core.ballot import Choice, Tally
from recanvass.core.ids import AreaId
from recanvass.core.kinds import DecidedBy
from recanvass.pages.context import ContestContext
from recanvass.results.answers import in_force
from recanvass.results.histories import outcome


def choice_marks(context: ContestContext, area: AreaId, tally: Tally, release: int) -> tuple[tuple[str, ...], ...]:
    """Return what is special about each choice, in ballot order.

    Who is elected is said of the whole contest alone, in the tally that decides.
    """
    is_deciding = tally.decides or tally.id == context.deciding.id
    index = in_force(context.contest, release) if area == context.contest.root and is_deciding else None
    key = ("marks", context.contest.id, index)
    choices = context.contest.choices
    return context.shared.once(key, lambda: tuple(_marks_of(context, choice, index) for choice in choices))


def _marks_of(context: ContestContext, choice: Choice, index: int | None) -> tuple[str, ...]:
    text = context.catalogue.text
    declared = outcome(context.contest, index) if index is not None else None
    found = []
    if declared is not None and choice.id in declared[1].winners:
        is_projected = declared[1].by is DecidedBy.PROJECTION
        nominated = text("nominated") if context.contest.party is not None else text("elected")
        found.append(text("projected winner") if is_projected else nominated)
    if declared is not None and choice.id in declared[1].advancing:
        found.append(text("advances"))
    if choice.is_incumbent:
        found.append(text("incumbent"))
    if choice.is_write_in:
        found.append(text("write-in"))
    if choice.withdrawn:
        day = choice.withdrawn
        zone = context.site.timezone
        withdrew = text("withdrew %(day)s", day=context.catalogue.day(day, zone)) if isinstance(day, date) else ""
        found.append(withdrew or text("withdrew"))
    if not choice.in_total:
        found.append(text("not in the total"))
    return tuple(found)
