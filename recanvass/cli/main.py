"""The command line: what was asked for, what is printed, which exit code.

Owns arguments, printing and exit codes. Exit codes: 0 fine, 1 errors in content or templates, 2 wrong usage, 3 a bug,
130 interrupted.
"""

import argparse
import gc
import json
import sys
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from recanvass import __version__
from recanvass.authoring.importing.arguments import add_import
from recanvass.authoring.preview import arguments
from recanvass.cli import authoring, effects, explaining, printing, publishing
from recanvass.cli.options import Completion, add_build, add_common, add_verify, in_order, web_address
from recanvass.content.files import ChangedError, called
from recanvass.core.diagnostics import (
    Diagnostic,
    Severity,
    annotation,
    as_record,
    has_errors,
    tally,
    texts,
)
from recanvass.core.messages import listed, worded, worded_plural
from recanvass.publish import interrupts, state_files

if TYPE_CHECKING:
    from recanvass.build.effects.edit import EditEffect
    from recanvass.build.last_build import BuildOptions, Summary
    from recanvass.build.pipeline import Built
    from recanvass.content.files import Gathered

OK, FAULTS, USAGE, BUG, INTERRUPTED = 0, 1, 2, 3, 130
OUTPUT = "output"
_OF_NO_COMMAND = ("-h", "--help", "--version", "--print-completion")
_CHANGING = frozenset({"import", "new", "night", "publish", "schema", "upgrade"})
"""The commands that change what is the user's own."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    printing.guard()
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(words)
    except KeyboardInterrupt:
        return INTERRUPTED  # where this function is called in a process that leaves interrupts to Python
    except Exception as error:  # noqa: BLE001 -- the one place where a bug becomes an exit code
        unprinted = printing.unprinted(error)
        if unprinted is not None:
            return printing.failed(unprinted)
        # The other commands write content: how far they came is not known here.
        known = "" if _CHANGING.intersection(words[:1]) else worded("; your files were not changed")
        try:
            sys.stderr.write(
                worded("error: internal error%(known)s. %(where)s\n", known=known, where=state_files.kept_trace())
            )
        except printing.UnprintedError as full:
            return printing.failed(full)
        return BUG
    finally:
        gc.enable()


def _run(arguments: list[str]) -> int:
    parser, commands = _parser()
    arguments = in_order(arguments, commands)
    if not arguments or (arguments[0].startswith("-") and arguments[0].partition("=")[0] not in _OF_NO_COMMAND):
        arguments.insert(0, "build")
    try:
        options = parser.parse_args(arguments)
    except SystemExit as stop:
        return OK if stop.code in (0, None) else USAGE
    if not getattr(options, "directory", Path()).is_dir():
        sys.stderr.write(worded("error: there is no folder %(directory)s\n", directory=options.directory))
        return USAGE
    options.started = time.perf_counter()
    authoring.warn_of_other_version(options)
    try:
        return int(options.run(options))
    except (ChangedError, effects.UnconfirmedError) as error:
        sys.stderr.write(f"error: {error}\n")
        return FAULTS
    except effects.AgainstError as error:
        sys.stderr.write(f"error: {error}\n")
        return USAGE


def _parser() -> tuple[argparse.ArgumentParser, Collection[str]]:
    """Return the parser of all arguments, and the names of the commands."""
    parser = argparse.ArgumentParser(
        prog=called(), description=worded("Build an election results website from YAML, CSV and Markdown.")
    )
    parser.add_argument("--version", action="version", version=f"recanvass {__version__}")
    shells = ("bash", "zsh", "tcsh")
    told = worded("print a script that lets the Tab key complete commands and options")
    parser.add_argument("--print-completion", choices=shells, action=Completion, help=told)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    make = commands.add_parser("build", help=worded("build the site (default)"))
    check = commands.add_parser("check", help=worded("report errors and findings without building"))
    check.add_argument(
        "--strict-findings", action="store_true", help=worded("fail if a broken rule is not acknowledged")
    )
    serve = commands.add_parser("serve", help=worded("preview the site and reload it when you save"))
    bring = commands.add_parser("import", help=worded("import results or places from a table"))
    verify = commands.add_parser("verify", help=worded("compare a copy of the site with its manifest"))
    explain = commands.add_parser(
        "explain", help=worded("explain a code such as E210, or trace where a figure came from")
    )
    for command in (make, check, serve, explain):
        command.add_argument(
            "-C", dest="directory", metavar="DIR", type=Path, default=Path(), help=worded("the site's folder")
        )
    for command in (make, check):
        add_common(command)
    for command in (make, check, explain):
        command.add_argument("--as-of", metavar="RELEASE|DATE", help=worded("show the site as of this release or date"))
    add_build(make)
    arguments.add(serve)
    for command in (make, check, serve):
        effects.add_against(command)
    add_import(bring, _import)
    explaining.add(explain, called())
    add_verify(verify)
    for command, run in (
        (make, _build),
        (check, _check),
        (serve, _serve),
        (verify, _verify),
        (explain, explaining.run),
    ):
        command.set_defaults(run=run)
    authoring.add(commands, web_address)
    return parser, commands.choices


def _build(options: argparse.Namespace) -> int:
    from recanvass.build import last_build
    from recanvass.content import files as sources
    from recanvass.publish.output_folder import OutputError

    gc.disable()
    asked = last_build.BuildOptions(options.base_url, options.drafts, options.as_of, commit=publishing.source(options))
    out = options.output or options.directory / OUTPUT
    try:
        gathered = sources.gather(options.directory)
        last = None if options.public else last_build.last_build(gathered, out, asked, on_wait=_waiting(options))
        if last is None:
            return _build_anew(gathered, out, asked, options)
    except OutputError as error:
        sys.stderr.write(f"error: {error}\n")
        return USAGE
    effect = effects.of_last_build(options, gathered, out)
    said = (*last.summary.diagnostics, *effect.diagnostics)
    _print_messages(last.summary, said, gathered, options, effect=effect)
    if _stops(said, options):
        return FAULTS
    size = worded("%(files)s files (0 changed), %(size)s MB", files=f"{last.files:,}", size=f"{last.size / 1e6:.1f}")
    _print_built((*last.summary.impacts, *effect.lines, last.summary.findings), size, out, options)
    if options.why:
        _print_why(None, options)
    return OK


def _build_anew(gathered: "Gathered", out: Path, asked: "BuildOptions", options: argparse.Namespace) -> int:
    from recanvass.build import links, pipeline
    from recanvass.build.workers import WorkersError
    from recanvass.pages.card_image import CardError

    loaded = links.checked(pipeline.typed(gathered, drafts=options.drafts, as_of=options.as_of), asked)
    summary, read = pipeline.summary(loaded), time.perf_counter()
    effect = effects.of_check(options, loaded)
    said = (*loaded.diagnostics, *effect.diagnostics)
    if _stops(said, options):
        _print_messages(summary, said, gathered, options, effect=effect)
        return FAULTS
    private = worded("drafts can't be published") if options.drafts else pipeline.why_private(loaded, options.base_url)
    if options.public and private:
        sys.stderr.write(f"error: {private}\n")
        return FAULTS
    by = pipeline.Workers(options.workers, options.scheduler)
    try:
        built = pipeline.build(
            loaded,
            out,
            asked,
            by=by,
            on_wait=_waiting(options),
            on_files=_progress(options),
            on_swap=interrupts.done,
        )
    except (CardError, WorkersError) as error:
        sys.stderr.write(f"error: {error}\n")
        return USAGE
    _print_messages(summary, (*said, *built.diagnostics), gathered, options, effect=effect)
    if not built.files:
        return FAULTS
    if options.as_of is None:
        sys.stderr.write(authoring.renew_schemas(loaded))
    if options.verbose and _is_plain(options):
        sys.stdout.write(
            worded(
                "Read in %(read)s s, built in %(built)s s\n",
                read=f"{read - options.started:.2f}",
                built=f"{time.perf_counter() - read:.2f}",
            )
        )
    told = (*summary.impacts, *effect.lines, summary.findings)
    _print_built(told, _counted(built), out, options)
    if options.why:
        _print_why(built, options)
    return OK


def _counted(built: "Built") -> str:
    """Return how many files a build has, how many of them it changed, and their size."""
    changes = worded("%(count)s changed", count=f"{len(built.new) + len(built.changed):,}")
    changes += worded(", %(count)s removed", count=f"{len(built.removed):,}") if built.removed else ""
    size = sum(file.facts.size for file in built.files)
    return worded(
        "%(count)s files (%(changes)s), %(size)s MB",
        count=f"{len(built.files):,}",
        changes=changes,
        size=f"{size / 1e6:.1f}",
    )


def _is_plain(options: argparse.Namespace) -> bool:
    return not options.quiet and options.format == "text"


def _print_built(told: Iterable[str], what: str, out: Path, options: argparse.Namespace) -> None:
    if _is_plain(options):
        sys.stdout.writelines(f"{line}\n" for line in told if line)
        took = time.perf_counter() - options.started
        sys.stdout.write(
            worded("Built %(what)s, in %(took)s s: %(out)s\n", what=what, took=f"{took:.1f}", out=out / "index.html")
        )


def _print_why(built: "Built | None", options: argparse.Namespace) -> None:
    """Say which files are not as they were: a count of each kind, and each file where more is asked for."""
    if built is None:
        sys.stdout.write(worded("Nothing has changed since the last build.\n"))
        return
    kinds = ((worded("new"), built.new), (worded("changed"), built.changed), (worded("removed"), built.removed))
    for kind, paths in kinds:
        sys.stdout.write(f"{len(paths):>8,}  {kind}\n")
    same = len(built.files) - len(built.new) - len(built.changed)
    sys.stdout.write(worded("%(same)s  unchanged\n", same=f"{same:>8,}"))
    if options.verbose:
        sys.stdout.writelines(f"{path}: {kind}\n" for kind, paths in kinds for path in paths)


def _progress(options: argparse.Namespace) -> Callable[[int], None]:
    """Return what shows progress: a count on a terminal, once a build takes longer than a second."""
    is_shown = sys.stderr.isatty() and not options.quiet

    def show(count: int) -> None:
        if is_shown and time.perf_counter() - options.started > 1:
            sys.stderr.write(worded("\r%(count)s files made\r", count=f"{count:,}"))

    return show


def _waiting(options: argparse.Namespace) -> Callable[[], None]:
    """Return what says that another build has to end first."""

    def say() -> None:
        if not options.quiet:
            sys.stderr.write(worded("Waiting for another build in this folder to finish\n"))

    return say


def _check(options: argparse.Namespace) -> int:
    from recanvass.build import last_build, links, pipeline, untranslated
    from recanvass.build.texts import of_terminal
    from recanvass.checks import report
    from recanvass.content import files as sources

    gc.disable()
    gathered = sources.gather(options.directory)
    asked, out = last_build.BuildOptions(None, options.drafts, options.as_of), options.directory / OUTPUT
    loaded = pipeline.typed(gathered, drafts=options.drafts, as_of=options.as_of)
    loaded = links.checked(loaded, asked, out=out)
    summary = pipeline.summary(loaded)
    found = pipeline.findings(loaded)
    records, effect = report.records(loaded.site, found), effects.of_check(options, loaded)
    said = (*loaded.diagnostics, *effect.diagnostics)
    _print_messages(summary, said, gathered, options, findings=records, effect=effect)
    if _stops(said, options):
        return FAULTS
    site, open_ones = loaded.site, report.unanswered(found)
    if site is not None and _is_plain(options):
        releases = sum(len(contest.releases) for contest in site.contests)
        counts = (
            worded_plural("%(count)s contest", "%(count)s contests", len(site.contests)),
            worded_plural("%(count)s place", "%(count)s places", len(site.places)),
            worded_plural("%(count)s release", "%(count)s releases", releases),
            worded_plural("%(count)s note", "%(count)s notes", len(site.notes)),
        )
        sys.stdout.write(worded("No errors in %(counts)s.\n", counts=listed(counts)))
        sys.stdout.writelines(f"{line}\n" for line in (*summary.impacts, *effect.lines, *untranslated.lines(loaded)))
        sys.stdout.writelines(f"{line}\n" for line in report.lines(site, open_ones, of_terminal()))
    elif site is not None and not options.quiet and options.format == "github":
        sys.stdout.writelines(f"{line}\n" for line in report.annotations(site, open_ones, of_terminal()))
    return _strict(report.faults(open_ones), options)


def _strict(faults: int, options: argparse.Namespace) -> int:
    """Return the exit code that --strict-findings asks for, and say why."""
    if not options.strict_findings or not faults:
        return OK
    what = worded_plural("a broken rule is", "%(count)s broken rules are", faults)
    text = worded("error: %(what)s not acknowledged in the newest release; see docs/findings.md\n", what=what)
    sys.stderr.write(text)
    return FAULTS


def _serve(options: argparse.Namespace) -> int:
    from recanvass.authoring.preview import server

    try:
        place = (options.directory, options.port, options.host)
        return server.serve(
            server.ServerSettings(
                *place, opens_browser=options.open, after=effects.after(options, authoring.renew_schemas)
            )
        )
    except server.NoPortError as error:
        sys.stderr.write(f"error: {error}\n")
        return USAGE


def _import(options: argparse.Namespace) -> int:
    gc.disable()
    if options.what == "election":
        from recanvass.authoring.importing.election.command import run
    else:
        from recanvass.authoring.importing.command import run
    return run(options)


def _verify(options: argparse.Namespace) -> int:
    from recanvass.content.schema.scalars import is_web_address
    from recanvass.publish import verified, verify

    address = options.site
    if not is_web_address(address) and not Path(address).is_dir():
        sys.stderr.write(worded("error: %(address)s is not a folder or a web address\n", address=address))
        return USAGE
    try:
        if is_web_address(address):
            found = verify.site(address, sample=options.sample, allowed=options.allowed_signers)
        else:
            found = verify.folder(Path(address), sample=options.sample, allowed=options.allowed_signers)
    except verify.VerifyError as error:
        sys.stderr.write(f"error: {error}\n")
        return FAULTS
    if options.format == "json":
        sys.stdout.write(json.dumps(verified.as_record(found), ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in verified.lines(found, is_quiet=options.quiet))
    return OK if found.is_sound else FAULTS


def _print_messages(
    summary: "Summary",
    found: Sequence[Diagnostic],
    gathered: "Gathered",
    options: argparse.Namespace,
    *,
    findings: Iterable[object] = (),
    effect: "EditEffect | None" = None,
) -> None:
    shown = [one for one in found if one.severity is Severity.ERROR or options.strict or not options.quiet]
    if options.format == "json":
        document = {
            "messages": [as_record(one) for one in shown],
            "changes": json.loads(summary.records),
            "effect": effect.record if effect is not None else None,
            "findings": [] if options.quiet else list(findings),
        }
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    elif options.format == "github":
        sys.stdout.writelines(f"{annotation(one)}\n" for one in shown)
    elif shown:
        sys.stderr.write(f"{texts(shown, gathered.line)}\n\n{tally(shown)}\n")


def _stops(diagnostics: Sequence[Diagnostic], options: argparse.Namespace) -> bool:
    return has_errors(diagnostics) or (options.strict and bool(diagnostics))
