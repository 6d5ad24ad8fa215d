"""Slips of the keyboard between two whole numbers.

Owns which difference of figures is one, and what it is called.
"""

from collections.abc import Iterator

from recanvass.text.catalogue import msgid

ZERO = msgid("a zero too many")
NO_ZERO = msgid("a zero too few")
SWAPPED = msgid("two digits swapped")
MORE = msgid("a digit too many")
LESS = msgid("a digit too few")
SLIPS = (ZERO, NO_ZERO, SWAPPED, MORE, LESS)
TEN = 10


def slip(typed: int, meant: int) -> str:
    """Return what slip makes one number of another, as an entry of the catalogue; empty where no single one does."""
    if typed == meant or not meant:
        return ""
    if typed == meant * TEN:
        return ZERO
    if typed * TEN == meant:
        return NO_ZERO
    one, other = str(typed), str(meant)
    if len(one) == len(other):
        return SWAPPED if other in _swapped(one) else ""
    if len(one) == len(other) + 1:
        return MORE if other in _shortened(one) else ""
    return LESS if len(one) == len(other) - 1 and one in _shortened(other) else ""


def _swapped(digits: str) -> Iterator[str]:
    """Yield a number with each two neighbouring digits exchanged."""
    for at in range(len(digits) - 1):
        yield digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]


def _shortened(digits: str) -> Iterator[str]:
    """Yield a number without each of its digits in turn."""
    yield from (digits[:at] + digits[at + 1 :] for at in range(len(digits)))
