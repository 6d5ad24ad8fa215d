"""The sentence that comes second: how the count came to its answer, or what may still change it.

Owns the words alone: `results.developments` decides what is told.
"""

from msgspec import Struct

from recanvass.core.kinds import ReleaseKind, RequestKind
from recanvass.core.model import Contest, Site
from recanvass.results.developments import Development, Turn
from recanvass.results.outstanding import EnoughFor
from recanvass.results.races import Margin, Race
from recanvass.results.rechecks import Recheck
from recanvass.text.catalogue import Catalogue

_FIGURE = "\0"
_TWICE = 2


class Marked(Struct, frozen=True):
    """A sentence with the figure that it is about; all of it stands in `before` if there is none."""

    before: str
    figure: str = ""
    after: str = ""

    @property
    def whole(self) -> str:
        """The sentence as one text."""
        return f"{self.before}{self.figure}{self.after}"


NOTHING = Marked("")


def _marked(sentence: str, figure: str) -> Marked:
    before, _, after = sentence.partition(_FIGURE)
    return Marked(before, figure, after) if after else Marked(sentence)


def second_sentence(catalogue: Catalogue, site: Site, contest: Contest, told: Development) -> Marked:
    """Return the sentence of a development."""
    writer = _Writer(catalogue, site, contest, told)
    by_turn = {
        Turn.OUTSTANDING: writer.outstanding,
        Turn.LEAD_CHANGED: writer.lead_changed,
        Turn.CLOSEST: writer.closest,
        Turn.ASKED: writer.asked,
        Turn.CHANGED_AGAIN: writer.changed_again,
        Turn.OTHER_COUNT: writer.other_count,
    }
    return by_turn[told.turn]()


class _Writer:
    """The sentences of one development."""

    def __init__(self, catalogue: Catalogue, site: Site, contest: Contest, told: Development) -> None:
        self.catalogue = catalogue
        self.text = catalogue.text
        self.site = site
        self.contest = contest
        self.told = told

    def outstanding(self) -> Marked:
        """Return how many ballots are not yet counted, and what they are enough for."""
        found = self.told.outstanding
        if found is None:
            return NOTHING
        said = self.catalogue.plural(
            "%(count)s ballot is still uncounted", "%(count)s ballots are still uncounted", found.ballots
        )
        by_reach = {
            EnoughFor.TIE: self.text("%(said)s, enough to make it a tie.", said=said),
            EnoughFor.LEAD: self.text("%(said)s, enough to change who is ahead.", said=said),
            EnoughFor.RESULT: self.text("%(said)s, enough to change the result.", said=said),
        }
        return Marked(by_reach[found.reach])

    def lead_changed(self) -> Marked:
        """Return whose lead it was, and which release turned it around."""
        told = self.told
        if told.release is None or told.margins is None or told.choice is None:
            return NOTHING
        before, now = (self._size(margin) for margin in told.margins)
        kind = self.contest.releases[told.release].kind
        if kind is ReleaseKind.RECOUNT:
            said = self.text("A recount turned a deficit of %(before)s into a lead of %(now)s.", before=before, now=now)
        elif kind is ReleaseKind.RECANVASS:
            said = self.text(
                "A recanvass turned a deficit of %(before)s into a lead of %(now)s.", before=before, now=now
            )
        elif kind is ReleaseKind.COURT:
            said = self.text(
                "A court ruling turned a deficit of %(before)s into a lead of %(now)s.", before=before, now=now
            )
        else:
            day = self.catalogue.day_of_month(self.contest.releases[told.release].as_of, self.site.timezone)
            name = self.contest.choices[told.choice].short
            said = self.text("Until %(day)s, %(name)s was ahead by %(before)s.", day=day, name=name, before=before)
        return Marked(said)

    def closest(self) -> Marked:
        """Return how close it was after a recanvass or a recount."""
        told = self.told
        if told.release is None or told.margins is None:
            return NOTHING
        lowest = told.margins[1]
        if not lowest.value:
            after = {
                ReleaseKind.RECOUNT: self.text("After the recount it was a tie."),
                ReleaseKind.RECANVASS: self.text("After the recanvass it was a tie."),
            }
            plain = self.text("In an earlier release it was a tie.")
            return Marked(after.get(self.contest.releases[told.release].kind, plain))
        values = {"margin": _FIGURE}
        after = {
            ReleaseKind.RECOUNT: self.text("After the recount it was %(margin)s.", **values),
            ReleaseKind.RECANVASS: self.text("After the recanvass it was %(margin)s.", **values),
        }
        plain = self.text("In an earlier release it was %(margin)s.", **values)
        return _marked(after.get(self.contest.releases[told.release].kind, plain), self._size(lowest))

    def asked(self) -> Marked:
        """Return who has asked for what, and when an answer is due."""
        recheck = self.told.recheck
        if recheck is None:
            return NOTHING
        names = self.catalogue.listed(list(dict.fromkeys(one.requested_by for one in recheck.requests)))
        is_recount = recheck.kind is RequestKind.RECOUNT
        many = len({one.requested_by for one in recheck.requests})
        if is_recount:
            said = self.catalogue.plural(
                "%(names)s has asked for a recount", "%(names)s have asked for a recount", many, names=names
            )
        else:
            said = self.catalogue.plural(
                "%(names)s has asked for a recanvass", "%(names)s have asked for a recanvass", many, names=names
            )
        due = self._due(recheck)
        return Marked(self.text("%(said)s; an answer is due %(day)s.", said=said, day=due) if due else f"{said}.")

    def _due(self, recheck: Recheck) -> str:
        dates = [one.answer_due for one in recheck.requests if one.answer_due is not None and one.answered is None]
        return self.catalogue.day_of_month(dates[0], self.site.timezone) if dates else ""

    def changed_again(self) -> Marked:
        """Return how often the figures of a place changed."""
        times = self.told.times
        if times == _TWICE:
            return Marked(self.text("Its numbers changed twice."))
        return Marked(self.text("Its numbers changed %(count)s times.", count=self.catalogue.number(times)))

    def other_count(self) -> Marked:
        """Return who leads in the other count."""
        told = self.told
        if told.choice is None or told.tally is None:
            return NOTHING
        tally = self.contest.tallies[told.tally]
        name, count = self.contest.choices[told.choice].short, self.catalogue.within(tally.name)
        values = {"name": name, "unit": self.catalogue.unit(tally), "count": count}
        if told.share is None or not told.is_told_first:
            return Marked(self.text("%(name)s had the most %(unit)s in the %(count)s.", **values))
        part, total = (self.catalogue.number(one, tally.show) for one in told.share)
        return Marked(
            self.text(
                "%(name)s had the most %(unit)s in the %(count)s, %(part)s of %(total)s.",
                part=part,
                total=total,
                **values,
            )
        )

    def _size(self, margin: Margin) -> str:
        value = margin.value if margin.value >= 0 else -margin.value
        return self.catalogue.number(value, margin.decimals)


def lead_moved_sentence(catalogue: Catalogue, contest: Contest, found: Race, release: int) -> Marked:
    """Return how a release moved the lead; nothing where one of the two margins is not known."""
    if not 0 < release < len(found.margins):
        return NOTHING
    before, now = found.margins[release - 1], found.margins[release]
    if before is None or now is None:
        return NOTHING
    text = catalogue.text
    size = -before.value if before.value < 0 else before.value
    figure = catalogue.number(size, before.decimals)
    if before.value == now.value:
        return Marked(text("This release did not change the lead."))
    if not before.value:
        return Marked(text("Before, it was a tie."))
    if (before.value > 0) == (now.value > 0) or not now.value:
        return _marked(text("The lead had been %(margin)s.", margin=_FIGURE), figure)
    ahead = contest.choices[found.ahead if before.value > 0 else found.behind].short
    return _marked(text("%(name)s had been ahead by %(margin)s.", name=ahead, margin=_FIGURE), figure)
