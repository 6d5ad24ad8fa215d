"""Corrections of what readers have seen.

Owns corrections.yml. Must not compare it with figures: a correction may itself be corrected later.
"""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from msgspec import Struct

from recanvass.content.load.layout import ContestFiles, stem
from recanvass.content.load.scope import Scope, area_inside
from recanvass.content.load.unknown_ids import KnownIds, look_up
from recanvass.content.schema.correction_keys import (
    CORRECTIONS,
    CorrectedAnswerRecord,
    CorrectedFigureRecord,
    CorrectionRecord,
)
from recanvass.content.syntax import read_yaml
from recanvass.core.corrections import CorrectedAnswer, CorrectedFigure, Correction
from recanvass.core.dates import in_order
from recanvass.core.diagnostics import Report
from recanvass.core.ids import ReleaseId, RequestId
from recanvass.core.kinds import TurnoutKey
from recanvass.core.messages import worded

_WITH_TALLY = frozenset({TurnoutKey.BALLOTS, TurnoutKey.EXHAUSTED})
"""The keys of turnout that a part of the ballots, or a round, may have."""


def load_corrections(
    files: ContestFiles, scope: Scope | None, zone: ZoneInfo, report: Report
) -> tuple[Correction, ...]:
    """Return the sound corrections, newest first; without a scope, only faults of their own are reported.

    Emits E202, E301, E302, E303, E304, E308, E313 and E445.
    """
    node = read_yaml(files.corrections, report) if files.corrections is not None else None
    records = CORRECTIONS.read(node, report) if node is not None else None
    known = _Known(
        KnownIds("release", "E304", dict.fromkeys(ReleaseId(release.id) for release in files.releases)),
        KnownIds("request", "E308", dict.fromkeys(RequestId(stem(file.path)) for file in files.requests)),
    )
    found = [_correction(record, known, scope, report) for record in records or ()]
    sound = [one for one in found if one is not None]
    dated = sorted(sound, key=lambda one: in_order(one.published, zone))
    return tuple(dated[::-1])


class _Known(Struct, frozen=True):
    """What a correction may name beside places, tallies and choices."""

    releases: KnownIds[ReleaseId]
    requests: KnownIds[RequestId]


def _correction(record: CorrectionRecord, known: _Known, scope: Scope | None, report: Report) -> Correction | None:
    release = look_up(record.release, known.releases, report)
    figures = tuple(_figures(record.figures, scope, report)) if scope is not None else ()
    answers = tuple(_answers(record.requests, known.requests, scope, report)) if scope is not None else ()
    if not record.is_complete or (record.release is not None and release is None):
        return None
    return Correction(record.published, record.reason, record.span, release, record.by, figures, answers)


def _figures(records: Iterable[CorrectedFigureRecord], scope: Scope, report: Report) -> Iterator[CorrectedFigure]:
    for record in records:
        place = record.get(CorrectedFigureRecord.place)
        area = area_inside(place, scope, report) if place is not None else None
        tally = look_up(record.tally, scope.known_tallies, report)
        choice = look_up(record.choice, scope.known_choices, report)
        if area is not None and _is_whole(record, report):
            before, after = record.before, record.after
            if record.turnout is not None or (tally is not None and choice is not None):
                yield CorrectedFigure(area, tally, choice, before, after, record.turnout)


def _is_whole(record: CorrectedFigureRecord, report: Report) -> bool:
    """Tell whether a figure names a tally and a choice, or turnout; reports what it lacks or has too much."""
    names = (CorrectedFigureRecord.tally, CorrectedFigureRecord.choice)
    if record.turnout is None:
        is_clear = CorrectedFigureRecord.turnout not in record.faulty
        given = (field for field in names if field not in record.faulty)
        missing = [field for field in given if is_clear and record.get(field) is None]
        for field in missing:
            hint = worded("add '%(field)s: …', or 'turnout: …' if it is a figure of turnout", field=field.key)
            report.add(
                "E202", record.span, worded("the corrected figure has no '%(field)s'", field=field.key), hint=hint
            )
        return is_clear and not missing
    surplus = [field for field in names[record.turnout in _WITH_TALLY :] if record.get(field) is not None]
    for field in surplus:
        message = worded(
            "a figure of turnout (%(turnout)s) has no '%(field)s'", turnout=record.turnout.value, field=field.key
        )
        report.add("E445", record.at(field), message, hint=worded("delete '%(field)s', or 'turnout'", field=field.key))
    return not surplus


def _answers(
    records: Iterable[CorrectedAnswerRecord], requests: KnownIds[RequestId], scope: Scope, report: Report
) -> Iterator[CorrectedAnswer]:
    for record in records:
        request = look_up(record.get(CorrectedAnswerRecord.request), requests, report)
        area = area_inside(record.place, scope, report) if record.place is not None else None
        if request is not None and (record.place is None or area is not None):
            yield CorrectedAnswer(request, area, record.before, record.after)
