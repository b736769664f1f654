"""An app that signs in, one request at a time."""

import base64
import hashlib
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import aiohttp

from blink_cloud import Account

from .answer import Answer

HOST = "api.oauth.blink.com"
REDIRECT_URI = "immedia-blink://applinks.blink.com/signin/callback"


class App:
    """An app with a cookie jar, before it has a bearer token."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        """Make up a device, and a verifier with its challenge."""
        self.session = session
        self.base = base
        self.hardware_id = str(uuid4()).upper()
        self.verifier = "v" * 20 + uuid4().hex + "-._~"
        digest = hashlib.sha256(self.verifier.encode()).digest()
        self.challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        self.arguments: dict[str, Any] = {}
        self.csrf_token = ""

    async def ask(self, method: str, path: str, **options: Any) -> Answer:
        """Ask the host of the sign-in; redirects are not followed."""
        url = f"{self.base}/{HOST}{path}"
        async with self.session.request(
            method, url, allow_redirects=False, **options
        ) as response:
            return Answer(
                status=response.status,
                headers=response.headers.copy(),
                body=await response.read(),
            )

    async def authorize(self, **changes: str | None) -> Answer:
        """Open a sign-in; None leaves a parameter out."""
        query = {
            "app_brand": "blink",
            "client_id": "ios",
            "code_challenge": self.challenge,
            "code_challenge_method": "S256",
            "hardware_id": self.hardware_id,
            "redirect_uri": REDIRECT_URI,
            "response_type": "code",
            "scope": "client",
            **changes,
        }
        kept = {name: value for name, value in query.items() if value is not None}
        return await self.ask("GET", "/oauth/v2/authorize", params=kept)

    async def page(self) -> Answer:
        """Get the sign-in page, and read the token against forgery off it."""
        answer = await self.ask("GET", "/oauth/v2/signin")
        found = re.search(
            r'<script id="oauth-args" type="application/json">(.*?)</script>',
            answer.body.decode(),
        )
        if found:
            self.arguments = json.loads(found[1])
            self.csrf_token = self.arguments["csrf-token"]
        return answer

    async def sign_in(self, account: Account, **changes: str) -> Answer:
        """Send e-mail and password."""
        form = {
            "username": account.email,
            "password": account.password,
            "csrf-token": self.csrf_token,
            **changes,
        }
        return await self.ask("POST", "/oauth/v2/signin", data=form)

    async def verify(self, code: str, **changes: str) -> Answer:
        """Send the code that the owner was sent."""
        form = {
            "2fa_code": code,
            "csrf-token": self.csrf_token,
            "remember_me": "false",
            **changes,
        }
        return await self.ask("POST", "/oauth/v2/2fa/verify", data=form)

    async def code(self) -> dict[str, str]:
        """Ask for the authorization code; give what is sent back with it."""
        answer = await self.ask("GET", "/oauth/v2/authorize")
        assert answer.status == 302
        address = urlsplit(answer.headers["Location"])
        assert f"{address.scheme}://{address.netloc}{address.path}" == REDIRECT_URI
        return {name: values[0] for name, values in parse_qs(address.query).items()}

    async def exchange(self, code: str | None, **changes: str | None) -> Answer:
        """Exchange an authorization code for tokens; None leaves a field out."""
        form = {
            "app_brand": "blink",
            "client_id": "ios",
            "code": code,
            "code_verifier": self.verifier,
            "grant_type": "authorization_code",
            "hardware_id": self.hardware_id,
            "redirect_uri": REDIRECT_URI,
            "scope": "client",
            **changes,
        }
        kept = {name: value for name, value in form.items() if value is not None}
        return await self.ask("POST", "/oauth/token", data=kept)

    async def reach_code(self, account: Account) -> str:
        """Come as far as a sent code; give it."""
        await self.authorize()
        await self.page()
        assert (await self.sign_in(account)).status == 202
        return account.codes[-1]

    async def reach_authorization_code(self, account: Account) -> str:
        """Come as far as an authorization code."""
        assert (await self.verify(await self.reach_code(account))).status == 201
        return (await self.code())["code"]
