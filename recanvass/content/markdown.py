"""Convert editors' Markdown to HTML that is safe to publish.

Owns which elements, attributes and links a text may have. Must not know the pages of the site or its content.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape
from msgspec import Struct

from recanvass.core.messages import worded

if TYPE_CHECKING:
    from re import Match
    from xml.etree.ElementTree import Element

    from markdown import Markdown

SafeHtml = Markup
"""HTML that templates put on a page as it is. Made here and nowhere else."""
_escape = lru_cache(1 << 14)(escape)


def html_of(value: object) -> Markup:
    """Return a value as HTML: text escaped, safe HTML as it is. Escaped texts are kept: most are on many pages."""
    if type(value) is str:
        return _escape(value)
    return value if type(value) is Markup else escape(value)


MAX_CHARACTERS: Final = 100_000
MAX_DEPTH: Final = 32
MAX_LINES: Final = 3_000
"""Lines that are not blank: the time to find headings, lists and paragraphs grows with their square."""
MAX_MARKS: Final = 1_000
"""Signs that may mean something in one paragraph: the time to read it grows with their square."""
MAX_MARKS_IN_ALL: Final = 10_000

_IN_SCRIPT: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_TAGS: Final = frozenset(
    (
        *("a", "abbr", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "hr", "img", "li", "ol"),
        *("p", "pre", "small", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"),
        *_HEADINGS,
    )
)
_ATTRIBUTES: Final = {
    "a": {"class", "href", "id", "title"},
    "abbr": {"title"},
    "div": {"class"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start"},
    **{tag: {"id"} for tag in (*_HEADINGS, "li", "sup")},
}
_ALIGNMENTS: Final = {tag: {"align": {"left", "center", "right"}} for tag in ("td", "th")}
_CLASSES: Final = frozenset({"footnote", "footnote-backref", "footnote-ref"})
_SCHEMES: Final = frozenset({"http", "https", "mailto"})
WAY_BACK: Final = "Jump back to footnote %d in the text"
_ID_PREFIX: Final = "text-"
# Compiled when a text has a link: that takes 0.4 ms, and `check` converts no text.
_SCHEME: Final = r"[a-z][a-z0-9+.-]*:"
_IGNORED_IN_ADDRESSES: Final = re.compile(r"[\x00-\x20\x7f]")
_MARKER: Final = r"(?:>|[-*+](?=[ \t])|\d{1,9}\.(?=[ \t]))"
_INDENTATION: Final = re.compile(rf"(?:[ \t]*{_MARKER})*[ \t]*")
_MARKERS: Final = re.compile(_MARKER)
_MARK: Final = re.compile(r"[\[<`*_\"'&\\]|--")
_MARKS: Final = worded("brackets, asterisks, quotation marks and other signs")
_PARAGRAPHS: Final = re.compile(r"\n[ \t]*\n")
_HEADING: Final = re.compile(r"(</?h)([1-6])(?=[ >])")
_TO_DOWNLOAD: Final = re.compile(r'(<a [^>]*?href=")((?:\.\./)*)(data/[^"?#]+\.(?:csv|json)[?#"])')
_BY_NAME: Final = re.compile(r'(<(?:a|img) [^>]*?(?:href|src)=")([^"/?#:]+)(?=["#])')
_ALIGNED: Final = re.compile(r'(<t[dh](?: scope="col")?) align="(left|center|right)"')
_FIGURE: Final = re.compile(r"(?<!\\)\[\[([^\[\]]*)\]\]")
_AFTER_CODE: Final = 185
"""The rank of our step among those that read a line of Markdown: after code, before all others."""


class FigureMark(Struct, frozen=True):
    """A figure that a text asks for by name, `[[lead]]`: its position, and the words between the brackets."""

    start: int
    words: str

    @property
    def key(self) -> str:
        """The words with one space between each."""
        return " ".join(self.words.split())


def problem(text: str) -> tuple[int, str] | None:
    """Return the line, counted from 1, and the reason why a text is not converted; None if it is.

    The bounds keep a text from exhausting the interpreter's stack or a build's time.
    """
    if len(text) > MAX_CHARACTERS:
        return 1, worded("the text has more than %(count)s characters", count=f"{MAX_CHARACTERS:,}")
    filled = 0
    for number, line in enumerate(text.split("\n"), 1):
        filled += bool(line.strip())
        if filled > MAX_LINES:
            return number, worded("the text has more than %(count)s lines", count=f"{MAX_LINES:,}")
        if _depth(line) > MAX_DEPTH:
            return number, worded("lists and quotations are nested more than %(depth)s levels deep", depth=MAX_DEPTH)
    start, marks = 1, 0
    for paragraph in _PARAGRAPHS.split(text):
        count = len(_MARK.findall(paragraph))
        marks += count
        if count > MAX_MARKS:
            return start, worded("a paragraph has more than %(count)s %(marks)s", count=f"{MAX_MARKS:,}", marks=_MARKS)
        if marks > MAX_MARKS_IN_ALL:
            return start, worded(
                "the text has more than %(count)s %(marks)s", count=f"{MAX_MARKS_IN_ALL:,}", marks=_MARKS
            )
        start += paragraph.count("\n") + 2
    return None


def _depth(line: str) -> int:
    indentation = _INDENTATION.match(line)
    prefix = indentation[0].expandtabs(4) if indentation else ""
    return max(len(_MARKERS.findall(prefix + " ")), len(prefix) // 4)


def figure_marks(text: str) -> tuple[FigureMark, ...]:
    """Return the figures that a text asks for, in order; code and blocks of HTML ask for none."""
    candidates = [FigureMark(match.start(), match[1]) for match in _FIGURE.finditer(text)]
    if not candidates or problem(text) is not None:
        return ()
    numbers, used = count(), set()

    def take(number: str) -> None:
        used.add(int(number))

    try:
        _convert(_FIGURE.sub(lambda _: f"[[{next(numbers)}]]", text), take)
    except RecursionError:
        return ()
    return tuple(mark for number, mark in enumerate(candidates) if number in used)


def to_html(text: str, figures: Mapping[str, str] | None = None, way_back: str = WAY_BACK) -> SafeHtml:
    """Convert Markdown with tables and footnotes. Drop elements and attributes that are not on the list.

    `figures` are put in for the marks of their keys. They are plain text, never read as Markdown or HTML.
    `way_back` is the title of the link from a footnote to the text, with `%d` for its number.

    Headings start at the second level, and every id begins with `text-`, so that it meets no id of the page. A text
    that has a `problem` is shown as it was typed.
    """
    if problem(text) is not None:
        return _preformatted(text)
    try:
        converted = _convert(text, (figures or {}).get, way_back)
    except RecursionError:
        return _preformatted(text)
    return SafeHtml(_align_by_class(_shift_headings(_clean(converted))))


def uncleaned(text: str) -> str:
    """Return a text as HTML from which nothing was taken yet: for looking at, never for a page."""
    return _convert(text, lambda _: None)


def allows(tag: str, name: str = "", value: str = "") -> bool:
    """Tell whether a page may have an element, or an attribute of it with a value."""
    if tag not in _TAGS or not name:
        return tag in _TAGS
    known = name in _ATTRIBUTES.get(tag, ()) or name in _ALIGNMENTS.get(tag, ())
    return known and _attribute(tag, name, value) is not None


def with_downloads_at(html: SafeHtml, above: str) -> SafeHtml:
    """Return a text whose links to downloads start with `above`, because all languages share the downloads."""
    return SafeHtml(_TO_DOWNLOAD.sub(lambda match: f"{match[1]}{match[2]}{above}{match[3]}", html)) if above else html


def with_files_at(html: SafeHtml, addresses: Mapping[str, str]) -> SafeHtml:
    """Return a text whose links to files beside it, by their names alone, lead to where these are on the site."""
    if not addresses:
        return html
    return SafeHtml(_BY_NAME.sub(lambda match: match[1] + addresses.get(match[2], match[2]), html))


def linked_data(document: Mapping[str, object]) -> SafeHtml:
    """Return what a page says of itself to programs (schema.org) as JSON that can end no script element."""
    text = json.dumps({"@context": "https://schema.org", **document}, ensure_ascii=False)
    return SafeHtml(text.translate(_IN_SCRIPT))


def iframe(address: str, title: str, height: int) -> str:
    """Return the HTML that shows a page within another: a text for readers to copy, which a page has to escape."""
    return str(
        Markup('<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy" style="border:0"></iframe>').format(
            address, title, height
        )
    )


def _preformatted(text: str) -> SafeHtml:
    return SafeHtml("<pre>{}</pre>").format(escape(text))


def _convert(text: str, figure: Callable[[str], str | None], way_back: str = WAY_BACK) -> str:
    # Heavy, and only builds with a changed note need it.
    from markdown import Markdown  # noqa: PLC0415
    from markdown.extensions.footnotes import FootnoteExtension  # noqa: PLC0415
    from markdown.extensions.sane_lists import SaneListExtension  # noqa: PLC0415
    from markdown.extensions.smarty import SmartyExtension  # noqa: PLC0415
    from markdown.extensions.tables import TableExtension  # noqa: PLC0415
    from markdown.extensions.toc import TocExtension  # noqa: PLC0415

    extensions = [
        FootnoteExtension(BACKLINK_TITLE=way_back),
        SaneListExtension(),
        SmartyExtension(),
        TableExtension(use_align_attribute=True),
        TocExtension(marker="", permalink=False),
    ]
    converter = Markdown(extensions=extensions)
    _register_figures(converter, figure)
    return converter.convert(text)


def _register_figures(converter: "Markdown", figure: Callable[[str], str | None]) -> None:
    from xml.etree.ElementTree import Element  # noqa: PLC0415

    from markdown.inlinepatterns import InlineProcessor  # noqa: PLC0415
    from markdown.util import AtomicString  # noqa: PLC0415

    class Figures(InlineProcessor):
        def handleMatch(  # type: ignore[override]  # noqa: N802 -- the name is the library's
            self, m: "Match[str]", _data: str
        ) -> "tuple[Element | None, int | None, int | None]":
            text = figure(" ".join(m[1].split()))
            if text is None:
                return None, None, None
            element = Element("span")
            # Markdown keeps an ampersand that begins an entity as it is, and the text of a figure is never HTML.
            element.text = AtomicString(text.replace("&", "&amp;"))
            return element, m.start(), m.end()

    converter.inlinePatterns.register(Figures(_FIGURE.pattern, converter), "figure", _AFTER_CODE)


def _clean(html: str) -> str:
    import nh3  # noqa: PLC0415

    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        tag_attribute_values=_ALIGNMENTS,
        set_tag_attribute_values={"th": {"scope": "col"}},
        url_schemes=set(_SCHEMES),
        link_rel="noopener",
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    rule = _RULES.get(name)
    return rule(tag, value) if rule else value


def _class(_tag: str, value: str) -> str | None:
    return " ".join(name for name in value.split() if name in _CLASSES) or None


def _id(_tag: str, value: str) -> str | None:
    return _ID_PREFIX + value


def _link(_tag: str, value: str) -> str | None:
    if value.startswith("#"):
        return f"#{_ID_PREFIX}{value[1:]}"
    return value if _scheme(value) in {*_SCHEMES, ""} else None


def _source(_tag: str, value: str) -> str | None:
    return value if _scheme(value) == "" else None


def _scheme(value: str) -> str:
    """Return the scheme of an address as lenient readers take it, `//` for a foreign host without one."""
    address = _IGNORED_IN_ADDRESSES.sub("", value).replace("\\", "/")
    if address.startswith("//"):
        return "//"
    match = re.match(_SCHEME, address, re.IGNORECASE)
    return match[0][:-1].lower() if match else ""


_RULES: Final[dict[str, Callable[[str, str], str | None]]] = {
    "class": _class,
    "href": _link,
    "id": _id,
    "src": _source,
}


def _shift_headings(html: str) -> str:
    """Count the levels of headings that are in use from 2, since the title of the page is the first."""
    used = sorted({int(level) for _, level in _HEADING.findall(html)})
    levels = {str(level): str(min(number, 6)) for number, level in enumerate(used, 2)}
    return _HEADING.sub(lambda match: match[1] + levels[match[2]], html)


def _align_by_class(html: str) -> str:
    """Turn the alignment of cells into classes, which the policy of the pages lets style them."""
    return _ALIGNED.sub(r'\1 class="\2"', html)
