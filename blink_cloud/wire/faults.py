"""What can go wrong with a request, and when."""

from abc import ABC, abstractmethod
import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import override

from .endpoints import Endpoint
from .replies import Reply

type Act = Callable[[], Reply]
"""Gives a request its effect and returns the real answer."""


class DroppedError(Exception):
    """The connection ends without an answer."""

    def __init__(self, *, reset: bool = False) -> None:
        """Say whether it is reset or merely closed."""
        super().__init__()
        self.reset = reset


class Line:
    """The connections of a running server, as a fault sees them."""

    def __init__(self) -> None:
        """Start open."""
        self._closing = asyncio.Event()

    def close(self) -> None:
        """End every wait."""
        self._closing.set()

    async def hold(self, seconds: float | None) -> None:
        """Wait for some seconds, or for ever.

        Raises:
            DroppedError: The server closes meanwhile.
        """
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            return
        raise DroppedError


class Disturbance(ABC):
    """A fault of the connection, or of the real answer."""

    __slots__ = ()

    @abstractmethod
    async def answer(self, act: Act, line: Line) -> Reply:
        """Answer a request, wholly or partly, or raise `DroppedError`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hang(Disturbance):
    """No answer as long as the caller waits and the server runs.

    Attributes:
        after_effect: Whether the request has its effect first.
    """

    after_effect: bool = False

    @override
    async def answer(self, act: Act, line: Line) -> Reply:
        if self.after_effect:
            act()
        await line.hold(None)
        raise AssertionError("unreachable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset(Disturbance):
    """The connection is reset instead of an answer.

    Callers may ask again on their own: aiohttp does, once, for a GET on a
    connection that it used before. Order it twice where they must notice.

    Attributes:
        after_effect: Whether the request has its effect first.
    """

    after_effect: bool = False

    @override
    async def answer(self, act: Act, line: Line) -> Reply:
        if self.after_effect:
            act()
        raise DroppedError(reset=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slow(Disturbance):
    """The real answer, late.

    Attributes:
        seconds: How late.
        after_effect: Whether the request has its effect at once. If not, a
            caller that hangs up meanwhile has asked for nothing.
    """

    seconds: float
    after_effect: bool = False

    @override
    async def answer(self, act: Act, line: Line) -> Reply:
        if self.after_effect:
            reply = act()
            return replace(reply, delay=reply.delay + self.seconds)
        await line.hold(self.seconds)
        return act()


@dataclass(frozen=True, slots=True, kw_only=True)
class Truncated(Disturbance):
    """A part of the real answer (facts: section 8, bad images).

    Attributes:
        share: The part of its bytes that is sent.
        closes: Whether the length promised is the full one and the connection
            closes early; else the length is that of the part, so that nothing
            in HTTP shows that something is missing.
    """

    share: float = 0.5
    closes: bool = False

    @override
    async def answer(self, act: Act, line: Line) -> Reply:
        reply = act()
        length = int(len(reply.payload) * self.share)
        if self.closes:
            return replace(reply, cut_at=length)
        return _with_bytes(reply, reply.payload[:length])


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty(Disturbance):
    """The real answer without a byte of its body (facts: section 8)."""

    @override
    async def answer(self, act: Act, line: Line) -> Reply:
        return _with_bytes(act(), b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongContentType(Disturbance):
    """The real answer with another content type.

    Attributes:
        content_type: The content type that it claims.
    """

    content_type: str = "text/html; charset=utf-8"

    @override
    async def answer(self, act: Act, line: Line) -> Reply:
        return replace(act(), content_type=self.content_type)


type Fault = Disturbance | Reply


async def disturbed(fault: Fault | None, act: Act, line: Line) -> Reply:
    """Answer a request under a fault, or undisturbed.

    Raises:
        DroppedError: The connection is to end without an answer.
    """
    match fault:
        case None:
            return act()
        case Reply():
            if fault.after_effect:
                act()
            return fault
        case _:
            return await fault.answer(act, line)


@dataclass(eq=False, slots=True, kw_only=True)
class FaultOrder:
    """A fault and the requests that it is meant for.

    Attributes:
        endpoint: The requests that it is for.
        fault: What happens to them.
        at: The first of them that it happens to, counted from 1 since the
            order.
        times: To how many from there on; None means to all.
        camera_id: Only those about this camera; None is for all.
        seen: How many have come since.
        hits: How many of them met it.
    """

    endpoint: Endpoint
    fault: Fault
    at: int = 1
    times: int | None = 1
    camera_id: int | None = None
    seen: int = 0
    hits: int = 0

    def concerns(self, endpoint: Endpoint, camera_id: int | None) -> bool:
        """Whether a request is one of those that it is for."""
        return endpoint is self.endpoint and self.camera_id in (None, camera_id)

    def due(self) -> bool:
        """Count one of its requests, and say whether it is to be hit."""
        self.seen += 1
        return self.seen >= self.at and (self.times is None or self.hits < self.times)


@dataclass(slots=True)
class FaultBook:
    """All orders; a request meets the oldest that is due, and the others wait."""

    orders: list[FaultOrder] = field(default_factory=list)

    def meet(self, endpoint: Endpoint, camera_id: int | None) -> Fault | None:
        """The fault that a request meets, if any."""
        due = [
            order
            for order in self.orders
            if order.concerns(endpoint, camera_id) and order.due()
        ]
        if not due:
            return None
        due[0].hits += 1
        return due[0].fault


def _with_bytes(reply: Reply, payload: bytes) -> Reply:
    """The same answer with other bytes of the same kind."""
    return replace(reply, body=payload, content_type=reply.media_type)
