"""Small contests of every kind, written as editors write them, and what the site says of them."""

from collections.abc import Mapping

from msgspec import Struct

from recanvass.core.diagnostics import Diagnostic
from recanvass.core.ids import AreaId, Number, TallyId
from recanvass.core.model import Contest, Site
from recanvass.results import answers, ranking, tabulate
from recanvass.results import figures as figures_of
from recanvass.results.answers import Answer
from recanvass.results.figures import Figures
from recanvass.results.histories import Results
from recanvass.results.turnout import turnout
from recanvass.text.catalogue import ENGLISH
from recanvass.text.sentences import sentence
from tests.sites import SETTINGS, read, tally_of

PLACES = """\
kinds:
  state: {name: State, plural: States}
  county: {name: County, plural: Counties}
  town: {name: Town, plural: Towns}
  precinct: {name: Precinct, plural: Precincts}
  district: {name: District, plural: Districts}
groups:
  coast: {name: Coast, kind: district}
places:
  lee: {name: Lee County, kind: county}
  harbor: {name: Harbor, kind: town, parent: lee}
  harbor-1: {name: Harbor 1, kind: precinct, parent: harbor, groups: [coast]}
  harbor-2: {name: Harbor 2, kind: precinct, parent: harbor, groups: [coast]}
  meadow: {name: Meadow, kind: town, parent: lee}
  meadow-1: {name: Meadow 1, kind: precinct, parent: meadow, groups: [coast]}
  meadow-2: {name: Meadow 2, kind: precinct, parent: meadow}
  alder: {name: Alder, kind: precinct}
  millbrook: {name: Millbrook, kind: town}
  north: {name: North, kind: precinct, parent: millbrook}
  south: {name: South, kind: precinct, parent: millbrook}
"""
"""Lee County has two towns of two precincts, Millbrook is a town of two, and Alder is a precinct by itself."""
PARTIES = """\
dem: {name: Democratic, short: D, aliases: [DEM, Democrat]}
rep: {name: Republican, short: R}
lib: {name: Libertarian, short: L}
"""
RACE = """\
title: Mayor
date: 2025-11-04
place: alder
choices:
  - {id: gray, name: Ann Gray}
  - {id: moss, name: Bob Moss}
  - {id: lund, name: Peter Lund}
"""
FOLDER = "content/contests"


class Published(Struct, frozen=True):
    """A release as a test writes it; `more` are further lines of release.yml, `rows` a results file beside it."""

    day: str
    status: str
    totals: str = ""
    kind: str = ""
    more: str = ""
    rows: str = ""

    def files(self, contest: str, number: int = 0) -> Mapping[str, str]:
        """Return its files."""
        kinds = {"certified": "certification", "unofficial-complete": "complete"}
        folder = f"{FOLDER}/{contest}/releases/{self.day}-r{number}"
        head = (
            f"title: Results\nkind: {self.kind or kinds.get(self.status, 'partial')}\nstatus: {self.status}\n"
            f"as_of: {self.day}\nsource: {{name: The clerk}}\n"
        )
        totals = f"totals: {self.totals}\n" if self.totals else ""
        files = {f"{folder}/release.yml": f"{head}{totals}{self.more}"}
        return {**files, **({f"{folder}/rows.yml": self.rows} if self.rows else {})}


def files_of(
    contest: str,
    *releases: Published,
    extra: Mapping[str, str] | None = None,
    places: str = PLACES,
    name: str = "mayor",
) -> dict[str, str]:
    """Return the files of a site with one contest."""
    files = {
        "site.yml": SETTINGS,
        "content/places/places.yml": places,
        "content/parties.yml": PARTIES,
        f"{FOLDER}/{name}/contest.yml": contest,
    }
    for number, release in enumerate(releases):
        files |= release.files(name, number)
    return {**files, **(extra or {})}


class Count(Struct, frozen=True):
    """A contest that was read and folded; a release is asked for by its index, the newest without one."""

    site: Site
    results: Results
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def contest(self) -> Contest:
        """The contest."""
        return self.results.contest

    def _at(self, release: int) -> int:
        return release % len(self.contest.releases)

    def answer(self, release: int = -1, area: str | None = None) -> Answer:
        """Return what can be said of an area, by default of the contest."""
        return answers.answer(self.site, self.results, AreaId(area or self.contest.root), self._at(release))

    def says(self, release: int = -1, area: str | None = None) -> str:
        """Return the sentence."""
        return sentence(ENGLISH, self.site, self.answer(release, area))

    def audit_says(self, release: int) -> str:
        """Return the sentence of an audit's own page."""
        return sentence(ENGLISH, self.site, answers.audit_answer(self.site, self.results, release))

    def figures(self, tally: str = "votes", area: str | None = None, release: int = -1) -> Figures:
        """Return the figures of record of an area."""
        found = tally_of(self.contest, tally)
        return figures_of.figures(self.results, AreaId(area or self.contest.root), found, self._at(release))

    def counts(self, tally: str = "votes", area: str | None = None, release: int = -1) -> dict[str, Number | None]:
        """Return the figures by choice."""
        counts = self.figures(tally, area, release).counts
        return {str(choice.id): count for choice, count in zip(self.contest.choices, counts, strict=True)}

    def shares(self, tally: str = "votes", *, decimals: int = 2, release: int = -1) -> dict[str, str]:
        """Return the shares at the contest's place in percent; a choice without one is left out."""
        shown = self.figures(tally, release=release)
        pairs = zip(self.contest.choices, shown.counts, strict=True)
        found = {
            str(choice.id): ranking.share(count, shown.total)
            for choice, count in pairs
            if count is not None and shown.total is not None and choice.in_total
        }
        return {
            name: str(ranking.round_half_up(share * 100, decimals))
            for name, share in found.items()
            if share is not None
        }

    def turnout(self, area: str | None = None, release: int = -1) -> dict[str, object]:
        """Return what is known of turnout."""
        found = turnout(self.site, self.results, AreaId(area or self.contest.root), self._at(release))
        stated = {key: getattr(found, key) for key in found.__struct_fields__}
        return {key: value for key, value in stated.items() if value not in (None, {})}

    def reporting(self, area: str | None = None, release: int = -1) -> tuple[int, int]:
        """Return how many units have reported, of those that are expected to."""
        found = self.answer(release, area)
        return found.reported, found.expected


def tally(name: str) -> TallyId:
    """Return the id of a tally."""
    return TallyId(name)


def count(files: Mapping[str, str], name: str = "mayor") -> Count:
    """Read and fold one contest of a site without errors."""
    site, faults = read(files)
    errors = [fault for fault in faults if fault.code.startswith("E")]
    assert not errors, errors
    assert site is not None
    contest = next(contest for contest in site.contests if contest.id == name)
    return Count(site, tabulate.results(site, contest), faults)


def counted(contest: str, *releases: Published, extra: Mapping[str, str] | None = None, places: str = PLACES) -> Count:
    """Read and fold one contest."""
    return count(files_of(contest, *releases, extra=extra, places=places))
