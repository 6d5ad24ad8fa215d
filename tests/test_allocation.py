"""Delegates divided among groups: what holds for any caucus, and the written procedure step by step."""

from fractions import Fraction
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recanvass.checks.packs.caucus.allocation import Award, award, largest_remainder, nearest
from recanvass.checks.packs.caucus.viability import viable_from
from recanvass.core.contest_rules import Allocation
from tests.caucus_again import outcomes

pytestmark = pytest.mark.soak

SHARES = (Fraction(1, 4), Fraction(1, 6), Fraction(3, 20))
rooms = st.tuples(st.lists(st.integers(1, 120), min_size=1, max_size=7), st.integers(2, 40), st.integers(1, 400))


def some_award(room: tuple[list[int], int, int]) -> Award | None:
    groups, delegates, people = room
    return nearest(groups, delegates, people)


@given(rooms)
def test_the_delegates_add_up_and_every_group_gets_one(room: tuple[list[int], int, int]) -> None:
    found = some_award(room)
    if found is None:
        assert len(room[0]) > room[1]
        return
    assert sum(found.least) <= room[1] <= sum(found.most)
    assert min(found.least) >= 1
    assert all(low <= high for low, high in zip(found.least, found.most, strict=True))
    assert found.is_drawn == (sum(found.least) != room[1])


@given(rooms)
def test_a_larger_group_never_gets_less(room: tuple[list[int], int, int]) -> None:
    found = some_award(room)
    ordered = sorted(zip(room[0], found.least, found.most, strict=True)) if found is not None else []
    for (one, *low), (other, *high) in pairwise(ordered):
        assert one == other or (low[0] <= high[0] and low[1] <= high[1])


@given(rooms)
def test_the_order_of_the_groups_does_not_matter(room: tuple[list[int], int, int]) -> None:
    groups, delegates, people = room
    found = nearest(groups, delegates, people)
    turned = nearest(groups[::-1], delegates, people)
    assert (found is None) == (turned is None)
    if found is not None and turned is not None:
        assert (found.least, found.most) == (turned.least[::-1], turned.most[::-1])


@given(rooms)
def test_what_is_allowed_is_what_the_written_procedure_reaches(room: tuple[list[int], int, int]) -> None:
    groups, delegates, people = room
    found = nearest(groups, delegates, people)
    if found is None:
        return
    names = [f"g{index}" for index in range(len(groups))]
    parts = dict(zip(names, (Fraction(count * delegates, people) for count in groups), strict=True))
    reached = outcomes(parts, delegates)
    for way in reached:
        assert found.allows([dict(way)[name] for name in names])
    for index, name in enumerate(names):
        counts = {dict(way)[name] for way in reached}
        assert (min(counts), max(counts)) == (found.least[index], found.most[index])


@given(st.integers(0, 2000), st.sampled_from(SHARES))
def test_a_group_is_viable_from_the_share_on(people: int, share: Fraction) -> None:
    least = viable_from(people, share)
    assert Fraction(least) >= share * people > least - 1


@pytest.mark.parametrize(
    ("people", "share", "least"),
    [(100, Fraction(3, 20), 15), (101, Fraction(3, 20), 16), (12, Fraction(1, 6), 2), (13, Fraction(1, 6), 3)],
)
def test_a_part_of_a_person_counts_as_one_more(people: int, share: Fraction, least: int) -> None:
    assert viable_from(people, share) == least


@pytest.mark.parametrize(
    ("groups", "delegates", "people", "least", "most"),
    [
        ((60, 40), 10, 100, (6, 4), (6, 4)),  # nothing to round
        ((55, 45), 10, 100, (5, 4), (6, 5)),  # 5.5 and 4.5 both round up: one too many, and equal decimals
        ((9, 7, 15), 9, 34, (3, 2, 4), (3, 2, 4)),  # 2.38, 1.85, 3.97: one more for the first
        ((36, 34, 30), 4, 100, (2, 1, 1), (2, 1, 1)),  # 1.44, 1.36, 1.2: one more for the first
        ((10, 10), 3, 20, (1, 1), (2, 2)),  # a draw
        ((20,), 10, 40, (10,), (10,)),  # half the room has gone: all for those who stayed
        ((17, 17, 17, 1), 4, 52, (1, 1, 1, 1), (1, 1, 1, 1)),  # nobody loses an only delegate
    ],
)
def test_awards(
    groups: tuple[int, ...], delegates: int, people: int, least: tuple[int, ...], most: tuple[int, ...]
) -> None:
    found = nearest(groups, delegates, people)
    assert found is not None
    assert sum(found.least) <= delegates
    assert (found.least, found.most) == (least, most)


@pytest.mark.parametrize(("groups", "delegates", "people"), [((), 4, 20), ((5,), 4, 0), ((5, 5, 5), 2, 15)])
def test_there_is_nothing_to_divide(groups: tuple[int, ...], delegates: int, people: int) -> None:
    assert nearest(groups, delegates, people) is None


@given(st.lists(st.integers(0, 120), min_size=1, max_size=7), st.integers(1, 40))
def test_the_largest_remainders_get_one_more(groups: list[int], delegates: int) -> None:
    found = largest_remainder(groups, delegates)
    if found is None:
        assert not any(groups)
        return
    quotas = [Fraction(count * delegates, sum(groups)) for count in groups]
    bounds = (found.least, found.most)
    for quota, low, high in zip(quotas, *bounds, strict=True):
        assert quota - 1 < low <= high < quota + 1
    assert sum(found.least) <= delegates <= sum(found.most)
    extra = [(quota % 1, low - quota // 1, high - quota // 1) for quota, low, high in zip(quotas, *bounds, strict=True)]
    for (larger, least, _), (smaller, _, most) in permutations(extra, 2):
        assert larger <= smaller or least >= most


@pytest.mark.parametrize(
    ("groups", "delegates", "least", "most"),
    [
        ((60, 40), 5, (3, 2), (3, 2)),
        ((47, 16, 158, 57), 10, (2, 0, 6, 2), (2, 0, 6, 2)),  # 1.69, 0.58, 5.68, 2.05: two remainders are larger
        ((10, 10), 3, (1, 1), (2, 2)),  # a draw
        ((5, 5, 5), 2, (0, 0, 0), (1, 1, 1)),  # more groups than delegates
        ((9, 0), 2, (2, 0), (2, 0)),
    ],
)
def test_awards_by_largest_remainder(
    groups: tuple[int, ...], delegates: int, least: tuple[int, ...], most: tuple[int, ...]
) -> None:
    found = award(Allocation.LARGEST_REMAINDER, groups, delegates, 0)
    assert found == Award(least, most, delegates)
    assert largest_remainder((0, 0), delegates) is None
