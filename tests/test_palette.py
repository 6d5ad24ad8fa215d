"""The colours of choices, measured: against the page, and against each other in every kind of colour vision.

Colours are compared in OKLab (Ottosson 2020), 100 from black to white; 2 can just be told apart side by side. Colour
blindness is simulated in full strength with the matrices of Machado, Oliveira and Fernandes (2009), in linear light.
"""

import math
import re
from functools import cache
from itertools import combinations

import pytest

from recanvass.pages.assets import PALETTE
from recanvass.pages.context import ContestContext, SharedContext
from tests.sites import ROOT, iowa

Colour = tuple[float, float, float]
"""Red, green and blue in linear light."""
VISIONS = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
SCHEMES = {"light": "#fbfaf7", "dark": "#131417"}
LEADERS = ("buttigieg", "sanders", "warren", "biden", "klobuchar")
"""Those who lead somewhere on the map of Iowa."""


@cache
def palette(scheme: str) -> tuple[str, ...]:
    """Return the colours from c0 on."""
    text = (ROOT / "templates/styles/choices.css").read_text(encoding="utf-8")
    part = text.split("@media")[list(SCHEMES).index(scheme)]
    found = dict(re.findall(r"\.c(\d+) \{ --c: (#[0-9a-f]{6}); \}", part))
    return tuple(found[str(number)] for number in range(PALETTE + 1))


def linear(colour: str) -> Colour:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _linear(red), _linear(green), _linear(blue)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def seen(colour: Colour, vision: str) -> Colour:
    red, green, blue = (
        min(1.0, max(0.0, sum(map(math.prod, zip(row, colour, strict=True))))) for row in VISIONS[vision]
    )
    return red, green, blue


def oklab(colour: Colour) -> Colour:
    red, green, blue = colour
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def apart(one: str, other: str, vision: str) -> float:
    return 100 * math.dist(oklab(seen(linear(one), vision)), oklab(seen(linear(other), vision)))


def nearest(colours: tuple[str, ...], vision: str) -> float:
    return min(apart(one, other, vision) for one, other in combinations(colours, 2))


def contrast(one: str, other: str) -> float:
    dark, light = sorted(
        0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in map(linear, (one, other))
    )
    return (light + 0.05) / (dark + 0.05)


def leaders(scheme: str) -> tuple[str, ...]:
    site, results = iowa()
    colours = ContestContext(SharedContext(site, "", "", ""), results.contest, results, 0).colours
    numbers = {choice.id: colours[index] for index, choice in enumerate(results.contest.choices)}
    return tuple(palette(scheme)[number] for name, number in numbers.items() if name in LEADERS)


def test_the_measure_is_right() -> None:
    assert apart("#000000", "#ffffff", "normal") == pytest.approx(100, abs=0.01)
    assert oklab(linear("#ff0000")) == pytest.approx((0.62796, 0.22486, 0.12585), abs=0.0001)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert apart("#ff0000", "#4f7f00", "deuteranopia") < apart("#ff0000", "#4f7f00", "normal") / 3
    assert apart("#808080", "#808081", "tritanopia") < 1


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_colour_stands_out_from_the_page(scheme: str) -> None:
    assert min(contrast(colour, SCHEMES[scheme]) for colour in palette(scheme)) >= 3


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_colours_of_choices_can_be_told_apart(scheme: str, vision: str) -> None:
    colours = palette(scheme)
    is_normal = vision == "normal"
    assert nearest(leaders(scheme), vision) >= (24 if is_normal else 12)
    assert nearest(colours[1:], vision) >= (24 if is_normal else 12)
    assert nearest(colours, vision) >= (11 if is_normal else 5)
