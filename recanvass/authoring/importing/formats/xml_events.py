"""XML as a stream of events, without anything that makes it larger than it is.

Owns what is refused in XML: document types, with which entities could be declared that grow or read other files.
"""

from collections.abc import Iterator, Mapping
from typing import NoReturn
from xml.parsers.expat import ExpatError, ParserCreate

from msgspec import Struct

from recanvass.authoring.importing.formats.refusal import refused
from recanvass.authoring.importing.tables import InputTable
from recanvass.core.diagnostics import Report
from recanvass.core.messages import worded

_CHUNK = 64 * 1024
_MAX_DEPTH = 64


class Event(Struct, frozen=True):
    """The start of an element, with its attributes, or its end, with its text."""

    name: str
    line: int
    attributes: Mapping[str, str] | None = None
    text: str = ""


class _TypeFoundError(Exception):
    """A document type is declared."""


class _Handler:
    """Collects events; names are kept without their prefix."""

    def __init__(self) -> None:
        self.parser = ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.add
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.EntityDeclHandler = self.refuse
        self.found: list[Event] = []
        self.texts: list[list[str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.texts.append([])
        if len(self.texts) > _MAX_DEPTH:
            raise _TypeFoundError
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        self.found.append(Event(name.rpartition(":")[2], self.parser.CurrentLineNumber, plain))

    def end(self, name: str) -> None:
        text = "".join(self.texts.pop()).strip()
        self.found.append(Event(name.rpartition(":")[2], self.parser.CurrentLineNumber, None, text))

    def add(self, text: str) -> None:
        if self.texts:
            self.texts[-1].append(text)

    def refuse(self, *_: object) -> NoReturn:
        raise _TypeFoundError


def events(table: InputTable, data: bytes, report: Report) -> Iterator[Event]:
    """Yield the elements of a document as they begin and end; emits E801."""
    handler = _Handler()
    for start in range(0, len(data) + 1, _CHUNK):
        piece = data[start : start + _CHUNK]
        try:
            handler.parser.Parse(piece, start + _CHUNK > len(data))
        except _TypeFoundError:
            line = handler.parser.CurrentLineNumber
            what = worded("XML with a document type or too many levels, which Recanvass doesn't read")
            raise refused(table, what, worded("ask for the original file, or for CSV"), report, line=line) from None
        except ExpatError as error:
            hint = worded("download it again; it may be cut off")
            raise refused(table, worded("damaged XML"), hint, report, line=error.lineno) from None
        yield from handler.found
        handler.found.clear()
