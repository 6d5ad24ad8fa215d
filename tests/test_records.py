"""A record is one statement of its keys: reading, positions and schema come from it."""

import pytest

from recanvass.content import syntax
from recanvass.content.files import SourceFile
from recanvass.content.schema import keys, mapping_keys, rule_keys, source_keys
from recanvass.content.schema.json_schema import NOTHING
from recanvass.content.schema.records import Brief, Record, ValueOf, optional, required
from recanvass.content.schema.scalars import Text, Whole
from recanvass.core.diagnostics import Report, Span
from recanvass.core.model import Source


class Ward(Record, what="the ward"):
    name = required(Text("a name"), "Name as shown.")
    voters = required(Whole(), "How many voters there are.")
    code = optional(Text("a code"), "The code that officials use.")
    seats = optional(Whole(), "How many seats it has.", default=1)


def node_of(text: str) -> syntax.Node:
    node = syntax.read_yaml(SourceFile("a.yml", text), Report())
    assert node is not None
    return node


def read(text: str) -> tuple[Ward, list[str]]:
    report = Report()
    record = Ward.read(node_of(text), report)
    assert record is not None
    return record, [item.code for item in report.items]


def test_an_attribute_of_the_class_is_the_key_and_of_a_record_the_value() -> None:
    record, codes = read("{name: Mill Ward, voters: 12, code: M1}")
    assert (record.name, record.voters, record.code, record.seats, codes) == ("Mill Ward", 12, "M1", 1, [])
    assert (Ward.name.key, Ward.name.doc) == ("name", "Name as shown.")
    assert list(Ward.fields) == ["name", "voters", "code", "seats"]
    assert record.given() == {"name": "Mill Ward", "voters": 12, "code": "M1"}


def test_every_fault_of_a_record_is_reported_and_the_rest_is_kept() -> None:
    record, codes = read("{voters: many, code: M1, seats: two, sets: 2}")
    assert codes == ["E203", "E202", "E210", "E210"]
    assert (record.code, record.seats, record.is_complete) == ("M1", 1, False)
    assert record.faulty == {Ward.voters, Ward.seats}


def test_a_required_key_is_only_an_attribute_of_a_record_that_has_it() -> None:
    record, _ = read("{voters: 12}")
    assert (record.voters, record.get(Ward.name), record.is_complete) == (12, None, False)
    with pytest.raises(AttributeError, match=r"^name$"):
        assert record.name


def test_a_value_has_a_position_and_without_one_the_record_has() -> None:
    record, _ = read("voters: 12\nname: Mill Ward\n")
    assert record.at(Ward.name) == Span("a.yml", 2, 7, 9)
    assert record.at(Ward.code) == record.span == Span("a.yml", 1, 1)


def test_a_brief_record_is_written_as_the_value_of_one_key() -> None:
    brief = Brief(keys.DispositionRecord, keys.DispositionRecord.disposition.key)
    short, long = (brief.read(node_of(text), Report()) for text in ("accurate", "{disposition: accurate}"))
    assert short is not None
    assert long is not None
    assert short.disposition is long.disposition
    assert brief.read(node_of("acurate"), Report()) is None


def test_a_record_is_read_as_the_value_of_the_model_that_it_is() -> None:
    shape = ValueOf(Source, source_keys.SourceRecord)
    assert shape.read(node_of("{name: The county}"), Report()) == Source("The county")
    assert shape.read(node_of("{url: https://example.org/}"), report := Report()) is None
    assert [item.code for item in report.items] == ["E202"]


RECORDS = [
    kind
    for module in (keys, mapping_keys, rule_keys, source_keys)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Record) and kind is not Record
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_key_of_every_record_is_described(record: type[Record]) -> None:
    assert record.fields
    assert all(field.key == key and field.doc.endswith(".") for key, field in record.fields.items())
    described = record.json_schema(NOTHING)["properties"]
    assert isinstance(described, dict)
    assert list(described) == list(record.fields)
