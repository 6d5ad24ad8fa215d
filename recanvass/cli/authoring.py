"""The commands for those who write the content: schema, new, night, upgrade, export.

Owns their arguments, what they print and their exit codes, which are those of `main`.
"""

import argparse
import json
import os
import shlex
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from recanvass import __version__
from recanvass.authoring.night.arguments import add_night
from recanvass.cli import publishing
from recanvass.content.files import called
from recanvass.core.diagnostics import has_errors, tally
from recanvass.core.messages import worded
from recanvass.publish import interrupts, state_files

if TYPE_CHECKING:
    from recanvass.build.pipeline import Loaded

OK, FAULTS, USAGE = 0, 1, 2
_CMS = worded("see docs/editors.md to install and start it.")
_ONLINE = {
    "pages": worded("Publish it: push the folder to GitHub and choose Settings > Pages > Source: GitHub Actions."),
    "branch": worded(
        "Publish it: push the folder to GitHub and choose Settings > Pages > Deploy from a branch > gh-pages."
    ),
    "none": worded("Publish it: upload the folder output/ to any web server."),
}
_NEW = worded("DIR or site DIR, note TITLE, page TITLE, release ID, request ID, contest ID [TITLE], cms")
_SAME = {"request": "review"}
"""Other words for what can be created: a request lies in the folder reviews."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", web_address: Callable[[str], str]) -> None:
    """Add the commands to those of the command line; `web_address` reads an address or refuses it."""
    schema = commands.add_parser("schema", help=worded("write schemas so your editor can complete keys and ids"))
    schema.add_argument(
        "--out", metavar="DIR", type=Path, help=worded("the folder to write them to (default: .recanvass/schema)")
    )
    new = commands.add_parser("new", help=worded("create a site, contest, release, request, note or page"))
    new.add_argument("words", nargs="+", metavar="WORD", help=_NEW)
    new.add_argument("--contest", metavar="ID", help=worded("the contest it belongs to, if the site has several"))
    new.add_argument("--empty", action="store_true", help=worded("leave out the sample election"))
    new.add_argument(
        "--publish", choices=("pages", "branch", "none"), help=worded("how to publish the new site (default: pages)")
    )
    upgrade = commands.add_parser("upgrade", help=worded("move this site to a newer version of Recanvass, or back"))
    upgrade.add_argument(
        "version", nargs="?", metavar="WHEEL|VERSION", help=worded("the version to move to (default: the newest)")
    )
    upgrade.add_argument("--back", action="store_true", help=worded("undo the last upgrade"))
    publishing.add(commands, web_address)
    night = commands.add_parser("night", help=worded("follow a source of results, and publish what is new and sound"))
    add_night(night, _night, web_address)
    export = commands.add_parser("export", help=worded("export figures as a spreadsheet you can edit and import again"))
    export.add_argument("what", choices=("sheet",), metavar="sheet", help=worded("the figures of a release as a sheet"))
    export.add_argument("contest", metavar="CONTEST", help=worded("the contest, or all"))
    export.add_argument(
        "file", metavar="FILE", type=Path, help=worded("the file to write: .xlsx, or .csv for one contest")
    )
    export.add_argument("--release", metavar="RELEASE", help=worded("the release (default: the newest)"))
    export.add_argument("--force", action="store_true", help=worded("replace the file if it already exists"))
    for command, run in ((export, _export), (schema, _schema), (new, _new), (upgrade, _upgrade)):
        command.add_argument(
            "-C", dest="directory", metavar="DIR", type=Path, default=Path(), help=worded("the site's folder")
        )
        command.set_defaults(run=run)


def warn_of_other_version(options: argparse.Namespace) -> None:
    """Say so if a command is about to work on a site that is pinned to another version of the program."""
    if not _works_on_a_site(options) or getattr(options, "quiet", False):
        return
    site = options.directory
    # The site's own environment has the version that the site is pinned to: nothing has to be imported to know that.
    if not (site / "requirements.txt").exists() or Path(sys.prefix).resolve() == (site / ".venv").resolve():
        return
    from recanvass.authoring import program

    theirs = program.pinned_elsewhere(site)
    if theirs is not None:
        go_there = "" if site == Path() else f"cd {shlex.quote(str(site))} && "
        sys.stderr.write(
            worded(
                "warning: this site is pinned to Recanvass %(theirs)s, but this is Recanvass %(version)s\n"
                "  hint: to use the site's own version, run: %(go_there)spython3 build.py %(command)s …\n",
                theirs=theirs,
                version=__version__,
                go_there=go_there,
                command=options.command,
            )
        )


def _works_on_a_site(options: argparse.Namespace) -> bool:
    words: list[str] = getattr(options, "words", [])
    if options.command == "new":
        return words[0] == "cms" or (len(words) > 1 and words[0] != "site")
    is_code = options.command == "explain" and len(words) == 1
    return hasattr(options, "directory") and options.command != "upgrade" and not is_code


def _night(options: argparse.Namespace) -> int:
    from recanvass.authoring.night.command import run

    return run(options)


def _export(options: argparse.Namespace) -> int:
    from recanvass.authoring.importing.sheets.exporting import run

    return run(options)


def _schema(options: argparse.Namespace) -> int:
    from recanvass.authoring import editor_files
    from recanvass.build import pipeline

    loaded = pipeline.read(options.directory, drafts=True)
    try:
        _make_ready(loaded, options.out)
        with interrupts.held():
            done = editor_files.write_schemas(loaded, options.out)
            interrupts.done()
    except (state_files.InTheWayError, OSError) as error:
        return _refuse(_told(error))
    sys.stdout.write(worded("Wrote %(files)s schemas: %(folder)s\n", files=done.files, folder=done.folder))
    if done.missing:
        sys.stdout.write(worded('Add to "yaml.schemas" in %(settings)s:\n', settings=editor_files.SETTINGS.as_posix()))
        sys.stdout.writelines(f"  {line}\n" for line in done.missing)
    if has_errors(loaded.diagnostics):
        sys.stdout.write(
            worded("Some ids may be missing because the content has %(tally)s.\n", tally=tally(loaded.diagnostics))
        )
    return OK


def renew_schemas(loaded: "Loaded") -> str:
    """Write the schemas of a site again where there are any, and return why that cannot be; nothing where it can."""
    from recanvass.authoring import editor_files, editor_schemas

    made_of = loaded.root / editor_schemas.FOLDER / editor_files.MADE_OF
    # Whoever may build a site need not be allowed to write beside it: the site counts, the schemas can wait.
    try:
        if os.path.lexists(made_of):
            was_damaged = _make_ready(loaded, None)
            if was_damaged or not _is_text(made_of):
                state_files.write(str(made_of), b"")
            editor_files.renew_schemas(loaded)
    except state_files.InTheWayError as error:
        return worded("note: could not update the schemas for your editor: %(error)s\n", error=error)
    except OSError:
        pass
    return ""


def _make_ready(loaded: "Loaded", out: Path | None) -> bool:
    """See to it that schemas, and what belongs to them, can be written; raises InTheWayError where they cannot.

    The folder of schemas is ours, and what stands there in the way of a schema goes; all else is the editor's. Tells
    whether anything had to go.
    """
    from recanvass.authoring import editor_files, editor_schemas
    from recanvass.content.load.layout import layout
    from recanvass.core.diagnostics import Report

    names = editor_schemas.paths([files.id for files in layout(loaded.files, Report()).contests])
    if out is not None:
        whole = Path(os.path.abspath(out))  # noqa: PTH100 -- what is named, be it a link
        state_files.check(whole.parent, [f"{whole.name}/{name}" for name in names])
        return False
    hidden, _, folder = editor_schemas.FOLDER.partition("/")
    if (loaded.root / hidden).is_symlink():
        state_files.check(loaded.root, [f"{hidden}/{folder}"])
    had_to = state_files.make_way(
        str(loaded.root / hidden), [f"{folder}/{name}" for name in (*names, editor_files.MADE_OF)]
    )
    settings = editor_files.SETTINGS.as_posix()
    state_files.check(
        loaded.root,
        [settings, *([f"{editor_files.ADMIN}/config.yml"] if (loaded.root / editor_files.ADMIN).exists() else [])],
    )
    if (loaded.root / settings).exists() and not _is_text(loaded.root / settings):
        message = worded("can't read %(root)s; save it as UTF-8, or delete it", root=loaded.root / settings)
        raise state_files.InTheWayError(message)
    return had_to


def _is_text(path: Path) -> bool:
    """Tell whether a file can be read as text, and looked through in search of JSON, which it need not be."""
    raw = state_files.read(str(path))
    try:
        json.loads(raw.decode() if raw is not None else "")
    except (UnicodeDecodeError, RecursionError):
        return False
    except ValueError:
        return raw is not None
    return True


def _new(options: argparse.Namespace) -> int:
    from recanvass.authoring import editor_files, scaffold

    is_named = options.words[0] in _SAME or options.words[0] in editor_files.BEGUN or len(options.words) > 1
    what, *names = options.words if is_named else ("site", *options.words)
    what = _SAME.get(what, what)
    counts = {"contest": (1, 2), "cms": (0,)}.get(what, (1,))
    if what not in editor_files.BEGUN or len(names) not in counts:
        return _refuse(worded("new needs one of: %(new)s", new=_NEW))
    if what != "site" and (options.empty or options.publish):
        return _refuse(worded("--empty and --publish are for a new site"))
    try:
        sys.stdout.write(_begin(what, names, options))
    except (editor_files.NewFileError, scaffold.SiteError, state_files.InTheWayError, OSError) as error:
        return _refuse(_told(error))
    return OK


def _begin(what: str, names: list[str], options: argparse.Namespace) -> str:
    """Begin what was asked for and return what there is to say; an interrupt leaves nothing half begun."""
    from recanvass.authoring import editor_files
    from recanvass.build import pipeline

    if what == "site":
        return _new_site(Path(names[0]), options)
    loaded = pipeline.read(options.directory, drafts=True)
    _make_ready(loaded, None)
    with interrupts.held():
        if what == "cms":
            begun = [editor_files.new_cms(loaded)]
        else:
            title, now = "".join(names[1:]), datetime.now(UTC)
            begun = editor_files.new_content(loaded, what, names[0], title=title, contest=options.contest, now=now)
        interrupts.done()
    if what == "cms":
        return worded("Wrote %(begun)s; %(cms)s\n", begun=begun[0], cms=_CMS)
    return "".join(worded("Wrote %(path)s\n", path=path) for path in begun) + worded(
        "Fill in the blanks, then run %(command)s check to see what's missing.\n", command=called()
    )


def _new_site(folder: Path, options: argparse.Namespace) -> str:
    from recanvass.authoring import scaffold

    publishing = scaffold.Publishing(options.publish or "pages")
    scaffold.new_site(folder, publishing, is_empty=options.empty)
    what = worded("an empty site") if options.empty else worded("a site with a small sample election")
    build = f"cd {shlex.quote(str(folder))} && python3 build.py"
    return worded(
        "Created %(what)s in %(folder)s.\nBuild it: %(build)s\n%(online)s\n",
        what=what,
        folder=folder,
        build=build,
        online=_ONLINE[publishing.value],
    )


def _upgrade(options: argparse.Namespace) -> int:
    from recanvass.authoring import upgrade

    site = options.directory
    try:
        if options.back:
            with interrupts.held():
                back = upgrade.go_back(site)
                interrupts.done()
            sys.stdout.write(worded("The site is back at Recanvass %(version)s.\n", version=back.version))
            sys.stdout.writelines(
                worded("You changed %(path)s after the upgrade, so it was kept.\n", path=path) for path in back.edited
            )
            sys.stdout.writelines(worded("The earlier version is %(path)s\n", path=path) for path in back.kept)
            return OK
        wheel = upgrade.wheel_for(site, options.version)
        if upgrade.is_at(site, wheel):
            sys.stdout.write(worded("Nothing to do: the site already has this version.\n"))
            return OK
        sys.stderr.write(worded("Setting up Recanvass %(version)s (takes about a minute)\n", version=wheel.version))
        moved = upgrade.upgrade(site, wheel)
    except (upgrade.UpgradeError, OSError) as error:
        return _refuse(_told(error))
    sys.stdout.write(
        worded("Moved the site from Recanvass %(before)s to %(after)s.\n", before=moved.before, after=moved.after)
    )
    sys.stdout.writelines(
        worded(
            "You edited %(path)s, so it was not replaced. The new one is %(kept)s/%(path)s\n",
            path=path,
            kept=upgrade.KEPT.as_posix(),
        )
        for path in moved.edited
    )
    if moved.notes:
        sys.stdout.write(worded("\nWhat to change in your site\n\n%(notes)s\n\n", notes=moved.notes))
    sys.stdout.write(_checked(site) if moved.is_set_up else worded("The next command sets up the new version.\n"))
    sys.stdout.write(worded("To go back: python build.py upgrade --back\n"))
    return OK


def _checked(site: Path) -> str:
    """Have the new version check the site, and return what it found."""
    from recanvass.authoring import upgrade

    code, messages = upgrade.check(site)
    sys.stderr.write(messages)
    found = {OK: worded("found no errors"), FAULTS: worded("found errors; correct them before you publish")}
    return worded("The new version's check %(found)s.\n", found=found.get(code, worded("did not finish; run it again")))


def _told(error: Exception) -> str:
    """Return what is wrong with a file, and with which, where the system says so."""
    if not isinstance(error, OSError):
        return str(error)
    return worded(
        "can't write %(file)s: %(reason)s",
        file=error.filename or worded("a file"),
        reason=(error.strerror or str(error)).lower(),
    )


def _refuse(reason: str, code: int = USAGE) -> int:
    sys.stderr.write(f"error: {reason}\n")
    return code
