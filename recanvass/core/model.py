"""The nouns of an election site, as read from content.

Owns frozen values only: no reading, no arithmetic, no wording. Sums, changes and leads live in `results`.
"""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from recanvass.core.addresses import FormerAddress, PublishedFile
from recanvass.core.ballot import Choice, ClosestBefore, Office, Party, Requirement, Tally
from recanvass.core.contest_rules import GENERAL, Rules
from recanvass.core.corrections import Correction
from recanvass.core.diagnostics import Span
from recanvass.core.ids import (
    AreaId,
    ChoiceId,
    ContestId,
    KindId,
    Moment,
    Number,
    OfficeId,
    PartyId,
    ReleaseId,
    RequestId,
    SourceId,
    TallyId,
)
from recanvass.core.kinds import (
    ContestKind,
    DecidedBy,
    Disposition,
    ReleaseKind,
    Reporting,
    RequestKind,
    RequestState,
    ShareOf,
    Status,
)
from recanvass.core.languages import Languages
from recanvass.core.topology import Topology


class Source(Struct, frozen=True):
    """Who published something or a site, and its address."""

    name: str
    url: str | None = None


class Kind(Struct, frozen=True):
    """A kind of place (county, precinct) or of group (district), declared in content."""

    id: KindId
    name: str
    plural: str


class Place(Struct, frozen=True):
    """A node of the one tree of places. `groups` are those that it lists itself; places in it inherit them.

    `worth` says how much of a tally the place has to award, by the tally's id or by a key that the rules name. It
    existed from the day `since` up to and including `until`, and came from the places that it `succeeds`.
    """

    id: AreaId
    name: str
    kind: KindId
    parent: AreaId | None
    span: Span
    code: str | None = None
    aliases: tuple[str, ...] = ()
    groups: tuple[AreaId, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    worth: Mapping[str, Number] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    succeeds: tuple[AreaId, ...] = ()

    def exists_on(self, day: date) -> bool:
        """Tell whether the place exists on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Group(Struct, frozen=True):
    """A named set of places that cuts across the tree. `worth` is as on a place."""

    id: AreaId
    name: str
    kind: KindId | None
    span: Span
    note: str | None = None
    source: Source | None = None
    worth: Mapping[str, Number] = field(default_factory=dict)


class Outcome(Struct, frozen=True):
    """What was declared: who is elected or goes on, whether a measure passed, a tie, or that the election is void."""

    by: DecidedBy
    span: Span
    winners: tuple[ChoiceId, ...] = ()
    advancing: tuple[ChoiceId, ...] = ()
    passed: bool | None = None
    tie: tuple[ChoiceId, ...] = ()
    is_void: bool = False
    declared_by: str | None = None
    day: date | None = None
    source: Source | None = None
    note: str | None = None


class Stated(Struct, frozen=True):
    """The figures one release states for one unit in one tally: one a choice, in ballot order.

    A figure is None if the source withheld it, or, in a round after the first, if the choice was out of the count.
    Those `left_out` keep what they had. `exhausted` are ballots without a choice left in a round.
    """

    counts: tuple[Number | None, ...]
    span: Span
    left_out: frozenset[int] = frozenset()
    exhausted: Number | None = None


class Turnout(Struct, frozen=True):
    """Who could vote, who did, and what became of the ballots at one place; None is not stated.

    `by_part` has the ballots by part of the deciding tally, such as absentee.
    """

    registered: int | None = None
    voters: int | None = None
    ballots: int | None = None
    outstanding: int | None = None
    rejected: int | None = None
    spoiled: int | None = None
    overvotes: int | None = None
    undervotes: int | None = None
    blank: int | None = None
    by_part: Mapping[TallyId, int] = field(default_factory=dict)


class Row(Struct, frozen=True):
    """All that one release states about one place: a unit, or a higher place on its way to `totals`."""

    place: AreaId
    span: Span
    tallies: Mapping[TallyId, Stated]
    reporting: Reporting | None = None
    note: str | None = None
    turnout: Turnout | None = None
    reported_with: AreaId | None = None
    lot: tuple[ChoiceId, ...] = ()


class Published(Struct, frozen=True):
    """A total, or a percentage, as printed by the source for one area; choices it left out or `withheld` are absent."""

    area: AreaId
    tally: TallyId
    figures: Mapping[ChoiceId, Number]
    source: Source
    span: Span
    exhausted: Number | None = None
    withheld: frozenset[ChoiceId] = frozenset()


class Expect(Struct, frozen=True):
    """What the editor expects of a release once it is summed; a mismatch is an error. `spans` are by key."""

    spans: Mapping[str, Span]
    leader: ChoiceId | None = None
    lead: Number | None = None
    places_changed: int | None = None


class Account(Struct, frozen=True):
    """What one of several sources of a release states, by unit. `reason` says why it was chosen, None if it was not."""

    id: SourceId
    source: Source
    rows: Mapping[AreaId, Row]
    reason: str | None = None


class Checked(Struct, frozen=True):
    """How many places a recanvass, a recount or a review checked and how many it corrected, as announced."""

    places: int
    corrected: int | None = None


class Release(Struct, frozen=True):
    """One published version of the results. It states only what it changes.

    `rows` are by unit. `totals` and `percents` are as published for other places and groups. `higher` are the rows of
    such places: their turnout and how far they are in. If several sources state the units' figures, `accounts` has all
    of them. Then `source` and `rows` are those of the chosen source, and the others never enter a sum. `outcome` is
    what it declares. If `withdraws_outcome`, what was declared before no longer holds.
    """

    id: ReleaseId
    title: str
    kind: ReleaseKind
    status: Status
    as_of: Moment
    source: Source
    span: Span
    rows: Mapping[AreaId, Row]
    totals: tuple[Published, ...] = ()
    percents: tuple[Published, ...] = ()
    note: str | None = None
    expect: Expect | None = None
    accounts: tuple[Account, ...] = ()
    higher: Mapping[AreaId, Row] = field(default_factory=dict)
    outcome: Outcome | None = None
    withdraws_outcome: bool = False
    quota: Number | None = None
    checked: Checked | None = None


class Announced(Struct, frozen=True):
    """How many places a request names and how many were decided which way, as announced."""

    places: int
    accepted: int | None = None
    incomplete: int | None = None
    ineligible: int | None = None
    corrected: int | None = None


class RequestItem(Struct, frozen=True):
    """One line of a request as listed: a place or a whole group, the name as printed, and its outcome."""

    area: AreaId
    span: Span
    printed: str | None = None
    disposition: Disposition | None = None
    reason: str | None = None


class Request(Struct, frozen=True):
    """A request for a recanvass or a recount. `requester` is set if a choice asked.

    `outcomes` has one line for each unit whose own outcome is stated. Most of these units are covered through a group.
    """

    id: RequestId
    title: str | None
    kind: RequestKind
    requested_by: str
    requester: ChoiceId | None
    filed: Moment
    state: RequestState
    source: Source
    span: Span
    items: tuple[RequestItem, ...] = ()
    outcomes: tuple[RequestItem, ...] = ()
    answer_due: Moment | None = None
    answered: Moment | None = None
    completed: Moment | None = None
    announced: Announced | None = None
    resolved_by: ReleaseId | None = None
    note: str | None = None


class Contest(Struct, frozen=True):
    """What is being decided, with everything that was published about it.

    `choices` and `tallies` in ballot order, `releases` oldest first, `units` the places that state figures in the
    order of the places files, `root` the place whose result decides. A ballot may choose `vote_for` of them, any number
    if that is None. `advance` go on to the contest `next`: always, or if nobody meets the `requirements`. `spans` are
    the positions of the keys that name other contests. It `leaves_out` choices if one of them is in no total.
    `corrections` are newest first.
    """

    id: ContestId
    title: str
    date: date
    root: AreaId
    tallies: tuple[Tally, ...]
    choices: tuple[Choice, ...]
    units: tuple[AreaId, ...]
    releases: tuple[Release, ...]
    requests: tuple[Request, ...]
    span: Span
    spans: Mapping[str, Span] = field(default_factory=dict)
    group: AreaId | None = None
    rules: Rules = GENERAL
    context: str | None = None
    closest_before: ClosestBefore | None = None
    kind: ContestKind = ContestKind.CANDIDATES
    person: str | None = None
    party: PartyId | None = None
    office: OfficeId | None = None
    district: str | None = None
    seats: int = 1
    vote_for: int | None = 1
    share_of: ShareOf = ShareOf.VOTES
    requirements: tuple[Requirement, ...] = ()
    advance: int | None = None
    next: ContestId | None = None
    held_by: PartyId | None = None
    turnout_from: ContestId | None = None
    leaves_out: bool = False
    corrections: tuple[Correction, ...] = ()

    @property
    def is_ranked(self) -> bool:
        """Whether the count has rounds."""
        return any(tally.round is not None for tally in self.tallies)

    @property
    def is_question(self) -> bool:
        """Whether voters answer yes or no."""
        return self.kind is not ContestKind.CANDIDATES


class Note(Struct, frozen=True):
    """A news note: Markdown tied to a contest's release, places and requests.

    `body` begins on the line `body_line` of its file. `title_at` and `summary_at` are the positions of the two texts.
    """

    slug: str
    title: str
    published: Moment
    summary: str
    author: str
    body: str
    body_line: int
    span: Span
    title_at: Span
    summary_at: Span
    source: Source | None = None
    contest: ContestId | None = None
    release: ReleaseId | None = None
    areas: tuple[AreaId, ...] = ()
    requests: tuple[RequestId, ...] = ()
    is_draft: bool = False


class Page(Struct, frozen=True):
    """A standing page of Markdown; its `body` begins on the line `body_line` of its file."""

    slug: str
    title: str
    summary: str
    body: str
    body_line: int
    span: Span


class Map(Struct, frozen=True):
    """The outlines of places of one kind, by place, and who drew them."""

    kind: KindId
    outlines: Topology
    span: Span
    source: Source | None = None


class Site(Struct, frozen=True):
    """Everything that was read, typed and joined, in the order of files. `rules` has the titles of rules files."""

    title: str
    description: str
    languages: Languages
    timezone: str
    base_url: str | None
    publisher: Source
    kinds: Mapping[KindId, Kind]
    places: Mapping[AreaId, Place]
    groups: Mapping[AreaId, Group]
    contests: tuple[Contest, ...]
    notes: tuple[Note, ...]
    pages: tuple[Page, ...]
    navigation: tuple[str, ...] = ()
    corrections: str | None = None
    is_rehearsal: bool = False
    rehearsal_url: str | None = None
    has_cards: bool = False
    has_place_feeds: bool = False
    maps: tuple[Map, ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)
    parties: Mapping[PartyId, Party] = field(default_factory=dict)
    offices: Mapping[OfficeId, Office] = field(default_factory=dict)
    confirm_above: int = 0
    keep: tuple[str, ...] = ()
    moved: tuple[FormerAddress, ...] = ()
    files: tuple[PublishedFile, ...] = ()
