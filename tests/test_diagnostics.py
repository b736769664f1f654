"""Tests of the diagnostics."""

import asyncio
from http import HTTPStatus
import json
import re
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from blink_cloud import (
    Account,
    BlinkCloud,
    Camera,
    CommandFails,
    Endpoint,
    Json,
    Network,
    Reply,
    Server,
    ThumbnailForm,
)
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component

from .conftest import add_entry, press


async def dump(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: ConfigEntry[Any]
) -> Any:
    """Return what a user downloads."""
    return await get_diagnostics_for_config_entry(hass, hass_client, entry)


async def test_what_is_told(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    camera: Camera,
    network: Network,
) -> None:
    """The last updates with their outcomes, and how all is."""
    network.add_camera("Mini", type="owl")
    camera.snapshot_seconds = (3, 3)
    await asyncio.sleep(310)
    await press(hass)
    camera.next_command(CommandFails(status_code=204))
    with pytest.raises(HomeAssistantError):
        await press(hass)
    told = await dump(hass, hass_client, entry)
    assert told["entry"]["version"] == "1.1"
    assert told["entry"]["state"] == "loaded"
    assert told["entry"]["token"]["lifetime"] == 14400
    assert 300 < told["entry"]["token"]["age"] < 400
    assert told["poll"]["succeeded"] is True
    assert told["poll"]["error"] is None
    assert told["poll"]["codes"] == {}
    assert told["requests"]["last_hour"]["thumbnail"] == 2
    assert told["requests"]["last_day"]["token"] == 1
    assert told["pauses"] == {"rest": 0, "oauth": 0}
    assert told["networks"]["1"]["cameras"] == 2
    assert told["networks"]["1"]["sync_module"]["status"] == "online"
    first, second = told["cameras"]["1"], told["cameras"]["2"]
    assert (first["kind"], first["type"], first["network"]) == (
        "camera",
        "catalina",
        "1",
    )
    assert (second["kind"], second["network"]) == ("owl", "1")
    good, bad = first["updates"]
    assert (good["source"], good["outcome"]) == ("button", "updated")
    assert (good["error"], good["codes"]) == (None, {})
    assert 7 <= good["duration"] < 9
    assert (good["waited"], good["busy"], good["attempts"]) == (0, 0, 1)
    assert (bad["outcome"], bad["error"]) == ("failed", "CommandFailedError")
    assert bad["codes"] == {"status": 1, "status_code": 204}
    assert bad["attempts"] == 1
    assert second["updates"] == []


async def test_busy_network(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    camera: Camera,
) -> None:
    """How often a busy network was asked is told; only the last twenty are kept."""
    camera.record_clip(seconds=120)
    with pytest.raises(HomeAssistantError):
        await press(hass)
    for _ in range(20):
        await press(hass)
    updates = (await dump(hass, hass_client, entry))["cameras"]["1"]["updates"]
    assert len(updates) == 20
    assert {update["outcome"] for update in updates} == {"updated"}
    assert updates[0]["attempts"] > 1
    # It was free 30 s after the one that failed, or a little later for jitter.
    assert 20 < updates[0]["busy"] < 60


async def test_over_a_restart(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    hass_storage: dict[str, Any],
    entry: MockConfigEntry,
    camera: Camera,
) -> None:
    """People restart before they report: updates and counts are still there."""
    camera.online = False
    with pytest.raises(HomeAssistantError):
        await press(hass)
    camera.online = True
    await press(hass)
    before = await dump(hass, hass_client, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    # What a restart loses.
    hass.data.pop("blink_thumbnail_traffic")
    await asyncio.sleep(600)
    await hass.config_entries.async_setup(entry.entry_id)
    after = await dump(hass, hass_client, entry)
    assert after["cameras"]["1"]["updates"] == before["cameras"]["1"]["updates"]
    assert [one["outcome"] for one in after["cameras"]["1"]["updates"]] == [
        "offline",
        "updated",
    ]
    assert before["requests"]["last_hour"]["thumbnail"] == 2
    assert after["requests"]["last_hour"]["thumbnail"] == 2


async def test_waits_and_tries_of_an_update_that_fails(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    network: Network,
) -> None:
    """Whatever ends it, what it met before is told, and what Blink said."""
    network.add_camera("Shed").take_picture()
    await asyncio.sleep(310)
    camera.record_clip(seconds=60)
    refusal = Reply(status=400, body={"message": "No", "code": 513})
    cloud.fault(Endpoint.THUMBNAIL, refusal, at=3, times=None, camera=camera)
    await asyncio.gather(
        press(hass),
        press(hass, "button.shed_take_picture"),
        return_exceptions=True,
    )
    told = await dump(hass, hass_client, entry)
    (garden,) = told["cameras"]["1"]["updates"]
    (shed,) = told["cameras"]["2"]["updates"]
    assert (garden["outcome"], garden["error"]) == ("refused", "RefusedError")
    assert garden["codes"] == {"http": 400, "code": 513}
    assert (garden["waited"], garden["attempts"]) == (0, 12)
    assert garden["duration"] == pytest.approx(garden["busy"], abs=0.2)
    assert shed["outcome"] == "updated"
    assert shed["waited"] == pytest.approx(garden["duration"], abs=0.2)
    assert shed["busy"] > 15
    assert shed["attempts"] > 3


async def test_poll_that_fails(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
) -> None:
    """What kind of problem it is is told, and the pause that came of it."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=500, body={"code": 7}))
    await asyncio.sleep(310)
    told = await dump(hass, hass_client, entry)
    assert told["poll"]["succeeded"] is False
    assert told["poll"]["error"] == "BlinkConnectionError"
    assert told["poll"]["codes"] == {"http": 500, "code": 7}
    assert 300 < told["poll"]["age"] < 400

    cloud.fault(Endpoint.HOMESCREEN, Reply(status=429))
    await asyncio.sleep(310)
    told = await dump(hass, hass_client, entry)
    assert told["poll"]["error"] == "CoolingDownError"
    assert told["pauses"]["rest"] > 200


async def test_sign_in_that_is_wanted(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    account: Account,
) -> None:
    """That Home Assistant waits for the user is told."""
    assert not (await dump(hass, hass_client, entry))["entry"]["sign_in_wanted"]
    account.revoke_refresh_tokens()
    account.revoke_access_tokens()
    await asyncio.sleep(310)
    told = await dump(hass, hass_client, entry)
    assert (told["entry"]["state"], told["entry"]["sign_in_wanted"]) == ("loaded", True)
    assert told["poll"]["error"] == "BlinkAuthError"


@pytest.mark.parametrize(
    ("form", "told_form"),
    [
        (ThumbnailForm.OLD, "old"),
        (ThumbnailForm.INTEGER, "timestamp"),
        (ThumbnailForm.FULL_PRODUCTION, "timestamp"),
        (ThumbnailForm.ABSOLUTE, "address"),
        (ThumbnailForm.NULL, None),
    ],
)
async def test_form_of_the_thumbnail(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    camera: Camera,
    form: ThumbnailForm,
    told_form: str | None,
) -> None:
    """Which kind of address a camera's picture has is told, and not the address."""
    camera.thumbnail_form = form
    await asyncio.sleep(310)
    told = await dump(hass, hass_client, entry)
    assert told["cameras"]["1"]["thumbnail"]["form"] == told_form


async def test_nothing_secret(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    account: Account,
    network: Network,
    camera: Camera,
) -> None:
    """No secret, id, name, serial or address is in it, even if Blink says them all."""
    for kind in ("owl", "lotus", "white"):
        network.add_camera(f"Room {kind}", type=kind).take_picture()
    network.name = "Cottage"
    await asyncio.sleep(310)
    assert network.sync_module
    token = entry.data["token"]
    secrets = [
        *(account.email, account.password, account.phone, str(account.id)),
        *(token["access_token"], token["refresh_token"], entry.data["hardware_id"]),
        *(str(account.user_id), str(account.client_id)),
        *(str(network.id), network.name, network.sync_module.serial),
        *(str(network.sync_module.id), "/media/", "thumbnail.jpg", "immedia"),
    ]
    for each in network.cameras:
        secrets += [str(each.id), each.name, each.serial, str(each.thumbnail)]
    gossip = " ".join(secrets)
    await press(hass)
    camera.next_command(CommandFails(message=gossip))
    # Where the field notes look: names of fields, and words of enumerations. A part of
    # Blink's own addresses is a word like others.
    words = [secret for secret in secrets if secret != "immedia"]
    everywhere: dict[str, Json] = {
        "message": gossip,
        **{word: [{"type": word, word: word}] for word in words},
        "status": str(network.id),
        "battery": gossip,
    }
    for endpoint in (Endpoint.THUMBNAIL, Endpoint.HOMESCREEN):
        refusal = Reply(status=400, body=everywhere)
        cloud.fault(endpoint, refusal, at=2, times=None)
        with pytest.raises(HomeAssistantError):
            await press(hass)
    await asyncio.sleep(310)

    assert await async_setup_component(hass, "diagnostics", {})
    client = await hass_client()
    response = await client.get(f"/api/diagnostics/config_entry/{entry.entry_id}")
    assert response.status == HTTPStatus.OK
    file = await response.text()
    assert '"outcome": "refused"' in file
    assert '"<key>[].<key>": ' in file
    for secret in secrets:
        # A number may stand in a fraction of a second, and means nothing there.
        assert not re.search(rf"(?<![\w.]){re.escape(secret)}(?!\w)", file)
    data = json.dumps(json.loads(file)["data"])
    for secret in (entry.entry_id, entry.title, "http:", "https:", ".jpg", "@"):
        assert secret not in data


async def test_account_that_is_not_set_up(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    server: Server,
    cloud: BlinkCloud,
    camera: Camera,
) -> None:
    """When setting up fails they are wanted most."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=503), times=None)
    entry = await add_entry(hass, camera.network.account)
    assert await async_setup_component(hass, "diagnostics", {})
    told = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    about: Any = told["entry"]
    assert (about["state"], about["failure"]) == ("setup_retry", "poll_failed")
    requests: Any = told["requests"]
    assert requests["last_hour"]["homescreen"] == 1
    assert "cameras" not in told
