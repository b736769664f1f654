"""Tests of the sensors: temperature and signals."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from blink_cloud import Account, BlinkCloud, Camera, Endpoint, Network, Reply, Server
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM

from .conftest import add_entry, state_of

TEMPERATURE = "sensor.garden_temperature"
WIFI = "sensor.garden_wi_fi_signal"
SYNC_MODULE = "sensor.garden_sync_module_signal"


async def enable(hass: HomeAssistant, entry: MockConfigEntry, *entity_ids: str) -> None:
    """Enable entities, as a user does."""
    for entity_id in entity_ids:
        er.async_get(hass).async_update_entity(entity_id, disabled_by=None)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()


async def test_what_is_there_from_the_start(
    hass: HomeAssistant, entry: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    """All are diagnostic, and the rare ones wait until they are wanted."""
    for entity_id in (TEMPERATURE, WIFI, SYNC_MODULE):
        registered = entity_registry.async_get(entity_id)
        assert registered
        assert registered.entity_category is EntityCategory.DIAGNOSTIC
    assert state_of(hass, WIFI) == "5"
    assert state_of(hass, TEMPERATURE) is None
    assert state_of(hass, SYNC_MODULE) is None


async def test_signals(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """They are counted in bars, and kept in the statistics."""
    await enable(hass, entry, SYNC_MODULE)
    for entity_id, name, bars in (
        (WIFI, "Garden Wi-Fi signal", 2 + camera.id % 4),
        (SYNC_MODULE, "Garden Sync module signal", 3 + camera.id % 3),
    ):
        state = hass.states.get(entity_id)
        assert state
        assert int(state.state) == bars
        assert state.attributes["unit_of_measurement"] == "bars"
        assert state.attributes["state_class"] == "measurement"
        assert state.name == name


async def test_temperature(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """It is shown in the unit of Home Assistant's user."""
    await enable(hass, entry, TEMPERATURE)
    state = hass.states.get(TEMPERATURE)
    assert state
    assert state.attributes["device_class"] == "temperature"
    assert state.attributes["state_class"] == "measurement"
    assert state.attributes["unit_of_measurement"] == "°C"
    assert state.name == "Garden Temperature"
    assert 14 < float(state.state) < 28


async def test_temperature_as_blink_tells_it(
    hass: HomeAssistant, server: Server, camera: Camera, account: Account
) -> None:
    """Where °F are used, it is the homescreen's number."""
    hass.config.units = US_CUSTOMARY_SYSTEM
    await enable(hass, await add_entry(hass, account), TEMPERATURE)
    state = hass.states.get(TEMPERATURE)
    assert state
    assert state.attributes["unit_of_measurement"] == "°F"
    assert int(state.state) == 58 + camera.id % 23


async def test_signals_that_become_known(
    hass: HomeAssistant,
    server: Server,
    camera: Camera,
    account: Account,
    entity_registry: er.EntityRegistry,
) -> None:
    """While Blink tells none there are none; later they are unknown."""
    camera.has_signals = False
    await add_entry(hass, account)
    assert state_of(hass, "binary_sensor.garden_battery") == "off"
    assert not entity_registry.async_get(WIFI)
    assert not entity_registry.async_get(TEMPERATURE)

    camera.has_signals = True
    await asyncio.sleep(310)
    assert state_of(hass, WIFI) == "5"
    assert entity_registry.async_get(TEMPERATURE)
    camera.has_signals = False
    await asyncio.sleep(310)
    assert state_of(hass, WIFI) == "unknown"


@pytest.mark.parametrize(("kind", "has_signals"), [("owl", False), ("lotus", True)])
async def test_kinds_of_cameras(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    network: Network,
    entity_registry: er.EntityRegistry,
    kind: str,
    has_signals: bool,
) -> None:
    """A mini has no signals, and so no such entities; a doorbell has."""
    network.add_camera("Other", type=kind).take_picture()
    await asyncio.sleep(310)
    assert state_of(hass, "image.other")
    for entity_id in ("sensor.other_wi_fi_signal", "sensor.other_temperature"):
        assert bool(entity_registry.async_get(entity_id)) is has_signals


async def test_polls_that_fail(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """They are unavailable meanwhile, and come back."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=503))
    await asyncio.sleep(310)
    assert state_of(hass, WIFI) == "unavailable"
    await asyncio.sleep(310)
    assert state_of(hass, WIFI) == "5"
