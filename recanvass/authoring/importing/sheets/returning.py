"""A sheet of figures that an editor changed, back as content.

Owns which sheets of a file are ours. Each is imported as a table into the release that it names.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from recanvass.authoring.importing.collect import CollectionRules, TotalsOption
from recanvass.authoring.importing.outcome import ImportOptions, ImportResult, errors
from recanvass.authoring.importing.reading import InputTable, records, sheet_names
from recanvass.authoring.importing.results import import_results
from recanvass.authoring.importing.sheets.layout import ID_ROW, marked
from recanvass.authoring.importing.target import TargetRelease
from recanvass.content.schema.figure_keys import WITHHELD
from recanvass.core.diagnostics import Report, Span
from recanvass.core.messages import worded, worded_plural


def import_sheets(options: ImportOptions) -> ImportResult:
    """Return the files that the sheets of a file change, or every reason why they change none."""
    report = Report()
    found = list(_ours(options.table, report))
    if not found and not report.items:
        message = worded("the file has no sheet from 'export sheet'; line 1 doesn't name a contest and release")
        hint = worded("use 'import results', which asks for both")
        report.add("E801", Span(options.table.name), message, hint=hint)
    if report.items:
        return ImportResult(report.ordered())
    made = [_imported(options, table, names) for table, names in found]
    faults = [one for result in made for one in errors(result.diagnostics)]
    if faults:
        sources = {path: file for result in made for path, file in result.sources.items()}
        return ImportResult(tuple(dict.fromkeys(faults)), sources=sources)
    changed = [result for result in made if result.files]
    return ImportResult(
        diagnostics=tuple(one for result in made for one in result.diagnostics),
        files={path: text for result in changed for path, text in result.files.items()},
        before={path: text for result in changed for path, text in result.before.items()},
        said=(
            worded_plural(
                "Read %(count)s sheet, %(other)s changed.",
                "Read %(count)s sheets, %(other)s changed.",
                len(made),
                other=len(changed),
            ),
        ),
        effect=tuple(line for result in changed for line in result.effect),
        done={path: told for result in changed for path, told in result.done.items()},
        records=tuple(record for result in changed for record in result.records),
        sources={path: file for result in changed for path, file in result.sources.items()},
    )


def _ours(table: InputTable, report: Report) -> Iterator[tuple[InputTable, tuple[str, str]]]:
    """Yield each sheet that names a contest and a release, with both."""
    for name in sheet_names(table, report) or (None,):
        reading = replace(table.reading, sheet=name, skip_lines=0, withheld=frozenset({WITHHELD}))
        sheet = replace(table, reading=reading)
        own = Report()
        first = next(records(sheet, own), None)
        report.items += own.items
        names = marked(first.cells) if first is not None else None
        if names is not None:
            yield replace(sheet, reading=replace(reading, skip_lines=ID_ROW)), names


def _imported(options: ImportOptions, table: InputTable, names: tuple[str, str]) -> ImportResult:
    contest, release = names
    rules = CollectionRules(totals=TotalsOption.CHANGED)
    target = TargetRelease(contest, release, head={}, is_csv=False, rules=rules, allows_new=False, new_kind=None)
    return import_results(replace(options, table=table, mapping=None), target)
