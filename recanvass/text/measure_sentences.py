"""The sentences about a measure or a retention whose outcome was declared."""

from recanvass.core.kinds import DecidedBy
from recanvass.text.phrases import Phrases


class MeasureSentences(Phrases):
    """An answer that may be about a measure or a retention."""

    def passed(self) -> str:
        """Say whether a measure passed, or a person stays, with the share of yes and what was needed."""
        outcome = self.answer.outcome
        has_passed = outcome is not None and bool(outcome.passed)
        if outcome is not None and outcome.by is DecidedBy.PROJECTION:
            return self._projected_to_pass(has_passed=has_passed)
        said = self._said(has_passed=has_passed)
        if outcome is not None and outcome.by is DecidedBy.COURT:
            return self.text("%(said)s, after a ruling by %(who)s", said=said, who=self.who())
        return said

    def _projected_to_pass(self, *, has_passed: bool) -> str:
        who, person = self.who(), self.contest.person
        if person is not None and has_passed:
            return self.text("%(who)s projects that %(person)s is retained", who=who, person=person)
        if person is not None:
            return self.text("%(who)s projects that %(person)s is not retained", who=who, person=person)
        if has_passed:
            return self.text("%(who)s projects that %(title)s passes", who=who, title=self.contest.title)
        return self.text("%(who)s projects that %(title)s fails", who=who, title=self.contest.title)

    def _said(self, *, has_passed: bool) -> str:
        shares = self.yes_and_no()
        if self.contest.person is not None:
            return self._retained(self.contest.person, shares, has_passed=has_passed)
        values: dict[str, object] = {"title": self.contest.title}
        if shares is None:
            return self.text("%(title)s passed", **values) if has_passed else self.text("%(title)s failed", **values)
        values |= {"yes": shares[0], "no": shares[1], "was_needed": self.was_needed()}
        is_majority = all(requirement.is_majority for requirement in self.contest.requirements)
        if has_passed and is_majority:
            return self.text("%(title)s passed, %(yes)s to %(no)s", **values)
        if has_passed:
            return self.text("%(title)s passed with %(yes)s; %(was_needed)s", **values)
        return self.text("%(title)s failed: %(yes)s voted yes; %(was_needed)s", **values)

    def _retained(self, person: str, shares: tuple[str, str] | None, *, has_passed: bool) -> str:
        if shares is None and has_passed:
            return self.text("%(person)s was retained", person=person)
        if shares is None:
            return self.text("%(person)s was not retained", person=person)
        if has_passed:
            return self.text("%(person)s was retained with %(yes)s", person=person, yes=shares[0])
        return self.text("%(person)s was not retained: %(yes)s voted yes", person=person, yes=shares[0])
