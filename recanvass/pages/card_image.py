"""Cards: the picture that messengers and networks show beside a link.

Owns how a card is drawn, and is the only module that uses Pillow. Must not know where its words come from.
"""

import unicodedata
from bisect import bisect_left
from decimal import Decimal
from functools import cache, partial
from io import BytesIO
from typing import TYPE_CHECKING

from msgspec import Struct

from recanvass.core.messages import worded

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 1200, 630
COLOURS = (
    "#8c8c86",
    *("#b07f1c", "#4c87ee", "#5c17a2", "#00645f", "#790004"),
)
"""The colours of choices by their number, as the style sheet has them."""
PAPER, INK, SOFT, LINE, MARK = "#fbfaf7", "#17171a", "#5a5a60", "#d8d4ca", "#b3125a"
WARNING = ("#f6e3b4", "#4a3300")
"""Ground and letters of what must be known first. All of these are as the style sheet has them."""

_FINAL = "certified"
_TINT = 30
"""How strong the area under the line is, in percent."""
_LEAST_CHART = 150
"""A chart is drawn where there is so much room for it; bars otherwise."""
_MARGIN = 60
_INNER = WIDTH - 2 * _MARGIN
_BAR_LEFT, _BAR_RIGHT = 400, 900
_LEAD_SIZES = (68, 60, 52, 44, 36)
_LEAD_HEIGHT = 175
_FOOT = HEIGHT - 126
"""Where the foot begins."""
_WITHIN_FONT = frozenset("©«°\u00b1\u00b4·»\u2018\u2019“”…™")
_SPELT = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "→": ">", "\u00a0": " ", "\u202f": " ", "\u2009": " "}
    | {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE"}
)
_MARKS = {
    "\u0300": "`",
    "\u0301": "\u00b4",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "-",
    "\u0307": ".",
    "\u0308": "..",
    "\u030a": "°",
    "\u030b": "\u00b4\u00b4",
    "\u0323": ".",
    "\u0326": ",",
    "\u0327": ",",
}
"""Signs of the font that stand for marks on letters, which it does not have."""
_BELOW = frozenset("\u0323\u0326\u0327")


class CardError(Exception):
    """Cards were asked for and cannot be drawn; the text says what to do."""


class Bar(Struct, frozen=True):
    """A choice on a card; `width` is in percent of the widest bar, None for no bar."""

    name: str
    figure: str
    colour: str
    width: Decimal | None


class CardStep(Struct, frozen=True):
    """A release in the line of the lead; places across and down are in percent of the picture.

    `before` is the height of the step on its left, None where that is not known. One that `is_beyond` the scale is
    broken, and one that `is_marked` is ringed.
    """

    left: Decimal
    right: Decimal
    y: Decimal
    before: Decimal | None
    label: str
    date: str
    colour: str
    is_beyond: bool
    is_marked: bool


class CardLine(Struct, frozen=True):
    """How the lead went from release to release; `zero` is the height of the zero line in percent."""

    title: str
    zero: Decimal
    steps: tuple[CardStep, ...]


class Card(Struct, frozen=True):
    """What a card says: the answer, and how the lead went, or the first choices where there is no line of it.

    `warning` is what has to stand above all else, such as that it is a rehearsal.
    """

    site: str
    contest: str
    lead: str
    line: CardLine | None
    bars: tuple[Bar, ...]
    status: str
    status_text: str
    release: str
    time: str
    source: str
    warning: str


def can_show(text: str) -> bool:
    """Tell whether the letters of cards suffice for a text: Latin ones, with the usual marks."""
    spelt = unicodedata.normalize("NFD", text.translate(_SPELT))
    return all(" " <= char <= "~" or char in _WITHIN_FONT or char in _MARKS for char in spelt)


def png(card: Card) -> bytes:
    """Return a card as PNG. Equal cards give equal bytes."""
    from PIL import Image, ImageDraw  # noqa: PLC0415

    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    _head(draw, card)
    below = _lead(draw, card.lead)
    if card.line is not None and _FOOT - below >= _LEAST_CHART:
        _line(draw, card.line, below + 10)
    else:
        _bars(draw, card.bars, below + 24)
    _foot(draw, card)
    out = BytesIO()
    # A higher level takes four times as long for three percent fewer bytes.
    image.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _head(draw: "ImageDraw", card: Card) -> None:
    if card.warning:
        draw.rectangle((0, 0, WIDTH, 44), fill=WARNING[0])
        _write(draw, (_MARGIN, 9), (card.warning, 22, _INNER), WARNING[1])
    name = _write(draw, (_MARGIN, 56), (card.contest, 32, _INNER * 2 // 3), INK)
    wide = _INNER - name - 40
    text = _cut(card.site, 24, wide)
    _write(draw, (WIDTH - _MARGIN - _length(text, 24), 62), (text, 24, wide), SOFT)
    draw.rectangle((_MARGIN, 108, WIDTH - _MARGIN, 111), fill=INK)


def _lead(draw: "ImageDraw", text: str) -> int:
    """Write the lead as large as it fits and return where it ends."""
    fitting = (size for size in _LEAD_SIZES if len(_wrapped(text, size)) * size * 6 // 5 <= _LEAD_HEIGHT)
    size = next(fitting, _LEAD_SIZES[-1])
    top = 134
    for line in _wrapped(text, size)[: _LEAD_HEIGHT * 5 // 6 // size]:
        _write(draw, (_MARGIN, top), (line, size, _INNER), INK)
        top += size * 6 // 5
    return top


def _line(draw: "ImageDraw", line: CardLine, top: int) -> None:
    """Draw the lead as a line of steps around zero, with the day of each release below."""
    _write(draw, (_MARGIN, top), (line.title, 24, _INNER), SOFT)
    top, foot = top + 68, _FOOT - (84 if any(step.y > line.zero for step in line.steps) else 50)

    def across(percent: Decimal) -> int:
        return _MARGIN + int(_INNER * percent / 100)

    def down(percent: Decimal) -> int:
        return top + int((foot - top) * percent / 100)

    zero = down(line.zero)
    for step in line.steps:
        left, right, y = across(step.left), across(step.right), down(step.y)
        draw.rectangle((left, min(y, zero), right, max(y, zero)), fill=_tint(step.colour))
    draw.rectangle((_MARGIN, zero, WIDTH - _MARGIN, zero + 1), fill=INK)
    for step in line.steps:
        left, right, y = across(step.left), across(step.right), down(step.y)
        for at in range(left, right, 24 if step.is_beyond else right - left):
            draw.rectangle((at, y - 2, min(at + 14, right) if step.is_beyond else right, y + 2), fill=INK)
        if step.before is not None:
            draw.rectangle((left - 1, min(y, down(step.before)), left + 1, max(y, down(step.before))), fill=INK)
        room, long = right - left, _length(step.label, 30)
        if long < room - 8:
            _write(draw, (left + (room - long) // 2, y + 6 if y > zero else y - 42), (step.label, 30, room), INK)
        if step.is_marked:
            middle = (left + right) // 2
            draw.ellipse((middle - long // 2 - 18, y - 48, middle + long // 2 + 18, y - 2), outline=MARK, width=4)
        if _length(step.date, 22) < room - 8:
            _write(draw, (left + (room - _length(step.date, 22)) // 2, _FOOT - 38), (step.date, 22, room), SOFT)


def _tint(colour: str) -> tuple[int, int, int]:
    """Return a color as it looks on the paper when it is thin."""
    mixed = [
        (_TINT * int(colour[at : at + 2], 16) + (100 - _TINT) * int(PAPER[at : at + 2], 16)) // 100 for at in (1, 3, 5)
    ]
    return mixed[0], mixed[1], mixed[2]


def _bars(draw: "ImageDraw", bars: tuple[Bar, ...], top: int) -> None:
    room = (HEIGHT - 130 - top) // 44
    for bar in bars[:room]:
        _write(draw, (_MARGIN, top), (bar.name, 28, _BAR_LEFT - _MARGIN - 20), INK)
        if bar.width is not None:
            long = int((_BAR_RIGHT - _BAR_LEFT) * bar.width / 100)
            draw.rectangle((_BAR_LEFT, top + 4, _BAR_LEFT + max(long, 2), top + 30), fill=bar.colour)
        _write(draw, (WIDTH - _MARGIN - _length(bar.figure, 28), top), (bar.figure, 28, _INNER), INK)
        top += 44


def _foot(draw: "ImageDraw", card: Card) -> None:
    top = HEIGHT - 112
    draw.rectangle((_MARGIN, top - 14, WIDTH - _MARGIN, top - 13), fill=LINE)
    wide = _length(card.status_text, 26)
    box = (_MARGIN, top, _MARGIN + wide + 36, top + 42)
    if card.status == _FINAL:
        draw.rectangle(box, outline=INK, width=3)
    else:
        _dashed(draw, box)
    _write(draw, (_MARGIN + 18, top + 7), (card.status_text, 26, wide), INK)
    left = _MARGIN + wide + 36 + 20
    _write(draw, (left, top + 7), (f"{card.release}, {card.time}", 26, WIDTH - _MARGIN - left), INK)
    _write(draw, (_MARGIN, top + 56), (card.source, 24, _INNER), SOFT)


def _dashed(draw: "ImageDraw", box: tuple[int, int, int, int]) -> None:
    """Draw the outline of what is not final."""
    left, top, right, bottom = box
    for at in range(left, right, 14):
        for y in (top, bottom - 2):
            draw.rectangle((at, y, min(at + 8, right), y + 2), fill=INK)
    for at in range(top, bottom, 14):
        for x in (left, right - 2):
            draw.rectangle((x, at, x + 2, min(at + 8, bottom)), fill=INK)


def _wrapped(text: str, size: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _length(longer, size) > _INNER:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _cut(text: str, size: int, wide: int) -> str:
    """Return a text, or as much of it as fits, and then three dots."""
    if _length(text, size) <= wide:
        return text

    def is_too_long(count: int) -> bool:
        return _length(f"{text[:count].rstrip()}…", size) > wide

    fitting = bisect_left(range(1, len(text)), x=True, key=is_too_long)
    return f"{text[:fitting].rstrip()}…"


def _write(draw: "ImageDraw", at: tuple[int, int], what: tuple[str, int, int], colour: str) -> int:
    """Write a text of a size into a width, with its marks, and return how wide it came out."""
    text, size, wide = what
    font = _font(size)
    plain, marks = _taken_apart(_cut(text, size, wide))
    draw.text(at, plain, fill=colour, font=font)
    for index, mark in marks:
        _mark(partial(draw.text, fill=colour, font=font), font, at, (plain, index, mark))
    return _length(plain, size)


def _mark(write: "partial[None]", font: "FreeTypeFont", at: tuple[int, int], what: tuple[str, int, str]) -> None:
    """Set the sign for a mark above or below the middle of a letter."""
    plain, index, mark = what
    left, top, right, bottom = _ink(font, plain[index])
    sign = _MARKS[mark]
    box = _ink(font, sign)
    across = at[0] + font.getlength(plain[:index]) + (left + right - box[0] - box[2]) / 2
    down = bottom - box[1] if mark in _BELOW else top - box[3] - max(1, (bottom - top) // 16)
    write((across, at[1] + down), sign)


def _ink(font: "FreeTypeFont", text: str) -> tuple[int, int, int, int]:
    """Return the box that the ink of a text fills; Pillow's own box reaches down to the base line."""
    mask, (across, down) = font.getmask2(text, "L")
    left, top, right, bottom = mask.getbbox() or (0, 0, 0, 0)
    return left + int(across), top + int(down), right + int(across), bottom + int(down)


def _taken_apart(text: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    """Return a text without marks, and each mark with the index of the letter it stands on."""
    plain: list[str] = []
    marks = []
    for char in unicodedata.normalize("NFD", text.translate(_SPELT)):
        if char in _MARKS and plain:
            marks.append((len(plain) - 1, char))
        elif not unicodedata.combining(char):
            plain.append(char)
    return "".join(plain), tuple(marks)


def _length(text: str, size: int) -> int:
    return int(_font(size).getlength(_taken_apart(text)[0])) + 1


@cache
def _font(size: int) -> "FreeTypeFont":
    """Return the font that Pillow brings along, Aileron, in a size. To unpack it takes longer than to write with it."""
    from PIL import ImageFont  # noqa: PLC0415

    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        message = worded("this Pillow has no FreeType, without which no cards can be drawn; install one that has it")
        raise CardError(message)
    return font
