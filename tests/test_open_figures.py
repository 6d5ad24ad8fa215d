"""Figures that are not known: withheld, or only in the total of a place around them. Nothing is claimed beyond them."""

import pytest

from recanvass.checks import engine
from recanvass.core.ids import AreaId
from recanvass.pages import areas, releases
from recanvass.pages.context import ContestContext, SharedContext
from recanvass.results.figures import lead_of, standing_of
from tests.ballots import PLACES, RACE, Count, Published, counted

COMPLETE, PARTIAL, CERTIFIED = "unofficial-complete", "unofficial-partial", "certified"
LEE = RACE.replace("place: alder", "place: lee").replace("  - {id: lund, name: Peter Lund}\n", "")
THREE = RACE.replace("place: alder", "place: lee")
HARBOR = "harbor-1: {votes: {gray: 100, moss: 400}}\nharbor-2: {votes: {gray: 200, moss: 200}}\n"
MEADOW = "{meadow: {votes: {gray: 700, moss: 400}}}"
INNER = "meadow-1: {votes: {gray: 300, moss: 100}}\n"
OUTER = "meadow-2: {votes: {gray: 300, moss: 100}}\n"
ONLY_TOTAL = "Meadow published only a total; how much of it belongs here is unknown."


def pages_of(count: Count) -> ContestContext:
    shared = SharedContext(count.site, "", "style.css", "script.js")
    return ContestContext(shared, count.contest, count.results, len(count.contest.releases) - 1)


def ranks(count: Count, area: str = "") -> list[int | None]:
    return [one.rank for one in standing_of(count.contest, count.figures(area=area or None))]


def codes(count: Count) -> list[tuple[str, str]]:
    return [(one.code, one.clash.text) for one in engine.run(count.site, count.results) if one.code in ("C101", "C104")]


@pytest.mark.parametrize("status", [PARTIAL, COMPLETE, CERTIFIED])
def test_a_district_with_part_of_a_town_that_came_as_a_total_knows_nothing(status: str) -> None:
    mayor = counted(LEE, Published("2025-11-05", status, MEADOW))
    shown = mayor.figures(area="coast")
    assert (shown.counts, shown.total, shown.is_open) == ((None, None), None, True)
    assert mayor.says(area="coast") == ONLY_TOTAL


def test_a_district_with_part_of_a_town_that_came_as_a_total_has_at_least_the_rest() -> None:
    mayor = counted(LEE, Published("2025-11-05", COMPLETE, MEADOW, rows=HARBOR))
    assert mayor.says(area="coast") == f"Moss has at least 600 votes and Gray at least 300 here. {ONLY_TOTAL}"
    assert ranks(mayor, "coast") == [None, None]
    assert lead_of(mayor.contest, mayor.figures(area="coast")) is None
    page = areas.AreaPage(pages_of(mayor), AreaId("coast"))
    assert [(row.name, row.count, row.percent, row.remark) for row in page.tables[0].rows] == [
        ("Bob Moss", "600", "–", "at least"),
        ("Ann Gray", "300", "–", "at least"),
    ]
    assert ONLY_TOTAL in page.tables[0].remarks


@pytest.mark.parametrize(
    ("rows", "counts", "is_open"),
    [
        (INNER, (300, 100), False),  # what is left of the total lies outside of the district
        (OUTER, (None, None), True),  # and here it may all be the district's
        (INNER.replace("}\n", ", status: partial}\n"), (300, 100), True),
        ("meadow-1: {status: no-meeting}\n", (None, None), False),
    ],
)
def test_a_total_that_is_taken_apart_leaves_open_what_its_places_lack(
    rows: str, counts: tuple[int | None, ...], *, is_open: bool
) -> None:
    mayor = counted(LEE, Published("2025-11-05", PARTIAL, MEADOW), Published("2025-11-06", PARTIAL, rows=rows))
    shown = mayor.figures(area="coast")
    assert (shown.counts, shown.is_open) == (counts, is_open)
    assert mayor.counts(area="meadow") == {"gray": 700, "moss": 400}


def test_a_choice_without_anything_in_the_total_has_nothing_in_a_part_of_it() -> None:
    mayor = counted(LEE, Published("2025-11-05", COMPLETE, MEADOW.replace("moss: 400", "moss: 0"), rows=HARBOR))
    assert mayor.figures(area="coast").counts == (300, 600)
    assert mayor.figures(area="coast").unknown == (1, 0)
    assert mayor.says(area="coast").startswith("Moss has 600 votes and Gray at least 300 here.")


def test_a_district_with_a_total_of_its_own_needs_no_part_of_a_town() -> None:
    totals = "{meadow: {votes: {gray: 700, moss: 400}}, coast: {votes: {gray: 300, moss: 600}}}"
    mayor = counted(LEE, Published("2025-11-05", COMPLETE, totals, rows=HARBOR))
    assert mayor.says(area="coast") == "Moss finished 300 votes ahead of Gray here."


def test_a_town_that_is_taken_apart_shows_what_is_left_and_moves_nothing() -> None:
    first, second = Published("2025-11-04", PARTIAL, MEADOW, rows=HARBOR), Published("2025-11-05", PARTIAL, rows=INNER)
    mayor = counted(LEE, first, second)
    page = releases.release_page(pages_of(mayor), 1)
    assert page.tables[0].remarks == ("Meadow, not broken down by place: Gray 400, Moss 300.",)
    assert page.dumbbells is None
    assert page.area_moves is not None
    (row,) = page.area_moves.rows
    assert (row.name.text, row.new, row.totals[0].figure, row.lead) == ("Meadow", "1", "0", "Gray unchanged")
    town = areas.AreaPage(pages_of(mayor), AreaId("meadow"))
    assert town.tables[0].remarks[-1] == "Not broken down by place: Gray 400, Moss 300."
    assert [row.count for row in town.tables[0].rows] == ["700", "400"]
    assert codes(mayor) == []


def test_a_town_whose_parts_pass_its_total_is_a_finding_and_moves_the_difference() -> None:
    more = INNER.replace("300", "800")
    mayor = counted(
        LEE, Published("2025-11-04", PARTIAL, MEADOW, rows=HARBOR), Published("2025-11-05", PARTIAL, rows=more)
    )
    assert codes(mayor) == [
        ("C104", "Gray, votes: 700 as published, and the places counted so far already have 800."),
    ]
    page = releases.release_page(pages_of(mayor), 1)
    assert page.dumbbells is not None
    assert [(row.name, row.change) for row in page.dumbbells.rows] == [("Bob Moss", "−300"), ("Ann Gray", "+100")]
    assert page.area_moves is not None
    assert [(row.name.text, row.totals[0].figure) for row in page.area_moves.rows] == [("Meadow", "−200")]


def test_a_total_is_compared_once_all_of_its_places_are_in_and_with_no_later_figures() -> None:
    first = Published("2025-11-04", COMPLETE, MEADOW, rows=HARBOR)
    apart = counted(LEE, first, Published("2025-11-05", COMPLETE, rows=f"{INNER}{OUTER}"))
    assert [code for code, _ in codes(apart)] == ["C101", "C101"]
    whole = Published("2025-11-05", COMPLETE, rows=f"{INNER}{OUTER.replace('300', '400').replace('100', '300')}")
    recount = Published("2025-11-06", COMPLETE, kind="recount", rows=INNER.replace("300", "299"))
    assert codes(counted(LEE, first, whole, recount)) == []


def test_a_new_total_of_a_town_without_detail_is_a_move() -> None:
    later = Published("2025-11-05", COMPLETE, MEADOW.replace("700", "702"))
    page = releases.release_page(
        pages_of(counted(LEE, Published("2025-11-04", COMPLETE, MEADOW, rows=HARBOR), later)), 1
    )
    assert page.dumbbells is not None
    assert [(row.name, row.change) for row in page.dumbbells.rows] == [("Ann Gray", "+2")]
    assert page.area_moves is not None
    assert [(row.name.text, row.new, row.totals[0].figure) for row in page.area_moves.rows] == [("Meadow", "", "+2")]


MASKED = "harbor-1: {votes: {gray: 5, moss: withheld, lund: 3}}\nharbor-2: {votes: {gray: 5, moss: 1, lund: 1}}\n"
REMARK = "Results for 1 place are withheld."


@pytest.mark.parametrize(
    ("contest", "rows", "said"),
    [
        (THREE, MASKED, f"Gray has 10 votes, Lund 4 and Moss at least 1. {REMARK}"),
        (THREE, MASKED.replace("moss: 1", "moss: 10"), f"Gray has 10 votes, Moss at least 10 and Lund 4. {REMARK}"),
        (THREE, "harbor-1: {votes: {gray: withheld, moss: 7, lund: 7}}\n", f"Moss has 7 votes and Lund 7. {REMARK}"),
        (THREE, "harbor-1: {votes: {gray: withheld, moss: withheld, lund: withheld}}\n", REMARK),
        (
            f"{THREE}seats: 2\n".replace("choices:", "choices:"),
            MASKED,
            f"Gray has 10 votes, Lund 4 and Moss at least 1. {REMARK}",
        ),
        (f"{THREE}threshold: majority\n", MASKED, f"Gray has 10 votes, Lund 4 and Moss at least 1. {REMARK}"),
    ],
)
def test_nobody_is_ahead_or_tied_if_a_withheld_figure_may_change_that(contest: str, rows: str, said: str) -> None:
    mayor = counted(contest, Published("2025-11-05", COMPLETE, rows=rows))
    assert mayor.says() == said
    assert set(ranks(mayor)) == {None}
    assert lead_of(mayor.contest, mayor.figures()) is None


def test_a_measure_with_withheld_votes_has_no_result_of_figures() -> None:
    measure = "title: B\ndate: 2025-11-04\nplace: lee\nkind: measure\n"
    rows = "harbor-1: {votes: {yes: 5, no: withheld}}\nharbor-2: {votes: {yes: 5, no: 10}}\n"
    assert counted(measure, Published("2025-11-05", COMPLETE, rows=rows)).says() == (
        f"Yes has 10 votes and No at least 10. {REMARK}"
    )


def test_an_outcome_claims_no_margin_that_withheld_figures_may_change() -> None:
    certified = Published("2025-11-05", CERTIFIED, rows=MASKED, more="outcome: {winners: [gray]}\n")
    assert counted(THREE, certified).says() == f"Gray was declared the winner. {REMARK}"
    tied = Published("2025-11-05", CERTIFIED, rows=MASKED, more="outcome: {winners: [moss], by: lot}\n")
    assert counted(THREE, tied).says() == f"Moss won by lot. {REMARK}"


def test_a_choice_that_a_total_leaves_out_changes_nothing() -> None:
    mayor = counted(THREE, Published("2025-11-05", COMPLETE, "{lee: {votes: {gray: 700, moss: 400}}}"))
    assert mayor.says() == "Gray finished 300 votes ahead of Moss."
    assert ranks(mayor) == [1, 2, None]


def test_a_total_around_a_withheld_figure_makes_it_known_above() -> None:
    rows = "meadow-1: {votes: {gray: 300, moss: withheld}}\nmeadow-2: {votes: {gray: 400, moss: 390}}\n"
    mayor = counted(LEE, Published("2025-11-05", COMPLETE, MEADOW, rows=f"{HARBOR}{rows}"))
    assert mayor.counts() == {"gray": 1000, "moss": 1000}
    assert mayor.says() == "Gray and Moss finished tied at 1,000 votes."
    later = counted(
        LEE,
        Published("2025-11-05", COMPLETE, MEADOW, rows=f"{HARBOR}{rows}"),
        Published("2025-11-06", COMPLETE, rows=rows.replace("gray: 400", "gray: 401")),
    )
    assert later.counts() == {"gray": 1001, "moss": 1000}
    assert later.says(area="coast").endswith(REMARK)


def test_rounds_show_what_is_withheld_and_what_is_at_least() -> None:
    contest = THREE.replace(
        "choices:",
        "tallies:\n  - {id: r1, name: First choices, unit: votes, round: 1}\n  - {id: r2, round: 2}\nchoices:",
    )
    rows = (
        "harbor-1: {r1: {gray: 50, moss: 40, lund: withheld}, r2: {gray: 55, moss: 45}}\n"
        "harbor-2: {r1: {gray: 50, moss: 40, lund: 12}, r2: {gray: 55, moss: 45}}\n"
    )
    context = pages_of(counted(contest, Published("2025-11-05", COMPLETE, rows=rows), places=PLACES))
    for area, figure in (("lee", "12 (at least)"), ("harbor-1", "– (withheld)")):
        cls = areas.AreaPage if area != "lee" else areas.ContestPage
        page = cls(context, AreaId(area))
        assert page.breakdown is not None
        lund = next(row for row in page.breakdown.rows if row.name == "Peter Lund")
        assert f"{lund.cells[0].figure} ({lund.cells[0].share})" == figure
        assert page.breakdown.foot[0].cells[0].figure == "–"
