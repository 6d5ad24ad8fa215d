"""Charts: where figures stand, that near ones can be told apart beside far ones, and what the pages say of it."""

import pytest

from recanvass.pages.charts import margins, shapes
from recanvass.pages.charts.shapes import BELOW, LEFT, TOP, WIDTH
from recanvass.pages.context import ContestContext, SharedContext
from recanvass.pages.models.movement import MarginChart
from recanvass.text.catalogue import ENGLISH
from tests.sites import decimals, election, iowa

IOWA = decimals("18.6235", "3.427", "1.515", "2.8", "0.080", "0.933", "0.933")
HEIGHT = 220


def context(shown: int = -1) -> ContestContext:
    site, results = iowa()
    index = range(len(results.contest.releases))[shown]
    return ContestContext(SharedContext(site, "", "style.css", "script.js"), results.contest, results, index)


def test_the_scale_is_broken_below_a_figure_that_would_flatten_the_others() -> None:
    drawn = shapes.steps(IOWA, HEIGHT)
    assert [step.is_beyond for step in drawn.steps] == [True, *[False] * 6]
    assert drawn.limit == 4
    assert [mark.value for mark in drawn.marks] == [0, 1, 2, 3, 4]
    heights = {float(value): drawn.zero - step.y for value, step in zip(IOWA[1:], drawn.steps[1:], strict=True)}
    room = drawn.zero - drawn.marks[-1].y
    assert heights == {float(value): int(room * value / 4) for value in IOWA[1:]}
    assert heights[0.08] >= 2
    assert heights[0.933] - heights[0.08] > 20
    assert drawn.steps[0].y < drawn.breaks[0] < drawn.marks[-1].y


def test_steps_fill_the_width_and_risers_join_them() -> None:
    drawn = shapes.steps(IOWA, HEIGHT)
    assert (drawn.steps[0].left, drawn.steps[-1].right) == (LEFT, WIDTH)
    for before, after, riser in zip(drawn.steps, drawn.steps[1:], drawn.risers, strict=False):
        assert before.right == after.left == riser.x
        assert {riser.top, riser.bottom} == {before.y, after.y}
    assert len(drawn.risers) == len(drawn.steps) - 1


@pytest.mark.parametrize(
    ("values", "low", "high", "is_broken"),
    [
        ((1, 2), 0, 2, False),
        ((-3, 5), -4, 6, False),
        ((-3, -5), -6, 0, False),
        ((0, 0), 0, 0, False),
        ((400, 90), 0, 100, True),
        ((400, 100), 0, 400, False),
        ((-400, 90, -3), -25, 100, True),
        ((40, 30, 2, 1), 0, 2, True),
        ((0, 0, 7), 0, 8, False),
    ],
)
def test_the_zero_line_is_always_in_the_picture(
    values: tuple[int, ...], low: int, high: int, *, is_broken: bool
) -> None:
    drawn = shapes.steps(values, HEIGHT)
    assert TOP <= drawn.zero <= HEIGHT - BELOW
    assert all(TOP <= step.y <= HEIGHT - BELOW for step in drawn.steps)
    assert [drawn.marks[index].value for index in (0, -1)] == [low, high]
    assert bool(drawn.breaks) == is_broken
    for value, step in zip(values, drawn.steps, strict=True):
        assert (step.y < drawn.zero) == (value > 0)
        assert (step.y > drawn.zero) == (value < 0)


def test_a_missing_figure_leaves_its_place_empty() -> None:
    drawn = shapes.steps((1, None, 3), HEIGHT)
    assert [step.index for step in drawn.steps] == [0, 2]
    assert drawn.steps[1].left - drawn.steps[0].right == (WIDTH - LEFT) // 3
    assert shapes.steps((None,), HEIGHT).steps == ()


def test_the_lead_of_the_demonstration_over_its_releases() -> None:
    found = margins.race(context())
    assert found is not None
    assert (found.ahead.id, found.behind.id) == ("buttigieg", "sanders")
    assert [margin.value if margin else None for margin in found.margins] == [*IOWA]
    assert [margins.lead_moved(ENGLISH, found, index) for index in range(7)] == [
        "",
        "−15.197",
        "−1.912",
        "+1.3",
        "−2.7",
        "+0.853",
        "0",
    ]


def test_the_chart_labels_each_release_and_owns_up_to_its_break() -> None:
    chart = margins.margin_chart(context(), HEIGHT)
    assert chart is not None
    assert [step.label for step in chart.steps] == ["18.624", "3.427", "1.515", "2.8", "0.080", "0.933", "0.933"]
    assert [step.date for step in chart.steps][-2:] == ["Feb. 27", "Feb. 29"]
    assert [line.label for line in chart.scale] == ["0", "1", "2", "3", "4"]
    assert (chart.above, chart.below) == ("Buttigieg ahead", "Sanders ahead")
    assert [step.units for step in chart.steps] == ["1,621", "1,708", *["1,761"] * 5]
    assert chart.foot_note == "Below the dates: units reported, of 1,765."
    assert [step.status for step in chart.steps] == [
        *["unofficial-partial"] * 2,
        *["unofficial-complete"] * 4,
        "certified",
    ]
    assert [text for _, text in chart.keys] == ["Unofficial, partial", "Unofficial, complete", "Certified"]
    assert chart.note == (
        "The scale is broken at 4: 18.624 (Partial results, 92 percent) stands beyond it, not at its true height."
    )
    assert "After the recanvass: Buttigieg ahead by 0.080;" in chart.description


def test_one_release_makes_no_chart() -> None:
    assert margins.margin_chart(context(0), HEIGHT) is None


def test_a_race_that_turned_crosses_the_line() -> None:
    site, results = election(
        "s1: {points: {ada: 1.5, bob: 1}}\n",
        "s1: {points: {ada: 1, bob: 1}}\n",
        "s1: {points: {ada: 1, bob: 3}}\n",
    )
    chart = margins.margin_chart(
        ContestContext(SharedContext(site, "", "style.css", "script.js"), results.contest, results, 2), HEIGHT
    )
    assert chart is not None
    assert [step.label for step in chart.steps] == ["−0.500", "0.000", "2.000"]
    assert [step.colour for step in chart.steps] == [1, 2, 2]
    assert [step.y - chart.zero > 0 for step in chart.steps] == [True, False, False]
    assert chart.note == ""
    assert chart.description.startswith("Release 0: Byron ahead by 0.500; Release 1: tied; ")


def rising(count: int) -> MarginChart:
    texts = [f"s1: {{points: {{ada: {index + 1}, bob: 1}}}}\n" for index in range(count)]
    site, results = election(*texts)
    shown = ContestContext(SharedContext(site, "", "style.css", "script.js"), results.contest, results, count - 1)
    chart = margins.margin_chart(shown, HEIGHT)
    assert chart is not None
    return chart


def test_many_releases_carry_few_labels() -> None:
    assert [step.label for step in rising(15).steps if step.label] == ["0.000", "1.000", "14.000"]
    assert all(step.label for step in rising(14).steps)
    assert [step.label for step in rising(8).steps if not step.is_minor] == ["0.000", "1.000", "7.000"]
    assert not any(step.is_minor for step in rising(7).steps)
