"""What the program says to the person at the terminal, in the language of that person.

Owns what such a message is made of: an entry with named values, or two entries of which a number picks one. Must not
read files or the environment: `cli.language` does, and hands over what it found. What readers of a site see is not said
here but by `text.catalogue`, in the languages of the site. Each message stands where its fault is found, such as that
of an unknown id in `content.load.unknown_ids`.
"""

from collections.abc import Callable, Mapping, Sequence

ENGLISH = "en"


class _Spoken:
    """The language in which this process speaks.

    It is the one state of the process that any module may ask for, as it asks for nothing else. A message is made where
    its fault is found, ten calls below whoever prints it, and is text from there on; to hand a language down to each of
    these places would change every signature for a value that is the same from the first moment of a process to the
    last. It changes no figure, no page and no download.
    """

    code = ENGLISH
    texts: Mapping[str, Sequence[str]]
    chosen: Callable[[int], int]

    def __init__(self) -> None:
        self.texts = {}
        self.chosen = lambda count: int(count != 1)


_spoken = _Spoken()


def speak(code: str, texts: Mapping[str, Sequence[str]], chosen: Callable[[int], int]) -> None:
    """Speak another language from now on. It has to be called before anything else of the program is imported.

    `texts` has the translations of each entry, of which a number picks the one at `chosen(number)`.
    """
    _spoken.code, _spoken.texts, _spoken.chosen = code, texts, chosen


def language() -> str:
    """Return the language in which this process speaks."""
    return _spoken.code


def worded_later(text: str, /) -> str:
    """Mark a text as an entry that is worded where it is said."""
    return text


def worded(text: str, /, **values: object) -> str:
    """Return an entry with its values in place of `%(name)s`."""
    found = _spoken.texts.get(text)
    text = found[0] if found else text
    return text % values if values else text


def worded_plural(one: str, many: str, count: int, /, **values: object) -> str:
    """Return the entry for a number of things; `%(count)s` is the number itself."""
    found = _spoken.texts.get(one)
    text = found[_spoken.chosen(count)] if found else one if count == 1 else many
    return text % {"count": f"{count:,}", **values}


def listed(words: Sequence[str]) -> str:
    """Join words as a sentence does: a, b and c."""
    if len(words) < 2:  # noqa: PLR2004 -- one word stands alone
        return "".join(words)
    return worded("%(words)s and %(last)s", words=", ".join(words[:-1]), last=words[-1])


def either(words: Sequence[str]) -> str:
    """Join words of which one applies: a or b."""
    return worded(" or ").join(words)
