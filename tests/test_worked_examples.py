"""Elections that were close or odd, with the figures and the sentence that were true after each release."""

import pytest

from recanvass.core.ids import AreaId, TallyId
from recanvass.results import awards, figures, thresholds
from recanvass.results.figures import Basis
from recanvass.results.histories import changed_units
from tests.ballots import Count, Published, count, counted, files_of
from tests.sites import tally_of

KINDS = "kinds:\n  state: {name: State, plural: States}\n  county: {name: County, plural: Counties}\n"
PARTIES = "\n".join(
    f"{party}: {{name: {name}}}"
    for party, name in {
        "dem": "Democratic",
        "rep": "Republican",
        "dfl": "Democratic-Farmer-Labor",
        "ip": "Independence Party",
        "lib": "Libertarian",
        "grn": "Green",
        "wor": "Working Families",
        "ind": "Independence",
        "wep": "Women's Equality",
        "con": "Conservative",
        "ref": "Reform",
        "sam": "SAM",
    }.items()
)
COMPLETE, PARTIAL, CERTIFIED = "unofficial-complete", "unofficial-partial", "certified"


def held_in(place: str, contest: str, *releases: Published, more: str = "") -> Count:
    """Return a contest that is held in one state, which has no places in it."""
    places = f"{KINDS}places:\n  {place}: {{name: {place.upper()}, kind: state{more}}}\n"
    files = files_of(contest, *releases, places=places)
    offices = {"content/offices.yml": "house: {name: House of Delegates}\n"}
    return count({**files, **offices, "content/parties.yml": PARTIES})


def votes(place: str, **by_choice: int) -> str:
    """Return the totals of a state."""
    stated = ", ".join(f"{choice.replace('_', '-')}: {count}" for choice, count in by_choice.items())
    return f"{{{place}: {{votes: {{{stated}}}}}}}"


def test_a_senate_race_that_a_recount_turned_around() -> None:
    contest = (
        "title: U.S. Senate\ndate: 2008-11-04\nplace: mn\nchoices:\n"
        "  - {id: coleman, name: Norm Coleman, party: rep, incumbent: true}\n"
        "  - {id: franken, name: Al Franken, party: dfl}\n  - {id: barkley, name: Dean Barkley, party: ip}\n"
    )
    court = "outcome:\n  winners: [franken]\n  by: court\n  declared_by: a three-judge panel\n  date: 2009-04-13\n"
    senate = held_in(
        "mn",
        contest,
        Published("2008-11-18", COMPLETE, "{mn: {votes: {coleman: 1211590, franken: 1211375}}}"),
        Published("2008-12-05", PARTIAL, "{mn: {votes: {coleman: 1208935, franken: 1208747}}}", kind="recount"),
        Published("2008-12-30", PARTIAL, "{mn: {votes: {coleman: 1211901, franken: 1211950}}}", kind="recount"),
        Published("2009-01-05", CERTIFIED, "{mn: {votes: {coleman: 1212206, franken: 1212431}}}"),
        Published(
            "2009-04-13",
            CERTIFIED,
            votes("mn", franken=1212629, coleman=1212317, barkley=437505),
            kind="court",
            more=court,
        ),
    )
    assert [senate.says(release) for release in range(5)] == [
        "Coleman finished 215 votes ahead of Franken.",
        "Coleman leads Franken by 188 votes in the recount so far.",
        "Franken leads Coleman by 49 votes in the recount so far.",
        "Franken finished 225 votes ahead of Coleman.",
        "Franken won by 312 votes, after a ruling by a three-judge panel.",
    ]
    assert [senate.shares(release=release) for release in range(4)] == [{}, {}, {}, {}]
    assert senate.counts(release=3) == {"coleman": 1212206, "franken": 1212431, "barkley": None}
    assert senate.counts() == {"coleman": 1212317, "franken": 1212629, "barkley": 437505}
    assert senate.figures().total == 2862451


def test_a_seat_that_was_won_by_lot() -> None:
    contest = (
        "title: House of Delegates\noffice: house\ndistrict: '94'\ndate: 2017-11-07\nplace: va\nheld_by: rep\n"
        "choices:\n  - {id: yancey, name: David Yancey, party: rep, incumbent: true}\n"
        "  - {id: simonds, name: Shelly Simonds, party: dem}\n"
    )
    drawn = "outcome: {winners: [yancey], by: lot, date: 2018-01-04}\n"
    house = held_in(
        "va",
        contest,
        Published("2017-11-08", COMPLETE, votes("va", yancey=11597, simonds=11585)),
        Published(
            "2017-11-20", CERTIFIED, votes("va", yancey=11601, simonds=11591), more="outcome: {winners: [yancey]}\n"
        ),
        Published(
            "2017-12-19", COMPLETE, votes("va", yancey=11607, simonds=11608), kind="recount", more="outcome: none\n"
        ),
        Published(
            "2017-12-20",
            CERTIFIED,
            votes("va", yancey=11608, simonds=11608),
            kind="court",
            more="outcome: {tie: [yancey, simonds]}\n",
        ),
        Published("2018-01-04", CERTIFIED, more=drawn),
    )
    assert [house.says(release) for release in range(5)] == [
        "Yancey finished 12 votes ahead of Simonds.",
        "Yancey won by 10 votes.",
        "Simonds finished 1 vote ahead of Yancey.",
        "Yancey and Simonds are tied at 11,608 votes.",
        "Yancey won by lot after a tie at 11,608 votes.",
    ]
    assert house.figures(release=1).total == 23192
    assert house.counts(release=4) == house.counts(release=3)
    assert (house.contest.office, house.contest.district, house.contest.held_by) == ("house", "94", "rep")


def test_a_governor_elected_on_the_third_count() -> None:
    contest = (
        "title: Governor\ndate: 2004-11-02\nplace: wa\nheld_by: dem\nchoices:\n"
        "  - {id: rossi, name: Dino Rossi, party: rep}\n  - {id: gregoire, name: Christine Gregoire, party: dem}\n"
    )
    won = "outcome: {winners: [gregoire]}\n"
    ruled = "outcome: {winners: [gregoire], by: court, declared_by: Chelan County Superior Court}\n"
    governor = held_in(
        "wa",
        contest,
        Published("2004-11-17", COMPLETE, votes("wa", rossi=1371414, gregoire=1371153)),
        Published("2004-11-24", COMPLETE, votes("wa", rossi=1372484, gregoire=1372442), kind="recount"),
        Published("2004-12-30", CERTIFIED, votes("wa", rossi=1373232, gregoire=1373361), kind="recount", more=won),
        Published("2005-06-06", CERTIFIED, votes("wa", rossi=1373228, gregoire=1373361), kind="court", more=ruled),
    )
    assert [governor.says(release) for release in range(4)] == [
        "Rossi finished 261 votes ahead of Gregoire.",
        "Rossi finished 42 votes ahead of Gregoire.",
        "Gregoire won by 129 votes.",
        "Gregoire won by 133 votes, after a ruling by Chelan County Superior Court.",
    ]
    changed = [change for release in governor.results.changes[1:2] for change in release]
    assert [(change.before, change.after) for change in changed] == [((1371414, 1371153), (1372484, 1372442))]


def electors(*releases: Published) -> Count:
    """Return the race for Florida's electors of 2000."""
    contest = (
        "title: President\ndate: 2000-11-07\nplace: fl\ntallies:\n  - {id: votes, name: Votes, unit: votes}\n"
        "  - id: electors\n    name: Electoral votes\n    unit: electoral votes\n    award: {from: votes, by: winner}\n"
        "choices:\n  - {id: bush, ticket: [George W. Bush, Dick Cheney], party: rep}\n"
        "  - {id: gore, ticket: [Al Gore, Joe Lieberman], party: dem}\n  - {id: nader, name: Ralph Nader, party: grn}\n"
        "  - {id: others, name: Seven others and write-ins, candidate: false}\n"
    )
    return held_in("fl", contest, *releases, more=", worth: {electors: 25}")


def test_a_states_electors_follow_from_its_votes() -> None:
    president = electors(
        Published("2000-11-14", COMPLETE, votes("fl", bush=2910492, gore=2910192)),
        Published(
            "2000-11-26",
            CERTIFIED,
            votes("fl", bush=2912790, gore=2912253, nader=97488, others=40579),
            more="outcome: {winners: [bush]}\n",
        ),
    )
    assert [president.says(release) for release in range(2)] == [
        "Bush finished 300 votes ahead of Gore.",
        "Bush won by 537 votes.",
    ]
    assert president.figures().total == 5963110
    shares = president.shares(decimals=3)
    assert (shares["bush"], shares["gore"]) == ("48.847", "48.838")
    assert president.counts("electors") == {"bush": 25, "gore": 0, "nader": 0, "others": 0}
    assert [choice.short for choice in president.contest.choices[:3]] == ["Bush", "Gore", "Nader"]
    assert president.contest.choices[0].name == "George W. Bush and Dick Cheney"


def test_an_audit_is_shown_and_never_counted() -> None:
    contest = (
        "title: President\ndate: 2020-11-03\nplace: ga\nchoices:\n"
        "  - {id: trump, ticket: [Donald J. Trump, Michael R. Pence], party: rep, incumbent: true}\n"
        "  - {id: biden, ticket: [Joseph R. Biden, Kamala D. Harris], party: dem}\n"
    )
    president = held_in(
        "ga",
        contest,
        Published("2020-11-19", COMPLETE, votes("ga", biden=2475141, trump=2462857), kind="audit"),
        Published(
            "2020-11-20", CERTIFIED, votes("ga", trump=2461837, biden=2474507), more="outcome: {winners: [biden]}\n"
        ),
        Published("2020-12-07", CERTIFIED, votes("ga", trump=2461854, biden=2473633), kind="recount"),
    )
    assert president.audit_says(0) == (
        "The audit counted Biden 12,284 votes ahead of Trump. It did not change the results in force."
    )
    assert president.counts(release=0) == {"trump": None, "biden": None}
    assert president.says(0) == "No results yet."
    assert president.says(1) == "Biden won by 12,670 votes."
    assert president.says(2) == "Biden won by 11,779 votes."
    assert [changed_units(changes) for changes in president.results.changes] == [(), ("ga",), ("ga",)]
    change = president.results.changes[2][0]
    assert change.before == (2461837, 2474507)
    assert tuple(now - was for now, was in zip(change.after, change.before, strict=True) if now and was) == (17, -874)


MAINE = """\
title: U.S. House
date: 2018-11-06
place: me
threshold: majority
tallies:
  - {id: r1, name: First choices, unit: votes, round: 1}
  - {id: r2, round: 2}
choices:
  - {id: bond, name: Tiffany Bond}
  - {id: golden, name: Jared Golden, party: dem}
  - {id: hoar, name: William Hoar}
  - {id: poliquin, name: Bruce Poliquin, party: rep, incumbent: true}
"""


def test_a_ranked_count_shows_its_rounds_as_published() -> None:
    press = "{me: {r1: {golden: 128999, poliquin: 131631}, r2: {golden: 139231, poliquin: 136326}}}"
    certified = (
        "{me: {r1: {poliquin: 134184, golden: 132013, bond: 16552, hoar: 6875}, "
        "r2: {golden: 142440, poliquin: 138931, exhausted: 8253}}}"
    )
    house = held_in(
        "me",
        MAINE,
        Published("2018-11-15", COMPLETE, press),
        Published("2018-11-26", CERTIFIED, certified, more="outcome: {winners: [golden]}\n"),
    )
    area, second = AreaId("me"), tally_of(house.contest, "r2")
    assert house.says(0) == "Golden finished 2,905 votes ahead of Poliquin in round 2."
    assert house.shares("r1", release=0) == {}
    assert house.shares("r2", release=0) == {"golden": "50.53", "poliquin": "49.47"}
    assert figures.exhausted(house.results, area, second, 0) is None
    assert house.says(1) == "Golden won by 3,509 votes in round 2."
    assert house.figures("r1").total == 289624
    assert house.shares("r1") == {"bond": "5.71", "golden": "45.58", "hoar": "2.37", "poliquin": "46.33"}
    assert house.figures("r2").total == 281371
    assert house.shares("r2") == {"golden": "50.62", "poliquin": "49.38"}
    assert house.counts("r2") == {"bond": None, "golden": 142440, "hoar": None, "poliquin": 138931}
    assert figures.exhausted(house.results, area, second, 1) == (8253, False)


def test_exhausted_ballots_are_computed_if_nobody_states_them() -> None:
    first = "{poliquin: 134184, golden: 132013, bond: 16552, hoar: 6875}"
    rounds = f"{{me: {{r1: {first}, r2: {{golden: 142440, poliquin: 138931}}}}}}"
    house = held_in("me", MAINE, Published("2018-11-26", CERTIFIED, rounds))
    assert figures.exhausted(house.results, AreaId("me"), tally_of(house.contest, "r2"), 0) == (8253, True)


@pytest.mark.parametrize(
    ("threshold", "outcome", "said"),
    [
        ("60%", "outcome: {passed: false}\n", "Amendment 4 failed: 57.17% voted yes; 60% was needed."),
        ("60%", "", "Yes finished with 57.17%, short of the 60% needed."),
        ("{share: 55%, of: ballots}", "", "Yes finished with 55.17% of ballots, above the 55% needed."),
        ("{share: 56%, of: ballots}", "", "Yes finished with 55.17% of ballots, short of the 56% needed."),
    ],
)
def test_a_measure_that_needs_sixty_percent(threshold: str, outcome: str, said: str) -> None:
    totals = "{fl: {votes: {yes: 6070758, no: 4548379}, turnout: {ballots: 11004209, registered: 13949168}}}"
    contest = f"title: Amendment 4\ndate: 2024-11-05\nplace: fl\nkind: measure\nthreshold: {threshold}\n"
    amendment = held_in("fl", contest, Published("2024-11-19", CERTIFIED, totals, more=outcome))
    assert amendment.says() == said
    assert amendment.figures().total == 10619137
    assert amendment.shares() == {"yes": "57.17", "no": "42.83"}
    assert amendment.turnout() == {"ballots": 11004209, "registered": 13949168}


def test_how_many_votes_a_measure_lacked() -> None:
    totals = "{fl: {votes: {yes: 6070758, no: 4548379}}}"
    contest = "title: Amendment 4\ndate: 2024-11-05\nplace: fl\nkind: measure\nthreshold: 60%\n"
    amendment = held_in("fl", contest, Published("2024-11-19", CERTIFIED, totals))
    (test,) = thresholds.tests(amendment.site, amendment.results, amendment.figures(), choice=0, release=0)
    assert (test.needed, test.is_reached) == (6371483, False)
    assert test.needed is not None
    assert test.needed - 6070758 == 300725


def test_a_recanvass_of_all_counties_that_moved_one_write_in() -> None:
    counties = "".join(
        f"  c{number}: {{name: County {number}, kind: county, parent: ky}}\n" for number in range(1, 120)
    )
    places = (
        f"{KINDS}places:\n  ky: {{name: Kentucky, kind: state}}\n"
        f"  casey: {{name: Casey, kind: county, parent: ky}}\n{counties}"
    )
    contest = (
        "title: Governor\ndate: 2019-11-05\nplace: ky\nheld_by: rep\nchoices:\n"
        "  - {id: bevin, ticket: [Matt Bevin, Ralph Alvarado], party: rep, incumbent: true}\n"
        "  - {id: beshear, ticket: [Andy Beshear, Jacqueline Coleman], party: dem}\n"
        "  - {id: hicks, ticket: [John Hicks, Ann Cormican], party: lib}\n"
        "  - {id: write-ins, name: Write-ins, candidate: false, write_in: true}\n"
    )
    stated = "{{ky: {{votes: {{beshear: 709890, bevin: 704754, hicks: 28433, write-ins: {}}}}}, casey: {{votes: {}}}}}"
    review = (
        "kind: recanvass\nrequested_by: bevin\nfiled: 2019-11-06\nstate: completed\n"
        "source: {name: Secretary of State}\n"
        "places:\n  - {place: ky}\n"
    )
    releases = (
        Published("2019-11-08", COMPLETE, stated.format(45, "{write-ins: 0}")),
        Published("2019-11-14", COMPLETE, stated.format(46, "{write-ins: 1}"), kind="recanvass"),
        Published("2019-11-21", CERTIFIED, more="outcome: {winners: [beshear]}\n"),
    )
    files = files_of(contest, *releases, places=places, extra={"content/contests/mayor/reviews/bevin.yml": review})
    governor = count({**files, "content/parties.yml": PARTIES})
    assert governor.says(0) == governor.says(1) == "Beshear finished 5,136 votes ahead of Bevin."
    assert governor.says(2) == "Beshear won by 5,136 votes."
    assert governor.figures(release=1).total == 1443123
    assert governor.shares(release=1) == {
        "bevin": "48.84",
        "beshear": "49.19",
        "hicks": "1.97",
        "write-ins": "0.00",
    }
    assert [choice.short for choice in governor.contest.choices] == ["Bevin", "Beshear", "Hicks", "Write-ins"]
    assert changed_units(governor.results.changes[1]) == ("casey",)
    assert governor.counts(area="casey", release=0) == {
        "bevin": None,
        "beshear": None,
        "hicks": None,
        "write-ins": 0,
    }
    assert len(governor.contest.units) == 120


BOARD = """\
title: School board
date: 2025-11-04
place: millbrook
seats: 3
choices:
  - {id: gray, name: Ann Gray}
  - {id: moss, name: Bob Moss}
  - {id: lund, name: Peter Lund}
  - {id: okafor, name: Ada Okafor}
  - {id: diaz, name: Eva Diaz}
"""
NORTH = (
    "north: {votes: {gray: 410, moss: 388, lund: 305, okafor: 300, diaz: 120}, "
    "turnout: {registered: 2000, ballots: 620, overvotes: 0, undervotes: 337}}\n"
)
SOUTH = (
    "south: {votes: {gray: 350, moss: 290, lund: 281, okafor: 279, diaz: 200}, "
    "turnout: {registered: 1900, ballots: 580, overvotes: 0, undervotes: 340}}\n"
)


def test_a_board_of_three_is_decided_at_the_third_seat() -> None:
    board = counted(
        BOARD,
        Published("2025-11-04", PARTIAL, rows=NORTH),
        Published("2025-11-12", COMPLETE, rows=NORTH + SOUTH),
        Published("2025-11-20", CERTIFIED, more="outcome: {winners: [gray, moss, lund]}\n"),
    )
    assert board.says(0) == (
        "Gray, Moss and Lund lead; Lund is 5 votes ahead of Okafor for the last seat, with 1 of 2 precincts reporting."
    )
    assert board.says(1) == "Gray, Moss and Lund finished ahead; Lund is 7 votes ahead of Okafor for the last seat."
    assert board.says(2) == "Gray, Moss and Lund are elected; Lund finished 7 votes ahead of Okafor."
    assert board.counts() == {"gray": 760, "moss": 678, "lund": 586, "okafor": 579, "diaz": 320}
    assert board.figures().total == 2923
    assert board.shares(decimals=1)["gray"] == "26.0"
    assert board.turnout() == {"registered": 3900, "ballots": 1200, "overvotes": 0, "undervotes": 677}
    assert board.contest.vote_for == 3


def test_a_runoff_after_nobody_had_a_majority() -> None:
    first = (
        "title: U.S. Senate\ndate: 2020-11-03\nplace: ga\nthreshold: majority\nadvance: 2\nnext: runoff\nchoices:\n"
        "  - {id: perdue, name: David Perdue, party: rep, incumbent: true}\n"
        "  - {id: ossoff, name: Jon Ossoff, party: dem}\n  - {id: hazel, name: Shane Hazel, party: lib}\n"
    )
    totals = votes("ga", perdue=2462617, ossoff=2374519, hazel=115039)
    second = (
        "title: U.S. Senate runoff\ndate: 2021-01-05\nplace: ga\nchoices:\n"
        "  - {id: perdue, name: David Perdue, party: rep}\n  - {id: ossoff, name: Jon Ossoff, party: dem}\n"
    )
    runoff = Published(
        "2021-01-19", CERTIFIED, votes("ga", perdue=2214979, ossoff=2269923), more="outcome: {winners: [ossoff]}\n"
    )
    places = f"{KINDS}places:\n  ga: {{name: Georgia, kind: state}}\n"
    files = {
        **files_of(
            first,
            Published("2020-11-18", COMPLETE, totals),
            Published("2020-11-20", CERTIFIED, more="outcome: {advancing: [perdue, ossoff]}\n"),
            places=places,
        ),
        "content/contests/runoff/contest.yml": second,
        **runoff.files("runoff"),
    }
    senate = count(files)
    assert senate.says(0) == "Perdue finished first with 49.73%, short of the majority needed; Ossoff is second."
    assert senate.says(1) == "Perdue and Ossoff advance to a runoff on Jan. 5, 2021."
    assert senate.figures().total == 4952175
    assert senate.shares() == {"perdue": "49.73", "ossoff": "47.95", "hazel": "2.32"}
    (test,) = thresholds.tests(senate.site, senate.results, senate.figures(), choice=0, release=1)
    assert (test.needed, test.is_reached) == (2476088, False)
    after = count(files, "runoff")
    assert after.says() == "Ossoff won by 54,944 votes."
    assert after.shares() == {"perdue": "49.39", "ossoff": "50.61"}


def test_a_candidate_on_the_lines_of_several_parties() -> None:
    lines = {
        "dem": 3424416,
        "wor": 114478,
        "ind": 68713,
        "wep": 27733,
        "rep": 1926485,
        "con": 253624,
        "ref": 27493,
    }
    tallies = "".join(
        f"  - {{id: l-{party}, name: {party.upper()}, unit: votes, part_of: votes, party: {party}}}\n"
        for party in lines
    )
    contest = (
        f"title: Governor\ndate: 2018-11-06\nplace: ny\ntallies:\n  - {{id: votes, name: Votes, unit: votes}}\n"
        f"{tallies}choices:\n"
        "  - {id: cuomo, ticket: [Andrew Cuomo, Kathy Hochul], party: [dem, wor, ind, wep], incumbent: true}\n"
        "  - {id: molinaro, ticket: [Marc Molinaro, Julie Killian], party: [rep, con, ref]}\n"
        "  - {id: hawkins, name: Howie Hawkins, party: grn}\n  - {id: sharpe, name: Larry Sharpe, party: lib}\n"
        "  - {id: miner, name: Stephanie Miner, party: sam}\n"
        "  - {id: scattering, name: Scattering, candidate: false, write_in: true, in_total: false}\n"
    )
    by_line = ", ".join(
        f"l-{party}: {{{'cuomo' if party in ('dem', 'wor', 'ind', 'wep') else 'molinaro'}: {number}}}"
        for party, number in lines.items()
    )
    totals = (
        f"{{ny: {{{by_line}, votes: {{cuomo: 3635340, molinaro: 2207602, hawkins: 103946, sharpe: 95033, miner: 55441, "
        "scattering: 7115}, turnout: {blank: 122040, rejected: 4442}}}"
    )
    governor = held_in("ny", contest, Published("2018-12-15", CERTIFIED, totals, more="outcome: {winners: [cuomo]}\n"))
    assert governor.says() == "Cuomo won by 1,427,738 votes."
    assert governor.figures().total == 6097362
    shares = governor.shares()
    assert (shares["cuomo"], shares["molinaro"]) == ("59.62", "36.21")
    assert "scattering" not in shares
    assert sum(governor.counts(f"l-{party}")["cuomo"] or 0 for party in lines) == 3635340
    assert sum(governor.counts(f"l-{party}")["molinaro"] or 0 for party in lines) == 2207602
    assert governor.counts("l-dem")["molinaro"] is None
    assert governor.contest.choices[0].parties == ("dem", "wor", "ind", "wep")
    with_all = count(
        files_of(
            contest.replace(", in_total: false", ""),
            Published("2018-12-15", CERTIFIED, totals),
            places=f"{KINDS}places:\n  ny: {{name: New York, kind: state}}\n",
            extra={"content/parties.yml": PARTIES},
        )
    )
    assert (with_all.shares()["cuomo"], with_all.shares()["molinaro"]) == ("59.55", "36.16")


def test_a_caucus_with_attendance_and_a_draw() -> None:
    places = (
        "kinds: {state: {name: State, plural: States}, precinct: {name: Precinct, plural: Precincts}}\n"
        "places:\n  nv: {name: Nevada, kind: state}\n"
        "  clark-3717: {name: Clark 3717, kind: precinct, parent: nv, worth: {delegates: 3}}\n"
        "  churchill-12: {name: Churchill 12, kind: precinct, parent: nv, worth: {delegates: 2}}\n"
        "  clark-3824: {name: Clark 3824, kind: precinct, parent: nv, worth: {delegates: 4}}\n"
        "  clark-2673: {name: Clark 2673, kind: precinct, parent: nv, worth: {delegates: 1}}\n"
    )
    rules = (
        "pack: caucus\ntitle: 2020 Nevada Democratic caucuses\nsource: {name: Nevada State Democratic Party}\n"
        "first: first\nfinal: final\nawards: delegates\ndelegates: delegates\npeople: first\n"
        "viability: {2: 1/4, 3: 1/6, 4: 3/20}\nallocation: nearest\ndraw: card draw\n"
    )
    contest = (
        "title: Democratic caucuses\ndate: 2020-02-22\nplace: nv\nrules: nevada-caucus-2020\ntallies:\n"
        "  - {id: first, name: First alignment, unit: people}\n  - {id: final, name: Final alignment, unit: people}\n"
        "  - {id: delegates, name: Delegates, unit: county convention delegates, decides: true}\nchoices:\n"
        + "".join(
            f"  - {{id: {name.split()[1].lower()}, name: {name}}}\n"
            for name in (
                "Joe Biden",
                "Pete Buttigieg",
                "Amy Klobuchar",
                "Bernie Sanders",
                "Tom Steyer",
                "Elizabeth Warren",
            )
        )
    )
    rows = (
        "clark-3717:\n  first: {biden: 8, buttigieg: 2, sanders: 9, warren: 1}\n  final: {biden: 10, sanders: 10}\n"
        "  delegates: {biden: 1, sanders: 2}\n  turnout: {voters: 20}\n  lot: [sanders]\n"
        "churchill-12:\n  first: {buttigieg: 2, klobuchar: 1, sanders: 5, steyer: 4, warren: 1}\n"
        "  final: {buttigieg: 1, sanders: 5, steyer: 6}\n  delegates: {sanders: 1, steyer: 1}\n"
        "  turnout: {voters: 13}\n"
        "clark-3824:\n  first: {biden: 11, sanders: 9}\n  final: {biden: 11, sanders: 9}\n"
        "  delegates: {biden: 2, sanders: 2}\n  turnout: {voters: 20}\n"
        "clark-2673:\n  first: {biden: 1, buttigieg: 3, klobuchar: 2, sanders: 1, steyer: 1, warren: 1}\n"
        "  final: {biden: 1, buttigieg: 3, sanders: 1, steyer: 1}\n  delegates: {buttigieg: 1}\n"
        "  turnout: {voters: 9}\n"
    )
    caucus = count(
        files_of(
            contest,
            Published("2020-02-24", COMPLETE, rows=rows),
            places=places,
            extra={"content/rules/nevada-caucus-2020.yml": rules},
        )
    )
    assert caucus.says() == "Sanders finished 2 county convention delegates ahead of Biden."
    assert caucus.counts("delegates") == {
        "biden": 3,
        "buttigieg": 1,
        "klobuchar": 0,
        "sanders": 5,
        "steyer": 1,
        "warren": 0,
    }
    assert caucus.turnout() == {"voters": 62}
    assert caucus.contest.releases[0].rows[AreaId("clark-3717")].lot == ("sanders",)
    assert caucus.figures("delegates").basis is Basis.UNITS
    assert caucus.says(area="clark-3824") == "Biden and Sanders finished tied at 2 county convention delegates."


def test_electors_are_awarded_to_nobody_in_a_tie() -> None:
    president = electors(Published("2000-11-26", CERTIFIED, votes("fl", bush=10, gore=10, nader=3, others=1)))
    assert president.counts("electors") == dict.fromkeys(("bush", "gore", "nader", "others"))
    award = tally_of(president.contest, "electors").award
    assert award is not None
    assert award.of == TallyId("votes")
    tied = awards.awarded(president.contest.choices, (10, 10, 3, 1), 25, award, tolerance=0)
    assert tied is None
