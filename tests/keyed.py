"""Every value of a site's files with the key of the schema that it is under, and other values to put in its place."""

import datetime as dt
import fnmatch
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal

from msgspec import Struct

from recanvass.authoring.editor_schemas import CONTEST_FILES, EVERYWHERE, SITE_FILES, vocabularies
from recanvass.content.files import SourceFile
from recanvass.content.schema import ballot_keys, correction_keys, figure_keys, keys, rule_keys, shares, site_keys
from recanvass.content.schema.days import Day, Time
from recanvass.content.schema.figure_keys import (
    EXHAUSTED,
    Ballots,
    BallotsByPart,
    OutcomeOrNone,
    OutcomeRecord,
    RoundRecord,
)
from recanvass.content.schema.records import Brief, ListOf, Record, Tree, ValueOf
from recanvass.content.schema.scalars import Colour, Digits, Figure, Flag, Id, OneOf, Reference, Text, Whole
from recanvass.content.schema.shares import RequirementRecord, Share, Threshold
from recanvass.content.syntax import Items, Keys, Node, Scalar, read_front_matter, read_yaml
from recanvass.core.diagnostics import Report
from recanvass.core.model import Site

Key = tuple[str, str]
"""The name of a record, and one of its keys."""
RECORDS = {
    kind.__name__: kind
    for module in (ballot_keys, correction_keys, figure_keys, keys, rule_keys, shares, site_keys)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Record) and kind not in (Record, rule_keys.RulesFileRecord)
}
_LIKELY, _MOST = 4, 12
"""How many other values are tried before a value is left out, and in all."""
FIGURES: Key = ("figures", "")
"""Stands for a figure of a choice, which has no key of the schema."""


def _holds_keys(kind: object) -> bool:
    """Tell whether a value is a mapping with keys of its own, or several of them."""
    if isinstance(kind, ListOf):
        return _holds_keys(kind.item)
    return _record(kind) is not None or (isinstance(kind, Tree) and _record(kind.values) is not None)


def _record(kind: object) -> type[Record] | None:
    if isinstance(kind, ValueOf | Brief):
        return kind.record
    return kind if isinstance(kind, type) and issubclass(kind, Record) else None


KEYS = frozenset(
    (name, key)
    for name, record in RECORDS.items()
    for key, field in record.fields.items()
    if not _holds_keys(field.type)
)
"""All keys that hold a value in a site's folder. The rules of a contest have those of a rules file."""


class Value(Struct, frozen=True):
    """One value as typed, the key that it is under, what reads it, and the contest whose folder it is in.

    `name` is the key as typed; an item of a list has none.
    """

    key: Key
    type: object
    scalar: Scalar
    contest: str
    name: Scalar | None = None


def values_of(files: Mapping[str, SourceFile]) -> Iterator[Value]:
    """Yield every value of the files of a site, except in tables."""
    for path, file in sorted(files.items()):
        contest, shape = _shape(path)
        if shape is None or file.raw is not None:
            continue
        if path.endswith(".md"):
            document = read_front_matter(file, Report())
            node: Node | None = document.front if document is not None else None
        else:
            node = read_yaml(file, Report())
        if node is not None:
            yield from _values(FIGURES, shape, node, contest)


def _shape(path: str) -> tuple[str, object]:
    if path.endswith(".md") and path.startswith("content/"):
        return EVERYWHERE, {"news": keys.NoteRecord, "pages": keys.PageRecord}.get(path.split("/")[1])
    for shape, pattern in SITE_FILES.values():
        if pattern and fnmatch.fnmatch(path, pattern.replace("**/", "")) and "plan" not in pattern:
            return EVERYWHERE, shape
    found = re.fullmatch(r"content/contests/([^/]+)/(.+\.yml)", path)
    if found is None:
        return EVERYWHERE, None
    for name, (shape, pattern) in CONTEST_FILES.items():
        if pattern and name != "figures" and fnmatch.fnmatch(found[2], pattern):
            return found[1], shape
    return found[1], figure_keys.ROWS if found[2].startswith("releases/") else None


def _values(key: Key, kind: object, node: Node, contest: str, *, name: Scalar | None = None) -> Iterator[Value]:
    record = _record(kind)
    if isinstance(kind, OutcomeOrNone | Threshold) and isinstance(node, Keys):
        record = OutcomeRecord if isinstance(kind, OutcomeOrNone) else RequirementRecord
    if isinstance(node, Items):
        item = kind.item if isinstance(kind, ListOf) else kind
        for one in node.items:
            yield from _values(key, item, one, contest)
    elif isinstance(node, Keys):
        for typed, value in node.entries:
            inner, of_inner = _inner(key, kind, record, typed.text)
            yield from _values(inner, of_inner, value, contest, name=typed)
    elif isinstance(kind, Brief):
        yield Value((kind.record.__name__, kind.key), kind.record.fields[kind.key].type, node, contest, name)
    else:
        yield Value(key, kind, node, contest, name)


def _inner(key: Key, kind: object, record: type[Record] | None, typed: str) -> tuple[Key, object]:
    """Return the key and the type of what stands under a key as typed."""
    if isinstance(kind, Ballots):
        return ((BallotsByPart.__name__, "total") if typed == "total" else key), Whole()
    if isinstance(kind, Tree):
        beside = kind.beside
        if beside is not None and typed in beside.fields:
            return (beside.__name__, typed), beside.fields[typed].type
        is_round = key == FIGURES and typed == EXHAUSTED
        return ((RoundRecord.__name__, typed) if is_round else key), kind.values
    if record is not None and typed in record.fields:
        return (record.__name__, typed), record.fields[typed].type
    return key, kind


def edits(text: str, value: Value, site: Site, known: Iterable[Value]) -> Iterator[str]:
    """Yield the text of a file with other values in place of one, and without it."""
    others = [other for other in other_values(value, site, known) if other != value.scalar.text]
    yield from (replaced(text, value.scalar, other) for other in others[:_LIKELY])
    if value.name is not None:
        yield _without(text, value.name, value.scalar)
    yield from (replaced(text, value.scalar, other) for other in others[_LIKELY:_MOST])


def _without(text: str, name: Scalar, scalar: Scalar) -> str:
    """Return the text of a file without a key and its value."""
    lines = text.split("\n")
    line, start, end = lines[scalar.line - 1], name.column - 1, scalar.column - 1 + scalar.length
    if name.line != scalar.line or (not line[:start].strip() and not line[end:].strip()):
        return "\n".join((*lines[: name.line - 1], *lines[scalar.line :]))
    rest = line[end:]
    lines[scalar.line - 1] = (
        line[:start] + rest.removeprefix(", ")
        if rest.startswith(", ")
        else (line[:start].rstrip().removesuffix(",") + rest)
    )
    return "\n".join(lines)


def other_values(value: Value, site: Site, known: Iterable[Value]) -> Iterator[str]:
    """Yield texts that may stand in place of a value, the likeliest first."""
    text, kind = value.scalar.text, value.type
    match kind:
        case Whole() | Digits() | Figure():
            yield from _numbers(text)
        case Flag():
            yield "false" if text == "true" else "true"
        case OneOf():
            yield from kind.known()
        case Day() | Time():
            yield from _days(text)
        case Colour():
            yield "#123456"
        case Reference() | Id():
            yield from _ids(value, site, known)
            yield from [f"{text}q"] * getattr(kind, "is_open", False)
        case Share() | Threshold():
            yield from ("7/11", "1/9", "61%")
        case Text(what="a time zone"):
            yield "America/Denver"
        case _:
            yield from (f"{text}q", "2", "any")


def _numbers(text: str) -> Iterator[str]:
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        yield from (f"{Decimal(text) + change:f}" for change in (1, -1, 5, 20) if Decimal(text) + change >= 0)


def _days(text: str) -> Iterator[str]:
    for days in (1, -1, 30, -30):
        yield f"{dt.date.fromisoformat(text[:10]) + dt.timedelta(days)}{text[10:]}"


def _ids(value: Value, site: Site, known: Iterable[Value]) -> Collection[str]:
    what = getattr(value.type, "what", "")
    found = vocabularies([contest.id for contest in site.contests], site, is_whole=True)[value.contest].names
    typed = (one.scalar.text for one in known if one.key == value.key and one.contest == value.contest)
    return dict.fromkeys((*typed, *found.get(what, ())))


def replaced(text: str, scalar: Scalar, by: str) -> str:
    """Return the text of a file with another value in place of one."""
    lines = text.split("\n")
    line, start = lines[scalar.line - 1], scalar.column - 1
    lines[scalar.line - 1] = f"{line[:start]}{by if scalar.is_plain else repr(by)}{line[start + scalar.length :]}"
    return "\n".join(lines)
