"""Tests of tokens, tiers and who may ask what."""

import asyncio
import json
from typing import Any

import pytest

from blink_cloud import Account, BlinkCloud, Camera, Endpoint, Rotation

from .conftest import REFRESH_TOKEN, Caller

TIER_INFO = "/api/v1/users/tier_info"


async def test_refresh(caller: Caller, cloud: BlinkCloud) -> None:
    """A refresh token gives an access token, which opens the REST hosts."""
    answer = await caller.token(REFRESH_TOKEN)
    assert answer.status == 200
    assert answer.json | {"access_token": "", "refresh_token": ""} == {
        "access_token": "",
        "refresh_token": "",
        "expires_in": 14400,
        "scope": "client",
        "token_type": "Bearer",
    }
    assert answer.json["refresh_token"] != REFRESH_TOKEN
    caller.bearer = answer.json["access_token"]
    assert await caller.homescreen()
    assert REFRESH_TOKEN not in repr(cloud.requests)


@pytest.mark.parametrize(
    ("rotation", "at_once", "later", "issues"),
    [
        (Rotation.AT_ONCE, 401, 401, True),
        (Rotation.GRACE, 200, 401, True),
        (Rotation.KEEP, 200, 200, True),
        (Rotation.NONE, 200, 200, False),
    ],
)
async def test_rotation(
    caller: Caller,
    cloud: BlinkCloud,
    *,
    rotation: Rotation,
    at_once: int,
    later: int,
    issues: bool,
) -> None:
    """A used refresh token lives on or dies, as set."""
    cloud.settings.rotation = rotation
    first = await caller.token(REFRESH_TOKEN)
    assert ("refresh_token" in first.json) is issues
    assert (await caller.token(REFRESH_TOKEN)).status == at_once
    await asyncio.sleep(61)
    assert (await caller.token(REFRESH_TOKEN)).status == later
    if issues:
        assert (await caller.token(first.json["refresh_token"])).status == 200


async def test_grace_is_not_renewed(caller: Caller, cloud: BlinkCloud) -> None:
    """Using an old token in its grace does not prolong it."""
    cloud.settings.rotation = Rotation.GRACE
    for _ in range(3):
        assert (await caller.token(REFRESH_TOKEN)).status == 200
        await asyncio.sleep(29)
    assert (await caller.token(REFRESH_TOKEN)).status == 401


@pytest.mark.parametrize(
    ("fields", "status", "error"),
    [
        ({"refresh_token": "other"}, 401, "invalid_grant"),
        ({"refresh_token": ""}, 401, "invalid_grant"),
        ({"client_id": ""}, 401, "invalid_client"),
        ({"grant_type": "password"}, 401, "unsupported_grant_type"),
    ],
)
async def test_refused(
    caller: Caller, fields: dict[str, str], status: int, error: str
) -> None:
    """What is wrong with a request is said in OAuth's words; no token is used up."""
    answer = await caller.token(**{"refresh_token": REFRESH_TOKEN, **fields})
    assert (answer.status, answer.json["error"]) == (status, error)
    assert (await caller.token(REFRESH_TOKEN)).status == 200


async def test_refused_with_400(
    caller: Caller, cloud: BlinkCloud, account: Account
) -> None:
    """The status of a refusal is a setting."""
    cloud.settings.refused_token_status = 400
    account.revoke_refresh_tokens()
    answer = await caller.token(REFRESH_TOKEN)
    assert answer.status == 400
    assert answer.json == {
        "error": "invalid_grant",
        "error_description": "Invalid refresh token",
    }


async def test_json_for_tokens(caller: Caller) -> None:
    """The token endpoint takes JSON as it takes a form, and nothing else."""
    form = {
        "grant_type": "refresh_token",
        "client_id": "ios",
        "refresh_token": REFRESH_TOKEN,
    }
    host = "api.oauth.blink.com"
    text = json.dumps(form)
    answer = await caller.ask("POST", "/oauth/token", host=host, data=text)
    assert (answer.status, answer.json["error"]) == (400, "invalid_request")
    headers = {"Content-Type": "application/json"}
    for broken in ("{", "[]", '"a"', '{"grant_type": 1}'):
        answer = await caller.ask(
            "POST", "/oauth/token", host=host, data=broken, headers=headers
        )
        assert answer.json["error"] == "unsupported_grant_type"
    blocked = {**form, "hardware_id": "Blinkpy"}
    answer = await caller.ask("POST", "/oauth/token", host=host, json=blocked)
    assert answer.status == 406
    answer = await caller.ask("POST", "/oauth/token", host=host, json=form)
    assert answer.status == 200


async def test_old_login(caller: Caller, account: Account, cloud: BlinkCloud) -> None:
    """Who signs in as until 2025 is told to update, and has shown the password."""
    caller.bearer = None
    answer = await caller.ask(
        "POST",
        "/api/v5/account/login",
        host="rest-prod.immedia-semi.com",
        json={"email": account.email, "password": account.password},
    )
    assert (answer.status, answer.json) == (
        426,
        {"message": "An app update is required"},
    )
    assert [one.endpoint for one in cloud.leaks] == [Endpoint.OLD_LOGIN]


@pytest.mark.parametrize("literal", ["Home Assistant", "Blinkpy"])
@pytest.mark.parametrize("where", ["data", "headers"])
async def test_blocked_hardware_id(caller: Caller, literal: str, where: str) -> None:
    """The edge blocks two literals, wherever they are; the token stays good."""
    form = {
        "grant_type": "refresh_token",
        "client_id": "ios",
        "refresh_token": REFRESH_TOKEN,
    }
    options: dict[str, Any] = {"data": form, "headers": {}}
    options[where]["hardware_id"] = literal
    host = "api.oauth.blink.com"
    answer = await caller.ask("POST", "/oauth/token", host=host, **options)
    assert (answer.status, answer.body) == (406, b"406 Not Acceptable")
    again = await caller.token(REFRESH_TOKEN, hardware_id=literal.casefold())
    assert again.status == 200


async def test_access_token_ends(
    caller: Caller, cloud: BlinkCloud, account: Account
) -> None:
    """An access token is good for as long as said, unless it is revoked."""
    cloud.settings.expires_in = 100
    caller.bearer = account.issue_access_token()
    await asyncio.sleep(98)
    assert (await caller.ask("GET", TIER_INFO)).status == 200
    await asyncio.sleep(3)
    answer = await caller.ask("GET", TIER_INFO)
    assert answer.status == 401
    assert answer.json == {"message": "Unauthorized Access", "error": None, "code": 101}
    caller.bearer = account.issue_access_token()
    account.revoke_access_tokens()
    assert (await caller.ask("GET", TIER_INFO)).status == 401


async def test_every_rest_request_wants_a_bearer(
    caller: Caller, camera: Camera
) -> None:
    """Nobody is let in without."""
    path = (await caller.device(camera))["thumbnail"]
    caller.bearer = None
    home = f"/api/v3/accounts/{caller.account.id}/homescreen"
    for way in (TIER_INFO, home, path, f"/network/{camera.network.id}/command/1"):
        assert (await caller.ask("GET", way)).status == 401
    assert (await caller.snap(camera)).status == 401
    assert len(camera.pictures) == 1


async def test_lives_of_tokens(
    caller: Caller, cloud: BlinkCloud, account: Account
) -> None:
    """Access tokens may die before their time, and refresh tokens of age."""
    cloud.settings.access_token_seconds = 60
    cloud.settings.answer_expires_in = False
    cloud.settings.refresh_token_seconds = 1000
    answer = (await caller.token(account.issue_refresh_token())).json
    assert "expires_in" not in answer
    caller.bearer = answer["access_token"]
    assert (await caller.ask("GET", TIER_INFO)).status == 200
    await asyncio.sleep(61)
    assert (await caller.ask("GET", TIER_INFO)).status == 401
    await asyncio.sleep(1000)
    assert (await caller.token(answer["refresh_token"])).status == 401


async def test_tier_info(caller: Caller, cloud: BlinkCloud, account: Account) -> None:
    """Every gateway knows the tier, unless it refuses."""
    cloud.settings.refusing_gateways = frozenset({"prod", "a001"})
    statuses = {}
    for tier in ("prod", "prde", "prsg", "a001", account.tier, "e001"):
        host = f"rest-{tier}.immedia-semi.com"
        answer = await caller.ask("GET", TIER_INFO, host=host)
        statuses[tier] = answer.status
        if answer.status == 200:
            assert answer.json == {"tier": account.tier, "account_id": account.id}
    assert statuses == {
        "prod": 406,
        "prde": 200,
        "prsg": 200,
        "a001": 406,
        account.tier: 200,
        "e001": 404,
    }


@pytest.mark.parametrize("status", [404, 401, 403, 406])
async def test_moved_account(
    caller: Caller, cloud: BlinkCloud, account: Account, status: int
) -> None:
    """An account that moves is served only by its new host."""
    cloud.settings.wrong_tier_status = status
    old = f"rest-{account.tier}.immedia-semi.com"
    account.tier = "e003"
    home = f"/api/v3/accounts/{account.id}/homescreen"
    assert (await caller.ask("GET", home, host=old)).status == status
    assert (await caller.ask("GET", home)).status == 200
    answer = await caller.ask("GET", TIER_INFO, host="rest-prod.immedia-semi.com")
    assert answer.json["tier"] == "e003"


async def test_other_accounts_are_closed(caller: Caller, cloud: BlinkCloud) -> None:
    """A token opens its own account only."""
    other = cloud.add_account(email="bob@example.com")
    camera = other.add_network("Home").add_camera("Garden")
    answer = await caller.ask("GET", f"/api/v3/accounts/{other.id}/homescreen")
    assert answer.status == 404
    assert (await caller.snap(camera)).status == 404


async def test_leaked_bearer_is_noticed(caller: Caller, cloud: BlinkCloud) -> None:
    """A bearer token at any host but Blink's REST hosts stands out."""
    await caller.homescreen()
    caller.bearer = None
    await caller.token(REFRESH_TOKEN)
    await caller.ask("GET", "/picture.jpg", host="cdn.example.com")
    assert cloud.leaks == []
    caller.bearer = "secret"
    answer = await caller.ask("GET", "/picture.jpg", host="cdn.example.com")
    assert (answer.status, answer.json["message"]) == (
        404,
        "Unknown host: cdn.example.com",
    )
    assert [(one.host, one.endpoint) for one in cloud.leaks] == [
        ("cdn.example.com", Endpoint.UNKNOWN)
    ]
    assert "secret" not in repr(cloud.requests)
