"""The contests of a site in lists: by office, each in a line, and those that are closest."""

from collections import Counter
from collections.abc import Iterable, Sequence

from recanvass.core import urls
from recanvass.core.ids import OfficeId
from recanvass.core.kinds import Status
from recanvass.pages.context import ContestContext, SharedContext, link
from recanvass.pages.lead_lines import answer_colour, lead_line
from recanvass.pages.models.site_pages import OfficePage
from recanvass.pages.models.summaries import OfficeSection, RaceCard, RaceRow
from recanvass.pages.page_frame import frame
from recanvass.results.answers import Answer, Saying, answer
from recanvass.results.chambers import chambers
from recanvass.results.histories import outcome
from recanvass.results.ranking import share
from recanvass.text import terms
from recanvass.text.chambers import chamber_line

MOST_CARDS = 3
_SETTLED = frozenset({Saying.WON, Saying.LOT, Saying.RULED, Saying.UNCONTESTED, Saying.PASSED, Saying.ADVANCING})
_TWO = 2


def office_sections(shared: SharedContext, contexts: Sequence[ContestContext], here: str) -> tuple[OfficeSection, ...]:
    """Return the contests by office, in the order of offices and districts; contests of no office come last."""
    by_office: dict[OfficeId | None, list[ContestContext]] = {}
    for context in contexts:
        by_office.setdefault(context.contest.office, []).append(context)
    order = {office: at for at, office in enumerate(shared.site.offices)}
    known = sorted(by_office, key=lambda office: order.get(office, len(order)) if office is not None else len(order))
    return tuple(_section(shared, office, by_office[office], here) for office in known)


def _section(
    shared: SharedContext, office: OfficeId | None, contexts: Sequence[ContestContext], here: str
) -> OfficeSection:
    text = shared.catalogue.text
    name = shared.site.offices[office].name if office is not None else text("Other contests")
    if office is None and not shared.site.offices:
        name = text("Contests")
    return OfficeSection(
        id=f"office-{office}" if office is not None else "other-contests",
        title=link(here, name, urls.office(office)) if office is not None else link(here, name, ""),
        counts=_counts(shared, contexts) if len(contexts) > 1 else "",
        rows=tuple(race_row(context, here) for context in contexts),
    )


def _counts(shared: SharedContext, contexts: Iterable[ContestContext]) -> str:
    """Return how many of the contests were won by which party, and how many are not settled."""
    won: Counter[str] = Counter()
    still_open = 0
    for context in contexts:
        found = _answer(context)
        parties = _parties(shared, context, found)
        if found.saying not in _SETTLED or not parties:
            still_open += found.saying not in _SETTLED
            continue
        won.update(parties)
    text, number = shared.catalogue.text, shared.catalogue.number
    parts = [text("%(count)s %(party)s", count=number(count), party=party) for party, count in won.most_common()]
    if still_open:
        parts.append(text("%(count)s undecided", count=number(still_open)))
    return ", ".join(parts)


def _parties(shared: SharedContext, context: ContestContext, found: Answer) -> list[str]:
    """Return the parties of those who won, in short."""
    names = []
    for index in found.first:
        choice = context.contest.choices[index]
        names += [shared.site.parties[party].short for party in choice.parties[:1] if party in shared.site.parties]
    return names


def _answer(context: ContestContext) -> Answer:
    return answer(context.site, context.results, context.contest.root, context.shown)


def office_page(shared: SharedContext, contexts: Sequence[ContestContext], office: OfficeId) -> OfficePage:
    """Return the page of an office."""
    here, name = urls.office(office), shared.site.offices[office].name
    of_office = [context for context in contexts if context.contest.office == office]
    folded = ((context.results, context.shown) for context in contexts)
    standings = (found for found in chambers(shared.site, folded) if found.office.id == office)
    section = _section(shared, office, of_office, here)
    titles = (name, shared.catalogue.text("Every contest for %(office)s", office=name))
    return OfficePage(
        frame=frame(shared, here, titles),
        heading=name,
        chambers=tuple(chamber_line(shared.catalogue, shared.site, found) for found in standings),
        section=section,
    )


def race_row(context: ContestContext, here: str) -> RaceRow:
    """Return a contest in one line."""
    contest, catalogue, found = context.contest, context.catalogue, _answer(context)
    names = catalogue.listed([contest.choices[index].short for index in found.first])
    party = next((one.party for one in (contest.choices[at] for at in found.first[:1]) if one.party), "")
    line = lead_line(context, contest.root, context.shown)
    is_named = bool(found.first) and found.saying not in (Saying.TIED, Saying.EVEN)
    alone = catalogue.text("%(name)s, %(party)s", name=names, party=party) if party and len(found.first) == 1 else names
    return RaceRow(
        title=link(here, contest.title, urls.contest(contest)),
        leader=alone if is_named else (line.text if line is not None else catalogue.text("No results yet")),
        colour=context.colours[found.first[0]] if len(found.first) == 1 else 0,
        figures=_figures(context, found) if is_named else "",
        status=_status(context, found),
        is_settled=found.saying in _SETTLED,
    )


def _figures(context: ContestContext, found: Answer) -> str:
    """Return the two shares that matter, or the two figures where there are no shares."""
    pair = (*found.first[-1:], *found.second[:1])
    if context.contest.is_question:
        pair = (*found.first[:1], *(at for at in range(len(context.contest.choices)) if at != found.first[0]))[:_TWO]
    counts = [found.shown.counts[index] for index in pair]
    if not pair or any(count is None for count in counts):
        return ""
    catalogue = context.catalogue
    if found.share_of:
        return "–".join(catalogue.percent(count, found.share_of).removesuffix("%") for count in counts)
    return "–".join(catalogue.number(count, found.tally.show) for count in counts)


def _status(context: ContestContext, found: Answer) -> str:
    catalogue = context.catalogue
    if context.release.status is Status.UNOFFICIAL_PARTIAL and found.expected:
        reported, expected = catalogue.number(found.reported), catalogue.number(found.expected)
        return catalogue.text("%(reported)s of %(expected)s in", reported=reported, expected=expected)
    return catalogue.text(terms.STATUSES[context.release.status])


def race_cards(contexts: Iterable[ContestContext], here: str) -> tuple[RaceCard, ...]:
    """Return the closest contests that are not settled by an outcome, the closest first."""
    close = []
    for at, context in enumerate(contexts):
        found = _answer(context)
        if outcome(context.contest, context.shown) is not None or found.margin is None or not found.share_of:
            continue
        margin = share(found.margin if found.margin > 0 else -found.margin, found.share_of)
        if margin is not None:
            close.append((margin, at, context, found))
    close.sort(key=lambda one: one[:_TWO])
    return tuple(_card(context, found, here) for _, _, context, found in close[:MOST_CARDS])


def _card(context: ContestContext, found: Answer, here: str) -> RaceCard:
    line = lead_line(context, context.contest.root, context.shown)
    return RaceCard(
        title=link(here, context.contest.title, urls.contest(context.contest)),
        sentence=line.text if line is not None else "",
        status=_status(context, found),
        colour=answer_colour(context, found),
    )
