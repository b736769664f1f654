"""A caller that speaks plain HTTP."""

from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import pytest

from blink_cloud import Account, Camera, Server

from .answer import Answer
from .app import App

REFRESH_TOKEN = "pasted-refresh-token"


class Caller:
    """A signed-in client of one account."""

    def __init__(
        self, session: aiohttp.ClientSession, base: str, account: Account
    ) -> None:
        """Sign in."""
        self.session = session
        self.base = base
        self.account = account
        self.bearer: str | None = account.issue_access_token()

    async def ask(
        self, method: str, path: str, *, host: str | None = None, **options: Any
    ) -> Answer:
        """Ask a host, by default the account's own."""
        host = host or f"rest-{self.account.tier}.immedia-semi.com"
        options.setdefault("headers", {})
        if self.bearer:
            options["headers"]["Authorization"] = f"Bearer {self.bearer}"
        url = f"{self.base}/{host}{path}"
        async with self.session.request(method, url, **options) as response:
            return Answer(
                status=response.status,
                headers=response.headers.copy(),
                body=await response.read(),
            )

    async def token(self, refresh_token: str, **fields: str) -> Answer:
        """Ask for tokens."""
        form = {
            "grant_type": "refresh_token",
            "client_id": "ios",
            "refresh_token": refresh_token,
            **fields,
        }
        host = "api.oauth.blink.com"
        return await self.ask("POST", "/oauth/token", host=host, data=form)

    async def homescreen(self, version: int = 3) -> Any:
        """Read the homescreen."""
        path = f"/api/v{version}/accounts/{self.account.id}/homescreen"
        answer = await self.ask("GET", path)
        assert answer.status == 200
        return answer.json

    async def device(self, camera: Camera, version: int = 3) -> Any:
        """Read a camera's entry in the homescreen."""
        screen = await self.homescreen(version)
        return next(one for one in screen[camera.family] if one["id"] == camera.id)

    async def snap(self, camera: Camera) -> Answer:
        """Ask for a picture, by the path of the camera's list."""
        network = camera.network.id
        path = f"/network/{network}/camera/{camera.id}/thumbnail"
        if camera.family != "cameras":
            path = (
                f"/api/v1/accounts/{self.account.id}/networks/{network}"
                f"/{camera.family}/{camera.id}/thumbnail"
            )
        return await self.ask("POST", path)

    async def command(self, camera: Camera, command_id: int) -> Any:
        """Ask how a command stands."""
        path = f"/network/{camera.network.id}/command/{command_id}"
        return (await self.ask("GET", path)).json

    async def picture(self, camera: Camera, version: int = 3) -> Answer:
        """Fetch the picture that the homescreen shows."""
        thumbnail = (await self.device(camera, version))["thumbnail"]
        return await self.ask("GET", address(camera, thumbnail))


def address(camera: Camera, thumbnail: str | int) -> str:
    """Make a path of a thumbnail, as Blink's clients do."""
    if isinstance(thumbnail, int) or thumbnail.isdigit():
        network = camera.network
        return (
            f"/api/v3/media/accounts/{network.account.id}/networks/{network.id}"
            f"/{camera.type}/{camera.id}/thumbnail/thumbnail.jpg?ts={thumbnail}&ext="
        )
    host = f"https://rest-{camera.network.account.tier}.immedia-semi.com"
    thumbnail = thumbnail.removeprefix(host)
    return thumbnail if thumbnail.endswith("&ext=") else f"{thumbnail}.jpg"


@pytest.fixture
async def caller(server: Server, account: Account) -> AsyncGenerator[Caller]:
    """Return a signed-in client."""
    async with aiohttp.ClientSession() as session:
        yield Caller(session, server.base_url, account)


@pytest.fixture
async def app(server: Server) -> AsyncGenerator[App]:
    """Return an app with an empty jar."""
    async for app in _apps(server):
        yield app


@pytest.fixture
async def other_app(server: Server) -> AsyncGenerator[App]:
    """Return another app, with a jar of its own."""
    async for app in _apps(server):
        yield app


async def _apps(server: Server) -> AsyncGenerator[App]:
    """Give one app."""
    # Else a jar takes no cookies of a host that is an address.
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        yield App(session, server.base_url)
