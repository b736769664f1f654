"""Tests of the field notes: kept, told, and removed with the entry."""

import asyncio
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from blink_cloud import Account, BlinkCloud, Camera, Endpoint, Reply, Server
from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import add_entry, press
from .dialog import Dialog
from .test_diagnostics import dump

# Seconds until the notes are written.
WRITTEN = 1900


def key(entry: MockConfigEntry) -> str:
    """Return what the notes of an entry are kept as."""
    return f"{DOMAIN}.{entry.entry_id}.field_notes"


async def verdicts(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry
) -> dict[str, str]:
    """Return what a user's diagnostics say of each assumption."""
    notes = (await dump(hass, hass_client, entry))["field_notes"]
    return {name: one["verdict"] for name, one in notes["assumptions"].items()}


async def test_told(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
) -> None:
    """Verdicts turn while a user does what users do."""
    before = await verdicts(hass, hass_client, entry)
    assert before["refresh_rotates"] == before["homescreen_v3"] == "seen"
    assert before["command_has_id"] == before["busy_is_409"] == "not yet"
    camera.record_clip(seconds=5)
    await press(hass)
    after = await verdicts(hass, hass_client, entry)
    assert after["command_has_id"] == after["busy_is_409"] == "seen"
    assert after["lag_within_4"] == after["picture_is_whole"] == "seen"
    cloud.fault(Endpoint.THUMBNAIL, Reply(status=400, body={"code": 4711}), times=None)
    with pytest.raises(HomeAssistantError):
        await press(hass)
    found = await verdicts(hass, hass_client, entry)
    assert found["codes_known"] == "contradicted"
    told = (await dump(hass, hass_client, entry))["field_notes"]
    assert "http 400, code 4711" in told["counts"]["thumbnail: answers"]
    fields = told["shapes"]["homescreen"]["fields"]
    assert fields["cameras[].type"] == "string: catalina"
    assert told["shapes"]["thumbnail refused"]["fields"]["code"] == "integer"


async def test_kept_over_a_restart(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
) -> None:
    """They are written now and then, at the latest when Home Assistant stops."""
    assert key(entry) not in hass_storage
    await asyncio.sleep(WRITTEN)
    kept = hass_storage[key(entry)]["data"]
    assert kept["assumptions"]["homescreen_v3"]["seen"] > 3
    await press(hass)
    assert hass_storage[key(entry)]["data"] == kept
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await hass.async_block_till_done()
    kept = hass_storage[key(entry)]["data"]
    assert kept["counts"]["pictures: sizes"] == {"640x360": 1}


async def test_read_again(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    account: Account,
    server: Server,
    camera: Camera,
    hass_storage: dict[str, Any],
) -> None:
    """What was kept is added up with what is seen now, once, and kept again."""
    entry = MockConfigEntry(domain=DOMAIN, entry_id="kept")
    hass_storage[key(entry)] = {
        "version": 1,
        "key": key(entry),
        "data": {
            "assumptions": {"homescreen_v3": {"seen": 1000, "contradicted": 0}},
            "counts": {"pictures: sizes": {"1920x1080": 7}},
            "shapes": {
                "homescreen": {"fields": {"drones": "list"}, "last": {"drones": None}}
            },
        },
    }
    entry = await add_entry(hass, account, entry_id="kept")
    await hass.config_entries.async_reload(entry.entry_id)
    await press(hass)
    told = (await dump(hass, hass_client, entry))["field_notes"]
    assert 1000 < told["assumptions"]["homescreen_v3"]["seen"] < 1100
    assert told["counts"]["pictures: sizes"] == {"1920x1080": 7, "640x360": 1}
    assert told["unknown"]["homescreen"].count("drones") == 1
    assert told["shapes"]["homescreen"]["last"]["drones"] is None
    await asyncio.sleep(WRITTEN)
    kept = hass_storage[key(entry)]["data"]["counts"]
    assert kept["pictures: sizes"] == {"1920x1080": 7, "640x360": 1}


@pytest.mark.parametrize(
    ("version", "kept"),
    [
        (2, {"new": 1}),
        (1, {"new": 1}),
        (1, ["odd"]),
        (1, {"assumptions": {"homescreen_v3": 5}, "counts": {}, "shapes": {}}),
    ],
)
async def test_unreadable(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    account: Account,
    server: Server,
    camera: Camera,
    hass_storage: dict[str, Any],
    version: int,
    kept: Any,
) -> None:
    """What cannot be read keeps no account from being set up, and is kept anew."""
    entry = MockConfigEntry(domain=DOMAIN, entry_id="kept")
    stored = {"version": version, "key": key(entry), "data": kept}
    hass_storage[key(entry)] = stored
    entry = await add_entry(hass, account, entry_id="kept")
    assert (await verdicts(hass, hass_client, entry))["homescreen_v3"] == "seen"
    await asyncio.sleep(WRITTEN)
    assert "homescreen_v3" in hass_storage[key(entry)]["data"]["assumptions"]


async def test_small(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    camera: Camera,
    hass_storage: dict[str, Any],
) -> None:
    """All that is kept is some kilobytes, also after a day."""
    for family in ("owl", "lotus", "white", "sedona"):
        camera.network.add_camera(family, type=family).take_picture()
    await asyncio.sleep(86400)
    await press(hass)
    await asyncio.sleep(WRITTEN)
    assert len(str(hass_storage[key(entry)]["data"])) < 12_000


async def test_removed_with_the_entry(
    hass: HomeAssistant, entry: MockConfigEntry, hass_storage: dict[str, Any]
) -> None:
    """Nothing of them is left, and what was still to be written is not written."""
    await asyncio.sleep(WRITTEN)
    assert key(entry) in hass_storage
    await asyncio.sleep(600)
    await hass.config_entries.async_remove(entry.entry_id)
    assert key(entry) not in hass_storage
    await asyncio.sleep(WRITTEN)
    assert key(entry) not in hass_storage


async def test_added_again(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    account: Account,
) -> None:
    """An account that comes back begins with empty notes."""
    await press(hass)
    await hass.config_entries.async_remove(entry.entry_id)
    again = await add_entry(hass, account)
    assert (await verdicts(hass, hass_client, again))["command_has_id"] == "not yet"


async def test_removed_before_it_was_set_up(
    hass: HomeAssistant, account: Account, hass_storage: dict[str, Any]
) -> None:
    """What an entry kept goes with it, also if it was never set up since the start."""
    entry = MockConfigEntry(domain=DOMAIN, data={"account_id": 1}, entry_id="kept")
    hass_storage[key(entry)] = {"version": 1, "key": key(entry), "data": {}}
    entry.add_to_hass(hass)
    await hass.config_entries.async_remove(entry.entry_id)
    assert key(entry) not in hass_storage


async def test_account_that_is_not_loaded(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
) -> None:
    """They are told when they are wanted most, too."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=410), times=None)
    await hass.config_entries.async_reload(entry.entry_id)
    found = await dump(hass, hass_client, entry)
    assert found["entry"]["state"] == "setup_retry"
    verdict = found["field_notes"]["assumptions"]["homescreen_v3"]["verdict"]
    assert verdict == "contradicted"


async def test_sign_in_is_the_accounts(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, dialog: Dialog
) -> None:
    """What adding the account showed is in its notes, and only there."""
    await dialog.add("sign_in")
    await dialog.type_password()
    await dialog.type_code()
    entry = dialog.expect_entry()
    notes = (await dump(hass, hass_client, entry))["field_notes"]
    seen = {name for name, one in notes["assumptions"].items() if one["seen"]}
    assert {"code_wanted_with_202", "sign_in_gives_tokens", "gateway_answers"} <= seen
    assert notes["counts"]["POST /oauth/v2/signin: answers"] == {"http 202": 1}
