"""The parts of pages that hold the sources of one release against each other.

Owns their shape only. Every figure is text as it is shown.
"""

from msgspec import Struct

from recanvass.pages.models.parts import Link


class SourceLine(Struct, frozen=True):
    """One source of a release: the result of the comparison, or why it was chosen."""

    name: Link
    is_chosen: bool
    text: str


class SourceCell(Struct, frozen=True):
    """What one source says about a tally of a unit, under its column's `label`; `is_apart` where it disagrees."""

    label: str
    figures: tuple[str, ...]
    is_apart: bool


class SourceRow(Struct, frozen=True):
    """A tally of a unit on which sources disagree. `head` is the unit, or the release on the unit's own page."""

    head: Link
    within: str
    tally: str
    chosen: SourceCell
    others: tuple[SourceCell, ...]


class SourceArea(Struct, frozen=True):
    """In how many units of an area sources disagree."""

    name: Link
    units: str


class SourceSection(Struct, frozen=True):
    """Rows of the same sources, whose names head the columns: the one chosen, then the others."""

    caption: str
    chosen: str
    others: tuple[str, ...]
    rows: tuple[SourceRow, ...]


class SourceTable(Struct, frozen=True):
    """What several sources say of one release, or of one unit in all releases.

    Where there are too many rows, `left_out` says so and `areas` counts them by area; `download` has all.
    """

    title: str
    intro: str
    is_of_unit: bool
    lines: tuple[SourceLine, ...]
    sections: tuple[SourceSection, ...]
    areas: tuple[SourceArea, ...]
    left_out: str
    download: Link | None
