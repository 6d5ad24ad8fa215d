"""Derive the bulk files of the Iowa 2020 content from the published CSV files.

Owns places/counties.yml, places/precincts/, places/satellites/ and, beside each release.yml, one
file per county and satellite group. Must not touch anything an editor writes by hand.

Usage: python3 tools/iowa_2020.py DATA_DIR CONTENT_DIR
"""

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from html import unescape
from pathlib import Path
from typing import TypeVar

CHOICES: tuple[str, ...] = (
    "bennet",
    "biden",
    "bloomberg",
    "buttigieg",
    "delaney",
    "gabbard",
    "klobuchar",
    "patrick",
    "sanders",
    "steyer",
    "warren",
    "yang",
    "uncommitted",
    "other",
)
TALLY_COLUMNS: tuple[tuple[str, str], ...] = (
    ("first", "first_alignment"),
    ("final", "final_alignment"),
    ("sde", "state_delegate_equivalents"),
)
RELEASES: tuple[tuple[str, str], ...] = (
    ("2020-02-06-92-percent", "results-2020-02-06-partial-92-percent.csv"),
    ("2020-02-06-97-percent", "results-2020-02-06-partial-97-percent.csv"),
    ("2020-02-07-all-precincts", "results-2020-02-08-all-precincts.csv"),
    ("2020-02-09-review", "results-2020-02-10-votes-after-review.csv"),
    ("2020-02-27-recount", "results-2020-04-07-after-recount.csv"),
)
SATELLITE_GROUPS: Mapping[str, str] = {
    "CD1 Satellite": "satellites-cd-1",
    "CD2 Satellite": "satellites-cd-2",
    "CD3 Satellite": "satellites-cd-3",
    "CD4 Satellite": "satellites-cd-4",
    "Out of State Satellite": "satellites-out-of-state",
}
VIEWING_AREA = "tv6-viewing-area"
SDE_STEP = Decimal("0.0001")

# Words of four letters and more are names, and shorter ones codes, but for these.
CODE_WORD = re.compile("BMWJ|CGLW|CGWS|CTHSE|DCAB|DESUP|DETSUP|ELSW|GLWCW|JUPS|RELS|RLWS|ROHA|SGMC|SWCC")
SHORT_NAME = re.compile("BIG|COX|DEL|DES|ELK|GRV|INC|LEE|LOV|LOW|OAK|PCT|RED|SEC|TWP|UTE|VAN")
CASED_WORDS: Mapping[str, str] = {
    "DESOTO": "DeSoto",
    "DEWITT": "DeWitt",
    "INCLUDES": "includes",
    "LEGRAND": "LeGrand",
    "LEROY": "LeRoy",
    "OF": "of",
}
COERCED_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})

Item = TypeVar("Item")
Votes = Mapping[str, Decimal]
"""The non-zero figures of one unit and tally, by choice."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One precinct or satellite site, with the file stem its figures are kept under."""

    id: str
    stem: str
    name: str
    code: str
    aliases: tuple[str, ...]
    groups: tuple[str, ...]
    delegates: str
    apportioned_sde: Decimal | None


@dataclass(frozen=True, slots=True)
class County:
    """One county, with the groups that hold all of it."""

    id: str
    name: str
    fips: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """The figures of one published file, by unit and then tally; a tally not published is absent."""

    id: str
    file_name: str
    units: Mapping[str, Mapping[str, Votes]]


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file by column name."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def county_id(name: str) -> str:
    """Return the place id of a county; Iowa County must not take the id of the state."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower().replace("'", ""))
    return "iowa-county" if slug == "iowa" else slug


def recased(word: str) -> str:
    """Return a word printed in capitals as a name, and a code as it is."""
    if word in CASED_WORDS:
        return CASED_WORDS[word]
    if not word.isupper() or CODE_WORD.fullmatch(word):
        return word
    is_name = len(word) >= 4 or SHORT_NAME.fullmatch(word)
    return word.capitalize() if is_name else word


def typeset(raw: str) -> str:
    """Return a printed name with its case, spaces and dashes set, and no letter changed."""
    name = " ".join(unescape(raw).replace("_", " ").split())
    name = re.sub(r"\s*/\s*", "/", name)
    name = re.sub(r"\s+-\s*|-\s+", " – ", name)
    name = re.sub(r"(?<=\d)(ST|ND|RD|TH)\b", lambda found: found[0].lower(), name)
    name = re.sub(r"\bST(?= [A-Z]{4})", "St", name)
    return re.sub(r"[A-Za-z]+", lambda found: recased(found[0]), name)


def names_in_county(rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return the name of each unit of one county, by id.

    A code in brackets before the name is dropped, or moved behind it where the name needs it.
    """
    bare = {row["precinct_id"]: typeset(row["name"].removeprefix(f"({row['code']}) ")) for row in rows}
    uses = Counter(bare.values())
    return {
        row["precinct_id"]: name if uses[name] == 1 else f"{name} {row['code']}"
        for row, name in zip(rows, bare.values(), strict=True)
    }


def stem_of(row: Mapping[str, str]) -> str:
    """Return the id of the county or satellite group a unit belongs to."""
    if row["kind"] == "satellite":
        return SATELLITE_GROUPS[row["satellite_group"]]
    return county_id(row["county"])


def grouped(items: Iterable[tuple[str, Item]]) -> dict[str, list[Item]]:
    """Return items by key, keys and items in the order they come."""
    groups: dict[str, list[Item]] = {}
    for key, item in items:
        groups.setdefault(key, []).append(item)
    return groups


def load_units(rows: Sequence[Mapping[str, str]], requests: Sequence[Mapping[str, str]]) -> tuple[Unit, ...]:
    """Return every unit in the order of the source, with each other printed form as an alias."""
    printed = grouped((row["precinct_id"], row["name_as_printed"]) for row in requests)
    names: dict[str, str] = {}
    for members in grouped((stem_of(row), row) for row in rows).values():
        names |= names_in_county(members)
    return tuple(unit_of(row, names[row["precinct_id"]], printed) for row in rows)


def unit_of(row: Mapping[str, str], name: str, printed: Mapping[str, list[str]]) -> Unit:
    """Return one unit; satellites have no apportionment, and their code is a second name."""
    is_satellite = row["kind"] == "satellite"
    requested = printed.get(row["precinct_id"], [])
    forms = dict.fromkeys((row["name"], row["code"], *requested))
    sde = row["state_delegate_equivalents"]
    return Unit(
        id=row["precinct_id"],
        stem=stem_of(row),
        name=name,
        code="" if is_satellite else row["code"],
        aliases=tuple(form for form in forms if form != name),
        groups=(VIEWING_AREA,) if is_satellite and requested else (),
        delegates=row["county_delegates"],
        apportioned_sde=Decimal(sde).quantize(SDE_STEP, ROUND_HALF_UP) if sde else None,
    )


def load_counties(rows: Iterable[Mapping[str, str]], requests: Iterable[Mapping[str, str]]) -> tuple[County, ...]:
    """Return the counties in the order of the source, in their district and viewing area."""
    viewed = {row["county"] for row in requests if row["county"]}
    counties: dict[str, County] = {}
    for row in rows:
        name = row["county"]
        if not name:
            continue
        district = f"cd-{row['congressional_district']}"
        groups = (district, VIEWING_AREA) if name in viewed else (district,)
        county = County(county_id(name), name, row["county_fips"], groups)
        if counties.setdefault(county.id, county) != county:
            raise ValueError(f"{name} County is described in two ways")
    return tuple(counties.values())


def load_release(release_id: str, path: Path) -> Release:
    """Return one release; a tally whose column is empty was not published."""
    units: dict[str, dict[str, dict[str, Decimal]]] = {}
    for row in read_rows(path):
        choice = row["candidate"].lower()
        if choice not in CHOICES:
            raise ValueError(f"{path.name}: unknown candidate {row['candidate']!r}")
        tallies = units.setdefault(row["precinct_id"], {})
        for tally, column in TALLY_COLUMNS:
            if row[column]:
                votes = tallies.setdefault(tally, {})
                if Decimal(row[column]):
                    votes[choice] = Decimal(row[column])
    return Release(release_id, path.name, units)


def never_met(releases: Iterable[Release]) -> frozenset[str]:
    """Return the ids of the units that are listed with nothing but zeros in every release."""
    listed: set[str] = set()
    met: set[str] = set()
    for release in releases:
        listed |= release.units.keys()
        met |= {unit for unit, tallies in release.units.items() if any(tallies.values())}
    return frozenset(listed - met)


def changes(releases: Iterable[Release]) -> Iterator[Release]:
    """Yield each release with only the tallies that differ from the fold of the earlier ones."""
    folded: dict[tuple[str, str], Votes] = {}
    for release in releases:
        stated: dict[str, Mapping[str, Votes]] = {}
        for unit, tallies in release.units.items():
            changed = {tally: votes for tally, votes in tallies.items() if folded.get((unit, tally)) != votes}
            folded |= {(unit, tally): votes for tally, votes in changed.items()}
            if changed:
                stated[unit] = changed
        yield Release(release.id, release.file_name, stated)


def scalar(text: str) -> str:
    """Return a YAML scalar, quoted wherever a parser could read anything but this text."""
    is_plain = re.fullmatch(r"[A-Za-z]([A-Za-z0-9 ./()'&–-]*[A-Za-z0-9.)])?", text)
    if is_plain and text.lower() not in COERCED_WORDS:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def sequence(items: Iterable[str]) -> str:
    """Return a YAML flow sequence."""
    return f"[{', '.join(scalar(item) for item in items)}]"


def figures(tally: str, votes: Votes) -> str:
    """Return one tally as a flow mapping in ballot order, SDE with the four decimals published."""
    shown = ((choice, votes[choice]) for choice in CHOICES if choice in votes)
    if tally != "sde":
        return f"{{{', '.join(f'{choice}: {count}' for choice, count in shown)}}}"
    if any(count != count.quantize(SDE_STEP) for count in votes.values()):
        raise ValueError(f"SDE with more than four decimals: {votes}")
    return f"{{{', '.join(f'{choice}: {count:.4f}' for choice, count in shown)}}}"


def heading(sources: str) -> str:
    """Return the first line of a generated file."""
    return f"# Derived from {sources} by tools/iowa_2020.py; figures: Iowa Democratic Party."


def counties_file(counties: Iterable[County]) -> str:
    """Return places/counties.yml."""
    lines = [heading("precincts.csv"), "kind: county", "parent: iowa", "places:"]
    lines += (
        f"  {county.id}: {{name: {scalar(county.name)}, fips: {scalar(county.fips)}, "
        f"groups: {sequence(county.groups)}}}"
        for county in counties
    )
    return "\n".join(lines) + "\n"


def units_file(kind: str, stem: str, units: Iterable[Unit]) -> str:
    """Return the places file of one county or satellite group."""
    sources = "precincts.csv and recanvass-requests.csv"
    lines = [heading(sources), f"kind: {kind}", f"parent: {stem}", "places:"]
    for unit in units:
        attributes = [f"name: {scalar(unit.name)}"]
        if unit.code:
            attributes.append(f"code: {scalar(unit.code)}")
        if unit.delegates:
            attributes.append(f"delegates: {unit.delegates}")
        if unit.apportioned_sde is not None:
            attributes.append(f"apportioned_sde: {unit.apportioned_sde}")
        if unit.groups:
            attributes.append(f"groups: {sequence(unit.groups)}")
        start = f'  "{unit.id}": {{'
        separator = f",\n{' ' * len(start)}"
        parts = [", ".join(attributes)]
        if unit.aliases:
            parts.append(f"aliases: {sequence(unit.aliases)}")
        lines.append(f"{start}{separator.join(parts)}}}")
    return "\n".join(lines) + "\n"


def release_file(release: Release, units: Iterable[Unit], unmet: frozenset[str]) -> str:
    """Return what one release states for the units of one county or satellite group."""
    lines = [heading(release.file_name)]
    for unit in units:
        if unit.id in unmet:
            lines.append(f'"{unit.id}": {{status: no-meeting}}')
            continue
        lines.append(f'"{unit.id}":')
        for tally, votes in release.units[unit.id].items():
            lines.append(f"  {tally}: {figures(tally, votes)}")
    return "\n".join(lines) + "\n"


def release_folder(release_id: str) -> str:
    """Return the folder of a release below the content folder."""
    return f"contests/president/releases/{release_id}"


def generated_files(source_dir: Path) -> dict[str, str]:
    """Return the text of every generated file, by its path below the content folder."""
    rows = read_rows(source_dir / "precincts.csv")
    requests = read_rows(source_dir / "recanvass-requests.csv")
    units = load_units(rows, requests)
    files = {"places/counties.yml": counties_file(load_counties(rows, requests))}
    for stem, members in grouped((unit.stem, unit) for unit in units).items():
        kind = "satellite" if stem in SATELLITE_GROUPS.values() else "precinct"
        files[f"places/{kind}s/{stem}.yml"] = units_file(kind, stem, members)
    releases = [load_release(name, source_dir / file_name) for name, file_name in RELEASES]
    unmet = never_met(releases)
    for release in changes(releases):
        stated = ((unit.stem, unit) for unit in units if unit.id in release.units)
        for stem, members in grouped(stated).items():
            path = f"{release_folder(release.id)}/{stem}.yml"
            files[path] = release_file(release, members, unmet)
    return files


def write_files(content_dir: Path, files: Mapping[str, str]) -> None:
    """Write the generated files and remove those of an earlier run that are no longer generated."""
    folders = ["places/precincts", "places/satellites"]
    folders += [release_folder(release_id) for release_id, _ in RELEASES]
    for folder in folders:
        (content_dir / folder).mkdir(parents=True, exist_ok=True)
        for path in sorted((content_dir / folder).glob("*.yml")):
            if path.name != "release.yml" and f"{folder}/{path.name}" not in files:
                path.unlink()
    for name, text in files.items():
        (content_dir / name).write_text(text, encoding="utf-8", newline="\n")


def main(arguments: Sequence[str]) -> int:
    """Rewrite the generated files; return the exit code."""
    if len(arguments) != 2:
        print("usage: python3 tools/iowa_2020.py DATA_DIR CONTENT_DIR", file=sys.stderr)
        return 2
    data_dir, content_dir = Path(arguments[0]), Path(arguments[1])
    source_dir = data_dir / "iowa-2020" if (data_dir / "iowa-2020").is_dir() else data_dir
    write_files(content_dir, generated_files(source_dir))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
