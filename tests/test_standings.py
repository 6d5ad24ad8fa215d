"""Shares, ranks and leads over one list of figures."""

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from msgspec.structs import replace

from recanvass.core.ids import Number
from recanvass.core.model import Contest
from recanvass.results.ranking import (
    Lead,
    Ranked,
    agrees,
    decimals_of,
    lead,
    round_half_up,
    share,
    share_in_steps,
    standing,
)
from tests.sites import folded

CONTEST: Contest = folded("").contest
"""Ada, Bob and Cy are candidates, in this order; none of them is an option."""
ADA, BOB, CY, NONE = range(4)


def test_candidates_stand_by_figure_and_options_last() -> None:
    assert standing(CONTEST, (3, 9, 5, 100)) == (Ranked(BOB, 1), Ranked(CY, 2), Ranked(ADA, 3), Ranked(NONE, None))


def test_ties_share_a_rank_and_stand_in_ballot_order() -> None:
    assert standing(CONTEST, (5, 9, 5, 0)) == (Ranked(BOB, 1), Ranked(ADA, 2), Ranked(CY, 2), Ranked(NONE, None))
    assert standing(CONTEST, (9, 1, 9, 0)) == (Ranked(ADA, 1), Ranked(CY, 1), Ranked(BOB, 3), Ranked(NONE, None))


def test_figures_written_with_other_decimals_tie() -> None:
    tied = (Decimal("1.50"), Decimal("1.5"), Decimal(0), None)
    assert [one.rank for one in standing(CONTEST, tied)] == [1, 1, 3, None]


def test_missing_figures_have_no_rank_and_zeros_do() -> None:
    assert standing(CONTEST, (None, 0, 4, None)) == (
        Ranked(CY, 1),
        Ranked(BOB, 2),
        Ranked(ADA, None),
        Ranked(NONE, None),
    )


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((9, 4, 5, 2), Lead((ADA,), (CY,), 4, None)),
        ((9, 4, 4, 2), Lead((ADA,), (BOB, CY), 5, None)),
        ((9, 0, None, 2), Lead((ADA,), (), 9, None)),
        ((9, 9, 4, 2), Lead((ADA, BOB), (), 0, None)),
        ((5, 5, 5, 2), Lead((ADA, BOB, CY), (), 0, None)),
        ((5, 4, 3, 6), Lead((ADA,), (BOB,), 1, NONE)),
        ((5, 5, 3, 6), Lead((ADA, BOB), (), 0, NONE)),
        ((5, 4, 3, 5), Lead((ADA,), (BOB,), 1, None)),
        ((0, None, 0, 7), Lead((), (), 0, NONE)),
        ((0, 0, 0, 0), None),
        ((None, None, None, None), None),
    ],
)
def test_the_lead_is_among_candidates(counts: tuple[Number | None, ...], expected: Lead | None) -> None:
    assert lead(CONTEST, counts) == expected


def test_a_lead_is_as_exact_as_its_figures() -> None:
    found = lead(CONTEST, (Decimal("563.207"), Decimal("563.127"), Decimal("387.814"), None))
    assert found is not None
    assert str(found.margin) == "0.080"
    tied = lead(CONTEST, (Decimal("1.50"), Decimal("1.5"), None, None))
    assert tied == Lead((ADA, BOB), (), Decimal(0), None)


def test_two_options_may_be_ahead_of_all_candidates_and_the_larger_is_named() -> None:
    options = tuple(replace(choice, is_candidate=choice.id == "ada") for choice in CONTEST.choices)
    assert lead(replace(CONTEST, choices=options), (1, 3, 8, 5)) == Lead((ADA,), (), 1, CY)


@pytest.mark.parametrize(
    ("number", "decimals", "rounded"),
    [
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("0.0005", 3, "0.001"),
        ("0.00049999999999999", 3, "0.000"),
        ("26.1855", 3, "26.186"),
        ("7", 2, "7.00"),
    ],
)
def test_halves_are_rounded_up(number: str, decimals: int, rounded: str) -> None:
    assert str(round_half_up(Decimal(number), decimals)) == rounded


def test_decimals_are_counted_as_written() -> None:
    assert [decimals_of(Decimal(text)) for text in ("12", "12.0", "0.0100", "563.207")] == [0, 1, 4, 3]
    assert decimals_of(12) == 0


@pytest.mark.parametrize(
    ("published", "exact", "expected"),
    [
        ("562.954", "562.9538", True),
        ("563", "562.9538", True),
        ("562.9540", "562.9538", False),
        ("562.953", "562.9538", False),
        ("564.3", "564.25", True),
        ("564.2", "564.25", False),
    ],
)
def test_a_published_figure_agrees_at_its_own_precision(published: str, exact: str, expected: bool) -> None:  # noqa: FBT001
    assert agrees(Decimal(published), Decimal(exact)) is expected


def test_whole_figures_agree_when_they_are_equal() -> None:
    assert agrees(43_581, 43_581)
    assert not agrees(43_581, 43_582)


def test_shares_are_exact_to_28_digits_and_absent_for_nothing() -> None:
    assert share(1, 8) == Decimal("0.125")
    assert share(1, 3) == Decimal("0.3333333333333333333333333333")
    assert share(0, 5) == 0
    assert share(0, 0) is None
    assert share(Decimal("0.0000"), Decimal("0.0000")) is None


@pytest.mark.parametrize("decimals", [0, 1, 6])
def test_shares_in_steps_are_exact_halves_up(decimals: int) -> None:
    for total in (1, 3, 7, 8, 64, Decimal("0.0007"), Decimal("562.954")):
        for tenths in range(11):
            count = total * tenths // 10 if isinstance(total, int) else total * tenths / 10
            exact = Fraction(count) / Fraction(total) * 10**decimals
            assert share_in_steps(count, total, decimals) == math.floor(exact + Fraction(1, 2))
