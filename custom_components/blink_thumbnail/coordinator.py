"""The coordinator: polls the homescreen, and is the one door to an update."""

from datetime import timedelta
from functools import partial
import logging
from typing import Final, override

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util
from homeassistant.util.signal_type import SignalType

from .api import (
    BlinkAuthError,
    BlinkClient,
    BlinkError,
    Homescreen,
    QueueClosedError,
    Snapshot,
    SnapshotQueue,
    Turn,
    take_snapshot,
)
from .const import CONF_TIER, DOMAIN
from .devices import Devices
from .downloads import Downloads
from .errors import action_error, async_describe, not_updated, poll_error
from .issue import async_check_usage, async_delete_issue
from .pictures import Pictures
from .update_history import UpdateHistory
from .updates import NOT_LOADED, OngoingUpdate, Source, UpdateResult

_LOGGER = logging.getLogger(__name__)

# As slow as Home Assistant's own integration: faster polling has got accounts blocked.
_POLL_INTERVAL: Final = timedelta(minutes=5)

# Seconds between two polls that homeassistant.update_entity asks for.
_REQUESTED_POLL_GAP: Final = 60

type BlinkConfigEntry = ConfigEntry[BlinkCoordinator]


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
            request_refresh_debouncer=Debouncer(
                hass, _LOGGER, cooldown=_REQUESTED_POLL_GAP, immediate=True
            ),
            always_update=False,
        )
        self.pictures = Pictures(hass, entry)
        self.downloads = Downloads(hass, entry, client, self.pictures)
        self.devices = Devices(hass, entry)
        self.updates = UpdateHistory(hass, entry, client)
        self._client = client
        # Not the entry's own tasks, for which an unload would wait: one that has a POST
        # on its way ends only when Blink has answered, to cancel what came of it.
        self._queue = SnapshotQueue[Snapshot](
            partial(hass.async_create_background_task, name="Update of a thumbnail")
        )
        self.ongoing: dict[str, OngoingUpdate] = {}
        self._followed: Homescreen | None = None

    @override
    async def async_shutdown(self) -> None:
        """Poll no more, and send nothing more."""
        self._queue.close()
        await super().async_shutdown()

    @override
    async def _async_update_data(self) -> Homescreen:
        """Read the homescreen; an update in the meantime may have read a newer one."""
        async_check_usage(self.hass, self.config_entry, self._client)
        try:
            await self._client.get_homescreen()
        except BlinkError as err:
            if isinstance(err, BlinkAuthError):
                # Nothing is sent any more, so that no poll will delete it.
                async_delete_issue(self.hass, self.config_entry)
            raise poll_error(err) from err
        if self._shutdown_requested:
            # The entry has gone meanwhile, or is going, or has another coordinator.
            return self.data
        # Not before: set-ups that fail would read all the files again and again.
        await self.pictures.async_load()
        self._keep_tier()
        return self._follow_homescreen()

    def _keep_tier(self) -> None:
        """Remember where Blink has moved the account to, for the next start."""
        data, tier = self.config_entry.data, self._client.account.tier
        if data[CONF_TIER] != tier:
            self.hass.config_entries.async_update_entry(
                self.config_entry, data={**data, CONF_TIER: tier}
            )

    @callback
    def async_get_age(self, camera_key: str) -> timedelta | None:
        """Return how old a camera's picture is at the most, None if nobody knows.

        Blink's clock tells, whatever the camera's says.
        """
        if (taken_at := self.pictures[camera_key].taken_at) is None:
            return None
        now = self._client.clock.now()
        taken_after = self._client.camera_clocks.taken_after(camera_key, taken_at, now)
        return now - min(taken_at, taken_after or taken_at)

    async def async_update_thumbnail(
        self, camera_key: str, source: Source, context: Context | None
    ) -> Snapshot:
        """Have a camera take a new picture, and show it.

        Callers who share an update share its picture, if that was taken after each of
        them asked; it counts as the first caller's.

        Raises:
            HomeAssistantError: There is no new picture; its translation key is why.
        """
        asked_at = self.hass.loop.time()
        clock = self._client.clock
        camera = self.data.cameras.get(camera_key)
        name = self.devices.name(camera_key)
        try:
            return await self._queue.run(
                camera_key,
                camera.queue_key if camera else camera_key,
                partial(
                    self._async_take_snapshot,
                    camera_key,
                    OngoingUpdate(source, context),
                ),
                lambda snapshot: snapshot.taken_after >= clock.at(asked_at),
            )
        except BlinkError as err:
            raise action_error(err, name) from err
        except QueueClosedError as err:
            raise not_updated(NOT_LOADED, name) from err

    async def _async_take_snapshot(
        self, camera_key: str, update: OngoingUpdate, turn: Turn
    ) -> Snapshot:
        """Take a picture and show it; only then say so."""
        self.ongoing[camera_key] = update
        result: UpdateResult | None = None
        update.progress.on_stage = partial(self._async_tell, camera_key, update.context)
        try:
            snapshot = await take_snapshot(
                self._client,
                camera_key,
                turn,
                update.progress,
                self.pictures[camera_key].known_thumbnails,
                self.pictures[camera_key].jpeg,
            )
            self.pictures.async_show(snapshot)
            result = update.end(address=self.pictures[camera_key].address)
        except BlinkError as err:
            error = action_error(err, self.devices.name(camera_key))
            result = update.end(err, await async_describe(self.hass, [error]))
            raise
        finally:
            # A press after one that is still being cancelled has its own there.
            if self.ongoing.get(camera_key) is update:
                del self.ongoing[camera_key]
            if result:
                self._log(camera_key, result)
                self.updates.async_add(camera_key, result)
            self._async_tell(camera_key, update.context)
            self._publish(camera_key)
        return snapshot

    def signal(self, camera_key: str) -> SignalType[Context | None]:
        """Return what is sent when an update of a camera reaches a stage or ends.

        With it comes who asked for the update.
        """
        return SignalType(f"{DOMAIN}_stage_{self.config_entry.entry_id}_{camera_key}")

    @callback
    def _async_tell(self, camera_key: str, context: Context | None) -> None:
        """Tell the camera's entities how far its update is."""
        async_dispatcher_send(self.hass, self.signal(camera_key), context)

    def _log(self, camera_key: str, result: UpdateResult) -> None:
        """Log how an update has ended; the number is that of the diagnostics."""
        homescreen = self._client.last_homescreen or self.data
        codes = [f"{name} {code}" for name, code in result.codes.items()]
        _LOGGER.debug(
            "Camera %s %s after %s s%s",
            homescreen.number(camera_key),
            "is not updated" if result.reason else "is updated",
            result.duration,
            f": {', '.join([result.reason, *codes])}" if result.reason else "",
        )

    @callback
    def _publish(self, camera_key: str) -> None:
        """Publish what an update has seen, without waiting for the next poll."""
        if (
            self._shutdown_requested
            or self.config_entry.state is not ConfigEntryState.LOADED
        ):
            # After a reload, another coordinator publishes.
            return
        last = self.data
        homescreen = self._follow_homescreen(camera_key)
        if homescreen is last:
            return
        if homescreen == last and self.last_update_success:
            # Pictures have told their own listeners.
            self.data = homescreen
            return
        if not self.last_update_success:
            _LOGGER.info("Fetching %s data recovered", self.name)
        self.async_set_updated_data(homescreen)

    def _follow_homescreen(self, *camera_keys: str) -> Homescreen:
        """Take up the newest homescreen, and return it.

        One that was taken up already may still have news of the cameras named, which
        were left to an update then.
        """
        async_check_usage(self.hass, self.config_entry, self._client)
        homescreen = self._client.last_homescreen or self.data
        if homescreen is not self._followed:
            self._followed = homescreen
            camera_keys = tuple(homescreen.cameras)
            if self.devices.async_follow(homescreen):
                self.updates.async_forget_all_but(self.devices)
                # What comes back later must be news to the platforms.
                self.hass.loop.call_soon(self.async_update_listeners)
        following = [key for key in camera_keys if key not in self.ongoing]
        for camera_key in self.pictures.async_follow(homescreen, following):
            # One of ours may move only now: its picture could not be downloaded.
            thumbnail = homescreen.cameras[camera_key].thumbnail
            if not self.updates.took(camera_key, thumbnail):
                self.updates.async_add(
                    camera_key,
                    UpdateResult(
                        at=dt_util.utcnow(),
                        source=Source.ELSEWHERE,
                        address=self.pictures[camera_key].address,
                    ),
                )
        return homescreen
