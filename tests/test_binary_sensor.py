"""Tests of the binary sensor: whether a camera's battery is low."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from blink_cloud import Account, BlinkCloud, Camera, Endpoint, Network, Reply, Server
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .conftest import add_entry, state_of

BATTERY = "binary_sensor.garden_battery"


async def test_low(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    camera: Camera,
    entity_registry: er.EntityRegistry,
) -> None:
    """A low battery is told with the next poll, and a new one, too."""
    assert state_of(hass, BATTERY) == "off"
    camera.battery = "low"
    await asyncio.sleep(310)
    assert state_of(hass, BATTERY) == "on"
    camera.battery = "ok"
    await asyncio.sleep(310)
    assert state_of(hass, BATTERY) == "off"

    state = hass.states.get(BATTERY)
    assert state
    assert state.attributes["device_class"] == "battery"
    assert state.name == "Garden Battery"
    registered = entity_registry.async_get(BATTERY)
    assert registered
    assert registered.entity_category is EntityCategory.DIAGNOSTIC


@pytest.mark.parametrize("battery", [None, "full"])
async def test_battery_that_becomes_known(
    hass: HomeAssistant,
    server: Server,
    camera: Camera,
    account: Account,
    entity_registry: er.EntityRegistry,
    battery: str | None,
) -> None:
    """While Blink says nothing of it there is none; later it is unknown."""
    camera.battery = battery
    await add_entry(hass, account)
    assert state_of(hass, "image.garden")
    assert not entity_registry.async_get(BATTERY)

    camera.battery = "low"
    await asyncio.sleep(310)
    assert state_of(hass, BATTERY) == "on"
    camera.battery = battery
    await asyncio.sleep(310)
    assert state_of(hass, BATTERY) == "unknown"


async def test_camera_without_battery(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    network: Network,
    entity_registry: er.EntityRegistry,
) -> None:
    """A mini has none, and a doorbell has one."""
    network.add_camera("Mini", type="owl")
    network.add_camera("Door", type="lotus")
    await asyncio.sleep(310)
    assert not entity_registry.async_get("binary_sensor.mini_battery")
    assert state_of(hass, "binary_sensor.door_battery") == "off"


async def test_polls_that_fail(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """It is unavailable meanwhile, and comes back."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=503))
    await asyncio.sleep(310)
    assert state_of(hass, BATTERY) == "unavailable"
    await asyncio.sleep(310)
    assert state_of(hass, BATTERY) == "off"


async def test_camera_that_is_missing_once(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """Of a camera that is not in the homescreen nothing is known."""
    cloud.settings.missing_lists = frozenset({"cameras"})
    await asyncio.sleep(310)
    assert state_of(hass, BATTERY) == "unavailable"
    cloud.settings.missing_lists = frozenset()
    await asyncio.sleep(310)
    assert state_of(hass, BATTERY) == "off"
