"""Tests of the pictures in Home Assistant's media browser."""

import asyncio
from http import HTTPStatus
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from blink_cloud import Camera, Network, read_picture
from custom_components.blink_thumbnail.media_source import async_get_media_source
from homeassistant.components.media_source import (
    MediaSourceItem,
    Unresolvable,
    async_resolve_media,
)
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .conftest import press
from .test_picture_view import EVENT

ROOT = "media-source://blink_thumbnail"


@pytest.fixture(autouse=True)
async def media_source(hass: HomeAssistant) -> None:
    """Set the media browser up."""
    assert await async_setup_component(hass, "media_source", {})


async def browse(
    hass_ws_client: WebSocketGenerator, media_content_id: str
) -> dict[str, Any]:
    """Open a folder of the media browser."""
    client = await hass_ws_client()
    await client.send_json_auto_id(
        {
            "type": "media_source/browse_media",
            "media_content_id": media_content_id,
        }
    )
    answer = await client.receive_json()
    result: dict[str, Any] = answer["result" if answer["success"] else "error"]
    return result


async def test_browse(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
    entry: MockConfigEntry,
    network: Network,
) -> None:
    """Cameras by name, each with its pictures, the newest first, and previews."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    network.add_camera("Alley").take_picture()
    await asyncio.sleep(310)
    for _ in range(2):
        await press(hass)
    root = await browse(hass_ws_client, ROOT)
    assert root["title"] == "Blink Thumbnail"
    alley, garden = root["children"]
    assert (alley["title"], garden["title"]) == ("Alley", "Garden")
    assert garden["can_expand"]
    folder = await browse(hass_ws_client, garden["media_content_id"])
    assert folder["title"] == "Garden"
    client = await hass_client()
    numbers = []
    for child in folder["children"]:
        assert child["title"].startswith("2026-11-02 10:0")
        assert child["can_play"]
        preview = await client.get(child["thumbnail"])
        numbers.append(read_picture(await preview.read()).number)
    assert numbers == [3, 2]
    assert (await client.get(garden["thumbnail"])).status == HTTPStatus.OK


async def test_open(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
    entry: MockConfigEntry,
) -> None:
    """A click opens the picture, by a path that is signed."""
    await press(hass)
    state = hass.states.get(EVENT)
    assert state
    client = await hass_ws_client()
    await client.send_json_auto_id(
        {
            "type": "media_source/resolve_media",
            "media_content_id": state.attributes["media_content_id"],
        }
    )
    resolved = (await client.receive_json())["result"]
    assert resolved["mime_type"] == "image/jpeg"
    response = await (await hass_client_no_auth()).get(resolved["url"])
    assert read_picture(await response.read()).number == 2


async def test_attachment(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """AI tasks and messengers get the file, which is there at once."""
    await press(hass)
    state = hass.states.get(EVENT)
    assert state
    media = await async_resolve_media(hass, state.attributes["media_content_id"], None)
    assert media.path
    assert media.path.read_bytes() == camera.pictures[-1].jpeg


@pytest.mark.parametrize(
    "tail",
    [
        "",
        "/x",
        "/x/1",
        "/{device}/1",
        "/{device}/..",
        "/{device}/٣",
        "/{device}/" + 5000 * "1",
    ],
)
async def test_no_picture(
    hass: HomeAssistant, entry: MockConfigEntry, tail: str
) -> None:
    """What is no picture is not opened."""
    await press(hass)
    state = hass.states.get(EVENT)
    assert state
    device = state.attributes["media_content_id"].split("/")[-2]
    with pytest.raises(Unresolvable):
        await async_resolve_media(hass, ROOT + tail.format(device=device), None)


async def test_no_such_folder(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator, entry: MockConfigEntry
) -> None:
    """Only cameras are folders."""
    answer = await browse(hass_ws_client, f"{ROOT}/x")
    assert answer["code"] == "browse_media_failed"


async def test_picture_that_nobody_has_looked_at(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
    entry: MockConfigEntry,
    camera: Camera,
) -> None:
    """What the image is about is in its folder, and is downloaded when it is opened."""
    camera.take_picture()
    await asyncio.sleep(310)
    (garden,) = (await browse(hass_ws_client, ROOT))["children"]
    folder = await browse(hass_ws_client, garden["media_content_id"])
    preview = await (await hass_client()).get(folder["children"][0]["thumbnail"])
    assert read_picture(await preview.read()).number == 2


async def test_user_without_the_right(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    hass_admin_user: MockUser,
    entry: MockConfigEntry,
) -> None:
    """Who may not see an image sees no folder of it, nor that it has one."""
    await press(hass)
    (garden,) = (await browse(hass_ws_client, ROOT))["children"]
    hass_admin_user.groups = []
    hass_admin_user.mock_policy({"entities": {}})
    assert not (await browse(hass_ws_client, ROOT))["children"]
    answer = await browse(hass_ws_client, garden["media_content_id"])
    assert answer == await browse(hass_ws_client, f"{ROOT}/x")


async def test_image_itself(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """Home Assistant 2026.11 asks for the bytes, and gets nothing of what is gone."""
    await press(hass)
    state = hass.states.get(EVENT)
    assert state
    source = await async_get_media_source(hass)
    *_, device, seconds = state.attributes["media_content_id"].split("/")
    media_image = "homeassistant.components.media_source.MediaImage"
    with patch(media_image, lambda *about: about, create=True):
        for identifier, content in (
            (f"{device}/{seconds}", (camera.pictures[-1].jpeg, "image/jpeg")),
            (f"{device}/1", None),
        ):
            item = MediaSourceItem(hass, "blink_thumbnail", identifier, None)
            assert await source.async_get_media_image(item) == content
