"""What became of the last updates of each camera."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial
import logging
from typing import Any, Final, Self

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
from homeassistant.util.signal_type import SignalType

from .api import BlinkError, Progress, Traffic
from .const import DOMAIN

_LOGGER = logging.getLogger(__name__)

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

_KEPT: Final = 20
_SAVE_SECONDS: Final = 10


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
        """Return what was kept."""
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


class UpdateHistory:
    """The last updates of each camera, by Camera.key, and the account's use.

    Both are kept over a restart: people restart before they report.
    """

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry[Any], traffic: Traffic
    ) -> None:
        """Start with none."""
        self._hass = hass
        self._entry_id = entry.entry_id
        self._traffic = traffic
        self._updates: defaultdict[str, deque[UpdateResult]] = defaultdict(
            partial(deque, maxlen=_KEPT)
        )
        self._store = _store(hass, entry)

    def __getitem__(self, camera_key: str) -> list[UpdateResult]:
        """Return the last updates of a camera, the oldest first."""
        return list(self._updates.get(camera_key, ()))

    def took(self, camera_key: str, thumbnail: str | None) -> bool:
        """Return if a camera's thumbnail is one that an update of ours has taken."""
        return any(one.thumbnail == thumbnail for one in self[camera_key])

    @callback
    def async_add(self, camera_key: str, update: UpdateResult) -> None:
        """Tell the camera's entities of a picture, and keep it if it is ours."""
        if update.source is not Source.ELSEWHERE:
            self._updates[camera_key].append(update)
            self._store.async_delay_save(self._as_kept, _SAVE_SECONDS)
        async_dispatcher_send(self._hass, self.signal(camera_key), update)

    def signal(self, camera_key: str) -> SignalType[UpdateResult]:
        """Return what is sent for each update of a camera that is over."""
        return SignalType(f"{DOMAIN}_update_{self._entry_id}_{camera_key}")

    async def async_load(self) -> None:
        """Take up what was kept, as far as nothing is known since.

        What cannot be read is left: no account stays down for that.
        """
        try:
            kept = await self._store.async_load()
            if kept is None:
                return
            ago = dt_util.utcnow() - datetime.fromisoformat(kept["at"])
            self._traffic.requests.load(kept["requests"], ago.total_seconds())
            self._traffic.accepted.load(kept["accepted"], ago.total_seconds())
            for camera_key, updates in kept["updates"].items():
                self._updates[camera_key].extend(map(UpdateResult.from_dict, updates))
        except (
            AttributeError,
            KeyError,
            TypeError,
            ValueError,
            HomeAssistantError,
            NotImplementedError,
        ) as err:
            _LOGGER.warning("The last updates cannot be read: %s", type(err).__name__)

    async def async_save(self) -> None:
        """Keep everything now."""
        await self._store.async_save(self._as_kept())

    @callback
    def _as_kept(self) -> dict[str, Any]:
        """Return what is kept."""
        return {
            "at": dt_util.utcnow().isoformat(),
            "updates": {
                camera_key: [update.as_dict() for update in updates]
                for camera_key, updates in self._updates.items()
            },
            "requests": self._traffic.requests.as_dict(),
            "accepted": self._traffic.accepted.as_dict(),
        }


async def async_remove_updates(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Remove what is kept for an entry."""
    await _store(hass, entry).async_remove()


def _store(hass: HomeAssistant, entry: ConfigEntry[Any]) -> Store[dict[str, Any]]:
    """Return where the updates of an entry are kept."""
    return Store(hass, 1, f"{DOMAIN}.{entry.entry_id}.updates")
