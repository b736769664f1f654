"""Tests of the credentials that a dialog collects: none is lost, or spent twice."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from blink_cloud import (
    Account,
    BlinkCloud,
    Disturbance,
    Endpoint,
    Reply,
    Reset,
    Rotation,
)
from homeassistant.core import HomeAssistant

from .conftest import add_entry, press
from .dialog import Dialog

REDIRECT_URI = "immedia-blink://applinks.blink.com/signin/callback"


@pytest.mark.parametrize(
    ("endpoint", "fault", "error"),
    [
        (Endpoint.AUTHORIZE, Reply(status=503), "cannot_connect"),
        (Endpoint.AUTHORIZE, Reply(status=404), "bad_answer"),
        (
            Endpoint.AUTHORIZE,
            Reply(status=302, headers={"Location": f"{REDIRECT_URI}?state=1"}),
            "bad_answer",
        ),
        (Endpoint.TOKEN, Reset(), "cannot_connect"),
        (Endpoint.TOKEN, Reset(after_effect=True), "cannot_connect"),
        (Endpoint.TOKEN, Reply(body={"access_token": "a"}), "bad_answer"),
        (Endpoint.TOKEN, Reply(status=429), "cooling_down"),
    ],
)
async def test_sign_in_goes_on_after_the_code(
    dialog: Dialog,
    cloud: BlinkCloud,
    endpoint: Endpoint,
    fault: Reply | Disturbance,
    error: str,
) -> None:
    """What fails after the code was accepted wants no further code."""
    await dialog.add("sign_in")
    await dialog.type_password()
    cloud.fault(endpoint, fault)
    await dialog.type_code()
    dialog.expect_form("connect", error)
    await asyncio.sleep(600)
    await dialog.submit()
    dialog.expect_entry()
    assert cloud.count(Endpoint.SIGN_IN) == cloud.count(Endpoint.VERIFY) == 1


@pytest.mark.parametrize(
    ("endpoint", "fault"),
    [
        (Endpoint.AUTHORIZE, Reply(status=302, headers={"Location": "/signin"})),
        (Endpoint.TOKEN, Reply(status=400, body={"error": "invalid_grant"})),
    ],
)
async def test_sign_in_is_worth_nothing(
    dialog: Dialog, cloud: BlinkCloud, endpoint: Endpoint, fault: Reply
) -> None:
    """Where Blink takes its word back, there are both ways to begin again."""
    await dialog.add("sign_in")
    await dialog.type_password()
    cloud.fault(endpoint, fault)
    await dialog.type_code()
    dialog.expect_menu("start_again")
    await dialog.go("refresh_token")
    dialog.expect_entry()


async def test_one_token_request_for_both_tries(
    dialog: Dialog, cloud: BlinkCloud
) -> None:
    """The next try uses the access token from before a later step failed."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=500))
    await dialog.add("refresh_token")
    await dialog.paste()
    await dialog.submit()
    dialog.expect_entry()
    assert cloud.count(Endpoint.TOKEN) == 1


async def test_expired_in_between(dialog: Dialog, cloud: BlinkCloud) -> None:
    """A form that lies open for long goes on with the token that it kept."""
    cloud.settings.rotation = Rotation.AT_ONCE
    cloud.settings.expires_in = 30
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=500))
    await dialog.add("refresh_token")
    await dialog.paste()
    cloud.settings.expires_in = 14400
    await dialog.submit()
    dialog.expect_entry()
    # Neither try of the set-up could rely on a token of half a minute.
    assert cloud.count(Endpoint.TOKEN) == 3


async def test_revoked_in_between(
    dialog: Dialog, cloud: BlinkCloud, account: Account
) -> None:
    """When a token is refused later on, there are both ways to begin again."""
    cloud.settings.expires_in = 30
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=500))
    await dialog.add("refresh_token")
    await dialog.paste()
    account.revoke_refresh_tokens()
    await dialog.submit()
    dialog.expect_menu("start_again")
    await dialog.go("refresh_token")
    dialog.expect_entry()


@pytest.mark.parametrize("way", ["sign_in", "refresh_token"])
async def test_odd_answer_with_a_refresh_token(
    dialog: Dialog, cloud: BlinkCloud, account: Account, way: str
) -> None:
    """The new refresh token in it is exchanged, and not the spent one again."""
    cloud.settings.rotation = Rotation.AT_ONCE
    new = account.issue_refresh_token()
    cloud.fault(Endpoint.TOKEN, Reply(body={"refresh_token": new}))
    await dialog.add(way)
    await dialog.finish()
    dialog.expect_entry()
    assert cloud.count(Endpoint.TOKEN) == 2
    assert not cloud.tokens.refresher(new)


async def test_odd_answers_with_refresh_tokens(
    dialog: Dialog, cloud: BlinkCloud, account: Account
) -> None:
    """Where the next answer is odd as well, the dialog waits and goes on from there."""
    cloud.settings.rotation = Rotation.AT_ONCE
    for _ in range(2):
        new = account.issue_refresh_token()
        cloud.fault(Endpoint.TOKEN, Reply(body={"refresh_token": new}))
    await dialog.add("refresh_token")
    await dialog.paste()
    dialog.expect_form("connect", "bad_answer")
    assert cloud.count(Endpoint.TOKEN) == 2
    await dialog.submit()
    dialog.expect_entry()
    assert not cloud.tokens.refresher(new)


async def test_blocked_hardware_id(
    dialog: Dialog, cloud: BlinkCloud, entry: MockConfigEntry
) -> None:
    """Blink's edge knows an installation by the id that its entry keeps."""
    cloud.settings.blocked_hardware_ids = frozenset({entry.data["hardware_id"]})
    await dialog.reconfigure(entry, "sign_in")
    await dialog.type_password()
    dialog.expect_error("blocked")
    cloud.settings.blocked_hardware_ids = frozenset()
    await asyncio.sleep(600)
    await dialog.sign_in()
    dialog.expect_end("reconfigure_successful")


async def test_token_of_another_entry(
    hass: HomeAssistant, dialog: Dialog, entry: MockConfigEntry, account: Account
) -> None:
    """A token that belongs to another entry is refused, and not lost to that one."""
    other = account.cloud.add_account(email="bob@example.com")
    other.add_network("Work").add_camera("Shed")
    other_entry = await add_entry(hass, other)
    await dialog.reconfigure(entry, "refresh_token")
    await dialog.paste(other_entry.data["token"]["refresh_token"])
    dialog.expect_error("wrong_account")
    other.revoke_access_tokens()
    await press(hass, "button.shed_take_picture")


@pytest.mark.parametrize("is_odd", [False, True])
async def test_own_token_in_a_dialog_that_is_closed(
    hass: HomeAssistant,
    dialog: Dialog,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    account: Account,
    is_odd: bool,
) -> None:
    """An entry whose own token is pasted gets what came of it, whatever happens."""
    cloud.settings.rotation = Rotation.AT_ONCE
    own = entry.data["token"]["refresh_token"]
    new = account.issue_refresh_token()
    cloud.fault(Endpoint.TOKEN, Reply(body={"refresh_token": new}), times=int(is_odd))
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=500))
    await dialog.add("refresh_token")
    await dialog.paste(own)
    dialog.expect_form("connect", "cannot_connect")
    dialog.close()
    account.revoke_access_tokens()
    await press(hass)
    assert not hass.config_entries.flow.async_progress()
