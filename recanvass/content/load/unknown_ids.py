"""Ids that content refers to: of a candidate, a place, a release. What is not known is reported here.

Owns how an unknown id is reported. Must not know in which file an id is declared.
"""

from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar, cast

from msgspec import Struct, field

from recanvass.content.files import SourceFile
from recanvass.content.schema.records import Record
from recanvass.content.schema.scalars import is_id
from recanvass.content.syntax import Scalar, read_yaml
from recanvass.core.diagnostics import Report, Span
from recanvass.core.messages import worded

IdT = TypeVar("IdT", bound=str)
RecordT = TypeVar("RecordT", bound=Record)


class KnownIds(Struct, Generic[IdT], frozen=True):
    """The ids of one kind of thing, faulty ones too.

    `names` leads from a name in lower case to its id, and `declared_in` is the file for a new one, both for hints. If
    a file that may declare more ids could not be read, `is_whole` is False and an unknown id is not reported.
    """

    what: str
    code: str
    ids: Mapping[IdT, object]
    is_whole: bool = True
    names: Mapping[str, IdT] = field(default_factory=dict)
    declared_in: str = ""


def look_up(scalar: Scalar | None, known: KnownIds[IdT], report: Report) -> IdT | None:
    """Return the id that a scalar names; None if nothing was typed, or after reporting that nothing has the id."""
    if scalar is None:
        return None
    if scalar.text in known.ids:
        return cast("IdT", scalar.text)
    if not scalar.text:
        message = worded("missing id of a %(what)s", what=worded(known.what))
        report.add("E220", scalar.span, message, hint=worded("fill it in, or delete the row"))
    elif known.is_whole:
        message = worded("unknown %(what)s '%(id)s'", what=worded(known.what), id=scalar.text)
        report.add(known.code, scalar.span, message, hint=_hint(scalar.text, known, report))
    return None


def _hint(text: str, known: KnownIds[IdT], report: Report) -> str:
    named = known.names.get(text.casefold())
    if named:
        return worded("write its id: %(named)s", named=named)
    return report.suggestion(text, known.ids) if known.ids else _nothing_yet(text, known)


def _nothing_yet(text: str, known: KnownIds[IdT]) -> str:
    """Return a hint for the first id of its kind; content declares none yet."""
    where = (
        worded("add it to %(declared_in)s: %(text)s: {name: …}", declared_in=known.declared_in, text=text)
        if known.declared_in
        else ""
    )
    return where or worded("there is no %(what)s yet", what=worded(known.what))


def look_up_all(scalars: Iterable[Scalar], known: KnownIds[IdT], report: Report) -> tuple[IdT, ...]:
    """Return the known ids that scalars name, each once."""
    names = [look_up(scalar, known, report) for scalar in scalars]
    return tuple(dict.fromkeys(name for name in names if name is not None))


def declare_ids(keys: Iterable[Scalar], what: str, report: Report, *, name_files: bool = True) -> dict[str, Scalar]:
    """Return the first scalar that declares each id; emits E204 for no id and E310 for a second one.

    Ids that `name_files` cannot be words that Windows refuses as file names.
    """
    first: dict[str, Scalar] = {}
    for key in keys:
        known = first.setdefault(key.text, key)
        if known is not key:
            message = worded("duplicate id '%(key)s'", key=key.text)
            hint = worded("change one of the two; %(what)s needs its own id", what=what)
            report.add("E310", key.span, message, hint=hint, related=[known.span])
        else:
            is_id(key, report, names_file=name_files)
    return first


def path_id(name: str, path: str, report: Report) -> str | None:
    """Return the name of a file or folder as an id; emits E204 for the whole file."""
    return name if is_id(Scalar(name, path, 0, 0, 1), report) else None


def read_record(file: SourceFile, shape: type[RecordT], report: Report) -> RecordT | None:
    """Return the record that a YAML file is."""
    node = read_yaml(file, report)
    return shape.read(node, report) if node is not None else None


def report_missing(path: str, hint: str, report: Report) -> None:
    """Report a file that has to be there (E401)."""
    report.add("E401", Span(path), worded("missing file"), hint=hint)
