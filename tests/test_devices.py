"""Tests of devices that come, change and go."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from blink_cloud import Account, BlinkCloud, Camera, Endpoint, Network, Reply, Server
from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .conftest import (
    BUTTON,
    IMAGE,
    add_entry,
    press,
    served_picture,
    state_of,
    taken_at,
)

POLL = 310


def devices(hass: HomeAssistant) -> dict[str, dr.DeviceEntry]:
    """Return all our devices, by their name in Blink."""
    return {
        str(device.name): device
        for entry in hass.config_entries.async_entries(DOMAIN)
        for device in dr.async_entries_for_config_entry(
            dr.async_get(hass), entry.entry_id
        )
    }


async def test_network_with_sync_module(
    hass: HomeAssistant, entry: MockConfigEntry, network: Network, camera: Camera
) -> None:
    """A network is a device with its sync module's data; its cameras hang below."""
    found = devices(hass)
    assert set(found) == {"Home", "Garden"}
    home, garden = found["Home"], found["Garden"]
    assert home.identifiers == {(DOMAIN, f"{network.account.id}_network_{network.id}")}
    assert (home.manufacturer, home.model) == ("Blink", "Sync Module 2")
    assert home.model_id == "sm2"
    assert network.sync_module
    assert home.serial_number == network.sync_module.serial
    assert home.sw_version
    assert home.entry_type is None
    assert garden.identifiers == {(DOMAIN, f"{network.account.id}_{camera.serial}")}
    assert garden.via_device_id == home.id


async def test_other_sync_module(
    hass: HomeAssistant, entry: MockConfigEntry, network: Network
) -> None:
    """What is told of a sync module goes with it."""
    network.add_camera("Shed")
    other = network.add_sync_module(type="sm1")
    await asyncio.sleep(POLL)
    home = devices(hass)["Home"]
    assert (home.model, home.serial_number) == ("Sync Module", other.serial)

    network.sync_module = None
    await asyncio.sleep(POLL)
    home = devices(hass)["Home"]
    assert home.entry_type is dr.DeviceEntryType.SERVICE
    assert (home.model, home.model_id) == (None, None)
    assert (home.serial_number, home.sw_version) == (None, None)
    assert devices(hass)["Garden"].via_device_id == home.id


async def test_network_gains_a_sync_module(
    hass: HomeAssistant, server: Server, account: Account
) -> None:
    """A camera that stood alone hangs below its network then, and the reverse."""
    cabin = account.add_network("Cabin", sync_module=False)
    cabin.add_camera("Porch", type="owl").take_picture()
    await add_entry(hass, account)
    assert set(devices(hass)) == {"Porch"}

    cabin.add_sync_module()
    await asyncio.sleep(POLL)
    found = devices(hass)
    assert found["Porch"].via_device_id == found["Cabin"].id
    assert state_of(hass, "button.cabin_take_all_pictures") == "unknown"

    cabin.sync_module = None
    await asyncio.sleep(2 * POLL)
    found = devices(hass)
    assert set(found) == {"Porch"}
    assert found["Porch"].via_device_id is None
    assert state_of(hass, "button.cabin_take_all_pictures") is None


async def test_whole_network_comes_back(
    hass: HomeAssistant, entry: MockConfigEntry, account: Account, network: Network
) -> None:
    """A network that left with its cameras comes back with them, as it was."""
    before = devices(hass)
    dr.async_get(hass).async_update_device(before["Home"].id, name_by_user="Base")
    account.remove_network(network)
    await asyncio.sleep(2 * POLL)
    assert not devices(hass)
    assert not hass.states.async_entity_ids()

    account.networks.append(network)
    await asyncio.sleep(POLL)
    after = devices(hass)
    assert {name: one.id for name, one in after.items()} == {
        name: one.id for name, one in before.items()
    }
    assert after["Home"].name_by_user == "Base"
    assert after["Garden"].via_device_id == after["Home"].id
    await press(hass)


async def test_network_without_sync_module(
    hass: HomeAssistant, server: Server, account: Account
) -> None:
    """Two minis make a network a device; one alone stands alone."""
    kitchen = account.add_network("Kitchen", sync_module=False)
    kitchen.add_camera("Oven", type="owl").take_picture()
    await add_entry(hass, account)
    assert set(devices(hass)) == {"Oven"}
    assert hass.states.get("button.kitchen_take_all_pictures") is None

    second = kitchen.add_camera("Sink", type="owl")
    await asyncio.sleep(POLL)
    found = devices(hass)
    assert set(found) == {"Kitchen", "Oven", "Sink"}
    assert found["Kitchen"].entry_type is dr.DeviceEntryType.SERVICE
    assert found["Oven"].via_device_id == found["Kitchen"].id
    assert hass.states.get("button.kitchen_take_all_pictures")

    kitchen.remove_camera(second)
    await asyncio.sleep(2 * POLL)
    found = devices(hass)
    assert set(found) == {"Oven"}
    assert found["Oven"].via_device_id is None
    assert hass.states.get("button.kitchen_take_all_pictures") is None


async def test_camera_comes_and_goes(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    network: Network,
    entity_registry: er.EntityRegistry,
) -> None:
    """A camera appears with the next poll, and leaves with all that is its own."""
    shed = network.add_camera("Shed")
    shed.take_picture()
    await asyncio.sleep(POLL)
    assert "Shed" in devices(hass)
    await press(hass, "button.shed_take_picture")
    assert len(shed.pictures) == 2
    entity_registry.async_update_entity("image.shed", name="My shed")

    network.remove_camera(shed)
    await asyncio.sleep(POLL)
    button = hass.states.get("button.shed_take_picture")
    assert button
    assert button.state == "unavailable"
    await asyncio.sleep(POLL)
    assert "Shed" not in devices(hass)
    assert hass.states.get("button.shed_take_picture") is None
    assert not entity_registry.async_get("image.shed")

    # Home Assistant gives it back as it was.
    network.cameras.append(shed)
    await asyncio.sleep(POLL)
    image = hass.states.get("image.shed")
    assert image
    assert image.name == "My shed"
    await press(hass, "button.shed_take_picture")
    assert len(shed.pictures) == 3


@pytest.mark.parametrize("polls_without", [0, 1, 3])
async def test_camera_is_added_again(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    network: Network,
    camera: Camera,
    polls_without: int,
) -> None:
    """It has another id in Blink's app then, and is what it was here."""
    await press(hass)
    before, entities = devices(hass)["Garden"], set(hass.states.async_entity_ids())
    dr.async_get(hass).async_update_device(
        before.id, name_by_user="My garden", area_id="garden"
    )
    network.remove_camera(camera)
    await asyncio.sleep(polls_without * POLL)
    again = network.add_camera("Garden")
    again.serial = camera.serial
    await asyncio.sleep(POLL)
    after = devices(hass)["Garden"]
    assert (after.id, after.name_by_user, after.area_id) == (
        before.id,
        "My garden",
        "garden",
    )
    assert set(hass.states.async_entity_ids()) == entities
    assert set(devices(hass)) == {"Home", "Garden"}
    # It took none yet under its new id.
    cloud.requests.clear()
    assert (await served_picture(hass_client)).number == 2
    assert cloud.count(Endpoint.MEDIA) == 0
    shown = taken_at(hass)
    await press(hass)
    assert taken_at(hass) > shown
    assert len(again.pictures) == 1
    assert (await served_picture(hass_client)).number == 1


async def test_one_odd_homescreen(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """What is missing once, and then there again, loses nothing."""
    before = devices(hass)
    cloud.fault(Endpoint.HOMESCREEN, Reply(body={"networks": []}))
    await asyncio.sleep(POLL)
    assert devices(hass).keys() == before.keys()
    await asyncio.sleep(POLL)
    assert devices(hass) == before
    await press(hass)
    assert len(camera.pictures) == 2


async def test_left_while_home_assistant_was_off(
    hass: HomeAssistant, entry: MockConfigEntry, network: Network
) -> None:
    """What left meanwhile goes after the second poll."""
    shed = network.add_camera("Shed")
    await asyncio.sleep(POLL)
    await hass.config_entries.async_unload(entry.entry_id)
    network.remove_camera(shed)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert "Shed" in devices(hass)
    await asyncio.sleep(POLL)
    assert "Shed" not in devices(hass)


async def test_renamed(
    hass: HomeAssistant, entry: MockConfigEntry, network: Network, camera: Camera
) -> None:
    """Names and firmware follow with the next poll; the user's own names stay."""
    network.name = "Cottage"
    camera.rename("Meadow")
    camera.firmware = "99.9"
    await asyncio.sleep(POLL)
    found = devices(hass)
    assert set(found) == {"Cottage", "Meadow"}
    assert found["Meadow"].sw_version == "99.9"
    image = hass.states.get(IMAGE)
    assert image
    assert image.name == "Meadow"

    registry = dr.async_get(hass)
    registry.async_update_device(found["Meadow"].id, name_by_user="My meadow")
    camera.rename("Field")
    await asyncio.sleep(POLL)
    assert devices(hass)["Field"].name_by_user == "My meadow"


async def test_account_without_cameras(
    hass: HomeAssistant, server: Server, account: Account
) -> None:
    """It keeps polling, so that its first camera is found."""
    await add_entry(hass, account)
    assert not devices(hass)
    network = account.add_network("Home", sync_module=True)
    await asyncio.sleep(POLL)
    assert set(devices(hass)) == {"Home"}
    network.add_camera("Garden")
    await asyncio.sleep(POLL)
    assert set(devices(hass)) == {"Home", "Garden"}
    await press(hass)


async def test_all_change_without_a_reload(
    hass: HomeAssistant, entry: MockConfigEntry, network: Network, camera: Camera
) -> None:
    """None of it sets the entry up anew: an update on its way goes on."""
    camera.snapshot_seconds = (20, 20)
    coordinator = entry.runtime_data
    task = hass.async_create_task(press(hass))
    await asyncio.sleep(5)
    network.add_camera("Shed")
    network.name = "Cottage"
    await task
    assert len(camera.pictures) == 2
    assert set(devices(hass)) == {"Cottage", "Garden", "Shed"}
    assert entry.runtime_data is coordinator


@pytest.mark.parametrize("cameras", [1, 8])
async def test_poll_without_news(
    hass: HomeAssistant, entry: MockConfigEntry, network: Network, cameras: int
) -> None:
    """A poll without news writes no state, neither new nor the same once more."""
    for number in range(cameras - 1):
        network.add_camera(f"Shed {number}").take_picture()
    await asyncio.sleep(2 * POLL)
    written: list[str] = []

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        """Note a state, unless only the image's address was renewed."""
        old, new = event.data["old_state"], event.data["new_state"]
        if old is None or new is None or old.state != new.state:
            written.append(event.data["entity_id"])

    hass.bus.async_listen("state_changed", note)
    reported = {
        state.entity_id: state.last_reported
        for state in hass.states.async_all()
        if not state.entity_id.startswith(("camera.", "image."))
    }
    await asyncio.sleep(4 * POLL)
    assert not written
    assert reported == {
        state.entity_id: state.last_reported
        for state in hass.states.async_all()
        if not state.entity_id.startswith(("camera.", "image."))
    }
    assert hass.states.get(BUTTON)
