"""Tests of sign-ins that wait for their code: a closed dialog loses none."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from blink_cloud import Account, BlinkCloud, Endpoint, Slow
from custom_components.blink_thumbnail.pending_sign_ins import (
    PendingSignIn,
    async_get_pending_sign_in,
)
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import UnknownFlow

from .dialog import Dialog


async def lose(hass: HomeAssistant, account: Account) -> PendingSignIn:
    """Close a dialog that waits for its code; return what is left of it."""
    dialog = Dialog(hass, account)
    await dialog.add("sign_in")
    await dialog.type_password()
    dialog.close()
    sign_in = async_get_pending_sign_in(hass, account.email)
    assert sign_in
    return sign_in


async def test_lost_dialog(
    hass: HomeAssistant, dialog: Dialog, cloud: BlinkCloud, account: Account
) -> None:
    """A new dialog takes the code that the lost one asked for, and says so."""
    await lose(hass, account)
    cloud.requests.clear()
    await dialog.add("sign_in")
    await dialog.submit(email=account.email.upper(), password="forgotten")
    dialog.expect_form("verify_continued")
    assert not cloud.requests
    await dialog.submit()
    dialog.expect_form("verify_continued", "code_required")
    await dialog.ask_for_another_code()
    dialog.expect_form("verify_continued", "code_pause")
    await dialog.type_code()
    entry = dialog.expect_entry()
    assert len(account.codes) == 1
    assert not async_get_pending_sign_in(hass, account.email)
    assert account.email not in str(entry.data)


async def test_lost_dialog_of_an_entry(
    hass: HomeAssistant, dialog: Dialog, entry: MockConfigEntry, account: Account
) -> None:
    """An entry keeps the hardware id that the sign-in was begun with."""
    sign_in = await lose(hass, account)
    await dialog.reconfigure(entry, "sign_in")
    await dialog.sign_in()
    dialog.expect_end("reconfigure_successful")
    assert entry.data["hardware_id"] == sign_in.sign_in.hardware_id


async def test_lost_dialog_after_the_waiting_time(
    hass: HomeAssistant, dialog: Dialog, cloud: BlinkCloud, account: Account
) -> None:
    """Blink sends another code then, and only that one counts."""
    sign_in = await lose(hass, account)
    await asyncio.sleep(cloud.settings.next_code_seconds)
    await dialog.add("sign_in")
    await dialog.type_password()
    dialog.expect_form("verify")
    assert len(account.codes) == 2
    assert async_get_pending_sign_in(hass, account.email) is not sign_in
    await dialog.type_code()
    dialog.expect_entry()


async def test_dialog_that_is_lost_while_the_code_is_sent(
    hass: HomeAssistant, dialog: Dialog, cloud: BlinkCloud, account: Account
) -> None:
    """The code that comes then can be typed all the same."""
    await dialog.add("sign_in")
    cloud.fault(Endpoint.SIGN_IN, Slow(seconds=4, after_effect=True))
    task = hass.async_create_task(dialog.type_password())
    await asyncio.sleep(1)
    dialog.close()
    with pytest.raises(UnknownFlow):
        await task
    await dialog.add("sign_in")
    await dialog.type_password()
    dialog.expect_form("verify_continued")
    await dialog.type_code()
    dialog.expect_entry()
    assert len(account.codes) == 1


async def test_two_dialogs(
    hass: HomeAssistant, dialog: Dialog, cloud: BlinkCloud, account: Account
) -> None:
    """The code of the first dialog no longer counts after the second has sent one."""
    await dialog.add("sign_in")
    await dialog.type_password()
    await asyncio.sleep(cloud.settings.next_code_seconds)
    other = Dialog(hass, account)
    await other.add("sign_in")
    await other.type_password()
    await dialog.type_code(account.codes[0])
    dialog.expect_menu("start_again")
    await dialog.choose("sign_in")
    await dialog.type_password()
    dialog.expect_form("verify_continued")
    await dialog.type_code()
    dialog.expect_entry()


async def test_no_sign_in_is_left(
    hass: HomeAssistant, dialog: Dialog, cloud: BlinkCloud, account: Account
) -> None:
    """Where the code's sign-in has expired, another one takes the last code."""
    cloud.settings.next_code_seconds = 240
    cloud.settings.session_seconds = 60
    await lose(hass, account)
    await dialog.add("sign_in")
    await dialog.type_password()
    await asyncio.sleep(61)
    await dialog.type_code()
    dialog.expect_menu("start_again")
    await dialog.choose("sign_in")
    await dialog.type_password()
    dialog.expect_form("verify_continued")
    await dialog.type_code()
    dialog.expect_entry()
    assert cloud.count(Endpoint.SIGN_IN) == 2


async def test_half_an_hour(
    hass: HomeAssistant, dialog: Dialog, account: Account
) -> None:
    """After half an hour the cookies are gone, and an open dialog begins again."""
    await dialog.add("sign_in")
    await dialog.type_password()
    await asyncio.sleep(1799)
    assert async_get_pending_sign_in(hass, account.email)
    await asyncio.sleep(2)
    assert not async_get_pending_sign_in(hass, account.email)
    await dialog.type_code()
    dialog.expect_menu("start_again")
    await dialog.go("sign_in")
    dialog.expect_entry()


async def test_home_assistant_stops(
    hass: HomeAssistant, dialog: Dialog, account: Account
) -> None:
    """Nothing is left of it then."""
    sign_in = await lose(hass, account)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()
    assert not async_get_pending_sign_in(hass, account.email)
    assert sign_in.release().closed
