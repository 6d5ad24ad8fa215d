"""Shapes of files: lists, mappings and records of scalar types, each with its description.

Owns how a tree of text becomes typed values. The same descriptions type the content and yield JSON Schema.
Must not know any file or key of the domain; those stand in `keys`.
"""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

from msgspec import Struct

from recanvass.content.schema.json_schema import JsonSchema, Vocabulary, keyed
from recanvass.content.syntax import Mapping, Node, Sequence
from recanvass.core.diagnostics import Report, Span

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Type(Protocol[T_co]):
    """Reads a node as a value, and describes what it accepts."""

    def read(self, node: Node, report: Report) -> T_co | None:
        """Return the value, or None after reporting why there is none."""

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:
        """Return what an editor's program needs to complete and check the value."""


class Field(Struct, Generic[T_co], frozen=True):
    """One key of a record."""

    key: str
    type: Type[T_co]
    doc: str
    is_required: bool = False

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:
        """Describe the value, with what it means."""
        return {**self.type.json_schema(vocabulary), "description": self.doc}


class ListOf(Struct, Generic[T_co], frozen=True):
    """A list of one type; faulty items are reported and left out."""

    item: Type[T_co]
    what: str

    def read(self, node: Node, report: Report) -> tuple[T_co, ...] | None:
        """Return the items in the order typed."""
        if not isinstance(node, Sequence):
            hint = "write each on a line of its own behind '- ' (a hyphen and a space), or [a, b]"
            report.add("E201", node.span, f"a list of {self.what} belongs here", hint=hint)
            return None
        read = [self.item.read(item, report) for item in node.items]
        return tuple(item for item in read if item is not None)

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:
        """Describe an array."""
        return {"type": "array", "items": self.item.json_schema(vocabulary)}


class Tree(Struct, frozen=True):
    """A part of a file that the loader reads by itself, since its keys are the content's own ids.

    `names` says what the keys name, None where they declare it; `beside` them may stand keys of their own.
    """

    what: str
    values: "Type[object]"
    names: str | None = None
    beside: tuple[Field[object], ...] = ()

    def read(self, node: Node, report: Report) -> Mapping | None:
        """Return the mapping as it is."""
        if not isinstance(node, Mapping):
            hint = "write each on a line of its own below this one: 'id: …', with a space after the colon"
            report.add("E201", node.span, f"{self.what} by their ids belong here", hint=hint)
            return None
        return node

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:
        """Describe an object whose keys are ids."""
        beside = {field.key: field.json_schema(vocabulary) for field in self.beside}
        return keyed(self.names, self.values.json_schema(vocabulary), vocabulary, beside=beside)


class Values:
    """What was read of one record. Faulty and missing fields are absent.

    `is_complete` where every required field is there, `faulty` are the keys that were given and could not be read.
    """

    __slots__ = ("_nodes", "_values", "faulty", "is_complete", "span")

    def __init__(self, span: Span) -> None:
        """Start without any field."""
        self.span = span
        self.is_complete = True
        self.faulty: set[str] = set()
        self._values: dict[str, object] = {}
        self._nodes: dict[str, Node] = {}

    @property
    def is_whole(self) -> bool:
        """Tell whether no field that was given is faulty."""
        return not self.faulty

    def put(self, field: Field[object], node: Node, value: object) -> None:
        """Keep the value of a field and the node it was read from."""
        self._nodes[field.key] = node
        self._values[field.key] = value

    def __getitem__(self, field: Field[T]) -> T:
        """Return a required field of a complete record."""
        return self._values[field.key]  # type: ignore[return-value]

    def get(self, field: Field[T]) -> T | None:
        """Return a field, or None where it was not given."""
        return self._values.get(field.key)  # type: ignore[return-value]

    def at(self, field: Field[T]) -> Span:
        """Return where a field's value stands, or where the record begins."""
        node = self._nodes.get(field.key)
        return node.span if node is not None else self.span

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys that were given, in the order of the description."""
        return iter(self._values)


class Record(Struct, frozen=True):
    """A mapping with known keys."""

    what: str
    fields: tuple[Field[object], ...]

    def read(self, node: Node, report: Report) -> Values | None:
        """Return the values; unknown, missing and faulty keys are all reported in one pass."""
        if not isinstance(node, Mapping):
            hint = f"write 'key: …' lines or {{key: …}} with its keys: {self._keys()}"
            report.add("E201", node.span, f"{self.what} belongs here, as keys and values", hint=hint)
            return None
        values = Values(node.span)
        given = {key.text: (key, value) for key, value in node.entries}
        known = {field.key for field in self.fields}
        for key, _ in node.entries:
            if key.text not in known:
                hint = report.suggestion(key.text, known)
                report.add("E203", key.span, f"{self.what} has no key '{key.text}'", hint=hint)
        for field in self.fields:
            if field.key in given:
                child = given[field.key][1]
                value = field.type.read(child, report)
                if value is not None:
                    values.put(field, child, value)
                else:
                    values.faulty.add(field.key)
                    values.is_complete = values.is_complete and not field.is_required
            elif field.is_required:
                values.is_complete = False
                hint = f"add '{field.key}: …' ({field.doc.rstrip('.')})"
                report.add("E202", node.span, f"{self.what} has no '{field.key}'", hint=hint)
        return values

    def _keys(self) -> str:
        return ", ".join(field.key for field in self.fields)

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:
        """Describe an object that takes only these keys."""
        return {
            "type": "object",
            "properties": {field.key: field.json_schema(vocabulary) for field in self.fields},
            "required": [field.key for field in self.fields if field.is_required],
            "additionalProperties": False,
        }


class Brief(Struct, Generic[T_co], frozen=True):
    """A record that may be written as the plain value of its one needed field."""

    record: Record
    field: Field[T_co]

    def read(self, node: Node, report: Report) -> Values | None:
        """Return the values of the record, whichever way it is written."""
        if isinstance(node, Mapping):
            return self.record.read(node, report)
        value = self.field.type.read(node, report)
        if value is None:
            return None
        values = Values(node.span)
        values.put(self.field, node, value)
        return values

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:
        """Describe either way."""
        return {"anyOf": [self.field.type.json_schema(vocabulary), self.record.json_schema(vocabulary)]}
