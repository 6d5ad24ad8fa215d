"""What a night remembers between two readings, on disk, so that a night that was ended at any moment goes on.

Owns the folder `.recanvass/night` of a site. Every file in it is written whole or not at all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from recanvass.authoring.night.reading import Reading
from recanvass.authoring.night.recorded import ABOUT, DATA, encoded, names_in, put_folder
from recanvass.core.ids import AreaId, ContestId
from recanvass.publish import locks, state_files

FOLDER = ".recanvass/night"
_STATE, _LOCK, _HELD, _SCRATCH, _RELEASE = "state.json", "lock", "held", "scratch", "release"
_DIGITS = 4


class Accepted(Struct, frozen=True):
    """The last reading that went into the content, with which the next one is compared.

    `columns` are those of its table, `figures` the places it had figures of, each with its contest, and `is_ended` says
    that its last line ended.
    """

    sha256: str
    name: str
    as_of: datetime
    as_of_by: str
    columns: tuple[str, ...]
    figures: tuple[tuple[ContestId, AreaId], ...]
    is_ended: bool


class LastRead(Struct, frozen=True):
    """The last time that the source was asked, and the result."""

    at: datetime
    outcome: str
    as_of: datetime | None = None
    as_of_by: str = ""


class PublishedSite(Struct, frozen=True):
    """A site that was published: when, and as which commit, none where the branch had it already."""

    at: datetime
    commit: str = ""


class NightState(Struct, frozen=True):
    """What is remembered. `night` names the source and the release; another night begins with nothing remembered.

    `tag` is what the source is asked with, `handled` the hash of the last bytes that were judged, `writing` the files
    that were about to be written and committed, and `is_pending` says that a change is not published yet.
    `failing_since` is when the source stopped answering. `overdue` are the answers of which it was told that they are.
    """

    night: str = ""
    began: datetime | None = None
    tag: str = ""
    handled: str = ""
    last_read: LastRead | None = None
    accepted: Accepted | None = None
    writing: tuple[str, ...] = ()
    is_pending: bool = False
    published: tuple[PublishedSite, ...] = ()
    failing_since: datetime | None = None
    overdue: tuple[str, ...] = ()


class HeldReading(Struct, frozen=True, omit_defaults=True):
    """A reading that was held back, and why. `ended` says how it ended, nothing while it waits."""

    number: int
    at: datetime
    name: str
    tag: str
    sha256: str
    reasons: tuple[str, ...]
    modified: datetime | None = None
    modified_by: str = ""
    ended: str = ""


class NightFolder:
    """The folder of a night."""

    def __init__(self, root: Path) -> None:
        """Make the folder where it is missing."""
        self.path = root / FOLDER
        self._held = self.path / _HELD
        self._held.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Keep every other night away from this site; raises BusyError where there is one."""
        with locks.alone(self.path / _LOCK):
            yield

    def scratch(self) -> Path:
        """Return a folder for temporary files, in which nothing is left of a night that was killed."""
        path = (self.path / _SCRATCH).resolve()
        state_files.remove(str(path))
        path.mkdir()
        return path

    def load(self, night: str) -> NightState:
        """Return what is remembered of a night. Files that were about to be written count whatever night it was."""
        found = self.peek()
        kept = NightState(
            writing=found.writing, is_pending=found.is_pending, published=found.published, overdue=found.overdue
        )
        return found if found.night == night else replace(kept, night=night)

    def peek(self) -> NightState:
        """Return what is remembered, whatever night it is."""
        data = state_files.read(str(self.path / _STATE))
        try:
            return msgspec.json.decode(data, type=NightState) if data is not None else NightState()
        except msgspec.DecodeError:
            return NightState()

    def save(self, state: NightState) -> None:
        """Remember."""
        state_files.write(str(self.path / _STATE), encoded(state))

    def hold(self, reading: Reading, reasons: tuple[str, ...]) -> HeldReading:
        """Keep a reading that is held back, whole, and return it; the same bytes again get the new reasons."""
        every = self.held()
        same = next((one for one in every if one.sha256 == reading.sha256 and not one.ended), None)
        number = same.number if same is not None else max((one.number for one in every), default=0) + 1
        kept = HeldReading(
            number=number,
            at=reading.at,
            name=reading.name,
            tag=reading.tag,
            sha256=reading.sha256,
            reasons=reasons,
            modified=reading.modified,
            modified_by=reading.modified_by,
        )
        if same is not None:
            state_files.write(str(self._at(number) / ABOUT), encoded(kept))
        else:
            put_folder(self._at(number), {DATA: reading.data, ABOUT: encoded(kept)})
        return kept

    def held(self) -> tuple[HeldReading, ...]:
        """Return every reading that was held back, the first one first."""
        return tuple(
            msgspec.json.decode((self._held / name / ABOUT).read_bytes(), type=HeldReading)
            for name in names_in(self._held)
        )

    def waiting(self) -> tuple[HeldReading, ...]:
        """Return those of which nothing has come yet."""
        return tuple(one for one in self.held() if not one.ended)

    def reading(self, held: HeldReading) -> Reading:
        """Return a held reading as it was read."""
        data = (self._at(held.number) / DATA).read_bytes()
        return Reading(held.name, data, held.at, held.tag, {}, held.modified, held.modified_by)

    def end(self, held: HeldReading, ended: str) -> None:
        """Say how a held reading ended; its bytes stay."""
        state_files.write(str(self._at(held.number) / ABOUT), encoded(replace(held, ended=ended)))
        state_files.remove(str(self._at(held.number) / _RELEASE))

    def ask_to_release(self, number: int) -> None:
        """Leave word that a held reading is to be published all the same."""
        state_files.write(str(self._at(number) / _RELEASE), b"")

    def to_release(self) -> tuple[HeldReading, ...]:
        """Return the held readings about which that was said."""
        return tuple(one for one in self.waiting() if (self._at(one.number) / _RELEASE).exists())

    def forget_release(self, held: HeldReading) -> None:
        """Take back that word, since it was tried."""
        state_files.remove(str(self._at(held.number) / _RELEASE))

    def _at(self, number: int) -> Path:
        return self._held / f"{number:0{_DIGITS}}"
