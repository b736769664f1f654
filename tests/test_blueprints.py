"""Tests of the blueprints, in Home Assistant as a user runs them."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from http import HTTPStatus
from pathlib import Path
import shutil
from typing import Any, NamedTuple

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from blink_cloud import (
    BlinkCloud,
    Camera,
    Endpoint,
    read_picture,
)
from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant.components.automation.helpers import async_get_blueprints
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant, ServiceCall, SupportsResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.loader import async_get_integration
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from .conftest import IMAGE, press

BLUEPRINTS = Path(__file__).parent.parent / "blueprints" / "automation"
OFFLINE = (
    "Garden is offline. Check its battery or power supply, its Wi-Fi and,"
    " if it has one, its sync module in the Blink app."
)

type Automate = Callable[..., Awaitable[None]]


@pytest.fixture
async def automate(hass: HomeAssistant) -> AsyncGenerator[Automate]:
    """Return what makes an automation of a blueprint, as the editor does."""
    await hass.async_add_executor_job(
        shutil.copytree, BLUEPRINTS, hass.config.path("blueprints/automation")
    )
    await hass.config.async_set_time_zone("Europe/Berlin")
    assert await async_setup_component(hass, "homeassistant", {})

    async def automate(blueprint: str, **inputs: Any) -> None:
        """Set up an automation with these inputs."""
        # Not on the full hour, where a schedule would begin at once.
        await asyncio.sleep(60)
        path = f"blink_thumbnail/{blueprint}.yaml"
        automation = {
            "id": "tested",
            "alias": "Tested",
            "use_blueprint": {"path": path, "input": inputs},
        }
        assert await async_setup_component(
            hass, "automation", {"automation": automation}
        )
        await hass.async_block_till_done()
        assert hass.states.is_state("automation.tested", "on")

    yield automate
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "all"}, blocking=True
    )


async def test_import(hass: HomeAssistant, automate: Automate) -> None:
    """The editor can offer each blueprint, and knows where an update comes from."""
    assert await async_setup_component(hass, "automation", {})
    repository = (await async_get_integration(hass, DOMAIN)).documentation
    for name in ("schedule", "notify"):
        path = f"blink_thumbnail/{name}.yaml"
        blueprint = await async_get_blueprints(hass).async_get_blueprint(path)
        source = f"{repository}/blob/main/blueprints/automation/{path}"
        assert blueprint.metadata["source_url"] == source
        assert blueprint.metadata["homeassistant"]["min_version"] == "2026.10.0"
        assert not blueprint.validate()
        for about in blueprint.inputs.values():
            assert about["name"]


# Pictures on a schedule


@pytest.mark.parametrize(
    ("inputs", "hours"),
    [
        ({}, [12, 15, 18, 21, 9]),
        (
            {"every": "/2", "quiet_from": "13:00:00", "quiet_until": "15:00:00"},
            [12, 16],
        ),
        (
            {"every": "/4", "quiet_from": "00:00:00", "quiet_until": "00:00:00"},
            [12, 16, 20, 0],
        ),
    ],
)
async def test_schedule(
    hass: HomeAssistant,
    automate: Automate,
    entry: MockConfigEntry,
    camera: Camera,
    inputs: dict[str, str],
    hours: list[int],
) -> None:
    """A picture is taken at each of these hours, within five minutes, and no other."""
    await automate("schedule", cameras=[IMAGE], **inputs)
    while len(camera.pictures) <= len(hours):
        await asyncio.sleep(600)
    taken = [dt_util.as_local(picture.taken_at) for picture in camera.pictures][1:]
    assert [moment.hour for moment in taken] == hours
    assert all(moment.minute <= 5 for moment in taken)


async def test_schedule_leaves_young_pictures(
    hass: HomeAssistant, automate: Automate, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """A camera that somebody has just woken is left asleep, once."""
    await automate("schedule", cameras=[IMAGE], every="/1")
    await asyncio.sleep(45 * 60)
    await press(hass)
    await asyncio.sleep(30 * 60)
    assert cloud.count(Endpoint.THUMBNAIL) == 1
    await asyncio.sleep(60 * 60)
    assert cloud.count(Endpoint.THUMBNAIL) == 2


async def test_schedule_only_if(
    hass: HomeAssistant, automate: Automate, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """A condition of the user's own is asked each time."""
    hass.states.async_set("person.ada", "home")
    nobody = {"condition": "state", "entity_id": "person.ada", "state": "not_home"}
    await automate("schedule", cameras=[IMAGE], every="/1", conditions=[nobody])
    await asyncio.sleep(75 * 60)
    assert cloud.count(Endpoint.THUMBNAIL) == 0
    hass.states.async_set("person.ada", "not_home")
    await asyncio.sleep(60 * 60)
    assert cloud.count(Endpoint.THUMBNAIL) == 1


async def test_schedule_failure(
    hass: HomeAssistant, automate: Automate, entry: MockConfigEntry, camera: Camera
) -> None:
    """What is to be done if a camera fails is done then only, and knows the reason."""
    told = async_mock_service(hass, "notify", "notify")
    tell = {"action": "notify.notify", "data": {"message": "{{ failures }}"}}
    await automate("schedule", cameras=[IMAGE], every="/1", failed=[tell])
    await asyncio.sleep(75 * 60)
    assert not told
    camera.online = False
    await asyncio.sleep(60 * 60)
    assert [call.data["message"] for call in told] == [OFFLINE]


# A picture on a trigger, sent to phones


class Phone(NamedTuple):
    """A phone with Home Assistant's app, and what it was told."""

    device_id: str
    pushes: list[ServiceCall]


@pytest.fixture
def phone(hass: HomeAssistant, device_registry: dr.DeviceRegistry) -> Phone:
    """Return a phone, as the app's component registers it and its notify action."""
    entry = MockConfigEntry(domain="mobile_app")
    entry.add_to_hass(hass)
    device = device_registry.async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={("mobile_app", "ada")},
        name="Ada's phone",
    )
    entity = er.async_get(hass).async_get_or_create(
        "notify", "mobile_app", "ada", config_entry=entry, device_id=device.id
    )
    hass.states.async_set(entity.entity_id, "unknown")
    pushes = async_mock_service(hass, "notify", "mobile_app_ada_s_phone")
    return Phone(device.id, pushes)


BELL = {"trigger": "event", "event_type": "bell"}


async def ring(hass: HomeAssistant, who: str = "Somebody") -> None:
    """Ring the bell, and wait for all that it sets off."""
    hass.bus.async_fire("bell", {"who": who})
    await asyncio.sleep(200)


async def test_notification(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    automate: Automate,
    entry: MockConfigEntry,
    phone: Phone,
) -> None:
    """The phone is told, and fetches the new picture with its own sign-in."""
    await automate(
        "notify",
        triggers=[BELL],
        camera=IMAGE,
        phones=[phone.device_id],
        message="{{ trigger.event.data.who }} at the door",
    )
    await ring(hass, "Bob")
    (push,) = phone.pushes
    assert push.data["title"] == "Garden"
    assert push.data["message"] == "Bob at the door"
    response = await (await hass_client()).get(push.data["data"]["image"])
    assert response.status == HTTPStatus.OK
    assert read_picture(await response.read()).number == 2


async def test_notification_without_a_picture(
    hass: HomeAssistant,
    automate: Automate,
    entry: MockConfigEntry,
    camera: Camera,
    phone: Phone,
) -> None:
    """If there is no new picture the phone gets the reason, and no old picture."""
    await automate("notify", triggers=[BELL], camera=IMAGE, phones=[phone.device_id])
    camera.online = False
    await ring(hass)
    (push,) = phone.pushes
    assert push.data["message"] == OFFLINE
    assert "image" not in push.data["data"]


async def test_notification_to_a_renamed_phone(
    hass: HomeAssistant,
    automate: Automate,
    entry: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    phone: Phone,
) -> None:
    """The user's own name for a phone makes no difference."""
    device_registry.async_update_device(phone.device_id, name_by_user="Ada")
    await automate("notify", triggers=[BELL], camera=IMAGE, phones=[phone.device_id])
    await ring(hass)
    assert [push.data["message"] for push in phone.pushes] == [
        "A new picture is there."
    ]


async def test_notification_storm(
    hass: HomeAssistant,
    automate: Automate,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    phone: Phone,
) -> None:
    """A trigger that comes every ten seconds wakes the camera once in a minute."""
    await automate(
        "notify",
        triggers=[BELL],
        camera=IMAGE,
        max_age={"minutes": 1},
        phones=[phone.device_id],
    )
    for _ in range(6):
        hass.bus.async_fire("bell", {})
        await asyncio.sleep(10)
    assert cloud.count(Endpoint.THUMBNAIL) == 1
    assert len(phone.pushes) == 6


async def test_notification_only_if(
    hass: HomeAssistant, automate: Automate, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """A condition of the user's own keeps the camera asleep."""
    hass.states.async_set("person.ada", "home")
    nobody = {"condition": "state", "entity_id": "person.ada", "state": "not_home"}
    await automate("notify", triggers=[BELL], camera=IMAGE, conditions=[nobody])
    await ring(hass)
    assert cloud.count(Endpoint.THUMBNAIL) == 0


async def test_notification_in_another_way(
    hass: HomeAssistant,
    automate: Automate,
    entry: MockConfigEntry,
    camera: Camera,
    phone: Phone,
) -> None:
    """More can be done with the picture, also if a phone cannot be reached."""
    out_of_reach = HomeAssistantError("Not connected to local push notifications")
    async_mock_service(
        hass, "notify", "mobile_app_ada_s_phone", raise_exception=out_of_reach
    )
    told = async_mock_service(hass, "notify", "telegram")
    names = ("updated", "text", "picture", "media")
    tell = {
        "action": "notify.telegram",
        "data": {"message": [f"{{{{ {name} }}}}" for name in names]},
    }
    await automate(
        "notify", triggers=[BELL], camera=IMAGE, phones=[phone.device_id], more=[tell]
    )
    await ring(hass)
    camera.online = False
    await asyncio.sleep(400)
    await ring(hass)
    picture = [f"/api/image_proxy/{IMAGE}", f"media-source://image/{IMAGE}"]
    assert [call.data["message"] for call in told] == [
        [True, "A new picture is there.", *picture],
        [False, OFFLINE, *picture],
    ]


async def test_notification_while_the_camera_records(
    hass: HomeAssistant,
    automate: Automate,
    entry: MockConfigEntry,
    camera: Camera,
    phone: Phone,
) -> None:
    """Motion first, then the bell: the phone is told of both, with a picture."""
    await automate(
        "notify",
        triggers=[BELL],
        camera=IMAGE,
        phones=[phone.device_id],
        message="{{ trigger.event.data.who }}",
    )
    camera.record_clip(seconds=40)
    hass.bus.async_fire("bell", {"who": "motion"})
    await asyncio.sleep(15)
    await ring(hass, "bell")
    assert [push.data["message"] for push in phone.pushes] == ["motion", "bell"]
    assert all("image" in push.data["data"] for push in phone.pushes)


NOT_ASKED = (
    "Home Assistant could not ask for a picture:"
    " the image is disabled, or the log says why."
)


async def disable_image(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Disable the image."""
    er.async_get(hass).async_update_entity(
        IMAGE, disabled_by=er.RegistryEntryDisabler.USER
    )


async def remove_image(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Remove the image from the registry, and so the name of its camera."""
    er.async_get(hass).async_remove(IMAGE)


async def restart_without_the_account(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Disable the account, and leave what a restart leaves: no action and no state."""
    await hass.config_entries.async_set_disabled_by(
        entry.entry_id, ConfigEntryDisabler.USER
    )
    hass.services.async_remove(DOMAIN, "update_thumbnail")
    hass.states.async_remove(IMAGE)


async def break_the_action(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Let the action end in an error of ours."""
    async_mock_service(
        hass,
        DOMAIN,
        "update_thumbnail",
        supports_response=SupportsResponse.OPTIONAL,
        raise_exception=ValueError("A mistake of ours"),
    )


@pytest.mark.parametrize(
    ("break_it", "title"),
    [
        (disable_image, "Garden"),
        (remove_image, IMAGE),
        (restart_without_the_account, "Garden"),
        (break_the_action, "Garden"),
    ],
)
async def test_notification_where_no_picture_can_be_asked_for(
    hass: HomeAssistant,
    automate: Automate,
    entry: MockConfigEntry,
    phone: Phone,
    break_it: Callable[[HomeAssistant, MockConfigEntry], Awaitable[None]],
    title: str,
) -> None:
    """The phone is told who rang, whatever keeps the picture from coming."""
    await automate(
        "notify",
        triggers=[BELL],
        camera=IMAGE,
        phones=[phone.device_id],
        without="{{ trigger.event.data.who }}! {{ reason }}",
    )
    await break_it(hass, entry)
    await ring(hass, "Bob")
    (push,) = phone.pushes
    assert push.data["title"] == title
    assert push.data["message"] == f"Bob! {NOT_ASKED}"
    assert "image" not in push.data["data"]


def add_phone(hass: HomeAssistant, name: str) -> str:
    """Register one more phone, without its notify action; return its device's id."""
    mobile = MockConfigEntry(domain="mobile_app")
    mobile.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=mobile.entry_id,
        identifiers={("mobile_app", name)},
        name=name,
    )
    entity = er.async_get(hass).async_get_or_create(
        "notify", "mobile_app", name, config_entry=mobile, device_id=device.id
    )
    hass.states.async_set(entity.entity_id, "unknown")
    return device.id


async def hang(call: ServiceCall) -> None:
    """Take a message to a phone for ever."""
    await asyncio.Event().wait()


async def fail(call: ServiceCall) -> None:
    """Lose a message to a phone."""
    raise HomeAssistantError("Not connected to local push notifications")


@pytest.mark.parametrize(
    ("take_message", "count"), [(hang, 6), (None, 6), (fail, 6), (fail, 8)]
)
async def test_trouble_of_one_phone(
    hass: HomeAssistant,
    automate: Automate,
    entry: MockConfigEntry,
    phone: Phone,
    take_message: Callable[[ServiceCall], Coroutine[Any, Any, None]] | None,
    count: int,
) -> None:
    """A phone that is slow, fails or has no action keeps no other from the message."""
    ids = [add_phone(hass, f"Phone {number}") for number in range(1, count)]
    if take_message:
        hass.services.async_register("notify", "mobile_app_phone_1", take_message)
    others = [
        async_mock_service(hass, "notify", f"mobile_app_phone_{number}")
        for number in range(2, count)
    ]
    told = async_mock_service(hass, "notify", "telegram")
    await automate(
        "notify",
        triggers=[BELL],
        camera=IMAGE,
        phones=[*ids, phone.device_id],
        more=[{"action": "notify.telegram", "data": {"message": "{{ text }}"}}],
    )
    hass.bus.async_fire("bell", {})
    await asyncio.sleep(15)
    pushes = [*others, phone.pushes, told]
    assert [len(calls) for calls in pushes] == [1] * count


async def test_notification_to_a_phone_that_takes_none(
    hass: HomeAssistant,
    automate: Automate,
    entry: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    phone: Phone,
) -> None:
    """A device of the app without notifications keeps no other from them."""
    mobile = MockConfigEntry(domain="mobile_app")
    mobile.add_to_hass(hass)
    watch = device_registry.async_get_or_create(
        config_entry_id=mobile.entry_id,
        identifiers={("mobile_app", "watch")},
        name="Ada's watch",
    )
    told = async_mock_service(hass, "notify", "telegram")
    await automate(
        "notify",
        triggers=[BELL],
        camera=IMAGE,
        phones=[watch.id, phone.device_id],
        more=[{"action": "notify.telegram", "data": {"message": "{{ text }}"}}],
    )
    await ring(hass)
    assert (len(phone.pushes), len(told)) == (1, 1)


async def test_quiet_hours_that_begin_right_after_the_full_hour(
    hass: HomeAssistant, automate: Automate, entry: MockConfigEntry, camera: Camera
) -> None:
    """What chance puts off beyond their beginning is not taken."""
    await automate(
        "schedule",
        cameras=[IMAGE],
        every="/1",
        quiet_from="12:01:00",
        quiet_until="11:30:00",
    )
    await asyncio.sleep(3 * 86400)
    assert len(camera.pictures) < 4
    for picture in camera.pictures[1:]:
        assert dt_util.as_local(picture.taken_at).minute == 0
