"""Files beside texts, pages at former addresses, links that lead nowhere and addresses that a site would lose."""

import re
import shutil
import struct
import subprocess
import zlib
from pathlib import Path
from urllib.parse import urljoin

import pytest

from recanvass.cli.main import FAULTS, OK, main
from recanvass.core.addresses import FormerAddress, former, redirects
from recanvass.core.diagnostics import Span
from recanvass.publish.manifest import files_in
from tests.sites import ROOT

CAUCUS = ROOT / "tests" / "golden" / "caucus" / "site"
PDF = b"%PDF-1.4\n%%EOF\n"


def png() -> bytes:
    """Return a picture of one pixel."""
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    )
    made = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    shutil.copytree(CAUCUS, tmp_path / "site")
    return tmp_path / "site"


def build(site: Path, *words: str) -> Path:
    assert main(["build", "-C", str(site), "-q", "--strict", *words]) == OK
    return site / "output"


def check(site: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    capsys.readouterr()
    code = main(["check", "-C", str(site), *words])
    return code, capsys.readouterr().err


def settings(site: Path, text: str) -> None:
    with (site / "site.yml").open("a") as file:
        file.write(text)


def note(site: Path, body: str, name: str = "news/count") -> None:
    path = site / "content" / f"{name}.md"
    date = "date: 2020-02-09\n" if name.startswith("news/") else ""
    path.write_text(f"---\ntitle: The count\nsummary: S\n{date}---\n{body}\n")


# --- former addresses -------------------------------------------------------------------------------


def move(old: str, new: str) -> FormerAddress:
    return FormerAddress(old, new, Span("site.yml"))


@pytest.mark.parametrize(
    ("moves", "path", "expected"),
    [
        ([("mayor/", "mayor-2020/")], "mayor-2020/county/lake/index.html", {"mayor/county/lake/index.html"}),
        ([("mayor/", "mayor-2020/")], "mayor-2020/index.html", {"mayor/index.html"}),
        ([("mayor/", "mayor-2020/")], "mayor-2020x/index.html", set()),
        ([("*/county/lin/", "*/county/linn/")], "mayor/county/linn/index.html", {"mayor/county/lin/index.html"}),
        ([("*/county/lin/", "*/county/linn/")], "places/county/linn/index.html", {"places/county/lin/index.html"}),
        ([("a/", "b/"), ("b/", "c/")], "c/x/index.html", {"a/x/index.html", "b/x/index.html"}),
        ([("a/", "b/"), ("b/", "a/")], "a/index.html", {"b/index.html"}),
        ([("a/", "c/"), ("b/", "c/")], "c/index.html", {"a/index.html", "b/index.html"}),
        (
            [("mayor/", "mayor-2020/"), ("*/releases/night/", "*/releases/first/")],
            "mayor-2020/releases/first/index.html",
            {
                f"{contest}/releases/{name}/index.html"
                for contest in ("mayor", "mayor-2020")
                for name in ("night", "first")
            }
            - {"mayor-2020/releases/first/index.html"},
        ),
    ],
)
def test_former_addresses(moves: list[tuple[str, str]], path: str, expected: set[str]) -> None:
    assert set(former(path, [move(*one) for one in moves])) == expected


def test_a_page_of_today_is_never_led_away() -> None:
    paths = ["a/index.html", "b/index.html", "b/x/index.html", "data/b/results.csv"]
    assert redirects(paths, [move("a/", "b/")]) == {"a/x/index.html": "b/x/index.html"}


def leads_to(out: Path, page: str) -> str:
    """Return the file that a page sends readers to, by itself and by its link."""
    text = (out / page).read_text()
    found = re.search(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', text)
    assert found
    assert f'<a href="{found[1]}">Go to the page</a>' in text
    return str(urljoin(f"https://x/{page}", found[1])).removeprefix("https://x/")


def test_renamed_things_leave_pages_that_lead_to_them(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    contests = site / "content" / "contests"
    out = build(site)
    before = set(files_in((out / "manifest.json").read_bytes()) or {})
    release = min((contests / "president" / "releases").iterdir())
    request = min((contests / "president" / "reviews").glob("*.yml"))
    for path in (*site.glob("*.yml"), *site.glob("content/**/*.*")):
        text = path.read_text().replace(release.name, "first").replace(f"reviews: [{request.stem}", "reviews: [asked")
        path.write_text(re.sub(r"\blinn\b", "linn-county", re.sub(r"\bpresident\b", "caucus", text)))
    release.rename(release.with_name("first"))
    request.rename(request.with_name("asked.yml"))
    (contests / "president").rename(contests / "caucus")
    (site / "content" / "news" / "result.md").rename(site / "content" / "news" / "outcome.md")
    code, said = check(site, capsys)
    assert (code, "site.yml: warning[W622]: the site before has addresses that this one lacks: " in said) == (OK, True)
    assert "if they have moved, list them under 'moved'" in said
    settings(
        site,
        "moved:\n- {from: president/, to: caucus/}\n- {from: '*/county/linn/', to: '*/county/linn-county/'}\n"
        f"- {{from: '*/releases/{release.name}/', to: '*/releases/first/'}}\n"
        f"- {{from: '*/reviews/{request.stem}/', to: '*/reviews/asked/'}}\n"
        "- {from: news/result/, to: news/outcome/}\n",
    )
    build(site)
    now = set(files_in((out / "manifest.json").read_bytes()) or {})
    pages = {path for path in before if path.endswith("index.html")}
    assert pages <= now
    assert leads_to(out, "president/county/linn/index.html") == "caucus/county/linn-county/index.html"
    assert leads_to(out, f"president/releases/{release.name}/index.html") == "caucus/releases/first/index.html"
    assert leads_to(out, f"president/reviews/{request.stem}/index.html") == "caucus/reviews/asked/index.html"
    assert leads_to(out, "news/result/index.html") == "news/outcome/index.html"
    old = [page for page in pages if "This page has moved" in (out / page).read_text()]
    assert len(old) > 20
    for page in old:
        assert "This page has moved" not in (out / leads_to(out, page)).read_text()


def test_a_former_address_is_no_page_for_search_engines(site: Path) -> None:
    settings(site, "moved: [{from: iowa/, to: president/}]\n")
    out = build(site, "--base-url", "https://example.org/votes/")
    text = (out / "iowa" / "index.html").read_text()
    assert '<link rel="canonical" href="https://example.org/votes/president/">' in text
    assert '<meta name="robots" content="noindex">' in text
    sitemap = (out / "sitemap.xml").read_text()
    assert "https://example.org/votes/president/" in sitemap
    assert "votes/iowa/" not in sitemap


def test_each_language_has_its_former_addresses(site: Path) -> None:
    path = site / "site.yml"
    path.write_text(re.sub(r"^language: .*\n", "", path.read_text(), flags=re.MULTILINE) + "languages: [en, es]\n")
    settings(site, "moved: [{from: iowa/, to: president/}]\n")
    assert main(["build", "-C", str(site), "-q"]) == OK
    assert "url=../../es/president/index.html" in (site / "output/es/iowa/index.html").read_text() or (
        "url=../president/index.html" in (site / "output/es/iowa/index.html").read_text()
    )


# --- addresses that would be lost -------------------------------------------------------------------


def test_the_published_branch_goes_before_the_output_folder(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    remote = tmp_path / "remote.git"
    for words in (
        ["init", "-q", "--bare", str(remote)],
        ["init", "-q", "-b", "main"],
        ["config", "user.name", "A"],
        ["config", "user.email", "a@example.org"],
        ["remote", "add", "origin", str(remote)],
        ["add", "-A"],
        ["commit", "-qm", "Begin"],
    ):
        subprocess.run(["git", *words], cwd=site, check=True)
    assert main(["publish", "-C", str(site)]) == OK
    (site / "content" / "news" / "result.md").unlink()
    code, said = check(site, capsys)
    assert (code, "addresses that this one lacks: news/, news/result/" in said) == (OK, True)
    assert check(site, capsys, "--strict")[0] == FAULTS
    build(site, "-o", str(site / "output"))
    assert "news/result/" in check(site, capsys)[1]  # readers still have it


def test_nothing_is_lost_where_nothing_was_published(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(site, capsys) == (OK, "")
    build(site)
    assert check(site, capsys) == (OK, "")


# --- files beside texts -----------------------------------------------------------------------------


def test_files_beside_texts_are_published_as_they_are(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "content" / "news" / "Count-1.PNG").write_bytes(png())
    (site / "content" / "news" / "record.pdf").write_bytes(PDF)
    (site / "content" / "pages" / "map.png").write_bytes(png())
    (site / "content" / "favicon.png").write_bytes(png())
    note(
        site,
        "![People count](Count-1.PNG)\n\nSee [the record](record.pdf#page=2) and [more](https://example.org/record.pdf).",
    )
    note(site, "![A map](map.png)", "pages/where")
    out = build(site)
    for path, content in (("news/Count-1.PNG", png()), ("news/record.pdf", PDF), ("map.png", png())):
        assert (out / path).read_bytes() == content
    text = (out / "news/count/index.html").read_text()
    assert '<img src="../../news/Count-1.PNG" alt="People count">' in text.replace(
        'alt="People count" src="../../news/Count-1.PNG"', 'src="../../news/Count-1.PNG" alt="People count"'
    )
    assert 'href="../../news/record.pdf#page=2"' in text
    assert 'href="https://example.org/record.pdf"' in text
    assert 'src="../map.png"' in (out / "where/index.html").read_text()
    assert '<link rel="icon" href="../favicon.png">' in (out / "where/index.html").read_text()
    named = files_in((out / "manifest.json").read_bytes()) or {}
    assert {"news/Count-1.PNG", "news/record.pdf", "map.png", "favicon.png"} <= named.keys()
    assert main(["verify", str(out)]) == OK
    (site / "content" / "news" / "record.pdf").write_bytes(PDF + b"changed")
    assert (build(site) / "news/record.pdf").read_bytes() == PDF + b"changed"
    (site / "content" / "news" / "record.pdf").unlink()
    assert "the link 'record.pdf" in check(site, capsys)[1] or "leads to no page" in check(site, capsys)[1]


def test_all_languages_share_the_files(site: Path) -> None:
    path = site / "site.yml"
    path.write_text(re.sub(r"^language: .*\n", "", path.read_text(), flags=re.MULTILINE) + "languages: [en, es]\n")
    (site / "content" / "news" / "count.png").write_bytes(png())
    note(site, "![People count](count.png)")
    assert main(["build", "-C", str(site), "-q"]) == OK
    out = site / "output"
    (found,) = re.findall(r'src="([^"]+count\.png)"', (out / "es/news/count/index.html").read_text())
    assert urljoin("https://x/es/news/count/index.html", found) == "https://x/news/count.png"
    assert not (out / "es/news/count.png").exists()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("![ ](count.png)", "6:6: error[E125]"),
        ('<img src="count.png">', "error[E125]"),
        ("Text\n\n![][a]\n\n[a]: count.png", "error[E125]"),
        ("![A](https://example.org/a.png)", "warning[W621]: not published: the address 'https://example.org/a.png'"),
        ("<script>alert(1)</script>", "warning[W621]: not published: <script>"),
        ('<p onclick="x()">A</p>', "warning[W621]: not published: the attribute 'onclick' of <p>"),
        ("[A](data:text/html,x)", "warning[W621]: not published: the address 'data:text/html,x'"),
        ("[A](../nowhere/)", "warning[W620]: the link '../nowhere/' leads to no page of the site"),
        ("[A](../../president/index.htm)", "warning[W620]"),
        ("![A](other.png)", "warning[W620]: the link 'other.png'"),
    ],
)
def test_what_a_text_lacks_or_loses_is_said(
    site: Path, body: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "content" / "news" / "count.png").write_bytes(png())
    note(site, body)
    code, told = check(site, capsys)
    assert said in told
    assert code == (FAULTS if "E125" in said else OK)


@pytest.mark.parametrize(
    "body",
    [
        "`![](x.png)` and `<script>`",
        "    <script>\n\n1 < 2 and 3 > 2",
        "[A](../../president/), [B](../../president/index.html#_main), [C](#text-x), [D](mailto:a@example.org)",
        "[A](https://example.org/nowhere/) and [B](../../data/president/results.csv)",
        "A note[^1].\n\n[^1]: And *why*.\n\n| a | b |\n|:-:|--:|\n| 1 | 2 |",
        '![A "count"](count.png)',
    ],
)
def test_nothing_is_said_of_a_text_that_loses_nothing(
    site: Path, body: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "content" / "news" / "count.png").write_bytes(png())
    note(site, body)
    assert check(site, capsys) == (OK, "")


def test_links_with_the_address_of_the_site_are_checked(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = site / "site.yml"
    path.write_text(re.sub(r"^base_url: .*\n", "", path.read_text(), flags=re.MULTILINE))
    settings(site, "base_url: https://example.org/votes/\n")
    note(site, "[A](https://example.org/votes/president/) and [B](https://example.org/votes/mayor/)")
    assert re.findall(r"the link '(.*)' leads", check(site, capsys)[1]) == ["https://example.org/votes/mayor/"]
