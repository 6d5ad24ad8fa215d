"""What each kind of content file holds: its keys, their types and what they mean.

Owns the names and descriptions of keys. Editors' programs get the same descriptions as JSON Schema. Must not
read files or look anything up; `content.load` does.
"""

from collections.abc import Mapping

from recanvass.content.schema.records import Brief, Field, ListOf, Record, Tree
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
from recanvass.content.schema.source_keys import SOURCE, SOURCE_NAME, SOURCE_URL, Contact
from recanvass.core.model import Disposition, Number, ReleaseKind, Reporting, ReviewKind, ReviewState, Status

MAX_DECIMALS = 9
PERCENT_DECIMALS = 4

PUBLISHER_NAME = Field("name", Text("a name"), "Who puts the site out.", is_required=True)
PUBLISHER_URL = Field("url", Url(), "The publisher's own site.")
PUBLISHER = Record("the publisher", (PUBLISHER_NAME, PUBLISHER_URL))

FORMAT = 1
"""The newest format of the content that is read."""

SITE_FORMAT = Field(
    "format",
    Whole(),
    "The format that the content is written in: 1. Leave it as it is; upgrade changes it. Default: 1.",
)
SITE_TITLE = Field("title", Text("a title"), "Name of the site, at the head of every page.", is_required=True)
SITE_DESCRIPTION = Field(
    "description", Text("a description"), "One sentence for search engines and feeds.", is_required=True
)
SITE_LANGUAGE = Field("language", Text("a language"), "Code of the language of notes and names. Default: en.")
SITE_TIMEZONE = Field(
    "timezone",
    Text("a time zone"),
    "Time zone in which times are shown, for example America/Chicago.",
    is_required=True,
)
SITE_BASE_URL = Field("base_url", Url(), "Address under which the site is published; feeds need it.")
SITE_PUBLISHER = Field("publisher", PUBLISHER, "Who puts the site out.", is_required=True)
SITE_CORRECTIONS = Field(
    "corrections",
    Contact(),
    "Where readers report a mistake: a mail or web address. Default: the publisher's site.",
)
SITE_NAVIGATION = Field(
    "navigation",
    ListOf(Reference("a page"), "pages"),
    "Pages to link at the head of every page, in this order.",
)
SITE_REHEARSAL = Field(
    "rehearsal", Flag(), "True says on every page that it is a rehearsal, and keeps the site from being published."
)
SITE_CARDS = Field(
    "cards",
    Flag(),
    "True draws a card of each release for messengers and networks.",
)
SITE = Record(
    "site.yml",
    (
        SITE_FORMAT,
        SITE_TITLE,
        SITE_DESCRIPTION,
        SITE_LANGUAGE,
        SITE_TIMEZONE,
        SITE_BASE_URL,
        SITE_PUBLISHER,
        SITE_CORRECTIONS,
        SITE_NAVIGATION,
        SITE_REHEARSAL,
        SITE_CARDS,
    ),
)

KIND_NAME = Field("name", Text("a name"), "One of them, for example County.", is_required=True)
KIND_PLURAL = Field("plural", Text("a plural"), "Several of them, for example Counties.", is_required=True)
KIND = Record("the kind of place", (KIND_NAME, KIND_PLURAL))

GROUP_NAME = Field("name", Text("a name"), "Name of the group.", is_required=True)
GROUP_KIND = Field("kind", Reference("a kind"), "What the group is, for example a district.")
GROUP_NOTE = Field("note", Text("a note"), "A sentence on what it holds, shown on its page.")
GROUP_SOURCE = Field("source", SOURCE, "Who says which places belong to it.")
GROUP_WORTH = Field("worth", Tree("figures", Figure(MAX_DECIMALS)), "What it has to award, as on a place.")
GROUP = Record("the group", (GROUP_NAME, GROUP_KIND, GROUP_NOTE, GROUP_SOURCE, GROUP_WORTH))

PLACE_NAME = Field("name", Text("a name"), "Name as shown.", is_required=True)
PLACE_KIND = Field("kind", Reference("a kind"), "What the place is. Default: the kind at the head of the file.")
PLACE_PARENT = Field(
    "parent", Reference("a place"), "The place in which it lies. Default: the parent at the head of the file."
)
PLACE_CODE = Field("code", Text("a code"), "The code that officials use for it.")
PLACE_WORTH = Field(
    "worth",
    Tree("figures", Figure(MAX_DECIMALS)),
    "What it has to award: figures by the id of a tally, or by a key that the rules name.",
)
PLACE_DELEGATES = Field("delegates", Whole(), "How many delegates it elects. The same as `worth: {delegates: 5}`.")
PLACE_FIPS = Field("fips", Text("a FIPS code"), "Code of the US Census Bureau.")
PLACE_APPORTIONED_SDE: Field[Number] = Field(
    "apportioned_sde", Figure(4), "What its delegates are worth. The same as `worth: {sde: 1.24}`."
)
PLACE_ALIASES = Field("aliases", ListOf(Text("a name"), "names"), "Other names under which sources list it.")
PLACE_GROUPS = Field(
    "groups", ListOf(Reference("a group"), "groups"), "Groups to which it and all places in it belong."
)
PLACE_REGISTERED = Field("registered", Whole(), "How many voters are registered there.")
PLACE_BALLOTS = Field("ballots", Whole(), "How many ballots were cast there.")
PLACE_ATTRIBUTES = (PLACE_FIPS, PLACE_REGISTERED, PLACE_BALLOTS)
PLACE_SHORT_WORTH: Mapping[str, Field[Number]] = {"sde": PLACE_APPORTIONED_SDE, "delegates": PLACE_DELEGATES}
"""Keys of `worth` that may be written as a key of the place itself."""
PLACE_LISTS = (PLACE_ALIASES, PLACE_GROUPS)
PLACE = Record(
    "the place",
    (
        PLACE_NAME,
        PLACE_KIND,
        PLACE_PARENT,
        PLACE_CODE,
        PLACE_WORTH,
        PLACE_DELEGATES,
        PLACE_FIPS,
        PLACE_APPORTIONED_SDE,
        PLACE_REGISTERED,
        PLACE_BALLOTS,
        PLACE_ALIASES,
        PLACE_GROUPS,
    ),
)
PLACE_COLUMNS = tuple(field for field in PLACE.fields if field is not PLACE_WORTH)
"""What fits into a cell of a table."""

PLACES_KINDS = Field("kinds", Tree("kinds", KIND), "Kinds of places and of groups, by id.")
PLACES_GROUPS = Field("groups", Tree("groups", GROUP), "Groups that cut across the tree of places, by id.")
PLACES_KIND = Field("kind", Reference("a kind"), "Kind of all places in this file that do not state their own.")
PLACES_PARENT = Field(
    "parent", Reference("a place"), "Where all places in this file lie that do not state their own parent."
)
PLACES_PLACES = Field("places", Tree("places", PLACE), "Places, by id.")
PLACES = Record("the places file", (PLACES_KINDS, PLACES_GROUPS, PLACES_KIND, PLACES_PARENT, PLACES_PLACES))

TALLY_ID = Field("id", Id("a tally"), "Id by which releases name it.", is_required=True)
TALLY_NAME = Field("name", Text("a name"), "Name as shown.", is_required=True)
TALLY_SHORT = Field("short", Text("a short name"), "Name where room is scarce. Default: the name.")
TALLY_UNIT = Field("unit", Text("a unit"), "What is counted, for example votes.", is_required=True)
TALLY_DECIMALS = Field("decimals", Whole(), "How many decimals figures may have. Default: 0.")
TALLY_SHOW = Field("show", Whole(), "How many decimals are shown. Default: as many as are stated.")
TALLY_DECIDES = Field("decides", Flag(), "Whether this tally decides the contest; exactly one does.")
TALLY_ONLY = Field(
    "only", ListOf(Reference("a kind"), "kinds"), "Kinds of places for which alone it exists. Default: all."
)
TALLY = Record(
    "the tally",
    (TALLY_ID, TALLY_NAME, TALLY_SHORT, TALLY_UNIT, TALLY_DECIMALS, TALLY_SHOW, TALLY_DECIDES, TALLY_ONLY),
)

CHOICE_ID = Field("id", Id("a choice"), "Id by which releases name it.", is_required=True)
CHOICE_NAME = Field("name", Text("a name"), "Name as shown.", is_required=True)
CHOICE_SHORT = Field("short", Text("a short name"), "Name in tables. Default: a candidate's last name.")
CHOICE_CANDIDATE = Field("candidate", Flag(), "False for an option such as Uncommitted. Default: true.")
CHOICE_PARTY = Field("party", Text("a party"), "Party, as shown.")
CHOICE_COLOUR = Field("colour", Colour(), "Colour of bars and maps, for example #1f77b4.")
CHOICE_ALIASES = Field("aliases", ListOf(Text("a name"), "names"), "Other names under which sources list it.")
CHOICE = Record(
    "the choice",
    (CHOICE_ID, CHOICE_NAME, CHOICE_SHORT, CHOICE_CANDIDATE, CHOICE_PARTY, CHOICE_COLOUR, CHOICE_ALIASES),
)

CLOSEST_MARGIN = Field("margin", Digits(), "By how much the first led the second.", is_required=True)
CLOSEST_TALLY = Field("tally", Reference("a tally"), "The tally in which it is stated.", is_required=True)
CLOSEST_LABEL = Field("label", Text("a label"), "Which race it was.", is_required=True)
CLOSEST = Record("the closest race before", (CLOSEST_MARGIN, CLOSEST_TALLY, CLOSEST_LABEL))

CONTEXT_TEXT = Field("text", Text(), "A few sentences that explain the contest.")
CONTEXT_CLOSEST = Field("closest_before", CLOSEST, "The closest earlier race, to hold a lead against.")
CONTEXT = Record("the context", (CONTEXT_TEXT, CONTEXT_CLOSEST))

CONTEST_TITLE = Field("title", Text("a title"), "What is being decided.", is_required=True)
CONTEST_DATE = Field("date", Day(), "Day of the election.", is_required=True)
CONTEST_PLACE = Field("place", Reference("a place"), "The place whose result decides.", is_required=True)
CONTEST_GROUP = Field("group", Reference("a group"), "Only places in this group take part.")
CONTEST_UNITS = Field(
    "units",
    ListOf(Reference("a kind"), "kinds"),
    "Kinds of places that state figures. Default: those in which no other place lies.",
)
CONTEST_RULES = Field("rules", RULES, "What the checks of its results need to know, or the name of a rules file.")
CONTEST_TALLIES = Field("tallies", ListOf(TALLY, "tallies"), "What is counted, in order.", is_required=True)
CONTEST_CHOICES = Field("choices", ListOf(CHOICE, "choices"), "What can be chosen, in ballot order.", is_required=True)
CONTEST_CONTEXT = Field("context", CONTEXT, "What readers should know beside the figures.")
CONTEST = Record(
    "contest.yml",
    (
        CONTEST_TITLE,
        CONTEST_DATE,
        CONTEST_PLACE,
        CONTEST_GROUP,
        CONTEST_UNITS,
        CONTEST_RULES,
        CONTEST_TALLIES,
        CONTEST_CHOICES,
        CONTEST_CONTEXT,
    ),
)

EXPECT_LEADER = Field("leader", Reference("a choice"), "Who leads in the tally that decides.")
EXPECT_LEAD = Field("lead", Digits(), "By how much, in the tally that decides.")
EXPECT_CHANGED = Field("places_changed", Whole(), "How many places this release changes.")
EXPECT = Record("the expectation", (EXPECT_LEADER, EXPECT_LEAD, EXPECT_CHANGED))

TOTALS_SOURCE = Field("source", SOURCE, "Who published these totals. Default: the release's source.")


def stated(decimals: int) -> Tree:
    """Return what is typed behind a tally: figures by choice."""
    return Tree("choices", Figure(decimals), "a choice")


def totals(decimals: int) -> Tree:
    """Return totals or percentages as published, by place, tally and choice."""
    return Tree("places", Tree("tallies", stated(decimals), "a tally", (TOTALS_SOURCE,)), "a place or group")


RELEASE_TITLE = Field("title", Text("a title"), "Name of the release, for example After the recount.", is_required=True)
RELEASE_KIND = Field("kind", OneOf(ReleaseKind, "a kind of release"), "What the release is.", is_required=True)
RELEASE_STATUS = Field("status", OneOf(Status, "a status"), "How final the figures are.", is_required=True)
RELEASE_AS_OF = Field("as_of", Time(), "When it was published; a day, or a time with its offset.", is_required=True)
RELEASE_SOURCE_ID = Field("id", Reference("a source"), "Id by which `chosen` names it, where there are several.")
RELEASE_SOURCE = Field(
    "source",
    Record("the source of the release", (RELEASE_SOURCE_ID, SOURCE_NAME, SOURCE_URL)),
    "Who published the figures.",
    is_required=True,
)
FURTHER_ID = Field("id", Reference("a source"), "Id by which `chosen` names it.", is_required=True)
FURTHER_FILES = Field(
    "files",
    ListOf(Reference("a file"), "files"),
    "The files beside release.yml that hold its figures. All others are those of `source`.",
    is_required=True,
)
FURTHER = Record("the further source", (FURTHER_ID, SOURCE_NAME, SOURCE_URL, FURTHER_FILES))
RELEASE_FURTHER = Field(
    "sources", ListOf(FURTHER, "sources"), "Further sources that state the same figures, each with files of its own."
)
CHOSEN_SOURCE = Field("source", Reference("a source"), "The one whose figures are the release's.", is_required=True)
CHOSEN_REASON = Field("reason", Text("a reason"), "Why, as readers are told.", is_required=True)
RELEASE_CHOSEN = Field(
    "chosen",
    Record("the chosen source", (CHOSEN_SOURCE, CHOSEN_REASON)),
    "Which of several sources the figures are taken from; the others are compared with them.",
)
RELEASE_NOTE = Field("note", Text("a note"), "What readers should know about this release.")
RELEASE_TOTALS = Field("totals", totals(MAX_DECIMALS), "Totals as published, by place, tally and choice.")
RELEASE_PERCENTS = Field(
    "printed_percents", totals(PERCENT_DECIMALS), "Percentages as printed, by place, tally and choice."
)
RELEASE_EXPECT = Field("expect", EXPECT, "What must come out; the build stops when it does not.")
RELEASE = Record(
    "release.yml",
    (
        RELEASE_TITLE,
        RELEASE_KIND,
        RELEASE_STATUS,
        RELEASE_AS_OF,
        RELEASE_SOURCE,
        RELEASE_FURTHER,
        RELEASE_CHOSEN,
        RELEASE_NOTE,
        RELEASE_TOTALS,
        RELEASE_PERCENTS,
        RELEASE_EXPECT,
    ),
)

ROW_STATUS = Field("status", OneOf(Reporting, "a reporting status"), "How far results of this place are in.")
ROW_NOTE = Field("note", Text("a note"), "What readers should know about this place in this release.")
ROWS = Tree("places", Tree("tallies", stated(MAX_DECIMALS), "a tally", (ROW_STATUS, ROW_NOTE)), "a unit")

CSV_PLACE = "place"
CSV_CHOICE = "choice"
RESERVED_TALLIES = frozenset({ROW_STATUS.key, ROW_NOTE.key, TOTALS_SOURCE.key, CSV_PLACE, CSV_CHOICE})

ANNOUNCED_PLACES = Field("places", Whole(), "How many places the request names.", is_required=True)
ANNOUNCED_ACCEPTED = Field("accepted", Whole(), "How many of them were accepted.")
ANNOUNCED_INCOMPLETE = Field("incomplete", Whole(), "How many submissions were incomplete.")
ANNOUNCED_INELIGIBLE = Field("ineligible", Whole(), "How many were not eligible.")
ANNOUNCED_CORRECTED = Field("corrected", Whole(), "How many were corrected.")
ANNOUNCED = Record(
    "the announcement",
    (ANNOUNCED_PLACES, ANNOUNCED_ACCEPTED, ANNOUNCED_INCOMPLETE, ANNOUNCED_INELIGIBLE, ANNOUNCED_CORRECTED),
)

ITEM_PLACE = Field("place", Reference("a place"), "The place that the request names.")
ITEM_GROUP = Field("group", Reference("a group"), "The group that the request names as a whole.")
ITEM_PRINTED = Field("printed", Text("a name"), "The name as printed by the source.")
ITEM_DISPOSITION = Field("disposition", OneOf(Disposition, "a disposition"), "What came of it in this request.")
ITEM_REASON = Field("reason", Text("a reason"), "Why, in the words of the source.")
ITEM = Record("the entry", (ITEM_PLACE, ITEM_GROUP, ITEM_PRINTED, ITEM_DISPOSITION, ITEM_REASON))

OUTCOME_DISPOSITION = Field(
    "disposition", OneOf(Disposition, "a disposition"), "What came of it in this request.", is_required=True
)
OUTCOME = Brief(Record("the outcome", (OUTCOME_DISPOSITION, ITEM_REASON)), OUTCOME_DISPOSITION)

REVIEW_TITLE = Field("title", Text("a title"), "Name of the request. Default: what is asked for, and by whom.")
REVIEW_KIND = Field("kind", OneOf(ReviewKind, "a kind of review"), "What is asked for.", is_required=True)
REVIEW_REQUESTED_BY = Field(
    "requested_by", Reference("a choice", is_open=True), "Who asks: a choice, or a name in free text.", is_required=True
)
REVIEW_FILED = Field("filed", Time(), "When it was filed.", is_required=True)
REVIEW_ANSWER_DUE = Field("answer_due", Time(), "When the answer is due.")
REVIEW_ANSWERED = Field("answered", Time(), "When it was answered.")
REVIEW_COMPLETED = Field("completed", Time(), "When the review was completed.")
REVIEW_STATE = Field("state", OneOf(ReviewState, "a state of a request"), "Where it stands.", is_required=True)
REVIEW_ANNOUNCED = Field("announced", ANNOUNCED, "Numbers as announced; the list below may be shorter.")
REVIEW_RESOLVED_BY = Field("resolved_by", Reference("a release"), "The release that holds its outcome.")
REVIEW_NOTE = Field("note", Text("a note"), "What readers should know about it.")
REVIEW_SOURCE = Field("source", SOURCE, "Who reports the request.", is_required=True)
REVIEW_PLACES = Field("places", ListOf(ITEM, "entries"), "What the request names, as listed by the source.")
REVIEW_DISPOSITIONS = Field(
    "dispositions",
    Tree("dispositions", OUTCOME, "a unit"),
    "What came of single units, by id, where the request covers them through a group: a disposition, or "
    "`{disposition: …, reason: …}`.",
)
REVIEW = Record(
    "the review",
    (
        REVIEW_TITLE,
        REVIEW_KIND,
        REVIEW_REQUESTED_BY,
        REVIEW_FILED,
        REVIEW_ANSWER_DUE,
        REVIEW_ANSWERED,
        REVIEW_COMPLETED,
        REVIEW_STATE,
        REVIEW_ANNOUNCED,
        REVIEW_RESOLVED_BY,
        REVIEW_NOTE,
        REVIEW_SOURCE,
        REVIEW_PLACES,
        REVIEW_DISPOSITIONS,
    ),
)

NEWS_TITLE = Field("title", Text("a title"), "Headline.", is_required=True)
NEWS_DATE = Field("date", Time(), "When it was published; a day, or a time with its offset.", is_required=True)
NEWS_SUMMARY = Field("summary", Text("a summary"), "One or two sentences for lists and feeds.", is_required=True)
NEWS_AUTHOR = Field("author", Text("an author"), "Who wrote it. Default: the publisher.")
NEWS_SOURCE = Field("source", SOURCE, "What it is based on.")
NEWS_CONTEST = Field("contest", Reference("a contest"), "The contest it is about. Default: the only one.")
NEWS_RELEASE = Field("release", Reference("a release"), "The release it is about.")
NEWS_PLACES = Field("places", ListOf(Reference("a place or group"), "places"), "Places and groups it is about.")
NEWS_REVIEWS = Field("reviews", ListOf(Reference("a review"), "reviews"), "Requests it is about.")
NEWS_DRAFT = Field("draft", Flag(), "True keeps it off the site, unless drafts are asked for.")
NEWS = Record(
    "the note",
    (
        NEWS_TITLE,
        NEWS_DATE,
        NEWS_SUMMARY,
        NEWS_AUTHOR,
        NEWS_SOURCE,
        NEWS_CONTEST,
        NEWS_RELEASE,
        NEWS_PLACES,
        NEWS_REVIEWS,
        NEWS_DRAFT,
    ),
)

PAGE_TITLE = Field("title", Text("a title"), "Headline, and name in the navigation.", is_required=True)
PAGE_SUMMARY = Field("summary", Text("a summary"), "One sentence on what the page holds.", is_required=True)
PAGE = Record("the page", (PAGE_TITLE, PAGE_SUMMARY))
