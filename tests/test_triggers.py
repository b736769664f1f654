"""Tests of the triggers, in automations as users write them."""

import asyncio
from typing import Any, Final

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    async_mock_service,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from blink_cloud import BlinkCloud, Camera, CommandFails, Endpoint, Network, Reply
from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
from homeassistant.setup import async_setup_component

from .conftest import BUTTON, IMAGE, press, state_of
from .test_services import update

EVENT: Final = "event.garden_picture_result"
TAKEN: Final = f"{DOMAIN}.picture_taken"
FAILED: Final = f"{DOMAIN}.picture_failed"

# All ways to the one camera, which the fixture prepares.
WAYS: Final = (
    *("entity", "device", "area", "floor"),
    *("label", "label of the device", "label of the area"),
)


@pytest.fixture
def told(hass: HomeAssistant) -> list[ServiceCall]:
    """Return what the automations have been doing."""
    return async_mock_service(hass, "test", "automation")


@pytest.fixture
async def shed(entry: MockConfigEntry, network: Network) -> Camera:
    """Return a second camera."""
    camera = network.add_camera("Shed")
    await asyncio.sleep(310)
    return camera


async def automate(hass: HomeAssistant, *triggers: dict[str, Any]) -> None:
    """Set up an automation for each trigger, which tells what it was told."""
    automations = [
        {
            "alias": f"Automation {number}",
            "triggers": {"target": {"entity_id": EVENT}, **trigger},
            "actions": {
                "action": "test.automation",
                "data": {
                    "trigger": "{{ trigger.platform }}",
                    "entity_id": "{{ trigger.entity_id }}",
                    "source": "{{ trigger.to_state.attributes.source }}",
                    "reason": "{{ trigger.to_state.attributes.reason }}",
                    "message": "{{ trigger.to_state.attributes.message }}",
                },
            },
        }
        for number, trigger in enumerate(triggers)
    ]
    assert await async_setup_component(hass, "automation", {"automation": automations})
    await hass.async_block_till_done()


async def fail(hass: HomeAssistant, entity_id: str = BUTTON) -> None:
    """Press a button whose camera takes no picture."""
    with pytest.raises(HomeAssistantError):
        await press(hass, entity_id)


async def test_both(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    camera: Camera,
    hass_admin_user: MockUser,
    told: list[ServiceCall],
) -> None:
    """Each update starts the automations that it is for, and tells them all of it."""
    await automate(hass, {"trigger": TAKEN}, {"trigger": FAILED})
    context = Context(user_id=hass_admin_user.id)
    await hass.services.async_call(
        "button", "press", {"entity_id": BUTTON}, blocking=True, context=context
    )
    camera.record_clip(seconds=10)
    await asyncio.sleep(310)
    camera.online = False
    await fail(hass)
    await hass.async_block_till_done()
    nothing = {"entity_id": EVENT, "reason": None, "message": None}
    assert [call.data for call in told] == [
        {**nothing, "trigger": TAKEN, "source": "button"},
        {**nothing, "trigger": TAKEN, "source": "elsewhere"},
        {
            "entity_id": EVENT,
            "trigger": FAILED,
            "source": "button",
            "reason": "offline",
            "message": (
                "Garden is offline. Check its battery or power supply, its Wi-Fi and,"
                " if it has one, its sync module in the Blink app."
            ),
        },
    ]
    # Whoever pressed is behind what the automation does.
    assert told[0].context.parent_id == context.id


@pytest.fixture
def targets(
    hass: HomeAssistant, entry: MockConfigEntry, shed: Camera
) -> dict[str, dict[str, Any]]:
    """Return all kinds of targets that lead to the one camera of two."""
    entities, devices = er.async_get(hass), dr.async_get(hass)
    floor = fr.async_get(hass).async_create("Ground")
    labels = {
        kind: lr.async_get(hass).async_create(kind).label_id
        for kind in WAYS
        if "label" in kind
    }
    area = ar.async_get(hass).async_create(
        "Outside", floor_id=floor.floor_id, labels={labels["label of the area"]}
    )
    event = entities.async_update_entity(EVENT, labels={labels["label"]})
    assert event.device_id
    devices.async_update_device(
        event.device_id, area_id=area.id, labels={labels["label of the device"]}
    )
    return {
        "entity": {"entity_id": EVENT},
        "device": {"device_id": event.device_id},
        "area": {"area_id": area.id},
        "floor": {"floor_id": floor.floor_id},
        **{kind: {"label_id": label_id} for kind, label_id in labels.items()},
    }


@pytest.mark.parametrize("kind", WAYS)
async def test_targets(
    hass: HomeAssistant,
    targets: dict[str, dict[str, Any]],
    camera: Camera,
    shed: Camera,
    told: list[ServiceCall],
    kind: str,
) -> None:
    """Whatever leads to a camera does, and tells of no other camera."""
    await automate(
        hass,
        {"trigger": TAKEN, "target": targets[kind]},
        {"trigger": FAILED, "target": targets[kind]},
    )
    for online in (True, False):
        camera.online = shed.online = online
        for button in (BUTTON, "button.shed_take_picture"):
            if online:
                await press(hass, button)
            else:
                await fail(hass, button)
    await hass.async_block_till_done()
    assert [(call.data["trigger"], call.data["entity_id"]) for call in told] == [
        (TAKEN, EVENT),
        (FAILED, EVENT),
    ]


async def test_cameras_that_move(
    hass: HomeAssistant,
    targets: dict[str, dict[str, Any]],
    told: list[ServiceCall],
) -> None:
    """An area has the cameras that are in it, under the names that they have now."""
    await automate(hass, {"trigger": TAKEN, "target": targets["area"]})
    entities, devices = er.async_get(hass), dr.async_get(hass)
    moved = entities.async_get("event.shed_picture_result")
    assert moved
    assert moved.device_id
    devices.async_update_device(moved.device_id, area_id=targets["area"]["area_id"])
    entities.async_update_entity(EVENT, new_entity_id="event.bell")
    await hass.async_block_till_done()
    await press(hass)
    await press(hass, "button.shed_take_picture")
    await hass.async_block_till_done()
    assert [call.data["entity_id"] for call in told] == ["event.bell", moved.entity_id]


async def test_events_of_others(
    hass: HomeAssistant,
    targets: dict[str, dict[str, Any]],
    told: list[ServiceCall],
) -> None:
    """Another integration's event in the area, with a type of the same name, is not."""
    other = er.async_get(hass).async_get_or_create("event", "other", "1")
    er.async_get(hass).async_update_entity(
        other.entity_id, area_id=targets["area"]["area_id"]
    )
    await automate(hass, {"trigger": TAKEN, "target": targets["area"]})
    for second in range(2):
        hass.states.async_set(
            other.entity_id,
            f"2026-11-02T10:00:0{second}.000+00:00",
            {"event_type": "updated", "source": "button"},
        )
    await hass.async_block_till_done()
    assert not told


@pytest.mark.parametrize(
    ("options", "sources"),
    [
        ({}, ["button", "action", "elsewhere"]),
        ({"source": []}, ["button", "action", "elsewhere"]),
        ({"source": "elsewhere"}, ["elsewhere"]),
        ({"source": ["button", "action"]}, ["button", "action"]),
    ],
)
async def test_who_asked(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    camera: Camera,
    told: list[ServiceCall],
    options: dict[str, Any],
    sources: list[str],
) -> None:
    """An automation may choose by whom a picture is asked for."""
    await automate(hass, {"trigger": TAKEN, "options": options})
    await press(hass)
    await update(hass, {"entity_id": IMAGE})
    camera.take_picture()
    await asyncio.sleep(310)
    assert [call.data["source"] for call in told] == sources


@pytest.mark.parametrize(
    ("options", "failures"),
    [
        ({}, [("button", "offline"), ("action", "offline"), ("button", "failed")]),
        ({"reason": "failed"}, [("button", "failed")]),
        ({"reason": ["offline"]}, [("button", "offline"), ("action", "offline")]),
        ({"reason": ["offline"], "source": "action"}, [("action", "offline")]),
        ({"reason": ["failed"], "source": "action"}, []),
        (
            {"reason": [], "source": "button"},
            [("button", "offline"), ("button", "failed")],
        ),
    ],
)
async def test_reasons(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    camera: Camera,
    told: list[ServiceCall],
    options: dict[str, Any],
    failures: list[tuple[str, str]],
) -> None:
    """An automation may choose for which reasons, and for whom, it is."""
    await automate(hass, {"trigger": FAILED, "options": options})
    camera.online = False
    await fail(hass)
    with pytest.raises(HomeAssistantError):
        await update(hass, {"entity_id": IMAGE})
    camera.online = True
    await asyncio.sleep(310)
    camera.next_command(CommandFails())
    await fail(hass)
    await hass.async_block_till_done()
    assert [(call.data["source"], call.data["reason"]) for call in told] == failures


async def test_first_picture(
    hass: HomeAssistant, entry: MockConfigEntry, told: list[ServiceCall]
) -> None:
    """The first result of a camera is one, though there was none before."""
    await automate(hass, {"trigger": TAKEN})
    assert state_of(hass, EVENT) == STATE_UNKNOWN
    await press(hass)
    await hass.async_block_till_done()
    assert len(told) == 1


async def test_nothing_else(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    told: list[ServiceCall],
) -> None:
    """Neither a reload, nor Blink's return, nor new attributes are new pictures."""
    await automate(hass, {"trigger": TAKEN}, {"trigger": FAILED})
    await press(hass)
    await hass.async_block_till_done()
    before = state_of(hass, EVENT)

    async def unchanged() -> None:
        await hass.async_block_till_done()
        assert state_of(hass, EVENT) == before
        assert len(told) == 1

    assert await hass.config_entries.async_reload(entry.entry_id)
    await unchanged()

    order = cloud.fault(Endpoint.HOMESCREEN, Reply(status=503), times=None)
    await hass.config_entries.async_reload(entry.entry_id)
    assert state_of(hass, EVENT) == STATE_UNAVAILABLE
    order.times = 0
    await asyncio.sleep(310)
    await unchanged()

    registry = er.async_get(hass)
    registry.async_update_entity(EVENT, name="Bell")
    await unchanged()
    registry.async_update_entity(EVENT, disabled_by=er.RegistryEntryDisabler.USER)
    await hass.async_block_till_done()
    registry.async_update_entity(EVENT, disabled_by=None)
    await asyncio.sleep(60)
    await unchanged()

    await press(hass)
    await hass.async_block_till_done()
    assert len(told) == 2


@pytest.mark.parametrize(
    ("trigger", "fault"),
    [
        (
            {"trigger": TAKEN, "target": {"entity_id": IMAGE}},
            f"Entity ID '{IMAGE}' does not belong to domain 'event'",
        ),
        ({"trigger": TAKEN, "options": {"source": "doorbell"}}, "options.source"),
        ({"trigger": FAILED, "options": {"source": "elsewhere"}}, "options.source"),
        ({"trigger": FAILED, "options": {"reason": "rain"}}, "options.reason"),
        ({"trigger": TAKEN, "options": {"reason": "busy"}}, "options.reason"),
    ],
)
async def test_triggers_that_would_never_fire(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    trigger: dict[str, Any],
    fault: str,
) -> None:
    """What cannot come is refused at once, with the place of the mistake."""
    await automate(hass, trigger)
    assert state_of(hass, "automation.automation_0") == STATE_UNAVAILABLE
    assert fault in caplog.text


async def test_editor_offers_them(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """Who chooses a camera in the editor can choose both triggers."""
    await automate(hass, {"trigger": TAKEN})
    event = er.async_get(hass).async_get(EVENT)
    assert event
    client = await hass_ws_client(hass)
    await client.send_json_auto_id(
        {"type": "get_triggers_for_target", "target": {"device_id": [event.device_id]}}
    )
    offered = (await client.receive_json())["result"]
    assert {TAKEN, FAILED} <= set(offered)
