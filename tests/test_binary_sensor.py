"""Tests of the binary sensors: whether batteries are low, and what is online."""

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


CONNECTIVITY = "binary_sensor.garden_connectivity"
SYNC_MODULE = "binary_sensor.home_connectivity"


async def test_camera_goes_offline(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    entity_registry: er.EntityRegistry,
) -> None:
    """What Blink says with the next poll, without a request of its own."""
    cloud.requests.clear()
    assert (state_of(hass, CONNECTIVITY), state_of(hass, SYNC_MODULE)) == ("on", "on")
    camera.online = False
    await asyncio.sleep(310)
    assert (state_of(hass, CONNECTIVITY), state_of(hass, SYNC_MODULE)) == ("off", "on")
    camera.online = True
    await asyncio.sleep(310)
    assert state_of(hass, CONNECTIVITY) == "on"
    assert {request.endpoint for request in cloud.requests} == {Endpoint.HOMESCREEN}
    for entity_id, name in (
        (CONNECTIVITY, "Garden Connectivity"),
        (SYNC_MODULE, "Home Connectivity"),
    ):
        state = hass.states.get(entity_id)
        assert state
        assert (state.name, state.attributes["device_class"]) == (name, "connectivity")
        registered = entity_registry.async_get(entity_id)
        assert registered
        assert registered.entity_category is EntityCategory.DIAGNOSTIC


async def test_sync_module_goes_offline(
    hass: HomeAssistant, server: Server, network: Network, camera: Camera
) -> None:
    """What hangs on it is offline, too; a Mini is not."""
    network.add_camera("Mini", type="owl")
    await add_entry(hass, network.account)
    assert network.sync_module
    network.sync_module.online = False
    await asyncio.sleep(310)
    assert (state_of(hass, CONNECTIVITY), state_of(hass, SYNC_MODULE)) == ("off", "off")
    assert state_of(hass, "binary_sensor.mini_connectivity") == "on"


async def test_sync_module_leaves(
    hass: HomeAssistant, server: Server, network: Network, camera: Camera
) -> None:
    """Its connectivity is unavailable while the system is still there."""
    network.add_camera("Mini", type="owl")
    await add_entry(hass, network.account)
    network.sync_module = None
    await asyncio.sleep(310)
    assert state_of(hass, SYNC_MODULE) == "unavailable"
    assert state_of(hass, CONNECTIVITY) == "on"


async def test_connectivity_while_polls_fail(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """Nobody knows then."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=500), times=None)
    await asyncio.sleep(310)
    assert state_of(hass, CONNECTIVITY) == "unavailable"
    assert state_of(hass, SYNC_MODULE) == "unavailable"
