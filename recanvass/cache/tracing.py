"""What each page reads of the content, noted while its view is made, so that an unchanged page need not be made again.

Owns which parts of the content are told apart: the items of mappings and lists that are wrapped in `Tracked` and
`Listed`. Everything else is the base, on which every page depends. A wrapped collection is read like any other; to
forget one costs time and never a wrong page.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar, cast, overload

from msgspec import Struct, field

from recanvass.cache.fingerprint import digest

Trace = Mapping[int, tuple[str, ...]]
"""What was read: keys by the number of their collection, in the order of `Watch.names`."""
Digests = Mapping[str, Mapping[str, bytes]]
"""The hash of every item, by collection and key."""

ORDER, ALL = "\0order", "\0all"
"""The keys under which the order of a collection's keys is noted, and a value that is read as a whole."""
_K = TypeVar("_K")
_V = TypeVar("_V")
_T = TypeVar("_T")


def _name(key: object) -> str:
    return key if isinstance(key, str) else "\0".join(map(str, key)) if isinstance(key, tuple) else str(key)


def _names(keys: Iterable[object]) -> tuple[str, ...]:
    return tuple([key if type(key) is str else _name(key) for key in keys])


class Tracked(Mapping[_K, _V]):
    """A mapping that notes which of its keys are asked for, whether they are there or not."""

    __slots__ = ("_items", "_note")

    def __init__(self, items: Mapping[_K, _V], note: Callable[[object], None]) -> None:
        """Wrap a mapping; `note` is called with each key that is asked for."""
        self._items = items
        self._note = note

    def __getitem__(self, key: _K) -> _V:
        self._note(key)
        return self._items[key]

    def get(self, key: _K, default: Any = None) -> Any:  # noqa: ANN401 -- what Mapping says of it
        """Return an item, or what stands for none."""
        self._note(key)
        return self._items.get(key, default)

    def __contains__(self, key: object) -> bool:
        self._note(key)
        return key in self._items

    def __iter__(self) -> Iterator[_K]:
        self._note(ORDER)
        return iter(self._items)

    def __len__(self) -> int:
        self._note(ORDER)
        return len(self._items)


class Listed(Sequence[_V]):
    """A list that notes which of its places are asked for."""

    __slots__ = ("_items", "_note")

    def __init__(self, items: Sequence[_V], note: Callable[[object], None]) -> None:
        """Wrap a list; `note` is called with each index that is asked for."""
        self._items = items
        self._note = note

    @overload
    def __getitem__(self, index: int) -> _V: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[_V]: ...

    def __getitem__(self, index: int | slice) -> _V | Sequence[_V]:
        if isinstance(index, slice):
            self._note(ORDER)
            return [self[place] for place in range(*index.indices(len(self._items)))]
        self._note(index % (len(self._items) or 1))
        return self._items[index]

    def __len__(self) -> int:
        self._note(ORDER)
        return len(self._items)


class Shared(Struct, frozen=True):
    """A value that is worked out once; `note` is called by each page that reads it, None where no page needs to."""

    value: Any
    note: Callable[[object], None] | None

    def read(self) -> Any:  # noqa: ANN401 -- whatever was worked out
        """Return the value, and note that it was read."""
        if self.note is not None:
            self.note(ALL)
        return self.value


class Watch(Struct, frozen=True):
    """Every collection whose reading is noted, and what was read since the last `start`."""

    _wrapped: dict[str, Mapping[Any, Any] | Sequence[Any]] = field(default_factory=dict)
    _read: dict[str, set[object]] = field(default_factory=dict)
    _kept: dict[tuple[str, ...], object] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all collections, in the order in which they were wrapped."""
        return tuple(self._wrapped)

    def mapping(self, name: str, items: Mapping[_K, _V]) -> Mapping[_K, _V]:
        """Wrap a mapping under a name that no other collection has; its keys are texts, or tuples of texts."""
        return Tracked(self._wrap(name, items), self._read[name].add)

    def listing(self, name: str, items: Sequence[_V]) -> Sequence[_V]:
        """Wrap a list under a name that no other collection has."""
        return Listed(self._wrap(name, items), self._read[name].add)

    def _wrap(self, name: str, items: _T) -> _T:
        self._wrapped[name] = cast("Mapping[Any, Any]", items)
        self._read.setdefault(name, set())
        return items

    def work_out(self, name: str, make: Callable[[], object]) -> "Shared":
        """Work out a value for all pages: what `make` reads is read by no page, but by the value itself."""
        before = {collection: set(keys) for collection, keys in self._read.items() if keys}
        self.start()
        value = make()
        is_of_base = not any(self._read.values())
        self.start()
        for collection, keys in before.items():
            self._read[collection] |= keys
        if is_of_base:
            return Shared(value, None)
        if isinstance(value, Mapping):
            return Shared(self.mapping(name, value), None)
        self._wrap(name, {ALL: value})
        return Shared(value, self._read[name].add)

    def once(self, key: tuple[str, ...], make: Callable[[], _T]) -> _T:
        """Return what is worked out once for all pages under a key; it may follow from the base alone."""
        if key not in self._kept:
            shared = self.work_out("", make)
            if shared.note is not None or isinstance(shared.value, Tracked):
                raise RuntimeError(f"{key}: pages share what was made from content that each has to note")
            self._kept[key] = shared.value
        return cast("_T", self._kept[key])

    def start(self) -> None:
        """Begin to note what the next page reads."""
        for keys in self._read.values():
            keys.clear()

    def trace(self) -> Trace:
        """Return what was read since `start`."""
        return {number: _names(keys) for number, keys in enumerate(self._read.values()) if keys}

    def digests(self) -> dict[str, dict[str, bytes]]:
        """Return the hash of every item of every collection, and of the order of its keys."""
        return {name: digests_of(items) for name, items in self._wrapped.items()}


def digests_of(items: Mapping[Any, Any] | Sequence[Any]) -> dict[str, bytes]:
    """Return the hash of every item, and of the order of the keys."""
    pairs = items.items() if isinstance(items, Mapping) else enumerate(items)
    found = {_name(key): digest(value) for key, value in pairs}
    found[ORDER] = digest(list(found))
    return found


def changed(before: Mapping[str, bytes], now: Mapping[str, bytes]) -> frozenset[str]:
    """Return the keys of a collection whose items are not what they were, with those that came and went."""
    if before == now:
        return frozenset()
    return frozenset(key for key in before.keys() | now.keys() if before.get(key) != now.get(key))


def moved_in(trace: Trace, moved: Mapping[int, frozenset[str]]) -> tuple[int, str] | None:
    """Return the number of a collection and a key of it that was read and has changed since; None for none."""
    for number, keys in trace.items():
        if number in moved and not moved[number].isdisjoint(keys):
            return number, min(moved[number].intersection(keys))
    return None


def base(parts: Mapping[str, object]) -> dict[str, bytes]:
    """Return the hash of each part of what every page depends on: all that is in no wrapped collection."""
    return {name: digest(value, without=(Tracked, Listed, Watch)) for name, value in parts.items()}


class shared(Generic[_T]):  # noqa: N801 -- it stands where `cached_property` would
    """A property of a stage or an edition that is worked out once for all pages.

    Its owner has a `watch`, and a `key` that no other owner has. A mapping is noted key by key, any other value as a
    whole, unless it follows from the base alone.
    """

    def __init__(self, make: Callable[[Any], _T]) -> None:
        """Take the function that works the value out."""
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, owner: None, kind: type) -> "shared[_T]": ...

    @overload
    def __get__(self, owner: object, kind: type) -> _T: ...

    def __get__(self, owner: Any, kind: type) -> "_T | shared[_T]":
        if owner is None:
            return self
        kept = f"_{self._name}"
        found = owner.__dict__.get(kept)
        if found is None:
            found = owner.watch.work_out(f"{owner.key}/{self._name}", lambda: self._make(owner))
            owner.__dict__[kept if found.note is not None else self._name] = found if found.note else found.value
        return cast("_T", found.read())
