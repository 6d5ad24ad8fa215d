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
from datetime import UTC, datetime
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
_AFTER_ROLLBACK = "The content is as it was: correct it before you publish again."
_CMS = "docs/editors.md tells how to install and start it."
_NEW = "DIR or site DIR, note TITLE, page TITLE, release ID, review ID, contest ID [TITLE], cms"


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
    serve = commands.add_parser("serve", help="show the site in a browser and follow every change")
    explain = commands.add_parser("explain", help="say what a code such as E210 means")
    schema = commands.add_parser("schema", help="tell editors' programs which keys and ids there are")
    publish = commands.add_parser("publish", help="put the site on a branch of a git remote, or take it back")
    new = commands.add_parser("new", help="begin a site, a note, a release, a request, a contest or a page")
    for command in (make, check, serve, schema, new, publish):
        command.add_argument("-C", dest="directory", metavar="DIR", type=Path, default=Path(), help="the site's folder")
    for command in (make, check):
        _add_common(command)
        command.add_argument("--as-of", metavar="RELEASE|DATE", help="the whole site as it stood then")
    make.add_argument("--public", action="store_true", help="refuse what readers must not see, such as a rehearsal")
    for command in (make, publish):
        command.add_argument("--base-url", metavar="URL", type=_web_address, help="the address of the published site")
    _add_publish(publish)
    make.add_argument("-o", "--output", metavar="DIR", type=Path, help="the folder to write (default: output)")
    serve.add_argument("--port", type=int, default=8000, help="port on this machine (default: 8000)")
    serve.add_argument("--open", action="store_true", help="open the site in a browser")
    schema.add_argument("--out", metavar="DIR", type=Path, help="the folder to write (default: .recanvass/schema)")
    new.add_argument("words", nargs="+", metavar="WORD", help=_NEW)
    new.add_argument("--contest", metavar="ID", help="the contest it belongs to, where there are several")
    explain.add_argument("code", metavar="CODE", help="a code as printed in a message")
    runs = {
        make: _build,
        check: _check,
        serve: _serve,
        explain: _explain,
        schema: _schema,
        new: _new,
        publish: _publish,
    }
    for command, run in runs.items():
        command.set_defaults(run=run)
    return parser


def _add_publish(command: argparse.ArgumentParser) -> None:
    command.add_argument("--branch", default="gh-pages", help="the branch that holds the site (default: gh-pages)")
    command.add_argument("--remote", default="origin", help="the remote to push to (default: origin)")
    command.add_argument("--allow-dirty", action="store_true", help="publish content that is not committed")
    command.add_argument("--rollback", action="store_true", help="go back to the site that was published before")
    command.add_argument("--strict", action="store_true", help="let warnings stop the publishing")
    command.set_defaults(format="text", quiet=False)


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
    from recanvass.publish import OutputError

    started = time.perf_counter()
    gc.disable()
    loaded = pipeline.read(options.directory, drafts=options.drafts, as_of=options.as_of)
    if _stops(loaded.diagnostics, options):
        _print_diagnostics(loaded, loaded.diagnostics, options)
        return FAULTS
    private = "drafts are not published" if options.drafts else pipeline.why_private(loaded)
    if options.public and private:
        sys.stderr.write(f"error: {private}\n")
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
    code = options.code.upper()
    if code not in CODES:
        hint = did_you_mean(code, CODES)
        sys.stderr.write(f"error: there is no code '{options.code}'\n" + (f"  hint: {hint}\n" if hint else ""))
        return USAGE
    sys.stdout.write(f"{code}: {CODES[code]}\n")
    return OK


def _schema(options: argparse.Namespace) -> int:
    from recanvass import desk, pipeline

    loaded = pipeline.read(options.directory, drafts=True)
    done = desk.write_schemas(loaded, options.out)
    sys.stdout.write(f"Wrote {done.files} schemas: {done.folder}\n")
    if done.missing:
        sys.stdout.write(f'Add to "yaml.schemas" in {desk.SETTINGS.as_posix()}:\n')
        sys.stdout.writelines(f"  {line}\n" for line in done.missing)
    if has_errors(loaded.diagnostics):
        sys.stdout.write(f"Ids may be missing from them: the content has {tally(loaded.diagnostics)}.\n")
    return OK


def _new(options: argparse.Namespace) -> int:
    from recanvass import desk, pipeline

    what, *names = (
        options.words if options.words[0] in desk.BEGUN or len(options.words) > 1 else ("site", *options.words)
    )
    counts = {"contest": (1, 2), "cms": (0,)}.get(what, (1,))
    if what not in desk.BEGUN or len(names) not in counts:
        sys.stderr.write(f"error: new takes {_NEW}\n")
        return USAGE
    try:
        if what == "site":
            folder = desk.new_site(Path(names[0]))
            sys.stdout.write(f"Wrote a small site to begin with. Build it: cd {folder} && python3 build.py\n")
            return OK
        loaded = pipeline.read(options.directory, drafts=True)
        if what == "cms":
            folder = desk.new_cms(loaded)
            sys.stdout.write(f"Wrote {folder}; {_CMS}\n")
            return OK
        title = "".join(names[1:])
        now = datetime.now(UTC)
        for path in desk.new_content(loaded, what, names[0], title=title, contest=options.contest, now=now):
            sys.stdout.write(f"Wrote {path}\n")
    except desk.DeskError as error:
        sys.stderr.write(f"error: {error}\n")
        return USAGE
    sys.stdout.write("Fill in what is empty; python3 build.py check names it.\n")
    return OK


def _publish(options: argparse.Namespace) -> int:
    from recanvass import branch, pipeline

    target = branch.Target(options.directory, options.remote, options.branch)
    try:
        if options.rollback:
            sys.stdout.write(f"Went back to the site of {branch.roll_back(target)}. {_AFTER_ROLLBACK}\n")
            return OK
        loaded = pipeline.read(options.directory, drafts=False)
        private = pipeline.why_private(loaded)
        if private or _stops(loaded.diagnostics, options):
            _print_diagnostics(loaded, loaded.diagnostics, options)
            sys.stderr.write(f"error: {private}\n" * bool(private))
            return FAULTS
        done = branch.publish(loaded, target, base_url=options.base_url, allow_dirty=options.allow_dirty)
        address = options.base_url or (loaded.site and loaded.site.base_url) or branch.address(target)
    except branch.BranchError as error:
        sys.stderr.write(f"error: {error}\n")
        return USAGE
    _print_diagnostics(loaded, (*loaded.diagnostics, *done.diagnostics), options)
    if has_errors(done.diagnostics):
        return FAULTS
    where = f"the branch {target.branch} of {target.remote}" + (f", shown at {address}" if address else "")
    if done.commit is None:
        sys.stdout.write(f"Nothing to publish: this very site is on {where}\n")
        return OK
    _print_impacts(loaded)
    sys.stdout.write(f"Published on {where}\nTo go back to the site before: python3 build.py publish --rollback\n")
    return OK


def _print_diagnostics(loaded: "pipeline.Loaded", found: Sequence[Diagnostic], options: argparse.Namespace) -> None:
    from recanvass import guards, pipeline

    shown = [one for one in found if one.severity is Severity.ERROR or options.strict or not options.quiet]
    if options.format == "json":
        document = {
            "messages": [as_record(one) for one in shown],
            "changes": [guards.as_record(impact) for impact in pipeline.impacts(loaded)],
        }
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    elif options.format == "github":
        sys.stdout.writelines(f"{annotation(one)}\n" for one in shown)
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
