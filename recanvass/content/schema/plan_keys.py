"""The keys of a plan, by which the command import election is told what it cannot know."""

from recanvass.content.schema.ballot_keys import OFFICES, PARTIES
from recanvass.content.schema.days import Day
from recanvass.content.schema.records import ListOf, Record, Tree, optional, required
from recanvass.content.schema.scalars import Flag, Id, OneOf, Reference, Text, Whole
from recanvass.core.kinds import ContestKind, ElectionStage, ReleaseKind, Status

_HEADER = Text("a header")


class PlanPlaceRecord(Record, what="the place"):
    """The place that contains all the others."""

    id = optional(Id("a place"), "Its id. Default: made from its name.")
    name = required(Text("a name"), "Its name, such as Iowa.")
    kind = optional(Text("a kind"), "Its kind. Default: state.", default="state")


class PlanReleaseRecord(Record, what="the release"):
    """The release to create."""

    id = optional(Id("a release"), "Its id. Default: the date in as_of, and the kind.")
    title = optional(Text("a title"), "Its name.")
    kind = optional(OneOf(ReleaseKind, "a kind of release"), "Its kind.")
    status = optional(OneOf(Status, "a status"), "How final the figures are.")
    as_of = optional(Text("a day"), "When it was published.")
    source = optional(Text("a name"), "Who published the figures.")
    url = optional(Text("an address"), "Where the figures were published.")


class PlanTallyRecord(Record, what="the tally"):
    """What is counted, if not only votes."""

    id = required(Id("a tally"), "Its id.")
    name = required(Text("a name"), "Its name.")
    unit = required(Text("a unit"), "What is counted, for example votes.")
    column = optional(_HEADER, "The header of its column. Default: its id.")
    decimals = optional(Whole(), "The most decimals a figure can have. Default: 0.", default=0)
    decides = optional(Flag(), "True for the tally that decides the contest.", default=False)
    part_of = optional(Reference("a tally"), "The tally this is part of.")


class AlikeRecord(Record, what="the names"):
    """Names that look alike."""

    names = required(ListOf(Text("a name"), "names"), "The names, starting with the one to show.")
    contest = optional(Text("a contest"), "The contest, if these are candidates.")
    same = optional(Flag(), "True if they are the same, false if not.")


class PlanContestRecord(Record, what="the contest"):
    """What is to be different about a contest from what the file says."""

    id = optional(Id("a contest"), "The contest's id, if it differs from the key.")
    title = optional(Text("a title"), "Its title.")
    kind = optional(OneOf(ContestKind, "a kind of contest"), "Its kind.")
    person = optional(Text("a name"), "Who stays or goes, if the kind is retention.")
    seats = optional(Whole(), "Number of candidates elected.")
    vote_for = optional(Whole(), "How many candidates a voter can choose.")
    leave_out = optional(Flag(), "True to leave the contest out.", default=False)


class PlanRecord(Record, what="the plan"):
    """A plan."""

    date = optional(Day(), "Date of the election.")
    place = optional(PlanPlaceRecord, "The place that contains all the others.")
    release = optional(PlanReleaseRecord, "The release to create.")
    stage = optional(
        OneOf(ElectionStage, "a stage"),
        "Whether this is a general election, or a primary with a separate contest for each party.",
    )
    office = optional(Text("an office"), "The office, if the file has no column for it.")
    columns = optional(Tree("columns", _HEADER), "Headers of columns that Recanvass doesn't recognize.")
    tallies = optional(ListOf(PlanTallyRecord, "tallies"), "What is counted, if not only votes.", default=())
    turnout = optional(Tree("columns", _HEADER), "Headers of turnout columns, by key, such as voters.")
    worth = optional(Tree("columns", _HEADER), "Headers of columns with what a place awards, by tally.")
    alike = optional(ListOf(AlikeRecord, "names"), "Names that look alike, and whether they are the same.", default=())
    parties = optional(PARTIES, "Parties, by id. `aliases` are their names in the file.")
    offices = optional(OFFICES, "Offices, by id, in order.")
    contests = optional(
        Tree("contests", PlanContestRecord), "Contests, by id. List only what should differ from the file."
    )
