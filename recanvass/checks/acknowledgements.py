"""Findings that someone has looked into.

Owns acknowledged.yml. Must not know whether a finding is there; `checks` does.
"""

from collections.abc import Iterable, Iterator, Mapping

from recanvass.checks.engine import Acknowledgement
from recanvass.checks.registry import RULES
from recanvass.content.files import SourceFile
from recanvass.content.load.layout import layout
from recanvass.content.load.unknown_ids import KnownIds, look_up
from recanvass.content.schema.rule_keys import ACKNOWLEDGED, AcknowledgementRecord
from recanvass.content.syntax import read_yaml
from recanvass.core.diagnostics import Report
from recanvass.core.ids import AreaId, ContestId, ReleaseId
from recanvass.core.model import Site

_FINDINGS = KnownIds("finding", "E217", RULES)


def load_acknowledgements(
    files: Mapping[str, SourceFile], site: Site, report: Report
) -> Mapping[ContestId, tuple[Acknowledgement, ...]]:
    """Return the sound entries of each contest in the order typed; emits E217, E301 and E304."""
    areas = KnownIds("place or group", "E301", dict.fromkeys((*site.places, *site.groups)))
    by_contest = {}
    for folder in layout(files, Report()).contests:
        if folder.acknowledged is not None:
            release_ids = dict.fromkeys(ReleaseId(release.id) for release in folder.releases)
            releases = KnownIds("release", "E304", release_ids)
            node = read_yaml(folder.acknowledged, report)
            records = ACKNOWLEDGED.read(node, report) if node is not None else None
            by_contest[ContestId(folder.id)] = tuple(_entries(records or (), areas, releases, report))
    return by_contest


def _entries(
    records: Iterable[AcknowledgementRecord], areas: KnownIds[AreaId], releases: KnownIds[ReleaseId], report: Report
) -> Iterator[Acknowledgement]:
    for record in records:
        mark = len(report.items)
        code = look_up(record.get(AcknowledgementRecord.finding), _FINDINGS, report)
        area = look_up(record.get(AcknowledgementRecord.place), areas, report)
        release = look_up(record.release, releases, report)
        if code is not None and area is not None and record.is_complete and len(report.items) == mark:
            yield Acknowledgement(
                code=code,
                area=area,
                reason=record.reason,
                by=record.by,
                day=record.date,
                span=record.span,
                release=release,
                source=record.source,
            )
