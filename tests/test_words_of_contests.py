"""What pages and sentences say of rarer things: nominees, statements of rounds and seats, releases of turnout alone."""

import pytest

from recanvass.checks import expectations
from recanvass.core.ids import AreaId
from recanvass.pages import releases, statements
from recanvass.pages.charts.flow import flow
from recanvass.pages.models.pages import StatementPage
from recanvass.text import formatting
from tests.ballots import PLACES, RACE, Count, Published, counted
from tests.test_pages_and_downloads import context_of

COMPLETE, PARTIAL, CERTIFIED = "unofficial-complete", "unofficial-partial", "certified"
PRIMARY = f"{RACE}party: dem\n"
LEE = RACE.replace("place: alder", "place: lee")
ROUNDS = "tallies:\n  - {id: r1, name: First choices, unit: votes, round: 1}\n  - {id: r2, round: 2}\nchoices:"
VOTES = "votes: {gray: 50, moss: 40, lund: 10}"


def alder(contest: str, outcome: str, figures: str = VOTES, status: str = CERTIFIED) -> str:
    """Return the sentence of a contest in one precinct with an outcome."""
    rows = f"alder: {{{figures}}}\n"
    return counted(contest, Published("2025-11-05", status, rows=rows, more=f"outcome: {outcome}\n")).says()


@pytest.mark.parametrize(
    ("more", "outcome", "figures", "said"),
    [
        ("", "{winners: [gray]}", VOTES, "Gray won the Democratic nomination by 10 votes."),
        ("", "{winners: [moss]}", VOTES, "Moss was declared the Democratic nominee."),
        (
            "",
            "{winners: [gray], by: court, declared_by: a judge}",
            VOTES,
            "Gray won the Democratic nomination by 10 votes, after a ruling by a judge.",
        ),
        (
            "",
            "{winners: [moss], by: court, declared_by: a judge}",
            VOTES,
            "Moss was declared the Democratic nominee by a judge.",
        ),
        (
            "",
            "{winners: [gray], by: lot}",
            "votes: {gray: 40, moss: 40}",
            "Gray won the Democratic nomination by lot after a tie at 40 votes.",
        ),
        (
            "",
            "{winners: [gray], by: projection, declared_by: AP}",
            VOTES,
            "Gray is the projected Democratic nominee, AP says; Gray finished 10 votes ahead.",
        ),
        (
            "seats: 2\n",
            "{winners: [gray, moss]}",
            VOTES,
            "Gray and Moss are nominated; Moss finished 30 votes ahead of Lund.",
        ),
        (
            "seats: 2\n",
            "{winners: [gray, moss], by: lot}",
            "votes: {gray: 50, moss: 40, lund: 40}",
            "Gray and Moss are nominated, Moss by lot after a tie at 40 votes.",
        ),
        (
            "advance: 2\nthreshold: majority\n",
            "{advancing: [gray, moss]}",
            VOTES,
            "Gray and Moss advance to a runoff.",
        ),
    ],
)
def test_the_winner_of_a_primary_is_nominated_whoever_decides(more: str, outcome: str, figures: str, said: str) -> None:
    assert alder(f"{PRIMARY}{more}", outcome, figures) == said


def test_a_nomination_is_won_over_rounds() -> None:
    contest = PRIMARY.replace("choices:", ROUNDS)
    figures = "r1: {gray: 50, moss: 40, lund: 10}, r2: {gray: 52, moss: 45}"
    assert alder(contest, "{winners: [gray]}", figures) == "Gray won the Democratic nomination by 7 votes in round 2."
    court = "{winners: [gray], by: court, declared_by: a judge}"
    assert alder(contest, court, figures) == (
        "Gray won the Democratic nomination by 7 votes in round 2, after a ruling by a judge."
    )


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("{void: true, declared_by: The state court}", "The election was annulled by The state court."),
        ("{void: true, source: {name: The gazette}}", "The election was annulled by The gazette."),
        ("{void: true}", "The election was annulled by The clerk."),
    ],
)
def test_who_annulled_an_election_is_who_declared_it(outcome: str, said: str) -> None:
    assert alder(RACE, outcome) == said


def test_what_counts_into_no_total_has_not_more_than_any_candidate() -> None:
    contest = f"{RACE}  - {{id: void, name: Void, candidate: false, in_total: false}}\n"
    rows = "alder: {votes: {gray: 5, moss: 4, lund: 0, void: 900}}\n"
    mayor = counted(contest, Published("2025-11-05", COMPLETE, rows=rows))
    assert mayor.says() == "Gray finished 1 vote ahead of Moss."
    none = counted(contest, Published("2025-11-05", COMPLETE, rows="alder: {votes: {void: 900}}\n"))
    assert "Void" not in none.says()
    (rung,) = releases.release_rows(context_of(none.site, none.results), "")
    assert (rung.leader, rung.margin) == ("", "")


def statement(count: Count, area: str = "lee") -> StatementPage:
    """Return the statement of a place."""
    context = context_of(count.site, count.results)
    return statements.statement_page(context, count.site.places[AreaId(area)], "0" * 64)


def test_a_statement_lists_rounds_in_order_and_what_is_at_least() -> None:
    three = ROUNDS.replace("choices:", "  - {id: r3, round: 3}\nchoices:")
    rows = (
        "harbor-1: {r1: {gray: 50, moss: 40, lund: withheld}, r2: {gray: 55, moss: 45}, r3: {gray: 60}}\n"
        "harbor-2: {r1: {gray: 50, moss: 40, lund: 12}, r2: {gray: 55, moss: 45}, r3: {gray: 60}}\n"
    )
    found = statement(counted(LEE.replace("choices:", three), Published("2025-11-05", COMPLETE, rows=rows)))
    assert found.columns == ("First choices (votes)", "Round 2 (votes)", "Round 3 (votes)")
    (lund,) = (row for row in found.rows if row.name == "Peter Lund")
    assert [cell.figure for cell in lund.cells] == ["at least 12", "out after round 1", "out after round 1"]


def test_a_statement_says_who_is_ahead_for_the_last_seat() -> None:
    rows = "harbor-1: {votes: {gray: 50, moss: 40, lund: 10}}\n"
    found = statement(counted(f"{LEE}seats: 2\n", Published("2025-11-05", COMPLETE, rows=rows)))
    assert found.lead == "Gray and Moss finished ahead; Moss is 30 votes ahead of Lund for the last seat."


def test_a_release_of_turnout_alone_says_so() -> None:
    first = Published("2025-11-05", COMPLETE, rows=f"alder: {{{VOTES}}}\n")
    turnout = Published("2025-11-06", COMPLETE, rows="alder: {turnout: {registered: 200, ballots: 101}}\n")
    mayor = counted(RACE, first, turnout)
    context = context_of(mayor.site, mayor.results)
    assert releases.changed_text(context, 1) == "Turnout only"
    assert releases.unsaid(context, 1) == "This release has turnout only."
    told = expectations.lines(expectations.impact(mayor.site, mayor.results, 1))
    assert told[0].endswith("turnout for 1 place, no figures changed")


def test_turnout_of_a_county_alone_is_published_too() -> None:
    first = Published("2025-11-05", COMPLETE, rows="harbor-1: {votes: {gray: 50}}\n")
    turnout = Published("2025-11-06", COMPLETE, rows="lee: {turnout: {registered: 200, ballots: 101}}\n")
    mayor = counted(LEE, first, turnout)
    context = context_of(mayor.site, mayor.results)
    assert releases.changed_text(context, 1) == "Turnout only"
    assert releases.unsaid(context, 1) == "This release has turnout only."
    nothing = Published("2025-11-07", CERTIFIED)
    mayor = counted(LEE, first, turnout, nothing)
    assert releases.unsaid(context_of(mayor.site, mayor.results), 2).startswith("This release changed no numbers")


@pytest.mark.parametrize(
    ("name", "within"),
    [
        ("Election Day", "Election Day"),
        ("Day of the Election", "Day of the Election"),
        ("Election day", "election day"),
        ("First alignment", "first alignment"),
        ("Votes", "votes"),
        ("SDEs in all", "SDEs in all"),
    ],
)
def test_a_name_of_capitals_keeps_them_within_a_sentence(name: str, within: str) -> None:
    assert formatting.lower_first(name) == within


def test_a_flow_of_rounds_keeps_the_decimals() -> None:
    rounds = ROUNDS.replace("round: 1}", "round: 1, decimals: 2}")
    figures = "r1: {gray: 50.25, moss: 40.5, lund: 0.75}, r2: {gray: 50.75, moss: 40.75}"
    rows = f"harbor-1: {{{figures}}}\n"
    mayor = counted(LEE.replace("choices:", rounds), Published("2025-11-05", COMPLETE, rows=rows), places=PLACES)
    found = flow(context_of(mayor.site, mayor.results), AreaId("lee"))
    assert found is not None
    assert [(row.before, row.after, row.change, row.direction) for row in found.rows] == [
        ("50.25", "50.75", "+0.50", "up"),
        ("40.50", "40.75", "+0.25", "up"),
        ("0.75", "–", "−0.75", "down"),
    ]
    assert (found.total.before, found.total.after, found.total.change) == ("91.50", "91.50", "0")
    assert found.description.startswith("Gray 50.25, then 50.75 (+0.50)")


@pytest.mark.parametrize(
    ("votes", "said"),
    [
        (
            "gray: 50, moss: 40, lund: 10",
            "Gray and Moss finished ahead; Moss is 30 votes ahead of Lund for the last nomination.",
        ),
        ("gray: 50, moss: 40, lund: 40", "Gray is ahead; Moss and Lund are tied at 40 votes for the last nomination."),
    ],
)
def test_the_last_of_several_in_a_primary_wins_a_nomination(votes: str, said: str) -> None:
    rows = f"alder: {{votes: {{{votes}}}}}\n"
    assert counted(f"{PRIMARY}seats: 2\n", Published("2025-11-05", COMPLETE, rows=rows)).says() == said


def test_an_older_release_of_a_ranked_count_is_told_as_of_then() -> None:
    contest = f"{RACE.replace('choices:', ROUNDS)}threshold: majority\n"
    first = Published("2025-11-05", COMPLETE, rows="alder: {r1: {gray: 50, moss: 40, lund: 15}}\n")
    then = Published("2025-11-06", COMPLETE, rows="alder: {r2: {gray: 55, moss: 50}}\n")
    audit = Published(
        "2025-11-09",
        COMPLETE,
        kind="audit",
        rows="alder: {r1: {gray: 51, moss: 40, lund: 15}, r2: {gray: 56, moss: 50}}\n",
    )
    mayor = counted(contest, first, then, audit)
    context = context_of(mayor.site, mayor.results)
    _, newer, older = releases.release_rows(context, "")
    assert [(rung.leader, rung.margin) for rung in (older, newer)] == [("Gray", "10"), ("Gray", "5")]
    bars = [[bar.text for bar in releases.release_page(context, index).thresholds] for index in range(3)]
    assert bars == [
        ["Gray has 47.62%; 53 votes are needed, 3 more than it has."],
        ["Gray has 52.38%; 53 votes are needed."],
        ["Gray has 52.83%; 54 votes are needed."],
    ]


def test_nobody_is_out_of_a_count_before_the_round_that_says_so_was_published() -> None:
    rounds = RACE.replace("choices:", ROUNDS)
    first = Published("2025-11-05", COMPLETE, totals="{alder: {r1: {gray: 50, moss: 40}, r2: {gray: 55, moss: 50}}}")
    then = Published(
        "2025-11-06", COMPLETE, rows="alder: {r1: {gray: 50, moss: 40, lund: 15}, r2: {gray: 55, moss: 50}}\n"
    )
    mayor = counted(rounds, first, then)
    context = context_of(mayor.site, mayor.results)
    shown = [releases.release_page(context, index).breakdown for index in range(2)]
    found = [[row.cells[1].figure for row in one.rows if row.name == "Peter Lund"] for one in shown if one is not None]
    assert found == [[""], ["out after round 1"]]
