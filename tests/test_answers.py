"""The one sentence that says how a contest stands or ended, for every kind of contest and every way it can end."""

import pytest

from tests.ballots import FOLDER, PLACES, RACE, Count, Published, count, files_of

PARTIAL, COMPLETE, CERTIFIED = "unofficial-partial", "unofficial-complete", "certified"
TWO = RACE.replace("  - {id: lund, name: Peter Lund}\n", "")
ALONE = TWO.replace("  - {id: moss, name: Bob Moss}\n", "")
FIVE = f"{RACE}  - {{id: okafor, name: Ada Okafor}}\n  - {{id: diaz, name: Eva Diaz}}\n"
BOARD = FIVE.replace("place: alder\n", "place: alder\nseats: 3\n")
PAIR = FIVE.replace("place: alder\n", "place: alder\nseats: 2\n")
FIRST_ROUND = FIVE.replace("place: alder\n", "place: alder\nadvance: 2\nnext: second\n")
RUNOFF = FIVE.replace("place: alder\n", "place: alder\nadvance: 2\nnext: second\nthreshold: majority\n")
MAJORITY = RACE.replace("place: alder\n", "place: alder\nthreshold: majority\n")
PRIMARY = RACE.replace("place: alder\n", "place: alder\nparty: dem\n")
OPTION = f"{TWO}  - {{id: none, name: Uncommitted, candidate: false}}\n"
DECIMALS = RACE.replace(
    "choices:", "tallies: [{id: votes, name: SDEs, unit: SDEs, decimals: 4, show: 3, tolerance: 0.0001}]\nchoices:"
)
BALLOT = (
    f"{TWO.replace('place: alder', 'place: alder' + chr(10) + 'seats: 2')}"
    "  - {id: lund, name: Peter Lund, withdrawn: true}\n  - {id: others, name: Write-ins, write_in: true}\n"
)
"""Two seats, two candidates, one who withdrew, and write-ins."""
RANKED = FIVE.replace(
    "choices:",
    "threshold: majority\ntallies:\n  - {id: votes, name: First choices, unit: votes, round: 1}\n"
    "  - {id: r2, round: 2}\n  - {id: r3, round: 3}\nchoices:",
)
TRANSFER = RANKED.replace("threshold: majority\n", "seats: 2\n")
MEASURE = "title: Measure B\ndate: 2025-11-04\nplace: alder\nkind: measure\n"
LEVY = f"{MEASURE}threshold: 60%\n"
OF_BALLOTS = f"{MEASURE}threshold: {{share: 60%, of: ballots}}\n"
QUORUM = f"{MEASURE}threshold: [majority, {{share: 40%, of: registered, by: ballots}}]\n"
SO_MANY = f"{MEASURE}threshold: {{count: 600}}\n"
RETENTION = "title: Judge\ndate: 2025-11-04\nplace: alder\nkind: retention\nperson: Simone Archer\n"
SECOND = FIVE.replace("title: Mayor", "title: Runoff").replace("2025-11-04", "2025-12-02")

VOTES = "{gray: 500, moss: 300, lund: 100}"
CLOSE = "{gray: 760, moss: 678, lund: 586, okafor: 579, diaz: 320}"
TIED = "{gray: 300, moss: 300, lund: 100}"
HALF = "{gray: 480, moss: 360, lund: 160}"


def told(contest: str, status: str, votes: str, *, kind: str = "", more: str = "", turnout: str = "") -> Count:
    """Read one release of a contest in one precinct, with the contest that follows it if it names one."""
    rows = f"alder: {{votes: {votes}{turnout}}}\n" if votes else ""
    second = {f"{FOLDER}/second/contest.yml": SECOND, **Published("2025-12-02", "pre-election").files("second")}
    files = files_of(contest, Published("2025-11-05", status, kind=kind, more=more, rows=rows))
    return count({**files, **(second if "next: second" in contest else {})})


def outcome(text: str) -> str:
    """Return the line of an outcome."""
    return f"outcome: {{{text}}}\n"


NOTHING = [
    (RACE, "pre-election", "", "", "No results yet."),
    (RACE, PARTIAL, "", "", "No votes reported yet."),
    (RACE, PARTIAL, "{}", "", "No votes reported yet."),
    (MEASURE, PARTIAL, "", "", "No votes reported yet."),
    (ALONE, CERTIFIED, "", "", "No votes reported yet."),
]
DECLARED = [
    (
        RACE,
        CERTIFIED,
        VOTES,
        "void: true, declared_by: the state court",
        "The election was annulled by the state court.",
    ),
    (RACE, CERTIFIED, VOTES, "void: true", "The election was annulled by The clerk."),
    (ALONE, CERTIFIED, "", "winners: [gray], by: uncontested", "Gray was elected without opposition."),
    (PAIR, CERTIFIED, "", "winners: [gray, moss], by: uncontested", "Gray and Moss were elected without opposition."),
    (ALONE, CERTIFIED, "{gray: 90}", "winners: [gray]", "Gray was elected without opposition."),
    (RACE, CERTIFIED, TIED, "winners: [moss], by: lot", "Moss won by lot after a tie at 300 votes."),
    (RACE, CERTIFIED, VOTES, "winners: [moss], by: lot", "Moss won by lot."),
    (
        PAIR,
        CERTIFIED,
        "{gray: 500, moss: 300, lund: 300}",
        "winners: [gray, lund], by: lot",
        "Gray and Lund are elected, Lund by lot after a tie at 300 votes.",
    ),
    (
        RACE,
        PARTIAL,
        VOTES,
        "winners: [gray], by: projection, declared_by: The Associated Press",
        "Gray is the projected winner, The Associated Press says; Gray leads by 200 votes.",
    ),
    (
        RACE,
        COMPLETE,
        VOTES,
        "winners: [gray], by: projection, declared_by: The Associated Press",
        "Gray is the projected winner, The Associated Press says; Gray finished 200 votes ahead.",
    ),
    (
        PAIR,
        PARTIAL,
        CLOSE,
        "winners: [gray, moss], by: projection, declared_by: The Paper",
        "Gray and Moss are the projected winners, The Paper says; Moss leads by 92 votes.",
    ),
    (
        RACE,
        PARTIAL,
        "{gray: 300, moss: 500}",
        "winners: [gray], by: projection, declared_by: The Paper",
        "Gray is the projected winner, The Paper says.",
    ),
    (
        RACE,
        CERTIFIED,
        VOTES,
        "winners: [gray], by: court, declared_by: the county court",
        "Gray won by 200 votes, after a ruling by the county court.",
    ),
    (
        RACE,
        CERTIFIED,
        VOTES,
        "winners: [moss], by: court, declared_by: the county court",
        "Moss was declared the winner by the county court.",
    ),
    (
        PAIR,
        CERTIFIED,
        CLOSE,
        "winners: [moss, lund], by: court, declared_by: the county court",
        "Moss and Lund were declared the winners by the county court.",
    ),
    (RACE, CERTIFIED, VOTES, "winners: [gray]", "Gray won by 200 votes."),
    (RACE, COMPLETE, "{gray: 2, moss: 1}", "winners: [gray]", "Gray won by 1 vote."),
    (RACE, CERTIFIED, VOTES, "winners: [moss]", "Moss was declared the winner."),
    (RACE, CERTIFIED, "", "winners: [gray]", "Gray was declared the winner."),
    (PRIMARY, CERTIFIED, VOTES, "winners: [gray]", "Gray won the Democratic nomination by 200 votes."),
    (
        BOARD,
        CERTIFIED,
        CLOSE,
        "winners: [gray, moss, lund]",
        "Gray, Moss and Lund are elected; Lund finished 7 votes ahead of Okafor.",
    ),
    (BOARD, CERTIFIED, "", "winners: [gray, moss, lund]", "Gray, Moss and Lund are elected."),
    (RUNOFF, CERTIFIED, HALF, "advancing: [gray, moss]", "Gray and Moss advance to a runoff on Dec. 2, 2025."),
    (FIRST_ROUND, CERTIFIED, HALF, "advancing: [gray, moss]", "Gray and Moss advance to the election on Dec. 2, 2025."),
    (
        RUNOFF.replace("advance: 2", "advance: 2\nseats: 2"),
        CERTIFIED,
        CLOSE,
        "winners: [gray], advancing: [moss, lund]",
        "Gray is elected; Moss and Lund advance to a runoff on Dec. 2, 2025.",
    ),
    (MEASURE, CERTIFIED, "{yes: 571, no: 429}", "passed: true", "Measure B passed, 57.10% to 42.90%."),
    (
        MEASURE,
        CERTIFIED,
        "{yes: 429, no: 571}",
        "passed: false",
        "Measure B failed: 42.90% voted yes; a majority was needed.",
    ),
    (LEVY, CERTIFIED, "{yes: 620, no: 380}", "passed: true", "Measure B passed with 62.00%; 60% was needed."),
    (LEVY, CERTIFIED, "{yes: 571, no: 429}", "passed: false", "Measure B failed: 57.10% voted yes; 60% was needed."),
    (
        SO_MANY,
        CERTIFIED,
        "{yes: 571, no: 429}",
        "passed: false",
        "Measure B failed: 57.10% voted yes; 600 votes were needed.",
    ),
    (MEASURE, CERTIFIED, "", "passed: true", "Measure B passed."),
    (RETENTION, CERTIFIED, "{yes: 571, no: 429}", "passed: true", "Simone Archer was retained with 57.10%."),
    (RETENTION, CERTIFIED, "{yes: 429, no: 571}", "passed: false", "Simone Archer was not retained: 42.90% voted yes."),
    (RACE, CERTIFIED, TIED, "tie: [gray, moss]", "Gray and Moss are tied at 300 votes."),
]
COUNTED = [
    (ALONE, COMPLETE, "{gray: 90}", "Gray is unopposed."),
    (BALLOT, COMPLETE, "{gray: 90, moss: 80, lund: 70}", "Gray and Moss are unopposed."),
    (
        BALLOT.replace(", withdrawn: true", ""),
        COMPLETE,
        "{gray: 90, moss: 80, lund: 70}",
        "Gray and Moss finished ahead; Moss is 10 votes ahead of Lund for the last seat.",
    ),
    (RACE, PARTIAL, TIED, "Gray and Moss are tied at 300 votes."),
    (RACE, COMPLETE, TIED, "Gray and Moss finished tied at 300 votes."),
    (RACE, COMPLETE, "{gray: 9, moss: 9, lund: 9}", "Gray, Moss and Lund finished tied at 9 votes."),
    (
        BOARD,
        PARTIAL,
        "{gray: 500, moss: 400, lund: 300, okafor: 300, diaz: 1}",
        "Gray and Moss are ahead; Lund and Okafor are tied at 300 votes for the last seat.",
    ),
    (
        PAIR,
        COMPLETE,
        "{gray: 500, moss: 300, lund: 300, okafor: 300, diaz: 1}",
        "Gray is ahead; Moss, Lund and Okafor are tied at 300 votes for the last seat.",
    ),
    (
        FIRST_ROUND,
        COMPLETE,
        "{gray: 500, moss: 300, lund: 300}",
        "Gray is ahead; Moss and Lund are tied at 300 votes for the last place in the next round.",
    ),
    (DECIMALS, PARTIAL, "{gray: 0.8571, moss: 0.8570}", "Gray and Moss are even: 0.857 to 0.857, within rounding."),
    (DECIMALS, CERTIFIED, "{gray: 0.9335, moss: 0.0005}", "Gray finished 0.933 SDEs ahead of Moss."),
    (RANKED, PARTIAL, HALF, "Gray leads in first choices with 48.00%."),
    (RANKED, COMPLETE, HALF, "Gray finished first in first choices with 48.00%, short of a majority."),
    (RANKED, COMPLETE, VOTES, "Gray finished first in first choices with 55.56%."),
    (RANKED, PARTIAL, f"{HALF}, r2: {{gray: 500, moss: 490}}", "Gray leads Moss by 10 votes after round 2."),
    (RANKED, COMPLETE, f"{HALF}, r2: {{gray: 500, moss: 490}}", "Gray finished 10 votes ahead of Moss in round 2."),
    (RANKED, COMPLETE, f"{HALF}, r2: {{gray: 500, moss: 500}}", "Gray and Moss finished tied at 500 votes."),
    (TRANSFER, PARTIAL, f"{HALF}, r2: {{gray: 500, moss: 490, lund: 10}}", "Gray leads with 500 votes after round 2."),
    (
        TRANSFER,
        COMPLETE,
        f"{HALF}, r2: {{gray: 500, moss: 490, lund: 10}}",
        "Gray finished first with 500 votes in round 2.",
    ),
    (MEASURE, PARTIAL, "{yes: 571, no: 429}", "Yes leads with 57.10%; a majority is needed."),
    (LEVY, PARTIAL, "{yes: 571, no: 429}", "Yes leads with 57.10%; 60% is needed."),
    (LEVY, PARTIAL, "{yes: 429, no: 571}", "No leads with 57.10%."),
    (LEVY, PARTIAL, "{yes: 500, no: 500}", "Yes and No are tied at 500 votes."),
    (LEVY, COMPLETE, "{yes: 600, no: 400}", "Yes finished with 60.00%, above the 60% needed."),
    (LEVY, COMPLETE, "{yes: 599, no: 401}", "Yes finished with 59.90%, short of the 60% needed."),
    (MEASURE, COMPLETE, "{yes: 500, no: 500}", "Yes finished with 50.00%, short of the majority needed."),
    (MEASURE, CERTIFIED, "{yes: 501, no: 500}", "Yes finished with 50.05%, above the majority needed."),
    (
        OF_BALLOTS,
        COMPLETE,
        "{yes: 571, no: 429}",
        "Yes finished with 571 votes; we don’t know if it reached 60% of ballots.",
    ),
    (
        QUORUM,
        COMPLETE,
        "{yes: 571, no: 429}",
        "Yes finished with 571 votes; we don’t know if turnout reached 40%.",
    ),
    (SO_MANY, PARTIAL, "{yes: 571, no: 429}", "Yes leads with 57.10%; 600 votes are needed."),
    (SO_MANY, COMPLETE, "{yes: 571, no: 429}", "Yes finished with 57.10%, short of the 600 votes needed."),
    (RETENTION, PARTIAL, "{yes: 571, no: 429}", "Yes leads with 57.10%; a majority is needed."),
    (RETENTION, COMPLETE, "{yes: 571, no: 429}", "Yes finished with 57.10%, above the majority needed."),
    (MAJORITY, PARTIAL, HALF, "Gray leads with 48.00%; a majority (more than 50%) is needed."),
    (MAJORITY, COMPLETE, VOTES, "Gray finished with 55.56%, above the majority needed."),
    (MAJORITY, COMPLETE, HALF, "Gray finished first with 48.00%, short of the majority needed; Moss is second."),
    (
        MAJORITY.replace("majority", "{share: 5%, of: registered}"),
        COMPLETE,
        HALF,
        "Gray finished first with 480 votes; we don’t know if it reached 5% of registered voters; Moss is second.",
    ),
    (
        FIRST_ROUND,
        PARTIAL,
        CLOSE,
        "Gray and Moss lead for the 2 places in the next round; Moss is 92 votes ahead of Lund.",
    ),
    (FIRST_ROUND, COMPLETE, CLOSE, "Gray and Moss finished first and second; Moss is 92 votes ahead of Lund."),
    (
        FIRST_ROUND.replace("advance: 2", "advance: 3"),
        COMPLETE,
        CLOSE,
        "Gray, Moss and Lund finished ahead; Lund is 7 votes ahead of Okafor.",
    ),
    (
        FIRST_ROUND.replace("advance: 2", "advance: 1"),
        PARTIAL,
        CLOSE,
        "Gray leads for the place in the next round; Gray is 82 votes ahead of Moss.",
    ),
    (FIRST_ROUND.replace("advance: 2", "advance: 5"), PARTIAL, CLOSE, "Gray leads Moss by 82 votes."),
    (BOARD, PARTIAL, CLOSE, "Gray, Moss and Lund lead; Lund is 7 votes ahead of Okafor for the last seat."),
    (BOARD, COMPLETE, CLOSE, "Gray, Moss and Lund finished ahead; Lund is 7 votes ahead of Okafor for the last seat."),
    (RACE, PARTIAL, VOTES, "Gray leads Moss by 200 votes."),
    (RACE, PARTIAL, "{gray: 500, moss: 300, lund: 300}", "Gray leads Moss and Lund by 200 votes."),
    (RACE, PARTIAL, "{gray: 1}", "Gray leads with 1 vote."),
    (RACE, COMPLETE, VOTES, "Gray finished 200 votes ahead of Moss."),
    (RACE, COMPLETE, "{gray: 500}", "Gray finished with 500 votes."),
    (RACE, CERTIFIED, VOTES, "Gray finished 200 votes ahead of Moss."),
    (
        OPTION,
        PARTIAL,
        "{gray: 5, moss: 3, none: 9}",
        "Gray leads Moss by 2 votes. Uncommitted has more than any candidate.",
    ),
    (OPTION, PARTIAL, "{none: 9}", "No candidate has any votes. Uncommitted has more than any candidate."),
]


@pytest.mark.parametrize(("contest", "status", "votes", "declared", "said"), NOTHING + DECLARED)
def test_what_is_said_of_an_outcome(contest: str, status: str, votes: str, declared: str, said: str) -> None:
    more = outcome(declared) if declared else ""
    assert told(contest, status, votes, more=more).says() == said


@pytest.mark.parametrize(("contest", "status", "votes", "said"), COUNTED)
def test_what_is_said_of_figures(contest: str, status: str, votes: str, said: str) -> None:
    assert told(contest, status, votes).says() == said


@pytest.mark.parametrize(
    ("contest", "votes", "turnout", "said"),
    [
        (
            OF_BALLOTS,
            "{yes: 620, no: 380}",
            "ballots: 1100",
            "Yes finished with 56.36% of ballots, short of the 60% needed.",
        ),
        (
            OF_BALLOTS,
            "{yes: 660, no: 340}",
            "ballots: 1100",
            "Yes finished with 60.00% of ballots, above the 60% needed.",
        ),
        (
            QUORUM,
            "{yes: 620, no: 380}",
            "ballots: 1100, registered: 3000",
            "Yes finished with 62.00%; turnout was short of the 40% needed.",
        ),
        (
            QUORUM,
            "{yes: 620, no: 380}",
            "ballots: 1200, registered: 3000",
            "Yes finished with 62.00%, above the majority needed.",
        ),
        (
            QUORUM,
            "{yes: 400, no: 600}",
            "ballots: 1100, registered: 3000",
            "Yes finished with 40.00%, short of the majority needed.",
        ),
    ],
)
def test_what_is_needed_may_be_a_share_of_turnout(contest: str, votes: str, turnout: str, said: str) -> None:
    assert told(contest, COMPLETE, votes, turnout=f", turnout: {{{turnout}}}").says() == said


def test_who_wins_by_lot_has_the_votes_of_the_one_who_lost() -> None:
    drawn = told(TWO, CERTIFIED, "{gray: 1, moss: 1}", more=outcome("winners: [moss], by: lot"))
    assert drawn.says() == "Moss won by lot after a tie at 1 vote."


@pytest.mark.parametrize(
    ("contest", "said"),
    [(RANKED, "Gray won by 10 votes in round 2."), (TRANSFER, "Moss and Gray are elected.")],
)
def test_winners_of_a_ranked_count(contest: str, said: str) -> None:
    votes = f"{HALF}, r2: {{gray: 500, moss: 490, lund: 20}}"
    winners = "moss, gray" if contest is TRANSFER else "gray"
    assert told(contest, CERTIFIED, votes, more=outcome(f"winners: [{winners}]")).says() == said


LEE = RACE.replace("place: alder", "place: lee")
ROWS = "harbor-1: {votes: {gray: 5, moss: 3}}\nharbor-2: {votes: {gray: 4, moss: 4}}\n"


def in_county(contest: str, status: str, rows: str = ROWS, *, kind: str = "", more: str = "") -> Count:
    """Read one release of a contest in a county of four precincts."""
    return count(files_of(contest, Published("2025-11-05", status, kind=kind, more=more, rows=rows)))


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("partial", "Gray leads Moss by 2 votes, with 2 of 4 precincts reporting."),
        ("correction", "Gray leads Moss by 2 votes, with 2 of 4 precincts reporting."),
        ("recount", "Gray leads Moss by 2 votes in the recount so far."),
        ("recanvass", "Gray leads Moss by 2 votes in the recanvass so far."),
    ],
)
def test_a_count_that_goes_on_says_how_far_it_is(kind: str, said: str) -> None:
    assert in_county(LEE, PARTIAL, kind=kind).says() == said
    assert in_county(LEE, COMPLETE, kind=kind).says() == "Gray finished 2 votes ahead of Moss."


def test_an_outcome_needs_no_word_on_how_far_a_count_is() -> None:
    won = in_county(LEE, PARTIAL, more=outcome("winners: [gray]"))
    assert won.says() == "Gray won by 2 votes."
    projected = in_county(LEE, PARTIAL, more=outcome("winners: [gray], by: projection, declared_by: The Paper"))
    assert projected.says() == (
        "Gray is the projected winner, The Paper says; Gray leads by 2 votes, with 2 of 4 precincts reporting."
    )


def test_places_of_several_kinds_are_called_places() -> None:
    places = PLACES.replace("meadow-1: {name: Meadow 1, kind: precinct", "meadow-1: {name: Meadow 1, kind: town")
    files = files_of(LEE, Published("2025-11-05", PARTIAL, rows=ROWS), places=places)
    assert count(files).says() == "Gray leads Moss by 2 votes, with 2 of 4 places reporting."


def test_a_place_is_told_by_its_own_figures_and_never_has_a_winner() -> None:
    partial, over = in_county(LEE, PARTIAL), in_county(LEE, CERTIFIED, more=outcome("winners: [moss]"))
    assert partial.says(area="harbor-1") == "Gray leads Moss by 2 votes here."
    assert partial.says(area="harbor") == "Gray leads Moss by 2 votes here, with 2 of 2 precincts reporting."
    assert over.says(area="harbor-1") == "Gray finished 2 votes ahead of Moss here."
    assert over.says(area="harbor-2") == "Gray and Moss finished tied at 4 votes."
    assert over.says(area="meadow-1") == "No votes reported yet."
    assert over.says() == "Moss was declared the winner."


def test_what_a_place_says_of_several_seats_and_of_a_runoff_is_who_leads_there() -> None:
    for line in ("seats: 2", "threshold: majority", "advance: 2"):
        found = in_county(LEE.replace("place: lee", f"place: lee\n{line}"), COMPLETE)
        assert found.says(area="harbor-1") == "Gray finished 2 votes ahead of Moss here."


def test_what_a_place_says_of_a_measure_is_how_it_voted() -> None:
    measure = LEVY.replace("place: alder", "place: lee")
    rows = (
        "harbor-1: {votes: {yes: 6, no: 4}}\nharbor-2: {votes: {yes: 2, no: 8}}\nmeadow-1: {votes: {yes: 5, no: 5}}\n"
    )
    partial, over = in_county(measure, PARTIAL, rows), in_county(measure, COMPLETE, rows)
    assert partial.says(area="harbor-1") == "Yes leads with 60.00% here."
    assert partial.says(area="harbor-2") == "No leads with 80.00% here."
    assert over.says(area="harbor-1") == "Yes finished with 60.00% here."
    assert over.says(area="harbor-2") == "No finished with 80.00% here."
    assert over.says(area="meadow-1") == "Yes and No finished tied at 5 votes."


def test_figures_that_are_withheld_are_named() -> None:
    rows = "harbor-1: {votes: {gray: 5, moss: withheld, lund: 1}}\nharbor-2: {votes: {gray: 4, moss: withheld}}\n"
    found = in_county(LEE, PARTIAL, rows)
    assert found.says() == (
        "Gray has 9 votes and Lund 1, with 2 of 4 precincts reporting. Results for 2 places are withheld."
    )


AUDITS = [
    (RACE, "{gray: 700, moss: 500}", "The audit counted Gray 200 votes ahead of Moss."),
    (RACE, "{gray: 500, moss: 500}", "The audit counted Gray and Moss tied at 500 votes."),
    (MEASURE, "{yes: 400, no: 500}", "The audit counted No 100 votes ahead of Yes."),
    (BOARD, CLOSE, "The audit counted Lund 7 votes ahead of Okafor."),
    (MAJORITY, VOTES, "The audit counted Gray 200 votes ahead of Moss."),
]


@pytest.mark.parametrize(("contest", "votes", "said"), AUDITS)
def test_an_audit_says_what_it_counted(contest: str, votes: str, said: str) -> None:
    audit = told(contest, COMPLETE, votes, kind="audit")
    assert audit.audit_says(0) == f"{said} It did not change the results in force."
    assert audit.says() == "No results yet."


@pytest.mark.parametrize("status", [PARTIAL, COMPLETE, CERTIFIED])
def test_only_an_outcome_makes_a_winner(status: str) -> None:
    for contest, votes in ((RACE, VOTES), (MAJORITY, VOTES), (BOARD, CLOSE), (RANKED, VOTES), (LEVY, "{yes: 9}")):
        said = told(contest, status, votes).says()
        assert not any(word in said for word in ("won", "elected", "passed", "winner", "nomination")), said
