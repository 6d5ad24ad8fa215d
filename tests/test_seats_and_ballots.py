"""Whether a seat changes hands is said beside the outcome; ballots that could change the result, after the answer."""

import pytest

from recanvass.pages import areas
from tests.ballots import RACE, Count, Published, counted
from tests.test_pages_and_downloads import context_of

COMPLETE, PARTIAL, CERTIFIED = "unofficial-complete", "unofficial-partial", "certified"
HELD = RACE.replace("name: Ann Gray", "name: Ann Gray, party: dem").replace(
    "name: Bob Moss", "name: Bob Moss, party: rep"
)


def contest_page(count: Count) -> areas.ContestPage:
    """Return the page of a contest."""
    return areas.ContestPage(context_of(count.site, count.results), count.site.contests[0].root)


def declared(contest: str, outcome: str) -> str:
    """Return what the page of a contest says of its outcome."""
    rows = "alder: {votes: {gray: 50, moss: 40, lund: 10}}\n"
    mayor = counted(contest, Published("2025-11-05", CERTIFIED, rows=rows, more=f"outcome: {outcome}\n"))
    found = contest_page(mayor).declared
    assert found is not None
    return found.text


@pytest.mark.parametrize(
    ("held_by", "outcome", "said"),
    [
        ("dem", "{winners: [gray]}", "The seat stays Democratic."),
        ("rep", "{winners: [gray]}", "The seat changes from Republican to Democratic."),
        (
            "rep",
            "{winners: [gray], by: court, declared_by: A judge}",
            "The seat changes from Republican to Democratic.",
        ),
        ("rep", "{winners: [gray], by: projection, declared_by: AP}", ""),
        ("rep", "{winners: [lund]}", ""),
        ("rep", "{tie: [gray, moss]}", ""),
    ],
)
def test_a_seat_is_held_or_gained(held_by: str, outcome: str, said: str) -> None:
    text = declared(f"{HELD}held_by: {held_by}\n", outcome)
    assert text.endswith(said)
    assert ("The seat" in text) is bool(said)


def test_nothing_is_said_of_seats_that_nobody_held_or_of_a_primary() -> None:
    assert "The seat" not in declared(HELD, "{winners: [gray]}")
    assert "The seat" not in declared(f"{HELD}held_by: rep\nseats: 2\n", "{winners: [gray, moss]}")
    assert "The seat" not in declared(f"{HELD}held_by: rep\nparty: dem\n", "{winners: [gray]}")


def second(count: Count) -> str:
    """Return the sentence that comes after the answer on the page of a contest."""
    lead = contest_page(count).lead
    assert lead is not None
    return lead.second.whole


def uncounted(
    ballots: int, *, contest: str = RACE, votes: str = "gray: 50, moss: 40, lund: 10", status: str = COMPLETE
) -> str:
    rows = f"alder: {{votes: {{{votes}}}, turnout: {{outstanding: {ballots}}}}}\n"
    return second(counted(contest, Published("2025-11-05", status, rows=rows)))


@pytest.mark.parametrize(
    ("ballots", "said"),
    [
        (0, ""),
        (9, ""),
        (10, "10 ballots are still uncounted, enough to make it a tie."),
        (1_100, "1,100 ballots are still uncounted, enough to change who is ahead."),
    ],
)
def test_ballots_that_could_change_who_is_ahead_are_named(ballots: int, said: str) -> None:
    assert uncounted(ballots) == said
    assert uncounted(ballots, status=PARTIAL) == said
    assert uncounted(ballots, status=CERTIFIED) == ""


def test_one_ballot_is_enough_after_a_tie() -> None:
    assert uncounted(1, votes="gray: 50, moss: 50") == "1 ballot is still uncounted, enough to change who is ahead."


def test_what_matters_lies_at_the_last_seat() -> None:
    assert uncounted(29, contest=f"{RACE}seats: 2\n") == ""
    assert uncounted(31, contest=f"{RACE}seats: 2\n").startswith("31 ballots are still uncounted")


LEVY = "title: Levy\ndate: 2025-11-04\nplace: alder\nkind: measure\nthreshold: 60%\n"


@pytest.mark.parametrize(
    ("votes", "ballots", "said"),
    [
        ("yes: 60, no: 40", 1, "1 ballot is still uncounted, enough to change the result."),
        ("yes: 70, no: 30", 10, ""),  # 70 of 110 is above 60 percent
        ("yes: 70, no: 30", 17, "17 ballots are still uncounted, enough to change the result."),
        ("yes: 50, no: 50", 24, ""),  # 74 of 124 is short of it
        ("yes: 50, no: 50", 25, "25 ballots are still uncounted, enough to change the result."),
    ],
)
def test_a_question_may_turn_at_what_it_needs(votes: str, ballots: int, said: str) -> None:
    assert uncounted(ballots, contest=LEVY, votes=votes) == said


def test_nothing_is_said_once_an_outcome_was_declared_or_figures_are_withheld() -> None:
    rows = "alder: {votes: {gray: 50, moss: 40, lund: 10}, turnout: {outstanding: 50}}\n"
    won = Published("2025-11-05", COMPLETE, rows=rows, more="outcome: {winners: [gray]}\n")
    assert second(counted(RACE, won)) == ""
    assert second(counted(RACE, Published("2025-11-05", COMPLETE, rows=rows.replace("40", "withheld")))) == ""
