"""The keys of each kind of content file, with their types and what they mean.

States each key once. Types, messages, JSON Schema, forms and docs/keys.md come from these statements. Must not read
files or look anything up; `content.load` does.
"""

from collections.abc import Mapping

from recanvass.content.schema.ballot_keys import ChoiceRecord, TallyRecord
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
from recanvass.content.schema.scalars import (
    Day,
    Digits,
    Figure,
    Flag,
    OneOf,
    Reference,
    Text,
    Time,
    Url,
    Whole,
)
from recanvass.content.schema.shares import Threshold, VoteFor
from recanvass.content.schema.source_keys import SOURCE, Contact, SourceRecord
from recanvass.content.schema.translated import Translated
from recanvass.core.ids import Number
from recanvass.core.kinds import (
    ContestKind,
    Disposition,
    ReleaseKind,
    RequestKind,
    RequestState,
    ShareOf,
    Status,
)
from recanvass.core.model import Announced, Checked, Source

FORMAT = 2
"""The newest format of the content that is read."""


class PublisherRecord(Record, what="the publisher"):
    """Who puts the site out."""

    name = required(Translated("a name"), "Who puts the site out.")
    url = optional(Url(), "The publisher's own site.")


class SiteRecord(Record, what="site.yml"):
    """The settings of the site: site.yml."""

    format = optional(
        Whole(), "The format that the content is written in: 1 or 2. Leave it as it is; upgrade changes it. Default: 1."
    )
    title = required(Translated("a title"), "Name of the site, at the head of every page.")
    description = required(Translated("a description"), "One sentence for search engines and feeds.")
    language = optional(Reference("a language"), "Code of the language of the site, for example es. Default: en.")
    languages = optional(
        ListOf(Reference("a language"), "languages"),
        "Codes of its languages, instead of `language`: the first at the root, each other one in a folder of its own.",
        default=(),
    )
    timezone = required(Text("a time zone"), "Time zone in which times are shown, for example America/Chicago.")
    base_url = optional(Url(), "Address under which the site is published; feeds need it.")
    publisher = required(ValueOf(Source, PublisherRecord), "Who puts the site out.")
    corrections = optional(
        Contact(), "Where readers report a mistake: a mail or web address. Default: the publisher's site."
    )
    navigation = optional(
        ListOf(Reference("a page"), "pages"), "Pages to link at the head of every page, in this order.", default=()
    )
    rehearsal = optional(
        Flag(),
        "True says on every page that it is a rehearsal, and keeps the site from being published.",
        default=False,
    )
    cards = optional(Flag(), "True draws a card of each release for messengers and networks.", default=False)


class KindRecord(Record, what="the kind of place"):
    """A kind of place or of group."""

    name = required(Translated("a name"), "One of them, for example County.")
    plural = required(Translated("a plural"), "Several of them, for example Counties.")


WORTH = Tree("figures", Figure(MAX_DECIMALS))


class GroupRecord(Record, what="the group"):
    """A set of places."""

    name = required(Translated("a name"), "Name of the group.")
    kind = optional(Reference("a kind"), "What the group is, for example a district.")
    note = optional(Translated("a note"), "A sentence on what it holds, shown on its page.")
    source = optional(SOURCE, "Who says which places belong to it.")
    worth = optional(WORTH, "What it has to award, as on a place.")


class PlaceRecord(Record, what="the place"):
    """A place."""

    name = required(Translated("a name"), "Name as shown.")
    kind = optional(Reference("a kind"), "What the place is. Default: the kind at the head of the file.")
    parent = optional(Reference("a place"), "The place in which it lies. Default: the parent at the head of the file.")
    code = optional(Text("a code"), "The code that officials use for it.")
    worth = optional(WORTH, "What it has to award: figures by the id of a tally, or by a key that the rules name.")
    delegates = optional(Whole(), "How many delegates it elects. The same as `worth: {delegates: 5}`.")
    fips = optional(Text("a FIPS code"), "Code of the US Census Bureau.")
    ocd_id = optional(Text("an OCD id"), "Open Civic Data id, for example ocd-division/country:us/state:ia.")
    apportioned_sde: Field[Number | None] = optional(
        Figure(4), "What its delegates are worth. The same as `worth: {sde: 1.24}`."
    )
    since = optional(Day(), "The first day on which it existed.")
    until = optional(Day(), "The last day on which it existed.")
    succeeds = optional(
        ListOf(Reference("a place"), "places"),
        "The places that it came from: one if renamed, several if merged.",
        default=(),
    )
    registered = optional(Whole(), "How many voters are registered there.")
    ballots = optional(Whole(), "How many ballots were cast there.")
    aliases = optional(ListOf(Text("a name"), "names"), "Other names under which sources list it.", default=())
    groups = optional(
        ListOf(Reference("a group"), "groups"), "Groups to which it and all places in it belong.", default=()
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

    kinds = optional(Tree("kinds", KindRecord), "Kinds of places and of groups, by id.")
    groups = optional(Tree("groups", GroupRecord), "Groups that cut across the tree of places, by id.")
    kind = optional(Reference("a kind"), "Kind of all places in this file that do not state their own.")
    parent = optional(Reference("a place"), "Where all places in this file lie that do not state their own parent.")
    places = optional(Tree("places", PlaceRecord), "Places, by id.")


class ClosestRecord(Record, what="the closest race before"):
    """The closest earlier race."""

    margin = required(Digits(), "By how much the first led the second.")
    tally = required(Reference("a tally"), "The tally in which it is stated.")
    label = required(Translated("a label"), "Which race it was.")


class ContextRecord(Record, what="the context"):
    """What readers should know of a contest."""

    text = optional(Translated(), "A few sentences that explain the contest.")
    closest_before = optional(ClosestRecord, "The closest earlier race, to hold a lead against.")


class ContestRecord(Record, what="contest.yml"):
    """A contest: contest.yml."""

    title = required(Translated("a title"), "What is being decided.")
    date = required(Day(), "Day of the election.")
    place = required(Reference("a place"), "The place whose result decides.")
    group = optional(Reference("a group"), "Only places in this group take part.")
    units = optional(
        ListOf(Reference("a kind"), "kinds"),
        "Kinds of places that state figures. Default: those in which no other place lies.",
        default=(),
    )
    kind = optional(
        OneOf(ContestKind, "a kind of contest"),
        "Whether candidates are elected, a question is decided, or someone stays in office. Default: candidates.",
        default=ContestKind.CANDIDATES,
    )
    person = optional(Translated("a name"), "Who stays or goes, if the kind is retention.")
    party = optional(Reference("a party", is_open=True), "The party whose primary it is.")
    office = optional(Reference("an office"), "The office that is filled, from content/offices.yml.")
    district = optional(Text("a district"), "The district, for example 2. 05 is the same as 5.")
    seats = optional(Whole(), "How many are elected. Default: 1.", default=1)
    vote_for = optional(
        VoteFor(), "How many a ballot may choose, or any. Default: as many as there are seats, 1 if voters rank."
    )
    share_of = optional(
        OneOf(ShareOf, "what shares are of"), "What shares are of. Default: votes; with `vote_for: any`, ballots."
    )
    threshold = optional(
        Threshold(),
        "What a choice needs: majority, a share such as 60%, or {share: 60%, of: ballots}; a list if all must hold. "
        "Default for a question: majority.",
    )
    advance = optional(Whole(), "How many go on to the next contest: always, or if nobody reaches the threshold.")
    next = optional(Reference("a contest"), "The contest to which they go on, for example a runoff.")
    held_by = optional(Reference("a party", is_open=True), "The party that held the seat before.")
    turnout_from = optional(
        Reference("a contest"),
        "The contest on the same ballot whose turnout holds here, at places that state none of their own.",
    )
    rules = optional(RULES, "What the checks of its results need to know, or the name of a rules file.")
    tallies = optional(
        ListOf(TallyRecord, "tallies"), "What is counted, in order. Default: one tally, votes.", default=()
    )
    choices = optional(
        ListOf(ChoiceRecord, "choices"),
        "What can be chosen, in ballot order. A question has yes and no, and may leave them out.",
        default=(),
    )
    context = optional(ContextRecord, "What readers should know beside the figures.")


class ExpectRecord(Record, what="the expectation"):
    """What must come out of a release."""

    leader = optional(Reference("a choice"), "Who leads in the tally that decides.")
    lead = optional(Digits(), "By how much, in the tally that decides.")
    places_changed = optional(Whole(), "How many places this release changes.")


class ReleaseSourceRecord(Record, what="the source of the release"):
    """Who published the figures of a release."""

    id = optional(Reference("a source"), "Id by which `chosen` names it, where there are several.")
    name = SourceRecord.name
    url = SourceRecord.url


class FurtherSourceRecord(Record, what="the further source"):
    """Who else published figures of a release."""

    id = required(Reference("a source"), "Id by which `chosen` names it.")
    name = SourceRecord.name
    url = SourceRecord.url
    files = required(
        ListOf(Reference("a file"), "files"),
        "The files beside release.yml that hold its figures. All others are those of `source`.",
    )


class ChosenRecord(Record, what="the chosen source"):
    """Which of several sources was chosen."""

    source = required(Reference("a source"), "The one whose figures are the release's.")
    reason = required(Translated("a reason"), "Why, as readers are told.")


class CheckedRecord(Record, what="what was checked"):
    """How far a recanvass, a recount or a review went."""

    places = required(Whole(), "How many different places were checked.")
    corrected = optional(Whole(), "How many of them were corrected.")


class ReleaseRecord(Record, what="release.yml"):
    """A release: release.yml."""

    title = required(Translated("a title"), "Name of the release, for example After the recount.")
    kind = required(OneOf(ReleaseKind, "a kind of release"), "What the release is.")
    status = required(OneOf(Status, "a status"), "How final the figures are.")
    as_of = required(Time(), "When it was published; a day, or a time with its offset.")
    source = required(ReleaseSourceRecord, "Who published the figures.")
    sources = optional(
        ListOf(FurtherSourceRecord, "sources"),
        "Further sources that state the same figures, each with files of its own.",
        default=(),
    )
    chosen = optional(
        ChosenRecord, "Which of several sources the figures are taken from; the others are compared with them."
    )
    note = optional(Translated("a note"), "What readers should know about this release.")
    outcome = optional(
        OutcomeOrNone(), "Who was declared elected, or what else was decided. none withdraws what was declared before."
    )
    quota = optional(Digits(), "The votes that a choice needs to be elected in a ranked count, as published.")
    totals = optional(
        by_place("a place or group", TotalsRecord, MAX_DECIMALS),
        "Totals as published, by place, tally and choice.",
    )
    printed_percents = optional(
        by_place("a place or group", PercentsRecord, PERCENT_DECIMALS),
        "Percentages as printed, by place, tally and choice.",
    )
    checked = optional(
        ValueOf(Checked, CheckedRecord), "How many places a recanvass, a recount or a review checked and corrected."
    )
    expect = optional(ExpectRecord, "What must come out; the build stops when it does not.")


class AnnouncedRecord(Record, what="the announcement"):
    """What was announced of a request."""

    places = required(Whole(), "How many places the request names.")
    accepted = optional(Whole(), "How many of them were accepted.")
    incomplete = optional(Whole(), "How many submissions were incomplete.")
    ineligible = optional(Whole(), "How many were not eligible.")
    corrected = optional(Whole(), "How many were corrected.")


class EntryRecord(Record, what="the entry"):
    """One place or group that a request names."""

    place = optional(Reference("a place"), "The place that the request names.")
    group = optional(Reference("a group"), "The group that the request names as a whole.")
    printed = optional(Text("a name"), "The name as printed by the source.")
    disposition = optional(OneOf(Disposition, "a disposition"), "What came of it in this request.")
    reason = optional(Translated("a reason"), "Why, in the words of the source.")


class DispositionRecord(Record, what="the outcome"):
    """The outcome of a request for one unit."""

    disposition = required(OneOf(Disposition, "a disposition"), "What came of it in this request.")
    reason = EntryRecord.reason


OUTCOME = Brief(DispositionRecord, DispositionRecord.disposition.key)


class RequestRecord(Record, what="the review"):
    """A request for a recanvass or a recount."""

    title = optional(Translated("a title"), "Name of the request. Default: what is asked for, and by whom.")
    kind = required(OneOf(RequestKind, "a kind of review"), "What is asked for.")
    requested_by = required(Reference("a choice", is_open=True), "Who asks: a choice, or a name in free text.")
    filed = required(Time(), "When it was filed.")
    answer_due = optional(Time(), "When the answer is due.")
    answered = optional(Time(), "When it was answered.")
    completed = optional(Time(), "When the review was completed.")
    state = required(OneOf(RequestState, "a state of a request"), "Where it stands.")
    announced = optional(ValueOf(Announced, AnnouncedRecord), "Numbers as announced; the list below may be shorter.")
    resolved_by = optional(Reference("a release"), "The release that holds its outcome.")
    note = optional(Translated("a note"), "What readers should know about it.")
    source = required(SOURCE, "Who reports the request.")
    places = optional(ListOf(EntryRecord, "entries"), "What the request names, as listed by the source.", default=())
    dispositions = optional(
        Tree("dispositions", OUTCOME, "a unit"),
        "What came of single units, by id, where the request covers them through a group: a disposition, or "
        "`{disposition: …, reason: …}`.",
    )


class NoteRecord(Record, what="the note"):
    """The front matter of a note."""

    title = required(Translated("a title"), "Headline.")
    date = required(Time(), "When it was published; a day, or a time with its offset.")
    summary = required(Translated("a summary"), "One or two sentences for lists and feeds.")
    author = optional(Translated("an author"), "Who wrote it. Default: the publisher.")
    source = optional(SOURCE, "What it is based on.")
    contest = optional(Reference("a contest"), "The contest it is about. Default: the only one.")
    release = optional(Reference("a release"), "The release it is about.")
    places = optional(ListOf(Reference("a place or group"), "places"), "Places and groups it is about.", default=())
    reviews = optional(ListOf(Reference("a review"), "reviews"), "Requests it is about.", default=())
    draft = optional(Flag(), "True keeps it off the site, unless drafts are asked for.", default=False)


class PageRecord(Record, what="the page"):
    """The front matter of a page."""

    title = required(Translated("a title"), "Headline, and name in the navigation.")
    summary = required(Translated("a summary"), "One sentence on what the page holds.")
