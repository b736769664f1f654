"""Tests of the event entity."""

import asyncio
from contextlib import nullcontext
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    async_capture_events,
)

from blink_cloud import (
    BlinkCloud,
    Camera,
    CommandFails,
    Empty,
    Endpoint,
    Fault,
    Network,
    Reply,
    Server,
)
from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import (
    Context,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.template import Template
from homeassistant.helpers.translation import async_load_integrations

from .conftest import BUTTON, IMAGE, add_entry, press, taken_at

EVENT = "event.garden_picture_result"


@pytest.fixture
def events(hass: HomeAssistant, entry: MockConfigEntry) -> list[dict[str, Any]]:
    """Return what the camera's event entity tells from now on."""
    told: list[dict[str, Any]] = []

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        """Note an event, and the picture that is shown by then."""
        state = event.data["new_state"]
        if state and state.entity_id == EVENT:
            told.append({**state.attributes, "image": taken_at(hass)})

    hass.bus.async_listen("state_changed", note)
    return told


async def test_updated_by_a_button(
    hass: HomeAssistant, events: list[dict[str, Any]], camera: Camera
) -> None:
    """It comes when the new picture is shown, once for all who share it."""
    camera.snapshot_seconds = (3, 3)
    await press(hass)
    before = taken_at(hass)
    events.clear()
    await asyncio.gather(press(hass), press(hass))
    (event,) = events
    assert event["event_type"] == "updated"
    assert event["source"] == "button"
    assert event["reason"] is None
    assert 3 <= event["duration"] < 5
    assert event["image"] == taken_at(hass) > before
    assert event["friendly_name"] == "Garden Picture result"
    assert set(event["event_types"]) == {"updated", "updated_elsewhere", "failed"}


@pytest.mark.parametrize("name", [None, "Bell"])
async def test_disabled_or_renamed(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera, name: str | None
) -> None:
    """Updates do without it, and find it under another id."""
    registry = er.async_get(hass)
    if name:
        registry.async_update_entity(EVENT, new_entity_id="event.bell", name=name)
    else:
        registry.async_update_entity(EVENT, disabled_by=er.RegistryEntryDisabler.USER)
    await hass.async_block_till_done()
    await press(hass)
    assert len(camera.pictures) == 2
    assert hass.states.get(EVENT) is None
    if name:
        state = hass.states.get("event.bell")
        assert state
        assert state.attributes["event_type"] == "updated"


async def test_updated_by_the_action(
    hass: HomeAssistant, events: list[dict[str, Any]]
) -> None:
    """The action says so."""
    await hass.services.async_call(
        "blink_thumbnail",
        "update_thumbnail",
        target={"entity_id": IMAGE},
        blocking=True,
    )
    (event,) = events
    assert (event["event_type"], event["source"]) == ("updated", "action")


async def test_failed(
    hass: HomeAssistant, events: list[dict[str, Any]], camera: Camera
) -> None:
    """A failure has its reason, which templates can put into words."""
    hass.config.language = "de"
    await async_load_integrations(hass, {DOMAIN})
    camera.next_command(CommandFails())
    with pytest.raises(HomeAssistantError):
        await press(hass)
    (event,) = events
    assert event["event_type"] == "failed"
    assert event["reason"] == "failed"
    assert event["source"] == "button"
    assert event["duration"] > 0
    template = f"{{{{ state_attr_translated('{EVENT}', 'reason') }}}}"
    assert Template(template, hass).async_render() == "Kein Bild aufgenommen"


async def test_failed_while_polls_fail(
    hass: HomeAssistant, events: list[dict[str, Any]], cloud: BlinkCloud
) -> None:
    """That Blink is down is just what is to be told."""
    for endpoint in (Endpoint.HOMESCREEN, Endpoint.THUMBNAIL, Endpoint.TIER_INFO):
        cloud.fault(endpoint, Reply(status=503), times=None)
    await asyncio.sleep(310)
    with pytest.raises(HomeAssistantError):
        await press(hass)
    (event,) = events
    assert (event["event_type"], event["reason"]) == ("failed", "cannot_connect")


@pytest.mark.parametrize("online", [True, False])
@pytest.mark.parametrize(
    ("domain", "action", "entity_id"),
    [
        ("button", "press", BUTTON),
        ("button", "press", "button.home_take_all_pictures"),
        (DOMAIN, "update_thumbnail", IMAGE),
    ],
)
async def test_who_took_the_picture(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    camera: Camera,
    network: Network,
    hass_admin_user: MockUser,
    domain: str,
    action: str,
    entity_id: str,
    online: bool,
) -> None:
    """The logbook can tell whose action or press has moved picture and event."""
    if entity_id.startswith("button.home"):
        network.add_camera("Shed")
        await asyncio.sleep(310)
    camera.online = online
    changes = async_capture_events(hass, EVENT_STATE_CHANGED)
    context = Context(user_id=hass_admin_user.id)
    with nullcontext() if online else pytest.raises(HomeAssistantError):
        await hass.services.async_call(
            domain, action, {"entity_id": entity_id}, blocking=True, context=context
        )
    moved = {
        change.data["entity_id"] for change in changes if change.context is context
    }
    assert (EVENT in moved, IMAGE in moved) == (True, online)


async def test_nobody_here_took_the_picture(
    hass: HomeAssistant,
    server: Server,
    network: Network,
    camera: Camera,
    hass_admin_user: MockUser,
) -> None:
    """A picture that Blink's app takes right after a user's is not his."""
    other = network.add_camera("Shed")
    camera.snapshot_seconds = other.snapshot_seconds = (2, 2)
    await add_entry(hass, network.account)
    context = Context(user_id=hass_admin_user.id)
    await hass.services.async_call(
        "button", "press", {"entity_id": BUTTON}, blocking=True, context=context
    )
    camera.take_picture()
    await press(hass, "button.shed_take_picture")
    event, image = hass.states.get(EVENT), hass.states.get(IMAGE)
    assert event and image
    assert event.attributes["source"] == "elsewhere"
    assert event.context.user_id is None
    assert image.context.user_id is None


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Empty(), "bad_picture"),
        (Reply(status=429), "cooling_down"),
        (Reply(status=500), "cannot_connect"),
    ],
)
async def test_picture_that_cannot_be_downloaded(
    hass: HomeAssistant,
    events: list[dict[str, Any]],
    cloud: BlinkCloud,
    camera: Camera,
    fault: Fault,
    reason: str,
) -> None:
    """A failure stays one, though the thumbnail has moved: nobody else took it."""
    order = cloud.fault(Endpoint.MEDIA, fault, times=None)
    with pytest.raises(HomeAssistantError):
        await press(hass)
    await asyncio.sleep(310)
    (event,) = events
    assert (event["event_type"], event["reason"]) == ("failed", reason)
    assert event["source"] == "button"

    order.times = 0
    await asyncio.sleep(310)
    camera.take_picture()
    await asyncio.sleep(310)
    assert [event["source"] for event in events] == ["button", "elsewhere"]


async def test_clip_before_a_failure(
    hass: HomeAssistant, events: list[dict[str, Any]], camera: Camera
) -> None:
    """The picture of a clip that was waited for is told as well as the failure."""
    camera.record_clip(seconds=60)
    camera.next_command(CommandFails())
    with pytest.raises(HomeAssistantError):
        await press(hass)
    assert [(event["event_type"], event["source"]) for event in events] == [
        ("failed", "button"),
        ("updated_elsewhere", "elsewhere"),
    ]


async def test_updated_elsewhere(
    hass: HomeAssistant, events: list[dict[str, Any]], camera: Camera
) -> None:
    """A picture that came by itself is told when a poll has shown it."""
    await asyncio.sleep(100)
    camera.take_picture()
    await asyncio.sleep(310)
    (event,) = events
    assert event["event_type"] == "updated_elsewhere"
    assert event["source"] == "elsewhere"
    assert event["duration"] is None
    assert event["image"] == camera.pictures[-1].taken_at.replace(microsecond=0)


async def test_clip_during_an_update_of_another_camera(
    hass: HomeAssistant,
    events: list[dict[str, Any]],
    network: Network,
    camera: Camera,
) -> None:
    """One that an update of another camera has seen first is told as well."""
    network.add_camera("Shed").take_picture()
    await asyncio.sleep(310)
    camera.take_picture()
    await press(hass, "button.shed_take_picture")
    (event,) = events
    assert event["source"] == "elsewhere"


async def test_restart(
    hass: HomeAssistant, entry: MockConfigEntry, events: list[dict[str, Any]]
) -> None:
    """The last event is there after a reload, and none is told twice."""
    await press(hass)
    before = hass.states.get(EVENT)
    await hass.config_entries.async_reload(entry.entry_id)
    await asyncio.sleep(310)
    after = hass.states.get(EVENT)
    assert before
    assert after
    assert after.state == before.state
    assert after.attributes["event_type"] == "updated"
