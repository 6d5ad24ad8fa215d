"""Scalar types: they turn the text that an editor typed into a value, or report what to write.

Owns what each type accepts and its JSON Schema. Guesses nothing: `NO`, `011` and `12:30` stay what was typed. Must not
know any file or key of the domain.
"""

import re
import unicodedata
from decimal import Decimal
from enum import Enum
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from msgspec import Struct

from recanvass.content.schema import json_schema
from recanvass.content.schema.json_schema import JsonSchema, Vocabulary
from recanvass.content.syntax import Items, Node, Scalar
from recanvass.core import urls
from recanvass.core.diagnostics import Report, did_you_mean, nearest
from recanvass.core.ids import Number
from recanvass.core.messages import worded, worded_later

E = TypeVar("E", bound=Enum)

MAX_TEXT = 20_000
MAX_DIGITS = 12
MAX_ID = 100
_ID = re.compile(r"[a-z0-9-]{1,100}")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)
_WHOLE = re.compile(r"[0-9]+", re.ASCII)
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


def read_scalar(node: Node, report: Report, what: str, example: str) -> Scalar | None:
    """Return a node that is a scalar with some text; emits E201 and E220 for any other."""
    if not isinstance(node, Scalar):
        shape = worded("a list") if isinstance(node, Items) else worded("keys and values")
        message = worded("found %(shape)s where %(what)s should be", shape=shape, what=what)
        hint = worded("write %(example)s", example=example)
        report.add("E201", node.span, message, hint=hint)
        return None
    if not node.text.strip():
        message = worded("%(what)s is missing", what=what)
        hint = worded("write %(example)s", example=example)
        report.add("E220", node.span, message, hint=hint)
        return None
    if node.is_plain and node.text in _NOTHING:
        message = worded("%(what)s is missing; '%(text)s' means no value", what=what, text=node.text)
        hint = worded('delete the key, or put the word in quotes: "%(text)s"', text=node.text)
        report.add("E220", node.span, message, hint=hint)
        return None
    return node


class Text(Struct, frozen=True):
    """One line of text, or several in a block; look-alike and invisible characters are flagged."""

    what: str = worded_later("a text")

    def read(self, node: Node, report: Report) -> str | None:
        """Return the text without the white space around it."""
        what = worded(self.what)
        example = worded("%(what)s after the colon; quote it if it starts with { or [", what=what)
        scalar = read_scalar(node, report, what, example)
        if scalar is None:
            return None
        if len(scalar.text) > MAX_TEXT:
            message = worded("the text has %(count)s characters", count=f"{len(scalar.text):,}")
            hint = worded("shorten it to %(count)s characters or fewer", count=f"{MAX_TEXT:,}")
            report.add("E221", scalar.span, message, hint=hint)
            return None
        control = _CONTROL.search(scalar.text)
        if control:
            message = worded("found an invisible control character, U+%(control)s", control=f"{ord(control[0]):04X}")
            report.add("E103", scalar.span, message, hint=worded("delete it, or the backslash code for it"))
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
            name = unicodedata.name(char, worded("a private character"))
            message = worded(
                "'%(text)s' has the invisible character U+%(char)s (%(name)s)",
                text=scalar.text.strip(),
                char=f"{ord(char):04X}",
                name=name.lower(),
            )
            report.add("W601", scalar.span, message, hint=worded("delete it, or retype the text"))
            return
        if unicodedata.decomposition(char).startswith(_STYLED):
            message = worded(
                "'%(char)s' only looks like '%(plain)s'", char=char, plain=unicodedata.normalize("NFKC", char)
            )
            report.add("W602", scalar.span, message, hint=worded("retype the text"))
            return
    for word in re.findall(r"\w+", scalar.text):
        scripts = {s for char in word for s in _SCRIPTS if unicodedata.name(char, "").startswith(s)}
        if len(scripts) > 1:
            mixed = worded(" and ").join(sorted(script.title() for script in scripts))
            message = worded("the word '%(word)s' mixes %(mixed)s letters", word=word, mixed=mixed)
            hint = worded("retype the word")
            report.add("W602", scalar.span, message, hint=hint)
            return


class Reference(Struct, frozen=True):
    """The id of something declared elsewhere. The loader looks it up, so the scalar keeps its position.

    If `is_open`, free text is accepted too.
    """

    what: str
    is_open: bool = False

    def read(self, node: Node, report: Report) -> Scalar | None:
        """Return the scalar as typed."""
        what = worded(self.what)
        example = worded("the id of %(what)s, or a name" if self.is_open else "the id of %(what)s", what=what)
        return read_scalar(node, report, what, example)

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:
        """List the ids of the site."""
        return json_schema.known_id(self.what, vocabulary, is_open=self.is_open)


class Id(Struct, frozen=True):
    """The id of something declared here. The loader compares it with all others, so the scalar keeps its position."""

    what: str

    def read(self, node: Node, report: Report) -> Scalar | None:
        """Return the scalar as typed."""
        what = worded("the id of %(what)s", what=worded(self.what))
        return read_scalar(node, report, what, worded("lowercase letters, digits and hyphens"))

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:  # noqa: ARG002 -- all types are asked alike
        """Describe the pattern of ids."""
        return json_schema.new_id()


def is_id(scalar: Scalar, report: Report, *, names_file: bool = True) -> bool:
    """Tell whether a scalar is an id; report it when not. No file is named after an id unless it `names_file`."""
    is_reserved = names_file and not urls.can_name_a_file(scalar.text)
    if _ID.fullmatch(scalar.text) and not is_reserved:
        return True
    if not scalar.text.strip():
        report.add(
            "E220", scalar.span, worded("an id is missing"), hint=worded("write lowercase letters, digits and hyphens")
        )
        return False
    if is_reserved:
        message, hint = (
            worded("'%(text)s' can't be a file name on Windows", text=scalar.text),
            worded("choose another id"),
        )
    else:
        proposal = urls.slug(scalar.text)
        message = worded("'%(text)s' is not an id", text=scalar.text)
        hint = worded("use only lowercase letters, digits and hyphens")
        if len(scalar.text) > MAX_ID:
            hint = worded("use at most %(count)s lowercase letters, digits and hyphens", count=MAX_ID)
        hint += worded(", for example '%(id)s'", id=proposal) if proposal else ""
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
        scalar = read_scalar(node, report, worded(self.what), worded("one of: %(known)s", known=", ".join(known)))
        if scalar is None:
            return None
        if scalar.text not in known:
            near = nearest(scalar.text, known)
            hint = (
                did_you_mean(scalar.text, known) if near else worded("write one of: %(known)s", known=", ".join(known))
            )
            message = worded("'%(text)s' is not %(what)s", text=scalar.text, what=worded(self.what))
            report.add("E217", scalar.span, message, hint=hint)
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
        scalar = read_scalar(node, report, worded("true or false"), worded("true or false"))
        if scalar is None:
            return None
        if scalar.text not in ("true", "false"):
            message = worded("'%(text)s' is not true or false", text=scalar.text)
            hint = worded("write true or false")
            report.add("E218", scalar.span, message, hint=hint)
            return None
        return scalar.text == "true"

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:  # noqa: ARG002 -- all types are asked alike
        """Describe a truth value, with or without quotes."""
        return json_schema.truth()


class Url(Struct, frozen=True):
    """A web address that may become a link."""

    def read(self, node: Node, report: Report) -> str | None:
        """Return an absolute http or https address; emits E219 for any other."""
        scalar = read_scalar(node, report, worded("a web address"), worded("an address such as https://example.org/"))
        if scalar is None:
            return None
        if not is_web_address(scalar.text):
            hint = worded("write the full address, for example https://example.org/results")
            report.add("E219", scalar.span, worded("'%(text)s' is not a web address", text=scalar.text), hint=hint)
            return None
        return scalar.text

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:  # noqa: ARG002 -- all types are asked alike
        """Describe a web address."""
        return json_schema.text_like(
            "^https?://", worded("write the full address, for example https://example.org/results")
        )


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
        scalar = read_scalar(
            node, report, worded("a colour"), worded('it in quotes: "#1f77b4"; without quotes, # starts a comment')
        )
        if scalar is None:
            return None
        if not _COLOUR.fullmatch(scalar.text):
            hint = worded('write # and six digits or letters a to f in quotes, for example "#1f77b4"')
            report.add("E217", scalar.span, worded("'%(text)s' is not a colour", text=scalar.text), hint=hint)
            return None
        return scalar.text.lower()

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:  # noqa: ARG002 -- all types are asked alike
        """Describe the pattern of colours."""
        return json_schema.text_like(f"^{_COLOUR.pattern}$", worded('write it in quotes: "#1f77b4"'))


class Figure(Struct, frozen=True):
    """A count that is never negative, with at most `decimals` decimals."""

    decimals: int = 0

    def read(self, node: Node, report: Report) -> Number | None:
        """Return int if no decimals are allowed, otherwise Decimal as typed."""
        scalar = read_scalar(node, report, worded("a figure"), worded("digits, for example 12"))
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
        return read_scalar(node, report, worded("a figure"), worded("digits, for example 12"))

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
    digits = worded("write digits, for example %(value)s", value="12.3456"[: 3 + decimals] if decimals else "12")
    if not text:
        hint = worded(
            "%(digits)s, or 0 for zero; if nothing was reported, leave out this place's whole tally", digits=digits
        )
        return "E220", worded("missing figure"), hint
    if _NUMBER.fullmatch(text):
        return _number_fault(text, decimals)
    if re.fullmatch(r"-[0-9.]+", text):
        hint = worded("write the new count, not the change; a count is never negative")
        return "E211", worded("'%(text)s' is below zero", text=text), hint
    if re.fullmatch(_GROUPED, text) and (decimals or "." not in text):
        return (
            "E210",
            worded("'%(text)s' is not a plain number", text=text),
            worded("write only digits: %(digits)s", digits=re.sub("[^0-9.]", "", text)),
        )
    message = worded("'%(text)s' is not a number" if decimals else "'%(text)s' is not a whole number", text=text)
    return "E210", message, digits


def _number_fault(text: str, decimals: int) -> tuple[str, str, str]:
    if len(text.partition(".")[0]) > MAX_DIGITS:
        return (
            "E214",
            worded("'%(text)s' is too large", text=text),
            worded("a figure has at most %(count)s digits", count=MAX_DIGITS),
        )
    if not decimals:
        return (
            "E212",
            worded("'%(text)s' is not a whole number", text=text),
            worded("write digits only; this tally has whole numbers"),
        )
    return (
        "E213",
        worded("'%(text)s' has too many decimals", text=text),
        worded("write %(decimals)s or fewer", decimals=decimals),
    )
