"""Corrections of what readers have seen.

Owns corrections.yml. Must not compare it with figures: a correction may itself be corrected later.
"""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from recanvass.content.files import SourceFile
from recanvass.content.load.names import KnownIds, look_up
from recanvass.content.load.scope import Scope, area_inside
from recanvass.content.schema.correction_keys import CORRECTIONS, CorrectedFigureRecord, CorrectionRecord
from recanvass.content.syntax import read_yaml
from recanvass.core.corrections import CorrectedFigure, Correction
from recanvass.core.dates import in_order
from recanvass.core.diagnostics import Report
from recanvass.core.ids import Number, ReleaseId


def load_corrections(
    file: SourceFile | None, scope: Scope | None, zone: ZoneInfo, report: Report, *, releases: Iterable[ReleaseId]
) -> tuple[Correction, ...]:
    """Return the sound corrections, newest first; without a scope, only faults of their own are reported.

    Emits E301, E302, E303, E304 and E313.
    """
    node = read_yaml(file, report) if file is not None else None
    records = CORRECTIONS.read(node, report) if node is not None else None
    known = KnownIds("release", "E304", dict.fromkeys(releases))
    found = [_correction(record, known, scope, report) for record in records or ()]
    sound = [one for one in found if one is not None]
    dated = sorted(sound, key=lambda one: in_order(one.published, zone))
    return tuple(dated[::-1])


def _correction(
    record: CorrectionRecord, releases: KnownIds[ReleaseId], scope: Scope | None, report: Report
) -> Correction | None:
    release = look_up(record.release, releases, report)
    figures = tuple(_figures(record.figures, scope, report)) if scope is not None else ()
    if not record.is_complete or (record.release is not None and release is None):
        return None
    return Correction(record.published, record.reason, record.span, release, record.by, figures)


def _figures(records: Iterable[CorrectedFigureRecord], scope: Scope, report: Report) -> Iterator[CorrectedFigure]:
    for record in records:
        place = record.get(CorrectedFigureRecord.place)
        area = area_inside(place, scope, report) if place is not None else None
        tally = look_up(record.get(CorrectedFigureRecord.tally), scope.known_tallies, report)
        choice = look_up(record.get(CorrectedFigureRecord.choice), scope.known_choices, report)
        if area is not None and tally is not None and choice is not None:
            before: Number | None = record.get(CorrectedFigureRecord.before)
            after: Number | None = record.get(CorrectedFigureRecord.after)
            yield CorrectedFigure(area, tally, choice, before, after)
