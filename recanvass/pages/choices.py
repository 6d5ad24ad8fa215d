"""Pages of choices: one candidate or option in all tallies, and area by area."""

from functools import partial

from recanvass.core import urls
from recanvass.core.ballot import Choice
from recanvass.core.ids import AreaId
from recanvass.core.model import Place
from recanvass.pages.context import ContestContext, file_href, link
from recanvass.pages.maps.atlas import atlas
from recanvass.pages.maps.layers import share_layer
from recanvass.pages.maps.themes import MappedPlaces, Theme
from recanvass.pages.models.pages import ChoiceArea, ChoicePage
from recanvass.pages.models.parts import Fact
from recanvass.pages.page_frame import contest_frame
from recanvass.pages.result_tables import tallies_of
from recanvass.results.figures import Figures, figures, standing_of
from recanvass.results.shares import whole
from recanvass.text import formatting


def choice_page(context: ContestContext, choice: Choice) -> ChoicePage:
    """Return the page of a choice: its standing in the whole contest, then in each place right below."""
    contest, text = context.contest, context.catalogue.text
    here = urls.choice(contest, choice)
    root = context.shared.area(contest.root)
    facts = tuple(_standing(context, choice))
    description = "; ".join(f"{fact.label}: {fact.value}" for fact in facts[:1])
    inside = context.inside.get(contest.root, ())
    return ChoicePage(
        frame=contest_frame(context, here, (choice.name, f"{choice.name}. {description}")),
        heading=choice.name,
        kicker=choice.party or (text("Candidate") if choice.is_candidate else text("Option")),
        colour=context.colour_of(choice),
        standing=facts,
        tallies=tuple(tally.short for tally in tallies_of(context, None)),
        atlas=atlas(context, here, contest.root, partial(_share_of, contest.choices.index(choice))),
        areas_title=text("In each part of %(place)s", place=root.name),
        file=file_href(context.shared, here, urls.download(context.contest, "results.csv")),
        areas=tuple(_area(context, here, choice, area) for area in inside),
    )


def _share_of(choice: int, mapped: MappedPlaces) -> tuple[Theme, ...]:
    found = share_layer(mapped, choice)
    return (found,) if found is not None else ()


def _standing(context: ContestContext, choice: Choice) -> list[Fact]:
    root = context.shared.area(context.contest.root)
    kind = root.kind if isinstance(root, Place) else None
    index = context.contest.choices.index(choice)
    catalogue, facts = context.catalogue, []
    for tally in tallies_of(context, kind):
        shown = figures(context.results, context.contest.root, tally, context.shown)
        if shown.counts[index] is None:
            continue
        rank = _rank(context, shown, index)
        figure = catalogue.number(shown.counts[index], min(tally.show, shown.decimals[index]))
        percent = _percent(context, choice, context.contest.root, shown)
        if not tally.only and percent != formatting.MISSING:
            figure += f" ({percent})"
        if rank:
            figure = catalogue.text("%(figure)s, rank\N{NO-BREAK SPACE}%(rank)s", figure=figure, rank=rank)
        facts.append(Fact(tally.name, figure))
    return facts


def _rank(context: ContestContext, shown: Figures, index: int) -> str:
    ranked = standing_of(context.contest, shown)
    return next(str(found.rank or "") for found in ranked if found.choice == index)


def _area(context: ContestContext, here: str, choice: Choice, area: AreaId) -> ChoiceArea:
    place = context.shared.area(area)
    index = context.contest.choices.index(choice)
    tallies = tallies_of(context, None)
    read = [figures(context.results, area, tally, context.shown) for tally in tallies]
    return ChoiceArea(
        name=link(here, place.name, urls.area(context.contest, place)),
        rank=_rank(context, read[0], index),
        figures=tuple(
            (
                context.catalogue.number(shown.counts[index], min(tally.show, shown.decimals[index])),
                _percent(context, choice, area, shown),
            )
            for tally, shown in zip(tallies, read, strict=True)
        ),
    )


def _percent(context: ContestContext, choice: Choice, area: AreaId, shown: Figures) -> str:
    base = whole(context.site, context.results, area, shown, release=context.shown) if choice.in_total else None
    return context.catalogue.percent(shown.counts[context.contest.choices.index(choice)], base)
