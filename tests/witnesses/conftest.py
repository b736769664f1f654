"""Programs of their own that reach the cloud by Blink's names, in time as it is."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
import os
from pathlib import Path

import pytest

from blink_cloud import Account, BlinkCloud, serve


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a witness runs.

    `home` is its home folder, and `authority` a file in there: whose certificates it
    is to trust. `port` is where all of Blink's names lead to.
    """

    home: Path
    authority: Path
    port: int

    async def run(self, *command: str | Path, **environment: str) -> str:
        """Run a witness to its end; return what it prints."""
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=self.home,
            env={"PATH": os.environ["PATH"], "HOME": str(self.home), **environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        output, errors = await process.communicate()
        assert process.returncode == 0, errors.decode()
        return output.decode()


@pytest.fixture(autouse=True)
def _driven_time(socket_enabled: None) -> None:
    """Leave time alone: another program has a clock of its own."""


@pytest.fixture
def cloud() -> BlinkCloud:
    """Return a cloud that is quick."""
    cloud = BlinkCloud()
    cloud.settings.snapshot_seconds = (0.2, 0.2)
    return cloud


@pytest.fixture
def account(cloud: BlinkCloud) -> Account:
    """Return its one account."""
    return cloud.add_account(email="ada@example.com")


@pytest.fixture
async def place(cloud: BlinkCloud, tmp_path: Path) -> AsyncGenerator[Place]:
    """Return a place for a witness, as long as the cloud is served."""
    async with serve(cloud, tls=True) as server:
        assert server.ca_pem and server.tls_port
        authority = tmp_path / "authority.pem"
        authority.write_text(server.ca_pem)
        yield Place(home=tmp_path, authority=authority, port=server.tls_port)
