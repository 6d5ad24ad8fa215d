"""What pages share: the site as it is being published, and each contest on it.

Owns what all views share: the results on which a contest stands, who asked for which unit, links and the frame.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from recanvass.checks.engine import Finding
from recanvass.checks.registry import words_of
from recanvass.checks.rule import Level
from recanvass.core import urls
from recanvass.core.ballot import Choice, Tally
from recanvass.core.dates import newest
from recanvass.core.ids import AreaId, ContestId, Moment, RequestId
from recanvass.core.model import Contest, Group, Note, Place, Release, Request, RequestItem, Site
from recanvass.pages.assets import PALETTE
from recanvass.pages.models.parts import Link, Stamp
from recanvass.results.answers import in_force
from recanvass.results.compare_sources import Dispute, Reconciliation, disputes, others, reconciliations
from recanvass.results.developments import Development, development
from recanvass.results.figures import deciding, figures
from recanvass.results.histories import Results, changed_units
from recanvass.results.races import Race, race
from recanvass.results.rechecks import Recheck, rechecks
from recanvass.results.request_stakes import Stakes, stakes
from recanvass.results.request_units import lines_of_request, units_of_item
from recanvass.results.snapshot import Limit
from recanvass.text import terms
from recanvass.text.catalogue import ENGLISH, Catalogue

T = TypeVar("T")


class RequestLine(Struct, frozen=True):
    """One line of a request that covers a unit, by itself or through a group."""

    request: Request
    item: RequestItem


class ContestContext(Struct, frozen=True, dict=True):
    """A contest as of one of its releases: `shown` is an index into them; `findings` by the area they are of."""

    shared: "SharedContext"
    contest: Contest
    results: Results
    shown: int
    findings: Mapping[AreaId, tuple[Finding, ...]] = field(default_factory=dict)

    @property
    def site(self) -> Site:
        """The site that the contest is on."""
        return self.shared.site

    @property
    def catalogue(self) -> Catalogue:
        """The texts of the site's language."""
        return self.shared.catalogue

    @property
    def release(self) -> Release:
        """The release the site stands on: the newest that is no audit."""
        return self.contest.releases[in_force(self.contest, self.shown)]

    @cached_property
    def deciding(self) -> Tally:
        """The tally that decides the contest; in a ranked count, the last round that was published."""
        return deciding(self.results, self.shown)

    @cached_property
    def race(self) -> Race | None:
        """The two whose difference matters, and how far apart they were at each release."""
        return race(self.site, self.results, self.shown)

    @cached_property
    def rechecks(self) -> tuple[Recheck, ...]:
        """The recanvasses and recounts that were asked for."""
        return rechecks(self.results, self.shared.zone, self.shown)

    @cached_property
    def development(self) -> Development | None:
        """What is worth saying after the answer of the whole contest."""
        return development(self.site, self.results, self.contest.root, self.shown)

    @cached_property
    def request_lines(self) -> Mapping[AreaId, tuple[RequestLine, ...]]:
        """Every line that covers a unit, by unit, in the order of the requests."""
        covering: dict[AreaId, list[RequestLine]] = defaultdict(list)
        for request in self.contest.requests:
            for item in request.items:
                for unit in units_of_item(self.results, item):
                    covering[unit].append(RequestLine(request, item))
        return {unit: tuple(lines) for unit, lines in covering.items()}

    @cached_property
    def asked(self) -> Mapping[AreaId, None]:
        """The units on any line of any request, by themselves or through a group."""
        lines = (line for request in self.contest.requests for line in lines_of_request(request))
        return dict.fromkeys(unit for line in lines for unit in units_of_item(self.results, line))

    @cached_property
    def stakes(self) -> Mapping[RequestId, Stakes]:
        """What was at stake in each request that can be put in figures."""
        by_request = (
            (one.id, stakes(self.results, one, self.shared.zone, self.shown)) for one in self.contest.requests
        )
        return {name: found for name, found in by_request if found is not None}

    @cached_property
    def reconciled(self) -> Mapping[int, tuple[Reconciliation, ...]]:
        """What the sources of each release with several say, up to the one shown, by the index of the release."""
        several = (index for index in range(self.shown + 1) if others(self.contest.releases[index]))
        return {index: reconciliations(self.results, index) for index in several}

    @cached_property
    def disputes(self) -> Mapping[AreaId, tuple[tuple[int, Dispute], ...]]:
        """By unit the tallies on which sources disagree, each with the index of its release."""
        found: dict[AreaId, list[tuple[int, Dispute]]] = defaultdict(list)
        for index, compared in self.reconciled.items():
            for dispute in disputes(self.results, compared):
                found[dispute.area].append((index, dispute))
        return {unit: tuple(listed) for unit, listed in found.items()}

    @cached_property
    def inside(self) -> Mapping[AreaId, tuple[AreaId, ...]]:
        """What each area consists of: the places right below a place, the places that name a group."""
        found: dict[AreaId, list[AreaId]] = defaultdict(list)
        for area in (*self.results.areas, *self.contest.units):
            place = self.site.places.get(area)
            if place is not None:
                for around in (place.parent, *place.groups):
                    if around is not None:
                        found[around].append(area)
        return {area: tuple(places) for area, places in found.items()}

    @cached_property
    def newest_change(self) -> int | None:
        """The newest release after the first that changed anything; None before there is one."""
        return next((index for index in range(self.shown, 0, -1) if self.results.changes[index]), None)

    @cached_property
    def finding_counts(self) -> tuple[tuple[int, int, int], ...]:
        """How many findings each release brought and ended, and how many stood then; acknowledged ones too."""
        found = [one for some in self.findings.values() for one in some]
        return tuple(
            (
                sum(one.since == index for one in found),
                sum(one.cured == index for one in found),
                sum(one.stands_at(index) for one in found),
            )
            for index in range(self.shown + 1)
        )

    @cached_property
    def rule_words(self) -> Mapping[str, str]:
        """What fills the texts of the contest's rules."""
        return words_of(self.site, self.contest, self.catalogue)

    @cached_property
    def standing(self) -> Mapping[AreaId, None]:
        """The places of which a finding stands that is no notice and that nobody has looked into."""
        found = ((area, one) for area, listed in self.findings.items() for one in listed)
        return dict.fromkeys(
            area
            for area, one in found
            if one.cured is None and one.acknowledged is None and one.level is not Level.NOTICE
        )

    @cached_property
    def changed(self) -> Mapping[AreaId, None]:
        """The units that the newest release with any change changed; empty before there is one after the first."""
        index = self.newest_change
        return dict.fromkeys(changed_units(self.results.changes[index])) if index is not None else {}

    @cached_property
    def colours(self) -> tuple[int, ...]:
        """Each choice's number in the palette, 0 for options and for candidates beyond it.

        The candidates with the most in the tally that decides have one, in the order of the ballot, so that who
        overtakes whom changes no color. Colors declared in content come after the palette.
        """
        declared = declared_colours(self.site)
        counts = figures(self.results, self.contest.root, self.deciding, self.shown).counts
        choices = self.contest.choices
        running = [at for at, choice in enumerate(choices) if choice.is_candidate and choice.colour is None]
        most = sorted(sorted(running, key=lambda at: counts[at] or 0, reverse=True)[:PALETTE])
        numbers = {at: number for number, at in enumerate(most, 1)}
        return tuple(
            PALETTE + 1 + declared.index(choice.colour) if choice.colour is not None else numbers.get(at, 0)
            for at, choice in enumerate(choices)
        )

    def colour_of(self, choice: Choice | None) -> int:
        """Return a choice's number in the palette, 0 for no choice."""
        return self.colours[self.contest.choices.index(choice)] if choice is not None else 0


class SharedContext(Struct, frozen=True, dict=True):
    """A site on its way to readers: its content, its public address and the addresses of its assets.

    `figures` holds what texts ask for by name: by file, then by the words between the brackets. `inputs` is one
    hash of all that the site is made from. `found_in` are the contests that have findings. `catalogue` has the texts
    of the site's language.
    """

    site: Site
    base_url: str
    style: str
    script: str
    inputs: str = ""
    is_preview: bool = False
    found_in: tuple[ContestId, ...] = ()
    as_of: Limit | None = None
    figures: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    catalogue: Catalogue = ENGLISH
    _made: dict[Hashable, object] = field(default_factory=dict)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone in which the site's days begin and end."""
        return ZoneInfo(self.site.timezone)

    @cached_property
    def newest(self) -> Moment | None:
        """The newest moment of the content, by which an answer is overdue."""
        return newest(self.site)

    @cached_property
    def notes_of(self) -> Mapping[tuple[ContestId, AreaId | RequestId], tuple[Note, ...]]:
        """The notes that name an area or a request, newest first."""
        found: dict[tuple[ContestId, AreaId | RequestId], list[Note]] = defaultdict(list)
        for note in self.site.notes:
            abouts: tuple[AreaId | RequestId, ...] = (*note.areas, *note.requests)
            if note.contest is not None:
                for about in abouts:
                    found[note.contest, about].append(note)
        return {about: tuple(notes) for about, notes in found.items()}

    @property
    def folder(self) -> str:
        """The folder of the site in which pages of this language stand, with a slash; empty for the first language."""
        return self.site.languages.folder(self.site.languages.read)

    def above(self, root: str) -> str:
        """Return what leads to the root of the whole site, where `root` leads to that of this language."""
        return root.removesuffix(self.folder) if root.startswith("/") else root + urls.root_from(self.folder)

    @property
    def site_address(self) -> str:
        """The public address of the whole site; `base_url` is that of this language."""
        return self.base_url.removesuffix(self.folder)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what many pages share under a key: made for the first of them."""
        if key not in self._made:
            self._made[key] = make()
        return cast("T", self._made[key])

    def area(self, area: AreaId) -> Place | Group:
        """Return a place or a group by its id."""
        place = self.site.places.get(area)
        return place if place is not None else self.site.groups[area]


def declared_colours(site: Site) -> tuple[str, ...]:
    """Return the colours that content declares for choices, each once."""
    colours = (choice.colour for contest in site.contests for choice in contest.choices)
    return tuple(dict.fromkeys(colour for colour in colours if colour is not None))


def link(here: str, text: str, there: str) -> Link:
    """Return a link from the page at `here` to the one at `there`."""
    return Link(text, urls.root_from(here) + there)


def file_href(shared: SharedContext, here: str, path: str) -> str:
    """Return what leads from a page to a file that all languages of the site share."""
    return shared.above(urls.root_from(here)) + path


def file_link(shared: SharedContext, here: str, text: str, path: str) -> Link:
    """Return a link from a page to a file that all languages of the site share."""
    return Link(text, file_href(shared, here, path))


def choice_links(context: ContestContext, root: str) -> tuple[Link, ...]:
    """Return a link to each choice, in ballot order, for pages from which `root` leads to the root of the site."""
    contest = context.contest
    return context.shared.once(
        ("choices", contest.id, root),
        lambda: tuple(Link(choice.name, root + urls.choice(contest, choice)) for choice in contest.choices),
    )


def area_link(shared: SharedContext, contest: Contest, here: str, area: AreaId) -> Link:
    """Return a link to the page of a place or a group."""
    found = shared.area(area)
    return link(here, found.name, urls.area(contest, found))


def release_stamp(shared: SharedContext, contest: Contest, release: Release, here: str) -> Stamp:
    """Return a release's badge: what it is, how final, when, from whom."""
    root = urls.root_from(here)
    return shared.once(
        ("stamp", contest.id, release.id, root),
        lambda: Stamp(
            release=Link(release.title, root + urls.release(contest, release)),
            status=release.status.value,
            status_text=shared.catalogue.text(terms.STATUSES[release.status]),
            time=shared.catalogue.moment(release.as_of, shared.site.timezone),
            machine_time=release.as_of.isoformat(),
            source=release.source.name,
            source_href=release.source.url,
        ),
    )
