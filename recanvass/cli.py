"""The command line: what was asked for, what is printed, which exit code.

Owns arguments, printing and exit codes. Exit codes: 0 fine, 1 errors in content or templates, 2 wrong usage, 3 a bug,
130 interrupted.
"""

import argparse
import errno
import gc
import itertools
import json
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from recanvass import __version__
from recanvass.codes import CODES
from recanvass.diagnostics import (
    Diagnostic,
    Severity,
    annotation,
    as_record,
    did_you_mean,
    has_errors,
    tally,
    texts,
)

if TYPE_CHECKING:
    from recanvass import pipeline

OK, FAULTS, USAGE, BUG, INTERRUPTED = 0, 1, 2, 3, 130
OUTPUT = "output"
PROGRESS_STEP = 50


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = _parser()
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help", "--version")):
        arguments.insert(0, "build")
    try:
        options = parser.parse_args(arguments)
    except SystemExit as stop:
        return OK if stop.code in (0, None) else USAGE
    if not getattr(options, "directory", Path()).is_dir():
        sys.stderr.write(f"error: there is no folder {options.directory}\n")
        return USAGE
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return OK
    except Exception:  # noqa: BLE001 -- the one place where a bug becomes an exit code
        return _bug()
    finally:
        gc.enable()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build.py", description="Turn result files and notes into a results site.")
    parser.add_argument("--version", action="version", version=f"recanvass {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    make = commands.add_parser("build", help="make the whole site (the default)")
    check = commands.add_parser("check", help="read everything and say what is wrong, write nothing")
    check.add_argument("--strict-findings", action="store_true", help="fail on faults that nobody has acknowledged")
    serve = commands.add_parser("serve", help="show the site in a browser and follow every change")
    explain = commands.add_parser("explain", help="say what a code such as E210 means")
    for command in (make, check, serve):
        command.add_argument("-C", dest="directory", metavar="DIR", type=Path, default=Path(), help="the site's folder")
    for command in (make, check):
        _add_common(command)
        command.add_argument("--as-of", metavar="RELEASE|DATE", help="the whole site as it stood then")
    make.add_argument("--base-url", metavar="URL", type=_web_address, help="the address the site is published under")
    make.add_argument("-o", "--output", metavar="DIR", type=Path, help="the folder to write (default: output)")
    serve.add_argument("--port", type=int, default=8000, help="port on this machine (default: 8000)")
    serve.add_argument("--open", action="store_true", help="open the site in a browser")
    explain.add_argument("code", metavar="CODE", help="a code as printed in a message or a finding")
    for command, run in ((make, _build), (check, _check), (serve, _serve), (explain, _explain)):
        command.set_defaults(run=run)
    return parser


def _web_address(text: str) -> str:
    from recanvass.scalars import is_web_address

    if not is_web_address(text):
        raise argparse.ArgumentTypeError(f"'{text}' is not a web address; write https://example.org/results/")
    return text


def _add_common(command: argparse.ArgumentParser) -> None:
    command.add_argument("--strict", action="store_true", help="let warnings stop the build")
    command.add_argument("--drafts", action="store_true", help="include notes marked as drafts")
    command.add_argument(
        "--format", choices=("text", "json", "github"), default="text", help="how messages are printed"
    )
    command.add_argument("-q", "--quiet", action="store_true", help="print errors only")
    command.add_argument("-v", "--verbose", action="store_true", help="print what takes how long")


def _build(options: argparse.Namespace) -> int:
    from recanvass import pipeline
    from recanvass.checks import printed
    from recanvass.publish import OutputError

    started = time.perf_counter()
    gc.disable()
    loaded = pipeline.read(options.directory, drafts=options.drafts, as_of=options.as_of)
    if _stops(loaded.diagnostics, options):
        _print_diagnostics(loaded, loaded.diagnostics, options)
        return FAULTS
    out = options.output or options.directory / OUTPUT
    try:
        read = time.perf_counter()
        built = pipeline.build(loaded, out, base_url=options.base_url, on_file=_progress(started, options))
    except OutputError as error:
        sys.stderr.write(f"error: {error}\n")
        return USAGE
    _print_diagnostics(loaded, (*loaded.diagnostics, *built.diagnostics), options)
    if built.published is None:
        return FAULTS
    if not options.quiet and options.format == "text":
        _print_impacts(loaded)
        summary = printed.summary(loaded.findings.values())
        sys.stdout.write(f"{summary}\n" if summary else "")
        done = built.published
        took = time.perf_counter() - started
        changes = f"{done.changed:,} changed" + (f", {done.removed:,} removed" if done.removed else "")
        made = f"{done.files:,} files ({changes}), {done.size / 1e6:.1f} MB, in {took:.1f} s"
        if options.verbose:
            sys.stdout.write(f"Read in {read - started:.2f} s, built in {time.perf_counter() - read:.2f} s\n")
        sys.stdout.write(f"Built {made}: {out / 'index.html'}\n")
    return OK


def _progress(started: float, options: argparse.Namespace) -> Callable[[], None]:
    """Return what shows progress: a count on a terminal, once a build takes longer than a second."""
    made = itertools.count(1)
    is_shown = sys.stderr.isatty() and not options.quiet

    def show() -> None:
        count = next(made)
        if is_shown and count % PROGRESS_STEP == 0 and time.perf_counter() - started > 1:
            sys.stderr.write(f"\r{count:,} files made\r")

    return show


def _check(options: argparse.Namespace) -> int:
    from recanvass import pipeline, wording

    gc.disable()
    loaded = pipeline.read(options.directory, drafts=options.drafts, as_of=options.as_of)
    _print_diagnostics(loaded, loaded.diagnostics, options)
    if _stops(loaded.diagnostics, options):
        return FAULTS
    if loaded.site is not None and not options.quiet and options.format == "text":
        site = loaded.site
        releases = sum(len(contest.releases) for contest in site.contests)
        numbers = (
            (len(site.contests), "contest"),
            (len(site.places), "place"),
            (releases, "release"),
            (len(site.notes), "note"),
        )
        counts = wording.listed([wording.counted(count, noun, f"{noun}s") for count, noun in numbers])
        sys.stdout.write(f"No errors in {counts}.\n")
        _print_impacts(loaded)
    return _check_findings(loaded, options)


def _check_findings(loaded: "pipeline.Loaded", options: argparse.Namespace) -> int:
    """Print what the rules find, and return the exit code that --strict-findings asks for."""
    from recanvass import urls
    from recanvass.checks import printed

    found = printed.unanswered((loaded.results[name], some) for name, some in loaded.findings.items())
    site = loaded.site
    if site is not None and not options.quiet and options.format == "text" and found:
        pages = dict.fromkeys(urls.findings(results.contest).removesuffix("index.html") for results, _ in found)
        sys.stdout.writelines(
            f"{line}\n" for line in ("", *printed.lines(site, found, f"{', '.join(pages)} on the site"))
        )
    count = printed.faults(found)
    if options.strict_findings and count:
        faults = (
            f"{count:,} faults stand that nobody has acknowledged" if count > 1 else "a fault stands unacknowledged"
        )
        sys.stderr.write(f"error: {faults}; see docs/findings.md\n")
        return FAULTS
    return OK


def _serve(options: argparse.Namespace) -> int:
    from recanvass import preview

    settings = preview.Settings(options.directory, options.port, drafts=True, opens_browser=options.open)
    try:
        return preview.serve(settings)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        sys.stderr.write(f"error: port {options.port} is in use; choose another one with --port\n")
        return USAGE


def _explain(options: argparse.Namespace) -> int:
    from recanvass.checks.packs import RULES, explained

    code = options.code.upper()
    if code in RULES:
        sys.stdout.write(explained(RULES[code]))
        return OK
    if code not in CODES:
        hint = did_you_mean(code, [*CODES, *RULES])
        sys.stderr.write(f"error: there is no code '{options.code}'\n" + (f"  hint: {hint}\n" if hint else ""))
        return USAGE
    sys.stdout.write(f"{code}: {CODES[code]}\n")
    return OK


def _print_diagnostics(loaded: "pipeline.Loaded", found: Sequence[Diagnostic], options: argparse.Namespace) -> None:
    from recanvass import guards, pipeline

    shown = [one for one in found if one.severity is Severity.ERROR or options.strict or not options.quiet]
    if options.format == "json":
        document = {
            "messages": [as_record(one) for one in shown],
            "changes": [guards.as_record(impact) for impact in pipeline.impacts(loaded)],
            "findings": [] if options.quiet else pipeline.finding_records(loaded),
        }
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    elif options.format == "github":
        sys.stdout.writelines(f"{annotation(one)}\n" for one in shown)
        sys.stdout.writelines(f"{line}\n" for line in ([] if options.quiet else pipeline.finding_annotations(loaded)))
    elif shown:
        sys.stderr.write(f"{texts(shown, loaded.line)}\n\n{tally(shown)}\n")


def _print_impacts(loaded: "pipeline.Loaded") -> None:
    from recanvass import guards, pipeline

    for impact in pipeline.impacts(loaded):
        sys.stdout.writelines(f"{line}\n" for line in guards.lines(impact))


def _stops(diagnostics: Sequence[Diagnostic], options: argparse.Namespace) -> bool:
    return has_errors(diagnostics) or (options.strict and bool(diagnostics))


def _bug() -> int:
    with tempfile.NamedTemporaryFile("w", prefix="recanvass-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write(traceback.format_exc())
    sys.stderr.write(
        f"error: the program has a fault of its own; your files are untouched. The details are in {file.name}: "
        "please report them.\n"
    )
    return BUG
