"""What a contest tells the checks of its results: `rules` in contest.yml, content/rules/ and acknowledged.yml.

Owns the names, types and descriptions of their keys.
"""

from recanvass.content.schema.days import Day
from recanvass.content.schema.records import Brief, ListOf, Record, Tree, optional, required
from recanvass.content.schema.scalars import OneOf, Reference, Text, Whole
from recanvass.content.schema.source_keys import SOURCE
from recanvass.content.schema.translated import Translated
from recanvass.core.contest_rules import Allocation, PackName


class RulesFileRecord(Record, what="the rules file"):
    """A file in content/rules/, which contests name: the parameters of a pack."""

    pack = required(OneOf(PackName, "a pack of rules"), "The pack of rules that uses these settings.")
    title = required(Translated("a title"), "Name of the rules, for example 2024 Lake County caucuses.")
    source = optional(SOURCE, "The source of the rules. Default: the source of the newest release.")
    first = optional(Reference("a tally"), "Tally of the first alignment. Default: first.")
    final = optional(Reference("a tally"), "Tally of the final alignment. Default: final.")
    awards = optional(Reference("a tally"), "Tally of what is awarded. Default: the tally that decides.")
    delegates = optional(
        Text("a key"),
        "Key in `worth` for the number of delegates a place elects. What they are worth goes there too, under the "
        "tally in `awards`. Default: delegates.",
    )
    people = optional(
        Reference("a tally", is_open=True),
        "Tally whose total is the attendance, or `turnout` for `voters` in each place's turnout. Default: first. The "
        "first alignment counts as attendance if attendance was not published.",
    )
    viability = required(
        Tree("shares", Text("a share")),
        "Share of attendance that a group needs, by the smallest number of delegates: `{2: 1/4, 3: 1/6, 4: 3/20}`. A "
        "place with fewer delegates has no groups. Its delegate goes to the candidate with the most votes.",
    )
    by_attendance = optional(
        Tree("delegates", Whole()),
        "Delegates of places without a number of their own, by the smallest attendance: `{0: 4, 21: 5, 41: 6}`. "
        "Default: the checks leave those places out.",
    )
    allocation = optional(
        OneOf(Allocation, "a way to allocate delegates"), "How delegates are allocated. Default: nearest."
    )
    draw = optional(Translated("a word"), "How officials settle equal decimals, for example coin toss. Default: lot.")


class RulesRecord(Record, what="the rules"):
    """The rules of a contest: a pack or a file, its own parameters, and tallies for all checks."""

    pack = optional(
        Reference("a set of rules"),
        "The name of a file in content/rules/, or `caucus` with its settings next to it.",
    )
    title = optional(RulesFileRecord.title.type, RulesFileRecord.title.doc)
    source = RulesFileRecord.source
    first = RulesFileRecord.first
    final = RulesFileRecord.final
    awards = RulesFileRecord.awards
    delegates = RulesFileRecord.delegates
    people = RulesFileRecord.people
    viability = optional(RulesFileRecord.viability.type, RulesFileRecord.viability.doc)
    by_attendance = RulesFileRecord.by_attendance
    allocation = RulesFileRecord.allocation
    draw = RulesFileRecord.draw
    ballots = optional(Reference("a tally"), "Tally of ballots cast. Default: `ballots` of each place.")
    registered = optional(Reference("a tally"), "Tally of registered voters. Default: `registered` of each place.")
    votes_each = optional(Whole(), "Number of votes on one ballot. Default: 1.", default=1)


RULES = Brief(RulesRecord, RulesRecord.pack.key)
PARAMETERS = tuple(RulesRecord.fields[key] for key in RulesFileRecord.fields if key != RulesRecord.pack.key)
"""The parameters of the pack `caucus`."""


class AcknowledgementRecord(Record, what="the acknowledgement"):
    """One finding that someone has looked into."""

    finding = required(Reference("a finding"), "The finding's code.")
    place = required(Reference("a place or group"), "The finding's place or group.")
    release = optional(Reference("a release"), "A release that has the finding. Default: every release.")
    reason = required(Translated("a reason"), "What you found out.")
    source = optional(SOURCE, "The source for the reason.")
    by = required(Text("a name"), "Who found out.")
    date = required(Day(), "When they found out.")


ACKNOWLEDGED = ListOf(AcknowledgementRecord, "acknowledgements")
