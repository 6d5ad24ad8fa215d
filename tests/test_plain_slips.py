"""Slips put into real plain contests: how many of each kind the rules name, and how many places they accuse wrongly."""

import sys
from collections import Counter
from itertools import islice

import pytest

from recanvass.checks.rule import Level
from tests.plain_slips import ALL, EXCHANGED, EXCHANGED_IN_ALL, MISSING, SHIFTED, accused, slips
from tests.soaking import IS_SOAK

pytestmark = pytest.mark.soak

FLOORS = {
    False: {EXCHANGED_IN_ALL: 55, MISSING: 65},
    True: {EXCHANGED: 70, SHIFTED: 98, EXCHANGED_IN_ALL: 58, MISSING: 70},
}
"""Percent of the slips that are named at least, by whether votes are alone. With parts, all others are named."""
EVERY = 100
SLIPS = 500 if IS_SOAK else 8


@pytest.mark.parametrize("alone", [False, True], ids=["with-parts", "votes-alone"])
@pytest.mark.parametrize("kind", ALL)
def test_slips_in_plain_contests_are_named(kind: str, *, alone: bool) -> None:
    named, codes = 0, Counter[str]()
    for slip in islice(slips(kind, alone=alone, seed=2020), SLIPS):
        found = {one.code for one in slip.caught_by() if one.level is not Level.NOTICE}
        named += bool(found)
        codes.update(found)
    often = ", ".join(f"{code} {times}" for code, times in codes.most_common(5))
    sys.stdout.write(f"{kind}, {'votes alone' if alone else 'with parts'}: {named} of {SLIPS} named; {often}\n")
    floor = FLOORS[alone].get(kind, 0 if alone else EVERY)
    if IS_SOAK or floor == EVERY:
        assert named * EVERY >= floor * SLIPS


@pytest.mark.parametrize("alone", [False, True], ids=["with-parts", "votes-alone"])
def test_few_real_places_are_accused(*, alone: bool) -> None:
    found, units = accused(alone=alone)
    sys.stdout.write(f"{len(found)} of {units} real places accused: {found}\n")
    assert len(found) * 200 <= units
