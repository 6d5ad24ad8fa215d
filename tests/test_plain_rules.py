"""Rules of plain contests: parts, rounds, turnout, outcomes and totals of higher places."""

import pytest

from recanvass.checks import declared
from recanvass.checks.engine import Finding, run
from recanvass.checks.rule import Level
from recanvass.core.diagnostics import Report
from recanvass.core.ids import AreaId
from recanvass.core.model import Site
from recanvass.results import tabulate
from tests.sites import SETTINGS, loaded

PLACES = """\
kinds:
  county: {name: County, plural: Counties}
  town: {name: Town, plural: Towns}
  ward: {name: Ward, plural: Wards}
places:
  lee: {name: Lee, kind: county}
  elm: {name: Elm, kind: town, parent: lee}
  oak: {name: Oak, kind: town, parent: lee}
  e1: {name: Elm 1, kind: ward, parent: elm}
  e2: {name: Elm 2, kind: ward, parent: elm}
  o1: {name: Oak 1, kind: ward, parent: oak}
"""
HEAD = "title: Mayor\ndate: 2025-11-04\nplace: lee\nunits: [ward]\n"
CHOICES = "choices: [{id: gray, name: Ann Gray}, {id: moss, name: Bob Moss}, {id: lund, name: Peter Lund}]\n"
VOTES = HEAD + CHOICES
PARTS = HEAD + (
    "tallies:\n  - {id: votes, name: Votes, unit: votes}\n"
    "  - {id: day, name: Election day, unit: votes, part_of: votes}\n"
    "  - {id: mail, name: Mail, unit: votes, part_of: votes}\n" + CHOICES
)
SOME = PARTS.replace("unit: votes}", "unit: votes, parts: some}", 1)
RANKED = HEAD + (
    "tallies:\n  - {id: r1, name: First choices, unit: votes, round: 1}\n  - {id: r2, round: 2}\n" + CHOICES
)
TITLE = "title: R\nas_of: 2025-11-04\nsource: {name: The clerk}\n"
PARTIAL = "kind: partial\nstatus: unofficial-partial\n"
COMPLETE = "kind: complete\nstatus: unofficial-complete\n"
CERTIFIED = "kind: certification\nstatus: certified\n"


def site(*releases: tuple[str, str], contest: str = VOTES, extra: str = "") -> Site:
    """Load a site; each release is what its release.yml says beside the usual, and its rows."""
    folder = "content/contests/mayor"
    files = {"site.yml": SETTINGS, "content/places/places.yml": PLACES, f"{folder}/contest.yml": contest}
    for index, (head, rows) in enumerate(releases):
        text = f"title: Release {index}\nas_of: 2025-11-{index + 4:02}\nsource: {{name: The clerk}}\n{head}"
        files[f"{folder}/releases/r{index}/release.yml"] = text
        if rows:
            files[f"{folder}/releases/r{index}/rows.yml"] = rows
    if extra:
        files["content/offices.yml"] = extra
    return loaded(files)


def found(*releases: tuple[str, str], contest: str = VOTES) -> tuple[Finding, ...]:
    one = site(*releases, contest=contest)
    return run(one, tabulate.results(one, one.contests[0]))


def codes(findings: tuple[Finding, ...]) -> set[tuple[str, str]]:
    return {(one.code, one.area) for one in findings}


def test_a_total_is_at_least_what_was_counted_by_then() -> None:
    def totals(gray: int) -> tuple[str, str]:
        return (
            f"{PARTIAL}totals: {{lee: {{votes: {{gray: {gray}, moss: 9}}}}}}\n",
            "e1: {votes: {gray: 30, moss: 5}}\n",
        )

    assert found(totals(31)) == ()
    assert found(totals(30)) == ()
    (one,) = found(totals(29))
    assert (one.code, one.area, one.level) == ("C104", "lee", Level.FAULT)
    assert one.clash.text == "Gray, votes: 29 as published, and the places counted so far already have 30."


def test_a_total_of_places_that_are_all_in_is_their_sum() -> None:
    rows = "e1: {votes: {gray: 30}}\ne2: {votes: {gray: 5}}\no1: {status: no-meeting}\n"
    assert codes(found((f"{PARTIAL}totals: {{lee: {{votes: {{gray: 35}}}}}}\n", rows))) == {("C305", "o1")}
    assert ("C101", "lee") in codes(found((f"{PARTIAL}totals: {{lee: {{votes: {{gray: 36}}}}}}\n", rows)))


def rows(votes: str, day: str, mail: str) -> tuple[str, str]:
    return PARTIAL, f"e1: {{votes: {{{votes}}}, day: {{{day}}}, mail: {{{mail}}}}}\n"


@pytest.mark.parametrize(
    ("votes", "expected"),
    [("gray: 553, moss: 318", ""), ("gray: 554, moss: 318", "C106"), ("gray: 552, moss: 318", "C106")],
)
def test_a_count_is_the_sum_of_its_parts(votes: str, expected: str) -> None:
    made = found(rows(votes, "gray: 300, moss: 300", "gray: 253, moss: 18"), contest=PARTS)
    assert {one.code for one in made} == ({expected} if expected else set())
    assert all((one.area, one.level, one.clash.choice) == ("e1", Level.FAULT, 0) for one in made)


def test_two_exchanged_figures_are_named_as_such() -> None:
    (one,) = found(rows("gray: 318, moss: 553", "gray: 300, moss: 300", "gray: 253, moss: 18"), contest=PARTS)
    assert one.clash.text == (
        "Votes: Gray 318, and the parts 553; Moss 553, and the parts 318 (election day and mail). "
        "Each of the two has the votes of the other."
    )


def test_parts_that_are_only_some_are_at_most_the_whole() -> None:
    assert found(rows("gray: 9", "gray: 5", "gray: 3"), contest=SOME) == ()
    assert codes(found(rows("gray: 9", "gray: 5", "gray: 5"), contest=SOME)) == {("C106", "e1")}


def test_published_totals_are_the_sum_of_their_parts_too() -> None:
    def totals(votes: int) -> tuple[str, str]:
        return (
            f"{COMPLETE}totals: {{lee: {{votes: {{gray: {votes}}}, day: {{gray: 5}}, mail: {{gray: 3}}}}}}\n",
            "",
        )

    assert ("C106", "lee") not in codes(found(totals(8), contest=PARTS))
    (one,) = (one for one in found(totals(9), contest=PARTS) if one.code == "C106")
    assert (one.area, one.clash.at is not None) == ("lee", True)


def test_a_withheld_part_says_nothing() -> None:
    assert found(rows("gray: 9", "gray: 5", "gray: withheld"), contest=PARTS) == ()


def test_lines_of_parties_are_parts_of_their_own_candidates() -> None:
    parties = "{dem: {name: Democratic}, wor: {name: Working Families}}\n"
    contest = HEAD + (
        "tallies:\n  - {id: votes, name: Votes, unit: votes}\n"
        "  - {id: l-dem, name: D, unit: votes, part_of: votes, party: dem}\n"
        "  - {id: l-wor, name: W, unit: votes, part_of: votes, party: wor}\n"
        "choices: [{id: gray, name: Ann Gray, party: [dem, wor]}, {id: moss, name: Bob Moss}]\n"
    )

    def lines(gray: int) -> set[tuple[str, str]]:
        made = f"e1: {{votes: {{gray: {gray}, moss: 7}}, l-dem: {{gray: 5}}, l-wor: {{gray: 2}}}}\n"
        files = {
            "site.yml": SETTINGS,
            "content/places/places.yml": PLACES,
            "content/parties.yml": parties,
            "content/contests/mayor/contest.yml": contest,
            "content/contests/mayor/releases/r0/release.yml": f"{TITLE}{PARTIAL}",
            "content/contests/mayor/releases/r0/rows.yml": made,
        }
        one = loaded(files)
        return codes(run(one, tabulate.results(one, one.contests[0])))

    assert lines(7) == set()
    assert lines(8) == {("C106", "e1")}


def test_a_part_is_no_newer_than_the_whole() -> None:
    first = rows("gray: 9", "gray: 5", "gray: 3")
    newer = (PARTIAL, "e1: {mail: {gray: 4}}\n")
    made = found(first, newer, contest=SOME)
    assert [(one.code, one.area, one.since) for one in made] == [("C308", "e1", 1)]
    assert made[0].clash.text == "Mail: newer than the votes, which are still those of “Release 0”."
    both = rows("gray: 8", "gray: 5", "gray: 3")
    assert found(both, newer, contest=PARTS) == ()  # all parts are known, and the whole follows from them
    assert found(first, (PARTIAL, "e1: {mail: {gray: 3}}\n"), contest=SOME) == ()


TURNOUT = "e1: {{votes: {{gray: 60, moss: 38, lund: 2}}, turnout: {{{}}}}}\n"


@pytest.mark.parametrize(
    ("turnout", "expected"),
    [
        ("registered: 200, voters: 110, ballots: 110, overvotes: 2, undervotes: 8", set()),
        ("ballots: 110, overvotes: 2, undervotes: 7", {"C405"}),
        ("ballots: 110, overvotes: 2, undervotes: 5, blank: 3", set()),
        ("ballots: 110, overvotes: 2", set()),
        ("voters: 109, ballots: 110", {"C406"}),
        ("registered: 109, ballots: 110", {"C402"}),
        ("ballots: 99", {"C401"}),
        ("registered: 99", {"C403"}),
    ],
)
def test_turnout_is_checked(turnout: str, expected: set[str]) -> None:
    assert {one.code for one in found((PARTIAL, TURNOUT.format(turnout)))} == expected


@pytest.mark.parametrize(
    ("vote_for", "turnout", "expected"),
    [
        ("2", "ballots: 60, overvotes: 4, undervotes: 16", set()),
        ("2", "ballots: 60, overvotes: 4, undervotes: 12", set()),  # each overvote took both votes of its ballot
        ("2", "ballots: 60, overvotes: 4, undervotes: 13", {"C405"}),
        ("2", "ballots: 49", {"C401"}),
        ("any", "ballots: 60, overvotes: 0, undervotes: 0", set()),
        ("any", "ballots: 59", {"C401"}),
    ],
)
def test_a_ballot_may_have_several_votes(vote_for: str, turnout: str, expected: set[str]) -> None:
    contest = VOTES.replace("units:", f"vote_for: {vote_for}\nunits:")
    made = found((PARTIAL, TURNOUT.format(turnout)), contest=contest)
    assert {one.code for one in made} == expected


def test_ballots_of_a_part_are_those_of_its_votes() -> None:
    row = (
        "e1: {{votes: {{gray: 9}}, day: {{gray: 5}}, mail: {{gray: 4}}, turnout: {{ballots: {{day: 5, mail: {}}}}}}}\n"
    )
    assert found((PARTIAL, row.format(4)), contest=PARTS) == ()
    made = {(one.code, one.clash.tallies) for one in found((PARTIAL, row.format(3)), contest=PARTS)}
    assert made == {("C401", ("mail",)), ("C401", ("votes",))}


def test_turnout_that_is_older_than_the_votes_is_not_held_against_them_while_the_count_goes_on() -> None:
    first = (PARTIAL, "e1: {votes: {gray: 60}, turnout: {ballots: 60}}\n")
    assert found(first, (PARTIAL, "e1: {votes: {gray: 70}}\n")) == ()
    done = found(first, (CERTIFIED, "e1: {votes: {gray: 70}}\ne2: {votes: {gray: 1}}\no1: {votes: {gray: 1}}\n"))
    assert ("C401", "e1") in codes(done)


def test_turnout_of_a_county_is_checked() -> None:
    def county(turnout: str) -> set[tuple[str, str]]:
        votes = f"votes: {{gray: 60, moss: 38}}, turnout: {{{turnout}}}"
        return codes(found((f"{COMPLETE}totals: {{lee: {{{votes}}}}}\n", "")))

    assert county("ballots: 98, registered: 98") == set()
    assert county("ballots: 97, registered: 98") == {("C404", "lee")}
    assert county("ballots: 99, voters: 98") == {("C406", "lee")}
    assert county("ballots: 99, undervotes: 0, overvotes: 0") == set()  # lund is not known


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("{winners: [gray]}", set()),
        ("{winners: [moss]}", {"C107"}),
        ("{winners: [moss], by: lot}", {"C107"}),
        ("none", set()),
    ],
)
def test_winners_by_count_are_those_with_the_most_votes(outcome: str, expected: set[str]) -> None:
    total = f"{CERTIFIED}totals: {{lee: {{votes: {{gray: 60, moss: 38, lund: 2}}}}}}\noutcome: {outcome}\n"
    assert {one.code for one in found((total, ""))} == expected


def test_a_tie_contradicts_no_winner_and_a_partial_count_none_at_all() -> None:
    tied = f"{CERTIFIED}totals: {{lee: {{votes: {{gray: 60, moss: 60, lund: 2}}}}}}\noutcome: {{winners: [moss]}}\n"
    assert found((tied, "")) == ()
    partial = (f"{PARTIAL}outcome: {{winners: [moss]}}\n", "e1: {votes: {gray: 60, moss: 38}}\n")
    assert found(partial) == ()


def test_winners_of_several_seats_are_among_the_first() -> None:
    contest = VOTES.replace("units:", "seats: 2\nunits:")

    def winners(names: str) -> set[str]:
        total = (
            f"{CERTIFIED}totals: {{lee: {{votes: {{gray: 60, moss: 38, lund: 2}}}}}}\noutcome: {{winners: [{names}]}}\n"
        )
        return {one.code for one in found((total, ""), contest=contest)}

    assert winners("gray, moss") == set()
    assert winners("gray, lund") == {"C107"}


def test_those_who_go_on_are_among_the_first() -> None:
    contest = VOTES.replace("units:", "threshold: majority\nadvance: 2\nunits:")

    def going_on(names: str) -> set[str]:
        total = f"{CERTIFIED}totals: {{lee: {{votes: {{gray: 45, moss: 38, lund: 30}}}}}}\n"
        return {one.code for one in found((f"{total}outcome: {{advancing: [{names}]}}\n", ""), contest=contest)}

    assert going_on("gray, moss") == set()
    assert going_on("gray, lund") == {"C107"}


@pytest.mark.parametrize(
    ("yes", "passed", "expected"),
    [(60, "true", set()), (59, "true", {"C107"}), (60, "false", {"C107"}), (59, "false", set())],
)
def test_a_measure_passes_if_it_has_what_it_needs(yes: int, passed: str, expected: set[str]) -> None:
    contest = HEAD + "kind: measure\nthreshold: 60%\n"
    total = f"{CERTIFIED}totals: {{lee: {{votes: {{yes: {yes}, no: {100 - yes}}}}}}}\noutcome: {{passed: {passed}}}\n"
    assert {one.code for one in found((total, ""), contest=contest)} == expected


@pytest.mark.parametrize(("stated", "expected"), [("10", set()), ("11", {"C108"}), ("9", {"C108"})])
def test_exhausted_ballots_are_those_that_no_longer_count(stated: str, expected: set[str]) -> None:
    figures = f"r1: {{gray: 50, moss: 40, lund: 20}}, r2: {{gray: 55, moss: 45, exhausted: {stated}}}"
    made = found((f"{CERTIFIED}totals: {{lee: {{{figures}}}}}\n", ""), contest=RANKED)
    assert {one.code for one in made} == expected
    everywhere = "".join(f"{unit}: {{{figures}}}\n" for unit in ("e1", "e2", "o1"))
    assert {(one.code, one.area) for one in found((PARTIAL, everywhere), contest=RANKED) if one.code == "C108"} == {
        (code, unit) for code in expected for unit in ("e1", "e2", "o1")
    }


def test_units_in_a_complete_total_are_not_missing() -> None:
    total = "totals: {elm: {votes: {gray: 60, moss: 38}}}\n"
    assert codes(found((f"{COMPLETE}{total}", "o1: {votes: {gray: 5}}\n"))) == set()
    assert codes(found((COMPLETE, "o1: {votes: {gray: 5}}\n"))) == {("C306", "e1"), ("C306", "e2")}


def test_a_unit_with_turnout_alone_is_missing_from_complete_results_and_not_empty() -> None:
    start = (PARTIAL, "e1: {turnout: {registered: 90}}\ne2: {votes: {gray: 5}}\no1: {votes: {gray: 6, moss: 3}}\n")
    assert found(start) == ()
    assert codes(found(start, (CERTIFIED, ""))) == {("C306", "e1")}


def test_figures_that_are_partly_withheld_are_figures() -> None:
    assert found((PARTIAL, "e1: {votes: {gray: withheld, moss: 0}}\n")) == ()
    first = (PARTIAL, "e1: {votes: {gray: 50, moss: 10}}\n")
    assert found(first, (PARTIAL, "e1: {votes: {gray: withheld, moss: 9}}\n")) == ()


def test_figures_fall_in_a_recount_that_goes_on() -> None:
    first = (
        COMPLETE,
        "".join(f"{unit}: {{votes: {{gray: 50, moss: {turn}}}}}\n" for turn, unit in enumerate(("e1", "e2", "o1"), 2)),
    )
    lower = "e1: {votes: {gray: 40, moss: 2}}\n"
    assert found(first, ("kind: recount\nstatus: unofficial-partial\n", lower)) == ()
    over = found(first, ("kind: recount\nstatus: unofficial-complete\n", lower))
    assert {(one.code, one.level) for one in over} == {("C301", Level.NOTICE), ("C303", Level.NOTICE)}


def test_an_audit_is_compared_with_nothing() -> None:
    first = (COMPLETE, "e1: {votes: {gray: 5}}\ne2: {votes: {gray: 6}}\no1: {votes: {gray: 7}}\n")
    audit = (
        "kind: audit\nstatus: unofficial-complete\ntotals: {lee: {votes: {gray: 17}}}\n",
        "e1: {votes: {gray: 4}}\n",
    )
    assert found(first, audit) == ()
    assert found(first, audit, (CERTIFIED, "")) == ()


def test_parts_that_no_place_has_are_no_half_empty_sheet() -> None:
    assert found(rows("gray: 5", "gray: 5", ""), contest=PARTS) == ()


def warnings(one: Site) -> list[tuple[str, str]]:
    report = Report()
    declared.check(one, [tabulate.results(one, contest) for contest in one.contests], report)
    return [(item.code, item.message) for item in report.ordered()]


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ("dem: 2, rep: 2", []),
        ("dem: 2, rep: 1", [("W612", "'house' has 5 seats, but its contests (1) and 'held' (3) don't add up to that")]),
    ],
)
def test_the_seats_of_a_chamber_add_up(held: str, expected: list[tuple[str, str]]) -> None:
    parties = f"house: {{name: House, chamber: {{seats: 5, held: {{{held}}}}}}}\n"
    contest = VOTES.replace("units:", "office: house\nunits:")
    files = {
        "site.yml": SETTINGS,
        "content/places/places.yml": PLACES,
        "content/offices.yml": parties,
        "content/parties.yml": "{dem: {name: D}, rep: {name: R}}\n",
        "content/contests/mayor/contest.yml": contest,
        "content/contests/mayor/releases/r0/release.yml": f"{TITLE}{PARTIAL}",
        "content/contests/mayor/releases/r0/rows.yml": "e1: {votes: {gray: 1}}\n",
    }
    assert warnings(loaded(files)) == expected


def test_a_recount_that_changes_who_is_ahead_needs_a_new_outcome() -> None:
    def totals(gray: int, more: str = "", kind: str = "recount") -> tuple[str, str]:
        return (
            f"kind: {kind}\nstatus: certified\ntotals: {{lee: {{votes: {{gray: {gray}, moss: 38, lund: 2}}}}}}\n{more}",
            "",
        )

    first = totals(40, "outcome: {winners: [gray]}\n", "certification")
    assert warnings(site(first, totals(39))) == []
    assert [code for code, _ in warnings(site(first, totals(37)))] == ["W613"]
    assert [code for code, _ in warnings(site(first, totals(38)))] == ["W613"]
    assert [code for code, _ in warnings(site(first, totals(37, kind="court")))] == ["W613"]
    assert warnings(site(first, totals(37, "outcome: none\n"))) == []
    assert warnings(site(first, totals(37, "outcome: {winners: [moss]}\n"))) == []
    assert warnings(site(first, totals(37, kind="correction"))) == []


def test_turnout_of_another_contest_is_that_of_each_release() -> None:
    first, second = "title: Night\nas_of: 2025-11-04\n", "title: Canvass\nas_of: 2025-11-12\n"
    source = f"source: {{name: The clerk}}\n{PARTIAL}"
    files = {"site.yml": SETTINGS, "content/places/places.yml": PLACES}
    for name, text, rest in (("a", VOTES, "ballots: {}"), ("b", f"{VOTES}turnout_from: a\n", "overvotes: 0")):
        files[f"content/contests/{name}/contest.yml"] = text
        for index, head in enumerate((first, second)):
            folder = f"content/contests/{name}/releases/r{index}"
            files[f"{folder}/release.yml"] = head + source
            row = f"{rest.format(60 + index)}, undervotes: {5 if name == 'b' else 0}"
            files[f"{folder}/rows.yml"] = f"e1: {{votes: {{gray: {55 + index}}}, turnout: {{{row}}}}}\n"
    one = loaded(files)
    results = tabulate.results(one, one.contests[1])
    assert [(told.release, told.turnout.ballots) for told in results.turnout[AreaId("e1")]] == [(0, 60), (1, 61)]
    assert run(one, results) == ()


def many(changed: str = "", *, turnout: bool = False, before: bool = False) -> tuple[Finding, ...]:
    """Judge a contest in 15 wards of one town that vote alike; the first of them states what is given, if anything."""
    wards = "".join(f"  w{at}: {{name: Ward {at}, kind: ward, parent: elm}}\n" for at in range(15))
    places = f"{PLACES.partition('  e1:')[0]}{wards}"
    rows = {
        f"w{at}": f"votes: {{gray: {300 + at}, moss: {150 + 2 * at}, lund: {30 + at % 3}}}"
        + (f", turnout: {{registered: {800 + 3 * at}, ballots: {500 + 3 * at}}}" if turnout else "")
        for at in range(15)
    }
    files = {"site.yml": SETTINGS, "content/places/places.yml": places, "content/contests/mayor/contest.yml": VOTES}
    stated = [rows] if before else []
    stated.append({**rows, **({"w0": changed} if changed else {})} if not before else {"w0": changed})
    for index, one in enumerate(stated):
        head = f"title: Release {index}\nas_of: 2025-11-{index + 4:02}\nsource: {{name: The clerk}}\n{PARTIAL}"
        folder = f"content/contests/mayor/releases/r{index}"
        files[f"{folder}/release.yml"] = head
        files[f"{folder}/rows.yml"] = "".join(f"{name}: {{{text}}}\n" for name, text in one.items())
    loaded_site = loaded(files)
    return run(loaded_site, tabulate.results(loaded_site, loaded_site.contests[0]))


MOVED = "Votes: Gray 150, Moss 30 and Lund 300. If they are moved by one"


@pytest.mark.parametrize(
    ("figures", "code", "text"),
    [
        (
            "gray: 150, moss: 300, lund: 30",
            "C701",
            "Votes: Gray 150 and Moss 300. If they are exchanged, their shares are those of the 14 places around it.",
        ),
        (
            "gray: 150, moss: 30, lund: 300",
            "C701",
            f"{MOVED}, their shares are those of the 14 places around it.",
        ),
        (
            "gray: 300, moss: 15, lund: 30",
            "C702",
            "Votes: Gray 87.0%, usually 60.5% to 61.9%; Moss 4.3%, usually 31.9% to 33.4% at the 14 places around it.",
        ),
        (
            "gray: 300, moss: 150, lund: 0",
            "C703",
            "Votes: Lund 0 of 450, usually 6.0% to 6.3% at the 14 places around it.",
        ),
    ],
)
def test_figures_unlike_those_around_are_named(figures: str, code: str, text: str) -> None:
    assert many() == ()
    (one,) = many(f"votes: {{{figures}}}")
    assert (one.code, one.area, one.level) == (code, "w0", Level.DOUBTFUL)
    assert one.clash.text == text


@pytest.mark.parametrize("figures", ["gray: 290, moss: 160, lund: 30", "gray: 15, moss: 2, lund: 0"])
def test_small_differences_and_small_places_are_usual(figures: str) -> None:
    assert many(f"votes: {{{figures}}}") == ()


def test_figures_unlike_those_they_replaced_are_named() -> None:
    close = "votes: {gray: 310, moss: 150, lund: 31}"
    assert many(close, before=True) == ()
    found_there = {one.code: one.clash.text for one in many("votes: {gray: 30, moss: 150, lund: 310}", before=True)}
    assert found_there["C701"] == (
        "Votes: Gray 30 and Lund 310. If they are exchanged, they are like those they replaced: Gray 300 and Lund 30."
    )
    alone = {one.code: one.clash.text for one in many("votes: {gray: 390, moss: 150, lund: 30}", before=True)}
    assert alone["C702"] == "Votes: Gray 300 → 390, while the others stayed nearly as they were."


def test_turnout_unlike_that_around_is_named() -> None:
    usual = "votes: {gray: 300, moss: 150, lund: 30}, turnout: {registered: 800, ballots: %s}"
    assert many(usual % 500, turnout=True) == ()
    found_there = {(one.code, one.clash.tallies): one.clash.text for one in many(usual % 700, turnout=True)}
    assert found_there == {
        ("C704", ("votes",)): "480 votes and 700 ballots, 68.6%; usually 96.2% to 96.5% at the 14 places around it.",
        (
            "C704",
            (),
        ): "700 ballots and 800 registered voters, 87.5%; usually 63.1% to 64.1% at the 14 places around it.",
    }


def test_parts_that_nearly_all_places_show_are_parts() -> None:
    tallies = PARTS.replace(", part_of: votes", "").replace("unit: votes}", "unit: votes, decides: true}", 1)
    places = PLACES.partition("  e1:")[0] + "".join(
        f"  w{at}: {{name: Ward {at}, kind: ward, parent: elm}}\n" for at in range(20)
    )

    def wrong(count: int) -> set[tuple[str, str]]:
        sheets = "".join(
            f"w{at}: {{votes: {{gray: {30 + at + (at < count)}}}, day: {{gray: {20 + at}}}, mail: {{gray: 10}}}}\n"
            for at in range(20)
        )
        files = {"site.yml": SETTINGS, "content/places/places.yml": places}
        files["content/contests/mayor/contest.yml"] = tallies
        files["content/contests/mayor/releases/r0/release.yml"] = f"{TITLE}{PARTIAL}"
        files["content/contests/mayor/releases/r0/rows.yml"] = sheets
        one = loaded(files)
        return codes(run(one, tabulate.results(one, one.contests[0])))

    assert wrong(0) == set()
    assert wrong(1) == {("C106", "w0")}
    assert wrong(3) == set()


def two_contests(mayor: str, clerk: str) -> set[tuple[str, str]]:
    """Judge a contest for mayor beside one for clerk, in 15 wards that vote alike but for the first."""
    wards = "".join(f"  w{at}: {{name: Ward {at}, kind: ward, parent: elm}}\n" for at in range(15))
    files = {"site.yml": SETTINGS, "content/places/places.yml": PLACES.partition("  e1:")[0] + wards}
    choices = "choices: [{id: gray, name: Ann Gray, party: Red}, {id: moss, name: Bob Moss, party: Blue}]\n"
    for name, first, more in (("mayor", mayor, 0), ("clerk", clerk, 9)):
        folder = f"content/contests/{name}"
        files[f"{folder}/contest.yml"] = HEAD.replace("Mayor", name.title()) + choices
        files[f"{folder}/releases/r0/release.yml"] = f"{TITLE}{PARTIAL}"
        usual = (f"gray: {300 + more + at}, moss: {280 - more + 2 * at}" for at in range(1, 15))
        rows = (f"w{at}: {{votes: {{{text}}}}}\n" for at, text in enumerate((first, *usual)))
        files[f"{folder}/releases/r0/rows.yml"] = "".join(rows)
    one = loaded(files)
    contest = next(contest for contest in one.contests if contest.id == "mayor")
    return codes(run(one, tabulate.results(one, contest)))


def test_votes_go_with_those_for_the_same_party_in_another_contest() -> None:
    assert two_contests("gray: 300, moss: 280", "gray: 309, moss: 271") == set()
    assert ("C705", "w0") in two_contests("gray: 300, moss: 180", "gray: 309, moss: 271")
    assert ("C705", "w0") in two_contests("gray: 300, moss: 0", "gray: 309, moss: 271")


def test_another_contest_shows_that_an_unusual_place_is_right() -> None:
    assert two_contests("gray: 60, moss: 520", "gray: 62, moss: 503") == set()
    assert {code for code, _ in two_contests("gray: 60, moss: 520", "gray: 309, moss: 271")} == {"C702", "C705"}
