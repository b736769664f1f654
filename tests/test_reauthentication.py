"""Tests of signing an account in again, and of adding it a second time."""

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
    dialog.expect_end("wrong_account")
    assert entry.data == data


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
