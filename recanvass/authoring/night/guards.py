"""What a new reading of a night must not do to figures that readers have seen.

Owns these guards. A count that grows in the release of the night is what a night is for, and passes.
"""

from collections.abc import Iterator, Sequence

from recanvass.authoring.importing.outcome import Read
from recanvass.authoring.night.judging import Judgement
from recanvass.build import texts
from recanvass.checks import engine, expectations
from recanvass.core.ballot import Tally
from recanvass.core.ids import AreaId, Number
from recanvass.core.messages import worded
from recanvass.core.model import Site
from recanvass.results.figures import figures
from recanvass.results.histories import Counts, Results, entry
from recanvass.text import formatting
from recanvass.text.lazy import said

_MAX_SHOWN = 5
_BEYOND = frozenset({"C401", "C402", "C403", "C404", "C406"})
"""The rules that compare votes with ballots, and ballots with voters."""


def news(judged: Judgement) -> tuple[str, ...]:
    """Say what a reading changes, and who leads the contest with it."""
    read = judged.result.read
    if read is None or read.after.site is None or not judged.result.files:
        return (worded("no figure changed"),)
    before, after = read.before, read.after.results[read.before.contest.id]
    index = _index(after, judged.release)
    new, changed = set(), set()
    for unit in after.contest.units:
        for tally in after.contest.tallies:
            was, now = (entry(results, unit, tally.id, index) for results in (before, after))
            if now is not None and was is None:
                new.add(unit)
            elif now is not None and was is not None and was.counts != now.counts:
                changed.add(unit)
    places = ", ".join(expectations.moved(len(new), len(changed - new)))
    standing = expectations.impact(read.after.site, after, index, texts.of_terminal()).standing
    return (f"{places or worded('no place changed')}. {standing}",)


def _index(results: Results, release: str) -> int:
    return next(number for number, one in enumerate(results.contest.releases) if one.id == release)


def broken(judged: Judgement) -> tuple[str, ...]:
    """Return a sentence for each guard that a reading breaks; nothing for one that changes no figure."""
    read = judged.result.read
    if read is None or read.after.site is None or not judged.result.files:
        return ()
    contest = read.before.contest
    after = read.after.results[contest.id]
    return tuple(_broken(read.after.site, read, after, _index(after, judged.release)))


def _broken(site: Site, read: Read, after: Results, index: int) -> Iterator[str]:
    before = read.before
    yield from _limited(_earlier(before, after, index), worded("earlier releases"))
    yield from _falling_totals(before, after, index)
    yield from _limited(_falling_places(site, before, after, index), "places")
    yield from _limited(_beyond(site, read, after, index), "places")


def _limited(sentences: Iterator[str], what: str) -> Iterator[str]:
    every = list(sentences)
    yield from every[:_MAX_SHOWN]
    if len(every) > _MAX_SHOWN:
        yield worded("The same is so of %(count)s more %(what)s.", count=f"{len(every) - _MAX_SHOWN:,}", what=what)


def _earlier(before: Results, after: Results, index: int) -> Iterator[str]:
    """Yield the earlier releases that a reading would alter."""
    for number, release in enumerate(after.contest.releases[:index]):
        if before.changes[number] != after.changes[number]:
            yield worded("It changes figures in an earlier release: %(release)s.", release=release.title)


def _falling_totals(before: Results, after: Results, index: int) -> Iterator[str]:
    for tally in after.contest.tallies:
        root = after.contest.root
        was, now = (figures(results, root, tally, index).total for results in (before, after))
        if was is not None and (now is None or now < was):
            yield worded(
                "The total falls in %(tally)s: %(was)s → %(now)s.",
                tally=tally.name,
                was=_number(was, tally),
                now=_number(now, tally),
            )


def _falling_places(site: Site, before: Results, after: Results, index: int) -> Iterator[str]:
    for unit in before.contest.units:
        for tally in before.contest.tallies:
            was, now = (entry(results, unit, tally.id, index) for results in (before, after))
            if was is None or was == now:
                continue
            place = _named(site, unit)
            if now is None:
                yield worded("%(place)s loses its figures in %(tally)s.", place=place, tally=tally.name)
            else:
                fallen = _fallen(after, tally, was.counts, now.counts)
                if fallen:
                    yield worded(
                        "%(place)s loses votes in %(tally)s: %(fallen)s.",
                        place=place,
                        tally=tally.name,
                        fallen=", ".join(fallen),
                    )


def _fallen(results: Results, tally: Tally, was: Counts, now: Counts) -> list[str]:
    return [
        f"{choice.short} {_number(old, tally)} → {_number(new, tally)}"
        for choice, old, new in zip(results.contest.choices, was, now, strict=True)
        if old is not None and (new is None or new < old)
    ]


def _beyond(site: Site, read: Read, after: Results, index: int) -> Iterator[str]:
    """Yield each place whose figures go beyond its ballots or voters and did not before."""
    known = {(one.code, one.area) for one in _findings(engine.run(site, read.before), index)}
    for one in _findings(read.after.findings.get(after.contest.id, ()), index):
        if (one.code, one.area) not in known and one.acknowledged is None:
            yield f"{_named(site, one.area)}: {said(one.clash.said, texts.of_terminal())}"


def _findings(found: Sequence[engine.Finding], index: int) -> Iterator[engine.Finding]:
    return (one for one in found if one.code in _BEYOND and one.stands_at(index))


def _named(site: Site, area: AreaId) -> str:
    place = site.places.get(area)
    if place is None:
        return site.groups[area].name
    above = site.places.get(place.parent) if place.parent is not None else None
    return f"{place.name} ({above.name})" if above is not None else place.name


def _number(count: Number | None, tally: Tally) -> str:
    return formatting.number(count, tally.show) if count is not None else worded("none")
