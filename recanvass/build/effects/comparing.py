"""The effect of an edit: what the site as it would be now says otherwise than the site that readers have.

Owns the comparison. Downloads are compared with downloads, by the rules of the contest as it is now. Must not word it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from recanvass.build.effects import downloads, facts, reporting
from recanvass.build.effects.changes import (
    ContestEffect,
    Effect,
    FigureChange,
    Standing,
    StandingChange,
    TotalChange,
    runs,
)
from recanvass.build.effects.downloads import AreaFigures, Differing
from recanvass.core import urls
from recanvass.core.ballot import Tally
from recanvass.core.ids import AreaId, ContestId, Number, TallyId
from recanvass.core.kinds import TurnoutKey
from recanvass.core.messages import worded
from recanvass.core.model import Contest
from recanvass.publish.published import SiteFiles
from recanvass.results.figures import deciding
from recanvass.results.histories import Results
from recanvass.results.ranking import standing

_OF_THEIR_OWN = ("findings.csv", "totals.csv", "reviews.csv", "corrections.csv", "-sources.csv")
"""Downloads with more than the figures and names that are compared one by one. All others have nothing else."""


def is_same(published: SiteFiles, new: SiteFiles) -> bool:
    """Tell whether two sites have the same numbers, by the checksums of their downloads."""
    before, now = (
        {path: site.digest(path) for path in site.paths if path.startswith("data/") and not path.endswith(".html")}
        for site in (published, new)
    )
    return before == now


def compare(published: SiteFiles, new: SiteFiles, contests: Mapping[ContestId, Results]) -> Effect | None:
    """Return what readers will see otherwise; None if the published site is about other contests altogether.

    Raises PublishedError if the published site cannot be read.
    """
    before, now = downloads.releases(published), downloads.releases(new)
    known = [results for results in contests.values() if results.contest.id in before]
    if before and not known:
        return None
    effects = [_contest(published, new, results, before[results.contest.id]) for results in known]
    lacking: set[str] = set()
    places = tuple(facts.place_changes(published, new, lacking)) if before else ()
    return Effect(
        published.name,
        tuple(effect for effect in _turnout_once(effects) if not effect.is_nothing),
        tuple(results.contest for results in contests.values() if results.contest.id not in before),
        tuple(sorted(before.keys() - now.keys())),
        places,
        tuple(sorted(lacking)),
    )


def _turnout_once(effects: Iterable[ContestEffect]) -> Iterator[ContestEffect]:
    """Yield effects without turnout that a contest takes from another, or from the places files, and another tells."""
    effects = list(effects)
    told = {
        _turnout_of(change)
        for one in effects
        for change in one.figures
        if change.turnout and _is_own(one.contest, change)
    }
    for one in effects:
        kept = tuple(
            change for change in one.figures if _is_own(one.contest, change) or _turnout_of(change) not in told
        )
        told |= {_turnout_of(change) for change in kept if change.turnout}
        yield replace(one, figures=kept)


def _turnout_of(change: FigureChange) -> tuple[object, ...]:
    return (change.area, change.turnout, change.tally, change.before, change.after)


def _is_own(contest: Contest, change: FigureChange) -> bool:
    """Tell whether a figure is the contest's own: a release of it states it, if it is turnout."""
    if not change.turnout or change.turnout == TurnoutKey.EXHAUSTED.value:
        return True
    area = AreaId(change.area)
    rows = (row for release in contest.releases for row in (release.rows.get(area), release.higher.get(area)) if row)
    told = (row.turnout for row in rows if row.turnout is not None)
    return any(
        TallyId(change.tally) in one.by_part if change.tally else getattr(one, change.turnout, None) is not None
        for one in told
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


def _contest(published: SiteFiles, new: SiteFiles, results: Results, known: Collection[str]) -> ContestEffect:
    contest = results.contest
    lacking: set[str] = set()
    sides = [
        side
        for index, release in enumerate(contest.releases)
        if release.id in known
        for side in _sides(published, new, contest, index=index, lacking=lacking)
    ]
    told = reporting.reporting_sides(published, new, contest, known=known, lacking=lacking)
    both = facts.both_facts(published, new, contest, lacking)
    effect = ContestEffect(
        results,
        tuple(release for release in contest.releases if release.id not in known),
        tuple(sorted(set(known) - {release.id for release in contest.releases})),
        frozenset(side.area for side in sides if _has_more(side)) | reporting.first_turnout(told),
        (*_figures(sides), *reporting.turnout_changes(told)),
        tuple(_standings(results, sides)),
        tuple(_totals(contest, sides)),
        tuple(facts.request_changes(published, new, contest)),
        tuple(facts.outcome_changes(contest, *both)) if both is not None else (),
        (*(facts.fact_changes(*both) if both is not None else ()), *reporting.reporting_changes(told)),
    )
    others = _others(published, new, contest) if effect.is_nothing else ()
    return replace(effect, others=others, incomparable=tuple(sorted(lacking)))


def _others(published: SiteFiles, new: SiteFiles, contest: Contest) -> tuple[str, ...]:
    """Return the downloads of a contest that have other contents, by name, though nothing else of it changes."""
    folder = urls.download(contest, "")
    paths = {path for site in (published, new) for path in site.paths if path.startswith(folder)}
    both = sorted(path for path in paths if path.endswith(_OF_THEIR_OWN))
    return tuple(
        path.removeprefix(folder)
        for path in both
        if not (path in published.paths and path in new.paths and published.digest(path) == new.digest(path))
    )


def _sides(published: SiteFiles, new: SiteFiles, contest: Contest, *, index: int, lacking: set[str]) -> Iterator[_Side]:
    """Yield the places and groups that differ in a release, and note what the published site lacks."""
    release = contest.releases[index]
    found: list[Differing[AreaFigures]] = []
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


def _figures(sides: Iterable[_Side]) -> Iterator[FigureChange]:
    found = (
        ((side.area, *figure, before, side.after.counts.get(figure), not side.is_unit), side.release)
        for side in sides
        for figure, before in side.before.counts.items()
        if before is not None
        and before != side.after.counts.get(figure)
        and (side.is_unit or figure in side.before.published | side.after.published)
    )
    return (FigureChange(*key[:5], releases, key[5]) for key, releases in runs(found))


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
    return (StandingChange(*key, releases) for key, releases in runs(found))


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
    return (TotalChange(*key, releases) for key, releases in runs(found))


def _sum(figures: AreaFigures, tally: Tally, choices: Sequence[str]) -> Number | None:
    counts = [figures.counts.get((tally.id, choice)) for choice in choices]
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
