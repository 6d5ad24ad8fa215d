"""Figures, times and words as readers see them."""

import sys
import time
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction

import pytest

from recanvass.core.ids import Number
from recanvass.core.kinds import Disposition, ReleaseKind, Reporting, RequestKind, RequestState, Status
from recanvass.results import histories
from recanvass.text import formatting, terms
from tests.sites import folded, iowa, tally_of


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (None, 0, "–"),
        (0, 0, "0"),
        (43_581, 0, "43,581"),
        (43_581, 1, "43,581.0"),
        (Decimal("562.9538"), 3, "562.954"),
        (Decimal("2150.8305"), 3, "2,150.831"),
        (Decimal("0.0005"), 3, "0.001"),
        (Decimal(0), 3, "0.000"),
        (Decimal(0), 9, "0.000000000"),
        (Decimal("0.000000012"), 9, "0.000000012"),
        (Decimal("999999999999.99995"), 4, "1,000,000,000,000.0000"),
    ],
)
def test_figures(value: Number | None, decimals: int, shown: str) -> None:
    assert formatting.number(value, decimals) == shown


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (0, 0, "0"),
        (Decimal("0.0000"), 3, "0"),
        (12, 0, "+12"),
        (-1_200, 0, "−1,200"),
        (Decimal("-0.2800"), 3, "−0.280"),
        (Decimal("0.0004"), 3, "+0.0004"),
        (Decimal("-0.0004"), 3, "−0.0004"),
        (Decimal("-0.0005"), 3, "−0.001"),
        (Decimal("0.00000001"), 7, "+0.00000001"),
    ],
)
def test_differences_carry_their_sign(value: Number, decimals: int, shown: str) -> None:
    assert formatting.change(value, decimals) == shown


@pytest.mark.parametrize(
    ("count", "total", "decimals", "shown"),
    [
        (None, 10, 1, "–"),
        (3, None, 1, "–"),
        (0, 0, 1, "–"),
        (0, 7, 1, "0.0%"),
        (7, 7, 1, "100.0%"),
        (1, 3, 1, "33.3%"),
        (1, 8, 1, "12.5%"),
        (1, 8, 0, "13%"),
        (1, 200, 0, "1%"),
        (1, 201, 0, "<1%"),
        (1, 2_001, 1, "<0.1%"),
        (1, 20_001, 2, "<0.01%"),
        (200, 201, 0, ">99%"),
        (199, 200, 0, ">99%"),
        (2_000, 2_001, 1, ">99.9%"),
        (20_000, 20_001, 2, ">99.99%"),
        (Decimal("563.207"), Decimal("2150.831"), 3, "26.186%"),
        (Decimal("563.127"), Decimal("2150.831"), 3, "26.182%"),
    ],
)
def test_percentages(count: Number | None, total: Number | None, decimals: int, shown: str) -> None:
    assert formatting.percent(count, total, decimals) == shown


def by_fractions(count: Number, total: Number, decimals: int) -> str:
    """Round in fractions of whole numbers, which share nothing with Decimal."""
    part = Fraction(count) / Fraction(total)
    steps = (part * 100 * 10**decimals * 2 + 1) // 2
    if part and not steps:
        return f"<{as_digits(1, decimals)}%"
    if part < 1 and steps >= 100 * 10**decimals:
        return f">{as_digits(100 * 10**decimals - 1, decimals)}%"
    return f"{as_digits(steps, decimals)}%"


def as_digits(steps: int, decimals: int) -> str:
    digits = f"{steps:0{decimals + 1}}"
    return f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits


def cells() -> Iterator[tuple[Number, Number]]:
    """Yield every figure of every unit and area in every release of the demonstration, with its total."""
    _, results = iowa()
    for tallies in results.entries.values():
        for history in tallies.values():
            for entry in history:
                total = sum(histories.known(entry.counts))
                yield from ((count, total) for count in histories.known(entry.counts))


def test_every_real_cell_is_rounded_half_up_at_0_1_and_2_decimals() -> None:
    all_cells = list(cells())
    assert len(all_cells) > 14 * 3 * 1_765
    for count, total in set(all_cells):
        for decimals in range(3):
            expected = by_fractions(count, total, decimals) if total else "–"
            assert formatting.percent(count, total, decimals) == expected


def test_no_real_cell_reads_as_nothing_or_all_when_it_is_not() -> None:
    for count, total in set(cells()):
        shown = {formatting.percent(count, total, decimals) for decimals in range(3)}
        if shown & {"0%", "0.0%", "0.00%"}:
            assert count == 0
        if shown & {"100%", "100.0%", "100.00%"}:
            assert count == total


CHICAGO = "America/Chicago"


@pytest.mark.parametrize(
    ("value", "zone", "moment", "day"),
    [
        (date(2020, 2, 3), CHICAGO, "Feb. 3, 2020", "Feb. 3, 2020"),
        (
            datetime.fromisoformat("2020-02-10T12:00-06:00"),
            CHICAGO,
            "noon CST Feb. 10, 2020",
            "Feb. 10, 2020",
        ),
        (
            datetime.fromisoformat("2020-02-10T12:00-06:00"),
            "Asia/Tokyo",
            "3 a.m. JST Feb. 11, 2020",
            "Feb. 11, 2020",
        ),
        (
            datetime.fromisoformat("2020-07-01T05:09:30Z"),
            CHICAGO,
            "12:09 a.m. CDT July 1, 2020",
            "July 1, 2020",
        ),
        (
            datetime.fromisoformat("2020-01-01T00:30+00:00"),
            CHICAGO,
            "6:30 p.m. CST Dec. 31, 2019",
            "Dec. 31, 2019",
        ),
    ],
)
def test_times_are_told_in_the_zone_of_the_site(value: date | datetime, zone: str, moment: str, day: str) -> None:
    assert formatting.moment(value, zone) == moment
    assert formatting.day(value, zone) == day


@pytest.fixture
def tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if sys.platform == "win32":
        pytest.skip("Windows takes its zone from nowhere else")
    else:
        monkeypatch.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
        monkeypatch.undo()
        time.tzset()


def test_times_do_not_depend_on_the_machine(tokyo: None) -> None:
    assert time.strftime("%z", time.localtime(0)) == "+0900"
    assert formatting.moment(datetime.fromisoformat("2020-02-18T20:00-06:00"), CHICAGO) == "8 p.m. CST Feb. 18, 2020"


@pytest.mark.parametrize(
    ("words", "terms"),
    [
        (terms.RELEASE_KINDS, ReleaseKind),
        (terms.STATUSES, Status),
        (terms.REPORTING, Reporting),
        (terms.REQUEST_KINDS, RequestKind),
        (terms.REQUEST_STATES, RequestState),
        (terms.DISPOSITIONS, Disposition),
    ],
)
def test_every_term_has_words_of_its_own(words: dict[Enum, str], terms: type[Enum]) -> None:
    assert set(words) == set(terms)
    assert len(set(words.values())) == len(words)


def test_a_recanvass_and_a_recount_are_never_the_same_word() -> None:
    assert terms.RELEASE_KINDS[ReleaseKind.RECANVASS] == terms.REQUEST_KINDS[RequestKind.RECANVASS] == "Recanvass"
    assert terms.RELEASE_KINDS[ReleaseKind.RECOUNT] == terms.REQUEST_KINDS[RequestKind.RECOUNT] == "Recount"


def test_lists_and_counts() -> None:
    texts = [formatting.listed(words) for words in ((), ("a",), ("a", "b"), ("a", "b", "c"))]
    assert texts == ["", "a", "a and b", "a, b and c"]
    assert formatting.counted(1, "unit", "units") == "1 unit"
    assert formatting.counted(1_765, "unit", "units") == "1,765 units"
    assert formatting.counted(0, "unit", "units") == "0 units"


def test_units_are_named_as_a_sentence_names_them() -> None:
    _, results = iowa()
    named = {tally.id: formatting.unit(tally) for tally in results.contest.tallies}
    assert named == {
        "first": "people",
        "final": "people",
        "sde": "state delegate equivalents",
        "delegates": "delegates",
    }
    assert formatting.unit(tally_of(folded("").contest, "points")) == "points"
    assert [formatting.lower_first(text) for text in ("Votes", "SDE", "", "A")] == ["votes", "SDE", "", "a"]
