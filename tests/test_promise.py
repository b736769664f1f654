"""Tests of the promise: a picture from after the wish, or plain words why not.

Order, ownership and clocks are what it breaks on: clips that end just before a press,
presses that share an update, answers that are lost, and accounts that are taken down.
"""

import asyncio
from datetime import timedelta
import logging

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from blink_cloud import (
    Account,
    BlinkCloud,
    Camera,
    CommandUnchanged,
    Endpoint,
    Fault,
    Hang,
    MiniScope,
    Network,
    OldMedia,
    PictureInfo,
    Reply,
    Reset,
    Server,
    Slow,
    ThumbnailForm,
    read_picture,
)
from homeassistant.components.image import async_get_image
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import BUTTON, IMAGE, add_entry, press, taken_at
from .test_services import respond


async def outcome(hass: HomeAssistant, entity_id: str = BUTTON) -> str:
    """Press a button; return `updated`, or the reason why not."""
    try:
        await press(hass, entity_id)
    except HomeAssistantError as err:
        return str(err.translation_key)
    return "updated"


async def shown(hass: HomeAssistant) -> PictureInfo:
    """Return the picture that Home Assistant shows."""
    return read_picture((await async_get_image(hass, IMAGE)).content)


@pytest.mark.parametrize("form", [ThumbnailForm.FULL, ThumbnailForm.OLD])
@pytest.mark.parametrize("lag", [0, 1, 2, 3])
async def test_clip_that_ended_just_before_the_press(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    form: ThumbnailForm,
    lag: int,
) -> None:
    """A homescreen that lags shows the clip first, and it is not taken for ours."""
    camera.thumbnail_form = form
    await asyncio.sleep(301)
    cloud.settings.homescreen_lag = lag
    camera.snapshot_seconds = (2.5, 2.5)
    camera.record_clip(seconds=10)
    await asyncio.sleep(10.3)
    asked_at = cloud.now()
    assert await outcome(hass) == "updated"
    assert (await shown(hass)).taken_at >= asked_at


@pytest.mark.parametrize("presses", [0, 1])
@pytest.mark.parametrize("ahead", [2, 4, 6, 12])
@pytest.mark.parametrize("lag", [0, 2, 3])
@pytest.mark.parametrize("seconds", [3, 10])
async def test_clip_dated_by_a_clock_that_is_ahead(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    presses: int,
    ahead: int,
    lag: int,
    seconds: int,
) -> None:
    """A clip from before the press is not ours, though its time is after the press."""
    camera.clock_offset = timedelta(seconds=ahead)
    camera.snapshot_seconds = (seconds, seconds)
    cloud.settings.clip_dated_at_start = False
    for _ in range(presses):
        await press(hass)
    await asyncio.sleep(301)
    cloud.settings.homescreen_lag = lag
    camera.record_clip(seconds=10)
    await asyncio.sleep(10.3)
    asked_at = cloud.now()
    assert await outcome(hass) == "updated"
    assert (await shown(hass)).taken_at >= asked_at


@pytest.mark.parametrize("ahead", [2, 4, 8])
@pytest.mark.parametrize("after", [3.0, 3.8, 4.5])
async def test_second_press_of_a_camera_that_is_ahead(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    ahead: int,
    after: float,
) -> None:
    """Who shares gets a picture from after his own wish, whatever its time says."""
    camera.clock_offset = timedelta(seconds=ahead)
    camera.snapshot_seconds = (2.4, 2.4)
    cloud.settings.homescreen_lag = 3
    await press(hass)
    await asyncio.sleep(301)
    first = hass.async_create_task(press(hass))
    await asyncio.sleep(after)
    asked_at = cloud.now()
    await press(hass)
    assert (await shown(hass)).taken_at >= asked_at
    await first


@pytest.mark.parametrize("form", [ThumbnailForm.FULL, ThumbnailForm.OLD])
@pytest.mark.parametrize("after", [0.0, 0.4, 2.0, 3.0, 3.8, 3.9, 5.0])
async def test_second_press(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    form: ThumbnailForm,
    after: float,
) -> None:
    """Each presser gets a picture from after his own press, and a double press one."""
    camera.thumbnail_form = form
    camera.snapshot_seconds = (3.75, 3.75)
    await asyncio.sleep(301)
    first = hass.async_create_task(press(hass))
    await asyncio.sleep(after)
    asked_at = cloud.now()
    await press(hass)
    assert (await shown(hass)).taken_at >= asked_at
    await first
    if after < 1:
        assert len(camera.pictures) == 2


@pytest.mark.parametrize(
    ("endpoint", "fault", "times", "after"),
    [
        (Endpoint.COMMAND, Hang(), 4, 25),
        (Endpoint.THUMBNAIL, Hang(after_effect=True), 1, 14),
        (Endpoint.HOMESCREEN, Hang(), 2, 7),
        (Endpoint.MEDIA, Slow(seconds=20, after_effect=True), 1, 15),
    ],
)
async def test_second_press_during_a_long_wait(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    endpoint: Endpoint,
    fault: Hang | Slow,
    times: int,
    after: float,
) -> None:
    """A job that knows late of its picture is too old for one who came in between."""
    camera.snapshot_seconds = (3, 3)
    await asyncio.sleep(301)
    cloud.fault(endpoint, fault, times=times)
    first = hass.async_create_task(press(hass))
    await asyncio.sleep(after)
    asked_at = cloud.now()
    await press(hass)
    assert (await shown(hass)).taken_at >= asked_at
    await first


async def test_old_thumbnail_that_comes_back(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """What the camera has left is no success, whatever one homescreen shows."""
    camera.thumbnail_form = ThumbnailForm.OLD
    cloud.settings.old_media = OldMedia.KEPT
    await asyncio.sleep(301)
    old = camera.thumbnail
    await press(hass)
    await asyncio.sleep(1500)
    camera.snapshot_seconds = (4, 4)
    asked_at = cloud.now()
    pressing = hass.async_create_task(outcome(hass))
    await asyncio.sleep(2)
    camera.thumbnail_override = old
    await asyncio.sleep(4)
    camera.thumbnail_override = None
    assert await pressing == "updated"
    assert (await shown(hass)).taken_at >= asked_at


@pytest.mark.parametrize("minutes", [-10, -2, 2, 10])
async def test_lost_answer_without_a_baseline(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    camera: Camera,
    minutes: int,
) -> None:
    """The thumbnail on the screen is not new, whatever Home Assistant's clock says."""
    cloud.clock_offset = timedelta(minutes=minutes)
    await add_entry(hass, camera.network.account)
    await press(hass)
    await asyncio.sleep(60)
    asked_at = cloud.now()
    camera.next_command(CommandUnchanged())
    cloud.fault(Endpoint.THUMBNAIL, Reset(after_effect=True))
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=502), times=2)
    result = await outcome(hass)
    assert result == "unchanged" or (await shown(hass)).taken_at >= asked_at


@pytest.mark.parametrize("minutes", [-10, 10])
async def test_clocks_that_are_off(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    camera: Camera,
    minutes: int,
) -> None:
    """A lost answer and no baseline: Blink's own clock proves the picture."""
    cloud.clock_offset = timedelta(minutes=minutes)
    await add_entry(hass, camera.network.account)
    asked_at = cloud.now()
    cloud.fault(Endpoint.THUMBNAIL, Reset(after_effect=True))
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=502), times=2)
    assert await outcome(hass) == "updated"
    assert (await shown(hass)).taken_at >= asked_at


async def test_camera_whose_clock_is_ahead(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """A time in the future proves nothing; the picture that follows does."""
    camera.clock_offset = timedelta(minutes=5)
    await asyncio.sleep(301)
    cloud.settings.homescreen_lag = 3
    camera.snapshot_seconds = (2.5, 2.5)
    camera.record_clip(seconds=10)
    await asyncio.sleep(10.3)
    asked_at = cloud.now()
    assert await outcome(hass) == "updated"
    assert (await shown(hass)).taken_at >= asked_at
    assert taken_at(hass) <= cloud.now()


async def test_status_cannot_be_read(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """The camera has worked: at the deadline the homescreen shows it."""
    cloud.fault(Endpoint.COMMAND, Reply(status=500), times=None)
    assert await outcome(hass) == "updated"
    camera.next_command(CommandUnchanged())
    assert await outcome(hass) == "cannot_connect"


@pytest.mark.parametrize("form", [ThumbnailForm.FULL, ThumbnailForm.OLD])
async def test_time_after_lost_statuses(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    form: ThumbnailForm,
) -> None:
    """The state is when the picture was taken, and not when that was known at last."""
    camera.thumbnail_form = form
    await asyncio.sleep(301)
    camera.snapshot_seconds = (3, 3)
    cloud.fault(Endpoint.COMMAND, Hang(), times=4)
    await press(hass)
    apart = taken_at(hass) - camera.pictures[-1].taken_at
    assert abs(apart) < timedelta(seconds=5)


@pytest.mark.parametrize("action", ["async_reload", "async_remove", "async_unload"])
async def test_account_goes_down_during_a_look(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    action: str,
) -> None:
    """An update that would begin then sends nothing for an account that is down."""
    camera.take_picture()
    await asyncio.sleep(301)
    cloud.fault(Endpoint.MEDIA, Slow(seconds=7, after_effect=True))
    looking = hass.async_create_task(
        respond(hass, {"entity_id": IMAGE}, max_age={"hours": 1})
    )
    await asyncio.sleep(2)
    cloud.requests.clear()
    asked_at = cloud.now()
    await getattr(hass.config_entries, action)(entry.entry_id)
    response = await looking
    await asyncio.sleep(30)
    if response[IMAGE]["status"] == "updated":
        assert action == "async_reload"
        assert (await shown(hass)).taken_at >= asked_at
    elif action != "async_reload":
        assert not cloud.count(Endpoint.THUMBNAIL)


async def test_cancelled_while_the_post_is_slow(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """The command that Blink is about to take is cancelled all the same."""
    camera.snapshot_seconds = (40, 40)
    cloud.fault(Endpoint.THUMBNAIL, Slow(seconds=5, after_effect=True))
    pressing = hass.async_create_task(press(hass))
    await asyncio.sleep(1)
    pressing.cancel()
    await asyncio.sleep(8)
    assert cloud.count(Endpoint.COMMAND_DONE) == 1


async def test_press_while_another_is_being_cancelled(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """The second has its own picture, and its own place in the camera's history."""
    await asyncio.sleep(301)
    asked_at = cloud.now()
    cloud.fault(Endpoint.THUMBNAIL, Slow(seconds=3, after_effect=True))
    first = hass.async_create_task(press(hass))
    await asyncio.sleep(0.5)
    first.cancel()
    await asyncio.sleep(0.5)
    assert await outcome(hass) == "updated"
    assert (await shown(hass)).taken_at >= asked_at
    event = hass.states.get("event.garden_picture_result")
    assert event
    assert event.attributes["event_type"] == "updated"


async def test_camera_moved_to_another_network(
    hass: HomeAssistant, entry: MockConfigEntry, account: Account, camera: Camera
) -> None:
    """It is found where it is now, in the same press."""
    other = account.add_network("Work", sync_module=True)
    await asyncio.sleep(301)
    camera.network.cameras.remove(camera)
    other.cameras.append(camera)
    camera.network = other
    assert await outcome(hass) == "updated"


async def test_move_of_tier_on_a_slow_line(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, account: Account
) -> None:
    """The account is followed to its new tier, in the same press."""
    cloud.fault(Endpoint.HOMESCREEN, Slow(seconds=0.6), times=None)
    cloud.fault(Endpoint.TIER_INFO, Slow(seconds=0.6), times=None)
    account.tier = "e009"
    assert await outcome(hass) == "updated"


async def test_offline_minis_and_a_homescreen_that_fails(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    network: Network,
) -> None:
    """All who are refused at the same time share what says why, a failure too."""
    for number in range(20):
        network.add_camera(f"Mini {number}", type="owl").online = False
    await add_entry(hass, account)
    await asyncio.sleep(200)
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=500), times=None)
    cloud.requests.clear()
    results = await asyncio.gather(
        *(outcome(hass, f"button.mini_{n}_take_picture") for n in range(20))
    )
    assert set(results) == {"cannot_connect"}
    assert cloud.count(Endpoint.HOMESCREEN) <= 3


async def test_homescreens_of_many_updates(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    network: Network,
) -> None:
    """Ten minis at once share their homescreens."""
    cloud.settings.mini_scope = MiniScope.ALWAYS_OWN
    cloud.settings.snapshot_seconds = (3, 3)
    for number in range(10):
        network.add_camera(f"Mini {number}", type="owl").take_picture()
    await add_entry(hass, account)
    await press(hass, "button.home_take_all_pictures")
    await asyncio.sleep(60)
    cloud.requests.clear()
    await press(hass, "button.home_take_all_pictures")
    assert cloud.count(Endpoint.HOMESCREEN) <= 5


async def test_set_up_while_blink_is_down(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    camera: Camera,
    account: Account,
) -> None:
    """Set-ups that are retried do not ask the gateways each time."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=500), times=None)
    await add_entry(hass, account)
    cloud.requests.clear()
    await asyncio.sleep(3600)
    assert cloud.count(Endpoint.TIER_INFO) <= 16


async def test_poll_that_the_edge_refuses(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """One gateway tells that it is the edge, and not the tier."""
    cloud.settings.refusing_gateways = cloud.settings.gateways
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=403, body="<html>"))
    cloud.requests.clear()
    await asyncio.sleep(302)
    assert cloud.count(Endpoint.TIER_INFO) == 1


async def test_odd_time_without_a_date(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """A time of years to come is not believed, also if Blink tells no time."""
    cloud.settings.date_header = False
    camera.thumbnail_override = 2051222400
    await asyncio.sleep(310)
    camera.thumbnail_override = None
    camera.take_picture()
    await asyncio.sleep(310)
    assert taken_at(hass).year == 2026


def posts(cloud: BlinkCloud, camera: Camera) -> list[float]:
    """Return when a camera was commanded, in seconds of the loop's clock."""
    return [
        request.at
        for request in cloud.requests
        if request.endpoint is Endpoint.THUMBNAIL and request.camera_id == camera.id
    ]


async def busy_posts(
    hass: HomeAssistant, cloud: BlinkCloud, account: Account
) -> MockConfigEntry:
    """Keep eight cameras waiting for the answers to their POSTs; return the entry."""
    for number in range(8):
        network = account.add_network(f"Home {number}", sync_module=True)
        network.add_camera(f"Camera {number}").take_picture(age=timedelta(hours=1))
    entry = await add_entry(hass, account)
    await asyncio.sleep(301)
    cloud.fault(Endpoint.THUMBNAIL, Slow(seconds=4), times=8)
    for number in range(8):
        button = f"button.camera_{number}_take_picture"
        hass.async_create_task(outcome(hass, button))
    await asyncio.sleep(0.5)
    return entry


async def test_press_cancelled_before_its_post(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    camera: Camera,
) -> None:
    """A POST that waits for others is not sent for somebody who has gone."""
    await busy_posts(hass, cloud, account)
    task = hass.async_create_task(press(hass))
    await asyncio.sleep(0.5)
    task.cancel()
    await asyncio.sleep(15)
    assert not posts(cloud, camera)


async def test_unload_before_a_post(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    camera: Camera,
) -> None:
    """A POST that waits for others is not sent by an account that is down."""
    entry = await busy_posts(hass, cloud, account)
    task = hass.async_create_task(outcome(hass))
    await asyncio.sleep(0.5)
    await hass.config_entries.async_unload(entry.entry_id)
    assert await task == "not_loaded"
    await asyncio.sleep(15)
    assert not posts(cloud, camera)


async def test_unload_while_waiting_for_a_token(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """The account is down at once: there is no command that could be taken."""
    await asyncio.sleep(301)
    camera.network.account.revoke_access_tokens()
    cloud.fault(Endpoint.TOKEN, Hang(), times=None)
    task = hass.async_create_task(outcome(hass))
    await asyncio.sleep(1)
    started = hass.loop.time()
    await hass.config_entries.async_unload(entry.entry_id)
    assert await task == "not_loaded"
    assert hass.loop.time() - started < 1


@pytest.mark.parametrize("is_cancelled", [True, False])
async def test_unload_during_a_slow_post(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    is_cancelled: bool,
) -> None:
    """The command is cancelled, whoever cancels the update, and however often."""
    await asyncio.sleep(301)
    camera.snapshot_seconds = (30, 30)
    cloud.fault(Endpoint.THUMBNAIL, Slow(seconds=3, after_effect=True))
    task = hass.async_create_task(respond(hass, {"entity_id": IMAGE}))
    await asyncio.sleep(0.5)
    if is_cancelled:
        task.cancel()
        await asyncio.sleep(0.5)
    await hass.config_entries.async_unload(entry.entry_id)
    await asyncio.sleep(12)
    assert task.done()
    assert cloud.count(Endpoint.COMMAND_DONE) == 1


@pytest.mark.parametrize(
    ("fault", "cancelled"),
    [
        (Slow(seconds=4, after_effect=True), 1),
        (Slow(seconds=13, after_effect=True), 1),
        (Hang(), 0),
    ],
)
@pytest.mark.parametrize("action", ["async_reload", "async_remove", "async_unload"])
async def test_no_unload_waits_for_a_slow_post(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    caplog: pytest.LogCaptureFixture,
    fault: Fault,
    cancelled: int,
    action: str,
) -> None:
    """The account is down at once; the command is cancelled when Blink has it."""
    await asyncio.sleep(301)
    camera.snapshot_seconds = (60, 60)
    cloud.fault(Endpoint.THUMBNAIL, fault)
    task = hass.async_create_task(outcome(hass))
    await asyncio.sleep(0.5)
    started = hass.loop.time()
    caplog.clear()
    await getattr(hass.config_entries, action)(entry.entry_id)
    assert hass.loop.time() - started < 1
    assert await task == "not_loaded"
    await asyncio.sleep(30)
    assert cloud.count(Endpoint.COMMAND_DONE) == cancelled
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]


async def test_removed_during_a_slow_post_with_a_revoked_token(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What Blink then says to the cancellation is nobody's business any more."""
    await asyncio.sleep(301)
    cloud.fault(Endpoint.THUMBNAIL, Slow(seconds=4, after_effect=True))
    cloud.fault(Endpoint.COMMAND_DONE, Reply(status=401), times=None)
    task = hass.async_create_task(outcome(hass))
    await asyncio.sleep(0.5)
    caplog.clear()
    await hass.config_entries.async_remove(entry.entry_id)
    assert await task == "not_loaded"
    await asyncio.sleep(30)
    assert cloud.count(Endpoint.COMMAND_DONE) == 1
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]


async def test_press_after_a_reload_during_a_slow_post(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """It waits until the command before it is cancelled, and has its own picture."""
    await asyncio.sleep(301)
    cloud.fault(Endpoint.THUMBNAIL, Slow(seconds=12, after_effect=True))
    camera.snapshot_seconds = (60, 60)
    before = hass.async_create_task(outcome(hass))
    await asyncio.sleep(1)
    await hass.config_entries.async_reload(entry.entry_id)
    camera.snapshot_seconds = (3, 3)
    asked_at = cloud.now()
    assert await outcome(hass) == "updated"
    assert (await shown(hass)).taken_at >= asked_at
    assert await before == "not_loaded"


@pytest.mark.parametrize(
    ("reply", "seconds"),
    [
        (Reply(status=503, headers={"Retry-After": "20"}), 20),
        (Reply(status=500, body={"code": 111, "message": "Too fast"}), 5),
    ],
)
@pytest.mark.parametrize("endpoint", [Endpoint.THUMBNAIL, Endpoint.COMMAND])
async def test_pause_that_comes_with_a_server_error(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    endpoint: Endpoint,
    reply: Reply,
    seconds: int,
) -> None:
    """A pause is obeyed to the second, also one that an overloaded host asks for."""
    await asyncio.sleep(301)
    cloud.requests.clear()
    cloud.fault(endpoint, reply)
    assert await outcome(hass) == "updated"
    refused_at = next(each.at for each in cloud.requests if each.endpoint is endpoint)
    next_at = min(each.at for each in cloud.requests if each.at > refused_at)
    assert seconds <= next_at - refused_at < seconds * 1.2 + 0.1


async def test_picture_that_does_not_come(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """A request for a picture without an answer costs some ten seconds."""
    camera.snapshot_seconds = (3, 3)
    await press(hass)
    await asyncio.sleep(301)
    cloud.fault(Endpoint.MEDIA, Hang())
    started = hass.loop.time()
    assert await outcome(hass) == "updated"
    assert hass.loop.time() - started < 3 + 10 + 2


@pytest.mark.parametrize("is_unloaded", [True, False])
async def test_post_is_not_repeated_with_another_token(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    is_unloaded: bool,
) -> None:
    """Nobody waits any more when the token of a POST turns out to be refused."""
    await asyncio.sleep(301)
    camera.network.account.revoke_access_tokens()
    cloud.fault(Endpoint.THUMBNAIL, Slow(seconds=3))
    task = hass.async_create_task(outcome(hass))
    await asyncio.sleep(1)
    assert len(posts(cloud, camera)) == 1
    if is_unloaded:
        await hass.config_entries.async_unload(entry.entry_id)
    else:
        task.cancel()
    await asyncio.sleep(20)
    assert len(posts(cloud, camera)) == 1


@pytest.mark.parametrize("seconds", [5, 9, 12])
async def test_press_cancelled_during_a_slow_post(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    seconds: int,
) -> None:
    """Its command is cancelled, however long Blink takes to take it."""
    await asyncio.sleep(301)
    camera.snapshot_seconds = (60, 60)
    cloud.fault(Endpoint.THUMBNAIL, Slow(seconds=seconds, after_effect=True))
    task = hass.async_create_task(press(hass))
    await asyncio.sleep(0.5)
    task.cancel()
    await asyncio.sleep(25)
    assert cloud.count(Endpoint.COMMAND_DONE) == 1


@pytest.mark.parametrize("form", [ThumbnailForm.FULL, ThumbnailForm.OLD])
@pytest.mark.parametrize("ahead", [0, 5, 60])
@pytest.mark.parametrize("lag", [1, 3])
async def test_clip_and_a_command_that_brings_nothing(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    form: ThumbnailForm,
    ahead: int,
    lag: int,
) -> None:
    """What was there while the camera still worked is not its picture."""
    camera.thumbnail_form = form
    camera.clock_offset = timedelta(seconds=ahead)
    camera.snapshot_seconds = (8, 8)
    await asyncio.sleep(301)
    cloud.settings.homescreen_lag = lag
    camera.record_clip(seconds=10)
    await asyncio.sleep(10.3)
    camera.next_command(CommandUnchanged())
    assert await outcome(hass) == "unchanged"


@pytest.mark.parametrize("form", [ThumbnailForm.FULL, ThumbnailForm.OLD])
async def test_what_comes_late_is_believed_at_once(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    form: ThumbnailForm,
) -> None:
    """A slow camera's first picture costs no wait: it was not there before the end."""
    camera.thumbnail_form = form
    camera.snapshot_seconds = (8, 8)
    await asyncio.sleep(301)
    started = hass.loop.time()
    assert await outcome(hass) == "updated"
    assert hass.loop.time() - started < 8 + 2


async def test_max_age_by_a_clock_that_is_ahead(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """A camera whose clock is known to be ahead takes no picture that is younger."""
    camera.clock_offset = timedelta(minutes=5)
    await press(hass)
    camera.take_picture()
    await asyncio.sleep(480)
    response = await respond(hass, {"entity_id": IMAGE}, max_age={"minutes": 4})
    assert response[IMAGE]["status"] == "updated"
