"""Tests of signing an account in again, and of adding it a second time."""

import asyncio
import json

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from blink_cloud import Account, BlinkCloud, Endpoint
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from .conftest import press, served_picture, taken_at
from .dialog import Dialog


async def refuse(hass: HomeAssistant, entry: MockConfigEntry, account: Account) -> None:
    """Have Blink refuse all tokens, and Home Assistant ask for a new sign-in."""
    account.revoke_access_tokens()
    account.revoke_refresh_tokens()
    await hass.config_entries.async_reload(entry.entry_id)


@pytest.mark.parametrize("way", ["sign_in", "refresh_token"])
async def test_reauthentication(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    dialog: Dialog,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    account: Account,
    way: str,
) -> None:
    """After Blink refuses the token, a sign-in of the same account makes all well.

    The last picture, which nobody has looked at yet, is there again, too.
    """
    hardware_id = entry.data["hardware_id"]
    await press(hass)
    moment = taken_at(hass)
    await refuse(hass, entry, account)
    await dialog.reauthenticate()
    assert dialog.words["name"] == "Home"
    await dialog.go(way)
    dialog.expect_end("reauth_successful")
    assert entry.state is ConfigEntryState.LOADED
    assert entry.data["hardware_id"] == hardware_id
    assert not hass.config_entries.flow.async_progress()
    assert taken_at(hass) == moment
    assert (await served_picture(hass_client)).number == 2
    assert cloud.count(Endpoint.MEDIA) == 1
    await press(hass)


async def test_reauthentication_with_a_mistyped_token(
    hass: HomeAssistant, dialog: Dialog, entry: MockConfigEntry, account: Account
) -> None:
    """The form says so, and can be sent again."""
    await refuse(hass, entry, account)
    await dialog.reauthenticate()
    await dialog.choose("refresh_token")
    await dialog.paste("mistyped")
    dialog.expect_error("invalid_auth")
    await dialog.finish()
    dialog.expect_end("reauth_successful")


@pytest.mark.parametrize("way", ["sign_in", "refresh_token"])
async def test_reconfiguration(
    hass: HomeAssistant, dialog: Dialog, entry: MockConfigEntry, way: str
) -> None:
    """The user can sign in again at any time."""
    token = entry.data["token"]["refresh_token"]
    await dialog.reconfigure(entry)
    await dialog.go(way)
    dialog.expect_end("reconfigure_successful")
    assert entry.data["token"]["refresh_token"] != token
    await press(hass)


@pytest.mark.parametrize("is_asked", [False, True])
async def test_another_account(
    hass: HomeAssistant, entry: MockConfigEntry, account: Account, is_asked: bool
) -> None:
    """Another account cannot take the entry over, whether Blink asks or the user."""
    data = entry.data
    other = account.cloud.add_account(email="bob@example.com")
    dialog = Dialog(hass, other)
    if is_asked:
        entry.async_start_reauth(hass)
        await hass.async_block_till_done()
        await dialog.reauthenticate()
    else:
        await dialog.reconfigure(entry)
    await dialog.go("sign_in")
    dialog.expect_form("sign_in", "wrong_account")
    assert entry.data == data
    # The request to sign in is still there, and the same dialog can follow it.
    assert len(hass.config_entries.flow.async_progress()) == 1
    await dialog.submit(email=account.email, password=account.password)
    await dialog.type_code(account.codes[-1])
    dialog.expect_end("reauth_successful" if is_asked else "reconfigure_successful")
    assert entry.data["hardware_id"] == data["hardware_id"]
    assert entry.data["account_id"] == account.id


async def test_token_of_another_account(
    hass: HomeAssistant, dialog: Dialog, entry: MockConfigEntry, account: Account
) -> None:
    """The same with a token, of which nothing is kept: not even its hardware id."""
    hardware_id = entry.data["hardware_id"]
    other = account.cloud.add_account(email="bob@example.com")
    await refuse(hass, entry, account)
    await dialog.reauthenticate()
    await dialog.choose("refresh_token")
    saved = {
        "refresh_token": other.issue_refresh_token(),
        "hardware_id": "0f1e2d3c-4b5a-4968-8776-95a4b3c2d1e0",
    }
    await dialog.paste(json.dumps(saved))
    dialog.expect_form("refresh_token", "wrong_account")
    await dialog.finish()
    dialog.expect_end("reauth_successful")
    assert entry.data["hardware_id"] == hardware_id


@pytest.mark.parametrize("way", ["sign_in", "refresh_token"])
async def test_reauthentication_reloads_once(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    account: Account,
    way: str,
) -> None:
    """A new sign-in takes the account down and up once."""
    await refuse(hass, entry, account)
    await dialog.reauthenticate()
    cloud.requests.clear()
    await dialog.go(way)
    dialog.expect_end("reauth_successful")
    # One of the dialog, one of the set-up.
    assert cloud.count(Endpoint.HOMESCREEN) == 2


async def test_already_configured(
    hass: HomeAssistant, dialog: Dialog, entry: MockConfigEntry, account: Account
) -> None:
    """A second entry is refused, and even a token taken from the first is not lost."""
    shared = entry.data["token"]["refresh_token"]
    hardware_id = entry.data["hardware_id"]
    await dialog.add("refresh_token")
    await dialog.paste(shared)
    dialog.expect_end("already_configured")
    account.revoke_access_tokens()
    assert entry.data["token"]["refresh_token"] != shared
    assert entry.data["hardware_id"] == hardware_id
    await press(hass)
    assert not hass.config_entries.flow.async_progress()


async def test_added_again_instead_of_reauthenticated(
    hass: HomeAssistant, dialog: Dialog, entry: MockConfigEntry, account: Account
) -> None:
    """Who adds the account once more has signed the existing entry in again."""
    await refuse(hass, entry, account)
    await dialog.add()
    await dialog.go("refresh_token")
    dialog.expect_end("already_configured")
    await hass.async_block_till_done()
    state: ConfigEntryState = entry.state
    assert state is ConfigEntryState.LOADED
    await press(hass)


async def test_added_again_while_blink_asks(
    hass: HomeAssistant, dialog: Dialog, entry: MockConfigEntry
) -> None:
    """The request to sign in goes, though the entry is up."""
    entry.async_start_reauth(hass)
    await hass.async_block_till_done()
    await dialog.add()
    await dialog.go("refresh_token")
    dialog.expect_end("already_configured")
    assert not hass.config_entries.flow.async_progress()
    await press(hass)


@pytest.mark.parametrize("is_loaded", [False, True])
async def test_added_again_while_a_dialog_is_open(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    account: Account,
    is_loaded: bool,
) -> None:
    """A dialog that somebody left open keeps no entry down that has its token."""
    await Dialog(hass, account).reconfigure(entry)
    account.revoke_access_tokens()
    account.revoke_refresh_tokens()
    if is_loaded:
        await asyncio.sleep(400)
    else:
        await hass.config_entries.async_reload(entry.entry_id)
    await dialog.add()
    await dialog.go("refresh_token")
    dialog.expect_end("already_configured")
    state: ConfigEntryState = entry.state
    assert state is ConfigEntryState.LOADED
    assert entry.runtime_data.last_update_success


async def test_added_again_while_all_is_well(
    hass: HomeAssistant, dialog: Dialog, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """An entry that works is not taken down for its new token."""
    cloud.requests.clear()
    await dialog.add()
    await dialog.go("refresh_token")
    dialog.expect_end("already_configured")
    assert cloud.count(Endpoint.HOMESCREEN) == 1
