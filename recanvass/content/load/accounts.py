"""The results files of a release, by the source that states them.

Owns which file belongs to which of several sources, and which source was chosen. Must not compare their figures.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from recanvass.content.files import SourceFile
from recanvass.content.load.names import Known, declared, look_up, source
from recanvass.content.schema.keys import (
    CHOSEN_REASON,
    CHOSEN_SOURCE,
    FURTHER_FILES,
    FURTHER_ID,
    RELEASE_CHOSEN,
    RELEASE_FURTHER,
    RELEASE_SOURCE,
    RELEASE_SOURCE_ID,
)
from recanvass.content.schema.records import Values
from recanvass.content.syntax import Scalar
from recanvass.core.diagnostics import Report, did_you_mean, has_errors
from recanvass.core.model import Account, AreaId, Row, Source, SourceId

HEAD = "release.yml"
Reader = Callable[[SourceFile, Report], Iterable[Row]]
"""What yields the rows of one results file."""


class Accounts(Struct, frozen=True):
    """The rows of a release. Where several sources state them: those of the one chosen, its source, and all of them."""

    rows: Mapping[AreaId, Row]
    source: Source | None = None
    all: tuple[Account, ...] = ()


class _Given(Struct, frozen=True):
    """One source before its files are read: its id as typed, the record that names it, its files."""

    id: Scalar
    record: Values
    files: tuple[SourceFile, ...]


def accounts(files: Iterable[SourceFile], release: Values | None, read: Reader, report: Report) -> Accounts | None:
    """Return what the files beside a release.yml state; None where it leaves open what belongs to whom.

    A file that no further source names belongs to the source of the release. Emits E202, E310, E315, E320, E420 to
    E423 and what figures emit.
    """
    beside = {file.path.rpartition("/")[2]: file for file in files}
    further = release.get(RELEASE_FURTHER) or () if release is not None else ()
    if release is None or RELEASE_FURTHER.key in release.faulty or (further and RELEASE_SOURCE.key not in release):
        _each_alone(beside.values(), read, report)
        return None
    if not further:
        _refuse_lone_choice(release, report)
        return Accounts(_rows(beside.values(), read, report))
    mark = len(report.items)
    given = _given(release, further, beside, report)
    chosen = _chosen(release, [one.id for one in given], report)
    if chosen is None or has_errors(report.items[mark:]):
        _each_alone(beside.values(), read, report)
        return None
    return _of_several(given, chosen, read, report)


def _each_alone(files: Iterable[SourceFile], read: Reader, report: Report) -> None:
    """Read files for faults of their own, where it is open which of them belong together."""
    for file in files:
        _rows([file], read, report)


def _of_several(given: Iterable[_Given], chosen: tuple[str, str], read: Reader, report: Report) -> Accounts | None:
    """Read the files of each source; `chosen` is the id of one of them, and why."""
    name, reason = chosen
    stated = []
    for one in given:
        rows, named = _rows(one.files, read, report), source(one.record)
        if named is not None:
            is_chosen = one.id.text == name
            stated.append(Account(SourceId(one.id.text), named, rows, reason if is_chosen else None))
    taken = next((one for one in stated if one.reason is not None), None)
    return Accounts(taken.rows, taken.source, tuple(stated)) if taken is not None else None


def _given(
    release: Values, further: Iterable[Values], beside: Mapping[str, SourceFile], report: Report
) -> tuple[_Given, ...]:
    """Return the sources that have figures, that of the release first; emits E202, E310, E420, E421 and E423."""
    claimed: dict[str, Scalar] = {}
    given = []
    for record in further:
        names = record.get(FURTHER_FILES)
        own = [scalar for scalar in names or () if _is_claimed(scalar, beside, claimed, report)]
        if names == ():
            hint = "name the files beside release.yml that hold its figures"
            report.add("E423", record.at(FURTHER_FILES), "this source has no files", hint=hint)
        if (name := record.get(FURTHER_ID)) is not None:
            given.append(_Given(name, record, tuple(beside[scalar.text] for scalar in own)))
    rest = tuple(file for name, file in beside.items() if name not in claimed)
    stated_by = release.get(RELEASE_SOURCE)
    if rest and stated_by is not None:
        given.insert(0, _Given(_own_id(stated_by, rest, report), stated_by, rest))
    declared([one.id for one in given if one.id.text], "each source", report)
    return tuple(given)


def _own_id(stated_by: Values, files: Sequence[SourceFile], report: Report) -> Scalar:
    """Return the id of the release's own source, which it needs once there are others; emits E202."""
    name = stated_by.get(RELEASE_SOURCE_ID)
    if name is not None:
        return name
    if RELEASE_SOURCE_ID.key not in stated_by.faulty:
        first = files[0].path.rpartition("/")[2]
        hint = f"add 'id: …', so that 'chosen' can name it; '{first}' is taken for its file"
        report.add("E202", stated_by.span, "among several sources this one has no 'id'", hint=hint)
    span = stated_by.span
    return Scalar("", span.path, span.line, span.column, span.length)


def _is_claimed(scalar: Scalar, beside: Mapping[str, SourceFile], claimed: dict[str, Scalar], report: Report) -> bool:
    if scalar.text not in beside:
        message = f"there is no file '{scalar.text}' beside release.yml"
        hint = "name files that hold figures of units" if scalar.text == HEAD else did_you_mean(scalar.text, beside)
        report.add("E420", scalar.span, message, hint=hint)
        return False
    first = claimed.setdefault(scalar.text, scalar)
    if first is not scalar:
        message = f"the file '{scalar.text}' is named a second time"
        hint = "leave it with one source; figures of two sources stand in two files"
        report.add("E421", scalar.span, message, hint=hint, related=[first.span])
    return first is scalar


def _chosen(release: Values, ids: Sequence[Scalar], report: Report) -> tuple[str, str] | None:
    """Return the id of the source that was chosen, and why; emits E320, E422 and E423."""
    chosen = release.get(RELEASE_CHOSEN)
    if chosen is None:
        if RELEASE_CHOSEN.key not in release.faulty:
            hint = "add 'chosen: {source: …, reason: …}'"
            message = "there are several sources, and none is chosen"
            report.add("E422", release.at(RELEASE_FURTHER), message, hint=hint)
        return None
    scalar = chosen.get(CHOSEN_SOURCE)
    stated_by = release.get(RELEASE_SOURCE)
    own = stated_by.get(RELEASE_SOURCE_ID) if stated_by is not None else None
    known = {one.text: one for one in ids if one.text}
    if scalar is not None and own is not None and scalar.text == own.text and own.text not in known:
        message = f"the source '{own.text}' has no file here, so that it states no figures"
        report.add("E423", scalar.span, message, hint="choose a source that has files, or take one from 'files'")
        return None
    name = look_up(scalar, Known("source", "E320", known), report) if scalar is not None else None
    if name is None or not chosen.is_complete:
        return None
    return name, chosen[CHOSEN_REASON]


def _refuse_lone_choice(release: Values, report: Report) -> None:
    if RELEASE_CHOSEN.key in release:
        hint = "list the others under 'sources', or delete 'chosen'"
        report.add("E422", release.at(RELEASE_CHOSEN), "a source is chosen, and there is only one", hint=hint)


def _rows(files: Iterable[SourceFile], read: Reader, report: Report) -> dict[AreaId, Row]:
    """Return the rows of one source's files by unit; emits E315 for a unit that stands in them twice."""
    rows: dict[AreaId, Row] = {}
    for file in files:
        for row in read(file, report):
            first = rows.setdefault(row.place, row)
            if first is not row:
                message = f"'{row.place}' stands a second time in this release"
                hint = "keep one of the two; together they are one place's figures"
                report.add("E315", row.span, message, hint=hint, related=[first.span])
    return rows
