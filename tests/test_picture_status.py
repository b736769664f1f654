"""Tests of the sensor *Picture status*: how far an update is, and how it ended."""

import asyncio
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
)

from blink_cloud import (
    Account,
    BlinkCloud,
    Camera,
    CommandFails,
    Endpoint,
    Network,
    Reply,
    Slow,
)
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE, EVENT_STATE_CHANGED
from homeassistant.core import (
    Context,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.exceptions import HomeAssistantError

from .conftest import BUTTON, IMAGE, press, state_of
from .test_promise import outcome
from .test_services import respond

STATUS = "sensor.garden_picture_status"
SHED = "sensor.shed_picture_status"


class Screen:
    """What a person reads, one state after the other."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Watch from now on."""
        self.states: list[str] = []
        self.contexts: list[Context] = []
        hass.bus.async_listen(EVENT_STATE_CHANGED, self._note)

    @callback
    def _note(self, event: Event[EventStateChangedData]) -> None:
        """Note a state."""
        new = event.data["new_state"]
        if new and new.entity_id == STATUS:
            self.states.append(new.state)
            self.contexts.append(new.context)


@pytest.fixture
async def screen(hass: HomeAssistant, entry: MockConfigEntry) -> Screen:
    """Return what is read from now on."""
    await asyncio.sleep(301)
    return Screen(hass)


def attributes(hass: HomeAssistant, entity_id: str = STATUS) -> dict[str, Any]:
    """Return what else is read."""
    state = hass.states.get(entity_id)
    assert state
    return {name: state.attributes[name] for name in ("message", "duration")}


async def test_camera_that_was_never_asked(hass: HomeAssistant, screen: Screen) -> None:
    """Nothing is known, and polls say nothing."""
    await asyncio.sleep(1000)
    assert state_of(hass, STATUS) == "unknown"
    assert not screen.states


async def test_one_press(hass: HomeAssistant, screen: Screen, camera: Camera) -> None:
    """Each stage is shown as it begins, and then how it ended."""
    camera.snapshot_seconds = (5, 5)
    task = hass.async_create_task(press(hass))
    await asyncio.sleep(0.1)
    assert state_of(hass, STATUS) == "taking"
    assert attributes(hass) == {"message": None, "duration": None}
    await task
    assert screen.states == ["taking", "fetching", "updated"]
    assert attributes(hass)["message"] is None
    assert 5 <= attributes(hass)["duration"] < 11


async def test_busy_camera(hass: HomeAssistant, screen: Screen, camera: Camera) -> None:
    """A person reads that the camera's system is busy, while it is."""
    camera.record_clip(seconds=20)
    task = hass.async_create_task(press(hass))
    await asyncio.sleep(10)
    assert state_of(hass, STATUS) == "waiting_for_camera"
    await task
    assert screen.states == [
        "taking",
        "waiting_for_camera",
        "taking",
        "fetching",
        "updated",
    ]


async def test_turn(
    hass: HomeAssistant, screen: Screen, camera: Camera, network: Network
) -> None:
    """A camera whose system works for another one waits; five states are the most."""
    network.add_camera("Shed").take_picture()
    await asyncio.sleep(301)
    screen.states.clear()
    other = hass.async_create_task(press(hass, "button.shed_take_picture"))
    await asyncio.sleep(0.5)
    task = hass.async_create_task(press(hass))
    await asyncio.sleep(0.5)
    assert state_of(hass, STATUS) == "waiting_for_turn"
    await asyncio.gather(task, other)
    assert screen.states == ["waiting_for_turn", "taking", "fetching", "updated"]


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("offline", "Garden is offline. Check its battery"),
        ("failed", "Garden could not take a picture"),
    ],
)
async def test_reason(
    hass: HomeAssistant, screen: Screen, camera: Camera, reason: str, message: str
) -> None:
    """The reason stays, in a word and in the sentence that the user got."""
    if reason == "offline":
        camera.online = False
    else:
        camera.next_command(CommandFails())
    with pytest.raises(HomeAssistantError) as raised:
        await press(hass)
    assert screen.states[-1] == reason
    assert attributes(hass)["message"].rstrip(".") == str(raised.value)
    assert attributes(hass)["message"].startswith(message)
    camera.online = True
    await asyncio.sleep(1000)
    assert state_of(hass, STATUS) == reason
    await press(hass)
    assert (state_of(hass, STATUS), attributes(hass)["message"]) == ("updated", None)


async def test_words_of_the_house(
    hass: HomeAssistant, screen: Screen, camera: Camera
) -> None:
    """The sentence is in Home Assistant's language."""
    await hass.config.async_update(language="de")
    camera.online = False
    with pytest.raises(HomeAssistantError):
        await press(hass)
    assert attributes(hass)["message"].startswith("Garden ist offline.")


async def test_who_asked(
    hass: HomeAssistant, screen: Screen, hass_admin_user: MockUser
) -> None:
    """Every state of an update is of whoever asked for it."""
    context = Context(user_id=hass_admin_user.id)
    await hass.services.async_call(
        "button", "press", {"entity_id": BUTTON}, blocking=True, context=context
    )
    assert len(screen.states) == 3
    assert {each.user_id for each in screen.contexts} == {hass_admin_user.id}


async def test_second_press_during_the_first(
    hass: HomeAssistant, screen: Screen, camera: Camera
) -> None:
    """Who shares an update writes nothing of his own."""
    camera.snapshot_seconds = (5, 5)
    await asyncio.gather(press(hass), respond(hass, {"entity_id": IMAGE}))
    assert screen.states == ["taking", "fetching", "updated"]


@pytest.mark.parametrize("after", [0.1, 1, 4, 7])
async def test_cancelled(
    hass: HomeAssistant,
    screen: Screen,
    cloud: BlinkCloud,
    camera: Camera,
    after: float,
) -> None:
    """It does not stay in the middle: it says how the last one ended."""
    camera.snapshot_seconds = (5, 5)
    await press(hass)
    cloud.fault(Endpoint.THUMBNAIL, Slow(seconds=2, after_effect=True))
    task = hass.async_create_task(press(hass))
    await asyncio.sleep(after)
    task.cancel()
    await asyncio.sleep(15)
    assert state_of(hass, STATUS) == "updated"


@pytest.mark.parametrize("after", [0.1, 4])
async def test_reload_in_the_middle(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    screen: Screen,
    camera: Camera,
    after: float,
) -> None:
    """It says what it said before, with nothing of the update that was ended."""
    camera.online = False
    with pytest.raises(HomeAssistantError):
        await press(hass)
    said = attributes(hass)
    camera.online = True
    await asyncio.sleep(301)
    camera.snapshot_seconds = (5, 5)
    task = hass.async_create_task(outcome(hass))
    await asyncio.sleep(after)
    await hass.config_entries.async_reload(entry.entry_id)
    await asyncio.wait([task])
    await asyncio.sleep(15)
    assert (state_of(hass, STATUS), attributes(hass)) == ("offline", said)


async def test_error_of_ours(
    hass: HomeAssistant,
    screen: Screen,
    camera: Camera,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Even a mistake of ours leaves it as it was."""
    await press(hass)

    async def fail(*_: object, **__: object) -> None:
        """Make a mistake."""
        raise ZeroDivisionError

    monkeypatch.setattr(
        "custom_components.blink_thumbnail.api.snapshot.download_picture", fail
    )
    with pytest.raises(ZeroDivisionError):
        await press(hass)
    assert state_of(hass, STATUS) == "updated"


async def test_picture_from_elsewhere(
    hass: HomeAssistant, screen: Screen, camera: Camera
) -> None:
    """It is about what was asked for here: a clip is no news."""
    camera.online = False
    with pytest.raises(HomeAssistantError):
        await press(hass)
    screen.states.clear()
    camera.online = True
    camera.take_picture()
    await asyncio.sleep(310)
    assert not screen.states
    assert state_of(hass, STATUS) == "offline"


@pytest.mark.parametrize(
    "kept",
    [
        "not ours",
        [],
        {},
        {"at": 5},
        {"at": "2026-11-02T09:00:00+00:00", "updates": {"x": [{}]}},
        {
            "at": "2126-11-02T09:00:00+00:00",
            "updates": {"x": []},
            "requests": {"0": {"telegram": 5}},
            "accepted": {},
        },
    ],
)
async def test_kept_updates_that_cannot_be_read(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    entry: MockConfigEntry,
    kept: object,
) -> None:
    """The account works without them."""
    await hass.config_entries.async_unload(entry.entry_id)
    key = f"blink_thumbnail.{entry.entry_id}.updates"
    hass_storage[key] = {"version": 1, "minor_version": 1, "key": key, "data": kept}
    await hass.config_entries.async_setup(entry.entry_id)
    assert state_of(hass, STATUS) == "unknown"
    await press(hass)
    assert state_of(hass, STATUS) == "updated"


async def test_removed_account_leaves_nothing(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    entry: MockConfigEntry,
    screen: Screen,
) -> None:
    """What was kept of its updates goes with it, also what is still to be written."""
    await press(hass)
    await hass.config_entries.async_remove(entry.entry_id)
    await asyncio.sleep(60)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await hass.async_block_till_done()
    assert not [key for key in hass_storage if entry.entry_id in key]


async def test_whose_cancelled_press(
    hass: HomeAssistant, screen: Screen, camera: Camera
) -> None:
    """What follows a press that was cancelled is not put down to somebody else."""
    camera.snapshot_seconds = (5, 5)
    first, second = Context(), Context()
    for context in (first, second):
        task = hass.async_create_task(
            hass.services.async_call(
                "button", "press", {"entity_id": BUTTON}, blocking=True, context=context
            )
        )
        await asyncio.sleep(1 if context is second else 30)
    task.cancel()
    await asyncio.sleep(5)
    state = hass.states.get(STATUS)
    assert state and state.state == "updated"
    assert state.context.id == second.id


async def test_what_blink_says(
    hass: HomeAssistant, screen: Screen, cloud: BlinkCloud, account: Account
) -> None:
    """Addresses and ids in its words are nobody's business."""
    words = f"Account {account.id} of ada@example.com, see https://a.example/1, may not"
    refusal = Reply(status=400, body={"message": words})
    cloud.fault(Endpoint.THUMBNAIL, refusal, times=None)
    with pytest.raises(HomeAssistantError):
        await press(hass)
    assert "Account … of … see … may not" in attributes(hass)["message"]
    states = str([state.as_dict() for state in hass.states.async_all()])
    assert "ada@" not in states
    assert str(account.id) not in states


async def test_history_of_a_camera_that_has_left(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    entry: MockConfigEntry,
    screen: Screen,
    network: Network,
    camera: Camera,
) -> None:
    """It goes with the camera."""
    network.add_camera("Shed").take_picture()
    await press(hass)
    network.remove_camera(camera)
    await asyncio.sleep(1000)
    await press(hass, "button.shed_take_picture")
    await asyncio.sleep(30)
    kept = hass_storage[f"blink_thumbnail.{entry.entry_id}.updates"]["data"]["updates"]
    assert camera.serial not in kept
    assert len(kept) == 1


async def test_offline_camera_of_a_busy_system(
    hass: HomeAssistant, screen: Screen, network: Network, camera: Camera
) -> None:
    """It says so at once, whatever the others of its system do."""
    shed = network.add_camera("Shed")
    shed.snapshot_seconds = (60, 60)
    camera.online = False
    await asyncio.sleep(310)
    other = hass.async_create_task(press(hass, "button.shed_take_picture"))
    await asyncio.sleep(1)
    with pytest.raises(HomeAssistantError):
        await press(hass)
    assert state_of(hass, STATUS) == "offline"
    assert attributes(hass)["duration"] < 2
    await other
