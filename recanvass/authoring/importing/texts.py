"""Content as an editor would write it: keys, texts and rows of YAML, and release.yml as a whole.

Owns when a text needs quotes. Must not know what was there before.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from shlex import quote

from recanvass.content.schema.figure_keys import WITHHELD
from recanvass.core.ballot import Choice
from recanvass.core.ids import Number

_PLAIN = re.compile(r"[^\W\d_](?:[\w .()/\u2013\u2019'-]*[\w.()\u2019])?")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})


def scalar(text: str) -> str:
    """Return a text as YAML, in quotes where other programs would read anything else than that text."""
    is_plain = _PLAIN.fullmatch(text) and text.casefold() not in _WORDS
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def shell_word(text: str) -> str:
    """Return a text as one word of a command, always in quotes if it is not plain."""
    return quote(text)


def quoted(text: str) -> str:
    """Return a text as YAML in quotes."""
    return json.dumps(text, ensure_ascii=False)


def number(count: Number) -> str:
    """Return a figure in plain digits, never with an exponent."""
    return f"{count:f}" if isinstance(count, Decimal) else str(count)


def counts(choices: Sequence[Choice], figures: Sequence[Number | None], *, zeros: bool = False) -> str:
    """Return the figures of one tally as a mapping in braces; a choice with zero is left out unless asked for.

    A figure that is None is withheld; among published totals, where zeros are asked for, it is not stated.
    """
    pairs = zip(choices, figures, strict=True)
    shown = [f"{scalar(one.id)}: {shown_figure(count)}" for one, count in pairs if count or (count is None) != zeros]
    return f"{{{', '.join(shown)}}}"


def shown_figure(count: Number | None) -> str:
    """Return a figure in plain digits, or the word for one that the source withholds."""
    return WITHHELD if count is None else number(count)


def row(area: str, tallies: Mapping[str, str], indent: int) -> str:
    """Return the lines of one place, each tally on a line of its own."""
    lead = " " * indent
    return "".join([f"{lead}{scalar(area)}:\n", *(f"{lead}  {scalar(key)}: {text}\n" for key, text in tallies.items())])


def flow(pairs: Iterable[tuple[str, str]]) -> str:
    """Return keys with texts in braces."""
    return f"{{{', '.join(f'{key}: {scalar(text)}' for key, text in pairs)}}}"


def csv_lines(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as lines of CSV."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def release(head: Mapping[str, str], source: Mapping[str, str]) -> str:
    """Return a release.yml of single values and a source."""
    lines = [f"{key}: {text if key == 'as_of' else scalar(text)}\n" for key, text in head.items()]
    return "".join([*lines, f"source: {flow(source.items())}\n"])
