"""What is wrong with a table as a whole: figures stated again, candidates that nobody on the site is called.

Owns those messages; `unknown_places` has those of places. Must not match names itself.
"""

from collections.abc import Mapping

from recanvass.authoring.importing.collect import Collector, Unknown
from recanvass.authoring.importing.hints import choice_hint, mapping_line, rows_of
from recanvass.authoring.importing.matching import quoted_list
from recanvass.authoring.importing.offices import report_offices
from recanvass.authoring.importing.reading import records
from recanvass.authoring.importing.texts import scalar
from recanvass.authoring.importing.unknown_places import report_places
from recanvass.content.files import SourceFile
from recanvass.core.diagnostics import Report
from recanvass.core.messages import worded


def report_unmatched(of: Collector, files: Mapping[str, SourceFile], report: Report) -> None:
    """Report all faults of a table, and each name that fits nothing or several things; `files` are those of the site.

    Where the table holds several contests only that is said. Emits E803, E804, E805 and E808.
    """
    if report_offices(of.table, of.filter, of.table.reading.ignored, report):
        return
    of.finish()
    of.reader.report_to(of.report)
    _report_repeats(of)
    report.items += of.report.items
    report_places(of, files, report)
    for name, one in of.unknown_choices.items():
        _report_choice(of, name, one, report)


def _report_repeats(of: Collector) -> None:
    """Report figures that are stated again, with the rows that stated them first, which are read once more."""
    if not of.repeats.again:
        return
    wanted = {one.first for one in of.repeats.again}
    first = {record.line: record for record in records(of.table, Report()) if record.line in wanted}
    used = [*(column for column, _, _ in of.columns.figures), *(column for column, _ in of.columns.totals)]
    used += [of.columns.roles[role] for role in ("count",) if role in of.columns.roles]
    of.repeats.report_to(first, used, of.report)


def _report_choice(of: Collector, name: str, one: Unknown, report: Report) -> None:
    named = of.ballot.choices.find(name)
    code, message = "E804", worded("the contest has no candidate or option '%(name)s'", name=name)
    hint = choice_hint(name, of.ballot)
    if len(named) > 1:
        code, message = "E805", worded("'%(name)s' could be %(named)s", name=name, named=quoted_list(named))
        hint = worded("say which in a mapping file: %(line)s", line=mapping_line("choices", named[0], name))
    elif of.areas.units.find(name):
        choice, place = (of.columns.labels[of.columns.roles[role]] for role in ("choice", "place"))
        message += worded(
            ", but a place has that name; the column '%(choice)s' was used for the candidates, '%(place)s' for "
            "the places",
            choice=choice,
            place=place,
        )
        hint = worded("say which column is which in a mapping file: ")
        hint += f"columns: {{place: {scalar(choice)}, choice: {scalar(place)}}}"
    of.table.fault(code, one.record, one.cell, f"{message}{rows_of(one)}", hint=hint, report=report)
