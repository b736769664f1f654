"""Tests of staying signed in."""

import asyncio
from http import HTTPStatus
from typing import Any

from aiohttp.test_utils import TestClient
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from blink_cloud import (
    Account,
    BlinkCloud,
    Camera,
    Disturbance,
    Endpoint,
    Hang,
    Json,
    Network,
    PictureInfo,
    Reply,
    Reset,
    Rotation,
    Server,
    Slow,
    html,
    read_picture,
)
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import (
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.exceptions import HomeAssistantError

from .conftest import IMAGE, add_entry, press


async def test_rotated_token_is_stored(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """Each refresh brings a new token; a day of them needs no user."""
    first = entry.data["token"]["refresh_token"]
    await asyncio.sleep(24 * 3600)
    assert entry.data["token"]["refresh_token"] != first
    await press(hass)
    assert len(camera.pictures) == 2
    assert not hass.config_entries.flow.async_progress()


async def test_token_that_does_not_rotate(
    hass: HomeAssistant, server: Server, cloud: BlinkCloud, camera: Camera
) -> None:
    """An answer without a new refresh token leaves the old one in its place."""
    cloud.settings.rotation = Rotation.NONE
    cloud.settings.answer_expires_in = False
    entry = await add_entry(hass, camera.network.account)
    assert entry.data["token"]["refresh_token"]
    await asyncio.sleep(8 * 3600)
    await press(hass)
    assert len(camera.pictures) == 2


ODD_ANSWERS: list[dict[str, Json]] = [
    {},
    {"access_token": None},
    {"access_token": "no header\nvalue"},
]


@pytest.mark.parametrize("odd", ODD_ANSWERS)
async def test_new_refresh_token_in_an_odd_answer(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    account: Account,
    odd: dict[str, Json],
) -> None:
    """A new refresh token is kept, even if there is no access token beside it."""
    cloud.settings.rotation = Rotation.AT_ONCE
    await asyncio.sleep(310)
    account.revoke_refresh_tokens()
    new = account.issue_refresh_token()
    cloud.fault(Endpoint.TOKEN, Reply(body={"refresh_token": new, **odd}))
    account.revoke_access_tokens()
    cloud.requests.clear()
    await press(hass)
    # The one that came with it is tried next, which nobody else could have spent.
    assert cloud.count(Endpoint.TOKEN) == 2
    assert not cloud.tokens.refresher(new)
    assert not hass.config_entries.flow.async_progress()


async def test_early_refresh_with_an_odd_answer(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, account: Account
) -> None:
    """The access token that is still valid is used on, and a refresh tried again."""
    await asyncio.sleep(3.1 * 3600)
    token = entry.data["token"]
    new = account.issue_refresh_token()
    cloud.fault(Endpoint.TOKEN, Reply(body={"refresh_token": new}))
    cloud.requests.clear()
    while not cloud.count(Endpoint.TOKEN):
        await asyncio.sleep(0.1)
    await asyncio.sleep(1)
    assert entry.data["token"] == {**token, "refresh_token": new}
    await press(hass)
    await asyncio.sleep(310)
    assert entry.data["token"]["access_token"] != token["access_token"]
    assert cloud.count(Endpoint.TOKEN) == 2


async def test_revoked_access_token(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    account: Account,
    network: Network,
) -> None:
    """Many requests with the same revoked token make one refresh, and none fails."""
    for number in range(4):
        owl = network.add_camera(f"Mini {number}", type="owl")
        owl.take_picture()
    await asyncio.sleep(310)
    account.revoke_access_tokens()
    cloud.requests.clear()
    await asyncio.gather(
        *(press(hass, f"button.mini_{number}_take_picture") for number in range(4))
    )
    assert cloud.count(Endpoint.TOKEN) == 1
    assert [len(camera.pictures) for camera in account.cameras] == [1, 2, 2, 2, 2]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Reset(), "cannot_connect"),
        (html(), "cannot_connect"),
        (Reply(status=406, body="Not Acceptable"), "blocked"),
        (Reply(status=403, body="<html>Forbidden</html>"), "blocked"),
        (Reply(status=429), "cooling_down"),
        (Reply(status=503), "cannot_connect"),
        (Reply(status=400, body={"error": "invalid_client"}), "cannot_connect"),
        (Reply(status=401, body="Unauthorized"), "cannot_connect"),
    ],
)
async def test_failed_refresh_keeps_the_token(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    fault: Reply | Disturbance,
    reason: str,
) -> None:
    """Only Blink's own refusal asks for the user; all else is tried again."""
    order = cloud.fault(Endpoint.TOKEN, fault, times=None)
    token = entry.data["token"]
    await asyncio.sleep(5 * 3600)
    assert entry.data["token"] == token
    with pytest.raises(HomeAssistantError) as error:
        await press(hass)
    assert error.value.translation_key == reason
    assert not hass.config_entries.flow.async_progress()

    order.times = 0
    await asyncio.sleep(3600)
    await press(hass)
    assert len(camera.pictures) == 2


async def test_refused_refresh_asks_for_a_sign_in_once(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, account: Account
) -> None:
    """Presses go on to say so, and no further request is sent."""
    account.revoke_access_tokens()
    account.revoke_refresh_tokens()
    cloud.requests.clear()
    for _ in range(3):
        with pytest.raises(HomeAssistantError, match="sign in again") as error:
            await press(hass)
        assert error.value.translation_key == "invalid_auth"
    assert len(hass.config_entries.flow.async_progress()) == 1
    assert cloud.count(Endpoint.TOKEN) == 1


@pytest.mark.parametrize("word", ["unauthorized", "access_denied", "invalid_token"])
async def test_vague_refusal_that_passes(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    word: str,
) -> None:
    """A word that may not be about the token asks nobody to sign in."""
    camera.network.account.revoke_access_tokens()
    cloud.fault(Endpoint.TOKEN, Reply(status=401, body={"error": word}))
    with pytest.raises(HomeAssistantError) as error:
        await press(hass)
    assert error.value.translation_key == "cannot_connect"
    await asyncio.sleep(610)
    assert not hass.config_entries.flow.async_progress()
    await press(hass)
    assert len(camera.pictures) == 2


async def test_vague_refusal_that_comes_again(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, account: Account
) -> None:
    """It is believed the second time, some minutes after the first."""
    account.revoke_access_tokens()
    refusal = Reply(status=400, body={"error": "access_denied"})
    cloud.fault(Endpoint.TOKEN, refusal, times=None)
    cloud.requests.clear()
    for _ in range(3):
        with pytest.raises(HomeAssistantError):
            await press(hass)
    await asyncio.sleep(120)
    assert cloud.count(Endpoint.TOKEN) == 1
    assert not hass.config_entries.flow.async_progress()
    await asyncio.sleep(500)
    assert cloud.count(Endpoint.TOKEN) == 2
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == "reauth"
    await asyncio.sleep(3600)
    assert cloud.count(Endpoint.TOKEN) == 2


async def test_vague_refusals_with_a_token_in_between(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, account: Account
) -> None:
    """After a new access token, a vague word is again the first one."""
    cloud.settings.rotation = Rotation.NONE
    refusal = Reply(status=401, body={"error": "unauthorized"})
    for _ in range(2):
        account.revoke_access_tokens()
        cloud.fault(Endpoint.TOKEN, refusal)
        with pytest.raises(HomeAssistantError):
            await press(hass)
        await asyncio.sleep(610)
        await press(hass)
    assert not hass.config_entries.flow.async_progress()


async def test_vague_refusal_of_an_early_refresh(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """The access token that is still valid is used on until the second try."""
    await asyncio.sleep(3.1 * 3600)
    refusal = Reply(status=401, body={"error": "invalid_token"})
    order = cloud.fault(Endpoint.TOKEN, refusal, times=None)
    cloud.requests.clear()
    while not cloud.count(Endpoint.TOKEN):
        await asyncio.sleep(1)
    await press(hass)
    assert len(camera.pictures) == 2
    assert cloud.count(Endpoint.TOKEN) == 1
    order.times = 0
    await asyncio.sleep(2 * 3600)
    assert not hass.config_entries.flow.async_progress()
    await press(hass)


async def test_token_that_is_rejected_at_once(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """If Blink rejects the new token as well, only the update has failed."""
    cloud.fault(
        Endpoint.THUMBNAIL,
        Reply(status=401, body={"message": "Unauthorized Access", "code": 101}),
        times=None,
    )
    with pytest.raises(HomeAssistantError, match="Unauthorized Access") as error:
        await press(hass)
    assert error.value.translation_key == "refused"
    assert not hass.config_entries.flow.async_progress()


async def test_refused_during_a_poll(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, account: Account
) -> None:
    """A refusal during a poll asks for the user, too, and ends polling."""
    account.revoke_access_tokens()
    account.revoke_refresh_tokens()
    await asyncio.sleep(310)
    assert len(hass.config_entries.flow.async_progress()) == 1
    cloud.requests.clear()
    await asyncio.sleep(3600)
    assert not cloud.requests


def spend_access_token(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Have the next request need a new access token."""
    token = {**entry.data["token"], "expires_at": 0}
    hass.config_entries.async_update_entry(entry, data={**entry.data, "token": token})


@pytest.mark.parametrize("seconds", [1.2, 3, 9])
async def test_slow_refresh_during_a_press(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    seconds: float,
) -> None:
    """A refresh may take long; its token is stored and used all the same."""
    spend_access_token(hass, entry)
    cloud.fault(Endpoint.TOKEN, Slow(seconds=seconds, after_effect=True))
    await press(hass)
    assert len(camera.pictures) == 2
    assert cloud.count(Endpoint.TOKEN) == 2


async def test_silent_token_host(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, network: Network
) -> None:
    """Many who need a token share each request, the first and its retry."""
    for number in range(6):
        network.add_camera(f"Mini {number}", type="owl").take_picture()
    await asyncio.sleep(310)
    cloud.fault(Endpoint.TOKEN, Hang(), times=None)
    spend_access_token(hass, entry)
    started = hass.loop.time()
    results = await asyncio.gather(
        *(press(hass, f"button.mini_{number}_take_picture") for number in range(6)),
        return_exceptions=True,
    )
    assert hass.loop.time() - started < 70
    assert {type(result) for result in results} == {HomeAssistantError}


async def shown_picture(
    hass: HomeAssistant, client: TestClient[Any, Any]
) -> PictureInfo:
    """Return what a dashboard that has been open all the time shows."""
    image = hass.states.get(IMAGE)
    assert image
    response = await client.get(image.attributes["entity_picture"])
    assert response.status == HTTPStatus.OK
    return read_picture(await response.read())


async def test_two_days_with_failed_refreshes(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    server: Server,
    cloud: BlinkCloud,
    camera: Camera,
) -> None:
    """One failed refresh in three is nothing that anybody sees or has to act on."""
    cloud.settings.rotation = Rotation.AT_ONCE
    faults = (Reset(), Hang(), Reply(status=503), Reply(status=406, body="No"), html())
    for number in range(40):
        cloud.fault(Endpoint.TOKEN, faults[number % 5], at=3 * number + 2)
    entry = await add_entry(hass, camera.network.account)
    client = await hass_client_no_auth()
    unavailable = []

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        """Remember whatever is unavailable once it has been there."""
        state = event.data["new_state"]
        if state and state.state == "unavailable":
            unavailable.append(state.entity_id)

    hass.bus.async_listen("state_changed", note)
    for hour in range(48):
        await press(hass)
        assert (await shown_picture(hass, client)).number == hour + 2
        await asyncio.sleep(3600)
    assert cloud.count(Endpoint.TOKEN) >= 18
    assert sum(1 for request in cloud.requests if request.fault) >= 6
    assert not unavailable
    assert entry.state is ConfigEntryState.LOADED
    assert not hass.config_entries.flow.async_progress()
    account = camera.network.account
    assert cloud.tokens.refresher(entry.data["token"]["refresh_token"]) is account


async def test_refreshed_early(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """While the token host is down, the access token is used until it expires."""
    order = cloud.fault(Endpoint.TOKEN, Reply(status=503), times=None)
    cloud.requests.clear()
    await asyncio.sleep(3.9 * 3600)
    tries = [
        request.at for request in cloud.requests if request.endpoint is Endpoint.TOKEN
    ]
    assert 6 <= len(tries) <= 12
    await press(hass)
    assert len(camera.pictures) == 2
    # Twice the longest gap, so that the next refresh has been by then.
    order.times = 0
    await asyncio.sleep(720)
    cloud.requests.clear()
    await asyncio.sleep(2.5 * 3600)
    assert not cloud.count(Endpoint.TOKEN)


async def test_slow_refresh_holds_nobody_up(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """Nobody waits for the next token while the present one is valid."""
    camera.snapshot_seconds = (3, 3)
    await press(hass)
    await asyncio.sleep(3.1 * 3600)
    cloud.fault(Endpoint.TOKEN, Hang(), times=None)
    await asyncio.sleep(600)
    started = hass.loop.time()
    await press(hass)
    assert hass.loop.time() - started < 5


async def test_refused_early(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, account: Account
) -> None:
    """A refusal stops polling and asks for the user, though a token is still valid."""
    account.revoke_refresh_tokens()
    await asyncio.sleep(3.4 * 3600)
    assert len(hass.config_entries.flow.async_progress()) == 1
    cloud.requests.clear()
    await asyncio.sleep(2 * 3600)
    assert not cloud.requests
    image = hass.states.get(IMAGE)
    assert image
    assert image.state != "unavailable"


@pytest.mark.parametrize("status", [404, 401, 403, 406])
@pytest.mark.parametrize("restart", [False, True])
async def test_account_moves_to_another_tier(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    status: int,
    restart: bool,
) -> None:
    """The account is followed, whatever the old tier says, and stays followed."""
    cloud.settings.wrong_tier_status = status
    account = camera.network.account
    account.tier = "u015"
    if restart:
        await hass.config_entries.async_reload(entry.entry_id)
    else:
        await asyncio.sleep(310)
    await press(hass)
    assert len(camera.pictures) == 2
    assert entry.data["tier"] == "u015"
    cloud.requests.clear()
    await hass.config_entries.async_reload(entry.entry_id)
    await asyncio.sleep(3600)
    assert not cloud.count(Endpoint.TIER_INFO)
    assert not hass.config_entries.flow.async_progress()


async def test_tier_is_asked_for_once_a_poll(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """A tier that is down has not lost the account."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=503), times=None)
    cloud.requests.clear()
    await asyncio.sleep(1505)
    assert cloud.count(Endpoint.HOMESCREEN) == 5
    assert cloud.count(Endpoint.TIER_INFO) == 5
    assert entry.data["tier"] == "e008"


async def test_tier_of_another_account(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """What speaks of another account is not followed."""
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=503))
    cloud.fault(Endpoint.TIER_INFO, Reply(body={"tier": "e001", "account_id": 1}))
    await asyncio.sleep(310)
    assert entry.data["tier"] == "e008"
    await press(hass)


async def test_presses_right_after_a_move(
    hass: HomeAssistant, server: Server, camera: Camera
) -> None:
    """Presses need not wait for the poll that follows the account."""
    account = camera.network.account
    account.add_network("Cabin").add_camera("Lake").take_picture()
    await add_entry(hass, account)
    await asyncio.sleep(100)
    account.tier = "u015"
    await asyncio.gather(press(hass), press(hass, "button.lake_take_picture"))
    assert [len(each.pictures) for each in account.cameras] == [2, 2]


async def test_homescreens_at_the_time_of_a_move(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """Two who learn of a move at the same moment both follow it, with one question."""
    camera.network.account.tier = "u015"
    coordinator = entry.runtime_data
    await asyncio.gather(press(hass), coordinator.async_refresh())
    assert coordinator.last_update_success
    assert len(camera.pictures) == 2
