"""The time, and waiting: real, or as a recorded night is played.

Owns the only clock of a night.
"""

from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Protocol


class Clock(Protocol):
    """What the loop asks for the time, and what it waits by."""

    def now(self) -> datetime:
        """Return the time, with its offset."""

    def wait(self, seconds: float, wake: Event) -> None:
        """Return after so many seconds of this clock, or once `wake` is set."""


class RealClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """Return the time."""
        return datetime.now(UTC)

    def wait(self, seconds: float, wake: Event) -> None:
        """Wait, or return at once where `wake` is set."""
        wake.wait(max(0.0, seconds))


class PlayedClock:
    """A clock that begins when a recorded night began and runs `speed` times as fast. It only moves by waiting."""

    def __init__(self, begin: datetime, speed: float) -> None:
        """Begin at the time at which the night began."""
        self._now = begin
        self._speed = speed

    def now(self) -> datetime:
        """Return the time of that night."""
        return self._now

    def wait(self, seconds: float, wake: Event) -> None:
        """Wait a fraction of that time, after which all of it has passed."""
        if not wake.wait(max(0.0, seconds) / self._speed):
            self._now += timedelta(seconds=max(0.0, seconds))
