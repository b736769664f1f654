"""Tests of the addresses of pictures: what is there, for how long, and for whom."""

import asyncio
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from aiohttp.test_utils import TestClient
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from blink_cloud import (
    Account,
    BlinkCloud,
    Camera,
    Endpoint,
    Network,
    Reply,
    read_picture,
)
from custom_components.blink_thumbnail.addresses import signed_path
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components.http.auth import async_sign_path
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .conftest import IMAGE, add_entry, press
from .test_picture_status import STATUS
from .test_pictures import restart
from .test_services import respond

EVENT = "event.garden_picture_result"


def address(hass: HomeAssistant, entity_id: str = EVENT) -> str:
    """Return the path that an entity tells of."""
    state = hass.states.get(entity_id)
    assert state
    return str(state.attributes["picture"])


async def number(client: TestClient[Any, Any], path: str) -> int | None:
    """Return the number of the picture at an address, None if it is not there."""
    response = await client.get(path)
    if response.status == HTTPStatus.NOT_FOUND:
        assert "no picture at this address" in await response.text()
        return None
    assert response.status == HTTPStatus.OK
    assert response.content_type == "image/jpeg"
    assert "immutable" in response.headers["Cache-Control"]
    return read_picture(await response.read()).number


async def test_each_picture_keeps_its_address(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
) -> None:
    """The first address still gives the first picture, and Blink is not asked."""
    client = await hass_client()
    paths = []
    for _ in range(2):
        await press(hass)
        paths.append(address(hass))
        assert address(hass, STATUS) == paths[-1]
    assert paths[0] != paths[1]
    cloud.requests.clear()
    assert [await number(client, path) for path in paths] == [2, 3]
    await restart(hass, entry)
    cloud.requests.clear()
    assert [await number(client, path) for path in paths] == [2, 3]
    assert not cloud.requests


async def test_last_ten(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry
) -> None:
    """The eleventh picture takes the first one's place."""
    client = await hass_client()
    paths = []
    for _ in range(11):
        await press(hass)
        paths.append(address(hass))
    assert [await number(client, path) for path in paths] == [
        None,
        *range(3, 13),
    ]


async def test_largest_account(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    network: Network,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The oldest pictures of the account go first, whatever camera took them."""
    network.add_camera("Shed").take_picture()
    await asyncio.sleep(310)
    client = await hass_client()
    sizes, paths = [], []
    for name in ("garden", "shed", "garden"):
        await press(hass, f"button.{name}_take_picture")
        paths.append(address(hass, f"event.{name}_picture_result"))
        sizes.append(len(await (await client.get(paths[-1])).read()))
    bound = "custom_components.blink_thumbnail.pictures._LARGEST_ACCOUNT"
    monkeypatch.setattr(bound, sum(sizes) + 1000)
    await press(hass, "button.shed_take_picture")
    await hass.async_block_till_done()
    assert [await number(client, path) for path in paths] == [None, 2, 3]
    assert await number(client, address(hass, "event.shed_picture_result")) == 3

    # Each keeps its last one.
    monkeypatch.setattr(bound, 1000)
    for _ in range(2):
        await press(hass)
    await hass.async_block_till_done()
    assert await number(client, address(hass)) == 5
    assert await number(client, address(hass, "event.shed_picture_result")) == 3


async def test_picture_taken_elsewhere(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
) -> None:
    """It is downloaded for the first who looks, while it is the last one."""
    client = await hass_client()
    paths = []
    for _ in range(2):
        camera.take_picture()
        await asyncio.sleep(310)
        paths.append(address(hass))
    cloud.requests.clear()
    assert await number(client, paths[0]) is None
    assert cloud.count(Endpoint.MEDIA) == 0
    assert await number(client, paths[1]) == 3
    assert cloud.count(Endpoint.MEDIA) == 1
    assert await number(client, paths[1]) == 3
    assert cloud.count(Endpoint.MEDIA) == 1


async def test_picture_that_cannot_be_downloaded(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
) -> None:
    """It is not there, for now."""
    client = await hass_client()
    camera.take_picture()
    await asyncio.sleep(310)
    cloud.fault(Endpoint.MEDIA, Reply(status=500), times=3)
    assert await number(client, address(hass)) is None
    await asyncio.sleep(70)
    assert await number(client, address(hass)) == 2


async def test_failure_has_no_picture(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """What was not taken has no address."""
    camera.online = False
    with pytest.raises(HomeAssistantError):
        await press(hass)
    assert address(hass) == address(hass, STATUS) == "None"
    response = (await respond(hass, {"entity_id": IMAGE}))[IMAGE]
    assert response["picture"] is response["signed_path"] is None
    assert response["media_content_id"] == f"media-source://image/{IMAGE}"


async def test_response(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry
) -> None:
    """The action tells its picture's address, also that of one that is young enough."""
    client = await hass_client()
    first = (await respond(hass, {"entity_id": IMAGE}))[IMAGE]
    fresh = (await respond(hass, {"entity_id": IMAGE}, max_age={"hours": 1}))[IMAGE]
    await press(hass)
    assert first["picture"] == fresh["picture"]
    assert await number(client, first["picture"]) == 2


async def test_no_secrets(
    hass: HomeAssistant, entry: MockConfigEntry, account: Account, camera: Camera
) -> None:
    """No id of Blink's is in an address."""
    await press(hass)
    for secret in (camera.serial, camera.id, camera.network.id, account.id):
        assert str(secret) not in address(hass)


async def test_camera_and_account_that_are_gone(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    network: Network,
    camera: Camera,
) -> None:
    """Their pictures are gone, too."""
    network.add_camera("Shed")
    client = await hass_client()
    await press(hass)
    path = address(hass)
    network.remove_camera(camera)
    await asyncio.sleep(620)
    assert await number(client, path) is None
    await hass.config_entries.async_unload(entry.entry_id)
    assert await number(client, path) is None
    await hass.config_entries.async_remove(entry.entry_id)
    assert await number(client, path) is None


@pytest.mark.parametrize(
    "tail",
    [
        "{device}/0.jpg",
        "{device}/1.jpg",
        "{device}/{seconds}",
        "{device}/-{seconds}.jpg",
        "{device}/{seconds}0000000.jpg",
        "{device}/٣.jpg",
        "{device}/..%2f{device}/{seconds}.jpg",
        "{device}/%2e%2e/%2e%2e/secrets.yaml",
        "../../../secrets.yaml",
        "x/{seconds}.jpg",
        "{home}/{seconds}.jpg",
        "{sun}/{seconds}.jpg",
    ],
)
async def test_tricks(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    tail: str,
) -> None:
    """Nothing but a kept picture of one of our cameras has an address."""
    client = await hass_client()
    await press(hass)
    *_, device, file = address(hass).split("/")
    devices = dr.async_get(hass)
    (home,) = [one.id for one in devices.devices if one.name == "Home"]
    other = MockConfigEntry(domain="sun")
    other.add_to_hass(hass)
    sun = devices.async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("sun", "sun")}
    )
    path = tail.format(
        device=device, seconds=file.removesuffix(".jpg"), home=home, sun=sun.id
    )
    response = await client.get(f"/api/blink_thumbnail/picture/{path}")
    assert response.status in (HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST)


async def test_two_accounts(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
) -> None:
    """Each has its own pictures, and an address of one is none of the other's."""
    other = cloud.add_account(email="eve@example.com")
    lake = other.add_network("Cabin", sync_module=True).add_camera("Lake")
    lake.take_picture(age=timedelta(hours=1))
    await add_entry(hass, other)
    client = await hass_client()
    await press(hass)
    await press(hass, "button.lake_take_picture")
    ours, theirs = address(hass), address(hass, "event.lake_picture_result")
    assert ours.split("/")[-2] != theirs.split("/")[-2]
    assert await number(client, ours) == await number(client, theirs) == 2
    mixed = [*ours.split("/")[:-1], theirs.split("/")[-1]]
    assert await number(client, "/".join(mixed)) is None


async def test_without_a_sign_in(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    entry: MockConfigEntry,
) -> None:
    """A path alone opens nothing; a signed one does, in its time."""
    client = await hass_client_no_auth()
    await press(hass)
    path = address(hass)
    assert (await client.get(path)).status == HTTPStatus.UNAUTHORIZED
    signed = async_sign_path(hass, path, timedelta(minutes=10))
    assert await number(client, signed) == 2
    other = signed.replace(".jpg", "0.jpg")
    assert (await client.get(other)).status == HTTPStatus.UNAUTHORIZED
    await asyncio.sleep(601)
    assert (await client.get(signed)).status == HTTPStatus.UNAUTHORIZED


async def test_signed_path(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    entry: MockConfigEntry,
) -> None:
    """The response has a path that opens its picture, and no other, for a week."""
    client = await hass_client_no_auth()
    first, second = [
        (await respond(hass, {"entity_id": IMAGE}))[IMAGE] for _ in range(2)
    ]
    assert await number(client, first["signed_path"]) == 2
    other = first["signed_path"].replace(first["picture"], second["picture"])
    assert (await client.get(other)).status == HTTPStatus.UNAUTHORIZED
    await asyncio.sleep(7 * 86400 - 60)
    assert await number(client, first["signed_path"]) == 2
    await asyncio.sleep(60)
    late = await client.get(first["signed_path"])
    assert late.status == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize("may_see", [True, False])
async def test_user(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    hass_admin_user: MockUser,
    entry: MockConfigEntry,
    may_see: bool,
) -> None:
    """Who may not see the image sees no picture, nor if there is one."""
    await press(hass)
    path = address(hass)
    client = await hass_client()
    hass_admin_user.groups = []
    entities = {IMAGE: {POLICY_READ: True}} if may_see else {}
    hass_admin_user.mock_policy({"entities": {"entity_ids": entities}})
    statuses = [
        (await client.get(one)).status
        for one in (
            path,
            path.replace(".jpg", "0.jpg"),
            "/api/blink_thumbnail/picture/x/1.jpg",
        )
    ]
    if may_see:
        assert statuses == [HTTPStatus.OK, HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN]
    else:
        assert statuses == [HTTPStatus.FORBIDDEN] * 3


async def test_image_that_is_disabled_or_renamed(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
    entry: MockConfigEntry,
) -> None:
    """The address is of the camera's device, and stays."""
    await press(hass)
    path = address(hass)
    client = await hass_client()
    er.async_get(hass).async_update_entity(IMAGE, new_entity_id="image.lawn")
    await hass.async_block_till_done()
    assert await number(client, path) == 2


async def test_path_of_nothing(hass: HomeAssistant) -> None:
    """Without a picture there is nothing to sign."""
    assert signed_path(hass, None) is None
