"""The files of each contest of a proposal: all of them for a new contest, only what changed for one the site has.

Owns which files an import writes for a contest, and the check that they read back as the figures of the table.
"""

from collections.abc import Mapping

from msgspec import Struct

from recanvass.authoring.importing import texts
from recanvass.authoring.importing.changes import CSV_FILE, NewText, Wanted, stamped
from recanvass.authoring.importing.edits import Folder
from recanvass.authoring.importing.election import content_files, updates
from recanvass.authoring.importing.election.current import SiteBefore
from recanvass.authoring.importing.election.plan import NEEDED
from recanvass.authoring.importing.election.proposal import Proposal, ProposedContest
from recanvass.authoring.importing.turnout import TURNOUT_FILE, changed_turnout, turnout_text
from recanvass.cache.store import Memory
from recanvass.content import load
from recanvass.content.files import CONTENT, SourceFile
from recanvass.core.diagnostics import Report
from recanvass.core.ids import AreaId, ContestId, ReleaseId, TallyId
from recanvass.core.kinds import Status
from recanvass.results import tabulate
from recanvass.results.histories import Results


class NewFiles(Struct, frozen=True):
    """The files of one contest, and how many of its places have other figures than before."""

    files: Mapping[str, str]
    changed: int = 0
    is_changed: bool = True


class ContestWriter(Struct, frozen=True):
    """Makes the files of contests. `head` is what release.yml says, `before` the results of contests that are there.

    A release that is there already gets the time of its figures from `stamp`, where that is given.
    """

    proposal: Proposal
    head: Mapping[str, str]
    folder: Folder
    before: Mapping[ContestId, tuple[Results, int]]
    stamp: str | None = None

    def files_of(self, one: ProposedContest, renamed: updates.Renamed) -> NewFiles:
        """Return the files of a contest and its release; raises NotEditableError."""
        before = self.before.get(one.id)
        if one.existing is None or before is None:
            return self._new(one)
        return self._changed(one, renamed, *before)

    def _new(self, one: ProposedContest) -> NewFiles:
        path = head_path(one.id, self.head)
        beside = path.rpartition("/")[0]
        choices = [choice.id for choice in one.counted.choices]
        release = release_text(self.head)
        if one.counted.figures.totals:
            release += content_files.totals_lines(one.counted.figures.totals, choices)
        made = {
            path: release,
            f"{beside}/{CSV_FILE}": content_files.figures_text(one, one.by_place, choices),
        }
        if one.existing is None:
            made = {f"{CONTENT}/contests/{one.id}/contest.yml": content_files.contest_text(one, self.proposal), **made}
        if one.turnout:
            name = f"{beside}/{TURNOUT_FILE}"
            made[name] = turnout_text(name, one.turnout, self.folder)
        return NewFiles(made, len(one.by_place))

    def _changed(self, one: ProposedContest, renamed: updates.Renamed, results: Results, index: int) -> NewFiles:
        path = head_path(one.id, self.head)
        beside = path.rpartition("/")[0]
        contest = results.contest
        is_new = path not in self.folder.files
        changed = updates.changed_figures(results, index, renamed)
        turnout = changed_turnout(contest, index, one.turnout)
        if not changed and not turnout and not (is_new and self._is_new_status(one)):
            return NewFiles({}, is_changed=False)
        made = {path: release_text(self.head)} if is_new else {}
        if changed and is_new:
            order = [choice.id for choice in contest.choices]
            cells = updates.cells_of(one, changed, renamed)
            made[f"{beside}/{CSV_FILE}"] = content_files.figures_text(one, cells, order)
        elif changed:
            wanted = Wanted(contest, contest.releases[index], is_csv=True, parents=self.proposal.book.above)
            made |= updates.edited_release(wanted, changed, self.folder)
        if turnout:
            name = f"{beside}/{TURNOUT_FILE}"
            made[name] = turnout_text(name, turnout, self.folder)
        if self.stamp is not None and not is_new:
            edited = [NewText(name, text, 0) for name, text in made.items()]
            head = self.folder.files[path]
            made = {one.path: one.text for one in stamped(edited, head, self.folder.raw[path], self.stamp)}
        return NewFiles(made, len(changed))

    def _is_new_status(self, one: ProposedContest) -> bool:
        """Tell whether a release without any new figure says something all the same: a status that is new."""
        releases = one.existing.releases if one.existing is not None else ()
        return not releases or releases[-1].status is not Status(self.head["status"])


def results_before(
    site_before: SiteBefore, proposal: Proposal, head: Mapping[str, str], memory: Memory
) -> dict[ContestId, tuple[Results, int]]:
    """Return the results of contests that are there, with the release in its place before it states anything."""
    there = {one.id for one in proposal.contests if one.existing is not None}
    if not there:
        return {}
    files = dict(site_before.files)
    for name in there:
        path = head_path(name, head)
        if path not in files:
            files[path] = SourceFile(path, release_text(head))
    site = load.site(dict(sorted(files.items())), Report(), drafts=True, memory=memory)
    found = {}
    for contest in site.contests if site is not None else ():
        index = next((i for i, release in enumerate(contest.releases) if release.id == head["id"]), None)
        if site is not None and contest.id in there and index is not None:
            found[contest.id] = (tabulate.results(site, contest), index)
    return found


def head_path(name: ContestId, head: Mapping[str, str]) -> str:
    """Return the path of the release.yml of a contest."""
    return f"{CONTENT}/contests/{name}/releases/{head['id']}/release.yml"


def release_text(head: Mapping[str, str]) -> str:
    """Return the text of release.yml."""
    source = {"name": head["source"], **({"url": head["url"]} if "url" in head else {})}
    return texts.release({key: head[key] for key in NEEDED[:-1]}, source)


def check_readback(
    after: Mapping[ContestId, Results], renamed: Mapping[ContestId, updates.Renamed], head: Mapping[str, str]
) -> None:
    """Make sure that what would be written reads back as the figures of the files."""
    for name, stated in renamed.items():
        results = after[name]
        releases = [release.id for release in results.contest.releases]
        release = ReleaseId(head["id"])
        index = releases.index(release) if release in releases else len(releases) - 1
        for area, tally, counts in _figures(stated):
            one = updates.in_force(results, area, tally, index)
            if one != counts:
                message = f"{name}, {area}, {tally}: {counts} would read back as {one}"
                raise AssertionError(message)


def _figures(stated: updates.Renamed) -> list[tuple[AreaId, TallyId, tuple[object, ...]]]:
    return [(area, tally, counts) for area, tallies in stated.stated.items() for tally, counts in tallies.items()]
