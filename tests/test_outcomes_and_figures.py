"""Outcomes against the figures: what contradicts them is found and published as stated; open figures accuse nobody."""

import pytest

from recanvass.checks import declared, engine
from recanvass.core.diagnostics import Report
from recanvass.results.figures import figures
from recanvass.results.thresholds import passes
from tests.ballots import PLACES, RACE, Count, Published, counted

COMPLETE, PARTIAL, CERTIFIED = "unofficial-complete", "unofficial-partial", "certified"
LEE = RACE.replace("place: alder", "place: lee")


def clashes(count: Count, code: str = "C107") -> list[str]:
    """Return the texts of the findings of one rule."""
    return [one.clash.text for one in engine.run(count.site, count.results) if one.code == code]


def alder(
    outcome: str, votes: str = "gray: 50, moss: 40, lund: 10", *, status: str = CERTIFIED, more: str = ""
) -> Count:
    """Return a count of one precinct with an outcome."""
    rows = f"alder: {{votes: {{{votes}}}}}\n"
    return counted(f"{RACE}{more}", Published("2025-11-05", status, rows=rows, more=f"outcome: {outcome}\n"))


PROJECTED = "{winners: [moss], by: projection, declared_by: AP}"


@pytest.mark.parametrize(
    ("status", "found"),
    [
        (PARTIAL, []),
        (COMPLETE, []),
        (CERTIFIED, ["Projected to win: Moss with 40; ahead are Gray 50."]),
    ],
)
def test_a_projection_that_certified_figures_contradict(status: str, found: list[str]) -> None:
    mayor = alder(PROJECTED, status=status)
    assert clashes(mayor) == found
    assert mayor.says() == "Moss is the projected winner, AP says."


def test_a_projection_of_election_night_is_held_against_the_certificate() -> None:
    night = Published(
        "2025-11-05",
        PARTIAL,
        rows="alder: {votes: {gray: 5, moss: 40}, status: partial}\n",
        more=f"outcome: {PROJECTED}\n",
    )
    canvass = Published("2025-11-12", CERTIFIED, rows="alder: {votes: {gray: 50, moss: 40}}\n")
    assert clashes(counted(RACE, night, canvass)) == ["Projected to win: Moss with 40; ahead are Gray 50."]


@pytest.mark.parametrize(
    ("votes", "found"),
    [
        ("gray: 50, moss: 50, lund: 10", []),
        ("gray: 50, moss: 49, lund: 10", ["Declared tied: Gray 50 and Moss 49."]),
        (
            "gray: 50, moss: 50, lund: 60",
            ["Declared tied: Gray with 50; ahead are Lund 60; Declared tied: Moss with 50; ahead are Lund 60."],
        ),
    ],
)
def test_a_tie_that_the_figures_contradict(votes: str, found: list[str]) -> None:
    mayor = alder("{tie: [gray, moss]}", votes)
    assert clashes(mayor) == found
    assert "tie" in mayor.says()


@pytest.mark.parametrize(
    ("votes", "found"),
    [
        ("gray: 50, moss: 50, lund: 10", []),
        (
            "gray: 50, moss: 49, lund: 10",
            ["Declared elected by lot, and nobody else has as much: Gray 50 and Moss 49."],
        ),
        ("gray: 49, moss: 50, lund: 10", ["Declared elected by lot: Gray with 49; ahead are Moss 50."]),
    ],
)
def test_a_lot_that_the_figures_contradict(votes: str, found: list[str]) -> None:
    assert clashes(alder("{winners: [gray], by: lot}", votes)) == found


def test_a_lot_for_the_last_of_several_seats() -> None:
    assert clashes(alder("{winners: [gray, moss], by: lot}", "gray: 50, moss: 40, lund: 40", more="seats: 2\n")) == []
    assert clashes(alder("{winners: [gray, moss], by: lot}", "gray: 50, moss: 41, lund: 40", more="seats: 2\n")) == [
        "Declared elected by lot, and nobody else has as much: Moss 41 and Lund 40."
    ]


def test_a_lot_may_decide_who_goes_on_and_elect_nobody() -> None:
    assert (
        clashes(alder("{advancing: [gray, moss], by: lot}", "gray: 50, moss: 40, lund: 40", more="advance: 2\n")) == []
    )


@pytest.mark.parametrize("by", ["court, declared_by: A judge", "uncontested"])
def test_a_court_and_an_election_without_opposition_decide_whatever_the_figures(by: str) -> None:
    assert clashes(alder(f"{{winners: [moss], by: {by}}}")) == []


MASKED = "harbor-1: {votes: {gray: 50, moss: withheld, lund: 0}}\nharbor-2: {votes: {gray: 50, moss: 1, lund: 0}}\n"
REST = "meadow-1: {votes: {gray: 0, moss: 0, lund: 0}}\nmeadow-2: {votes: {gray: 0, moss: 0, lund: 0}}\n"


@pytest.mark.parametrize(
    "outcome",
    [
        "{winners: [moss]}",
        "{winners: [moss], by: lot}",
        "{winners: [moss], by: projection, declared_by: AP}",
        "{tie: [gray, moss]}",
    ],
)
def test_an_outcome_is_not_held_against_figures_that_are_withheld(outcome: str) -> None:
    mayor = counted(LEE, Published("2025-11-05", CERTIFIED, rows=MASKED + REST, more=f"outcome: {outcome}\n"))
    assert clashes(mayor) == []


def test_a_figure_that_is_at_least_so_high_contradicts_a_winner_whose_own_is_known() -> None:
    rows = f"{MASKED}{REST}".replace("moss: 1,", "moss: 101,")
    mayor = counted(LEE, Published("2025-11-05", CERTIFIED, rows=rows, more="outcome: {winners: [gray]}\n"))
    assert clashes(mayor) == ["Declared elected: Gray with 100; ahead are Moss 101."]


def test_a_recount_with_withheld_figures_overtakes_no_outcome() -> None:
    rows = MASKED.replace("withheld", "1")
    first = Published("2025-11-05", CERTIFIED, rows=rows + REST, more="outcome: {winners: [gray]}\n")
    recount = Published("2025-11-09", CERTIFIED, kind="recount", rows=MASKED)
    mayor = counted(LEE, first, recount)
    report = Report()
    declared.check(mayor.site, [mayor.results], report)
    assert report.items == []


@pytest.mark.parametrize(
    ("rows", "is_reached"),
    [
        ("harbor-1: {votes: {yes: withheld, no: 10}}\nharbor-2: {votes: {yes: 50, no: 10}}\n", None),
        ("harbor-1: {votes: {yes: 50, no: withheld}}\nharbor-2: {votes: {yes: 50, no: 10}}\n", None),
        ("harbor-1: {votes: {yes: 50, no: 10}}\nharbor-2: {votes: {yes: 50, no: 10}}\n", True),
    ],
)
def test_a_threshold_is_neither_reached_nor_missed_by_figures_that_are_withheld(
    rows: str, *, is_reached: bool | None
) -> None:
    levy = "title: Levy\ndate: 2025-11-04\nplace: harbor\nkind: measure\nthreshold: 60%\n"
    for passed in ("true", "false"):
        count = counted(levy, Published("2025-11-05", CERTIFIED, rows=rows, more=f"outcome: {{passed: {passed}}}\n"))
        assert passes(count.site, count.results, 0) is is_reached
        assert bool(clashes(count)) is (is_reached is not None and (passed == "true") is not is_reached)


def test_a_place_with_withheld_figures_awards_nothing() -> None:
    contest = LEE.replace(
        "choices:",
        "tallies:\n  - {id: votes, name: Votes, unit: votes}\n"
        "  - {id: electors, name: Electors, unit: electors, award: {from: votes, by: winner}}\nchoices:",
    )
    places = PLACES.replace("kind: county}", "kind: county, worth: {electors: 5}}")
    mayor = counted(contest, Published("2025-11-05", CERTIFIED, rows=MASKED + REST), places=places)
    electors = next(tally for tally in mayor.contest.tallies if tally.id == "electors")
    assert figures(mayor.results, mayor.contest.root, electors, 0).counts == (None, None, None)
    known = counted(
        contest, Published("2025-11-05", CERTIFIED, rows=(MASKED + REST).replace("withheld", "2")), places=places
    )
    assert figures(known.results, known.contest.root, electors, 0).counts == (5, 0, 0)
