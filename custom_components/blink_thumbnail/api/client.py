"""BlinkClient: one method for one endpoint of Blink's REST hosts."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Final, Protocol

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    hdrs,
)
from yarl import URL

from . import endpoints
from .cool_down import CoolDown, is_rate_limit
from .errors import (
    AnswerLostError,
    AppOutdatedError,
    BadPictureError,
    BlinkConnectionError,
    BusyError,
    RefusedError,
)
from .models import Account, Camera, Command, Homescreen
from .parse import integer, parse_object, text

# Blink can take some 13 s to say that a network is busy (facts: section 7).
_TIMEOUT: Final = ClientTimeout(total=30, sock_connect=10)

_CODE_BUSY: Final = 307
# From in front of Blink, which may have got the request all the same.
_GATEWAY_ERRORS: Final = (HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT)
_JPEG_START: Final = b"\xff\xd8\xff"
_JPEG_END: Final = b"\xff\xd9"


class AccessTokenSource(Protocol):
    """Where the client gets its access token from.

    It is told which token Blink has just rejected, if one was, and then returns
    another one. It raises BlinkError if there is none to be had.
    """

    async def __call__(self, rejected: str | None = None) -> str:
        """Return an access token that should be valid."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Answer:
    """An HTTP answer that was read to its end."""

    status: int
    content_type: str
    retry_after: str | None
    body: bytes
    blink_time: datetime | None


class BlinkClient:
    """Blink's cloud for one account.

    Every method raises BlinkAuthError if no access token can be had any more,
    BlinkConnectionError if Blink does not answer or answers nonsense, RefusedError if
    Blink refuses, and AppOutdatedError if Blink wants another app.
    """

    def __init__(
        self,
        session: ClientSession,
        access_token: AccessTokenSource,
        cool_down: CoolDown,
        account: Account | None = None,
    ) -> None:
        """Take a session, a source of access tokens, and the account if it is known.

        Without an account only `find_account` works, and it fills it in.
        """
        self._session = session
        self._access_token = access_token
        self._cool_down = cool_down
        self._account = account
        self._homescreen: Homescreen | None = None
        self._recent_lock = asyncio.Lock()

    @property
    def account(self) -> Account:
        """The account that the access token belongs to."""
        if self._account is None:
            raise RuntimeError("The account is not known yet")
        return self._account

    @property
    def last_homescreen(self) -> Homescreen | None:
        """The newest homescreen that was read, whoever asked for it."""
        return self._homescreen

    async def find_account(self) -> Account:
        """Ask which account the token belongs to and which tier serves it.

        The gateway of a wrong region answers 406 (facts: section 3).
        """
        for tier in endpoints.GATEWAY_TIERS:
            host = endpoints.rest_host(tier)
            answer = await self._request("GET", host, endpoints.TIER_INFO_PATH)
            if answer.status != HTTPStatus.NOT_ACCEPTABLE:
                break
        self._account = Account.from_json(self._object(answer))
        return self._account

    async def get_homescreen(self) -> Homescreen:
        """Read the state of the account (facts: section 4)."""
        asked_at = asyncio.get_running_loop().time()
        answer = await self._rest("GET", endpoints.homescreen_path(self.account))
        self._raise_for_status(answer)
        homescreen = await asyncio.to_thread(
            Homescreen.parse, answer.body, self.account, asked_at, answer.blink_time
        )
        # Two requests can overtake each other: what was asked for later is newer.
        if self._homescreen is None or self._homescreen.asked_at <= asked_at:
            self._homescreen = homescreen
        return homescreen

    async def get_recent_homescreen(self, max_age: float) -> Homescreen:
        """Return a homescreen that was asked for at most `max_age` seconds ago.

        Callers at the same time share one request.
        """
        async with self._recent_lock:
            recent = self._homescreen
            now = asyncio.get_running_loop().time()
            if recent is None or now - recent.asked_at > max_age:
                recent = await self.get_homescreen()
            return recent

    async def request_snapshot(self, camera: Camera) -> Command:
        """Command a camera to take a snapshot (facts: section 5).

        Raises:
            BusyError: The camera's network serves something else; nothing was done.
            AnswerLostError: Blink may or may not have taken the command.
        """
        path = endpoints.thumbnail_path(self.account, camera)
        clock = asyncio.get_running_loop().time
        started = clock()
        answer = await self._rest("POST", path)
        took = timedelta(seconds=clock() - started)
        if answer.status in _GATEWAY_ERRORS:
            raise AnswerLostError(f"HTTP {answer.status}")
        self._raise_for_status(answer)
        try:
            data = self._object(answer)
        except BlinkConnectionError as err:
            # Blink said yes, and then nothing that can be read.
            raise AnswerLostError from err
        command = Command.accepted(
            data, camera, answer.blink_time and answer.blink_time - took
        )
        if command is None:
            raise RefusedError(_message(data) or f"HTTP {answer.status}")
        return command

    async def get_command(self, command: Command) -> Command:
        """Ask how far a command is (facts: section 6)."""
        path = endpoints.command_path(command.network_id, command.command_id)
        answer = await self._rest("GET", path)
        return command.with_status(self._object(answer), answer.blink_time)

    async def finish_command(self, command: Command) -> None:
        """Tell Blink that nobody waits for a command any more."""
        path = endpoints.command_path(command.network_id, command.command_id)
        await self._rest("POST", f"{path}/done")

    async def get_picture(self, thumbnail: str) -> bytes:
        """Download a thumbnail's JPEG (facts: section 8).

        Raises:
            BadPictureError: What came is not a whole JPEG.
        """
        url = endpoints.picture_address(self.account, thumbnail)
        answer = await self._request_url("GET", url)
        self._raise_for_status(answer)
        whole = answer.body.startswith(_JPEG_START) and answer.body.rstrip(
            b"\0"
        ).endswith(_JPEG_END)
        if answer.content_type != "image/jpeg" or not whole:
            raise BadPictureError(f"{len(answer.body)} bytes")
        return answer.body

    async def _rest(self, method: str, path: str) -> _Answer:
        """Send a request to the host of the account's tier."""
        return await self._request(method, endpoints.rest_host(self.account.tier), path)

    async def _request(self, method: str, host: str, path: str) -> _Answer:
        """Send a request to one of Blink's REST hosts."""
        return await self._request_url(method, endpoints.address(host, path))

    async def _request_url(self, method: str, url: URL) -> _Answer:
        """Send a request, and once more with another token if Blink rejects this."""
        self._cool_down.check()
        access_token = await self._access_token()
        answer = await self._send(method, url, access_token)
        if answer.status == HTTPStatus.UNAUTHORIZED:
            access_token = await self._access_token(rejected=access_token)
            answer = await self._send(method, url, access_token)
        return answer

    async def _send(self, method: str, url: URL, access_token: str) -> _Answer:
        """Send one request and read its answer to the end."""
        try:
            async with self._session.request(
                method,
                url,
                headers={
                    hdrs.AUTHORIZATION: f"Bearer {access_token}",
                    hdrs.CONTENT_TYPE: "application/json",
                },
                # A redirect could carry the access token to another host.
                allow_redirects=False,
                timeout=_TIMEOUT,
            ) as response:
                return _Answer(
                    status=response.status,
                    content_type=response.content_type,
                    retry_after=response.headers.get(hdrs.RETRY_AFTER),
                    body=await response.read(),
                    blink_time=_blink_time(response.headers.get(hdrs.DATE)),
                )
        # The causes are left out: they hold addresses, which end up in logs.
        except (ClientConnectorError, ConnectionTimeoutError) as err:
            raise BlinkConnectionError(type(err).__name__) from None
        except (ClientError, TimeoutError, OSError) as err:
            raise AnswerLostError(type(err).__name__) from None

    def _object(self, answer: _Answer) -> dict[str, Any]:
        """Return the JSON object that an answer holds, unless it refuses."""
        self._raise_for_status(answer)
        data = parse_object(answer.body)
        if _is_busy(data):
            raise BusyError(_message(data))
        return data

    def _raise_for_status(self, answer: _Answer) -> None:
        """Raise what an answer's status means, and pause if it asks for that."""
        status = answer.status
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            self._cool_down.is_over()
            return
        try:
            data = parse_object(answer.body)
        except BlinkConnectionError:
            data = {}
        if is_rate_limit(status, data):
            self._cool_down.start(answer.retry_after)
            self._cool_down.check()
        message = _message(data) or f"HTTP {status}"
        if status == HTTPStatus.CONFLICT or _is_busy(data):
            raise BusyError(message)
        if status == HTTPStatus.UPGRADE_REQUIRED:
            raise AppOutdatedError(message)
        if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
            raise RefusedError(message)
        raise BlinkConnectionError(message)


def _is_busy(data: dict[str, Any]) -> bool:
    """Return if Blink says busy, by code or in words, whatever the HTTP status.

    Facts: section 7.
    """
    return integer(data, "code") == _CODE_BUSY or "busy" in _message(data).lower()


def _message(data: dict[str, Any]) -> str:
    """Return what Blink says, short enough for a person to read."""
    return (text(data, "message") or "")[:200]


def _blink_time(date: str | None) -> datetime | None:
    """Return the time of a Date header, UTC."""
    try:
        return parsedate_to_datetime(date or "").astimezone(UTC)
    except ValueError, OverflowError:
        return None
