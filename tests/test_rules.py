"""Each rule on small sheets: one that keeps it, one that does not, and one that just does."""

from typing import Any

import pytest

from recanvass.checks.engine import Finding, run
from recanvass.checks.registry import PACKS, RULES
from recanvass.checks.rule import Level
from recanvass.results import tabulate
from tests.sites import SETTINGS, read, release_text

PLACES = """\
kinds:
  state: {name: State, plural: States}
  county: {name: County, plural: Counties}
  ward: {name: Ward, plural: Wards}
places:
  lake: {name: Lake, kind: state}
  north: {name: North, kind: county, parent: lake}
  sites: {name: Sites, kind: county, parent: lake}
  p1: {name: One, kind: ward, parent: north, delegates: 1, apportioned_sde: 0.1000}
  p2: {name: Two, kind: ward, parent: north, delegates: 2, apportioned_sde: 0.2000}
  p3: {name: Three, kind: ward, parent: north, delegates: 3, apportioned_sde: 0.3000}
  p5: {name: Five, kind: ward, parent: north, delegates: 5, apportioned_sde: 0.5000}
  s1: {name: Site 1, kind: ward, parent: sites}
  s2: {name: Site 2, kind: ward, parent: sites}
  s3: {name: Site 3, kind: ward, parent: sites}
"""
CAUCUS = """\
title: Caucus
date: 2020-01-01
place: lake
rules: lake-caucus
tallies:
  - {id: first, name: First alignment, unit: people}
  - {id: final, name: Final alignment, unit: people}
  - {id: sde, name: Equivalents, short: SDE, unit: SDE, decimals: 4, show: 3, decides: true}
choices:
  - {id: ada, name: Ada Byron}
  - {id: bob, name: Bob Stone}
  - {id: cy, name: Cy Young}
  - {id: dot, name: Dot Reed}
  - {id: none, name: None of them, candidate: false}
"""
CAUCUS_RULES = """\
pack: caucus
title: Lake caucus
viability: {2: 1/4, 3: 1/6, 4: 3/20}
by_attendance: {0: 4, 21: 5, 41: 6, 61: 7, 81: 8, 101: 9}
"""
PLAIN_PLACES = """\
kinds:
  state: {name: State, plural: States}
  ward: {name: Ward, plural: Wards}
places:
  lake: {name: Lake, kind: state}
  w1: {name: One, kind: ward, parent: lake, ballots: 110, registered: 200}
  w2: {name: Two, kind: ward, parent: lake}
  w3: {name: Three, kind: ward, parent: lake}
"""
PLAIN = """\
title: Mayor
date: 2020-01-01
place: lake
tallies: [{id: votes, name: Votes, unit: votes}]
choices: [{id: ada, name: Ada Byron}, {id: bob, name: Bob Stone}, {id: cy, name: Cy Young}, {id: dot, name: Dot Reed}]
"""
COMPLETE = "title: All\nkind: complete\nstatus: unofficial-complete\nas_of: 2020-01-09\nsource: {name: The clerk}\n"


def caucus(*rows: str) -> tuple[Finding, ...]:
    return judged(PLACES, CAUCUS, *(("", text) for text in rows))


def plain(*releases: str | tuple[str, str], places: str = PLAIN_PLACES, contest: str = PLAIN) -> tuple[Finding, ...]:
    return judged(places, contest, *((one if isinstance(one, tuple) else ("", one)) for one in releases))


def judged(places: str, contest: str, *releases: tuple[str, str]) -> tuple[Finding, ...]:
    """Return the findings of a small site; each release is what its release.yml says beside the usual, and its rows."""
    folder = "content/contests/mayor"
    files = {"site.yml": SETTINGS, "content/places/places.yml": places, f"{folder}/contest.yml": contest}
    files["content/rules/lake-caucus.yml"] = CAUCUS_RULES
    for index, (head, rows) in enumerate(releases):
        whole = head if head.startswith("title:") else release_text(index, head)
        files[f"{folder}/releases/r{index}/release.yml"] = whole
        if rows:
            files[f"{folder}/releases/r{index}/rows.yml"] = rows
    site, faults = read(files)
    assert {fault.code for fault in faults} <= {"E416"}
    assert site is not None
    return run(site, tabulate.results(site, site.contests[0]))


def codes(found: tuple[Finding, ...], area: str | None = None) -> set[str]:
    return {one.code for one in found if area in (None, one.area)}


def sheet(unit: str, first: str, final: str, sde: str = "") -> str:
    text = f"{unit}:\n  first: {{{first}}}\n  final: {{{final}}}\n"
    return f"{text}  sde: {{{sde}}}\n" if sde else text


@pytest.mark.parametrize(
    ("code", "clean", "faulty", "borderline"),
    [
        (
            "C601",
            sheet("p5", "ada: 60, bob: 40", "ada: 60, bob: 39"),
            sheet("p5", "ada: 60, bob: 40", "ada: 60, bob: 41"),
            sheet("p5", "ada: 60, bob: 40", "ada: 60, bob: 40"),
        ),
        (
            "C602",
            sheet("p5", "ada: 60, bob: 40", "ada: 65, bob: 40"),
            sheet("p5", "ada: 60, bob: 40", "ada: 60, bob: 39"),
            sheet("p5", "ada: 86, bob: 14", "ada: 86, bob: 13"),  # 14 of 100 are not viable: they may go
        ),
        (
            "C602",
            sheet(
                "p2", "ada: 30, bob: 40, cy: 30", "ada: 50, bob: 50"
            ),  # three viable for two delegates: one has to go
            sheet("p2", "ada: 30, bob: 40, cy: 30", "ada: 60, bob: 10, cy: 30"),  # not the smallest
            sheet("p2", "ada: 30, bob: 40, cy: 30", "ada: 29, bob: 40, cy: 29"),  # either of the smallest
        ),
        (
            "C603",
            sheet("p5", "ada: 60, bob: 40", "ada: 60, bob: 40", "ada: 0.3000, bob: 0.2000"),
            sheet("p5", "ada: 86, bob: 14", "ada: 86, bob: 14", "ada: 0.4000, bob: 0.1000"),
            sheet("p5", "ada: 85, bob: 15", "ada: 85, bob: 15", "ada: 0.4000, bob: 0.1000"),  # just 15 percent
        ),
        (
            "C603",
            sheet("p3", "ada: 10, bob: 2", "ada: 10, bob: 2", "ada: 0.2000, bob: 0.1000"),  # a sixth of 12 is 2
            sheet("p3", "ada: 11, bob: 2", "ada: 11, bob: 2", "ada: 0.2000, bob: 0.1000"),  # a sixth of 13 is 3
            sheet("p2", "ada: 9, bob: 3", "ada: 9, bob: 3", "ada: 0.1000, bob: 0.1000"),  # a quarter of 12
        ),
        (
            "C604",
            sheet("p5", "ada: 60, bob: 40", "ada: 60, bob: 40"),
            sheet("p5", "ada: 86, bob: 14", "ada: 86, bob: 14"),
            sheet("p5", "ada: 85, bob: 15", "ada: 85, bob: 15"),
        ),
        (
            "C605",
            sheet("p5", "ada: 60, bob: 40", "ada: 60, bob: 40", "ada: 0.3000, bob: 0.2000"),
            sheet("p5", "ada: 60, bob: 40", "ada: 60, bob: 40", "ada: 0.2000, bob: 0.3000"),
            sheet("p5", "ada: 50, bob: 50", "ada: 50, bob: 50", "ada: 0.2000, bob: 0.3000"),  # equal groups
        ),
        (
            "C606",
            sheet("p1", "ada: 6, bob: 4", "ada: 6, bob: 4", "ada: 0.1000"),
            sheet("p1", "ada: 6, bob: 4", "ada: 6, bob: 4", "bob: 0.1000"),
            sheet("p1", "ada: 5, bob: 5", "ada: 5, bob: 5", "bob: 0.1000"),  # a coin toss
        ),
        (
            "C607",
            sheet("p5", "ada: 60, bob: 40", "ada: 60, bob: 40", "ada: 0.3000, bob: 0.2000"),
            sheet("p5", "ada: 60, bob: 40", "ada: 60, bob: 40", "ada: 0.3000, bob: 0.3000"),
            sheet("p5", "ada: 60, bob: 40", "ada: 60, bob: 40", "ada: 0.3001, bob: 0.2000"),  # as far as rounding goes
        ),
        (
            "C608",
            sheet("p5", "ada: 60, bob: 40", "ada: 60, bob: 40", "ada: 0.3000, bob: 0.2000"),
            sheet("p5", "ada: 70, bob: 30", "ada: 70, bob: 30", "ada: 0.2000, bob: 0.3000"),
            sheet("p5", "ada: 50, bob: 50", "ada: 50, bob: 50", "ada: 0.2000, bob: 0.3000"),  # 2.5 each: a coin toss
        ),
        (
            "C609",
            sheet("p5", "ada: 60, bob: 40", "ada: 60, bob: 40", "ada: 0.3000, bob: 0.2000"),
            sheet("p5", "ada: 50, bob: 50", "ada: 50, bob: 50", "ada: 0.2000, bob: 0.3000"),
            sheet("p5", "ada: 51, bob: 50", "ada: 51, bob: 50", "ada: 0.3000, bob: 0.2000"),
        ),
        (
            "C610",
            sheet("p5", "ada: 60, bob: 40", "ada: 60, bob: 40", "ada: 0.3000, bob: 0.2000"),
            sheet("p5", "ada: 60, bob: 40", "ada: 60, bob: 40", "ada: 3.0000, bob: 0.2000"),
            sheet("p5", "ada: 60, bob: 40", "ada: 60, bob: 40", "ada: 0.4000, bob: 0.2000"),  # one too many, no slip
        ),
        (
            "C307",
            sheet("p5", "ada: 60, bob: 40", "ada: 60, bob: 40", "ada: 0.3000, bob: 0.2000"),
            "p5: {first: {ada: 60}, final: {ada: 60}, sde: {}}\n",
            "p5: {first: {ada: 60}, final: {ada: 60}}\n",  # not stated at all is not zero
        ),
        (
            "C501",
            sheet("p5", "ada: 60, bob: 40", "ada: 60, bob: 40"),
            sheet("p5", "ada: 60, bob: 400", "ada: 60, bob: 40"),
            sheet("p5", "ada: 60, bob: 400", "ada: 60, bob: 400"),
        ),
        (
            "C502",
            sheet("p5", "ada: 60, bob: 40", "ada: 60, bob: 40"),
            sheet("p5", "ada: 60, bob: 24", "ada: 60, bob: 42"),
            sheet("p5", "ada: 78, bob: 24", "ada: 60, bob: 42"),  # the totals agree: people moved
        ),
        (
            "C503",
            sheet("p5", "ada: 60, bob: 40", "ada: 60, bob: 40"),
            sheet("p5", "ada: 60, bob: 144", "ada: 60, bob: 14"),
            sheet("p5", "ada: 60, bob: 144", "ada: 190, bob: 14"),
        ),
        (
            "C504",
            sheet("p5", "ada: 30, bob: 50, cy: 20", "ada: 31, bob: 49, cy: 20", "ada: 0.2000, bob: 0.2000, cy: 0.1000"),
            sheet("p5", "bob: 30, cy: 50, dot: 20", "ada: 31, bob: 49, cy: 20", "ada: 0.2000, bob: 0.2000, cy: 0.1000"),
            sheet("p5", "bob: 30, cy: 50", "ada: 31, bob: 49", "ada: 0.2000, bob: 0.3000"),  # two say too little
        ),
    ],
)
def test_rules_of_a_caucus(code: str, clean: str, faulty: str, borderline: str) -> None:
    assert code not in codes(caucus(clean))
    assert code in codes(caucus(faulty))
    assert code not in codes(caucus(borderline))


ROWS = "w1: {votes: {ada: 60, bob: 40}}\nw2: {votes: {ada: 30, bob: 20}}\nw3: {votes: {ada: 10, bob: 25, cy: 1}}\n"
ADA = 60 + 30 + 10
TOTALS = "totals: {lake: {votes: {ada: %s}}}\n"
PERCENTS = "printed_percents: {lake: {votes: {ada: %s, bob: %s, cy: %s}}}\n"


@pytest.mark.parametrize(
    ("code", "clean", "faulty", "borderline"),
    [
        ("C101", (TOTALS % ADA, ROWS), (TOTALS % (ADA + 1), ROWS), ("", ROWS)),
        (
            "C102",
            (PERCENTS % (53.8, 45.7, 0.5), ROWS),
            (PERCENTS % (53.7, 45.7, 0.5), ROWS),
            (PERCENTS % (54, 46, 1), ROWS),
        ),
        (
            "C103",
            (PERCENTS % (53.8, 45.7, 0.5), ROWS),
            (PERCENTS % (54, 46, 2), ROWS),
            (PERCENTS % (54, 46, 1), ROWS),  # as far above 100 as rounding goes
        ),
        (
            "C305",
            ("", ROWS),
            ("", ROWS.replace("ada: 10, bob: 25, cy: 1", "")),
            ("", "w1: {votes: {ada: 60, bob: 40}}\nw2: {status: not-reported}\n"),
        ),
        ("C401", ("", ROWS), ("", ROWS.replace("60", "71")), ("", ROWS.replace("60", "70"))),
        ("C403", ("", ROWS), ("", ROWS.replace("60", "161")), ("", ROWS.replace("60", "160"))),
        (
            "C201",
            ("", ROWS),
            ("", ROWS.replace("10, bob: 25, cy: 1", "30, bob: 20")),
            ("", ROWS.replace("bob: 20", "bob: 40")),
        ),
    ],
)
def test_rules_of_any_contest(
    code: str, clean: tuple[str, str], faulty: tuple[str, str], borderline: tuple[str, str]
) -> None:
    assert code not in codes(plain(clean))
    assert code in codes(plain(faulty))
    assert code not in codes(plain(borderline))


def later(text: str, kind: str = "partial") -> tuple[str, str]:
    return release_text(1).replace("kind: partial", f"kind: {kind}"), text


@pytest.mark.parametrize(
    ("code", "clean", "faulty", "borderline"),
    [
        (
            "C301",
            "w1: {votes: {ada: 61, bob: 40}}\n",
            "w1: {votes: {ada: 59, bob: 41}}\n",
            "w1: {votes: {ada: 60, bob: 40}}\n",
        ),
        ("C302", "w1: {votes: {ada: 1}}\n", "w1: {votes: {}}\n", "w1: {note: No change}\n"),
        (
            "C303",
            "w1: {votes: {ada: 70, bob: 40}}\n",
            "w1: {votes: {ada: 50, bob: 40}}\n",
            "w1: {votes: {ada: 50, bob: 50}}\n",
        ),
        (
            "C304",
            "w1: {votes: {ada: 70, bob: 40}}\n",
            "w1: {votes: {ada: 20, bob: 80}}\n",
            "w1: {votes: {ada: 46, bob: 40}}\n",
        ),
        (
            "C501",
            "w1: {votes: {ada: 61, bob: 40}}\n",
            "w1: {votes: {ada: 600, bob: 40}}\n",
            "w1: {votes: {ada: 599, bob: 40}}\n",
        ),
        (
            "C503",
            "w1: {votes: {ada: 61, bob: 40}}\n",
            "w1: {votes: {ada: 660, bob: 40}}\n",
            "w1: {votes: {ada: 660, bob: 41}}\n",
        ),
    ],
)
def test_rules_that_compare_releases(code: str, clean: str, faulty: str, borderline: str) -> None:
    assert code not in codes(plain(ROWS, later(clean)))
    assert code in codes(plain(ROWS, later(faulty)))
    assert code not in codes(plain(ROWS, later(borderline)))


VOTES = """\
tallies:
  - {id: votes, name: Votes, unit: votes, decides: true}
  - {id: day, name: Election day, unit: votes}
  - {id: post, name: Absentee, unit: votes}
choices"""


def test_tallies_of_other_people_make_no_slip_and_their_sum_does() -> None:
    contest = PLAIN.replace("tallies: [{id: votes, name: Votes, unit: votes}]\nchoices", VOTES)

    def votes(day: str, post: str, whole: str = "ada: 125, bob: 101, cy: 9") -> tuple[Finding, ...]:
        return plain(f"w2: {{votes: {{{whole}}}, day: {{{day}}}, post: {{{post}}}}}\n", contest=contest)

    assert votes("ada: 80, bob: 31, cy: 4", "ada: 45, bob: 70, cy: 5") == ()  # 70 is not 7, though 31 stands beside it
    (found,) = votes("ada: 80, bob: 31, cy: 4", "ada: 450, bob: 70, cy: 5")
    assert (found.code, found.clash.tallies, found.clash.choice) == ("C501", ("post",), 0)
    assert found.clash.text == (
        "Byron has 450 in the absentee, and for every other candidate, election day and absentee add up to the votes: "
        "a zero too many, if 45 was meant."
    )
    (found,) = votes("ada: 80, bob: 31, cy: 4", "ada: 45, bob: 70, cy: 5", "ada: 152, bob: 101, cy: 9")
    assert (found.code, found.clash.tallies) == ("C502", ("votes",))
    assert votes("ada: 80, bob: 31, cy: 4", "ada: 450, bob: 71, cy: 5") == ()  # two that differ: they are no parts
    assert votes("ada: 80, bob: 31, cy: 4", "ada: 44, bob: 70, cy: 5") == ()  # one more or less is no slip of a key


def test_two_digits_swapped_are_named_where_nothing_else_changed() -> None:
    rows = ROWS.replace("ada: 60", "ada: 45")
    assert "C502" in codes(plain(rows, later("w1: {votes: {ada: 54, bob: 40}}\n")))
    assert "C502" not in codes(plain(rows, later("w1: {votes: {ada: 54, bob: 41}}\n")))


def test_places_missing_from_complete_results() -> None:
    two = ROWS.partition("w3")[0]
    assert "C306" not in codes(plain(two))
    assert codes(plain((COMPLETE, two)), "w3") == {"C306"}
    assert "C306" not in codes(plain((COMPLETE, ROWS)))
    assert "C306" not in codes(plain((COMPLETE, f"{two}w3: {{status: no-meeting}}\n")))


def test_a_part_is_at_most_the_whole() -> None:
    def totals(north: int) -> str:
        return f"totals: {{lake: {{first: {{ada: 60}}}}, north: {{first: {{ada: {north}}}}}}}\n"

    row = sheet("p5", "ada: 50, bob: 40", "ada: 50, bob: 40")
    assert "C104" not in codes(judged(PLACES, CAUCUS, (totals(59), row)))
    assert "C104" not in codes(judged(PLACES, CAUCUS, (totals(60), row)))
    assert codes(judged(PLACES, CAUCUS, (totals(61), row)), "north") >= {"C104"}


@pytest.mark.parametrize(
    ("first", "codes_of_lake"),
    [
        ("north: {first: {ada: 30}}", set()),
        ("north: {first: {ada: 31}}", {"C105"}),
        ("north: {first: {bob: 31}}", set()),
    ],
)
def test_published_totals_are_the_sum_of_those_inside(first: str, codes_of_lake: set[str]) -> None:
    totals = f"totals: {{lake: {{first: {{ada: 50}}}}, sites: {{first: {{ada: 20}}}}, {first}}}\n"
    assert codes(judged(PLACES, CAUCUS, (totals, "")), "lake") == codes_of_lake
    without_north = "totals: {lake: {first: {ada: 50}}, sites: {first: {ada: 20}}}\n"
    assert codes(judged(PLACES, CAUCUS, (without_north, ""))) == set()


def test_published_totals_may_be_as_far_apart_as_rounding_takes_them() -> None:
    def totals(sites: str) -> str:
        parts = f"north: {{sde: {{ada: 0.33}}}}, sites: {{sde: {{ada: {sites}}}}}"
        return f"totals: {{lake: {{sde: {{ada: 0.70}}}}, {parts}}}\n"

    assert codes(judged(PLACES, CAUCUS, (totals("0.36"), ""))) == set()  # 0.6951, 0.3349 and 0.3649 for instance
    assert codes(judged(PLACES, CAUCUS, (totals("0.35"), ""))) == {"C105"}


def test_totals_alone_may_fall_and_change_the_leader_too() -> None:
    def totals(ada: int, bob: int) -> tuple[str, str]:
        return f"totals: {{lake: {{votes: {{ada: {ada}, bob: {bob}}}}}}}\n", ""

    assert codes(plain(totals(60, 40), totals(61, 40))) == set()
    assert codes(plain(totals(60, 40), totals(40, 59))) == {"C303", "C304"}
    assert codes(plain(totals(60, 40), ("totals: {lake: {votes: {ada: 60}}}\n", ""))) == set()  # bob is not known
    assert codes(plain(totals(60, 40), totals(50, 50))) == {"C304"}


def test_the_first_leader_is_that_of_the_first_release_with_figures() -> None:
    start = "p5: {first: {ada: 60, bob: 40}, final: {ada: 60, bob: 40}}\n"
    found = caucus(start, "p5: {sde: {ada: 0.3000, bob: 0.2000}}\n", "p5: {sde: {ada: 0.2000, bob: 0.3000}}\n")
    (flip,) = (one for one in found if one.code == "C304")
    assert (flip.since, flip.clash.text) == (2, "Equivalents: Stone leads; Byron led in “Release 1.”")


@pytest.mark.parametrize("status", ["not-reported", "no-meeting", "excluded"])
def test_figures_of_a_place_that_is_said_to_have_none(status: str) -> None:
    (found,) = plain(ROWS, later(f"w1: {{status: {status}}}\n"))
    assert (found.code, found.area, found.since) == ("C302", "w1", 1)
    assert found.clash.text.endswith("its figures count in every total (Votes).")
    assert codes(plain(f"w1: {{status: {status}}}\n", later("w1: {votes: {ada: 60, bob: 40}}\n"))) <= {"C305"}


def test_sde_are_held_against_the_delegates_where_an_alignment_is_missing() -> None:
    for people in ("", "first: {ada: 60, bob: 40}, ", "final: {ada: 60, bob: 40}, "):
        assert codes(caucus(f"p5: {{{people}sde: {{ada: 0.3000, bob: 0.2000}}}}\n")) == set()
        assert codes(caucus(f"p5: {{{people}sde: {{ada: 0.3000, bob: 0.3000}}}}\n")) == {"C607"}
    assert codes(caucus("p5: {first: {ada: 60}}\n", "s1: {sde: {ada: 0.3000}}\n")) == set()


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ("ballots: 186, registered: 186", []),
        ("ballots: 185, registered: 186", [Level.FAULT]),
        ("registered: 185", [Level.DOUBTFUL]),
        ("ballots: 187, registered: 186", [Level.DOUBTFUL]),
        ("ballots: 185, registered: 184", [Level.DOUBTFUL, Level.FAULT]),
    ],
)
def test_ballots_and_voters_may_be_those_of_a_county(known: str, expected: list[Level]) -> None:
    places = PLAIN_PLACES.replace("kind: state}", f"kind: state, {known}}}")
    found = [one for one in plain(ROWS, places=places) if one.code == "C404"]
    assert [one.area for one in found] == ["lake"] * len(expected)
    assert sorted((one.level for one in found), key=list(Level).index, reverse=True) == expected


def test_ballots_and_voters_may_be_tallies() -> None:
    contest = PLAIN.replace("}]\nchoices", "}, {id: cast, name: Ballots, unit: ballots}]\nchoices", 1).replace(
        "unit: votes}", "unit: votes, decides: true}"
    )
    contest += "rules: {ballots: cast, votes_each: 2}\n"
    places = PLAIN_PLACES.replace("ballots: 110, ", "")

    def cast(count: int) -> tuple[Finding, ...]:
        return plain(f"w1: {{votes: {{ada: 60, bob: 40}}, cast: {{ada: {count}}}}}\n", places=places, contest=contest)

    assert "C401" not in codes(cast(50))
    assert "C401" in codes(cast(49))
    assert "C402" in codes(cast(201))
    assert "C402" not in codes(cast(200))


def test_a_gap_that_nine_divides_names_the_figure_that_would_close_it() -> None:
    rows = ROWS.replace("ada: 30", "ada: 300")
    (found,) = (one for one in plain((TOTALS % ADA, rows)) if one.code == "C101")
    assert found.clash.text == (
        "Ada Byron, votes: 100 as published in “Release 0,” but its places add up to 370. "
        "Two has 300, and 30 would close the gap."
    ).replace("Ada Byron", "Byron")


def test_sites_are_held_against_their_pool() -> None:
    def sites(sde: str) -> tuple[Finding, ...]:
        return caucus(
            sheet("s1", "ada: 20", "ada: 20", "ada: 0.2000")
            + sheet("s2", "ada: 40", "ada: 40", "ada: 0.4000")
            + sheet("s3", "ada: 60", "ada: 60", f"ada: {sde}")
        )

    assert "C607" not in codes(sites("0.6000"))
    assert "C607" not in codes(sites("0.6400"))  # nearer to its six delegates than to seven
    found = [one for one in sites("0.7000") if one.code == "C607"]
    assert [(one.area, one.level) for one in found] == [("s3", Level.DOUBTFUL)]
    assert "as much as 7 delegates are worth" in found[0].clash.text


def test_a_single_delegate_makes_no_fault() -> None:
    found = caucus(sheet("p1", "ada: 6, bob: 4", "ada: 6, bob: 5", "bob: 0.2000"))
    assert codes(found, "p1") == {"C601", "C606", "C607"}
    assert not [one for one in found if one.level is Level.FAULT]


def test_thresholds_and_tallies_may_be_the_contests_own() -> None:
    stated = "rules: {pack: lake-caucus, first: start, viability: {2: 1/2}}"
    contest = CAUCUS.replace("id: first", "id: start").replace("rules: lake-caucus", stated)
    row = sheet("p5", "ada: 60, bob: 40", "ada: 60, bob: 40").replace("first", "start")
    assert "C604" in codes(judged(PLACES, contest, ("", row)))
    assert "C604" not in codes(caucus(sheet("p5", "ada: 60, bob: 40", "ada: 60, bob: 40")))


def test_sde_older_than_the_people_make_a_notice_that_says_so() -> None:
    before = sheet("p5", "ada: 60, bob: 40", "ada: 60, bob: 40", "ada: 0.3000, bob: 0.2000")
    votes = "p5: {final: {ada: 40, bob: 60}}\n"
    (found,) = (one for one in caucus(before, votes) if one.code == "C605")
    assert found.level is Level.NOTICE
    assert found.clash.text.endswith("The SDE are still those of “Release 0”; “Release 1” published none.")
    full = sheet("p1", "ada: 1", "ada: 1", "ada: 0.1000")
    (found,) = (one for one in caucus(before, votes, full) if one.code == "C605")
    assert (found.since, found.level) == (1, Level.FAULT)


OF_PLAIN = {"C106", "C107", "C108", "C308", "C405", "C406", "C701", "C702", "C703", "C704", "C705"}
"""Rules whose cases are in test_plain_rules.py."""


def test_every_rule_has_its_cases() -> None:
    tests: tuple[Any, ...] = (test_rules_of_a_caucus, test_rules_of_any_contest, test_rules_that_compare_releases)
    tabled = {case[0] for test in tests for mark in test.pytestmark for case in mark.args[1]}
    assert tabled | {"C104", "C105", "C306", "C402", "C404", *OF_PLAIN} == set(RULES)


def test_codes_are_in_order_and_every_rule_says_what_it_must() -> None:
    assert list(RULES) == sorted(RULES, key=[rule.code for pack in PACKS for rule in pack.rules()].index)
    assert len(RULES) == sum(len(pack.rules()) for pack in PACKS)
    for pack in PACKS:
        assert len({rule.code[:2] for rule in pack.rules()}) == 1
    for code, rule in RULES.items():
        assert len(code) == 4
        for sentence in (rule.text, rule.innocent):
            assert sentence[0].isupper()
            assert sentence.endswith("."), code
