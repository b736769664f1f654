"""Tests of the token endpoint: what its answers mean."""

import asyncio
from contextlib import suppress
from typing import Any

from aiohttp import ClientSession
from hypothesis import given
import pytest

from blink_cloud import Account, BlinkCloud, Endpoint, Json, Reply, html
from custom_components.blink_thumbnail.api import (
    BadAnswerError,
    BlinkAuthError,
    BlinkConnectionError,
    BlinkError,
    CoolingDownError,
    Traffic,
    VagueRefusalError,
    refresh,
)
from custom_components.blink_thumbnail.api.errors import BlockedError
from custom_components.blink_thumbnail.api.oauth import parse_token

from .test_parse import OBJECTS


@given(OBJECTS)
def test_anything_in_place_of_a_token(data: dict[str, Any]) -> None:
    """An access token has a lifetime; without one there is a new refresh token."""
    try:
        token = parse_token(data)
    except BlinkError:
        return
    if "access_token" not in token:
        assert token["refresh_token"]
        return
    assert token["access_token"].isprintable()
    assert 0 < token["expires_in"] <= 86400 * 365


@pytest.mark.parametrize("lifetime", [None, 0, -1, "soon", 86400 * 366])
def test_unusable_lifetime(lifetime: Json) -> None:
    """An hour is assumed, which is shorter than Blink's own four."""
    assert parse_token({"access_token": "a", "expires_in": lifetime}) == {
        "access_token": "a",
        "expires_in": 3600,
    }


@pytest.mark.parametrize("access_token", [None, "", 7, "two words", "line\nfeed", "é"])
def test_unusable_access_token(access_token: Json) -> None:
    """It is left out, and so is its lifetime; a new refresh token is not lost."""
    answer = {"access_token": access_token, "expires_in": 14400}
    assert parse_token({**answer, "refresh_token": "new"}) == {"refresh_token": "new"}
    with pytest.raises(BadAnswerError):
        parse_token(answer)


async def test_refresh(
    session: ClientSession, cloud: BlinkCloud, account: Account
) -> None:
    """A refresh token brings an access token, its lifetime, and the next one."""
    token = await refresh(session, account.issue_refresh_token(), Traffic())
    assert set(token) == {"access_token", "refresh_token", "expires_in"}
    assert token["expires_in"] == cloud.settings.expires_in
    assert cloud.tokens.refresher(token["refresh_token"]) is account


async def test_headers(
    session: ClientSession, account: Account, sent_headers: list[dict[str, str]]
) -> None:
    """A refresh is sent as the published example sends it."""
    await refresh(session, account.issue_refresh_token(), Traffic())
    (headers,) = sent_headers
    assert headers["User-Agent"] == "Blink"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Reply(status=400, body={"error": "invalid_grant"}), BlinkAuthError),
        (Reply(status=401, body={"error": "invalid_grant"}), BlinkAuthError),
        (Reply(status=400, body={"error": "invalid_token"}), VagueRefusalError),
        (Reply(status=401, body={"error": "unauthorized"}), VagueRefusalError),
        (Reply(status=401, body={"error": "access_denied"}), VagueRefusalError),
        (Reply(status=403, body={"error": "access_denied"}), BlinkConnectionError),
        (Reply(status=400, body={"error": "invalid_client"}), BlinkConnectionError),
        (Reply(status=403, body={"error": "invalid_grant"}), BlinkConnectionError),
        (Reply(status=401, body="Unauthorized"), BlinkConnectionError),
        (Reply(status=426, body={"error": "invalid_grant"}), BlinkConnectionError),
        (Reply(status=503), BlinkConnectionError),
        (Reply(status=429), CoolingDownError),
        (Reply(status=403, body="<html>"), BlockedError),
        (Reply(status=406, body="Not Acceptable"), BlockedError),
        (html(), BadAnswerError),
    ],
)
async def test_refusals(
    session: ClientSession,
    cloud: BlinkCloud,
    account: Account,
    answer: Reply,
    error: type[BlinkError],
) -> None:
    """Only 400 and 401 with a word about the token itself are a refusal of it."""
    cloud.fault(Endpoint.TOKEN, answer)
    with pytest.raises(BlinkError) as raised:
        await refresh(session, account.issue_refresh_token(), Traffic())
    assert type(raised.value) is error


async def test_pause_of_the_token_host(
    session: ClientSession, cloud: BlinkCloud, account: Account
) -> None:
    """During a pause a refresh token is not sent, and so is not spent."""
    cloud.fault(Endpoint.TOKEN, Reply(status=429))
    traffic = Traffic()
    for _ in range(2):
        with pytest.raises(CoolingDownError):
            await refresh(session, account.issue_refresh_token(), traffic)
    assert cloud.count(Endpoint.TOKEN) == 1


async def test_pauses_of_the_token_host(
    session: ClientSession, cloud: BlinkCloud, account: Account
) -> None:
    """They grow, until the token host answers again."""
    traffic = Traffic()
    pauses = []
    for status in (429, 429, 200, 429):
        token = account.issue_refresh_token()
        cloud.fault(Endpoint.TOKEN, Reply(status=429), times=int(status == 429))
        with suppress(CoolingDownError):
            await refresh(session, token, traffic)
        pauses.append(traffic.oauth_pause.remaining)
        await asyncio.sleep(pauses[-1] + 1)
    first, second, none, last = pauses
    assert second > 1.5 * first
    assert none == 0
    assert last < 1.5 * first
