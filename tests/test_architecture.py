"""The shape of the package: who may import whom, who may touch the outside, how large a part may grow."""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from itertools import pairwise
from pathlib import Path

import pytest

from tests.sites import ROOT

PACKAGE = "recanvass"
RANKS: tuple[tuple[str, ...], ...] = (
    (
        *("diagnostics", "codes", "yaml_faults", "markup", "artifact", "packed", "maps", "rulebook", "cards"),
        *("interrupts", "printing"),
    ),
    ("model", "sources", "tracing", "memory", "keeping", "children"),
    ("syntax", "standings", "moments", "urls", "assets", "closures", "vocabulary"),
    ("scalars", "schema", "derive", "charts", "wording", "asof"),
    ("outcomes",),
    ("reconcile", "shapes", "stakes", "guards", "prose", "misprints", "checks"),
    ("load", "views", "exports"),
    ("schemas", "plan", "render", "provenance", "publish", "verify"),
    ("shelf", "record"),
    ("press",),
    ("crew",),
    ("pipeline", "starters", "cms"),
    ("preview", "imports", "desk", "branch"),
    ("authoring", "options"),
    ("editorial",),
    ("cli",),
    ("__main__",),
)
RANK_OF = {module: rank for rank, modules in enumerate(RANKS) for module in modules}
OUTWARD = frozenset(
    {
        *(
            "interrupts",
            "printing",
            "sources",
            "keeping",
            "children",
            "publish",
            "crew",
            "verify",
            "preview",
            "imports",
        ),
        *("desk", "branch", "authoring", "editorial", "options", "cli", "__main__"),
    }
)
"""Modules that touch files, clock, environment or output."""
PARTS_OUTWARD = {
    "authoring": frozenset({"program", "scaffold", "upgrade"}),
    "preview": frozenset({"arguments", "desk", "server", "watching"}),
    "imports": frozenset({"arguments", "command", "outcome", "reading", "writing"}),
}
"""Of a package that does, the parts; the others are as pure as any other module."""

HOMES = {
    "PIL": "cards",
    "distributed": "crew",
    "filelock": "publish",
    "hatchling": "authoring",
    "jinja2": "render",
    "livereload": "preview",
    "tornado": "preview",
    "markdown": "markup",
    "markupsafe": "markup",
    "msgspec": "packed",
    "nh3": "markup",
    "shtab": "options",
    "watchfiles": "preview",
    "yaml": "syntax",
}
EVERYWHERE = frozenset({"msgspec.Struct", "msgspec.field", "msgspec.structs"})
"""What a value is made of, and is taken apart with."""
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
        "html",
        "itertools",
        "json",
        "math",
        "operator",
        "re",
        "types",
        "typing",
        "unicodedata",
    }
)
"""Modules of the standard library that reach nothing outside the process."""
PURE_NAMES = frozenset(
    {"io.StringIO", "pathlib.PurePosixPath", "urllib.parse.urlsplit", "xml.etree.ElementTree.Element"}
)
EXCEPTIONS = {
    "cards": {"io.BytesIO"},  # an image is drawn in memory
    "exports": {"zoneinfo.ZoneInfo"},  # a day begins by the site's zone
    "load": {"zoneinfo.ZoneInfo", "zoneinfo.available_timezones"},  # a zone is named in site.yml and has to exist
    "asof": {"zoneinfo.ZoneInfo"},  # a day ends in the site's zone
    "packed": {"zoneinfo.ZoneInfo"},  # a zone is written by its name
    "record": {"pathlib.Path"},  # passes the output folder on
    "moments": {"zoneinfo.ZoneInfo"},  # a day begins and ends by the site's zone
    "stakes": {"zoneinfo.ZoneInfo"},  # hands the site's zone on to `moments`
    "views": {"zoneinfo.ZoneInfo"},  # reads the site's zone for `moments`
    "wording": {"zoneinfo.ZoneInfo"},  # a time is told in the site's zone: a table of offsets, and no clock
    "pipeline": {
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
    "model",
    "scalars",
    "standings",
    "derive",
    "stakes",
    "wording",
    "exports",
    "checks",
    "misprints",
    "prose",
    "rulebook",
    "views",
    "plan",
    "reconcile",
    "provenance",
    "load.accounts",
    "load.figures",
    "load.figures_csv",
    "load.positions",
    "load.totals",
    "imports",
)
"""Modules through which figures pass."""

DIVIDE_FRACTIONS = frozenset({"checks.caucus", "checks.rooms"})
"""Modules that divide Fractions, which loses nothing."""

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
    def top(self) -> str:
        """The name under which the map lists it."""
        return self.name.partition(".")[0]


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


def rank(name: str) -> int:
    return RANK_OF[name.partition(".")[0]] if name else -1


every_module = pytest.mark.parametrize("module", modules().values(), ids=lambda module: module.name or PACKAGE)


def test_every_module_has_one_rank() -> None:
    assert sorted(RANK_OF) == sorted({module.top for module in modules().values()} - {""})
    assert len(RANK_OF) == sum(map(len, RANKS))
    assert set(RANK_OF) >= OUTWARD


@every_module
def test_a_module_imports_only_from_lower_ranks(module: Module) -> None:
    others = {name for name in imports_of(module) if name.partition(".")[0] != module.top or not module.name}
    assert {name: rank(name) for name in others if rank(name) >= rank(module.name)} == {}


def test_imports_within_a_package_run_one_way() -> None:
    inside = {
        name: {other for other in imports_of(module) if other.partition(".")[0] == module.top and other != name}
        for name, module in modules().items()
    }
    assert len(list(TopologicalSorter(inside).static_order())) == len(modules())


def test_no_rank_could_be_left_out() -> None:
    for lower, upper in pairwise(RANKS):
        users = [module for module in modules().values() if module.top in upper]
        assert {name.partition(".")[0] for module in users for name in imports_of(module)} & set(lower)


def test_the_map_in_the_docs_is_this_one() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    section = text.partition("## Map of modules\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (\d+) \| `(\w+)`(\*?) \| (.+) \|$", section, re.MULTILINE)
    assert len(rows) == section.count("\n| ") - 1
    assert [(int(rank), module) for rank, module, _, _ in rows] == [
        (rank, module) for rank, ranked in enumerate(RANKS) for module in ranked
    ]
    assert {module for _, module, star, _ in rows if star} == OUTWARD
    assert len({owns for *_, owns in rows}) == len(rows)


def outside(module: Module) -> set[str]:
    """Return what a module imports of the standard library that may reach outside the process."""
    names = {name for name in imported(module) if name.partition(".")[0] in sys.stdlib_module_names}
    attributes = [node for node in ast.walk(module.tree) if isinstance(node, ast.Attribute)]
    used = {f"io.{node.attr}" for node in attributes if isinstance(node.value, ast.Name) and node.value.id == "io"}
    names = (names - {"io"}) | used
    return {name for name in names if name.partition(".")[0] not in PURE and name not in PURE_NAMES}


@every_module
def test_only_marked_modules_reach_outside(module: Module) -> None:
    part = module.name.partition(".")[2]
    if module.top in OUTWARD and part in PARTS_OUTWARD.get(module.top, {part}):
        assert outside(module)
        return
    assert outside(module) <= EXCEPTIONS.get(module.top, set())
    called = [node.func for node in ast.walk(module.tree) if isinstance(node, ast.Call)]
    names = {function.id for function in called if isinstance(function, ast.Name)}
    attributes = {node.attr for node in ast.walk(module.tree) if isinstance(node, ast.Attribute)}
    assert names & IMPURE_CALLS == set()
    assert attributes & IMPURE_ATTRIBUTES == set()


def test_every_exception_is_needed() -> None:
    used: dict[str, set[str]] = {}
    for module in modules().values():
        if module.top not in OUTWARD and outside(module):
            used.setdefault(module.top, set()).update(outside(module))
    assert used == EXCEPTIONS


def test_each_library_has_one_home() -> None:
    homes: dict[str, set[str]] = {}
    for module in modules().values():
        for name in imported(module):
            if any(name == known or name.startswith(f"{known}.") for known in EVERYWHERE):
                continue
            library = name.partition(".")[0]
            if library != PACKAGE and library not in sys.stdlib_module_names:
                homes.setdefault(library, set()).add(module.name if module.name in HOMES.values() else module.top)
    assert homes == {library: {home} for library, home in HOMES.items()}


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
    through = [module for module in modules().values() if module.name == name or module.name.startswith(f"{name}.")]
    assert through
    for node in (node for module in through for node in ast.walk(module.tree)):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float | complex))
        assert not (isinstance(node, ast.Name) and node.id in ("float", "round", "complex"))


def test_figures_are_divided_in_one_place() -> None:
    divided = {
        module.name
        for module in modules().values()
        if module.top not in OUTWARD
        for node in ast.walk(module.tree)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
    }
    assert divided == {"cards", "standings", "charts", "maps", *DIVIDE_FRACTIONS}


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
