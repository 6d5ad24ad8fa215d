"""Every text that editors see is an entry of their catalogue, and the program speaks the language of the terminal."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from recanvass.cli import language
from tests.processes import Seen, ended, start
from tests.sites import ROOT
from tests.test_texts import LOCALES, several
from tools.editor_texts import name_of, texts_of

PACKAGE = ROOT / "recanvass"
TEMPLATE = LOCALES / "editors.pot"
CATALOGUES = sorted(LOCALES.rglob("editors.po"))
WORDS = re.compile(
    r"[^\W\d_]{2,}['’]?[,;:.)]? +[(“'‘]?(?:[^\W\d_]{2,}|\0)|\0['”)]? [^\W\d_]{2,}|^ [a-z]{2,}|[a-z]{2,} $"
)
"""Two words in a row, or a word beside a value, or a piece of a sentence."""
FOR_READERS = {"text", "plural", "msgid", "msgids", "Pack"}
"""What takes texts for readers, which `test_texts` looks after."""
FOR_PROGRAMS = {
    *("compile", "git", "ask", "replace", "split", "strptime", "set_header", "startswith", "endswith", "frozenset"),
    *("removeprefix", "removesuffix", "commit", "commit_sources", "findall", "search", "fullmatch", "getattr"),
}
"""What takes texts for other programs: patterns, words of git, headers."""
BUGS = {"AssertionError", "TypeError", "ValueError", "AttributeError", "KeyError"}
"""What nobody is told but whoever reads a trace."""
ROOMS_FOR_READERS = ("pages/", "exports/", "results/", "text/", "checks/packs/")
OF_EDITORS_THERE = ("pages/templates.py", "pages/card_image.py", "results/snapshot.py", "text/figure_references.py")
NOT_SAID = {
    "authoring/importing/column_names.py": "names of columns",
    "authoring/importing/words.py": "names of columns and of ways to vote",
    "authoring/importing/election/words.py": "names of columns and of rows",
    "authoring/importing/election/content_files.py": "YAML",
    "authoring/importing/place_files.py": "YAML",
    "authoring/importing/maps/outlines.py": "a licence",
    "authoring/importing/maps/regions.py": "JSON",
    "authoring/importing/sheets/layout.py": "the cells of a sheet, which are read back",
    "authoring/importing/sheets/xlsx.py": "XML",
    "build/effects/alerts.py": "alerts, which are sent to programs",
    "core/kinds.py": "what members of enumerations mean",
    "core/contest_rules.py": "the same",
}
"""Modules whose texts nobody at a terminal sees, and what they are."""
NAMES_OF_COLUMNS = {
    "authoring/importing/election/columns.py": r"[a-z]+ [a-z]+|candidate \w+ name",
    "authoring/importing/places.py": r"[a-z]+ [a-z]+",
    "authoring/importing/repeats.py": r"party [a-z]+",
    "authoring/importing/formats/clarity.py": r"[A-Z][a-z]+ [A-Z][a-z]+",
    "authoring/importing/formats/nist.py": r"[A-Z][a-z]+ [A-Z][a-z]+",
    "content/yaml_errors.py": r"[A-Za-z]+( [A-Za-z]+)+",  # how PyYAML calls its faults
}
"""Modules that look for names, and what those look like."""
SINGLE = {
    *("a place or group", "a place with figures"),  # keys of the vocabulary of schemas
    *(
        " and ",
        " or --contest ",
        "write in",
        "special election",
        "District \0",
        "\0 primary",
        ", \0 primary",
    ),  # content
    *("\0 line", "\0 and \0", "census area"),  # content, too
    *("Central count", "Central counts", "Round \0", " turnout", "who stays or goes"),  # these two are content
    *("decides: true", "draft: true", "state: filed"),  # YAML
    "# Written by build.py schema from the site's keys and ids. Your changes here will be lost.\n",  # a file
    *("### What to change in your site", "\0 hatchling", "python \0", "recanvass ", "recanvass verify"),  # for programs
    *("Publish the site", "Publish the site as of \0\0\n\n\0: \0", ", with changes"),  # commits, which are read back
    *("Go back to the site of \0\n\n\0: \0", "--grep=^(Publish the site|Go back to the site of )"),  # the same
    *("of contest", "count CHOICE [TALLY]", "share CHOICE [TALLY]"),  # keywords
    *("cd \0 && ", "cd \0 && python3 build.py", "recanvass \0"),  # the same in all languages
    *("\0 MB", "\0 explain [-h] [-C DIR] CODE | [options] PLACE TALLY CHOICE"),  # the same in all languages
    *("\0, \0: \0 would read back as \0", "\0, \0, \0: \0 would read back as \0"),  # bugs
    "Jump back to footnote %d in the text",  # for readers
    "a text of a template has no plural; the view holds it ready",  # a bug
}
"""Other texts that nobody at a terminal sees, or that must not depend on who sees them."""
FILES_FOR_PROGRAMS = ("# Recanvass and the packages it needs", "default-src 'none'", "body{")


def loose_texts(source: str, path: str) -> Iterator[tuple[int, str]]:
    """Yield the texts of a module that look as if an editor saw them and are no entries."""
    tree = ast.parse(source)
    passed = {id(text) for texts in texts_of(tree, path) for text in texts}
    for node in ast.walk(tree):
        passed.update(map(id, passed_over(node)))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "\0" for part in node.values]
            text, inner = "".join(map(str, parts)), node.values
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text, inner = node.value, []
        else:
            continue
        if id(node) not in passed and is_said(text):
            yield node.lineno, text
        passed.update(id(part) for part in inner if isinstance(part, ast.Constant))


def passed_over(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the texts below a node that nobody reads there."""
    below: list[ast.AST] = []
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        below = [node.value]
    elif isinstance(node, ast.Call) and name_of(node) in FOR_READERS | FOR_PROGRAMS:
        below = [*node.args, *(keyword.value for keyword in node.keywords)]
    elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and name_of(node.exc) in BUGS:
        below = [node.exc]
    elif isinstance(node, ast.Compare):
        below = [node]
    elif isinstance(node, ast.Dict):
        below = [key for key in node.keys if key is not None]
    elif isinstance(node, ast.AnnAssign | ast.arg):
        below = [node.annotation] if node.annotation is not None else []
    elif isinstance(node, ast.FunctionDef):
        below = [node.returns] if node.returns is not None else []
    elif isinstance(node, ast.Subscript):
        below = [node.slice]
    for one in below:
        yield from ast.walk(one)


def is_said(text: str) -> bool:
    """Tell whether a text has words in a row, beside keys of YAML, options of commands and markup."""
    bare = re.sub(r"--[\w-]+|[\w.]+:(?=[ \0{\[]|$)|<[^<>]*>", "", re.sub(r"%\(\w+\)s", "\0", text))
    return WORDS.search(bare) is not None and not text.startswith(("<", "# yaml-language-server", *FILES_FOR_PROGRAMS))


MODULES = sorted(
    path
    for path in PACKAGE.rglob("*.py")
    if (name := path.relative_to(PACKAGE).as_posix()) not in NOT_SAID
    and (name in OF_EDITORS_THERE or not name.startswith(ROOMS_FOR_READERS))
)


def found_in(source: str, path: str) -> list[tuple[int, str]]:
    """Return the loose texts of a module that are not declared."""
    names = re.compile(NAMES_OF_COLUMNS.get(path, "(?!)"))
    return [
        (line, text) for line, text in loose_texts(source, path) if text not in SINGLE and not names.fullmatch(text)
    ]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_modules_hold_no_text_of_their_own(module: Path) -> None:
    name = module.relative_to(PACKAGE).as_posix()
    assert found_in(module.read_text(encoding="utf-8"), name) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('report.add("E100", span, "the file is empty", hint=worded("delete it"))', ["the file is empty"]),
        ("message = f\"'{name}' has {count} places\"", ["'\0' has \0 places"]),
        ('text += f" and {more}"', [" and \0"]),
        ('write(f"{len(found)} files" if found else worded("no files"))', ["\0 files"]),
        ('sub.add_argument("--to", help="the place it goes to")', ["the place it goes to"]),
        ('worded(f"no {what} here")', ["no \0 here"]),
        ('worded("two places" + " here")', ["two places", " here"]),
        ('return worded_plural("%(count)s place", many, count)', ["%(count)s place"]),
        ('"""Says what it is."""\ngit("log", "--format=%H of %s")\nworded("one place" if one else "two places")', []),
        ('"""Says what it is."""\nif "field limit" in text: raise TypeError(f"{text} has no text")', []),
        ('known = KnownIds("place or group", "E301", {"in a row": 1})\nx: "Site | None" = f"name: {name}"', []),
    ],
)
def test_a_text_that_is_no_entry_is_found(source: str, found: list[str]) -> None:
    assert [text for _, text in found_in(source, "cli/main.py")] == found


def test_the_list_of_entries_is_that_of_the_sources(tmp_path: Path) -> None:
    """If not: `make texts`."""
    made = tmp_path / TEMPLATE.name
    options = ("--add-location", "file", "--sort-by-file", "--omit-header", "--width", "120")
    words = ("--quiet", "extract", "-F", "tools/editor_texts.toml", *options, "-o", str(made), ".")
    command = (sys.executable, "-m", "babel.messages.frontend", *words)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert made.read_text(encoding="utf-8") == TEMPLATE.read_text(encoding="utf-8")


def faults_of(path: Path) -> list[str]:
    """Return what is wrong with a catalogue: entries of other sources, and texts that lose a value or a blank."""
    with path.open("rb") as file:
        catalog = read_po(file, locale=path.parts[-3])
    with TEMPLATE.open("rb") as file:
        ids = {message.id for message in read_po(file) if message.id}
    others = [f"{message.id!r} is not in the sources" for message in catalog if message.id and message.id not in ids]
    missing = ids - {message.id for message in catalog}
    pairs = [(message.id, one, text) for message in catalog for one, text in pairs_of(message)]
    wrong = [f"{name!r} has other values or blanks" for name, one, text in pairs if text and shape(one) != shape(text)]
    return [*others, *map(repr, missing), *wrong]


def pairs_of(message: Message) -> Iterator[tuple[str, str]]:
    """Yield each entry of a message with its translations."""
    entries, texts = several(message.id), several(message.string)
    yield from ((entries[min(index, len(entries) - 1)], text) for index, text in enumerate(texts) if message.id)


def shape(text: str) -> tuple[object, ...]:
    """Return what a translation has to keep: the values, and the blanks at both ends."""
    values = set(re.findall(r"%\(\w+\)[rs]|%%|%[rs]", text)) - {"%(count)s"}
    return values, text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def test_every_catalogue_fits() -> None:
    """If not: `make texts`, then look at what it names. What has no translation is said in English."""
    assert CATALOGUES
    assert {path: found for path in CATALOGUES if (found := faults_of(path))} == {}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_the_program_reads_a_catalogue_as_babel_does(path: Path) -> None:
    with path.open("rb") as file:
        catalog = read_po(file, locale=path.parts[-3])
    whole = [message for message in catalog if message.id and all(several(message.string))]
    read = language.translations(path.read_text(encoding="utf-8"))
    assert {several(message.id)[0]: several(message.string) for message in whole} == {
        entry: texts for entry, texts in read.items() if entry
    }


def said(folder: Path, words: Sequence[str], **variables: str) -> Seen:
    """Return what a command prints in an environment that names a language."""
    none = dict.fromkeys(("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"), "")
    return ended(start((*words, "-C", str(folder)), variables={**none, **variables}))


@pytest.mark.parametrize(
    ("variables", "is_spanish"),
    [
        ({"LANG": "es_US.UTF-8"}, True),
        ({"LANG": "es"}, True),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "es_MX.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "es_ES@euro"}, True),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "xx:es:en"}, True),
        ({"LANG": "es_US.UTF-8", "LANGUAGE": "en:es"}, False),
        ({"LANG": "es_US.UTF-8", "LC_ALL": "C.UTF-8"}, False),
        ({"LANG": "C", "LANGUAGE": "es"}, False),
        ({"LANGUAGE": "es"}, False),
        ({"LANG": "xx_XX.UTF-8"}, False),
        ({"LANG": "../es"}, False),
        ({}, False),
    ],
)
def test_a_message_is_in_the_language_of_the_terminal(
    tmp_path: Path, variables: dict[str, str], *, is_spanish: bool
) -> None:
    (tmp_path / "site.yml").write_text("title: Results\ntimezone: Mars/Base\n")
    found = said(tmp_path, ["check"], **variables)
    assert found.code == 1
    assert ("zona horaria desconocida 'Mars/Base'" in found.err) == is_spanish
    assert ("unknown time zone 'Mars/Base'" in found.err) == (not is_spanish)
    assert "site.yml:2:11: error[E" in found.err


def test_help_and_explanations_are_in_that_language_too(tmp_path: Path) -> None:
    assert "uso: " in said(tmp_path, ["build", "--help"], LANG="es_US.UTF-8").out
    spanish, english = (said(tmp_path, ["explain", "E111"], LANG=name).out for name in ("es_US.UTF-8", "en_US.UTF-8"))
    assert english == "E111: A file is empty. Fill it in, or delete it.\n"
    assert spanish.startswith("E111: ")
    assert spanish != english


def test_a_site_does_not_depend_on_the_language_of_the_terminal(tmp_path: Path) -> None:
    built = {}
    for name in ("en_US.UTF-8", "es_US.UTF-8"):
        out = tmp_path / name
        command = ["build", "-o", str(out), "--workers", "1"]
        assert said(ROOT / "examples" / "plain", command, LANG=name).code == 0
        built[name] = {path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert built["en_US.UTF-8"] == built["es_US.UTF-8"]
