"""Tests of the config flow: every error can be mended in the same flow."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
import json
import logging
from typing import Any
from uuid import UUID

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from blink_cloud import (
    DEFAULT_PASSWORD,
    Account,
    BlinkCloud,
    Camera,
    Disturbance,
    Endpoint,
    Hang,
    Reply,
    Reset,
    Rotation,
    Server,
    Slow,
    html,
)
from custom_components.blink_thumbnail.api.endpoints import SIMULATED_CLOUD_VARIABLE
from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, UnknownFlow
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util

from .conftest import REFRESH_TOKEN, add_entry, press, served_picture, taken_at

SIGN_IN = [
    Endpoint.AUTHORIZE,
    Endpoint.SIGN_IN_PAGE,
    Endpoint.SIGN_IN,
    Endpoint.VERIFY,
    Endpoint.AUTHORIZE,
    Endpoint.TOKEN,
]
REDIRECT_URI = "immedia-blink://applinks.blink.com/signin/callback"
PICK_ACCOUNT = [Endpoint.TIER_INFO, Endpoint.HOMESCREEN]


async def start(hass: HomeAssistant, way: str) -> ConfigFlowResult:
    """Open the dialog that adds an account, and choose a way in."""
    menu = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert menu["type"] is FlowResultType.MENU
    assert menu["step_id"] == "user"
    return await choose(hass, menu, way)


async def choose(
    hass: HomeAssistant, menu: ConfigFlowResult, option: str
) -> ConfigFlowResult:
    """Choose an option of a menu, which is a form without errors."""
    assert option in menu["menu_options"]
    result = await submit(hass, menu, next_step_id=option)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == option
    assert not result["errors"]
    return result


async def submit(
    hass: HomeAssistant, step: ConfigFlowResult, **fields: str
) -> ConfigFlowResult:
    """Send a form."""
    result = await hass.config_entries.flow.async_configure(step["flow_id"], fields)
    await hass.async_block_till_done()
    return result


async def paste(
    hass: HomeAssistant, form: ConfigFlowResult, refresh_token: str = REFRESH_TOKEN
) -> ConfigFlowResult:
    """Send the form for a refresh token."""
    return await submit(hass, form, refresh_token=refresh_token)


async def sign_in(
    hass: HomeAssistant,
    form: ConfigFlowResult,
    account: Account,
    password: str = DEFAULT_PASSWORD,
) -> ConfigFlowResult:
    """Send the form for e-mail address and password."""
    return await submit(hass, form, email=account.email, password=password)


async def verify(
    hass: HomeAssistant, form: ConfigFlowResult, account: Account
) -> ConfigFlowResult:
    """Type the code that the account's owner was sent last."""
    assert form["step_id"] == "verify"
    return await submit(hass, form, code=account.codes[-1])


def endpoints(cloud: BlinkCloud) -> list[Endpoint]:
    """Return what was asked of Blink."""
    return [request.endpoint for request in cloud.requests]


def words(step: ConfigFlowResult) -> Mapping[str, str]:
    """Return what a step's text speaks of."""
    placeholders = step["description_placeholders"]
    assert placeholders
    return placeholders


def set_up(result: ConfigFlowResult) -> ConfigEntry:
    """Return the entry that a flow has created, which works."""
    assert result["type"] is FlowResultType.CREATE_ENTRY
    entry = result["result"]
    assert entry.state is ConfigEntryState.LOADED
    return entry


async def refused_entry(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    """Have Blink refuse all an entry's tokens; return the menu that then is open."""
    await hass.config_entries.async_reload(entry.entry_id)
    (menu,) = hass.config_entries.flow.async_progress()
    assert menu["step_id"] == "reauth_confirm"
    return await hass.config_entries.flow.async_configure(menu["flow_id"])


async def test_sign_in(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    camera: Camera,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """E-mail address, password and code make an entry that holds none of them."""
    caplog.set_level(logging.DEBUG)
    form = await sign_in(hass, await start(hass, "sign_in"), account)
    assert words(form)["phone"] == account.phone
    code = account.codes[-1]
    spaced = f" {code[:3]} {code[3:]} "
    entry = set_up(await submit(hass, form, code=spaced))

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


@pytest.mark.parametrize("status", [202, 412])
@pytest.mark.parametrize("wrong", [400, 401, 403, 412])
async def test_wrong_code(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    camera: Camera,
    status: int,
    wrong: int,
) -> None:
    """A code that Blink refuses, in whatever way, can be typed again."""
    cloud.settings.wanted_code_status = status
    cloud.settings.wrong_code_status = wrong
    form = await sign_in(hass, await start(hass, "sign_in"), account)
    form = await submit(hass, form, code="000000")
    assert form["errors"] == {"base": "invalid_code"}
    assert words(form)["phone"] == account.phone
    set_up(await verify(hass, form, account))
    assert cloud.count(Endpoint.SIGN_IN) == 1


async def test_account_without_code(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    camera: Camera,
) -> None:
    """Where Blink wants no code, none is asked for."""
    account.second_factor = False
    set_up(await sign_in(hass, await start(hass, "sign_in"), account))
    assert Endpoint.VERIFY not in endpoints(cloud)


async def test_wrong_password(
    hass: HomeAssistant, server: Server, account: Account, camera: Camera
) -> None:
    """The address stays in the form, the password does not."""
    form = await sign_in(hass, await start(hass, "sign_in"), account, "forgotten")
    assert form["errors"] == {"base": "invalid_credentials"}
    schema = form["data_schema"]
    assert schema
    suggested = {
        str(field): field.description for field in schema.schema if field.description
    }
    assert suggested == {"email": {"suggested_value": account.email}}
    form = await sign_in(hass, form, account)
    set_up(await verify(hass, form, account))


async def test_blanks_around_what_people_type(
    hass: HomeAssistant, server: Server, account: Account, camera: Camera
) -> None:
    """An address with blanks around it and a code in two groups are understood."""
    form = await start(hass, "sign_in")
    typed = f" {account.email} "
    form = await submit(hass, form, email=typed, password="forgotten")
    schema = form["data_schema"]
    assert schema
    (email,) = (field for field in schema.schema if field == "email")
    assert email.description == {"suggested_value": account.email}
    form = await submit(hass, form, email=typed, password=DEFAULT_PASSWORD)
    code = account.codes[-1]
    set_up(await submit(hass, form, code=f" {code[:3]} {code[3:]} "))


@pytest.mark.parametrize("minutes", [1, 20])
async def test_another_code(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    camera: Camera,
    minutes: int,
) -> None:
    """Another code takes another sign-in, and none before Blink's waiting time."""
    cloud.settings.next_code_seconds = minutes * 60
    # The minute in which the time is over has begun by then, which is too early.
    await asyncio.sleep(20)
    form = await sign_in(hass, await start(hass, "sign_in"), account)
    first = account.codes[-1]
    until = dt_util.now() + timedelta(minutes=minutes + 1)
    menu = await submit(hass, form)
    assert menu["step_id"] == "another_code"
    assert menu["description_placeholders"] == {"until": f"{until:%H:%M}"}

    assert menu["menu_options"] == ["verify"]
    # Nor does beginning anew help.
    anew = await sign_in(hass, await start(hass, "sign_in"), account)
    assert anew["errors"] == {"base": "cooling_down"}
    assert words(anew)["until"] == f"{until:%H:%M}"
    assert cloud.count(Endpoint.SIGN_IN) == 1

    await asyncio.sleep(minutes * 60)
    form = await choose(hass, menu, "verify")
    form = await choose(hass, await submit(hass, form), "sign_in")
    form = await sign_in(hass, form, account)
    assert account.codes[-1] != first
    set_up(await verify(hass, form, account))


async def test_code_that_is_there_after_all(
    hass: HomeAssistant, server: Server, account: Account, camera: Camera
) -> None:
    """Who asked for another code can still type the first."""
    form = await sign_in(hass, await start(hass, "sign_in"), account)
    form = await choose(hass, await submit(hass, form), "verify")
    set_up(await verify(hass, form, account))


async def test_expired_code(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    camera: Camera,
) -> None:
    """After too long, another code can be had."""
    form = await sign_in(hass, await start(hass, "sign_in"), account)
    await asyncio.sleep(cloud.settings.code_seconds + 1)
    form = await verify(hass, form, account)
    assert form["errors"] == {"base": "invalid_code"}
    form = await choose(hass, await submit(hass, form), "sign_in")
    form = await sign_in(hass, form, account)
    set_up(await verify(hass, form, account))


@pytest.mark.parametrize("way", ["sign_in", "refresh_token"])
async def test_expired_sign_in(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    camera: Camera,
    way: str,
) -> None:
    """When Blink has forgotten the sign-in, both ways in are open again."""
    form = await sign_in(hass, await start(hass, "sign_in"), account)
    await asyncio.sleep(cloud.settings.session_seconds + 1)
    menu = await verify(hass, form, account)
    assert menu["step_id"] == "start_again"
    form = await choose(hass, menu, way)
    if way == "sign_in":
        form = await sign_in(hass, form, account)
        set_up(await verify(hass, form, account))
    else:
        set_up(await paste(hass, form))


async def test_too_many_tries(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    camera: Camera,
) -> None:
    """Blink's waiting time is told, and obeyed by every flow."""
    form = await start(hass, "sign_in")
    for _ in range(cloud.settings.password_tries):
        form = await sign_in(hass, form, account, "forgotten")
        assert form["errors"] == {"base": "invalid_credentials"}
    form = await sign_in(hass, form, account)
    until = dt_util.now() + timedelta(seconds=cloud.settings.throttle_seconds)
    assert form["errors"] == {"base": "cooling_down"}
    assert words(form)["until"] == f"{until:%H:%M}"

    cloud.requests.clear()
    form = await sign_in(hass, form, account)
    anew = await sign_in(hass, await start(hass, "sign_in"), account)
    assert form["errors"] == anew["errors"] == {"base": "cooling_down"}
    assert not cloud.requests

    await asyncio.sleep(cloud.settings.throttle_seconds)
    form = await sign_in(hass, form, account)
    set_up(await verify(hass, form, account))


async def test_too_many_codes(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    camera: Camera,
) -> None:
    """The same with codes."""
    form = await sign_in(hass, await start(hass, "sign_in"), account)
    cloud.settings.throttle_seconds = 60
    for _ in range(cloud.settings.code_tries):
        form = await submit(hass, form, code="000000")
        assert form["errors"] == {"base": "invalid_code"}
    form = await submit(hass, form, code="000000")
    assert form["errors"] == {"base": "cooling_down"}
    await asyncio.sleep(60)
    form = await choose(hass, await submit(hass, form), "sign_in")
    form = await sign_in(hass, form, account)
    set_up(await verify(hass, form, account))


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
        *((Endpoint.VERIFY, *fault) for fault in FAULTS),
        (Endpoint.SIGN_IN, Reset(), "cannot_connect"),
        (Endpoint.SIGN_IN, Reset(after_effect=True), "cannot_connect"),
        (Endpoint.VERIFY, Reset(), "cannot_connect"),
        (Endpoint.VERIFY, Reset(after_effect=True), "cannot_connect"),
    ],
)
async def test_faults_of_the_sign_in(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    camera: Camera,
    endpoint: Endpoint,
    fault: Reply | Disturbance,
    error: str,
) -> None:
    """Each fault has words of its own, and leaves the form as it was."""
    cloud.settings.code_seconds = 3600
    cloud.settings.next_code_seconds = 0
    form = await start(hass, "sign_in")
    if endpoint is Endpoint.VERIFY:
        form = await sign_in(hass, form, account)
    cloud.fault(endpoint, fault)
    step = form["step_id"]
    form = await (verify if step == "verify" else sign_in)(hass, form, account)
    assert form["step_id"] == step
    assert form["errors"] == {"base": error}
    assert cloud.count(Endpoint.SIGN_IN) <= 1

    await asyncio.sleep(600)
    if step == "sign_in":
        form = await sign_in(hass, form, account)
    set_up(await verify(hass, form, account))


def page(script: str) -> Reply:
    """Return a sign-in page with another script."""
    return Reply(body=f"<html>{script}</html>", content_type="text/html")


@pytest.mark.parametrize(
    "changed",
    [
        html(),
        page('<script id="oauth-args">[1]</script>'),
        page('<script id="oauth-args">{"csrf-</script>'),
        page('<script id="oauth-args">{"csrf-token": ""}</script>'),
    ],
)
async def test_page_that_has_changed(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    camera: Camera,
    changed: Reply,
) -> None:
    """A page without its token is told from a wrong password; nothing is sent."""
    cloud.fault(Endpoint.SIGN_IN_PAGE, changed)
    form = await sign_in(hass, await start(hass, "sign_in"), account)
    assert form["errors"] == {"base": "bad_answer"}
    assert not cloud.count(Endpoint.SIGN_IN)
    form = await sign_in(hass, form, account)
    set_up(await verify(hass, form, account))


async def test_blocked_hardware_id(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    entry: MockConfigEntry,
    account: Account,
) -> None:
    """Blink's edge knows an installation by the id that its entry keeps."""
    cloud.settings.blocked_hardware_ids = frozenset({entry.data["hardware_id"]})
    menu = await entry.start_reconfigure_flow(hass)
    form = await sign_in(hass, await choose(hass, menu, "sign_in"), account)
    assert form["errors"] == {"base": "blocked"}
    cloud.settings.blocked_hardware_ids = frozenset()
    await asyncio.sleep(600)
    form = await sign_in(hass, form, account)
    result = await verify(hass, form, account)
    assert result["reason"] == "reconfigure_successful"


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
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    camera: Camera,
    endpoint: Endpoint,
    fault: Reply | Disturbance,
    error: str,
) -> None:
    """What fails after the code was accepted wants no further code."""
    form = await sign_in(hass, await start(hass, "sign_in"), account)
    cloud.fault(endpoint, fault)
    form = await verify(hass, form, account)
    assert form["step_id"] == "connect"
    assert form["errors"] == {"base": error}
    await asyncio.sleep(600)
    set_up(await submit(hass, form))
    assert cloud.count(Endpoint.SIGN_IN) == cloud.count(Endpoint.VERIFY) == 1


@pytest.mark.parametrize(
    ("endpoint", "fault"),
    [
        (Endpoint.AUTHORIZE, Reply(status=302, headers={"Location": "/signin"})),
        (Endpoint.TOKEN, Reply(status=400, body={"error": "invalid_grant"})),
    ],
)
async def test_sign_in_is_worth_nothing(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    camera: Camera,
    endpoint: Endpoint,
    fault: Reply,
) -> None:
    """Where Blink takes its word back, both ways in are open again."""
    form = await sign_in(hass, await start(hass, "sign_in"), account)
    cloud.fault(endpoint, fault)
    menu = await verify(hass, form, account)
    assert menu["step_id"] == "start_again"
    set_up(await paste(hass, await choose(hass, menu, "refresh_token")))


async def test_paste(
    hass: HomeAssistant, server: Server, cloud: BlinkCloud, account: Account
) -> None:
    """An account with eight cameras costs four requests, and no picture."""
    home = account.add_network("Home", sync_module=True)
    kitchen = account.add_network("Kitchen", sync_module=False)
    for number in range(7):
        home.add_camera(f"Camera {number}", type="catalina").take_picture()
    kitchen.add_camera("Mini", type="owl").take_picture()

    form = await start(hass, "refresh_token")
    entry = set_up(await paste(hass, form, f"  {REFRESH_TOKEN}\n"))

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
    entry = set_up(await paste(hass, await start(hass, "refresh_token")))
    assert entry.title == "Blink"


HARDWARE_ID = "0F1E2D3C-4B5A-4968-8776-95A4B3C2D1E0"
BLINKPY = {
    "username": "ada@example.com",
    "password": "secret",
    "token": "old",
    "refresh_token": REFRESH_TOKEN,
    "hardware_id": HARDWARE_ID,
}


@pytest.mark.parametrize(
    ("pasted", "hardware_id"),
    [
        (f"'{REFRESH_TOKEN}'", None),
        (json.dumps(BLINKPY, indent=2), HARDWARE_ID),
        (json.dumps({**BLINKPY, "hardware_id": "Blinkpy"}), None),
        (f"BLINK_TOKENS='client_id=ios|refresh_token={REFRESH_TOKEN}|a=b'", None),
        (f'export BLINK_TOKENS="refresh_token={REFRESH_TOKEN}"', None),
        (f"BLINK_TOKENS=refresh_token={REFRESH_TOKEN.replace('-', '%2D')}", None),
        (f"refresh_token={REFRESH_TOKEN}|hardware_id={HARDWARE_ID}", HARDWARE_ID),
    ],
)
async def test_what_people_paste(
    hass: HomeAssistant,
    server: Server,
    camera: Camera,
    pasted: str,
    hardware_id: str | None,
) -> None:
    """The refresh token is found in it; passwords are dropped."""
    entry = set_up(await paste(hass, await start(hass, "refresh_token"), pasted))
    assert "secret" not in json.dumps(dict(entry.data))
    assert "ada@example.com" not in json.dumps(dict(entry.data))
    assert (entry.data["hardware_id"] == hardware_id) is (hardware_id is not None)


@pytest.mark.parametrize(
    "pasted",
    [
        *("", "abc", "my refresh token", '{"refresh_token": ', '{"token": "eyJhbG"}'),
        *('{"refresh_token": null}', "BLINK_TOKENS='refresh_token='", "[" * 10000),
        '{"refresh_token": "line\nfeed-in-it"}',
        "BLINK_TOKENS='access_token=abcdefgh|client_id=ios'",
        "username=ada@example.com|password=secret-password",
        *('"token":"abcdefghi"', "ada@example.com"),
        "{" + '"a":{' * 100_000,
    ],
)
async def test_pasted_something_else(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    camera: Camera,
    pasted: str,
) -> None:
    """What holds no refresh token is not sent to Blink."""
    form = await paste(hass, await start(hass, "refresh_token"), pasted)
    assert form["errors"] == {"base": "no_refresh_token"}
    assert not cloud.requests
    set_up(await paste(hass, form))


@pytest.mark.parametrize(
    ("endpoint", "fault", "error"),
    [
        (Endpoint.TOKEN, Reset(), "cannot_connect"),
        (Endpoint.TOKEN, Hang(), "cannot_connect"),
        (Endpoint.TOKEN, html(), "bad_answer"),
        (Endpoint.TOKEN, Reply(status=406, body="Not Acceptable"), "blocked"),
        (Endpoint.TOKEN, Reply(status=401, body={"error": "x"}), "cannot_connect"),
        (Endpoint.TOKEN, Reply(status=429), "cooling_down"),
        (Endpoint.TOKEN, Reply(body={"access_token": ""}), "bad_answer"),
        (Endpoint.TIER_INFO, Reply(status=500), "cannot_connect"),
        (Endpoint.TIER_INFO, Reply(body={"tier": 5}), "bad_answer"),
        (Endpoint.TIER_INFO, Reply(status=401), "bad_answer"),
        (Endpoint.TIER_INFO, Reply(status=426), "app_outdated"),
        (Endpoint.HOMESCREEN, html(), "bad_answer"),
        (Endpoint.HOMESCREEN, Reply(status=401), "bad_answer"),
    ],
)
async def test_blink_does_not_answer(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    camera: Camera,
    endpoint: Endpoint,
    fault: Reply | Disturbance,
    error: str,
) -> None:
    """The flow goes on where it stopped; a token that is spent is not asked again."""
    order = cloud.fault(endpoint, fault, times=None)
    form = await paste(hass, await start(hass, "refresh_token"))
    pasting = endpoint is Endpoint.TOKEN
    assert form["step_id"] == ("refresh_token" if pasting else "connect")
    assert form["errors"] == {"base": error}
    order.times = 0
    await asyncio.sleep(600)
    set_up(await (paste(hass, form) if pasting else submit(hass, form)))


async def test_one_token_request_for_both_tries(
    hass: HomeAssistant, server: Server, cloud: BlinkCloud, camera: Camera
) -> None:
    """The access token got before a later step failed serves the next try."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=500))
    form = await paste(hass, await start(hass, "refresh_token"))
    set_up(await submit(hass, form))
    assert cloud.count(Endpoint.TOKEN) == 1


async def test_expired_in_between(
    hass: HomeAssistant, server: Server, cloud: BlinkCloud, camera: Camera
) -> None:
    """A form that lies open for long goes on with the token that it kept."""
    cloud.settings.rotation = Rotation.AT_ONCE
    cloud.settings.expires_in = 30
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=500))
    form = await paste(hass, await start(hass, "refresh_token"))
    cloud.settings.expires_in = 14400
    set_up(await submit(hass, form))


async def test_revoked_in_between(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    camera: Camera,
) -> None:
    """A token that is refused later on leaves both ways in open."""
    cloud.settings.expires_in = 30
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=500))
    form = await paste(hass, await start(hass, "refresh_token"))
    account.revoke_refresh_tokens()
    menu = await submit(hass, form)
    assert menu["step_id"] == "start_again"
    form = await choose(hass, menu, "refresh_token")
    set_up(await paste(hass, form, account.issue_refresh_token()))


async def test_refused_token(
    hass: HomeAssistant, server: Server, camera: Camera
) -> None:
    """A token that Blink does not know can be replaced by one that it does."""
    form = await paste(hass, await start(hass, "refresh_token"), "mistyped")
    assert form["errors"] == {"base": "invalid_auth"}
    set_up(await paste(hass, form))


async def test_unexpected_error(
    hass: HomeAssistant,
    server: Server,
    camera: Camera,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A fault of ours is logged, without the token, and can be tried again."""
    with monkeypatch.context() as patch:
        patch.setattr(
            "custom_components.blink_thumbnail.account_access.BlinkClient", None
        )
        form = await paste(hass, await start(hass, "refresh_token"))
    assert form["errors"] == {"base": "unknown"}
    assert "Unexpected error while setting a Blink account up" in caplog.text
    assert REFRESH_TOKEN not in caplog.text
    set_up(await submit(hass, form))


@pytest.mark.parametrize("way", ["sign_in", "refresh_token"])
async def test_simulated_cloud_elsewhere(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    camera: Camera,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    """A simulated cloud on another machine is sent nothing."""
    form = await start(hass, way)
    with monkeypatch.context() as patch:
        patch.setenv(SIMULATED_CLOUD_VARIABLE, "http://192.0.2.1:8124")
        if way == "sign_in":
            form = await sign_in(hass, form, account)
        else:
            form = await paste(hass, form)
    assert form["errors"] == {"base": "simulated_cloud"}
    assert not cloud.requests
    if way == "sign_in":
        form = await sign_in(hass, form, account)
        set_up(await verify(hass, form, account))
    else:
        set_up(await paste(hass, form))


async def test_already_configured(
    hass: HomeAssistant, entry: MockConfigEntry, account: Account
) -> None:
    """A second entry is refused, and even a token stolen from the first is not lost."""
    shared = entry.data["token"]["refresh_token"]
    hardware_id = entry.data["hardware_id"]
    result = await paste(hass, await start(hass, "refresh_token"), shared)

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    account.revoke_access_tokens()
    assert entry.data["token"]["refresh_token"] != shared
    assert entry.data["hardware_id"] == hardware_id
    await press(hass)
    assert not hass.config_entries.flow.async_progress()


@pytest.mark.parametrize("way", ["sign_in", "refresh_token"])
async def test_reauthentication(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    account: Account,
    way: str,
) -> None:
    """After Blink refuses the token, a sign-in of the same account makes all well.

    The picture from before, which nobody has looked at yet, is there again, too.
    """
    hardware_id = entry.data["hardware_id"]
    await press(hass)
    moment = taken_at(hass)
    account.revoke_access_tokens()
    account.revoke_refresh_tokens()
    menu = await refused_entry(hass, entry)
    assert words(menu)["name"] == "Home"
    form = await choose(hass, menu, way)
    if way == "sign_in":
        form = await sign_in(hass, form, account)
        result = await verify(hass, form, account)
    else:
        form = await paste(hass, form, "mistyped")
        assert form["errors"] == {"base": "invalid_auth"}
        result = await paste(hass, form, account.issue_refresh_token())
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"
    assert entry.state is ConfigEntryState.LOADED
    assert entry.data["hardware_id"] == hardware_id
    assert not hass.config_entries.flow.async_progress()
    assert taken_at(hass) == moment
    assert (await served_picture(hass_client)).number == 2
    assert cloud.count(Endpoint.MEDIA) == 1
    await press(hass)


@pytest.mark.parametrize("way", ["sign_in", "refresh_token"])
async def test_reconfiguration(
    hass: HomeAssistant, entry: MockConfigEntry, account: Account, way: str
) -> None:
    """The user can sign in anew at any time."""
    before = entry.data["token"]["refresh_token"]
    menu = await entry.start_reconfigure_flow(hass)
    assert menu["step_id"] == "reconfigure"
    form = await choose(hass, menu, way)
    if way == "sign_in":
        form = await sign_in(hass, form, account)
        result = await verify(hass, form, account)
    else:
        result = await paste(hass, form, account.issue_refresh_token())
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert entry.data["token"]["refresh_token"] != before
    await press(hass)


@pytest.mark.parametrize("source", ["reauth", "reconfigure"])
async def test_another_account(
    hass: HomeAssistant, entry: MockConfigEntry, account: Account, source: str
) -> None:
    """Neither way lets another account into the entry."""
    before = entry.data
    other = account.cloud.add_account(email="bob@example.com")
    if source == "reauth":
        menu = await entry.start_reauth_flow(hass)
    else:
        menu = await entry.start_reconfigure_flow(hass)
    form = await sign_in(hass, await choose(hass, menu, "sign_in"), other)
    result = await verify(hass, form, other)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "wrong_account"
    assert entry.data == before


async def test_token_of_another_entry(
    hass: HomeAssistant, entry: MockConfigEntry, account: Account
) -> None:
    """A token that belongs to another entry is refused, and not lost to that one."""
    other = account.cloud.add_account(email="bob@example.com")
    other.add_network("Work").add_camera("Shed")
    other_entry = await add_entry(hass, other)
    token = other_entry.data["token"]["refresh_token"]
    menu = await entry.start_reconfigure_flow(hass)
    form = await choose(hass, menu, "refresh_token")
    assert (await paste(hass, form, token))["reason"] == "wrong_account"
    other.revoke_access_tokens()
    await press(hass, "button.shed_update_thumbnail")


async def test_new_flow_does_not_end_a_pause(
    hass: HomeAssistant, server: Server, cloud: BlinkCloud, camera: Camera
) -> None:
    """Opening the form again does not send what Blink has asked not to send."""
    cloud.fault(Endpoint.TOKEN, Reply(status=429))
    for _ in range(3):
        form = await paste(hass, await start(hass, "refresh_token"))
        assert form["errors"] == {"base": "cooling_down"}
        hass.config_entries.flow.async_abort(form["flow_id"])
    assert cloud.count(Endpoint.TOKEN) == 1


async def test_added_again_instead_of_reauthenticated(
    hass: HomeAssistant, entry: MockConfigEntry, account: Account
) -> None:
    """Who adds the account once more has mended the entry that is there."""
    account.revoke_access_tokens()
    account.revoke_refresh_tokens()
    await refused_entry(hass, entry)
    form = await start(hass, "refresh_token")
    result = await paste(hass, form, account.issue_refresh_token())
    assert result["reason"] == "already_configured"
    await hass.async_block_till_done()
    state: ConfigEntryState = entry.state
    assert state is ConfigEntryState.LOADED
    await press(hass)


async def test_closed_during_a_step(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    camera: Camera,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A dialog that is closed while Blink takes its time sends nothing more."""
    form = await start(hass, "sign_in")
    cloud.fault(Endpoint.AUTHORIZE, Slow(seconds=4, after_effect=True))
    task = hass.async_create_task(sign_in(hass, form, account))
    await asyncio.sleep(1)
    hass.config_entries.flow.async_abort(form["flow_id"])
    with pytest.raises(UnknownFlow):
        await task
    assert not cloud.count(Endpoint.SIGN_IN)
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]


async def test_code_in_doubt(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    camera: Camera,
) -> None:
    """A code whose answer was lost can be sent again, whatever else Blink says."""
    form = await sign_in(hass, await start(hass, "sign_in"), account)
    cloud.fault(Endpoint.VERIFY, Reset())
    cloud.fault(
        Endpoint.AUTHORIZE, Reply(status=400, body={"error": "invalid_request"})
    )
    form = await verify(hass, form, account)
    assert form["errors"] == {"base": "cannot_connect"}
    set_up(await verify(hass, form, account))


async def test_own_token_in_a_dialog_that_is_closed(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, account: Account
) -> None:
    """An entry whose own token is pasted keeps what came of it, come what may."""
    shared = entry.data["token"]["refresh_token"]
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=500))
    form = await paste(hass, await start(hass, "refresh_token"), shared)
    assert form["step_id"] == "connect"
    hass.config_entries.flow.async_abort(form["flow_id"])
    account.revoke_access_tokens()
    await press(hass)
    assert not hass.config_entries.flow.async_progress()


async def test_sign_in_refused_for_another_cause(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    camera: Camera,
) -> None:
    """Not every 401 is a wrong password."""
    cloud.fault(Endpoint.SIGN_IN, Reply(status=401, body={"error_cause": "closed"}))
    form = await sign_in(hass, await start(hass, "sign_in"), account)
    assert form["errors"] == {"base": "bad_answer"}
    form = await sign_in(hass, form, account)
    set_up(await verify(hass, form, account))


@pytest.mark.parametrize("refused", [False, True])
async def test_sign_in_during_a_refresh(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    account: Account,
    refused: bool,
) -> None:
    """A refresh that ends late does not undo the sign-in, however it ends."""
    menu = await entry.start_reconfigure_flow(hass)
    form = await sign_in(hass, await choose(hass, menu, "sign_in"), account)
    account.revoke_access_tokens()
    if refused:
        account.revoke_refresh_tokens()
    cloud.fault(Endpoint.TOKEN, Slow(seconds=20, after_effect=True))
    cloud.requests.clear()
    pressing = hass.async_create_task(press(hass))
    while not cloud.count(Endpoint.TOKEN):
        await asyncio.sleep(0.1)
    result = await hass.config_entries.flow.async_configure(
        form["flow_id"], {"code": account.codes[-1]}
    )
    assert result["reason"] == "reconfigure_successful"
    signed_in = entry.data["token"]
    with suppress(HomeAssistantError):
        # The entry was reloaded under it.
        await pressing
    await asyncio.sleep(30)
    assert entry.data["token"] == signed_in
    assert not hass.config_entries.flow.async_progress()
    await press(hass)


@pytest.mark.parametrize("way", ["refresh_token", "sign_in"])
async def test_pause_of_the_account(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    account: Account,
    way: str,
) -> None:
    """A dialog does not end the pause of the account that it is about."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=429))
    with pytest.raises(HomeAssistantError):
        await press(hass)
    cloud.requests.clear()
    form = await choose(hass, await entry.start_reconfigure_flow(hass), way)
    if way == "sign_in":
        form = await sign_in(hass, form, account)
        form = await verify(hass, form, account)
    else:
        form = await paste(hass, form, account.issue_refresh_token())
    assert (form["step_id"], form["errors"]) == ("connect", {"base": "cooling_down"})
    assert Endpoint.HOMESCREEN not in endpoints(cloud)
    await asyncio.sleep(600)
    result = await submit(hass, form)
    assert result["reason"] == "reconfigure_successful"


@pytest.mark.parametrize(("hours", "told"), [(11, "%H:%M"), (20, "%Y-%m-%d %H:%M")])
async def test_long_pause(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    camera: Camera,
    hours: int,
    told: str,
) -> None:
    """A time of tomorrow cannot be taken for one of today."""
    pause = Reply(status=429, body={"next_time_in_secs": hours * 3600})
    cloud.fault(Endpoint.SIGN_IN, pause)
    until = dt_util.now() + timedelta(hours=hours)
    form = await sign_in(hass, await start(hass, "sign_in"), account)
    assert form["errors"] == {"base": "cooling_down"}
    assert words(form)["until"] == f"{until:{told}}"
    await asyncio.sleep(hours * 3600)
    form = await sign_in(hass, form, account)
    set_up(await verify(hass, form, account))
