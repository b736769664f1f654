"""Tests of the blueprints, in Home Assistant as a user runs them."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from http import HTTPStatus
from pathlib import Path
import shutil
from typing import Any, NamedTuple

from aiohttp.test_utils import TestClient
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
    Network,
    Server,
    read_picture,
)
from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant.components.automation.helpers import async_get_blueprints
from homeassistant.components.persistent_notification import (
    Notification,
    async_register_callback,
)
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.loader import async_get_integration
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from .conftest import IMAGE, add_entry, press

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
    for name in ("schedule", "notify", "check"):
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


@pytest.mark.parametrize(
    ("inputs", "taken"),
    [({}, (0, 1)), ({"spare_batteries": False}, (1, 1))],
    ids=["spared", "not spared"],
)
async def test_schedule_spares_low_batteries(
    hass: HomeAssistant,
    automate: Automate,
    server: Server,
    network: Network,
    inputs: dict[str, bool],
    taken: tuple[int, int],
) -> None:
    """A camera whose battery is low stays asleep until somebody presses its button."""
    garden = network.add_camera("Garden")
    mini = network.add_camera("Hall", type="owl")
    garden.battery = "low"
    await add_entry(hass, network.account)
    await automate("schedule", cameras=[IMAGE, "image.hall"], every="/1", **inputs)
    await asyncio.sleep(75 * 60)
    assert (len(garden.pictures), len(mini.pictures)) == taken
    await press(hass)
    assert len(garden.pictures) == taken[0] + 1
    garden.battery = "ok"
    await asyncio.sleep(60 * 60)
    assert (len(garden.pictures), len(mini.pictures)) == (taken[0] + 2, 2)


async def test_schedule_with_low_batteries_only(
    hass: HomeAssistant,
    caplog: pytest.LogCaptureFixture,
    automate: Automate,
    entry: MockConfigEntry,
    camera: Camera,
) -> None:
    """Where all are spared nothing is taken, and nothing has failed."""
    camera.battery = "low"
    told = async_mock_service(hass, "notify", "notify")
    tell = {"action": "notify.notify", "data": {"message": "{{ failures }}"}}
    await asyncio.sleep(300)
    await automate("schedule", cameras=[IMAGE], every="/1", failed=[tell])
    await asyncio.sleep(75 * 60)
    assert len(camera.pictures) == 1
    assert not told
    assert "Error" not in caplog.text


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

    @property
    def shown(self) -> list[dict[str, Any]]:
        """What it shows in the end: of each tag the last, the oldest first."""
        return list(
            {push.data["data"]["tag"]: push.data for push in self.pushes}.values()
        )

    @property
    def messages(self) -> list[str]:
        """What the notifications that it shows say."""
        return [shown["message"] for shown in self.shown]

    @property
    def image(self) -> str:
        """The path of the picture in the only notification."""
        (shown,) = self.shown
        return str(shown["data"]["image"])

    @property
    def opened(self) -> str:
        """The path that a tap on the only notification opens, as the app does it."""
        (shown,) = self.shown
        return f"{shown['data']['clickAction']}&external_auth=1"

    @property
    def button(self) -> dict[str, Any]:
        """The button in the only notification."""
        (shown,) = self.shown
        (button,) = shown["data"]["actions"]
        return dict(button)


def add_phone(hass: HomeAssistant, name: str) -> str:
    """Register a phone as its component does, and return its device's id."""
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


@pytest.fixture
def phone(hass: HomeAssistant) -> Phone:
    """Return a phone with its notify action."""
    device_id = add_phone(hass, "Ada's phone")
    return Phone(
        device_id, async_mock_service(hass, "notify", "mobile_app_ada_s_phone")
    )


@pytest.fixture
def other_phone(hass: HomeAssistant) -> Phone:
    """Return another one."""
    device_id = add_phone(hass, "Bob's phone")
    return Phone(
        device_id, async_mock_service(hass, "notify", "mobile_app_bob_s_phone")
    )


BELL = {"trigger": "event", "event_type": "bell"}
HAPPENING = "Something is happening here."


async def ring(hass: HomeAssistant, who: str = "Somebody") -> None:
    """Ring the bell, and wait for all that it sets off."""
    hass.bus.async_fire("bell", {"who": who})
    await asyncio.sleep(200)


async def press_button(hass: HomeAssistant, button: dict[str, Any]) -> None:
    """Press a button in a notification, as both apps tell it; wait for the picture."""
    hass.bus.async_fire("mobile_app_notification_action", {"action": button["action"]})
    await asyncio.sleep(30)


async def number_at(client: TestClient[Any, Any], path: str) -> int:
    """Return the number of the picture at a path."""
    response = await client.get(path)
    assert response.status == HTTPStatus.OK
    return read_picture(await response.read()).number


async def test_notification(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    automate: Automate,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    phone: Phone,
) -> None:
    """The phone is told at once; then the same notification gets its own picture."""
    commands: list[int] = []
    phone_told = hass.bus.async_listen(
        EVENT_CALL_SERVICE,
        callback(lambda _: commands.append(cloud.count(Endpoint.THUMBNAIL))),
        callback(lambda data: data["domain"] == "notify"),
    )
    await automate(
        "notify",
        triggers=[BELL],
        camera=IMAGE,
        phones=[phone.device_id],
        message="{{ trigger.event.data.who }} at the door",
    )
    await ring(hass, "Bob")
    phone_told()
    assert commands == [0, 1]
    first, second = phone.pushes
    for push in (first, second):
        assert push.data["title"] == "Garden"
        assert push.data["message"] == "Bob at the door"
    (tag,) = {push.data["data"]["tag"] for push in phone.pushes}
    assert first.data["data"] == {
        "tag": tag,
        "group": IMAGE,
        # Android delivers it at once, makes no second sound, and keeps the button.
        "ttl": 0,
        "priority": "high",
        "alert_once": True,
        "sticky": "true",
    }
    assert second.data["data"].items() >= first.data["data"].items()
    # Nor does iOS.
    assert second.data["data"]["push"] == {"sound": "none"}
    for _ in range(3):
        await press(hass)
    assert await number_at(await hass_client(), phone.image) == 2


async def test_rings_side_by_side(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    automate: Automate,
    entry: MockConfigEntry,
    phone: Phone,
) -> None:
    """Each ring has a notification with its own picture, whatever became of others."""
    hung = add_phone(hass, "Hung")
    hass.services.async_register("notify", "mobile_app_hung", hang)
    await automate(
        "notify",
        triggers=[BELL],
        camera=IMAGE,
        phones=[hung, phone.device_id],
        message="{{ trigger.event.data.who }}",
    )
    for who in ("Ada", "Bob", "Eve"):
        hass.bus.async_fire("bell", {"who": who})
        await asyncio.sleep(30)
    client = await hass_client()
    pictures = [shown["data"]["image"] for shown in phone.shown]
    assert phone.messages == ["Ada", "Bob", "Eve"]
    assert [await number_at(client, picture) for picture in pictures] == [2, 3, 4]


async def test_notification_that_is_opened(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    automate: Automate,
    entry: MockConfigEntry,
    phone: Phone,
) -> None:
    """A tap opens the picture of that notification, also days and pictures later."""
    client = await hass_client_no_auth()
    await automate("notify", triggers=[BELL], camera=IMAGE, phones=[phone.device_id])
    await ring(hass)
    (shown,) = phone.shown
    path = shown["data"]["clickAction"]
    assert path == shown["data"]["url"]
    await press(hass)
    await asyncio.sleep(6 * 86400)
    # iOS puts its own query before that of the path, and Android after it.
    query = path.partition("?")[2]
    bare = path.removesuffix(query)
    assert await number_at(client, f"{bare}external_auth=1&{query}") == 2
    assert await number_at(client, f"{path}&external_auth=1") == 2
    await asyncio.sleep(86400)
    gone = await client.get(f"{path}&external_auth=1")
    assert gone.status == HTTPStatus.UNAUTHORIZED


async def test_another_picture(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    automate: Automate,
    entry: MockConfigEntry,
    camera: Camera,
    phone: Phone,
    other_phone: Phone,
) -> None:
    """Who asks for another picture gets it in that notification, again and again."""
    hass.states.async_set("person.ada", "not_home")
    nobody = {"condition": "state", "entity_id": "person.ada", "state": "not_home"}
    more = async_mock_service(hass, "notify", "telegram")
    seen: list[dict[str, Notification]] = []
    assert await async_setup_component(hass, "persistent_notification", {})
    async_register_callback(hass, callback(lambda _, changed: seen.append(changed)))
    await automate(
        "notify",
        triggers=[BELL],
        conditions=[nobody],
        camera=IMAGE,
        max_age={"days": 1},
        phones=[phone.device_id, other_phone.device_id],
        message="{{ trigger.event.data.who.title() }} at the door",
        another="Noch ein Bild",
        in_home_assistant=True,
        more=[{"action": "notify.telegram", "data": {"message": "{{ text }}"}}],
    )
    await asyncio.sleep(86400)
    await ring(hass)
    assert len(phone.pushes) == 2
    # Whoever is at home may ask.
    hass.states.async_set("person.ada", "home")
    client = await hass_client_no_auth()
    for count in range(3):
        assert await number_at(client, phone.opened) == 2 + count
        assert phone.button["title"] == "Noch ein Bild"
        await asyncio.sleep(5 * 3600)
        # As after a restart, nothing runs that waits for the button.
        for action in ("turn_off", "turn_on"):
            await hass.services.async_call(
                "automation", action, {"entity_id": "all"}, blocking=True
            )
        await press_button(hass, phone.button)
        assert len(phone.pushes) == 3 + count
        assert phone.messages == ["Noch ein Bild"]
    er.async_get(hass).async_update_entity(
        "automation.tested", new_entity_id="automation.renamed"
    )
    camera.online = False
    await asyncio.sleep(300)
    await press_button(hass, phone.button)
    assert phone.messages == [f"Noch ein Bild\n{OFFLINE}"]
    camera.online = True
    await asyncio.sleep(300)
    await press_button(hass, phone.button)
    assert await number_at(client, phone.opened) == 6
    assert len(other_phone.pushes) == 2
    assert len(more) == 1
    assert len(seen) == 2


async def test_buttons_of_others(
    hass: HomeAssistant,
    caplog: pytest.LogCaptureFixture,
    automate: Automate,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    phone: Phone,
) -> None:
    """Buttons of other notifications set nothing off."""
    await automate("notify", triggers=[BELL], camera=IMAGE, phones=[phone.device_id])
    for action in ("ALARM", "REPLY", f"blink_thumbnail|other|tag|{phone.device_id}", 1):
        await press_button(hass, {"action": action})
    hass.bus.async_fire("mobile_app_notification_action", {})
    await asyncio.sleep(30)
    assert cloud.count(Endpoint.THUMBNAIL) == 0
    assert not phone.pushes
    assert "Error" not in caplog.text


async def test_button_as_trigger(
    hass: HomeAssistant,
    automate: Automate,
    entry: MockConfigEntry,
    phone: Phone,
) -> None:
    """The user's own trigger may be the button of a notification."""
    trigger = {
        "trigger": "event",
        "event_type": "mobile_app_notification_action",
        "event_data": {"action": "LOOK"},
    }
    await automate("notify", triggers=[trigger], camera=IMAGE, phones=[phone.device_id])
    await press_button(hass, {"action": "LOOK"})
    assert phone.messages == [HAPPENING]


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
    assert [push.data["message"] for push in phone.pushes] == [
        HAPPENING,
        f"{HAPPENING}\n{OFFLINE}",
    ]
    (shown,) = phone.shown
    assert not {"image", "url", "clickAction"} & set(shown["data"])


async def test_notification_in_home_assistant(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    automate: Automate,
    entry: MockConfigEntry,
    camera: Camera,
) -> None:
    """Who has no phone sees the same in Home Assistant, and the picture is drawn."""
    assert await async_setup_component(hass, "persistent_notification", {})
    seen: list[dict[str, Notification]] = []
    async_register_callback(hass, callback(lambda _, changed: seen.append(changed)))
    await automate("notify", triggers=[BELL], camera=IMAGE, in_home_assistant=True)
    await ring(hass)
    for _ in range(3):
        await press(hass)
    (first,), (second,) = (changed.values() for changed in seen)
    assert first["notification_id"] == second["notification_id"]
    assert (first["title"], first["message"]) == ("Garden", HAPPENING)
    text, _, picture = second["message"].partition("\n\n")
    assert text == HAPPENING
    path = picture.removeprefix("![](").removesuffix(")")
    assert await number_at(await hass_client_no_auth(), path) == 2
    camera.online = False
    await asyncio.sleep(300)
    await ring(hass)
    assert [one["message"] for one in seen[-1].values()] == [f"{HAPPENING}\n{OFFLINE}"]


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
    assert phone.messages == [HAPPENING]


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
    assert len(phone.shown) == 6
    assert len({shown["data"]["image"] for shown in phone.shown}) == 1


async def test_notification_only_if(
    hass: HomeAssistant,
    automate: Automate,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    phone: Phone,
) -> None:
    """A condition of the user's own keeps the camera asleep."""
    hass.states.async_set("person.ada", "home")
    nobody = {"condition": "state", "entity_id": "person.ada", "state": "not_home"}
    await automate(
        "notify",
        triggers=[BELL],
        camera=IMAGE,
        conditions=[nobody],
        phones=[phone.device_id],
    )
    await ring(hass)
    assert cloud.count(Endpoint.THUMBNAIL) == 0
    assert not phone.pushes


async def test_notification_in_another_way(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
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
    names = ("updated", "text", "picture", "media", "signed_path")
    tell = {
        "action": "notify.telegram",
        "data": {"message": [f"{{{{ {name} }}}}" for name in names]},
    }
    await automate(
        "notify", triggers=[BELL], camera=IMAGE, phones=[phone.device_id], more=[tell]
    )
    await ring(hass)
    result = hass.states.get("event.garden_picture_result")
    assert result
    camera.online = False
    await asyncio.sleep(400)
    await ring(hass)
    first, second = (call.data["message"] for call in told)
    about = (result.attributes["picture"], result.attributes["media_content_id"])
    assert first[:4] == [True, HAPPENING, *about]
    assert await number_at(await hass_client_no_auth(), first[4]) == 2
    old = f"media-source://image/{IMAGE}"
    assert second == [False, f"{HAPPENING}\n{OFFLINE}", None, old, None]


async def test_notification_while_the_camera_records(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    automate: Automate,
    entry: MockConfigEntry,
    camera: Camera,
    phone: Phone,
) -> None:
    """Motion first, then the bell: the phone is told of both, with a picture each."""
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
    assert phone.messages == ["motion"]
    await ring(hass, "bell")
    assert phone.messages == ["motion", "bell"]
    assert all("image" in shown["data"] for shown in phone.shown)


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
        message="{{ trigger.event.data.who }}!",
        without="{{ message }} {{ reason }}",
    )
    await break_it(hass, entry)
    await ring(hass, "Bob")
    (shown,) = phone.shown
    assert shown["title"] == title
    assert shown["message"] == f"Bob! {NOT_ASKED}"
    assert "image" not in shown["data"]


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
    """A phone that is slow, fails or has no action keeps no other from the picture."""
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
    assert len(told) == 1
    for pushes in (*others, phone.pushes):
        first, second = pushes
        assert "image" not in first.data["data"]
        assert "image" in second.data["data"]


async def test_slow_phone(
    hass: HomeAssistant,
    automate: Automate,
    entry: MockConfigEntry,
    camera: Camera,
    phone: Phone,
) -> None:
    """What comes last on a slow phone is the picture; the camera waits for no phone."""
    shown: list[dict[str, Any]] = []

    async def take_a_minute(call: ServiceCall) -> None:
        """Show the first message late, and the others at once."""
        if "image" not in call.data["data"]:
            await asyncio.sleep(60)
        shown.append(call.data["data"])

    slow = add_phone(hass, "Slow")
    hass.services.async_register("notify", "mobile_app_slow", take_a_minute)
    await automate(
        "notify", triggers=[BELL], camera=IMAGE, phones=[slow, phone.device_id]
    )
    hass.bus.async_fire("bell", {})
    await asyncio.sleep(15)
    assert len(camera.pictures) == 2
    assert "image" in phone.shown[0]["data"]
    assert not shown
    await asyncio.sleep(60)
    assert ["image" in data for data in shown] == [False, True]


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
    assert (len(phone.shown), len(told)) == (1, 1)


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
        local = dt_util.as_local(picture.taken_at)
        # It was asked for before they began, and taken some seconds later.
        noon = local.replace(hour=12, minute=0, second=0, microsecond=0)
        assert 0 < (local - noon).total_seconds() < 70
