"""The tallies and choices of a contest by their names, as they are looked for in a table.

Owns the words that stand for the only tally. Must not read a table.
"""

from msgspec import Struct, field

from recanvass.authoring.importing.column_names import VOTES
from recanvass.authoring.importing.mapping import Meanings
from recanvass.authoring.importing.matching import Names, normal
from recanvass.authoring.importing.words import method
from recanvass.core.ballot import Choice, Tally
from recanvass.core.ids import ChoiceId, TallyId
from recanvass.core.model import Contest


class Ballot(Struct, frozen=True):
    """The tallies and choices of a contest, ready to be matched with names."""

    contest: Contest
    tallies: Names[TallyId] = field(default_factory=Names)
    choices: Names[ChoiceId] = field(default_factory=Names)
    synonyms: set[str] = field(default_factory=set)

    def counted(self, text: str) -> tuple[TallyId, ...]:
        """Return the tallies that a name stands for; ways to vote and parties if they are parts of a total."""
        found = self.tallies.find(text) or tuple(
            part.id for part in self.parts if part.party is not None and normal(part.party) == normal(text) != ""
        )
        way = method(text) if not found and self.parts else None
        if way is None:
            return found
        wholes = dict.fromkeys(part.part_of for part in self.parts if part.part_of is not None)
        return self.tallies.find(way) if way else (tuple(wholes) if len(wholes) == 1 else ())

    @property
    def parts(self) -> tuple[Tally, ...]:
        """The tallies that are parts of another one, such as absentee votes."""
        return tuple(tally for tally in self.contest.tallies if tally.part_of is not None)

    def tally(self, name: TallyId) -> Tally:
        """Return a tally by its id."""
        return next(tally for tally in self.contest.tallies if tally.id == name)

    def position(self, name: ChoiceId) -> int:
        """Return where a choice stands on the ballot."""
        return next(index for index, choice in enumerate(self.contest.choices) if choice.id == name)

    def is_own(self, text: str) -> bool:
        """Tell whether a text is the id or a name of a tally, and not just a word that stands for the only one."""
        return normal(text) not in self.synonyms and bool(self.tallies.find(text))

    @property
    def only_tally(self) -> Tally | None:
        """The tally that units state, where there is just one."""
        stated = [tally for tally in self.contest.tallies if not tally.only]
        return stated[0] if len(stated) == 1 else None


def ballot(contest: Contest, meanings: Meanings) -> Ballot:
    """Return the tallies and choices of a contest with all their names."""
    found = Ballot(contest)
    for tally in contest.tallies:
        found.tallies.add(tally.id, (tally.name, tally.short))
        found.tallies.tell(tally.id, meanings.tallies.get(tally.id, ()))
    for choice in contest.choices:
        found.choices.add(choice.id, _names_of(choice))
        found.choices.tell(choice.id, meanings.choices.get(choice.id, ()))
    only = found.only_tally
    if only is not None:
        for text in VOTES:
            if not found.tallies.find(text):
                found.tallies.compared[text] = (only.id,)
                found.synonyms.add(text)
    return found


def _names_of(choice: Choice) -> tuple[str, ...]:
    return (choice.name, choice.short, *choice.aliases)


def parted(text: str, known: Ballot) -> tuple[ChoiceId, TallyId] | None:
    """Return the choice and tally of a header such as "Buttigieg first alignment", where one way to read it fits."""
    words = normal(text).split()
    found = set()
    for cut in range(1, len(words)):
        parts = " ".join(words[:cut]), " ".join(words[cut:])
        for name, counted in (parts, parts[::-1]):
            choices, tallies = known.choices.find(name), known.counted(counted)
            if len(choices) == len(tallies) == 1:
                found.add((choices[0], tallies[0]))
    return found.pop() if len(found) == 1 else None
