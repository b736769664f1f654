"""Tests of what all entities have in common: their names, and when they are there."""

import asyncio

from pytest_homeassistant_custom_component.common import MockConfigEntry

from blink_cloud import BlinkCloud, Camera, Endpoint, Network, Reply
from homeassistant.const import ATTR_FRIENDLY_NAME, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .conftest import BUTTON, IMAGE, state_of

EVENT = "event.garden_thumbnail_update"
BATTERY = "binary_sensor.garden_battery"
UPDATE_ALL = "button.home_update_all_thumbnails"
ALL = (IMAGE, BUTTON, EVENT, BATTERY, UPDATE_ALL)


def unavailable(hass: HomeAssistant) -> set[str]:
    """Return those of the entities that are unavailable."""
    return {one for one in ALL if state_of(hass, one) == STATE_UNAVAILABLE}


async def test_names(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """An entity is named after its device and after what it is."""
    states = [hass.states.get(entity_id) for entity_id in ALL]
    assert [state and state.attributes[ATTR_FRIENDLY_NAME] for state in states] == [
        "Garden Thumbnail",
        "Garden Update thumbnail",
        "Garden Thumbnail update",
        "Garden Battery",
        "Home Update all thumbnails",
    ]


async def test_names_follow_the_camera(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """A new name in the Blink app shows in theirs; the entity ids stay."""
    camera.name = "Yard"
    await asyncio.sleep(310)
    state = hass.states.get(IMAGE)
    assert state and state.attributes[ATTR_FRIENDLY_NAME] == "Yard Thumbnail"


async def test_unique_ids(
    hass: HomeAssistant, entry: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    """No two entities of a kind share one."""
    entities = er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    assert {one.entity_id for one in entities} > set(ALL)
    ids = [(one.domain, one.unique_id) for one in entities]
    assert len(set(ids)) == len(ids)


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
