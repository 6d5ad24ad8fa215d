"""JSON Schema for a value: its type, and the ids of the site that it may name.

Owns the wording of JSON Schema. An editor's program reads YAML with types and the loader reads text. So a description
accepts every form in which a program may see what the loader takes: 41 and "41", NO, 011. It may accept a little more,
never less.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from recanvass.core.messages import worded

JsonSchema = dict[str, object]

_DIALECT, _DRAFT = "$schema", "http://json-schema.org/draft-07/schema#"
_EACH = "each"
_NOT_BLANK = r"\S"
_DIGITS = "^[0-9]+$"
_ID = "^[a-z0-9-]{1,100}$"


class Vocabulary(Struct, frozen=True):
    """The ids of a site with their names, by what they stand for: "a place", "a choice".

    If a word has no list, any id is accepted. If `is_whole` is False, there may be more ids than those listed.
    """

    names: Mapping[str, Mapping[str, str]]
    is_whole: bool = True


NOTHING = Vocabulary({})


def text(longest: int) -> JsonSchema:
    """Describe a text, even if a program takes it for a number or a truth value.

    A program offers the types that are listed, so truth values are accepted without being among them.
    """
    return {"if": {"type": "boolean"}, "else": _string_or_number(pattern=_NOT_BLANK, maxLength=longest)}


def _string_or_number(**more: object) -> JsonSchema:
    return {"type": ["string", "number"], **more}


def new_id() -> JsonSchema:
    """Describe an id that is declared here."""
    return {"if": {"type": "boolean"}, "else": _string_or_number(pattern=_ID)}


def known_id(what: str, vocabulary: Vocabulary, *, is_open: bool = False) -> JsonSchema:
    """Describe an id that is declared elsewhere. If `is_open`, any other text is accepted too.

    An id of digits needs no quotes, and then a program sees only a number, so the loader alone checks it.
    """
    any_id = {"if": {"type": "boolean"}, "else": _string_or_number(pattern=_NOT_BLANK)}
    names = vocabulary.names.get(what)
    if not names:
        return any_id
    listed: JsonSchema = {"enum": list(_as_read(names)), "enumDescriptions": [name for _, name in _each(names)]}
    return {"anyOf": [listed, any_id if is_open or not vocabulary.is_whole else {"type": "number"}]}


def _each(names: Mapping[str, str]) -> Iterable[tuple[str | bool, str]]:
    for name, label in names.items():
        yield name, label
        if name in ("true", "false"):
            yield name == "true", label


def _as_read(names: Mapping[str, str]) -> Iterable[str | bool]:
    return (name for name, _ in _each(names))


def by_id(what: str | None, values: JsonSchema, vocabulary: Vocabulary, *, beside: Mapping[str, object]) -> JsonSchema:
    """Describe keys with values of one kind, and other keys `beside` them.

    `what` is what the keys name, None if they declare it. The values are described once, and `whole` points to them.
    """
    names = vocabulary.names.get(what, {}) if what is not None else {}
    each = {"$ref": _EACH}
    listed = {name: {"description": label, "allOf": [each]} for name, label in names.items()}
    schema = {"type": "object", "$defs": {_EACH: values}, "properties": {**listed, **beside}}
    if names and vocabulary.is_whole:
        return {**schema, "patternProperties": {_DIGITS: each}, "additionalProperties": False}
    declared = {"propertyNames": {"pattern": _ID}} if what is None else {}
    return {**schema, **declared, "additionalProperties": each}


def whole(schema: JsonSchema) -> JsonSchema:
    """Return a whole schema in which the references of `by_id` are paths, as programs follow them."""
    return {_DIALECT: _DRAFT, **_whole(schema, "#", "")}


def _whole(schema: JsonSchema, pointer: str, each: str) -> JsonSchema:
    here = f"{pointer}/$defs/{_EACH}" if "$defs" in schema else each

    def below(value: object, path: str) -> object:
        if isinstance(value, dict):
            return _whole(value, path, here)
        if isinstance(value, list):
            return [below(item, f"{path}/{index}") for index, item in enumerate(value)]
        return value

    steps = {key: key.replace("~", "~0").replace("/", "~1") for key in schema}
    return {key: here if key == "$ref" else below(value, f"{pointer}/{steps[key]}") for key, value in schema.items()}


def number(digits: int, decimals: int, word: str | None = None) -> JsonSchema:
    """Describe a figure from zero with at most so many digits before and after the point, with or without quotes.

    A `word` may stand in its place.
    """
    fraction = rf"(\.[0-9]{{1,{decimals}}})?" if decimals else ""
    return {
        "type": ["number" if decimals else "integer", "string"],
        "minimum": 0,
        "pattern": f"^[0-9]{{1,{digits}}}{fraction}$" if word is None else f"^([0-9]{{1,{digits}}}{fraction}|{word})$",
        "patternErrorMessage": worded("write digits")
        + (worded(", at most %(decimals)s of them after the point", decimals=decimals) if decimals else ""),
    }


def truth() -> JsonSchema:
    """Describe true or false, with or without quotes."""
    return {
        "type": ["boolean", "string"],
        "pattern": "^(true|false)$",
        "patternErrorMessage": worded("write true or false"),
    }


def text_like(pattern: str, what_to_write: str) -> JsonSchema:
    """Describe a text of one form."""
    return {"type": "string", "pattern": pattern, "patternErrorMessage": what_to_write}
