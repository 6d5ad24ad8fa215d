"""The keys of a plan, by which the command import election is told what it cannot know."""

from recanvass.content.schema.ballot_keys import OFFICES, PARTIES
from recanvass.content.schema.records import ListOf, Record, Tree, optional, required
from recanvass.content.schema.scalars import Day, Flag, Id, OneOf, Reference, Text, Whole
from recanvass.core.kinds import ContestKind, ElectionStage, ReleaseKind, Status

_HEADER = Text("a header")


class PlanPlaceRecord(Record, what="the place"):
    """The place that all others lie in."""

    id = optional(Id("a place"), "Its id. Default: made of its name.")
    name = required(Text("a name"), "Its name, such as Iowa.")
    kind = optional(Text("a kind"), "What it is. Default: state.", default="state")


class PlanReleaseRecord(Record, what="the release"):
    """The release that the figures become."""

    id = optional(Id("a release"), "Its id. Default: the day of as_of and the kind.")
    title = optional(Text("a title"), "Its name.")
    kind = optional(OneOf(ReleaseKind, "a kind of release"), "What it is.")
    status = optional(OneOf(Status, "a status"), "How final its figures are.")
    as_of = optional(Text("a day"), "When it was published.")
    source = optional(Text("a name"), "Who published the figures.")
    url = optional(Text("an address"), "Where they were published.")


class PlanTallyRecord(Record, what="the tally"):
    """What is counted, if it is not just votes."""

    id = required(Id("a tally"), "Its id.")
    name = required(Text("a name"), "Its name.")
    unit = required(Text("a unit"), "What is counted, for example votes.")
    column = optional(_HEADER, "The header of its column. Default: its id.")
    decimals = optional(Whole(), "How many decimals its figures may have. Default: 0.", default=0)
    decides = optional(Flag(), "Whether it decides the contest.", default=False)
    part_of = optional(Reference("a tally"), "The tally of which it is a part.")


class AlikeRecord(Record, what="the names"):
    """Names that look alike."""

    names = required(ListOf(Text("a name"), "names"), "The names, that to be shown first.")
    contest = optional(Text("a contest"), "The contest, if they are names of candidates.")
    same = optional(Flag(), "Whether they are one: true or false.")


class PlanContestRecord(Record, what="the contest"):
    """What is to be different about a contest from what the file says."""

    id = optional(Id("a contest"), "Another id than the key.")
    title = optional(Text("a title"), "Its title.")
    kind = optional(OneOf(ContestKind, "a kind of contest"), "What it is.")
    person = optional(Text("a name"), "Who stays or goes, if the kind is retention.")
    seats = optional(Whole(), "How many are elected.")
    vote_for = optional(Whole(), "How many a ballot may choose.")
    leave_out = optional(Flag(), "True leaves it out.", default=False)


class PlanRecord(Record, what="the plan"):
    """A plan."""

    date = optional(Day(), "Day of the election.")
    place = optional(PlanPlaceRecord, "The place that all others lie in.")
    release = optional(PlanReleaseRecord, "The release that the figures become.")
    stage = optional(
        OneOf(ElectionStage, "a stage"), "Whether each party's primary is a contest of its own: general or primary."
    )
    office = optional(Text("an office"), "What is decided, if no column says it.")
    columns = optional(Tree("columns", _HEADER), "Headers of columns that are not found by themselves.")
    tallies = optional(ListOf(PlanTallyRecord, "tallies"), "What is counted, if it is not just votes.", default=())
    turnout = optional(Tree("columns", _HEADER), "Headers of columns of turnout, by its key, such as voters.")
    worth = optional(Tree("columns", _HEADER), "Headers of columns of what a place has to award, by tally.")
    alike = optional(ListOf(AlikeRecord, "names"), "Names that look alike, and whether they are one.", default=())
    parties = optional(PARTIES, "Parties by id; `aliases` are their names in the file.")
    offices = optional(OFFICES, "Offices by id, in order.")
    contests = optional(Tree("contests", PlanContestRecord), "Contests by id. Only what is stated here is different.")
