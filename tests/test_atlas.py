"""Maps and tiles with their layers, against the results themselves; the flow between two tallies of people."""

import csv
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from recanvass.checks.engine import Finding, by_area
from recanvass.core import urls
from recanvass.core.ids import AreaId
from recanvass.pages.areas import AreaPage
from recanvass.pages.charts import shapes
from recanvass.pages.charts.flow import flow
from recanvass.pages.charts.shapes import LINE
from recanvass.pages.context import ContestContext, SharedContext
from recanvass.pages.maps.atlas import FEWEST, MOST_TILES, atlas
from recanvass.pages.maps.layers import STEPS, layers, share_layer
from recanvass.pages.maps.leaders import first_mode, modes
from recanvass.pages.maps.pages import contest_map, map_page
from recanvass.pages.maps.themes import MappedPlaces, Theme
from recanvass.pages.models.pictures import Atlas, Flow, Layer, Spot
from recanvass.results import histories, request_units, tabulate
from tests import caucus_again
from tests.sites import CONTEST, FOLDER, ROOT, election, iowa, iowa_findings, loaded
from tests.squares import FIRST, PLACES, QUARTERS, squares

HERE = "president/index.html"
Sums = Mapping[str, Fraction]
"""Figures of one tally by choice."""


def stage_of(
    site: object, results: histories.Results, findings: Mapping[AreaId, tuple[Finding, ...]] = {}
) -> ContestContext:
    shared = SharedContext(site, "", "style.css", "script.js")  # type: ignore[arg-type]
    return ContestContext(shared, results.contest, results, len(results.contest.releases) - 1, findings)


@cache
def whole() -> Atlas:
    site, results = iowa()
    findings = by_area(results, iowa_findings())
    found = atlas(stage_of(site, results, findings), HERE, AreaId("iowa"), everything, has_tables=True)
    assert found is not None
    return found


def everything(mapped: MappedPlaces) -> list[Theme]:
    """Return the modes, all other layers, and the share of every choice."""
    shares = (share_layer(mapped, choice) for choice in range(len(mapped.context.contest.choices)))
    return [*modes(mapped), *(one for one in shares if one is not None), *layers(mapped)]


def layer(name: str) -> Layer:
    return next(one for one in whole().layers if one.id.endswith(name))


def spots(found: Layer) -> dict[str, Spot]:
    return {spot.name.href.split("/")[-2]: spot for spot in (*found.spots, *found.beside)}


@cache
def sums_in(parent: str, tally: str) -> Sums:
    """Add up the figures of a county or a group of satellite sites in the text of the content, apart from derive."""
    places = caucus_again.places()
    sums = dict.fromkeys((str(choice.id) for choice in iowa()[1].contest.choices), Fraction(0))
    for unit, tallies in caucus_again.states()[-1].items():
        for choice, figure in tallies.get(tally, {}).items() if places[unit][0] == parent else ():
            sums[choice] += figure
    return sums


def test_the_contest_has_modes_and_a_page_for_every_other_layer() -> None:
    site, results = iowa()
    context = stage_of(site, results, by_area(results, iowa_findings()))
    found = contest_map(context, HERE)
    assert found is not None
    assert [one.name for one in found.layers] == ["SDE", "Final alignment", "Just these two"]
    assert {one.rows for one in found.layers} == {()}
    assert [(to.text, to.href) for to in found.more] == [
        ("Latest changes", "../president/map/changed/index.html"),
        ("Recanvass requested", "../president/map/recanvass/index.html"),
        ("Findings", "../president/map/findings/index.html"),
    ]
    page = map_page(context, "changed")
    assert page.atlas is not None
    assert [one.title for one in page.atlas.layers] == [page.heading]
    assert len(page.atlas.layers[0].rows) == 104


def test_the_first_two_alone_are_compared_whoever_else_is_ahead() -> None:
    found = layer("pair")
    site, results = iowa()
    colours = dict(zip((str(one.id) for one in results.contest.choices), stage_of(site, results).colours, strict=True))
    for place, spot in spots(found).items():
        figures = sums_in(place, "sde")
        first, second = figures["buttigieg"], figures["sanders"]
        if first == second:
            assert (spot.label, spot.fill) == ("=", "tie") if first else spot.fill == "none"
            continue
        ahead = "buttigieg" if first > second else "sanders"
        assert spot.fill.startswith(f"c{colours[ahead]} "), place
        assert spot.said.startswith(f"{ahead.capitalize()} ahead by ")


def test_every_layer_holds_every_place_once_and_drops_none() -> None:
    site, _ = iowa()
    counties = {place.id for place in site.places.values() if place.kind == "county"}
    satellites = {place.id for place in site.places.values() if place.kind == "satellite-group"}
    assert len(counties) == 99
    assert len(satellites) == 5
    drawn = {outline.id for outline in whole().outlines}
    for one in whole().layers:
        assert {spot.name.href for spot in one.spots} == {f"../president/county/{name}/index.html" for name in counties}
        assert {spot.name.href for spot in one.beside} == {
            f"../president/satellite-group/{name}/index.html" for name in satellites
        }
        assert {spot.outline for spot in one.spots} == drawn
        assert {spot.outline for spot in one.beside} == {""}
        assert len(one.rows) == 104
        assert {len(row.cells) for row in one.rows} == {len(one.columns)}


def test_leaders_and_margins_are_those_of_the_units() -> None:
    site, results = iowa()
    names = {str(choice.id): choice.name for choice in results.contest.choices}
    colours = dict(zip(names, stage_of(site, results).colours, strict=True))
    rows = {row.name.href.split("/")[-2]: row.cells for row in layer("lead").rows}
    tied = []
    for place, spot in spots(layer("lead")).items():
        figures = sorted(((sde, choice) for choice, sde in sums_in(place, "sde").items()), reverse=True)
        (most, leader), (second, _) = figures[:2]
        part = (most - second) / sum(sde for sde, _ in figures)
        if most == second:
            tied.append(place)
            assert (spot.label, spot.fill) == ("=", "tie")
            continue
        strength = 1 if part < Fraction(5, 100) else 3 if part < Fraction(15, 100) else 5
        assert spot.fill == f"c{colours[leader]} s{strength}", place
        assert names[leader].split()[-1].startswith(spot.label), place
        assert rows[place][0] == names[leader]
        assert spot.said.startswith(f"{names[leader].split()[-1]} ahead by ")
    assert len(tied) == 6


def test_the_legend_counts_what_the_picture_shows() -> None:
    found = layer("lead")
    labels = Counter(spot.label for spot in found.spots)
    counted = {key.label: int(key.text.rpartition(" ")[2]) for key in found.legend if key.label}
    assert counted == labels
    assert (sum(counted.values()), len(found.beside)) == (99, 5)
    assert all(key.text.split(":")[0] in found.description for key in found.legend if key.label)


@pytest.mark.parametrize("choice", ["sanders", "buttigieg", "yang"])
def test_shares_are_those_of_the_count_that_decides(choice: str) -> None:
    found = layer(f"share-{choice}")
    rows = {row.name.href.split("/")[-2]: row.cells for row in found.rows}
    limits = [int(key.text.split("%")[0].removeprefix("Under ").partition(" ")[0]) for key in found.legend[1:]]
    for place, spot in spots(found).items():
        figures = sums_in(place, "sde")
        percent = 100 * figures[choice] / sum(figures.values())
        assert abs(Fraction(rows[place][0].lstrip("<").removesuffix("%")) - percent) <= Fraction(1, 10)
        assert spot.fill == f"s{1 + sum(percent >= limit for limit in limits)}", place
    assert limits == sorted(limits)


def test_changed_and_asked_for_count_units() -> None:
    site, results = iowa()
    changed = {change.area for change in results.changes[5]}
    assert site.contests[0].releases[5].id == "2020-02-27-recount"
    assert results.changes[6] == ()
    by_parent = Counter(site.places[unit].parent for unit in changed)
    assert layer("changed").title == "Places changed in “After the recount”"
    counts = {place: spot.label for place, spot in spots(layer("changed")).items() if spot.label}
    assert counts == {place: f"{count}" for place, count in by_parent.items()}
    asked = {
        unit
        for request in results.contest.requests
        if request.kind.value == "recanvass"
        for unit in request_units.units_of_request(results, request)
    }
    parents = Counter(site.places[unit].parent for unit in asked)
    counts = {place: spot.label for place, spot in spots(layer("recanvass")).items() if spot.label}
    assert counts == {place: f"{count}" for place, count in parents.items()}
    assert layer("recanvass").description.startswith(f"{len(asked)} places in ")


def test_findings_count_units_once_and_leave_out_notices_and_what_was_looked_into(iowa: Path) -> None:
    with (iowa / "data/president/findings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    standing = [row for row in rows if not row["ended"] and row["level"] != "notice" and not row["acknowledged"]]
    units = {row["place"]: row["parent"] for row in standing if row["place"] != "iowa"}
    assert len(units) < len(standing)
    found = layer("findings")
    counts = {place: spot.label for place, spot in spots(found).items() if spot.label}
    assert counts == {place: f"{count}" for place, count in Counter(units.values()).items()}
    assert {row.name.href.split("/")[-2]: row.cells[0] for row in found.rows if row.cells[0] != "0"} == counts
    assert found.remark.startswith("A finding means numbers disagree, not that anyone did wrong.")
    assert found.more is not None
    assert found.more.href == "../president/findings/index.html"
    assert {one.remark for one in whole().layers if one is not found} == {""}


def test_pictures_elsewhere_have_the_answer_alone() -> None:
    site, results = iowa()
    context = stage_of(site, results)
    district = atlas(context, "president/group/cd-1/index.html", AreaId("cd-1"), first_mode)
    assert district is not None
    assert [one.name for one in district.layers] == ["SDE"]
    assert district.layers[0].rows == ()
    inside = [place.id for place in site.places.values() if place.kind == "county" and "cd-1" in place.groups]
    # With one layer, each outline is where it is drawn.
    assert district.outlines == ()
    drawn = {spot.name.href: spot.path for spot in district.layers[0].spots}
    assert len(drawn) == len(inside)
    assert all(path.startswith("M") for path in drawn.values())
    assert [spot.name.text for spot in district.layers[0].beside] == ["Satellite sites, 1st District"]
    assert atlas(context, "x", AreaId("in-state-satellites"), first_mode) is not None
    assert atlas(context, "x", AreaId("947861"), first_mode) is None


def town(*, has_map: bool) -> Atlas:
    files = {**QUARTERS, "content/maps/wards.json": squares()} if has_map else QUARTERS
    site = loaded(files)
    results = tabulate.results(site, site.contests[0])
    found = atlas(stage_of(site, results), urls.contest(results.contest), AreaId("lake"), everything, has_tables=True)
    assert found is not None
    return found


def test_places_without_an_outline_are_listed_beside_the_map() -> None:
    found = town(has_map=True)
    assert not found.is_grid
    assert found.title == "Wards on the map"
    assert found.source is not None
    assert found.source.href == "https://example.org/map"
    first = found.layers[0]
    assert [(spot.name.text, spot.label) for spot in first.spots] == [
        ("North 1", "By"),
        ("North 2", "By"),
        ("South 1", "St"),
        ("South 2", "="),
    ]
    assert [(spot.name.text, spot.label, spot.said, spot.fill) for spot in first.beside] == [
        ("House boats", "–", "no results", "none")
    ]
    assert [spot.fill for spot in first.spots] == ["c1 s5", "c1 s1", "c2 s5", "tie"]
    assert [row.name.text for row in first.rows] == ["North 1", "North 2", "South 1", "South 2", "House boats"]


def test_without_a_map_every_place_is_a_tile() -> None:
    found = town(has_map=False)
    assert found.is_grid
    assert found.title == "Wards at a glance"
    assert found.source is None
    assert [spot.name.text for spot in found.layers[0].spots] == [
        "North 1",
        "North 2",
        "South 1",
        "South 2",
        "House boats",
    ]
    assert found.layers[0].beside == ()
    assert [spot.caption for spot in found.layers[0].spots] == ["North 1", "North 2", "South 1", "South 2", "House b…"]
    same = [(spot.name, spot.fill, spot.label, spot.said) for one in town(has_map=True).layers for spot in one.spots]
    tiles = [(spot.name, spot.fill, spot.label, spot.said) for one in found.layers for spot in one.spots[:4]]
    assert tiles == same


def test_tiles_are_grouped_by_who_is_ahead_the_largest_lead_first() -> None:
    site, results = iowa()
    shared = SharedContext(site, "", "style.css", "script.js")
    context = ContestContext(shared, results.contest, results, len(results.contest.releases) - 1)
    found = AreaPage(context, AreaId("scott")).atlas
    assert found is not None
    assert found.is_grid
    (layer,) = found.layers
    labels = [spot.label for spot in layer.spots]
    assert len(labels) == 63
    assert [label for label, _ in groupby(labels)] == [key.label for key in layer.legend if key.label]
    for _, alike in groupby(layer.spots, key=lambda spot: spot.label):
        strengths = [spot.fill.rpartition(" s")[2] for spot in alike]
        assert strengths == sorted(strengths, reverse=True)


def test_labels_are_as_short_as_tells_choices_apart() -> None:
    def labels(*names: str) -> list[str]:
        choices = "".join(f"  - {{id: c{number}, name: X, short: {name}}}\n" for number, name in enumerate(names))
        contest = CONTEST.partition("choices:")[0] + f"choices:\n{choices}"
        rows = "".join(f"w{number}: {{points: {{c{number}: 1}}}}\n" for number in range(len(names)))
        wards = "".join(f"  w{number}: {{name: W{number}, kind: ward, parent: lake}}\n" for number in range(len(names)))
        extra = {"content/places/places.yml": PLACES.partition("  n1:")[0] + wards, f"{FOLDER}/contest.yml": contest}
        site, results = election(rows, extra=extra)
        found = atlas(stage_of(site, results), "mayor/index.html", AreaId("lake"), first_mode)
        assert found is not None
        return [spot.label for spot in found.layers[0].spots]

    assert labels("Byron", "Stone", "Young") == ["By", "St", "Yo"]
    assert labels("Stone", "Stark", "Al") == ["Sto", "Sta", "Al"]
    assert labels("Lee", "Leeds", "X") == ["1", "Leed", "X"]
    assert labels("Slate A", "Slate B", "Slate C") == ["1", "2", "3"]


def test_the_style_sheet_can_switch_as_many_layers_as_there_are() -> None:
    styles = (ROOT / "templates/styles/atlas.css").read_text(encoding="utf-8")
    for number in range(1, len(("decides", "people", "pair")) + 1):
        assert f".atlas:has(:nth-of-type({number}) > :checked) .layer:nth-of-type({number})" in styles
    for step in range(1, STEPS):
        assert f".atlas .s{step} " in styles


def test_too_few_or_too_many_places_make_no_picture() -> None:
    def picture(count: int) -> Atlas | None:
        names = "".join(f"  w{number}: {{name: W{number}, kind: ward, parent: lake}}\n" for number in range(count))
        places = PLACES.partition("  n1:")[0] + names
        site, results = election("w0: {points: {ada: 1}}\n", extra={"content/places/places.yml": places})
        return atlas(stage_of(site, results), "mayor/index.html", AreaId("lake"), first_mode)

    assert picture(FEWEST - 1) is None
    assert picture(FEWEST) is not None
    assert picture(MOST_TILES) is not None
    assert picture(MOST_TILES + 1) is None


def iowa_flow(area: str) -> Flow:
    site, results = iowa()
    found = flow(stage_of(site, results), AreaId(area))
    assert found is not None
    return found


@pytest.mark.parametrize("area", ["iowa", "scott", "cd-2"])
def test_net_changes_add_up_to_that_of_the_total(area: str) -> None:
    def number(text: str) -> int:
        return int(text.replace(",", "").replace("−", "-"))

    found = iowa_flow(area)
    for row in (*found.rows, found.total):
        assert number(row.after) - number(row.before) == number(row.change)
        assert row.direction == ("up" if number(row.change) > 0 else "down" if number(row.change) else "")
    assert sum(number(row.change) for row in found.rows) == number(found.total.change)
    assert sum(number(row.before) for row in found.rows) == number(found.total.before)


def test_the_flow_of_the_state_is_as_published() -> None:
    found = iowa_flow("iowa")
    assert (found.total.before, found.total.after, found.total.change) == ("176,352", "172,300", "−4,052")
    assert (found.rows[0].name, found.rows[0].before, found.rows[0].after) == ("Bernie Sanders", "43,581", "45,652")
    assert [line.name for line in found.lines] == ["Sanders", "Buttigieg", "Warren", "Biden", "Klobuchar", "Yang"]
    assert found.notes[1] == "7 candidates under 2% in both counts appear only in the table."
    assert "is unknown" in found.notes[0]
    assert found.description.startswith("Sanders 43,581, then 45,652 (+2,071); Buttigieg ")


def test_a_contest_with_one_count_of_people_has_no_flow() -> None:
    site, results = election(FIRST, extra={"content/places/places.yml": PLACES})
    assert flow(stage_of(site, results), AreaId("lake")) is None


def test_lines_of_a_flow_share_one_scale_and_their_labels_keep_apart() -> None:
    pairs = [(100, 50), (99, 100), (98, 0), (0, 49)]
    drawn = shapes.slopes(pairs, 300)
    assert (drawn[0].start, drawn[1].end) == (shapes.HEAD, shapes.HEAD)
    assert (drawn[2].end, drawn[3].start) == (300 - shapes.FOOT,) * 2
    middle = (drawn[1].end + drawn[2].end) // 2
    assert abs(drawn[0].end - middle) <= 1
    for side in ("start_label", "end_label"):
        heights = sorted(getattr(slope, side) for slope in drawn)
        assert all(below - above >= LINE for above, below in pairwise(heights))
        assert heights[-1] <= 300 - shapes.FOOT
    assert shapes.slopes([], 300) == ()
    assert shapes.slopes([(0, 0)], 300)[0].start == 300 - shapes.FOOT
