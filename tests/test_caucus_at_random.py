"""The caucus rules against the second computation on sheets drawn at random, where nearly every one is at fault.

The real releases are almost clean; here small rooms, ties, groups just at the threshold, one delegate more or less and
empty tallies come up in every precinct, so that what both computations find is not a handful.
"""

import random
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from msgspec.structs import replace

from recanvass.checks.engine import run
from recanvass.core.ids import AreaId, TallyId
from recanvass.core.model import Contest, Row, Stated
from recanvass.results import tabulate
from tests import caucus_again as again
from tests.sites import iowa
from tests.soaking import EXAMPLES
from tests.test_caucus_again import RULES

pytestmark = pytest.mark.soak

SEEDS = range(max(EXAMPLES // 200, 1))
EMPTY, EQUAL = 0.05, 0.2
Figures = Mapping[str, Decimal]


def sheet(pick: random.Random, choices: list[str], delegates: int, worth: Decimal) -> dict[str, Figures]:
    """Return the figures of one precinct by tally, choices without any left out."""
    groups = pick.sample(choices, pick.randint(1, 5))
    most = pick.choice((2, 4, 8, 20, 60))
    first = {choice: Decimal(pick.randint(0, most)) for choice in groups}
    final = {choice: max(count + pick.choice((0, 0, 0, 1, -1, 2, -2)), Decimal(0)) for choice, count in first.items()}
    if pick.random() < EQUAL:
        first = final = dict.fromkeys(groups, Decimal(most))
    people = sum(first.values()) or 1
    given = {
        choice: round(count * delegates / people) + pick.choice((0, 0, 0, 1, -1)) for choice, count in final.items()
    }
    step = Decimal("0.0001")
    sde = {choice: (worth * count / delegates).quantize(step) for choice, count in given.items() if count > 0}
    drawn = {"first": first, "final": final, "sde": sde}
    return {tally: {} if pick.random() < EMPTY else figures for tally, figures in drawn.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_both_find_the_same_units(seed: int) -> None:
    site, results = iowa()
    pick, contest = random.Random(seed), results.contest
    choices = [choice.id for choice in contest.choices]
    rows: dict[AreaId, Row] = {}
    units: dict[str, again.Unit] = {}
    for name, (parent, entry) in again.places().items():
        if "delegates" not in entry:
            continue
        delegates, worth = int(entry["delegates"]), Decimal(entry["apportioned_sde"])
        drawn = sheet(pick, [str(choice) for choice in choices], delegates, worth)
        rows[AreaId(name)] = row(contest, AreaId(name), drawn)
        votes = {
            tally: {choice: Fraction(count) for choice, count in figures.items() if count}
            for tally, figures in drawn.items()
        }
        units[name] = again.Unit(
            name, **votes, delegates=delegates, apportioned=Fraction(worth), pool=parent, tallies=frozenset(votes)
        )
    only = replace(contest, releases=(replace(contest.releases[0], rows=rows, totals=(), percents=()),), requests=())
    found = {(one.code, one.area) for one in run(site, tabulate.results(site, only)) if one.code in RULES}
    expected = {(code, name) for code, rule in RULES.items() for name, unit in units.items() if rule(unit, 0)}
    assert found == expected
    counts = Counter(code for code, _ in found)
    assert min(counts[code] for code in RULES) > 10, counts


def row(contest: Contest, unit: AreaId, drawn: Mapping[str, Figures]) -> Row:
    """Return a row of a release with the figures of all choices."""
    stated = {}
    for tally in contest.tallies:
        if tally.id in drawn:
            counts = [drawn[tally.id].get(choice.id, Decimal(0)) for choice in contest.choices]
            figures = tuple(counts) if tally.decimals else tuple(map(int, counts))
            stated[TallyId(tally.id)] = Stated(figures, contest.releases[0].span)
    return Row(unit, contest.releases[0].span, stated)
