"""Move a site to another version of the program, and back.

Owns which files of a site an upgrade replaces: those that came with the program and that nobody changed. It adds rules
that a contest names, if the program has them and the site does not. What was replaced, the environment too, stays in
the site's own folder for working files until the next upgrade. `go_back` restores it from there, without the network.
"""

import errno
import json
import os
import sys
from collections.abc import Iterable, Mapping
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
from recanvass.core.messages import worded
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
_LIST_AT = f"{BEFORE.as_posix()}/{_LIST}"
"""The file that says what the last upgrade wrote."""


class UpgradeError(Exception):
    """The site cannot be moved to another version; the text says why, in which state it is and what to do."""


class Upgraded(Struct, frozen=True):
    """What an upgrade did.

    `edited` are files that came with the program and that an editor has changed since: they stay, and the new ones are
    put into KEPT. `notes` says what editors have to change, version by version, the newest first. If the new version
    is not set up yet, the next command does that.
    """

    before: str
    after: str
    edited: tuple[str, ...]
    notes: str
    is_set_up: bool


class WentBack(Struct, frozen=True):
    """What going back did: files that an editor has changed since the upgrade stay, and `kept` are those of before."""

    version: str
    edited: tuple[str, ...]
    kept: tuple[str, ...]


class _Move(Struct, frozen=True):
    """What an upgrade writes: the line that pins the program, and the hash of each file before and after.

    A hash is None where there is no file.
    """

    line: str
    before: Mapping[str, str | None]
    after: Mapping[str, str | None]


def wheel_for(site: Path, asked: str | None) -> Wheel:
    """Return the version that an editor asks for: a wheel, a version in pip's registry, or the newest one there.

    Asked for nothing, a program that is not the site's own hands on itself. Raises UpgradeError.
    """
    now = _pinned(site)
    try:
        if asked is not None and asked.endswith(".whl"):
            return program.read_wheel(Path(asked))
        # Anybody may register a name that is free: for a site that keeps a wheel, no registry is asked.
        if now.wheel is None and asked is not None:
            return program.registered(asked)
        if asked is None and not _is_own(site):
            return program.own_wheel()
        if now.wheel is None:
            return program.registered(None)
    except ProgramError as error:
        raise UpgradeError(str(error)) from error
    hint = worded("name the file of the new version, such as ../recanvass-1.0.0-py3-none-any.whl")
    raise UpgradeError(worded("this site keeps Recanvass in %(vendor)s/; %(hint)s", vendor=VENDOR, hint=hint))


def is_at(site: Path, wheel: Wheel) -> bool:
    """Tell whether a site has this very version already."""
    return _pinned(site).line == wheel.requirement


def upgrade(site: Path, wheel: Wheel) -> Upgraded:
    """Move a site to a version of the program. Raises UpgradeError if that fails; the site is as it was then."""
    now = _pinned(site)
    notes = program.notes(wheel, now.version)
    changes, edited = _changes(site, now, wheel)
    try:
        state_files.check(site, [*changes, *(_kept_at(path) for path in (*changes, *edited))])
        _forget(site)
    except (state_files.InTheWayError, OSError) as error:
        message = worded("%(reason)s; the site stays at %(version)s", reason=_reason(error), version=now.version)
        raise UpgradeError(message) from error
    try:
        with interrupts.undone_by(partial(_undo, site)):
            for path, content in edited.items():
                _put(site / KEPT / path, content)
            _replace(site, changes, wheel.requirement)
            is_set_up = _set_up(site)
            interrupts.done()
    except (UpgradeError, OSError) as error:
        try:
            _undo(site)
        except UpgradeError as failed:
            raise UpgradeError(f"{_reason(error)}; {failed}") from error
        message = worded("%(reason)s; the site stays at %(version)s", reason=_reason(error), version=now.version)
        raise UpgradeError(message) from error
    return Upgraded(now.version, wheel.version, tuple(edited), notes, is_set_up)


def _reason(error: Exception) -> str:
    if not isinstance(error, OSError):
        return str(error)
    said = (error.strerror or str(error)).lower()
    return f"{error.filename}: {said}" if error.filename else said


def _kept_at(path: str) -> str:
    """Return where the new or the old version of a file is put, if an editor's own stays in its place."""
    return f"{KEPT.as_posix()}/{path}"


def _forget(site: Path) -> None:
    """Remove what an earlier upgrade kept: first that by which it counts, so that half of it counts as nothing."""
    if state_files.is_folder(str(site / BEFORE)):
        state_files.remove(str(site / BEFORE / _LIST))
    state_files.remove(str(site / BEFORE))
    for packages in (PACKAGES_BEFORE, PACKAGES_AFTER):
        _remove(site / packages)
    if os.path.lexists(site / PACKAGES_BEFORE):
        raise OSError(errno.ENOTEMPTY, worded("can't be deleted; delete it yourself"), str(site / PACKAGES_BEFORE))


def _remove(path: Path) -> None:
    """Remove a folder as far as that can be done; of an environment first what says that it is whole."""
    with suppress(OSError):
        if not path.is_symlink():
            (path / _STAMP).unlink(missing_ok=True)
        state_files.remove(str(path))


def go_back(site: Path) -> WentBack:
    """Restore what the last upgrade replaced, but no file that was edited since. Raises UpgradeError.

    The environment of that version is put in place as well. If there is none, build.py sets it up as it does any.
    """
    move = _read_list(site)
    if move is None:
        raise UpgradeError(worded("this site has no upgrade to undo; to go back further, use git"))
    if _pinned(site).line != move.line or _hash(site / REQUIREMENTS) not in _either(move, REQUIREMENTS):
        message = worded("%(requirements)s changed after the upgrade; use git to go back", requirements=REQUIREMENTS)
        raise UpgradeError(message)
    with interrupts.held():
        edited = _restore(site, move)
    kept = tuple(_kept_at(path) for path in edited if move.before[path] is not None)
    return WentBack(_pinned(site).version, edited, kept)


def _undo(site: Path) -> None:
    """Take back an upgrade that has not come to its end; one that has written no list yet has changed nothing."""
    with interrupts.held():
        move = _read_list(site)
        if move is not None:
            _restore(site, move)


def _read_list(site: Path) -> _Move | None:
    """Return what the last upgrade wrote; None if its list is missing, damaged or leads out of the site."""
    content = None if (site / BEFORE.parent).is_symlink() else state_files.read(str(site / _LIST_AT))
    try:
        listed = json.loads(content or b"")
        move = _Move(str(listed["line"]), dict(listed["before"]), dict(listed["after"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    hashes = (*move.before.values(), *move.after.values())
    is_sound = move.before.keys() == move.after.keys() and all(isinstance(one, str | None) for one in hashes)
    return move if is_sound and all(map(program.is_inside, move.before)) else None


def _either(move: _Move, path: str) -> tuple[str | None, str | None]:
    return move.before[path], move.after[path]


def _restore(site: Path, move: _Move) -> tuple[str, ...]:
    """Put the environment and the files back, and return the files that were edited. Raises UpgradeError.

    What can be moved is moved: that needs no space, and it can be taken up again where it broke off.
    """
    kept = site / BEFORE
    try:
        state_files.check(site, [*move.before, *(f"{BEFORE.as_posix()}/{path}" for path in move.before)])
        state_files.check(site, [_kept_at(path) for path in move.before])
        found = {path: _hash(site / path) for path in _in_order(move.before)}
        edited = tuple(path for path, now in found.items() if now not in _either(move, path))
        behind = [path for path, now in found.items() if now != move.before[path] and move.before[path] is not None]
        lost = [path for path in behind if _hash(kept / path) != move.before[path]]
        if lost:
            raise UpgradeError(worded("%(kept)s is not what the upgrade kept; use git to go back", kept=kept / lost[0]))
        _restore_packages(site)
        for path in behind:
            _move(kept / path, site / (_kept_at(path) if path in edited else path))
        for path, now in found.items():
            if now is not None and move.before[path] is None and path not in edited:
                (site / path).unlink()
    except (state_files.InTheWayError, OSError) as error:
        hint = worded("fix that, then run upgrade --back, or use git")
        message = worded("can't undo the upgrade: %(reason)s; %(hint)s", reason=_reason(error), hint=hint)
        raise UpgradeError(message) from error
    with suppress(OSError):
        _forget(site)
    return edited


def _restore_packages(site: Path) -> None:
    """Put the environment of before in place again, if it was kept."""
    if not state_files.is_folder(str(site / PACKAGES_BEFORE)) or not _can_move_packages(site):
        return
    # Moved aside before it is removed: this very program may run from it, and then it is needed to the end.
    _remove(site / PACKAGES_AFTER)
    if os.path.lexists(site / PACKAGES):
        (site / PACKAGES).rename(site / PACKAGES_AFTER)
    (site / PACKAGES_BEFORE).rename(site / PACKAGES)
    if not _is_own(site):
        _remove(site / PACKAGES_AFTER)


def _move(source: Path, target: Path) -> None:
    """Move a file into the place of another, as a copy between two disks."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _put(target, source.read_bytes())


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
        hint = worded("if this is a clone of Recanvass itself, use git pull")
        reason = worded(
            "%(site)s doesn't pin its own Recanvass in %(requirements)s", site=site, requirements=REQUIREMENTS
        )
        raise UpgradeError(f"{reason}; {hint}")
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
    return scaffold.files_of(kept, publishing) if program.hash_of(kept.content) in now.line else {}


def _replace(site: Path, changes: Mapping[str, bytes | None], line: str) -> None:
    """Keep what is there, say so in a list, then write what is new."""
    before = {path: _content(site / path) for path in changes}
    for path, content in before.items():
        if content is not None:
            _put(site / BEFORE / path, content)
            (site / BEFORE / path).chmod((site / path).stat().st_mode)
    hashes = (
        {path: content and program.hash_of(content) for path, content in files.items()} for files in (before, changes)
    )
    listed = dict(zip(("before", "after"), hashes, strict=True)) | {"line": line}
    _put(site / _LIST_AT, json.dumps(listed).encode())
    for path in _in_order(changes):
        new = changes[path]
        if new is None:
            (site / path).unlink(missing_ok=True)
        else:
            _put(site / path, new)


def _in_order(paths: Iterable[str]) -> list[str]:
    """Return files in the order in which they are written, the list of packages last: it is what build.py goes by."""
    return sorted(paths, key=lambda path: (path == REQUIREMENTS, path))


def _put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, without following a link; a command stays a command."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode if state_files.is_plain(str(path)) else None
    state_files.write(str(path), content)
    if mode is not None:
        path.chmod(mode)


def _hash(path: Path) -> str | None:
    """Return the hash of a file; None if there is none, and of what is no plain file something else than a hash."""
    content = state_files.read(str(path))
    if content is None:
        return "" if os.path.lexists(path) else None
    return program.hash_of(content)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _set_up(site: Path) -> bool:
    """Have the site's own command install the version that is pinned now; the packages of before are kept.

    Tells whether that was done; if not, the next command does it.
    """
    if not _can_move_packages(site):
        return False
    if (site / PACKAGES).exists():
        (site / PACKAGES).rename(site / PACKAGES_BEFORE)
    done = subprocesses.run([_base_python(), COMMAND, "--version"], site)
    if done.code:
        message = worded("can't set up the new version:\n%(errors)s\nNothing was changed", errors=done.errors.rstrip())
        raise UpgradeError(message)
    return True


def _can_move_packages(site: Path) -> bool:
    """Tell whether the site's environment can be moved: Windows moves no files of a running program."""
    return sys.platform != "win32" or not _is_own(site)


def _base_python() -> str:
    """Return the Python that a virtual environment was made with: it outlives the environment."""
    return str(getattr(sys, "_base_executable", sys.executable))
