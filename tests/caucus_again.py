"""The caucus rules counted a second time, by another method: from the text of the content, with nothing of the package.

Reads the YAML of content/ as plain text, folds it with dictionaries and works in Fractions throughout, choice by
choice. Slow and plain on purpose: whatever the package and this file agree on unit by unit was reached in two ways.
"""

import itertools
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

CONTENT = Path(__file__).parent.parent / "content"
RELEASES = (
    "2020-02-06-92-percent",
    "2020-02-06-97-percent",
    "2020-02-07-all-precincts",
    "2020-02-09-review",
    "2020-02-18-recanvass",
    "2020-02-27-recount",
    "2020-02-29-certification",
)
HALF_STEP = Fraction(1, 20000)

Votes = Mapping[str, Fraction]


@dataclass(frozen=True)
class Unit:
    """One precinct or site as it stood: its figures without zeros, its delegates, the SDE of one of them."""

    id: str
    first: Votes
    final: Votes
    sde: Votes
    delegates: int
    apportioned: Fraction | None
    pool: str
    tallies: frozenset[str]

    @property
    def people(self) -> Fraction:
        return sum(self.first.values(), Fraction(0))

    def is_viable(self, count: Fraction) -> bool:
        share = {2: Fraction(1, 4), 3: Fraction(1, 6)}.get(self.delegates, Fraction(3, 20))
        return count >= math.ceil(share * self.people)


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)


@cache
def places() -> dict[str, tuple[str, dict[str, Any]]]:
    """Return every unit's parent and its entry."""
    found = {}
    for path in sorted((CONTENT / "places").glob("*/*.yml")):
        file = read(path)
        for name, entry in file["places"].items():
            found[name] = (file["parent"], entry)
    return found


@cache
def states() -> tuple[dict[str, dict[str, Votes]], ...]:
    """Return, release by release, what stands: unit, tally, choice."""
    found: list[dict[str, dict[str, Votes]]] = []
    for release in RELEASES:
        folded = dict(found[-1]) if found else {}
        for path in sorted((CONTENT / "contests/president/releases" / release).glob("*.yml")):
            if path.name == "release.yml":
                continue
            for unit, row in read(path).items():
                stated = {name: figures for name, figures in row.items() if name in ("first", "final", "sde")}
                votes = {
                    tally: {choice: Fraction(figure) for choice, figure in figures.items() if Fraction(figure)}
                    for tally, figures in stated.items()
                }
                folded[unit] = {**folded.get(unit, {}), **votes}
        found.append(folded)
    return tuple(found)


def stood(release: str) -> dict[str, dict[str, Votes]]:
    """Return what stands at a release, by its id."""
    return states()[RELEASES.index(release)]


def counted(release: str) -> dict[tuple[str, str, str], Fraction]:
    """Return the figures that are not zero at a release, by unit, tally and choice."""
    return {
        (unit, tally, choice): count
        for unit, tallies in stood(release).items()
        for tally, votes in tallies.items()
        for choice, count in votes.items()
    }


def by_attendance(people: Fraction) -> int:
    return 9 if people > 100 else 4 + max(math.ceil(people / 20) - 1, 0)


@cache
def units(release: int) -> dict[str, Unit]:
    """Return the units that are listed by a release, whether they met or not."""
    found = {}
    for name, stands in states()[release].items():
        parent, entry = places()[name]
        first = stands.get("first", {})
        people = sum(first.values(), Fraction(0))
        found[name] = Unit(
            id=name,
            first=first,
            final=stands.get("final", {}),
            sde=stands.get("sde", {}),
            delegates=int(entry["delegates"]) if "delegates" in entry else by_attendance(people),
            apportioned=Fraction(entry["apportioned_sde"]) if "apportioned_sde" in entry else None,
            pool=parent,
            tallies=frozenset(stands),
        )
    return found


@cache
def rates(release: int) -> dict[str, Fraction]:
    """Return the median of SDE a person of the sites of each pool."""
    rated = defaultdict(list)
    for unit in units(release).values():
        if unit.apportioned is None and unit.people and unit.sde:
            rated[unit.pool].append(sum(unit.sde.values()) / unit.people)
    return {pool: sorted(found)[(len(found) - 1) // 2] for pool, found in rated.items() if len(found) > 2}


def worth(unit: Unit, release: int) -> Fraction | None:
    """Return the SDE that all delegates of a unit are worth."""
    if unit.apportioned is not None:
        return unit.apportioned
    rate = rates(release).get(unit.pool)
    return rate * unit.people if rate is not None else None


def viable(unit: Unit, votes: Votes) -> list[str]:
    return [choice for choice, count in votes.items() if unit.is_viable(count)]


def rule_a(unit: Unit, release: int) -> bool:
    return sum(unit.final.values()) > unit.people


def rule_b(unit: Unit, release: int) -> bool:
    """Tell whether a viable group lost members that did not have to; tried for every set of groups that could go."""
    if unit.delegates < 2:
        return False
    groups = viable(unit, unit.first)
    lost = {choice for choice in groups if unit.final.get(choice, 0) < unit.first[choice]}
    too_many = max(len(groups) - unit.delegates, 0)
    excused = set()
    for leaving in itertools.combinations(groups, too_many):
        staying = [unit.first[choice] for choice in groups if choice not in leaving]
        if all(unit.first[choice] <= count for choice in leaving for count in staying):
            excused |= set(leaving)
    return bool(lost - excused)


def rule_c1(unit: Unit, release: int) -> bool:
    return unit.delegates >= 2 and any(not unit.is_viable(unit.final.get(choice, Fraction(0))) for choice in unit.sde)


def rule_c2(unit: Unit, release: int) -> bool:
    return unit.delegates >= 2 and any(not unit.is_viable(count) for count in unit.final.values())


def rule_d(unit: Unit, release: int) -> bool:
    if unit.delegates < 2 or not unit.sde:
        return False
    return any(
        unit.final.get(one, 0) > unit.final.get(other, 0) and unit.sde.get(one, 0) < unit.sde.get(other, 0)
        for one, other in itertools.permutations({*unit.final, *unit.sde}, 2)
    )


def rule_d1(unit: Unit, release: int) -> bool:
    if unit.delegates != 1:
        return False
    return any(unit.final.get(choice, 0) < max(unit.final.values(), default=0) for choice in unit.sde)


def awarded(unit: Unit, release: int) -> dict[str, int] | None:
    """Return the delegates that each choice's SDE stand for, the nearest whole number of them."""
    value = worth(unit, release)
    if not value or not unit.delegates:
        return None
    one = value / unit.delegates
    return {choice: math.floor(sde / one + Fraction(1, 2)) for choice, sde in unit.sde.items()}


def rule_e(unit: Unit, release: int) -> bool:
    given = awarded(unit, release)
    if given is None or "sde" not in unit.tallies or not (unit.sde or unit.final):
        return False
    if unit.apportioned is not None:
        room = HALF_STEP * (1 + len(unit.sde))
        return abs(sum(unit.sde.values()) - unit.apportioned) > room
    return sum(unit.sde.values()) != worth(unit, release) and sum(given.values()) != unit.delegates


def outcomes(x: Mapping[str, Fraction], delegates: int) -> set[tuple[tuple[str, int], ...]]:
    """Return every award that the written procedure allows, coin tosses falling either way."""
    rounded = {choice: max(math.floor(share + Fraction(1, 2)), 1) for choice, share in x.items()}

    reached = {tuple(sorted(rounded.items()))}
    while (spare := delegates - sum(count for _, count in min(reached))) != 0:
        reached = set().union(*(moved(dict(given), x, up=spare > 0) for given in reached))
    return reached


def moved(given: Mapping[str, int], x: Mapping[str, Fraction], *, up: bool) -> set[tuple[tuple[str, int], ...]]:
    """Return the awards after one more delegate is given or taken, one for each choice that it may fall on."""
    open_to = {choice: x[choice] - count for choice, count in given.items() if up or count > 1}
    furthest = max(open_to.values()) if up else min(open_to.values())
    step = 1 if up else -1
    return {
        tuple(sorted({**given, choice: given[choice] + step}.items()))
        for choice, away in open_to.items()
        if away == furthest
    }


def allowed(unit: Unit) -> set[tuple[tuple[str, int], ...]] | None:
    groups = viable(unit, unit.final)
    if unit.delegates < 2 or not groups or not unit.people or len(groups) > unit.delegates:
        return None
    return outcomes({choice: unit.final[choice] * unit.delegates / unit.people for choice in groups}, unit.delegates)


def rule_f(unit: Unit, release: int) -> bool:
    ways, given = allowed(unit), awarded(unit, release)
    if ways is None or given is None or not unit.sde:
        return False
    return tuple(sorted((choice, count) for choice, count in given.items() if count)) not in ways


def rule_toss(unit: Unit, release: int) -> bool:
    ways = allowed(unit)
    return bool(unit.sde) and ways is not None and len(ways) > 1 and not rule_f(unit, release)


def differing_totals(release: int) -> set[tuple[str, str, str]]:
    """Return (place, tally, choice) of every total, the newest of its place and tally, that its units do not sum to."""
    found: set[tuple[str, str, str]] = set()
    judged: set[tuple[str, str]] = set()
    for index in reversed(range(release + 1)):
        head = read(CONTENT / "contests/president/releases" / RELEASES[index] / "release.yml")
        for place, tallies in head.get("totals", {}).items():
            assert place == "iowa"
            for tally, figures in tallies.items():
                if tally in ("source", "delegates") or (place, tally) in judged:
                    continue
                judged.add((place, tally))
                for choice, printed in figures.items():
                    exact = sum(unit.get(tally, {}).get(choice, Fraction(0)) for unit in states()[index].values())
                    decimals = len(printed.partition(".")[2])
                    if Fraction(printed) * 10**decimals != math.floor(exact * 10**decimals + Fraction(1, 2)):
                        found.add((place, tally, choice))
    return found
