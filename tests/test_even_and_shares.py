"""What rounding of the source makes equal is even, nowhere a lead; shares are shares of what the contest says."""

import pytest

from recanvass.checks import engine, expectations
from recanvass.core.ids import AreaId
from recanvass.pages import areas, choices, releases
from recanvass.pages.context import ContestContext
from recanvass.pages.history import area_moves_of
from recanvass.pages.maps.layers import share_layer
from recanvass.pages.maps.leaders import leaders
from recanvass.pages.maps.themes import MappedPlaces
from tests.ballots import PLACES, RACE, Count, Published, counted
from tests.test_pages_and_downloads import context_of

COMPLETE = "unofficial-complete"
TALLY = "tallies:\n  - {id: sde, name: SDEs, unit: SDEs, decimals: 4, tolerance: 0.0001}\nchoices:"
SDE = RACE.replace("place: alder", "place: lee").replace("choices:", TALLY)
LEE = RACE.replace("place: alder", "place: lee")
FIRST = "harbor-1: {sde: {gray: 0.8571, moss: 0.8570}}\nmeadow-1: {sde: {gray: 1.0, moss: 1.0}}\n"
THEN = "harbor-1: {sde: {gray: 0.8570, moss: 0.8571}}\n"


def towns(context: ContestContext) -> MappedPlaces:
    """Return the two towns as a map of the county shows them."""
    both = AreaId("harbor"), AreaId("meadow")
    return MappedPlaces(context, "", AreaId("lee"), both, "Towns", frozenset(both))


def even() -> Count:
    """Return a count in which two are even, first one of them ahead by the rounding, then the other."""
    return counted(SDE, Published("2025-11-05", COMPLETE, rows=FIRST), Published("2025-11-06", COMPLETE, rows=THEN))


def test_those_who_are_even_lead_nowhere() -> None:
    mayor = even()
    context = context_of(mayor.site, mayor.results)
    assert mayor.says() == "Moss and Gray are even: 1.8571 to 1.8570, within rounding."
    page = areas.ContestPage(context, context.contest.root)
    rows = {row.name.text: (row.leader, row.margin) for table in page.areas for row in table.rows}
    assert rows == {
        "Harbor": ("Even: Gray and Moss", "0.0000"),
        "Meadow": ("Tied: Gray and Moss", "0.0000"),
        "Coast": ("Even: Gray and Moss", "0.0000"),
    }
    rung = releases.release_rows(context, "")[0]
    assert (rung.leader, rung.margin, rung.colour) == ("Even: Gray and Moss", "0.0000", 0)
    fills = [one.fill for one in leaders(towns(context)).readings]
    assert fills == ["tie", "tie"]


def test_no_lead_changes_among_those_who_are_even() -> None:
    mayor = even()
    moves = area_moves_of(context_of(mayor.site, mayor.results), "", 1)
    assert moves is not None
    assert [row.lead for row in moves.rows] == ["Gray and Moss unchanged"]
    assert "C304" not in {found.code for found in engine.run(mayor.site, mayor.results)}
    told = expectations.impact(mayor.site, mayor.results, 1)
    assert not expectations.flips(told)
    assert "  lead: Gray and Moss even" in expectations.lines(told)


def test_a_withheld_figure_changes_no_leader() -> None:
    first = Published("2025-11-05", COMPLETE, rows="harbor-1: {votes: {gray: 10, moss: 5}}\n")
    then = Published("2025-11-06", COMPLETE, rows="harbor-2: {votes: {gray: 0, moss: withheld}}\n")
    mayor = counted(LEE, first, then)
    assert "C304" not in {found.code for found in engine.run(mayor.site, mayor.results)}
    told = expectations.impact(mayor.site, mayor.results, 1)
    assert not expectations.flips(told)
    assert "  lead: Gray by 5 votes → unknown" in expectations.lines(told)


@pytest.mark.parametrize(
    ("share_of", "shares", "mapped"),
    [
        ("ballots", ["50.0%", "25.0%"], "10 of 20 ballots"),
        ("none", ["–", "–"], None),
        ("votes", ["66.7%", "33.3%"], "10 of 15 votes"),
    ],
)
def test_shares_are_of_what_the_contest_says(share_of: str, shares: list[str], mapped: str | None) -> None:
    rows = "harbor-1: {votes: {gray: 10, moss: 5}, turnout: {ballots: 20}}\n"
    more = "meadow-1: {votes: {gray: 10, moss: 5}, turnout: {ballots: 20}}\n"
    contest = f"{LEE}share_of: {share_of}\n"
    mayor = counted(contest, Published("2025-11-05", COMPLETE, rows=rows + more), places=PLACES)
    context = context_of(mayor.site, mayor.results)
    pages = [choices.choice_page(context, choice) for choice in mayor.contest.choices[:2]]
    assert [page.areas[0].figures[0][1] for page in pages] == shares
    assert [table.percent for table in areas.AreaPage(context, AreaId("harbor")).tables[0].rows] == shares
    layer = share_layer(towns(context), 0)
    assert (layer.readings[0].said.partition(", ")[2] if layer is not None else None) == mapped
    (first, _) = leaders(towns(context)).readings
    assert first.cells[2] == {"ballots": "25.0%", "votes": "33.3%", "none": "–"}[share_of]
