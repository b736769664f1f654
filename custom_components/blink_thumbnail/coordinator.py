"""The coordinator: polls the homescreen, and is the one door to an update."""

from collections import Counter
from datetime import datetime, timedelta
from functools import partial
import logging
from typing import Final, override

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util

from .account_guard import async_forget_account, async_guard_account
from .api import (
    CONFIRMATION_AGE,
    BlinkAuthError,
    BlinkClient,
    BlinkError,
    CameraRemovedError,
    CoolingDownError,
    Homescreen,
    Snapshot,
    SnapshotQueue,
    Turn,
    take_snapshot,
)
from .const import CONF_TIER, DOMAIN
from .devices import Devices
from .downloads import Downloads
from .pictures import Pictures
from .updates import RunningUpdate, Source, Update, Updates

_LOGGER = logging.getLogger(__name__)

# As slow as Home Assistant's own integration: faster polling has got accounts blocked.
_POLL_INTERVAL: Final = timedelta(minutes=5)

type BlinkConfigEntry = ConfigEntry[BlinkCoordinator]


def local_time(moment: datetime) -> str:
    """Return the minute at which a time is over, as users' clocks show it.

    With the date where the hour alone could be taken for one of today.
    """
    shown = dt_util.as_local(moment + timedelta(seconds=59))
    soon = moment - dt_util.utcnow() < timedelta(hours=12)
    return shown.strftime("%H:%M" if soon else "%Y-%m-%d %H:%M")


def _retry_after(error: BlinkError) -> float | None:
    """Return after how many seconds to poll again, None for the usual interval.

    Home Assistant counts from the last whole second: without another one it would poll
    before the pause is over, many times in a row.
    """
    return None if error.seconds is None else error.seconds + 1


class BlinkCoordinator(DataUpdateCoordinator[Homescreen]):
    """Keeps the homescreen and the pictures of one account."""

    config_entry: BlinkConfigEntry

    def __init__(
        self, hass: HomeAssistant, entry: BlinkConfigEntry, client: BlinkClient
    ) -> None:
        """Set up a coordinator that polls nothing yet."""
        super().__init__(
            hass,
            _LOGGER,
            config_entry=entry,
            name="Blink Thumbnail",
            update_interval=_POLL_INTERVAL,
            always_update=False,
        )
        self.pictures = Pictures(hass, entry)
        self.downloads = Downloads(hass, entry, client, self.pictures)
        self.devices = Devices(hass, entry)
        self.updates = Updates()
        self._client = client
        self._queue = SnapshotQueue[Snapshot](
            partial(
                entry.async_create_background_task, hass, name="Update of a thumbnail"
            )
        )
        self._updating: Counter[str] = Counter()

    @override
    async def _async_setup(self) -> None:
        """Take up the pictures that were kept before the restart."""
        await self.pictures.async_load()

    @override
    async def _async_update_data(self) -> Homescreen:
        """Read the homescreen; an update in the meantime may have read a newer one."""
        async_guard_account(self.hass, self.config_entry, self._client)
        try:
            await self._client.get_homescreen()
        except BlinkAuthError as err:
            # Nothing is sent any more, and no poll will tell when the burst is over.
            async_forget_account(self.hass, self.config_entry)
            raise ConfigEntryAuthFailed(
                translation_domain=DOMAIN, translation_key="poll_invalid_auth"
            ) from err
        except CoolingDownError as err:
            raise UpdateFailed(
                retry_after=_retry_after(err),
                translation_domain=DOMAIN,
                translation_key="poll_cooling_down",
                translation_placeholders={"until": local_time(err.until)},
            ) from err
        except BlinkError as err:
            known = err.reason in ("app_outdated", "simulated_cloud")
            raise UpdateFailed(
                retry_after=_retry_after(err),
                translation_domain=DOMAIN,
                translation_key=f"poll_{err.reason}" if known else "poll_failed",
            ) from err
        self._keep_tier()
        homescreen, _ = self._follow_homescreen()
        return homescreen

    def _keep_tier(self) -> None:
        """Remember where Blink has moved the account to, for the next start."""
        data, tier = self.config_entry.data, self._client.account.tier
        if data[CONF_TIER] != tier:
            self.hass.config_entries.async_update_entry(
                self.config_entry, data={**data, CONF_TIER: tier}
            )

    async def async_update_thumbnail(self, camera_key: str, source: Source) -> Snapshot:
        """Have a camera take a new picture, and show it.

        Callers who share an update share its picture; it is noted as the first one's.

        Raises:
            BlinkError: There is no new picture, for the reason that it names.
        """
        homescreen = self.data
        if camera_key not in homescreen.cameras:
            homescreen = await self._client.get_recent_homescreen(CONFIRMATION_AGE)
        if (camera := homescreen.cameras.get(camera_key)) is None:
            raise CameraRemovedError
        self._updating[camera_key] += 1
        running = RunningUpdate(source)
        try:
            return await self._queue.run(
                camera_key,
                camera.lane,
                partial(self._async_take_snapshot, camera_key, running),
            )
        finally:
            self._updating[camera_key] -= 1
            self._show_last_homescreen()

    async def _async_take_snapshot(
        self, camera_key: str, running: RunningUpdate, turn: Turn
    ) -> Snapshot:
        """Take a picture and show it; only then tell of it."""
        try:
            snapshot = await take_snapshot(
                self._client, camera_key, turn, running.progress
            )
        except BlinkError as err:
            self.updates.async_add(camera_key, running.end(err))
            raise
        self.pictures.show(snapshot)
        self._show_last_homescreen()
        # Also where the last homescreen lags behind, and brings no news itself.
        self.async_update_listeners()
        self.updates.async_add(camera_key, running.end())
        return snapshot

    @callback
    def _show_last_homescreen(self) -> None:
        """Show what an update has seen, without waiting for the next poll."""
        if self.config_entry.state is not ConfigEntryState.LOADED:
            return
        last = self.data
        homescreen, moved = self._follow_homescreen()
        news = homescreen != last or not self.last_update_success
        if homescreen is not last and news:
            if not self.last_update_success:
                _LOGGER.info("Fetching %s data recovered", self.name)
            self.async_set_updated_data(homescreen)
        elif moved:
            self.async_update_listeners()

    def _follow_homescreen(self) -> tuple[Homescreen, bool]:
        """Return the newest homescreen, and if any picture moved that follows it."""
        async_guard_account(self.hass, self.config_entry, self._client)
        homescreen = self._client.last_homescreen or self.data
        updating = {key for key, callers in self._updating.items() if callers}
        if self.devices.async_follow(homescreen):
            # What comes back later must be news to the platforms.
            self.hass.loop.call_soon(self.async_update_listeners)
        moved = self.pictures.follow(homescreen, updating)
        self.pictures.async_save_soon()
        for camera_key in moved:
            # Ours already, if it moves only now: its picture could not be had.
            if self.updates.took(camera_key, homescreen.cameras[camera_key].thumbnail):
                continue
            update = Update(at=dt_util.utcnow(), source=Source.ELSEWHERE)
            # Not before whoever is told can see the picture.
            self.hass.loop.call_soon(self.updates.async_add, camera_key, update)
        return homescreen, bool(moved)
