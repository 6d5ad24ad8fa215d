"""The fixed words of the content: what kinds and states there are.

Owns the words alone; what follows from one is said where it is used.
"""

from enum import Enum


class ContestKind(Enum):
    """What a contest decides: who is elected, a question, or whether someone stays in office."""

    CANDIDATES = "candidates"
    MEASURE = "measure"
    RETENTION = "retention"


class ShareOf(Enum):
    """What a share is a share of."""

    VOTES = "votes"
    BALLOTS = "ballots"
    NONE = "none"


class ElectionStage(Enum):
    """Whether parties choose their candidates, or voters those who are elected."""

    GENERAL = "general"
    PRIMARY = "primary"


class ReleaseKind(Enum):
    """What a release is; the words are the field's, never interchanged."""

    PARTIAL = "partial"
    COMPLETE = "complete"
    REVIEW = "review"
    RECANVASS = "recanvass"
    RECOUNT = "recount"
    CORRECTION = "correction"
    CERTIFICATION = "certification"
    AUDIT = "audit"
    COURT = "court"


class Status(Enum):
    """How final the figures of a release are (NIST SP 1500-100, ResultsStatus)."""

    PRE_ELECTION = "pre-election"
    UNOFFICIAL_PARTIAL = "unofficial-partial"
    UNOFFICIAL_COMPLETE = "unofficial-complete"
    CERTIFIED = "certified"


class Reporting(Enum):
    """How far one unit's results are in; missing is not zero.

    Nobody types the last two. `REPORTED_WITH` is said by naming the place whose figures hold those of this one, and a
    unit is `IN_TOTAL` if a complete total was published for a place above it, without its own figures.
    """

    REPORTED = "reported"
    PARTIAL = "partial"
    NOT_REPORTED = "not-reported"
    NO_MEETING = "no-meeting"
    EXCLUDED = "excluded"
    DISPUTED = "disputed"
    WILL_NOT_REPORT = "will-not-report"
    REPORTED_WITH = "reported-with"
    IN_TOTAL = "in-total"


WITHOUT_RESULTS = frozenset(
    {Reporting.NOT_REPORTED, Reporting.NO_MEETING, Reporting.EXCLUDED}
    | {Reporting.WILL_NOT_REPORT, Reporting.REPORTED_WITH, Reporting.IN_TOTAL}
)
"""What is said of units that no figures are in force for."""


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


class RequestAnswer(Enum):
    """What was said of a request, or of a place that it names: its state, an outcome, or that the place is listed."""

    LISTED = "listed"
    FILED = "filed"
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly-accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    COMPLETED = "completed"
    CORRECTED_RULES = "corrected-rules"
    CORRECTED_TRANSCRIPTION = "corrected-transcription"
    ACCURATE = "accurate"
    CORRECTED_BEFORE = "corrected-before"
    SINGLE_DELEGATE = "single-delegate"
    NOT_COVERED = "not-covered"
    INCOMPLETE = "incomplete"
    INELIGIBLE = "ineligible"


class TurnoutKey(Enum):
    """What is counted of voters and ballots at a place, whoever they chose."""

    REGISTERED = "registered"
    VOTERS = "voters"
    BALLOTS = "ballots"
    OUTSTANDING = "outstanding"
    REJECTED = "rejected"
    SPOILED = "spoiled"
    OVERVOTES = "overvotes"
    UNDERVOTES = "undervotes"
    BLANK = "blank"
    EXHAUSTED = "exhausted"


class DecidedBy(Enum):
    """How an outcome came about."""

    COUNT = "count"
    LOT = "lot"
    COURT = "court"
    UNCONTESTED = "uncontested"
    PROJECTION = "projection"


class Base(Enum):
    """What a threshold is a share of, at the contest's place."""

    VOTES = "votes"
    BALLOTS = "ballots"
    REGISTERED = "registered"


class AwardedBy(Enum):
    """How a place awards what it has: all to whoever leads, or by largest remainder."""

    WINNER = "winner"
    PROPORTIONAL = "proportional"


class Reach(Enum):
    """Whether a threshold is reached by as much, or by more than that alone."""

    AT_LEAST = "at-least"
    MORE_THAN = "more-than"


class Needed(Enum):
    """Who has to reach a threshold: a choice, or the ballots cast together."""

    CHOICE = "choice"
    BALLOTS = "ballots"


class PartsCover(Enum):
    """Whether the parts of a tally make it up, or are some of it."""

    ALL = "all"
    SOME = "some"
