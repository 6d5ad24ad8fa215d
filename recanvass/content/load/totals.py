"""Totals and percentages as published.

Owns their layout in release.yml. Must not hold them against any sum.
"""

from collections.abc import Iterator

from recanvass.content.load.figures import figure_of, keys_of
from recanvass.content.load.names import source
from recanvass.content.load.scope import Scope, area_inside, choice_of, stated_tally
from recanvass.content.schema.keys import TOTALS_SOURCE
from recanvass.content.syntax import Mapping
from recanvass.core.diagnostics import Report
from recanvass.core.model import AreaId, ChoiceId, Number, Published, Source


def published(
    tree: Mapping | None, by_default: Source, scope: Scope, report: Report, *, decimals: int | None = None
) -> tuple[Published, ...]:
    """Return the figures by place and tally in the order typed.

    `decimals` holds for percentages; None lets each tally's own hold. Emits E301–E303, E313 and E314.
    """
    found: list[Published] = []
    for key, node in tree.entries if tree is not None else ():
        area = area_inside(key, scope, report)
        keys = keys_of(node, "tallies", report)
        if area is not None and keys is not None:
            stated_by = _source(keys, report) or by_default
            found += _of_area(area, keys, stated_by, scope, report=report, decimals=decimals)
    return tuple(found)


def _source(keys: Mapping, report: Report) -> Source | None:
    node = next((node for key, node in keys.entries if key.text == TOTALS_SOURCE.key), None)
    return source(TOTALS_SOURCE.type.read(node, report)) if node is not None else None


def _of_area(
    area: AreaId, keys: Mapping, stated_by: Source, scope: Scope, *, report: Report, decimals: int | None
) -> Iterator[Published]:
    for key, node in keys.entries:
        if key.text == TOTALS_SOURCE.key:
            continue
        tally = stated_tally(key, area, scope, report)
        choices = keys_of(node, "choices", report)
        if tally is not None and choices is not None:
            allowed = tally.decimals if decimals is None else decimals
            figures = dict(_figures(choices, allowed, scope, report))
            yield Published(area, tally.id, figures, stated_by, key.span)


def _figures(choices: Mapping, decimals: int, scope: Scope, report: Report) -> Iterator[tuple[ChoiceId, Number]]:
    for key, node in choices.entries:
        choice = choice_of(key, scope, report)
        number = figure_of(node, decimals, report)
        if choice is not None and number is not None:
            yield choice, number
