"""The sentences about candidates whom an outcome names: elected or nominated, by count, lot, court or projection.

Owns the words alone. In a party's primary, nobody is elected: its winners are nominees.
"""

from recanvass.text.measure_sentences import MeasureSentences


class OutcomeSentences(MeasureSentences):
    """An answer that may be about winners."""

    def _nominated_by(self) -> str:
        """Return the party whose primary it is; nothing for any other contest."""
        party = self.contest.party
        if party is None:
            return ""
        return self.site.parties[party].name if party in self.site.parties else party

    def last_place(self) -> str:
        """Return what the last of several wins."""
        return self.text("the last nomination") if self._nominated_by() else self.text("the last seat")

    def _are_in(self) -> str:
        """Return that several are elected or nominated, or that one of several is."""
        names, many = self.names(self.answer.first), len(self.answer.first)
        if self._nominated_by():
            return self.catalogue.plural("%(names)s is nominated", "%(names)s are nominated", many, names=names)
        return self.catalogue.plural("%(names)s is elected", "%(names)s are elected", many, names=names)

    def uncontested(self) -> str:
        """Say who won without opposition."""
        names, many = self.names(self.answer.first), len(self.answer.first)
        if self._nominated_by():
            return self.catalogue.plural(
                "%(names)s was nominated without opposition",
                "%(names)s were nominated without opposition",
                many,
                names=names,
            )
        return self.catalogue.plural(
            "%(names)s was elected without opposition", "%(names)s were elected without opposition", many, names=names
        )

    def lot(self) -> str:
        """Say who won by lot, after a tie at how many votes."""
        answer, party = self.answer, self._nominated_by()
        tied = self.count(answer.drawn[0]) if answer.drawn else ""
        values = {"names": self.names(answer.first), "count": tied, "party": party}
        if len(answer.first) > 1 and tied:
            drawn = self.names(answer.drawn)
            return self.text(
                "%(elected)s, %(drawn)s by lot after a tie at %(count)s",
                elected=self._are_in(),
                drawn=drawn,
                count=tied,
            )
        if not tied:
            by_lot = self.text("%(names)s won the %(party)s nomination by lot", **values) if party else ""
            return by_lot or self.text("%(names)s won by lot", **values)
        if party:
            return self.text("%(names)s won the %(party)s nomination by lot after a tie at %(count)s", **values)
        return self.text("%(names)s won by lot after a tie at %(count)s", **values)

    def projected(self) -> str:
        """Say whom somebody projects to win, and who is ahead by how much if the projection goes with that."""
        answer = self.answer
        said = self._projection()
        if answer.margin is None or answer.margin <= 0 or not answer.first:
            return said
        last = self.names(answer.first[-1:])
        if answer.is_complete:
            return self.text("%(said)s; %(name)s finished %(margin)s ahead", said=said, name=last, margin=self.margin())
        return self.text("%(said)s; %(name)s leads by %(margin)s", said=said, name=last, margin=self.margin())

    def _projection(self) -> str:
        names, party, many = self.names(self.answer.first), self._nominated_by(), len(self.answer.first)
        if party:
            return self.catalogue.plural(
                "%(names)s is the projected %(party)s nominee, %(who)s says",
                "%(names)s are the projected %(party)s nominees, %(who)s says",
                many,
                names=names,
                party=party,
                who=self.who(),
            )
        return self.catalogue.plural(
            "%(names)s is the projected winner, %(who)s says",
            "%(names)s are the projected winners, %(who)s says",
            many,
            names=names,
            who=self.who(),
        )

    def ruled(self) -> str:
        """Say who won by a court's ruling."""
        answer = self.answer
        if len(answer.first) == 1 and answer.margin is not None and answer.margin > 0:
            return self.text("%(won)s, after a ruling by %(who)s", won=self._won_by_margin(), who=self.who())
        return self.text("%(declared)s by %(who)s", declared=self._declared(), who=self.who())

    def _declared(self) -> str:
        names, party, many = self.names(self.answer.first), self._nominated_by(), len(self.answer.first)
        if party:
            return self.catalogue.plural(
                "%(names)s was declared the %(party)s nominee",
                "%(names)s were declared the %(party)s nominees",
                many,
                names=names,
                party=party,
            )
        return self.catalogue.plural(
            "%(names)s was declared the winner", "%(names)s were declared the winners", many, names=names
        )

    def won(self) -> str:
        """Say who won by the count."""
        answer = self.answer
        is_ahead = answer.margin is not None and answer.margin > 0
        if len(answer.first) > 1:
            if not is_ahead or not answer.second:
                return self._are_in()
            return self.text(
                "%(elected)s; %(last)s finished %(margin)s ahead of %(next)s",
                elected=self._are_in(),
                last=self.names(answer.first[-1:]),
                margin=self.margin(),
                next=self.names(answer.second),
            )
        return self._won_by_margin() if is_ahead else self._declared()

    def _won_by_margin(self) -> str:
        answer, party = self.answer, self._nominated_by()
        values = {"names": self.names(answer.first), "margin": self.margin(), "party": party}
        if answer.tally.round is not None and answer.tally.round > 1:
            values["round"] = str(answer.tally.round)
            if party:
                return self.text("%(names)s won the %(party)s nomination by %(margin)s in round %(round)s", **values)
            return self.text("%(names)s won by %(margin)s in round %(round)s", **values)
        if party:
            return self.text("%(names)s won the %(party)s nomination by %(margin)s", **values)
        return self.text("%(names)s won by %(margin)s", **values)

    def advancing(self) -> str:
        """Say who goes on, and to what; who is in already comes first."""
        answer, following = self.answer, self.next_contest()
        day = self.catalogue.day(following.date, self.site.timezone) if following is not None else ""
        if self.contest.requirements:
            to = self.text("a runoff on %(day)s", day=day) if day else self.text("a runoff")
        else:
            to = self.text("the election on %(day)s", day=day) if day else self.text("the next round")
        said = self.catalogue.plural(
            "%(names)s advances to %(to)s",
            "%(names)s advance to %(to)s",
            len(answer.second),
            names=self.names(answer.second),
            to=to,
        )
        if not answer.first:
            return said
        return self.text("%(elected)s; %(advancing)s", elected=self._are_in(), advancing=said)
