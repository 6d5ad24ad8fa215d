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
from recanvass.core.messages import worded, worded_plural
from recanvass.core.model import Site
from recanvass.results.figures import figures
from recanvass.results.histories import Counts, Results, entry
from recanvass.text import formatting
from recanvass.text.lazy import said

_MAX_SHOWN = 5
_BEYOND = frozenset({"C401", "C402", "C403", "C404", "C406"})
"""The rules that compare votes with ballots, and ballots with voters."""


def news(judged: Judgement) -> tuple[str, ...]:
    """Say what a reading changes in each contest, and who leads it then; of several contests, how many first."""
    read = judged.result.read
    site = read.after.site if read is not None else None
    if read is None or site is None or not judged.result.files:
        return (worded("no figure changed"),)
    count = len({contest for contest, _ in read.figures})
    found = [(one[1].contest.title, _news(site, *one)) for one in _contests(judged, read)]
    said = [(title, line) for title, line in found if line]
    if count == 1:
        return tuple(line for _, line in said) or (worded("no place changed"),)
    changed = worded(
        "%(count)s of %(contests)s changed",
        count=f"{len(said):,}",
        contests=worded_plural("%(count)s contest", "%(count)s contests", count),
    )
    return (changed, *(f"{title}: {line}" for title, line in said))


def _contests(judged: Judgement, read: Read) -> Iterator[tuple[Results | None, Results, int]]:
    """Yield each contest that a reading has figures of, before and after it, and the index of the release it goes into.

    One that is new has nothing before, and one of which nothing is new may not have that release.
    """
    names = {contest for contest, _ in read.figures}
    for name, after in read.after.results.items():
        for index, one in enumerate(after.contest.releases):
            if name in names and one.id == judged.release:
                yield read.before.get(name), after, index


def _news(site: Site, before: Results | None, after: Results, index: int) -> str:
    new, changed = set(), set()
    for unit in after.contest.units:
        for tally in after.contest.tallies:
            was = entry(before, unit, tally.id, index) if before is not None else None
            now = entry(after, unit, tally.id, index)
            if now is not None and was is None:
                new.add(unit)
            elif now is not None and was is not None and was.counts != now.counts:
                changed.add(unit)
    places = ", ".join(expectations.moved(len(new), len(changed - new)))
    return f"{places}. {expectations.impact(site, after, index, texts.of_terminal()).standing}" if places else ""


def broken(judged: Judgement) -> tuple[str, ...]:
    """Return a sentence for each guard that a reading breaks; nothing for one that changes no figure.

    Of several contests, each sentence names its own.
    """
    read = judged.result.read
    site = read.after.site if read is not None else None
    if read is None or site is None or not judged.result.files:
        return ()
    found: dict[str, list[str]] = {}
    for before, after, index in _contests(judged, read):
        said = list(_broken(site, read, (before, after), index)) if before is not None else []
        if said:
            found[after.contest.title] = said
    if len({contest for contest, _ in read.figures}) == 1:
        return tuple(line for said in found.values() for line in said)
    lines = [f"{title}: {line}" for title, said in list(found.items())[:_MAX_SHOWN] for line in said]
    others = list(found)[_MAX_SHOWN:]
    return (
        *lines,
        *(
            [
                worded(
                    "The same goes for %(count)s more contests: %(others)s.",
                    count=f"{len(others):,}",
                    others=", ".join(others),
                )
            ]
            if others
            else []
        ),
    )


def _broken(site: Site, read: Read, both: tuple[Results, Results], index: int) -> Iterator[str]:
    before, after = both
    yield from _limited(_earlier(before, after, index), worded("earlier releases"))
    yield from _falling_totals(before, after, index)
    yield from _limited(_falling_places(site, before, after, index), "places")
    yield from _limited(_beyond(site, read, both, index), "places")


def _limited(sentences: Iterator[str], what: str) -> Iterator[str]:
    every = list(sentences)
    yield from every[:_MAX_SHOWN]
    if len(every) > _MAX_SHOWN:
        yield worded("The same goes for %(count)s more %(what)s.", count=f"{len(every) - _MAX_SHOWN:,}", what=what)


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


def _beyond(site: Site, read: Read, both: tuple[Results, Results], index: int) -> Iterator[str]:
    """Yield each place whose figures go beyond its ballots or voters and did not before."""
    before, after = both
    known = {(one.code, one.area) for one in _findings(engine.run(site, before), index)}
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
