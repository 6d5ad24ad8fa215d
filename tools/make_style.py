"""Show every component of the site in all its states, made by the site's own templates from its own results.

Writes build/style/index.html with its style sheet and script. Usage: make style
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from recanvass.build import pipeline  # noqa: E402 -- found by way of the line above
from recanvass.build.builder import OpenSite  # noqa: E402
from recanvass.checks.engine import by_area  # noqa: E402
from recanvass.content import files as sources  # noqa: E402
from recanvass.core import urls  # noqa: E402
from recanvass.core.artifact import Artifact  # noqa: E402
from recanvass.core.ids import AreaId  # noqa: E402
from recanvass.core.kinds import Status  # noqa: E402
from recanvass.exports import tables  # noqa: E402
from recanvass.pages import areas, assets, findings, home, notes, releases  # noqa: E402
from recanvass.pages import templates as render  # noqa: E402
from recanvass.pages.context import ContestContext, SharedContext, declared_colours, link, release_stamp  # noqa: E402
from recanvass.pages.models import pages, site_pages  # noqa: E402
from recanvass.pages.models.parts import Download, Frame, NoteCard, RequestCard, Stamp, Step  # noqa: E402
from recanvass.pages.page_frame import frame  # noqa: E402
from recanvass.pages.requests import ledger, requests  # noqa: E402
from recanvass.text import terms  # noqa: E402

OUT = ROOT / "build" / "style"
TEMPLATE = "pages/style.html"


@dataclass(frozen=True, slots=True)
class StylePage:
    """style.html: whole pages of the site, of which the template shows the components."""

    frame: Frame
    heading: str
    colours: tuple[int, ...]
    stamps: tuple[Stamp, ...]
    states: tuple[tuple[str, str], ...]
    home: site_pages.HomePage
    county: areas.AreaPage
    tied: areas.AreaPage
    flagged: areas.AreaPage
    findings: pages.FindingsPage
    first: pages.ReleasePage
    recanvass: pages.ReleasePage
    recount: pages.ReleasePage
    ladder: pages.ReleasesPage
    cards: tuple[RequestCard, ...]
    ledger: pages.RequestsPage
    request: pages.RequestPage
    steps: tuple[Step, ...]
    notes: tuple[NoteCard, ...]
    downloads: tuple[Download, ...]


def files() -> Mapping[str, bytes]:
    """Return the style page and what it needs, by path."""
    loaded = pipeline.read(ROOT, drafts=False)
    if loaded.site is None:
        raise SystemExit("the content has errors; python build.py check names them")
    templates = {path: file.text for path, file in loaded.files.items() if path.startswith(f"{sources.TEMPLATES}/")}
    templates[f"{sources.TEMPLATES}/{TEMPLATE}"] = (ROOT / "tools" / "style.html").read_text(encoding="utf-8")
    bundle = assets.bundle(templates, declared_colours(loaded.site))
    shared = SharedContext(loaded.site, "", bundle.style, bundle.script, is_preview=True, figures=loaded.figures)
    (contest,) = loaded.site.contests
    results = loaded.results[contest.id]
    context = ContestContext(
        shared, contest, results, len(contest.releases) - 1, by_area(results, loaded.findings[contest.id])
    )
    made = (*bundle.artifacts, Artifact(urls.HOME, TEMPLATE, lambda: style_page(shared, context)))
    site = OpenSite({"": render.Renderer(templates)}, made)
    return {path: site.content(path) for path in site.paths}


def style_page(shared: SharedContext, context: ContestContext) -> StylePage:
    """Return the page: each component with a part of the site that shows it, and every status and state."""
    here = urls.HOME
    stamp = release_stamp(shared, context.contest, context.release, here)
    of_kind = {release.kind.value: index for index, release in reversed(list(enumerate(context.contest.releases)))}
    request = context.contest.requests[0]
    told = requests.steps(context, here, request)
    cards = notes.note_cards(shared, shared.site.notes[:2], here)
    file = Download(link(here, "results.csv", urls.download(context.contest, "results.csv")), "…", "…", tables.RESULTS)
    return StylePage(
        frame=frame(shared, here, ("Components", "Every component of the site in all its states")),
        heading="Components",
        colours=tuple(range(assets.PALETTE + 1)),
        stamps=tuple(replace(stamp, status=one.value, status_text=terms.STATUSES[one]) for one in Status),
        states=tuple((one.value, text) for one, text in terms.REQUEST_STATES.items()),
        home=home.home_page(shared, (context,)),
        county=areas.AreaPage(context, AreaId("scott")),
        tied=areas.AreaPage(context, AreaId("947861")),
        flagged=areas.AreaPage(context, AreaId("946650")),
        findings=findings.findings_page(context),
        first=releases.release_page(context, 0),
        recanvass=releases.release_page(context, of_kind["recanvass"]),
        recount=releases.release_page(context, of_kind["recount"]),
        ladder=releases.releases_page(context),
        cards=requests.request_cards(context, here),
        ledger=ledger.requests_page(context),
        request=ledger.request_page(context, request),
        steps=(*told, replace(told[-1], is_open=True), replace(told[-1], is_late=True)),
        notes=(replace(cards[0], is_draft=True), cards[1]),
        downloads=(file, replace(file, columns=())),
    )


if __name__ == "__main__":
    for path, content in files().items():
        (OUT / path).parent.mkdir(parents=True, exist_ok=True)
        (OUT / path).write_bytes(content)
    print(OUT / "index.html")
