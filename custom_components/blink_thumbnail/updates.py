"""What became of the last updates of each camera."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Final

from homeassistant.core import CALLBACK_TYPE, Context, callback
from homeassistant.util import dt as dt_util

from .api import BlinkError, Progress

# Why there is no picture if the account was taken down; no BlinkError has this reason.
NOT_LOADED: Final = "not_loaded"

_KEPT: Final = 20


class Source(StrEnum):
    """Who took a picture: ELSEWHERE is Blink's app, a motion clip, or a client."""

    BUTTON = "button"
    ACTION = "action"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, kw_only=True, slots=True)
class UpdateResult:
    """An update of a thumbnail that is over.

    `reason` is the word of the BlinkError that ended it, None for a new picture,
    `error` its kind, and `codes` what Blink said in numbers. What Blink said in words
    is not kept, since it may name the camera. `context` says who asked for it.

    In seconds, and None if it was not ours: `duration` is how long all of it took,
    `waited` how long until its turn came, `busy` how long until Blink took the command,
    which was sent `attempts` times. `thumbnail` is the camera's new one, also if its
    picture could not be had.
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

    def end(self, error: BlinkError | None = None) -> UpdateResult:
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
        )


class UpdateHistory:
    """The last updates of each camera, by Camera.key."""

    def __init__(self) -> None:
        """Start with none."""
        self._updates: defaultdict[str, deque[UpdateResult]] = defaultdict(
            partial(deque, maxlen=_KEPT)
        )
        self._listeners: dict[str, Callable[[UpdateResult], None]] = {}

    def __getitem__(self, camera_key: str) -> list[UpdateResult]:
        """Return the last updates of a camera, the oldest first."""
        return list(self._updates[camera_key])

    def took(self, camera_key: str, thumbnail: str | None) -> bool:
        """Return if a camera's thumbnail is one that an update of ours has taken."""
        return any(one.thumbnail == thumbnail for one in self._updates[camera_key])

    @callback
    def async_add(self, camera_key: str, update: UpdateResult) -> None:
        """Keep an update, and tell who listens to the camera."""
        self._updates[camera_key].append(update)
        if listener := self._listeners.get(camera_key):
            listener(update)

    @callback
    def async_listen(
        self, camera_key: str, listener: Callable[[UpdateResult], None]
    ) -> CALLBACK_TYPE:
        """Call a listener with a camera's updates; return what unsubscribes."""
        self._listeners[camera_key] = listener

        def remove_listener() -> None:
            """Unsubscribe."""
            del self._listeners[camera_key]

        return remove_listener
