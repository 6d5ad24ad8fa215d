"""The languages of a site: the first stands at its root, each further one below a folder of its own."""

import re
from typing import Final

from msgspec import Struct

ENGLISH: Final = "en"
CODE: Final = re.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""What the code of a language looks like, for example es or es-MX."""


class Languages(Struct, frozen=True):
    """All languages of a site in its own order, and the one of them that is read."""

    all: tuple[str, ...] = (ENGLISH,)
    read: str = ENGLISH

    @property
    def first(self) -> str:
        """The language at the root of the site."""
        return self.all[0]

    @property
    def others(self) -> tuple[str, ...]:
        """All languages but the first."""
        return self.all[1:]

    def of(self, path: str) -> str:
        """Return the language of the note or page in a file, by the name of the file."""
        return self.read if path.endswith(f".{self.read}.md") else self.first

    def folder(self, language: str) -> str:
        """Return the folder in which the pages of a language stand, with a slash; empty for the first."""
        return f"{language.lower()}/" if language != self.first else ""
