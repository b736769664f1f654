"""Tests of the pictures: news goes forward only, and a restart loses none."""

import asyncio
from datetime import UTC, datetime, timedelta
from errno import ENOSPC
import logging
import os
from pathlib import Path
import threading

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from blink_cloud import (
    BlinkCloud,
    Camera,
    CommandUnchanged,
    Endpoint,
    Network,
    OldMedia,
    Reply,
    Slow,
    ThumbnailForm,
    read_picture,
)
from custom_components.blink_thumbnail.api.thumbnail import parse_time
from custom_components.blink_thumbnail.picture_files import read
from homeassistant.components.image import async_get_image
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from .conftest import IMAGE, press, served_picture, taken_at, update_entity


async def test_slow_poll_does_not_turn_an_update_back(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
) -> None:
    """A homescreen from before the update that arrives after it changes nothing."""
    polls = cloud.count(Endpoint.HOMESCREEN)
    cloud.fault(Endpoint.HOMESCREEN, Slow(seconds=20, after_effect=True))
    while cloud.count(Endpoint.HOMESCREEN) == polls:
        await asyncio.sleep(1)
    await press(hass)
    updated = taken_at(hass)
    await asyncio.sleep(30)
    assert taken_at(hass) == updated
    assert (await served_picture(hass_client)).number == 2


async def test_newer_picture_seen_by_a_poll_stays(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
) -> None:
    """An update whose picture arrives late does not hide a later one."""
    cloud.fault(Endpoint.MEDIA, Slow(seconds=25, after_effect=True))
    await asyncio.sleep(280)
    task = hass.async_create_task(press(hass))
    await asyncio.sleep(6)
    camera.take_picture()
    await task
    assert (await served_picture(hass_client)).number == 3


async def test_lagging_replica(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
) -> None:
    """A homescreen that falls back to a thumbnail from before is not followed."""
    old = camera.thumbnail
    await press(hass)
    updated = taken_at(hass)
    camera.thumbnail_override = old
    await asyncio.sleep(310)
    assert taken_at(hass) == updated
    assert (await served_picture(hass_client)).number == 2


async def test_every_new_picture_moves_the_state(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
) -> None:
    """Two old-form pictures of one minute have two times."""
    camera.thumbnail_form = ThumbnailForm.OLD
    times = [taken_at(hass)]
    for _ in range(3):
        camera.take_picture()
        await asyncio.sleep(301)
        times.append(taken_at(hass))
    assert times == sorted(set(times))


def kept_files(hass: HomeAssistant, pattern: str = "*.jpg") -> list[Path]:
    """Return the files that hold pictures, the newest of a camera last."""
    return sorted(Path(hass.config.cache_path("blink_thumbnail")).rglob(pattern))


def kept_indexes(hass: HomeAssistant) -> list[Path]:
    """Return the files that tell of pictures, one for each camera."""
    return kept_files(hass, "*.json")


async def restart(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Take the entry down and set it up with nothing but what is on disk."""
    await hass.config_entries.async_unload(entry.entry_id)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()


@pytest.mark.parametrize("form", [ThumbnailForm.OLD, ThumbnailForm.FULL])
async def test_restart(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    form: ThumbnailForm,
) -> None:
    """After a restart the time is what it was, and the picture is there for nothing."""
    camera.thumbnail_form = form
    await press(hass)
    before = taken_at(hass)
    states: list[str] = []
    hass.bus.async_listen(
        "state_changed",
        lambda event: (
            states.append(event.data["new_state"].state)
            if event.data["entity_id"] == IMAGE
            else None
        ),
    )
    cloud.requests.clear()
    await restart(hass, entry)
    assert states == ["unavailable", before.isoformat()]
    assert (await served_picture(hass_client)).number == 2
    assert [request.endpoint for request in cloud.requests] == [Endpoint.HOMESCREEN]


async def test_kill(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """What an update brought is on disk when it ends, not only at a stop."""
    await press(hass)
    await hass.async_block_till_done()
    (file,) = kept_files(hass)
    assert file.read_bytes() == camera.pictures[-1].jpeg
    assert file.stem == f"{camera.serial}_{int(taken_at(hass).timestamp())}"
    (picture,) = read(file.parent).values()
    assert picture.taken_at == taken_at(hass)
    assert picture.is_current
    assert picture.jpeg == camera.pictures[-1].jpeg


async def test_restart_when_blink_has_news(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    camera: Camera,
) -> None:
    """A picture that came while Home Assistant was down is shown at once."""
    await press(hass)
    await hass.config_entries.async_unload(entry.entry_id)
    await asyncio.sleep(60)
    picture = camera.take_picture()
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert taken_at(hass) == picture.taken_at.replace(microsecond=0)
    assert (await served_picture(hass_client)).number == 3


async def test_picture_that_cannot_be_downloaded_after_a_restart(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
) -> None:
    """The last good picture outlives the restart, too."""
    await press(hass)
    camera.take_picture()
    cloud.fault(Endpoint.MEDIA, Reply(status=500), times=None)
    await restart(hass, entry)
    assert (await served_picture(hass_client)).number == 2


@pytest.mark.parametrize("pattern", ["*.json", "*.jpg"])
@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"nonsense", b"{}", b"[]", b'{"thumbnail": 1}', b"\xff"),
        b'{"thumbnail": "", "taken_at": "", "jpeg_thumbnail": "",'
        b' "past_thumbnails": [], "seconds": {"": 1e999}, "kept": {}}',
        b"[" * 200_000,
    ],
)
async def test_damaged_file(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    pattern: str,
    content: bytes,
) -> None:
    """A file that cannot be read is as good as none."""
    await press(hass)
    await hass.async_block_till_done()
    (file,) = kept_files(hass, pattern)
    file.write_bytes(content)
    await restart(hass, entry)
    assert (await served_picture(hass_client)).number == 2


async def test_log_of_a_file_that_cannot_be_read(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    camera: Camera,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It says why, and does not name the file: that is the serial."""
    (file,) = kept_indexes(hass)
    file.unlink()
    file.mkdir()
    await restart(hass, entry)
    assert "A kept picture cannot be read: Is a directory" in caplog.text
    assert camera.serial not in caplog.text


async def test_disk_that_cannot_be_written(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    network: Network,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A full disk does not spoil an update; that is logged once, and so is its end."""
    network.add_camera("Shed").take_picture()

    def no_space(*args: object, **kwargs: object) -> None:
        raise OSError(ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", no_space)
        await press(hass)
        await hass.async_block_till_done()
        await asyncio.sleep(1000)
    troubles = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert [one.getMessage() for one in troubles] == [
        "Pictures cannot be kept on disk: No space left on device"
    ]
    assert (await served_picture(hass_client)).number == 2
    assert not kept_files(hass, "*.unfinished")

    await asyncio.sleep(610)
    assert caplog.text.count("Pictures are kept on disk again") == 1
    assert {path.stat().st_mode & 0o777 for path in kept_files(hass)} == {0o600}
    await restart(hass, entry)
    cloud.requests.clear()
    assert (await served_picture(hass_client)).number == 2
    assert cloud.count(Endpoint.MEDIA) == 0


async def test_file_that_cannot_be_written(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    network: Network,
    camera: Camera,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It costs no other camera its picture, and is logged once."""
    (file,) = kept_indexes(hass)
    file.unlink()
    file.mkdir()
    shed = network.add_camera("Shed")
    shed.take_picture(age=timedelta(minutes=2))
    camera.take_picture()
    await asyncio.sleep(310)
    assert shed.serial in {file.stem for file in kept_indexes(hass)}
    await asyncio.sleep(3600)
    assert len([one for one in caplog.records if one.levelno >= logging.WARNING]) == 1


async def test_files_go_with_the_camera_and_the_entry(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    network: Network,
    camera: Camera,
) -> None:
    """Nothing is left on disk of what is gone."""
    other = network.add_camera("Shed")
    other.take_picture(age=timedelta(minutes=2))
    await asyncio.sleep(310)
    await press(hass)
    await press(hass, "button.shed_take_picture")
    await hass.async_block_till_done()
    assert len(kept_files(hass)) == len(kept_indexes(hass)) == 2

    network.remove_camera(other)
    await asyncio.sleep(310)
    assert len(kept_files(hass)) == len(kept_indexes(hass)) == 2
    await asyncio.sleep(3900)
    for file in (*kept_files(hass), *kept_indexes(hass)):
        assert file.stem.startswith(camera.serial)

    await hass.config_entries.async_remove(entry.entry_id)
    assert not kept_files(hass, "*")


async def test_lagging_homescreen_during_the_download(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    network: Network,
) -> None:
    """A homescreen that falls back between the proof and the picture hides nothing."""
    camera.snapshot_seconds = (3, 3)
    await press(hass)
    old = camera.thumbnail
    network.add_camera("Mini", type="owl")
    await asyncio.sleep(310)
    cloud.fault(Endpoint.MEDIA, Slow(seconds=5, after_effect=True))
    before = taken_at(hass)
    task = hass.async_create_task(press(hass))
    await asyncio.sleep(5)
    camera.thumbnail_override = old
    other = hass.async_create_task(press(hass, "button.mini_take_picture"))
    await task
    assert taken_at(hass) > before
    assert (await served_picture(hass_client)).number == 3
    await other


async def test_poll_during_an_update_does_not_show_its_picture_first(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    network: Network,
) -> None:
    """The state moves once, to the time that the update knows, not to the name's."""
    camera.thumbnail_form = ThumbnailForm.OLD
    network.add_camera("Mini", type="owl")
    await asyncio.sleep(340)
    camera.snapshot_seconds = (3, 3)
    cloud.fault(Endpoint.MEDIA, Slow(seconds=5, after_effect=True))
    before = taken_at(hass)
    changes = async_capture_events(hass, EVENT_STATE_CHANGED)
    task = hass.async_create_task(press(hass))
    await asyncio.sleep(5)
    await press(hass, "button.mini_take_picture")
    await task
    after = taken_at(hass)
    assert abs(after - camera.pictures[-1].taken_at) < timedelta(seconds=3)
    assert {
        state.state
        for event in changes
        if event.data["entity_id"] == IMAGE and (state := event.data["new_state"])
    } == {after.isoformat()}
    assert after > before


async def test_restart_on_a_lagging_homescreen(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """A thumbnail that was left before the restart does not come back after it."""
    camera.thumbnail_form = ThumbnailForm.OLD
    await asyncio.sleep(310)
    old = camera.thumbnail
    await press(hass)
    state = taken_at(hass)
    camera.thumbnail_override = old
    await restart(hass, entry)
    assert taken_at(hass) == state


async def test_removed_during_a_download(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
) -> None:
    """A picture that comes after the entry has gone is not kept."""
    cloud.fault(Endpoint.MEDIA, Slow(seconds=5, after_effect=True))
    client = await hass_client()
    look = asyncio.create_task(client.get(f"/api/image_proxy/{IMAGE}"))
    await asyncio.sleep(1)
    await hass.config_entries.async_remove(entry.entry_id)
    await look
    await asyncio.sleep(10)
    assert not kept_files(hass, "*")


async def test_time_in_the_future(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    camera: Camera,
) -> None:
    """One odd time does not keep later pictures away for years."""
    camera.thumbnail_override = 2051222400
    await asyncio.sleep(310)
    camera.thumbnail_override = None
    camera.take_picture()
    await asyncio.sleep(310)
    assert (await served_picture(hass_client)).number == 2
    assert taken_at(hass).year == 2026


async def test_lagging_replica_shows_what_no_poll_has_seen(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    camera: Camera,
) -> None:
    """A clip of the same minute that only an update has seen does not come back."""
    camera.thumbnail_form = ThumbnailForm.OLD
    await asyncio.sleep(310)
    camera.take_picture()
    clip = camera.thumbnail
    await press(hass)
    updated = taken_at(hass)
    assert (await served_picture(hass_client)).number == 3
    camera.thumbnail_override = clip
    await asyncio.sleep(310)
    assert taken_at(hass) == updated


async def test_poll_that_outlives_its_account(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
) -> None:
    """One that somebody asked for before a reload changes nothing after it."""
    await press(hass)
    await asyncio.sleep(61)
    await async_setup_component(hass, "homeassistant", {})
    cloud.fault(Endpoint.HOMESCREEN, Slow(seconds=20))
    poll = hass.async_create_task(update_entity(hass))
    await asyncio.sleep(1)
    await hass.config_entries.async_reload(entry.entry_id)
    await press(hass)
    await asyncio.sleep(1)
    assert not poll.done()
    files = kept_files(hass)
    await poll
    await asyncio.sleep(1)
    assert kept_files(hass) == files
    await restart(hass, entry)
    assert (await served_picture(hass_client)).number == 3


ODD = Reply(body={"networks": [], "cameras": []})


async def test_odd_homescreen_of_before(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """One that does not know the camera makes no old picture a new one."""
    camera.thumbnail_form = ThumbnailForm.OLD
    camera.next_command(CommandUnchanged())
    cloud.fault(Endpoint.HOMESCREEN, ODD)
    with pytest.raises(HomeAssistantError) as error:
        await press(hass)
    assert error.value.translation_key == "unchanged"


@pytest.mark.parametrize("at", [1, 2])
async def test_one_odd_homescreen_during_an_update(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    at: int,
) -> None:
    """One without the camera does not make it a camera that has left."""
    cloud.fault(Endpoint.HOMESCREEN, ODD, at=at)
    await press(hass)
    assert (await served_picture(hass_client)).number == 2


@pytest.mark.parametrize(("minutes", "is_shown"), [(-1, False), (0, True), (1, True)])
async def test_name_from_an_earlier_minute(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    camera: Camera,
    minutes: int,
    is_shown: bool,
) -> None:
    """An older picture that a homescreen falls back to does not replace a newer one."""
    named_at = dt_util.utcnow()

    def show(moment: datetime, name: str) -> None:
        """Have the camera show a picture of an old-form name."""
        camera.thumbnail_override = (
            f"/media/u/account/1/network/2/camera/3/{name}_{moment:%Y_%m_%d__%H_%M%p}"
        )

    show(named_at, "clip")
    await asyncio.sleep(310)
    before = taken_at(hass)
    show(named_at + timedelta(minutes=minutes), "another")
    await asyncio.sleep(310)
    assert (taken_at(hass) > before) is is_shown


async def test_name_by_a_clock_that_is_ahead(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """A name with an hour in the future does not make a picture young."""
    camera.thumbnail_form = ThumbnailForm.OLD
    await asyncio.sleep(310)
    before = taken_at(hass)
    ahead = dt_util.utcnow() + timedelta(hours=1)
    camera.thumbnail_override = (
        f"/media/u/account/1/network/2/camera/3/clip_{ahead:%Y_%m_%d__%I_%M%p}"
    )
    await asyncio.sleep(310)
    assert before < taken_at(hass) <= dt_util.utcnow()


@pytest.mark.parametrize("timestamp", [0, -1, 1793610000000])
def test_useless_timestamp_beside_a_good_address(timestamp: int) -> None:
    """Where thumbnail_timestamp says nothing, the address still does."""
    now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    entry = {"thumbnail_timestamp": timestamp}
    address = f"/thumbnail.jpg?ts={int(now.timestamp()) - 60}&ext="
    assert parse_time(entry, address, now) == now - timedelta(minutes=1)


async def test_downloads_that_overtake_each_other(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
) -> None:
    """A slow download of an older picture does not replace a newer one."""
    cloud.settings.old_media = OldMedia.KEPT
    camera.snapshot_seconds = (2.5, 2.5)
    camera.take_picture()
    await asyncio.sleep(310)
    cloud.fault(Endpoint.MEDIA, Slow(seconds=25, after_effect=True))
    look = hass.async_create_task(async_get_image(hass, IMAGE))
    await asyncio.sleep(1)
    await press(hass)
    assert (await served_picture(hass_client)).number == 3
    # The next one cannot be downloaded, so that what is shown is not the thumbnail's.
    cloud.fault(Endpoint.MEDIA, Reply(status=500), times=None)
    with pytest.raises(HomeAssistantError):
        await press(hass)
    await look
    await asyncio.sleep(30)
    assert (await served_picture(hass_client)).number == 3
    await restart(hass, entry)
    assert (await served_picture(hass_client)).number == 3


async def test_account_removed_while_the_disk_is_slow(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    network: Network,
    camera: Camera,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What Home Assistant waits for no longer leaves no file behind."""
    shed = network.add_camera("Shed")
    shed.take_picture()
    await asyncio.sleep(310)
    await async_setup_component(hass, "homeassistant", {})
    is_writing, may_go_on = threading.Event(), threading.Event()
    replace = os.replace

    def slow(source: str, target: str) -> None:
        is_writing.set()
        may_go_on.wait()
        replace(source, target)

    monkeypatch.setattr("os.replace", slow)
    for one in (camera, shed):
        one.take_picture()
    poll = hass.async_create_task(update_entity(hass))
    while not is_writing.is_set():
        await asyncio.sleep(0)
    await poll
    removal = hass.async_create_task(hass.config_entries.async_remove(entry.entry_id))
    await asyncio.sleep(0)
    freezer.tick(15)
    while entry.state is ConfigEntryState.UNLOAD_IN_PROGRESS:
        await asyncio.sleep(0)
    for _ in range(100):
        await asyncio.sleep(0)
    may_go_on.set()
    await removal
    await hass.async_block_till_done()
    assert not kept_files(hass, "*")


async def test_failed_set_ups_read_no_files(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While Blink is down, the files are left alone until it is back."""
    await press(hass)
    await hass.config_entries.async_unload(entry.entry_id)
    read: list[Path] = []
    real = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path.suffix == ".json" and "blink_thumbnail" in path.parts:
            read.append(path)
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    order = cloud.fault(Endpoint.HOMESCREEN, Reply(status=500), times=None)
    await hass.config_entries.async_setup(entry.entry_id)
    await asyncio.sleep(1000)
    state: ConfigEntryState = entry.state
    assert state is ConfigEntryState.SETUP_RETRY
    assert not read
    order.times = 0
    await asyncio.sleep(600)
    await hass.async_block_till_done()
    assert len(read) == 1
    cloud.requests.clear()
    assert (await served_picture(hass_client)).number == 2
    await asyncio.sleep(1000)
    assert len(read) == 1
    assert cloud.count(Endpoint.MEDIA) == 0


@pytest.mark.parametrize("seconds", [1, 4, 8])
async def test_removed_during_an_update(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    seconds: int,
) -> None:
    """An update of an account that is removed leaves no file behind."""
    camera.snapshot_seconds = (3, 3)
    cloud.fault(Endpoint.MEDIA, Slow(seconds=7, after_effect=True))
    task = hass.async_create_task(press(hass))
    await asyncio.sleep(seconds)
    await hass.config_entries.async_remove(entry.entry_id)
    with pytest.raises(HomeAssistantError):
        await task
    await asyncio.sleep(30)
    await hass.async_block_till_done()
    assert not kept_files(hass, "*")


async def test_taken_down_during_an_update(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """An update of an account that is taken down writes nothing."""
    await press(hass)
    await hass.async_block_till_done()
    (file,) = kept_files(hass)
    content = file.read_bytes()
    camera.snapshot_seconds = (3, 3)
    cloud.fault(Endpoint.MEDIA, Slow(seconds=7, after_effect=True))
    task = hass.async_create_task(press(hass))
    await asyncio.sleep(8)
    await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(HomeAssistantError):
        await task
    await asyncio.sleep(30)
    assert file.read_bytes() == content


@pytest.fixture
async def set_right(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """Show a picture that was dated ahead, by a clock that is right by now."""
    camera.snapshot_seconds = (3, 3)
    camera.clock_offset = timedelta(minutes=8)
    await asyncio.sleep(290)
    camera.take_picture()
    await asyncio.sleep(20)
    assert taken_at(hass) <= dt_util.utcnow()
    camera.clock_offset = timedelta()
    # The simulated cloud's dates only grow.
    camera._pictures.clear()


@pytest.mark.usefixtures("set_right")
async def test_update_after_a_clock_was_set(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """Its picture is shown, whatever a poll brings while it is downloaded."""
    cloud.fault(Endpoint.MEDIA, Slow(seconds=8, after_effect=True))
    asked_at = cloud.now()
    task = hass.async_create_task(press(hass))
    await asyncio.sleep(9)
    await entry.runtime_data.async_refresh()
    await task
    shown = read_picture((await async_get_image(hass, IMAGE)).content)
    assert shown.taken_at >= asked_at


@pytest.mark.usefixtures("set_right")
async def test_picture_of_the_app_after_a_clock_was_set(
    hass: HomeAssistant, cloud: BlinkCloud, camera: Camera
) -> None:
    """It is shown though the one before was dated later."""
    await asyncio.sleep(5)
    camera.take_picture()
    asked_at = cloud.now() - timedelta(seconds=1)
    await asyncio.sleep(310)
    shown = read_picture((await async_get_image(hass, IMAGE)).content)
    assert shown.taken_at >= asked_at
