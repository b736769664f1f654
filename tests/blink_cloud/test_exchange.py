"""Tests of the exchange of an authorization code for tokens."""

import asyncio

import pytest

from blink_cloud import Account, BlinkCloud

from .app import App


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "other"},
        {"code": None},
        {"code_verifier": "other" * 9},
        {"code_verifier": None},
        {"redirect_uri": "https://applinks.blink.com/signin/callback"},
        {"redirect_uri": None},
        {"hardware_id": "8f14e45f-ceea-467f-a8f3-0d2c1a5b7e90"},
        {"hardware_id": None},
        {"client_id": "android"},
    ],
)
async def test_exchange_checks_its_form(
    app: App, account: Account, cloud: BlinkCloud, changes: dict[str, str | None]
) -> None:
    """A code is good only for the app that asked for it; a wrong try spends it."""
    code = await app.reach_authorization_code(account)
    before = cloud.tokens.refresh_tokens
    form: dict[str, str | None] = {"code": code, **changes}
    for status in (401, 400):
        cloud.settings.refused_token_status = status
        refused = await app.exchange(**form)
        assert (refused.status, refused.json["error"]) == (status, "invalid_grant")
    again = await app.exchange(code)
    assert again.status == (200 if "code" in changes else 400)
    assert (cloud.tokens.refresh_tokens == before) is ("code" not in changes)


async def test_authorization_code_is_good_once(app: App, account: Account) -> None:
    """The same code gives no second pair of tokens, but the cookies give another."""
    code = await app.reach_authorization_code(account)
    assert (await app.exchange(code)).status == 200
    assert (await app.exchange(code)).json["error"] == "invalid_grant"
    assert (await app.exchange((await app.code())["code"])).status == 200


async def test_authorization_code_ends(
    app: App, account: Account, cloud: BlinkCloud
) -> None:
    """A code does not wait for ever."""
    code = await app.reach_authorization_code(account)
    await asyncio.sleep(cloud.settings.authorization_code_seconds + 1)
    assert (await app.exchange(code)).json["error"] == "invalid_grant"


async def test_client_id_is_needed(app: App, account: Account) -> None:
    """The form that exchanges a code has to say who asks; that spends nothing."""
    code = await app.reach_authorization_code(account)
    assert (await app.exchange(code, client_id=None)).json["error"] == "invalid_client"
    assert (await app.exchange(code)).status == 200


async def test_state_that_nobody_sent(app: App, account: Account) -> None:
    """The code comes with a state, whether one was sent or not."""
    await app.reach_authorization_code(account)
    answer = await app.code()
    assert list(answer) == ["code", "state"]
    assert all(answer.values())


async def test_android(app: App, account: Account) -> None:
    """The Android profile has its own address, a state, and a shorter form."""
    android = "https://applinks.blink.com/signin/callback"
    await app.authorize(client_id="android", redirect_uri=android, state="kept")
    await app.page()
    await app.sign_in(account)
    await app.verify(account.codes[-1])
    answer = await app.ask("GET", "/oauth/v2/authorize")
    address, _, query = answer.headers["Location"].partition("?")
    assert address == android
    code, _, state = query.partition("&")
    assert state == "state=kept"
    tokens = await app.exchange(
        code.removeprefix("code="),
        client_id="android",
        redirect_uri=android,
        hardware_id=None,
    )
    assert tokens.status == 200
