"""Move a site to another version of the program, and back.

Owns which files of a site an upgrade replaces: those that came with the program and that nobody changed. It adds rules
that a contest names, if the program has them and the site does not. What was replaced, the environment too, stays in
the site's own folder for working files until the next upgrade. `go_back` restores it from there, without the network.
"""

import json
import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

from msgspec import Struct

from recanvass.authoring import program, scaffold
from recanvass.authoring.program import REQUIREMENTS, VENDOR, Pinned, ProgramError, Wheel
from recanvass.authoring.scaffold import Publishing
from recanvass.content import files as sources
from recanvass.content.files import COMMAND
from recanvass.content.load.layout import layout
from recanvass.content.load.rules import FOLDER, named_rules
from recanvass.core.diagnostics import Report
from recanvass.publish import interrupts, state_files, subprocesses

BEFORE = Path(".recanvass") / "before-upgrade"
"""Where the replaced files are kept, in a site."""
KEPT = Path(".recanvass") / "upgrade"
"""Where the new files are put whose place in the site an editor's own version has."""
PACKAGES, PACKAGES_BEFORE = Path(".venv"), Path(".recanvass") / "venv-before"
PACKAGES_AFTER = Path(".recanvass") / "venv-after"
"""Where the environment of a version is put that is taken back, until it is removed."""
_STAMP = "set-up"
"""The file in an environment by which build.py knows that it is whole."""
_LIST = "list.json"
_CHANGES = "CHANGELOG.md"
_FOR_SITES = "### What to change in your site"


class UpgradeError(Exception):
    """The site was not moved and is as it was; the text says why and what to do."""


class Upgraded(Struct, frozen=True):
    """What an upgrade did.

    `edited` are files that came with the program and that an editor has changed since: they stay, and the new ones are
    put into KEPT. `notes` says what editors have to change, version by version, the newest first.
    """

    before: str
    after: str
    edited: tuple[str, ...]
    notes: str


def wheel_for(site: Path, asked: str | None) -> Wheel:
    """Return the version that an editor asks for: a wheel, a version in pip's registry, or the newest one there.

    Asked for nothing, a program that is not the site's own hands on itself. Raises UpgradeError.
    """
    now = _pinned(site)
    try:
        if asked is not None:
            return program.read_wheel(Path(asked)) if asked.endswith(".whl") else program.registered(asked)
        if not _is_own(site):
            return program.own_wheel()
        if now.wheel is None:
            return program.registered(None)
    except ProgramError as error:
        raise UpgradeError(str(error)) from error
    hint = "name the file of the new version, such as ../recanvass-1.0.0-py3-none-any.whl"
    raise UpgradeError(f"this site keeps Recanvass in {VENDOR}/: {hint}")


def is_at(site: Path, wheel: Wheel) -> bool:
    """Tell whether a site has this very version already."""
    return _pinned(site).line == wheel.requirement


def upgrade(site: Path, wheel: Wheel) -> Upgraded:
    """Move a site to a version of the program. Raises UpgradeError if that fails; the site is as it was then."""
    now = _pinned(site)
    changes, edited = _changes(site, now, wheel)
    _forget(site)
    try:
        with interrupts.undone_by(partial(go_back, site)):
            _replace(site, changes)
            _set_up(site)
            interrupts.done()
    except (UpgradeError, OSError) as error:
        go_back(site)
        reason = str(error.strerror).lower() if isinstance(error, OSError) else str(error)
        raise UpgradeError(f"{reason}; the site stays at {now.version}") from error
    for path, content in edited.items():
        _put(site / KEPT / path, content)
    return Upgraded(now.version, wheel.version, tuple(edited), _notes(wheel, now.version))


def _forget(site: Path) -> None:
    """Remove what an earlier upgrade kept: first that by which it counts, so that half of it counts as nothing."""
    with suppress(OSError):
        (site / BEFORE / _LIST).unlink()
    _remove(site / BEFORE)
    _remove(site / PACKAGES_BEFORE)
    _remove(site / PACKAGES_AFTER)


def _remove(path: Path) -> None:
    """Remove a folder as far as that can be done; of an environment first what says that it is whole."""
    with suppress(OSError):
        if not path.is_symlink():
            (path / _STAMP).unlink(missing_ok=True)
        state_files.remove(str(path))


def go_back(site: Path) -> str:
    """Restore what the last upgrade replaced, and return the version that the site has again. Raises UpgradeError.

    The environment of that version is put in place as well. If there is none, build.py sets it up as it does any.
    """
    kept = site / BEFORE
    try:
        listed = json.loads((kept / _LIST).read_text(encoding="utf-8"))
        replaced = {path: (kept / path).read_bytes() for path in listed["replaced"]}
        added = [str(path) for path in listed["added"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UpgradeError("no upgrade was made here that could be taken back; use git to go back further") from error
    with interrupts.held():
        _put_all(site, replaced | dict.fromkeys(added))
        if (site / PACKAGES_BEFORE).exists() and _can_move_packages(site):
            # Moved aside before it is removed: this very program may run from it.
            _remove(site / PACKAGES_AFTER)
            if os.path.lexists(site / PACKAGES):
                (site / PACKAGES).rename(site / PACKAGES_AFTER)
            (site / PACKAGES_BEFORE).rename(site / PACKAGES)
        _forget(site)
    return _pinned(site).version


def check(site: Path) -> tuple[int, str]:
    """Run the site's own check; return its exit code and its messages."""
    done = subprocesses.run([_base_python(), COMMAND, "check", "--quiet"], site)
    return done.code, done.errors


def _pinned(site: Path) -> Pinned:
    try:
        text = (site / REQUIREMENTS).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        text = ""
    found = program.pinned(text)
    if found is None:
        hint = "if this is a clone of Recanvass itself, use git pull"
        raise UpgradeError(f"{site} is not a site with its own Recanvass: no line of {REQUIREMENTS} pins it; {hint}")
    return found


def _is_own(site: Path) -> bool:
    """Tell whether the program that is running is the one that the site owns."""
    return Path(sys.prefix).resolve() == (site / PACKAGES).resolve()


def _changes(site: Path, now: Pinned, wheel: Wheel) -> tuple[dict[str, bytes | None], dict[str, bytes]]:
    """Return what to write in the site, None to remove a file, and the new files whose place an editor's own has."""
    changes: dict[str, bytes | None] = {REQUIREMENTS: program.requirements(wheel).encode()}
    if now.wheel is not None:
        changes[f"{VENDOR}/{now.wheel}"] = None
    if not wheel.is_registered:
        changes[f"{VENDOR}/{wheel.name}"] = wheel.content
    publishing = scaffold.publishing_of(_content(site / scaffold.WORKFLOW))
    before, after = _given(site, now, publishing), scaffold.files_of(wheel, publishing)
    edited: dict[str, bytes] = {}
    for path in before.keys() | after.keys():
        has, old, new = _content(site / path), before.get(path), after.get(path)
        if new in (has, old):
            continue
        if has == old:
            changes[path] = new
        elif new is not None:
            edited[path] = new
    return {**changes, **missing_rules(site, wheel)}, edited


def missing_rules(site: Path, wheel: Wheel) -> Mapping[str, bytes]:
    """Return the files in content/rules/ that contests of the site name, that it lacks and that the program has."""
    files = sources.read(site, Report())
    heads = [contest.head for contest in layout(files, Report()).contests if contest.head is not None]
    named = [f"{FOLDER}/{name}.yml" for head in heads if (name := named_rules(head))]
    known = wheel.bundled
    return {path: known[path] for path in named if path in known and path not in files}


def _given(site: Path, now: Pinned, publishing: Publishing) -> Mapping[str, bytes]:
    """Return the files that the site's version came with; none where its wheel is out of reach."""
    try:
        kept = program.read_wheel(site / VENDOR / now.wheel) if now.wheel else program.registered(now.version)
    except ProgramError:
        return {}
    return scaffold.files_of(kept, publishing)


def _replace(site: Path, changes: Mapping[str, bytes | None]) -> None:
    """Keep what is there, then write what is new."""
    kept = site / BEFORE
    before = {path: _content(site / path) for path in changes}
    replaced = {path: content for path, content in before.items() if content is not None}
    for path, content in replaced.items():
        _put(kept / path, content)
    listed = {"replaced": sorted(replaced), "added": sorted(before.keys() - replaced.keys())}
    _put(kept / _LIST, json.dumps(listed).encode())
    _put_all(site, changes)


def _put_all(site: Path, changes: Mapping[str, bytes | None]) -> None:
    """Write and remove files, the list of packages last: it is what build.py goes by."""
    for path, content in sorted(changes.items(), key=lambda change: change[0] == REQUIREMENTS):
        if content is None:
            (site / path).unlink(missing_ok=True)
        else:
            _put(site / path, content)


def _put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; a command stays a command."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    new.write_bytes(content)
    if path.exists():
        new.chmod(path.stat().st_mode)
    new.replace(path)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _set_up(site: Path) -> None:
    """Have the site's own command install the version that is pinned now; the packages of before are kept."""
    if not _can_move_packages(site):
        return  # the next command sets up the new version
    if (site / PACKAGES).exists():
        (site / PACKAGES).rename(site / PACKAGES_BEFORE)
    done = subprocesses.run([_base_python(), COMMAND, "--version"], site)
    if done.code:
        raise UpgradeError(f"the new version cannot be set up:\n{done.errors.rstrip()}\nNothing was changed")


def _can_move_packages(site: Path) -> bool:
    """Tell whether the site's environment can be moved: Windows moves no files of a running program."""
    return sys.platform != "win32" or not _is_own(site)


def _base_python() -> str:
    """Return the Python that a virtual environment was made with: it outlives the environment."""
    return str(getattr(sys, "_base_executable", sys.executable))


def _notes(wheel: Wheel, before: str) -> str:
    """Return what editors have to change after a version, as the list of changes in the wheel says."""
    text = wheel.bundled[_CHANGES].decode()
    found = []
    for version, section in re.findall(r"^## (\d[^\s]*)[^\n]*\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL):
        told = section.partition(f"{_FOR_SITES}\n")[2].partition("\n### ")[0].strip()
        if _order(before) < _order(version) <= _order(wheel.version) and told:
            found.append(f"{version}\n{told}")
    return "\n\n".join(found)


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])
