"""Tests of the sign-in with e-mail, password and code."""

from collections.abc import AsyncGenerator

import aiohttp
import pytest

from blink_cloud import Account, BlinkCloud, Endpoint, Server

from .app import App
from .conftest import Caller


@pytest.fixture
async def app(server: Server) -> AsyncGenerator[App]:
    """Return an app with an empty jar."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        yield App(session, server.base_url)


async def test_sign_in(
    app: App, caller: Caller, account: Account, cloud: BlinkCloud
) -> None:
    """E-mail, password and code give tokens that open the account."""
    opened = await app.authorize()
    assert (opened.status, opened.headers["Location"]) == (
        302,
        "/api.oauth.blink.com/oauth/v2/signin",
    )
    page = await app.page()
    assert page.status == 200
    assert page.headers["Content-Type"].startswith("text/html")
    wanted = await app.sign_in(account)
    assert (wanted.status, wanted.json) == (
        202,
        {
            "next_time_in_secs": 60,
            "phone": account.phone,
            "tsv_methods": ["sms", "whatsapp", "voice"],
            "tsv_state": "sms",
            "user_id": account.user_id,
        },
    )
    (code,) = account.codes
    assert len(code) == 6 and code.isdecimal()
    verified = await app.verify(code)
    assert (verified.status, verified.json) == (201, {"status": "auth-completed"})
    tokens = await app.exchange((await app.code())["code"])
    assert tokens.status == 200
    assert tokens.json | {"access_token": "", "refresh_token": ""} == {
        "access_token": "",
        "refresh_token": "",
        "expires_in": 14400,
        "scope": "client",
        "token_type": "Bearer",
    }
    caller.bearer = tokens.json["access_token"]
    assert await caller.homescreen()
    caller.bearer = None
    assert (await caller.token(tokens.json["refresh_token"])).status == 200
    assert [one.endpoint for one in cloud.requests[:7]] == [
        Endpoint.AUTHORIZE,
        Endpoint.SIGN_IN_PAGE,
        Endpoint.SIGN_IN,
        Endpoint.VERIFY,
        Endpoint.AUTHORIZE,
        Endpoint.TOKEN,
        Endpoint.HOMESCREEN,
    ]
