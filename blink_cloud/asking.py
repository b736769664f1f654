"""Asking this cloud what a client asks, from the sign-in to the picture."""

import asyncio
from base64 import urlsafe_b64encode
from collections.abc import Collection
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
import re
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

from aiohttp import ClientSession, CookieJar
from PIL import Image

from .own_answers import OwnAnswers
from .server.serving import serve
from .wire.endpoints import OAUTH_HOST, rest_host
from .wire.settings import Settings
from .world.account import Account
from .world.camera import Camera
from .world.cloud import BlinkCloud
from .world.families import FAMILIES, Family

# Nobody waits for what takes a minute in a home; no stage of a command is missed.
_SECONDS = 0.3
_POLL = 0.02
_NOBODY = 999_999_999


async def ask(types: Collection[str]) -> OwnAnswers:
    """Ask a cloud with cameras of these types all that a client asks."""
    cloud = BlinkCloud(
        Settings(snapshot_seconds=(_SECONDS, _SECONDS), offline_seconds=_SECONDS)
    )
    account = _furnish(cloud, types)
    jar = CookieJar(unsafe=True, quote_cookie=False)
    async with (
        serve(cloud) as server,
        ClientSession(server.base_url, cookie_jar=jar) as session,
    ):
        asker = _Asker(session, account)
        await asker.sign_in()
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

    async def sign_in(self) -> None:
        """Sign in with a code (facts: section 2.1), and mistype all of it first."""
        verifier = token_urlsafe(64)
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest())
        client = {
            "client_id": "ios",
            "redirect_uri": "immedia-blink://applinks.blink.com/signin/callback",
            "scope": "client",
            "hardware_id": str(uuid4()),
        }
        query = client | {
            "response_type": "code",
            "code_challenge": challenge.decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        await self._open("GET", f"/oauth/v2/authorize?{urlencode(query)}")
        page, _ = await self._open("GET", "/oauth/v2/signin")
        csrf = re.findall(rb'"csrf-token": ?"([^"]*)"', page)[0].decode()
        for password in ("mistyped", self._account.password):
            form = {"username": self._account.email, "password": password}
            await self._open("POST", "/oauth/v2/signin", csrf, form)
        for code in ("mistyped", self._account.codes[-1]):
            form = {"2fa_code": code, "remember_me": "false"}
            await self._open("POST", "/oauth/v2/2fa/verify", csrf, form)
        _, location = await self._open("GET", "/oauth/v2/authorize")
        for code in ("mistyped", parse_qs(urlsplit(location).query)["code"][0]):
            form = client | {"code": code, "code_verifier": verifier}
            await self._ask_for_token("authorization_code", form)

    async def ask_for_tokens(self) -> None:
        """Refresh a token, and try one that nobody has issued."""
        for token in (self._account.issue_refresh_token(), "nobody's"):
            form = {"refresh_token": token, "client_id": "android", "scope": "client"}
            await self._ask_for_token("refresh_token", form)

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

    async def _open(
        self, method: str, path: str, csrf: str = "", form: dict[str, str] | None = None
    ) -> tuple[bytes, str]:
        """Open a page of the sign-in, and return it with where it leads."""
        async with self._session.request(
            method,
            f"/{OAUTH_HOST}{path}",
            data=form and {**form, "csrf-token": csrf},
            allow_redirects=False,
        ) as answer:
            body = await answer.read()
        self.own.add(f"{method} {urlsplit(path).path}", answer.status, body)
        return body, answer.headers.get("Location", "")

    async def _ask_for_token(self, grant: str, form: dict[str, str]) -> None:
        """Send a token request."""
        async with self._session.post(
            f"/{OAUTH_HOST}/oauth/token", data={"grant_type": grant, **form}
        ) as answer:
            self.own.add(grant, answer.status, await answer.read())

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
