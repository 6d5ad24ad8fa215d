"""Releases folded into histories: what each place states, what higher places add up, and how far they are in.

Owns exact sums, in int and Decimal only; rounds nothing. Must not format anything or know any page.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from recanvass.core.ballot import Tally
from recanvass.core.ids import AreaId, ChoiceId, Number, TallyId
from recanvass.core.kinds import ReleaseKind, Reporting, Status
from recanvass.core.model import Contest, Release, Row, Site, Stated
from recanvass.results.areas import areas_above, areas_by_unit, units_by_area
from recanvass.results.awards import awarded
from recanvass.results.histories import (
    Change,
    Counts,
    Entry,
    PartlyInside,
    PublishedEntry,
    ReportingCounts,
    ReportingEntry,
    Results,
)
from recanvass.results.moves import (
    Move,
    gap_moved,
    has_unknown,
    holds_more,
    is_same,
    kept,
    moved,
    sum_of_known,
    summed,
    unit_entry,
    with_unknown,
)
from recanvass.results.parts import sums_of, total_of_parts
from recanvass.results.reporting import is_all_in, is_settled, withholding
from recanvass.results.turnout import turnouts

_Histories = dict[AreaId, dict[TallyId, list[Entry]]]
_WAITING = frozenset({Reporting.NOT_REPORTED, Reporting.IN_TOTAL, Reporting.REPORTED, Reporting.DISPUTED})
"""What is said of units whose figures may be part of a total, as long as they state none."""


def results(site: Site, contest: Contest) -> Results:
    """Fold a contest's releases; audits change nothing."""
    fold = _Fold(site, contest)
    for index, release in enumerate(contest.releases):
        fold.changes.append(fold.add(index, release) if release.kind is not ReleaseKind.AUDIT else ())
    return Results(
        contest,
        fold.areas,
        fold.entries,
        fold.remainders,
        fold.reporting,
        fold.counted,
        fold.published,
        tuple(fold.changes),
        turnouts(site, contest),
        fold.partly,
        frozenset(withholding(contest)),
    )


class _Fold:
    """The histories as they grow, release by release, oldest first."""

    def __init__(self, site: Site, contest: Contest) -> None:
        self.site = site
        self.contest = contest
        self.by_id = {tally.id: tally for tally in contest.tallies}
        self.sums = sums_of(contest.tallies)
        self.above = areas_by_unit(site, contest)
        self.areas = units_by_area(self.above)
        self.groups = [area for area in self.areas if area in site.groups]
        self.entries: _Histories = defaultdict(lambda: defaultdict(list))
        self.remainders: _Histories = defaultdict(lambda: defaultdict(list))
        self.reporting: dict[AreaId, list[ReportingEntry]] = defaultdict(list)
        self.counted = {
            area: [ReportingCounts(-1, ((Reporting.NOT_REPORTED, len(units)),))] for area, units in self.areas.items()
        }
        self.published: dict[tuple[AreaId, TallyId], list[PublishedEntry]] = defaultdict(list)
        self.changes: list[tuple[Change, ...]] = []
        self.stated_awards: set[tuple[AreaId, TallyId]] = set()
        self.awards: dict[tuple[AreaId, TallyId], Entry] = {}
        self.partly: dict[tuple[AreaId, TallyId], list[PartlyInside]] = defaultdict(list)
        kinds = {site.places[unit].kind for unit in contest.units}
        self.above_units = {tally.id for tally in contest.tallies if tally.only and kinds.isdisjoint(tally.only)}

    def add(self, index: int, release: Release) -> tuple[Change, ...]:
        """Add a release and return what it changes in units."""
        changed = tuple(self._rows(index, release))
        told = {unit: self.reporting[unit] for unit in self.contest.units if unit in release.rows}
        self._add_up(index, ((change.area, change.tally, move) for change, move in changed))
        _fold_reporting(told, index, self.above, self.counted)
        self._totals(index, release)
        self._remainders(index)
        self._awards(index)
        return tuple(change for change, _ in changed)

    def _rows(self, index: int, release: Release) -> Iterator[tuple[Change, Move]]:
        """Yield what the rows of a release change, in the order of units and tallies."""
        for row in (release.rows[unit] for unit in self.contest.units if unit in release.rows):
            self._told(index, row)
            histories = self.entries[row.place]
            stated = self._with_sums(row, histories) if self.sums else row.tallies
            for tally in self.contest.tallies:
                one = stated.get(tally.id)
                if one is None:
                    continue
                if tally.award is not None:
                    self.stated_awards.add((row.place, tally.id))
                history = histories[tally.id]
                before = history[-1] if history else None
                counts = kept(one, before) if one.left_out else one.counts
                if before is None or before.counts != counts or before.exhausted != one.exhausted:
                    after = unit_entry(index, counts, one.exhausted)
                    history.append(after)
                    yield (
                        Change(row.place, tally.id, None if before is None else before.counts, counts),
                        moved(before, after),
                    )

    def _told(self, index: int, row: Row) -> None:
        state = row.reporting or (Reporting.REPORTED if row.tallies else None)
        history = self.reporting[row.place]
        if state is not None and (not history or history[-1].reporting is not state):
            history.append(ReportingEntry(index, state))

    def _with_sums(self, row: Row, histories: Mapping[TallyId, Sequence[Entry]]) -> Mapping[TallyId, Stated]:
        """Return what a row states, with each tally that it leaves out and that its parts make up.

        If one of the parts is not known, neither is the whole, as long as nobody stated it.
        """
        stated = dict(row.tallies)
        for whole, parts in self.sums:
            if whole in stated or not any(part in stated for part in parts):
                continue
            counts = [
                stated[part].counts if part in stated else histories[part][-1].counts
                for part in parts
                if part in stated or histories.get(part)
            ]
            if len(counts) == len(parts):
                added = tuple(sum_of_known(figures) for figures in zip(*counts, strict=True))
                stated[whole] = Stated(added, row.span)
            elif not histories.get(whole):
                stated[whole] = Stated((None,) * len(self.contest.choices), row.span)
        return stated

    def _add_up(self, index: int, moves: Iterable[tuple[AreaId, TallyId, Move]]) -> None:
        self._add_to(index, ((self._areas_above(place), tally, move) for place, tally, move in moves))

    def _add_to(self, index: int, moves: Iterable[tuple[Iterable[AreaId], TallyId, Move]]) -> None:
        by_area: dict[tuple[AreaId, TallyId], list[Move]] = defaultdict(list)
        for areas, tally, move in moves:
            for area in areas:
                by_area[area, tally].append(move)
        for (area, tally), all_moves in by_area.items():
            history = self.entries[area][tally]
            after = summed(index, history[-1] if history else None, all_moves)
            if history and history[-1].release == index:
                history[-1] = after
            else:
                history.append(after)

    def _areas_above(self, area: AreaId) -> tuple[AreaId, ...]:
        """Return the areas that all of an area lies in: the places above it, and the groups around its units."""
        if area not in self.above:
            units = set(self.areas[area])
            around = (other for other, inside in self.areas.items() if other != area and units.issubset(inside))
            if area in self.site.places:
                places = [other for other in areas_above(self.site, self.contest, area) if other in self.site.places]
                self.above[area] = (*places, *(other for other in around if other in self.site.groups))
            else:
                self.above[area] = tuple(other for other in around if other in self.site.places)
        return self.above[area]

    def _groups_across(self, area: AreaId) -> tuple[AreaId, ...]:
        """Return the groups that only some units of an area are in."""
        units, above = set(self.areas[area]), self._areas_above(area)
        groups = (other for other in self.groups if other not in above)
        return tuple(group for group in groups if not units.isdisjoint(self.areas[group]))

    def _totals(self, index: int, release: Release) -> None:
        """Note the totals of a release, and those of tallies whose parts are all published."""
        for total in release.totals:
            self.published[total.area, total.tally].append(PublishedEntry(index, total))
        if not self.sums:
            return
        for area in dict.fromkeys(total.area for total in release.totals):
            stated = {total.tally for total in release.totals if total.area == area}
            for whole, parts in self.sums:
                if whole in stated or not any(part in stated for part in parts):
                    continue
                totals = [self.published[area, part][-1].published for part in parts if self.published[area, part]]
                if len(totals) == len(parts):
                    stated.add(whole)
                    self.published[area, whole].append(PublishedEntry(index, total_of_parts(whole, totals)))

    def _remainders(self, index: int) -> None:
        """Bring up to date what the totals of places have more than the places below them, lowest places first."""
        if not self.published:
            return
        places = {area for area, _ in self.published if area in self.areas and area in self.site.places}
        depth = {area: len(self._areas_above(area)) for area in places}
        for area, tally in sorted((key for key in self.published if key[0] in depth), key=lambda key: -depth[key[0]]):
            history = self.remainders[area][tally]
            before = history[-1] if history else None
            after = self._remainder(index, area, tally)
            if after is None and before is not None:
                after = Entry(index, (0,) * len(before.counts), places=0)
            if after is None or (before is not None and is_same(before, after)):
                continue
            history.append(after)
            self._add_up(index, [(area, tally, moved(before, after))])
        self._gaps(index, sorted(places, key=lambda area: -depth[area]))

    def _remainder(self, index: int, area: AreaId, tally: TallyId) -> Entry | None:
        """Return what a total has more than the places below it, if it is the total that is passed upward."""
        stated = self.published[area, tally]
        if not stated:
            return None
        total = stated[-1]
        history = self.entries[area][tally]
        choices = [choice.id for choice in self.contest.choices]
        given = _figures_of(stated)
        if not history:
            counts: Counts = tuple(given.get(choice) for choice in choices)
            if tally not in self.above_units:
                self._without_detail(index, area, total)
            return unit_entry(index, counts, None)
        return self._not_in_sum(index, area, history[-1], tally)

    def _not_in_sum(self, index: int, area: AreaId, summed: Entry, tally: TallyId) -> Entry | None:
        """Return what a total has more than a sum that lacks units, or figures of some, if it is no smaller."""
        stated = self.published[area, tally]
        given, by_id = _figures_of(stated), self.by_id[tally]
        is_waiting = not is_settled(dict(self.counted[area][-1].counts), summed)
        unknown = summed.unknown if has_unknown(by_id, summed) else (0,) * len(summed.counts)
        pairs = {
            position: (given[choice.id], summed.counts[position] or 0)
            for position, choice in enumerate(self.contest.choices)
            if choice.id in given and (is_waiting or unknown[position])
        }
        if not pairs or any(total < count for total, count in pairs.values()):
            return None
        if is_waiting:
            self._without_detail(index, area, stated[-1])
        more = [pairs[at][0] - pairs[at][1] if at in pairs else 0 for at in range(len(unknown))]
        found = tuple(-gap if at in pairs else 0 for at, gap in enumerate(unknown))
        return Entry(index, tuple(more), found if any(found) else (), places=0)

    def _gaps(self, index: int, places: Sequence[AreaId]) -> None:
        """Note which groups hold some of the units that only a total of a place has figures of; lowest places first.

        How much of the total is theirs is not known.
        """
        partly: dict[tuple[AreaId, TallyId], dict[AreaId, tuple[int, ...]]] = defaultdict(dict)
        for tally in self.contest.tallies if self.groups else ():
            more = {area: self._more(area, tally.id) for area in places}
            if not any(more.values()):
                continue
            open_units = {unit for unit in self.contest.units if self._is_open(unit, tally.id)}
            for area, one in more.items():
                if one is None:
                    continue
                inside = open_units.intersection(self.areas[area])
                open_units -= inside
                gaps = tuple(int(bool(count) or gap > 0) for count, gap in with_unknown(one))
                for group in self._groups_across(area) if any(gaps) else ():
                    if not inside.isdisjoint(self.areas[group]):
                        partly[group, tally.id][area] = gaps
        for key in dict.fromkeys((*partly, *self.partly)):
            found, known = partly.get(key, {}), self.partly[key]
            before = known[-1].gaps if known else {}
            if before != found:
                known.append(PartlyInside(index, found))
                self._add_to(index, [((key[0],), key[1], gap_moved(before, found, len(self.contest.choices)))])

    def _more(self, area: AreaId, tally: TallyId) -> Entry | None:
        """Return what the total of a place has more than the places below it; None if it has no more."""
        history = self.remainders[area].get(tally) if tally not in self.above_units else None
        return history[-1] if history and holds_more(history[-1]) else None

    def _is_open(self, unit: AreaId, tally: TallyId) -> bool:
        """Tell whether figures of a unit are still to come, so that some of a total may be its own."""
        state = self.reporting[unit][-1].reporting if self.reporting.get(unit) else Reporting.NOT_REPORTED
        has_figures = bool(self.entries[unit].get(tally)) if unit in self.entries else False
        return state is Reporting.PARTIAL or (not has_figures and state in _WAITING)

    def _without_detail(self, index: int, area: AreaId, total: PublishedEntry) -> None:
        """Count units as in whose figures are in a complete total only."""
        release = self.contest.releases[total.release]
        row = release.higher.get(area)
        is_reported = row is not None and row.reporting is Reporting.REPORTED
        if not is_reported and release.status not in (Status.UNOFFICIAL_COMPLETE, Status.CERTIFIED):
            return
        told = {}
        for unit in self.areas[area]:
            history = self.reporting[unit]
            if not history or (history[-1].reporting is Reporting.NOT_REPORTED and history[-1].release < index):
                history.append(ReportingEntry(index, Reporting.IN_TOTAL))
                told[unit] = history
        _fold_reporting(told, index, self.above, self.counted)

    def _awards(self, index: int) -> None:
        """Award what places and groups have to award, where everything is in and nothing else is stated."""
        for tally in self.contest.tallies:
            if tally.award is None:
                continue
            for area in (*self.areas, *self.contest.units):
                key = area, tally.id
                if not self._worth(area, tally) or key in self.stated_awards:
                    continue
                before, counts = self.awards.get(key), self._awarded(area, tally)
                if counts is None and before is None:
                    continue
                after = Entry(index, counts if counts is not None else (None,) * len(self.contest.choices))
                after = replace(after, places=int(counts is not None))
                if before is None or before.counts != after.counts:
                    self.awards[key] = after
                    self._add_award(index, area, tally.id, moved(before, after))

    def _add_award(self, index: int, area: AreaId, tally: TallyId, move: Move) -> None:
        """Add what an area awards, or no longer awards, to the area and to those above it."""
        if area in self.areas:
            self._add_to(index, [((area,), tally, move)])
        else:
            self.entries[area][tally].append(self.awards[area, tally])
        self._add_up(index, [(area, tally, move)])

    def _worth(self, area: AreaId, tally: Tally) -> Number | None:
        owner = self.site.places.get(area) or self.site.groups.get(area)
        return owner.worth.get(tally.id) if owner is not None else None

    def _awarded(self, area: AreaId, tally: Tally) -> tuple[Number, ...] | None:
        award, worth = tally.award, self._worth(area, tally)
        if award is None or worth is None or self.published.get((area, tally.id)):
            return None
        histories = self.entries.get(area, {})
        summed = histories[award.of][-1] if histories.get(award.of) else None
        stated = self.published.get((area, award.of))
        of = self.by_id[award.of]
        in_area = dict(self.counted[area][-1].counts) if area in self.areas else {}
        if in_area and summed is not None and not is_all_in(in_area, summed, of):
            return None
        if area not in self.areas:
            told = self.reporting.get(area)
            if not told or told[-1].reporting is Reporting.PARTIAL:
                return None
        counts = summed.counts if summed is not None else None
        if stated and (summed is None or stated[-1].release >= summed.release):
            given = _figures_of(stated)
            counts = tuple(given.get(choice.id) for choice in self.contest.choices)
        if counts is None:
            return None
        return awarded(self.contest.choices, counts, worth, award, tolerance=of.tolerance)


def _figures_of(stated: Sequence[PublishedEntry]) -> dict[ChoiceId, Number]:
    """Return the newest total with the choices that it leaves out as they were in those before."""
    figures: dict[ChoiceId, Number] = {}
    for one in stated:
        figures |= one.published.figures
        for choice in one.published.withheld:
            figures.pop(choice, None)
    return figures


def _fold_reporting(
    told: Mapping[AreaId, Sequence[ReportingEntry]],
    index: int,
    above: Mapping[AreaId, tuple[AreaId, ...]],
    counted: Mapping[AreaId, list[ReportingCounts]],
) -> None:
    steps: Counter[tuple[tuple[AreaId, ...], Reporting, Reporting]] = Counter()
    for unit, history in told.items():
        if history and history[-1].release == index:
            before = history[-2].reporting if len(history) > 1 else Reporting.NOT_REPORTED
            steps[above[unit], before, history[-1].reporting] += 1
    moves: dict[AreaId, Counter[Reporting]] = defaultdict(Counter)
    for (areas, before, after), units in steps.items():
        for area in areas:
            moves[area][before] -= units
            moves[area][after] += units
    for area, steps_there in moves.items():
        states = Counter(dict(counted[area][-1].counts))
        states.update(steps_there)
        counts = tuple((state, count) for state, count in states.items() if count)
        if counted[area][-1].release == index:
            counted[area][-1] = ReportingCounts(index, counts)
        else:
            counted[area].append(ReportingCounts(index, counts))
