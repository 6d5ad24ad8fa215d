"""The settings of the whole site, from site.yml.

Must not look at content.
"""

import difflib
from collections.abc import Iterator
from zoneinfo import ZoneInfo, available_timezones

from recanvass.content import files
from recanvass.content.files import SETTINGS, SourceFile, called
from recanvass.content.load.unknown_ids import read_record, report_missing
from recanvass.content.schema.keys import FORMAT, SiteRecord
from recanvass.content.schema.site_keys import MovedRecord
from recanvass.content.syntax import Scalar
from recanvass.core.addresses import FormerAddress
from recanvass.core.diagnostics import Report
from recanvass.core.languages import CODE, ENGLISH
from recanvass.core.messages import worded

_MAX_ZONE = 40
_NEAR = 0.85
_ZONE_HINT = worded("write a continent and a city in the zone, for example America/Chicago")


def load_settings(file: SourceFile | None, report: Report) -> SiteRecord | None:
    """Return site.yml if it is complete and its time zone is known; emits E217, E315, E317 and E401."""
    if file is None:
        hint = worded(
            "go to your site's folder, or name it with -C DIR; to create a site, run %(command)s new DIR",
            command=called(),
        )
        report_missing(SETTINGS, hint, report)
        return None
    record = read_record(file, SiteRecord, report)
    if record is None:
        return None
    _check_languages(record, report)
    is_zone_known = _check_zone(record, report)
    return record if is_zone_known and record.is_complete else None


def former_addresses(settings: SiteRecord) -> tuple[FormerAddress, ...]:
    """Return the former addresses of pages."""
    records = (record for record in settings.moved if record.is_complete)
    return tuple(FormerAddress(record.from_, record.to, record.at(MovedRecord.to)) for record in records)


def languages(file: SourceFile | None) -> tuple[str, ...]:
    """Return the languages that site.yml names and the program speaks, the first of them at the root of the site."""
    record = read_record(file, SiteRecord, Report()) if file is not None else None
    typed = [scalar.text for scalar in _typed(record)] if record is not None else []
    return tuple(dict.fromkeys(code for code in typed if CODE.fullmatch(code) and files.has_texts(code))) or (ENGLISH,)


def _typed(record: SiteRecord) -> Iterator[Scalar]:
    if record.languages:
        yield from record.languages
    elif record.language is not None:
        yield record.language


def _check_languages(record: SiteRecord, report: Report) -> None:
    """Emit E217 for a language that has no catalogue, and E315 for one that stands twice."""
    if record.languages and record.language is not None:
        message, hint = (
            worded("use 'language' or 'languages', not both"),
            worded("keep 'languages' and list them all there"),
        )
        related = [record.at(SiteRecord.languages)]
        report.add("E315", record.language.span, message, hint=hint, related=related)
    seen: dict[str, Scalar] = {}
    for scalar in _typed(record):
        known = ", ".join((ENGLISH, *files.catalogues()))
        if not CODE.fullmatch(scalar.text):
            message, hint = (
                worded("'%(text)s' is not a language code", text=scalar.text),
                worded("write a code, for example en or es-MX"),
            )
            report.add("E217", scalar.span, message, hint=hint)
        elif not files.has_texts(scalar.text):
            message, hint = (
                worded("Recanvass has no texts in the language '%(text)s'", text=scalar.text),
                worded("it has texts in: %(known)s", known=known),
            )
            report.add("E217", scalar.span, message, hint=hint)
        elif seen.setdefault(scalar.text.lower(), scalar) is not scalar:
            related = [seen[scalar.text.lower()].span]
            message = worded("duplicate language '%(text)s'", text=scalar.text)
            report.add("E315", scalar.span, message, hint=worded("delete one"), related=related)


def is_readable(file: SourceFile | None, report: Report) -> bool:
    """Tell whether the content is in a format that this version reads; emits E400 if it isn't.

    Content in another format is not read any further, since its keys may mean something else.
    """
    record = read_record(file, SiteRecord, Report()) if file is not None else None
    version = record.format if record is not None else None
    if record is None or version is None or 1 <= version <= FORMAT:
        return True
    if version > FORMAT:
        message = worded(
            "this content uses format %(version)s; this version of Recanvass reads format %(format)s",
            version=version,
            format=FORMAT,
        )
        hint = worded("run %(command)s upgrade; if the site has a folder vendor, add FILE.whl", command=called())
    else:
        message, hint = worded("unknown format %(version)s", version=version), worded("write %(format)s", format=FORMAT)
    report.add("E400", record.at(SiteRecord.format), message, hint=hint)
    return False


def _check_zone(record: SiteRecord, report: Report) -> bool:
    """Tell whether the time zone exists; emits E317 if it doesn't."""
    name = record.get(SiteRecord.timezone)
    if name is None:
        return False
    # Listing all zones reads the whole database, so one is opened first.
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        nearest = difflib.get_close_matches(name[:_MAX_ZONE], available_timezones(), n=1, cutoff=_NEAR)
        hint = worded("did you mean '%(nearest)s'?", nearest=nearest[0]) if nearest else _ZONE_HINT
    else:
        return True
    report.add("E317", record.at(SiteRecord.timezone), worded("unknown time zone '%(name)s'", name=name), hint=hint)
    return False
