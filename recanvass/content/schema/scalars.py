"""Scalar types: they turn the text that an editor typed into a value, or report what to write.

Owns what each type accepts and its JSON Schema. Guesses nothing: `NO`, `011` and `12:30` stay what was typed. Must not
know any file or key of the domain.
"""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from msgspec import Struct

from recanvass.content.schema import json_schema
from recanvass.content.schema.json_schema import JsonSchema, Vocabulary
from recanvass.content.syntax import Items, Node, Scalar
from recanvass.core import urls
from recanvass.core.diagnostics import Report, did_you_mean
from recanvass.core.ids import Moment, Number

E = TypeVar("E", bound=Enum)

MAX_TEXT = 20_000
MAX_DIGITS = 12
MAX_ID = 100
FIRST_YEAR, LAST_YEAR = 1600, 2999
_ID = re.compile(r"[a-z0-9-]{1,100}")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)
_WHOLE = re.compile(r"[0-9]+", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?)(Z|[+-]\d{2}:\d{2})?", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "GEORGIAN", "LISU")
# Letters and signs that show nothing, although Unicode does not list them as invisible.
_BLANK = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
_STYLED = ("<font>", "<wide>", "<circle>", "<square>")
# Programs write these words without quotes for an empty value.
_NOTHING = frozenset({"null", "Null", "NULL", "~"})
# Compiled when a figure needs it: that takes a third of a millisecond.
_GROUPED = "[0-9]{1,3}(?:[ ,'\u2019\u00a0\u2009\u202f][0-9]{3})+(?:[.][0-9]+)?"


def _read_scalar(node: Node, report: Report, what: str, example: str) -> Scalar | None:
    if not isinstance(node, Scalar):
        shape = "a list" if isinstance(node, Items) else "keys and values"
        report.add("E201", node.span, f"found {shape} where {what} should be", hint=f"write {example}")
        return None
    if not node.text.strip():
        report.add("E220", node.span, f"{what} is missing", hint=f"write {example}")
        return None
    if node.is_plain and node.text in _NOTHING:
        message = f"{what} is missing; '{node.text}' means no value"
        report.add("E220", node.span, message, hint=f'delete the key, or put the word in quotes: "{node.text}"')
        return None
    return node


class Text(Struct, frozen=True):
    """One line of text, or several in a block; look-alike and invisible characters are flagged."""

    what: str = "a text"

    def read(self, node: Node, report: Report) -> str | None:
        """Return the text without the white space around it."""
        scalar = _read_scalar(
            node, report, self.what, f"{self.what} after the colon; quote it if it starts with {{ or ["
        )
        if scalar is None:
            return None
        if len(scalar.text) > MAX_TEXT:
            message = f"the text has {len(scalar.text):,} characters"
            report.add("E221", scalar.span, message, hint=f"shorten it to {MAX_TEXT:,} characters or fewer")
            return None
        control = _CONTROL.search(scalar.text)
        if control:
            message = f"found an invisible control character, U+{ord(control[0]):04X}"
            report.add("E103", scalar.span, message, hint="delete it, or the backslash code for it")
            return None
        if not scalar.text.isascii():
            _flag_characters(scalar, report)
        return unicodedata.normalize("NFC", scalar.text.strip())

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:  # noqa: ARG002 -- all types are asked alike
        """Describe a text; figures typed without quotes are text too."""
        return json_schema.text(MAX_TEXT)


def _flag_characters(scalar: Scalar, report: Report) -> None:
    for char in scalar.text:
        if char in _BLANK or (unicodedata.category(char) in ("Cf", "Co", "Cs") and char != "\N{SOFT HYPHEN}"):
            name = unicodedata.name(char, "a private character")
            message = f"'{scalar.text.strip()}' has the invisible character U+{ord(char):04X} ({name.lower()})"
            report.add("W601", scalar.span, message, hint="delete it, or retype the text")
            return
        if unicodedata.decomposition(char).startswith(_STYLED):
            message = f"'{char}' only looks like '{unicodedata.normalize('NFKC', char)}'"
            report.add("W602", scalar.span, message, hint="retype the text")
            return
    for word in re.findall(r"\w+", scalar.text):
        scripts = {s for char in word for s in _SCRIPTS if unicodedata.name(char, "").startswith(s)}
        if len(scripts) > 1:
            mixed = " and ".join(sorted(script.title() for script in scripts))
            report.add("W602", scalar.span, f"the word '{word}' mixes {mixed} letters", hint="retype the word")
            return


class Reference(Struct, frozen=True):
    """The id of something declared elsewhere. The loader looks it up, so the scalar keeps its position.

    If `is_open`, free text is accepted too.
    """

    what: str
    is_open: bool = False

    def read(self, node: Node, report: Report) -> Scalar | None:
        """Return the scalar as typed."""
        return _read_scalar(node, report, self.what, f"the id of {self.what}{', or a name' * self.is_open}")

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:
        """List the ids of the site."""
        return json_schema.known_id(self.what, vocabulary, is_open=self.is_open)


class Id(Struct, frozen=True):
    """The id of something declared here. The loader compares it with all others, so the scalar keeps its position."""

    what: str

    def read(self, node: Node, report: Report) -> Scalar | None:
        """Return the scalar as typed."""
        return _read_scalar(node, report, f"the id of {self.what}", "lowercase letters, digits and hyphens")

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:  # noqa: ARG002 -- all types are asked alike
        """Describe the pattern of ids."""
        return json_schema.new_id()


def is_id(scalar: Scalar, report: Report, *, names_file: bool = True) -> bool:
    """Tell whether a scalar is an id; report it when not. No file is named after an id unless it `names_file`."""
    is_reserved = names_file and not urls.can_name_a_file(scalar.text)
    if _ID.fullmatch(scalar.text) and not is_reserved:
        return True
    if not scalar.text.strip():
        report.add("E220", scalar.span, "an id is missing", hint="write lowercase letters, digits and hyphens")
        return False
    if is_reserved:
        message, hint = f"'{scalar.text}' can't be a file name on Windows", "choose another id"
    else:
        proposal = urls.slug(scalar.text)
        message = f"'{scalar.text}' is not an id"
        letters = f"at most {MAX_ID}" if len(scalar.text) > MAX_ID else "only"
        hint = f"use {letters} lowercase letters, digits and hyphens" + (
            f", for example '{proposal}'" if proposal else ""
        )
    report.add("E204", scalar.span, message, hint=hint)
    return False


class OneOf(Struct, Generic[E], frozen=True):
    """One of the fixed words of an Enum, without those that no one types."""

    words: type[E]
    what: str
    untyped: tuple[E, ...] = ()

    def read(self, node: Node, report: Report) -> E | None:
        """Return the member whose value was typed."""
        known = self.known()
        scalar = _read_scalar(node, report, self.what, f"one of: {', '.join(known)}")
        if scalar is None:
            return None
        if scalar.text not in known:
            nearest = did_you_mean(scalar.text, known)
            hint = nearest if nearest.startswith("did") else f"write one of: {', '.join(known)}"
            report.add("E217", scalar.span, f"'{scalar.text}' is not {self.what}", hint=hint)
            return None
        return self.words(scalar.text)

    def known(self) -> list[str]:
        """Return the words that may be typed."""
        return [str(member.value) for member in self.words if member not in self.untyped]

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:  # noqa: ARG002 -- all types are asked alike
        """List the words."""
        return {"enum": self.known()}


class Flag(Struct, frozen=True):
    """true or false."""

    def read(self, node: Node, report: Report) -> bool | None:
        """Return the truth value; yes and no are refused, since YAML readers disagree about them."""
        scalar = _read_scalar(node, report, "true or false", "true or false")
        if scalar is None:
            return None
        if scalar.text not in ("true", "false"):
            report.add("E218", scalar.span, f"'{scalar.text}' is not true or false", hint="write true or false")
            return None
        return scalar.text == "true"

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:  # noqa: ARG002 -- all types are asked alike
        """Describe a truth value, with or without quotes."""
        return json_schema.truth()


class Day(Struct, frozen=True):
    """A calendar date."""

    def read(self, node: Node, report: Report) -> date | None:
        """Return the date written year-month-day."""
        scalar = _read_scalar(node, report, "a date", "a date such as 2024-11-05")
        return _date(scalar, "write year-month-day, for example 2024-11-05", report) if scalar is not None else None

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:  # noqa: ARG002 -- all types are asked alike
        """Describe a date."""
        return json_schema.text_like(f"^{_DATE.pattern}$", "write 2024-11-05")


class Time(Struct, frozen=True):
    """A date, or a time with its offset from UTC."""

    def read(self, node: Node, report: Report) -> Moment | None:
        """Return a date or an aware time; a time without an offset is refused."""
        scalar = _read_scalar(node, report, "a time", "a time such as 2024-11-05T12:00-06:00")
        if scalar is None:
            return None
        match = _TIME.fullmatch(scalar.text)
        if match is None:
            return _date(scalar, "write a date, for example 2024-11-05, or a time: 2024-11-05T12:00-06:00", report)
        if match[2] is None:
            hint = f"add the offset from UTC, for example {scalar.text}-06:00 for Central Standard Time"
            report.add("E216", scalar.span, f"the time '{scalar.text}' has no UTC offset", hint=hint)
            return None
        try:
            time = datetime.fromisoformat(scalar.text)
        except ValueError:
            hint = "check the month, day, hour, minute and offset"
            report.add("E215", scalar.span, f"'{scalar.text}' is not a time on the calendar", hint=hint)
            return None
        return time if _is_in_range(time, scalar, report) else None

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:  # noqa: ARG002 -- all types are asked alike
        """Describe a date or a time with an offset."""
        what_to_write = "write 2024-11-05, or 2024-11-05T12:00-06:00 with the offset from UTC"
        return json_schema.text_like(f"^({_DATE.pattern}|{_TIME.pattern.rstrip('?')})$", what_to_write)


def _date(scalar: Scalar, hint: str, report: Report) -> date | None:
    if not _DATE.fullmatch(scalar.text):
        report.add("E215", scalar.span, f"'{scalar.text}' is not a date", hint=hint)
        return None
    try:
        day = date.fromisoformat(scalar.text)
    except ValueError:
        report.add(
            "E215", scalar.span, f"'{scalar.text}' is not a date on the calendar", hint="check the month and day"
        )
        return None
    return day if _is_in_range(day, scalar, report) else None


def _is_in_range(day: date, scalar: Scalar, report: Report) -> bool:
    # Far outside this range, Python cannot convert a time to another time zone.
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return True
    hint = f"use a year from {FIRST_YEAR} to {LAST_YEAR}"
    report.add("E215", scalar.span, f"'{scalar.text}' is in the year {day.year}", hint=hint)
    return False


class Url(Struct, frozen=True):
    """A web address that may become a link."""

    def read(self, node: Node, report: Report) -> str | None:
        """Return an absolute http or https address; emits E219 for any other."""
        scalar = _read_scalar(node, report, "a web address", "an address such as https://example.org/")
        if scalar is None:
            return None
        if not is_web_address(scalar.text):
            hint = "write the full address, for example https://example.org/results"
            report.add("E219", scalar.span, f"'{scalar.text}' is not a web address", hint=hint)
            return None
        return scalar.text

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:  # noqa: ARG002 -- all types are asked alike
        """Describe a web address."""
        return json_schema.text_like("^https?://", "write the full address, for example https://example.org/results")


def is_web_address(text: str) -> bool:
    """Tell whether a text is an absolute http or https address without blanks, credentials or control characters."""
    if any(char.isspace() or not char.isprintable() or char in '<>"\\^`{|}' for char in text):
        return False
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and "@" not in parts.netloc


class Colour(Struct, frozen=True):
    """A colour as web pages write it."""

    def read(self, node: Node, report: Report) -> str | None:
        """Return # and six digits in lower case. Without quotes, YAML takes a colour for a comment."""
        scalar = _read_scalar(node, report, "a colour", ('it in quotes: "#1f77b4"; without quotes, # starts a comment'))
        if scalar is None:
            return None
        if not _COLOUR.fullmatch(scalar.text):
            hint = 'write # and six digits or letters a to f in quotes, for example "#1f77b4"'
            report.add("E217", scalar.span, f"'{scalar.text}' is not a colour", hint=hint)
            return None
        return scalar.text.lower()

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:  # noqa: ARG002 -- all types are asked alike
        """Describe the pattern of colours."""
        return json_schema.text_like(f"^{_COLOUR.pattern}$", 'write it in quotes: "#1f77b4"')


class Figure(Struct, frozen=True):
    """A count that is never negative, with at most `decimals` decimals."""

    decimals: int = 0

    def read(self, node: Node, report: Report) -> Number | None:
        """Return int if no decimals are allowed, otherwise Decimal as typed."""
        scalar = _read_scalar(node, report, "a figure", "digits, for example 12")
        return figure(scalar, self.decimals, report) if scalar is not None else None

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:  # noqa: ARG002 -- all types are asked alike
        """Describe a number from zero."""
        return json_schema.number(MAX_DIGITS, self.decimals)


class Whole(Struct, frozen=True):
    """A whole number from zero."""

    def read(self, node: Node, report: Report) -> int | None:
        """Return the number."""
        number = Figure().read(node, report)
        return int(number) if number is not None else None

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:  # noqa: ARG002 -- all types are asked alike
        """Describe a whole number."""
        return json_schema.number(MAX_DIGITS, 0)


class Digits(Struct, frozen=True):
    """A figure whose decimals depend on another part of the content, so the scalar keeps its position."""

    def read(self, node: Node, report: Report) -> Scalar | None:
        """Return the scalar as typed."""
        return _read_scalar(node, report, "a figure", "digits, for example 12")

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:  # noqa: ARG002 -- all types are asked alike
        """Describe a number from zero."""
        return json_schema.number(MAX_DIGITS, MAX_DIGITS)


def figure(scalar: Scalar, decimals: int, report: Report) -> Number | None:
    """Return a figure exactly as typed; emits E210 to E214 and E220 for anything but plain digits."""
    text = scalar.text
    if len(text) <= MAX_DIGITS and _WHOLE.fullmatch(text):
        return Decimal(text) if decimals else int(text)
    whole, _, fraction = text.partition(".")
    if decimals and len(whole) <= MAX_DIGITS and len(fraction) <= decimals and _NUMBER.fullmatch(text):
        return Decimal(text)
    code, message, hint = _figure_fault(text, decimals)
    report.add(code, scalar.span, message, hint=hint)
    return None


def _figure_fault(text: str, decimals: int) -> tuple[str, str, str]:
    """Return code, message and hint for a text that is not the figure it should be."""
    digits = f"write digits, for example {'12.3456'[: 3 + decimals] if decimals else '12'}"
    if not text:
        hint = f"{digits}, or 0 for zero; if nothing was reported, leave out this place's whole tally"
        return "E220", "missing figure", hint
    if _NUMBER.fullmatch(text):
        return _number_fault(text, decimals)
    if re.fullmatch(r"-[0-9.]+", text):
        hint = "write the new count, not the change; a count is never negative"
        return "E211", f"'{text}' is below zero", hint
    if re.fullmatch(_GROUPED, text) and (decimals or "." not in text):
        return "E210", f"'{text}' is not a plain number", f"write only digits: {re.sub('[^0-9.]', '', text)}"
    return "E210", f"'{text}' is not a {'number' if decimals else 'whole number'}", digits


def _number_fault(text: str, decimals: int) -> tuple[str, str, str]:
    if len(text.partition(".")[0]) > MAX_DIGITS:
        return "E214", f"'{text}' is too large", f"a figure has at most {MAX_DIGITS} digits"
    if not decimals:
        return "E212", f"'{text}' is not a whole number", "write digits only; this tally has whole numbers"
    return "E213", f"'{text}' has too many decimals", f"write {decimals} or fewer"
