"""Tests of pauses that outlive the dialog, or the client, which met them."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from blink_cloud import DEFAULT_PASSWORD, Account, BlinkCloud, Endpoint, Reply
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import press
from .dialog import Dialog


async def test_new_dialog_does_not_end_a_pause(
    dialog: Dialog, cloud: BlinkCloud
) -> None:
    """Opening the form again does not send what Blink has asked not to send."""
    cloud.fault(Endpoint.TOKEN, Reply(status=429))
    for _ in range(3):
        await dialog.add("refresh_token")
        await dialog.paste()
        dialog.expect_error("cooling_down")
        dialog.close()
    assert cloud.count(Endpoint.TOKEN) == 1


@pytest.mark.parametrize("way", ["refresh_token", "sign_in"])
async def test_pause_of_the_account(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    way: str,
) -> None:
    """A dialog does not end the pause of the account that it is about."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=429))
    with pytest.raises(HomeAssistantError):
        await press(hass)
    cloud.requests.clear()
    await dialog.reconfigure(entry)
    await dialog.go(way)
    dialog.expect_form("connect", "cooling_down")
    assert not cloud.count(Endpoint.HOMESCREEN)
    await asyncio.sleep(600)
    await dialog.submit()
    dialog.expect_end("reconfigure_successful")


async def test_reload_does_not_end_a_pause(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """Nor does a new client for the same account."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=429))
    await asyncio.sleep(310)
    cloud.requests.clear()
    await hass.config_entries.async_reload(entry.entry_id)
    assert not cloud.requests
    await asyncio.sleep(600)
    await hass.async_block_till_done()
    await press(hass)


async def test_pause_of_an_address(
    dialog: Dialog, cloud: BlinkCloud, account: Account
) -> None:
    """It is the same address however it is spelt."""
    cloud.fault(Endpoint.SIGN_IN, Reply(status=429))
    await dialog.add("sign_in")
    await dialog.type_password()
    await dialog.add("sign_in")
    await dialog.submit(email=account.email.upper(), password=DEFAULT_PASSWORD)
    dialog.expect_error("cooling_down")
    assert cloud.count(Endpoint.SIGN_IN) == 1
