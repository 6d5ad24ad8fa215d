"""The keys of each kind of content file, with their types and what they mean.

States each key once. Types, messages, JSON Schema, forms and docs/keys.md come from these statements. Must not read
files or look anything up; `content.load` does.
"""

from collections.abc import Mapping

from recanvass.content.schema.records import Brief, Field, ListOf, Record, Tree, ValueOf, optional, required
from recanvass.content.schema.rule_keys import RULES
from recanvass.content.schema.scalars import (
    Colour,
    Day,
    Digits,
    Figure,
    Flag,
    Id,
    OneOf,
    Reference,
    Text,
    Time,
    Url,
    Whole,
)
from recanvass.content.schema.source_keys import SOURCE, Contact, SourceRecord
from recanvass.core.model import (
    Announced,
    Disposition,
    Number,
    ReleaseKind,
    Reporting,
    RequestKind,
    RequestState,
    Source,
    Status,
)

MAX_DECIMALS = 9
PERCENT_DECIMALS = 4
FORMAT = 1
"""The newest format of the content that is read."""
CSV_PLACE = "place"
CSV_CHOICE = "choice"


class PublisherRecord(Record, what="the publisher"):
    """Who puts the site out."""

    name = required(Text("a name"), "Who puts the site out.")
    url = optional(Url(), "The publisher's own site.")


class SiteRecord(Record, what="site.yml"):
    """The settings of the site: site.yml."""

    format = optional(
        Whole(), "The format that the content is written in: 1. Leave it as it is; upgrade changes it. Default: 1."
    )
    title = required(Text("a title"), "Name of the site, at the head of every page.")
    description = required(Text("a description"), "One sentence for search engines and feeds.")
    language = optional(Text("a language"), "Code of the language of notes and names. Default: en.", default="en")
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

    name = required(Text("a name"), "One of them, for example County.")
    plural = required(Text("a plural"), "Several of them, for example Counties.")


WORTH = Tree("figures", Figure(MAX_DECIMALS))


class GroupRecord(Record, what="the group"):
    """A set of places."""

    name = required(Text("a name"), "Name of the group.")
    kind = optional(Reference("a kind"), "What the group is, for example a district.")
    note = optional(Text("a note"), "A sentence on what it holds, shown on its page.")
    source = optional(SOURCE, "Who says which places belong to it.")
    worth = optional(WORTH, "What it has to award, as on a place.")


class PlaceRecord(Record, what="the place"):
    """A place."""

    name = required(Text("a name"), "Name as shown.")
    kind = optional(Reference("a kind"), "What the place is. Default: the kind at the head of the file.")
    parent = optional(Reference("a place"), "The place in which it lies. Default: the parent at the head of the file.")
    code = optional(Text("a code"), "The code that officials use for it.")
    worth = optional(WORTH, "What it has to award: figures by the id of a tally, or by a key that the rules name.")
    delegates = optional(Whole(), "How many delegates it elects. The same as `worth: {delegates: 5}`.")
    fips = optional(Text("a FIPS code"), "Code of the US Census Bureau.")
    apportioned_sde: Field[Number | None] = optional(
        Figure(4), "What its delegates are worth. The same as `worth: {sde: 1.24}`."
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


class TallyRecord(Record, what="the tally"):
    """What is counted."""

    id = required(Id("a tally"), "Id by which releases name it.")
    name = required(Text("a name"), "Name as shown.")
    short = optional(Text("a short name"), "Name where room is scarce. Default: the name.")
    unit = required(Text("a unit"), "What is counted, for example votes.")
    decimals = optional(Whole(), "How many decimals figures may have. Default: 0.", default=0)
    show = optional(Whole(), "How many decimals are shown. Default: as many as are stated.")
    decides = optional(Flag(), "Whether this tally decides the contest; exactly one does.", default=False)
    only = optional(
        ListOf(Reference("a kind"), "kinds"), "Kinds of places for which alone it exists. Default: all.", default=()
    )


class ChoiceRecord(Record, what="the choice"):
    """What can be chosen."""

    id = required(Id("a choice"), "Id by which releases name it.")
    name = required(Text("a name"), "Name as shown.")
    short = optional(Text("a short name"), "Name in tables. Default: a candidate's last name.")
    candidate = optional(Flag(), "False for an option such as Uncommitted. Default: true.", default=True)
    party = optional(Text("a party"), "Party, as shown.")
    colour = optional(Colour(), "Colour of bars and maps, for example #1f77b4.")
    aliases = optional(ListOf(Text("a name"), "names"), "Other names under which sources list it.", default=())


class ClosestRecord(Record, what="the closest race before"):
    """The closest earlier race."""

    margin = required(Digits(), "By how much the first led the second.")
    tally = required(Reference("a tally"), "The tally in which it is stated.")
    label = required(Text("a label"), "Which race it was.")


class ContextRecord(Record, what="the context"):
    """What readers should know of a contest."""

    text = optional(Text(), "A few sentences that explain the contest.")
    closest_before = optional(ClosestRecord, "The closest earlier race, to hold a lead against.")


class ContestRecord(Record, what="contest.yml"):
    """A contest: contest.yml."""

    title = required(Text("a title"), "What is being decided.")
    date = required(Day(), "Day of the election.")
    place = required(Reference("a place"), "The place whose result decides.")
    group = optional(Reference("a group"), "Only places in this group take part.")
    units = optional(
        ListOf(Reference("a kind"), "kinds"),
        "Kinds of places that state figures. Default: those in which no other place lies.",
        default=(),
    )
    rules = optional(RULES, "What the checks of its results need to know, or the name of a rules file.")
    tallies = required(ListOf(TallyRecord, "tallies"), "What is counted, in order.")
    choices = required(ListOf(ChoiceRecord, "choices"), "What can be chosen, in ballot order.")
    context = optional(ContextRecord, "What readers should know beside the figures.")


class ExpectRecord(Record, what="the expectation"):
    """What must come out of a release."""

    leader = optional(Reference("a choice"), "Who leads in the tally that decides.")
    lead = optional(Digits(), "By how much, in the tally that decides.")
    places_changed = optional(Whole(), "How many places this release changes.")


class TotalsRecord(Record, what="the totals"):
    """The keys beside the totals of a place."""

    source = optional(SOURCE, "Who published these totals. Default: the release's source.")


class RowRecord(Record, what="the place"):
    """The keys beside the figures of a unit."""

    status = optional(OneOf(Reporting, "a reporting status"), "How far results of this place are in.")
    note = optional(Text("a note"), "What readers should know about this place in this release.")


RESERVED_TALLIES = frozenset({*RowRecord.fields, *TotalsRecord.fields, CSV_PLACE, CSV_CHOICE})


def figures_by_choice(decimals: int) -> Tree:
    """Return the figures of one tally by choice, with at most so many decimals."""
    return Tree("choices", Figure(decimals), "a choice")


def _by_place(names: str, beside: type[Record], decimals: int) -> Tree:
    return Tree("places", Tree("tallies", figures_by_choice(decimals), "a tally", beside), names)


ROWS = _by_place("a unit", RowRecord, MAX_DECIMALS)


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
    reason = required(Text("a reason"), "Why, as readers are told.")


class ReleaseRecord(Record, what="release.yml"):
    """A release: release.yml."""

    title = required(Text("a title"), "Name of the release, for example After the recount.")
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
    note = optional(Text("a note"), "What readers should know about this release.")
    totals = optional(
        _by_place("a place or group", TotalsRecord, MAX_DECIMALS),
        "Totals as published, by place, tally and choice.",
    )
    printed_percents = optional(
        _by_place("a place or group", TotalsRecord, PERCENT_DECIMALS),
        "Percentages as printed, by place, tally and choice.",
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
    reason = optional(Text("a reason"), "Why, in the words of the source.")


class OutcomeRecord(Record, what="the outcome"):
    """The outcome of a request for one unit."""

    disposition = required(OneOf(Disposition, "a disposition"), "What came of it in this request.")
    reason = EntryRecord.reason


OUTCOME = Brief(OutcomeRecord, OutcomeRecord.disposition.key)


class RequestRecord(Record, what="the review"):
    """A request for a recanvass or a recount."""

    title = optional(Text("a title"), "Name of the request. Default: what is asked for, and by whom.")
    kind = required(OneOf(RequestKind, "a kind of review"), "What is asked for.")
    requested_by = required(Reference("a choice", is_open=True), "Who asks: a choice, or a name in free text.")
    filed = required(Time(), "When it was filed.")
    answer_due = optional(Time(), "When the answer is due.")
    answered = optional(Time(), "When it was answered.")
    completed = optional(Time(), "When the review was completed.")
    state = required(OneOf(RequestState, "a state of a request"), "Where it stands.")
    announced = optional(ValueOf(Announced, AnnouncedRecord), "Numbers as announced; the list below may be shorter.")
    resolved_by = optional(Reference("a release"), "The release that holds its outcome.")
    note = optional(Text("a note"), "What readers should know about it.")
    source = required(SOURCE, "Who reports the request.")
    places = optional(ListOf(EntryRecord, "entries"), "What the request names, as listed by the source.", default=())
    dispositions = optional(
        Tree("dispositions", OUTCOME, "a unit"),
        "What came of single units, by id, where the request covers them through a group: a disposition, or "
        "`{disposition: …, reason: …}`.",
    )


class NoteRecord(Record, what="the note"):
    """The front matter of a note."""

    title = required(Text("a title"), "Headline.")
    date = required(Time(), "When it was published; a day, or a time with its offset.")
    summary = required(Text("a summary"), "One or two sentences for lists and feeds.")
    author = optional(Text("an author"), "Who wrote it. Default: the publisher.")
    source = optional(SOURCE, "What it is based on.")
    contest = optional(Reference("a contest"), "The contest it is about. Default: the only one.")
    release = optional(Reference("a release"), "The release it is about.")
    places = optional(ListOf(Reference("a place or group"), "places"), "Places and groups it is about.", default=())
    reviews = optional(ListOf(Reference("a review"), "reviews"), "Requests it is about.", default=())
    draft = optional(Flag(), "True keeps it off the site, unless drafts are asked for.", default=False)


class PageRecord(Record, what="the page"):
    """The front matter of a page."""

    title = required(Text("a title"), "Headline, and name in the navigation.")
    summary = required(Text("a summary"), "One sentence on what the page holds.")
