"""The pack history: figures against those of earlier releases, and places without figures.

Owns what may not happen between two releases, and what a place that was listed has to state.
"""

from collections.abc import Iterator, Sequence

from recanvass.checks.packs.parts import NEWER_PART
from recanvass.checks.rule import Clash, ContestSheet, Level, Pack, Rule, UnitInContest, UnitSheet, look
from recanvass.core.ballot import Tally
from recanvass.core.ids import Number
from recanvass.core.kinds import WITHOUT_RESULTS, ReleaseKind, Reporting, Status
from recanvass.core.model import Release, Source
from recanvass.results.figures import figures, lead_of
from recanvass.results.histories import WholeCounts, entry, known, reporting_of
from recanvass.text import terms
from recanvass.text.catalogue import msgid
from recanvass.text.lazy import listed, moved_figure, named_figure, number, plural, text

PRACTICE = Source(msgid("Common practice of election offices"))
COUNTING = frozenset({ReleaseKind.PARTIAL, ReleaseKind.COMPLETE})
"""Releases of a count that goes on, in which figures grow; the others correct."""


def _is_recounting(release: Release) -> bool:
    """Tell whether a recount goes on, in which figures fall while ballots are set aside."""
    return release.kind is ReleaseKind.RECOUNT and release.status is Status.UNOFFICIAL_PARTIAL


def _earlier(sheet: UnitSheet, tally: Tally) -> Iterator[tuple[int, WholeCounts]]:
    """Yield the figures of a tally before the present ones, newest first, with their release."""
    before, known = sheet.earlier, sheet.counts.get(tally.id)
    while before is not None:
        counts = before.counts.get(tally.id)
        if counts is not None and counts is not known:
            yield before.release, counts
            known = counts
        before = before.earlier


def _lower(shown: UnitInContest) -> Iterator[Clash]:
    if _is_recounting(shown.about.release):
        return
    for tally in shown.about.whole_tallies:
        now = shown.sheet.counts.get(tally.id)
        if now is None or tally.id not in shown.sheet.was:
            continue
        before = [counts for _, counts in _earlier(shown.sheet, tally)]
        most = [max(column) for column in zip(*before, strict=True)]
        fallen = [index for index, count in enumerate(now) if count < most[index]]
        if fallen:
            choices = shown.about.contest.choices
            moves = [moved_figure(choices[index].short, most[index], now[index]) for index in fallen]
            said = text("%(tally)s: %(figures)s.", tally=tally.name, figures=listed(moves))
            level = None if shown.about.release.kind in COUNTING else Level.NOTICE
            yield Clash(shown.sheet.unit, said, (tally.id,), level=level)


LOWER = Rule(
    code="C301",
    title=msgid("A count that fell"),
    text=msgid(
        "While counting continues, numbers can only grow. A review, recanvass, recount or correction can lower them."
    ),
    source=PRACTICE,
    innocent=msgid("An earlier number was too high and was corrected."),
    level=Level.DOUBTFUL,
    find=_lower,
)


def _vanished(shown: UnitInContest) -> Iterator[Clash]:
    sheet = shown.sheet
    kept = [one for one in shown.about.unit_tallies if sheet.totals.get(one.id) or one.id in sheet.partial]
    if kept and sheet.reporting in WITHOUT_RESULTS:
        said = text(
            "Its status is “%(status)s,” but its figures count in every total (%(tallies)s).",
            status=text(terms.REPORTING[sheet.reporting]),
            tallies=listed([tally.name for tally in kept]),
        )
        yield Clash(sheet.unit, said, tuple(tally.id for tally in kept))
        return
    held = [tally for tally in shown.about.unit_tallies if any(any(counts) for _, counts in _earlier(sheet, tally))]
    gone = [tally for tally in held if tally not in kept]
    if held and len(gone) == len(held):
        said = text("Its earlier figures are gone (%(tallies)s).", tallies=listed([tally.name for tally in gone]))
        yield Clash(sheet.unit, said, tuple(tally.id for tally in gone))


VANISHED = Rule(
    code="C302",
    title=msgid("A place whose results were withdrawn"),
    text=msgid("Once results for a place are published, later releases should have results for it too."),
    source=PRACTICE,
    innocent=msgid("The results were withdrawn because they belonged to another place."),
    level=Level.DOUBTFUL,
    find=_vanished,
)


def _sums(whole: ContestSheet, tally: Tally) -> Sequence[tuple[int, Number]]:
    """Return what the units of the contest added up to, with the releases, oldest first.

    Sums that lack a figure, because the source withholds it for instance, are left out.
    """
    stood = (entry(whole.results, whole.contest.root, tally.id, index) for index in range(whole.index + 1))
    return [(one.release, sum(known(one.counts))) for one in stood if one is not None and not one.unknown]


def _published_sums(whole: ContestSheet, tally: Tally) -> Sequence[tuple[int, Number]]:
    """Return the totals published for the contest, of the same choices as the newest, with releases, oldest first."""
    stated = whole.results.published.get((whole.contest.root, tally.id), ())
    known = [one for one in stated if one.release <= whole.index]
    same = [one for one in known if one.published.figures.keys() == known[-1].published.figures.keys()]
    return [(one.release, sum(one.published.figures.values())) for one in same]


def _total_fell(whole: ContestSheet) -> Iterator[Clash]:
    root = whole.contest.root
    if _is_recounting(whole.release):
        return
    for tally in whole.about.whole_tallies:
        sums = _sums(whole, tally) or _published_sums(whole, tally)
        totals = [total for _, total in sums]
        if totals and totals[-1] < max(totals):
            title = whole.contest.releases[sums[totals.index(max(totals))][0]].title
            said = text(
                "%(tally)s: %(before)s in “%(release)s,” %(now)s now.",
                tally=tally.name,
                before=number(max(totals)),
                release=title,
                now=number(totals[-1]),
            )
            is_counting = whole.release.kind in COUNTING
            level = None if is_counting else Level.NOTICE
            yield Clash(root, said, (tally.id,), level=level, at=whole.release.span)


TOTAL_FELL = Rule(
    code="C303",
    title=msgid("A total that fell"),
    text=msgid("While counting continues, the sum of all places can only grow."),
    source=PRACTICE,
    innocent=msgid("A review, recanvass or recount lowered the numbers of some places."),
    level=Level.DOUBTFUL,
    find=_total_fell,
)


def _leader_changed(whole: ContestSheet) -> Iterator[Clash]:
    root, tally = whole.contest.root, whole.about.deciding
    led = [(index, leaders) for index in range(whole.index + 1) if (leaders := _leaders(whole, tally, index))]
    if led and led[0][1] != led[-1][1]:
        title = whole.contest.releases[led[0][0]].title
        leads = plural("%(names)s leads", "%(names)s lead", len(led[-1][1]), names=listed(led[-1][1]))
        led_then = plural(
            "%(names)s led in “%(release)s.”",
            "%(names)s led in “%(release)s.”",
            len(led[0][1]),
            names=listed(led[0][1]),
            release=title,
        )
        said = text("%(tally)s: %(leads)s; %(led)s", tally=tally.name, leads=leads, led=led_then)
        yield Clash(root, said, (tally.id,), at=whole.release.span)


def _leaders(whole: ContestSheet, tally: Tally, release: int) -> Sequence[str]:
    shown = figures(whole.results, whole.contest.root, tally, release)
    found = lead_of(whole.contest, shown)
    leaders = found.leaders if found is not None else ()
    return [whole.contest.choices[index].short for index in leaders]


LEADER_CHANGED = Rule(
    code="C304",
    title=msgid("A new leader"),
    text=msgid("A change of leader deserves a second look before it is published."),
    source=PRACTICE,
    innocent=msgid("Places counted later voted differently, or a correction was right."),
    level=Level.NOTICE,
    find=_leader_changed,
)


def _empty(shown: UnitInContest) -> Iterator[Clash]:
    sheet = shown.sheet
    if any(sheet.totals.values()) or any(map(any, sheet.partial.values())) or _is_turnout_alone(sheet):
        return
    if sheet.partial:
        return  # a figure that was withheld may be any
    if sheet.reporting is Reporting.NO_MEETING:
        said = text("Listed without figures, because it did not meet.")
        yield Clash(sheet.unit, said, level=Level.NOTICE)
    elif sheet.reporting not in {*WITHOUT_RESULTS, Reporting.PARTIAL}:
        stated = [tally for tally in shown.about.unit_tallies if tally.id in sheet.counts]
        said = text("Listed with zeros only.") if stated else text("Listed without figures.")
        yield Clash(sheet.unit, said, tuple(tally.id for tally in stated))


EMPTY = Rule(
    code="C305",
    title=msgid("Listed, but empty or all zeros"),
    text=msgid("A place listed in a release must have at least one number other than zero."),
    source=PRACTICE,
    innocent=msgid("No meeting was held, or nobody came."),
    level=Level.DOUBTFUL,
    find=_empty,
)


def _missing(whole: ContestSheet) -> Iterator[Clash]:
    if not whole.is_complete:
        return
    for unit in whole.contest.units:
        sheet = whole.sheets.get(unit)
        if _is_listed(sheet) or reporting_of(whole.results, unit, whole.index) is not Reporting.NOT_REPORTED:
            continue
        if sheet is not None:
            said = text("Only its turnout was published, although the results are marked complete.")
        else:
            said = text("No release up to this one lists it, although the results are marked complete.")
        yield Clash(unit, said, at=whole.release.span)


def _is_listed(sheet: UnitSheet | None) -> bool:
    """Tell whether anything was said of a unit but its turnout."""
    return sheet is not None and not _is_turnout_alone(sheet)


def _is_turnout_alone(sheet: UnitSheet) -> bool:
    return sheet.reporting is None and not sheet.since and sheet.turnout is not None


MISSING = Rule(
    code="C306",
    title=msgid("Missing from complete results"),
    text=msgid("Results called complete or certified must list every place in the contest."),
    source=PRACTICE,
    innocent=msgid("The place was merged into another, or held no meeting."),
    level=Level.FAULT,
    find=_missing,
)


def _half_empty(shown: UnitInContest) -> Iterator[Clash]:
    sheet, counted = shown.sheet, shown.about.counted_tallies
    filled = [tally for tally in counted if sheet.totals.get(tally.id)]
    stated = [tally for tally in counted if tally.id in sheet.counts]
    blank = [tally for tally in stated if tally not in filled]
    if filled and blank:
        said = text(
            "Only zeros in %(tallies)s, but %(others)s.",
            tallies=listed([tally.name for tally in blank]),
            others=listed([named_figure(one.name, number(sheet.totals[one.id], one.decimals)) for one in filled]),
        )
        level = None if _has_realignment(shown) else Level.DOUBTFUL
        yield Clash(sheet.unit, said, tuple(tally.id for tally in (*blank, *filled)), level=level)


def _has_realignment(shown: UnitInContest) -> bool:
    """Return False if a place elects too few delegates for groups, so that its final alignment may be all zeros."""
    rules = shown.about.contest.rules.caucus
    delegates = shown.sheet.place.worth.get(rules.delegates) if rules is not None else None
    return rules is None or delegates is None or rules.has_groups(int(delegates))


HALF_EMPTY = Rule(
    code="C307",
    title=msgid("Numbers in one count, zeros in another"),
    text=msgid(
        "A place with numbers in one count must have numbers in every other count reported for it. There cannot be "
        "people without delegates, or delegates without people."
    ),
    source=PRACTICE,
    innocent=msgid(
        "Half of the sheet was not copied. Or the place elects a single delegate, so it has no realignment."
    ),
    level=Level.FAULT,
    find=_half_empty,
)

PACK = Pack(
    name="history",
    title="Changes between releases, and places without numbers",
    view=look,
    units=(LOWER, VANISHED, EMPTY, HALF_EMPTY),
    contest=(TOTAL_FELL, LEADER_CHANGED, MISSING, NEWER_PART),
)
