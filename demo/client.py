"""What the demo says to Home Assistant, over the doors that everybody has."""

import asyncio
from http import HTTPStatus
from typing import Any, Final

import aiohttp

from .errors import DemoError

POLL_SECONDS: Final = 0.2


class HomeAssistantClient:
    """Home Assistant's HTTP and websocket API, signed in as one user."""

    def __init__(self, session: aiohttp.ClientSession, base_url: str) -> None:
        self._session = session
        self._base_url = base_url
        self._token = ""

    async def answers(self) -> None:
        """Wait until Home Assistant answers at all."""
        while True:
            try:
                async with self._session.get(f"{self._base_url}/api/onboarding") as got:
                    if got.status == HTTPStatus.OK:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(POLL_SECONDS)

    async def create_user(self, name: str, password: str) -> None:
        """Make the first user, as the wizard does, and sign in."""
        client_id = f"{self._base_url}/"
        created = await self.post(
            "/api/onboarding/users",
            name=name.capitalize(),
            username=name,
            password=password,
            client_id=client_id,
            language="en",
        )
        async with self._session.post(
            f"{self._base_url}/auth/token",
            data={
                "grant_type": "authorization_code",
                "code": created["auth_code"],
                "client_id": client_id,
            },
        ) as response:
            self._token = (await _checked(response).json())["access_token"]
        self._session.headers["Authorization"] = f"Bearer {self._token}"

    async def is_running(self) -> None:
        """Wait until Home Assistant has started everything."""
        while True:
            if (await self.get("/api/config"))["state"] == "RUNNING":
                return
            await asyncio.sleep(POLL_SECONDS)

    async def get(self, path: str) -> Any:
        """Return the JSON below a path."""
        async with self._session.get(self._base_url + path) as response:
            return await _checked(response).json()

    async def picture(self, entity_id: str) -> bytes:
        """Return what the image proxy gives for an image or a camera."""
        path = f"/api/image_proxy/{entity_id}"
        async with self._session.get(self._base_url + path) as response:
            return await _checked(response).read()

    async def post(self, path: str, **data: Any) -> Any:
        """Send JSON to a path and return the answer's."""
        async with self._session.post(self._base_url + path, json=data) as response:
            return await _checked(response).json()

    async def command(self, kind: str, **data: Any) -> Any:
        """Send a command over the websocket and return its result.

        Each has a connection of its own: Home Assistant's shutdown waits ten seconds
        for one that stays open.
        """
        async with self._session.ws_connect(
            f"{self._base_url}/api/websocket", max_msg_size=0
        ) as websocket:
            await websocket.receive_json()
            await websocket.send_json({"type": "auth", "access_token": self._token})
            await websocket.receive_json()
            await websocket.send_json({"id": 1, "type": kind, **data})
            answer = await websocket.receive_json()
        if not answer["success"]:
            raise DemoError(f"Home Assistant refused {kind}: {answer['error']}")
        return answer["result"]


def _checked(response: aiohttp.ClientResponse) -> aiohttp.ClientResponse:
    """Return a response if it is good; DemoError with its address if not."""
    if not response.ok:
        raise DemoError(
            f"Home Assistant answered {response.status} to "
            f"{response.method} {response.url.path}."
        )
    return response
