"""What others show of the site: embeds, which work without script on any page, and cards."""

import html
import io
import re
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image, ImageColor
from playwright.sync_api import Browser

from recanvass.cli.main import main
from recanvass.pages import card_image
from tests.browser import PAGES
from tests.sites import files_of
from tests.test_access import AXE, VIOLATIONS
from tests.test_assets import TEMPLATES
from tests.test_links import serving

BASE = "https://example.org/votes/"
ROWS = (
    "n1: {votes: {ada: 5, bob: 3}, points: {ada: 5, bob: 3}}\n",
    "n2: {votes: {ada: 1, bob: 9}, points: {ada: 1, bob: 9}}\n",
)
OLD = "mayor/releases/r0/embed/index.html"


def write(root: Path, *rows: str, settings: str = "") -> None:
    files = files_of(*rows)
    files["site.yml"] += settings
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def build(root: Path, *options: str) -> Path:
    assert main(["build", "-C", str(root), "-o", str(root / "out"), "-q", *options]) == 0
    return root / "out"


def snippet(page: str) -> str:
    """Return the HTML that a page offers to copy, as a reader copies it."""
    found = re.search(r"<pre>(.*?)</pre>", page, re.DOTALL)
    assert found is not None
    return html.unescape(found[1])


def test_the_embed_of_a_release_says_as_soon_as_there_is_a_newer_one(tmp_path: Path) -> None:
    write(tmp_path, ROWS[0])
    out = build(tmp_path)
    first = (out / OLD).read_text()
    assert "Newer results are out" not in first
    assert "Byron leads Stone by 2.000 points" in first
    write(tmp_path, *ROWS)
    build(tmp_path)
    old = (out / OLD).read_text()
    assert (
        '<p class="notice">Newer results are out: <a href="../../../../mayor/releases/r1/index.html">Release 1</a>'
        in old
    )
    assert "Byron leads Stone by 2.000 points" in old
    for newest in ("mayor", "mayor/county/north", "mayor/releases/r1"):
        text = (out / newest / "embed" / "index.html").read_text()
        assert "Stone leads Byron by 6.000 points" in text
        assert "Newer results are out" not in text


def test_embeds_have_no_script_and_are_not_for_search_engines(tmp_path: Path) -> None:
    write(tmp_path, *ROWS)
    out = build(tmp_path, "--base-url", BASE)
    embeds = [path for path in out.rglob("index.html") if path.parent.name == "embed"]
    assert sorted(path.parent.parent.relative_to(out).as_posix() for path in embeds) == [
        "mayor",
        "mayor/county/north",
        "mayor/county/south",
        "mayor/releases/r0",
        "mayor/releases/r1",
    ]
    for path in embeds:
        text = path.read_text()
        assert "<script" not in text
        assert '<meta name="robots" content="noindex">' in text
        assert '<base target="_top">' in text
    assert "embed" not in (out / "sitemap.xml").read_text()


def test_pages_offer_the_embed_where_their_address_is_known(tmp_path: Path) -> None:
    write(tmp_path, *ROWS)
    out = build(tmp_path)
    assert "<iframe" not in html.unescape((out / "mayor/index.html").read_text())
    build(tmp_path, "--base-url", BASE)
    offered = {
        page: snippet((out / page / "index.html").read_text())
        for page in ("mayor", "mayor/county/north", "mayor/releases/r0")
    }
    for page, code in offered.items():
        assert re.fullmatch(
            rf'<iframe src="{BASE}{page}/embed/" title="[^"]+" width="100%" height="\d+" loading="lazy" '
            'style="border:0"></iframe>',
            code,
        )
    assert 'title="Results: Mayor, North"' in offered["mayor/county/north"]
    assert 'title="Results: Mayor, Release 0"' in offered["mayor/releases/r0"]
    assert "<iframe" not in html.unescape((out / "mayor/ward/n1/index.html").read_text())


def test_a_title_with_quotes_stays_in_its_attribute(tmp_path: Path) -> None:
    write(tmp_path, *ROWS)
    contest = tmp_path / "content/contests/mayor/contest.yml"
    contest.write_text(contest.read_text().replace("title: Mayor", "title: 'The \"mayor\" & <b>council</b>'"))
    code = snippet((build(tmp_path, "--base-url", BASE) / "mayor/index.html").read_text())
    title = re.search(r'title="([^"]*)" width', code)
    assert title is not None
    assert html.unescape(title[1]) == 'Results: The "mayor" & <b>council</b>'


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 760])
def test_an_embed_shows_on_a_page_of_another_origin(browser: Browser, address: str, tmp_path: Path, width: int) -> None:
    frames = "".join(
        f'<iframe src="{address}{PAGES[name]}" title="{name}" width="100%" height="800"></iframe>'
        for name in ("embed", "embed of an older release", "embed of a county")
    )
    page = f"<!doctype html><html lang=en><title>A paper</title><body style='margin:0'><main><h1>Paper</h1>{frames}"
    (tmp_path / "index.html").write_text(page)
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False)
    with serving(tmp_path) as port:
        paper = context.new_page()
        paper.goto(f"http://127.0.0.1:{port}/")
        newest = paper.frame_locator("iframe").nth(0)
        assert newest.get_by_text("Buttigieg finished 0.933 ahead of Sanders").is_visible()
        assert newest.get_by_text("Certified", exact=True).is_visible()
        assert newest.get_by_role("row", name="Pete Buttigieg").get_by_text("562.954").is_visible()
        old = paper.frame_locator("iframe").nth(1)
        assert old.get_by_text("Newer results are out: As certified").is_visible()
        assert paper.frame_locator("iframe").nth(2).get_by_role("heading", name="Scott").is_visible()
        for frame in paper.frames[1:]:
            assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth"), frame.url
        newest.get_by_role("link", name="Democratic presidential caucuses").click()
        paper.wait_for_url(f"{address}president/index.html")
    context.close()


@pytest.mark.browser
def test_the_snippet_is_copied_by_a_button(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address + PAGES["contest"])
    offer = page.locator("details", has=page.locator("pre"))
    offer.locator("summary").click()
    offer.get_by_role("button", name="Copy").click()
    offer.get_by_text("Copied. Paste it into your page.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == offer.locator("pre").inner_text()
    assert copied.startswith('<iframe src="https://example.org/results/president/embed/"')
    if AXE.is_file():
        page.evaluate(AXE.read_text(encoding="utf-8"))
        assert page.evaluate(VIOLATIONS) == []
    context.close()


def card_site(root: Path, *rows: str, status: str = "") -> Path:
    write(root, *rows, settings="cards: true\n")
    if status:
        release = root / "content/contests/mayor/releases/r0/release.yml"
        release.write_text(release.read_text().replace("status: unofficial-partial", f"status: {status}"))
    return build(root, "--base-url", BASE)


def test_each_release_gets_a_card_that_its_page_names(tmp_path: Path) -> None:
    out = card_site(tmp_path, *ROWS)
    for release in ("r0", "r1"):
        with Image.open(out / f"mayor/releases/{release}/card.png") as image:
            assert (image.format, image.size) == ("PNG", (1200, 630))
    for page, release in (("mayor", "r1"), ("mayor/releases/r0", "r0"), ("mayor/releases/r1", "r1")):
        text = (out / page / "index.html").read_text()
        assert f'<meta property="og:image" content="{BASE}mayor/releases/{release}/card.png">' in text
        assert '<meta name="twitter:card" content="summary_large_image">' in text
    said = "Mayor: Stone leads Byron by 6.000 points, with 2 of 4 wards reporting. Unofficial, partial, Release 1, "
    assert f'<meta property="og:image:alt" content="{said}' in (out / "mayor/index.html").read_text()


def test_a_place_has_a_card_where_it_is_a_sum_and_a_note_that_of_its_release(tmp_path: Path) -> None:
    note = "---\ntitle: Recount\ndate: 2020-02-05\nsummary: Asked.\ncontest: mayor\nrelease: r0\n---\nText.\n"
    write(tmp_path, *ROWS, settings="cards: true\n")
    (tmp_path / "content/news").mkdir(parents=True)
    (tmp_path / "content/news/recount.md").write_text(note, encoding="utf-8")
    out = build(tmp_path, "--base-url", BASE)
    county = (out / "mayor/county/north/index.html").read_text()
    assert f'og:image" content="{BASE}mayor/county/north/card-r1.png">' in county
    assert 'og:image:alt" content="North, Mayor: ' in county
    north, whole = (
        (out / path).read_bytes() for path in ("mayor/county/north/card-r1.png", "mayor/releases/r1/card.png")
    )
    assert north != whole
    assert "og:image" not in (out / "mayor/ward/n1/index.html").read_text()
    news = (out / "news/recount/index.html").read_text()
    assert f'og:image" content="{BASE}mayor/releases/r0/card.png">' in news


def test_a_card_is_made_only_where_it_is_asked_for(tmp_path: Path) -> None:
    write(tmp_path, ROWS[0])
    out = build(tmp_path, "--base-url", BASE)
    assert not list(out.rglob("*.png"))
    assert "og:image" not in (out / "mayor/index.html").read_text()
    write(tmp_path, ROWS[0], settings="cards: true\n")
    build(tmp_path)
    assert (out / "mayor/releases/r0/card.png").is_file()
    assert "og:image" not in (out / "mayor/index.html").read_text()


def test_cards_of_the_same_release_are_the_same_to_the_byte_and_say_its_status(tmp_path: Path) -> None:
    made = [
        (card_site(tmp_path / name, ROWS[0], status=status) / "mayor/releases/r0/card.png").read_bytes()
        for name, status in (("one", ""), ("again", ""), ("certified", "certified"))
    ]
    assert made[0] == made[1]
    assert made[0] != made[2]
    partial, _, certified = (Image.open(io.BytesIO(one)).convert("RGB").crop((60, 518, 300, 521)) for one in made)
    ink, paper = (ImageColor.getrgb(one) for one in (card_image.INK, card_image.PAPER))
    edges = [[one.getpixel((x, 1)) == ink for x in range(100)] for one in (partial, certified)]
    assert 40 < sum(edges[0]) < 80  # a broken line is not final, a whole one is
    assert all(edges[1])
    assert certified.getpixel((239, 1)) == paper


def test_letters_keep_their_marks_and_foreign_ones_leave_no_card(tmp_path: Path) -> None:
    card = card_image.Card("S", "Muñoz", "Castro leads", None, (), "certified", "Certified", "R", "T", "B", "")
    assert card_image.png(card) != card_image.png(replace(card, contest="Munoz"))
    assert card_image.can_show("Julián Castro, Muñoz, Çeşme, Größe – “A”")
    assert not any(map(card_image.can_show, ("Жуков", "Žižek", "Łódź", "李")))
    write(tmp_path, ROWS[0], settings="cards: true\n")
    contest = tmp_path / "content/contests/mayor/contest.yml"
    contest.write_text(contest.read_text().replace("Cy Young", "Жуков"), encoding="utf-8")
    out = build(tmp_path, "--base-url", BASE)
    assert not list(out.rglob("*.png"))
    assert "og:image" not in (out / "mayor/index.html").read_text()


@pytest.mark.parametrize("length", [1, 40, 400])
def test_a_card_holds_whatever_is_written_on_it(length: int) -> None:
    long = " ".join(["Wwwwwwww"] * length)[: 8 * length]
    bars = tuple(card_image.Bar(long, "1,000,000", "#000000", Decimal(100)) for _ in range(5))
    image = Image.open(
        io.BytesIO(
            card_image.png(
                card_image.Card(long, long, long, None, bars, "certified", "Certified", long, long, long, long)
            )
        )
    ).convert("RGB")
    paper = ImageColor.getrgb(card_image.PAPER)
    for edge in ((0, 50, 55, 630), (1145, 50, 1200, 630), (0, 622, 1200, 630)):
        assert image.crop(edge).getcolors() == [((edge[2] - edge[0]) * (edge[3] - edge[1]), paper)]


def test_colours_of_cards_are_those_of_the_style_sheet() -> None:
    style = TEMPLATES["templates/styles/choices.css"].split("@media")[0]
    assert tuple(re.findall(r"--c: (#[0-9a-f]{6});", style)) == card_image.COLOURS
    tokens = TEMPLATES["templates/styles/tokens.css"].split("@media")[0]
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+)", tokens))
    assert (colours["warn"], colours["warn-ink"]) == card_image.WARNING
    for name in ("paper", "ink", "soft", "line", "mark"):
        assert colours[name] == getattr(card_image, name.upper())
