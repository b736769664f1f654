"""What this cloud itself answers, asked like a client does: the shapes and the codes.

A shape goes by path (names with dots between them, `[]` for the items of a list) and
says which types the values have, as JSON calls them, and which words they are.
"""

import asyncio
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
import json
from typing import Any

from aiohttp import ClientSession
from PIL import Image

from .server.serving import serve
from .wire.endpoints import OAUTH_HOST, rest_host
from .wire.settings import Settings
from .world.account import Account
from .world.camera import FAMILIES, Camera, Family
from .world.cloud import BlinkCloud

# Nobody waits for what takes a minute in a home; no stage of a command is missed.
_SECONDS = 0.3
_POLL = 0.02
_NOBODY = 999_999_999


@dataclass(slots=True)
class Field:
    """The types and words of a field, and in how many answers it was."""

    types: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    answers: int = 0


@dataclass(slots=True)
class Answers:
    """What was answered at one endpoint."""

    count: int = 0
    codes: set[str] = field(default_factory=set)
    fields: dict[str, Field] = field(default_factory=dict)

    def add(self, data: Any) -> None:
        """Add one answer's JSON."""
        self.count += 1
        seen = set()
        for path, value in _walk(data, ""):
            known = self.fields.setdefault(path, Field())
            known.types.add(_type_of(value))
            if isinstance(value, str):
                known.words.add(value)
            if path not in seen:
                seen.add(path)
                known.answers += 1

    @property
    def always(self) -> set[str]:
        """The fields that every answer had."""
        return {path for path, one in self.fields.items() if one.answers == self.count}


@dataclass(slots=True)
class OwnAnswers:
    """All that was answered: by endpoint, and the sizes of pictures in pixels.

    Endpoints are called as in Blink Thumbnail's field notes. What refuses has a name
    of its own, with `refused` after it. `states` are the numbers of commands that are
    running, and of those that have ended.
    """

    endpoints: dict[str, Answers] = field(default_factory=dict)
    states: dict[str, set[str]] = field(default_factory=dict)
    sizes: set[str] = field(default_factory=set)

    def add(self, endpoint: str, status: int, body: bytes) -> Any:
        """Add an answer, and return its JSON, None if it has none."""
        try:
            data = json.loads(body)
        except ValueError:
            data = None
        code = data.get("code") if isinstance(data, dict) else None
        words = f"http {status}" if code is None else f"http {status}, code {code}"
        self.endpoints.setdefault(endpoint, Answers()).codes.add(words)
        if data is not None:
            refuses = status >= 400 or code not in (None, 902)
            name = f"{endpoint} refused" if refuses else endpoint
            self.endpoints.setdefault(name, Answers()).add(data)
        return data


async def ask(types: Collection[str]) -> OwnAnswers:
    """Ask a cloud with cameras of these types all that a client asks."""
    cloud = BlinkCloud(
        Settings(snapshot_seconds=(_SECONDS, _SECONDS), offline_seconds=_SECONDS)
    )
    account = _furnish(cloud, types)
    async with serve(cloud) as server, ClientSession(server.base_url) as session:
        asker = _Asker(session, account)
        await asker.ask_for_tokens()
        await asker.ask_for_homescreen()
        for camera in account.cameras:
            await asker.ask_for_picture(camera)
        await asker.ask_in_vain()
        return asker.own


def _furnish(cloud: BlinkCloud, types: Collection[str]) -> Account:
    """Add an account with a camera of each type, in all conditions."""
    account = cloud.add_account(email="ada@example.com")
    home = account.add_network("Home")
    home.add_sync_module(type="sm2")
    other = account.add_network("Other")
    other.add_sync_module(type="sm1").online = False
    for camera_type in types:
        if camera_type in FAMILIES:
            camera = home.add_camera("Camera", type=camera_type)
            camera.take_picture(age=timedelta(hours=1))
            # Without a picture, with a low battery, and offline.
            odd = other.add_camera("Camera", type=camera_type)
            odd.battery, odd.online = "low", False
    for camera in home.cameras[:1]:
        for mount in ("storm", "rosie"):
            home.add_accessory(camera, type=mount)
    return account


class _Asker:
    """A client of the account."""

    def __init__(self, session: ClientSession, account: Account) -> None:
        """Take a session whose base is the server, and the account."""
        self.own = OwnAnswers()
        self._session = session
        self._account = account
        self._token = account.issue_access_token()

    async def ask_for_tokens(self) -> None:
        """Refresh a token, and try one that nobody has issued."""
        for token in (self._account.issue_refresh_token(), "nobody's"):
            form = {
                "grant_type": "refresh_token",
                "refresh_token": token,
                "client_id": "android",
                "scope": "client",
            }
            url = f"/{OAUTH_HOST}/oauth/token"
            async with self._session.post(url, data=form) as answer:
                self.own.add("refresh_token", answer.status, await answer.read())

    async def ask_for_homescreen(self) -> None:
        """Ask for the tier and the homescreen, and that without a valid token too."""
        await self._ask("tier_info", "GET", "/api/v1/users/tier_info")
        path = f"/api/v3/accounts/{self._account.id}/homescreen"
        await self._ask("homescreen", "GET", path)
        token, self._token = self._token, "nobody's"
        await self._ask("homescreen", "GET", path)
        self._token = token

    async def ask_for_picture(self, camera: Camera) -> None:
        """Have a picture taken, and once more while its network is busy with that."""
        path = self._thumbnail_path(camera)
        accepted = await self._ask("thumbnail", "POST", path)
        await self._ask("thumbnail", "POST", path)
        if accepted is None or "id" not in accepted:
            return
        command = f"/network/{camera.network.id}/command/{accepted['id']}"
        while True:
            status = await self._ask("command", "GET", command)
            numbers = [
                f"{name} {status[name]}"
                for name in ("status", "status_code")
                if status.get(name) is not None
            ]
            stage = "ended" if status["complete"] else "running"
            self.own.states.setdefault(stage, set()).add(
                ", ".join(numbers) or "no number"
            )
            if status["complete"]:
                break
            await asyncio.sleep(_POLL)
        await self._ask("done", "POST", f"{command}/done")
        if camera.shown:
            await self._download(str(camera.thumbnail))

    async def ask_in_vain(self) -> None:
        """Ask for what is not there."""
        for network in self._account.networks[:1]:
            path = f"/network/{network.id}"
            await self._ask("thumbnail", "POST", f"{path}/camera/{_NOBODY}/thumbnail")
            await self._ask("command", "GET", f"{path}/command/{_NOBODY}")
            await self._ask("done", "POST", f"{path}/command/{_NOBODY}/done")
        await self._ask("picture", "GET", "/media/nobody.jpg")

    def _thumbnail_path(self, camera: Camera) -> str:
        """Return the path for a new picture (facts: section 5)."""
        network = camera.network.id
        if camera.family is Family.CAMERA:
            return f"/network/{network}/camera/{camera.id}/thumbnail"
        return (
            f"/api/v1/accounts/{self._account.id}/networks/{network}"
            f"/{camera.family}/{camera.id}/thumbnail"
        )

    async def _download(self, thumbnail: str) -> None:
        """Download a picture, if its path is one."""
        if not thumbnail.startswith("/"):
            return
        path = thumbnail if "?" in thumbnail else f"{thumbnail}.jpg"
        status, body = await self._request("GET", path)
        self.own.add("picture", status, body)
        with Image.open(BytesIO(body)) as image:
            self.own.sizes.add("x".join(map(str, image.size)))

    async def _ask(self, endpoint: str, method: str, path: str) -> Any:
        """Send a request, and return the JSON of its answer."""
        return self.own.add(endpoint, *await self._request(method, path))

    async def _request(self, method: str, path: str) -> tuple[int, bytes]:
        """Send a request to the account's tier."""
        async with self._session.request(
            method,
            f"/{rest_host(self._account.tier)}{path}",
            headers={"Authorization": f"Bearer {self._token}"},
        ) as answer:
            return answer.status, await answer.read()


def _walk(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Go through a JSON value and all that is in it, but for the value itself."""
    if isinstance(value, dict):
        below = [(f"{path}.{name}" if path else name, value[name]) for name in value]
    elif isinstance(value, list):
        below = [(f"{path}[]", item) for item in value]
    else:
        return
    for name, item in below:
        yield name, item
        yield from _walk(item, name)


def _type_of(value: Any) -> str:
    """Return the type of a value, as JSON calls it."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "integer" if isinstance(value, int) else "number"
        case str():
            return "string"
        case _:
            return "list" if isinstance(value, list) else "object"
