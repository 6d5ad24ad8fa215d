"""The command `export sheet`: figures of a release as a workbook or a CSV file.

Owns printing, the exit code and writing the file. Must not decide what a sheet holds.
"""

import argparse
import csv
import io
import sys
from typing import TYPE_CHECKING

from recanvass.authoring.importing.sheets.layout import LOCKED_COLUMNS, FigureSheet, figure_sheet
from recanvass.authoring.importing.sheets.xlsx import workbook
from recanvass.build import pipeline
from recanvass.content.files import called
from recanvass.core.diagnostics import Report, Span, has_errors, tally, texts
from recanvass.core.ids import ContestId
from recanvass.core.messages import worded
from recanvass.core.model import Contest
from recanvass.exports import cells
from recanvass.publish import state_files

if TYPE_CHECKING:
    from pathlib import Path

OK, FAULTS = 0, 1
ALL = "all"
_NAMES = range(1, LOCKED_COLUMNS)
_ENDS = (".xlsx", ".csv")


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code; a file that is there is replaced only if that was asked for."""
    loaded = pipeline.read(options.directory, drafts=True)
    report = Report()
    report.items += [one for one in loaded.diagnostics if has_errors([one])]
    sheets = _sheets(options, loaded, report) if not report.items else []
    _check_file(options, sheets, report)
    if report.items:
        sys.stderr.write(f"{texts(report.ordered(), loaded.line)}\n\n{tally(report.ordered())}\n")
        return FAULTS
    data = workbook(sheets) if options.file.suffix.lower() == ".xlsx" else _csv(sheets[0])
    try:
        state_files.write(str(options.file), data)
    except OSError as error:
        sys.stderr.write(f"error: {options.file}: {(error.strerror or worded('unknown reason')).lower()}\n")
        return FAULTS
    contests = (
        worded("%(count)s contests", count=len(sheets))
        if len(sheets) > 1
        else worded("contest '%(name)s'", name=sheets[0].name)
    )
    sys.stdout.write(worded("Wrote %(file)s: the figures of %(contests)s.\n", file=options.file, contests=contests))
    sys.stdout.write(
        worded(
            "Next: change figures, save the file, then run '%(command)s import sheet %(file)s'.\n",
            command=called(),
            file=options.file,
        )
    )
    return OK


def _sheets(options: argparse.Namespace, loaded: pipeline.Loaded, report: Report) -> list[FigureSheet]:
    site = loaded.site
    released = {one.id: one for one in site.contests if one.releases} if site is not None else {}
    asked = list(released) if options.contest == ALL else [ContestId(options.contest)]
    found = []
    for name in asked:
        contest = released.get(name)
        if contest is None or site is None:
            hint = report.suggestion(name, released) or worded("add a release first, with new release or import")
            report.add("E307", Span("CONTEST"), worded("no contest '%(name)s' with a release", name=name), hint=hint)
            continue
        index = _release(contest, options.release, report)
        if index is not None:
            found.append(figure_sheet(site, loaded.results[name], index))
    if not asked:
        message = worded("no contest has a release")
        hint = worded("add one with new release or import")
        report.add("E307", Span("CONTEST"), message, hint=hint)
    return found


def _release(contest: Contest, asked: str | None, report: Report) -> int | None:
    names = [release.id for release in contest.releases]
    if asked is None:
        return len(names) - 1
    if asked not in names:
        hint = report.suggestion(asked, names) or worded("releases: %(names)s", names=", ".join(names))
        message = worded("'%(contest)s' has no release '%(asked)s'", contest=contest.id, asked=asked)
        report.add("E304", Span("--release"), message, hint=hint)
        return None
    return [str(name) for name in names].index(asked)


def _check_file(options: argparse.Namespace, sheets: list[FigureSheet], report: Report) -> None:
    path: Path = options.file
    if path.suffix.lower() not in _ENDS:
        report.add(
            "E801", Span(str(path)), worded("the file name must end in .xlsx or .csv"), hint=worded("rename the file")
        )
    elif path.suffix.lower() == ".csv" and len(sheets) > 1:
        message = worded("a CSV file has one sheet, but there are %(count)s contests", count=len(sheets))
        report.add("E801", Span(str(path)), message, hint=worded("name one contest, or write an .xlsx file"))
    if path.exists() and not options.force:
        hint = worded("choose another name, or add --force to replace it")
        report.add("E100", Span(str(path)), worded("this file already exists"), hint=hint)


def _csv(sheet: FigureSheet) -> bytes:
    text = io.StringIO(newline="")
    # Ids and figures stay as they are; no name is read as a formula.
    rows = [[cells.text(cell) if index in _NAMES else cell for index, cell in enumerate(row)] for row in sheet.rows]
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()
