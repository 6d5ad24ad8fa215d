"""The shape of the package: who may import whom, who may touch the outside, how large a part may grow."""

import ast
import re
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TypeGuard

import pytest

from tests.sites import ROOT

PACKAGE = "recanvass"
ROOMS = (
    *("core", "cache", "content", "results", "text", "checks", "pages", "exports"),
    *("publish", "build", "authoring", "cli", "__main__"),
)
"""The rooms in the order of the pipeline: each imports from those before it."""
MAX_ENTRIES = 14
"""At the top of the package: the rooms, and `__init__` and `__main__`."""
OUTSIDE = {
    "content": {"files"},
    "publish": {
        *("interrupts", "output_folder", "git_branch", "repository", "state_files", "subprocesses"),
        "branch_faults",
        *("locks", "published", "signatures", "swap", "temporary", "trees", "uncommitted", "verify", "webhook"),
    },
    "build": {"links", "workers"},
    "authoring": {
        *("editor_files", "program", "scaffold", "upgrade"),
        *("importing.arguments", "importing.command", "importing.outcome", "importing.reading", "importing.writing"),
        *("importing.election_arguments", "importing.election.command", "importing.election.task"),
        *("importing.election.current", "importing.election.plan"),
        *("importing.downloads", "importing.formats.archive", "importing.sheets.exporting"),
        *("importing.maps.importing", "importing.maps.outlines"),
        *(f"night.{name}" for name in ("arguments", "clock", "command", "commits", "deadlines", "imports")),
        *(f"night.{name}" for name in ("judging", "loop", "page", "recorded", "sending", "sources", "state")),
        *("preview.arguments", "preview.current_site", "preview.server", "preview.watching"),
    },
    "cli": {"authoring", "effects", "explaining", "language", "main", "options", "printing", "publishing"},
    "__main__": {""},
}
"""The modules that touch files, clock, environment or output."""
HOMES = {
    "PIL": "pages.card_image",
    "babel": "text.catalogue",
    "distributed": "build.workers",
    "filelock": "publish",
    "hatchling": "authoring.program",
    "jinja2": "pages.templates",
    "livereload": "authoring.preview",
    "tornado": "authoring",
    "markdown": "content.markdown",
    "markupsafe": "content.markdown",
    "nh3": "content.markdown",
    "python_calamine": "authoring.importing.formats.workbook",
    "platformdirs": "publish.state_files",
    "shtab": "cli.options",
    "watchfiles": "authoring.preview",
    "yaml": "content.syntax",
}
EVERYWHERE = frozenset({"msgspec"})
"""What a value is made of, is taken apart with, and is read into."""
PURE = frozenset(
    {
        "array",
        "bisect",
        "codecs",
        "collections",
        "csv",
        "datetime",
        "decimal",
        "difflib",
        "enum",
        "fractions",
        "functools",
        "hashlib",
        "heapq",
        "html",
        "itertools",
        "json",
        "math",
        "operator",
        "re",
        "struct",
        "types",
        "typing",
        "unicodedata",
        "zlib",
    }
)
"""Modules of the standard library that reach nothing outside the process."""
PURE_NAMES = frozenset(
    {
        *("io.StringIO", "pathlib.PurePosixPath", "urllib.parse.urlsplit", "xml.etree.ElementTree.Element"),
        *("pathlib.PurePath", "shlex.quote", "xml.parsers.expat.ExpatError", "xml.parsers.expat.ParserCreate"),
        *("zoneinfo.ZoneInfo", "zoneinfo.available_timezones"),  # tables of offsets, and no clock
    }
)
EXCEPTIONS = {
    "authoring.importing.sheets.xlsx": {  # a workbook is made in memory
        *("io.BytesIO", "zipfile.ZIP_DEFLATED", "zipfile.ZipFile", "zipfile.ZipInfo"),
    },
    "authoring.importing.formats.workbook": {"io.BytesIO"},  # a workbook is read from bytes that were read before
    "pages.card_image": {"io.BytesIO"},  # an image is drawn in memory
    "text.catalogue": {"gettext.GNUTranslations", "io.BytesIO"},  # a catalogue is read from bytes that were read before
    "build.last_build": {"pathlib.Path"},  # passes the output folder on
    "build.pipeline": {
        "contextlib.contextmanager",  # work comes to an end
        "pathlib.Path",  # passes folders on
        "threading.Lock",  # a process works on one file at a time
    },
}
IMPURE_CALLS = frozenset({"open", "print", "input", "eval", "exec", "compile", "__import__", "breakpoint"})
IMPURE_ATTRIBUTES = frozenset(
    {
        "now",
        "today",
        "utcnow",
        "open",
        "read_text",
        "read_bytes",
        "write_text",
        "write_bytes",
        "mkdir",
        "unlink",
        "rmdir",
        "rename",
        "touch",
        "iterdir",
        "glob",
        "rglob",
        "exists",
        "is_file",
        "is_dir",
        "stat",
        "home",
        "cwd",
        "environ",
        "getenv",
        "stdin",
        "stdout",
        "stderr",
    }
)
FIGURES = (
    "core.model",
    "core.contest_rules",
    "content.schema.scalars",
    "content.load.accounts",
    "content.load.figures",
    "content.load.figures_csv",
    "content.load.positions",
    "content.load.totals",
    "results",
    "text",
    "checks",
    "pages",
    "exports",
    "build.plan",
    "authoring.importing",
    "authoring.explain",
)
"""Modules and rooms through which figures pass."""
PICTURES = ("pages.card_image", "pages.maps", "pages.charts")
"""Where a figure has become a length, which may be a binary fraction."""
DIVIDES = {
    "results.ranking",
    *("pages.card_image", "pages.charts.shapes", "core.topology"),  # lengths
    *("authoring.importing.maps.cutting", "authoring.importing.maps.regions"),
    # Fractions, which lose nothing:
    *("checks.packs.caucus.award_rules", "checks.packs.caucus.pools"),
}

MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 60


@dataclass(frozen=True)
class Module:
    """One file of the package; `name` is dotted, without the package's own, and empty for the package itself."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The room it is in, which is itself for `__main__`."""
        return self.name.partition(".")[0]

    @property
    def part(self) -> str:
        """Its name within its room."""
        return self.name.partition(".")[2]


@cache
def modules() -> dict[str, Module]:
    found = {}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        parts = path.relative_to(ROOT / PACKAGE).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        text = path.read_text(encoding="utf-8")
        found[name] = Module(name, path, text, ast.parse(text))
    return found


def imported(module: Module) -> Iterator[str]:
    """Yield what a module imports, in functions and for type checks too: `a.b` of `import a.b`, `from a import b`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module.path} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own(name: str) -> str | None:
    """Return the module of the package that an imported name is or is in."""
    first, _, rest = name.partition(".")
    if first != PACKAGE:
        return None
    while rest not in modules():
        rest = rest.rpartition(".")[0]
    return rest


def imports_of(module: Module) -> set[str]:
    return {found for found in map(own, imported(module)) if found is not None}


def room_of(name: str) -> str:
    return name.partition(".")[0]


every_module = pytest.mark.parametrize("module", modules().values(), ids=lambda module: module.name or PACKAGE)


def test_the_rooms_are_what_is_there() -> None:
    entries = [path for path in (ROOT / PACKAGE).iterdir() if path.name != "__pycache__"]
    assert sorted(path.stem for path in entries) == sorted((*ROOMS, "__init__"))
    assert len(entries) <= MAX_ENTRIES
    assert all((path / "__init__.py").is_file() for path in entries if path.is_dir())


@every_module
def test_a_module_imports_only_from_its_room_and_those_before(module: Module) -> None:
    before = ROOMS[: ROOMS.index(module.room) + 1] if module.name else ()
    assert {name for name in imports_of(module) if name and room_of(name) not in before} == set()


def test_imports_run_one_way_inside_rooms() -> None:
    """Between modules, and between the folders of a room taken as one each."""
    for depth in (2, 3, 9):
        arrows: dict[str, set[str]] = {}
        for name, module in modules().items():
            near = {other for other in imports_of(module) if room_of(other) == module.room}
            ends = {".".join(other.split(".")[:depth]) for other in near}
            start = ".".join(name.split(".")[:depth])
            arrows.setdefault(start, set()).update(ends - {start, module.room})
        assert set(TopologicalSorter(arrows).static_order()) >= set(arrows)


def drawing() -> str:
    """Return the rooms as ARCHITECTURE.md shows them: what each imports from, and its modules in order."""
    lines = []
    for room in ROOMS:
        inside = {name: module for name, module in modules().items() if room_of(name) == room}
        used = {room_of(other) for module in inside.values() for other in imports_of(module)} - {room, ""}
        lines.append(f"{room}" + (f"  ←  {' '.join(one for one in ROOMS if one in used)}" if used else ""))
        for folder in sorted({module.part.rpartition(".")[0] for module in inside.values()}):
            names = in_order({name: module for name, module in inside.items() if is_in(module, folder)})
            head = f"  {folder.replace('.', '/')}/ " if folder else "  "
            lines += textwrap.wrap(" ".join(names), 116, initial_indent=head, subsequent_indent=" " * len(head))
    return "\n".join(lines)


def is_in(module: Module, folder: str) -> bool:
    return module.part.rpartition(".")[0] == folder and module.path.name != "__init__.py"


def in_order(some: dict[str, Module]) -> list[str]:
    """Return the names of modules, those first that import none of the others, else in the order of their letters."""
    sorter = TopologicalSorter({name: imports_of(module) & set(some) - {name} for name, module in some.items()})
    sorter.prepare()
    names: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        names += ready
        sorter.done(*ready)
    return [name.rpartition(".")[2] for name in names]


def test_the_drawing_in_the_docs_is_this_one(request: pytest.FixtureRequest) -> None:
    path = ROOT / "ARCHITECTURE.md"
    before, mark, rest = path.read_text(encoding="utf-8").partition("## Rooms\n")
    text, fence, after = rest.partition("```\n")[2].partition("\n```\n")
    assert mark
    assert fence
    if request.config.getoption("--rewrite"):
        lead = rest.partition("```\n")[0]
        path.write_text(f"{before}{mark}{lead}```\n{drawing()}{fence}{after}", encoding="utf-8")
        return
    assert text == drawing()


def outside(module: Module) -> set[str]:
    """Return what a module imports of the standard library that may reach outside the process."""
    names = {name for name in imported(module) if name.partition(".")[0] in sys.stdlib_module_names}
    attributes = [node for node in ast.walk(module.tree) if isinstance(node, ast.Attribute)]
    used = {f"io.{node.attr}" for node in attributes if isinstance(node.value, ast.Name) and node.value.id == "io"}
    names = (names - {"io"}) | used
    return {name for name in names if name.partition(".")[0] not in PURE and name not in PURE_NAMES}


@every_module
def test_only_marked_modules_reach_outside(module: Module) -> None:
    if module.part in OUTSIDE.get(module.room, ()):
        assert outside(module)
        return
    assert outside(module) == EXCEPTIONS.get(module.name, set())
    called = [node.func for node in ast.walk(module.tree) if isinstance(node, ast.Call)]
    names = {function.id for function in called if isinstance(function, ast.Name)}
    attributes = {node.attr for node in ast.walk(module.tree) if isinstance(node, ast.Attribute)}
    assert names & IMPURE_CALLS == set()
    assert attributes & IMPURE_ATTRIBUTES == set()


def test_every_mark_and_every_exception_is_of_a_module() -> None:
    marked = {f"{room}.{part}".rstrip(".") for room, parts in OUTSIDE.items() for part in parts}
    assert marked | set(EXCEPTIONS) <= set(modules())


def test_each_library_has_one_home() -> None:
    found: dict[str, set[str]] = {}
    for module in modules().values():
        for name in imported(module):
            if any(name == known or name.startswith(f"{known}.") for known in EVERYWHERE):
                continue
            library = name.partition(".")[0]
            if library != PACKAGE and library not in sys.stdlib_module_names:
                home = HOMES.get(library, "")
                is_home = module.name == home or module.name.startswith(f"{home}.")
                found.setdefault(library, set()).add(home if is_home else module.name)
    assert found == {library: {home} for library, home in HOMES.items()}


@every_module
def test_a_module_says_what_it_is(module: Module) -> None:
    assert ast.get_docstring(module.tree)


@every_module
def test_no_part_grows_too_large(module: Module) -> None:
    assert module.text.count("\n") <= MAX_MODULE_LINES
    functions = [node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    assert {name: length for name, length in lengths.items() if length > MAX_FUNCTION_LINES} == {}


@pytest.mark.parametrize("name", FIGURES)
def test_figures_are_never_binary_fractions(name: str) -> None:
    through = [module for module in modules().values() if f"{module.name}.".startswith(f"{name}.")]
    assert through
    drawn = [module for module in through if not module.name.startswith(PICTURES)]
    for node in (node for module in drawn for node in ast.walk(module.tree)):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float | complex))
        assert not (isinstance(node, ast.Name) and node.id in ("float", "round", "complex"))


def test_figures_are_divided_in_one_place() -> None:
    divided = {
        module.name
        for module in modules().values()
        if module.part not in OUTSIDE.get(module.room, ())
        for node in ast.walk(module.tree)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
    }
    assert divided == DIVIDES


METAPHORS = frozenset(
    {"press", "crew", "shelf", "desk", "ground", "stage", "edition", "watched", "closures", "packed", "moments"}
)
"""Names that the field has better words for."""


def test_names_are_those_of_the_field() -> None:
    classes = {
        node.name.casefold() for module in modules().values() for node in ast.walk(module.tree) if is_class(node)
    }
    parts = {part for name in modules() for part in name.split(".")}
    assert (classes | parts) & METAPHORS == set()


def is_class(node: ast.AST) -> TypeGuard[ast.ClassDef]:
    return isinstance(node, ast.ClassDef)


def test_no_two_classes_have_one_name() -> None:
    """But those that only their own module knows."""
    classes = [node.name for module in modules().values() for node in module.tree.body if is_class(node)]
    public = Counter(name for name in classes if not name.startswith("_"))
    assert [name for name, count in public.items() if count > 1] == []


def test_nothing_is_left_for_later() -> None:
    mark = re.compile(r"\b(TO[D]O|FIX[M]E|XX[X])\b")
    endings = {".py", ".html", ".css", ".js", ".md", ".yml", ".toml", ".sh"}
    folders = [ROOT / name for name in (PACKAGE, "templates", "tests", "tools", "docs", "content", "examples")]
    folders.append(ROOT / "tests_originals")
    paths = [path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.suffix in endings]
    paths += [ROOT / name for name in ("build.py", "site.yml", "Makefile", "pyproject.toml")]
    ours = (path for path in paths if path.is_file() and "node_modules" not in path.parts)
    found = [path for path in ours if mark.search(path.read_text("utf-8", errors="replace"))]
    assert found == []
