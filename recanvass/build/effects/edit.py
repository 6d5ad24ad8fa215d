"""An edit of content compared with what is published: from the sources as they were read to what there is to say.

Owns the order of the steps. Must not print.
"""

from collections.abc import Mapping

from msgspec import Struct

from recanvass.build import pipeline
from recanvass.build.builder import OpenFacts
from recanvass.build.effects import guards, log, record, telling
from recanvass.build.effects.changes import Effect
from recanvass.build.effects.comparing import compare, is_same
from recanvass.build.effects.guards import BrokenGuard
from recanvass.build.pipeline import Loaded
from recanvass.core.diagnostics import Diagnostic
from recanvass.core.messages import worded
from recanvass.publish.published import SiteFiles

__all__ = ["EditEffect", "downloads_of", "effect_of", "is_same", "nothing"]


class EditEffect(Struct, frozen=True):
    """What an edit changes for readers, in lines and as a value for programs, and what of it has to be confirmed.

    `diagnostics` name the changes of figures that lack a reason.

    There is nothing in it if there is nothing published to compare with.
    """

    effect: Effect | None = None
    broken: tuple[BrokenGuard, ...] = ()
    lines: tuple[str, ...] = ()
    record: Mapping[str, object] | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


def downloads_of(loaded: Loaded) -> SiteFiles:
    """Return the downloads of the site as it would be now; each is made when it is asked for."""
    site = pipeline.downloads(loaded)
    facts = OpenFacts(site)
    return SiteFiles(worded("this site"), loaded.inputs, site.paths, lambda path: facts[path].hash, site.content)


def effect_of(loaded: Loaded, published: SiteFiles | None, new: SiteFiles | None = None) -> EditEffect:
    """Return what the site as it was read changes for readers of the published one. Raises PublishedError.

    `new` are the files of the site if they were made already.
    """
    if published is None or loaded.site is None or not loaded.results or loaded.as_of is not None:
        return EditEffect()
    effect = compare(published, new if new is not None else downloads_of(loaded), loaded.results)
    if effect is None:
        return EditEffect()
    broken = guards.broken(effect, loaded.site.confirm_above)
    lines = telling.lines(loaded.site, effect)
    values = record.as_record(loaded.site, effect, broken)
    return EditEffect(effect, broken, lines, values, tuple(log.diagnostics(loaded.site, broken)))


def nothing(published: SiteFiles) -> EditEffect:
    """Return that readers see the same numbers as before."""
    effect = Effect(published.name)
    return EditEffect(effect, lines=telling.lines(None, effect), record=record.as_record(None, effect, ()))
