"""What was at stake in a request: figures added up here by themselves, from the text of the content and by hand."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from recanvass.core.ids import RequestId
from recanvass.core.model import Contest
from recanvass.results.request_stakes import Stakes, stakes
from tests import caucus_again, party
from tests.sites import FOLDER, decimals, election, iowa

BEFORE, VOTES, AFTER = "2020-02-07-all-precincts", "2020-02-09-review", "2020-02-27-recount"
Figures = Mapping[str, Mapping[str, Fraction]]
"""Figures of one tally by unit and choice."""

CHICAGO = ZoneInfo("America/Chicago")
REQUEST = """\
kind: recanvass
requested_by: bob
filed: {filed}
state: completed
{resolved}source: {{name: The clerk}}
places: [{places}]
"""
ROWS = (
    "n1: {points: {ada: 5, bob: 1}, votes: {ada: 10, bob: 3}}\nn2: {points: {bob: 2}}\ns1: {points: {cy: 1.5}}\n",
    "n1: {votes: {ada: 9, bob: 4}}\n",
    "",
    "n1: {points: {ada: 4, bob: 2}}\nn2: {points: {bob: 1.5}}\n",
)


def found(places: str, *, filed: str = "2020-01-03", resolved: str = "", shown: int = 3) -> Stakes | None:
    """Return the figures of one request in the small election; release 0 is of January 1, each next a day later."""
    settled = f"resolved_by: {resolved}\n" if resolved else ""
    text = REQUEST.format(filed=filed, resolved=settled, places=places)
    totals = {2: "{lake: {points: {ada: 4, bob: 3}}}"}
    _, results = election(*ROWS, totals=totals, extra={f"{FOLDER}/reviews/bob.yml": text})
    return stakes(results, results.contest.requests[0], CHICAGO, shown)


def test_units_are_added_up_as_they_stood_before_the_request() -> None:
    one = found("{place: n1}, {place: s2}, {place: n1}")
    assert one is not None
    assert (one.units, one.before) == (("n1", "s2"), 1)
    assert [(held.tally.id, held.counts, held.stated, held.missing) for held in one.held] == [
        ("votes", (9, 4, 0, 0), 1, 1),
        ("points", (*decimals("5", "1"), 0, 0), 0, 1),
    ]
    assert one.whole == (*decimals("5", "3", "1.5"), 0)
    assert one.rest == (*decimals("0", "2", "1.5"), 0)
    assert one.lead is not None
    assert (one.lead.leaders, one.lead.margin) == ((0,), Decimal(2))
    assert one.lead_without is not None
    assert (one.lead_without.leaders, one.lead_without.margin) == ((1,), Decimal("0.5"))
    assert one.moved is None


def test_what_moved_is_told_apart_up_to_the_first_release_with_units() -> None:
    one = found("{place: n1}", resolved="r2")
    assert one is not None
    assert one.moved is not None
    assert (one.moved.until, one.moved.is_later) == (3, True)
    assert (one.moved.inside, one.moved.outside, one.moved.total) == decimals("-2", "0.5", "-1.5")
    exact = found("{place: n1}", resolved="r3")
    assert exact is not None
    assert exact.moved is not None
    assert (exact.moved.until, exact.moved.is_later, exact.moved.inside) == (3, False, Decimal(-2))
    earlier = found("{place: n1}", resolved="r2", shown=2)
    assert earlier is not None
    assert earlier.moved is None


@pytest.mark.parametrize(
    ("filed", "before"),
    [
        ("2020-01-02", 0),
        ("2020-01-02T23:59-06:00", 0),
        ("2020-01-03T05:59+00:00", 0),
        ("2020-01-03T06:00+00:00", 1),
        ("2020-01-09", 3),
    ],
)
def test_a_release_of_the_same_day_is_not_before_the_request(filed: str, before: int) -> None:
    one = found("{group: coast}", filed=filed)
    assert one is not None
    assert (one.units, one.before) == (("n1", "s1", "s2"), before)


def test_nothing_is_at_stake_without_units_or_figures() -> None:
    assert found("") is None
    assert found("{place: n1}", filed="2020-01-01") is None
    assert found("{place: s2}") is None


def figures(tally: str, release: str) -> Figures:
    return {unit: tallies.get(tally, {}) for unit, tallies in caucus_again.stood(release).items()}


def total(found: Figures, choice: str, units: frozenset[str], *, within: bool) -> Fraction:
    counts = (votes.get(choice, Fraction(0)) for unit, votes in found.items() if (unit in units) is within)
    return sum(counts, Fraction(0))


def ahead(found: Figures, units: frozenset[str], *, within: bool) -> Fraction:
    return total(found, "buttigieg", units, within=within) - total(found, "sanders", units, within=within)


def test_the_seventy_units_of_the_buttigieg_request() -> None:
    asked = {row["precinct_id"] for row in party.requests() if row["requested_by"] == "Buttigieg"}
    satellites = {row["precinct_id"] for row in party.precincts() if row["satellite_group"].startswith("CD")}
    units = frozenset(asked | satellites)
    one, contest = buttigieg()
    assert (len(asked), len(satellites), len(one.units)) == (12, 60, 70)
    assert set(one.units) == units
    assert (contest.releases[one.before].id, one.deciding.missing) == (VOTES, 4)
    first, sde = figures("first", VOTES), figures("sde", BEFORE)
    for index, choice in enumerate(contest.choices):
        assert one.held[0].counts[index] == total(first, choice.id, units, within=True)
        assert one.deciding.counts[index] == total(sde, choice.id, units, within=True)
        assert one.rest[index] == total(sde, choice.id, units, within=False)
    assert contest.releases[one.deciding.stated].id == BEFORE


def test_where_the_lead_moved_after_the_buttigieg_request() -> None:
    one, contest = buttigieg()
    units = frozenset(one.units)
    before, after = (figures("sde", release) for release in (BEFORE, AFTER))
    assert one.lead is not None
    assert one.lead_without is not None
    assert (one.lead.margin, one.lead_without.margin) == decimals("1.5151", "26.9681")
    assert ahead(before, units, within=True) + ahead(before, units, within=False) == one.lead.margin
    assert ahead(before, units, within=False) == one.lead_without.margin
    assert one.moved is not None
    assert one.moved.inside == ahead(after, units, within=True) - ahead(before, units, within=True)
    assert one.moved.outside == ahead(after, units, within=False) - ahead(before, units, within=False)
    assert (contest.releases[one.moved.until].id, one.moved.is_later) == (AFTER, True)


def test_requests_that_list_nothing_have_no_figures() -> None:
    site, results = iowa()
    last = len(results.contest.releases) - 1
    listed = {one.id: stakes(results, one, ZoneInfo(site.timezone), last) for one in results.contest.requests}
    assert {name for name, one in listed.items() if one is None} == {"buttigieg-recount", "sanders-recount"}
    sanders = listed[RequestId("sanders-recanvass")]
    assert sanders is not None
    assert sanders.units == ("1158",)


def buttigieg() -> tuple[Stakes, Contest]:
    site, results = iowa()
    request = next(one for one in results.contest.requests if one.id == "buttigieg-recanvass")
    one = stakes(results, request, ZoneInfo(site.timezone), len(results.contest.releases) - 1)
    assert one is not None
    return one, results.contest
