"""A mapping file: what names of a foreign table mean on the site.

Owns how such a file is read. Its keys are described in `content.schema.mapping_keys`.
"""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from msgspec import Struct, field, structs

from recanvass.authoring.importing.tables import InputTable
from recanvass.content.files import SourceFile
from recanvass.content.load.unknown_ids import KnownIds, look_up, read_record
from recanvass.content.schema.mapping_keys import NAMES, MappingRecord
from recanvass.content.schema.records import Type
from recanvass.content.schema.scalars import Text
from recanvass.content.syntax import Keys
from recanvass.core.diagnostics import Report
from recanvass.core.ids import AreaId, ChoiceId, TallyId

IdT = TypeVar("IdT", bound=str)
T = TypeVar("T")


class SiteIds(Struct, frozen=True):
    """The ids that a mapping file may name."""

    tallies: KnownIds[TallyId]
    choices: KnownIds[ChoiceId]
    places: KnownIds[AreaId]


class Meanings(Struct, frozen=True):
    """Headers by role and by tally, further names by choice and by place, and how many rows the header has."""

    columns: Mapping[str, str] = field(default_factory=dict)
    tallies: Mapping[TallyId, tuple[str, ...]] = field(default_factory=dict)
    choices: Mapping[ChoiceId, tuple[str, ...]] = field(default_factory=dict)
    places: Mapping[AreaId, tuple[str, ...]] = field(default_factory=dict)
    header_rows: int | None = None


def load_meanings(file: SourceFile, known: SiteIds, report: Report) -> Meanings:
    """Return what a mapping file says; emits E301 to E303 and what the shape of the file emits."""
    record = read_record(file, MappingRecord, report)
    if record is None:
        return Meanings()
    return Meanings(
        columns=record.columns.given() if record.columns is not None else {},
        tallies={name: (header,) for name, header in _by_id(record.tallies, Text(), known.tallies, report)},
        choices=dict(_by_id(record.choices, NAMES, known.choices, report)),
        places=dict(_by_id(record.places, NAMES, known.places, report)),
        header_rows=record.header_rows,
    )


def _by_id(tree: Keys | None, values: Type[T], known: KnownIds[IdT], report: Report) -> Iterator[tuple[IdT, T]]:
    for key, node in tree.entries if tree is not None else ():
        name = look_up(key, known, report)
        value = values.read(node, report)
        if name is not None and value is not None:
            yield name, value


def told_by(table: InputTable, told: Meanings) -> InputTable:
    """Return a table read as a mapping file says: without a header, or with one that has other names."""
    headers = frozenset((*told.columns.values(), *(name for names in told.tallies.values() for name in names)))
    reading = structs.replace(table.reading, headers=headers, has_header=told.header_rows != 0)
    return structs.replace(table, reading=reading)
