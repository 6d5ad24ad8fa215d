"""A mapping file: what names of a foreign table mean on the site.

Owns how such a file is read. Its keys are described in `content.schema.mapping_keys`.
"""

from collections.abc import Mapping

from msgspec import Struct, field

from recanvass.content.files import SourceFile
from recanvass.content.load.names import Known, look_up
from recanvass.content.schema.mapping_keys import (
    MAPPING,
    MAPPING_CHOICES,
    MAPPING_COLUMNS,
    MAPPING_HEADER_ROWS,
    MAPPING_PLACES,
    MAPPING_ROLES,
    MAPPING_TALLIES,
)
from recanvass.content.schema.records import Field, Values
from recanvass.content.syntax import Mapping as Keys
from recanvass.content.syntax import read_yaml
from recanvass.core.diagnostics import Report


class Meanings(Struct, frozen=True):
    """Headers by role and by tally, further names by choice and by place, and how many rows the header has."""

    columns: Mapping[str, str] = field(default_factory=dict)
    tallies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    header_rows: int | None = None


def meanings(file: SourceFile, known: Mapping[str, Known], report: Report) -> Meanings:
    """Return what a mapping file says; `known` holds the ids of tallies, choices and places, by those three words.

    Emits E301 to E303 and what the shape of the file emits.
    """
    node = read_yaml(file, report)
    values = MAPPING.read(node, report) if node is not None else None
    if values is None:
        return Meanings()
    roles = values.get(MAPPING_ROLES)
    columns = {one.key: roles.get(one) for one in MAPPING_COLUMNS.fields} if roles is not None else {}
    return Meanings(
        columns={key: str(text) for key, text in columns.items() if text is not None},
        tallies=_named(values, MAPPING_TALLIES, known, report),
        choices=_named(values, MAPPING_CHOICES, known, report),
        places=_named(values, MAPPING_PLACES, known, report),
        header_rows=values.get(MAPPING_HEADER_ROWS),
    )


def _named(values: Values, of: Field[Keys], known: Mapping[str, Known], report: Report) -> dict[str, tuple[str, ...]]:
    tree = values.get(of)
    found: dict[str, tuple[str, ...]] = {}
    for key, node in tree.entries if tree is not None else ():
        name = look_up(key, known[of.key], report)
        read = of.type.values.read(node, report)  # type: ignore[attr-defined]
        if name is not None and read is not None:
            found[name] = read if isinstance(read, tuple) else (str(read),)
    return found
