"""Tests of setting up and taking down."""

import asyncio
import logging

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from blink_cloud import Account, BlinkCloud, Camera, Endpoint, Hang, Reply, Server
from custom_components.blink_thumbnail.api.endpoints import SIMULATED_CLOUD_VARIABLE
from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .conftest import BUTTON, IMAGE, add_entry, press


async def test_devices_and_entities(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    camera: Camera,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
) -> None:
    """A camera is a device as in Blink's app, with an image and a button."""
    account_id = camera.network.account.id
    unique_id = f"{account_id}_{camera.serial}"
    device = device_registry.async_get_device_by_identifier(
        (DOMAIN, unique_id), entry.entry_id
    )
    assert device
    assert device.identifiers == {(DOMAIN, unique_id)}
    assert device.manufacturer == "Blink"
    assert (device.model, device.model_id) == ("Indoor/Outdoor (3rd gen)", "catalina")
    assert device.name == "Garden"
    assert device.serial_number == camera.serial
    assert device.sw_version
    assert {
        entity.entity_id: entity.unique_id
        for entity in er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    } == {
        BUTTON: f"{unique_id}_take_picture",
        IMAGE: f"{unique_id}_picture",
        "camera.garden_still_picture": f"{unique_id}_picture",
        "sensor.garden_picture_status": f"{unique_id}_picture_status",
        "binary_sensor.garden_connectivity": f"{unique_id}_connectivity",
        "binary_sensor.home_connectivity": (
            f"{account_id}_network_{camera.network.id}_connectivity"
        ),
        "event.garden_picture_result": f"{unique_id}_picture_result",
        "binary_sensor.garden_battery": f"{unique_id}_battery",
        "sensor.garden_temperature": f"{unique_id}_temperature",
        "sensor.garden_wi_fi_signal": f"{unique_id}_wifi_signal",
        "sensor.garden_sync_module_signal": f"{unique_id}_sync_module_signal",
        "button.home_take_all_pictures": (
            f"{account_id}_network_{camera.network.id}_take_all_pictures"
        ),
    }
    for entity_id, name in (
        (BUTTON, "Garden Take picture"),
        (IMAGE, "Garden"),
    ):
        state = hass.states.get(entity_id)
        assert state
        assert state.attributes["friendly_name"] == name


async def test_restart_with_a_good_token(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """A restart costs one homescreen as long as the access token lives."""
    cloud.requests.clear()
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert [request.endpoint for request in cloud.requests] == [Endpoint.HOMESCREEN]


async def test_restart_with_a_spent_token(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """A restart hours later costs a token, too."""
    await hass.config_entries.async_unload(entry.entry_id)
    cloud.requests.clear()
    await asyncio.sleep(5 * 3600)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert [request.endpoint for request in cloud.requests] == [
        Endpoint.TOKEN,
        Endpoint.HOMESCREEN,
    ]


@pytest.mark.parametrize("endpoint", [Endpoint.TOKEN, Endpoint.HOMESCREEN])
async def test_blink_is_down_at_start(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    camera: Camera,
    account: Account,
    endpoint: Endpoint,
) -> None:
    """Home Assistant tries again by itself."""
    cloud.fault(endpoint, Reply(status=503))
    entry = await add_entry(hass, account)
    state: ConfigEntryState = entry.state
    assert state is ConfigEntryState.SETUP_RETRY
    await asyncio.sleep(60)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    assert not hass.config_entries.flow.async_progress()


async def start_press(hass: HomeAssistant, cloud: BlinkCloud) -> asyncio.Task[None]:
    """Press the button, and return when the camera is at work."""
    task = hass.async_create_task(press(hass))
    while not cloud.count(Endpoint.COMMAND):
        await asyncio.sleep(0.5)
    return task


@pytest.mark.parametrize("action", ["async_unload", "async_remove", "async_reload"])
async def test_taken_down_during_an_update(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    caplog: pytest.LogCaptureFixture,
    action: str,
) -> None:
    """Whoever waits is told, and Blink that nobody waits any more."""
    camera.snapshot_seconds = (20, 20)
    task = await start_press(hass, cloud)
    await getattr(hass.config_entries, action)(entry.entry_id)
    with pytest.raises(HomeAssistantError, match="is just being reloaded"):
        await task
    assert cloud.count(Endpoint.COMMAND_DONE) == 1
    assert not [record for record in caplog.records if record.levelno > logging.WARNING]


async def test_stopped_during_an_update(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Home Assistant stops cleanly, and at once."""
    camera.snapshot_seconds = (60, 60)
    task = await start_press(hass, cloud)
    started = hass.loop.time()
    await hass.async_stop(force=True)
    assert hass.loop.time() - started < 30
    with pytest.raises((HomeAssistantError, asyncio.CancelledError)):
        await task
    assert not [record for record in caplog.records if record.levelno > logging.WARNING]


async def test_stopped_while_blink_is_silent(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """A request that is never answered does not hold the unloading up."""
    cloud.fault(Endpoint.THUMBNAIL, Hang())
    cloud.fault(Endpoint.COMMAND_DONE, Hang())
    task = hass.async_create_task(press(hass))
    await asyncio.sleep(1)
    assert await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(HomeAssistantError):
        await task


async def test_log_is_clean(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    account: Account,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """At any level the log tells nothing secret, even while things go wrong."""
    caplog.set_level(logging.DEBUG)
    await press(hass)
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=500), times=None)
    with pytest.raises(HomeAssistantError):
        await press(hass)
    await asyncio.sleep(700)
    cloud.clear_faults()
    await asyncio.sleep(300)
    ours = [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("custom_components")
    ]
    assert len([line for line in ours if "Error fetching" in line]) == 1
    assert len([line for line in ours if "recovered" in line]) == 1
    token = entry.data["token"]
    for secret in (
        token["access_token"],
        token["refresh_token"],
        account.email,
        str(account.id),
        str(camera.network.id),
        camera.serial,
    ):
        assert not [line for line in ours if secret in line]


async def test_simulated_cloud_elsewhere(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address that would get the tokens is refused, in words that help."""
    monkeypatch.setenv(SIMULATED_CLOUD_VARIABLE, "http://192.0.2.1:8124")
    await hass.config_entries.async_reload(entry.entry_id)
    assert "loopback address" in str(entry.reason)


async def test_log_of_a_lost_connection_holds_no_address(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    account: Account,
    cloud: BlinkCloud,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The account's id is in every address, and addresses stay out of the log."""
    caplog.set_level(logging.DEBUG)
    cloud.fault(Endpoint.HOMESCREEN, Hang(), times=None)
    await asyncio.sleep(700)
    assert "Error fetching" in caplog.text
    ours = [one for one in caplog.records if one.name.startswith("custom_components")]
    formatter = logging.Formatter()
    assert not [one for one in ours if str(account.id) in formatter.format(one)]


async def test_entry_of_a_newer_version(
    hass: HomeAssistant, server: Server, cloud: BlinkCloud
) -> None:
    """An entry whose data nobody here knows is left alone."""
    entry = MockConfigEntry(domain=DOMAIN, version=2, data={"something": "else"})
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.MIGRATION_ERROR
    assert entry.data == {"something": "else"}
    assert not cloud.requests
