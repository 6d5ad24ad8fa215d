"""The election that every generator publishes: the real units of Iowa, as many times as asked for.

Owns its figures, names and requests as plain texts, so that no generator is spared any work on them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from recanvass.build import pipeline
from recanvass.core.ids import AreaId
from recanvass.core.model import Contest, Site
from recanvass.results import figures, histories, request_units
from recanvass.text import terms
from recanvass.text.catalogue import ENGLISH

ROOT = Path(__file__).resolve().parent.parent
UNITS_OF_IOWA = 1765


@dataclass(frozen=True, slots=True)
class Tally:
    """One thing that is counted, with the number of decimals it is stated with."""

    id: str
    name: str
    unit: str
    decimals: int
    decides: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be chosen; an option that is no candidate has no rank."""

    id: str
    name: str
    short: str
    is_candidate: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """A precinct. `figures` are as typed: a row a tally, in it one figure a choice in ballot order."""

    id: str
    name: str
    figures: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class County:
    """A county with its precincts, or a group of satellite sites, which here counts as one."""

    id: str
    name: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """A recanvass or recount request; `requested_by` is a choice, `units` are the ids of the units it is about."""

    id: str
    title: str
    kind: str
    requested_by: str
    filed: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Election:
    """A contest in one release. Tallies stand in the order of content, counties and units too."""

    title: str
    state: str
    tallies: tuple[Tally, ...]
    choices: tuple[Choice, ...]
    counties: tuple[County, ...]
    requests: tuple[Request, ...]

    @property
    def units(self) -> Iterator[Unit]:
        """Every unit, county by county."""
        return (unit for county in self.counties for unit in county.units)


def iowa() -> Election:
    """Return the caucuses as certified: the figures of the units in all three tallies, and the requests."""
    loaded = pipeline.read(ROOT, drafts=False)
    if loaded.site is None or loaded.diagnostics:
        raise SystemExit("The content of this repository has faults; see: python build.py check")
    site, contest = loaded.site, loaded.site.contests[0]
    results = loaded.results[contest.id]
    tallies = tuple(
        Tally(tally.id, tally.name, tally.unit, tally.decimals, tally.decides)
        for tally in contest.tallies
        if not tally.only
    )
    return Election(
        title=contest.title,
        state=site.places[contest.root].name,
        tallies=tallies,
        choices=tuple(Choice(one.id, one.name, one.short, one.is_candidate) for one in contest.choices),
        counties=_ordered(_counties(site, contest, results, tallies)),
        requests=tuple(_requests(results)),
    )


def _counties(site: Site, contest: Contest, results: histories.Results, tallies: tuple[Tally, ...]) -> Iterator[County]:
    inside: dict[AreaId, list[Unit]] = {}
    for unit in contest.units:
        place = site.places[unit]
        if place.parent is not None:
            figures = tuple(_figures(contest, results, unit, tally) for tally in tallies)
            inside.setdefault(place.parent, []).append(Unit(unit, place.name, figures))
    for county, units in inside.items():
        yield County(county, site.places[county].name, tuple(units))


def _ordered(counties: Iterable[County]) -> tuple[County, ...]:
    """Return counties in the order of their files, which is the same for every form of the data."""
    return tuple(sorted(counties, key=lambda county: f"{county.id}.yml"))


def _figures(contest: Contest, results: histories.Results, unit: AreaId, tally: Tally) -> tuple[str, ...]:
    """Return the figures in force, zeros for the four sites that held no meeting, as the party's file prints them."""
    declared = next(one for one in contest.tallies if one.id == tally.id)
    shown = figures.figures(results, unit, declared, len(contest.releases) - 1)
    return tuple(f"{Decimal(count or 0):.{tally.decimals}f}" for count in shown.counts)


def _requests(results: histories.Results) -> Iterator[Request]:
    for request in results.contest.requests:
        units = request_units.units_of_request(results, request)
        if units:
            who, filed = request.requester or request.requested_by, str(request.filed)[:10]
            title = terms.request_title(ENGLISH, request)
            yield Request(request.id, title, request.kind.value, who, filed, units=tuple(units))


def replicated(election: Election, units: int) -> Election:
    """Return the election with at least that many units: whole copies, with ids and names of their own.

    Fewer units than there are give the first counties that hold as many. The requests stay with the first copy.
    """
    copies = -(-units // sum(len(county.units) for county in election.counties))
    if copies > 1:
        return replace(election, counties=_ordered(_copies(election.counties, copies)))
    counties: list[County] = []
    for county in election.counties:
        if sum(len(one.units) for one in counties) < units:
            counties.append(county)
    known = {unit.id for county in counties for unit in county.units}
    requests = (replace(one, units=tuple(u for u in one.units if u in known)) for one in election.requests)
    return replace(election, counties=tuple(counties), requests=tuple(one for one in requests if one.units))


def _copies(counties: tuple[County, ...], copies: int) -> Iterator[County]:
    yield from counties
    for number in range(2, copies + 1):
        for county in counties:
            units = tuple(
                replace(unit, id=f"{unit.id}-{number}", name=f"{unit.name} {number}") for unit in county.units
            )
            yield County(f"{county.id}-{number}", f"{county.name} {number}", units)


def plain(election: Election) -> Election:
    """Return the same places in a plain contest: one tally and five choices, those with the most at the first count."""
    order = range(len(election.choices))
    totals = [sum(int(unit.figures[0][index]) for unit in election.units) for index in order]
    kept = sorted(sorted(order, key=lambda index: -totals[index])[:5])

    def county(one: County) -> County:
        units = (replace(unit, figures=(tuple(unit.figures[0][index] for index in kept),)) for unit in one.units)
        return replace(one, units=tuple(units))

    return replace(
        election,
        tallies=(replace(election.tallies[0], id="votes", name="Votes", unit="votes", decides=True),),
        choices=tuple(election.choices[index] for index in kept),
        counties=tuple(map(county, election.counties)),
        requests=(),
    )
