"""One HTTP request, and what came back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any, Final

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    hdrs,
)
from yarl import URL

from .errors import AnswerLostError, BadAnswerError, BlinkConnectionError
from .parse import integers, parse_object

# Blink can take some 13 s to say that a network is busy (facts: section 7).
_TIMEOUT: Final = ClientTimeout(total=30, sock_connect=10)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An HTTP answer that was read to its end; `blink_time` is its Date header, UTC."""

    status: int
    content_type: str
    location: str
    retry_after: str | None
    body: bytes
    blink_time: datetime | None

    @cached_property
    def data(self) -> dict[str, Any]:
        """The JSON object in the body, empty if there is none."""
        try:
            return parse_object(self.body)
        except BadAnswerError:
            return {}

    @property
    def codes(self) -> dict[str, int]:
        """What it says in numbers, as BlinkError keeps it."""
        return {"http": self.status, **integers(self.data, "code")}


async def send(
    session: ClientSession,
    method: str,
    url: URL,
    *,
    headers: Mapping[str, str],
    **content: Any,
) -> Answer:
    """Send one request and read its answer to the end; a redirect is an answer, too.

    Raises:
        BlinkConnectionError: Blink was not reached.
        AnswerLostError: It may have been reached.
    """
    if session.closed:
        # Whoever wanted the answer has gone.
        raise BlinkConnectionError
    try:
        async with session.request(
            method,
            url,
            headers=headers,
            # A redirect could carry a token to another host.
            allow_redirects=False,
            timeout=_TIMEOUT,
            **content,
        ) as response:
            return Answer(
                status=response.status,
                content_type=response.content_type,
                location=response.headers.get(hdrs.LOCATION, ""),
                retry_after=response.headers.get(hdrs.RETRY_AFTER),
                body=await response.read(),
                blink_time=_blink_time(response.headers.get(hdrs.DATE)),
            )
    # The causes are left out: they hold addresses, which end up in logs.
    except (ClientConnectorError, ConnectionTimeoutError) as err:
        raise BlinkConnectionError(type(err).__name__) from None
    except (ClientError, TimeoutError, OSError) as err:
        raise AnswerLostError(type(err).__name__) from None


def _blink_time(date: str | None) -> datetime | None:
    """Return the time of a Date header, UTC."""
    try:
        return parsedate_to_datetime(date or "").astimezone(UTC)
    except ValueError, OverflowError:
        return None
