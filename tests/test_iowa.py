"""The demonstration: content that gives back the published figures exactly, unit by unit and in sum.

What is expected is stated here or read from the text of the content in another way; tests_originals/ compares with the
published files themselves.
"""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from recanvass.core.ids import AreaId, ChoiceId, Number, ReleaseId, RequestId, TallyId
from recanvass.core.kinds import ReleaseKind, Reporting, Status
from recanvass.exports import tables
from recanvass.results import figures, histories, request_units
from recanvass.results.figures import Basis, Figures
from recanvass.results.histories import Results
from recanvass.results.ranking import decimals_of, lead
from recanvass.text import formatting
from tests import caucus_again, party
from tests.party import COLUMNS, NO_SDE
from tests.sites import iowa, tally_of

RECANVASS = "2020-02-18-recanvass"
CERTIFICATION = "2020-02-29-certification"
NEVER_MET = {"1141", "1152", "1200", "1207"}
PRINTED = {
    "sanders-recanvass": [("1158", "Hoover Elementary School")],
    "buttigieg-recanvass": [
        ("947532", "Muscatine 2"),
        ("947861", "Bg"),
        ("947890", "(D63) City of Davenport"),
        ("947903", "Lb"),
        ("1593452", "Elk Rivor Hampshire Andov"),
        ("1593452", "Erha"),
        ("1593706", "Fruitland Two/Lake-Fruitl"),
        ("947154", "Jackson 10"),
        ("947526", "Fruitland One-City"),
        ("947853", "(B21) City of Bettendorf"),
        ("947877", "(D32) City of Davenport"),
        ("1174", "Muscatine Community College -McAvoy University Center"),
        ("1165", "Scott Community College"),
    ],
    "sanders-recount": [],
    "buttigieg-recount": [],
}
"""The units that each request lists, with their names as printed; one precinct is printed twice."""

Counts = dict[tuple[str, str, str], Decimal]
"""Figures by unit, tally and choice."""


def results() -> Results:
    return iowa()[1]


def index_of(release: str) -> int:
    return [one.id for one in results().contest.releases].index(ReleaseId(release))


def folded(release: str) -> Counts:
    """Return the figures of every unit as they stood at a release."""
    index = index_of(release)
    found: Counts = {}
    for unit in results().contest.units:
        for tally in COLUMNS:
            entry = histories.entry(results(), unit, TallyId(tally), index)
            for choice, count in zip(
                results().contest.choices, entry.counts if entry is not None else (), strict=False
            ):
                found[unit, tally, choice.id] = Decimal(count or 0)
    return found


def statewide(tally: str, release: str) -> Figures:
    return figures.figures(results(), AreaId("iowa"), tally_of(results().contest, tally), index_of(release))


def of(choice: str, figures: Figures) -> Decimal:
    count = figures.counts[[one.id for one in results().contest.choices].index(ChoiceId(choice))]
    assert count is not None
    return Decimal(count)


@pytest.mark.parametrize("release", caucus_again.RELEASES)
def test_folding_the_releases_gives_the_figures_of_each(release: str) -> None:
    stood = folded(release)
    assert {key: count for key, count in stood.items() if count} == caucus_again.counted(release)
    units, unmet = caucus_again.stood(release).keys(), NEVER_MET & caucus_again.stood(release).keys()
    assert units - {unit for unit, _, _ in stood} == unmet
    assert len(unmet) == (3 if "percent" in release else 4)
    listed = {"2020-02-06-92-percent": 1_624, "2020-02-06-97-percent": 1_711}.get(release, 1_765)
    assert len(units) == listed
    assert len(stood) == (listed - len(unmet)) * len(COLUMNS) * len(results().contest.choices)


def test_four_sites_never_met() -> None:
    last = len(results().contest.releases) - 1
    states = {unit: histories.reporting_of(results(), unit, last) for unit in results().contest.units}
    assert {unit for unit, state in states.items() if state is Reporting.NO_MEETING} == NEVER_MET
    assert set(states.values()) == {Reporting.NO_MEETING, Reporting.REPORTED}


def test_the_script_writes_the_content_again_byte_by_byte(tmp_path: Path) -> None:
    """Of the party's tables, which are made of the content for this: out and back again."""
    (tmp_path / "tables").mkdir()
    party.write_all(tmp_path / "tables")
    assert party.written_by_script(tmp_path / "tables", tmp_path / "content") == party.bulk_of_content()


def test_the_last_release_statewide_is_exact() -> None:
    last = index_of("2020-02-27-recount")
    totals = {tally: histories.entry(results(), AreaId("iowa"), TallyId(tally), last) for tally in COLUMNS}
    choices = [choice.id for choice in results().contest.choices]
    pete, bernie = choices.index(ChoiceId("buttigieg")), choices.index(ChoiceId("sanders"))
    found = {tally: (str(entry.counts[pete]), str(entry.counts[bernie])) for tally, entry in totals.items() if entry}
    assert found == {
        "first": ("37572", "43581"),
        "final": ("43209", "45652"),
        "sde": ("562.9538", "562.0214"),
    }


def test_units_and_areas() -> None:
    site, folded_results = iowa()
    kinds = Counter(str(site.places[unit].kind) for unit in folded_results.contest.units)
    assert kinds == {"precinct": 1_678, "satellite": 87}
    assert sum(place.kind == "county" for place in site.places.values()) == 99
    groups = {str(group): len(folded_results.areas[group]) for group in site.groups}
    assert groups["in-state-satellites"] == 60
    assert sum(groups[f"cd-{number}"] for number in range(1, 5)) == 1_678 + 60


def test_counties_and_satellite_groups_add_up_to_the_state_in_every_release() -> None:
    site, folded_results = iowa()
    parts = [area for area in folded_results.areas if area in site.places and site.places[area].parent == "iowa"]
    assert len(parts) == 99 + 5
    for index in range(len(folded_results.contest.releases)):
        for tally in map(TallyId, COLUMNS):
            entries = [histories.entry(folded_results, area, tally, index) for area in (*parts, AreaId("iowa"))]
            *counts, whole = [entry.counts for entry in entries if entry is not None]
            assert tuple(map(sum, zip(*counts, strict=True))) == whole


@pytest.mark.parametrize(
    ("release", "margin", "basis", "not_reported"),
    [
        ("2020-02-06-92-percent", "18.6235", Basis.UNITS, 141),
        ("2020-02-06-97-percent", "3.427", Basis.UNITS, 54),
        ("2020-02-07-all-precincts", "1.515", Basis.UNITS, 0),
        ("2020-02-09-review", "2.8", Basis.MIXED, 0),
        (RECANVASS, "0.080", Basis.PUBLISHED, 0),
        ("2020-02-27-recount", "0.933", Basis.UNITS, 0),
        (CERTIFICATION, "0.933", Basis.UNITS, 0),
    ],
)
def test_the_lead_of_each_release(release: str, margin: str, basis: Basis, not_reported: int) -> None:
    figures = statewide("sde", release)
    found = lead(results().contest, figures.counts)
    assert found is not None
    assert [results().contest.choices[index].id for index in (*found.leaders, *found.runners_up)] == [
        "buttigieg",
        "sanders",
    ]
    assert str(found.margin) == margin
    assert figures.basis is basis
    reporting = histories.reporting_counts(results(), AreaId("iowa"), index_of(release))
    assert (reporting.total(), reporting[Reporting.NOT_REPORTED]) == (1_765, not_reported)


def test_the_certification_is_a_release_that_changes_nothing() -> None:
    site, folded_results = iowa()
    *_, recount, certified = folded_results.contest.releases
    assert (certified.id, certified.kind, certified.status) == (
        CERTIFICATION,
        ReleaseKind.CERTIFICATION,
        Status.CERTIFIED,
    )
    assert (recount.status, certified.rows, certified.totals) == (Status.UNOFFICIAL_COMPLETE, {}, ())
    assert folded_results.changes[-1] == ()
    assert folded(CERTIFICATION) == folded(recount.id)
    assert [note.slug for note in site.notes if note.release == CERTIFICATION] == ["certification"]


def test_the_table_of_the_recanvass_stands_as_published() -> None:
    figures = statewide("sde", RECANVASS)
    assert (of("buttigieg", figures), of("sanders", figures)) == (Decimal("563.207"), Decimal("563.127"))
    assert [str(statewide(tally, RECANVASS).total) for tally in COLUMNS] == ["176569", "172655", "2150.831"]
    assert set(figures.releases) == {index_of(RECANVASS)}
    shown = {name: formatting.percent(of(name, figures), figures.total, 3) for name in ("buttigieg", "sanders")}
    assert shown == {"buttigieg": "26.186%", "sanders": "26.182%"}
    release = results().contest.releases[index_of(RECANVASS)]
    printed = next(one.figures for one in release.percents if one.tally == "sde")
    assert {name: str(printed[ChoiceId(name)]) for name in shown} == {"buttigieg": "26.185", "sanders": "26.181"}
    assert release.rows == {}


def test_the_table_of_the_recanvass_differs_from_the_older_sums_where_it_does() -> None:
    before, without_sde = map(caucus_again.stood, ("2020-02-07-all-precincts", NO_SDE))
    expected: set[tuple[str, str, Number, Number | Fraction]] = set()
    for total in results().contest.releases[index_of(RECANVASS)].totals:
        units = (before if total.tally == "sde" else without_sde).values()
        for choice, published in total.figures.items():
            exact = sum((unit.get(total.tally, {}).get(choice, Fraction(0)) for unit in units), Fraction(0))
            if abs(exact - Fraction(published)) > (Fraction(5, 10_000) if total.tally == "sde" else 0):
                expected.add((total.tally, choice, published, exact))
    found = {
        (one.tally, results().contest.choices[one.choice].id, one.published, one.total_of_units)
        for one in figures.differences(results(), index_of(RECANVASS))
    }
    assert found == expected
    assert ("final", "sanders", 45_831, 45_842) in found


def test_only_the_two_releases_without_sde_of_units_differ_from_the_sums() -> None:
    releases = results().contest.releases
    assert [one.id for index, one in enumerate(releases) if figures.differences(results(), index)] == [
        NO_SDE,
        RECANVASS,
    ]
    assert [one.choice for one in figures.differences(results(), index_of(NO_SDE))] == [3, 8]


def test_the_requests_hold_the_fourteen_rows_as_printed() -> None:
    listed = {
        request.id: [(str(item.area), item.printed) for item in request.items if item.area in results().contest.units]
        for request in results().contest.requests
    }
    assert listed == PRINTED
    printed = [unit for items in listed.values() for unit, _ in items]
    assert (len(printed), len(set(printed))) == (14, 13)


def test_hoover_elementary_school_is_in_both_requests() -> None:
    requests = {request.id: request for request in results().contest.requests}
    sanders = request_units.units_of_request(results(), requests[RequestId("sanders-recanvass")])
    buttigieg = request_units.units_of_request(results(), requests[RequestId("buttigieg-recanvass")])
    assert sanders == ("1158",)
    assert set(sanders) & set(buttigieg) == {"1158"}
    assert len(buttigieg) == 60 + 12 - 2


def test_ids_codes_and_names_come_back_as_printed() -> None:
    site, _ = iowa()
    rows = list(party.precincts())
    assert {row["precinct_id"] for row in rows} == set(results().contest.units)
    for row in rows:
        place = site.places[AreaId(row["precinct_id"])]
        assert row["name"] in (place.name, *place.aliases)
        assert row["code"] in ((place.code,) if row["kind"] == "precinct" else (place.name, *place.aliases))
        assert str(place.worth.get("delegates", "")) == row["county_delegates"]
        if row["county"]:
            county = site.places[AreaId(str(place.parent))]
            assert (county.name, dict(county.attributes)["fips"]) == (row["county"], row["county_fips"])
            assert county.groups[0] == f"cd-{row['congressional_district']}"


def test_names_that_look_like_something_else() -> None:
    site, folded_results = iowa()
    assert site.places[AreaId("947114")].code == "NO"
    assert site.places[AreaId("948239")].name == "#1 Aurelia"
    assert site.places[AreaId("obrien")].name == "O'Brien"
    assert site.places[AreaId("iowa-county")].name == site.places[AreaId("iowa")].name == "Iowa"
    lines = b"".join(tables.results_csv(site, folded_results, 0)).decode().split("\n")
    assert any(line.startswith("948239,#1 Aurelia,precinct,cherokee,bennet,") for line in lines)
    assert any(line.startswith("obrien,O'Brien,county,iowa,bennet,") for line in lines)


def test_every_figure_has_at_most_the_decimals_of_its_tally() -> None:
    allowed = {tally.id: tally.decimals for tally in results().contest.tallies}
    for tallies in results().entries.values():
        for tally, history in tallies.items():
            assert all(
                decimals_of(count) <= allowed[tally] for entry in history for count in histories.known(entry.counts)
            )
