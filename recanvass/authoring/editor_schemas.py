"""JSON Schema for every kind of content file of a site, with the ids that the site has.

Owns which schema describes which files. The keys and their types are those of `content.schema`, by which the
loader reads.
"""

from collections.abc import Collection, Iterable, Mapping

from recanvass.checks.registry import RULES
from recanvass.content.schema.ballot_keys import OFFICES, PARTIES
from recanvass.content.schema.correction_keys import CORRECTIONS
from recanvass.content.schema.figure_keys import (
    PERCENT_DECIMALS,
    ROWS,
    PercentsRecord,
    RowRecord,
    TotalsRecord,
    figures_by_choice,
)
from recanvass.content.schema.json_schema import JsonSchema, Vocabulary, whole
from recanvass.content.schema.keys import (
    ContestRecord,
    NoteRecord,
    PageRecord,
    PlacesFileRecord,
    ReleaseRecord,
    RequestRecord,
    SiteRecord,
)
from recanvass.content.schema.mapping_keys import MappingRecord
from recanvass.content.schema.plan_keys import PlanRecord
from recanvass.content.schema.records import Field, Record, Tree, Type, optional
from recanvass.content.schema.rule_keys import ACKNOWLEDGED, RulesFileRecord
from recanvass.core.ballot import Tally
from recanvass.core.contest_rules import PackName
from recanvass.core.ids import AreaId
from recanvass.core.messages import worded
from recanvass.core.model import Contest, Site
from recanvass.text import terms
from recanvass.text.catalogue import ENGLISH

FOLDER = ".recanvass/schema"
EVERYWHERE = ""
SITE_FILES: Mapping[str, tuple[Type[object], str]] = {
    "site": (SiteRecord, "site.yml"),
    "places": (PlacesFileRecord, "content/places/**/*.yml"),
    "parties": (PARTIES, "content/parties.yml"),
    "offices": (OFFICES, "content/offices.yml"),
    "rules": (RulesFileRecord, "content/rules/*.yml"),
    "plan": (PlanRecord, "*plan.yml"),
    "note": (NoteRecord, ""),
    "page": (PageRecord, ""),
}
"""Schemas by name, with the files they are for. The head of a Markdown file is not a file, and a plan has any name."""
CONTEST_FILES: Mapping[str, tuple[Type[object], str]] = {
    "contest": (ContestRecord, "contest.yml"),
    "release": (ReleaseRecord, "releases/*/release.yml"),
    "figures": (ROWS, "releases/*/!(release).yml"),
    "review": (RequestRecord, "reviews/*.yml"),
    "acknowledged": (ACKNOWLEDGED, "acknowledged.yml"),
    "corrections": (CORRECTIONS, "corrections.yml"),
    "mapping": (MappingRecord, ""),
}
"""Schemas of each contest, with the files in its folder. A mapping file is beside its table and names its schema."""


def schemas(folders: Collection[str], site: Site | None, *, is_whole: bool) -> dict[str, JsonSchema]:
    """Return the schemas by their path in the folder of schemas.

    `folders` are the ids of all contests. For a faulty contest, or without a site, no ids are known. If `is_whole` is
    False, the content has faults and ids may be missing from the lists.
    """
    ids = vocabularies(folders, site, is_whole=is_whole)
    contests = {str(contest.id): contest for contest in site.contests} if site is not None else {}
    made = {f"{name}.json": _schema(shape, ids[EVERYWHERE]) for name, (shape, _) in SITE_FILES.items()}
    for folder in folders:
        for name, shape in _shapes(contests.get(folder), site).items():
            made[f"{folder}/{name}.json"] = _schema(shape, ids[folder])
    return made


def paths(folders: Iterable[str]) -> list[str]:
    """Return the paths of all schemas in the folder of schemas."""
    of_contests = (f"{folder}/{name}.json" for folder in folders for name in CONTEST_FILES)
    return [*(f"{name}.json" for name in SITE_FILES), *of_contests]


def vocabularies(folders: Collection[str], site: Site | None, *, is_whole: bool) -> dict[str, Vocabulary]:
    """Return the ids that files of each contest may name, and under EVERYWHERE those of notes and the site."""
    if site is None:
        return {name: Vocabulary({}, is_whole) for name in (EVERYWHERE, *folders)}
    everywhere = _ids_everywhere(site)
    contests = {str(contest.id): _ids_of_contest(contest, site) for contest in site.contests}
    about = {what: _merge(ids.get(what, {}) for ids in contests.values()) for what in ("a release", "a review")}
    of_contests = {folder: Vocabulary(everywhere | contests.get(folder, {}), is_whole) for folder in folders}
    return {EVERYWHERE: Vocabulary(everywhere | about, is_whole), **of_contests}


def globs(folders: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the files that each schema is for: patterns relative to the site's folder, as editors' programs use."""
    of_site = {f"{name}.json": (pattern,) for name, (_, pattern) in SITE_FILES.items() if pattern}
    of_contests = {
        f"{folder}/{name}.json": (f"content/contests/{folder}/{pattern}",)
        for folder in folders
        for name, (_, pattern) in CONTEST_FILES.items()
        if pattern
    }
    return {**of_site, **of_contests}


def _schema(shape: Type[object], vocabulary: Vocabulary) -> JsonSchema:
    return whole(shape.json_schema(vocabulary))


def _ids_everywhere(site: Site) -> dict[str, Mapping[str, str]]:
    places = {str(place.id): place.name for place in site.places.values()}
    groups = {str(group.id): group.name for group in site.groups.values()}
    return {
        "a page": {page.slug: page.title for page in site.pages},
        "a kind": {kind.id: kind.name for kind in site.kinds.values()},
        "a place": places,
        "a group": groups,
        "a place or group": {**places, **groups},
        "a set of rules": {**site.rules, PackName.CAUCUS.value: worded("The pack, with its parameters beside it")},
        "a party": {party.id: party.name for party in site.parties.values()},
        "an office": {office.id: office.name for office in site.offices.values()},
        "a contest": {contest.id: contest.title for contest in site.contests},
        "a finding": {code: rule.title for code, rule in RULES.items()},
    }


def _ids_of_contest(contest: Contest, site: Site) -> dict[str, Mapping[str, str]]:
    return {
        "a tally": {tally.id: tally.name for tally in contest.tallies},
        "a choice": {choice.id: choice.name for choice in contest.choices},
        "a place with figures": {place: site.places[place].name for place in _places_with_figures(contest, site)},
        "a unit": {unit: site.places[unit].name for unit in contest.units},
        "a release": {release.id: release.title for release in contest.releases},
        "a review": {request.id: terms.request_title(ENGLISH, request) for request in contest.requests},
    }


def _merge(ids: Iterable[Mapping[str, str]]) -> Mapping[str, str]:
    return {name: label for each in ids for name, label in each.items()}


def _shapes(contest: Contest | None, site: Site | None) -> dict[str, Type[object]]:
    """Return the shapes of the files of a contest, in the exactness of its tallies if they are known."""
    shapes = {name: shape for name, (shape, _) in CONTEST_FILES.items()}
    if contest is None or site is None:
        return shapes
    return {
        **shapes,
        "release": _release(contest),
        "figures": Tree("places", _row(contest, site), "a place with figures"),
    }


def _places_with_figures(contest: Contest, site: Site) -> dict[AreaId, None]:
    """Return the units of a contest, then the places above them up to its own."""
    places: dict[AreaId, None] = dict.fromkeys(contest.units)
    for unit in contest.units:
        place = site.places[unit]
        while place.id != contest.root and place.parent is not None and place.parent not in places:
            place = site.places[place.parent]
            places[place.id] = None
    return places


def _row(contest: Contest, site: Site) -> type[Record]:
    """Return the figures of a place: the tallies that its kind can have."""
    kinds = {site.places[place].kind for place in _places_with_figures(contest, site)}
    tallies = {
        str(tally.id): optional(
            _figures(tally, tally.decimals), worded("%(tally)s, in %(unit)s.", tally=tally.name, unit=tally.unit)
        )
        for tally in contest.tallies
        if not tally.only or kinds & set(tally.only)
    }
    return _variant(RowRecord, {**tallies, **RowRecord.fields})


def _figures(tally: Tally, decimals: int) -> Tree:
    return figures_by_choice(decimals, is_later_round=(tally.round or 1) > 1)


def _release(contest: Contest) -> type[Record]:
    """Return release.yml with as many decimals in totals as each tally has."""

    def by_place(decimals: int | None) -> Tree:
        tallies = {
            str(tally.id): optional(
                _figures(tally, tally.decimals if decimals is None else decimals),
                worded("%(tally)s, as published.", tally=tally.name),
            )
            for tally in contest.tallies
        }
        beside = TotalsRecord if decimals is None else PercentsRecord
        return Tree("places", _variant(beside, {**tallies, **beside.fields}), "a place or group")

    totals, percents = ReleaseRecord.totals, ReleaseRecord.printed_percents
    exact = {
        totals.key: optional(by_place(None), totals.doc),
        percents.key: optional(by_place(PERCENT_DECIMALS), percents.doc),
    }
    return _variant(ReleaseRecord, {**ReleaseRecord.fields, **exact})


def _variant(record: type[Record], fields: Mapping[str, Field[object]]) -> type[Record]:
    """Return a record with other fields. They are not attributes of it, since a tally may have any name."""

    class Variant(Record, what=record.what):
        pass

    Variant.fields = fields
    return Variant
