"""What each file of a site is, by its path.

Owns the names of files and folders. Must not look into any file.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from recanvass.content.files import CONTENT, PUBLISHED, SETTINGS, SourceFile
from recanvass.core.diagnostics import Report, Span
from recanvass.core.messages import worded

ICONS = ("favicon.ico", "favicon.png")
_ROW_ENDINGS = (".yml", ".csv")
_HINTS = {
    ".yml": worded("places belong in content/places/, results in content/contests/<contest>/releases/<release>/"),
    ".csv": worded("places belong in content/places/, results in content/contests/<contest>/releases/<release>/"),
    ".md": worded("notes belong in content/news/, standing pages in content/pages/"),
    ".json": worded("maps belong in content/maps/"),
    **dict.fromkeys(
        PUBLISHED, worded("pictures and PDFs belong beside the note or page, in content/news/ or content/pages/")
    ),
    ".svg": worded("save the picture as PNG or JPEG"),
}


class ReleaseFiles(Struct, frozen=True):
    """The files of one release; `head` is its release.yml, `rows` are those beside it."""

    id: str
    folder: str
    head: SourceFile | None
    rows: tuple[SourceFile, ...]


class ContestFiles(Struct, frozen=True):
    """The files of one contest; `head` is its contest.yml."""

    id: str
    folder: str
    head: SourceFile | None
    acknowledged: SourceFile | None
    corrections: SourceFile | None
    releases: tuple[ReleaseFiles, ...]
    requests: tuple[SourceFile, ...]


class Layout(Struct, frozen=True):
    """All files of a site by what they are, each kind sorted by path."""

    settings: SourceFile | None
    places: tuple[SourceFile, ...]
    contests: tuple[ContestFiles, ...]
    news: tuple[SourceFile, ...]
    pages: tuple[SourceFile, ...]
    maps: tuple[SourceFile, ...]
    rules: tuple[SourceFile, ...]
    parties: SourceFile | None
    offices: SourceFile | None
    published: tuple[SourceFile, ...] = ()


def stem(path: str) -> str:
    """Return the name of a file without its ending."""
    return path.rpartition("/")[2].rpartition(".")[0]


def layout(files: Mapping[str, SourceFile], report: Report) -> Layout:
    """Return the files by what they are; emits E405 for a file that nothing reads, and ignores templates."""
    roles: dict[tuple[str, ...], list[SourceFile]] = {}
    for path in sorted(files):
        if not path.startswith(f"{CONTENT}/"):
            continue
        role = ("published",) if _is_published(path) else _role(path.split("/"))
        if role:
            roles.setdefault(role, []).append(files[path])
        else:
            _report_unexpected(path, report)
    return Layout(
        settings=files.get(SETTINGS),
        places=tuple(roles.get(("places",), ())),
        contests=_contests(roles),
        news=tuple(roles.get(("news",), ())),
        pages=tuple(roles.get(("pages",), ())),
        maps=tuple(roles.get(("maps",), ())),
        rules=tuple(roles.get(("rules",), ())),
        parties=_first(roles.get(("parties",), ())),
        offices=_first(roles.get(("offices",), ())),
        published=tuple(roles.get(("published",), ())),
    )


def _is_published(path: str) -> bool:
    """Tell whether a file goes on the site as it is: it lies beside texts, or is the site's icon."""
    folder, _, name = path.removeprefix(f"{CONTENT}/").rpartition("/")
    is_icon = not folder and name in ICONS
    return is_icon or (folder in ("news", "pages") and name[name.rfind(".") :].lower() in PUBLISHED)


def _role(parts: list[str]) -> tuple[str, ...]:
    ending = parts[-1][parts[-1].rfind(".") :]
    match parts[1:]:
        case ["parties.yml" | "offices.yml" as name]:
            role: tuple[str, ...] = (stem(name),)
        case ["places", *_, _] if ending in _ROW_ENDINGS:
            role = ("places",)
        case ["contests", contest, "contest.yml" | "acknowledged.yml" | "corrections.yml" as name]:
            role = ("contest", contest, stem(name))
        case ["contests", contest, "releases", release, "release.yml"]:
            role = ("contest", contest, "head", release)
        case ["contests", contest, "releases", release, _] if ending in _ROW_ENDINGS:
            role = ("contest", contest, "rows", release)
        case ["contests", contest, "reviews", _] if ending == ".yml":
            role = ("contest", contest, "reviews")
        case ["news" | "pages" as folder, _] if ending == ".md":
            role = (folder,)
        case ["rules", _] if ending == ".yml":
            role = ("rules",)
        case ["maps", _] if ending == ".json":
            role = ("maps",)
        case _:
            role = ()
    return role


def _report_unexpected(path: str, report: Report) -> None:
    name = path.rpartition("/")[2]
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    renamed = {".yaml": worded("rename it to %(stem)s.yml", stem=stem(name))}
    hint = (_HINTS | renamed).get(ending, worded("keep it outside content/"))
    report.add("E405", Span(path), worded("unused file '%(name)s'", name=name), hint=hint)


def _contests(roles: Mapping[tuple[str, ...], list[SourceFile]]) -> tuple[ContestFiles, ...]:
    ids = dict.fromkeys(role[1] for role in roles if role[0] == "contest")
    return tuple(
        ContestFiles(
            id=contest,
            folder=f"{CONTENT}/contests/{contest}",
            head=_first(roles.get(("contest", contest, "contest"), ())),
            acknowledged=_first(roles.get(("contest", contest, "acknowledged"), ())),
            corrections=_first(roles.get(("contest", contest, "corrections"), ())),
            releases=_releases(contest, roles),
            requests=tuple(roles.get(("contest", contest, "reviews"), ())),
        )
        for contest in sorted(ids)
    )


def _releases(contest: str, roles: Mapping[tuple[str, ...], list[SourceFile]]) -> tuple[ReleaseFiles, ...]:
    ids = {role[3] for role in roles if role[0:2] == ("contest", contest) and role[2] in ("head", "rows")}
    return tuple(
        ReleaseFiles(
            id=release,
            folder=f"{CONTENT}/contests/{contest}/releases/{release}",
            head=_first(roles.get(("contest", contest, "head", release), ())),
            rows=tuple(roles.get(("contest", contest, "rows", release), ())),
        )
        for release in sorted(ids)
    )


def _first(files: Iterable[SourceFile]) -> SourceFile | None:
    return next(iter(files), None)
