"""Releases folded into figures: what carries over, what is summed, what was published instead."""

from decimal import Decimal

from recanvass.core.ids import AreaId, KindId, RequestId, TallyId
from recanvass.core.kinds import Reporting
from recanvass.results import areas, histories, request_units, tabulate
from recanvass.results import figures as figures_of
from recanvass.results.figures import Basis, Figures
from recanvass.results.histories import Change, Entry
from tests.sites import FOLDER, counts, decimals, election, folded, tally_of

REQUEST = """\
kind: recanvass
requested_by: ada
filed: 2020-01-02
state: filed
source: {name: The clerk}
places:
  - {place: n1, printed: "N. 1"}
  - {place: n1, printed: North One}
  - {group: coast}
  - {place: north}
"""


def figures(results: histories.Results, area: str, tally: str, release: int) -> Figures:
    return figures_of.figures(results, AreaId(area), tally_of(results.contest, tally), release)


def test_a_release_states_only_the_places_it_changes() -> None:
    results = folded("n1: {votes: {ada: 10, bob: 5}}\nn2: {votes: {ada: 3}}\n", "n1: {votes: {ada: 11, bob: 5}}\n")
    assert counts(results, "n1", "votes", 0) == (10, 5, 0, 0)
    assert counts(results, "n1", "votes", 1) == (11, 5, 0, 0)
    assert results.entries[AreaId("n1")][TallyId("votes")] == [Entry(0, (10, 5, 0, 0)), Entry(1, (11, 5, 0, 0))]
    assert results.entries[AreaId("n2")][TallyId("votes")] == [Entry(0, (3, 0, 0, 0))]
    assert counts(results, "n2", "votes", 1) == (3, 0, 0, 0)


def test_a_release_states_only_the_tallies_it_changes() -> None:
    results = folded("n1: {votes: {ada: 10}, points: {ada: 1.5}}\n", "n1: {points: {ada: 1.25, bob: 0.25}}\n")
    assert counts(results, "n1", "votes", 1) == (10, 0, 0, 0)
    assert counts(results, "n1", "points", 1) == decimals("1.25", "0.25", "0", "0")


def test_a_tally_that_is_given_is_complete() -> None:
    results = folded("n1: {votes: {ada: 10, bob: 5, none: 2}}\n", "n1: {votes: {bob: 6}}\n", "n1: {votes: {}}\n")
    assert counts(results, "n1", "votes", 1) == (0, 6, 0, 0)
    assert counts(results, "n1", "votes", 2) == (0, 0, 0, 0)


def test_places_and_groups_sum_their_units() -> None:
    results = folded(
        "n1: {votes: {ada: 1}}\nn2: {votes: {ada: 20}}\ns1: {votes: {ada: 300, bob: 4}}\n",
        "n1: {votes: {bob: 5}}\ns2: {votes: {ada: 4000, none: 1}}\n",
    )
    assert results.areas == {
        "north": ("n1", "n2"),
        "lake": ("n1", "n2", "s1", "s2"),
        "coast": ("n1", "s1", "s2"),
        "south": ("s1", "s2"),
    }
    summed = {area: (counts(results, area, "votes", 0), counts(results, area, "votes", 1)) for area in results.areas}
    assert summed == {
        "north": ((21, 0, 0, 0), (20, 5, 0, 0)),
        "south": ((300, 4, 0, 0), (4300, 4, 0, 1)),
        "lake": ((321, 4, 0, 0), (4320, 9, 0, 1)),
        "coast": ((301, 4, 0, 0), (4300, 9, 0, 1)),
    }


def test_sums_are_exact() -> None:
    results = folded("n1: {points: {ada: 0.1}}\nn2: {points: {ada: 0.2}}\ns1: {points: {ada: 999999999999.0001}}\n")
    assert counts(results, "lake", "points", 0) == decimals("999999999999.3001", "0", "0", "0")


def test_a_group_of_a_place_holds_all_that_lies_in_it_and_a_contest_ends_at_its_own_place() -> None:
    contest = "title: Council\ndate: 2020-01-01\nplace: south\ntallies: [{id: v, name: V, unit: v}]\n"
    files = {
        "content/contests/council/contest.yml": f"{contest}choices: [{{id: ada, name: Ada}}]\n",
        "content/contests/council/releases/r0/release.yml": (
            "title: R\nkind: partial\nstatus: unofficial-partial\nas_of: 2020-01-01\nsource: {name: S}\n"
        ),
        "content/contests/council/releases/r0/rows.yml": "s1: {v: {ada: 2}}\ns2: {v: {ada: 3}}\n",
    }
    site, _ = election("n1: {votes: {ada: 1}}\n", extra=files)
    council = next(contest for contest in site.contests if contest.id == "council")
    results = tabulate.results(site, council)
    assert areas.areas_above(site, council, AreaId("s1")) == ("south", "coast")
    assert results.areas == {"south": ("s1", "s2"), "coast": ("s1", "s2")}
    assert counts(results, "south", "v", 0) == (5,)


def test_changes_hold_what_was_before_and_nothing_that_is_only_said_again() -> None:
    results = folded(
        "n1: {votes: {ada: 10}, points: {ada: 1.5}}\n",
        "n1: {votes: {ada: 10}, points: {ada: 1.5000}}\n",
        "n1: {votes: {ada: 10}, points: {ada: 2}}\ns1: {votes: {}}\n",
    )
    n1, s1, votes, points = AreaId("n1"), AreaId("s1"), TallyId("votes"), TallyId("points")
    assert results.changes == (
        (Change(n1, votes, None, (10, 0, 0, 0)), Change(n1, points, None, decimals("1.5", "0", "0", "0"))),
        (),
        (
            Change(n1, points, decimals("1.5", "0", "0", "0"), decimals("2", "0", "0", "0")),
            Change(s1, votes, None, (0, 0, 0, 0)),
        ),
    )
    assert histories.changed_units(change for release in results.changes for change in release) == ("n1", "s1")
    assert figures(results, "n1", "votes", 2).releases == (0, 0, 0, 0)


def test_missing_is_not_zero() -> None:
    results = folded("n1: {votes: {}}\ns1: {status: not-reported}\n")
    zeros = figures(results, "n1", "votes", 0)
    assert zeros == Figures(TallyId("votes"), Basis.UNITS, (0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0), 0)
    nothing = (None, None, None, None)
    for area, tally in (("s1", "votes"), ("s2", "votes"), ("south", "votes"), ("n1", "points"), ("lake", "seats")):
        shown = figures(results, area, tally, 0)
        assert (shown.basis, shown.counts, shown.releases, shown.total) == (Basis.NONE, nothing, nothing, None)


def test_published_totals_that_agree_leave_the_exact_sum_as_the_total() -> None:
    rows = "n1: {points: {ada: 1.2345, bob: 0.5}}\nn2: {points: {ada: 2}}\n"
    shown = figures(folded(rows, totals={0: "{lake: {points: {ada: 3.235}}}"}), "lake", "points", 0)
    assert shown.basis is Basis.UNITS
    assert shown.counts == decimals("3.235", "0.5", "0", "0")
    assert shown.decimals == (3, 4, 4, 4)
    assert shown.total == Decimal("3.7345")
    assert shown.releases == (0, 0, 0, 0)


def test_published_totals_that_agree_but_are_coarser_than_what_is_shown_leave_the_sums() -> None:
    rows = "n1: {points: {ada: 1.2345, bob: 0.5}}\nn2: {points: {ada: 2}}\n"
    shown = figures(folded(rows, totals={0: "{lake: {points: {ada: 3.23}}}"}), "lake", "points", 0)
    assert shown == figures(folded(rows), "lake", "points", 0)
    assert shown.counts == decimals("3.2345", "0.5", "0", "0")


def test_published_totals_that_disagree_stand_alone_when_they_are_whole() -> None:
    totals = {1: "{lake: {votes: {ada: 40, bob: 3, cy: 0, none: 1}}}"}
    results = folded("n1: {votes: {ada: 30, bob: 4}}\n", "", totals=totals)
    shown = figures(results, "lake", "votes", 1)
    assert shown == Figures(TallyId("votes"), Basis.PUBLISHED, (40, 3, 0, 1), (1, 1, 1, 1), (0, 0, 0, 0), 44)
    assert figures(results, "lake", "votes", 0).counts == (30, 4, 0, 0)
    assert figures(results, "north", "votes", 1).counts == (30, 4, 0, 0)
    assert counts(results, "lake", "votes", 1) == (30, 4, 0, 0)


def test_published_totals_that_disagree_and_leave_choices_out_are_mixed() -> None:
    rows = "n1: {points: {ada: 30, bob: 4}}\n"
    results = folded(rows, "", totals={1: "{lake: {points: {ada: 40.5}}}"})
    shown = figures(results, "lake", "points", 1)
    assert (shown.basis, shown.releases, shown.decimals) == (Basis.MIXED, (1, 0, 0, 0), (1, 4, 4, 4))
    assert shown.counts == decimals("40.5", "4", "0", "0")
    assert shown.total is None


def test_totals_may_be_all_that_is_published() -> None:
    partial = figures(folded("", totals={0: "{lake: {seats: {ada: 2, bob: 1}}}"}), "lake", "seats", 0)
    assert (partial.basis, partial.counts) == (Basis.PUBLISHED, (2, 1, None, None))
    assert (partial.releases, partial.total) == ((0, 0, None, None), None)
    whole = folded("", totals={0: "{lake: {seats: {ada: 2, bob: 1, cy: 0, none: 0}}}"})
    assert figures(whole, "lake", "seats", 0).total == 3


def test_totals_yield_to_units_that_change_later() -> None:
    totals = {0: "{lake: {votes: {ada: 40}}, north: {votes: {ada: 50}}}", 1: "{lake: {votes: {ada: 41}}}"}
    results = folded("n1: {votes: {ada: 30}}\n", "", "s1: {votes: {ada: 1}}\n", totals=totals)
    assert [figures(results, "lake", "votes", release).counts[0] for release in range(3)] == [40, 41, 51]
    assert [figures(results, "north", "votes", release).counts[0] for release in range(3)] == [50, 50, 50]


def test_differences_are_those_beyond_rounding() -> None:
    rows = "n1: {points: {ada: 1.2345, bob: 1.2345, cy: 1}, votes: {ada: 7}}\n"
    stated = "{lake: {points: {bob: 1.234, ada: 1.235, cy: 1.0}, seats: {ada: 1}}, coast: {votes: {ada: 8}}}"
    results = folded(rows, totals={0: stated})
    found = figures_of.differences(results, 0)
    assert [(one.area, one.tally, one.choice, one.published, one.total_of_units) for one in found] == [
        ("lake", "points", 1, Decimal("1.234"), Decimal("1.2345")),
        ("coast", "votes", 0, 8, 7),
    ]


def test_reporting_follows_what_each_release_says() -> None:
    results = folded(
        "n1: {votes: {ada: 1}, status: partial}\nn2: {status: no-meeting}\ns1: {note: late}\n",
        "n1: {votes: {ada: 2}}\ns1: {status: excluded}\n",
        "n2: {votes: {ada: 3}}\n",
    )
    states = {
        unit: [histories.reporting_of(results, AreaId(unit), release) for release in range(3)]
        for unit in ("n1", "n2", "s1", "s2")
    }
    assert states == {
        "n1": [Reporting.PARTIAL, Reporting.REPORTED, Reporting.REPORTED],
        "n2": [Reporting.NO_MEETING, Reporting.NO_MEETING, Reporting.REPORTED],
        "s1": [Reporting.NOT_REPORTED, Reporting.EXCLUDED, Reporting.EXCLUDED],
        "s2": [Reporting.NOT_REPORTED] * 3,
    }
    assert histories.reporting_counts(results, AreaId("lake"), 1) == {
        Reporting.REPORTED: 1,
        Reporting.NO_MEETING: 1,
        Reporting.EXCLUDED: 1,
        Reporting.NOT_REPORTED: 1,
    }


def test_a_contest_of_one_unit_counts_it() -> None:
    contest = "title: Ward\ndate: 2020-01-01\nplace: n1\ntallies: [{id: v, name: V, unit: v}]\n"
    folder = "content/contests/ward"
    files = {
        f"{folder}/contest.yml": f"{contest}choices: [{{id: ada, name: Ada}}]\n",
        f"{folder}/releases/r0/release.yml": (
            "title: R\nkind: complete\nstatus: certified\nas_of: 2020-01-01\nsource: {name: S}\n"
        ),
        f"{folder}/releases/r0/rows.yml": "n1: {v: {ada: 2}}\n",
    }
    site, _ = election("n1: {votes: {ada: 1}}\n", extra=files)
    ward = next(contest for contest in site.contests if contest.id == "ward")
    results = tabulate.results(site, ward)
    assert ward.units == ("n1",)
    assert histories.reporting_counts(results, AreaId("n1"), 0) == {Reporting.REPORTED: 1}
    assert figures(results, "n1", "v", 0).counts == (2,)


def test_a_request_covers_each_unit_once_however_often_it_is_listed() -> None:
    _, results = election("n1: {votes: {ada: 1}}\n", extra={f"{FOLDER}/reviews/ada.yml": REQUEST})
    (request,) = results.contest.requests
    assert request.id == RequestId("ada")
    assert [request_units.units_of_item(results, item) for item in request.items] == [
        ("n1",),
        ("n1",),
        ("n1", "s1", "s2"),
        ("n1", "n2"),
    ]
    assert request_units.units_of_request(results, request) == ("n1", "s1", "s2", "n2")


def test_what_came_of_a_unit_is_stated_for_itself_before_its_group() -> None:
    items = "places:\n  - {group: coast, disposition: accurate}\n  - {place: n1, printed: N}\n  - {place: n2}\n"
    apart = "dispositions: {n1: ineligible, s2: {disposition: rejected, reason: Late}}\n"
    text = REQUEST.partition("places:")[0] + items + apart
    _, results = election("n1: {votes: {ada: 1}}\n", extra={f"{FOLDER}/reviews/ada.yml": text})
    (request,) = results.contest.requests
    found = request_units.dispositions_of_request(results, request)
    assert {unit: one and one.value for unit, one in found.items()} == {
        "n1": "ineligible",
        "s1": "accurate",
        "s2": "rejected",
        "n2": None,
    }
    lines = [(line.area, line.printed, line.reason) for line in request_units.lines_of_request(request)]
    assert lines == [("coast", None, None), ("n1", "N", None), ("n2", None, None), ("s2", None, "Late")]


def test_the_area_of_a_kind_is_found_in_places_above_and_in_groups() -> None:
    site, _ = election("n1: {votes: {ada: 1}}\n")
    kinds = ("ward", "county", "state", "district")
    found = {
        unit: [figures_of.area_of_kind(site, AreaId(unit), KindId(kind)) for kind in kinds]
        for unit in ("n1", "n2", "s1")
    }
    assert found == {
        "n1": ["n1", "north", "lake", "coast"],
        "n2": ["n2", "north", "lake", None],
        "s1": ["s1", "south", "lake", "coast"],
    }
