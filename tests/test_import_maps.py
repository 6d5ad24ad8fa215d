"""The map of a state's counties from the packaged outlines: every state, by name or by code."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from recanvass.authoring.importing.maps.cutting import GRID, LEAST_AREA, PackagedAtlas, map_text
from recanvass.authoring.importing.maps.outlines import ALL, STATES, atlas_of
from recanvass.authoring.importing.maps.regions import Region
from recanvass.authoring.importing.maps.thinning import line
from recanvass.cli.main import FAULTS, OK, main
from recanvass.content.load.topojson import topology
from tests import corpus, importing
from tests.soaking import IS_SOAK

PLACES = """kinds:
  state: {name: State, plural: States}
  county: {name: County, plural: Counties}
places:
  ky: {name: Kentucky, kind: state}
  fayette: {name: Fayette County, kind: county, parent: ky}
  lou: {name: Jefferson, kind: county, parent: ky}
  odd: {name: Another name, kind: county, parent: ky, fips: "21067"}
  gone: {name: Atlantis, kind: county, parent: ky}
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with some counties of Kentucky, in the current folder."""
    monkeypatch.chdir(importing.lay_out(tmp_path, importing.CLERK.replace("place: lee", "place: ky"), PLACES))
    return tmp_path


def test_counties_are_matched_by_name_and_code(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    places = site / "content/places/places.yml"
    places.write_text(PLACES.replace("  fayette: {name: Fayette County, kind: county, parent: ky}\n", ""))
    assert main(["import", "map", "--state", "ky"]) == OK, capsys.readouterr().err
    said = capsys.readouterr().out
    assert "Matched 2 of 120 outlines.\nPlaces without an outline: 'Atlantis'.\n" in said
    assert "Outlines without a place, left out: 'Adair', 'Allen', 'Anderson'" in said
    drawn = json.loads((site / "content/maps/ky-county.json").read_text())
    assert {region["id"] for region in drawn["objects"]["county"]["geometries"]} == {"lou", "odd"}
    assert (drawn["kind"], drawn["key"]) == ("county", "id")
    before = corpus.contents(site)
    assert main(["import", "map", "--state", "KY"]) == OK
    assert "Nothing to import" in capsys.readouterr().out
    assert corpus.contents(site) == before


@pytest.mark.parametrize("state", [*STATES, ALL] if IS_SOAK else ["AK", "DC", "HI", "KY", "MI", "VA", ALL])
def test_every_state_has_a_map_that_can_be_drawn(state: str) -> None:
    atlas, regions = atlas_of(state)
    text = map_text(atlas, regions, {"kind": "county"})
    outlines = topology(json.loads(text))
    assert set(outlines.regions) == {region.code for region in regions}
    assert all(outlines.regions.values())
    assert len(text) < (600_000 if state == ALL else 100_000)


def test_arcs_and_islands_that_are_lost_on_the_grid() -> None:
    least = 2 * LEAST_AREA
    assert line([(1, 1), (1, 1), (1, 1)]).thinned(least) == [(1, 1), (1, 1)]
    assert line([(0, 0), (50, 1), (100, 0)]).thinned(least) == [(0, 0), (50, 1), (100, 0)]
    assert line([(0, 0), (5, 1), (10, 0)]).thinned(least) == [(0, 0), (10, 0)]
    assert len(line([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]).thinned(least)) == len("ring")
    square = [[0, 0], [GRID, 0], [0, GRID], [-GRID, 0], [0, -GRID]]
    island = [[9, 9], [0, 0], [0, 0], [0, 0]]
    one, none = Decimal(1) / 100, Decimal(0)
    atlas = PackagedAtlas([square, island], (one, one), (none, none))
    made = json.loads(map_text(atlas, [Region("a", "A", [[[0]], [[1]]])], {"kind": "county"}))
    assert made["objects"]["county"]["geometries"] == [{"type": "Polygon", "id": "a", "arcs": [[0]]}]


def test_what_cannot_be_drawn_is_told(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, told in (
        (["--state", "KYY"], "--state: error[E301]: unknown state 'KYY'\n  hint: did you mean"),
        (["--state", "KY", "--kind", "parish"], "--kind: error[E306]: unknown kind 'parish'"),
        (["--state", "WY"], "--state: error[E301]: the site has none of the 23 counties of WY"),
    ):
        assert main(["import", "map", *words]) == FAULTS
        assert told in capsys.readouterr().err
    assert not (site / "content/maps").exists()
