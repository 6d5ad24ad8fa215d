"""Releases of a contest, oldest first.

Owns release.yml and the order of releases. Must not fold one release into another.
"""

import re
from collections.abc import Iterable
from functools import partial
from itertools import pairwise
from zoneinfo import ZoneInfo

from recanvass.cache.store import Memory
from recanvass.content.files import SourceFile
from recanvass.content.load.accounts import load_accounts
from recanvass.content.load.announcements import check_counts
from recanvass.content.load.figures import yaml_rows
from recanvass.content.load.figures_csv import csv_rows
from recanvass.content.load.layout import ReleaseFiles
from recanvass.content.load.outcomes import load_outcome
from recanvass.content.load.scope import Scope, choice_of
from recanvass.content.load.totals import load_totals, placed
from recanvass.content.load.unknown_ids import path_id, read_record, report_missing
from recanvass.content.schema.figure_keys import PERCENT_DECIMALS
from recanvass.content.schema.keys import ExpectRecord, ReleaseRecord
from recanvass.content.schema.scalars import figure
from recanvass.content.syntax import read_csv, read_yaml
from recanvass.core.dates import in_order, is_before
from recanvass.core.diagnostics import Report
from recanvass.core.ids import AreaId, ReleaseId, TallyId
from recanvass.core.kinds import WITHOUT_RESULTS, ReleaseKind
from recanvass.core.messages import worded
from recanvass.core.model import Expect, Release, Row, Source

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def load_releases(
    folders: Iterable[ReleaseFiles], scope: Scope | None, zone: ZoneInfo, report: Report, *, memory: Memory
) -> tuple[Release, ...]:
    """Return the sound releases by time, then by id; without a scope, only faults of their own are reported.

    A plain day comes before the times of that day. Emits E204, E401, E415, E416 and what accounts and totals emit.
    """
    loaded = [_release(files, scope, report, memory) for files in folders]
    releases = [release for release in loaded if release is not None]
    _check_order(releases, zone, report)
    ordered = tuple(sorted(releases, key=lambda release: (in_order(release.as_of, zone), release.id)))
    _check_reported_with(ordered, report)
    _check_silent(ordered, report, is_whole=len(releases) == len(loaded))
    return ordered


def _check_silent(releases: Iterable[Release], report: Report, *, is_whole: bool) -> None:
    """Report places that are said to be without results and have figures in force (E416).

    If some release is faulty, nobody can tell what it took back: then only figures beside the status count.
    """
    stated: dict[AreaId, dict[TallyId, tuple[ReleaseId, bool]]] = {}
    for release in releases:
        for row in release.rows.values() if release.kind is not ReleaseKind.AUDIT else ():
            before = stated.get(row.place, {}) if is_whole else {}
            own = {name: (release.id, any(figures.counts)) for name, figures in row.tallies.items()}
            stated[row.place] = {**before, **own}
            found = next(((name, since) for name, (since, has) in stated[row.place].items() if has), None)
            if found is not None and row.reporting in WITHOUT_RESULTS:
                message = worded(
                    "'%(place)s' (%(reporting)s) has figures in '%(found)s', from release %(other_found)s",
                    place=row.place,
                    reporting=row.reporting.value,
                    found=found[0],
                    other_found=found[1],
                )
                hint = worded("correct the status, or write '%(found)s: {}' beside it", found=found[0])
                report.add("E416", row.span, message, hint=hint)


def _check_reported_with(releases: Iterable[Release], report: Report) -> None:
    """Report places that are reported with a place which is itself reported with another (E447)."""
    reported_with: dict[AreaId, AreaId] = {}
    for release in releases:
        if release.kind is ReleaseKind.AUDIT:
            continue
        for row in release.rows.values():
            if row.reported_with is not None:
                reported_with[row.place] = row.reported_with
            elif row.reporting is not None or row.tallies:
                reported_with.pop(row.place, None)
        for place, other in reported_with.items():
            found = release.rows.get(place) or release.rows.get(other)
            further = reported_with.get(other)
            if found is not None and further is not None:
                message = worded(
                    "'%(place)s' is reported with '%(other)s', which is reported with '%(further)s'",
                    place=place,
                    other=other,
                    further=further,
                )
                hint = worded("name the place with the figures")
                report.add("E447", found.span, message, hint=hint)


def _check_order(releases: Iterable[Release], zone: ZoneInfo, report: Report) -> None:
    """Report releases whose folders are named after days in another order than they were published in (E415)."""
    dated = sorted((release for release in releases if _DAY.match(release.id)), key=lambda release: release.id)
    for before, release in pairwise(dated):
        if is_before(release.as_of, before.as_of, zone):
            message = worded(
                "'%(release)s' is dated before '%(before)s', but its folder comes after",
                release=release.id,
                before=before.id,
            )
            hint = worded(
                "correct 'as_of' in one of the two: %(as_of)s and %(other_as_of)s",
                as_of=f"{release.as_of:%Y-%m-%d}",
                other_as_of=f"{before.as_of:%Y-%m-%d}",
            )
            report.add("E415", release.span, message, hint=hint, related=[before.span])


def _release(files: ReleaseFiles, scope: Scope | None, report: Report, memory: Memory) -> Release | None:
    path_id(files.id, files.folder, report)
    record = None
    if files.head is None:
        hint = worded("create it with title, kind, status, as_of and source")
        report_missing(f"{files.folder}/release.yml", hint, report)
    else:
        record = read_record(files.head, ReleaseRecord, report)
    if scope is None:
        _check_syntax(files.rows, report)
        return None
    accounts = load_accounts(files.rows, record, partial(_rows, scope, memory), report)
    if record is None:
        return None
    source = _source(record)
    totals = load_totals(record.totals, source, scope, report)
    percents = load_totals(record.printed_percents, source, scope, report, decimals=PERCENT_DECIMALS)
    outcome = load_outcome(record.outcome, record, scope, report) if record.outcome is not None else None
    quota = figure(record.quota, scope.deciding.decimals, report) if record.quota is not None else None
    if record.quota is not None and not scope.contest.is_ranked:
        hint = worded("delete it, or declare rounds in contest.yml")
        report.add("E442", record.at(ReleaseRecord.quota), worded("a quota needs a count in rounds"), hint=hint)
    check_counts(record.get(ReleaseRecord.checked), record.at(ReleaseRecord.checked), report)
    expect = _expect(record.expect, scope, report) if record.expect is not None else None
    if not record.is_complete or not record.source.is_complete or accounts is None:
        return None
    stated = placed(accounts.rows, totals, accounts.source or source, scope, report=report)
    return Release(
        id=ReleaseId(files.id),
        title=record.title,
        kind=record.kind,
        status=record.status,
        as_of=record.as_of,
        source=accounts.source or source,
        span=record.span,
        rows=stated.rows,
        totals=stated.totals,
        percents=percents.figures,
        note=record.note,
        expect=expect,
        accounts=accounts.all,
        higher=stated.higher,
        outcome=outcome,
        withdraws_outcome=record.outcome is not None and record.outcome.is_withdrawal,
        quota=quota,
        checked=record.checked,
    )


def _source(release: ReleaseRecord) -> Source:
    """Return the source of a release; one without a name if the record has none, which is an error already."""
    record = release.get(ReleaseRecord.source)
    if record is None or not record.is_complete:
        return Source("")
    return Source(record.name, record.url)


def _rows(scope: Scope, memory: Memory, file: SourceFile, report: Report) -> tuple[Row, ...]:
    name, of = ("rows", file.path), (file, scope)
    if file.path.endswith(".csv"):
        return memory.recall(name, of, lambda own: tuple(csv_rows(file, scope, own)), report)
    return memory.recall(name, of, lambda own: tuple(yaml_rows(file, scope, own)), report)


def _check_syntax(files: Iterable[SourceFile], report: Report) -> None:
    for file in files:
        if file.path.endswith(".csv"):
            read_csv(file, report)
        else:
            read_yaml(file, report)


def _expect(record: ExpectRecord, scope: Scope, report: Report) -> Expect:
    leader, lead = record.leader, record.lead
    return Expect(
        spans={key: record.at(field) for key, field in record.fields.items()},
        leader=choice_of(leader, scope, report) if leader is not None else None,
        lead=figure(lead, scope.deciding.decimals, report) if lead is not None else None,
        places_changed=record.places_changed,
    )
