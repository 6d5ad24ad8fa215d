"""The keys of each kind of content file, with their types and what they mean.

States each key once. Types, messages, JSON Schema, forms and docs/keys.md come from these statements. Must not read
files or look anything up; `content.load` does.
"""

from collections.abc import Mapping

from recanvass.content.schema.ballot_keys import ChoiceRecord, TallyRecord
from recanvass.content.schema.days import Day, Time
from recanvass.content.schema.figure_keys import (
    MAX_DECIMALS,
    PERCENT_DECIMALS,
    OutcomeOrNone,
    PercentsRecord,
    TotalsRecord,
    by_place,
)
from recanvass.content.schema.records import Brief, Field, ListOf, Record, Tree, ValueOf, optional, required
from recanvass.content.schema.rule_keys import RULES
from recanvass.content.schema.scalars import Digits, Figure, Flag, OneOf, Reference, Text, Url, Whole
from recanvass.content.schema.shares import Threshold, VoteFor
from recanvass.content.schema.site_keys import AlertsRecord, MovedRecord, PublisherRecord
from recanvass.content.schema.site_paths import SitePath
from recanvass.content.schema.source_keys import SOURCE, Contact, SourceRecord
from recanvass.content.schema.translated import Translated
from recanvass.core.alerts import Alerts
from recanvass.core.ids import Number
from recanvass.core.kinds import ContestKind, Disposition, ReleaseKind, RequestKind, RequestState, ShareOf, Status
from recanvass.core.model import Announced, Checked, Source

FORMAT = 2
"""The newest format of the content that is read."""


class SiteRecord(Record, what="site.yml"):
    """The settings of the site: site.yml."""

    format = optional(Whole(), "The content format: 1 or 2. Don't change it; upgrade does. Default: 1.")
    title = required(Translated("a title"), "The site's name, at the top of every page.")
    description = required(Translated("a description"), "One sentence about the site, for search engines and feeds.")
    language = optional(Reference("a language"), "Code of the site's language, for example es. Default: en.")
    languages = optional(
        ListOf(Reference("a language"), "languages"),
        "Codes of the site's languages, instead of `language`. The first is at the root, each other in its folder.",
        default=(),
    )
    timezone = required(Text("a time zone"), "Time zone for all times, for example America/Chicago.")
    base_url = optional(Url(), "The site's public address. Feeds need it.")
    publisher = required(ValueOf(Source, PublisherRecord), "Who publishes the site.")
    corrections = optional(
        Contact(), "Where readers report a mistake: an email or web address. Default: the publisher's website."
    )
    navigation = optional(
        ListOf(Reference("a page"), "pages"), "Pages to link at the top of every page, in this order.", default=()
    )
    rehearsal = optional(
        Flag(),
        "If true, every page and download says this is a rehearsal, and the site can't be published.",
        default=False,
    )
    rehearsal_url = optional(Url(), "An address at which a rehearsal may be published; not the `base_url`.")
    alerts = optional(ValueOf(Alerts, AlertsRecord), "Who is told of readings, publications and new leaders.")
    place_feeds = optional(Flag(), "If true, each place has a feed of the releases that change it.", default=False)
    cards = optional(
        Flag(), "If true, each release, county and news note has a picture for shared links.", default=False
    )
    confirm_above = optional(
        Whole(),
        "How many places may get other figures in releases that readers have seen before `publish` asks for "
        "--confirm. It always asks if the leader changes or a total falls. Default: 0.",
        default=0,
    )
    keep = optional(
        ListOf(SitePath(), "paths"),
        "Files on the published branch that you put there and that stay, for example ads.txt. End a folder with a "
        "slash. CNAME and .well-known/ always stay.",
        default=(),
    )
    moved = optional(
        ListOf(MovedRecord, "former addresses"),
        "Former addresses of pages, as {from: mayor/, to: mayor-2023/}. Each leads readers to the new one.",
        default=(),
    )


class KindRecord(Record, what="the kind of place"):
    """A kind of place or of group."""

    name = required(Translated("a name"), "The singular, for example County.")
    plural = required(Translated("a plural"), "The plural, for example Counties.")


WORTH = Tree("figures", Figure(MAX_DECIMALS))


class GroupRecord(Record, what="the group"):
    """A set of places."""

    name = required(Translated("a name"), "Name of the group.")
    kind = optional(Reference("a kind"), "The group's kind, for example a district.")
    note = optional(Translated("a note"), "One sentence about the group. Its page shows it.")
    source = optional(SOURCE, "The source for its list of places.")
    worth = optional(WORTH, "What the group awards, as for a place.")


class PlaceRecord(Record, what="the place"):
    """A place."""

    name = required(Translated("a name"), "Name as shown.")
    kind = optional(Reference("a kind"), "The place's kind. Default: the kind at the top of the file.")
    parent = optional(Reference("a place"), "The place it is in. Default: the parent at the top of the file.")
    code = optional(Text("a code"), "The code that officials use for the place.")
    worth = optional(WORTH, "What the place awards: a figure for each tally id, or for a key that the rules name.")
    delegates = optional(Whole(), "Number of delegates the place elects. Short for `worth: {delegates: 5}`.")
    fips = optional(Text("a FIPS code"), "U.S. Census Bureau code.")
    ocd_id = optional(Text("an OCD id"), "Open Civic Data id, for example ocd-division/country:us/state:ia.")
    apportioned_sde: Field[Number | None] = optional(
        Figure(4), "What its delegates are worth. Short for `worth: {sde: 1.24}`."
    )
    since = optional(Day(), "The first day the place existed.")
    until = optional(Day(), "The last day the place existed.")
    succeeds = optional(
        ListOf(Reference("a place"), "places"),
        "The places it replaces: one if it was renamed, several if they merged.",
        default=(),
    )
    registered = optional(Whole(), "Number of registered voters.")
    ballots = optional(Whole(), "Number of ballots cast.")
    aliases = optional(ListOf(Text("a name"), "names"), "Other names that sources use for the place.", default=())
    groups = optional(
        ListOf(Reference("a group"), "groups"), "The groups that include this place and every place in it.", default=()
    )


SHORT_WORTH: Mapping[str, Field[Number | None]] = {
    "sde": PlaceRecord.apportioned_sde,
    "delegates": PlaceRecord.delegates,
}
"""Keys of `worth` that may be written as a key of the place itself."""
PLACE_COLUMNS = tuple(key for key, field in PlaceRecord.fields.items() if not isinstance(field.type, Tree))
"""What fits into a cell of a table."""


class PlacesFileRecord(Record, what="the places file"):
    """A places file."""

    kinds = optional(Tree("kinds", KindRecord), "Kinds of places and groups, by id.")
    groups = optional(Tree("groups", GroupRecord), "Groups that can cross county lines, by id.")
    kind = optional(Reference("a kind"), "Kind of the places in this file that have no kind of their own.")
    parent = optional(Reference("a place"), "Parent of the places in this file that have no parent of their own.")
    places = optional(Tree("places", PlaceRecord), "Places, by id.")


class ClosestRecord(Record, what="the closest race before"):
    """The closest earlier race."""

    margin = required(Digits(), "The winner's lead over the next candidate.")
    tally = required(Reference("a tally"), "The tally of that lead.")
    label = required(Translated("a label"), "The race, for example 2012 caucuses.")


class ContextRecord(Record, what="the context"):
    """What readers should know of a contest."""

    text = optional(Translated(), "A few sentences that explain the contest.")
    closest_before = optional(ClosestRecord, "The closest earlier race, to compare the lead with.")


class ContestRecord(Record, what="contest.yml"):
    """A contest: contest.yml."""

    title = required(Translated("a title"), "The contest's name, for example Mayor.")
    date = required(Day(), "Date of the election.")
    place = required(Reference("a place"), "The place that decides the contest. Every place in it votes.")
    group = optional(Reference("a group"), "If set, only places in this group vote.")
    units = optional(
        ListOf(Reference("a kind"), "kinds"),
        "Kinds of places that report figures. Default: places that contain no other place.",
        default=(),
    )
    kind = optional(
        OneOf(ContestKind, "a kind of contest"),
        "What voters decide: who is elected, a measure, or whether someone keeps an office. Default: candidates.",
        default=ContestKind.CANDIDATES,
    )
    person = optional(Translated("a name"), "Who stays or goes, if the kind is retention.")
    party = optional(Reference("a party", is_open=True), "The party that holds this primary.")
    office = optional(Reference("an office"), "The office, from content/offices.yml.")
    district = optional(Text("a district"), "The district, for example 2. 05 is the same as 5.")
    seats = optional(Whole(), "Number of candidates elected. Default: 1.", default=1)
    vote_for = optional(
        VoteFor(),
        "How many candidates a voter can choose, or any. Default: the number of seats, or 1 if voters rank candidates.",
    )
    share_of = optional(
        OneOf(ShareOf, "what shares are of"),
        "The base of percentages. Default: votes, or ballots with `vote_for: any`.",
    )
    threshold = optional(
        Threshold(),
        "What is needed to win or pass: majority, a share such as 60%, or {share: 60%, of: ballots}. For several "
        "conditions, write a list. Default for a measure: majority.",
    )
    advance = optional(
        Whole(),
        "How many candidates go on to the next contest. With a threshold, they go on only if nobody reaches it.",
    )
    next = optional(Reference("a contest"), "The contest they go on to, for example a runoff.")
    held_by = optional(Reference("a party", is_open=True), "The party that held the seat before this election.")
    turnout_from = optional(
        Reference("a contest"),
        "A contest on the same ballots. Its turnout counts here for places that have none of their own.",
    )
    rules = optional(RULES, "Rules for the checks, or the name of a rules file.")
    tallies = optional(
        ListOf(TallyRecord, "tallies"), "What is counted, in order. Default: one tally, votes.", default=()
    )
    choices = optional(
        ListOf(ChoiceRecord, "choices"),
        "Candidates or options, in ballot order. For a measure, you can leave out yes and no.",
        default=(),
    )
    context = optional(ContextRecord, "Background for readers.")


class ExpectRecord(Record, what="the expectation"):
    """What must come out of a release."""

    leader = optional(Reference("a choice"), "Who should lead in the tally that decides.")
    lead = optional(Digits(), "The lead you expect in the tally that decides.")
    places_changed = optional(Whole(), "How many places this release should change.")


class ReleaseSourceRecord(Record, what="the source of the release"):
    """Who published the figures of a release."""

    id = optional(Reference("a source"), "Id for `chosen`, if there are several sources.")
    name = SourceRecord.name
    url = SourceRecord.url


class FurtherSourceRecord(Record, what="the further source"):
    """Who else published figures of a release."""

    id = required(Reference("a source"), "Id for `chosen`.")
    name = SourceRecord.name
    url = SourceRecord.url
    files = required(
        ListOf(Reference("a file"), "files"),
        "Files with this source's figures, in the release's folder. All other files belong to `source`.",
    )


class ChosenRecord(Record, what="the chosen source"):
    """Which of several sources was chosen."""

    source = required(Reference("a source"), "The source whose figures the release uses.")
    reason = required(Translated("a reason"), "Why you chose it. Readers see this.")


class CheckedRecord(Record, what="what was checked"):
    """How far a recanvass, a recount or a review went."""

    places = required(Whole(), "Number of different places checked.")
    corrected = optional(Whole(), "Number of places corrected.")


class ReleaseRecord(Record, what="release.yml"):
    """A release: release.yml."""

    title = required(Translated("a title"), "The release's name, for example After the recount.")
    kind = required(OneOf(ReleaseKind, "a kind of release"), "The kind of release.")
    status = required(OneOf(Status, "a status"), "How final the figures are.")
    as_of = required(Time(), "When it was published: a date, or a time with its UTC offset.")
    source = required(ReleaseSourceRecord, "Who published the figures.")
    sources = optional(
        ListOf(FurtherSourceRecord, "sources"),
        "Other sources of the same figures, each with its own files.",
        default=(),
    )
    chosen = optional(
        ChosenRecord, "The source that the figures come from, if there are several. The others are compared with it."
    )
    note = optional(Translated("a note"), "Anything readers should know about this release.")
    outcome = optional(
        OutcomeOrNone(),
        "Who won, advanced or tied, or whether a measure passed. To withdraw an earlier outcome, write none.",
    )
    quota = optional(Digits(), "Votes needed to be elected in a ranked count, as published.")
    totals = optional(
        by_place("a place or group", TotalsRecord, MAX_DECIMALS),
        "Published totals, by place, tally and candidate or option.",
    )
    printed_percents = optional(
        by_place("a place or group", PercentsRecord, PERCENT_DECIMALS),
        "Percentages as printed, by place, tally and candidate or option.",
    )
    checked = optional(
        ValueOf(Checked, CheckedRecord), "How many places a recanvass, recount or review checked and corrected."
    )
    expect = optional(ExpectRecord, "What you expect. If the figures say otherwise, the build stops.")


class AnnouncedRecord(Record, what="the announcement"):
    """What was announced of a request."""

    places = required(Whole(), "Number of places in the request.")
    accepted = optional(Whole(), "Number of places accepted.")
    incomplete = optional(Whole(), "Number of incomplete submissions.")
    ineligible = optional(Whole(), "Number of places that were not eligible.")
    corrected = optional(Whole(), "Number of places corrected.")


class EntryRecord(Record, what="the entry"):
    """One place or group that a request names."""

    place = optional(Reference("a place"), "The place in the request.")
    group = optional(Reference("a group"), "The group in the request. It covers every place in the group.")
    printed = optional(Text("a name"), "The name as the source prints it.")
    disposition = optional(OneOf(Disposition, "a disposition"), "The outcome of this request there.")
    reason = optional(Translated("a reason"), "The reason, in the source's words.")


class DispositionRecord(Record, what="the outcome"):
    """The outcome of a request for one unit."""

    disposition = required(OneOf(Disposition, "a disposition"), "The outcome of this request there.")
    reason = EntryRecord.reason


OUTCOME = Brief(DispositionRecord, DispositionRecord.disposition.key)


class RequestRecord(Record, what="the review"):
    """A request for a recanvass or a recount."""

    title = optional(Translated("a title"), "The request's name. Default: its kind and who asked.")
    kind = required(OneOf(RequestKind, "a kind of review"), "What the request asks for.")
    requested_by = required(
        Reference("a choice", is_open=True), "Who asks: the id of a candidate or option, or a name."
    )
    filed = required(Time(), "When the request was filed.")
    answer_due = optional(Time(), "Deadline for the answer.")
    answered = optional(Time(), "When officials answered.")
    completed = optional(Time(), "When the recanvass or recount was completed.")
    state = required(OneOf(RequestState, "a state of a request"), "Where the request is in the process.")
    announced = optional(ValueOf(Announced, AnnouncedRecord), "Numbers as announced. Your list can be shorter.")
    resolved_by = optional(Reference("a release"), "The release that shows the outcome.")
    note = optional(Translated("a note"), "Anything readers should know about the request.")
    source = required(SOURCE, "The source for this request.")
    places = optional(ListOf(EntryRecord, "entries"), "What the request names, as the source lists it.", default=())
    dispositions = optional(
        Tree("dispositions", OUTCOME, "a unit"),
        "Outcomes of places covered through a county or group, by id: a disposition, or `{disposition: …, reason: …}`.",
    )


class NoteRecord(Record, what="the note"):
    """The front matter of a note."""

    title = required(Translated("a title"), "The headline.")
    date = required(Time(), "When it was published: a date, or a time with its UTC offset.")
    summary = required(Translated("a summary"), "One or two sentences. Lists and feeds show them.")
    author = optional(Translated("an author"), "Who wrote the note. Default: the publisher.")
    source = optional(SOURCE, "What the note is based on.")
    contest = optional(Reference("a contest"), "The contest it is about. Default: the only contest.")
    release = optional(Reference("a release"), "The release it is about.")
    places = optional(ListOf(Reference("a place or group"), "places"), "Places and groups it is about.", default=())
    reviews = optional(ListOf(Reference("a review"), "reviews"), "Requests it is about.", default=())
    draft = optional(Flag(), "If true, the note appears only when you build with --drafts.", default=False)


class PageRecord(Record, what="the page"):
    """The front matter of a page."""

    title = required(Translated("a title"), "The headline, and the name in the navigation.")
    summary = required(Translated("a summary"), "One sentence about the page.")
