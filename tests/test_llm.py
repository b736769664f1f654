"""Tests of the tool for conversation agents, through the API that they use."""

import asyncio
from dataclasses import replace
from datetime import datetime
import json
from typing import Any

import probatio
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    async_capture_events,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
import voluptuous as vol

from blink_cloud import (
    Account,
    BlinkCloud,
    Camera,
    Endpoint,
    Network,
    Reply,
    Server,
)
from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.components.llm import async_get_tools
from homeassistant.components.media_source import async_resolve_media
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    llm,
)
from homeassistant.setup import async_setup_component

from .conftest import IMAGE, add_entry, served_picture, taken_at

TOOL = "blink_thumbnail__update_thumbnail"
CONTEXT = llm.LLMContext(
    platform="conversation",
    context=Context(),
    language="en",
    assistant="conversation",
    device_id=None,
)


@pytest.fixture(autouse=True)
async def _assist(hass: HomeAssistant) -> None:
    """Set up what conversation agents get their tools from."""
    for component in ("homeassistant", "conversation", "media_source"):
        assert await async_setup_component(hass, component, {})


def expose(hass: HomeAssistant, *entity_ids: str, expose: bool = True) -> None:
    """Expose entities to Assist, as the user does in the voice settings."""
    for entity_id in entity_ids:
        async_expose_entity(hass, "conversation", entity_id, expose)


def put_into_area(hass: HomeAssistant, entity_id: str, name: str) -> None:
    """Put a camera into an area of its own."""
    entity = er.async_get(hass).async_get(entity_id)
    assert entity
    assert entity.device_id
    area_id = ar.async_get(hass).async_create(name).id
    dr.async_get(hass).async_update_device(entity.device_id, area_id=area_id)


async def get_tool(
    hass: HomeAssistant, context: llm.LLMContext = CONTEXT
) -> llm.Tool | None:
    """Return the tool that an agent is offered."""
    api = await llm.async_get_api(hass, llm.LLM_API_ASSIST, context)
    return next((tool for tool in api.tools if tool.name == TOOL), None)


async def call(
    hass: HomeAssistant, context: llm.LLMContext = CONTEXT, **arguments: Any
) -> llm.ToolResult:
    """Return what an agent is told when it uses the tool."""
    api = await llm.async_get_api(hass, llm.LLM_API_ASSIST, context)
    return await api.async_call_tool(llm.ToolInput(TOOL, arguments))


async def test_nothing_is_exposed_by_default(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Agents know of no camera until the user exposes one."""
    assert await get_tool(hass) is None
    expose(hass, "button.garden_take_picture")
    assert await get_tool(hass) is None


async def test_tool(
    hass: HomeAssistant, entry: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    """What a model reads of the tool, and that Home Assistant has no complaint."""
    expose(hass, IMAGE)
    tool = await get_tool(hass)
    assert tool
    assert tool.integration == DOMAIN
    schema = probatio.to_openapi(
        tool.parameters, custom_serializer=llm.selector_serializer
    )
    assert schema["properties"]["camera"]["enum"] == ["Garden"]
    assert schema["properties"]["max_age"]["default"] == 5
    assert "required" not in schema
    assert "LLM tool" not in caplog.text


async def test_image_of_another_integration(
    hass: HomeAssistant, entry: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    """It is not ours to offer, however it is exposed."""
    stranger = entity_registry.async_get_or_create("image", "other", "1").entity_id
    hass.states.async_set(stranger, "2026-11-02T09:00:00+00:00")
    expose(hass, stranger)
    assert await get_tool(hass) is None
    expose(hass, IMAGE)
    tool = await get_tool(hass)
    assert tool
    schema = probatio.to_openapi(
        tool.parameters, custom_serializer=llm.selector_serializer
    )
    assert schema["properties"]["camera"]["enum"] == ["Garden"]


async def test_other_apis_have_no_tool(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """An API that exposure does not bound is not offered the tool."""
    expose(hass, IMAGE)
    tools = await async_get_tools(hass, CONTEXT, "other")
    assert TOOL not in [tool.name for tool in tools.tools]


async def test_new_picture(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    camera: Camera,
) -> None:
    """The agent is told when the picture was taken and how to look at it."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    expose(hass, IMAGE)

    result = await call(hass, camera="Garden")

    assert not result.error
    assert len(camera.pictures) == 2
    assert (await served_picture(hass_client)).number == 2
    assert result.data.pop("duration") == pytest.approx(7, abs=4)
    when = str(result.data.pop("taken_at"))
    assert datetime.fromisoformat(when) == taken_at(hass)
    assert when.endswith("+01:00")
    event = hass.states.get("event.garden_picture_result")
    assert event
    assert result.data == {
        "status": "updated",
        "entity_id": IMAGE,
        "picture": event.attributes["picture"],
        "media_content_id": event.attributes["media_content_id"],
    }
    media = await async_resolve_media(hass, str(result.data["media_content_id"]), None)
    assert media.mime_type == "image/jpeg"


async def test_chatter_spares_the_battery(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """Asked again and again, a camera is woken once in five minutes."""
    expose(hass, IMAGE)
    statuses = []
    for _ in range(6):
        statuses.append((await call(hass)).data["status"])
        await asyncio.sleep(70)
    assert statuses == ["updated", "fresh", "fresh", "fresh", "fresh", "updated"]
    assert cloud.count(Endpoint.THUMBNAIL) == 2


async def test_recorder(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """The call of the action can be written down."""
    calls = async_capture_events(hass, EVENT_CALL_SERVICE)
    expose(hass, IMAGE)
    await call(hass)
    (data,) = [one.data for one in calls if one.data["domain"] == DOMAIN]
    assert json.loads(json.dumps(data))["service_data"]["max_age"] == {"minutes": 5}


@pytest.mark.parametrize(
    ("max_age", "status"), [(0, "updated"), (30, "updated"), (90, "fresh")]
)
async def test_maximum_age(
    hass: HomeAssistant, entry: MockConfigEntry, max_age: int, status: str
) -> None:
    """A picture of an hour ago is good enough only for who says so."""
    expose(hass, IMAGE)
    assert (await call(hass, max_age=max_age)).data["status"] == status


async def test_failure(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """The agent is told the reason in the words that the user reads."""
    expose(hass, IMAGE)
    camera.online = False
    assert await call(hass) == llm.ToolResult(
        data={
            "error": "Garden is offline. Check its battery or power supply, its Wi-Fi"
            " and, if it has one, its sync module in the Blink app.",
            "reason": "offline",
        },
        error=True,
    )


async def test_user_without_permission(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    camera: Camera,
    hass_read_only_user: MockUser,
) -> None:
    """An agent can do no more than the user who asks it."""
    expose(hass, IMAGE)
    context = replace(CONTEXT, context=Context(user_id=hass_read_only_user.id))
    result = await call(hass, context)
    assert result.error
    assert result.data["error"] == "The user who asks may not control this camera."
    assert len(camera.pictures) == 1


@pytest.fixture
async def cameras(
    hass: HomeAssistant, server: Server, account: Account, network: Network
) -> dict[str, Camera]:
    """Return two exposed cameras in areas, and one that is not exposed."""
    cameras = {name: network.add_camera(name) for name in ("Door", "Shed", "Nursery")}
    await add_entry(hass, account)
    expose(hass, "image.door", "image.shed")
    for name, area in (("door", "Front"), ("shed", "Garden"), ("nursery", "Upstairs")):
        put_into_area(hass, f"image.{name}", area)
    er.async_get(hass).async_update_entity(
        "image.shed", aliases=[er.COMPUTED_NAME, "back of the house"]
    )
    return cameras


@pytest.mark.parametrize(
    "arguments",
    [
        {"camera": "Shed"},
        {"camera": "back of the house"},
        {"area": "garden"},
        {"camera": "Shed", "area": "Garden"},
    ],
)
async def test_names_aliases_and_areas(
    hass: HomeAssistant, cameras: dict[str, Camera], arguments: dict[str, Any]
) -> None:
    """A camera goes by all the names that Assist knows it by."""
    result = await call(hass, **arguments)
    assert result.data["entity_id"] == "image.shed"
    assert [len(camera.pictures) for camera in cameras.values()] == [0, 1, 0]


async def test_area_of_who_asks(
    hass: HomeAssistant,
    cameras: dict[str, Camera],
    entity_registry: er.EntityRegistry,
) -> None:
    """Without a name it is the camera where the voice assistant stands."""
    door = entity_registry.async_get("image.door")
    assert door
    result = await call(hass, replace(CONTEXT, device_id=door.device_id))
    assert result.data["entity_id"] == "image.door"


@pytest.mark.parametrize(
    "arguments",
    [{}, {"area": "Cellar"}, {"area": "Upstairs"}, {"area": "Front", "camera": "back"}],
)
async def test_not_one_camera(
    hass: HomeAssistant,
    cameras: dict[str, Camera],
    entity_registry: er.EntityRegistry,
    arguments: dict[str, Any],
) -> None:
    """Where the choice is open or empty, the agent is told what it can choose from."""
    entity_registry.async_update_entity(
        "image.shed", aliases=[er.COMPUTED_NAME, "back"]
    )
    result = await call(hass, **arguments)
    assert result == llm.ToolResult(
        data={"error": "No single camera matches. The cameras are: Door, Shed, back"},
        error=True,
    )
    assert not any(camera.pictures for camera in cameras.values())


async def test_camera_that_is_not_exposed(
    hass: HomeAssistant, cameras: dict[str, Camera]
) -> None:
    """A camera that was not exposed cannot be asked for by its name either."""
    with pytest.raises(vol.Invalid):
        await call(hass, camera="Nursery")
    assert not cameras["Nursery"].pictures


async def test_exposure_that_ends_in_a_conversation(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """An agent that was offered the tool before finds no camera afterwards."""
    expose(hass, IMAGE)
    api = await llm.async_get_api(hass, llm.LLM_API_ASSIST, CONTEXT)
    expose(hass, IMAGE, expose=False)
    result = await api.async_call_tool(llm.ToolInput(TOOL, {}))
    assert result.data["error"] == "No single camera matches. The cameras are: none"
    assert len(camera.pictures) == 1


async def test_disabled_camera(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    camera: Camera,
    entity_registry: er.EntityRegistry,
) -> None:
    """It is not offered, though Home Assistant still has a state of it."""
    expose(hass, IMAGE)
    api = await llm.async_get_api(hass, llm.LLM_API_ASSIST, CONTEXT)
    await hass.config_entries.async_unload(entry.entry_id)
    entity_registry.async_update_entity(
        IMAGE, disabled_by=er.RegistryEntryDisabler.USER
    )
    await hass.async_block_till_done()
    assert hass.states.get(IMAGE)
    assert await get_tool(hass) is None
    result = await api.async_call_tool(llm.ToolInput(TOOL, {"camera": "Garden"}))
    assert result.data["error"] == "No single camera matches. The cameras are: none"


async def test_disabled_account(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Its cameras are not offered."""
    expose(hass, IMAGE)
    await hass.config_entries.async_set_disabled_by(
        entry.entry_id, ConfigEntryDisabler.USER
    )
    assert await get_tool(hass) is None


async def test_account_that_cannot_be_set_up(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """The agent is told why, also if its cameras have no state yet."""
    expose(hass, IMAGE)
    await hass.config_entries.async_set_disabled_by(
        entry.entry_id, ConfigEntryDisabler.USER
    )
    # As after a restart.
    hass.states.async_remove(IMAGE)
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=500), times=None)
    await hass.config_entries.async_set_disabled_by(entry.entry_id, None)
    result = await call(hass, camera="Garden")
    assert result.error
    assert result.data["reason"] == "cannot_connect"


NAMESAKE = "image.garden_2"


@pytest.fixture
async def namesake(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> Camera:
    """Return the camera of a neighbour's account, which has the name of ours."""
    other = cloud.add_account(email="bob@example.com")
    camera = other.add_network("Work", sync_module=True).add_camera("Garden")
    await add_entry(hass, other)
    put_into_area(hass, IMAGE, "Outside")
    expose(hass, IMAGE, NAMESAKE)
    return camera


async def test_two_cameras_of_one_name(
    hass: HomeAssistant, camera: Camera, namesake: Camera
) -> None:
    """The agent is told how to tell them apart, and no picture is taken yet."""
    assert await call(hass, camera="Garden") == llm.ToolResult(
        data={
            "error": "Several cameras have this name. Add the area or the system, or"
            f" use the entity ID as the name: {IMAGE} (area Outside, system Home);"
            f" {NAMESAKE} (no area, system Work)"
        },
        error=True,
    )
    assert (len(camera.pictures), len(namesake.pictures)) == (1, 0)


@pytest.mark.parametrize(
    ("arguments", "entity_id"),
    [
        ({"camera": "Garden", "area": "outside"}, IMAGE),
        ({"camera": "Garden", "system": "Home"}, IMAGE),
        ({"camera": "Garden", "system": "Work"}, NAMESAKE),
        ({"system": "Work"}, NAMESAKE),
        ({"camera": IMAGE}, IMAGE),
        ({"camera": NAMESAKE}, NAMESAKE),
    ],
)
async def test_one_of_two_cameras_of_one_name(
    hass: HomeAssistant, namesake: Camera, arguments: dict[str, Any], entity_id: str
) -> None:
    """Area, system and entity ID each say which one is meant."""
    assert (await call(hass, **arguments)).data["entity_id"] == entity_id


async def test_names_of_systems(
    hass: HomeAssistant, server: Server, cloud: BlinkCloud, namesake: Camera
) -> None:
    """A system goes by the user's name, and a Mini that stands alone by its account."""
    account = cloud.add_account(email="eve@example.com")
    account.add_network("Den", sync_module=False).add_camera("Garden", type="owl")
    entry = await add_entry(hass, account)
    hass.config_entries.async_update_entry(entry, title="Upstairs")
    expose(hass, "image.garden_3")
    devices = dr.async_get(hass)
    (work,) = [one for one in devices.devices if one.name == "Work"]
    devices.async_update_device(work.id, name_by_user="Office")
    tool = await get_tool(hass)
    assert tool
    schema = probatio.to_openapi(
        tool.parameters, custom_serializer=llm.selector_serializer
    )
    assert schema["properties"]["system"]["enum"] == ["Home", "Office", "Upstairs"]


async def test_system_without_the_camera(
    hass: HomeAssistant, camera: Camera, namesake: Camera
) -> None:
    """Where a system has no exposed camera any more, one that is not is not taken."""
    api = await llm.async_get_api(hass, llm.LLM_API_ASSIST, CONTEXT)
    expose(hass, IMAGE, expose=False)
    arguments = {"camera": IMAGE, "system": "Home"}
    result = await api.async_call_tool(llm.ToolInput(TOOL, arguments))
    assert result.error
    assert result.data["error"] == ("No single camera matches. The cameras are: Garden")
    assert (len(camera.pictures), len(namesake.pictures)) == (1, 0)
