"""Views to bytes by way of the site's templates, and the faults of templates to diagnostics.

Owns the template environment. Must not compute, sort or build links: templates show what views hold.
"""

import re
from collections.abc import Iterator, Mapping, MutableMapping
from types import TracebackType
from typing import Any, Final, Protocol, cast

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    Environment,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
)
from jinja2.bccache import Bucket
from jinja2.ext import InternationalizationExtension
from jinja2.lexer import Token, TokenStream
from jinja2.parser import Parser

from recanvass.cache.fingerprint import seal, unseal
from recanvass.content.files import TEMPLATES
from recanvass.content.markdown import html_of
from recanvass.core.artifact import Artifact
from recanvass.core.diagnostics import Diagnostic, Span
from recanvass.core.messages import worded
from recanvass.text.catalogue import ENGLISH, Catalogue

_ENDINGS: Final = (".html", ".xml")
_INDENTATION: Final = re.compile(r"^[ \t]+", re.MULTILINE)
_VALUE: Final = re.compile(r"%\((\w+)\)s")
_ASSIGNED: Final = nodes.Name("_trans", "load")
_MISSING: Final = re.compile(
    r"'(?P<owner>[^']+)' (?:object )?has no attribute '(?P<name>[^']+)'$|'(?P<alone>[^']+)' is undefined$"
)


class TemplateFault(Exception):  # noqa: N818 -- it carries a fault of a template, which is no bug
    """A template cannot make a page; the diagnostic says where and why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        """Keep what is to be reported."""
        super().__init__(diagnostic)
        self.diagnostic = diagnostic


class _Loader(BaseLoader):
    """Finds templates by their path below the folder of templates.

    Jinja asks for a class of this kind. Here it is that each template gets our own `escape`, which remembers texts.
    """

    def __init__(self, templates: Mapping[str, str]) -> None:
        """Compile nothing yet."""
        self._templates = templates

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:
        """Return the text of a template, and where it is."""
        del environment
        path = f"{TEMPLATES}/{template}"
        source = self._templates.get(path)
        if source is None:
            raise TemplateNotFound(template)
        return _INDENTATION.sub("", source), path, None

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002
    ) -> Template:
        """Return a compiled template."""
        template = super().load(environment, name, globals)
        # Compiled code looks `escape` up among the names of its own module.
        template.root_render_func.__globals__["escape"] = html_of
        return template


class CodeCache(Protocol):
    """Keeps files from one run to the next, by names; each is of this very program and Python."""

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a file; None where there is none."""

    def write(self, name: str, content: bytes) -> None:
        """Keep a file, if that can be."""


class _Compiled(BytecodeCache):
    """Compiled templates as Jinja asks for them; a damaged file is as good as none."""

    def __init__(self, cache: CodeCache, language: str) -> None:
        self._cache = cache
        self._language = language

    def load_bytecode(self, bucket: Bucket) -> None:
        code = unseal(self._cache.read(self._name(bucket)) or b"", bytes)
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._cache.write(self._name(bucket), seal(bucket.bytecode_to_string()))

    def _name(self, bucket: Bucket) -> str:
        """Return a name that no other template has, nor the same one with another text or in another language."""
        return f"{bucket.key}-{bucket.checksum}-{self._language}"


class _Texts(InternationalizationExtension):
    """Puts the texts of the language in where a template is compiled, so that pages cost what they cost without it.

    `_("…")` is a text; what stands between `{% trans %}` and `{% endtrans %}` may have named values, and elements of
    HTML. Numbered things are views' own texts: a template that picks one by a number is not compiled.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the tokens of a template, with the text itself in place of each `_("…")`."""
        catalogue = _catalogue(self.environment)
        for token in stream:
            if (token.type, token.value) != ("name", "_") or stream.current.type != "lparen":
                yield token
                continue
            stream.expect("lparen")
            text = stream.expect("string")
            stream.expect("rparen")
            yield Token(text.lineno, "string", catalogue.text(text.value))

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        """Return the pieces of a text, and between them its values."""
        line = parser.stream.current.lineno
        found = super().parse(parser)
        # The first value, if it is a call, is assigned first: a number might be wanted twice.
        *first, last = found if isinstance(found, list) else [found]
        assigned = next((node.node for node in first if isinstance(node, nodes.Assign)), None)
        text = last.find(nodes.Call)
        if text is None or len(text.args) != 1 or not isinstance(text.args[0], nodes.Const):
            parser.fail("a text of a template has no plural; the view holds it ready", line)
        values = {
            keyword.key: assigned if assigned is not None and keyword.value == _ASSIGNED else keyword.value
            for keyword in text.kwargs
        }
        source = text.args[0].value
        kind = nodes.TemplateData if set('<&"') & set(source) else nodes.Const
        parts = enumerate(_VALUE.split(_catalogue(self.environment).text(source)))
        pieces = (values[part] if at % 2 else kind(part.replace("%%", "%"), lineno=line) for at, part in parts)
        return nodes.Output(list(pieces), lineno=line)


def _catalogue(environment: Environment) -> Catalogue:
    return cast("_Environment", environment).catalogue


class _Environment(Environment):
    """Jinja's environment with the catalogue that its templates are compiled with."""

    catalogue = ENGLISH
    newstyle_gettext = True


class Renderer:
    """The compiled templates of a site; each process makes its own.

    `templates` are sources by path, such as templates/pages/home.html; templates name each other by their path below
    the folder of templates. Indentation in a template is for its readers: it does not reach the page. Texts of
    templates are those of `catalogue`.
    """

    __slots__ = ("_environment", "templates")

    def __init__(
        self, templates: Mapping[str, str], cache: CodeCache | None = None, catalogue: Catalogue = ENGLISH
    ) -> None:
        """Compile nothing yet; what is compiled is kept in `cache`, and taken from it."""
        self.templates = templates
        self._environment = _Environment(
            extensions=(_Texts,),
            loader=_Loader(templates),
            bytecode_cache=_Compiled(cache, catalogue.language) if cache is not None else None,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        self._environment.catalogue = catalogue
        # Templates take plain attributes of plain values: the look-up of Jinja costs as much as all the rest of a page.
        self._environment.getattr = getattr  # type: ignore[method-assign,assignment]
        self._environment.globals.clear()
        del self._environment.filters["safe"]

    def check(self) -> tuple[Diagnostic, ...]:
        """Compile every template and return a diagnostic for each that cannot be read (E501)."""
        found = []
        for path in sorted(self.templates):
            if path.endswith(_ENDINGS):
                try:
                    self._environment.get_template(path.removeprefix(f"{TEMPLATES}/"))
                except TemplateError as error:
                    found.append(_diagnostic(self.templates, error, path, ""))
        return tuple(found)

    def render(self, artifact: Artifact, view: object) -> bytes:
        """Return the bytes of an artifact that shows a view.

        Raises TemplateFault: E501 where a template is missing or cannot be read, E502 where it fails on this page.
        """
        if artifact.template is None:
            raise TypeError(f"{artifact.path} has no template")
        path = f"{TEMPLATES}/{artifact.template}"
        try:
            return self._environment.get_template(artifact.template).render(page=view).encode()
        except Exception as error:
            if not isinstance(error, TemplateError) and _place(self.templates, error.__traceback__) is None:
                raise
            raise TemplateFault(_diagnostic(self.templates, error, path, artifact.path)) from error


def _diagnostic(templates: Mapping[str, str], error: Exception, path: str, page: str) -> Diagnostic:
    while_making = worded(" (while making %(page)s)", page=page) if page else ""
    path, line = _place(templates, error.__traceback__) or (path, 0)
    if isinstance(error, TemplateNotFound):
        span = _span(templates, path, line, "") if line else Span(f"{TEMPLATES}/{error.name}")
        message = worded(
            "there is no template '%(templates)s/%(error)s'%(while_making)s",
            templates=TEMPLATES,
            error=error.name,
            while_making=while_making,
        )
        return Diagnostic("E501", span, message, worded("check the spelling, or add the file"))
    if isinstance(error, TemplateSyntaxError):
        span = _span(templates, error.filename or path, error.lineno, "")
        return Diagnostic(
            "E501",
            span,
            worded(
                "this cannot be read: %(reason)s%(while_making)s",
                reason=_sentence(str(error.message)),
                while_making=while_making,
            ),
        )
    message, name, hint = _said(error)
    return Diagnostic("E502", _span(templates, path, line, name), message + while_making, hint)


def _said(error: Exception) -> tuple[str, str, str]:
    """Return what went wrong on a line of a template, the name it is about, and what to do."""
    match = _MISSING.search(str(error))
    if match is None:
        return worded("this fails: %(reason)s", reason=_sentence(str(error) or type(error).__name__)), "", ""
    name = match["name"] or match["alone"]
    if match["owner"] in ("None", "NoneType"):
        return (
            worded("there is nothing here to take '%(name)s' from", name=name),
            name,
            worded("ask first whether it is there: {% if … %}"),
        )
    return (
        worded("'%(name)s' is undefined", name=name),
        name,
        worded("recanvass/pages says which names each template may use"),
    )


def _place(templates: Mapping[str, str], traceback: TracebackType | None) -> tuple[str, int] | None:
    """Return the innermost place in a template that an error passed through."""
    place = None
    while traceback is not None:
        path = traceback.tb_frame.f_code.co_filename
        if path in templates:
            place = path, traceback.tb_lineno
        traceback = traceback.tb_next
    return place


def _span(templates: Mapping[str, str], path: str, line: int, name: str) -> Span:
    """Return where a name stands in a line, or the whole line."""
    lines = templates.get(path, "").split("\n", line)
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    match = re.search(rf"\b{re.escape(name)}\b", text) if name else None
    if match:
        return Span(path, line, match.start() + 1, len(name))
    shown = text.strip()
    return Span(path, line, len(text) - len(text.lstrip()) + 1, max(len(shown), 1)) if shown else Span(path, line, 1)


def _sentence(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")
