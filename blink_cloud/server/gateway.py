"""From HTTP to a handler and back."""

from collections.abc import Mapping
from email.utils import format_datetime
import functools
import ipaddress
import socket
import struct
from urllib.parse import unquote_plus

from aiohttp import hdrs, web

from blink_cloud.answers import details, oauth, rest, sign_in
from blink_cloud.answers.calls import Call, Route
from blink_cloud.wire.endpoints import OAUTH_HOST, Endpoint, rest_tier
from blink_cloud.wire.faults import DroppedError, Line, disturbed
from blink_cloud.wire.replies import RefusedError, Reply, message
from blink_cloud.wire.request_log import Request
from blink_cloud.world.cloud import BlinkCloud

ROUTES: list[Route] = [
    *sign_in.ROUTES,
    *oauth.ROUTES,
    *rest.ROUTES,
    *details.ROUTES,
]
"""Everything that the cloud answers to."""


class Gateway:
    """The one door: finds the handler, applies faults, keeps the log."""

    def __init__(self, cloud: BlinkCloud, line: Line) -> None:
        """Serve a cloud over a server's line."""
        self._cloud = cloud
        self._line = line

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one HTTP request."""
        call = await self._read(request)
        route, part = _find(call)
        endpoint = route.endpoint if route else Endpoint.UNKNOWN
        camera_id = self._camera_id(part)
        fault = self._cloud.faults.meet(endpoint, camera_id)
        entry = Request(
            endpoint=endpoint,
            method=call.method,
            host=call.host,
            path=call.path,
            camera_id=camera_id,
            at=self._cloud.time(),
            bearer=call.bearer is not None,
            exposed=_exposes_secret(call),
            fault=fault,
        )
        self._cloud.requests.append(entry)
        act = functools.partial(_act, call, route, part)
        try:
            reply = await disturbed(fault, act, self._line)
            # What is late from here on was written now.
            request["written_at"] = self._cloud.now()
            if reply.delay:
                await self._line.hold(reply.delay)
        except DroppedError as drop:
            _hang_up(request, drop)
            return web.Response()
        self._cloud.log.answered(entry, reply.status, len(reply.payload))
        return await _send(request, reply, base=request.path.removesuffix(call.path))

    async def stamp(
        self, request: web.BaseRequest, response: web.StreamResponse
    ) -> None:
        """Put Blink's time on an answer, or take aiohttp's off it."""
        response.headers.pop(hdrs.DATE, None)
        if self._cloud.settings.date_header:
            written_at = request.get("written_at") or self._cloud.now()
            response.headers[hdrs.DATE] = format_datetime(written_at, usegmt=True)

    async def _read(self, request: web.Request) -> Call:
        """Read a request to its end."""
        host, path = _address(request)
        return Call(
            cloud=self._cloud,
            method=request.method,
            host=host,
            path=path,
            query=request.query,
            headers=request.headers,
            cookies=request.cookies,
            body=(await request.read()).decode(errors="replace"),
        )

    def _camera_id(self, part: Mapping[str, str]) -> int | None:
        """The camera that a request is about."""
        if "camera" in part:
            return int(part["camera"])
        if "command" in part:
            command = self._cloud.find_command(int(part["command"]))
            return command.camera.id if command else None
        return None


def _address(request: web.Request) -> tuple[str, str]:
    """The host that is meant and the path on it, whichever way it is addressed."""
    host = (request.url.host or "").casefold()
    if not _is_loopback(host):
        return host, request.path
    first, _, rest_of_path = request.path.removeprefix("/").partition("/")
    return first.casefold(), f"/{rest_of_path}"


def _is_loopback(host: str) -> bool:
    """Whether a host is this machine rather than one of Blink's."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _exposes_secret(call: Call) -> bool:
    """Whether a password or refresh token is where none may be."""
    places = [call.path, *call.query.values(), *call.headers.values()]
    if call.host != OAUTH_HOST:
        places.append(unquote_plus(call.body))
    return any(secret in place for secret in call.cloud.secrets for place in places)


def _find(call: Call) -> tuple[Route | None, Mapping[str, str]]:
    """The route of a request, and what its path is about."""
    for route in ROUTES:
        if route.method != call.method or not route.serves(call.host):
            continue
        if match := route.pattern.fullmatch(call.path):
            return route, match.groupdict(default="")
    return None, {}


def _act(call: Call, route: Route | None, part: Mapping[str, str]) -> Reply:
    """Give a request its effect; the words for unknown paths are invented."""
    if route is None and rest_tier(call.host) is None and call.host != OAUTH_HOST:
        return message(f"Unknown host: {call.host or '(none)'}", status=404)
    if route is None:
        return message("Not Found", status=404)
    try:
        return route.handler(call, part)
    except RefusedError as refusal:
        return refusal.reply


async def _send(request: web.Request, reply: Reply, *, base: str) -> web.StreamResponse:
    """Send an answer, or the part of it that is to arrive."""
    headers = {hdrs.CONTENT_TYPE: reply.media_type, **reply.headers}
    # A redirect stays on its host, whichever way that was addressed.
    if headers.get(hdrs.LOCATION, "").startswith("/"):
        headers[hdrs.LOCATION] = base + headers[hdrs.LOCATION]
    response: web.StreamResponse
    if reply.cut_at is None:
        response = web.Response(
            status=reply.status, headers=headers, body=reply.payload
        )
    else:
        response = web.StreamResponse(status=reply.status, headers=headers)
        response.content_length = len(reply.payload)
    for name, value in reply.cookies.items():
        # Not `Secure`: the cloud is asked in plain HTTP too.
        response.set_cookie(name, value, httponly=True, samesite="Lax")
    if reply.cut_at is not None:
        await response.prepare(request)
        await response.write(reply.payload[: reply.cut_at])
        if request.transport is not None:
            request.transport.close()
    return response


def _hang_up(request: web.Request, drop: DroppedError) -> None:
    """End a connection, politely or not."""
    transport = request.transport
    if transport is None:
        return
    connection: socket.socket | None = transport.get_extra_info("socket")
    if drop.reset and connection is not None:
        # Without lingering, closing a socket sends RST instead of FIN.
        linger = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    transport.abort()
