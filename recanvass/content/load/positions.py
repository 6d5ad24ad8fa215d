"""The position of each figure in its file.

Reads a file once more to find them: loading keeps one position for each tally, which is all that a build needs. Reads
only files that were read before without a fault.
"""

from collections.abc import Iterator, Mapping

from recanvass.content.files import SourceFile
from recanvass.content.schema.figure_keys import CSV_CHOICE, CSV_PLACE
from recanvass.content.schema.keys import ReleaseRecord
from recanvass.content.syntax import Keys, Node, Scalar, read_csv, read_yaml
from recanvass.core.diagnostics import Report

Key = tuple[str, str, str]
"""A place or group, a tally and a choice, by their ids."""


def row_figures(file: SourceFile) -> Mapping[Key, Scalar]:
    """Return every figure of units that a results file states, as typed."""
    if file.path.endswith(".csv"):
        return dict(_csv_figures(file))
    return dict(_figures(read_yaml(file, Report())))


def total_figures(file: SourceFile) -> Mapping[Key, Scalar]:
    """Return every total that a release.yml states, as typed."""
    root = read_yaml(file, Report())
    return dict(_figures(next((node for key, node in _entries(root) if key.text == ReleaseRecord.totals.key), None)))


def _figures(places: Node | None) -> Iterator[tuple[Key, Scalar]]:
    for place, tallies in _entries(places):
        for tally, choices in _entries(tallies):
            for choice, figure in _entries(choices):
                if isinstance(figure, Scalar):
                    yield (place.text, tally.text, choice.text), figure


def _entries(node: Node | None) -> list[tuple[Scalar, Node]]:
    return node.entries if isinstance(node, Keys) else []


def _csv_figures(file: SourceFile) -> Iterator[tuple[Key, Scalar]]:
    rows = read_csv(file, Report()) or []
    if not rows or CSV_CHOICE not in rows[0].texts:
        return  # turnout alone
    for row in rows[1:]:
        cells = {name.text: cell for name, cell in zip(rows[0].cells, row.cells, strict=True)}
        for name, cell in cells.items():
            if name not in (CSV_PLACE, CSV_CHOICE) and cell.text:
                yield (cells[CSV_PLACE].text, name, cells[CSV_CHOICE].text), cell
