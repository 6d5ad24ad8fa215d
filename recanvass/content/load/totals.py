"""Totals and percentages as published.

Owns their layout in release.yml. Must not compare them with any sum.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from recanvass.content.load.figures import keys_of, stated_of
from recanvass.content.load.scope import Scope, area_inside, tally_for
from recanvass.content.load.turnout import turnout_of
from recanvass.content.schema.figure_keys import PercentsRecord, TotalsRecord
from recanvass.content.schema.records import Record, RecordT
from recanvass.content.syntax import Keys, Node
from recanvass.core.ballot import Tally
from recanvass.core.diagnostics import Report
from recanvass.core.ids import AreaId
from recanvass.core.messages import worded
from recanvass.core.model import Published, Row, Source, Stated


class Totals(Struct, frozen=True):
    """What a release states under one key: figures by place and tally in the order typed, and turnout by place."""

    figures: tuple[Published, ...]
    turnout: tuple[Row, ...] = ()


def load_totals(
    tree: Keys | None, source: Source, scope: Scope, report: Report, *, decimals: int | None = None
) -> Totals:
    """Return the totals; `source` published those without a source of their own.

    Percentages have at most so many `decimals`, totals as many as their tally. Emits E301 to E303, E313, E314, E442
    and E445.
    """
    figures: list[Published] = []
    turnout: list[Row] = []
    for key, node in tree.entries if tree is not None else ():
        area = area_inside(key, scope, report)
        keys = keys_of(node, "tallies", report)
        if area is None or keys is None:
            continue
        shape = TotalsRecord if decimals is None else PercentsRecord
        record = _beside(keys, shape, scope, report)
        own = record.get(shape.source) or source
        figures += _totals_of(area, keys, own, scope, report=report, decimals=decimals)
        stated = turnout_of(record.get(TotalsRecord.turnout), scope, report)
        if stated is not None:
            turnout.append(Row(area, key.span, {}, turnout=stated))
    return Totals(tuple(figures), tuple(turnout))


def _is_beside(name: str, shape: type[Record], scope: Scope) -> bool:
    return name in shape.fields and (name == TotalsRecord.source.key or name not in scope.tallies)


def _beside(keys: Keys, shape: type[RecordT], scope: Scope, report: Report) -> RecordT:
    nodes: dict[str, Node] = {key.text: node for key, node in keys.entries if _is_beside(key.text, shape, scope)}
    record = shape(keys.span, nodes)
    for name in nodes:
        record.read_field(shape.fields[name], report)
    return record


def _totals_of(
    area: AreaId, keys: Keys, source: Source, scope: Scope, *, report: Report, decimals: int | None
) -> Iterator[Published]:
    shape = TotalsRecord if decimals is None else PercentsRecord
    for key, node in keys.entries:
        if _is_beside(key.text, shape, scope):
            continue
        tally = tally_for(key, area, scope, report)
        if tally is None:
            continue
        stated = stated_of(key, node, tally, scope, report=report, is_whole=False, decimals=decimals)
        if stated is not None:
            yield published(area, tally, stated, source, scope=scope)


def published(area: AreaId, tally: Tally, stated: Stated, source: Source, *, scope: Scope) -> Published:
    """Return figures as published; choices that are left out, withheld or out of the count are absent."""
    figures, withheld = {}, set()
    is_later_round = (tally.round or 1) > 1
    for position, (choice, count) in enumerate(zip(scope.contest.choices, stated.counts, strict=True)):
        if count is not None:
            figures[choice.id] = count
        elif position not in stated.left_out and not is_later_round:
            withheld.add(choice.id)
    return Published(area, tally.id, figures, source, stated.span, stated.exhausted, frozenset(withheld))


def row_of(area: AreaId, totals: Iterable[Published], scope: Scope) -> Row:
    """Return the totals of a unit as its row: choices that they leave out keep what they had."""
    tallies = {}
    span = None
    for total in totals:
        span = span or total.span
        is_later_round = (scope.tallies[total.tally].round or 1) > 1
        counts = tuple(total.figures.get(choice.id) for choice in scope.contest.choices)
        left_out = frozenset(
            position
            for position, choice in enumerate(scope.contest.choices)
            if choice.id not in total.figures and choice.id not in total.withheld and not is_later_round
        )
        tallies[total.tally] = Stated(counts, total.span, left_out, total.exhausted)
    return Row(area, span or scope.contest.span, tallies)


class Placed(Struct, frozen=True):
    """What a release states, by where it belongs: rows of units, totals, and turnout and status of higher places."""

    rows: Mapping[AreaId, Row]
    totals: tuple[Published, ...]
    higher: Mapping[AreaId, Row]


def _of_district(figures: Sequence[Published], scope: Scope) -> list[Published]:
    """Return the totals of the group in which alone a contest is held, as those of the contest as a whole."""
    contest = scope.contest
    stated = {total.tally for total in figures if total.area == contest.root}
    of_group = (total for total in figures if total.area == contest.group and total.tally not in stated)
    return [replace(total, area=contest.root) for total in of_group]


def placed(stated: Mapping[AreaId, Row], totals: Totals, source: Source, scope: Scope, *, report: Report) -> Placed:
    """Put rows of results files and totals of release.yml where they belong; emits E315.

    The totals of a unit without a row are its row. Those of a unit with one are compared with it. The row of a place
    above units states its totals.
    """
    rows = {area: row for area, row in stated.items() if area in scope.units}
    higher = {area: row for area, row in stated.items() if area not in scope.units}
    figures = list(totals.figures)
    typed = {(total.area, total.tally): total for total in totals.figures}
    for area, row in higher.items():
        for tally, one in row.tallies.items():
            also = typed.get((area, tally))
            if also is not None:
                message = worded(
                    "'%(tally)s' of '%(area)s' is also under 'totals' in release.yml", tally=tally, area=area
                )
                report.add("E315", one.span, message, hint=worded("delete one"), related=[also.span])
            figures.append(published(area, scope.tallies[tally], one, source, scope=scope))
    figures += _of_district(figures, scope)
    alone = [total for total in figures if total.area in scope.units and total.area not in rows]
    for area in dict.fromkeys(total.area for total in alone):
        rows[area] = row_of(area, (total for total in alone if total.area == area), scope)
    for row in totals.turnout:
        known = rows.get(row.place) if row.place in scope.units else higher.get(row.place)
        if known is not None and known.turnout is not None:
            message = worded("the turnout of '%(place)s' is here and in a results file", place=row.place)
            report.add("E315", row.span, message, hint=worded("delete one"), related=[known.span])
        merged = replace(known, turnout=row.turnout) if known is not None else row
        (rows if row.place in scope.units else higher)[row.place] = merged
    return Placed(rows, tuple(total for total in figures if total not in alone), higher)
