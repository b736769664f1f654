"""What became of the last updates of each camera."""

from collections import defaultdict, deque
from collections.abc import Container
from datetime import datetime
from functools import partial
import logging
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
from homeassistant.util.signal_type import SignalType

from .api import BlinkClient
from .const import DOMAIN, UNREADABLE
from .updates import Source, UpdateResult

_LOGGER = logging.getLogger(__name__)

_KEPT: Final = 20
# Those that end together are one write.
_SAVE_SECONDS: Final = 1


class UpdateHistory:
    """The last updates of each camera, by Camera.key, and the account's use.

    Both are kept over a restart: people restart before they report.
    """

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry[Any], client: BlinkClient
    ) -> None:
        """Start with none."""
        self._hass = hass
        self._entry_id = entry.entry_id
        self._client = client
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
        """Load what was kept, but no counts if there are newer ones.

        What cannot be read is skipped: no account stays down for that.
        """
        try:
            kept = await self._store.async_load()
            if kept is None:
                return
            ago = dt_util.utcnow() - datetime.fromisoformat(kept["at"])
            self._client.requests.load(kept["requests"], ago.total_seconds())
            self._client.accepted.load(kept["accepted"], ago.total_seconds())
            for camera_key, updates in kept["updates"].items():
                self._updates[camera_key].extend(map(UpdateResult.from_dict, updates))
        except UNREADABLE as err:
            _LOGGER.warning("The last updates cannot be read: %s", type(err).__name__)

    @callback
    def async_forget_all_but(self, camera_keys: Container[str]) -> None:
        """Forget the updates of cameras that have left."""
        for camera_key in [key for key in self._updates if key not in camera_keys]:
            del self._updates[camera_key]

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
            "requests": self._client.requests.as_dict(),
            "accepted": self._client.accepted.as_dict(),
        }


async def async_remove_updates(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Remove what is kept for an entry."""
    await _store(hass, entry).async_remove()


def _store(hass: HomeAssistant, entry: ConfigEntry[Any]) -> Store[dict[str, Any]]:
    """Return where the updates of an entry are kept."""
    return Store(hass, 1, f"{DOMAIN}.{entry.entry_id}.updates", private=True)
