"""The editor's desk: files that are written for editors and never become part of the site.

Owns schemas for editors' programs. Never overwrites what an editor wrote.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from recanvass import schemas
from recanvass.diagnostics import Report, has_errors
from recanvass.load.layout import layout
from recanvass.pipeline import Loaded

SETTINGS = Path(".vscode") / "settings.json"


@dataclass(frozen=True, slots=True)
class Described:
    """The schemas that were written; `missing` are settings of VS Code that its file does not have yet."""

    folder: Path
    files: int
    missing: tuple[str, ...]


def write_schemas(loaded: Loaded, out: Path | None) -> Described:
    """Write the schemas of a site, and which files they are for to the settings of VS Code where there are none.

    With faults in the content the lists of ids are those that can be read, and other ids are accepted too.
    """
    folders = [files.id for files in layout(loaded.files, Report()).contests]
    folder = loaded.root / schemas.FOLDER if out is None else out
    described = schemas.schemas(folders, loaded.site, is_whole=not has_errors(loaded.diagnostics))
    for path, schema in described.items():
        _write(folder / path, _json(schema))
    globs = {f"./{schemas.FOLDER}/{path}": list(patterns) for path, patterns in schemas.globs(folders).items()}
    missing = () if out is not None else _missing_settings(loaded.root / SETTINGS, globs)
    return Described(folder, len(described), missing)


def _missing_settings(path: Path, globs: dict[str, list[str]]) -> tuple[str, ...]:
    """Write the settings where there is no such file; return the lines that an editor's own file does not have."""
    if not path.exists():
        _write(path, _json({"yaml.schemas": globs}))
        return ()
    text = path.read_text(encoding="utf-8")
    return tuple(f"{json.dumps(name)}: {json.dumps(globs[name])}" for name in globs if json.dumps(name) not in text)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
