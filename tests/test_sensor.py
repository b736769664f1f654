"""Tests of the sensors and the binary sensor: how a camera is."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from blink_cloud import BlinkCloud, Camera, Endpoint, Network, Reply
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

BATTERY = "binary_sensor.garden_battery"
TEMPERATURE = "sensor.garden_temperature"
WIFI = "sensor.garden_wi_fi_signal"
SYNC_MODULE = "sensor.garden_sync_module_signal"


def state_of(hass: HomeAssistant, entity_id: str) -> str | None:
    """Return an entity's state, None if there is none."""
    state = hass.states.get(entity_id)
    return state.state if state else None


async def test_battery(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """A low battery is told with the next poll."""
    assert state_of(hass, BATTERY) == "off"
    camera.battery = "low"
    await asyncio.sleep(310)
    assert state_of(hass, BATTERY) == "on"
    state = hass.states.get(BATTERY)
    assert state
    assert state.attributes["device_class"] == "battery"
    assert state.name == "Garden Battery"


async def test_what_is_there_from_the_start(
    hass: HomeAssistant, entry: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    """All are diagnostic, and the rare ones wait until they are wanted."""
    for entity_id in (BATTERY, TEMPERATURE, WIFI, SYNC_MODULE):
        registered = entity_registry.async_get(entity_id)
        assert registered
        assert registered.entity_category is EntityCategory.DIAGNOSTIC
    assert state_of(hass, WIFI) == "5"
    assert state_of(hass, TEMPERATURE) is None
    assert state_of(hass, SYNC_MODULE) is None


async def test_enabled(
    hass: HomeAssistant, entry: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    """The temperature is shown in the unit of Home Assistant's user."""
    entity_registry.async_update_entity(TEMPERATURE, disabled_by=None)
    entity_registry.async_update_entity(SYNC_MODULE, disabled_by=None)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    temperature = hass.states.get(TEMPERATURE)
    assert temperature
    assert temperature.attributes["unit_of_measurement"] == "°C"
    assert 14 < float(temperature.state) < 28
    assert state_of(hass, SYNC_MODULE) in {"3", "4", "5"}


async def test_camera_without_values(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    network: Network,
    cloud: BlinkCloud,
    entity_registry: er.EntityRegistry,
) -> None:
    """A mini has neither battery nor signals, and so no such entities."""
    network.add_camera("Mini", type="owl").take_picture()
    await asyncio.sleep(310)
    assert state_of(hass, "image.mini_thumbnail")
    for entity_id in ("binary_sensor.mini_battery", "sensor.mini_wi_fi_signal"):
        assert not entity_registry.async_get(entity_id)


@pytest.mark.parametrize("entity_id", [BATTERY, WIFI])
async def test_follow_the_polls(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, entity_id: str
) -> None:
    """They are unavailable while polls fail, and come back."""
    order = cloud.fault(Endpoint.HOMESCREEN, Reply(status=503), times=None)
    await asyncio.sleep(310)
    assert state_of(hass, entity_id) == "unavailable"
    order.times = 0
    await asyncio.sleep(310)
    assert state_of(hass, entity_id) != "unavailable"
