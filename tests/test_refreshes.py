"""Tests of the refreshes that outlive a reload: one at a time, and not too often."""

import asyncio
from contextlib import suppress
import gc
from itertools import pairwise

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from blink_cloud import (
    Account,
    BlinkCloud,
    Camera,
    Endpoint,
    Reply,
    Rotation,
    Slow,
)
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import press
from .dialog import Dialog
from .test_auth import spend_access_token


async def press_during_a_refresh(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, seconds: float = 4
) -> asyncio.Task[None]:
    """Press with a spent token; return while Blink takes its time to refresh it."""
    spend_access_token(hass, entry)
    cloud.fault(Endpoint.TOKEN, Slow(seconds=seconds, after_effect=True))
    task = hass.async_create_task(press(hass))
    await asyncio.sleep(1)
    return task


async def test_reload_during_a_refresh(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """A reload waits for the refresh that is running, and sends no second one."""
    task = await press_during_a_refresh(hass, entry, cloud)
    await hass.config_entries.async_reload(entry.entry_id)
    with pytest.raises(HomeAssistantError):
        await task
    assert entry.state is ConfigEntryState.LOADED
    assert not hass.config_entries.flow.async_progress()


async def test_gaps_between_failed_refreshes_grow(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, account: Account
) -> None:
    """With no token at all, polls come back soon, then less and less often."""
    account.revoke_access_tokens()
    order = cloud.fault(Endpoint.TOKEN, Reply(status=503), times=None)
    await asyncio.sleep(3600)
    tries = [
        request.at for request in cloud.requests if request.endpoint is Endpoint.TOKEN
    ][1:]
    gaps = [later - earlier for earlier, later in pairwise(tries)]
    assert gaps[0] < 5
    assert all(later > 1.2 * earlier for earlier, later in pairwise(gaps[:6]))
    assert max(gaps) < 400
    order.times = 0
    await asyncio.sleep(400)
    await press(hass)

    # After a new token the gaps start short again.
    account.revoke_access_tokens()
    order = cloud.fault(Endpoint.TOKEN, Reply(status=503), times=None)
    cloud.requests.clear()
    await asyncio.sleep(400)
    first, second, *_ = (
        request.at for request in cloud.requests if request.endpoint is Endpoint.TOKEN
    )
    assert second - first < 5


async def test_presses_between_failed_refreshes(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, account: Account
) -> None:
    """Presses do not ask for a token again before the gap is over."""
    account.revoke_access_tokens()
    order = cloud.fault(Endpoint.TOKEN, Reply(status=503), times=None)
    await asyncio.sleep(3600)
    cloud.requests.clear()
    while not cloud.requests:
        await asyncio.sleep(1)
    # Just now: a press that came shortly before the next one would wait for it.
    cloud.requests.clear()
    for _ in range(5):
        with pytest.raises(HomeAssistantError) as error:
            await press(hass)
        assert error.value.translation_key == "cannot_connect"
    assert not cloud.requests
    order.times = 0
    await asyncio.sleep(400)
    await press(hass)


async def test_tokens_that_are_all_rejected(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """Where Blink rejects every access token, it is not asked for more of them."""
    rejection = Reply(status=401, body={"message": "Unauthorized Access", "code": 101})
    cloud.fault(Endpoint.MEDIA, rejection, times=None)
    cloud.requests.clear()
    for _ in range(5):
        with pytest.raises(HomeAssistantError):
            await press(hass)
    assert cloud.count(Endpoint.TOKEN) == 1


async def test_refused_token_is_refused_for_good(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, account: Account
) -> None:
    """A refresh token that Blink has refused is not sent again, even after a reload."""
    account.revoke_access_tokens()
    account.revoke_refresh_tokens()
    with pytest.raises(HomeAssistantError):
        await press(hass)
    cloud.requests.clear()
    for _ in range(3):
        await hass.config_entries.async_reload(entry.entry_id)
    assert not cloud.count(Endpoint.TOKEN)
    assert len(hass.config_entries.flow.async_progress()) == 1


async def test_removed_during_a_refresh(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A token that comes after its entry was removed is dropped without a word."""
    task = await press_during_a_refresh(hass, entry, cloud, seconds=20)
    await hass.config_entries.async_remove(entry.entry_id)
    with pytest.raises(HomeAssistantError):
        await task
    await asyncio.sleep(30)
    gc.collect()
    await asyncio.sleep(1)
    assert not [each for each in caplog.records if each.levelname == "ERROR"]


@pytest.mark.parametrize("is_removed", [False, True])
async def test_refused_when_nobody_wants_it_any_more(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    account: Account,
    caplog: pytest.LogCaptureFixture,
    is_removed: bool,
) -> None:
    """An entry that was disabled or removed meanwhile asks for no new sign-in."""
    account.revoke_refresh_tokens()
    task = await press_during_a_refresh(hass, entry, cloud)
    if is_removed:
        await hass.config_entries.async_remove(entry.entry_id)
    else:
        await hass.config_entries.async_set_disabled_by(
            entry.entry_id, ConfigEntryDisabler.USER
        )
    with pytest.raises(HomeAssistantError):
        await task
    await asyncio.sleep(30)
    assert not hass.config_entries.flow.async_progress()
    assert not [each for each in caplog.records if each.levelname == "ERROR"]
    if not is_removed:
        await hass.config_entries.async_set_disabled_by(entry.entry_id, None)
        await hass.async_block_till_done()
        assert len(hass.config_entries.flow.async_progress()) == 1


async def test_disabled_while_it_is_set_up(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, account: Account
) -> None:
    """Nor does one whose set-up was waiting for the token."""
    account.revoke_refresh_tokens()
    spend_access_token(hass, entry)
    cloud.fault(Endpoint.TOKEN, Slow(seconds=4, after_effect=True))
    reloading = hass.async_create_task(hass.config_entries.async_reload(entry.entry_id))
    await asyncio.sleep(1)
    await hass.config_entries.async_set_disabled_by(
        entry.entry_id, ConfigEntryDisabler.USER
    )
    await reloading
    await asyncio.sleep(30)
    assert entry.state is ConfigEntryState.NOT_LOADED
    assert not hass.config_entries.flow.async_progress()


async def test_cancelled_refresh(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """A press whose refresh was cancelled has another, and is not cancelled itself."""
    cloud.settings.rotation = Rotation.KEEP
    pressing = await press_during_a_refresh(hass, entry, cloud)
    (refreshing,) = (
        task
        for task in asyncio.all_tasks()
        if task.get_name() == "Refresh of Blink's token"
    )
    refreshing.cancel()
    await pressing
    assert len(camera.pictures) == 2
    assert not hass.config_entries.flow.async_progress()


async def test_cancelled_press_loses_no_token(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """A caller who is cancelled during a refresh does not take the new token along."""
    task = await press_during_a_refresh(hass, entry, cloud)
    task.cancel()
    await asyncio.sleep(310)
    assert not hass.config_entries.flow.async_progress()


@pytest.mark.parametrize("is_refused", [False, True])
async def test_sign_in_during_a_refresh(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    account: Account,
    is_refused: bool,
) -> None:
    """A refresh that ends late does not undo the sign-in, however it ends."""
    await dialog.reconfigure(entry, "sign_in")
    await dialog.type_password()
    account.revoke_access_tokens()
    if is_refused:
        account.revoke_refresh_tokens()
    cloud.fault(Endpoint.TOKEN, Slow(seconds=20, after_effect=True))
    cloud.requests.clear()
    pressing = hass.async_create_task(press(hass))
    while not cloud.count(Endpoint.TOKEN):
        await asyncio.sleep(0.1)
    await dialog.send(code=account.codes[-1])
    dialog.expect_end("reconfigure_successful")
    signed_in = entry.data["token"]
    with suppress(HomeAssistantError):
        # The entry was reloaded under it.
        await pressing
    await asyncio.sleep(30)
    assert entry.data["token"] == signed_in
    assert not hass.config_entries.flow.async_progress()
    await press(hass)
