"""The command `import election`: from its words to files, and what is printed and asked.

Owns printing, asking and the exit code. Must not decide what is proposed.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from recanvass.authoring.importing import writing
from recanvass.authoring.importing.command import FAULTS, OK, print_diagnostics, report_lines
from recanvass.authoring.importing.election import shown
from recanvass.authoring.importing.election.contests import RuleSet
from recanvass.authoring.importing.election.importing import ElectionOutcome, import_election
from recanvass.authoring.importing.election.plan import ElectionPlan, load_plan
from recanvass.authoring.importing.election.task import ElectionImport
from recanvass.authoring.importing.outcome import ImportResult, errors
from recanvass.authoring.importing.reading import DELIMITERS, InputTable, ReadResult
from recanvass.content.files import SourceFile, called
from recanvass.content.schema.days import Day
from recanvass.content.syntax import Scalar
from recanvass.core.diagnostics import Report
from recanvass.core.messages import worded

_QUESTIONS = {
    "date": worded("Date of the election, such as 2024-11-05: "),
    "place": worded("Name of the state or place the counties are in: "),
    "title": worded("Name of the release, such as Election night: "),
    "kind": worded("What it is (partial, complete, certification …): "),
    "status": worded("How final it is (unofficial-partial, unofficial-complete, certified): "),
    "as_of": worded("When it was published, such as 2024-11-06: "),
    "source": worded("Who published it: "),
}


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code; nothing is written unless the editor says so."""
    report = Report()
    plan, plan_file = _plan(options, report)
    if errors(report.items):
        sources = {plan_file.path: plan_file} if plan_file is not None else {}
        print_diagnostics(ImportResult(report.ordered(), sources=sources), report.ordered(), options)
        return FAULTS
    told = ElectionImport(
        root=options.directory,
        tables=tuple(InputTable(Path(name), name, read_election(options)) for name in options.files),
        plan=plan,
        rules=rules_of(options),
        plan_file=plan_file,
    )
    answers: dict[str, str] = {}
    try:
        outcome = import_election(told, _asking(options, answers))
        is_written = _write_plan(options, outcome, plan)
    except writing.WritingError as error:
        sys.stderr.write(f"error: {error}\n")
        return FAULTS
    print_diagnostics(outcome.result, outcome.result.diagnostics, options)
    if not outcome.result.is_sound:
        if is_written:
            sys.stderr.write(
                worded("Wrote the plan %(plan)s. Answer its questions and run the command again.\n", plan=options.plan)
            )
        return FAULTS
    _say(options, shown.proposal_lines(outcome))
    if is_written:
        _say(
            options,
            [
                worded(
                    "Wrote the plan %(plan)s. To change something, edit it and run the command again.",
                    plan=options.plan,
                )
            ],
        )
        if not options.yes:
            return OK
    return _finish(options, outcome)


def _finish(options: argparse.Namespace, outcome: ElectionOutcome) -> int:
    """Write the files if the editor wants them, and say what is next."""
    result = outcome.result
    is_dry = options.dry_run or (bool(result.files) and not options.yes and not _agrees(result))
    if not is_dry:
        try:
            writing.put(options.directory, result.files, result.before)
        except writing.WritingError as error:
            sys.stderr.write(f"error: {error}\n")
            return FAULTS
    if options.dry_run:
        _say(options, report_lines(result, is_dry=True))
    elif is_dry:
        _say(
            options,
            [
                worded(
                    "Nothing was written. To write %(count)s files, run the command again with --yes.",
                    count=f"{len(result.files):,}",
                )
            ],
        )
    elif not result.files:
        _say(options, [worded("Nothing to import: the site already has these figures.")])
    else:
        _say(
            options,
            [
                worded(
                    "Wrote %(count)s files. Next: '%(command)s check', then '%(command)s serve' to see the site.",
                    count=f"{len(result.files):,}",
                    command=called(),
                )
            ],
        )
    return OK


def _agrees(result: ImportResult) -> bool:
    if not sys.stdin.isatty():
        return False
    sys.stdout.write(worded("Write %(count)s files? [y/N] ", count=f"{len(result.files):,}"))
    sys.stdout.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _asking(options: argparse.Namespace, answers: dict[str, str]) -> Callable[[str], str | None]:
    def ask(key: str) -> str | None:
        if key in answers:
            return answers[key]
        if options.yes or options.dry_run or options.format != "text" or not sys.stdin.isatty():
            return None
        sys.stdout.write(_QUESTIONS[key])
        sys.stdout.flush()
        answers[key] = sys.stdin.readline().strip()
        return answers[key] or None

    return ask


def _say(options: argparse.Namespace, lines: object) -> None:
    if options.format == "text" and not options.quiet:
        sys.stdout.writelines(f"{line}\n" for line in lines)  # type: ignore[attr-defined]


def read_election(options: argparse.Namespace) -> ReadResult:
    """Return how the files are written, as the options say."""
    return ReadResult(
        delimiter=DELIMITERS[options.delimiter],
        encoding=options.encoding,
        missing=frozenset(options.missing),
        thousands=",",
        zero=frozenset(options.zero),
        withheld=frozenset(options.withheld),
        skip_lines=options.skip_lines,
        sheet=options.sheet,
        ignored=frozenset(options.ignore),
    )


def rules_of(options: argparse.Namespace) -> RuleSet:
    """Return what an editor allows, as the options say."""
    return RuleSet(options.absent_as_zero, options.totals, frozenset(options.keep), options.repeated_rows == "once")


def told_release(options: argparse.Namespace) -> dict[str, str]:
    """Return what the options say of the release, in place of what a plan says."""
    given = {
        "id": options.release,
        **{key: getattr(options, key) for key in ("title", "kind", "status", "as_of", "source")},
        "url": options.source_url,
    }
    return {key: text for key, text in given.items() if text is not None}


def _plan(options: argparse.Namespace, report: Report) -> tuple[ElectionPlan, SourceFile | None]:
    """Return the plan, with what options say in place of what it says."""
    plan, file = ElectionPlan(), None
    if options.plan is not None and options.plan.exists():
        plan, file = load_plan(options.plan, report)
    day = Day().read(Scalar(options.date, "--date", 0, 0, 1), report) if options.date is not None else plan.day
    release = {**plan.release, **told_release(options)}
    place = (None, options.place, options.place_kind) if options.place is not None else plan.place
    told = replace(
        plan,
        day=day,
        place=place,
        release=release,
        stage=options.stage or plan.stage,
        office=options.office or plan.office,
    )
    return told, file


def _write_plan(options: argparse.Namespace, outcome: ElectionOutcome, plan: ElectionPlan) -> bool:
    """Write the plan if it is asked for and not there yet; raises WritingError."""
    has_more = outcome.ballot is not None or (outcome.read is not None and outcome.read.measures)
    if options.plan is None or options.plan.exists() or options.dry_run or not has_more:
        return False
    text = shown.plan_text(outcome, plan, [Path(name).name for name in options.files])
    writing.put(options.plan.parent, {options.plan.name: text}, {})
    return True
