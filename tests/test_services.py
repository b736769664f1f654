"""Tests of the action."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any, Final
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from blink_cloud import (
    Account,
    BlinkCloud,
    Camera,
    Empty,
    Endpoint,
    Hang,
    Network,
    Reply,
    Server,
    Slow,
    read_picture,
)
from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant.config_entries import (
    ConfigEntries,
    ConfigEntryDisabler,
    ConfigEntryState,
)
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import (
    device_registry as dr,
)
from homeassistant.setup import async_setup_component

from .conftest import IMAGE, add_entry, press, served_picture, taken_at, update_entity


async def update(
    hass: HomeAssistant,
    target: dict[str, Any],
    *,
    context: Context | None = None,
    **data: Any,
) -> None:
    """Run the action without asking for a response."""
    await hass.services.async_call(
        DOMAIN, "update_thumbnail", data, target=target, blocking=True, context=context
    )


async def respond(
    hass: HomeAssistant, target: dict[str, Any], **data: Any
) -> dict[str, Any]:
    """Run the action and return its response."""
    response = await hass.services.async_call(
        DOMAIN,
        "update_thumbnail",
        data,
        target=target,
        blocking=True,
        return_response=True,
    )
    assert response is not None
    return dict(response)


async def test_networks_side_by_side(
    hass: HomeAssistant, server: Server, cloud: BlinkCloud, account: Account
) -> None:
    """Eight cameras in two networks take the time of the longer queue."""
    cloud.settings.snapshot_seconds = (3, 3)
    networks = [account.add_network(name, sync_module=True) for name in "AB"]
    for network, count in zip(networks, (5, 3), strict=True):
        for number in range(count):
            network.add_camera(f"{network.name}{number}").take_picture()
    await add_entry(hass, account)
    images = {"entity_id": hass.states.async_entity_ids("image")}
    await update(hass, images)

    started = hass.loop.time()
    await update(hass, images)

    assert hass.loop.time() - started < 5 * 3 * 1.25
    assert [len(camera.pictures) for camera in account.cameras] == [3] * 8


async def test_minis_side_by_side(
    hass: HomeAssistant, server: Server, cloud: BlinkCloud, account: Account
) -> None:
    """A mini waits for no other camera of its network, nor they for it."""
    cloud.settings.snapshot_seconds = (10, 10)
    network = account.add_network("Home", sync_module=False)
    for kind in ("catalina", "owl", "hawk"):
        network.add_camera(kind, type=kind).take_picture()
    await add_entry(hass, account)
    for _ in range(3):
        await update(hass, {"entity_id": "all"})
    started = hass.loop.time()
    await update(hass, {"entity_id": "all"})
    assert hass.loop.time() - started < 12


async def test_failure_is_raised(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """The action says what the button says."""
    camera.online = False
    with pytest.raises(HomeAssistantError, match="Garden is offline") as error:
        await update(hass, {"entity_id": IMAGE})
    assert error.value.translation_key == "offline"


async def test_all_failures_are_raised_when_all_are_done(
    hass: HomeAssistant, server: Server, network: Network, account: Account
) -> None:
    """Each camera that failed is named, with its reason; the others are updated."""
    cameras = [network.add_camera(name) for name in ("Roof", "Shed", "Yard")]
    cameras[0].online = cameras[2].online = False
    await add_entry(hass, account)
    with pytest.raises(
        HomeAssistantError, match=r"Roof is offline\..*Yard is offline\."
    ):
        await update(hass, {"entity_id": "all"})
    assert [len(camera.pictures) for camera in cameras] == [0, 1, 0]


async def test_response(
    hass: HomeAssistant, server: Server, network: Network, account: Account
) -> None:
    """With a response asked for, every camera has its line and nothing is raised."""
    for name in ("Roof", "Shed"):
        network.add_camera(name)
    account.cameras[0].online = False
    await add_entry(hass, account)

    response = await respond(hass, {"entity_id": "all"})

    assert response["image.roof"] == {
        "status": "failed",
        "reason": "offline",
        "message": "Roof is offline. Check its battery or power supply, its Wi-Fi and,"
        " if it has one, its sync module in the Blink app.",
        "picture": None,
        "signed_path": None,
        "media_content_id": "media-source://image/image.roof",
    }
    shed = response["image.shed"]
    assert shed.pop("duration") == pytest.approx(7, abs=4)
    assert shed.pop("signed_path").startswith(shed["picture"])
    event = hass.states.get("event.shed_picture_result")
    assert event
    assert shed == {
        "status": "updated",
        "taken_at": taken_at(hass, "image.shed").isoformat(),
        "picture": event.attributes["picture"],
        "media_content_id": event.attributes["media_content_id"],
    }


async def test_response_is_about_the_picture_of_the_update(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
) -> None:
    """A clip that comes while it is downloaded is another picture."""
    await async_setup_component(hass, "homeassistant", {})
    await asyncio.sleep(100)
    camera.snapshot_seconds = (3, 3)
    cloud.fault(Endpoint.MEDIA, Slow(seconds=8, after_effect=True))
    task = hass.async_create_task(respond(hass, {"entity_id": IMAGE}))
    await asyncio.sleep(8)
    own = camera.pictures[-1]
    clip = camera.take_picture()
    await update_entity(hass)
    response = (await task)[IMAGE]
    assert taken_at(hass) >= clip.taken_at.replace(microsecond=0)
    assert response["taken_at"] == own.taken_at.replace(microsecond=0).isoformat()
    client = await hass_client()
    answer = await client.get(response["picture"])
    assert read_picture(await answer.read()).number == own.number


async def test_maximum_age(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera, cloud: BlinkCloud
) -> None:
    """A camera whose picture is young enough is not woken."""
    response = await respond(hass, {"entity_id": IMAGE}, max_age={"hours": 2})
    assert response[IMAGE]["status"] == "fresh"
    assert response[IMAGE]["taken_at"] == taken_at(hass).isoformat()
    assert cloud.count(Endpoint.THUMBNAIL) == 0

    response = await respond(hass, {"entity_id": IMAGE}, max_age={"minutes": 30})
    assert response[IMAGE]["status"] == "updated"
    assert len(camera.pictures) == 2


@pytest.mark.parametrize("offset", [timedelta(minutes=5), timedelta(minutes=-5)])
async def test_maximum_age_where_the_clocks_differ(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, offset: timedelta
) -> None:
    """Blink's clock says how old its pictures are, not Home Assistant's."""
    cloud.clock_offset = offset
    await press(hass)
    await asyncio.sleep(120)
    statuses = []
    for _ in range(2):
        response = await respond(hass, {"entity_id": IMAGE}, max_age={"seconds": 60})
        statuses.append(response[IMAGE]["status"])
        await asyncio.sleep(5)
    assert statuses == ["updated", "fresh"]


async def test_picture_from_the_future(
    hass: HomeAssistant, server: Server, camera: Camera, account: Account
) -> None:
    """It is not young: nobody knows when it was taken."""
    camera.take_picture(age=timedelta(minutes=-10))
    await add_entry(hass, account)
    response = await respond(hass, {"entity_id": IMAGE}, max_age={"hours": 1})
    assert response[IMAGE]["status"] == "updated"


async def test_maximum_age_of_nothing(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """It always takes a picture, at the moment of the last one too."""
    shown = taken_at(hass)
    clock = entry.runtime_data._client.clock
    await asyncio.sleep(10)
    with patch.object(clock, "now", return_value=shown):
        response = await respond(hass, {"entity_id": IMAGE}, max_age={"seconds": 0})
    assert response[IMAGE]["status"] == "updated"
    assert len(camera.pictures) == 2


async def test_account_that_is_not_loaded(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """A known camera of an account that is down has its line, with the reason."""
    await hass.config_entries.async_unload(entry.entry_id)
    cloud.requests.clear()
    response = await respond(hass, {"entity_id": IMAGE})
    assert response[IMAGE]["reason"] == "not_loaded"
    assert "is not loaded in Home Assistant" in response[IMAGE]["message"]
    assert not cloud.requests


async def test_disabled_account(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """The camera of a disabled account says so if it is named, and is not in all."""
    disabled_by = ConfigEntryDisabler.USER
    await hass.config_entries.async_set_disabled_by(entry.entry_id, disabled_by)
    response = await respond(hass, {"entity_id": IMAGE})
    assert response[IMAGE]["reason"] == "disabled"
    with pytest.raises(ServiceValidationError, match="no Blink Thumbnail"):
        await update(hass, {"entity_id": "all"})
    assert len(camera.pictures) == 1


@pytest.mark.parametrize(
    ("fault", "reason", "words"),
    [
        (Reply(status=500), "cannot_connect", "Blink cannot be reached"),
        (
            Reply(status=426, body={"message": "An app update is required"}),
            "app_outdated",
            "Look for an update. (An app update is required)",
        ),
        (
            Reply(status=429, headers={"Retry-After": "1800"}),
            "cooling_down",
            "asked for a pause, which ends at 01:30.",
        ),
        (
            Reply(status=406, body="Not Acceptable", headers={"Retry-After": "1800"}),
            "blocked",
            "rejecting requests from your home until 01:30 or longer.",
        ),
    ],
)
async def test_account_whose_set_up_is_retried(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    fault: Reply,
    reason: str,
    words: str,
) -> None:
    """The action says why the account is down, as the account itself does."""
    cloud.fault(Endpoint.HOMESCREEN, fault, times=None)
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    response = await respond(hass, {"entity_id": IMAGE})
    assert response[IMAGE]["reason"] == reason
    assert words in response[IMAGE]["message"]
    assert "Garden" in response[IMAGE]["message"]


@pytest.mark.parametrize("reconfigures", [False, True])
async def test_account_that_waits_for_a_sign_in(
    hass: HomeAssistant, entry: MockConfigEntry, account: Account, reconfigures: bool
) -> None:
    """It says so, also while somebody has another dialog open."""
    if reconfigures:
        await entry.start_reconfigure_flow(hass)
    account.revoke_access_tokens()
    account.revoke_refresh_tokens()
    await hass.config_entries.async_reload(entry.entry_id)
    response = await respond(hass, {"entity_id": IMAGE})
    assert response[IMAGE]["reason"] == "invalid_auth"


async def test_camera_that_left(
    hass: HomeAssistant, entry: MockConfigEntry, network: Network, camera: Camera
) -> None:
    """An unavailable camera is not passed over in silence."""
    network.remove_camera(camera)
    await asyncio.sleep(310)
    response = await respond(hass, {"entity_id": IMAGE})
    assert response[IMAGE]["reason"] == "removed"


async def test_young_picture_that_cannot_be_had_is_not_fresh(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """A time without its picture is no reason to leave the camera asleep."""
    order = cloud.fault(Endpoint.MEDIA, Empty(), times=None)
    camera.take_picture()
    await asyncio.sleep(310)
    response = await respond(hass, {"entity_id": IMAGE}, max_age={"minutes": 30})
    assert response[IMAGE]["reason"] == "bad_picture"
    order.times = 0
    response = await respond(hass, {"entity_id": IMAGE}, max_age={"minutes": 30})
    assert response[IMAGE]["status"] == "fresh"


async def test_during_set_up(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """An action that comes while the account is being set up waits for that."""
    await hass.config_entries.async_unload(entry.entry_id)
    cloud.fault(Endpoint.HOMESCREEN, Slow(seconds=8, after_effect=True))
    task = hass.async_create_task(hass.config_entries.async_setup(entry.entry_id))
    await asyncio.sleep(2)
    response = await respond(hass, {"entity_id": IMAGE})
    await task
    assert response[IMAGE]["status"] == "updated"
    assert len(camera.pictures) == 2


@pytest.mark.parametrize("seconds", [0, 1, 5])
async def test_during_a_reload(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    seconds: float,
) -> None:
    """An action that comes during a reload waits for its end, however far it is."""
    camera.snapshot_seconds = (20, 20)
    cloud.fault(Endpoint.COMMAND_DONE, Hang())
    pressing = hass.async_create_task(press(hass))
    await asyncio.sleep(5)
    cloud.fault(Endpoint.HOMESCREEN, Slow(seconds=8, after_effect=True))
    reloading = hass.async_create_task(hass.config_entries.async_reload(entry.entry_id))
    await asyncio.sleep(seconds)
    assert entry.state is not ConfigEntryState.LOADED
    response = await respond(hass, {"entity_id": IMAGE})
    assert response[IMAGE]["status"] == "updated"
    await reloading
    with pytest.raises(HomeAssistantError) as error:
        await pressing
    assert error.value.translation_key == "not_loaded"


async def test_reload_during_an_update(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
) -> None:
    """What a reload has interrupted is done after it, once."""
    camera.snapshot_seconds = (10, 10)
    updating = hass.async_create_task(respond(hass, {"entity_id": IMAGE}))
    await asyncio.sleep(4)
    await hass.config_entries.async_reload(entry.entry_id)
    response = (await updating)[IMAGE]
    assert response["status"] == "updated"
    assert response["duration"] > 10
    assert response["taken_at"] == taken_at(hass).isoformat()
    assert (await served_picture(hass_client)).number == len(camera.pictures)
    assert cloud.count(Endpoint.THUMBNAIL) == 2


DOWN: Final = {
    "unloaded": ("not_loaded", ConfigEntries.async_unload),
    "disabled": (
        "disabled",
        partial(
            ConfigEntries.async_set_disabled_by, disabled_by=ConfigEntryDisabler.USER
        ),
    ),
    "removed": ("removed", ConfigEntries.async_remove),
}


@pytest.mark.parametrize(("reason", "take_down"), DOWN.values(), ids=DOWN)
@pytest.mark.parametrize("max_age", [{}, {"max_age": {"hours": 1}}])
async def test_account_that_is_taken_down_during_an_update(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    max_age: dict[str, Any],
    reason: str,
    take_down: Callable[[ConfigEntries, str], Awaitable[Any]],
) -> None:
    """No more is sent, in whatever the update is interrupted, and it says why."""
    camera.take_picture()
    await asyncio.sleep(310)
    cloud.fault(Endpoint.MEDIA, Slow(seconds=7))
    updating = hass.async_create_task(respond(hass, {"entity_id": IMAGE}, **max_age))
    await asyncio.sleep(2)
    await take_down(hass.config_entries, entry.entry_id)
    cloud.requests.clear()
    response = await updating
    await asyncio.sleep(60)
    assert response[IMAGE]["reason"] == reason
    assert not cloud.count(Endpoint.THUMBNAIL)
    assert not cloud.count(Endpoint.MEDIA)


async def test_reload_during_the_look_at_a_young_picture(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """It is still young afterwards, and looked at once more."""
    camera.take_picture()
    await asyncio.sleep(310)
    cloud.fault(Endpoint.MEDIA, Slow(seconds=7))
    updating = hass.async_create_task(
        respond(hass, {"entity_id": IMAGE}, max_age={"hours": 1})
    )
    await asyncio.sleep(2)
    await hass.config_entries.async_reload(entry.entry_id)
    response = (await updating)[IMAGE]
    assert response["status"] == "fresh"
    assert response["taken_at"] == taken_at(hass).isoformat()
    assert not cloud.count(Endpoint.THUMBNAIL)


async def test_own_name_and_language(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    camera: Camera,
    device_registry: dr.DeviceRegistry,
) -> None:
    """What went wrong is told in the user's words."""
    hass.config.language = "de"
    for device in dr.async_entries_for_config_entry(device_registry, entry.entry_id):
        if device.name == camera.name:
            device_registry.async_update_device(device.id, name_by_user="Tor")
    camera.online = False
    response = await respond(hass, {"entity_id": IMAGE})
    assert response[IMAGE]["message"].startswith("Tor ist offline. Prüfe")
