"""Addresses that lead nowhere: links in notes and pages, former addresses, and those that the published site had.

Owns the comparison of what content names with the files that the site has.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from msgspec.structs import replace

from recanvass.build import pipeline
from recanvass.build.last_build import BuildOptions
from recanvass.build.pipeline import Loaded
from recanvass.build.plan import SiteContext
from recanvass.content.files import SETTINGS
from recanvass.core import addresses, urls
from recanvass.core.diagnostics import Report, Span, has_errors
from recanvass.core.messages import worded
from recanvass.core.model import Note, Page, Site
from recanvass.pages import notes
from recanvass.publish import swap, trees
from recanvass.publish.manifest import files_in
from recanvass.publish.repository import BranchError, TargetBranch
from recanvass.text.figure_references import position

MAX_NAMED = 8
_HOST = "https://site.invalid/"
"""Stands for the address of the site, which is not always known."""
_DOWNLOADS = urls.DATA.removesuffix(urls.HOME)
_PUBLISHED = ("origin", "gh-pages")


def checked(loaded: Loaded, options: BuildOptions, *, out: Path | None = None) -> Loaded:
    """Return what was read with the faults of its addresses: E418, W620 and, against what stands in `out`, W622.

    The published branch goes before `out`, as far as it was fetched. What has errors has no addresses yet.
    """
    site = loaded.site
    if site is None or has_errors(loaded.diagnostics):
        return loaded
    report = Report()
    report.items += loaded.diagnostics
    sites = pipeline.sites_of(loaded, options)
    links = [found for one in sites for found in _links(one)]
    old = _old_paths(loaded.root, out) if out is not None and loaded.as_of is None else ()
    if not (links or old or site.moved):
        return loaded
    paths = pipeline.paths_of(loaded, options)
    _check_moves(site, paths, report)
    seen = {fault.span for fault in report.items}
    for span, address, path in links:
        if path not in paths and span not in seen:
            seen.add(span)
            hint = worded("links are relative to the note's page, for example ../../president/index.html")
            report.add(
                "W620", span, worded("the link '%(address)s' leads to no page of the site", address=address), hint=hint
            )
    _check_lost(sorted(set(old) - paths), report)
    return replace(loaded, diagnostics=report.ordered())


class _Links(HTMLParser):
    """Collects where the links and pictures of a text lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 -- as the library has it
        self.found |= {value: None for name, value in attrs if name in ("href", "src") and value}


def _links(one: SiteContext) -> Iterator[tuple[Span, str, str]]:
    """Yield each link of a text to the site itself: its position, what was typed and the path of the file."""
    shared = one.shared
    texts: list[tuple[str, Note | Page]] = [(urls.note(note), note) for note in shared.site.notes]
    texts += [(urls.page(page), page) for page in shared.site.pages]
    for here, text in texts:
        parser = _Links()
        parser.feed(notes.body(shared, text, here))
        for address in parser.found:
            path = _path(address, shared.folder + here, shared.site_address)
            if path is not None:
                yield _position(text, address), address, path


def _path(address: str, here: str, base: str) -> str | None:
    """Return the file of the site that an address leads to; None where it leads elsewhere or to the page itself."""
    if address.startswith("#"):
        return None
    if base and address.startswith(base):
        address = _HOST + address.removeprefix(base).lstrip("/")
    whole = urljoin(_HOST + here, address)
    if not whole.startswith(_HOST) or address.startswith("/"):
        return None
    path = unquote(urlsplit(whole).path).removeprefix("/")
    return path + urls.HOME if not path or path.endswith("/") else path


def _position(text: Note | Page, address: str) -> Span:
    at = text.body.find(address)
    return position(text, at, len(address)) if at >= 0 else text.span


def _check_moves(site: Site, paths: Collection[str], report: Report) -> None:
    for move in site.moved:
        if not any(addresses.is_below(path, move.new) for path in paths):
            message = worded("no page has the address '%(new)s'", new=move.new)
            report.add("E418", move.span, message, hint=worded("write the address of a page or of a folder with pages"))


def _old_paths(root: Path, out: Path) -> Collection[str]:
    """Return the pages and downloads of the published site as it was last fetched, or else of the output folder."""
    target = TargetBranch(root, *_PUBLISHED)
    old: Mapping[str, str] | None = None
    with suppress(BranchError):  # where there is no git
        old = trees.site_files(target, target.tracking)
    manifest = swap.manifest_in(out) if old is None else None
    found = old if old is not None else (files_in(manifest) if manifest is not None else None)
    return [
        path for path in found or () if path.endswith(urls.HOME) or path.startswith(f"{urls.DATA.partition('/')[0]}/")
    ]


def _check_lost(lost: list[str], report: Report) -> None:
    if lost:
        names = ", ".join(path.removesuffix(urls.HOME) for path in lost[:MAX_NAMED])
        more = worded(" and %(count)s more", count=f"{len(lost) - MAX_NAMED:,}") if len(lost) > MAX_NAMED else ""
        message = worded("the site before has addresses that this one lacks: %(names)s%(more)s", names=names, more=more)
        report.add("W622", Span(SETTINGS), message, hint=worded("if they have moved, list them under 'moved'"))
