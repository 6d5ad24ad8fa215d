"""The effect of an edit: what the site as it would be now says otherwise than the site that readers have.

Owns the comparison. Downloads are compared with downloads, by the rules of the contest as it is now. Must not word it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct

from recanvass.build.effects import downloads
from recanvass.build.effects.downloads import AreaFigures, Differing
from recanvass.core import urls
from recanvass.core.ballot import Tally
from recanvass.core.ids import ContestId, Number
from recanvass.core.messages import worded
from recanvass.core.model import Contest, Release
from recanvass.publish.published import SiteFiles
from recanvass.results.figures import deciding
from recanvass.results.histories import Results
from recanvass.results.ranking import standing

T = TypeVar("T")
Key = TypeVar("Key")


class FigureChange(Struct, frozen=True):
    """A published figure that changes, the same way in all of `releases`, oldest first; None is no figure.

    `is_total` says that it is a total as published, not the figure of a reporting place.
    """

    area: str
    tally: str
    choice: str
    before: Number | None
    after: Number | None
    releases: tuple[int, ...]
    is_total: bool = False


class Standing(Struct, frozen=True):
    """Who is ahead in a place: the choices in the seats, tied ones all, and how far they are ahead of the next."""

    leaders: tuple[str, ...]
    margin: Number | None


class StandingChange(Struct, frozen=True):
    """Another leader of a place, or another lead of the whole contest, the same way in all of `releases`."""

    area: str
    before: Standing
    after: Standing
    releases: tuple[int, ...]

    @property
    def is_other_leader(self) -> bool:
        """Whether somebody else leads than before."""
        return set(self.before.leaders) != set(self.after.leaders)


class TotalChange(Struct, frozen=True):
    """A total of the whole contest that is another one now."""

    tally: str
    before: Number
    after: Number
    releases: tuple[int, ...]


class RequestChange(Struct, frozen=True):
    """What changes in a request: its state, or the disposition of a place (`area`). Empty is nothing."""

    request: str
    area: str
    before: str
    after: str


class OutcomeChange(Struct, frozen=True):
    """What was declared of a contest before and after; empty if nothing was."""

    before: Mapping[str, object]
    after: Mapping[str, object]


class ContestEffect(Struct, frozen=True):
    """What an edit changes in a contest that readers know.

    `added` are new releases and `gone` those that readers had. `first` are the places that had no figure in a release
    which readers know. `incomparable` are columns that the downloads of the published site lack.
    """

    results: Results
    added: tuple[Release, ...] = ()
    gone: tuple[str, ...] = ()
    first: frozenset[str] = frozenset()
    figures: tuple[FigureChange, ...] = ()
    standings: tuple[StandingChange, ...] = ()
    totals: tuple[TotalChange, ...] = ()
    requests: tuple[RequestChange, ...] = ()
    outcome: OutcomeChange | None = None
    incomparable: tuple[str, ...] = ()

    @property
    def contest(self) -> Contest:
        """The contest as it is now."""
        return self.results.contest

    @property
    def is_nothing(self) -> bool:
        """Whether readers see the same numbers."""
        return self == ContestEffect(self.results)


class Effect(Struct, frozen=True):
    """What an edit changes against the site that is `published`; contests without any change are left out."""

    published: str
    contests: tuple[ContestEffect, ...] = ()
    added: tuple[Contest, ...] = ()
    gone: tuple[str, ...] = ()


def is_same(published: SiteFiles, new: SiteFiles) -> bool:
    """Tell whether two sites have the same numbers, by the checksums of their downloads."""
    before, now = (
        {path: site.digest(path) for path in site.paths if path.startswith("data/")} for site in (published, new)
    )
    names = [path for path in {*before, *now} if path.endswith((".csv", "/results.json"))]
    return all(before.get(path) == now.get(path) for path in names)


def compare(published: SiteFiles, new: SiteFiles, contests: Mapping[ContestId, Results]) -> Effect | None:
    """Return what readers will see otherwise; None if the published site is about other contests altogether.

    Raises PublishedError if the published site cannot be read.
    """
    before, now = downloads.releases(published), downloads.releases(new)
    known = [results for results in contests.values() if results.contest.id in before]
    if before and not known:
        return None
    effects = (_contest(published, new, results, before[results.contest.id]) for results in known)
    return Effect(
        published.name,
        tuple(effect for effect in effects if not effect.is_nothing),
        tuple(results.contest for results in contests.values() if results.contest.id not in before),
        tuple(sorted(before.keys() - now.keys())),
    )


class _Side(Struct, frozen=True):
    """A place or group in a release that readers know, as it was and as it is now.

    `is_unit` is true for what reports figures, also if it no longer does.
    """

    release: int
    area: str
    before: AreaFigures
    after: AreaFigures
    is_unit: bool


def _contest(published: SiteFiles, new: SiteFiles, results: Results, before: Collection[str]) -> ContestEffect:
    contest = results.contest
    lacking: set[str] = set()
    sides = [
        side
        for index, release in enumerate(contest.releases)
        if release.id in before
        for side in _sides(published, new, contest, index=index, lacking=lacking)
    ]
    outcome = _outcome(published, new, urls.download(contest, "results.json"), lacking)
    return ContestEffect(
        results,
        tuple(release for release in contest.releases if release.id not in before),
        tuple(sorted(set(before) - {release.id for release in contest.releases})),
        frozenset(side.area for side in sides if _has_more(side)),
        tuple(_figures(sides)),
        tuple(_standings(results, sides)),
        tuple(_totals(contest, sides)),
        tuple(_requests(published, new, urls.download(contest, "reviews.csv"))),
        outcome,
        tuple(sorted(lacking)),
    )


def _sides(published: SiteFiles, new: SiteFiles, contest: Contest, *, index: int, lacking: set[str]) -> Iterator[_Side]:
    """Yield the places and groups that differ in a release, and note what the published site lacks."""
    release = contest.releases[index]
    found: list[Differing] = []
    units: set[str] = set()
    for path, read in (
        (urls.release_results(contest, release), downloads.area_figures),
        (urls.release_download(contest, release), downloads.unit_figures),
    ):
        if path not in published.paths:
            lacking.add(path)
        elif downloads.differ(published, new, path):
            found.append(read(published, new, path))
            units.update((*found[-1].new, *found[-1].old) if read is downloads.unit_figures else ())
            lacking.update(
                worded("the column '%(column)s' of %(path)s", column=column, path=path) for column in found[-1].lacking
            )
    for area in dict.fromkeys(area for one in found for area in (*one.new, *one.old)):
        before, after = (
            _merged(side.get(area) for side in sides)
            for sides in ([one.old for one in found], [one.new for one in found])
        )
        yield _Side(index, area, before, after, area in units)


def _merged(some: Iterable[AreaFigures | None]) -> AreaFigures:
    found = [one for one in some if one is not None]
    return AreaFigures(
        {figure: count for one in found for figure, count in one.counts.items()},
        frozenset(figure for one in found for figure in one.published),
        frozenset(figure for one in found for figure in one.unknown),
    )


def _has_more(side: _Side) -> bool:
    """Tell whether a place has a figure that it did not have in that release."""
    return any(
        count is not None and side.before.counts.get(figure) is None for figure, count in side.after.counts.items()
    )


def _runs(found: Iterable[tuple[Key, int]]) -> Iterator[tuple[Key, tuple[int, ...]]]:
    """Yield what is the same in several releases once, with all of them."""
    runs: dict[Key, list[int]] = {}
    for key, release in found:
        runs.setdefault(key, []).append(release)
    return ((key, tuple(several)) for key, several in runs.items())


def _figures(sides: Iterable[_Side]) -> Iterator[FigureChange]:
    found = (
        ((side.area, *figure, before, side.after.counts.get(figure), not side.is_unit), side.release)
        for side in sides
        for figure, before in side.before.counts.items()
        if before is not None
        and before != side.after.counts.get(figure)
        and (side.is_unit or figure in side.before.published | side.after.published)
    )
    return (FigureChange(*key[:5], releases, key[5]) for key, releases in _runs(found))


def _standings(results: Results, sides: Iterable[_Side]) -> Iterator[StandingChange]:
    contest = results.contest
    tallies: dict[int, Tally] = {}
    found = []
    for side in sides:
        if side.release not in tallies:
            tallies[side.release] = deciding(results, side.release)
        tally = tallies[side.release]
        before, after = (_standing(contest, tally, side.area, one) for one in (side.before, side.after))
        is_whole = side.area == contest.root
        if before.leaders and (before != after if is_whole else set(before.leaders) != set(after.leaders)):
            found.append(((side.area, before, after), side.release))
    return (StandingChange(*key, releases) for key, releases in _runs(found))


def _standing(contest: Contest, tally: Tally, area: str, figures: AreaFigures) -> Standing:
    """Return who is ahead by the tally that decides; nobody if a figure that is not known might be the highest."""
    counts = [figures.counts.get((tally.id, choice.id)) for choice in contest.choices]
    # In a later round of a ranked count, a reporting place has no figure of those who are out of it.
    if not ((tally.round or 1) > 1 and area in contest.units) and any(
        (tally.id, choice.id) in figures.unknown and choice.in_total and choice.is_candidate
        for choice in contest.choices
    ):
        return Standing((), None)
    ranked = [one for one in standing(contest, counts, tolerance=tally.tolerance) if one.rank is not None]
    ahead = [one.choice for one in ranked if (one.rank or 0) <= contest.seats and counts[one.choice]]
    if not ahead:
        return Standing((), None)
    leaders = tuple(contest.choices[index].id for index in ahead)
    behind = [counts[one.choice] or 0 for one in ranked[contest.seats : len(ahead) + 1]]
    last = counts[ahead[min(contest.seats, len(ahead)) - 1]] or 0
    return Standing(leaders, last - behind[0] if behind else None)


def _totals(contest: Contest, sides: Iterable[_Side]) -> Iterator[TotalChange]:
    counted = [choice.id for choice in contest.choices if choice.in_total]
    found = []
    for side in sides:
        for tally in contest.tallies if side.area == contest.root else ():
            before, after = (_sum(one, tally, counted) for one in (side.before, side.after))
            if before is not None and after is not None and before != after:
                found.append(((tally.id, before, after), side.release))
    return (TotalChange(*key, releases) for key, releases in _runs(found))


def _sum(figures: AreaFigures, tally: Tally, choices: Sequence[str]) -> Number | None:
    counts = [figures.counts.get((tally.id, choice)) for choice in choices]
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _requests(published: SiteFiles, new: SiteFiles, path: str) -> Iterator[RequestChange]:
    if path not in published.paths and path not in new.paths:
        return
    if path in published.paths and path in new.paths and published.digest(path) == new.digest(path):
        return
    before, after = (downloads.requests(site, path) if path in site.paths else {} for site in (published, new))
    for request in dict.fromkeys((*before, *after)):
        old, now = before.get(request, {}), after.get(request, {})
        for area in dict.fromkeys((*old, *now)):
            if old.get(area, "") != now.get(area, ""):
                yield RequestChange(request, area, old.get(area, ""), now.get(area, ""))


def _outcome(published: SiteFiles, new: SiteFiles, path: str, lacking: set[str]) -> OutcomeChange | None:
    if not downloads.differ(published, new, path):
        return None
    before, after = downloads.outcome(published, path), downloads.outcome(new, path)
    if before is None and after:
        lacking.add(worded("the outcome in %(path)s", path=path))
    return OutcomeChange(before, after) if before is not None and after is not None and before != after else None
