"""The texts that readers see, in the language of a site, and how that language writes figures, days and lists.

English is the language of the source: its texts are the entries that every other language translates, and it needs no
file. Owns what a text is made of: an entry with named values, or two entries of which a number picks one. Must not read
files: it is given the catalogue of a language.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from gettext import GNUTranslations
from io import BytesIO
from typing import TYPE_CHECKING, Literal, cast
from zoneinfo import ZoneInfo

from recanvass.core.ballot import Tally
from recanvass.core.ids import Moment, Number
from recanvass.text import formatting

if TYPE_CHECKING:
    from babel import Locale

_REMEMBERED = 1 << 14
_NARROW_SPACE, _NO_BREAK_SPACE = "\u202f", "\xa0"
_PLURAL_ENDING = {"es": "s", "fr": "s", "pt": "s"}
"""What makes a plural of a single word. Content names a unit in the plural alone."""
_USUAL_REGION = {"es": "es-US"}
"""The region whose numbers and dates a language has if a site names none: most sites are American."""
_NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")


def msgid(text: str) -> str:
    """Mark a text as an entry of the catalogue, which is looked up where it is shown."""
    return text


def msgids(one: str, many: str) -> tuple[str, str]:
    """Mark two texts as an entry of the catalogue of which a number picks one."""
    return one, many


class Catalogue:
    """The texts and forms of English."""

    language = "en"

    def text(self, text: str, /, **values: object) -> str:
        """Return an entry with its values in place of `%(name)s`."""
        return text % values if values else text

    def plural(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Return the entry for a number of things; `%(count)s` is the number itself."""
        return self._chosen(one, many, count) % {"count": self.number(count), **values}

    def _chosen(self, one: str, many: str, count: int) -> str:
        return one if count == 1 else many

    def number(self, value: Number | None, decimals: int = 0) -> str:
        """Return a figure with thousands separators, a dash for none."""
        return formatting.number(value, decimals)

    def change(self, value: Number, decimals: int = 0) -> str:
        """Return a difference with its sign, a plain zero for none."""
        return formatting.change(value, decimals)

    def percent(self, count: Number | None, total: Number | None, decimals: int = 1) -> str:
        """Return a percentage, a dash where it has no meaning."""
        return formatting.percent(count, total, decimals)

    def listed(self, words: Sequence[str]) -> str:
        """Join words as a sentence does: a, b and c."""
        return formatting.listed(words)

    def either(self, words: Sequence[str]) -> str:
        """Join words of which one applies: a or b."""
        return " or ".join(words)

    def series(self, texts: Sequence[str]) -> str:
        """Join clauses of one sentence: a; b."""
        return "; ".join(texts)

    def sentences(self, texts: Sequence[str]) -> str:
        """Join sentences, each with its own full stop."""
        return " ".join(texts)

    def noun(self, many: str, count: int) -> str:
        """Return a noun of content, which is given in the plural, for a number of things."""
        return formatting.noun(many, count)

    def unit(self, tally: Tally, count: Number | None = None) -> str:
        """Return the unit of a tally as a sentence names it, for a number of them."""
        return formatting.unit(tally, count)

    def moment(self, value: Moment, zone: str) -> str:
        """Return a date, or a time with its zone."""
        return formatting.moment(value, zone)

    def day(self, value: Moment, zone: str) -> str:
        """Return the date alone, in the zone."""
        return formatting.day(value, zone)

    def day_of_month(self, value: Moment, zone: str) -> str:
        """Return month and day, in the zone, for where the year stands elsewhere."""
        return formatting.day_of_month(value, zone)

    def figure(self, value: Number | str, /) -> str:
        """Return a figure as it was stated: with the decimals it has, without thousands separators in English."""
        return str(value)

    def hundredths(self, value: Number | str, /) -> str:
        """Return a percentage as it was printed, or as a limit is named: with the decimals it has."""
        return f"{value}%"

    def percents(self, count: Number | None, total: Number | None) -> tuple[str, ...]:
        """Return a percentage with one, two and three decimals."""
        return tuple(self.percent(count, total, decimals) for decimals in (1, 2, 3))

    def with_english_signs(self, text: str, /) -> str:
        """Return a typed text with the decimal and thousands signs of English; each stays where it stands."""
        return text

    def within(self, text: str, /) -> str:
        """Return a name or an entry as it stands within a sentence."""
        return formatting.lower_first(text)


ENGLISH = Catalogue()


class _Translated(Catalogue):
    """The texts of another language. How it writes figures, days and lists is Babel's knowledge.

    What rounding makes of a figure is the same in all languages: only its English text is written in another way.
    """

    def __init__(self, language: str, compiled: bytes) -> None:
        self.language = language
        self._compiled = compiled
        self._texts = GNUTranslations(BytesIO(compiled))

    def __reduce__(self) -> tuple[object, ...]:
        return load, (self.language, self._compiled)

    def text(self, text: str, /, **values: object) -> str:
        found = self._texts.gettext(text)
        return found % values if values else found

    def _chosen(self, one: str, many: str, count: int) -> str:
        return self._texts.ngettext(one, many, count)

    def number(self, value: Number | None, decimals: int = 0) -> str:
        return _numerals(self.language, formatting.number(value, decimals))

    def change(self, value: Number, decimals: int = 0) -> str:
        return _numerals(self.language, formatting.change(value, decimals))

    def percent(self, count: Number | None, total: Number | None, decimals: int = 1) -> str:
        return _percentage(self.language, formatting.percent(count, total, decimals))

    def figure(self, value: Number | str, /) -> str:
        return _numerals(self.language, str(value))

    def hundredths(self, value: Number | str, /) -> str:
        return _percentage(self.language, f"{value}%")

    def with_english_signs(self, text: str, /) -> str:
        symbols = _locale(self.language).number_symbols["latn"]
        signs: dict[str, str] = {symbols["decimal"]: ".", symbols["group"]: ","}
        if symbols["group"] == _NARROW_SPACE:
            signs[_NO_BREAK_SPACE] = ","
        return text.translate({ord(sign): english for sign, english in signs.items()})

    def listed(self, words: Sequence[str]) -> str:
        return _listed(self.language, tuple(words))

    def either(self, words: Sequence[str]) -> str:
        return _listed(self.language, tuple(words), "or")

    def noun(self, many: str, count: int) -> str:
        ending = _PLURAL_ENDING.get(self.language.partition("-")[0], "")
        return many.removesuffix(ending) if count == 1 and " " not in many else many

    def unit(self, tally: Tally, count: Number | None = None) -> str:
        return self.noun(formatting.unit(tally), 1 if count == 1 else 0)

    def moment(self, value: Moment, zone: str) -> str:
        if not isinstance(value, datetime):
            return _date(self.language, value)
        local = value.astimezone(ZoneInfo(zone))
        date, time = _date(self.language, local), _time(self.language, local)
        return self.text("%(date)s, %(time)s %(zone)s", date=date, time=time, zone=local.tzname())

    def day(self, value: Moment, zone: str) -> str:
        return _date(self.language, formatting.local(value, zone))

    def day_of_month(self, value: Moment, zone: str) -> str:
        return _day_of_month(self.language, formatting.local(value, zone))


@lru_cache
def load(language: str, compiled: bytes) -> Catalogue:
    """Return the catalogue of a language from its compiled file."""
    return _Translated(language, compiled)


def compiled(source: bytes) -> bytes:
    """Return the compiled form of a catalogue's text file; entries without a translation are left out."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    out = BytesIO()
    write_mo(out, read_po(BytesIO(source)))
    return out.getvalue()


def untranslated(source: bytes) -> tuple[str, ...]:
    """Return the entries of a catalogue's text file that have no translation."""
    from babel.messages.pofile import read_po

    blank = (message.id for message in read_po(BytesIO(source)) if message.id and not any(message.string or ()))
    return tuple(text if isinstance(text, str) else text[0] for text in blank)


@lru_cache
def name_of(language: str) -> str:
    """Return the name of a language in that language itself, as it stands alone."""
    name = _parsed(language).display_name or language
    return name[:1].upper() + name[1:]


@lru_cache(_REMEMBERED)
def _numerals(language: str, text: str) -> str:
    """Return the figures of an English text as another language writes them."""
    from babel.numbers import parse_pattern

    locale = _locale(language)
    whole = locale.decimal_formats[None].pattern.partition(".")[0]

    def written(match: re.Match[str]) -> str:
        figure = match[0].replace(",", "")
        places = "0" * len(figure.partition(".")[2])
        return cast("str", parse_pattern(f"{whole}.{places}" if places else whole).apply(Decimal(figure), locale))

    return _NUMERAL.sub(written, text)


@lru_cache(_REMEMBERED)
def _percentage(language: str, text: str) -> str:
    """Return an English percentage, which may say that it is less or more, as another language writes it."""
    if not text.endswith("%"):
        return text
    pattern = _locale(language).percent_formats[None]
    figure = text.lstrip("<>").removesuffix("%")
    sign = text[: text.index(figure)]
    return f"{sign}{pattern.prefix[0]}{_numerals(language, figure)}{pattern.suffix[0]}"


@lru_cache(_REMEMBERED)
def _listed(language: str, words: tuple[str, ...], style: Literal["standard", "or"] = "standard") -> str:
    from babel.lists import format_list

    return format_list(words, style, locale=_locale(language))


@lru_cache(_REMEMBERED)
def _date(language: str, value: Moment) -> str:
    from babel.dates import format_date

    return format_date(value, "medium", locale=_locale(language))


@lru_cache(_REMEMBERED)
def _time(language: str, value: datetime) -> str:
    from babel.dates import format_time

    return format_time(value, "short", tzinfo=value.tzinfo, locale=_locale(language))


@lru_cache(_REMEMBERED)
def _day_of_month(language: str, value: Moment) -> str:
    from babel.dates import format_skeleton

    return format_skeleton("MMMd", value, tzinfo=getattr(value, "tzinfo", None), locale=_locale(language))


@lru_cache
def _locale(language: str) -> "Locale":
    return _parsed(_USUAL_REGION.get(language, language))


def _parsed(language: str) -> "Locale":
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(language.partition("-")[0])
