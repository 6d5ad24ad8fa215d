"""The nouns of an election site, as read from content.

Owns frozen values only: no reading, no arithmetic on results, no wording. Everything derived from
them (sums, changes, leads) lives in `results`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import NewType

from msgspec import Struct, field

from recanvass.core.contest_rules import GENERAL, Rules
from recanvass.core.diagnostics import Span
from recanvass.core.topology import Topology

AreaId = NewType("AreaId", str)
"""Id of a place or of a group; the two share one namespace."""
KindId = NewType("KindId", str)
ContestId = NewType("ContestId", str)
ChoiceId = NewType("ChoiceId", str)
TallyId = NewType("TallyId", str)
ReleaseId = NewType("ReleaseId", str)
RequestId = NewType("RequestId", str)
SourceId = NewType("SourceId", str)

Number = int | Decimal
"""A figure: int for a tally of whole units, Decimal for one with decimals. Never a float."""

Moment = date | datetime
"""A day, or a time with its offset if the hour is known."""


class ReleaseKind(Enum):
    """What a release is; the words are the field's, never interchanged."""

    PARTIAL = "partial"
    COMPLETE = "complete"
    REVIEW = "review"
    RECANVASS = "recanvass"
    RECOUNT = "recount"
    CORRECTION = "correction"
    CERTIFICATION = "certification"


class Status(Enum):
    """How final the figures of a release are (NIST SP 1500-100, ResultsStatus)."""

    PRE_ELECTION = "pre-election"
    UNOFFICIAL_PARTIAL = "unofficial-partial"
    UNOFFICIAL_COMPLETE = "unofficial-complete"
    CERTIFIED = "certified"


class Reporting(Enum):
    """How far one unit's results are in; missing is not zero."""

    REPORTED = "reported"
    PARTIAL = "partial"
    NOT_REPORTED = "not-reported"
    NO_MEETING = "no-meeting"
    EXCLUDED = "excluded"


class RequestKind(Enum):
    """A recanvass compares reported figures with the signed records; a recount looks at every ballot again."""

    RECANVASS = "recanvass"
    RECOUNT = "recount"


class RequestState(Enum):
    """How far officials are with a request."""

    FILED = "filed"
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly-accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    COMPLETED = "completed"


class Disposition(Enum):
    """The outcome of one request for one place."""

    CORRECTED_RULES = "corrected-rules"
    CORRECTED_TRANSCRIPTION = "corrected-transcription"
    ACCURATE = "accurate"
    CORRECTED_BEFORE = "corrected-before"
    SINGLE_DELEGATE = "single-delegate"
    NOT_COVERED = "not-covered"
    INCOMPLETE = "incomplete"
    INELIGIBLE = "ineligible"
    REJECTED = "rejected"


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

    `worth` says how much of a tally the place has to award, by the tally's id or by a key that the rules name.
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


class Group(Struct, frozen=True):
    """A named set of places that cuts across the tree. `worth` is as on a place."""

    id: AreaId
    name: str
    kind: KindId | None
    span: Span
    note: str | None = None
    source: Source | None = None
    worth: Mapping[str, Number] = field(default_factory=dict)


class Tally(Struct, frozen=True):
    """One thing that is counted for each choice.

    `decimals` is how exactly it is stated, `show` how exactly it is shown. `only` names the kinds of place for
    which it exists; empty means that units state it and all other places sum it.
    """

    id: TallyId
    name: str
    short: str
    unit: str
    decimals: int = 0
    show: int = 0
    decides: bool = False
    only: tuple[KindId, ...] = ()


class Choice(Struct, frozen=True):
    """What can be chosen in a contest; a candidate, or an option such as Uncommitted."""

    id: ChoiceId
    name: str
    short: str
    is_candidate: bool = True
    party: str | None = None
    colour: str | None = None
    aliases: tuple[str, ...] = ()


class ClosestBefore(Struct, frozen=True):
    """The closest earlier race, to compare a lead with."""

    margin: Number
    tally: TallyId
    label: str


class Stated(Struct, frozen=True):
    """The figures one release states for one unit in one tally: one a choice, in ballot order."""

    counts: tuple[Number, ...]
    span: Span


class Row(Struct, frozen=True):
    """All that one release states about one unit."""

    place: AreaId
    span: Span
    tallies: Mapping[TallyId, Stated]
    reporting: Reporting | None = None
    note: str | None = None


class Published(Struct, frozen=True):
    """A total, or a percentage, as printed by the source for one area; choices it left out are absent."""

    area: AreaId
    tally: TallyId
    figures: Mapping[ChoiceId, Number]
    source: Source
    span: Span


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


class Release(Struct, frozen=True):
    """One published version of the results. It states only what it changes.

    `rows` are by unit. `totals` and `percents` are as published, checked against the sums and never used as them. If
    several sources state the units' figures, `accounts` has all of them. Then `source` and `rows` are those of the
    chosen source, and the others never enter a sum.
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
    title: str
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
    order of the places files, `root` the place whose result decides.
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
    group: AreaId | None = None
    rules: Rules = GENERAL
    context: str | None = None
    closest_before: ClosestBefore | None = None


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
    """A standing page of Markdown, such as the one that explains how the contest works.

    `body` begins on the line `body_line` of its file.
    """

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
    """Everything that was read, typed and joined. Mappings keep the order of the files.

    `rules` has the titles of the files in content/rules/, by name.
    """

    title: str
    description: str
    language: str
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
    has_cards: bool = False
    maps: tuple[Map, ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)
