"""One HTTP request, and what came back."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
import logging
from typing import Any, Final

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    hdrs,
)
from propcache.api import cached_property
from yarl import URL

from .codes import TOO_FAST_SECONDS
from .errors import AnswerLostError, BadAnswerError, BlinkConnectionError
from .jpeg import whole_jpeg
from .parse import integers, parse_object
from .traffic import RequestKind

_LOGGER = logging.getLogger(__name__)

# Seconds. Blink can take some 13 s to say that a network is busy (facts: section 7);
# a command whose answer is lost costs the rest of this wait.
_COMMAND_TIMEOUT: Final = ClientTimeout(total=15, connect=10)
_TIMEOUT: Final = ClientTimeout(total=30, connect=10)
# Over a slow line a picture may take long, but some of it keeps arriving.
_PICTURE_TIMEOUT: Final = ClientTimeout(total=30, connect=10, sock_read=10)
_TIMEOUTS: Final = {
    RequestKind.THUMBNAIL: _COMMAND_TIMEOUT,
    RequestKind.PICTURE: _PICTURE_TIMEOUT,
}

# Bytes, decompressed: far above what Blink sends, and no harm to a small machine.
_LARGEST_BODY: Final = 10_000_000


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An HTTP answer that was read to its end.

    `date` is its Date header, UTC, and `retry_after` in how many seconds it wants to be
    asked again, None where it does not say so, or nothing that can be understood.
    """

    status: int
    content_type: str
    location: str
    retry_after: float | None
    body: bytes
    date: datetime | None

    @cached_property
    def _object(self) -> dict[str, Any] | None:
        """The JSON object in the body, read once."""
        with suppress(BadAnswerError):
            return parse_object(self.body)
        return None

    @property
    def data(self) -> dict[str, Any]:
        """The JSON object in the body, empty if there is none."""
        return self._object or {}

    def read_object(self) -> dict[str, Any]:
        """Return the JSON object in the body, or raise BadAnswerError."""
        if self._object is None:
            raise BadAnswerError
        return self._object

    @cached_property
    def jpeg(self) -> bytes | None:
        """The whole JPEG that the body begins with, None if there is none."""
        return whole_jpeg(self.body)

    @property
    def is_rate_limit(self) -> bool:
        """Whether Blink itself asks for fewer requests, by status or by code."""
        return (
            self.status == HTTPStatus.TOO_MANY_REQUESTS
            or self.codes.get("code") in TOO_FAST_SECONDS
        )

    @property
    def asks_for_pause(self) -> bool:
        """Whether nothing more should be asked for a while."""
        is_overloaded = self.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        return (
            self.is_rate_limit
            or self.is_from_edge
            or (is_overloaded and self.retry_after is not None)
        )

    @property
    def is_from_edge(self) -> bool:
        """Whether the edge in front of Blink refuses, which answers in text or HTML.

        An answer in JSON comes from Blink itself (facts: sections 1 and 2.3).
        """
        return (
            self.status in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_ACCEPTABLE)
            and not self.data
        )

    @property
    def codes(self) -> dict[str, int]:
        """What it says in numbers, as BlinkError keeps it."""
        return {"http": self.status, **integers(self.data, "code")}


async def send(
    session: ClientSession,
    kind: RequestKind,
    method: str,
    url: URL,
    *,
    headers: Mapping[str, str],
    attempt: int = 1,
    **content: Any,
) -> Answer:
    """Send one request and read its answer to the end; a redirect is an answer, too.

    Raises:
        BlinkConnectionError: Blink was not reached.
        AnswerLostError: It may have been reached.
        BadAnswerError: The answer is too large.
    """
    if session.closed:
        # The one who wanted the answer has gone.
        raise BlinkConnectionError
    clock = asyncio.get_running_loop().time
    sent_at = clock()
    outcome: object = "cancelled"
    try:
        async with session.request(
            method,
            url,
            headers=headers,
            # A redirect could carry a token to another host.
            allow_redirects=False,
            timeout=_TIMEOUTS.get(kind, _TIMEOUT),
            **content,
        ) as response:
            date = _parse_date(response.headers.get(hdrs.DATE))
            answer = Answer(
                status=response.status,
                content_type=response.content_type,
                location=response.headers.get(hdrs.LOCATION, ""),
                retry_after=_parse_retry_after(
                    response.headers.get(hdrs.RETRY_AFTER, ""), date
                ),
                body=await _read(response),
                date=date,
            )
        outcome = _describe(kind, answer)
    # The causes are left out: they hold addresses, which end up in logs.
    except (ClientConnectorError, ConnectionTimeoutError) as err:
        outcome = type(err).__name__
        raise BlinkConnectionError(type(err).__name__) from None
    except (ClientError, TimeoutError, OSError) as err:
        outcome = type(err).__name__
        raise AnswerLostError(type(err).__name__) from None
    except BadAnswerError:
        outcome = "too large"
        raise
    finally:
        _LOGGER.debug(
            "%s: %s after %.1f s, attempt %s", kind, outcome, clock() - sent_at, attempt
        )
    return answer


async def _read(response: ClientResponse) -> bytes:
    """Return the body, unless it is larger than anything that Blink sends."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > _LARGEST_BODY:
            response.close()
            raise BadAnswerError("The answer is too large")
    return bytes(body)


def _describe(kind: RequestKind, answer: Answer) -> str:
    """Return what came back, for the log: numbers only."""
    words = [f"HTTP {answer.status}"]
    words += [f"{name} {code}" for name, code in integers(answer.data, "code").items()]
    if kind is RequestKind.PICTURE:
        words.append(f"{len(answer.body)} bytes")
    return ", ".join(words)


def _parse_date(date: str | None) -> datetime | None:
    """Return the time of a Date header, UTC."""
    try:
        return parsedate_to_datetime(date or "").astimezone(UTC)
    except ValueError, OverflowError:
        return None


def _parse_retry_after(value: str, now: datetime | None) -> float | None:
    """Return the seconds of a Retry-After header, which may also hold a date.

    A date is compared with the answer's own, since clocks differ; one that has passed
    says nothing.
    """
    if value.strip().isdecimal():
        return float(value.strip()[:9])
    if (date := _parse_date(value)) is None:
        return None
    seconds = (date - (now or datetime.now(UTC))).total_seconds()
    return seconds if seconds > 0 else None
