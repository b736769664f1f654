"""Tests of the sign-in: its pages, its code, and what is left of it in between."""

import asyncio
from collections.abc import AsyncGenerator
from http.cookies import SimpleCookie
from typing import Any

from aiohttp import ClientSession, CookieJar
import pytest
from yarl import URL

from blink_cloud import (
    DEFAULT_PASSWORD,
    Account,
    BlinkCloud,
    Endpoint,
    Reply,
    Reset,
    Server,
    html,
)
from custom_components.blink_thumbnail.api import (
    BadAnswerError,
    BlinkConnectionError,
    CodeSent,
    CoolingDownError,
    SignIn,
    SignInExpiredError,
    Traffic,
)
from custom_components.blink_thumbnail.api.errors import (
    InvalidCodeError,
    InvalidCredentialsError,
)

HARDWARE_ID = "6d2fa5a8-3f3f-4a3c-9a53-0f6a1c0c8f11"


class Person:
    """Who signs in, with one sign-in after another over the same session."""

    def __init__(self, session: ClientSession, account: Account) -> None:
        """Take the person's account."""
        self.session = session
        self._account = account
        self.traffic = Traffic()
        self.sign_in = self.begin()

    def begin(self) -> SignIn:
        """Begin again, as the same installation."""
        self.sign_in = SignIn(self.session, HARDWARE_ID, self.traffic)
        return self.sign_in

    async def type_password(self, password: str = DEFAULT_PASSWORD) -> None:
        """Send e-mail address and password."""
        await self.sign_in.send_password(self._account.email, password)

    async def type_code(self) -> None:
        """Send the code that Blink has sent last."""
        await self.sign_in.send_code(self._account.codes[-1])

    async def get_token(self) -> dict[str, Any]:
        """Have the sign-in bring its tokens."""
        return await self.sign_in.get_token()


@pytest.fixture
async def person(server: Server, account: Account) -> AsyncGenerator[Person]:
    """Return somebody who wants to sign in."""
    jar = CookieJar(unsafe=True, quote_cookie=False)
    async with ClientSession(cookie_jar=jar) as session:
        yield Person(session, account)


async def test_sign_in(person: Person, cloud: BlinkCloud, account: Account) -> None:
    """Password and code bring tokens of the account."""
    sent = await person.sign_in.send_password(account.email, DEFAULT_PASSWORD)
    assert sent
    assert sent.to == account.phone
    assert sent.seconds == cloud.settings.next_code_seconds
    await person.type_code()
    token = await person.get_token()
    assert set(token) == {"access_token", "refresh_token", "expires_in"}
    assert cloud.tokens.refresher(token["refresh_token"]) is account


async def test_account_without_code(person: Person, account: Account) -> None:
    """Where Blink wants no code, the tokens are there at once."""
    account.second_factor = False
    assert not await person.sign_in.send_password(account.email, DEFAULT_PASSWORD)
    assert await person.get_token()


@pytest.mark.parametrize("status", [202, 412])
@pytest.mark.parametrize("wrong", [400, 401, 403, 412])
async def test_wrong_code(
    person: Person, cloud: BlinkCloud, status: int, wrong: int
) -> None:
    """A code that Blink refuses, in whatever way, can be typed again."""
    cloud.settings.wanted_code_status = status
    cloud.settings.wrong_code_status = wrong
    await person.type_password()
    with pytest.raises(InvalidCodeError):
        await person.sign_in.send_code("000000")
    await person.type_code()
    assert await person.get_token()
    assert cloud.count(Endpoint.SIGN_IN) == 1


async def test_wrong_password(person: Person) -> None:
    """A wrong password is told from all else, and can be typed again."""
    with pytest.raises(InvalidCredentialsError):
        await person.type_password("forgotten")
    await person.type_password()


@pytest.mark.parametrize(
    ("status", "body"),
    [(401, {}), (400, {"error_cause": "invalid_user_credentials"})],
)
async def test_wrong_password_in_other_words(
    person: Person, cloud: BlinkCloud, status: int, body: dict[str, str]
) -> None:
    """The cause says so, whatever the status, and the status only without a cause."""
    cloud.fault(Endpoint.SIGN_IN, Reply(status=status, body={"error": "x", **body}))
    with pytest.raises(InvalidCredentialsError):
        await person.type_password()


async def test_new_password_without_old_cookies(person: Person, server: Server) -> None:
    """No cookie of an earlier try goes with the next one."""
    await person.type_password()
    stale = SimpleCookie({"stale": "1"})
    person.session.cookie_jar.update_cookies(stale, URL(server.base_url))
    earlier = {cookie.value for cookie in person.session.cookie_jar}
    person.traffic = Traffic()
    person.begin()
    await person.type_password()
    assert earlier.isdisjoint(cookie.value for cookie in person.session.cookie_jar)
    await person.type_code()
    assert await person.get_token()


@pytest.mark.parametrize(
    ("answer", "to"),
    [
        ({"phone": "+49xx", "tsv_state": "sms"}, "+49xx"),
        ({"phone": "+49xx", "tsv_state": "email"}, "ada@example.com"),
        ({"tsv_methods": ["email"]}, "ada@example.com"),
        ({"tsv_methods": ["sms", "email"]}, None),
        ({"phone": ""}, None),
        ({"phone": 49, "tsv_methods": "email", "tsv_state": ["email"]}, None),
        ({}, None),
    ],
)
async def test_where_the_code_goes(
    person: Person,
    cloud: BlinkCloud,
    account: Account,
    answer: dict[str, Any],
    to: str | None,
) -> None:
    """Blink says it in more ways than one, or not at all."""
    cloud.fault(Endpoint.SIGN_IN, Reply(status=202, body=answer))
    sent = await person.sign_in.send_password(account.email, DEFAULT_PASSWORD)
    assert sent == CodeSent(to=to, seconds=0)


async def test_401_for_another_cause(person: Person, cloud: BlinkCloud) -> None:
    """Not every 401 is a wrong password."""
    cloud.fault(Endpoint.SIGN_IN, Reply(status=401, body={"error_cause": "closed"}))
    with pytest.raises(BadAnswerError):
        await person.type_password()
    await person.type_password()


def page(script: str) -> Reply:
    """Return a sign-in page with another script."""
    return Reply(body=f"<html>{script}</html>", content_type="text/html")


@pytest.mark.parametrize(
    "changed",
    [
        html(),
        page('<script id="oauth-args">[1]</script>'),
        page('<script id="oauth-args">{"error-cause": "closed"}</script>'),
        page('<script id="oauth-args">{"csrf-</script>'),
        page('<script id="oauth-args">{"csrf-token": ""}</script>'),
    ],
)
async def test_page_that_has_changed(
    person: Person, cloud: BlinkCloud, changed: Reply
) -> None:
    """A page without its token is told from a wrong password; nothing is sent."""
    cloud.fault(Endpoint.SIGN_IN_PAGE, changed)
    with pytest.raises(BadAnswerError):
        await person.type_password()
    assert not cloud.count(Endpoint.SIGN_IN)
    await person.type_password()
    await person.type_code()
    assert await person.get_token()


async def test_code_whose_answer_was_lost(person: Person, cloud: BlinkCloud) -> None:
    """A code that Blink has accepted is not sent again."""
    await person.type_password()
    cloud.fault(Endpoint.VERIFY, Reset(after_effect=True))
    with pytest.raises(BlinkConnectionError):
        await person.type_code()
    await person.type_code()
    assert await person.get_token()
    assert cloud.count(Endpoint.VERIFY) == 1


async def test_code_that_was_lost(person: Person, cloud: BlinkCloud) -> None:
    """A code that has not reached Blink is sent again, whatever else Blink says."""
    await person.type_password()
    cloud.fault(Endpoint.VERIFY, Reset())
    with pytest.raises(BlinkConnectionError):
        await person.type_code()
    cloud.fault(
        Endpoint.AUTHORIZE, Reply(status=400, body={"error": "invalid_request"})
    )
    await person.type_code()
    assert await person.get_token()
    assert cloud.count(Endpoint.VERIFY) == 2


async def test_expired_sign_in(person: Person, cloud: BlinkCloud) -> None:
    """Blink forgets a sign-in that takes too long."""
    await person.type_password()
    await asyncio.sleep(cloud.settings.session_seconds + 1)
    with pytest.raises(SignInExpiredError):
        await person.type_code()


@pytest.mark.parametrize("cause", ["session_expired", "empty_cookies"])
@pytest.mark.parametrize("status", [400, 401, 403])
async def test_expired_sign_in_by_its_cause(
    person: Person, cloud: BlinkCloud, status: int, cause: str
) -> None:
    """Blink has judged no code then, though the status is that of a wrong one."""
    await person.type_password()
    body = {"error": "unauthorized", "error_cause": cause}
    cloud.fault(Endpoint.VERIFY, Reply(status=status, body=body))
    with pytest.raises(SignInExpiredError):
        await person.type_code()


@pytest.mark.parametrize("more", ["", '"csrf-token": "abc", '])
async def test_page_of_an_expired_sign_in(
    person: Person, cloud: BlinkCloud, more: str
) -> None:
    """The page says it beside its token, or instead of it; no password is sent."""
    error = '"error": "unauthorized", "error-cause": "session_expired"'
    cloud.fault(
        Endpoint.SIGN_IN_PAGE,
        page(f'<script id="oauth-args">{{{more}{error}, "status-code": 401}}</script>'),
    )
    with pytest.raises(SignInExpiredError):
        await person.type_password()
    assert not cloud.count(Endpoint.SIGN_IN)


async def test_closed_session(person: Person, cloud: BlinkCloud) -> None:
    """A sign-in whose session was closed has lost its cookies."""
    await person.type_password()
    await person.session.close()
    with pytest.raises(SignInExpiredError):
        await person.type_code()
    assert not cloud.count(Endpoint.VERIFY)


async def test_token_before_the_code(person: Person) -> None:
    """A sign-in that was not completed brings no tokens."""
    await person.type_password()
    with pytest.raises(SignInExpiredError):
        await person.get_token()


async def test_second_sign_in_within_the_waiting_time(
    person: Person, account: Account
) -> None:
    """The last code is good in it, whichever sign-in asked for that."""
    await person.type_password()
    person.begin()
    await person.type_password()
    await person.type_code()
    token = await person.get_token()
    assert account.cloud.tokens.refresher(token["refresh_token"]) is account


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        ({"next_time_in_secs": 90}, 90),
        ({"lockout_time_remaining": 120}, 120),
        ({"next_time_in_secs": 0, "lockout_time_remaining": 120}, 120),
        ({"next_time_in_secs": 90, "lockout_time_remaining": 120}, 90),
        ({"next_time_in_secs": 90.5}, 90.5),
        ({"next_time_in_secs": "90.5"}, 90.5),
        ({"next_time_in_secs": 86400}, 86400),
        ({"next_time_in_secs": 10**9}, 86400),
    ],
)
async def test_waiting_time(
    person: Person, cloud: BlinkCloud, body: dict[str, Any], seconds: float
) -> None:
    """Blink says for how long it wants to be left alone; a day at most is kept."""
    cloud.fault(Endpoint.SIGN_IN, Reply(status=429, body=body))
    with pytest.raises(CoolingDownError) as error:
        await person.type_password()
    assert error.value.seconds == pytest.approx(seconds)
    await asyncio.sleep(seconds)
    await person.type_password()


@pytest.mark.parametrize(
    "body",
    [
        {"next_time_in_secs": -1},
        {"next_time_in_secs": None},
        {"next_time_in_secs": []},
        {"next_time_in_secs": "soon"},
        {"next_time_in_secs": 10**400},
        '{"next_time_in_secs": NaN}',
        '{"next_time_in_secs": Infinity}',
    ],
)
async def test_odd_waiting_time(person: Person, cloud: BlinkCloud, body: Any) -> None:
    """A pause of our own takes the place of one that makes no sense."""
    cloud.fault(Endpoint.SIGN_IN, Reply(status=429, body=body))
    with pytest.raises(CoolingDownError) as error:
        await person.type_password()
    assert 300 <= error.value.seconds <= 360


@pytest.mark.parametrize(
    "cause", ["2fa_rate_limit_exceeded", "too_many_invalid_request"]
)
async def test_lock_out_by_its_cause(
    person: Person, cloud: BlinkCloud, cause: str
) -> None:
    """It is a lock-out with any status, and the code was not judged."""
    await person.type_password()
    body: dict[str, Any] = {"error_cause": cause, "next_time_in_secs": 86400}
    cloud.fault(Endpoint.VERIFY, Reply(status=403, body=body))
    for _ in range(2):
        with pytest.raises(CoolingDownError) as error:
            await person.type_code()
        assert error.value.seconds == pytest.approx(86400, abs=1)
    assert cloud.count(Endpoint.VERIFY) == 1
