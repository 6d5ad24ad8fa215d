"""The settings of the whole site, from site.yml.

Must not look at content.
"""

import difflib
import re
from zoneinfo import ZoneInfo, available_timezones

from recanvass.content.files import SETTINGS, SourceFile, called
from recanvass.content.load.names import read_record, report_missing
from recanvass.content.schema.keys import FORMAT, SiteRecord
from recanvass.core.diagnostics import Report

_MAX_ZONE = 40
_NEAR = 0.85
_ZONE_HINT = "write a continent and a city in the zone, for example America/Chicago"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def load_settings(file: SourceFile | None, report: Report) -> SiteRecord | None:
    """Return site.yml if it is complete and its time zone is known; emits E217, E317 and E401."""
    if file is None:
        hint = f"go to your site's folder, or name it with -C DIR; to create a site, run {called()} new DIR"
        report_missing(SETTINGS, hint, report)
        return None
    record = read_record(file, SiteRecord, report)
    if record is None:
        return None
    if not _LANGUAGE.fullmatch(record.language):
        message, hint = f"'{record.language}' is not a language code", "write a code, for example en or es-MX"
        report.add("E217", record.at(SiteRecord.language), message, hint=hint)
    is_zone_known = _check_zone(record, report)
    return record if is_zone_known and record.is_complete else None


def is_readable(file: SourceFile | None, report: Report) -> bool:
    """Tell whether the content is in a format that this version reads; emits E400 if it isn't.

    Content in another format is not read any further, since its keys may mean something else.
    """
    record = read_record(file, SiteRecord, Report()) if file is not None else None
    version = record.format if record is not None else None
    if record is None or version is None or 1 <= version <= FORMAT:
        return True
    if version > FORMAT:
        message = f"this content uses format {version}; this version of Recanvass reads format {FORMAT}"
        hint = f"run {called()} upgrade; if the site has a folder vendor, add FILE.whl"
    else:
        message, hint = f"unknown format {version}", f"write {FORMAT}"
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
        hint = f"did you mean '{nearest[0]}'?" if nearest else _ZONE_HINT
    else:
        return True
    report.add("E317", record.at(SiteRecord.timezone), f"unknown time zone '{name}'", hint=hint)
    return False
