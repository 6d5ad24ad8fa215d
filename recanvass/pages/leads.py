"""Who leads an area and by how much: in a sentence, in short for a table, and what puts it in proportion."""

from collections.abc import Sequence

from recanvass.core.ballot import Tally
from recanvass.core.ids import AreaId
from recanvass.pages.context import ContestContext
from recanvass.pages.models.parts import LeadLine
from recanvass.results.figures import Figures, figures
from recanvass.results.ranking import Lead, decimals_of, lead, stated_decimals


def lead_line(context: ContestContext, area: AreaId, release: int) -> LeadLine | None:
    """Return who leads an area in the deciding tally, in words; None before anything is reported."""
    tally = context.deciding
    shown = figures(context.results, area, tally, release)
    found = lead(context.contest, shown.counts)
    if found is None:
        return None
    text = _lead_text(context, found, shown, tally)
    proportion = _proportion(context, found, shown, tally)
    closest = context.contest.closest_before
    if area == context.contest.root and closest is not None and closest.tally == tally.id:
        closest_race = context.catalogue.text(
            "The closest race before: %(race)s, %(margin)s %(unit)s.",
            race=closest.label,
            margin=context.catalogue.number(closest.margin, decimals_of(closest.margin)),
            unit=context.catalogue.unit(tally),
        )
        proportion = f"{proportion} {closest_race}".strip()
    colour = context.colours[found.leaders[0]] if len(found.leaders) == 1 else 0
    return LeadLine(text, proportion, colour)


def lead_text(context: ContestContext, shown: Figures, tally: Tally) -> str:
    """Say who leads by how much in which unit; empty where nobody has anything."""
    found = lead(context.contest, shown.counts)
    return _lead_text(context, found, shown, tally) if found is not None else ""


def _lead_text(context: ContestContext, found: Lead, shown: Figures, tally: Tally) -> str:
    catalogue, choices = context.catalogue, context.contest.choices
    names = [choices[index].name for index in found.leaders]
    option = choices[found.ahead].name if found.ahead is not None else ""
    if not names:
        return catalogue.text(
            "%(option)s has the most; no candidate has any %(unit)s", option=option, unit=catalogue.unit(tally)
        )
    if len(names) > 1:
        sentence = catalogue.text("%(names)s are tied", names=catalogue.listed(names))
    else:
        sentence = catalogue.plural(
            "%(name)s leads by %(margin)s %(unit)s",
            "%(name)s lead by %(margin)s %(unit)s",
            2 if " and " in names[0] else 1,  # a ticket of two is a plural
            name=names[0],
            margin=catalogue.number(found.margin, stated_decimals(found, shown.decimals, tally.show)),
            unit=catalogue.unit(tally, found.margin),
        )
    if not option:
        return sentence
    return catalogue.text("%(option)s has the most; among the candidates %(lead)s", option=option, lead=sentence)


def lead_in_short(context: ContestContext, shown: Figures, tally: Tally) -> tuple[str, str]:
    """Return who leads and by how much, for a table; empty texts where nobody has anything."""
    found = lead(context.contest, shown.counts)
    if found is None:
        return "", ""
    if found.ahead is not None:
        return context.contest.choices[found.ahead].short, ""
    names = context.catalogue.listed([context.contest.choices[index].short for index in found.leaders])
    margin = context.catalogue.number(found.margin, stated_decimals(found, shown.decimals, tally.show))
    return (names if len(found.leaders) == 1 else context.catalogue.text("Tied: %(names)s", names=names)), margin


def _proportion(context: ContestContext, found: Lead, shown: Figures, tally: Tally) -> str:
    if not found.leaders:
        return ""
    pair = [*found.leaders, *found.runners_up][:2]
    catalogue, decimals = context.catalogue, stated_decimals(found, shown.decimals, tally.show)
    counts = [catalogue.number(shown.counts[index], decimals) for index in pair]
    total = catalogue.number(shown.total, tally.show)
    if len(found.leaders) > 1:
        values = {"count": counts[0], "unit": catalogue.unit(tally)}
        if shown.total is None:
            return catalogue.text("%(count)s %(unit)s each.", **values)
        return catalogue.text("%(count)s %(unit)s each, of %(total)s.", total=total, **values)
    names = [context.contest.choices[index].short for index in pair]
    listed = ", ".join(f"{name} {count}" for name, count in zip(names, counts, strict=True))
    if shown.total is None:
        return f"{listed}."
    first, *rest = _apart([catalogue.percents(shown.counts[index], shown.total) for index in pair])
    if not rest:
        return catalogue.text("%(counts)s: %(share)s of %(total)s.", counts=listed, share=first, total=total)
    return catalogue.text(
        "%(counts)s: %(first)s to %(second)s of %(total)s.", counts=listed, first=first, second=rest[0], total=total
    )


def _apart(percents: Sequence[Sequence[str]]) -> Sequence[str]:
    """Return percentages with as few decimals as tell them apart."""
    by_decimals = list(zip(*percents, strict=True))
    return next((texts for texts in by_decimals if len(set(texts)) == len(texts)), by_decimals[-1])
