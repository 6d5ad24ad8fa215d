"""The editor's desk: files that are written for editors and never become part of the site.

Owns schemas for editors' programs, new content files and the folder of Decap CMS. Never overwrites what an
editor wrote.
"""

import json
import re
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from recanvass.authoring import decap_cms, editor_schemas, new_files
from recanvass.authoring.new_files import NewFile
from recanvass.build import pipeline
from recanvass.build.pipeline import Loaded
from recanvass.content import files as sources
from recanvass.content import load
from recanvass.content.files import SourceFile
from recanvass.content.load.layout import layout
from recanvass.content.schema.scalars import is_id
from recanvass.content.syntax import Scalar
from recanvass.core import urls
from recanvass.core.diagnostics import Report, did_you_mean, has_errors
from recanvass.core.kinds import ReleaseKind
from recanvass.core.messages import language, worded
from recanvass.core.model import Contest

SETTINGS = Path(".vscode") / "settings.json"
DECAP = Path(__file__).parent / "decap"
ADMIN = Path("admin")
_ADMIN_HEAD = "# Written by build.py schema from the site's keys and ids. Your changes here will be lost.\n"
BEGUN = frozenset({"site", "cms", "note", "page", "contest", "release", "review"})
"""What can be begun."""
MADE_OF = "made-of"
"""The file that tells what the schemas beside it were made of."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?=-|$)")


class NewFileError(Exception):
    """A file cannot be begun; the text says why and what to do."""


class Described(Struct, frozen=True):
    """The schemas that were written; `missing` are settings of VS Code that its file does not have yet."""

    folder: Path
    files: int
    missing: tuple[str, ...]


def write_schemas(loaded: Loaded, out: Path | None) -> Described:
    """Write the schemas of a site, and which files they are for to the settings of VS Code where there are none.

    With faults in the content the lists of ids are those that can be read, and other ids are accepted too.
    """
    folders = [files.id for files in layout(loaded.files, Report()).contests]
    folder = loaded.root / editor_schemas.FOLDER if out is None else out
    described = editor_schemas.schemas(folders, loaded.site, is_whole=not has_errors(loaded.diagnostics))
    for path, schema in described.items():
        _write(folder / path, _json(schema))
    if out is None:
        _write(folder / MADE_OF, _made_of(loaded))
    if (loaded.root / ADMIN).is_dir():
        _write(loaded.root / ADMIN / "config.yml", _ADMIN_HEAD + _json(_cms(loaded, folders)))
    globs = {
        f"./{editor_schemas.FOLDER}/{path}": list(patterns) for path, patterns in editor_schemas.globs(folders).items()
    }
    missing = () if out is not None else _missing_settings(loaded.root / SETTINGS, globs)
    return Described(folder, len(described), missing)


def renew_schemas(loaded: Loaded) -> None:
    """Write the schemas of a site without faults again, where there are any and what they are made of has changed."""
    made_of = loaded.root / editor_schemas.FOLDER / MADE_OF
    # Whoever may build a site need not be allowed to write beside it: the site counts, the schemas can wait.
    with suppress(OSError):
        if made_of.is_file() and made_of.read_text(encoding="utf-8") != _made_of(loaded):
            write_schemas(loaded, None)


def _made_of(loaded: Loaded) -> str:
    """Return what schemas are made of: a hash of all content but figures and notes, which declare no ids, and so on.

    What the keys mean is said in the language of the terminal.
    """
    found = layout(loaded.files, Report())
    heads = [file for contest in found.contests for file in (contest.head, *contest.requests) if file is not None]
    heads += [release.head for contest in found.contests for release in contest.releases if release.head is not None]
    heads += [found.settings] if found.settings is not None else []
    files = [*found.places, *found.rules, *found.pages, *heads]
    return f"{sources.input_hash(files)} {sources.program().hex()} {has_errors(loaded.diagnostics)} {language()}\n"


def _cms(loaded: Loaded, folders: list[str]) -> decap_cms.Widget:
    is_whole = not has_errors(loaded.diagnostics)
    return decap_cms.config(folders, loaded.site, editor_schemas.vocabularies(folders, loaded.site, is_whole=is_whole))


def new_cms(loaded: Loaded) -> Path:
    """Write the folder from which Decap CMS runs on this machine; it is no part of the site that is published."""
    folder = loaded.root / ADMIN
    if folder.exists():
        message = worded(
            "%(folder)s already exists and was not changed; to update its settings, run %(command)s schema",
            folder=folder,
            command=sources.called(),
        )
        raise NewFileError(message)
    shutil.copytree(DECAP, folder)
    write_schemas(loaded, None)
    return folder


def new_content(loaded: Loaded, what: str, name: str, *, title: str, contest: str | None, now: datetime) -> list[Path]:
    """Begin a note, page, contest, release or request and return the files, which are left for the editor to complete.

    `name` is the title of a note or page, and the id of anything else. Raises DeskError where a file is there already,
    or no contest can be told.
    """
    local = now.astimezone(ZoneInfo(loaded.site.timezone) if loaded.site is not None else UTC)
    match what:
        case "note":
            begun: tuple[NewFile, ...] = (new_files.note(_titled(name), _contest(loaded, contest), local),)
        case "page":
            begun = (new_files.page(_titled(name)),)
        case "contest":
            begun = (new_files.contest(_id(name), title, loaded.site),)
        case "release":
            begun = _release(loaded, _id(name), _folder(loaded, contest), local)
        case _:
            begun = (new_files.request(_id(name), _folder(loaded, contest), local),)
    paths = [loaded.root / file.path for file in begun]
    for path in paths:
        if not path.resolve().is_relative_to(loaded.root.resolve()):
            message = worded(
                "%(path)s is outside the site, because a folder in it is a link; Recanvass doesn't follow links",
                path=path,
            )
            raise NewFileError(message)
        if path.exists():
            raise NewFileError(worded("%(path)s already exists and was not changed; choose another name", path=path))
    for path, file in zip(paths, begun, strict=True):
        _write(path, file.text)
    write_schemas(pipeline.read(loaded.root, drafts=True), None)
    return paths


def _release(loaded: Loaded, name: str, folder: str, now: datetime) -> tuple[NewFile, ...]:
    """Begin a release; an id without a day gets that of today, since the folders stand in the order of days."""
    day = _DAY.match(name)
    dated = name if day else f"{now:%Y-%m-%d}-{name}"
    as_of = day[0] if day and day[0] != f"{now:%Y-%m-%d}" else now.isoformat(timespec="minutes")
    head = new_files.release(dated, folder, as_of)
    # A contest without any release is at fault; with this one in place its units are known.
    site = load.site({**loaded.files, head.path: SourceFile(head.path, head.text)}, Report(), drafts=True)
    contests = site.contests if site is not None else ()
    found = next((contest for contest in contests if contest.id == folder), None)
    if site is None or found is None or dated.endswith(ReleaseKind.CERTIFICATION.value):
        return (head,)
    return (head, new_files.figures(dated, found, site))


def _titled(title: str) -> str:
    if not urls.slug(title):
        raise NewFileError(worded("can't make a web address from '%(title)s'; use letters or digits", title=title))
    _id(urls.slug(title))
    return title


def _id(name: str) -> str:
    report = Report()
    if not is_id(Scalar(name, "", 0, 0, 1), report):
        raise NewFileError(f"{report.items[0].message}; {report.items[0].hint}")
    return name


def _folder(loaded: Loaded, asked: str | None) -> str:
    """Return the id of the contest that is meant: the one asked for, or the only one."""
    folders = [files.id for files in layout(loaded.files, Report()).contests]
    if asked is not None and asked not in folders:
        raise NewFileError(
            worded("unknown contest '%(asked)s'; %(hint)s", asked=asked, hint=did_you_mean(asked, folders)).rstrip("; ")
        )
    if not folders:
        raise NewFileError(worded("there is no contest yet; run %(command)s new contest ID", command=sources.called()))
    if asked is None and len(folders) > 1:
        message = worded(
            "there are several contests; name one: --contest %(folders)s", folders=" or --contest ".join(folders)
        )
        raise NewFileError(message)
    return asked or folders[0]


def _contest(loaded: Loaded, asked: str | None) -> Contest | None:
    """Return the contest asked for, or the only one; None where there are several, or it has faults."""
    contests = loaded.site.contests if loaded.site is not None else ()
    if asked is not None:
        _folder(loaded, asked)
        return next((contest for contest in contests if contest.id == asked), None)
    return contests[0] if len(contests) == 1 else None


def _missing_settings(path: Path, globs: dict[str, list[str]]) -> tuple[str, ...]:
    """Write the settings where no editor did; return the lines that an editor's own file does not have."""
    if not path.exists() or _is_ours(path.read_text(encoding="utf-8")):
        _write(path, _json({"yaml.schemas": globs}))
        return ()
    text = path.read_text(encoding="utf-8")
    return tuple(f"{json.dumps(name)}: {json.dumps(globs[name])}" for name in globs if json.dumps(name) not in text)


def _is_ours(text: str) -> bool:
    """Tell whether settings are as they are written here, with nothing in them that an editor added."""
    try:
        told = json.loads(text)["yaml.schemas"]
    except (ValueError, TypeError, KeyError):
        return False
    is_known = isinstance(told, dict) and all(name.startswith(f"./{editor_schemas.FOLDER}/") for name in told)
    return is_known and text == _json({"yaml.schemas": told})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
