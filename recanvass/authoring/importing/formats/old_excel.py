"""The container of an old Excel workbook, checked before it is read: chains of sectors that never end fill the memory.

Owns that check only. Must not read a cell.
"""

import struct
from array import array
from collections.abc import Sequence

_LAST = 0xFFFFFFFA
"""Numbers from here on stand for no sector."""
_HEADER = 76
_IN_HEADER = 109
_SHIFTS = (9, 12)


def is_sound(data: bytes) -> bool:
    """Tell whether each chain of sectors ends."""
    try:
        shift, first_mini, count_mini, first_list, _ = struct.unpack_from("<30xH28xIIII", data)
        if shift not in _SHIFTS:
            return False
        size = 1 << shift
        numbers = [number for number in struct.unpack_from(f"<{_IN_HEADER}I", data, _HEADER) if number < _LAST]
        numbers += _listed(data, first_list, size)
        chains = _entries(data, numbers, size)
        if not _ends(chains):
            return False
        return count_mini == 0 or _ends(_entries(data, _chain(chains, first_mini), size))
    except (struct.error, IndexError):
        return False


def _listed(data: bytes, first: int, size: int) -> list[int]:
    """Return the sectors of the table that the header has no room for."""
    found: list[int] = []
    seen = set()
    while first < _LAST and first not in seen:
        seen.add(first)
        *numbers, first = struct.unpack_from(f"<{size // 4}I", data, (first + 1) * size)
        found += [number for number in numbers if number < _LAST]
    return found


def _entries(data: bytes, numbers: Sequence[int], size: int) -> "array[int]":
    """Return for each sector the one that follows it."""
    found = array("L")
    for number in numbers:
        found.extend(struct.unpack_from(f"<{size // 4}I", data, (number + 1) * size))
    return found


def _chain(chains: Sequence[int], first: int) -> list[int]:
    found = []
    while first < _LAST:
        found.append(first)
        first = chains[first]
    return found


def _ends(chains: Sequence[int]) -> bool:
    """Tell whether no chain leads back to itself; each sector is looked at once."""
    done = bytearray(len(chains))
    for start in range(len(chains)):
        path = []
        at = start
        while at < _LAST and not done[at]:
            done[at] = 1
            path.append(at)
            at = chains[at]
        if at < _LAST and done[at] == 1:
            return False
        for number in path:
            done[number] = 2
    return True
