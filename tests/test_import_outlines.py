"""The map of one's own precincts: matched by name or code, simplified to a size, with borders that stay shared."""

import json
import re
import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from recanvass.cli.main import FAULTS, OK, USAGE, main
from tests import corpus, importing, precinct_outlines

MAP = "content/maps/precinct.json"
SIDE = 4


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site of one county with 16 precincts, in the current folder."""
    monkeypatch.chdir(importing.lay_out(tmp_path, places=places(f"Precinct {number}" for number in range(1, 17))))
    return tmp_path


def places(names: object, county: str = "lee") -> str:
    rows = [f'  {county}-{at}: {{name: "{name}", kind: precinct, parent: {county}}}\n' for at, name in enumerate(names)]  # type: ignore[arg-type, var-annotated]
    return importing.PLACES.partition("  alder")[0] + "".join(rows)


def bring(text: str | bytes, *words: str) -> int:
    Path("prec.geojson").write_bytes(text if isinstance(text, bytes) else text.encode())
    return main(["import", "map", "prec.geojson", *words])


def numbered(**further: object) -> list[dict[str, object]]:
    """Records of 16 precincts as a map program writes them."""
    return [{"OBJECTID": at, "NAME20": f"PRECINCT {at:03}", "SHAPE_Area": 0.5, **further} for at in range(1, 17)]


def regions() -> dict[str, list[list[int]]]:
    """The rings of each place on the map that was written."""
    drawn = json.loads(Path(MAP).read_text())
    found = {}
    for shape in drawn["objects"]["precinct"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        found[shape["id"]] = [ring for polygon in polygons for ring in polygon]
    return found


def points(ring: Sequence[int]) -> list[tuple[int, int]]:
    """The corners of a ring, in steps of the map."""
    drawn = json.loads(Path(MAP).read_text())
    found = []
    for index in ring:
        x = y = 0
        arc = []
        for across, up in drawn["arcs"][index if index >= 0 else ~index]:
            x, y = x + across, y + up
            arc.append((x, y))
        found += (arc if index >= 0 else arc[::-1])[:-1]
    return found


def doubled_area(ring: Sequence[tuple[int, int]]) -> int:
    return sum(x * below - left * y for (x, y), (left, below) in zip(ring, [*ring[1:], ring[0]], strict=True))


def test_precincts_are_matched_and_share_their_borders(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring(precinct_outlines.geojson(numbered()), "--source", "County GIS") == OK, capsys.readouterr().err
    said = capsys.readouterr().out
    assert "Matched 16 precincts with 16 outlines by 'NAME20'.\nSimplified: " in said
    drawn = json.loads(Path(MAP).read_text())
    assert (drawn["kind"], drawn["key"], drawn["source"]) == ("precinct", "id", {"name": "County GIS"})
    found = regions()
    assert set(found) == {f"lee-{at}" for at in range(16)}
    uses = Counter(index if index >= 0 else ~index for rings in found.values() for ring in rings for index in ring)
    # A square of 16 has 24 borders inside; the 16 outer ones are cut only where two precincts meet: 4 corners fewer.
    assert Counter(uses.values()) == {2: 24, 1: 12}
    outer = {index for index, count in uses.items() if count == 1}
    whole = sum(abs(doubled_area(points(ring))) for rings in found.values() for ring in rings)
    assert whole == abs(doubled_area(around(found, outer)))
    before = corpus.contents(site)
    assert bring(precinct_outlines.geojson(numbered()), "--source", "County GIS") == OK
    assert corpus.contents(site) == before


def around(found: Mapping[str, list[list[int]]], outer: set[int]) -> list[tuple[int, int]]:
    """Join arcs that only one place has to the ring around all places."""
    arcs = [points([index, index])[: len(points([index]))] for index in outer]
    ends = {}
    for rings in found.values():
        for index in (index for ring in rings for index in ring if (index if index >= 0 else ~index) in outer):
            whole = points([index]), points([~index])[0]
            ends[whole[0][0]] = whole
    assert len(ends) == len(arcs)
    start = at = min(ends)
    ring: list[tuple[int, int]] = []
    while not ring or at != start:
        piece, at = ends[at]
        ring += piece
    return ring


def test_the_command_of_the_document_does_what_it_says(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (Path(__file__).parent.parent / "docs/content.md").read_text()
    (command,) = re.findall(r"^python build.py (import map .+)$", text, re.MULTILINE)
    words = shlex.split(command)
    Path(words[2]).write_text(precinct_outlines.geojson(numbered()))
    assert main(words) == OK, capsys.readouterr().err
    assert json.loads(Path(MAP).read_text())["source"] == {"name": "Lee County GIS"}


def test_a_map_has_the_size_that_is_asked_for(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = precinct_outlines.geojson(numbered())
    sizes = []
    for asked, limit in (("1MB", 1_000_000), ("9 kB", 9000), ("4000", 4000)):
        assert bring(text, "--size", asked) == OK, capsys.readouterr().err
        sizes.append(Path(MAP).stat().st_size)
        assert limit / 2 < sizes[-1] <= limit or asked == "1MB"
        assert len(regions()) == 16
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 3
    before = corpus.contents(site)
    assert bring(text, "--size", "1kB") == FAULTS
    told = capsys.readouterr().err
    assert "prec.geojson: error[E432]: even simplified, the outlines of 16 places need 3 kB and " in told
    assert "hint: use a larger --size" in told
    assert corpus.contents(site) == before
    assert bring(text, "--size", "small") == USAGE
    assert "'small' is not a size such as 500kB" in capsys.readouterr().err


def test_names_that_do_not_match_are_told(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = numbered()
    records[2]["NAME20"] = "Precint 3"
    records[3]["NAME20"] = "Water"
    records[5]["NAME20"] = "Precinct 5"
    features = json.loads(precinct_outlines.geojson(records))
    features["features"].append({"type": "Feature", "properties": {"NAME20": "Precinct 4"}, "geometry": None})
    assert bring(json.dumps(features)) == OK, capsys.readouterr().err
    assert capsys.readouterr().out.startswith(
        "Matched 13 precincts with 16 outlines by 'NAME20'.\n"
        "Several outlines each, drawn as one of these precincts: 'Precinct 5'.\n"
        "Precincts without an outline: 'Precinct 3', 'Precinct 4', 'Precinct 6'.\n"
        "Outlines without a place, left out: 'Precint 3', 'Water'.\n"
        "These may be the same; if they are, add the name to the place's aliases: 'Precint 3 = Precinct 3'.\n"
        "Without an outline in the file: 1 of its entries.\n"
        "Simplified: "
    )
    assert len(regions()["lee-4"]) == 2


def test_precincts_of_one_name_are_told_apart_by_their_county(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = importing.PLACES.replace(
        "  birch: {name: Birch, kind: precinct, parent: lee}\n",
        "  adair: {name: Adair County, kind: county, parent: iowa, fips: '19001'}\n"
        "  alder-2: {name: Alder, kind: precinct, parent: adair}\n"
        "  birch-2: {name: Birch, kind: precinct, parent: adair}\n",
    )
    (site / "content/places/places.yml").write_text(text)
    records: list[dict[str, object]] = [
        {"PREC": "Alder", "CTY": 19001},
        {"PREC": "Alder", "CTY": "LEE"},
        {"PREC": "Birch", "CTY": "19001"},
        {"PREC": "Birch", "CTY": "Lee"},
        {"PREC": "Alder", "CTY": "Polk"},
        {"PREC": "Alder"},
    ]
    assert bring(precinct_outlines.geojson(records)) == OK, capsys.readouterr().err
    assert capsys.readouterr().out.startswith(
        "Matched 3 precincts with 6 outlines by 'PREC' within 'CTY'.\n"
        "Outlines without a place, left out: 'Birch', 'Alder'.\n"
        "Outlines that fit several places, left out: 'Alder'.\n"
    )
    west = {place: min(x for ring in rings for x, _ in points(ring)) for place, rings in regions().items()}
    drawn = precinct_outlines.rings(3)
    expected = {place: min(x for x, _ in drawn[at]) for place, at in (("alder-2", 0), ("alder", 1), ("birch-2", 2))}
    assert {place: x / 100_000 for place, x in west.items()} == pytest.approx(expected, abs=0.002)


def test_codes_with_lost_zeros_and_properties_that_contradict(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = (f"  p{at}: {{name: Ward {at}, kind: precinct, parent: lee, code: '{at:04}'}}\n" for at in range(1, 10))
    (site / "content/places/places.yml").write_text(importing.PLACES.partition("  alder")[0] + "".join(rows))
    records: list[dict[str, object]] = [{"VTD": at, "OLD_VTD": 10 - at, "fid": at} for at in range(1, 10)]
    assert bring(precinct_outlines.geojson(records)) == FAULTS
    told = capsys.readouterr().err
    assert "error[E433]: two properties of an outline name different places: 'VTD' says p1, 'OLD_VTD' says p9" in told
    assert "hint: choose the right one, for example --match VTD" in told
    assert bring(precinct_outlines.geojson(records), "--match", "OLD_VTD", "--kind", "precinct") == OK
    assert "Matched 9 precincts with 9 outlines by 'OLD_VTD'." in capsys.readouterr().out
    for match, kind, message in (
        ("NAME", "precinct", "none of the 9 outlines is one of: Precincts by 'NAME'\n  hint: it has VTD '1', OLD_VTD "),
        ("VTD", "county", "none of the 9 outlines is one of: Counties by 'VTD'"),
    ):
        assert bring(precinct_outlines.geojson(records), "--match", match, "--kind", kind) == FAULTS
        assert message in capsys.readouterr().err


def test_topojson_and_a_map_that_is_there_under_another_name(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring(precinct_outlines.geojson(numbered())) == OK
    Path(MAP).rename("content/maps/lee.json")
    drawn = json.loads(Path("content/maps/lee.json").read_text())
    drawn["objects"]["counties"] = {"type": "GeometryCollection", "geometries": [{"type": None}]}
    for shape in drawn["objects"]["precinct"]["geometries"]:
        shape["properties"] = {"name": shape.pop("id")}
    assert bring(json.dumps(drawn)) == OK, capsys.readouterr().err
    assert "Matched 16 precincts with 16 outlines by 'name'." in capsys.readouterr().out
    assert [path.name for path in Path("content/maps").iterdir()] == ["lee.json"]


def test_islands_holes_and_what_fills_them(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def square(west: float, size: float) -> list[tuple[float, float]]:
        return [(west, 40), (west + size, 40), (west + size, 40 + size), (west, 40 + size), (west, 40)]

    town = [(x + 0.3, y + 0.3) for x, y in square(-91, 0.1)]
    lake = [(x + 0.7, y + 0.7) for x, y in square(-91, 0.0005)]
    geometries = [
        {"type": "MultiPolygon", "coordinates": [[square(-91, 1), town, lake], [square(-89, 0.0001)]]},
        {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "coordinates": [town[::-1]]}]},
    ]
    features = [
        {"type": "Feature", "id": at, "properties": None, "geometry": geometry}
        for at, geometry in enumerate(geometries)
    ]
    (site / "content/places/places.yml").write_text(
        importing.PLACES.replace("name: Alder", "name: Alder, code: '0'").replace(
            "name: Birch", "name: Birch, code: '1'"
        )
    )
    assert bring(json.dumps({"type": "FeatureCollection", "features": features})) == OK, capsys.readouterr().err
    (outside, hole), (inside,) = regions()["alder"], regions()["birch"]
    assert len(points(outside)) == 4
    assert hole == inside or [~index for index in hole] == inside


SOUND = json.loads(precinct_outlines.geojson(numbered()))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "error[E430]: it isn't JSON"),
        ("PK\x03\x04 shapefile", "error[E430]: it isn't JSON"),
        ('{"type": "Feature", "geometry": ' * 100_000, "error[E430]: it isn't JSON"),
        ("[]", "error[E431]: it isn't GeoJSON or TopoJSON: expected `object`, got `array`"),
        ('{"type": "Point", "coordinates": [1, 2]}', "error[E431]: it has no outlines: no Polygon and no MultiPolygon"),
        (
            '{"type": "Polygon", "coordinates": [[[1, 2], [3, null]]]}',
            "error[E431]: it isn't GeoJSON or TopoJSON",
        ),
        ('{"type": "Polygon", "coordinates": [[[1], [3], [4]]]}', "error[E431]: a point of an outline has no latitude"),
        ('{"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [1, 2]]]}', "error[E431]: it has no outlines"),
        (
            '{"type": "Polygon", "coordinates": [[[431000, 4600000], [432000, 4600000], [432000, 4610000]]]}',
            "error[E431]: its coordinates are not in degrees of longitude and latitude\n  hint: export it in WGS 84",
        ),
        (
            '{"type": "Topology", "arcs": [], "objects": {"a": {"type": "Polygon", "arcs": [[0]]}}}',
            "error[E431]: an outline names a missing arc",
        ),
        (json.dumps({**SOUND, "features": SOUND["features"][:1]}).replace("PRECINCT 001", "X"), "error[E433]: none of"),
    ],
)
def test_files_that_are_no_map(site: Path, capsys: pytest.CaptureFixture[str], text: str, told: str) -> None:
    assert bring(text) == FAULTS
    assert told in capsys.readouterr().err
    assert not Path("content/maps").exists()


def test_options_that_do_not_go_together(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "map", "--state", "KY", "--size", "9kB", "--source", "GIS"]) == FAULTS
    told = capsys.readouterr().err
    assert "--size: error[E301]: only a file of outlines takes this" in told
    assert "--source: error[E301]" in told
    assert main(["import", "map", "prec.geojson", "--source-url", "https://gis.example.org/"]) == FAULTS
    assert "--source-url: error[E301]: an address needs the name of its source" in capsys.readouterr().err
    for words in (["prec.geojson", "--state", "KY"], []):
        assert main(["import", "map", *words]) == USAGE
    assert main(["import", "map", "none.geojson", "--kind", "precint"]) == FAULTS
    told = capsys.readouterr().err
    assert "--kind: error[E306]: unknown kind 'precint'\n  hint: did you mean 'precinct'?" in told
    assert "none.geojson: error[E100]: can't read this file: no such file or directory" in told
