"""What a rule is, and what it is shown: a unit's figures at a release, or the whole contest at one.

Owns the shape of rules and of the clashes they name. Must not know any rule.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from functools import cached_property
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from recanvass.core.ballot import Tally
from recanvass.core.diagnostics import Span
from recanvass.core.ids import AreaId, ChoiceId, Number, TallyId
from recanvass.core.kinds import ReleaseKind, Reporting, Status
from recanvass.core.model import Contest, Place, Release, Row, Site, Source
from recanvass.results.histories import Counts, Results, TurnoutEntry, WholeCounts
from recanvass.text.catalogue import ENGLISH, Catalogue
from recanvass.text.lazy import Lazy, said

T = TypeVar("T")


class Level(Enum):
    """How much a finding weighs.

    A fault cannot be right by the rule; something doubtful has an innocent reading that is as likely; a notice is
    worth knowing and often in order.
    """

    FAULT = "fault"
    DOUBTFUL = "doubtful"
    NOTICE = "notice"


class Clash(Struct, frozen=True):
    """Figures that do not go together, said in a sentence that is made in any language.

    `tallies` are those whose figures clash, the main one first; `choice` is the index of the only choice concerned.
    `level` stands where it is not the rule's own. `at` is where the figure stands that no row of a release states.
    """

    area: AreaId
    said: Lazy
    tallies: tuple[TallyId, ...] = ()
    choice: int | None = None
    level: Level | None = None
    at: Span | None = None

    @property
    def text(self) -> str:
        """The sentence in English, for programs."""
        return said(self.said, ENGLISH)


class Rule(Struct, Generic[T], frozen=True):
    """One rule: its code, what it asks for and who says so, how a clash may be innocent, and the function that looks.

    `find` yields the clashes of what it is shown; none where the figures keep the rule or it does not apply. Texts are
    entries of the catalogue, and a contest may fill in their values.
    """

    code: str
    title: str
    text: str
    source: Source
    innocent: str
    level: Level
    find: Callable[[T], Iterable[Clash]]

    def in_words(self, words: Mapping[str, str], catalogue: Catalogue = ENGLISH) -> "Rule[T]":
        """Return the rule in a language with a contest's words filled in, which are in that language too."""
        return replace(
            self,
            title=catalogue.text(self.title, **words),
            text=catalogue.text(self.text, **words),
            innocent=catalogue.text(self.innocent, **words),
            source=Source(catalogue.text(self.source.name, **words), ((self.source.url or "") % words) or None),
        )


class UnitSheet(Struct, frozen=True):
    """A unit's figures as they stand from a release on, and as they stood before it.

    `counts` by tally, as last stated; `since` is the release that stated them; `was` the figures that they replaced.
    `partial` has the tallies of which a figure is missing; they are in none of the others. `earlier` is the sheet
    before; `row` what this release itself states of the unit, if anything. `turnout` is what is in force of it, and
    `lot` who won what was drawn by lot.
    """

    place: Place
    release: int
    row: Row | None
    counts: Mapping[TallyId, WholeCounts]
    since: Mapping[TallyId, int]
    was: Mapping[TallyId, WholeCounts]
    totals: Mapping[TallyId, Number]
    reporting: Reporting | None
    earlier: "UnitSheet | None"
    partial: Mapping[TallyId, Counts] = {}
    turnout: TurnoutEntry | None = None
    lot: tuple[ChoiceId, ...] = ()

    @property
    def unit(self) -> AreaId:
        """The id of the unit."""
        return self.place.id

    def figures(self, tally: TallyId) -> Counts | None:
        """Return the figures of a tally, some of which may be missing; None if none were stated."""
        whole = self.counts.get(tally)
        return whole if whole is not None else self.partial.get(tally)


class About(Struct, frozen=True, dict=True):
    """What rules know of a contest besides figures, at the release `index`; its releases state none here.

    `published` are the tallies that this release states for any unit.
    """

    contest: Contest
    index: int
    published: tuple[TallyId, ...]

    @property
    def release(self) -> Release:
        """The release."""
        return self.contest.releases[self.index]

    @cached_property
    def unit_tallies(self) -> tuple[Tally, ...]:
        """The tallies that units state."""
        return tuple(tally for tally in self.contest.tallies if not tally.only)

    @cached_property
    def counted_tallies(self) -> tuple[Tally, ...]:
        """The tallies that units state for themselves: no parts of others, no awards, no later rounds."""
        return tuple(
            tally
            for tally in self.unit_tallies
            if tally.part_of is None and tally.award is None and tally.round in (None, 1)
        )

    @cached_property
    def whole_tallies(self) -> tuple[Tally, ...]:
        """The tallies of units in whole numbers: people, votes."""
        return tuple(tally for tally in self.unit_tallies if not tally.decimals)

    @property
    def deciding(self) -> Tally:
        """The tally that decides."""
        return next(tally for tally in self.contest.tallies if tally.decides)


def abouts(contest: Contest) -> tuple[About, ...]:
    """Return what rules know of a contest besides figures, by release."""
    bare = tuple(replace(release, rows={}, totals=(), percents=(), accounts=()) for release in contest.releases)
    header = replace(contest, releases=bare, requests=())
    stated = (
        dict.fromkeys(tally for row in one.rows.values() for tally in row.tallies)
        if one.kind is not ReleaseKind.AUDIT
        else ()
        for one in contest.releases
    )
    return tuple(About(header, index, tuple(published)) for index, published in enumerate(stated))


class ContestSheet(Struct, frozen=True, dict=True):
    """The whole contest at a release: every unit that was listed by then with its sheet, in the order of the rows."""

    site: Site
    results: Results
    about: About
    sheets: Mapping[AreaId, UnitSheet]

    @property
    def index(self) -> int:
        """Which release it is."""
        return self.about.index

    @property
    def contest(self) -> Contest:
        """The contest."""
        return self.results.contest

    @property
    def release(self) -> Release:
        """The release."""
        return self.contest.releases[self.index]

    @cached_property
    def worked_out(self) -> dict[str, Any]:
        """What packs work out once for several of their rules, by the name of the pack."""
        return {}

    @property
    def is_complete(self) -> bool:
        """Whether the results in force are said to be complete. What an audit says of itself does not count."""
        own = (one for one in reversed(self.contest.releases[: self.index + 1]) if one.kind is not ReleaseKind.AUDIT)
        newest = next(own, None)
        return newest is not None and newest.status in {Status.UNOFFICIAL_COMPLETE, Status.CERTIFIED}


class UnitInContest(Struct, frozen=True):
    """A unit's sheet and the contest around it."""

    sheet: UnitSheet
    about: About


def look(about: About) -> Callable[[UnitSheet, object], UnitInContest]:
    """Return what shows a unit to rules of any contest at a release."""
    return lambda sheet, _: UnitInContest(sheet, about)


def nothing(wholes: Sequence[ContestSheet]) -> Sequence[Mapping[AreaId | None, Any]]:
    """Return nothing for any release: units are judged by their own figures alone."""
    return [{}] * len(wholes)


def no_words(site: Site, contest: Contest, catalogue: Catalogue) -> Mapping[str, str]:  # noqa: ARG001 -- one of several
    """Return no words: the texts of the rules are the same for every contest."""
    return {}


def nothing_else(site: Site, contest: Contest) -> object:  # noqa: ARG001 -- one of several ways
    """Return nothing: rules of the contest look at no other one."""
    return None


def nobody(whole: ContestSheet, touched: Iterable[AreaId]) -> Iterable[AreaId]:  # noqa: ARG001 -- one of several ways
    """Return no unit: those that a release touches are judged by their own figures alone."""
    return ()


class Pack(Struct, Generic[T], frozen=True):
    """Rules that belong together.

    `units` are shown one unit at a release as `view` sees it, None where no rule applies; `contest` the whole contest.
    A view may depend on the unit's sheet, on what is known about the contest, and on what `around` says, release by
    release, of all units below the same place. Nothing else may count: a unit is not judged again while these are the
    same. `wider` names units to be judged again beside those that a release touches, since their figures are held
    against them. Rules of the contest look at no release after the one they are shown; `beside` returns what they look
    at of other contests. `note` is what readers have to
    know of all its rules. `words` says what fills the {words} in texts for a contest; `generic` fills them for none.
    """

    name: str
    title: str
    view: Callable[[About], Callable[[UnitSheet, Any], T | None]]
    units: tuple[Rule[T], ...] = ()
    contest: tuple[Rule[ContestSheet], ...] = ()
    around: Callable[[Sequence[ContestSheet]], Sequence[Mapping[AreaId | None, Any]]] = nothing
    wider: Callable[[ContestSheet, Iterable[AreaId]], Iterable[AreaId]] = nobody
    beside: Callable[[Site, Contest], object] = nothing_else
    note: str = ""
    words: Callable[[Site, Contest, Catalogue], Mapping[str, str]] = no_words
    generic: Mapping[str, str] = MappingProxyType({})

    def rules(self) -> Sequence[Rule[Any]]:
        """Return all rules in the order of their codes."""
        both: tuple[Rule[Any], ...] = (*self.units, *self.contest)
        return sorted(both, key=lambda rule: rule.code)
