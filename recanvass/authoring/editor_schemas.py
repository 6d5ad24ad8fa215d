"""JSON Schema for every kind of content file of a site, with the ids that the site has.

Owns which schema describes which files. The keys and their types are those of `content.schema`, by which the
loader reads.
"""

from collections.abc import Collection, Iterable, Mapping

from recanvass.checks.registry import RULES
from recanvass.content.schema.json_schema import JsonSchema, Vocabulary, anchored
from recanvass.content.schema.keys import (
    PERCENT_DECIMALS,
    ROWS,
    ContestRecord,
    NoteRecord,
    PageRecord,
    PlacesFileRecord,
    ReleaseRecord,
    RequestRecord,
    RowRecord,
    SiteRecord,
    TotalsRecord,
    stated,
)
from recanvass.content.schema.mapping_keys import MappingRecord
from recanvass.content.schema.records import Field, Record, Tree, Type, optional
from recanvass.content.schema.rule_keys import ACKNOWLEDGED, RulesFileRecord
from recanvass.core.contest_rules import PackName
from recanvass.core.model import Contest, Site

FOLDER = ".recanvass/schema"
EVERYWHERE = ""
SITE_WIDE: Mapping[str, tuple[type[Record], tuple[str, ...]]] = {
    "site": (SiteRecord, ("site.yml",)),
    "places": (PlacesFileRecord, ("content/places/**/*.yml",)),
    "rules": (RulesFileRecord, ("content/rules/*.yml",)),
    "note": (NoteRecord, ()),
    "page": (PageRecord, ()),
}
"""Schemas by name, with the files they are for; heads of Markdown files are no files of their own."""


def schemas(folders: Collection[str], site: Site | None, *, is_whole: bool) -> dict[str, JsonSchema]:
    """Return the schemas by their path in the folder of schemas.

    `folders` are the ids of all contests; of a faulty one, or without a site, no ids are known. Where `is_whole` is
    False content has faults, and ids may be missing from the lists.
    """
    known = vocabularies(folders, site, is_whole=is_whole)
    contests = {str(contest.id): contest for contest in site.contests} if site is not None else {}
    found = {f"{name}.json": _schema(shape, known[EVERYWHERE]) for name, (shape, _) in SITE_WIDE.items()}
    for folder in folders:
        for name, shape in _shapes(contests.get(folder), site).items():
            found[f"{folder}/{name}.json"] = _schema(shape, known[folder])
    return found


def paths(folders: Iterable[str]) -> list[str]:
    """Return the paths of all schemas in the folder of schemas."""
    names = _shapes(None, None)
    return [f"{name}.json" for name in SITE_WIDE] + [f"{folder}/{name}.json" for folder in folders for name in names]


def vocabularies(folders: Collection[str], site: Site | None, *, is_whole: bool) -> dict[str, Vocabulary]:
    """Return the ids that files of each contest may name, and under EVERYWHERE those of notes and the site."""
    if site is None:
        return {name: Vocabulary({}, is_whole) for name in (EVERYWHERE, *folders)}
    everywhere = _everywhere(site)
    contests = {str(contest.id): _of_contest(contest, site) for contest in site.contests}
    about = {what: _joined(names.get(what, {}) for names in contests.values()) for what in ("a release", "a review")}
    found = {folder: Vocabulary(everywhere | contests.get(folder, {}), is_whole) for folder in folders}
    return {EVERYWHERE: Vocabulary(everywhere | about, is_whole), **found}


def globs(folders: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return for which files each schema is, as editors' programs are told: patterns relative to the site's folder."""
    found = {f"{name}.json": patterns for name, (_, patterns) in SITE_WIDE.items() if patterns}
    for folder in folders:
        base = f"content/contests/{folder}"
        found |= {
            f"{folder}/contest.json": (f"{base}/contest.yml",),
            f"{folder}/release.json": (f"{base}/releases/*/release.yml",),
            f"{folder}/figures.json": (f"{base}/releases/*/!(release).yml",),
            f"{folder}/review.json": (f"{base}/reviews/*.yml",),
            f"{folder}/acknowledged.json": (f"{base}/acknowledged.yml",),
        }
    return found


def _schema(shape: Type[object], vocabulary: Vocabulary) -> JsonSchema:
    return anchored(shape.json_schema(vocabulary))


def _everywhere(site: Site) -> dict[str, Mapping[str, str]]:
    places = {str(place.id): place.name for place in site.places.values()}
    groups = {str(group.id): group.name for group in site.groups.values()}
    return {
        "a page": {page.slug: page.title for page in site.pages},
        "a kind": {kind.id: kind.name for kind in site.kinds.values()},
        "a place": places,
        "a group": groups,
        "a place or group": {**places, **groups},
        "a set of rules": {**site.rules, PackName.CAUCUS.value: "The pack, with its parameters beside it"},
        "a contest": {contest.id: contest.title for contest in site.contests},
        "a finding": {code: rule.title for code, rule in RULES.items()},
    }


def _of_contest(contest: Contest, site: Site) -> dict[str, Mapping[str, str]]:
    return {
        "a tally": {tally.id: tally.name for tally in contest.tallies},
        "a choice": {choice.id: choice.name for choice in contest.choices},
        "a unit": {unit: site.places[unit].name for unit in contest.units},
        "a release": {release.id: release.title for release in contest.releases},
        "a review": {request.id: request.title for request in contest.requests},
    }


def _joined(names: Iterable[Mapping[str, str]]) -> Mapping[str, str]:
    return {name: label for each in names for name, label in each.items()}


def _shapes(contest: Contest | None, site: Site | None) -> dict[str, Type[object]]:
    """Return what the files of a contest hold; a mapping file lies beside its table and names its schema itself."""
    found: dict[str, Type[object]] = {
        "contest": ContestRecord,
        "release": ReleaseRecord,
        "figures": ROWS,
        "review": RequestRecord,
        "acknowledged": ACKNOWLEDGED,
        "mapping": MappingRecord,
    }
    if contest is None or site is None:
        return found
    return {**found, "release": _release(contest), "figures": Tree("places", _row(contest, site), "a unit")}


def _row(contest: Contest, site: Site) -> type[Record]:
    """Return what is typed behind a unit: the tallies that its kind can have."""
    kinds = {site.places[unit].kind for unit in contest.units}
    tallies = {
        str(tally.id): optional(stated(tally.decimals), f"{tally.name}, in {tally.unit}.")
        for tally in contest.tallies
        if not tally.only or kinds & set(tally.only)
    }
    return _variant(RowRecord, {**tallies, **RowRecord.fields})


def _release(contest: Contest) -> type[Record]:
    """Return release.yml with totals in the exactness of each tally."""

    def published(decimals: int | None) -> Tree:
        tallies = {
            str(tally.id): optional(
                stated(tally.decimals if decimals is None else decimals), f"{tally.name}, as published."
            )
            for tally in contest.tallies
        }
        return Tree("places", _variant(TotalsRecord, {**tallies, **TotalsRecord.fields}), "a place or group")

    totals, percents = ReleaseRecord.totals, ReleaseRecord.printed_percents
    exact = {
        totals.key: optional(published(None), totals.doc),
        percents.key: optional(published(PERCENT_DECIMALS), percents.doc),
    }
    return _variant(ReleaseRecord, {**ReleaseRecord.fields, **exact})


def _variant(record: type[Record], fields: Mapping[str, Field[object]]) -> type[Record]:
    """Return a record with other fields. They are not attributes of it, since a tally may have any name."""

    class Variant(Record, what=record.what):
        pass

    Variant.fields = fields
    return Variant
