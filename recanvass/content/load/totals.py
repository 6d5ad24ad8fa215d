"""Totals and percentages as published.

Owns their layout in release.yml. Must not compare them with any sum.
"""

from collections.abc import Iterator

from recanvass.content.load.figures import figure_of, keys_of
from recanvass.content.load.scope import Scope, area_inside, choice_of, tally_for
from recanvass.content.schema.keys import TotalsRecord
from recanvass.content.syntax import Keys
from recanvass.core.diagnostics import Report
from recanvass.core.model import AreaId, ChoiceId, Number, Published, Source

SOURCE = TotalsRecord.source


def load_totals(
    tree: Keys | None, source: Source, scope: Scope, report: Report, *, decimals: int | None = None
) -> tuple[Published, ...]:
    """Return the figures by place and tally in the order typed; `source` published those without a source of their own.

    Percentages have at most so many `decimals`, totals as many as their tally. Emits E301 to E303, E313 and E314.
    """
    totals: list[Published] = []
    for key, node in tree.entries if tree is not None else ():
        area = area_inside(key, scope, report)
        keys = keys_of(node, "tallies", report)
        if area is not None and keys is not None:
            own = _own_source(keys, report) or source
            totals += _totals_of(area, keys, own, scope, report=report, decimals=decimals)
    return tuple(totals)


def _own_source(keys: Keys, report: Report) -> Source | None:
    node = next((node for key, node in keys.entries if key.text == SOURCE.key), None)
    return SOURCE.type.read(node, report) if node is not None else None


def _totals_of(
    area: AreaId, keys: Keys, source: Source, scope: Scope, *, report: Report, decimals: int | None
) -> Iterator[Published]:
    for key, node in keys.entries:
        if key.text == SOURCE.key:
            continue
        tally = tally_for(key, area, scope, report)
        choices = keys_of(node, "choices", report)
        if tally is not None and choices is not None:
            allowed = tally.decimals if decimals is None else decimals
            figures = dict(_figures(choices, allowed, scope, report))
            yield Published(area, tally.id, figures, source, key.span)


def _figures(choices: Keys, decimals: int, scope: Scope, report: Report) -> Iterator[tuple[ChoiceId, Number]]:
    for key, node in choices.entries:
        choice = choice_of(key, scope, report)
        number = figure_of(node, decimals, report)
        if choice is not None and number is not None:
            yield choice, number
