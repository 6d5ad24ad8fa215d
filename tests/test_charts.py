"""Charts: where figures stand, that near ones can be told apart beside far ones, and what the pages say of it."""

import pytest

from recanvass.pages.charts import lead_chart, shapes
from recanvass.pages.charts.shapes import FLOOR, WHOLE
from recanvass.pages.context import ContestContext, SharedContext
from recanvass.pages.models.movement import LeadChart
from recanvass.text.catalogue import ENGLISH
from tests.sites import decimals, election, iowa

IOWA = decimals("18.6235", "3.427", "1.515", "2.8", "0.080", "0.933", "0.933")
NARROW = (False,) * 7


def context(shown: int = -1) -> ContestContext:
    site, results = iowa()
    index = range(len(results.contest.releases))[shown]
    return ContestContext(SharedContext(site, "", "style.css", "script.js"), results.contest, results, index)


def chart_of(shown: ContestContext) -> LeadChart:
    chart = lead_chart.lead_chart(shown, "index.html")
    assert chart is not None
    return chart


def test_a_figure_that_would_flatten_the_others_stands_off_the_scale() -> None:
    drawn = shapes.steps(IOWA, NARROW)
    assert [step.is_beyond for step in drawn.steps] == [True, *[False] * 6]
    assert (drawn.zero, drawn.steps[0].y) == (FLOOR, 0)
    scale = float(IOWA[1]) * 9 / 8
    for value, step in zip(IOWA[1:], drawn.steps[1:], strict=True):
        assert step.height == pytest.approx(FLOOR * float(value) / scale, abs=1)
        assert step.top + step.height == drawn.zero
    assert drawn.steps[4].height >= 10


def test_steps_fill_the_width_and_join() -> None:
    drawn = shapes.steps(IOWA, (False, False, False, True, True, False, False))
    assert (drawn.steps[0].left, drawn.steps[-1].right) == (0, WHOLE)
    for before, after in zip(drawn.steps, drawn.steps[1:], strict=False):
        assert before.right == after.left
        assert after.before == before.y
    widths = [step.right - step.left for step in drawn.steps]
    assert min(widths[3:5]) > max(*widths[:3], *widths[5:])


@pytest.mark.parametrize(
    ("values", "beyond"),
    [
        ((1, 2), 0),
        ((-3, 5), 0),
        ((-3, -5), 0),
        ((0, 0), 0),
        ((400, 90), 1),
        ((400, 100), 0),
        ((-400, 90, -3), 1),
        ((40, 30, 2, 1), 2),
        ((0, 0, 7), 0),
        ((500, -1, -1), 1),
    ],
)
def test_the_zero_line_is_always_in_the_picture(values: tuple[int, ...], beyond: int) -> None:
    drawn = shapes.steps(values, (False,) * len(values))
    assert 0 <= drawn.zero <= WHOLE
    assert all(0 <= step.y <= WHOLE for step in drawn.steps)
    assert sum(step.is_beyond for step in drawn.steps) == beyond
    for value, step in zip(values, drawn.steps, strict=True):
        assert (step.y < drawn.zero) == (value > 0)
        assert (step.y > drawn.zero) == (value < 0)


def test_a_missing_figure_joins_no_other() -> None:
    drawn = shapes.steps((1, None, 3), (False,) * 3)
    assert [(step.height, step.before is None) for step in drawn.steps][1:] == [
        (0, True),
        (drawn.steps[2].height, True),
    ]
    assert drawn.steps[2].height > 0


def test_the_lead_of_the_demonstration_over_its_releases() -> None:
    found = context().race
    assert found is not None
    choices = context().contest.choices
    assert (choices[found.ahead].id, choices[found.behind].id) == ("buttigieg", "sanders")
    assert [margin.value if margin else None for margin in found.margins] == [*IOWA]
    assert [lead_chart.lead_moved(ENGLISH, found, index) for index in range(7)] == [
        "",
        "−15.197",
        "−1.912",
        "+1.3",
        "−2.7",
        "+0.853",
        "0",
    ]


def test_the_chart_labels_each_release_and_the_checks_between_them() -> None:
    chart = chart_of(context())
    assert [step.label for step in chart.columns] == ["18.624", "3.427", "1.515", "2.8", "0.080", "0.933", "0.933"]
    assert [step.date for step in chart.columns] == ["Feb. 6", "6", "7", "9", "18", "27", "29"]
    assert [step.tag for step in chart.columns] == [
        *("92% in", "97%", "all in", "review", "recanvass", "recount", "certified")
    ]
    assert [(span.label, span.days) for span in chart.spans] == [
        ("Recanvass", "Feb. 10–18"),
        ("Recount", "Feb. 19–27"),
    ]
    assert [(span.left, span.right) for span in chart.spans] == [
        (chart.columns[at].left, chart.columns[at].right) for at in (3, 4)
    ]
    assert [step.is_lowest for step in chart.columns] == [False, False, False, False, True, False, False]
    assert chart.note == "Each step is a release. Select one to open it. Off the scale: 18.624 on Feb. 6."
    assert "After the recanvass: Buttigieg ahead by 0.080;" in chart.description


def test_one_release_makes_no_chart() -> None:
    assert lead_chart.lead_chart(context(0), "index.html") is None


def test_a_race_that_turned_crosses_the_line() -> None:
    site, results = election(
        "s1: {points: {ada: 1.5, bob: 1}}\n",
        "s1: {points: {ada: 1, bob: 1}}\n",
        "s1: {points: {ada: 1, bob: 3}}\n",
    )
    shared = SharedContext(site, "", "style.css", "script.js")
    chart = chart_of(ContestContext(shared, results.contest, results, 2))
    assert [step.label for step in chart.columns] == ["0.500", "0.000", "2.000"]
    assert [step.colour for step in chart.columns] == [1, 2, 2]
    zero = float(chart.zero)
    assert [float(step.y) > zero for step in chart.columns] == [True, False, False]
    assert chart.description.startswith("Release 0: Byron ahead by 0.500; Release 1: tied; ")


def rising(count: int) -> LeadChart:
    texts = [f"s1: {{points: {{ada: {index + 1}, bob: 1}}}}\n" for index in range(count)]
    site, results = election(*texts)
    shared = SharedContext(site, "", "style.css", "script.js")
    return chart_of(ContestContext(shared, results.contest, results, count - 1))


def test_many_releases_carry_few_labels() -> None:
    assert [step.label for step in rising(15).columns if step.label] == ["0.000", "1.000", "14.000"]
    assert all(step.label for step in rising(14).columns)
    assert [step.label for step in rising(8).columns if not step.is_minor] == ["0.000", "1.000", "7.000"]
    assert not any(step.is_minor for step in rising(7).columns)
