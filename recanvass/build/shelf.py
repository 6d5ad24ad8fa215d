"""A site of which any file can be made by itself, when it is asked for.

Owns the making of single files, for looking at. Must not write any.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from msgspec import Struct, field

from recanvass.core.artifact import Artifact, Facts
from recanvass.pages.templates import Renderer


class Shelf(Struct, frozen=True):
    """The files of a site by path. `artifacts` may be added to while nothing was asked for yet."""

    renderer: Renderer
    artifacts: dict[str, Artifact] = field(default_factory=dict)

    def add(self, artifacts: Iterable[Artifact]) -> None:
        """Add files."""
        self.artifacts.update((artifact.path, artifact) for artifact in artifacts)

    def content(self, path: str) -> bytes:
        """Return the bytes of a file. Raises KeyError and render.TemplateFault."""
        artifact = self.artifacts[path]
        view = artifact.make()
        if artifact.template is not None:
            return self.renderer.render(artifact, view)
        return view if isinstance(view, bytes) else b"".join(cast("Iterable[bytes]", view))


class Made(Mapping[str, Facts]):
    """What becomes of each file of a shelf; a file is made to tell."""

    __slots__ = ("_known", "_shelf")

    def __init__(self, shelf: Shelf) -> None:
        """Make nothing yet."""
        self._shelf = shelf
        self._known: dict[str, Facts] = {}

    def __getitem__(self, path: str) -> Facts:
        if path not in self._known:
            content = self._shelf.content(path)
            self._known[path] = Facts(hashlib.sha256(content).hexdigest(), len(content))
        return self._known[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._shelf.artifacts)

    def __len__(self) -> int:
        return len(self._shelf.artifacts)
