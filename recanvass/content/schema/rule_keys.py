"""What a contest tells the checks of its results: `rules` in contest.yml, content/rules/ and acknowledged.yml.

Owns the names, types and descriptions of their keys.
"""

from msgspec.structs import replace

from recanvass.content.schema.records import Brief, Field, ListOf, Record, Tree
from recanvass.content.schema.scalars import Day, OneOf, Reference, Text, Whole
from recanvass.content.schema.source_keys import SOURCE
from recanvass.core.contest_rules import Allocation, PackName

RULES_PACK = Field(
    "pack",
    Reference("a set of rules"),
    "Rules of the contest's own: the name of a file in content/rules/, or `caucus` with its parameters beside it.",
)
RULES_TITLE = Field("title", Text("a title"), "Whose rules they are, for example 2024 Lake County caucuses.")
RULES_SOURCE = Field("source", SOURCE, "Where the rules are written. Default: the source of the newest release.")
RULES_FIRST = Field("first", Reference("a tally"), "Tally of the first alignment. Default: first.")
RULES_FINAL = Field("final", Reference("a tally"), "Tally of the final alignment. Default: final.")
RULES_AWARDS = Field("awards", Reference("a tally"), "Tally of what is awarded. Default: the tally that decides.")
RULES_DELEGATES = Field(
    "delegates",
    Text("a key"),
    "Key in `worth` that says how many delegates a place elects. What they are worth stands there under the tally that "
    "`awards` names. Default: delegates.",
)
RULES_PEOPLE = Field(
    "people",
    Reference("a tally", is_open=True),
    "Tally whose total says how many people attended. Default: first, the first alignment, because attendance was not "
    "published.",
)
RULES_VIABILITY = Field(
    "viability",
    Tree("shares", Text("a share")),
    "Share of those attending that makes a group viable, from so many delegates on: `{2: 1/4, 3: 1/6, 4: 3/20}`. With "
    "fewer delegates there are no groups, and the most people win.",
)
RULES_BY_ATTENDANCE = Field(
    "by_attendance",
    Tree("delegates", Whole()),
    "Delegates of places without a number of their own, from so many people on: `{0: 4, 21: 5, 41: 6}`. Default: those "
    "places are not checked.",
)
RULES_ALLOCATION = Field(
    "allocation", OneOf(Allocation, "a way to allocate delegates"), "How delegates are allocated. Default: nearest."
)
RULES_DRAW = Field("draw", Text("a word"), "What settles equal decimals, for example coin toss. Default: lot.")
RULES_BALLOTS = Field(
    "ballots", Reference("a tally"), "Tally that counts ballots cast. Default: the attribute `ballots` of places."
)
RULES_REGISTERED = Field(
    "registered", Reference("a tally"), "Tally that counts voters. Default: the attribute `registered` of places."
)
RULES_VOTES_EACH = Field("votes_each", Whole(), "How many votes one ballot has. Default: 1.")
RULES_TALLIES = (RULES_BALLOTS, RULES_REGISTERED)
RULES_OF_CAUCUS = (
    RULES_TITLE,
    RULES_SOURCE,
    RULES_FIRST,
    RULES_FINAL,
    RULES_AWARDS,
    RULES_DELEGATES,
    RULES_PEOPLE,
    RULES_VIABILITY,
    RULES_BY_ATTENDANCE,
    RULES_ALLOCATION,
    RULES_DRAW,
)
"""The parameters of the pack `caucus`."""
RULES_NEEDED = (RULES_TITLE, RULES_VIABILITY)
"""The parameters that have no default."""
RULES = Brief(Record("the rules", (RULES_PACK, *RULES_OF_CAUCUS, *RULES_TALLIES, RULES_VOTES_EACH)), RULES_PACK)
FILE_PACK = Field("pack", OneOf(PackName, "a pack of rules"), "The pack that takes these parameters.", is_required=True)
RULES_FILE = Record(
    "the rules file",
    (FILE_PACK, *(replace(field, is_required=field in RULES_NEEDED) for field in RULES_OF_CAUCUS)),
)
"""A file in content/rules/, which contests name."""

ACKNOWLEDGEMENT_FINDING = Field("finding", Reference("a finding"), "Code of the finding.", is_required=True)
ACKNOWLEDGEMENT_PLACE = Field(
    "place", Reference("a place or group"), "The place or group that it is of.", is_required=True
)
ACKNOWLEDGEMENT_RELEASE = Field(
    "release", Reference("a release"), "A release at which it stands. Default: every finding of that code and place."
)
ACKNOWLEDGEMENT_REASON = Field("reason", Text("a reason"), "What was found out about it.", is_required=True)
ACKNOWLEDGEMENT_SOURCE = Field("source", SOURCE, "Who says so.")
ACKNOWLEDGEMENT_BY = Field("by", Text("a name"), "Who looked into it.", is_required=True)
ACKNOWLEDGEMENT_DATE = Field("date", Day(), "When.", is_required=True)
ACKNOWLEDGEMENT = Record(
    "the acknowledgement",
    (
        ACKNOWLEDGEMENT_FINDING,
        ACKNOWLEDGEMENT_PLACE,
        ACKNOWLEDGEMENT_RELEASE,
        ACKNOWLEDGEMENT_REASON,
        ACKNOWLEDGEMENT_SOURCE,
        ACKNOWLEDGEMENT_BY,
        ACKNOWLEDGEMENT_DATE,
    ),
)
ACKNOWLEDGED = ListOf(ACKNOWLEDGEMENT, "acknowledgements")
