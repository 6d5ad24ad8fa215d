"""The lead lines of pages: the sentence that text.sentences writes, its color, and what puts it in proportion.

Owns the short forms for tables, too: who is ahead by how much, who is tied.
"""

from collections.abc import Sequence

from msgspec import Struct

from recanvass.core.ballot import Tally
from recanvass.core.ids import AreaId
from recanvass.core.kinds import ReleaseKind, ShareOf
from recanvass.pages.context import ContestContext
from recanvass.pages.models.parts import Declared, LeadLine
from recanvass.results.answers import Answer, Saying, answer, audit_answer
from recanvass.results.chambers import seat_change
from recanvass.results.developments import development
from recanvass.results.figures import Figures, lead_of
from recanvass.results.histories import outcome
from recanvass.results.ranking import Lead, decimals_of, stated_decimals
from recanvass.text import terms
from recanvass.text.chambers import seat_line
from recanvass.text.developments import NOTHING, Marked, lead_moved_sentence, second_sentence
from recanvass.text.sentences import sentence

_OF_SEATS = frozenset({Saying.WON, Saying.SEATS, Saying.NEXT_ROUND})


class Said(Struct, frozen=True):
    """The answer of an area, and the headline that says it."""

    answer: Answer
    headline: str


def said_of(context: ContestContext, area: AreaId, release: int, *, of_release: bool = False) -> Said | None:
    """Return the answer of an area at a release; None before anything is reported.

    On the page `of_release`, an audit says what it counted.
    """
    is_audit = of_release and context.contest.releases[release].kind is ReleaseKind.AUDIT
    site, results = context.site, context.results
    found = audit_answer(site, results, release) if is_audit else answer(site, results, area, release)
    if found.saying is Saying.NO_RESULTS:
        return None
    return Said(found, sentence(context.catalogue, site, found, is_headline=True))


def status_line(context: ContestContext, said: Said | None) -> str:
    """Say who leads an area and how final that is, for titles and cards."""
    catalogue = context.catalogue
    if said is None:
        return catalogue.text("no results reported yet.")
    status = catalogue.text(terms.STATUSES[context.release.status])
    return f"{said.headline} {status}, {context.release.title}."


def lead_line(
    context: ContestContext, area: AreaId, release: int, *, of_release: bool = False, said: Said | None = None
) -> LeadLine | None:
    """Return how an area stands at a release, in words; None before anything is reported.

    `said` is what `said_of` says of it, where that is known.
    """
    said = said or said_of(context, area, release, of_release=of_release)
    if said is None:
        return None
    found = said.answer
    first = lead_of(context.contest, found.shown)
    if first is not None and len(found.first) > 1 and found.second and found.saying in _OF_SEATS:
        # With several seats, what matters lies between the last who has one and the next.
        first = Lead(found.first[-1:], found.second[:1], found.margin or 0, None)
    proportion = _proportion(context, first, found.shown, found.tally) if first is not None else ""
    closest = context.contest.closest_before
    is_newest = release == context.shown and not of_release
    if area == context.contest.root and is_newest and closest is not None and closest.tally == found.tally.id:
        closest_race = context.catalogue.text(
            "The closest race before: %(race)s, %(margin)s %(unit)s.",
            race=closest.label,
            margin=context.catalogue.number(closest.margin, decimals_of(closest.margin)),
            unit=context.catalogue.unit(found.tally),
        )
        proportion = f"{proportion} {closest_race}".strip()
    return LeadLine(
        text=said.headline,
        second=_second(context, area, release, of_release=of_release),
        context=proportion,
    )


def _second(context: ContestContext, area: AreaId, release: int, *, of_release: bool) -> Marked:
    """Return the sentence that comes second: what the release did to the lead, or how the count came to its answer."""
    contest = context.contest
    if of_release:
        found = context.race
        return lead_moved_sentence(context.catalogue, contest, found, release) if found is not None else NOTHING
    is_whole = area == contest.root and release == context.shown
    told = context.development if is_whole else development(context.site, context.results, area, release)
    return second_sentence(context.catalogue, context.site, contest, told) if told is not None else NOTHING


def answer_colour(context: ContestContext, found: Answer) -> int:
    """Return the color of the one choice that an answer is about, 0 for several."""
    if found.saying is Saying.PASSED and found.outcome is not None:
        name = "yes" if found.outcome.passed else "no"
        return next((context.colours[at] for at, one in enumerate(context.contest.choices) if one.id == name), 0)
    return context.colours[found.first[0]] if len(found.first) == 1 else 0


def release_sentence(context: ContestContext, release: int) -> tuple[str, int]:
    """Return how a contest stood at a release, or what an audit counted, and the color of the choice it is about."""
    if context.contest.releases[release].kind is ReleaseKind.AUDIT:
        found = audit_answer(context.site, context.results, release)
    else:
        found = answer(context.site, context.results, context.contest.root, release)
    return sentence(context.catalogue, context.site, found), answer_colour(context, found)


def declared_line(context: ContestContext, release: int) -> Declared | None:
    """Return who declared the outcome in force at a release; None before there is one."""
    found = outcome(context.contest, release)
    if found is None:
        return None
    index, declared = found
    contest, text = context.contest, context.catalogue.text
    stated = contest.releases[index]
    source = declared.source or stated.source
    day = context.catalogue.day(declared.day or stated.as_of, context.site.timezone)
    who = declared.declared_by
    said = text("Declared by %(who)s, %(day)s.", who=who, day=day) if who else text("Declared %(day)s.", day=day)
    change = seat_change(contest, release)
    if change is not None:
        said = f"{said} {seat_line(context.catalogue, context.site, change)}"
    return Declared(said, source.name, source.url or "", declared.note or "")


def lead_text(context: ContestContext, shown: Figures, tally: Tally) -> str:
    """Say who is ahead by how much in which unit; empty where nobody has anything."""
    found = lead_of(context.contest, shown)
    if found is None:
        return ""
    catalogue, choices = context.catalogue, context.contest.choices
    if found.ahead is not None:
        return catalogue.text("%(option)s has the most", option=choices[found.ahead].short)
    names = catalogue.listed([choices[index].short for index in found.leaders])
    if len(found.leaders) > 1:
        return level_with(context, found.leaders, shown)
    return catalogue.text(
        "%(name)s ahead by %(margin)s %(unit)s",
        name=names,
        margin=catalogue.number(found.margin, stated_decimals(found, shown.decimals, tally.show)),
        unit=catalogue.unit(tally, found.margin),
    )


def lead_in_short(context: ContestContext, shown: Figures, tally: Tally) -> tuple[str, str]:
    """Return who leads and by how much, for a table; empty texts where nobody has anything."""
    found = lead_of(context.contest, shown)
    if found is None:
        return "", ""
    if found.ahead is not None:
        return context.contest.choices[found.ahead].short, ""
    names = context.catalogue.listed([context.contest.choices[index].short for index in found.leaders])
    margin = context.catalogue.number(found.margin, stated_decimals(found, shown.decimals, tally.show))
    return (names if len(found.leaders) == 1 else level_with(context, found.leaders, shown)), margin


def level_with(context: ContestContext, choices: Sequence[int], shown: Figures) -> str:
    """Say that choices are tied, or even if only the rounding of the source makes them equal."""
    names = context.catalogue.listed([context.contest.choices[index].short for index in choices])
    if len({shown.counts[index] for index in choices}) > 1:
        return context.catalogue.text("Even: %(names)s", names=names)
    return context.catalogue.text("Tied: %(names)s", names=names)


def _proportion(context: ContestContext, found: Lead, shown: Figures, tally: Tally) -> str:
    if not found.leaders:
        return ""
    pair = [*found.leaders, *found.runners_up][:2]
    catalogue, decimals = context.catalogue, stated_decimals(found, shown.decimals, tally.show)
    counts = [catalogue.number(shown.counts[index], decimals) for index in pair]
    total = catalogue.number(shown.total, tally.show)
    has_shares = shown.total is not None and context.contest.share_of is ShareOf.VOTES
    if len(found.leaders) > 1 and len(set(counts)) == 1:
        values = {"count": counts[0], "unit": catalogue.unit(tally, shown.counts[pair[0]])}
        if not has_shares:
            return catalogue.text("%(count)s %(unit)s each.", **values)
        return catalogue.text("%(count)s %(unit)s each, of %(total)s.", total=total, **values)
    names = [context.contest.choices[index].short for index in pair]
    listed = ", ".join(f"{name} {count}" for name, count in zip(names, counts, strict=True))
    if not has_shares:
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
