"""Tests of the config flow: every error can be mended in the same dialog."""

import asyncio
from datetime import timedelta
import json
import logging
from uuid import UUID

import pytest
import voluptuous as vol
from voluptuous.humanize import humanize_error

from blink_cloud import (
    DEFAULT_PASSWORD,
    Account,
    BlinkCloud,
    Disturbance,
    Endpoint,
    Hang,
    Reply,
    Reset,
    Server,
    Slow,
    html,
)
from custom_components.blink_thumbnail.api.endpoints import SIMULATED_CLOUD_VARIABLE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import UnknownFlow
from homeassistant.util import dt as dt_util

from .dialog import REFRESH_TOKEN, Dialog

PICK_ACCOUNT = [Endpoint.TIER_INFO, Endpoint.HOMESCREEN]
SIGN_IN = [
    Endpoint.AUTHORIZE,
    Endpoint.SIGN_IN_PAGE,
    Endpoint.SIGN_IN,
    Endpoint.VERIFY,
    Endpoint.AUTHORIZE,
    Endpoint.TOKEN,
]


def endpoints(cloud: BlinkCloud) -> list[Endpoint]:
    """Return what was asked of Blink."""
    return [request.endpoint for request in cloud.requests]


async def test_sign_in(
    dialog: Dialog,
    cloud: BlinkCloud,
    account: Account,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """E-mail address, password and code make an entry that holds none of them."""
    caplog.set_level(logging.DEBUG)
    await dialog.add("sign_in")
    await dialog.type_password()
    assert dialog.words["address"] == account.phone
    code = account.codes[-1]
    await dialog.type_code(f" {code[:3]} {code[3:]} ")
    entry = dialog.expect_entry()

    assert entry.unique_id == str(account.id)
    assert set(entry.data) == {"token", "account_id", "tier", "hardware_id"}
    assert set(entry.data["token"]) == {
        *("access_token", "refresh_token", "expires_in", "expires_at")
    }
    assert UUID(entry.data["hardware_id"]).version == 4
    assert endpoints(cloud) == [*SIGN_IN, *PICK_ACCOUNT, Endpoint.HOMESCREEN]
    assert not cloud.leaks
    token = entry.data["token"]
    for secret in (
        *(account.email, DEFAULT_PASSWORD, code, account.phone),
        *(token["access_token"], token["refresh_token"], entry.data["hardware_id"]),
    ):
        assert secret not in caplog.text
    for secret in (account.email, DEFAULT_PASSWORD, code):
        assert secret not in json.dumps(dict(entry.data))


async def test_wrong_code(dialog: Dialog, cloud: BlinkCloud, account: Account) -> None:
    """A code that Blink refuses can be typed again."""
    await dialog.add("sign_in")
    await dialog.type_password()
    await dialog.type_code("000000")
    dialog.expect_form("verify", "invalid_code")
    assert dialog.words["address"] == account.phone
    await dialog.type_code()
    dialog.expect_entry()
    assert cloud.count(Endpoint.SIGN_IN) == 1


async def test_account_without_code(
    dialog: Dialog, cloud: BlinkCloud, account: Account
) -> None:
    """Where Blink wants no code, none is asked for."""
    account.second_factor = False
    await dialog.add("sign_in")
    await dialog.type_password()
    dialog.expect_entry()
    assert Endpoint.VERIFY not in endpoints(cloud)


async def test_wrong_password(dialog: Dialog, account: Account) -> None:
    """The address stays in the form, the password does not."""
    await dialog.add("sign_in")
    await dialog.type_password("forgotten")
    dialog.expect_error("invalid_credentials")
    suggested = {
        str(field): field.description
        for field in dialog.schema.schema
        if field.description
    }
    assert suggested == {"email": {"suggested_value": account.email}}
    await dialog.sign_in()
    dialog.expect_entry()


async def test_blanks_around_what_people_type(dialog: Dialog, account: Account) -> None:
    """An address with blanks around it and a code in two groups are understood."""
    await dialog.add("sign_in")
    typed = f" {account.email} "
    await dialog.submit(email=typed, password="forgotten")
    (email,) = (field for field in dialog.schema.schema if field == "email")
    assert email.description == {"suggested_value": account.email}
    await dialog.submit(email=typed, password=DEFAULT_PASSWORD)
    code = account.codes[-1]
    await dialog.type_code(f" {code[:3]} {code[3:]} ")
    dialog.expect_entry()


@pytest.mark.parametrize("minutes", [1, 20])
async def test_another_code(
    hass: HomeAssistant,
    dialog: Dialog,
    cloud: BlinkCloud,
    account: Account,
    minutes: int,
) -> None:
    """Another code takes another sign-in, and none before Blink's waiting time."""
    cloud.settings.next_code_seconds = minutes * 60
    # The minute in which the time is over has begun by then, which is too early.
    await asyncio.sleep(20)
    await dialog.add("sign_in")
    await dialog.type_password()
    first = account.codes[-1]
    until = f"{dt_util.now() + timedelta(minutes=minutes + 1):%H:%M}"
    assert dialog.words["next_code"] == until
    await dialog.ask_for_another_code()
    dialog.expect_form("verify", "code_pause")
    assert dialog.words["until"] == until
    assert cloud.count(Endpoint.SIGN_IN) == 1

    await asyncio.sleep(minutes * 60)
    await dialog.ask_for_another_code()
    dialog.expect_form("sign_in")
    await dialog.type_password()
    assert account.codes[-1] != first
    await dialog.type_code()
    dialog.expect_entry()


async def test_another_code_without_waiting(dialog: Dialog, cloud: BlinkCloud) -> None:
    """Where another code can be sent now, no later time is named."""
    await dialog.add("sign_in")
    await dialog.type_password()
    await asyncio.sleep(cloud.settings.next_code_seconds + 30)
    await dialog.type_code("000000")
    assert dialog.words["next_code"] == f"{dt_util.now():%H:%M}"
    cloud.settings.code_tries = 1
    await dialog.type_code("000000")
    await dialog.type_code("000000")
    dialog.expect_error("cooling_down")
    # A lock-out for wrong codes is also one for another code.
    assert dialog.words["next_code"] == dialog.words["until"] > f"{dt_util.now():%H:%M}"


async def test_no_code(dialog: Dialog, cloud: BlinkCloud) -> None:
    """An empty field is no wish for another code: the form asks for what is missing."""
    await dialog.add("sign_in")
    await dialog.type_password()
    await asyncio.sleep(cloud.settings.next_code_seconds)
    for nothing in ({}, {"code": " "}):
        await dialog.submit(**nothing)
        dialog.expect_form("verify", "code_required")
    assert not cloud.count(Endpoint.VERIFY)
    await dialog.type_code()
    dialog.expect_entry()


@pytest.mark.parametrize(
    ("method", "step_id"),
    [("whatsapp", "verify"), ("email", "verify"), (None, "verify_unknown")],
)
async def test_where_the_code_goes(
    dialog: Dialog, account: Account, method: str | None, step_id: str
) -> None:
    """The form names a telephone, a mailbox, or nothing that Blink has not said."""
    account.verification.method = method
    await dialog.add("sign_in")
    await dialog.type_password()
    dialog.expect_form(step_id)
    places = {"whatsapp": account.phone, "email": account.email, None: ""}
    assert dialog.words["address"] == places[method]
    await dialog.type_code("000000")
    dialog.expect_form(step_id, "invalid_code")
    await dialog.type_code()
    dialog.expect_entry()


async def test_code_that_comes_after_all(dialog: Dialog) -> None:
    """Who asked for another code can still type the first."""
    await dialog.add("sign_in")
    await dialog.type_password()
    await dialog.ask_for_another_code()
    await dialog.type_code()
    dialog.expect_entry()


async def test_code_beside_the_wish_for_another(
    dialog: Dialog, account: Account
) -> None:
    """While Blink sends no other code, one that is typed counts."""
    await dialog.add("sign_in")
    await dialog.type_password()
    await dialog.submit(code="000000", another_code=True)
    dialog.expect_form("verify", "invalid_code")
    await dialog.submit(code=account.codes[-1], another_code=True)
    dialog.expect_entry()


async def test_wish_for_another_beside_a_code(
    dialog: Dialog, cloud: BlinkCloud, account: Account
) -> None:
    """Where Blink would send another code, the wish for it counts."""
    await dialog.add("sign_in")
    await dialog.type_password()
    await asyncio.sleep(cloud.settings.next_code_seconds)
    await dialog.submit(code=account.codes[-1], another_code=True)
    dialog.expect_form("sign_in")
    assert not cloud.count(Endpoint.VERIFY)


async def test_expired_code(dialog: Dialog, cloud: BlinkCloud) -> None:
    """When a code has become too old, Blink can be asked for another."""
    await dialog.add("sign_in")
    await dialog.type_password()
    await asyncio.sleep(cloud.settings.code_seconds + 1)
    await dialog.type_code()
    dialog.expect_error("invalid_code")
    await dialog.ask_for_another_code()
    await dialog.sign_in()
    dialog.expect_entry()


@pytest.mark.parametrize("way", ["sign_in", "refresh_token"])
async def test_expired_sign_in(dialog: Dialog, cloud: BlinkCloud, way: str) -> None:
    """When Blink has forgotten the sign-in, there are both ways to begin again."""
    await dialog.add("sign_in")
    await dialog.type_password()
    await asyncio.sleep(cloud.settings.session_seconds + 1)
    await dialog.type_code()
    dialog.expect_menu("start_again")
    await dialog.go(way)
    dialog.expect_entry()


async def test_expired_before_the_password(dialog: Dialog, cloud: BlinkCloud) -> None:
    """Where Blink loses the sign-in at once, it can be begun again as well."""
    lost = Reply(status=400, body={"error_cause": "empty_cookies"})
    cloud.fault(Endpoint.SIGN_IN, lost)
    await dialog.add("sign_in")
    await dialog.type_password()
    dialog.expect_menu("start_again")
    await dialog.go("sign_in")
    dialog.expect_entry()


async def test_too_many_tries(
    hass: HomeAssistant, dialog: Dialog, cloud: BlinkCloud, account: Account
) -> None:
    """Every dialog shows Blink's waiting time, and keeps to it."""
    await dialog.add("sign_in")
    for _ in range(cloud.settings.password_tries):
        await dialog.type_password("forgotten")
        dialog.expect_error("invalid_credentials")
    await dialog.type_password()
    until = dt_util.now() + timedelta(seconds=cloud.settings.throttle_seconds)
    dialog.expect_error("cooling_down")
    assert dialog.words["until"] == f"{until:%H:%M}"

    cloud.requests.clear()
    other = Dialog(hass, account)
    await other.add("sign_in")
    for each in (dialog, other):
        await each.type_password()
        each.expect_error("cooling_down")
    assert not cloud.requests

    await asyncio.sleep(cloud.settings.throttle_seconds)
    await dialog.sign_in()
    dialog.expect_entry()


async def test_too_many_codes(dialog: Dialog, cloud: BlinkCloud) -> None:
    """The same with codes."""
    await dialog.add("sign_in")
    await dialog.type_password()
    cloud.settings.code_throttle_seconds = 60
    for _ in range(cloud.settings.code_tries):
        await dialog.type_code("000000")
        dialog.expect_error("invalid_code")
    await dialog.type_code("000000")
    dialog.expect_error("cooling_down")
    await asyncio.sleep(60)
    await dialog.ask_for_another_code()
    await dialog.sign_in()
    dialog.expect_entry()


@pytest.mark.parametrize(("hours", "told"), [(11, "%H:%M"), (20, "%Y-%m-%d %H:%M")])
async def test_long_pause(
    dialog: Dialog, cloud: BlinkCloud, hours: int, told: str
) -> None:
    """A time of tomorrow cannot be taken for one of today."""
    pause = Reply(status=429, body={"next_time_in_secs": hours * 3600})
    cloud.fault(Endpoint.SIGN_IN, pause)
    until = dt_util.now() + timedelta(hours=hours)
    await dialog.add("sign_in")
    await dialog.type_password()
    dialog.expect_error("cooling_down")
    assert dialog.words["until"] == f"{until:{told}}"
    await asyncio.sleep(hours * 3600)
    await dialog.sign_in()
    dialog.expect_entry()


LOCKED_OUT = Reply(status=429, body={"lockout_time_remaining": 120})
FAULTS: list[tuple[Reply | Disturbance, str]] = [
    (Hang(), "cannot_connect"),
    (Reply(status=503), "cannot_connect"),
    (Reply(status=418, body={"message": "?"}), "bad_answer"),
    (Reply(status=406, body="406 Not Acceptable"), "blocked"),
    (Reply(status=403, body="<html>Forbidden"), "blocked"),
    (Reply(status=429), "cooling_down"),
    (LOCKED_OUT, "cooling_down"),
    (Reply(status=429, body={"next_time_in_secs": -1}), "cooling_down"),
]


@pytest.mark.parametrize(
    ("endpoint", "fault", "error"),
    [
        *((Endpoint.AUTHORIZE, *fault) for fault in FAULTS),
        *((Endpoint.SIGN_IN_PAGE, *fault) for fault in FAULTS),
        *((Endpoint.SIGN_IN, *fault) for fault in FAULTS),
        (Endpoint.SIGN_IN_PAGE, html(), "bad_answer"),
        (Endpoint.SIGN_IN, Reset(), "cannot_connect"),
        (Endpoint.SIGN_IN, Reset(after_effect=True), "cannot_connect"),
        (
            Endpoint.SIGN_IN,
            Reply(status=401, body={"error_cause": "closed"}),
            "bad_answer",
        ),
    ],
)
async def test_faults_of_the_password(
    dialog: Dialog,
    cloud: BlinkCloud,
    endpoint: Endpoint,
    fault: Reply | Disturbance,
    error: str,
) -> None:
    """Each fault has words of its own, and leaves the form as it was."""
    cloud.settings.next_code_seconds = 0
    await dialog.add("sign_in")
    cloud.fault(endpoint, fault)
    await dialog.type_password()
    dialog.expect_form("sign_in", error)
    assert cloud.count(Endpoint.SIGN_IN) <= 1
    await asyncio.sleep(600)
    await dialog.sign_in()
    dialog.expect_entry()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        *FAULTS,
        (Reset(), "cannot_connect"),
        (Reset(after_effect=True), "cannot_connect"),
    ],
)
async def test_faults_of_the_code(
    dialog: Dialog, cloud: BlinkCloud, fault: Reply | Disturbance, error: str
) -> None:
    """The same with the code, which can be sent again without another sign-in."""
    cloud.settings.code_seconds = 3600
    await dialog.add("sign_in")
    await dialog.type_password()
    cloud.fault(Endpoint.VERIFY, fault)
    await dialog.type_code()
    dialog.expect_form("verify", error)
    await asyncio.sleep(600)
    await dialog.type_code()
    dialog.expect_entry()
    assert cloud.count(Endpoint.SIGN_IN) == 1


async def test_paste(
    hass: HomeAssistant, server: Server, cloud: BlinkCloud, account: Account
) -> None:
    """An account with eight cameras costs four requests, and no picture."""
    home = account.add_network("Home", sync_module=True)
    kitchen = account.add_network("Kitchen", sync_module=False)
    for number in range(7):
        home.add_camera(f"Camera {number}", type="catalina").take_picture()
    kitchen.add_camera("Mini", type="owl").take_picture()

    dialog = Dialog(hass, account)
    await dialog.add("refresh_token")
    await dialog.paste(f"  {REFRESH_TOKEN}\n")
    entry = dialog.expect_entry()

    assert entry.title == "Home, Kitchen"
    assert entry.unique_id == str(account.id)
    assert UUID(entry.data["hardware_id"]).version == 4
    assert len(hass.states.async_all("image")) == 8
    assert endpoints(cloud) == [Endpoint.TOKEN, *PICK_ACCOUNT, Endpoint.HOMESCREEN]
    assert not cloud.leaks


async def test_account_without_networks(
    hass: HomeAssistant, server: Server, account: Account
) -> None:
    """An empty account can be set up all the same; cameras may come."""
    dialog = Dialog(hass, account)
    await dialog.add("refresh_token")
    await dialog.paste()
    assert dialog.expect_entry().title == "Blink"


@pytest.mark.parametrize("hardware_id", ["0F1E2D3C-4B5A-4968-8776-95A4B3C2D1E0", None])
async def test_paste_what_blinkpy_saved(
    dialog: Dialog, hardware_id: str | None
) -> None:
    """The refresh token and the hardware id are taken; passwords are dropped."""
    saved = {
        "username": "ada@example.com",
        "password": "secret",
        "refresh_token": REFRESH_TOKEN,
        "hardware_id": hardware_id,
    }
    await dialog.add("refresh_token")
    await dialog.paste(json.dumps(saved))
    entry = dialog.expect_entry()
    assert "secret" not in json.dumps(dict(entry.data))
    assert "ada@example.com" not in json.dumps(dict(entry.data))
    assert (entry.data["hardware_id"] == hardware_id) is (hardware_id is not None)


@pytest.mark.parametrize("pasted", ["", "ada@example.com", "[" * 10000])
async def test_paste_something_else(
    dialog: Dialog, cloud: BlinkCloud, pasted: str
) -> None:
    """What holds no refresh token is not sent to Blink."""
    await dialog.add("refresh_token")
    await dialog.paste(pasted)
    dialog.expect_error("no_refresh_token")
    assert not cloud.requests
    await dialog.paste()
    dialog.expect_entry()


async def test_refused_token(dialog: Dialog) -> None:
    """A token that Blink does not know can be replaced by one that it does."""
    await dialog.add("refresh_token")
    await dialog.paste("mistyped")
    dialog.expect_error("invalid_auth")
    await dialog.paste()
    dialog.expect_entry()


@pytest.mark.parametrize(
    ("endpoint", "fault", "error"),
    [
        (Endpoint.TIER_INFO, Reply(status=500), "cannot_connect"),
        (Endpoint.TIER_INFO, Reply(body={"tier": 5}), "bad_answer"),
        (Endpoint.TIER_INFO, Reply(status=401), "bad_answer"),
        (Endpoint.TIER_INFO, Reply(status=426), "app_outdated"),
        (Endpoint.HOMESCREEN, html(), "bad_answer"),
        (Endpoint.HOMESCREEN, Reply(status=401), "bad_answer"),
    ],
)
async def test_account_cannot_be_read(
    dialog: Dialog,
    cloud: BlinkCloud,
    endpoint: Endpoint,
    fault: Reply,
    error: str,
) -> None:
    """A spent token is not asked for again: the dialog goes on where it stopped."""
    order = cloud.fault(endpoint, fault, times=None)
    await dialog.add("refresh_token")
    await dialog.paste()
    dialog.expect_form("connect", error)
    order.times = 0
    await asyncio.sleep(600)
    await dialog.submit()
    dialog.expect_entry()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Reset(), "cannot_connect"),
        (Hang(), "cannot_connect"),
        (html(), "bad_answer"),
        (Reply(status=406, body="Not Acceptable"), "blocked"),
        (Reply(status=401, body={"error": "x"}), "cannot_connect"),
        (Reply(status=429), "cooling_down"),
        (Reply(body={"access_token": ""}), "bad_answer"),
    ],
)
async def test_pasted_token_cannot_be_refreshed(
    dialog: Dialog, cloud: BlinkCloud, fault: Reply | Disturbance, error: str
) -> None:
    """The token may still be good, and can be pasted again."""
    order = cloud.fault(Endpoint.TOKEN, fault, times=None)
    await dialog.add("refresh_token")
    await dialog.paste()
    dialog.expect_form("refresh_token", error)
    order.times = 0
    await asyncio.sleep(600)
    await dialog.paste()
    dialog.expect_entry()


async def test_unexpected_error(
    dialog: Dialog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault of ours is logged, without the token, and can be tried again."""
    await dialog.add("refresh_token")
    with monkeypatch.context() as patch:
        patch.setattr(
            "custom_components.blink_thumbnail.account_access.BlinkClient", None
        )
        await dialog.paste()
    dialog.expect_error("unknown")
    assert "Unexpected error while setting a Blink account up" in caplog.text
    assert REFRESH_TOKEN not in caplog.text
    await dialog.submit()
    dialog.expect_entry()


@pytest.mark.parametrize("way", ["sign_in", "refresh_token"])
async def test_simulated_cloud_elsewhere(
    dialog: Dialog, cloud: BlinkCloud, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """A simulated cloud on another machine is sent nothing."""
    await dialog.add(way)
    with monkeypatch.context() as patch:
        patch.setenv(SIMULATED_CLOUD_VARIABLE, "http://192.0.2.1:8124")
        await dialog.finish()
    dialog.expect_error("simulated_cloud")
    assert not cloud.requests
    await dialog.finish()
    dialog.expect_entry()


async def test_closed_during_a_step(
    hass: HomeAssistant,
    dialog: Dialog,
    cloud: BlinkCloud,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A dialog that is closed while Blink takes its time sends nothing more."""
    await dialog.add("sign_in")
    cloud.fault(Endpoint.AUTHORIZE, Slow(seconds=4, after_effect=True))
    task = hass.async_create_task(dialog.type_password())
    await asyncio.sleep(1)
    dialog.close()
    with pytest.raises(UnknownFlow):
        await task
    assert not cloud.count(Endpoint.SIGN_IN)
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]


async def test_closed_at_once(
    hass: HomeAssistant,
    dialog: Dialog,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A dialog that is closed at its first menu has collected nothing to clean up."""
    monkeypatch.setattr(
        "custom_components.blink_thumbnail.sign_in_steps.AccountAccess", None
    )
    await dialog.add()
    dialog.close()
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]


def quoted(dialog: Dialog, field: str) -> str:
    """Return the error that a form gives for a field that it cannot read."""
    fields = {"email": "ada@example.com", field: ["typed"]}
    schema = dialog.schema.extend({}, extra=vol.REMOVE_EXTRA)
    with pytest.raises(vol.Invalid) as error:
        schema(fields)
    return str(humanize_error(fields, error.value))


async def test_secrets_stay_out_of_errors(dialog: Dialog) -> None:
    """What a person types is not quoted by the error that refuses it."""
    await dialog.add("refresh_token")
    assert "typed" not in quoted(dialog, "refresh_token")
    await dialog.add("sign_in")
    assert "typed" not in quoted(dialog, "password")
    await dialog.type_password()
    assert "typed" not in quoted(dialog, "code")
