"""Requests with an access token to Blink's REST hosts, and what their answers mean."""

import asyncio
from contextlib import nullcontext
from http import HTTPStatus
from typing import Any, Protocol

from aiohttp import ClientSession, hdrs
from yarl import URL

from .codes import error_for
from .errors import AppOutdatedError, BlinkConnectionError, BusyError, RefusedError
from .http import Answer, send
from .parse import integer, sentence
from .traffic import RequestKind, Traffic
from .verdicts import DONE


class AccessTokenSource(Protocol):
    """Where the client gets its access token from.

    Given the token that Blink has just rejected, it returns a different one. It raises
    BlinkError if it has none.
    """

    async def __call__(self, rejected: str | None = None) -> str:
        """Return an access token that should be valid."""


class Rest:
    """Blink's REST hosts, for the account that the access tokens belong to."""

    def __init__(
        self, session: ClientSession, access_token: AccessTokenSource, traffic: Traffic
    ) -> None:
        """Take a session, a source of access tokens, and the account's traffic."""
        self._session = session
        self._access_token = access_token
        self._traffic = traffic

    async def request(
        self,
        kind: RequestKind,
        method: str,
        url: URL,
        under_way: asyncio.Lock | None = None,
    ) -> Answer:
        """Send a request, and once more with another token if Blink rejects this.

        `under_way` is locked while Blink may have it and has not answered.
        """
        self._traffic.rest_pause.check()
        access_token = await self._access_token()
        async with under_way or nullcontext():
            answer = await self._send(kind, method, url, access_token, attempt=1)
        if answer.status == HTTPStatus.UNAUTHORIZED:
            access_token = await self._access_token(rejected=access_token)
            async with under_way or nullcontext():
                answer = await self._send(kind, method, url, access_token, attempt=2)
        return answer

    def read_object(self, answer: Answer) -> dict[str, Any]:
        """Return the JSON object that an answer holds, unless it refuses."""
        self.raise_for_status(answer)
        data = answer.read_object()
        if error := error_for(integer(data, "code")):
            raise error(message(data), answer.codes)
        return data

    def start_pause(self, answer: Answer) -> None:
        """Start the pause that an answer asks for."""
        self._traffic.note_limit()
        self._traffic.rest_pause.start(
            answer.status, answer.retry_after, answer.codes.get("code")
        )

    def raise_for_status(self, answer: Answer, *, is_of_account: bool = True) -> None:
        """Raise what an answer's status means, and pause if it asks for that.

        `is_of_account` says if any refusal is about the account: what keeps a picture
        from us is about that picture, unless we ask too often.
        """
        status, data = answer.status, answer.data
        if answer.asks_for_pause if is_of_account else answer.is_rate_limit:
            self.start_pause(answer)
            self._traffic.rest_pause.check()
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            self._traffic.rest_pause.reset()
            return
        words = message(data) or f"HTTP {status}"
        if status == HTTPStatus.UPGRADE_REQUIRED:
            raise AppOutdatedError(words, answer.codes)
        if error := error_for(integer(data, "code")):
            raise error(words, answer.codes)
        if status == HTTPStatus.CONFLICT:
            raise BusyError(words, answer.codes)
        if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
            raise RefusedError(words, answer.codes)
        raise BlinkConnectionError(words, answer.codes)

    async def _send(
        self,
        kind: RequestKind,
        method: str,
        url: URL,
        access_token: str,
        attempt: int,
    ) -> Answer:
        """Send one request, and learn what time it is for Blink."""
        self._traffic.check(kind)
        clock = asyncio.get_running_loop().time
        sent_at = clock()
        headers: dict[str, str] = {
            hdrs.AUTHORIZATION: f"Bearer {access_token}",
            hdrs.CONTENT_TYPE: "application/json",
        }
        answer = await send(
            self._session, kind, method, url, headers=headers, attempt=attempt
        )
        # A picture may come from a cache, with the Date of when it was put there.
        if answer.date and kind is not RequestKind.PICTURE:
            self._traffic.clock.learn(answer.date, sent_at, clock())
        is_done = kind is RequestKind.COMMAND and method == "POST"
        self._traffic.notes.see(DONE if is_done else kind, answer)
        return answer


def message(data: dict[str, Any]) -> str:
    """Return what Blink says, short enough for a person to read."""
    return sentence(data, "message") or ""
