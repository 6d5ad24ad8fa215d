"""Findings that someone has looked into.

Owns acknowledged.yml. Must not know whether a finding is there; `checks` does.
"""

from collections.abc import Iterable, Iterator

from recanvass.checks.packs import RULES
from recanvass.diagnostics import Report
from recanvass.load.names import Known, look_up, source
from recanvass.load.scope import Scope, area_inside
from recanvass.model import Acknowledgement, ReleaseId
from recanvass.schema import Values
from recanvass.shapes import (
    ACKNOWLEDGED,
    ACKNOWLEDGEMENT_BY,
    ACKNOWLEDGEMENT_DATE,
    ACKNOWLEDGEMENT_FINDING,
    ACKNOWLEDGEMENT_PLACE,
    ACKNOWLEDGEMENT_REASON,
    ACKNOWLEDGEMENT_RELEASE,
    ACKNOWLEDGEMENT_SOURCE,
)
from recanvass.sources import SourceFile
from recanvass.syntax import read_yaml

_KNOWN = Known("finding", "E217", RULES)


def acknowledged(
    file: SourceFile | None, scope: Scope | None, releases: Iterable[str], report: Report
) -> tuple[Acknowledgement, ...]:
    """Return the sound entries in the order typed; emits E217, E301, E304 and E313.

    `releases` are the ids of all releases, faulty ones too. Without a scope only faults of their own are found.
    """
    node = read_yaml(file, report) if file is not None else None
    entries = ACKNOWLEDGED.read(node, report) if node is not None else None
    known = Known("release", "E304", dict.fromkeys(releases))
    return tuple(_entries(entries or (), known, scope, report))


def _entries(
    entries: Iterable[Values], releases: Known, scope: Scope | None, report: Report
) -> Iterator[Acknowledgement]:
    for values in entries:
        mark = len(report.items)
        finding, place = values.get(ACKNOWLEDGEMENT_FINDING), values.get(ACKNOWLEDGEMENT_PLACE)
        named = values.get(ACKNOWLEDGEMENT_RELEASE)
        code = look_up(finding, _KNOWN, report) if finding is not None else None
        release = look_up(named, releases, report) if named is not None else None
        area = area_inside(place, scope, report) if place is not None and scope is not None else None
        if code is not None and area is not None and values.is_complete and len(report.items) == mark:
            yield Acknowledgement(
                code=code,
                area=area,
                reason=values[ACKNOWLEDGEMENT_REASON],
                by=values[ACKNOWLEDGEMENT_BY],
                day=values[ACKNOWLEDGEMENT_DATE],
                span=values.span,
                release=ReleaseId(release) if release is not None else None,
                source=source(values.get(ACKNOWLEDGEMENT_SOURCE)),
            )
