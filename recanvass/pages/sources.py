"""Several sources of one release: what they agree on, and where they differ, unit by unit."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from recanvass.core import urls
from recanvass.core.ballot import Tally
from recanvass.core.ids import AreaId
from recanvass.core.model import Release, Source
from recanvass.pages.context import ContestContext, area_link, file_link, link
from recanvass.pages.models.parts import Link
from recanvass.pages.models.source_comparison import (
    SourceArea,
    SourceCell,
    SourceLine,
    SourceRow,
    SourceSection,
    SourceTable,
)
from recanvass.results.compare_sources import Comparison, Dispute, Reconciliation, Verdict, chosen, disputes, verdicts
from recanvass.results.histories import Counts
from recanvass.text import terms
from recanvass.text.catalogue import msgid, msgids

MAX_ROWS = 100
TITLE = msgid("Sources that differ")
AGREED = msgid("The sources agree")
INTRO = msgid(
    "More than one source reported this release. The tables use the source our editors chose. We compare the "
    "others with it but never add them in."
)
NOT_STATED = msgid("not reported")
NOTHING = msgid("nobody has any")

_VERDICTS = {
    Verdict.AGREES: msgids("%(count)s place agrees", "%(count)s places agree"),
    Verdict.DIFFERS: msgids("%(count)s place differs", "%(count)s places differ"),
    Verdict.ONLY_OTHER: msgids("%(count)s place only here", "%(count)s places only here"),
    Verdict.ONLY_CHOSEN: msgids("%(count)s place only with %(source)s", "%(count)s places only with %(source)s"),
}


def of_release(context: ContestContext, here: str, index: int) -> SourceTable | None:
    """Return the sources of a release and where they differ; None for a release with one source."""
    found = context.reconciled.get(index)
    if found is None:
        return None
    release, catalogue = context.contest.releases[index], context.catalogue
    apart = disputes(context.results, found)
    rows = tuple(_row(context, _place(context, here, one.area), release, one) for one in apart[:MAX_ROWS])
    many = len(apart) > MAX_ROWS
    caption = catalogue.plural(
        "%(count)s count where they disagree", "%(count)s counts where they disagree", len(apart)
    )
    left_out = catalogue.text(
        "Showing the first %(shown)s of %(count)s. The file has all of them.",
        shown=catalogue.number(MAX_ROWS),
        count=catalogue.number(len(apart)),
    )
    return SourceTable(
        title=catalogue.text(TITLE if apart else AGREED),
        intro=catalogue.text(INTRO),
        is_of_unit=False,
        lines=tuple(_lines(release, found, context)),
        sections=(SourceSection(caption, release.source.name, _others(found), rows),) if rows else (),
        areas=tuple(_areas(context, here, apart)) if many else (),
        left_out=left_out if many else "",
        download=file_link(
            context.shared,
            here,
            catalogue.text("Where the sources differ (CSV)"),
            urls.release_sources(context.contest, release),
        )
        if apart
        else None,
    )


def of_unit(context: ContestContext, here: str, unit: AreaId) -> SourceTable | None:
    """Return what sources say of one unit where they differ, release by release; None where they do not."""
    by_release: dict[int, list[Dispute]] = {}
    for index, dispute in context.disputes.get(unit, ()):
        by_release.setdefault(index, []).append(dispute)
    if not by_release:
        return None
    sections = []
    for index, apart in by_release.items():
        release = context.contest.releases[index]
        head = link(here, release.title, urls.release(context.contest, release))
        rows = tuple(_row(context, (head, ""), release, one) for one in apart)
        names = _others(context.reconciled[index])
        sections.append(SourceSection(_reason(context, release), release.source.name, names, rows))
    return SourceTable(
        title=context.catalogue.text(TITLE),
        intro=context.catalogue.text("The sources disagree about this place."),
        is_of_unit=True,
        lines=(),
        sections=tuple(sections),
        areas=(),
        left_out="",
        download=None,
    )


def _others(found: Iterable[Reconciliation]) -> tuple[str, ...]:
    return tuple(one.account.source.name for one in found)


def _reason(context: ContestContext, release: Release) -> str:
    taken = chosen(release)
    reason = taken.reason if taken is not None and taken.reason is not None else ""
    text = context.catalogue.text(
        "%(release)s: we use the numbers from %(source)s.", release=release.title, source=release.source.name
    )
    return f"{text} {reason}".strip()


def _lines(release: Release, found: Iterable[Reconciliation], context: ContestContext) -> Iterator[SourceLine]:
    taken = chosen(release)
    if taken is not None:
        yield SourceLine(_named(taken.source), is_chosen=True, text=taken.reason or "")
    for one in found:
        yield SourceLine(_named(one.account.source), is_chosen=False, text=_counts(context, release, one))


def _named(source: Source) -> Link:
    return Link(source.name, source.url or "")


def _counts(context: ContestContext, release: Release, found: Reconciliation) -> str:
    """Say how many units agree, differ or stand with one source only: 1,760 units agree, 5 differ."""
    catalogue, units = context.catalogue, Counter(verdicts(found).values())
    parts = [
        catalogue.plural(*texts, units[verdict], source=release.source.name)
        for verdict, texts in _VERDICTS.items()
        if units[verdict]
    ]
    stated = f"{', '.join(parts)}." if parts else catalogue.text("It reports no numbers.")
    tallies = [catalogue.within(tally.name) for tally in context.contest.tallies if tally.id in found.silent]
    silent = catalogue.text("It doesn’t report %(counts)s.", counts=catalogue.listed(tallies))
    return f"{stated} {silent}" if tallies else stated


def _place(context: ContestContext, here: str, unit: AreaId) -> tuple[Link, str]:
    parent = context.site.places[unit].parent
    within = context.site.places[parent].name if parent is not None else ""
    return area_link(context.shared, context.contest, here, unit), within


def _row(context: ContestContext, head: tuple[Link, str], release: Release, dispute: Dispute) -> SourceRow:
    tally = next(tally for tally in context.contest.tallies if tally.id == dispute.tally)
    known = [one for one in dispute.comparisons if one is not None]
    ours = next((one.chosen for one in known if one.chosen is not None), None)
    moved = [index for index in range(len(context.contest.choices)) if any(_differs(one, index) for one in known)]
    taken = SourceCell(release.source.name, _figures(context, tally, ours, moved), is_apart=False)
    names = [account.source.name for account in release.accounts if account.reason is None]
    pairs = zip(names, dispute.comparisons, strict=True)
    cells = tuple(_cell(context, tally, name, one) for name, one in pairs)
    return SourceRow(head[0], head[1], tally.name, taken, cells)


def _differs(one: Comparison, choice: int) -> bool:
    """Tell whether a choice is worth showing: its figures differ, or only one source has any for it."""
    counts = [counts[choice] for counts in (one.chosen, one.other) if counts is not None]
    return counts[0] != counts[-1] if len(counts) > 1 else bool(counts[0])


def _figures(context: ContestContext, tally: Tally, counts: Counts | None, choices: Sequence[int]) -> tuple[str, ...]:
    if counts is None:
        return (context.catalogue.text(NOT_STATED),)
    shown = (
        f"{context.contest.choices[i].short} {context.catalogue.number(counts[i], tally.decimals)}" for i in choices
    )
    return tuple(shown) or (context.catalogue.text(NOTHING),)


def _cell(context: ContestContext, tally: Tally, name: str, one: Comparison | None) -> SourceCell:
    if one is None or one.other is None:
        return SourceCell(name, (context.catalogue.text(NOT_STATED),), is_apart=one is not None)
    if one.verdict is Verdict.AGREES:
        return SourceCell(name, (context.catalogue.text("the same"),), is_apart=False)
    choices = [index for index in range(len(context.contest.choices)) if _differs(one, index)]
    figures = _figures(context, tally, one.other, choices)
    if one.chosen is not None:
        pairs = [(one.other[i], one.chosen[i]) for i in choices]
        figures = tuple(
            f"{figure} ({context.catalogue.change(other - chosen, tally.decimals)})"
            if other is not None and chosen is not None
            else figure
            for figure, (other, chosen) in zip(figures, pairs, strict=True)
        )
    return SourceCell(name, figures, is_apart=True)


def _areas(context: ContestContext, here: str, apart: Iterable[Dispute]) -> Iterator[SourceArea]:
    """Count the units in question in each place right below the contest's own."""
    units = {one.area for one in apart}
    for area in context.inside.get(context.contest.root, ()):
        count = sum(unit in units for unit in context.results.areas.get(area, (area,)))
        if count:
            found = area_link(context.shared, context.contest, here, area)
            yield SourceArea(found, terms.units(context.catalogue, count))
