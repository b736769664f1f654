"""The simulated cloud, in a process and on a core of its own.

What it takes to answer is waited for, as Blink's answers are, and is not counted as
Home Assistant's work.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
import json
from multiprocessing import get_context
from multiprocessing.connection import Connection
import os
from typing import Concatenate

from blink_cloud import Account, BlinkCloud, Rotation, Settings, serve
from blink_cloud.scenery.scenes import Motif, Scene, draw
from blink_cloud.world import pictures

from . import clock, orders


@dataclass(frozen=True)
class Cloud:
    """A simulated cloud with one account, in its own process.

    `account` is the account as it was at first: its ids and its password are right, and
    nothing that happens to it is seen there.
    """

    account: Account
    connection: Connection
    tls_port: int
    ca_pem: str

    def call[**P, T](
        self,
        function: Callable[Concatenate[Account, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Have the cloud's process call a function of orders.py."""
        self.connection.send((function.__name__, args, kwargs))
        result: T = self.connection.recv()
        return result


def start(networks: int, cameras: int, *, minis: bool) -> Cloud:
    """Start a cloud with as many cameras in each network, or with Minis by themselves.

    It is forked: before there are threads, and after the clock was installed.
    """
    # Home Assistant's own integration loses rotated tokens at a restart; that is not
    # what is measured here.
    cloud = BlinkCloud(Settings(rotation=Rotation.KEEP))
    account = cloud.add_account(email="ada@example.com")
    for number in range(networks):
        network = account.add_network(f"Network {number}", sync_module=not minis)
        for camera in range(cameras // networks):
            network.add_camera(
                f"Camera {number} {camera}", type="owl" if minis else "catalina"
            ).take_picture()
    context = get_context("fork")
    ours, theirs = context.Pipe()
    context.Process(target=_run, args=(account, theirs, ours)).start()
    theirs.close()
    tls_port, ca_pem = ours.recv()
    return Cloud(account, ours, tls_port, ca_pem)


def _run(account: Account, connection: Connection, other_end: Connection) -> None:
    """Serve until the process at the other end has ended."""
    other_end.close()
    setattr(pictures, "draw", _copy)  # noqa: B010
    _drawn(account.cameras[0].motif)
    loop = clock.following_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(_serve(account, connection))


async def _serve(account: Account, connection: Connection) -> None:
    """Serve the account, and do what is asked through the pipe."""

    def answer() -> None:
        """Call what is asked for."""
        try:
            name, args, kwargs = connection.recv()
        except EOFError:
            os._exit(0)
        connection.send(getattr(orders, name)(account, *args, **kwargs))

    async with serve(account.cloud, tls=True) as server:
        asyncio.get_running_loop().add_reader(connection.fileno(), answer)
        connection.send((server.tls_port, server.ca_pem))
        await asyncio.get_running_loop().create_future()


@cache
def _drawn(motif: Motif) -> tuple[bytes, bytes]:
    """Draw a picture, and return what is before and after its comment."""
    account = BlinkCloud().add_account(email="grace@example.com")
    taken = account.add_network("Network").add_camera("Camera").take_picture()
    jpeg = draw(
        Scene(
            camera=taken.camera,
            number=taken.number,
            kind=taken.kind,
            taken_at=taken.taken_at,
            seed=taken.seed,
            motif=motif,
            time_zone=taken.time_zone,
        )
    )
    start = jpeg.index(b"\xff\xfe")
    length = int.from_bytes(jpeg[start + 2 : start + 4])
    return jpeg[:start], jpeg[start + 2 + length :]


def _copy(scene: Scene) -> bytes:
    """Return a picture that was drawn before, with another comment.

    Two hundred pictures at once take seconds to draw: Blink's cameras have them.
    """
    before, after = _drawn(scene.motif)
    comment = json.dumps(
        {
            "camera": scene.camera,
            "number": scene.number,
            "kind": scene.kind,
            "taken_at": scene.taken_at.isoformat(),
        }
    ).encode()
    length = (len(comment) + 2).to_bytes(2)
    return b"".join((before, b"\xff\xfe", length, comment, after))
