"""Every text that readers see is an entry of the catalogue."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from jinja2 import nodes

from tests.parsed import parsed
from tests.sites import ROOT

LOCALES = ROOT / "recanvass" / "text" / "locales"
TEMPLATE = LOCALES / "recanvass.pot"
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".xml"))
SHOWN = re.compile(r'\b(aria-label|title|alt|placeholder|label|content|data-[a-z]+)="([^"]*)"')
"""Attributes that readers see, or that scripts show them."""
VALUE = re.compile(r"%\((\w+)\)s")
NO_TEXTS = {
    ("content", "width=device-width, initial-scale=1"),
    ("content", "noindex"),
    ("content", "0; url="),
    ("content", "#fbfaf7"),
    ("content", "summary"),
    ("content", "summary_large_image"),
    ("data-groups", "section"),
    ("data-groups", "table"),
    ("data-items", "section li"),
    ("data-items", "tbody tr"),
}
"""Attributes for programs."""
NAMES_IN_TEMPLATES = {"others"}
"""What templates take of a view by its name."""


def markup_of(template: str) -> tuple[str, list[str]]:
    """Return what stands in a template outside of texts, with a mark for all else, and the other texts in it."""
    tree = parsed(template)
    markup = "\0".join(node.data for node in tree.find_all(nodes.TemplateData))
    calls = (node for node in tree.find_all(nodes.Call) if isinstance(node.node, nodes.Name))
    entries = [id(one) for call in calls if call.node.name in ("_", "gettext") for one in call.args]  # type: ignore[attr-defined]
    paths = [id(node.template) for node in tree.find_all(nodes.FromImport)]
    paths += [id(node.template) for node in tree.find_all(nodes.Extends)]
    texts = [node for node in tree.find_all(nodes.Const) if isinstance(node.value, str)]
    return markup, [node.value for node in texts if id(node) not in (*entries, *paths)]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_text_of_their_own(template: Path) -> None:
    markup, texts = markup_of(template.read_text(encoding="utf-8"))
    shown = {(name, value.replace("\0", "")) for name, value in SHOWN.findall(markup)}
    assert {pair for pair in shown if re.search(r"[^\W\d_]", pair[1])} - NO_TEXTS == set()
    outside = re.sub(r"<[^<>]*>", "\0", markup)
    assert re.findall(r"[^\W\d_][^\0]*", outside) == []
    assert {text for text in texts if re.search(r"[^\W\d_]", text)} - NAMES_IN_TEMPLATES == set()


ENTRIES = {"text": 1, "plural": 2, "msgid": 1, "msgids": 2, "worded": 1}
"""What takes entries of the catalogue, or of that of editors, and how many."""
MODULES = sorted(
    path
    for path in (
        *(ROOT / "recanvass" / "pages").rglob("*.py"),
        *(ROOT / "recanvass" / "exports").rglob("*.py"),
        *(ROOT / "recanvass" / "checks" / "packs").rglob("*.py"),
        ROOT / "recanvass" / "text" / "terms.py",
        ROOT / "recanvass" / "text" / "sentences.py",
        ROOT / "recanvass" / "text" / "outcome_sentences.py",
        ROOT / "recanvass" / "build" / "plan.py",
    )
    # What editors of templates are told; a record for programs
    if path.name not in ("templates.py", "nist.py", "nist_contest.py", "nist_units.py")
)
LOOSE_TEXT = re.compile(r"[A-Za-z]{2,}[,.:;]? [A-Za-z(]|[A-Za-z] $|^,? [a-z]|^[A-Z][a-z]+$")
"""Words in a row, a piece of them at either end of a text that is put together, or one word with a capital."""
NO_ENTRIES = {
    *("Dataset", "Organization", "Person"),  # kinds of schema.org
    " and ",  # how the name of a ticket of two is told, which is content
    *("Registered Voters", "Ballots Cast"),  # offices and candidates in the layout of OpenElections
    *("Over Votes", "Under Votes", "Blank", "Exhausted"),
    *("mark s", " s", " s3"),  # classes of a style sheet
    *("every layer, each with its table", "who leads, with its table"),  # what a member of an enumeration means
    "who leads; the page has the same figures in a table of its own",
    *(
        "The rules of the contest",
        "Awards",
        "Delegates",
        "first alignment",
    ),  # rules as docs and `explain` have them, in English
    " A place without apportioned delegates must award as many as its attendance gives it.",
}


def loose_texts(module: Path) -> Iterator[tuple[int, str]]:
    """Yield the texts in a module that are no entries: not its docstrings, nor what a fault says."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    passed: set[int] = set()
    for node in ast.walk(tree):
        name = getattr(getattr(node, "func", None), "attr", getattr(getattr(node, "func", None), "id", ""))
        if isinstance(node, ast.Call) and name in ENTRIES:
            passed.update(id(one) for one in node.args[: ENTRIES[name]])
        elif isinstance(node, ast.Call) and name == "Pack":  # its title is a heading of the docs
            passed.update(id(one.value) for one in node.keywords if one.arg == "title")
        elif isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and ast.unparse(node.func) == "report.add"):
            passed.update(id(one) for one in ast.walk(node))
        elif isinstance(node, ast.Expr):
            passed.add(id(node.value))
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    for text in texts:
        if id(text) not in passed and LOOSE_TEXT.search(str(text.value)) and text.value not in NO_ENTRIES:
            yield text.lineno, str(text.value)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT / "recanvass").as_posix())
def test_modules_hold_no_text_of_their_own(module: Path) -> None:
    assert list(loose_texts(module)) == []


def test_the_checks_see_what_they_look_for(tmp_path: Path) -> None:
    markup, texts = markup_of('<p title="Here">Lead{{ cell("Total") }}</p>{% if x %}<i>{{ _("Rank") }}</i>{% endif %}')
    assert SHOWN.findall(markup) == [("title", "Here")]
    assert "Lead" in markup
    assert texts == ["Total"]
    module = tmp_path / "module.py"
    module.write_text(
        '"""Says what."""\nfact("As of", text("Lead"), f"{lead} of {total}", "sde", text("No " + "lead"))\n'
    )
    assert [found for _, found in loose_texts(module)] == ["As of", " of ", "No "]


def test_the_list_of_entries_is_that_of_the_sources(tmp_path: Path) -> None:
    """If not: `make texts`."""
    made = tmp_path / TEMPLATE.name
    command = (sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract", "-o", str(made), ".")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert made.read_text(encoding="utf-8") == TEMPLATE.read_text(encoding="utf-8")


def faults_of(path: Path) -> list[str]:
    """Return what is wrong with a catalogue: entries that the sources do not have, and texts that lose a value."""
    with path.open("rb") as file:
        catalog = read_po(file, locale=path.parts[-3])
    fuzzy = [f"{message.id!r} was not looked at" for message in catalog if message.id and message.fuzzy]
    blank = [f"{message.id!r} has no text" for message in catalog if message.id and not all(several(message.string))]
    missing = {message.id for message in entries() if message.id} ^ {message.id for message in catalog if message.id}
    wrong = [f"{message.id!r} has other values" for message in catalog if message.id and has_other_values(message)]
    return [*fuzzy, *blank, *map(repr, missing), *wrong]


def several(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def has_other_values(message: Message) -> bool:
    """Tell whether a translation names other values than its entry; it may leave out the number of things."""
    originals, texts = several(message.id), several(message.string)
    wanted = {value for text in originals for value in VALUE.findall(text)} - {"count"}
    return any(text and set(VALUE.findall(text)) - {"count"} != wanted for text in texts)


def test_every_catalogue_is_whole(tmp_path: Path) -> None:
    """If not: `make texts`, then fill in what is empty. Until then pages show it in English, and `check` names it."""
    assert {path: found for path in LOCALES.rglob("recanvass.po") if (found := faults_of(path))} == {}
    path = tmp_path / "es" / "LC_MESSAGES" / "recanvass.po"
    path.parent.mkdir(parents=True)

    def faults_with(**changes: str) -> list[str]:
        made = entries()
        made.locale = "es"
        for message in made:
            if isinstance(message.id, str):
                message.string = changes.get(message.id, message.id)
            else:
                message.string = (*message.id, message.id[1])
        if "gone" in changes:
            made.delete("Home")
        with path.open("wb") as file:
            write_po(file, made)
        return faults_of(path)

    assert faults_with() == []
    assert faults_with(Home="") == ["'Home' has no text"]
    assert faults_with(gone="") == ["'Home'"]
    assert len(faults_with(**{"Source: %(source)s": "Fuente"})) == 1


def entries() -> Catalog:
    """Return the list of entries as Babel reads it."""
    with TEMPLATE.open("rb") as file:
        return read_po(file)
