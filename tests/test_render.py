"""Every page template shows its whole view and nothing else, escaped; faults of templates name their line."""

import itertools
import re
import shutil
import sys
import types
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, TypeGuard, get_args, get_origin, get_type_hints
from xml.etree.ElementTree import Element

import html5lib
import pytest
from jinja2 import Environment, nodes
from msgspec import Struct, defstruct, structs

from recanvass.build import builder
from recanvass.content.markdown import SafeHtml
from recanvass.core.artifact import Artifact, ready
from recanvass.core.diagnostics import Report, location
from recanvass.pages.areas import AreaPage
from recanvass.pages.models import pages as views
from recanvass.pages.models import parts, result_parts, site_pages
from recanvass.pages.templates import Renderer, TemplateFault
from recanvass.publish import output_folder
from recanvass.publish.state_files import UserCache
from recanvass.text.developments import NOTHING
from tests.parsed import parsed

ROOT = Path(__file__).parent.parent
TEMPLATES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "templates").rglob("*"))
    if path.is_file()
}


def shape(cls: type) -> type:
    """Return a record of what a view makes when it is asked for it."""
    made = {name: made.func for one in reversed(cls.__mro__) for name, made in vars(one).items() if is_made(made)}
    return defstruct(cls.__name__, [(name, get_type_hints(f)["return"]) for name, f in made.items() if name[0] != "_"])


def is_made(value: object) -> TypeGuard[cached_property[Any]]:
    """Tell whether a part of a class is made when it is asked for."""
    return isinstance(value, cached_property)


AREA_PAGE = shape(AreaPage)
PAGES: dict[str, type] = {
    "pages/findings.html": views.FindingsPage,
    "pages/home.html": site_pages.HomePage,
    "pages/area.html": AREA_PAGE,
    "pages/areas.html": views.AreaListPage,
    "pages/choice.html": views.ChoicePage,
    "pages/releases.html": views.ReleasesPage,
    "pages/release.html": views.ReleasePage,
    "pages/reviews.html": views.RequestsPage,
    "pages/review.html": views.RequestPage,
    "pages/news.html": site_pages.NewsPage,
    "pages/note.html": site_pages.NotePage,
    "pages/page.html": site_pages.StandingPage,
    "pages/find.html": site_pages.FindPage,
    "pages/data.html": site_pages.DataPage,
    "pages/statement.html": views.StatementPage,
    "pages/embed.html": views.EmbedPage,
    "pages/404.html": site_pages.NotFoundPage,
    "pages/map.html": views.MapPage,
    "pages/moved.html": site_pages.MovedPage,
    "pages/corrections.html": site_pages.CorrectionsPage,
    "pages/office.html": site_pages.OfficePage,
    "pages/ballot.html": site_pages.BallotPage,
}
HOSTILE = [
    '"><script>alert(1)</script>',
    "</script><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    '" onmouseover="alert(1)',
    "{{7*7}}{% raw %}",
    "]]><img src=x onerror=alert(1)>",
    "</title></head><body onload=alert(1)>",
    "<!--<svg onload=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "`<iframe src=//evil.example>`",
]
SAFE_BODY = SafeHtml("<p>safe <em>body</em></p>")


def _is_part(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Struct)


class Samples:
    """Makes a view of any class, filled, empty or with one text in every place, from its annotations."""

    def __init__(self, *, text: str | None = None, is_empty: bool = False, flag: bool = True) -> None:
        self.text, self.is_empty, self.flag = text, is_empty, flag and not is_empty

    def view(self, cls: type) -> Any:
        hints = get_type_hints(cls)
        return cls(
            **{
                field.name: SAFE_BODY
                if field.name == "body"
                else self.value(hints[field.name], f"{cls.__name__}.{field.name}")
                for field in structs.fields(cls)
            }
        )

    def value(self, kind: Any, name: str) -> Any:
        if isinstance(kind, types.UnionType):
            kept = [part for part in get_args(kind) if part is not types.NoneType]
            return None if self.is_empty else self.value(kept[0], name)
        if get_origin(kind) is tuple:
            return self.items(get_args(kind), name)
        if _is_part(kind):
            return self.view(kind)
        if kind is str:
            return "" if self.is_empty else self.text or name
        return {bool: self.flag, int: 3}[kind]

    def items(self, kinds: tuple[Any, ...], name: str) -> tuple[Any, ...]:
        if kinds[-1] is not Ellipsis:
            return tuple(self.value(kind, name) for kind in kinds)
        if self.is_empty:
            return ()
        items = [self.value(kinds[0], name) for _ in range(2)]
        if kinds[0] is parts.Link:
            items[1] = structs.replace(items[1], is_current=False)
        return tuple(items)


def with_and_without(view: Any) -> Iterator[Any]:
    """Yield a view as it is, and without each of the parts that it may lack: some templates show others instead."""
    yield view
    hints = get_type_hints(type(view))
    for field in structs.fields(type(view)):
        if types.NoneType in get_args(hints[field.name]):
            yield structs.replace(view, **{field.name: None})


class Recorder:
    """Stands for a view and notes which of its fields a template reads."""

    def __init__(self, view: Any, seen: set[tuple[str, str]]) -> None:
        self._view, self._seen = view, seen

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._view, name)
        self._seen.add((type(self._view).__name__, name))
        return recorded(value, self._seen)


def recorded(value: Any, seen: set[tuple[str, str]]) -> Any:
    if isinstance(value, Struct):
        return Recorder(value, seen)
    return tuple(recorded(item, seen) for item in value) if isinstance(value, tuple) else value


def reachable(cls: Any) -> Iterator[type]:
    if _is_part(cls):
        yield cls
        for kind in get_type_hints(cls).values():
            yield from reachable(kind)
    for part in get_args(cls):
        yield from reachable(part)


def made(template: str, view: Any, templates: dict[str, str] | None = None) -> str:
    return (
        Renderer(TEMPLATES if templates is None else templates)
        .render(Artifact("x/index.html", template, lambda: view), view)
        .decode()
    )


def elements(html: str) -> Iterator[Element]:
    parsed: Any = html5lib.parse(html, namespaceHTMLElements=False)
    return (element for element in parsed.iter() if isinstance(element.tag, str))


def page_of(**sources: str) -> dict[str, str]:
    return {f"templates/pages/{name}.html": text for name, text in sources.items()}


def fault_of(templates: dict[str, str], name: str = "pages/one.html", view: Any = None) -> tuple[str, str, str]:
    with pytest.raises(TemplateFault) as caught:
        made(name, view, templates)
    found = caught.value.diagnostic
    return found.code, location(found.span), found.message


def test_every_page_template_has_its_view() -> None:
    assert {path.removeprefix("templates/") for path in TEMPLATES if path.startswith("templates/pages/")} == set(PAGES)


def test_every_component_with_styles_has_the_same_name() -> None:
    styles = {Path(path).stem for path in TEMPLATES if path.startswith("templates/styles/")}
    styled = styles - {"tokens", "base", "choices", "print"}
    stems = {Path(path).stem for path in TEMPLATES if path.endswith(".html")}
    assert styled <= stems


@pytest.mark.parametrize("template", PAGES)
def test_a_template_reads_every_field_of_its_view(template: str) -> None:
    seen: set[tuple[str, str]] = set()
    for view in with_and_without(Samples().view(PAGES[template])):
        made(template, Recorder(view, seen))
    cls = PAGES[template]
    assert {field.name for field in structs.fields(cls)} == {name for owner, name in seen if owner == cls.__name__}


def test_every_field_of_every_part_is_read_by_some_template() -> None:
    seen: set[tuple[str, str]] = set()
    for template, cls in PAGES.items():
        for samples in (Samples(), Samples(flag=False)):
            for view in with_and_without(samples.view(cls)):
                made(template, Recorder(view, seen))
    classes = {part for cls in PAGES.values() for part in reachable(cls)}
    assert seen == {(cls.__name__, field.name) for cls in classes for field in structs.fields(cls)}


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.endswith(".html")])
def test_templates_name_only_what_views_hold(path: str) -> None:
    known = {field.name for cls in PAGES.values() for part in reachable(cls) for field in structs.fields(part)}
    getters = parsed(TEMPLATES[path]).find_all(nodes.Getattr)
    read = {node.attr for node in getters if not (isinstance(node.node, nodes.Name) and node.node.name == "loop")}
    assert read <= known


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.endswith(".html")])
def test_templates_compute_nothing_and_mark_nothing_safe(path: str) -> None:
    tree = parsed(TEMPLATES[path])
    assert {node.name for node in tree.find_all(nodes.Filter)} <= {"selectattr", "list"}
    arithmetic = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Concat)
    assert not list(tree.find_all(arithmetic))
    assert "autoescape" not in TEMPLATES[path]
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", TEMPLATES[path])


@pytest.mark.parametrize("template", PAGES)
def test_an_empty_view_is_a_whole_page(template: str) -> None:
    html = made(template, Samples(is_empty=True).view(PAGES[template]))
    assert html.startswith("<!doctype html>")
    assert html.rstrip().endswith("</html>")
    assert [element.tag for element in elements(html)].count("h1") == 1


@pytest.mark.parametrize("template", PAGES)
def test_headings_come_in_order(template: str) -> None:
    html = made(template, Samples().view(PAGES[template]))
    levels = [int(element.tag[1]) for element in elements(html) if re.fullmatch(r"h[1-6]", element.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("template", PAGES)
def test_rows_of_tables_are_as_wide_as_their_heads_and_ids_are_unique(template: str) -> None:
    found = list(elements(made(template, Samples().view(PAGES[template]))))
    for table in (element for element in found if element.tag == "table"):
        widths = {len(list(row)) for row in table.iter("tr")}
        assert len(widths) == 1
        assert all(head.get("scope") in {"col", "row"} for head in table.iter("th"))
    links = {element.get("href", "") for element in found if element.tag == "a"}
    assert "#_main" in links or template == "pages/embed.html"
    assert [element.get("id") for element in found].count("_main") == 1


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("template", PAGES)
def test_hostile_text_in_every_field_stays_text(template: str, text: str) -> None:
    plain = list(elements(made(template, Samples(text="x").view(PAGES[template]))))
    hostile = list(elements(made(template, Samples(text=text).view(PAGES[template]))))
    assert [element.tag for element in hostile] == [element.tag for element in plain]
    for element, expected in zip(hostile, plain, strict=True):
        assert element.attrib.keys() == expected.attrib.keys()
        assert not any(str(name).startswith("on") for name in element.attrib)
    (heading,) = (element for element in hostile if element.tag == "h1")
    said = "".join(heading.itertext())
    assert text in said
    assert not said.replace(text, "").strip(": \n")


def test_the_body_of_a_note_is_shown_as_it_is() -> None:
    assert str(SAFE_BODY) in made("pages/note.html", Samples().view(site_pages.NotePage))
    plain = structs.replace(Samples().view(site_pages.NotePage), body="<b>unmarked</b>")
    assert "&lt;b&gt;unmarked" in made("pages/note.html", plain)


def test_a_precinct_page_of_a_plain_contest_is_small() -> None:
    row = result_parts.ResultRow(
        "Ada Byron", "../../choice/ada/index.html", "Green", 1, "1,234", "43.2%", "", "43.2", "", "", ""
    )
    table = result_parts.ResultTable(
        id="votes",
        title="Votes",
        short="Votes",
        unit="votes",
        is_deciding=True,
        is_one_of_several=False,
        has_candidates=True,
        since="",
        has_percents=True,
        has_printed_percents=False,
        rows=(row,) * 6,
        few=6,
        folds="",
        zeros=(),
        file="../../../data/mayor/results.csv",
        total="2,345",
        total_change="",
        remarks=(),
    )
    base = Samples(is_empty=True).view(AREA_PAGE)
    links = tuple(parts.Link("Find a place", "../../../find/index.html") for _ in range(6))
    frame = structs.replace(
        base.frame, navigation=links, breadcrumbs=links[:3], policy="x" * 200, stamp=Samples().view(parts.Stamp)
    )
    page = structs.replace(
        base,
        frame=frame,
        tables=(table,),
        heading="Precinct 1",
        lead=parts.LeadLine("a", NOTHING, "b"),
        facts=tuple(parts.Fact("County", "Scott", "../x/index.html") for _ in range(4)),
    )
    html = made("pages/area.html", page)
    assert len(html.encode()) <= 5_200
    assert "\n\n" not in html
    assert not re.search(r"^[ \t]", html, re.MULTILINE)


def test_indentation_of_values_is_kept() -> None:
    templates = page_of(one="{% if page %}\n  <pre>{{ page }}</pre>\n{% endif %}")
    assert made("pages/one.html", "a\n    b", templates) == "<pre>a\n    b</pre>\n"


def test_an_unknown_name_is_reported_where_it_stands() -> None:
    templates = page_of(one="<p>\n  <b>{{ page.heading }}</b> {{ page.headng }}\n</p>")
    view = Samples().view(site_pages.NewsPage)
    code, where, message = fault_of(templates, view=view)
    assert (code, where) == ("E502", "templates/pages/one.html:2:37")
    assert message == "'headng' is undefined (while making x/index.html)"


def test_an_unknown_name_in_a_component_is_reported_there() -> None:
    component = "{% macro lead(line) %}\n<p>\n{{ line.words }}</p>\n{% endmacro %}"
    templates = {
        **page_of(one='{% from "components/lead.html" import lead %}\n\n{{ lead(page) }}'),
        "templates/components/lead.html": component,
    }
    code, where, message = fault_of(templates, view=parts.LeadLine("a", NOTHING, "b"))
    assert (code, where) == ("E502", "templates/components/lead.html:3:9")
    assert "'words'" in message


def test_a_name_of_nothing_says_so() -> None:
    view = Samples(is_empty=True).view(site_pages.NotePage)
    _, where, message = fault_of(page_of(one="{{ page.source.text }}"), view=view)
    assert where == "templates/pages/one.html:1:16"
    assert message == "there is nothing here to take 'text' from (while making x/index.html)"


def test_a_line_that_fails_is_reported_with_its_line() -> None:
    code, where, _ = fault_of(page_of(one="<p>\n\n  {{ page + 1 }}\n"), view="a")
    assert (code, where) == ("E502", "templates/pages/one.html:3:3")


def test_a_template_that_cannot_be_read_is_reported_with_its_line() -> None:
    code, where, message = fault_of(page_of(one="<p>\n{% if page %}\n"), view="a")
    assert (code, where) == ("E501", "templates/pages/one.html:2:1")
    assert message.startswith("this cannot be read: unexpected end of template")
    assert message.endswith("(while making x/index.html)")


def test_missing_templates_are_reported() -> None:
    assert fault_of({})[:2] == ("E501", "templates/pages/one.html")
    code, where, message = fault_of(page_of(one="\n{% include 'components/no.html' %}"))
    assert (code, where) == ("E501", "templates/pages/one.html:2:1")
    assert message.startswith("there is no template 'templates/components/no.html'")


@pytest.mark.parametrize("source", ["{{ page|safe }}", "{{ range(3) }}", "{{ cycler(1) }}", "{{ lipsum() }}"])
def test_templates_get_no_way_around_escaping_and_no_functions(source: str) -> None:
    code, where, _ = fault_of(page_of(one=source), view="a")
    assert code in {"E501", "E502"}
    assert where.startswith("templates/pages/one.html:1:")


def test_all_broken_templates_are_reported_once_and_the_others_are_made(tmp_path: Path) -> None:
    templates = {
        **page_of(one="{{ page.no }}", two="\n{% fi %}", three="{{ page }}", four="{% endif %}"),
        "templates/components/unused.html": "{% macro %}",
    }
    names = ["one", "one", "two", "three", "two"]
    artifacts = [Artifact(f"{index}.html", f"pages/{name}.html", lambda: "v") for index, name in enumerate(names)]
    renderer = Renderer(templates)
    report = Report()
    report.items += renderer.check()
    with output_folder.taken(tmp_path / "out", root=tmp_path / "site") as folder:
        output_folder.prepare(folder, [artifact.path for artifact in artifacts])
        made = builder.make(builder.Job(folder, artifacts, 5, {"": renderer}, {}), range(5), {})
    assert [(file.path, file.facts.size) for file in made.files] == [("3.html", 1)]
    report.items += made.faults
    assert sorted({(item.code, location(item.span)) for item in report.ordered()}) == [
        ("E501", "templates/components/unused.html:1:1"),
        ("E501", "templates/pages/four.html:1:1"),
        ("E501", "templates/pages/two.html:2:1"),
        ("E502", "templates/pages/one.html:1:9"),
    ]
    assert "while making 0.html" in next(item.message for item in made.faults if item.code == "E502")


def test_our_own_templates_are_whole() -> None:
    assert Renderer(TEMPLATES).check() == ()


def test_what_has_no_template_is_not_rendered() -> None:
    renderer = Renderer({})
    with pytest.raises(TypeError):
        renderer.render(ready("a.csv", b"1,2"), b"1,2")


def test_data_is_no_template() -> None:
    view = structs.replace(Samples().view(site_pages.NewsPage), heading="{{ page.frame }}{% if %}")
    assert "{{ page.frame }}{% if %}" in made("pages/news.html", view)


@pytest.fixture
def cache_of_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "recanvass" / "templates"


def shown_by(version: str) -> bytes:
    renderer = Renderer(page_of(one="<b>{{ page }}</b>"), UserCache("templates", version))
    return renderer.render(Artifact("a.html", "pages/one.html", lambda: "&"), "&")


def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what comes to hold the names of templates that are compiled."""
    names: list[str] = []
    compile_ = Environment.compile

    def noted(self: Environment, source: Any, name: str, *more: Any) -> Any:
        names.append(name)
        return compile_(self, source, name, *more)

    monkeypatch.setattr(Environment, "compile", noted)
    return names


def test_a_template_is_compiled_once_for_each_version(cache_of_user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = compiled(monkeypatch)
    assert shown_by("1") == shown_by("1") == b"<b>&amp;</b>"
    assert names == ["pages/one.html"]
    assert shown_by("2") == b"<b>&amp;</b>"
    assert names == ["pages/one.html"] * 2
    assert [path.name for path in cache_of_user.iterdir()] == ["2"]


def test_a_damaged_template_is_compiled_again(cache_of_user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown_by("1")
    names = compiled(monkeypatch)
    (kept,) = (cache_of_user / "1").iterdir()
    content = kept.read_bytes()
    for spoilt in (b"", content[:40], content[:-1] + b"?", b"x" * len(content)):
        kept.write_bytes(spoilt)
        assert shown_by("1") == b"<b>&amp;</b>"
    assert len(names) == 4
    assert kept.read_bytes() == content


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no such rights there")
def test_nothing_is_run_that_others_may_have_written(cache_of_user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown_by("1")
    names = compiled(monkeypatch)
    for folder in (cache_of_user, cache_of_user / "1"):
        folder.chmod(0o777)
        assert shown_by("1") == b"<b>&amp;</b>"
        folder.chmod(0o700)
    assert len(names) == 2
    shutil.move(cache_of_user, cache_of_user.parent / "elsewhere")
    cache_of_user.symlink_to("elsewhere")
    assert shown_by("1") == b"<b>&amp;</b>"
    assert len(names) == 3


def test_where_no_folder_can_be_had_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cache").write_text("a file")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert shown_by("1") == b"<b>&amp;</b>"
    assert (tmp_path / "cache").read_text() == "a file"
