"""What a person asks about: a place, a tally and a choice, by their ids, names or other names.

Owns how words lead to ids. Must not look at any figure.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from recanvass.core.ballot import Choice, Tally
from recanvass.core.diagnostics import did_you_mean
from recanvass.core.ids import AreaId
from recanvass.core.messages import worded, worded_plural
from recanvass.core.model import Place, Site
from recanvass.results.histories import Results

MAX_LISTED = 20


class Asked(Struct, frozen=True):
    """One figure of one contest: an area in a tally, for the choice of that place in ballot order."""

    results: Results
    area: AreaId
    tally: Tally
    choice: int


class Unclear(Struct, frozen=True):
    """Why words lead to no single figure, and what to write instead, line by line."""

    message: str
    hints: tuple[str, ...]


class _Named(Struct, frozen=True):
    """One thing that can be asked for: its id, all its names, and how it is told from others of the same name."""

    id: str
    names: tuple[str, ...]
    label: str


def ask(site: Site, contests: Iterable[Results], words: tuple[str, str, str], contest: str | None) -> Asked | Unclear:
    """Return the figure that a place, a tally and a choice name, each by id or by a name that only one has.

    `contest` is needed where several contests have such a figure.
    """
    place, tally, choice = words
    known = tuple(contests)
    within = known if contest is None else tuple(one for one in known if _is_named(contest, _contest(one)))
    if not within:
        ids = [str(one.contest.id) for one in known]
        return Unclear(worded("there is no contest '%(contest)s'", contest=contest), _nearest(contest or "", ids))
    lists: tuple[tuple[str, str, Callable[[Results], Sequence[_Named]]], ...] = (
        (worded("place or group"), place, lambda one: _areas(site, one)),
        (worded("tally"), tally, _tallies),
        (worded("choice"), choice, _choices),
    )
    for what, word, named in lists:
        having = tuple(one for one in within if _matches(word, named(one)))
        if not having:
            names = [name for one in within for known in named(one) for name in (known.id, *known.names)]
            return Unclear(worded("unknown %(what)s '%(word)s'", what=what, word=word), _nearest(word, names))
        within = having
    if len(within) > 1:
        hints = tuple(f"--contest {one.contest.id}  ({one.contest.title})" for one in within)
        return Unclear(worded("several contests have this figure; say which one:"), hints)
    counts = (_places_and_groups, _tallies_in_words, _choices_in_words)
    found = [_only(count, word, named(within[0])) for count, (_, word, named) in zip(counts, lists, strict=True)]
    unclear = next((one for one in found if isinstance(one, Unclear)), None)
    if unclear is not None:
        return unclear
    ids = [one.id for one in found if isinstance(one, _Named)]
    return _asked(within[0], ids)


def _asked(results: Results, ids: Sequence[str]) -> Asked:
    area, tally, choice = ids
    contest = results.contest
    return Asked(
        results,
        AreaId(area),
        next(one for one in contest.tallies if one.id == tally),
        next(index for index, one in enumerate(contest.choices) if one.id == choice),
    )


def _places_and_groups(count: int) -> str:
    return worded_plural("%(count)s place or group", "%(count)s places and groups", count)


def _tallies_in_words(count: int) -> str:
    return worded_plural("%(count)s tally", "%(count)s tallies", count)


def _choices_in_words(count: int) -> str:
    return worded_plural("%(count)s choice", "%(count)s choices", count)


def _only(counted: Callable[[int], str], word: str, named: Sequence[_Named]) -> _Named | Unclear:
    found = _matches(word, named)
    if len(found) == 1:
        return found[0]
    hints = tuple(f"{one.id}  {one.label}" for one in found[:MAX_LISTED])
    rest = (worded("and %(count)s more", count=len(found) - MAX_LISTED),) if len(found) > MAX_LISTED else ()
    message = worded("%(several)s have the name '%(word)s'; use an id:", several=counted(len(found)), word=word)
    return Unclear(message, (*hints, *rest))


def _matches(word: str, named: Sequence[_Named]) -> Sequence[_Named]:
    """Return what has a word as its id, or else everything that has it among its names."""
    exact = [one for one in named if one.id == word]
    return exact or [one for one in named if _is_named(word, one)]


def _is_named(word: str, named: _Named) -> bool:
    folded = _folded(word)
    return any(_folded(name) == folded for name in (named.id, *named.names))


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _nearest(word: str, names: Iterable[str]) -> tuple[str, ...]:
    hint = did_you_mean(word, names)
    return (hint,) if hint else ()


def _contest(results: Results) -> _Named:
    return _Named(results.contest.id, (results.contest.title,), "")


def _areas(site: Site, results: Results) -> Sequence[_Named]:
    published = (area for area, _ in results.published)
    areas = dict.fromkeys((*results.areas, *results.contest.units, *published))
    return [_area(site, area, site.places) for area in areas]


def _area(site: Site, area: AreaId, places: Mapping[AreaId, Place]) -> _Named:
    place = places.get(area)
    if place is None:
        return _Named(area, (site.groups[area].name,), described(site, area))
    code = (place.code,) if place.code is not None else ()
    return _Named(area, (place.name, *code, *place.aliases), described(site, area))


def described(site: Site, area: AreaId) -> str:
    """Return a place with its kind and where it lies, or a group with its kind: Jackson, Precinct in Linn."""
    place = site.places.get(area)
    if place is None:
        group = site.groups[area]
        kind = site.kinds[group.kind].name if group.kind is not None else worded("Group of places")
        return f"{group.name}, {kind}"
    above = site.places.get(place.parent) if place.parent is not None else None
    return f"{place.name}, {site.kinds[place.kind].name}" + (
        worded(" in %(above)s", above=above.name) if above is not None else ""
    )


def _tallies(results: Results) -> Sequence[_Named]:
    return [_Named(tally.id, (tally.name, tally.short), tally.name) for tally in results.contest.tallies]


def _choices(results: Results) -> Sequence[_Named]:
    return [_named_choice(choice) for choice in results.contest.choices]


def _named_choice(choice: Choice) -> _Named:
    return _Named(choice.id, (choice.name, choice.short, *choice.aliases), choice.name)
