"""New places as files of content/places/.

Owns in which file a place goes. A file that is there gets lines at its end and is not touched otherwise.
"""

from collections.abc import Iterable, Mapping
from itertools import groupby

from recanvass.authoring.importing import texts
from recanvass.authoring.importing.areas import NewPlace, slug_of
from recanvass.authoring.importing.changes import NewText
from recanvass.authoring.importing.edits import Folder, appended
from recanvass.content.files import CONTENT, SourceFile
from recanvass.content.syntax import Keys, Node, Scalar, read_yaml
from recanvass.core.diagnostics import Report
from recanvass.core.ids import KindId
from recanvass.core.model import Kind


def place_texts(new: Iterable[NewPlace], kinds: Mapping[KindId, Kind], folder: Folder) -> list[NewText]:
    """Return the files of new places, one a kind and parent."""
    made = []
    ordered = sorted(new, key=lambda one: (one.kind, one.parent or ""))
    for (kind, parent), group in groupby(ordered, key=lambda one: (one.kind, one.parent)):
        of_one = list(group)
        stem = parent or kind
        path, indent = _places_file(
            f"{CONTENT}/places/{slug_of(kinds[kind].plural) or kind}/{stem}", kind, parent, folder.files
        )
        lines = "".join(_place_line(one, indent) for one in of_one)
        text = folder.text(path)
        if path not in folder.files:
            parent_line = f"parent: {texts.scalar(parent)}\n" if parent is not None else ""
            lines = f"kind: {texts.scalar(kind)}\n{parent_line}places:\n{lines}"
        made.append(NewText(path, text.applied([appended(text, lines)]), len(of_one)))
    return made


def _place_line(place: NewPlace, indent: int) -> str:
    pairs = [f"name: {texts.scalar(place.name)}"]
    pairs += [f"{key}: {text}" for key, text in place.further.items()]
    return f"{' ' * indent}{texts.scalar(place.id)}: {{{', '.join(pairs)}}}\n"


def _places_file(stem: str, kind: str, parent: str | None, files: Mapping[str, SourceFile]) -> tuple[str, int]:
    """Return a file to which places of a kind and parent can be added at the end, and their indentation."""
    number = 1
    while True:
        path = f"{stem}{'' if number == 1 else f'-{number}'}.yml"
        if path not in files:
            return path, 2
        root = read_yaml(files[path], Report())
        keys = {key.text: value for key, value in root.entries} if isinstance(root, Keys) else {}
        heads = [_word(keys.get("kind")), _word(keys.get("parent"))]
        node = keys.get("places")
        is_last = bool(keys) and list(keys)[-1] == "places" and "\n..." not in files[path].text
        is_block = isinstance(node, Keys) and bool(node.entries) and node.column == node.entries[0][0].column
        if heads == [kind, parent] and is_last and isinstance(node, Keys) and is_block:
            return path, node.column - 1
        number += 1


def _word(node: Node | None) -> str | None:
    return node.text if isinstance(node, Scalar) else None
