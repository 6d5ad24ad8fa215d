"""What a contest tells the checks of its results: `rules` in contest.yml, and acknowledged.yml.

Owns the names, types and descriptions of their keys.
"""

from recanvass.content.schema.records import Field, ListOf, Record, Tree
from recanvass.content.schema.scalars import Day, OneOf, Reference, Text, Whole
from recanvass.content.schema.source_keys import SOURCE
from recanvass.core.contest_rules import PackName

RULES_PACK = Field("pack", OneOf(PackName, "a pack of rules"), "Rules of the contest's own, beside the general ones.")
RULES_FIRST = Field("first", Reference("a tally"), "Tally of the first alignment. Default: first.")
RULES_FINAL = Field("final", Reference("a tally"), "Tally of the final alignment. Default: final.")
RULES_AWARDS = Field("awards", Reference("a tally"), "Tally of what the delegates are worth. Default: sde.")
RULES_VIABILITY = Field(
    "viability",
    Tree("shares", Text("a share")),
    "Share of those who attend that makes a group viable, as fractions by the least number of delegates: "
    "`{2: 1/4, 3: 1/6, 4: 3/20}` is the default.",
)
RULES_BY_ATTENDANCE = Field(
    "by_attendance",
    Tree("delegates", Whole()),
    "Delegates of a place without `delegates` of its own, by the least number of people: "
    "`{0: 4, 21: 5, 41: 6, 61: 7, 81: 8, 101: 9}` is the default.",
)
RULES_BALLOTS = Field(
    "ballots", Reference("a tally"), "Tally that counts ballots cast. Default: the attribute `ballots` of places."
)
RULES_REGISTERED = Field(
    "registered", Reference("a tally"), "Tally that counts voters. Default: the attribute `registered` of places."
)
RULES_VOTES_EACH = Field("votes_each", Whole(), "How many votes one ballot has. Default: 1.")
RULES_OF_CAUCUS = (RULES_FIRST, RULES_FINAL, RULES_AWARDS)
RULES_TALLIES = (*RULES_OF_CAUCUS, RULES_BALLOTS, RULES_REGISTERED)
RULES = Record(
    "the rules",
    (
        RULES_PACK,
        *RULES_TALLIES,
        RULES_VIABILITY,
        RULES_BY_ATTENDANCE,
        RULES_VOTES_EACH,
    ),
)

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
