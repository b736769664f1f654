"""A simulated cloud in a process of its own, so that only the integration is measured.

It draws all pictures, and would do so in the integration's time otherwise.
"""

import asyncio
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
import json
from random import Random
import sys

from blink_cloud import BlinkCloud, Network, Rotation, Settings, serve


@dataclass(frozen=True)
class ApartAccount:
    """What a home has to know of an account that another process holds."""

    id: int
    tier: str
    email: str
    client_id: int
    user_id: int
    refresh_token: str
    cloud: None = None

    def issue_refresh_token(self) -> str:
        """Return the token that was issued for this home."""
        return self.refresh_token


@dataclass(frozen=True)
class ApartCloud:
    """A cloud in another process."""

    account: ApartAccount
    tls_port: int
    ca_pem: str
    process: Process

    async def draw(self) -> float:
        """Give each camera another time; return the longest queue's, in seconds."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(b"\n")
        return float(await self.process.stdout.readline())


@asynccontextmanager
async def start(networks: int, cameras: int) -> AsyncIterator[ApartCloud]:
    """Start a cloud with so many cameras; it ends with its input."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.apart", str(networks), str(cameras)),
        stdin=PIPE,
        stdout=PIPE,
        limit=2**20,
    )
    assert process.stdin
    assert process.stdout
    try:
        told = json.loads(await process.stdout.readline())
        account = ApartAccount(**told.pop("account"))
        yield ApartCloud(account=account, process=process, **told)
    finally:
        process.stdin.close()
        await process.wait()


def draw(networks: list[Network], random: Random) -> float:
    """Give each camera another time; return the longest queue's, in seconds.

    Three seconds, half a second up or down, so that no schedule can be made for it.
    """
    queues = []
    for network in networks:
        queue = 0.0
        for camera in network.cameras:
            own = random.uniform(2.5, 3.5)
            camera.snapshot_seconds = (own, own)
            queue += own
        queues.append(queue)
    return max(queues)


def build(networks: int, cameras: int) -> BlinkCloud:
    """Return a cloud with one account, whose cameras have each taken a picture.

    As many networks as cameras means Minis, each alone in its own.
    """
    # Home Assistant's own integration loses rotated tokens at a restart; that is not
    # what is measured here.
    cloud = BlinkCloud(Settings(rotation=Rotation.KEEP))
    account = cloud.add_account(email="ada@example.com")
    are_minis = networks == cameras > 1
    for number in range(networks):
        network = account.add_network(f"Network {number}", sync_module=not are_minis)
        for camera in range(cameras // networks):
            network.add_camera(
                f"Camera {number} {camera}", type="owl" if are_minis else "catalina"
            ).take_picture()
    return cloud


async def _serve(networks: int, cameras: int) -> None:
    """Serve a cloud, and draw the cameras' times for each line that comes."""
    cloud = build(networks, cameras)
    (account,) = cloud.accounts
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), sys.stdin
    )
    async with serve(cloud, tls=True) as server:
        known = ApartAccount(
            id=account.id,
            tier=account.tier,
            email=account.email,
            client_id=account.client_id,
            user_id=account.user_id,
            refresh_token=account.issue_refresh_token(),
        )
        told = {"account": asdict(known), "tls_port": server.tls_port}
        print(json.dumps({**told, "ca_pem": server.ca_pem}), flush=True)
        random = Random(1)
        while await lines.readline():
            print(draw(account.networks, random), flush=True)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2])))
