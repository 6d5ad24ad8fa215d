"""Slips put into the real releases: how many of each kind the rules name."""

import sys
from collections import Counter, defaultdict
from itertools import islice

import pytest

from recanvass.checks.engine import run
from recanvass.checks.report import chosen
from recanvass.checks.rule import Level
from recanvass.results import tabulate
from tests.corruptions import COPIED, DROPPED, KINDS, caught_by, name_of, slips, ten_times
from tests.sites import iowa
from tests.soaking import EXAMPLES

pytestmark = pytest.mark.soak

SLIPS = max(EXAMPLES, 500)
FLOORS = {
    "two digits swapped": 92,
    "a zero too many": 92,
    "a digit dropped": 88,
    "a row moved by one choice": 92,
    COPIED: 92,
    DROPPED: 100,
}
"""Percent of the slips of each kind that a finding graver than a notice names."""


def test_slips_are_named() -> None:
    made, named, said = Counter[str](), Counter[str](), Counter[str]()
    codes: dict[str, Counter[str]] = defaultdict(Counter)
    for slip, contest in islice(slips(seed=2020), SLIPS):
        found = caught_by(slip, contest)
        made[slip.kind] += 1
        said[slip.kind] += bool(found)
        named[slip.kind] += any(one.level is not Level.NOTICE for one in found)
        codes[slip.kind].update({one.code for one in found})
    for kind, count in made.items():
        often = ", ".join(f"{code} {times}" for code, times in codes[kind].most_common(6))
        sys.stdout.write(f"{kind}: {named[kind]} of {count} named, {said[kind]} with notices; {often}\n")
    rates = {kind: 100 * named[kind] // count for kind, count in made.items()}
    assert set(rates) == {*KINDS, COPIED, DROPPED}
    assert {kind: rates[kind] for kind, floor in FLOORS.items() if rates[kind] < floor} == {}


def test_450_typed_for_45_is_among_the_findings_that_are_printed() -> None:
    site, as_it_is = iowa()
    known = set(map(name_of, run(site, as_it_is)))
    count = max(EXAMPLES // 20, 8)
    missed, unprinted = [], []
    for unit, contest in islice(ten_times(seed=45), count):
        results = tabulate.results(site, contest)
        found = [(results, one) for one in run(site, results)]
        fresh = [one for _, one in found if one.area == unit and name_of(one) not in known]
        missed += [unit] if not fresh else []
        unprinted += [unit] if not {name_of(one) for _, one in chosen(found)} & set(map(name_of, fresh)) else []
    sys.stdout.write(f"a zero too many: {count - len(unprinted)} of {count} printed, {len(missed)} not found\n")
    assert missed == []
    assert len(unprinted) * 100 <= 3 * count, unprinted
