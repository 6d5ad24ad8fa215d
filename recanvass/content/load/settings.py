"""site.yml as a value.

Owns what holds for the whole site. Must not look at content.
"""

import difflib
import re
from zoneinfo import ZoneInfo, available_timezones

from msgspec import Struct

from recanvass.content.files import SETTINGS, SourceFile, called
from recanvass.content.load.names import missing, record
from recanvass.content.schema.keys import (
    FORMAT,
    PUBLISHER_NAME,
    PUBLISHER_URL,
    SITE,
    SITE_BASE_URL,
    SITE_CARDS,
    SITE_CORRECTIONS,
    SITE_DESCRIPTION,
    SITE_FORMAT,
    SITE_LANGUAGE,
    SITE_NAVIGATION,
    SITE_PUBLISHER,
    SITE_REHEARSAL,
    SITE_TIMEZONE,
    SITE_TITLE,
)
from recanvass.content.schema.records import Values
from recanvass.content.syntax import Scalar
from recanvass.core.diagnostics import Report
from recanvass.core.model import Source

_MAX_ZONE = 40
_NEAR = 0.85
_ZONE_HINT = "write a continent and a large city of the zone, for example America/Chicago"
_DEFAULT_LANGUAGE = "en"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class Settings(Struct, frozen=True):
    """The settings of a site; pages of the navigation are not looked up yet."""

    title: str
    description: str
    language: str
    zone: ZoneInfo
    base_url: str | None
    publisher: Source
    navigation: tuple[Scalar, ...]
    corrections: str | None
    is_rehearsal: bool
    has_cards: bool


def settings(file: SourceFile | None, report: Report) -> Settings | None:
    """Return the settings, or None when a fault leaves none; emits E217, E317 and E401."""
    if file is None:
        hint = f"go to the folder of your site, or name it: -C DIR; to create a site: {called()} new DIR"
        missing(SETTINGS, hint, report)
        return None
    values = record(file, SITE, report)
    if values is None:
        return None
    language = _language(values, report)
    zone = _zone(values, report)
    publisher = values.get(SITE_PUBLISHER)
    if not values.is_complete or zone is None or publisher is None or not publisher.is_complete:
        return None
    return Settings(
        title=values[SITE_TITLE],
        description=values[SITE_DESCRIPTION],
        language=language,
        zone=zone,
        base_url=values.get(SITE_BASE_URL),
        publisher=Source(publisher[PUBLISHER_NAME], publisher.get(PUBLISHER_URL)),
        navigation=values.get(SITE_NAVIGATION) or (),
        corrections=values.get(SITE_CORRECTIONS),
        is_rehearsal=values.get(SITE_REHEARSAL) or False,
        has_cards=values.get(SITE_CARDS) or False,
    )


def is_readable(file: SourceFile | None, report: Report) -> bool:
    """Tell whether the content is in a format that this version reads; emits E400 if it isn't.

    Nothing else can be said of content in another format: its keys may mean something else.
    """
    values = record(file, SITE, Report()) if file is not None else None
    given = values.get(SITE_FORMAT) if values is not None else None
    if values is None or given is None or 1 <= given <= FORMAT:
        return True
    if given > FORMAT:
        message = f"this content is in format {given}, and this version of Recanvass reads {FORMAT}"
        hint = f"move the site to a newer version: {called()} upgrade, with FILE.whl if the site has a folder vendor"
    else:
        message, hint = f"there is no format {given}", f"write {FORMAT}"
    report.add("E400", values.at(SITE_FORMAT), message, hint=hint)
    return False


def _language(values: Values, report: Report) -> str:
    language = values.get(SITE_LANGUAGE) or _DEFAULT_LANGUAGE
    if not _LANGUAGE.fullmatch(language):
        hint = "write its code, for example en or es-MX"
        report.add("E217", values.at(SITE_LANGUAGE), f"'{language}' is not the code of a language", hint=hint)
    return language


def _zone(values: Values, report: Report) -> ZoneInfo | None:
    name = values.get(SITE_TIMEZONE)
    if name is None:
        return None
    # Listing all zones reads the whole database, so one is opened first.
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        nearest = difflib.get_close_matches(name[:_MAX_ZONE], available_timezones(), n=1, cutoff=_NEAR)
        hint = f"did you mean '{nearest[0]}'?" if nearest else _ZONE_HINT
    report.add("E317", values.at(SITE_TIMEZONE), f"there is no time zone '{name}'", hint=hint)
    return None
