"""What editors type as Markdown becomes safe HTML, whatever they type."""

import json
import time
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest

from recanvass.content.markdown import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_LINES,
    MAX_MARKS,
    MAX_MARKS_IN_ALL,
    SafeHtml,
    html_of,
    linked_data,
    problem,
    to_html,
)

URL_ATTRIBUTES = {"href", "src", "action", "formaction", "background", "poster", "data", "cite", "srcset"}
FORBIDDEN = {
    *("script", "style", "iframe", "object", "embed", "form", "input", "button", "svg", "math", "link", "meta"),
    *("base", "template", "video", "audio", "frame", "frameset", "textarea", "select", "noscript", "applet"),
}
EVIL_ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java&#9;script:alert(1)",
    "java&#10;script:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript&#x3A;alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://example.org/1",
    "ftp://example.org/",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "/\\evil.example/x",
    "/&#9;/evil.example/x",
    "&#47;&#47;evil.example/x",
    "view-source:https://example.org",
]
PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    '<img src="x" onerror="alert(1)" alt=\'"><script>alert(1)</script>\'>',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<iframe src=https://evil.example></iframe>",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<object data=https://evil.example></object><embed src=https://evil.example>",
    "<form action=https://evil.example><input name=q><button formaction=javascript:alert(1)>x</button></form>",
    "<style>@import url(https://evil.example)</style>",
    "<link rel=stylesheet href=https://evil.example>",
    '<meta http-equiv=refresh content="0;url=https://evil.example">',
    "<base href=https://evil.example>",
    '<p style="background:url(https://evil.example)">x</p>',
    '<div class="site lead" id=_main onclick=alert(1)>x</div>',
    '<h2 id="_main">x</h2>',
    '<a href="https://example.org" target=_blank onmouseover=alert(1)>x</a>',
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<video><source onerror=alert(1)></video>",
    "<body onload=alert(1)>",
    "<html><head><title></title><script>alert(1)</script>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<template><script>alert(1)</script></template>",
    "<textarea></textarea><script>alert(1)</script>",
    "<xmp><script>alert(1)</script></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<!--><script>alert(1)</script-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "</div></main><script>alert(1)</script>",
    "`</code><script>alert(1)</script>`",
    "    </pre><script>alert(1)</script>",
    "| a |\n|---|\n| <script>alert(1)</script> |",
    '| <img src=x onerror=alert(1)> |\n|:-:|\n| " onmouseover=alert(1) x=" |',
    "note[^x]\n\n[^x]: <script>alert(1)</script>",
    'note[^"><script>alert(1)</script>]\n\n[^"><script>alert(1)</script>]: x',
    "# <script>alert(1)</script>",
    "# x {: onclick=alert(1) }",
    '[x](https://example.org "\\" onmouseover=alert(1) ")',
    '![" onerror="alert(1)](x.png)',
    '[x][1]\n\n[1]: javascript:alert(1) "t"',
    "![x](https://evil.example/pixel.png)",
    "<img src=https://evil.example/pixel.png>",
    '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
    '<img srcset="https://evil.example/pixel.png 1x">',
    '<a href="https://example.org/\x00" x>y</a>',
    *(f"[x]({address})" for address in EVIL_ADDRESSES),
    *(f"<{address}>" for address in EVIL_ADDRESSES),
    *(f'<a href="{address}">x</a>' for address in EVIL_ADDRESSES),
    *(f'<img src="{address}" alt="x">' for address in EVIL_ADDRESSES),
]


def elements(html: str) -> Iterator[Element]:
    """Yield the elements that a browser would see, but those that it adds itself."""
    parsed = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return (element for element in parsed.iter() if isinstance(element.tag, str) and element is not parsed)


def plain(address: str) -> str:
    return "".join(char for char in address if char > " ").replace("\\", "/")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_survives(payload: str) -> None:
    for element in elements(to_html(payload)):
        assert element.tag not in FORBIDDEN
        for name, value in element.attrib.items():
            assert not str(name).startswith("on")
            assert name not in {"style", "srcset", "srcdoc", "target", "formaction", "action"}
            if name in URL_ATTRIBUTES:
                address = plain(value)
                assert not address.startswith("//")
                assert urlsplit(address).scheme in ({"", "http", "https", "mailto"} if name == "href" else {""})


@pytest.mark.parametrize("payload", PAYLOADS)
def test_ids_and_classes_cannot_meet_those_of_the_page(payload: str) -> None:
    for element in elements(to_html(payload)):
        assert element.get("id", "text-").startswith("text-")
        assert set(element.get("class", "").split()) <= {
            "footnote",
            "footnote-ref",
            "footnote-backref",
            "left",
            "center",
            "right",
        }


def test_footnotes_lead_there_and_back() -> None:
    found = list(elements(to_html("Text.[^1]\n\n[^1]: Source.")))
    ids = {element.get("id") for element in found}
    targets = {element.get("href", "") for element in found if element.tag == "a"}
    assert targets == {"#text-fn:1", "#text-fnref:1"}
    assert {target.removeprefix("#") for target in targets} <= ids


def test_tables_keep_their_alignment_as_classes() -> None:
    html = to_html("| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |")
    cells = [element for element in elements(html) if element.tag in {"th", "td"}]
    assert [cell.get("class") for cell in cells] == ["left", "center", "right"] * 2
    assert [cell.get("scope") for cell in cells] == ["col"] * 3 + [None] * 3
    assert "style=" not in html
    assert "align=" not in html


def test_words_that_look_like_alignment_stay() -> None:
    assert 'align="left"' in to_html('`<td align="left">`').replace("&quot;", '"')
    assert "&lt;td align=" in to_html('`<td align="left">`')


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# A\n\n## B\n\n# C", ["h2", "h3", "h2"]),
        ("## A\n\n### B", ["h2", "h3"]),
        ("### A\n\n###### B", ["h2", "h3"]),
        ("# A\n\n## B\n\n### C\n\n#### D\n\n##### E\n\n###### F", ["h2", "h3", "h4", "h5", "h6", "h6"]),
    ],
)
def test_headings_start_at_the_second_level(text: str, levels: list[str]) -> None:
    assert [element.tag for element in elements(to_html(text)) if element.tag.startswith("h")] == levels


def test_links_go_to_the_web_to_mail_and_to_the_site() -> None:
    text = "[a](https://example.org/?q=1) [b](mailto:a@example.org) [c](../data/index.html) [d](#here)"
    links = [element for element in elements(to_html(text)) if element.tag == "a"]
    assert [link.get("href") for link in links] == [
        "https://example.org/?q=1",
        "mailto:a@example.org",
        "../data/index.html",
        "#text-here",
    ]
    assert {link.get("rel") for link in links} == {"noopener"}


def test_a_link_inside_the_text_finds_its_heading() -> None:
    html = to_html("[down](#where-from)\n\n## Where from?")
    assert 'href="#text-where-from"' in html
    assert 'id="text-where-from"' in html


def test_pictures_of_the_site_stay_and_others_lose_their_address() -> None:
    kept, foreign = (
        element.attrib
        for element in elements(to_html("![a](map.png) ![b](https://x.example/y.png)"))
        if element.tag == "img"
    )
    assert kept == {"alt": "a", "src": "map.png"}
    assert foreign == {"alt": "b"}


def test_the_result_needs_no_further_marking() -> None:
    assert isinstance(to_html("*a*"), SafeHtml)
    assert to_html('*a* & "b"') == "<p><em>a</em> &amp; “b”</p>"


def test_table_of_contents_marker_and_attribute_lists_are_plain_words() -> None:
    html = to_html("[TOC]\n\n# A\n\nText {: .lead }")
    assert "[TOC]" in html
    assert "{: .lead }" in html


@pytest.mark.parametrize(
    "text",
    [
        ">" * 100_000,
        "> " * 40_000 + "x",
        "- " * 40_000 + "x",
        "1. " * 30_000 + "x",
        "\n".join("    " * depth + "- x" for depth in range(200)),
        "\n".join("\t" * depth + "- x" for depth in range(400)),
        "[" * 100_000,
        "![" * 50_000,
        "[x](" * 25_000,
        "[^1]" * 25_000 + "\n\n[^1]: x",
        "`a " * 33_000,
        "<div>" * 20_000,
        '<a b="' * 16_000,
        "x" * (MAX_CHARACTERS + 1),
    ],
    ids=lambda text: f"{text[:6]!r}x{len(text)}",
)
def test_what_is_too_deep_or_too_long_is_shown_as_typed(text: str) -> None:
    started = time.process_time()
    found = problem(text)
    html = to_html(text)
    assert found is not None
    assert found[0] >= 1
    assert html.startswith("<pre>")
    assert [element.tag for element in elements(html[:200] + "</pre>")] == ["pre"]
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "text",
    [
        "\n".join("    " * depth + "- x" for depth in range(MAX_DEPTH)),
        "> " * MAX_DEPTH + "x",
        "[" * MAX_MARKS,
        "*" * MAX_MARKS,
        "\n\n".join(["*a _b " * (MAX_MARKS // 2)] * (MAX_MARKS_IN_ALL // MAX_MARKS)),
        "# a\n" * MAX_LINES,
        "a\n===\n" * (MAX_LINES // 2),
        "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * (MAX_LINES - 2),
    ],
    ids=["list", "quotation", "brackets", "stars", "emphasis", "headings", "underlined", "table"],
)
def test_what_is_within_bounds_is_converted(text: str) -> None:
    assert problem(text) is None
    assert not to_html(text).startswith("<pre>")


UNITS = (
    *(
        "*a",
        "**a",
        "_a",
        " _a_",
        "*a*",
        "_*a",
        "***a",
        "a*b_c",
        '"a',
        "'a",
        "&a;",
        "&",
        "\\*",
        "a--",
        "''",
        "<a",
        "<b>",
        "!",
    ),
    *(
        "# a\n",
        "#\n",
        "a\n===\n",
        "===\n",
        "---\n",
        "-|-\n",
        "a\n\n",
        "**\n\n",
        "> a\n\n",
        "- a\n",
        "- a\n\n",
        "1. a\n",
    ),
    *("a  \n", "| a | b |\n", "[a]: b\n", "[^1]: x\n", "![a](b)", "[[lead]]", "[^1]", "<div>\n", "    a\n\n", ": a\n"),
)


@pytest.mark.parametrize("unit", UNITS)
def test_no_text_takes_long_whatever_it_repeats(unit: str) -> None:
    """As much of it as is let in, in one paragraph and in several, takes about a second; more ends in a message."""
    for text in (unit * 49_000, unit * (MAX_CHARACTERS // len(unit)), *most(unit)):
        started = time.process_time()
        to_html(text)
        assert time.process_time() - started < 2


def most(unit: str) -> Iterator[str]:
    """Yield the longest texts that repeat something and are converted."""
    for between in ("", "\n\n"):
        paragraph = next(
            (unit * count for count in (3_000, 1_500, 1_000, 500, 333, 250, 100) if problem(unit * count) is None), unit
        )
        counts = (count for count in (30, 20, 10, 6, 3, 1) if problem(between.join([paragraph] * count)) is None)
        yield between.join([paragraph] * next(counts, 1))


def test_a_problem_names_its_line() -> None:
    assert problem("a\n\nb\n" + "> " * 40 + "c") == (
        4,
        "lists and quotations are nested more than 32 levels deep",
    )
    assert problem("a\n\nb\n\n" + "[" * 1_001) == (
        5,
        "a paragraph has more than 1,000 brackets, asterisks, quotation marks and other signs",
    )
    assert problem("a\n\n" * 40 + "b") is None


def test_a_horizontal_rule_is_no_nesting() -> None:
    assert problem("* * *") is None
    assert "<hr>" in to_html("a\n\n* * *\n\nb")


def test_what_a_page_says_to_programs_ends_no_script() -> None:
    hostile = "</script><script>alert(1)</script><!-- & \N{LINE SEPARATOR}"
    text = linked_data({"name": hostile})
    assert not set("<>&") & set(text)
    assert json.loads(text) == {"@context": "https://schema.org", "name": hostile}


def test_text_is_escaped_and_safe_html_is_not_whichever_comes_first() -> None:
    for _ in range(2):
        assert html_of("<b>&'\"") == "&lt;b&gt;&amp;&#39;&#34;"
        assert html_of(SafeHtml("<b>&'\"")) == "<b>&'\""
        assert html_of(3) == "3"
