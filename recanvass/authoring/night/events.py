"""What happens in a night, as it is told on the terminal and to others.

Owns the kinds of events and their sentences.
"""

from enum import StrEnum

from msgspec import Struct, field


class EventKind(StrEnum):
    """What happened."""

    READ = "read"
    HELD = "held"
    RELEASED = "released"
    NOT_WRITTEN = "not-written"
    PUBLISHED = "published"
    WAITING = "waiting"
    NOT_PUBLISHED = "not-published"
    SOURCE_AWAY = "source-away"
    SOURCE_BACK = "source-back"
    ALERT = "alert"
    NOTICE = "notice"


class NightEvent(Struct, frozen=True):
    """One thing that happened, with what there is to say of it line by line."""

    kind: EventKind
    lines: tuple[str, ...]
    values: dict[str, str] = field(default_factory=dict)
