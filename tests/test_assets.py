"""Style sheet and script: named after what they hold, small, of enough contrast, asking nobody else."""

import gzip
import re
from pathlib import Path

import pytest

from recanvass.pages import assets

ROOT = Path(__file__).parent.parent
TEMPLATES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "templates").rglob("*"))
    if path.is_file()
}


def test_assets_are_named_after_what_they_hold_in_a_fixed_order() -> None:
    sources = {
        "templates/styles/area.css": "a {}\n",
        "templates/styles/base.css": "b {}\n",
        "templates/styles/tokens.css": "t {}\n",
        "templates/scripts/one.js": "1;\n",
        "templates/styles/notes.txt": "no",
    }
    bundle = assets.bundle(sources)
    style, script = bundle.artifacts
    assert style.make() == b"t{}\nb{}\na{}"
    assert re.fullmatch(r"assets/site-[0-9a-f]{8}\.css", bundle.style)
    assert re.fullmatch(r"assets/site-[0-9a-f]{8}\.js", bundle.script)
    assert (style.path, script.path) == (bundle.style, bundle.script)
    changed = assets.bundle({**sources, "templates/styles/area.css": "a { color: red }\n"})
    assert changed.style != bundle.style
    assert changed.script == bundle.script
    again = assets.bundle(dict(reversed(sources.items())))
    assert [(one.path, one.make()) for one in again.artifacts] == [(one.path, one.make()) for one in bundle.artifacts]


def test_assets_stay_small_and_ask_nobody_else() -> None:
    style, script = (artifact.make() for artifact in assets.bundle(TEMPLATES).artifacts)
    assert isinstance(style, bytes)
    assert isinstance(script, bytes)
    assert len(style) < 38_000
    assert len(gzip.compress(style)) < 9_500
    assert len(script) < 28_000
    assert len(gzip.compress(script)) < 9_500
    assert b"//" not in style
    assert b"@import" not in style
    assert set(re.findall(rb"url\(.", style)) == {b"url(#"}


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(char * 2 for char in digits) if len(digits) == 3 else digits
    channels = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_have_the_contrast_that_readers_need(scheme: int) -> None:
    halves = TEMPLATES["templates/styles/tokens.css"].split("@media screen and (prefers-color-scheme: dark)")
    colours = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]+);", halves[scheme]))
    for name in ("ink", "soft", "mark"):
        assert contrast(colours[name], colours["paper"]) >= 4.5
        assert contrast(colours[name], colours["wash"]) >= 4.5
    for name in ("warn",):
        assert contrast(colours[f"{name}-ink"], colours[name]) >= 4.5
    for name in ("focus", "edge"):
        assert contrast(colours[name], colours["paper"]) >= 3


def test_pages_are_light(iowa: Path) -> None:
    def weight(*paths: str) -> int:
        return sum(len(gzip.compress((iowa / path).read_bytes(), 6)) for path in paths)

    style, script = sorted(path.relative_to(iowa).as_posix() for path in (iowa / "assets").iterdir())
    assert weight("index.html", style, script) <= 100_000
    assert (
        max(weight(path.relative_to(iowa).as_posix()) for path in (iowa / "president" / "precinct").glob("*/*.html"))
        <= 15_000
    )
    assert weight("index.html") <= 25_000
    assert weight("search.json") <= 32_000
    assert weight("find/index.html") <= 35_000
    assert len((iowa / "latest.json").read_bytes()) <= 1_000


def test_pages_are_short_enough_for_a_phone(iowa: Path) -> None:
    """Elements stand for length and for the time that a slow phone takes; the list of 177 precincts is the longest."""
    counts = {
        path.relative_to(iowa).as_posix(): len(re.findall(rb"<[a-z]", path.read_bytes()))
        for path in iowa.rglob("*.html")
    }
    assert {path for path, count in counts.items() if count > 3_000} <= {"president/county/polk/index.html"}
    assert max(counts.values()) <= 4_000
