"""The settings of a CMS for notes, pages, requests, choices, rules and the site: Decap CMS, run locally.

Owns which field gets which widget. A record that may be written as a name is edited as a name. Figures and places are
never edited there. Every value is kept as the text that was typed, so that no program turns it into a number or a date.
"""

from collections.abc import Iterable, Mapping

from recanvass.authoring.editor_schemas import EVERYWHERE
from recanvass.content.schema.json_schema import Vocabulary
from recanvass.content.schema.keys import CONTEST, NEWS, PAGE, REVIEW, REVIEW_KIND, REVIEW_REQUESTED_BY, SITE
from recanvass.content.schema.records import Brief, Field, ListOf, Record, Type
from recanvass.content.schema.rule_keys import RULES_FILE
from recanvass.content.schema.scalars import Flag, OneOf, Reference, Text
from recanvass.core.model import Site

Widget = dict[str, object]

MAX_OPTIONS = 100
ADDRESS = "http://127.0.0.1:8081/api/v1"
_BODY: Widget = {"name": "body", "label": "Text", "widget": "markdown", "modes": ["raw"], "required": False}
_LONG = frozenset({"summary", "description", "note", "text", "reason"})


def config(folders: Iterable[str], site: Site | None, known: Mapping[str, Vocabulary]) -> Widget:
    """Return what Decap CMS reads as config.yml; `known` are the ids as `editor_schemas.vocabularies` returns them."""
    titles = {str(contest.id): contest.title for contest in site.contests} if site is not None else {}
    collections = [_notes("news", "Notes", NEWS, known[EVERYWHERE]), _notes("pages", "Pages", PAGE, known[EVERYWHERE])]
    files = [_file(("site", "The site"), "site.yml", SITE, known[EVERYWHERE])]
    for folder in folders:
        title, base = titles.get(folder, folder), f"content/contests/{folder}"
        collections.append(_reviews(folder, f"Requests: {title}", f"{base}/reviews", known[folder]))
        files.append(_file((folder, title), f"{base}/contest.yml", CONTEST, known[folder]))
    for name, title in site.rules.items() if site is not None else ():
        names = (f"rules-{name}", f"Rules: {title}")
        files.append(_file(names, f"content/rules/{name}.yml", RULES_FILE, known[EVERYWHERE]))
    settings: Widget = {"name": "settings", "label": "Settings and choices", "files": files}
    return {
        "backend": {"name": "proxy", "proxy_url": ADDRESS, "branch": "main"},
        "media_folder": "admin/media",
        "slug": {"encoding": "ascii", "clean_accents": True},
        "collections": [*collections, settings],
    }


def _notes(name: str, label: str, shape: Record, vocabulary: Vocabulary) -> Widget:
    return {
        "name": name,
        "label": label,
        "folder": f"content/{name}",
        "create": True,
        "extension": "md",
        "format": "yaml-frontmatter",
        "slug": "{{slug}}",
        "fields": [*_fields(shape, vocabulary, is_needed=True), _BODY],
    }


def _reviews(folder: str, label: str, path: str, vocabulary: Vocabulary) -> Widget:
    """Return the requests of a contest; the id of a new one is made of who asks and for what."""
    who, what = REVIEW_REQUESTED_BY.key, REVIEW_KIND.key
    return {
        "name": f"{folder}-reviews",
        "label": label,
        "folder": path,
        "create": True,
        "extension": "yml",
        "format": "yml",
        "identifier_field": who,
        "summary": f"{{{{{who}}}}}: {{{{{what}}}}}",
        "slug": f"{{{{{who}}}}}-{{{{{what}}}}}",
        "fields": _fields(REVIEW, vocabulary, is_needed=True),
    }


def _file(names: tuple[str, str], path: str, shape: Record, vocabulary: Vocabulary) -> Widget:
    name, label = names
    return {"name": name, "label": label, "file": path, "fields": _fields(shape, vocabulary, is_needed=True)}


def _fields(shape: Record, vocabulary: Vocabulary, *, is_needed: bool) -> list[Widget]:
    """Return the fields of a record; within a record that may be left out none is needed, since all may be empty."""
    made = ((field, _widget(_type_in_form(field.type), field.key, vocabulary)) for field in shape.fields)
    return [_field(field, widget, is_needed=is_needed) for field, widget in made if widget is not None]


def _type_in_form(kind: Type[object]) -> Type[object]:
    return kind.field.type if isinstance(kind, Brief) else kind


def _field(field: Field[object], widget: Widget, *, is_needed: bool) -> Widget:
    required = is_needed and field.is_required
    if isinstance(field.type, Record):
        widget = {**widget, "fields": _without_need(widget["fields"], is_needed=required)}
    label = field.key.replace("_", " ").capitalize()
    return {"name": field.key, "label": label, "hint": field.doc, "required": required, **widget}


def _without_need(fields: object, *, is_needed: bool) -> list[Widget]:
    listed: list[Widget] = fields if isinstance(fields, list) else []
    return [{**field, "required": is_needed and bool(field["required"])} for field in listed]


def _widget(kind: Type[object], key: str, vocabulary: Vocabulary) -> Widget | None:
    """Return the widget of a type, None for what is not edited here."""
    match kind:
        case Record():
            return {"widget": "object", "collapsed": True, "fields": _fields(kind, vocabulary, is_needed=True)}
        case ListOf(item):
            return _list(item, key, vocabulary)
        case OneOf(words):
            return _select({str(word.value): str(word.value) for word in words})
        case Flag():
            return _select({"true": "true", "false": "false"})
        case Reference(what, is_open):
            names = vocabulary.names.get(what, {})
            return _select(names) if 0 < len(names) <= MAX_OPTIONS and not is_open else {"widget": "string"}
    return {"widget": "text" if key in _LONG else "string"} if isinstance(kind, Text) else _typed(kind, vocabulary)


def _list(item: Type[object], key: str, vocabulary: Vocabulary) -> Widget:
    each = _widget(item, key, vocabulary) or {"widget": "string"}
    if "fields" in each:
        return {"widget": "list", "fields": each["fields"]}
    if each["widget"] == "select":
        return {**each, "multiple": True}
    return {"widget": "list", "field": {"name": "value", "label": "Value", **each}}


def _select(names: Mapping[str, str]) -> Widget:
    return {"widget": "select", "options": [{"label": label, "value": name} for name, label in names.items()]}


def _typed(kind: Type[object], vocabulary: Vocabulary) -> Widget | None:
    """Return a field for text of one form, None for what is no single value."""
    described = kind.json_schema(vocabulary)
    inner = described.get("else", described)
    pattern = inner.get("pattern") if isinstance(inner, dict) else None
    said = described.get("patternErrorMessage", "write lower-case letters, digits and hyphens")
    return {"widget": "string", "pattern": [pattern, said]} if pattern is not None else None
