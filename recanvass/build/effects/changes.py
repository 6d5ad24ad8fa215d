"""What an edit changes for readers, as values: figures, leaders, totals, requests, outcomes and what else pages say.

Owns the shapes alone. Must not compare anything or word it.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

from msgspec import Struct

from recanvass.core.ids import Number
from recanvass.core.model import Contest, Release
from recanvass.results.histories import Results

Key = TypeVar("Key", bound=Hashable)


class FigureChange(Struct, frozen=True):
    """A published figure that changes, the same way in all of `releases`, oldest first; None is no figure.

    `is_total` says that it is a total as published, not the figure of a reporting place. A figure of turnout has no
    choice. `turnout` is its key, and `tally` the part of the ballots, or the round that exhausted them.
    """

    area: str
    tally: str
    choice: str
    before: Number | None
    after: Number | None
    releases: tuple[int, ...]
    is_total: bool = False
    turnout: str = ""


class Standing(Struct, frozen=True):
    """Who is ahead in a place: the choices in the seats, tied ones all, and how far they are ahead of the next."""

    leaders: tuple[str, ...]
    margin: Number | None


class StandingChange(Struct, frozen=True):
    """Another leader of a place, or another lead of the whole contest, the same way in all of `releases`."""

    area: str
    before: Standing
    after: Standing
    releases: tuple[int, ...]

    @property
    def is_other_leader(self) -> bool:
        """Whether somebody else leads than before."""
        return set(self.before.leaders) != set(self.after.leaders)


class TotalChange(Struct, frozen=True):
    """A total of the whole contest that is another one now."""

    tally: str
    before: Number
    after: Number
    releases: tuple[int, ...]


class RequestChange(Struct, frozen=True):
    """What changes in a request: its state, or the outcome at a place (`area`). Empty is not there."""

    request: str
    area: str
    before: str
    after: str


class OutcomeChange(Struct, frozen=True):
    """What was declared of a contest before and after, the same in all of `releases`; empty if nothing was."""

    before: Mapping[str, object]
    after: Mapping[str, object]
    releases: tuple[int, ...]


class FactChange(Struct, frozen=True):
    """What changes of a thing beside figures; `about` is contest, party, tally, choice, release, request or place.

    `id` is the thing's, empty for the contest itself. `key` is empty if the thing itself is new or gone. `releases` are
    those in which it changes, empty if it is none of a release.
    """

    about: str
    id: str
    key: str
    before: object
    after: object
    releases: tuple[int, ...] = ()


class ContestEffect(Struct, frozen=True):
    """What an edit changes in a contest that readers know.

    `added` are new releases and `gone` those that readers had. `first` are the places that had no figure in a release
    which readers know. `others` are downloads that differ in nothing of that. `incomparable` is what the published site
    lacks.
    """

    results: Results
    added: tuple[Release, ...] = ()
    gone: tuple[str, ...] = ()
    first: frozenset[str] = frozenset()
    figures: tuple[FigureChange, ...] = ()
    standings: tuple[StandingChange, ...] = ()
    totals: tuple[TotalChange, ...] = ()
    requests: tuple[RequestChange, ...] = ()
    outcomes: tuple[OutcomeChange, ...] = ()
    facts: tuple[FactChange, ...] = ()
    others: tuple[str, ...] = ()
    incomparable: tuple[str, ...] = ()

    @property
    def contest(self) -> Contest:
        """The contest as it is now."""
        return self.results.contest

    @property
    def is_nothing(self) -> bool:
        """Whether readers see the same numbers."""
        return self == ContestEffect(self.results)


class Effect(Struct, frozen=True):
    """What an edit changes against the site that is `published`; contests without any change are left out.

    `places` is what changes of places and groups, whichever contests they are in. `incomparable` is what the published
    site lacks of them.
    """

    published: str
    contests: tuple[ContestEffect, ...] = ()
    added: tuple[Contest, ...] = ()
    gone: tuple[str, ...] = ()
    places: tuple[FactChange, ...] = ()
    incomparable: tuple[str, ...] = ()


def runs(found: Iterable[tuple[Key, int]]) -> Iterator[tuple[Key, tuple[int, ...]]]:
    """Yield what is the same in several releases once, with all of them."""
    by_key: dict[Key, list[int]] = {}
    for key, release in found:
        by_key.setdefault(key, []).append(release)
    return ((key, tuple(several)) for key, several in by_key.items())
