"""The sentence that says how a contest or a place stands, or how it ended.

Owns the words alone: `results.answers` decides what is true. Status and date stand beside a sentence, never in it.
"""

from collections.abc import Sequence
from fractions import Fraction

from recanvass.core.ids import Number
from recanvass.core.kinds import Base
from recanvass.core.model import Contest, Site
from recanvass.results.answers import Answer, Saying
from recanvass.results.ranking import round_half_up
from recanvass.results.ranking import share as share_of
from recanvass.text import terms
from recanvass.text.catalogue import Catalogue

_TWO = 2
_OF_FIGURES = frozenset(
    {Saying.TIED, Saying.EVEN, Saying.RANKED, Saying.QUESTION, Saying.THRESHOLD, Saying.NEXT_ROUND}
    | {Saying.SEATS, Saying.LEAD}
)
"""What rests on figures alone, so that it matters how many of them are in."""
_DECIMALS = 2
"""Decimals of shares that are held against a threshold."""


def sentence(catalogue: Catalogue, site: Site, answer: Answer) -> str:
    """Return the sentence of an answer, with what qualifies it."""
    return _Writer(catalogue, site, answer).sentence()


class _Writer:
    """One answer and the language that it is said in."""

    def __init__(self, catalogue: Catalogue, site: Site, answer: Answer) -> None:
        self.catalogue = catalogue
        self.text = catalogue.text
        self.site = site
        self.answer = answer
        self.contest = answer.contest

    def sentence(self) -> str:
        """Return the sentence, with what qualifies it."""
        by_saying = {
            Saying.NO_RESULTS: lambda: self.text("No results yet."),
            Saying.NO_VOTES: lambda: self.text("No votes reported yet."),
            Saying.VOID: lambda: self.text("The election was annulled by %(who)s.", who=self._who()),
            Saying.UNCONTESTED: self._uncontested,
            Saying.UNOPPOSED: self._unopposed,
            Saying.LOT: self._lot,
            Saying.PROJECTED: self._projected,
            Saying.RULED: self._ruled,
            Saying.WON: self._won,
            Saying.ADVANCING: self._advancing,
            Saying.PASSED: self._passed,
            Saying.TIED: self._tied,
            Saying.EVEN: self._even,
            Saying.RANKED: self._ranked,
            Saying.QUESTION: self._question,
            Saying.THRESHOLD: self._threshold,
            Saying.NEXT_ROUND: self._next_round,
            Saying.SEATS: self._seats,
            Saying.LEAD: self._lead,
            Saying.AUDITED: self._audited,
        }
        said = by_saying[self.answer.saying]()
        return " ".join(filter(None, (self._with_tail(said), self._remarks())))

    def _with_tail(self, said: str) -> str:
        """Return a sentence with its end: how much of the count is in."""
        answer = self.answer
        if answer.is_complete or answer.saying not in _OF_FIGURES:
            return said if said.endswith(".") else f"{said}."
        if answer.is_partial_recount:
            kind = self.catalogue.within(self.text(terms.RELEASE_KINDS[answer.release.kind]))
            return self.text("%(sentence)s in the %(recount)s so far.", sentence=said, recount=kind)
        if answer.expected <= 1:
            return f"{said}."
        return self.text(
            "%(sentence)s, with %(reported)s of %(expected)s %(places)s reporting.",
            sentence=said,
            reported=self.catalogue.number(answer.reported),
            expected=self.catalogue.number(answer.expected),
            places=self._places(),
        )

    def _places(self) -> str:
        """Return what the units are called, in the plural."""
        kinds = {self.site.places[unit].kind for unit in self.contest.units}
        if len(kinds) != 1:
            return self.text("places")
        return self.catalogue.within(self.site.kinds[kinds.pop()].plural)

    def _remarks(self) -> str:
        remarks = []
        if self.answer.withheld:
            remarks.append(
                self.catalogue.plural(
                    "Figures of %(count)s place are withheld.",
                    "Figures of %(count)s places are withheld.",
                    self.answer.withheld,
                )
            )
        if self.answer.option is not None:
            name = self.contest.choices[self.answer.option].name
            remarks.append(self.text("%(option)s has more than any candidate.", option=name))
        return " ".join(remarks)

    def _uncontested(self) -> str:
        names = self._names(self.answer.first)
        return self.catalogue.plural(
            "%(names)s was elected without opposition",
            "%(names)s were elected without opposition",
            len(self.answer.first),
            names=names,
        )

    def _unopposed(self) -> str:
        names = self._names(self.answer.first)
        return self.catalogue.plural(
            "%(names)s is unopposed", "%(names)s are unopposed", len(self.answer.first), names=names
        )

    def _lot(self) -> str:
        answer = self.answer
        tied = self._count(answer.drawn[0]) if answer.drawn else ""
        names, drawn = self._names(answer.first), self._names(answer.drawn)
        if not tied:
            return self.text("%(names)s won by lot", names=names)
        if len(answer.first) == 1:
            return self.text("%(names)s won by lot after a tie at %(count)s", names=names, count=tied)
        return self.text(
            "%(names)s are elected, %(drawn)s by lot after a tie at %(count)s", names=names, drawn=drawn, count=tied
        )

    def _projected(self) -> str:
        answer = self.answer
        names, who = self._names(answer.first), self._who()
        said = self.catalogue.plural(
            "%(names)s is the projected winner, %(who)s says",
            "%(names)s are the projected winners, %(who)s says",
            len(answer.first),
            names=names,
            who=who,
        )
        if answer.margin is None or answer.margin <= 0 or not answer.first:
            return said
        last = self._names(answer.first[-1:])
        if answer.is_complete:
            return self.text(
                "%(said)s; %(name)s finished %(margin)s ahead", said=said, name=last, margin=self._margin()
            )
        return self.text("%(said)s; %(name)s leads by %(margin)s", said=said, name=last, margin=self._margin())

    def _ruled(self) -> str:
        answer = self.answer
        names = self._names(answer.first)
        if len(answer.first) == 1 and answer.margin is not None and answer.margin > 0:
            return self.text(
                "%(names)s won by %(margin)s, after a ruling by %(who)s",
                names=names,
                margin=self._margin(),
                who=self._who(),
            )
        return self.catalogue.plural(
            "%(names)s was declared the winner by %(who)s",
            "%(names)s were declared the winners by %(who)s",
            len(answer.first),
            names=names,
            who=self._who(),
        )

    def _won(self) -> str:
        answer = self.answer
        names = self._names(answer.first)
        is_ahead = answer.margin is not None and answer.margin > 0
        if len(answer.first) > 1:
            if not is_ahead or not answer.second:
                return self.text("%(names)s are elected", names=names)
            return self.text(
                "%(names)s are elected; %(last)s finished %(margin)s ahead of %(next)s",
                names=names,
                last=self._names(answer.first[-1:]),
                margin=self._margin(),
                next=self._names(answer.second),
            )
        if not is_ahead:
            return self.text("%(names)s was declared the winner", names=names)
        values = {"names": names, "margin": self._margin()}
        if answer.tally.round is not None and answer.tally.round > 1:
            return self.text("%(names)s won by %(margin)s in round %(round)s", round=answer.tally.round, **values)
        party = self.site.parties.get(self.contest.party) if self.contest.party is not None else None
        if party is not None:
            return self.text("%(names)s won the %(party)s nomination by %(margin)s", party=party.name, **values)
        return self.text("%(names)s won by %(margin)s", **values)

    def _advancing(self) -> str:
        answer, following = self.answer, self._next()
        names = self._names(answer.second)
        day = self.catalogue.day(following.date, self.site.timezone) if following is not None else ""
        many = len(answer.second)
        if self.contest.requirements:
            to = self.text("a runoff on %(day)s", day=day) if day else self.text("a runoff")
        else:
            to = self.text("the election on %(day)s", day=day) if day else self.text("the next round")
        said = self.catalogue.plural(
            "%(names)s advances to %(to)s", "%(names)s advance to %(to)s", many, names=names, to=to
        )
        if not answer.first:
            return said
        elected = self.catalogue.plural(
            "%(names)s is elected", "%(names)s are elected", len(answer.first), names=self._names(answer.first)
        )
        return self.text("%(elected)s; %(advancing)s", elected=elected, advancing=said)

    def _passed(self) -> str:
        """Say whether a measure passed, or a person stays, with the share of yes and what was needed."""
        answer = self.answer
        shares = self._yes_and_no()
        has_passed = answer.outcome is not None and bool(answer.outcome.passed)
        if self.contest.person is not None:
            return self._retained(self.contest.person, shares, has_passed=has_passed)
        values: dict[str, object] = {"title": self.contest.title}
        if shares is None:
            return self.text("%(title)s passed", **values) if has_passed else self.text("%(title)s failed", **values)
        values |= {"yes": shares[0], "no": shares[1], "needed": self._needed(article=True)}
        is_majority = all(requirement.is_majority for requirement in self.contest.requirements)
        if has_passed and is_majority:
            return self.text("%(title)s passed, %(yes)s to %(no)s", **values)
        if has_passed:
            return self.text("%(title)s passed with %(yes)s; %(needed)s was needed", **values)
        return self.text("%(title)s failed: %(yes)s voted yes; %(needed)s was needed", **values)

    def _retained(self, person: str, shares: tuple[str, str] | None, *, has_passed: bool) -> str:
        if shares is None and has_passed:
            return self.text("%(person)s was retained", person=person)
        if shares is None:
            return self.text("%(person)s was not retained", person=person)
        if has_passed:
            return self.text("%(person)s was retained with %(yes)s", person=person, yes=shares[0])
        return self.text("%(person)s was not retained: %(yes)s voted yes", person=person, yes=shares[0])

    def _tied(self) -> str:
        answer = self.answer
        names, count = self._names(answer.first), self._count(answer.first[0])
        if answer.second:
            return self.catalogue.plural(
                "%(ahead)s is ahead; %(names)s are tied at %(tie)s for the last seat",
                "%(ahead)s are ahead; %(names)s are tied at %(tie)s for the last seat",
                len(answer.second),
                ahead=self._names(answer.second),
                names=names,
                tie=count,
            )
        is_stated = answer.outcome is not None
        if answer.is_complete and not is_stated:
            return self.text("%(names)s finished tied at %(count)s", names=names, count=count)
        return self.text("%(names)s are tied at %(count)s", names=names, count=count)

    def _even(self) -> str:
        answer = self.answer
        counts = [
            self.catalogue.number(answer.shown.counts[index], self._decimals(answer.first)) for index in answer.first
        ]
        return self.text(
            "%(names)s are even: %(counts)s, within rounding",
            names=self._names(answer.first),
            counts=self.text(" to ").join(counts),
        )

    def _ranked(self) -> str:
        answer = self.answer
        number = answer.tally.round or 1
        name, behind = self._names(answer.first), self._names(answer.second)
        if number == 1:
            share = self._share(answer.first[0])
            if not answer.is_complete:
                return self.text("%(name)s leads in first choices with %(share)s", name=name, share=share)
            said = self.text("%(name)s finished first in first choices with %(share)s", name=name, share=share)
            if answer.test is not None and answer.test.is_reached is False:
                return self.text("%(said)s, short of %(needed)s", said=said, needed=self._needed(article=True))
            return said
        if not answer.second or answer.margin is None:
            return self._alone(name)
        values = {"name": name, "margin": self._margin(), "behind": behind, "round": number}
        if answer.is_complete:
            return self.text("%(name)s finished %(margin)s ahead of %(behind)s in round %(round)s", **values)
        return self.text("%(name)s leads %(behind)s by %(margin)s after round %(round)s", **values)

    def _question(self) -> str:
        answer, test = self.answer, self.answer.test
        yes, no = answer.first[0], answer.second[0]
        yes_name, no_name = self.contest.choices[yes].short, self.contest.choices[no].short
        share = self._share(yes)
        if not answer.is_complete:
            if (answer.shown.counts[no] or 0) > (answer.shown.counts[yes] or 0):
                return self.text("%(name)s leads with %(share)s", name=no_name, share=self._share(no))
            return self.text(
                "%(name)s leads with %(share)s; %(needed)s is needed",
                name=yes_name,
                share=share,
                needed=self._needed(article=True),
            )
        if test is not None and test.is_reached is None:
            return self.text(
                "%(name)s finished with %(count)s; whether %(needed)s of %(base)s was reached is not known",
                name=yes_name,
                count=self._count(yes),
                needed=self._needed(),
                base=self._base(),
            )
        values = {"name": yes_name, "share": share, "needed": self._needed()}
        if test is None or test.is_reached:
            return self.text("%(name)s finished with %(share)s, above the %(needed)s needed", **values)
        return self.text("%(name)s finished with %(share)s, short of the %(needed)s needed", **values)

    def _threshold(self) -> str:
        answer, test = self.answer, self.answer.test
        name, share = self._names(answer.first), self._share(answer.first[0])
        needed = self._needed(article=True, with_share=not answer.is_complete)
        if not answer.is_complete:
            return self.text(
                "%(name)s leads with %(share)s; %(needed)s is needed", name=name, share=share, needed=needed
            )
        plain = self._needed()
        if test is not None and test.is_reached:
            return self.text(
                "%(name)s finished with %(share)s, above the %(needed)s needed", name=name, share=share, needed=plain
            )
        said = self.text(
            "%(name)s finished first with %(share)s, short of the %(needed)s needed",
            name=name,
            share=share,
            needed=plain,
        )
        if not answer.second:
            return said
        return self.text("%(said)s; %(next)s is second", said=said, next=self._names(answer.second))

    def _next_round(self) -> str:
        answer = self.answer
        names, last = self._names(answer.first), self._names(answer.first[-1:])
        behind = self._names(answer.second)
        if not answer.second:
            return self._names(answer.first)
        values = {"names": names, "last": last, "margin": self._margin(), "next": behind}
        if not answer.is_complete:
            return self.text(
                "%(names)s lead for the %(places)s places in the next round; %(last)s is %(margin)s ahead of %(next)s",
                places=len(answer.first),
                **values,
            )
        if len(answer.first) == _TWO:
            return self.text("%(names)s finished first and second; %(last)s is %(margin)s ahead of %(next)s", **values)
        return self.text("%(names)s finished ahead; %(last)s is %(margin)s ahead of %(next)s", **values)

    def _seats(self) -> str:
        answer = self.answer
        names = self._names(answer.first)
        if not answer.second:
            return self.text("%(names)s finished ahead", names=names)
        values = {
            "names": names,
            "last": self._names(answer.first[-1:]),
            "margin": self._margin(),
            "next": self._names(answer.second),
        }
        if answer.is_complete:
            return self.text(
                "%(names)s finished ahead; %(last)s is %(margin)s ahead of %(next)s for the last seat", **values
            )
        return self.text("%(names)s lead; %(last)s is %(margin)s ahead of %(next)s for the last seat", **values)

    def _lead(self) -> str:
        answer = self.answer
        if not answer.first:
            return self.text("No candidate has any %(unit)s", unit=self.catalogue.unit(answer.tally))
        name = self._names(answer.first)
        if not answer.second or answer.margin is None:
            return self._alone(name)
        values = {"name": name, "margin": self._margin(), "behind": self._names(answer.second)}
        if answer.is_complete:
            if answer.is_whole_contest:
                return self.text("%(name)s finished %(margin)s ahead of %(behind)s", **values)
            return self.text("%(name)s finished %(margin)s ahead of %(behind)s here", **values)
        if answer.is_whole_contest:
            return self.text("%(name)s leads %(behind)s by %(margin)s", **values)
        return self.text("%(name)s leads %(behind)s by %(margin)s here", **values)

    def _audited(self) -> str:
        answer = self.answer
        unchanged = self.text("It did not change the results in force.")
        if not answer.first or not answer.second or answer.margin is None:
            return unchanged
        said = self.text(
            "The audit counted %(name)s %(margin)s ahead of %(behind)s.",
            name=self._names(answer.first),
            margin=self._margin(),
            behind=self._names(answer.second),
        )
        return f"{said} {unchanged}"

    def _alone(self, name: str) -> str:
        count = self._count(self.answer.first[0])
        if self.answer.is_complete:
            return self.text("%(name)s finished with %(count)s", name=name, count=count)
        return self.text("%(name)s leads with %(count)s", name=name, count=count)

    def _next(self) -> Contest | None:
        return next((contest for contest in self.site.contests if contest.id == self.contest.next), None)

    def _names(self, indexes: Sequence[int]) -> str:
        return self.catalogue.listed([self.contest.choices[index].short for index in indexes])

    def _who(self) -> str:
        outcome = self.answer.outcome
        if outcome is None:
            return ""
        return outcome.declared_by or (outcome.source or self.answer.release.source).name

    def _decimals(self, indexes: Sequence[int]) -> int:
        return min([self.answer.tally.show, *(self.answer.shown.decimals[index] for index in indexes)])

    def _margin(self) -> str:
        answer = self.answer
        margin: Number = answer.margin or 0
        decimals = self._decimals((*answer.first[-1:], *answer.second[:1]))
        return f"{self.catalogue.number(margin, decimals)} {self.catalogue.unit(answer.tally, margin)}"

    def _count(self, index: int) -> str:
        count = self.answer.shown.counts[index]
        if count is None:
            return ""
        number = self.catalogue.number(count, self._decimals((index,)))
        return f"{number} {self.catalogue.unit(self.answer.tally, count)}"

    def _share(self, index: int) -> str:
        return self.catalogue.percent(self.answer.shown.counts[index], self.answer.shown.total, _DECIMALS)

    def _yes_and_no(self) -> tuple[str, str] | None:
        if not self.answer.shown.total:
            return None
        yes = next(index for index, choice in enumerate(self.contest.choices) if choice.id == "yes")
        no = next(index for index, choice in enumerate(self.contest.choices) if index != yes)
        return self._share(yes), self._share(no)

    def _needed(self, *, article: bool = False, with_share: bool = False) -> str:
        """Return what is needed: a majority, a share, or so many."""
        test = self.answer.test
        requirement = test.requirement if test is not None else next(iter(self.contest.requirements), None)
        if requirement is None:
            return ""
        if requirement.is_majority:
            if with_share:
                share = self.catalogue.hundredths(50)
                return self.text("a majority (more than %(share)s)", share=share)
            return self.text("a majority") if article else self.text("majority")
        if requirement.share is None:
            return self.catalogue.number(requirement.count)
        return self.catalogue.hundredths(_percent(requirement.share))

    def _base(self) -> str:
        test = self.answer.test
        bases = {
            Base.VOTES: self.text("votes"),
            Base.BALLOTS: self.text("ballots"),
            Base.REGISTERED: self.text("registered voters"),
        }
        return bases[test.requirement.base] if test is not None else ""


def _percent(share: Fraction) -> Number:
    """Return a share as a percentage: whole where it is, else with two decimals."""
    exact = share * 100
    if exact.denominator == 1:
        return int(exact)
    return round_half_up(share_of(exact.numerator, exact.denominator) or 0, _DECIMALS).normalize()
