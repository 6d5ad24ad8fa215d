"""The findings of the real releases against a second computation that shares nothing with the package, unit by unit."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cache

import pytest

from recanvass.checks.engine import Finding, run
from recanvass.checks.rule import Level
from tests import caucus_again as again
from tests.sites import iowa

RULES: Mapping[str, Callable[[again.Unit, int], bool]] = {
    "C601": again.rule_a,
    "C602": again.rule_b,
    "C603": again.rule_c1,
    "C604": again.rule_c2,
    "C605": again.rule_d,
    "C606": again.rule_d1,
    "C607": again.rule_e,
    "C608": again.rule_f,
    "C609": again.rule_toss,
}
WITH_UNITS = ("2020-02-06-92-percent", "2020-02-06-97-percent", "2020-02-07-all-precincts", "2020-02-09-review")
EVERY_RELEASE = range(len(again.RELEASES))


@cache
def findings() -> tuple[Finding, ...]:
    site, results = iowa()
    assert tuple(release.id for release in results.contest.releases) == again.RELEASES
    return run(site, results)


def found(code: str, release: int) -> list[str]:
    return sorted(one.area for one in findings() if one.code == code and one.stands_at(release))


@pytest.mark.parametrize("release", EVERY_RELEASE)
@pytest.mark.parametrize("code", RULES)
def test_a_rule_finds_the_same_units(code: str, release: int) -> None:
    expected = sorted(name for name, unit in again.units(release).items() if RULES[code](unit, release))
    assert found(code, release) == expected


def test_at_97_percent_as_many_units_gain_people_as_were_counted_then() -> None:
    assert len(found("C601", again.RELEASES.index("2020-02-06-97-percent"))) == 77
    assert len(found("C601", again.RELEASES.index("2020-02-07-all-precincts"))) == 84


@pytest.mark.parametrize("release", EVERY_RELEASE)
def test_totals_that_are_not_the_sum(release: int) -> None:
    stands = {
        (one.area, one.clash.tallies[0], iowa()[1].contest.choices[one.clash.choice or 0].id)
        for one in findings()
        if one.code == "C101" and one.stands_at(release)
    }
    assert stands == set(again.differing_totals(release))


@pytest.mark.parametrize("release", EVERY_RELEASE)
def test_units_with_the_same_figures(release: int) -> None:
    alike: dict[object, list[str]] = defaultdict(list)
    for name, unit in again.units(release).items():
        if unit.first and unit.final and unit.sde:
            key = tuple(frozenset(votes.items()) for votes in (unit.first, unit.final, unit.sde))
            alike[key].append(name)
    assert found("C201", release) == sorted(name for names in alike.values() if len(names) > 1 for name in names)


@pytest.mark.parametrize("release", EVERY_RELEASE)
def test_units_that_are_empty_or_half_empty_or_missing(release: int) -> None:
    units = again.units(release)
    empty = [name for name, unit in units.items() if not (unit.first or unit.final or unit.sde)]
    half = [
        name
        for name, unit in units.items()
        if name not in empty and any(not getattr(unit, tally) for tally in unit.tallies)
    ]
    is_complete = again.RELEASES[release] >= "2020-02-07"
    missing = set(again.places()) - set(units) if is_complete else set()
    assert found("C305", release) == sorted(empty)
    assert found("C307", release) == sorted(half)
    assert found("C306", release) == sorted(missing)


@pytest.mark.parametrize("release", EVERY_RELEASE)
def test_counts_that_fell(release: int) -> None:
    stands = {(one.area, one.clash.tallies[0]) for one in findings() if one.code == "C301" and one.stands_at(release)}
    assert stands == set(fallen(release))


def fallen(release: int) -> Iterator[tuple[str, str]]:
    for name, stands in again.states()[release].items():
        for tally in ("first", "final"):
            earlier = [state[name][tally] for state in again.states()[:release] if tally in state.get(name, {})]
            most: dict[str, Fraction] = {}
            for votes in earlier:
                most = {choice: max(most.get(choice, Fraction(0)), votes[choice]) for choice in votes} | {
                    choice: count for choice, count in most.items() if choice not in votes
                }
            if any(stands.get(tally, {}).get(choice, 0) < count for choice, count in most.items()):
                yield name, tally


def test_one_delegate_and_coin_tosses_are_never_faults() -> None:
    single = {name for name, (_, entry) in again.places().items() if entry.get("delegates") == "1"}
    assert len(single) == 121
    assert not [one for one in findings() if one.area in single and one.code in ("C602", "C603", "C608")]
    faults = [one for one in findings() if one.level is Level.FAULT]
    assert [one.code for one in faults if one.area in single] == []
    assert not [one for one in faults if one.code == "C609"]
    tossed = {one.area for one in findings() if one.code == "C609" and one.cured is None}
    assert not tossed & {one.area for one in findings() if one.code == "C608" and one.cured is None}


def test_most_figures_of_most_places_clash_with_nothing() -> None:
    serious = Counter(one.area for one in findings() if one.cured is None and one.level is not Level.NOTICE)
    assert len(serious) == len(set(serious))
    assert 100 < len(serious) < 200
