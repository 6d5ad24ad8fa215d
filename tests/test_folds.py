"""What follows from statements of several levels: totals without detail, parts, gaps, rounds, awards and turnout."""

import pytest

from recanvass.core.ids import AreaId
from recanvass.core.kinds import Reporting
from recanvass.results import figures, ranking
from recanvass.results.figures import Basis
from recanvass.results.histories import outcome, reporting_of
from tests.ballots import FOLDER, PLACES, Count, Published, count, counted, files_of
from tests.sites import tally_of

COMPLETE, PARTIAL, CERTIFIED = "unofficial-complete", "unofficial-partial", "certified"
LEE = (
    "title: Mayor\ndate: 2025-11-04\nplace: lee\n"
    "choices:\n  - {id: gray, name: Ann Gray}\n  - {id: moss, name: Bob Moss}\n"
)
HARBOR = "harbor-1: {votes: {gray: 100, moss: 400}}\nharbor-2: {votes: {gray: 200, moss: 200}}\n"
MEADOW = "{meadow: {votes: {gray: 700, moss: 400}}}"
ALL_IN = f"{HARBOR}meadow-1: {{votes: {{gray: 300, moss: 200}}}}\nmeadow-2: {{votes: {{gray: 400, moss: 200}}}}\n"


def is_without_detail(found: Count, area: str, tally: str = "votes") -> bool:
    at = len(found.contest.releases) - 1
    return figures.without_detail(found.results, AreaId(area), tally_of(found.contest, tally), at)


def remaining(found: Count, area: str, tally: str = "votes") -> tuple[object, ...] | None:
    at = len(found.contest.releases) - 1
    return figures.not_broken_down(found.results, AreaId(area), tally_of(found.contest, tally), at)


@pytest.mark.parametrize("is_row", [True, False])
def test_a_town_that_came_as_one_total_counts_into_the_county(*, is_row: bool) -> None:
    rows = f"{HARBOR}meadow: {{votes: {{gray: 700, moss: 400}}}}\n"
    release = (
        Published("2025-11-05", COMPLETE, rows=rows)
        if is_row
        else Published("2025-11-05", COMPLETE, MEADOW, rows=HARBOR)
    )
    mayor = counted(LEE, release)
    assert mayor.counts() == {"gray": 1000, "moss": 1000}
    assert mayor.says() == "Gray and Moss finished tied at 1,000 votes."
    assert [area for area in ("lee", "harbor", "meadow") if is_without_detail(mayor, area)] == ["meadow"]
    assert mayor.reporting() == (4, 4)
    assert reporting_of(mayor.results, AreaId("meadow-1"), 0) is Reporting.IN_TOTAL
    assert mayor.counts(area="meadow") == {"gray": 700, "moss": 400}
    assert mayor.counts(area="meadow-1") == {"gray": None, "moss": None}


def test_a_total_of_a_count_that_goes_on_leaves_its_places_open() -> None:
    mayor = counted(LEE, Published("2025-11-04", PARTIAL, MEADOW, rows=HARBOR))
    assert mayor.says() == "Gray and Moss are tied at 1,000 votes, with 2 of 4 precincts reporting."
    assert mayor.reporting() == (2, 4)
    stated = "meadow: {votes: {gray: 700, moss: 400}, status: reported}\n"
    reported = counted(LEE, Published("2025-11-04", PARTIAL, rows=f"{HARBOR}{stated}"))
    assert reported.reporting() == (4, 4)


def test_a_total_holds_what_its_places_do_not_break_down_yet() -> None:
    rows = f"{HARBOR}meadow-1: {{votes: {{gray: 300, moss: 100}}}}\n"
    mayor = counted(LEE, Published("2025-11-04", PARTIAL, MEADOW, rows=rows))
    assert mayor.counts() == {"gray": 1000, "moss": 1000}
    assert remaining(mayor, "meadow") == (400, 300)
    assert not is_without_detail(mayor, "meadow")


def test_a_total_that_its_places_exceed_no_longer_counts() -> None:
    later = "meadow-1: {votes: {gray: 800, moss: 100}}\n"
    mayor = counted(
        LEE, Published("2025-11-04", PARTIAL, MEADOW, rows=HARBOR), Published("2025-11-05", PARTIAL, rows=later)
    )
    assert mayor.counts() == {"gray": 1100, "moss": 700}
    assert remaining(mayor, "meadow") is None


def test_once_all_places_are_in_they_count_and_a_total_is_compared() -> None:
    later = "meadow-1: {votes: {gray: 300, moss: 200}}\nmeadow-2: {votes: {gray: 401, moss: 200}}\n"
    mayor = counted(
        LEE, Published("2025-11-04", COMPLETE, MEADOW, rows=HARBOR), Published("2025-11-05", COMPLETE, rows=later)
    )
    assert mayor.counts() == {"gray": 1001, "moss": 1000}
    assert mayor.counts(area="meadow") == {"gray": 701, "moss": 400}
    assert mayor.reporting() == (4, 4)
    assert figures.differences(mayor.results, 1) == ()


def test_a_place_of_units_that_meets_a_row_of_its_own_is_stated_once() -> None:
    rows = f"{HARBOR}meadow: {{votes: {{gray: 700}}}}\n"
    mayor = counted(LEE, Published("2025-11-05", COMPLETE, rows=rows))
    assert mayor.counts() == {"gray": 1000, "moss": 600}
    assert mayor.figures().total is None
    assert mayor.figures(area="meadow").counts == (700, None)


def test_the_order_of_rows_makes_no_difference() -> None:
    lines = ALL_IN.splitlines(keepends=True)
    forward = counted(LEE, Published("2025-11-05", COMPLETE, rows="".join(lines)))
    backward = counted(LEE, Published("2025-11-05", COMPLETE, rows="".join(reversed(lines))))
    assert forward.counts() == backward.counts() == {"gray": 1000, "moss": 1000}


def test_withheld_figures_are_at_least_and_have_no_share() -> None:
    rows = ALL_IN.replace("gray: 300, moss: 200", "gray: withheld, moss: 200")
    mayor = counted(LEE, Published("2025-11-05", COMPLETE, rows=rows))
    shown = mayor.figures()
    assert (shown.counts, shown.total, shown.unknown) == ((700, 1000), None, (1, 0))
    assert mayor.shares() == {}
    assert mayor.says() == "Moss has 1,000 votes and Gray at least 700. Results for 1 place are withheld."
    assert mayor.says(area="harbor") == "Moss finished 300 votes ahead of Gray here."
    published = counted(
        LEE, Published("2025-11-05", COMPLETE, rows=rows), Published("2025-11-06", COMPLETE, rows=ALL_IN)
    )
    assert published.figures().total == 2000
    assert published.says() == "Gray and Moss finished tied at 1,000 votes."


def test_withheld_everywhere_is_not_known_and_not_zero() -> None:
    mayor = counted(LEE, Published("2025-11-05", COMPLETE, "{harbor: {votes: {gray: withheld, moss: 600}}}"))
    assert mayor.counts(area="harbor") == {"gray": None, "moss": 600}
    assert mayor.figures().total is None


def test_a_csv_file_can_withhold_figures_and_state_turnout() -> None:
    folder = f"{FOLDER}/mayor/releases/2025-11-05-r0"
    files = files_of(LEE, Published("2025-11-05", COMPLETE))
    files[f"{folder}/votes.csv"] = (
        "place,choice,votes\nharbor-1,gray,withheld\nharbor-1,moss,5\nmeadow,gray,7\nmeadow,moss,4\n"
    )
    mayor = count(files)
    assert mayor.counts(area="harbor-1") == {"gray": None, "moss": 5}
    assert mayor.counts(area="meadow") == {"gray": 7, "moss": 4}
    files = files_of(LEE, Published("2025-11-05", COMPLETE))
    files[f"{folder}/turnout.csv"] = "place,registered,ballots\nharbor-1,900,500\nharbor-2,800,\n"
    found = count(files)
    assert found.turnout("harbor-1") == {"registered": 900, "ballots": 500}
    assert found.turnout("harbor-2") == {"registered": 800}


PARTS = """\
title: Mayor
date: 2025-11-04
place: lee
tallies:
  - {id: votes, name: Votes, unit: votes}
  - {id: election-day, name: Election day, unit: votes, part_of: votes}
  - {id: absentee, name: Absentee, unit: votes, part_of: votes}
choices:
  - {id: gray, name: Ann Gray}
  - {id: moss, name: Bob Moss}
"""


def test_a_total_follows_from_its_parts() -> None:
    rows = "harbor-1: {election-day: {gray: 60, moss: 40}, absentee: {gray: 20, moss: 30}}\n"
    mayor = counted(PARTS, Published("2025-11-05", PARTIAL, rows=rows))
    assert mayor.counts(area="harbor-1") == {"gray": 80, "moss": 70}
    assert mayor.counts() == {"gray": 80, "moss": 70}
    assert mayor.says() == "Gray leads Moss by 10 votes, with 1 of 4 precincts reporting."
    assert mayor.figures().total == 150


def test_a_total_is_missing_while_a_part_is() -> None:
    rows = "harbor-1: {election-day: {gray: 60, moss: 40}}\n"
    later = "harbor-1: {absentee: {}}\n"
    mayor = counted(PARTS, Published("2025-11-04", PARTIAL, rows=rows), Published("2025-11-05", PARTIAL, rows=later))
    assert mayor.counts(release=0) == {"gray": None, "moss": None}
    assert mayor.counts(release=1) == {"gray": 60, "moss": 40}


def test_a_total_that_is_stated_holds_against_its_parts() -> None:
    rows = (
        "harbor-1: {votes: {gray: 90, moss: 70}, election-day: {gray: 60, moss: 40}, absentee: {gray: 20, moss: 30}}\n"
    )
    mayor = counted(PARTS, Published("2025-11-05", PARTIAL, rows=rows))
    assert mayor.counts() == {"gray": 90, "moss": 70}


def test_parts_that_are_newer_than_a_total_make_it_up() -> None:
    rows = (
        "harbor-1: {votes: {gray: 90, moss: 70}, election-day: {gray: 60, moss: 40}, absentee: {gray: 20, moss: 30}}\n"
    )
    later = "harbor-1: {absentee: {gray: 25, moss: 30}}\n"
    mayor = counted(PARTS, Published("2025-11-04", PARTIAL, rows=rows), Published("2025-11-05", PARTIAL, rows=later))
    assert mayor.counts() == {"gray": 85, "moss": 70}


def test_parts_that_cover_some_of_a_total_never_make_it_up() -> None:
    contest = PARTS.replace("unit: votes}\n", "unit: votes, parts: some}\n", 1)
    rows = "harbor-1: {election-day: {gray: 60, moss: 40}, absentee: {gray: 20, moss: 30}}\n"
    mayor = counted(contest, Published("2025-11-05", PARTIAL, rows=rows))
    assert mayor.counts() == {"gray": None, "moss": None}
    assert mayor.figures().basis is Basis.NONE


def test_parts_of_parts_make_up_the_whole() -> None:
    contest = PARTS.replace(
        "choices:\n",
        "  - {id: mail, name: By mail, unit: votes, part_of: absentee}\n"
        "  - {id: counter, name: Over the counter, unit: votes, part_of: absentee}\nchoices:\n",
    )
    rows = "harbor-1: {election-day: {gray: 60, moss: 40}, mail: {gray: 15, moss: 10}, counter: {gray: 5, moss: 20}}\n"
    mayor = counted(contest, Published("2025-11-05", PARTIAL, rows=rows))
    assert mayor.counts("absentee") == {"gray": 20, "moss": 30}
    assert mayor.counts() == {"gray": 80, "moss": 70}


def test_parts_of_a_published_total_make_it_up() -> None:
    totals = "{harbor: {election-day: {gray: 60, moss: 40}, absentee: {gray: 20, moss: 30}}}"
    mayor = counted(PARTS, Published("2025-11-05", COMPLETE, totals))
    assert mayor.counts(area="harbor") == {"gray": 80, "moss": 70}
    assert mayor.counts() == {"gray": 80, "moss": 70}


RANKED = """\
title: Mayor
date: 2025-11-04
place: alder
tallies:
  - {id: r1, name: First choices, unit: votes, round: 1}
  - {id: r2, round: 2}
  - {id: r3, round: 3}
choices:
  - {id: gray, name: Ann Gray}
  - {id: moss, name: Bob Moss}
  - {id: lund, name: Peter Lund}
  - {id: diaz, name: Eva Diaz}
"""


def test_a_choice_that_a_round_leaves_out_is_out_and_has_no_zero() -> None:
    rows = (
        "alder:\n  r1: {gray: 40, moss: 35, lund: 15, diaz: 10}\n"
        "  r2: {gray: 44, moss: 37, lund: 17, exhausted: 2}\n  r3: {gray: 50, moss: 42, exhausted: 8}\n"
    )
    mayor = counted(RANKED, Published("2025-11-05", COMPLETE, rows=rows))
    assert mayor.counts("r2") == {"gray": 44, "moss": 37, "lund": 17, "diaz": None}
    assert mayor.counts("r3") == {"gray": 50, "moss": 42, "lund": None, "diaz": None}
    assert [mayor.figures(name).total for name in ("r1", "r2", "r3")] == [100, 98, 92]
    assert mayor.shares("r3") == {"gray": "54.35", "moss": "45.65"}
    area, last = AreaId("alder"), tally_of(mayor.contest, "r3")
    assert figures.exhausted(mayor.results, area, last, 0) == (8, False)
    assert figures.exhausted(mayor.results, area, tally_of(mayor.contest, "r1"), 0) is None
    assert mayor.says() == "Gray finished 8 votes ahead of Moss in round 3."


def test_the_last_round_that_was_published_decides() -> None:
    mayor = counted(
        RANKED,
        Published("2025-11-04", PARTIAL, rows="alder: {r1: {gray: 40, moss: 35, lund: 15, diaz: 10}}\n"),
        Published("2025-11-05", PARTIAL, rows="alder: {r2: {gray: 44, moss: 45, lund: 9}}\n"),
    )
    assert mayor.says(0) == "Gray leads in first choices with 40.00%."
    assert mayor.says(1) == "Moss leads Gray by 1 vote after round 2."


def test_figures_within_the_tolerance_are_even_and_ranks_never_chain() -> None:
    contest = (
        "title: Caucus\ndate: 2025-11-04\nplace: alder\ntallies:\n"
        "  - {id: sde, name: SDEs, unit: SDEs, decimals: 4, tolerance: 0.0001}\n"
        "choices:\n  - {id: gray, name: Ann Gray}\n  - {id: moss, name: Bob Moss}\n  - {id: lund, name: Peter Lund}\n"
    )
    rows = "alder: {sde: {gray: 0.8571, moss: 0.8570, lund: 0.8569}}\n"
    caucus = counted(contest, Published("2025-11-05", COMPLETE, rows=rows))
    assert caucus.says() == "Gray and Moss are even: 0.8571 to 0.8570, within rounding."
    shown = caucus.figures("sde").counts
    ranked = ranking.standing(caucus.contest, shown, tolerance=tally_of(caucus.contest, "sde").tolerance)
    assert [(one.choice, one.rank) for one in ranked] == [(0, 1), (1, 1), (2, 3)]
    apart = counted(contest, Published("2025-11-05", COMPLETE, rows="alder: {sde: {gray: 0.8571, moss: 0.8569}}\n"))
    assert apart.says() == "Gray finished 0.0002 SDEs ahead of Moss."


AWARDS = """\
title: Primary
date: 2025-11-04
place: lee
tallies:
  - {id: votes, name: Votes, unit: votes}
  - {id: delegates, name: Delegates, unit: delegates, award: AWARD}
choices:
  - {id: gray, name: Ann Gray}
  - {id: moss, name: Bob Moss}
  - {id: lund, name: Peter Lund}
"""
WORTHY = """\
kinds: {county: {name: County, plural: Counties}, precinct: {name: Precinct, plural: Precincts}}
places:
  lee: {name: Lee, kind: county}
  elm: {name: Elm, kind: precinct, parent: lee, worth: {delegates: 10}}
  oak: {name: Oak, kind: precinct, parent: lee, worth: {delegates: 5}}
"""


def awarded(award: str, *releases: str, rows: str = "") -> Count:
    published = [Published(f"2025-11-{day:02}", PARTIAL, rows=text) for day, text in enumerate((rows, *releases), 5)]
    return counted(AWARDS.replace("AWARD", award), *published, places=WORTHY)


def test_a_place_awards_all_it_has_to_the_leader() -> None:
    rows = "elm: {votes: {gray: 50, moss: 30}}\noak: {votes: {moss: 20, lund: 10}}\n"
    primary = awarded("{from: votes, by: winner}", rows=rows)
    assert primary.counts("delegates", "elm") == {"gray": 10, "moss": 0, "lund": 0}
    assert primary.counts("delegates") == {"gray": 10, "moss": 5, "lund": 0}


def test_a_place_awards_by_largest_remainder_among_those_at_the_threshold() -> None:
    rows = "elm: {votes: {gray: 50, moss: 36, lund: 14}}\n"
    primary = awarded("{from: votes, by: proportional, threshold: 15%}", rows=rows)
    assert primary.counts("delegates", "elm") == {"gray": 6, "moss": 4, "lund": 0}
    everyone = awarded("{from: votes, by: proportional}", rows=rows)
    assert everyone.counts("delegates", "elm") == {"gray": 5, "moss": 4, "lund": 1}


def test_a_tie_awards_nothing_and_a_stated_award_replaces_the_computed_one() -> None:
    primary = awarded("{from: votes, by: winner}", rows="elm: {votes: {gray: 50, moss: 50}}\n")
    assert primary.counts("delegates", "elm") == {"gray": None, "moss": None, "lund": None}
    stated = awarded(
        "{from: votes, by: winner}",
        "elm: {delegates: {gray: 4, moss: 6}}\n",
        rows="elm: {votes: {gray: 50, moss: 30}}\n",
    )
    assert stated.counts("delegates", "elm", 0) == {"gray": 10, "moss": 0, "lund": 0}
    assert stated.counts("delegates", "elm", 1) == {"gray": 4, "moss": 6, "lund": 0}
    assert stated.counts("delegates", release=1) == {"gray": 4, "moss": 6, "lund": 0}


def test_nothing_is_awarded_by_a_count_that_goes_on() -> None:
    primary = awarded("{from: votes, by: winner}", rows="elm: {status: partial, votes: {gray: 50, moss: 30}}\n")
    assert primary.counts("delegates", "elm") == {"gray": None, "moss": None, "lund": None}


TURNOUT = (
    "harbor-1: {votes: {gray: 1}, turnout: {registered: 900, ballots: 500, undervotes: 3}}\n"
    "harbor-2: {votes: {gray: 1}, turnout: {registered: 700, ballots: 400}}\n"
)


def test_turnout_adds_up_where_all_places_state_it() -> None:
    mayor = counted(LEE, Published("2025-11-05", PARTIAL, rows=TURNOUT))
    assert mayor.turnout("harbor") == {"registered": 1600, "ballots": 900}
    assert mayor.turnout() == {"registered": 1600, "ballots": 900}
    later = counted(
        LEE,
        Published("2025-11-05", PARTIAL, rows=TURNOUT),
        Published("2025-11-06", PARTIAL, rows="meadow-1: {votes: {gray: 1}}\n"),
    )
    assert later.turnout() == {}


def test_turnout_folds_key_by_key_and_a_higher_place_may_state_its_own() -> None:
    mayor = counted(
        LEE,
        Published("2025-11-05", PARTIAL, rows=TURNOUT),
        Published(
            "2025-11-06", PARTIAL, "{lee: {turnout: {registered: 5000}}}", rows="harbor-2: {turnout: {ballots: 450}}\n"
        ),
    )
    assert mayor.turnout("harbor-2") == {"registered": 700, "ballots": 450}
    assert mayor.turnout() == {"registered": 5000, "ballots": 950}


def test_ballots_by_method_add_up_unless_the_sum_is_printed() -> None:
    rows = "harbor-1: {votes: {gray: 1}, turnout: {ballots: {election-day: 400, absentee: 90}}}\n"
    mayor = counted(PARTS, Published("2025-11-05", PARTIAL, rows=rows))
    assert mayor.turnout("harbor-1") == {"ballots": 490, "by_part": {"election-day": 400, "absentee": 90}}
    printed = rows.replace("absentee: 90", "absentee: 90, total: 491")
    mayor = counted(PARTS, Published("2025-11-05", PARTIAL, rows=printed))
    assert mayor.turnout("harbor-1")["ballots"] == 491


def test_turnout_of_another_contest_on_the_ballot_holds_where_none_is_stated() -> None:
    other = LEE.replace("title: Mayor", "title: Sheriff\nturnout_from: mayor")
    sheriff = Published(
        "2025-11-05",
        PARTIAL,
        rows="harbor-1: {votes: {gray: 1}}\nharbor-2: {votes: {gray: 1}, turnout: {ballots: 399}}\n",
    )
    files = {
        **files_of(LEE, Published("2025-11-05", PARTIAL, rows=TURNOUT)),
        f"{FOLDER}/sheriff/contest.yml": other,
        **sheriff.files("sheriff"),
    }
    found = count(files, "sheriff")
    assert found.turnout("harbor-1") == {"registered": 900, "ballots": 500}
    assert found.turnout("harbor-2") == {"registered": 700, "ballots": 399}


def test_a_place_takes_part_while_it_exists() -> None:
    places = (
        "kinds: {county: {name: County, plural: Counties}, precinct: {name: Precinct, plural: Precincts}}\nplaces:\n"
        "  lee: {name: Lee, kind: county}\n  old: {name: Old, kind: precinct, parent: lee, until: 2024-12-31}\n"
        "  new: {name: New, kind: precinct, parent: lee, since: 2025-01-01, succeeds: [old]}\n"
        "  elm: {name: Elm, kind: precinct, parent: lee, until: 2025-11-04}\n"
    )
    mayor = counted(LEE, Published("2025-11-05", PARTIAL), places=places)
    assert mayor.contest.units == ("new", "elm")
    before = counted(LEE.replace("2025-11-04", "2024-11-05"), Published("2024-11-05", PARTIAL), places=places)
    assert before.contest.units == ("old", "elm")
    assert mayor.site.places[AreaId("new")].succeeds == ("old",)


def test_places_that_nothing_more_is_expected_from_are_not_waited_for() -> None:
    rows = (
        "harbor-1: {votes: {gray: 5, moss: 4}}\nharbor-2: {reported_with: harbor-1}\n"
        "meadow-1: {status: disputed, votes: {gray: 3, moss: 2}}\nmeadow-2: {status: will-not-report}\n"
    )
    mayor = counted(LEE, Published("2025-11-05", PARTIAL, rows=rows))
    assert mayor.reporting() == (2, 2)
    assert mayor.reporting(area="harbor") == (1, 1)
    assert mayor.counts() == {"gray": 8, "moss": 6}
    assert mayor.says() == "Gray leads Moss by 2 votes, with 2 of 2 precincts reporting."
    assert reporting_of(mayor.results, AreaId("harbor-2"), 0) is Reporting.REPORTED_WITH


def test_an_outcome_holds_until_a_release_withdraws_it() -> None:
    mayor = counted(
        LEE,
        Published("2025-11-05", COMPLETE, rows=ALL_IN, more="outcome: {winners: [gray]}\n"),
        Published("2025-11-06", CERTIFIED),
        Published("2025-11-07", COMPLETE, kind="recount", more="outcome: none\n"),
        Published("2025-11-08", CERTIFIED),
    )
    found = [outcome(mayor.contest, release) for release in range(4)]
    assert [one[0] if one is not None else None for one in found] == [0, 0, None, None]
    assert mayor.says(3) == "Gray and Moss finished tied at 1,000 votes."


def test_an_audit_changes_no_figure_no_report_and_no_outcome() -> None:
    mayor = counted(
        LEE,
        Published("2025-11-05", COMPLETE, rows=ALL_IN),
        Published("2025-11-06", CERTIFIED, rows=ALL_IN.replace("400", "390"), kind="audit"),
        Published("2025-11-07", CERTIFIED),
    )
    assert mayor.counts(release=0) == mayor.counts(release=1) == mayor.counts(release=2)
    assert mayor.results.changes[1] == ()
    assert (
        mayor.audit_says(1)
        == "The audit counted Gray and Moss tied at 990 votes. It did not change the results in force."
    )


def test_a_place_without_detail_makes_a_group_across_it_incomplete() -> None:
    mayor = counted(
        LEE,
        Published("2025-11-05", COMPLETE, MEADOW, rows=HARBOR),
        Published("2025-11-06", COMPLETE, rows="".join(ALL_IN.splitlines(keepends=True)[2:])),
    )
    before, after = mayor.figures(area="coast", release=0), mayor.figures(area="coast", release=1)
    assert (before.counts, before.unknown, before.total) == ((300, 600), (1, 1), None)
    assert (after.counts, after.unknown, after.total) == ((600, 800), (), 1400)


def test_a_group_holds_the_total_of_a_place_if_it_has_all_its_units() -> None:
    places = PLACES.replace(
        "meadow-2: {name: Meadow 2, kind: precinct,", "meadow-2: {name: M, kind: precinct, groups: [coast],"
    )
    places = places.replace("parent: harbor, groups: [coast]", "parent: harbor")
    mayor = counted(LEE, Published("2025-11-05", COMPLETE, MEADOW, rows=HARBOR), places=places)
    assert mayor.counts(area="coast") == {"gray": 700, "moss": 400}
    assert mayor.figures(area="coast").total == 1100
    assert mayor.reporting(area="coast") == (2, 2)


def test_a_total_of_what_units_never_state_says_nothing_of_how_far_they_are() -> None:
    contest = LEE.replace(
        "choices:",
        "tallies:\n  - {id: votes, name: Votes, unit: votes, decides: true}\n"
        "  - {id: seats, name: Seats, unit: seats, only: [county]}\nchoices:",
    )
    mayor = counted(contest, Published("2025-11-05", COMPLETE, "{lee: {seats: {gray: 3, moss: 2}}}"))
    assert mayor.counts("seats") == {"gray": 3, "moss": 2}
    assert mayor.reporting() == (0, 4)


def test_what_a_district_awards_counts_with_what_its_state_awards() -> None:
    places = WORTHY.replace(
        "places:\n  lee: {name: Lee, kind: county}",
        "groups:\n  first: {name: First, worth: {delegates: 3}}\n"
        "places:\n  lee: {name: Lee, kind: county, worth: {delegates: 2}}",
    )
    places = places.replace("parent: lee, worth: {delegates: 10}", "parent: lee, groups: [first]").replace(
        "worth: {delegates: 5}", "worth: {delegates: 1}"
    )
    rows = (
        "elm: {votes: {gray: 50, moss: 30}}\n",
        "oak: {votes: {gray: 10, moss: 40}}\n",
        "oak: {votes: {gray: 70}}\n",
    )
    published = [Published(f"2025-11-0{day}", PARTIAL, rows=text) for day, text in enumerate(rows, 5)]
    primary = counted(AWARDS.replace("AWARD", "{from: votes, by: winner}"), *published, places=places)
    assert [primary.counts("delegates", "first", at)["gray"] for at in range(3)] == [3, 3, 3]
    assert [primary.counts("delegates", "oak", at) for at in range(2)] == [
        {"gray": None, "moss": None, "lund": None},
        {"gray": 0, "moss": 1, "lund": 0},
    ]
    assert [primary.counts("delegates", release=at) for at in range(3)] == [
        {"gray": 3, "moss": 0, "lund": 0},
        {"gray": 3, "moss": 3, "lund": 0},
        {"gray": 6, "moss": 0, "lund": 0},
    ]


def test_an_award_ends_with_the_lead_that_it_followed_from() -> None:
    primary = awarded(
        "{from: votes, by: winner}", "elm: {votes: {gray: 50, moss: 50}}\n", rows="elm: {votes: {gray: 50, moss: 30}}\n"
    )
    assert primary.counts("delegates", "elm", 0) == {"gray": 10, "moss": 0, "lund": 0}
    assert primary.counts("delegates", "elm", 1) == {"gray": None, "moss": None, "lund": None}
    assert primary.counts("delegates", release=1) == {"gray": 0, "moss": 0, "lund": 0}


def test_turnout_of_a_town_that_came_as_one_total_counts_into_the_county() -> None:
    rows = (
        "harbor-1: {votes: {gray: 1}, turnout: {registered: 900, ballots: 500}}\n"
        "harbor-2: {votes: {gray: 1}, turnout: {registered: 700, ballots: 400}}\n"
        "meadow: {votes: {gray: 700, moss: 400}, turnout: {registered: 2000, ballots: 1100}}\n"
    )
    mayor = counted(LEE, Published("2025-11-05", COMPLETE, rows=rows))
    assert mayor.turnout() == {"registered": 3600, "ballots": 2000}
    assert mayor.turnout("coast") == {}


def test_turnout_of_a_town_holds_for_its_precincts_once_all_are_in() -> None:
    town = "meadow: {turnout: {registered: 2000}}\n"
    one = f"{TURNOUT}meadow-1: {{votes: {{gray: 1}}, turnout: {{ballots: 300}}}}\n{town}"
    both = "meadow-2: {votes: {gray: 1}, turnout: {ballots: 200}}\n"
    mayor = counted(LEE, Published("2025-11-05", PARTIAL, rows=one), Published("2025-11-06", PARTIAL, rows=both))
    assert mayor.turnout(release=0) == {"ballots": 1200}
    assert mayor.turnout(release=1) == {"registered": 3600, "ballots": 1400}


def test_turnout_of_a_county_is_not_added_to_that_of_a_town_in_it() -> None:
    contest = LEE.replace("place: lee", "place: lake")
    places = PLACES.replace(
        "  lee: {name: Lee County, kind: county}",
        "  lake: {name: Lake, kind: state}\n  lee: {name: Lee County, kind: county, parent: lake}",
    ).replace("alder: {name: Alder, kind: precinct}", "alder: {name: Alder, kind: precinct, parent: lake}")
    rows = (
        f"{ALL_IN}alder: {{votes: {{gray: 1}}, turnout: {{ballots: 10}}}}\n"
        "lee: {turnout: {ballots: 2100}}\nharbor: {turnout: {ballots: 950}}\n"
    )
    mayor = counted(contest, Published("2025-11-05", COMPLETE, rows=rows), places=places)
    assert mayor.turnout() == {"ballots": 2110}
    assert mayor.turnout("harbor") == {"ballots": 950}
