"""Tests of the button: a press ends with a new picture, or says why not."""

import asyncio
from contextlib import suppress

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from blink_cloud import (
    BUSY_CODE_ONLY,
    BUSY_CONFLICT,
    BUSY_OK,
    Account,
    BlinkCloud,
    Camera,
    CommandFails,
    CommandFault,
    CommandNeverEnds,
    CommandUnchanged,
    Endpoint,
    Network,
    Reply,
    Server,
)
from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr

from .conftest import BUTTON, add_entry, press, served_picture, taken_at


async def test_press_replaces_the_picture(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry
) -> None:
    """The new picture is served as soon as the press is over."""
    before = await served_picture(hass_client)
    assert taken_at(hass) == before.taken_at.replace(microsecond=0)

    await press(hass)

    after = await served_picture(hass_client)
    assert after.number == before.number + 1
    assert taken_at(hass) == after.taken_at.replace(microsecond=0)


async def test_press_during_a_clip(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    camera: Camera,
) -> None:
    """A network that records is waited for, and the clip's picture is not taken."""
    camera.record_clip(seconds=40)
    await press(hass)
    picture = await served_picture(hass_client)
    assert [one.kind for one in camera.pictures] == ["snapshot", "clip", "snapshot"]
    assert picture.number == 3


async def test_two_presses_share_one_picture(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """A second press on a camera at work does not wake it twice."""
    await asyncio.gather(press(hass), press(hass))
    assert len(camera.pictures) == 2
    assert cloud.count(Endpoint.THUMBNAIL) == 1


async def test_press_during_a_long_clip(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """The longest of clips is waited for."""
    camera.record_clip(seconds=75)
    await press(hass)
    assert [one.kind for one in camera.pictures] == ["snapshot", "clip", "snapshot"]


async def test_press_during_something_longer_than_a_clip(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """A live view is not waited for: the press ends with the reason."""
    camera.record_clip(seconds=100)
    with pytest.raises(HomeAssistantError, match="Garden is busy"):
        await press(hass)


async def test_slow_camera(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """A camera that takes more than a minute to wake is waited for."""
    camera.snapshot_seconds = (70, 70)
    await press(hass)
    assert len(camera.pictures) == 2


async def test_camera_is_too_slow(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """A camera that would take much longer is said to take too long."""
    camera.snapshot_seconds = (100, 100)
    with pytest.raises(HomeAssistantError, match="took too long"):
        await press(hass)


@pytest.mark.parametrize("busy", [BUSY_CONFLICT, BUSY_OK, BUSY_CODE_ONLY])
async def test_busy_for_long(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    busy: Reply,
) -> None:
    """A network that stays busy is said to be busy, and not asked all the time."""
    cloud.settings.busy = busy
    camera.record_clip(seconds=600)
    with pytest.raises(HomeAssistantError, match=r"Garden is busy") as error:
        await press(hass)
    assert error.value.translation_key == "busy"
    assert 5 < cloud.count(Endpoint.THUMBNAIL) < 20


@pytest.mark.parametrize(
    ("fault", "reason", "words"),
    [
        (CommandFails(message="Low light"), "failed", "Blink says: Low light"),
        (CommandNeverEnds(), "timeout", "took too long"),
        (CommandUnchanged(), "unchanged", "still shows its old picture"),
    ],
)
async def test_camera_does_not_deliver(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    camera: Camera,
    fault: CommandFault,
    reason: str,
    words: str,
) -> None:
    """What the camera does wrong is named, its picture stays, the next press works."""
    await served_picture(hass_client)
    before = taken_at(hass)
    camera.next_command(fault)
    with pytest.raises(HomeAssistantError, match=words) as error:
        await press(hass)
    assert error.value.translation_key == reason
    assert taken_at(hass) == before
    assert (await served_picture(hass_client)).number == 1

    await press(hass)
    assert (await served_picture(hass_client)).number == 2


async def test_offline(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """A camera that is offline is not asked, and its button says why."""
    camera.online = False
    await asyncio.sleep(310)
    state = hass.states.get(BUTTON)
    assert state and state.state == "unknown"

    with pytest.raises(HomeAssistantError, match="Garden is offline") as error:
        await press(hass)
    assert error.value.translation_key == "offline"
    assert cloud.count(Endpoint.THUMBNAIL) == 0

    camera.online = True
    await asyncio.sleep(31)
    await press(hass)
    assert len(camera.pictures) == 2


async def test_removed_in_the_meantime(
    hass: HomeAssistant, entry: MockConfigEntry, network: Network, camera: Camera
) -> None:
    """A camera that has just left the account is said to have left."""
    network.remove_camera(camera)
    with pytest.raises(HomeAssistantError, match="Garden is no longer") as error:
        await press(hass)
    assert error.value.translation_key == "removed"


async def test_offline_since_the_last_poll(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """A camera that has just gone offline is said to be offline, not to have failed."""
    camera.online = False
    with pytest.raises(HomeAssistantError, match="Garden is offline"):
        await press(hass)


@pytest.mark.parametrize("has_sync_module", [True, False])
async def test_doorbell_that_sleeps(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    has_sync_module: bool,
) -> None:
    """It is not asked, waits for nobody, and nobody waits for it."""
    network = account.add_network("Home", sync_module=has_sync_module)
    camera = network.add_camera("Garden")
    door = network.add_camera("Door", type="lotus")
    door.doorbell_mode = "standalone"
    camera.snapshot_seconds = (20, 20)
    await add_entry(hass, account)
    garden = hass.async_create_task(press(hass))
    await asyncio.sleep(5)
    started = hass.loop.time()
    with pytest.raises(HomeAssistantError, match="only after a ring") as error:
        await press(hass, "button.door_take_picture")
    assert error.value.translation_key == "asleep"
    assert hass.loop.time() - started < 2
    await garden
    assert cloud.count(Endpoint.THUMBNAIL) == 1
    event = hass.states.get("event.door_picture_result")
    assert event and event.attributes["reason"] == "asleep"


async def test_doorbell_that_was_connected_since_the_last_poll(
    hass: HomeAssistant, server: Server, network: Network
) -> None:
    """It is asked, since a homescreen of now says that it can do it."""
    door = network.add_camera("Door", type="lotus")
    door.doorbell_mode = "standalone"
    await add_entry(hass, network.account)
    await asyncio.sleep(60)
    door.doorbell_mode = "lfr"
    await press(hass, "button.door_take_picture")
    assert len(door.pictures) == 1


@pytest.mark.parametrize(("mode", "posts"), [("always_on", 1), ("lfr", 0)])
async def test_doorbell_beside_a_sync_module_that_is_offline(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    network: Network,
    mode: str,
    posts: int,
) -> None:
    """Only one that hangs on it is offline, too."""
    door = network.add_camera("Door", type="lotus")
    door.doorbell_mode = mode
    assert network.sync_module
    network.sync_module.online = False
    await add_entry(hass, network.account)
    with suppress(HomeAssistantError):
        await press(hass, "button.door_take_picture")
    assert cloud.count(Endpoint.THUMBNAIL) == posts
    assert len(door.pictures) == posts


ALL = "button.home_take_all_pictures"


async def test_update_all(
    hass: HomeAssistant, entry: MockConfigEntry, network: Network, camera: Camera
) -> None:
    """One press updates every camera of the network, and of no other."""
    shed = network.add_camera("Shed")
    other = camera.network.account.add_network("Work").add_camera("Desk")
    await asyncio.sleep(310)
    await press(hass, ALL)
    assert [len(each.pictures) for each in (camera, shed, other)] == [2, 1, 0]


async def test_update_all_with_partial_success(
    hass: HomeAssistant, entry: MockConfigEntry, network: Network, camera: Camera
) -> None:
    """Who failed is told, and why; the others have their pictures."""
    shed, yard = network.add_camera("Shed"), network.add_camera("Yard")
    await asyncio.sleep(310)
    shed.online = False
    yard.next_command(CommandFails())
    with pytest.raises(HomeAssistantError) as error:
        await press(hass, ALL)
    assert error.value.translation_key == "not_all_updated"
    text = str(error.value)
    assert text.startswith("Home: 1 of 3 new pictures were taken.")
    assert "Shed" in text
    assert "offline" in text
    assert "Yard could not take a picture" in text
    assert [len(each.pictures) for each in (camera, shed, yard)] == [2, 0, 0]


async def test_update_all_of_a_network_without_cameras(
    hass: HomeAssistant, entry: MockConfigEntry, network: Network, camera: Camera
) -> None:
    """There is nothing to take a picture with, and the press says so."""
    network.remove_camera(camera)
    await asyncio.sleep(310)
    with pytest.raises(HomeAssistantError, match="Home has no camera that takes"):
        await press(hass, ALL)


async def test_update_all_where_all_sleep(
    hass: HomeAssistant, server: Server, network: Network, cloud: BlinkCloud
) -> None:
    """No press ends well without a picture."""
    for name in ("Front", "Back"):
        network.add_camera(name, type="lotus").doorbell_mode = "standalone"
    await add_entry(hass, network.account)
    with pytest.raises(HomeAssistantError, match="Home has no camera that takes"):
        await press(hass, ALL)
    assert cloud.count(Endpoint.THUMBNAIL) == 0


async def test_update_all_while_polls_fail(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """The button stays, and works as soon as Blink does."""
    order = cloud.fault(Endpoint.HOMESCREEN, Reply(status=503), times=None)
    await asyncio.sleep(310)
    order.times = 0
    await press(hass, ALL)
    assert len(camera.pictures) == 2


async def test_cancelled_update_all(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """Who goes away takes his wishes along."""
    camera.snapshot_seconds = (20, 20)
    task = hass.async_create_task(press(hass, ALL))
    await asyncio.sleep(5)
    task.cancel()
    await asyncio.sleep(60)
    assert task.cancelled()


@pytest.mark.parametrize("status", [502, 504])
async def test_busy_from_a_gateway(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    status: int,
) -> None:
    """Blink's code for busy counts with any status; the answer is not lost."""
    answer = Reply(status=status, body={"message": "System is busy", "code": 307})
    cloud.fault(Endpoint.THUMBNAIL, answer)
    await press(hass)
    assert len(camera.pictures) == 2


async def test_long_words(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """Blink's words are short enough for a person, whatever it says."""
    camera.next_command(CommandFails(message="x" * 100_000))
    with pytest.raises(HomeAssistantError) as error:
        await press(hass)
    assert len(str(error.value)) < 300


async def test_pause_that_blink_wants_when_a_command_is_cancelled(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """A pause is kept, whichever request it is the answer to."""
    camera.snapshot_seconds = (40, 40)
    cloud.fault(Endpoint.COMMAND_DONE, Reply(status=429))
    task = hass.async_create_task(press(hass))
    await asyncio.sleep(5)
    task.cancel()
    await asyncio.sleep(5)
    with pytest.raises(HomeAssistantError) as error:
        await press(hass)
    assert error.value.translation_key == "cooling_down"


async def test_take_all_leaves_sleeping_doorbells_out(
    hass: HomeAssistant, server: Server, network: Network, camera: Camera
) -> None:
    """One that takes no picture on request does not spoil each press."""
    door = network.add_camera("Door", type="lotus")
    door.doorbell_mode = "standalone"
    await add_entry(hass, network.account)
    await press(hass, ALL)
    assert len(camera.pictures) == 2
    assert not door.pictures


async def test_update_all_leaves_disabled_cameras_asleep(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    network: Network,
    camera: Camera,
    device_registry: dr.DeviceRegistry,
) -> None:
    """A camera that the user has disabled in Home Assistant is not woken."""
    shed = network.add_camera("Shed")
    await asyncio.sleep(310)
    device = device_registry.async_get_device_by_identifier(
        (DOMAIN, f"{network.account.id}_{shed.serial}"), entry.entry_id
    )
    assert device
    device_registry.async_update_device(
        device.id, disabled_by=dr.DeviceEntryDisabler.USER
    )
    await asyncio.sleep(60)
    await press(hass, "button.home_take_all_pictures")
    assert [len(camera.pictures), len(shed.pictures)] == [2, 0]
