"""What to say of the effect of an edit: the most serious first, and why a site is not published yet.

Owns the order of the sentences. Must not compare anything.
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from recanvass.build.effects import guards
from recanvass.build.effects.changes import ContestEffect, Effect, FigureChange
from recanvass.build.effects.guards import BrokenGuard, GuardKind
from recanvass.build.effects.words import ContestWords, Weight, place_sentences
from recanvass.core.messages import worded, worded_plural
from recanvass.core.model import Request, Site

MAX_LINES = 12
_GUARDED = {
    GuardKind.OUTCOME: (Weight.OUTCOME,),
    GuardKind.LEADER: (Weight.LEADER,),
    GuardKind.TOTAL: (Weight.TOTAL,),
    GuardKind.GONE: (Weight.GONE,),
    GuardKind.STATUS: (Weight.STATUS,),
    GuardKind.RULES: (Weight.RULES,),
    GuardKind.REQUEST: (Weight.ANSWER,),
    GuardKind.FIGURES: (Weight.PLACE_LEADER, Weight.FIGURES),
}
"""Which sentences say what has to be confirmed."""


class _Statement(Struct, frozen=True):
    """One sentence; `contest` is the title of the contest that it is about, empty if it is about the whole site."""

    weight: Weight
    contest: str
    text: str


def lines(site: Site | None, effect: Effect | None, limit: int = MAX_LINES) -> tuple[str, ...]:
    """Say what an edit changes for readers, the most serious first; the last line counts what is left out.

    The site is needed for an effect that is any.
    """
    if effect is None:
        return ()
    said = sorted(_once(_statements(site, effect)), key=lambda one: one.weight) if site is not None else []
    not_compared = [f"  {text}" for text in _incomparable(effect)]
    if site is None or not said:
        return (
            worded("Compared with %(published)s: no published number changes", published=effect.published),
            *not_compared,
        )
    several = len(site.contests) > 1
    shown = [f"  {one.contest}: {one.text}" if several and one.contest else f"  {one.text}" for one in said[:limit]]
    rest = len(said) - len(shown)
    more = (
        (worded("  … and %(changes)s", changes=worded_plural("%(count)s more change", "%(count)s more changes", rest)),)
        if rest
        else ()
    )
    return (
        worded("Since the site was published (%(published)s):", published=effect.published),
        *shown,
        *more,
        *not_compared,
    )


def _once(statements: Iterable[_Statement]) -> Iterator[_Statement]:
    """Yield what is the same in several contests once."""
    contests: dict[tuple[Weight, str], list[str]] = {}
    for one in statements:
        contests.setdefault((one.weight, one.text), []).append(one.contest)
    for (weight, text), titles in contests.items():
        yield _Statement(
            weight, titles[0] if len(titles) == 1 else worded("%(count)s contests", count=len(titles)), text
        )


def _incomparable(effect: Effect) -> Iterator[str]:
    """Say once what the published site lacks, for however many contests."""
    names = [*effect.incomparable, *(name for one in effect.contests for name in one.incomparable)]
    for name in dict.fromkeys(names):
        yield worded("The published site doesn't have %(name)s, so that was not compared.", name=name)


def _statements(site: Site, effect: Effect) -> Iterator[_Statement]:
    for name in effect.gone:
        yield _Statement(Weight.GONE, "", worded("The contest '%(name)s' is no longer on the site.", name=name))
    for contest in effect.added:
        yield _Statement(Weight.NEW, "", worded("New contest: %(contest)s.", contest=contest.title))
    yield from (_Statement(Weight.FACT, "", text) for text in place_sentences(site, effect.places))
    for one in effect.contests:
        words = ContestWords(site, one)
        yield from (_Statement(weight, one.contest.title, text) for weight, text in words.statements())


def changes_by_place(site: Site, effect: ContestEffect) -> Iterator[tuple[FigureChange, str]]:
    """Yield the first change of each place, and a text of what changed there."""
    words = ContestWords(site, effect)
    for (area, releases), some in words.by_place().items():
        yield some[0], f"{words.where(area, releases)}: {words.moved(some)}"


def answers_taken_back(site: Site, effect: ContestEffect) -> Iterator[tuple[Request, str]]:
    """Yield each request of which readers were told something else, and a text of what."""
    words = ContestWords(site, effect)
    for request in effect.contest.requests:
        some = [one for one in effect.requests if one.request == request.id and guards.takes_back(one)]
        yield from ((request, text.removesuffix(".")) for text in words.request_sentences(some))


def refusal(site: Site, guards: Sequence[BrokenGuard]) -> tuple[str, ...]:
    """Say what has to be confirmed, one line a guard and place."""
    return tuple(line for guard in guards for line in _refused(site, guard))


def _refused(site: Site, guard: BrokenGuard) -> Iterator[str]:
    if guard.effect is None:
        yield worded("a published contest is no longer on the site")
        return
    words, effect = ContestWords(site, guard.effect), guard.effect
    statements = tuple(words.statements())
    found = [text for weight, text in statements if weight in _GUARDED[guard.kind]]
    yield from found[:MAX_LINES]
    if len(found) > MAX_LINES:
        rest = worded_plural("%(count)s more change", "%(count)s more changes", len(found) - MAX_LINES)
        yield worded("… and %(rest)s in %(contest)s", rest=rest, contest=effect.contest.title)
