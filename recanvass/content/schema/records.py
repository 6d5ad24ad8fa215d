"""Shapes of files: lists, mappings and records of scalar types, each with its description.

Owns how a tree of text becomes typed values. A record is a class that states each of its keys once. The same statement
types the content, words the messages and yields JSON Schema. Must not know any file or key of the domain: `keys` does.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar, overload

from msgspec import Struct

from recanvass.content.schema.json_schema import JsonSchema, Vocabulary, by_id
from recanvass.content.schema.translated import chosen
from recanvass.content.syntax import Items, Keys, Node
from recanvass.core.diagnostics import Report, Span
from recanvass.core.messages import worded

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
RecordT = TypeVar("RecordT", bound="Record")


class Type(Protocol[T_co]):
    """Reads a node as a value, and describes what it accepts."""

    def read(self, node: Node, report: Report) -> T_co | None:
        """Return the value; None after reporting a fault in it."""

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:
        """Return what an editor's program needs to complete and check the value."""


class Field(Generic[T_co]):
    """One key of a record. Asked of the class, the attribute is the field; asked of a record, it is the value.

    It has no `__set__`, so Python calls `__get__` for a record only if the record's own `__dict__` has no value: if the
    key is missing or faulty.
    """

    __slots__ = ("default", "doc", "is_required", "key", "name", "type")

    key: str
    name: str

    def __init__(self, kind: Type[T_co], doc: str, *, is_required: bool, default: T_co | None) -> None:
        """Describe the value and what it means; the class that states the field gives it its key."""
        self.type = kind
        self.doc = worded(doc)
        self.is_required = is_required
        self.default = default

    def __set_name__(self, owner: type["Record"], name: str) -> None:
        # A key that is a word of Python, such as `from`, is an attribute with a line below it.
        self.key, self.name = name.rstrip("_"), name

    @overload
    def __get__(self, record: None, owner: type["Record"]) -> Self: ...
    @overload
    def __get__(self, record: "Record", owner: type["Record"]) -> T_co: ...
    def __get__(self, record: "Record | None", owner: type["Record"]) -> Self | T_co | None:
        if record is None:
            return self
        if self.is_required:
            raise AttributeError(self.key)  # ask `is_complete` first, or `get`
        return self.default

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:
        """Describe the value, with what it means."""
        return {**self.type.json_schema(vocabulary), "description": self.doc}


def required(kind: Type[T], doc: str) -> Field[T]:
    """State a key that has to be given."""
    return Field(kind, doc, is_required=True, default=None)


@overload
def optional(kind: Type[T], doc: str) -> Field[T | None]: ...
@overload
def optional(kind: Type[T], doc: str, *, default: T) -> Field[T]: ...
def optional(kind: Type[T], doc: str, *, default: T | None = None) -> Field[T | None]:
    """State a key that may be left out, and its value if it is."""
    return Field(kind, doc, is_required=False, default=default)


class Record:
    """A mapping with known keys, as read. A subclass states each key as an attribute, and what messages call it.

    A key that is missing or faulty has no value. If it is optional, its default takes the place. If it is required, the
    record is not complete. `faulty` are the keys that were given and could not be read.
    """

    what: ClassVar[str]
    fields: ClassVar[Mapping[str, Field[object]]]
    is_complete: bool = True
    faulty: frozenset[Field[object]] = frozenset()

    def __init_subclass__(cls, *, what: str) -> None:
        cls.what = worded(what)
        cls.fields = {field.key: field for field in vars(cls).values() if isinstance(field, Field)}

    def __init__(self, span: Span, nodes: Mapping[str, Node]) -> None:
        """Start without any value."""
        self.span = span
        self._nodes = nodes

    @classmethod
    def read(cls, node: Node, report: Report) -> Self | None:
        """Return the record; unknown, missing and faulty keys are all reported in one pass."""
        if not isinstance(node, Keys):
            hint = worded("write 'key: …' lines or {key: …} with its keys: %(fields)s", fields=", ".join(cls.fields))
            report.add("E201", node.span, worded("expected %(what)s as keys and values", what=cls.what), hint=hint)
            return None
        nodes: dict[str, Node] = {}
        for key, value in node.entries:
            nodes[key.text] = value
            if key.text not in cls.fields:
                hint = report.suggestion(key.text, cls.fields)
                message = worded("unknown key '%(key)s' in %(what)s", key=key.text, what=cls.what)
                report.add("E203", key.span, message, hint=hint)
        record = cls(node.span, nodes)
        for name, field in cls.fields.items():
            if name in nodes or field.is_required:
                record.read_field(field, report)
        return record

    def read_field(self, field: Field[object], report: Report) -> None:
        """Read the value of one key, if there is one."""
        node = self._nodes.get(field.key)
        value = field.type.read(node, report) if node is not None else None
        if value is not None:
            vars(self)[field.name] = value
            return
        if node is not None:
            self.faulty |= {field}
        elif field.is_required:
            hint = worded("add '%(field)s: …' (%(doc)s)", field=field.key, doc=field.doc.rstrip("."))
            report.add(
                "E202", self.span, worded("%(what)s has no '%(field)s'", what=self.what, field=field.key), hint=hint
            )
        self.is_complete = self.is_complete and not field.is_required

    def get(self, field: Field[T]) -> T | None:
        """Return the value of a key, None if it has none. Use it for required keys until the record is complete."""
        value: T | None = vars(self).get(field.name)
        return value

    def at(self, field: Field[object]) -> Span:
        """Return the position of a key's value, or of the record if the key has none."""
        node = self._nodes.get(field.key)
        return chosen(field.type, node).span if node is not None else self.span

    def given(self) -> dict[str, Any]:
        """Return the values by key, without the defaults."""
        return {key: vars(self)[field.name] for key, field in self.fields.items() if field.name in vars(self)}

    @classmethod
    def json_schema(cls, vocabulary: Vocabulary) -> JsonSchema:
        """Describe an object that takes only these keys."""
        return {
            "type": "object",
            "properties": {key: field.json_schema(vocabulary) for key, field in cls.fields.items()},
            "required": [key for key, field in cls.fields.items() if field.is_required],
            "additionalProperties": False,
        }


class ValueOf(Struct, Generic[T_co], frozen=True):
    """A record read as the value of the model that has the same fields; None if the record is not complete."""

    value: Callable[..., T_co]
    record: type[Record]

    def read(self, node: Node, report: Report) -> T_co | None:
        """Return the value."""
        record = self.record.read(node, report)
        return self.value(**record.given()) if record is not None and record.is_complete else None

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:
        """Describe the record."""
        return self.record.json_schema(vocabulary)


class Brief(Struct, Generic[RecordT], frozen=True):
    """A record that may be written as the plain value of one of its keys."""

    record: type[RecordT]
    key: str

    def read(self, node: Node, report: Report) -> RecordT | None:
        """Return the record, whichever way it is written."""
        if isinstance(node, Keys):
            return self.record.read(node, report)
        record = self.record(node.span, {self.key: node})
        record.read_field(self.record.fields[self.key], report)
        return record if not record.faulty else None

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:
        """Describe either way."""
        value = self.record.fields[self.key].type
        return {"anyOf": [value.json_schema(vocabulary), self.record.json_schema(vocabulary)]}


def record_of(kind: Type[object]) -> type[Record] | None:
    """Return the record that a type reads, None if it reads anything else."""
    if isinstance(kind, ValueOf | Brief):
        return kind.record
    return kind if isinstance(kind, type) and issubclass(kind, Record) else None


class ListOf(Struct, Generic[T_co], frozen=True):
    """A list of one type; faulty items are reported and left out."""

    item: Type[T_co]
    what: str

    def read(self, node: Node, report: Report) -> tuple[T_co, ...] | None:
        """Return the items in the order typed."""
        if not isinstance(node, Items):
            hint = worded("start each on its own line with '- ' (a hyphen and a space), or write [a, b]")
            report.add("E201", node.span, worded("expected a list of %(what)s", what=worded(self.what)), hint=hint)
            return None
        read = [self.item.read(item, report) for item in node.items]
        return tuple(item for item in read if item is not None)

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:
        """Describe an array."""
        return {"type": "array", "items": self.item.json_schema(vocabulary)}


class Tree(Struct, frozen=True):
    """A part of a file that the loader reads by itself, since its keys are the content's own ids.

    `names` is what the keys name, None if they declare it. The keys of the record `beside` may be among them.
    """

    what: str
    values: Type[object]
    names: str | None = None
    beside: type[Record] | None = None

    def read(self, node: Node, report: Report) -> Keys | None:
        """Return the mapping as it is."""
        if not isinstance(node, Keys):
            hint = worded("write each on its own line below: 'id: …', with a space after the colon")
            report.add("E201", node.span, worded("expected %(what)s by id", what=worded(self.what)), hint=hint)
            return None
        return node

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:
        """Describe an object whose keys are ids."""
        fields = self.beside.fields.items() if self.beside is not None else ()
        beside = {key: field.json_schema(vocabulary) for key, field in fields}
        return by_id(self.names, self.values.json_schema(vocabulary), vocabulary, beside=beside)
