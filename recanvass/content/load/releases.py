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
from recanvass.content.load.accounts import accounts
from recanvass.content.load.figures import yaml_rows
from recanvass.content.load.figures_csv import csv_rows
from recanvass.content.load.layout import ReleaseFiles
from recanvass.content.load.names import missing, path_id, record, source
from recanvass.content.load.scope import Scope, choice_of
from recanvass.content.load.totals import published
from recanvass.content.schema.keys import (
    EXPECT,
    EXPECT_CHANGED,
    EXPECT_LEAD,
    EXPECT_LEADER,
    PERCENT_DECIMALS,
    RELEASE,
    RELEASE_AS_OF,
    RELEASE_EXPECT,
    RELEASE_KIND,
    RELEASE_NOTE,
    RELEASE_PERCENTS,
    RELEASE_SOURCE,
    RELEASE_STATUS,
    RELEASE_TITLE,
    RELEASE_TOTALS,
)
from recanvass.content.schema.records import Values
from recanvass.content.schema.scalars import figure
from recanvass.content.syntax import read_csv, read_yaml
from recanvass.core.dates import in_order, is_before
from recanvass.core.diagnostics import Report
from recanvass.core.model import ChoiceId, Expect, Release, ReleaseId, Row, Source

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def releases(
    folders: Iterable[ReleaseFiles], scope: Scope | None, zone: ZoneInfo, report: Report, *, memory: Memory
) -> tuple[Release, ...]:
    """Return the sound releases by time, then by id; without a scope only faults of their own are found.

    A plain day comes before the times of that day. Emits E204, E401, E415 and what accounts and totals emit.
    """
    found = [_release(files, scope, report, memory) for files in folders]
    sound = [release for release in found if release is not None]
    _check_order(sound, zone, report)
    return tuple(sorted(sound, key=lambda release: (in_order(release.as_of, zone), release.id)))


def _check_order(releases: Iterable[Release], zone: ZoneInfo, report: Report) -> None:
    """Report releases whose folders are named after days in another order than they were published in (E415)."""
    dated = sorted((release for release in releases if _DAY.match(release.id)), key=lambda release: release.id)
    for before, release in pairwise(dated):
        if is_before(release.as_of, before.as_of, zone):
            message = f"'{release.id}' is dated before '{before.id}', whose folder comes before it"
            hint = f"correct 'as_of' of one of the two: {release.as_of:%Y-%m-%d} and {before.as_of:%Y-%m-%d}"
            report.add("E415", release.span, message, hint=hint, related=[before.span])


def _release(files: ReleaseFiles, scope: Scope | None, report: Report, memory: Memory) -> Release | None:
    path_id(files.id, files.folder, report)
    values = None
    if files.head is None:
        missing(f"{files.folder}/release.yml", "write it with title, kind, status, as_of and source", report)
    else:
        values = record(files.head, RELEASE, report)
    if scope is None:
        _read_alone(files.rows, report)
        return None
    read = accounts(files.rows, values, partial(_rows, scope, memory), report)
    if values is None:
        return None
    by_default = source(values.get(RELEASE_SOURCE))
    stated_by = by_default or Source("")
    totals = published(values.get(RELEASE_TOTALS), stated_by, scope, report)
    percents = published(values.get(RELEASE_PERCENTS), stated_by, scope, report, decimals=PERCENT_DECIMALS)
    expect = _expect(values.get(RELEASE_EXPECT), scope, report)
    if not values.is_complete or by_default is None or read is None:
        return None
    return Release(
        id=ReleaseId(files.id),
        title=values[RELEASE_TITLE],
        kind=values[RELEASE_KIND],
        status=values[RELEASE_STATUS],
        as_of=values[RELEASE_AS_OF],
        source=read.source or by_default,
        span=values.span,
        rows=read.rows,
        totals=totals,
        percents=percents,
        note=values.get(RELEASE_NOTE),
        expect=expect,
        accounts=read.all,
    )


def _rows(scope: Scope, memory: Memory, file: SourceFile, report: Report) -> tuple[Row, ...]:
    name, of = ("rows", file.path), (file, scope)
    if file.path.endswith(".csv"):
        return memory.recall(name, of, lambda own: tuple(csv_rows(file, scope, own)), report)
    return memory.recall(name, of, lambda own: tuple(yaml_rows(file, scope, own)), report)


def _read_alone(files: Iterable[SourceFile], report: Report) -> None:
    for file in files:
        if file.path.endswith(".csv"):
            read_csv(file, report)
        else:
            read_yaml(file, report)


def _expect(values: Values | None, scope: Scope, report: Report) -> Expect | None:
    if values is None:
        return None
    leader = values.get(EXPECT_LEADER)
    lead = values.get(EXPECT_LEAD)
    found = choice_of(leader, scope, report) if leader is not None else None
    return Expect(
        spans={field.key: values.at(field) for field in EXPECT.fields},
        leader=ChoiceId(found) if found is not None else None,
        lead=figure(lead, scope.deciding.decimals, report) if lead is not None else None,
        places_changed=values.get(EXPECT_CHANGED),
    )
