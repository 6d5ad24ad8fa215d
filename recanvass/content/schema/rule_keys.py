"""What a contest tells the checks of its results: `rules` in contest.yml, content/rules/ and acknowledged.yml.

Owns the names, types and descriptions of their keys.
"""

from recanvass.content.schema.records import Brief, ListOf, Record, Tree, optional, required
from recanvass.content.schema.scalars import Day, OneOf, Reference, Text, Whole
from recanvass.content.schema.source_keys import SOURCE
from recanvass.content.schema.translated import Translated
from recanvass.core.contest_rules import Allocation, PackName


class RulesFileRecord(Record, what="the rules file"):
    """A file in content/rules/, which contests name: the parameters of a pack."""

    pack = required(OneOf(PackName, "a pack of rules"), "The pack that takes these parameters.")
    title = required(Translated("a title"), "Whose rules they are, for example 2024 Lake County caucuses.")
    source = optional(SOURCE, "Where the rules are written. Default: the source of the newest release.")
    first = optional(Reference("a tally"), "Tally of the first alignment. Default: first.")
    final = optional(Reference("a tally"), "Tally of the final alignment. Default: final.")
    awards = optional(Reference("a tally"), "Tally of what is awarded. Default: the tally that decides.")
    delegates = optional(
        Text("a key"),
        "Key in `worth` that says how many delegates a place elects. What they are worth stands there under the tally "
        "that `awards` names. Default: delegates.",
    )
    people = optional(
        Reference("a tally", is_open=True),
        "Tally whose total says how many people attended, or `turnout` for the `voters` of each place. Default: first, "
        "the first alignment, because attendance was not published.",
    )
    viability = required(
        Tree("shares", Text("a share")),
        "Share of those attending that makes a group viable, from so many delegates on: `{2: 1/4, 3: 1/6, 4: 3/20}`. "
        "With fewer delegates there are no groups, and the most people win.",
    )
    by_attendance = optional(
        Tree("delegates", Whole()),
        "Delegates of places without a number of their own, from so many people on: `{0: 4, 21: 5, 41: 6}`. Default: "
        "those places are not checked.",
    )
    allocation = optional(
        OneOf(Allocation, "a way to allocate delegates"), "How delegates are allocated. Default: nearest."
    )
    draw = optional(Translated("a word"), "What settles equal decimals, for example coin toss. Default: lot.")


class RulesRecord(Record, what="the rules"):
    """The rules of a contest: a pack or a file, its own parameters, and tallies for all checks."""

    pack = optional(
        Reference("a set of rules"),
        "Rules of the contest's own: the name of a file in content/rules/, or `caucus` with its parameters beside it.",
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
    ballots = optional(
        Reference("a tally"), "Tally that counts ballots cast. Default: the attribute `ballots` of places."
    )
    registered = optional(
        Reference("a tally"), "Tally that counts voters. Default: the attribute `registered` of places."
    )
    votes_each = optional(Whole(), "How many votes one ballot has. Default: 1.", default=1)


RULES = Brief(RulesRecord, RulesRecord.pack.key)
PARAMETERS = tuple(RulesRecord.fields[key] for key in RulesFileRecord.fields if key != RulesRecord.pack.key)
"""The parameters of the pack `caucus`."""


class AcknowledgementRecord(Record, what="the acknowledgement"):
    """One finding that someone has looked into."""

    finding = required(Reference("a finding"), "Code of the finding.")
    place = required(Reference("a place or group"), "The place or group that it is of.")
    release = optional(
        Reference("a release"), "A release at which it stands. Default: every finding of that code and place."
    )
    reason = required(Translated("a reason"), "What was found out about it.")
    source = optional(SOURCE, "Who says so.")
    by = required(Text("a name"), "Who looked into it.")
    date = required(Day(), "When.")


ACKNOWLEDGED = ListOf(AcknowledgementRecord, "acknowledgements")
