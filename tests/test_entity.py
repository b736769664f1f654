"""Tests of what all entities have in common: their names, and when they are there."""

import asyncio
from datetime import timedelta

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from blink_cloud import Account, BlinkCloud, Camera, Endpoint, Network, Reply, Server
from homeassistant.const import ATTR_FRIENDLY_NAME, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .conftest import BUTTON, IMAGE, add_entry, press, state_of

EVENT = "event.garden_picture_result"
BATTERY = "binary_sensor.garden_battery"
UPDATE_ALL = "button.home_take_all_pictures"
ALL = (IMAGE, BUTTON, EVENT, BATTERY, UPDATE_ALL)


def unavailable(hass: HomeAssistant) -> set[str]:
    """Return those of the entities that are unavailable."""
    return {one for one in ALL if state_of(hass, one) == STATE_UNAVAILABLE}


async def test_names(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """An entity is named after its device and after what it is."""
    states = [hass.states.get(entity_id) for entity_id in ALL]
    assert [state and state.attributes[ATTR_FRIENDLY_NAME] for state in states] == [
        "Garden",
        "Garden Take picture",
        "Garden Picture result",
        "Garden Battery",
        "Home Take all pictures",
    ]


async def test_names_follow_the_camera(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """A new name in the Blink app shows in theirs; the entity ids stay."""
    camera.name = "Yard"
    await asyncio.sleep(310)
    state = hass.states.get(IMAGE)
    assert state and state.attributes[ATTR_FRIENDLY_NAME] == "Yard"


async def test_unique_ids(
    hass: HomeAssistant, entry: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    """No two entities of a kind share one."""
    entities = er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    assert {one.entity_id for one in entities} > set(ALL)
    ids = [(one.domain, one.unique_id) for one in entities]
    assert len(set(ids)) == len(ids)


async def add_guest(
    hass: HomeAssistant, cloud: BlinkCloud, network: Network
) -> tuple[Account, MockConfigEntry]:
    """Set up a second account, with which the network is shared."""
    guest = cloud.add_account(email="guest@example.com")
    guest.networks.append(network)
    return guest, await add_entry(hass, guest)


async def test_two_accounts_see_one_camera(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    network: Network,
    entity_registry: er.EntityRegistry,
) -> None:
    """Both have it, with all that it is."""
    _, other = await add_guest(hass, cloud, network)
    owned, shared = (
        er.async_entries_for_config_entry(entity_registry, one.entry_id)
        for one in (entry, other)
    )
    assert len(owned) == len(shared)
    assert {one.device_id for one in owned}.isdisjoint(one.device_id for one in shared)
    assert state_of(hass, f"{IMAGE}_2") == state_of(hass, IMAGE)
    await press(hass)
    await asyncio.sleep(310)
    assert state_of(hass, f"{IMAGE}_2") == state_of(hass, IMAGE)


async def test_same_id_in_two_accounts(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """Two accounts never meet, whatever numbers their cameras have."""
    other = cloud.add_account(email="other@example.com")
    twin = other.add_network("Cabin").add_camera("Lake")
    twin.id, twin.serial = camera.id, camera.serial
    await add_entry(hass, other)
    await press(hass, "button.lake_take_picture")
    assert (len(camera.pictures), len(twin.pictures)) == (1, 1)


async def test_account_loses_a_shared_camera(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    network: Network,
    camera: Camera,
) -> None:
    """It goes from there, and stays with the other."""
    guest, _ = await add_guest(hass, cloud, network)
    guest.networks.remove(network)
    await asyncio.sleep(930)
    assert hass.states.async_entity_ids("image") == [IMAGE]
    await press(hass)
    assert len(camera.pictures) == 2


async def test_entry_with_a_shared_camera_is_removed(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    network: Network,
    camera: Camera,
) -> None:
    """The other account goes on with its own entities."""
    await add_guest(hass, cloud, network)
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert hass.states.async_entity_ids("image") == [f"{IMAGE}_2"]
    before = state_of(hass, f"{IMAGE}_2")
    camera.take_picture()
    await asyncio.sleep(310)
    assert state_of(hass, f"{IMAGE}_2") not in (before, STATE_UNAVAILABLE)


@pytest.mark.parametrize("first", [0, 1])
async def test_which_account_loads_first(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    network: Network,
    first: int,
) -> None:
    """After a restart it may be either; each has the same entities as before."""
    _, other = await add_guest(hass, cloud, network)
    images = set(hass.states.async_entity_ids("image"))
    assert images == {IMAGE, f"{IMAGE}_2"}
    entries = [entry, other]
    for one in entries:
        await hass.config_entries.async_unload(one.entry_id)
    for one in (entries[first], entries[not first]):
        await hass.config_entries.async_setup(one.entry_id)
    await hass.async_block_till_done()
    assert not {one for one in images if state_of(hass, one) == STATE_UNAVAILABLE}
    assert set(hass.states.async_entity_ids("image")) == images


async def test_while_polls_fail(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """What is true all the same stays, what a poll would tell does not."""
    assert not unavailable(hass)
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=500), times=None)
    await asyncio.sleep(610)
    assert unavailable(hass) == {BATTERY}


async def test_camera_that_is_offline(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """A press has to say so, and its last picture stays."""
    camera.online = False
    await asyncio.sleep(310)
    assert not unavailable(hass) & {IMAGE, BUTTON, EVENT, UPDATE_ALL}


async def test_camera_that_left(
    hass: HomeAssistant, entry: MockConfigEntry, network: Network, camera: Camera
) -> None:
    """Its own entities are unavailable once a poll does not list it."""
    network.remove_camera(camera)
    await asyncio.sleep(310)
    assert unavailable(hass) == {IMAGE, BUTTON, EVENT, BATTERY}


async def test_two_cameras_of_one_serial(
    hass: HomeAssistant, entry: MockConfigEntry, network: Network, camera: Camera
) -> None:
    """One that was added again and is still listed as before keeps its entities."""
    registry = er.async_get(hass)
    registry.async_update_entity(IMAGE, name="Mine")
    twin = network.add_camera("Garden", type="catalina")
    twin.serial = camera.serial
    twin.take_picture(age=timedelta(minutes=1))
    await asyncio.sleep(310)
    assert state_of(hass, IMAGE) != STATE_UNAVAILABLE
    await press(hass)
    assert len(twin.pictures) == 2
    network.remove_camera(camera)
    await asyncio.sleep(1000)
    state = hass.states.get(IMAGE)
    assert state and state.name == "Mine"
    assert hass.states.async_entity_ids("image") == [IMAGE]


async def test_no_names(
    hass: HomeAssistant, server: Server, network: Network, camera: Camera
) -> None:
    """What has no name is called what it is, and not by an id of Blink's."""
    network.name = camera.name = ""
    await add_entry(hass, network.account)
    states = str([state.as_dict() for state in hass.states.async_all()])
    assert str(network.id) not in states
    assert str(camera.id) not in states
