"""The settings of a CMS for notes, pages, requests, choices, rules and the site: Decap CMS, run locally.

Owns which field gets which widget. A record that may be written as a name is edited as a name. Figures and places are
never edited there. Every value stays the text that was typed, so no program turns it into a number or a date.
"""

from collections.abc import Iterable, Mapping

from recanvass.authoring.editor_schemas import EVERYWHERE
from recanvass.content.schema.ballot_keys import DayOrFlag, PartyNames
from recanvass.content.schema.json_schema import Vocabulary
from recanvass.content.schema.keys import ContestRecord, NoteRecord, PageRecord, RequestRecord, SiteRecord
from recanvass.content.schema.records import Brief, Field, ListOf, Record, Type, record_of
from recanvass.content.schema.rule_keys import RulesFileRecord
from recanvass.content.schema.scalars import Flag, OneOf, Reference, Text
from recanvass.content.schema.shares import Threshold, VoteFor
from recanvass.core.messages import worded
from recanvass.core.model import Site

Widget = dict[str, object]

MAX_OPTIONS = 100
ADDRESS = "http://127.0.0.1:8081/api/v1"
_BODY: Widget = {"name": "body", "label": "Text", "widget": "markdown", "modes": ["raw"], "required": False}
_LONG = frozenset({"summary", "description", "note", "text", "reason"})


def config(folders: Iterable[str], site: Site | None, known: Mapping[str, Vocabulary]) -> Widget:
    """Return what Decap CMS reads as config.yml; `known` are the ids as `editor_schemas.vocabularies` returns them."""
    titles = {str(contest.id): contest.title for contest in site.contests} if site is not None else {}
    collections = [
        _notes("news", "Notes", NoteRecord, known[EVERYWHERE]),
        _notes("pages", "Pages", PageRecord, known[EVERYWHERE]),
    ]
    files = [_file("site", "site.yml", SiteRecord, known[EVERYWHERE], label=worded("The site"))]
    for folder in folders:
        title, base = titles.get(folder, folder), f"content/contests/{folder}"
        collections.append(
            _requests(folder, worded("Requests: %(title)s", title=title), f"{base}/reviews", known[folder])
        )
        files.append(_file(folder, f"{base}/contest.yml", ContestRecord, known[folder], label=title))
    for name, title in site.rules.items() if site is not None else ():
        path, label = f"content/rules/{name}.yml", worded("Rules: %(title)s", title=title)
        files.append(_file(f"rules-{name}", path, RulesFileRecord, known[EVERYWHERE], label=label))
    settings: Widget = {"name": "settings", "label": worded("Settings and choices"), "files": files}
    return {
        "backend": {"name": "proxy", "proxy_url": ADDRESS, "branch": "main"},
        "media_folder": "admin/media",
        "slug": {"encoding": "ascii", "clean_accents": True},
        "collections": [*collections, settings],
    }


def _notes(name: str, label: str, shape: type[Record], vocabulary: Vocabulary) -> Widget:
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


def _requests(folder: str, label: str, path: str, vocabulary: Vocabulary) -> Widget:
    """Return the requests of a contest; the id of a new one is made of who asks and for what."""
    who, what = RequestRecord.requested_by.key, RequestRecord.kind.key
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
        "fields": _fields(RequestRecord, vocabulary, is_needed=True),
    }


def _file(name: str, path: str, shape: type[Record], vocabulary: Vocabulary, *, label: str) -> Widget:
    return {"name": name, "label": label, "file": path, "fields": _fields(shape, vocabulary, is_needed=True)}


def _fields(shape: type[Record], vocabulary: Vocabulary, *, is_needed: bool) -> list[Widget]:
    """Return the fields of a record. If the record may be left out, no field is needed, since all may be empty."""
    keys = shape.fields.values()
    fields = (_field(key, vocabulary, is_needed=is_needed and key.is_required) for key in keys)
    return [field for field in fields if field is not None]


def _field(field: Field[object], vocabulary: Vocabulary, *, is_needed: bool) -> Widget | None:
    kind = field.type
    if isinstance(kind, Brief):
        kind = kind.record.fields[kind.key].type
    record = record_of(kind)
    if record is not None:
        inner = _fields(record, vocabulary, is_needed=is_needed)
        widget: Widget | None = {"widget": "object", "collapsed": True, "fields": inner}
    else:
        widget = _widget(kind, field.key, vocabulary)
    if widget is None:
        return None
    label = field.key.replace("_", " ").capitalize()
    return {"name": field.key, "label": label, "hint": field.doc, "required": is_needed, **widget}


def _widget(kind: Type[object], key: str, vocabulary: Vocabulary) -> Widget | None:
    """Return the widget of a list or a single value, None if it is not edited here."""
    match kind:
        case ListOf(item):
            return _list(item, key, vocabulary)
        case OneOf():
            return _select({word: word for word in kind.known()})
        case Flag():
            return _select({"true": "true", "false": "false"})
        case Reference(what, is_open):
            names = vocabulary.names.get(what, {})
            return _select(names) if 0 < len(names) <= MAX_OPTIONS and not is_open else {"widget": "string"}
    if isinstance(kind, Text | PartyNames | DayOrFlag | Threshold | VoteFor):
        return {"widget": "text" if key in _LONG else "string"}
    return _pattern(kind, vocabulary)


def _list(item: Type[object], key: str, vocabulary: Vocabulary) -> Widget:
    record = record_of(item)
    if record is not None:
        return {"widget": "list", "fields": _fields(record, vocabulary, is_needed=True)}
    each = _widget(item, key, vocabulary) or {"widget": "string"}
    if each["widget"] == "select":
        return {**each, "multiple": True}
    return {"widget": "list", "field": {"name": "value", "label": "Value", **each}}


def _select(names: Mapping[str, str]) -> Widget:
    return {"widget": "select", "options": [{"label": label, "value": name} for name, label in names.items()]}


def _pattern(kind: Type[object], vocabulary: Vocabulary) -> Widget | None:
    """Return a widget for text of one form, None if the type is not a single value."""
    schema = kind.json_schema(vocabulary)
    inner = schema.get("else", schema)
    pattern = inner.get("pattern") if isinstance(inner, dict) else None
    message = schema.get("patternErrorMessage", worded("write lowercase letters, digits and hyphens"))
    return {"widget": "string", "pattern": [pattern, message]} if pattern is not None else None
