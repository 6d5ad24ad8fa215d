"""The language in which the program speaks to the person at the terminal.

Owns how the environment names it, as it does for all programs of GNU, and the file that its texts are read from. Must
not import anything that takes time: a start in English reads nothing.
"""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from recanvass.core import messages
from recanvass.core.messages import worded_later

_LOCALES = Path(__file__).parents[1] / "text" / "locales"
_NONE = ("", "C", "POSIX")
_FUZZY = "#, fuzzy"
_PLURAL = "plural="
# What argparse says of its own. It looks these up itself, by the function that `_speak` gives it.
_OF_ARGPARSE = (
    worded_later("usage: "),
    worded_later("positional arguments"),
    worded_later("options"),
    worded_later("show this help message and exit"),
    worded_later("show program's version number and exit"),
    worded_later("%(prog)s: error: %(message)s\n"),
    worded_later("argument %(argument_name)s: %(message)s"),
    worded_later("the following arguments are required: %s"),
    worded_later("unrecognized arguments: %s"),
    worded_later("ambiguous option: %(option)s could match %(matches)s"),
    worded_later("not allowed with argument %s"),
    worded_later("ignored explicit argument %r"),
    worded_later("expected one argument"),
    worded_later("expected at most one argument"),
    worded_later("expected at least one argument"),
    worded_later("invalid choice: %(value)r (choose from %(choices)s)"),
    worded_later("invalid %(type)s value: %(value)r"),
)


def speak(environment: Mapping[str, str] = os.environ) -> None:
    """Speak the first language that the environment names and the program knows; English if it knows none."""
    for name in _wanted(environment):
        if name.partition("_")[0] == messages.ENGLISH:
            return
        for folder in dict.fromkeys((name, name.partition("_")[0])):
            path = _LOCALES / folder / "LC_MESSAGES" / "editors.po"
            if path.exists():
                _speak(folder.replace("_", "-"), path.read_text(encoding="utf-8"))
                return


def _wanted(environment: Mapping[str, str]) -> Iterator[str]:
    """Yield the names of languages, such as es_US. LANGUAGE lists several, and does not count if the locale is C."""
    names = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = _bare(next(filter(None, names), ""))
    if locale not in _NONE:
        listed = environment.get("LANGUAGE", "").split(":")
        yield from filter(None, (_bare(name) for name in (*listed, locale)))


def _bare(name: str) -> str:
    """Return the name of a locale without its encoding and its variant."""
    bare = name.partition(".")[0].partition("@")[0]
    return bare if bare.replace("_", "").isalnum() else ""


def _speak(code: str, source: str) -> None:
    """Speak a language. argparse asks gettext for its words, which knows no catalogue but its own."""
    import argparse
    import gettext

    texts = translations(source)
    header = dict(line.split(": ", 1) for line in texts.pop("", ("",))[0].splitlines() if ": " in line)
    plural = header.get("Plural-Forms", "plural=(n != 1);").partition(_PLURAL)[2].rstrip("; ")
    messages.speak(code, texts, gettext.c2py(plural))
    vars(argparse)["_"] = messages.worded


def translations(source: str) -> dict[str, tuple[str, ...]]:
    """Return the translations of each entry of a catalogue's text file; entries without one are left out.

    Babel would read the same, in twenty times the time.
    """
    found: dict[str, tuple[str, ...]] = {}
    for block in source.split("\n\n"):
        fields: dict[str, str] = {}
        field = ""
        for line in () if _FUZZY in block else block.splitlines():
            if line.startswith("#") or not line:
                continue
            if not line.startswith('"'):
                field, _, line = line.partition(" ")  # noqa: PLW2901 -- what is left of it
            fields[field] = fields.get(field, "") + json.loads(line)
        said = tuple(text for name, text in fields.items() if name.startswith("msgstr"))
        if said and all(said):
            found[fields["msgid"]] = said
    return found
