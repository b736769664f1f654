"""What the cloud answers, before it becomes HTTP."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
import json

type Json = bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer; ordered as a fault, it replaces the real one.

    Attributes:
        status: The HTTP status.
        body: `bytes` are sent as they are, `str` as text, None as no body at
            all, and everything else as JSON.
        headers: Further headers, such as `Retry-After`.
        cookies: Cookies for the caller's jar, each in a `Set-Cookie` of its own.
        content_type: None means what suits the body.
        delay: Seconds to wait before answering, after the effect.
        cut_at: Bytes to send before the connection closes, although the
            `Content-Length` promises all of them; None sends them all.
        after_effect: As a fault only: whether the request still has its effect,
            so that only its answer is lost.
    """

    status: int = 200
    body: Json | bytes = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    content_type: str | None = None
    delay: float = 0.0
    cut_at: int | None = None
    after_effect: bool = False

    @property
    def payload(self) -> bytes:
        """The body as it goes over the wire."""
        match self.body:
            case None:
                return b""
            case bytes():
                return self.body
            case str():
                return self.body.encode()
            case _:
                # Without spaces: shell scripts rely on it (facts: section 13.7).
                return json.dumps(self.body, separators=(",", ":")).encode()

    @property
    def media_type(self) -> str:
        """The content type as it goes over the wire."""
        if self.content_type is not None:
            return self.content_type
        match self.body:
            case bytes():
                return "application/octet-stream"
            case str():
                return "text/plain; charset=utf-8"
            case _:
                return "application/json; charset=utf-8"


class RefusedError(Exception):
    """A request that a handler refuses, with the answer to it."""

    def __init__(self, reply: Reply) -> None:
        """Keep the answer."""
        super().__init__(reply.status)
        self.reply = reply


def message(text: str, *, status: int, code: int | None = None) -> Reply:
    """An error in Blink's words (facts: section 6, known message codes).

    Args:
        text: The `message` of the body.
        status: The HTTP status.
        code: The `code` of the body; None leaves it out, where nobody has
            published one.
    """
    body: dict[str, Json] = {"message": text}
    if code is not None:
        body["code"] = code
    return Reply(status=status, body=body)


def html(status: int = 200) -> Reply:
    """A web page where JSON is expected, as edges and captive portals send."""
    page = "<!doctype html><html><body><h1>Please stand by</h1></body></html>"
    return Reply(status=status, body=page, content_type="text/html; charset=utf-8")


UNAUTHORIZED = Reply(
    status=401,
    body={"message": "Unauthorized Access", "error": None, "code": 101},
)
"""An unknown or expired access token (facts: section 1, errors)."""

NOT_ACCEPTABLE = Reply(status=406, body="406 Not Acceptable")
"""The edge's refusal (facts: section 1, errors; facts: section 3)."""

BUSY_CONFLICT = Reply(
    status=409,
    body={"message": "System is busy, please wait", "code": 307},
)
"""Busy as most clients know it (facts: section 7)."""

BUSY_OK = Reply(
    status=200,
    body={"message": "System is busy, please wait", "code": 307},
)
"""Busy with a status of success; some clients look only at `code`."""

BUSY_BAD_REQUEST = Reply(
    status=400,
    body={"message": "System is busy, please wait", "code": 307},
)
"""Busy with another status than 409."""

BUSY_MESSAGE_ONLY = Reply(status=409, body={"message": "System is busy, please wait"})
"""Busy without a code."""

BUSY_CODE_ONLY = Reply(status=200, body={"code": 307})
"""Busy without words and with a status of success."""
