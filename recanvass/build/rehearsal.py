"""Where a rehearsal may be published: at an address of its own, and never where readers look for results.

Owns that decision. Must not publish anything.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from recanvass.content.files import SETTINGS
from recanvass.core.messages import worded
from recanvass.core.model import Site


def refusal(site: Site | None, base_url: str | None, shown: Iterable[str] = (), *, holds_results: bool = False) -> str:
    """Return why a rehearsal must not be published, or nothing; every other site may be.

    `base_url` is the address that was asked for, `shown` are those at which the target is shown, and `holds_results`
    says that it has a site that is no rehearsal.
    """
    if site is None or not site.is_rehearsal:
        return ""
    own, rule = (
        site.rehearsal_url,
        worded("%(settings)s says 'rehearsal: true', and a rehearsal can't be published", settings=SETTINGS),
    )
    if own is None:
        return worded(
            "%(rule)s; delete the line to publish, or give the rehearsal an address of its own with 'rehearsal_url'",
            rule=rule,
        )
    if site.base_url is not None and _place(own) == _place(site.base_url):
        return worded("%(rule)s at the site's own address; 'rehearsal_url' and 'base_url' are the same", rule=rule)
    if base_url is not None and _place(base_url) != _place(own):
        return worded("%(rule)s at %(base_url)s; its address is %(own)s", rule=rule, base_url=base_url, own=own)
    other = next((one for one in shown if _place(one) != _place(own)), None)
    if other is not None:
        return worded(
            "%(rule)s at %(other)s; its address is %(own)s, so choose another remote or branch",
            rule=rule,
            other=other,
            own=own,
        )
    return worded("%(rule)s in place of results; choose another branch or remote", rule=rule) if holds_results else ""


def address(site: Site, base_url: str | None) -> str:
    """Return the public address of a site as it is built: that asked for, or the one in its settings, or none."""
    if base_url is not None:
        return base_url
    return (site.rehearsal_url if site.is_rehearsal and site.rehearsal_url else site.base_url) or ""


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url if "://" in url else f"https://{url}")
    return (parts.hostname or "").lower(), parts.path.rstrip("/")
