"""For clients that know nothing of us: Blink's own names, over TLS."""

import socket
import ssl
from typing import override

from aiohttp import TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult

from .serving import Server


class Loopback(AbstractResolver):
    """A resolver for which every name is a port of this machine."""

    def __init__(self, port: int) -> None:
        """Take the port."""
        self._port = port

    @override
    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=self._port,
                family=socket.AF_INET,
                proto=0,
                flags=0,
            )
        ]

    @override
    async def close(self) -> None:
        """Do nothing."""


def connector(server: Server) -> TCPConnector:
    """Return a connector that reaches a server by Blink's names, and trusts it.

    Raises:
        ValueError: The server has no TLS.
    """
    if server.tls_port is None or server.ca_pem is None:
        raise ValueError("The server has no TLS")
    trust = ssl.create_default_context(cadata=server.ca_pem)
    return TCPConnector(resolver=Loopback(server.tls_port), ssl=trust)
