"""The examples of faults in tests/diagnostics: how they are laid out, and the site that each stands for.

A folder is named after its code, or CODE-variant. Its site is a copy of _base with the files of site/ laid over it
and the steps of steps.txt taken, for what cannot be kept as a file in git. command.txt, where it is there, says which
command is run in the site's folder. expected.txt is what the command prints.
"""

import os
import re
import shlex
import shutil
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "diagnostics"
BASE = FOLDER / "_base"
EXPECTED = "expected.txt"
OVERLAY = "site"
STEPS = "steps.txt"
COMMAND = "command.txt"
_NAME = re.compile(r"(?P<code>[EW]\d{3})(-[a-z0-9-]+)?")


def examples() -> tuple[str, ...]:
    """Return the names of all examples, in order."""
    return tuple(sorted(path.name for path in FOLDER.iterdir() if path != BASE))


def code_of(name: str) -> str:
    """Return the code that an example is about."""
    match = _NAME.fullmatch(name)
    assert match, f"tests/diagnostics/{name} is not named after a code"
    return match["code"]


def lay_out(name: str, root: Path) -> None:
    """Write the site of an example into an empty folder."""
    shutil.copytree(BASE, root, dirs_exist_ok=True)
    overlay = FOLDER / name / OVERLAY
    if overlay.is_dir():
        shutil.copytree(overlay, root, dirs_exist_ok=True)
    for step in steps(name):
        _take(step.split(), root)


def steps(name: str) -> tuple[str, ...]:
    """Return the steps of an example, one a line.

    `remove PATH`, `copy FROM TO`, `link PATH TARGET`, `pipe PATH`, `enlarge PATH BYTES`, `write PATH HEX`.
    """
    file = FOLDER / name / STEPS
    return tuple(file.read_text(encoding="utf-8").splitlines()) if file.is_file() else ()


def command(name: str) -> list[str] | None:
    """Return the words of an example's own command; None where it is about what `check` and `build` read."""
    file = FOLDER / name / COMMAND
    return shlex.split(file.read_text(encoding="utf-8")) if file.is_file() else None


def _take(words: list[str], root: Path) -> None:
    verb, path, *rest = words
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    match verb, rest:
        case "remove", []:
            shutil.rmtree(target) if target.is_dir() else target.unlink()
        case "copy", [copy]:
            shutil.copy(target, root / copy.replace("\\n", "\n"))
        case "link", [linked]:
            target.symlink_to(linked)
        case "pipe", []:
            if sys.platform != "win32":
                os.mkfifo(target)
        case "write", [text]:
            target.write_bytes(bytes.fromhex(text))
        case "enlarge", [size]:
            with target.open("wb") as file:
                file.truncate(int(size))
        case _:
            raise AssertionError(f"no step: {words}")


def base() -> dict[str, str]:
    """Return the texts of the base site by path."""
    return {path: content.decode() for path, content in contents(BASE).items()}


def contents(root: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes."""
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
