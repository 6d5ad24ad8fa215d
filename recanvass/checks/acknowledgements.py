"""Findings that someone has looked into.

Owns acknowledged.yml. Must not know whether a finding is there; `checks` does.
"""

from collections.abc import Iterable, Iterator, Mapping

from recanvass.checks.engine import Acknowledgement
from recanvass.checks.registry import RULES
from recanvass.content.files import SourceFile
from recanvass.content.load.layout import layout
from recanvass.content.load.names import Known, look_up, source
from recanvass.content.schema.records import Values
from recanvass.content.schema.rule_keys import (
    ACKNOWLEDGED,
    ACKNOWLEDGEMENT_BY,
    ACKNOWLEDGEMENT_DATE,
    ACKNOWLEDGEMENT_FINDING,
    ACKNOWLEDGEMENT_PLACE,
    ACKNOWLEDGEMENT_REASON,
    ACKNOWLEDGEMENT_RELEASE,
    ACKNOWLEDGEMENT_SOURCE,
)
from recanvass.content.syntax import read_yaml
from recanvass.core.diagnostics import Report
from recanvass.core.model import AreaId, ContestId, ReleaseId, Site

_FINDINGS = Known("finding", "E217", RULES)


def acknowledged(
    files: Mapping[str, SourceFile], site: Site, report: Report
) -> Mapping[ContestId, tuple[Acknowledgement, ...]]:
    """Return the sound entries of each contest in the order typed; emits E217, E301 and E304."""
    places = Known("place or group", "E301", dict.fromkeys((*site.places, *site.groups)))
    found = {}
    for folder in layout(files, Report()).contests:
        if folder.acknowledged is not None:
            releases = Known("release", "E304", dict.fromkeys(release.id for release in folder.releases))
            entries = ACKNOWLEDGED.read(node, report) if (node := read_yaml(folder.acknowledged, report)) else None
            found[ContestId(folder.id)] = tuple(_entries(entries or (), places, releases, report))
    return found


def _entries(entries: Iterable[Values], places: Known, releases: Known, report: Report) -> Iterator[Acknowledgement]:
    for values in entries:
        mark = len(report.items)
        finding, place = values.get(ACKNOWLEDGEMENT_FINDING), values.get(ACKNOWLEDGEMENT_PLACE)
        named = values.get(ACKNOWLEDGEMENT_RELEASE)
        code = look_up(finding, _FINDINGS, report) if finding is not None else None
        area = look_up(place, places, report) if place is not None else None
        release = look_up(named, releases, report) if named is not None else None
        if code is not None and area is not None and values.is_complete and len(report.items) == mark:
            yield Acknowledgement(
                code=code,
                area=AreaId(area),
                reason=values[ACKNOWLEDGEMENT_REASON],
                by=values[ACKNOWLEDGEMENT_BY],
                day=values[ACKNOWLEDGEMENT_DATE],
                span=values.span,
                release=ReleaseId(release) if release is not None else None,
                source=source(values.get(ACKNOWLEDGEMENT_SOURCE)),
            )
