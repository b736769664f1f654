"""The cloud on loopback."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import ipaddress
import ssl

from aiohttp import web

from blink_cloud.scenery.scenes import warm_up
from blink_cloud.wire.faults import Line
from blink_cloud.world.cloud import BlinkCloud

from .gateway import Gateway
from .tls import make_certificates


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A cloud that can be reached.

    Attributes:
        host: The loopback address that it listens on.
        port: Its port for plain HTTP.
        base_url: What to put before `/<Blink's host>/<path>`; no trailing slash.
        tls_port: Its port for HTTPS under Blink's own names; None without TLS.
        ca_pem: The certificate to trust for that; None without TLS.
    """

    host: str
    port: int
    base_url: str
    tls_port: int | None
    ca_pem: str | None


@asynccontextmanager
async def serve(
    cloud: BlinkCloud,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    tls: bool = False,
    tls_port: int = 0,
) -> AsyncGenerator[Server]:
    """Serve a cloud as long as the context lasts; it may be served again later.

    Args:
        cloud: The cloud.
        host: A loopback address, or `localhost`.
        port: The port for plain HTTP; 0 takes a free one.
        tls: Whether to serve HTTPS as well.
        tls_port: The port for it; 0 takes a free one.

    Raises:
        ValueError: The host is not a loopback one.
        OSError: A port is taken.
    """
    host = _loopback(host)
    line = Line()
    gateway = Gateway(cloud, line)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", gateway.handle)
    app.on_response_prepare.append(gateway.stamp)
    # A caller that hangs up ends its handler, so that no hanging answer outlives it.
    runner = web.AppRunner(
        app, access_log=None, handler_cancellation=True, shutdown_timeout=1
    )
    await runner.setup()
    await asyncio.to_thread(warm_up)
    try:
        bound = await _listen(runner, host, port)
        certificates = await asyncio.to_thread(make_certificates) if tls else None
        bound_tls = None
        if certificates:
            bound_tls = await _listen(runner, host, tls_port, certificates.context)
        yield Server(
            host=host,
            port=bound,
            base_url=f"http://{f'[{host}]' if ':' in host else host}:{bound}",
            tls_port=bound_tls,
            ca_pem=certificates.ca_pem if certificates else None,
        )
    finally:
        line.close()
        await runner.cleanup()


async def _listen(
    runner: web.AppRunner, host: str, port: int, context: ssl.SSLContext | None = None
) -> int:
    """Listen on a port, and say on which."""
    site = web.TCPSite(runner, host, port, ssl_context=context)
    await site.start()
    bound: int = runner.addresses[-1][1]
    return bound


def _loopback(host: str) -> str:
    """Keep the cloud, whose tokens open nothing but itself, off the network."""
    # `localhost` may be two addresses, which would get two different free ports.
    host = "127.0.0.1" if host == "localhost" else host
    if not ipaddress.ip_address(host).is_loopback:
        raise ValueError(f"{host} is not a loopback address")
    return host
