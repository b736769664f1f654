"""Tests of the config flow: every error can be mended in the same form."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from blink_cloud import (
    Account,
    BlinkCloud,
    Camera,
    Disturbance,
    Endpoint,
    Hang,
    Network,
    Reply,
    Reset,
    Rotation,
    Server,
    html,
)
from custom_components.blink_thumbnail.api.endpoints import SIMULATED_CLOUD_VARIABLE
from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from .conftest import REFRESH_TOKEN, add_entry, press


async def start(hass: HomeAssistant) -> ConfigFlowResult:
    """Open the form."""
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "user"
    assert not result["errors"]
    return result


async def submit(
    hass: HomeAssistant, form: ConfigFlowResult, refresh_token: str = REFRESH_TOKEN
) -> ConfigFlowResult:
    """Send the form."""
    result = await hass.config_entries.flow.async_configure(
        form["flow_id"], {"refresh_token": refresh_token}
    )
    await hass.async_block_till_done()
    return result


async def test_set_up(
    hass: HomeAssistant, server: Server, cloud: BlinkCloud, account: Account
) -> None:
    """An account with eight cameras costs four requests, and no picture."""
    home = account.add_network("Home", sync_module=True)
    kitchen = account.add_network("Kitchen", sync_module=False)
    for number in range(7):
        home.add_camera(f"Camera {number}", type="catalina").take_picture()
    kitchen.add_camera("Mini", type="owl").take_picture()

    result = await submit(hass, await start(hass), f"  {REFRESH_TOKEN}\n")

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Home, Kitchen"
    assert result["result"].unique_id == str(account.id)
    assert result["result"].state is ConfigEntryState.LOADED
    assert len(hass.states.async_all("image")) == 8
    assert [request.endpoint for request in cloud.requests] == [
        Endpoint.TOKEN,
        Endpoint.TIER_INFO,
        Endpoint.HOMESCREEN,
        Endpoint.HOMESCREEN,
    ]
    assert not cloud.leaks


async def test_account_without_networks(
    hass: HomeAssistant, server: Server, account: Account
) -> None:
    """An empty account can be set up all the same; cameras may come."""
    result = await submit(hass, await start(hass))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Blink"


@pytest.mark.parametrize(
    ("endpoint", "fault", "error"),
    [
        (Endpoint.TOKEN, Reset(), "cannot_connect"),
        (Endpoint.TOKEN, Hang(), "cannot_connect"),
        (Endpoint.TOKEN, html(), "cannot_connect"),
        (Endpoint.TOKEN, Reply(status=406, body="Not Acceptable"), "cooling_down"),
        (Endpoint.TOKEN, Reply(status=401, body={"error": "x"}), "cannot_connect"),
        (Endpoint.TOKEN, Reply(status=429), "cooling_down"),
        (Endpoint.TOKEN, Reply(body={"access_token": ""}), "cannot_connect"),
        (Endpoint.TIER_INFO, Reply(status=500), "cannot_connect"),
        (Endpoint.TIER_INFO, Reply(body={"tier": 5}), "cannot_connect"),
        (Endpoint.TIER_INFO, Reply(status=401), "cannot_connect"),
        (Endpoint.HOMESCREEN, html(), "cannot_connect"),
        (Endpoint.HOMESCREEN, Reply(status=401), "cannot_connect"),
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
    """The same form with the same, by now spent, token goes on where it stopped."""
    order = cloud.fault(endpoint, fault, times=None)
    form = await submit(hass, await start(hass))
    assert form["type"] is FlowResultType.FORM
    assert form["errors"] == {"base": error}
    order.times = 0
    await asyncio.sleep(600)

    result = await submit(hass, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["result"].state is ConfigEntryState.LOADED


async def test_one_token_request_for_both_tries(
    hass: HomeAssistant, server: Server, cloud: BlinkCloud, camera: Camera
) -> None:
    """The access token got before a later step failed serves the next try."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=500))
    form = await submit(hass, await start(hass))
    await submit(hass, form)
    assert cloud.count(Endpoint.TOKEN) == 1


async def test_refused_token(
    hass: HomeAssistant, server: Server, camera: Camera
) -> None:
    """A token that Blink does not know can be replaced by one that it does."""
    form = await submit(hass, await start(hass), "mistyped")
    assert form["errors"] == {"base": "invalid_auth"}
    assert (await submit(hass, form))["type"] is FlowResultType.CREATE_ENTRY


async def test_unexpected_error(
    hass: HomeAssistant,
    server: Server,
    camera: Camera,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A fault of ours is logged, without the token, and can be tried again."""
    with monkeypatch.context() as patch:
        patch.setattr("custom_components.blink_thumbnail.config_flow.BlinkClient", None)
        form = await submit(hass, await start(hass))
    assert form["errors"] == {"base": "unknown"}
    assert "Unexpected error while setting a Blink account up" in caplog.text
    assert REFRESH_TOKEN not in caplog.text
    assert (await submit(hass, form))["type"] is FlowResultType.CREATE_ENTRY


async def test_simulated_cloud_elsewhere(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    camera: Camera,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A simulated cloud on another machine is not sent the token."""
    with monkeypatch.context() as patch:
        patch.setenv(SIMULATED_CLOUD_VARIABLE, "http://192.0.2.1:8124")
        form = await submit(hass, await start(hass))
    assert form["errors"] == {"base": "simulated_cloud"}
    assert not cloud.requests
    assert (await submit(hass, form))["type"] is FlowResultType.CREATE_ENTRY


async def test_already_configured(
    hass: HomeAssistant, server: Server, account: Account, camera: Camera
) -> None:
    """A second entry is refused, and even a token stolen from the first is not lost."""
    entry = await add_entry(hass, account)
    shared = entry.data["token"]["refresh_token"]

    result = await submit(hass, await start(hass), shared)

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    account.revoke_access_tokens()
    assert entry.data["token"]["refresh_token"] != shared
    await hass.services.async_call(
        "button",
        "press",
        {"entity_id": "button.garden_update_thumbnail"},
        blocking=True,
    )
    assert not hass.config_entries.flow.async_progress()


async def test_expired_in_between(
    hass: HomeAssistant, server: Server, cloud: BlinkCloud, camera: Camera
) -> None:
    """A form that lies open for long goes on with the token that it kept."""
    cloud.settings.rotation = Rotation.AT_ONCE
    cloud.settings.expires_in = 30
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=500))
    form = await submit(hass, await start(hass))
    cloud.settings.expires_in = 14400
    result = await submit(hass, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_reauthentication(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    network: Network,
    account: Account,
) -> None:
    """After Blink refuses the token, one of the same account makes all well."""
    account.revoke_access_tokens()
    account.revoke_refresh_tokens()
    await hass.config_entries.async_reload(entry.entry_id)
    (form,) = hass.config_entries.flow.async_progress()
    assert form["step_id"] == "reauth_confirm"

    other = account.cloud.add_account(email="bob@example.com")
    result = await submit(hass, form, "mistyped")
    assert result["errors"] == {"base": "invalid_auth"}
    result = await submit(hass, form, other.issue_refresh_token())
    assert result["reason"] == "wrong_account"

    await hass.config_entries.async_reload(entry.entry_id)
    (form,) = hass.config_entries.flow.async_progress()
    result = await submit(hass, form, account.issue_refresh_token())
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"
    assert entry.state is ConfigEntryState.LOADED
    assert not hass.config_entries.flow.async_progress()


async def test_token_of_another_entry(
    hass: HomeAssistant, entry: MockConfigEntry, account: Account
) -> None:
    """A token that belongs to another entry is refused, and not lost to that one."""
    other = account.cloud.add_account(email="bob@example.com")
    other.add_network("Work").add_camera("Shed")
    other_entry = await add_entry(hass, other)
    token = other_entry.data["token"]["refresh_token"]
    account.revoke_access_tokens()
    account.revoke_refresh_tokens()
    await hass.config_entries.async_reload(entry.entry_id)
    (form,) = hass.config_entries.flow.async_progress()
    assert (await submit(hass, form, token))["reason"] == "wrong_account"
    other.revoke_access_tokens()
    await press(hass, "button.shed_update_thumbnail")


async def test_new_flow_does_not_end_a_pause(
    hass: HomeAssistant, server: Server, cloud: BlinkCloud, camera: Camera
) -> None:
    """Opening the form again does not send what Blink has asked not to send."""
    cloud.fault(Endpoint.TOKEN, Reply(status=429))
    for _ in range(3):
        form = await submit(hass, await start(hass))
        assert form["errors"] == {"base": "cooling_down"}
        hass.config_entries.flow.async_abort(form["flow_id"])
    assert cloud.count(Endpoint.TOKEN) == 1
