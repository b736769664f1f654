"""Fixtures: a client without Home Assistant."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession
import pytest

from blink_cloud import Account as CloudAccount, Camera as CloudCamera, Server
from custom_components.blink_thumbnail.api import Account, BlinkClient, CoolDown


@pytest.fixture
async def session(server: Server) -> AsyncGenerator[ClientSession]:
    """Return a session of aiohttp's."""
    async with ClientSession() as session:
        yield session


@pytest.fixture
async def client(
    session: ClientSession, account: CloudAccount, camera: CloudCamera
) -> BlinkClient:
    """Return a client for the account, which has read the homescreen once."""
    access_token = account.issue_access_token()

    async def source(rejected: str | None = None) -> str:
        """Return the one access token that there is."""
        return access_token

    client = BlinkClient(
        session, source, CoolDown(), Account(account_id=account.id, tier=account.tier)
    )
    await client.get_homescreen()
    return client
