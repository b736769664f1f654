"""An update of a camera's picture, on its way and when it is over."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from homeassistant.core import Context
from homeassistant.util import dt as dt_util

from .api import BlinkError, Progress

# Why there is no picture if the account was taken down; no BlinkError has this reason.
NOT_LOADED: Final = "not_loaded"

UPDATED: Final = "updated"

# Why an update has no picture: the reasons of the BlinkErrors that can end one.
REASONS: Final = (
    "app_outdated",
    "asleep",
    "bad_answer",
    "bad_picture",
    "blocked",
    "busy",
    "cannot_connect",
    "cooling_down",
    "failed",
    "invalid_auth",
    "offline",
    "refused",
    "removed",
    "simulated_cloud",
    "timeout",
    "unchanged",
)


class Source(StrEnum):
    """Who took a picture: ELSEWHERE is Blink's app, a motion clip, or a client."""

    BUTTON = "button"
    ACTION = "action"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, kw_only=True, slots=True)
class UpdateResult:
    """An update of a thumbnail that is over.

    `reason` is the word of the BlinkError that ended it, None for a new picture,
    `error` its kind, `codes` what Blink said in numbers, and `message` what the user
    was told, in Home Assistant's language: that may name the camera, and is for nobody
    else. `context` says who asked for it, and `address` is the Unix time that the new
    picture goes by.

    In seconds, and None if it was not ours: `duration` is how long all of it took,
    `waited` how long until its turn came, `busy` how long until Blink took the command,
    which was sent `attempts` times. `thumbnail` is the camera's new one, also if its
    picture could not be downloaded.
    """

    at: datetime
    source: Source
    context: Context | None = None
    reason: str | None = None
    error: str | None = None
    codes: Mapping[str, int] = field(default_factory=dict)
    duration: float | None = None
    waited: float | None = None
    busy: float | None = None
    attempts: int = 0
    thumbnail: str | None = None
    message: str | None = None
    address: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return what is kept of it on disk."""
        return {
            "at": self.at.isoformat(),
            "source": self.source,
            "reason": self.reason,
            "error": self.error,
            "codes": dict(self.codes),
            "duration": self.duration,
            "waited": self.waited,
            "busy": self.busy,
            "attempts": self.attempts,
            "message": self.message,
            "address": self.address,
        }

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> Self:
        """Return what was kept.

        Raises:
            KeyError, TypeError, ValueError: It is no update that this version knows.
        """
        if kept["reason"] not in (None, *REASONS):
            raise ValueError
        return cls(
            **{
                **kept,
                "at": datetime.fromisoformat(kept["at"]),
                "source": Source(kept["source"]),
            }
        )


class OngoingUpdate:
    """An update of a thumbnail on its way."""

    def __init__(self, source: Source, context: Context | None) -> None:
        """Start to count the time."""
        self.progress = Progress()
        self.context = context
        self._at = dt_util.utcnow()
        self._source = source
        self._clock = asyncio.get_running_loop().time
        self._asked_at = self._clock()

    def end(
        self,
        error: BlinkError | None = None,
        message: str | None = None,
        address: int | None = None,
    ) -> UpdateResult:
        """Return the update that is over now, with a new picture or an error."""
        started_at = self.progress.started_at or self._asked_at
        return UpdateResult(
            at=self._at,
            source=self._source,
            context=self.context,
            reason=error.reason if error else None,
            error=type(error).__name__ if error else None,
            codes=error.codes if error else {},
            duration=round(self._clock() - self._asked_at, 1),
            waited=round(started_at - self._asked_at, 1),
            busy=round(self.progress.busy_seconds, 1),
            attempts=self.progress.attempts,
            thumbnail=self.progress.thumbnail,
            message=message,
            address=address,
        )
