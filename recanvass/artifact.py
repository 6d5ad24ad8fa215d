"""One file of the generated site, before it has bytes.

Owns the value that joins planning to rendering. Must not render, read or write anything.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file to be made: where it goes, what makes it and everything it shows.

    `path` is relative to the root of the site with forward slashes. `template` names the page template,
    or is None where `view` already is the file's bytes. The view is the file's whole dependency list: two
    artifacts with equal template and view have equal bytes.
    """

    path: str
    template: str | None
    view: object
