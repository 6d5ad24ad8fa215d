"""The sentence that says how a contest or a place stands, or how it ended.

Owns the words alone: `results.answers` decides what is true. Status and date stand beside a sentence, never in it.
"""

from recanvass.core.model import Site
from recanvass.results.answers import Answer, Saying
from recanvass.text import terms
from recanvass.text.catalogue import Catalogue
from recanvass.text.outcome_sentences import OutcomeSentences
from recanvass.text.phrases import partly_known

_TWO = 2
_OF_FIGURES = frozenset(
    {Saying.AT_LEAST, Saying.TIED, Saying.EVEN, Saying.RANKED, Saying.QUESTION, Saying.THRESHOLD, Saying.NEXT_ROUND}
    | {Saying.SEATS, Saying.LEAD, Saying.PROJECTED}
)
"""What rests on figures alone, so that it matters how many of them are in."""


def sentence(catalogue: Catalogue, site: Site, answer: Answer, *, is_headline: bool = False) -> str:
    """Return the sentence of an answer, with what qualifies it. A headline leaves out a unit with a long name."""
    return _Writer(catalogue, site, answer, is_headline=is_headline).sentence()


class _Writer(OutcomeSentences):
    """The sentences of one answer."""

    def sentence(self) -> str:
        """Return the sentence, with what qualifies it."""
        by_saying = {
            Saying.NO_RESULTS: lambda: self.text("No results yet."),
            Saying.NO_VOTES: lambda: self.text("No votes reported yet."),
            Saying.NOT_KNOWN: lambda: "",
            Saying.AT_LEAST: self.at_least,
            Saying.VOID: lambda: self.text("The election was annulled by %(who)s.", who=self.who()),
            Saying.UNCONTESTED: self.uncontested,
            Saying.UNOPPOSED: self._unopposed,
            Saying.LOT: self.lot,
            Saying.PROJECTED: self.projected,
            Saying.RULED: self.ruled,
            Saying.WON: self.won,
            Saying.ADVANCING: self.advancing,
            Saying.PASSED: self.passed,
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
        if not said:
            return ""
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
            places=self.places(),
        )

    def _remarks(self) -> str:
        remarks = []
        if self.answer.withheld:
            remarks.append(
                self.catalogue.plural(
                    "Results for %(count)s place are withheld.",
                    "Results for %(count)s places are withheld.",
                    self.answer.withheld,
                )
            )
        if self.answer.partly:
            names = [self.site.places[place].name for place in self.answer.partly]
            remarks.append(partly_known(self.catalogue, names))
        unknown = self.unknown()
        if unknown > 0:
            remarks.append(
                self.catalogue.plural(
                    "Results for %(count)s place are unknown.", "Results for %(count)s places are unknown.", unknown
                )
            )
        if self.answer.option is not None:
            name = self.contest.choices[self.answer.option].name
            remarks.append(self.text("%(option)s has more than any candidate.", option=name))
        return " ".join(remarks)

    def _unopposed(self) -> str:
        names = self.names(self.answer.first)
        return self.catalogue.plural(
            "%(names)s is unopposed", "%(names)s are unopposed", len(self.answer.first), names=names
        )

    def _tied(self) -> str:
        answer = self.answer
        names, count = self.names(answer.first), self.count(answer.first[0])
        is_stated = answer.outcome is not None
        is_apart = answer.shown.is_open or len({answer.shown.counts[index] for index in answer.first}) > 1
        if is_stated and (is_apart or not count):
            if self.contest.seats > 1:
                return self.text(
                    "A tie between %(names)s for %(place)s was declared", names=names, place=self.last_place()
                )
            return self.text("A tie between %(names)s was declared", names=names)
        if answer.second:
            values = {"ahead": self.names(answer.second), "names": names, "tie": count}
            if self.contest.seats > 1:
                return self.catalogue.plural(
                    "%(ahead)s is ahead; %(names)s are tied at %(tie)s for %(place)s",
                    "%(ahead)s are ahead; %(names)s are tied at %(tie)s for %(place)s",
                    len(answer.second),
                    place=self.last_place(),
                    **values,
                )
            return self.catalogue.plural(
                "%(ahead)s is ahead; %(names)s are tied at %(tie)s for the last place in the next round",
                "%(ahead)s are ahead; %(names)s are tied at %(tie)s for the last place in the next round",
                len(answer.second),
                **values,
            )
        if answer.is_complete and not is_stated:
            return self.text("%(names)s finished tied at %(count)s", names=names, count=count)
        return self.text("%(names)s are tied at %(count)s", names=names, count=count)

    def _even(self) -> str:
        answer = self.answer
        counts = [
            self.catalogue.number(answer.shown.counts[index], self.decimals(answer.first)) for index in answer.first
        ]
        return self.text(
            "%(names)s are even: %(counts)s, within rounding",
            names=self.names(answer.first),
            counts=self.text(" to ").join(counts),
        )

    def _ranked(self) -> str:
        answer = self.answer
        number, name = answer.tally.round or 1, self.names(answer.first)
        if number == 1:
            return self._first_choices(name)
        if not answer.second or answer.margin is None:
            values = {"name": name, "count": self.count(answer.first[0]), "round": number}
            if answer.is_complete:
                return self.text("%(name)s finished first with %(count)s in round %(round)s", **values)
            return self.text("%(name)s leads with %(count)s after round %(round)s", **values)
        values = {"name": name, "margin": self.margin(), "behind": self.names(answer.second), "round": number}
        if answer.is_complete:
            return self.text("%(name)s finished %(margin)s ahead of %(behind)s in round %(round)s", **values)
        return self.text("%(name)s leads %(behind)s by %(margin)s after round %(round)s", **values)

    def _first_choices(self, name: str) -> str:
        answer = self.answer
        share = self.share(answer.first[0])
        if not answer.is_complete:
            return self.text("%(name)s leads in first choices with %(share)s", name=name, share=share)
        said = self.text("%(name)s finished first in first choices with %(share)s", name=name, share=share)
        if answer.test is not None and answer.test.is_reached is False:
            return self.text("%(said)s, short of %(needed)s", said=said, needed=self.needed(article=True))
        return said

    def _question(self) -> str:
        answer, first = self.answer, self.answer.first[0]
        name, share = self.contest.choices[first].short, self.share(first)
        if not answer.is_whole_contest:
            if answer.is_complete:
                return self.text("%(name)s finished with %(share)s here", name=name, share=share)
            return self.text("%(name)s leads with %(share)s here", name=name, share=share)
        if not answer.is_complete:
            if self.contest.choices[first].id != "yes":
                return self.text("%(name)s leads with %(share)s", name=name, share=share)
            return self.text(
                "%(name)s leads with %(share)s; %(is_needed)s", name=name, share=share, is_needed=self.is_needed()
            )
        return self._finished(self.text("%(name)s finished with %(share)s", name=name, share=self.tested_share(first)))

    def _finished(self, said: str) -> str:
        """Return a sentence with whether what is needed was reached."""
        test, needed = self.answer.test, self.needed()
        if test is not None and test.is_reached is None:
            return self.text("%(said)s; %(whether)s", said=said, whether=self.whether_reached())
        if test is None or test.is_reached:
            return self.text("%(said)s, above the %(needed)s needed", said=said, needed=needed)
        if self.is_of_turnout():
            return self.text("%(said)s; turnout was short of the %(needed)s needed", said=said, needed=needed)
        return self.text("%(said)s, short of the %(needed)s needed", said=said, needed=needed)

    def _threshold(self) -> str:
        answer, test = self.answer, self.answer.test
        name, first = self.names(answer.first), answer.first[0]
        if not answer.is_complete:
            return self.text(
                "%(name)s leads with %(share)s; %(is_needed)s",
                name=name,
                share=self.share(first),
                is_needed=self.is_needed(with_share=True),
            )
        share = self.tested_share(first)
        if test is not None and test.is_reached:
            return self._finished(self.text("%(name)s finished with %(share)s", name=name, share=share))
        said = self._finished(self.text("%(name)s finished first with %(share)s", name=name, share=share))
        if not answer.second:
            return said
        return self.catalogue.plural(
            "%(said)s; %(next)s is second",
            "%(said)s; %(next)s are tied for second",
            len(answer.second),
            said=said,
            next=self.names(answer.second),
        )

    def _next_round(self) -> str:
        answer = self.answer
        values = {
            "names": self.names(answer.first),
            "last": self.names(answer.first[-1:]),
            "margin": self.margin(),
            "next": self.names(answer.second),
        }
        if not answer.is_complete:
            return self.catalogue.plural(
                "%(names)s leads for the place in the next round; %(last)s is %(margin)s ahead of %(next)s",
                "%(names)s lead for the %(count)s places in the next round; %(last)s is %(margin)s ahead of %(next)s",
                len(answer.first),
                **values,
            )
        if len(answer.first) == _TWO:
            return self.text("%(names)s finished first and second; %(last)s is %(margin)s ahead of %(next)s", **values)
        return self.text("%(names)s finished ahead; %(last)s is %(margin)s ahead of %(next)s", **values)

    def _seats(self) -> str:
        answer = self.answer
        names = self.names(answer.first)
        if not answer.second:
            return self.ahead(names)
        values = {
            "names": names,
            "last": self.names(answer.first[-1:]),
            "margin": self.margin(),
            "next": self.names(answer.second),
            "place": self.last_place(),
        }
        if answer.is_complete:
            return self.text(
                "%(names)s finished ahead; %(last)s is %(margin)s ahead of %(next)s for %(place)s", **values
            )
        return self.text("%(names)s lead; %(last)s is %(margin)s ahead of %(next)s for %(place)s", **values)

    def _lead(self) -> str:
        answer = self.answer
        if not answer.first:
            return self.text("No candidate has any %(unit)s", unit=self.catalogue.unit(answer.tally))
        name = self.names(answer.first)
        if not answer.second or answer.margin is None:
            return self.alone(name)
        values = {"name": name, "margin": self.margin(), "behind": self.names(answer.second)}
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
        if not answer.first or answer.margin is None:
            return unchanged
        if answer.margin <= answer.tally.tolerance:
            names, count = self.names(answer.first), self.count(answer.first[0])
            said = self.text("The audit counted %(names)s tied at %(count)s.", names=names, count=count)
            return f"{said} {unchanged}"
        said = self.text(
            "The audit counted %(name)s %(margin)s ahead of %(behind)s.",
            name=self.names(answer.first),
            margin=self.margin(),
            behind=self.names(answer.second),
        )
        return f"{said} {unchanged}"
