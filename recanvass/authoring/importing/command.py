"""The command `import`: from its words to files, and what is printed.

Owns printing and the exit code. Must not decide what is written.
"""

import argparse
import difflib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from recanvass.authoring.importing import writing
from recanvass.authoring.importing.arguments import HEAD
from recanvass.authoring.importing.collect import CollectionRules, TotalsOption
from recanvass.authoring.importing.maps.importing import WantedMap, import_map, import_outlines
from recanvass.authoring.importing.offices import WantedRows
from recanvass.authoring.importing.outcome import ImportOptions, ImportResult
from recanvass.authoring.importing.places import Listing, import_places
from recanvass.authoring.importing.reading import DELIMITERS, InputTable, ReadResult
from recanvass.authoring.importing.results import import_results
from recanvass.authoring.importing.sheets.returning import import_sheets
from recanvass.authoring.importing.target import TargetRelease
from recanvass.content.files import called
from recanvass.core.diagnostics import Diagnostic, Report, Severity, Span, annotation, as_record, tally, texts
from recanvass.core.ids import AreaId
from recanvass.core.messages import worded, worded_plural

OK, FAULTS = 0, 1
_MAX_SHOWN = 200
_MAX_FILES = 12


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code; nothing is written unless everything was matched."""
    try:
        outcome = _outcome(options)
    except writing.WritingError as error:
        sys.stderr.write(f"error: {error}\n")
        return FAULTS
    print_diagnostics(outcome, outcome.diagnostics, options)
    if not outcome.is_sound:
        return FAULTS
    if not options.dry_run:
        try:
            writing.put(options.directory, outcome.files, outcome.before)
        except writing.WritingError as error:
            sys.stderr.write(f"error: {error}\n")
            return FAULTS
    if options.format == "text" and not options.quiet:
        sys.stdout.writelines(f"{line}\n" for line in report_lines(outcome, is_dry=options.dry_run))
    return OK


def _outcome(options: argparse.Namespace) -> ImportResult:
    if options.what == "map":
        return _map(options)
    if options.what == "sheet":
        reading = ReadResult(delimiter=DELIMITERS[options.delimiter], encoding=options.encoding)
        table = InputTable(Path(options.file), options.file, reading)
        return import_sheets(ImportOptions(options.directory, table, None))
    is_of_results = options.what == "results"
    table = InputTable(Path(options.file), options.file, read_result(options, is_of_results=is_of_results))
    common = ImportOptions(options.directory, table, options.mapping)
    if not is_of_results:
        return import_places(common, Listing(options.kind, options.parent, options.parent_kind))
    return import_results(common, target_release(options))


def read_result(options: argparse.Namespace, *, is_of_results: bool = True) -> ReadResult:
    """Return how a table is written, as the options say."""
    return ReadResult(
        delimiter=DELIMITERS[options.delimiter],
        encoding=options.encoding,
        thousands=options.thousands if is_of_results else "",
        missing=frozenset(options.missing) if is_of_results else frozenset(),
        zero=frozenset(options.zero) if is_of_results else frozenset(),
        ignored=frozenset(options.ignore),
        withheld=frozenset(options.withheld) if is_of_results else frozenset(),
        skip_lines=options.skip_lines,
        sheet=options.sheet,
    )


def target_release(options: argparse.Namespace) -> TargetRelease:
    """Return where the figures of a table go, as the options say."""
    party = (("party", options.party),) if options.party else ()
    rules = CollectionRules(
        TotalsOption(options.totals),
        options.absent_as_zero,
        wanted=WantedRows(tuple(options.office), tuple(options.district), (*party, *options.only)),
        sum_over=tuple(options.sum_over),
        place=AreaId(options.place) if options.place else None,
        ignores_zeros=options.ignore_zeros,
    )
    given = {key: getattr(options, key) for key in (*HEAD, "source_url")}
    return TargetRelease(
        contest=options.contest,
        release=options.release,
        head={key: text for key, text in given.items() if text is not None},
        is_csv=options.form == "csv",
        rules=rules,
        allows_new=options.allow_new_places,
        new_kind=options.place_kind,
    )


def _map(options: argparse.Namespace) -> ImportResult:
    own = {
        "--match": options.match,
        "--size": options.size,
        "--source": options.source,
        "--source-url": options.source_url,
    }
    report = Report()
    source = {"name": options.source, **({"url": options.source_url} if options.source_url else {})}
    if options.source_url and not options.source:
        report.add(
            "E301", Span("--source-url"), worded("an address needs the name of its source"), hint=worded("add --source")
        )
    elif options.state is None:
        file = InputTable(Path(options.file), options.file, ReadResult())
        wanted = WantedMap(file, options.kind, options.match, options.size, source if options.source else {})
        return import_outlines(options.directory, wanted)
    for option in (option for option, value in own.items() if options.state is not None and value is not None):
        message = worded("only a file of outlines takes this")
        hint = worded("leave it out, or leave out --state")
        report.add("E301", Span(option), message, hint=hint)
    return (
        ImportResult(report.ordered()) if report.items else import_map(options.directory, options.state, options.kind)
    )


def print_diagnostics(outcome: ImportResult, found: Sequence[Diagnostic], options: argparse.Namespace) -> None:
    """Print messages in the format asked for."""
    shown = [one for one in found if one.severity is Severity.ERROR or not options.quiet]
    if options.format == "json":
        document = {
            "messages": [as_record(one) for one in shown],
            "changes": list(outcome.records),
            "files": list(outcome.files),
        }
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    elif options.format == "github":
        sys.stdout.writelines(f"{annotation(one)}\n" for one in shown)
    elif shown:
        sys.stderr.write(f"{texts(shown, outcome.line)}\n\n{tally(shown)}\n")


def report_lines(outcome: ImportResult, *, is_dry: bool) -> Iterator[str]:
    """Yield what is told of an import that was or could be made: what was read, its effect, the files, what is next."""
    yield from outcome.said
    yield from outcome.effect
    if not outcome.files:
        yield worded("Nothing to import: the site already has these figures.")
        return
    if is_dry:
        yield from _difference(outcome)
    count = len(outcome.files)
    if is_dry:
        yield worded_plural("Would write %(count)s file:", "Would write %(count)s files:", count)
    else:
        yield worded_plural("Wrote %(count)s file:", "Wrote %(count)s files:", count)
    yield from (f"  {path}" + (f" ({outcome.done[path]})" if outcome.done[path] else "") for path in _some(outcome))
    if len(outcome.files) > _MAX_FILES:
        yield worded("  … and %(count)s more", count=f"{len(outcome.files) - _MAX_FILES:,}")
    if is_dry:
        yield worded("Nothing was written. To write the files, run the command again without --dry-run.")
    else:
        yield worded(
            "Next: check it with 'git diff' or '%(command)s serve'; to undo it, use 'git restore' and 'git clean'.",
            command=called(),
        )


def _some(outcome: ImportResult) -> list[str]:
    return list(outcome.files)[:_MAX_FILES]


def _difference(outcome: ImportResult) -> Iterator[str]:
    lines = [line for path in outcome.files for line in _file_difference(outcome, path)]
    yield from lines[:_MAX_SHOWN]
    if len(lines) > _MAX_SHOWN:
        yield worded("… and %(count)s more lines", count=f"{len(lines) - _MAX_SHOWN:,}")


def _file_difference(outcome: ImportResult, path: str) -> Iterator[str]:
    before, after = outcome.before.get(path, ""), outcome.files[path]
    if not before:
        yield f"+++ {path}"
        yield from (f"+{line}" for line in after.splitlines())
        return
    yield from difflib.unified_diff(before.splitlines(), after.splitlines(), path, path, lineterm="", n=1)
