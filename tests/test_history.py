"""Histories of places, and what each release moved: real figures, silences, and that memory grows with change alone."""

from msgspec.structs import replace

from recanvass.core.ids import AreaId
from recanvass.pages import areas, history, releases
from recanvass.pages.context import ContestContext, SharedContext
from recanvass.pages.models.movement import AreaMoveRow, History
from recanvass.results import histories, tabulate
from recanvass.results.areas import areas_above
from tests.sites import election, files_of, iowa, loaded

HERE = "president/precinct/947861/index.html"


def context() -> ContestContext:
    site, results = iowa()
    return ContestContext(
        SharedContext(site, "", "style.css", "script.js"), results.contest, results, len(results.contest.releases) - 1
    )


def release(name: str) -> int:
    return next(index for index, one in enumerate(context().contest.releases) if one.id.endswith(name))


def small(*rows: str) -> ContestContext:
    site, results = election(*rows)
    return ContestContext(SharedContext(site, "", "style.css", "script.js"), results.contest, results, len(rows) - 1)


def told(found: History | None) -> dict[str, list[tuple[str, str]]]:
    """Return (release, figures in words) by tally."""
    assert found is not None
    return {
        table.title: [
            (row.release.text, ", ".join(" ".join(filter(None, (c.label, c.figure, c.change))) for c in row.cells))
            for row in table.rows
        ]
        for table in found.tables
    }


def test_the_history_of_a_real_precinct() -> None:
    found = history.history_of(context(), HERE, AreaId("947861"))
    assert told(found)["State delegate equivalents"] == [
        (
            "Partial results, 92 percent",
            "Biden 0.413, Buttigieg 0.413, Klobuchar 0.000, Sanders 0.827, Warren 0.413, Total 2.067",
        ),
        (
            "After the recount",
            (
                "Biden 0.413, Buttigieg 0.413, Klobuchar 0.413 +0.413, Sanders 0.413 −0.413, Warren 0.000 −0.413, "
                "Total 1.653 −0.413"
            ),
        ),
    ]
    assert told(found)["Final alignment"][-1] == (
        "After the party’s own review",
        "Biden 21 +3, Buttigieg 35 +17, Klobuchar 20 +20, Sanders 22 −18, Warren 0 −18, Total 98 +4",
    )
    assert found is not None
    assert found.tables[0].rows[0].release.href == "../../../president/releases/2020-02-06-92-percent/index.html"


def test_a_release_without_places_may_be_where_a_change_came_from() -> None:
    found = history.history_of(context(), HERE, AreaId("947861"))
    assert found is not None
    remarks = {table.title: table.remark for table in found.tables}
    assert remarks["State delegate equivalents"] == (
        "“After the party’s own review” and “After the recanvass” have no state delegate equivalents for individual "
        "places. A change listed under “After the recount” may have come with one of them."
    )
    # The party's own review did state people, so a change of theirs is its own.
    assert remarks["Final alignment"] == ""


def test_the_state_shows_totals_as_published_between_its_sums() -> None:
    rows = told(history.history_of(context(), HERE, AreaId("iowa")))["State delegate equivalents"]
    totals = {name: text.rpartition("Total ")[2] for name, text in rows}
    assert totals["After the party’s own review"] == "–"
    assert totals["After the recanvass"] == "2,150.831"
    assert "Buttigieg 562.954 −0.253" in dict(rows)["After the recount"]
    assert "As certified" not in totals


def test_most_places_have_no_history() -> None:
    found = context()
    with_history = [unit for unit in found.contest.units if history.history_of(found, HERE, unit) is not None]
    touched: list[set[AreaId]] = [set(), set()]
    for changes in found.results.changes:
        for area in {change.area for change in changes}:
            touched[area in touched[0]].add(area)
    assert set(with_history) == touched[1]
    assert 70 <= len(with_history) < 120
    assert areas.AreaPage(found, AreaId("947112")).history is None


def test_reports_and_remarks_of_a_place_are_told() -> None:
    found = small(
        "n1: {votes: {ada: 1}}\nn2: {status: not-reported}\n",
        'n2: {votes: {ada: 2}, note: "read again"}\ns1: {votes: {bob: 1}}\n',
    )
    of_n2 = history.history_of(found, "a/b", AreaId("n2"))
    assert of_n2 is not None
    assert [(event.release.text, event.text) for event in of_n2.events] == [
        ("Release 1", "Reported; before: not reported. read again")
    ]
    assert of_n2.tables == ()
    assert history.history_of(found, "a/b", AreaId("n1")) is None
    assert history.history_of(found, "a/b", AreaId("s1")) is None
    assert history.history_of(found, "a/b", AreaId("north")) is not None


def test_a_history_ends_with_the_release_shown() -> None:
    later = small("n1: {votes: {ada: 1}}\n", "n1: {votes: {ada: 2}}\n")
    assert history.history_of(later, "a/b", AreaId("n1")) is not None
    assert history.history_of(replace(later, shown=0), "a/b", AreaId("n1")) is None


def test_the_recount_lists_exactly_the_units_whose_figures_moved() -> None:
    found, index = context(), release("-recount")
    page = releases.release_page(found, index)
    tallies = [tally.id for tally in found.contest.tallies]
    moved = {
        (unit, tally)
        for unit in found.contest.units
        for tally in tallies
        if histories.entry(found.results, unit, tally, index - 1) != histories.entry(found.results, unit, tally, index)
    }
    names = {tally.name: tally.id for tally in found.contest.tallies}
    assert page.changes is not None
    listed = {(AreaId(row.area.href.split("/")[-2]), names[row.tally]) for row in page.changes.rows}
    assert listed == moved
    assert len({unit for unit, _ in moved}) == 70


def test_what_the_recount_moved_in_sum_and_area_by_area() -> None:
    page = releases.release_page(context(), release("-recount"))
    assert page.moves is not None
    assert page.moves.tallies == ("State delegate equivalents", "First alignment", "Final alignment")
    sums = {row.choice: row.cells for row in page.moves.rows}
    assert sums["Elizabeth Warren"] == ("+1.372", "−22", "−25")
    assert page.moves.totals == ("−2.057", "−222", "−369")
    assert page.area_moves is not None
    rows = {row.name.text: row for row in page.area_moves.rows}
    assert sum(int(row.corrected) for row in rows.values()) == 70
    assert not any(row.new for row in rows.values())
    assert facts(rows["Black Hawk"]) == ("0", "−62", "−60", "Sanders −0.202")
    assert facts(rows["Clinton"]) == ("", "−4", "−5", "")


def facts(row: AreaMoveRow) -> tuple[str, ...]:
    return (*(cell.figure for cell in row.totals), row.lead)


def test_a_change_is_said_no_more_exactly_than_its_figures() -> None:
    page = releases.release_page(context(), release("-review"))
    changes = {row.name: row.change for row in page.tables[0].rows}
    assert (changes["Pete Buttigieg"], changes["Bernie Sanders"]) == ("+0.3", "−1.0")


def test_new_units_are_counted_apart() -> None:
    page = releases.release_page(context(), release("-97-percent"))
    assert page.area_moves is not None
    assert sum(int(row.new or 0) for row in page.area_moves.rows) == 87
    assert not any(row.corrected for row in page.area_moves.rows)
    first = releases.release_page(context(), 0)
    assert (first.moves, first.area_moves) == (None, None)


def test_an_overtaking_is_named() -> None:
    found = small("s1: {points: {ada: 2, bob: 1}}\n", "s1: {points: {ada: 1, bob: 1.5}}\n")
    moved = history.area_moves_of(found, "a/b", 1)
    assert moved is not None
    assert [row.lead for row in moved.rows] == ["Stone; before, Byron"]


def test_what_a_release_leaves_unsaid_is_said() -> None:
    unsaid = {str(one.id): releases.unsaid(context(), index) for index, one in enumerate(context().contest.releases)}
    assert unsaid["2020-02-27-recount"] == ""
    assert unsaid["2020-02-09-review"] == (
        "No results for individual places were published for state delegate equivalents. "
        "Numbers carry over from earlier releases."
    )
    assert unsaid["2020-02-18-recanvass"].startswith("After the recanvass has totals only")
    assert unsaid["2020-02-29-certification"].startswith("This release changed no numbers.")


def test_memory_grows_with_what_changed_alone() -> None:
    site, results = iowa()
    expected = 0
    for changes in results.changes:
        moved = {(change.area, change.tally) for change in changes}
        expected += len(moved)
        expected += len({(area, tally) for unit, tally in moved for area in areas_above(site, results.contest, unit)})
    assert entries(results) == expected
    files = files_of("n1: {votes: {ada: 1}}\nn2: {votes: {bob: 1}}\n", *["n1: {votes: {ada: 1}}\n"] * 20)
    again = loaded(files)
    assert entries(tabulate.results(again, again.contests[0])) == 2 + len({"north", "lake", "coast"})


def entries(results: histories.Results) -> int:
    return sum(len(found) for tallies in results.entries.values() for found in tallies.values())
