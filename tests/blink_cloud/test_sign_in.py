"""Tests of the sign-in with e-mail, password and code."""

import asyncio
from typing import Any

import pytest

from blink_cloud import (
    DEMO_CODE,
    DEMO_EMAIL,
    DEMO_PASSWORD,
    Account,
    BlinkCloud,
    CodeScope,
    Endpoint,
    Reply,
    demo_account,
)

from .answer import Answer
from .app import HOST, App
from .conftest import REFRESH_TOKEN, Caller

EMPTY_COOKIES = {
    "error": "bad_request",
    "error_cause": "empty_cookies",
    "error_description": "Empty Cookies.",
}
EXPIRED = (401, "unauthorized", "session_expired")


async def is_expired(app: App) -> bool:
    """Return whether the sign-in page says that the sign-in has expired."""
    page = await app.page()
    assert page.status == 200
    told = {"error": "unauthorized", "error-cause": "session_expired"}
    return app.arguments | told | {"status-code": 401} == app.arguments


def error(answer: Answer) -> tuple[int, str, str]:
    """Return what an error is about."""
    return answer.status, answer.json["error"], answer.json["error_cause"]


BAD_CREDENTIALS = (401, "unauthorized", "invalid_user_credentials")
BAD_CODE = (400, "bad_request", "invalid_2fa_code")
BAD_CSRF_TOKEN = (403, "forbidden", "invalid_csrf_token")


async def test_sign_in(
    app: App, caller: Caller, account: Account, cloud: BlinkCloud
) -> None:
    """E-mail, password and code give tokens that open the account."""
    opened = await app.authorize()
    assert (opened.status, opened.headers["Location"]) == (
        302,
        f"/{HOST}/oauth/v2/signin",
    )
    page = await app.page()
    assert page.status == 200
    assert set(app.arguments) == {
        *("csrf-token", "ip-country", "otp-self-service", "passkey-device-allow")
    }
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
    authorization_code = (await app.code())["code"]
    tokens = await app.exchange(authorization_code)
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
    assert (await caller.token(REFRESH_TOKEN)).status == 200
    assert [one.endpoint for one in cloud.requests[:7]] == [
        Endpoint.AUTHORIZE,
        Endpoint.SIGN_IN_PAGE,
        Endpoint.SIGN_IN,
        Endpoint.VERIFY,
        Endpoint.AUTHORIZE,
        Endpoint.TOKEN,
        Endpoint.HOMESCREEN,
    ]
    assert cloud.leaks == []
    for secret in (account.password, code, authorization_code, app.verifier):
        assert secret not in repr(cloud.requests)


async def test_older_answer(app: App, account: Account, cloud: BlinkCloud) -> None:
    """Before June 2026, 412 said that a code was wanted."""
    cloud.settings.wanted_code_status = 412
    await app.authorize()
    await app.page()
    answer = await app.sign_in(account)
    assert (answer.status, answer.json["tsv_state"]) == (412, "sms")


async def test_without_second_factor(app: App, account: Account) -> None:
    """An account without a second factor is let in straight away."""
    account.second_factor = False
    await app.authorize()
    await app.page()
    answer = await app.sign_in(account, username="  Ada@Example.COM ")
    assert (answer.status, answer.headers["Location"]) == (
        302,
        f"/{HOST}/oauth/v2/authorize",
    )
    assert account.codes == []
    assert (await app.exchange((await app.code())["code"])).status == 200


async def test_redirects_can_be_followed(app: App) -> None:
    """An app that follows the redirect is on the page, however it addresses hosts."""
    query = (await app.authorize()).headers["Location"]
    async with app.session.get(app.base + query) as page:
        assert page.status == 200


async def test_demo(app: App, cloud: BlinkCloud) -> None:
    """A person at the demo can type what it says."""
    account = demo_account(cloud)
    assert (account.email, account.password) == (DEMO_EMAIL, DEMO_PASSWORD)
    for _ in range(2):
        assert await app.reach_code(account) == DEMO_CODE
        assert (await app.verify(DEMO_CODE)).status == 201


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": None},
        {"client_id": "amazon"},
        {"redirect_uri": None},
        {"redirect_uri": "https://applinks.blink.com/signin/callback"},
        {"response_type": None},
        {"response_type": "token"},
        {"scope": None},
        {"scope": "everything"},
        {"code_challenge": None},
        {"code_challenge": "short"},
        {"code_challenge_method": None},
        {"code_challenge_method": "plain"},
        {"hardware_id": None},
        {"hardware_id": ""},
    ],
)
async def test_authorize_checks_its_parameters(
    app: App, changes: dict[str, str | None]
) -> None:
    """No sign-in is opened for an app that asks for it in a wrong way."""
    answer = await app.authorize(**changes)
    assert (answer.status, answer.json["error"]) == (400, "invalid_request")
    assert next(iter(changes)) in answer.json["error_description"]
    assert "Set-Cookie" not in answer.headers
    assert await is_expired(app)


async def test_cookies_are_needed(app: App, other_app: App, account: Account) -> None:
    """A client that loses its cookies is told so, at every step."""
    code = await app.reach_code(account)
    assert await is_expired(other_app)
    other_app.csrf_token = app.csrf_token
    for answer in (
        await other_app.sign_in(account),
        await other_app.verify(code),
        await other_app.ask("GET", "/oauth/v2/authorize"),
    ):
        assert (answer.status, answer.json) == (400, EMPTY_COOKIES)
    assert len(account.codes) == 1
    assert (await app.verify(code)).status == 201


@pytest.mark.parametrize("lost", ["oauth_session", "csrf-protection", None])
async def test_every_cookie_is_needed(
    app: App, account: Account, lost: str | None
) -> None:
    """There are two cookies, and neither is there for nothing."""
    code = await app.reach_code(account)
    app.session.cookie_jar.clear(lambda cookie: cookie.key == lost)
    assert (await app.verify(code)).status == (400 if lost else 201)


async def test_first_cookies_are_enough(app: App, account: Account) -> None:
    """Only the first answer brings cookies, and one of them is the CSRF token."""
    opened = await app.authorize()
    assert "Set-Cookie" in opened.headers
    assert "Set-Cookie" not in (await app.page()).headers
    assert "Set-Cookie" not in (await app.sign_in(account)).headers
    values = {one.key: one.value for one in app.session.cookie_jar}
    assert values["csrf-protection"] == app.csrf_token


async def test_a_sign_in_has_to_end(
    app: App, account: Account, cloud: BlinkCloud
) -> None:
    """A sign-in is forgotten after its time."""
    cloud.settings.session_seconds = 100
    await app.authorize()
    await app.page()
    await asyncio.sleep(98)
    assert (await app.sign_in(account)).status == 202
    await asyncio.sleep(3)
    assert error(await app.verify(account.codes[-1])) == EXPIRED
    assert error(await app.sign_in(account)) == EXPIRED
    assert error(await app.ask("GET", "/oauth/v2/authorize")) == EXPIRED
    assert await is_expired(app)


async def test_steps_in_order(app: App, account: Account) -> None:
    """No step can be left out."""
    await app.authorize()
    await app.page()
    assert error(await app.verify("000000")) == EXPIRED
    for _ in range(2):
        answer = await app.ask("GET", "/oauth/v2/authorize")
        assert (answer.status, answer.headers["Location"]) == (
            302,
            f"/{HOST}/oauth/v2/signin",
        )
        await app.sign_in(account)


async def test_another_account_in_a_finished_sign_in(
    app: App, account: Account, cloud: BlinkCloud
) -> None:
    """A password has to be followed by a code, even after a finished sign-in."""
    await app.verify(await app.reach_code(account))
    other = cloud.add_account(email="bob@example.com")
    assert (await app.sign_in(other)).status == 202
    answer = await app.ask("GET", "/oauth/v2/authorize")
    assert answer.headers["Location"] == f"/{HOST}/oauth/v2/signin"


async def test_forged_forms(app: App, account: Account) -> None:
    """Forms need the token off the page."""
    await app.authorize()
    await app.page()
    forged = await app.sign_in(account, **{"csrf-token": "forged"})
    assert error(forged) == BAD_CSRF_TOKEN
    assert account.codes == []
    await app.sign_in(account)
    forged = await app.verify(account.codes[-1], **{"csrf-token": ""})
    assert error(forged) == BAD_CSRF_TOKEN
    assert (await app.verify(account.codes[-1])).status == 201


async def test_json_is_not_a_form(app: App, account: Account) -> None:
    """The sign-in wants forms."""
    await app.reach_code(account)
    for path in ("/oauth/v2/signin", "/oauth/v2/2fa/verify"):
        answer = await app.ask("POST", path, json={"username": account.email})
        assert (answer.status, answer.json["error"]) == (400, "invalid_request")


async def test_wrong_passwords(
    app: App, other_app: App, account: Account, cloud: BlinkCloud
) -> None:
    """After some, the account's sign-in is closed for a while, for everybody."""
    for one in (app, other_app):
        await one.authorize()
        await one.page()
    for tried in range(5):
        wrong = await (app, other_app)[tried % 2].sign_in(account, password="wrong")
        assert error(wrong) == BAD_CREDENTIALS
        assert set(wrong.json) == {"error", "error_cause"}
    closed = await app.sign_in(account)
    assert (closed.status, closed.json) == (
        429,
        {
            "error": "too_many_requests",
            "error_cause": "too_many_invalid_request",
            "next_time_in_secs": 600,
        },
    )
    await asyncio.sleep(500)
    closed = await other_app.sign_in(account, username=account.email.upper())
    assert (closed.status, closed.json["next_time_in_secs"]) == (429, 100)
    assert account.codes == []
    other = cloud.add_account(email="bob@example.com")
    assert (await app.sign_in(other)).status == 202
    await asyncio.sleep(100)
    assert (await app.sign_in(account)).status == 202


async def test_a_right_password_is_a_new_start(
    app: App, account: Account, cloud: BlinkCloud
) -> None:
    """Tries are counted since the last success."""
    cloud.settings.password_tries = 2
    await app.authorize()
    await app.page()
    for _ in range(3):
        assert (await app.sign_in(account, password="wrong")).status == 401
        assert (await app.sign_in(account)).status == 202


async def test_unknown_address(app: App, account: Account) -> None:
    """An unknown address looks like a wrong password, and is not tried for ever."""
    await app.authorize()
    await app.page()
    for _ in range(5):
        assert (
            error(await app.sign_in(account, username="eve@example.com"))
            == BAD_CREDENTIALS
        )
    answer = await app.sign_in(account, username="eve@example.com")
    assert answer.status == 429


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (400, "bad_request"),
        (401, "unauthorized"),
        (403, "forbidden"),
        (412, "precondition_failed"),
    ],
)
async def test_wrong_codes(
    app: App, account: Account, cloud: BlinkCloud, status: int, name: str
) -> None:
    """After some, no code is looked at for a while, and none is sent."""
    cloud.settings.wrong_code_status = status
    cloud.settings.code_tries = 3
    code = await app.reach_code(account)
    for wrong in ("", "12345", "0000000"):
        assert error(await app.verify(wrong)) == (status, name, "invalid_2fa_code")
    closed = await app.verify(code)
    assert closed.status == 429
    assert closed.json["next_time_in_secs"] == 86400
    await asyncio.sleep(200)
    closed = await app.sign_in(account)
    assert (closed.status, closed.json["next_time_in_secs"]) == (429, 86200)
    cloud.settings.whole_seconds = False
    seconds = (await app.sign_in(account)).json["next_time_in_secs"]
    assert 86199 < seconds < 86200
    await asyncio.sleep(86200)
    await app.authorize()
    await app.page()
    assert (await app.sign_in(account)).status == 202
    assert error(await app.verify("12345"))[0] == status
    assert (await app.verify(account.codes[-1])).status == 201


async def test_codes_end(app: App, account: Account, cloud: BlinkCloud) -> None:
    """A code is good for some time, and once."""
    cloud.settings.code_seconds = 90
    code = await app.reach_code(account)
    await asyncio.sleep(91)
    assert error(await app.verify(code)) == BAD_CODE
    code = await app.reach_code(account)
    await asyncio.sleep(88)
    assert (await app.verify(code)).status == 201
    assert error(await app.verify(code)) == BAD_CODE


async def test_another_code(app: App, account: Account) -> None:
    """The password again, after the waiting time, sends another code, which counts."""
    first = await app.reach_code(account)
    await asyncio.sleep(50)
    again = await app.sign_in(account)
    assert (again.status, again.json["next_time_in_secs"]) == (202, 10)
    assert account.codes == [first]
    await asyncio.sleep(10)
    again = await app.sign_in(account)
    assert (again.status, again.json["next_time_in_secs"]) == (202, 60)
    assert len(account.codes) == 2
    assert error(await app.verify(first)) == BAD_CODE
    assert (await app.verify(account.codes[-1])).status == 201


async def test_code_of_the_account(app: App, other_app: App, account: Account) -> None:
    """Another sign-in is sent no code of its own so soon, and may use the first."""
    code = await app.reach_code(account)
    assert await other_app.reach_code(account) == code
    assert len(account.codes) == 1
    assert (await other_app.verify(code)).status == 201


async def test_code_of_another_sign_in(
    app: App, other_app: App, account: Account, cloud: BlinkCloud
) -> None:
    """Where a code is for its sign-in, another one gets another, and needs it."""
    cloud.settings.code_scope = CodeScope.SIGN_IN
    await app.reach_code(account)
    code = await other_app.reach_code(account)
    assert error(await app.verify(code)) == BAD_CODE
    assert (await other_app.verify(code)).status == 201


async def test_too_many_codes(app: App, account: Account, cloud: BlinkCloud) -> None:
    """After many codes that nobody entered, no more are sent; the last one is good."""
    cloud.settings.codes_limit = 2
    await app.reach_code(account)
    await asyncio.sleep(60)
    await app.sign_in(account)
    closed = await app.sign_in(account)
    assert error(closed) == (429, "too_many_requests", "2fa_rate_limit_exceeded")
    assert closed.json["next_time_in_secs"] == 86400
    assert len(account.codes) == 2
    assert (await app.verify(account.codes[-1])).status == 201


async def test_a_right_code_is_a_new_start(
    app: App, account: Account, cloud: BlinkCloud
) -> None:
    """Codes and wrong codes are counted since the last success."""
    cloud.settings.code_tries = 2
    cloud.settings.codes_limit = 2
    for _ in range(3):
        code = await app.reach_code(account)
        assert error(await app.verify("wrong")) == BAD_CODE
        assert (await app.verify(code)).status == 201


@pytest.mark.parametrize("literal", ["Home Assistant", "Blinkpy"])
@pytest.mark.parametrize("where", ["params", "headers", "data"])
async def test_blocked_hardware_id(
    app: App, account: Account, cloud: BlinkCloud, literal: str, where: str
) -> None:
    """The edge refuses some literals at every step; nothing is spent."""
    code = await app.reach_authorization_code(account)
    options: dict[str, Any] = {where: {"hardware_id": literal}}
    for method, path in (
        ("GET", "/oauth/v2/authorize"),
        ("GET", "/oauth/v2/signin"),
        ("POST", "/oauth/v2/signin"),
        ("POST", "/oauth/v2/2fa/verify"),
        ("POST", "/oauth/token"),
    ):
        answer = await app.ask(method, path, **options)
        assert (answer.status, answer.body) == (406, b"406 Not Acceptable")
    assert (await app.authorize(hardware_id=literal)).status == 406
    assert (await app.exchange(code, hardware_id=literal)).status == 406
    assert (await app.exchange(code)).status == 200
    assert (await app.authorize(hardware_id=literal.casefold())).status == 302
    cloud.settings.blocked_hardware_ids = frozenset()
    assert (await app.authorize(hardware_id=literal)).status == 302


async def test_lost_answers(app: App, account: Account, cloud: BlinkCloud) -> None:
    """A step whose answer was lost has had its effect, and can be done again."""
    lost = Reply(status=504, after_effect=True)
    await app.authorize()
    await app.page()
    cloud.fault(Endpoint.SIGN_IN, lost)
    assert (await app.sign_in(account)).status == 504
    assert len(account.codes) == 1
    assert (await app.sign_in(account)).status == 202
    cloud.fault(Endpoint.VERIFY, lost)
    assert (await app.verify(account.codes[-1])).status == 504
    cloud.fault(Endpoint.AUTHORIZE, Reply(status=500))
    assert (await app.ask("GET", "/oauth/v2/authorize")).status == 500
    assert (await app.exchange((await app.code())["code"])).status == 200


async def test_exposed_secrets_are_noticed(
    app: App, caller: Caller, account: Account, cloud: BlinkCloud
) -> None:
    """A password or refresh token anywhere but in the sign-in's forms stands out."""
    await app.reach_code(account)
    caller.bearer = None
    await caller.token(REFRESH_TOKEN)
    assert cloud.leaks == []
    token = account.issue_refresh_token()
    await app.authorize(hint=account.password)
    await app.ask("GET", "/oauth/v2/signin", headers={"X-Hint": token})
    await caller.ask("POST", "/networks", json={"password": account.password})
    await caller.ask("POST", "/networks", data={"token": token})
    assert [one.host for one in cloud.leaks] == [
        HOST,
        HOST,
        *[f"rest-{account.tier}.immedia-semi.com"] * 2,
    ]
