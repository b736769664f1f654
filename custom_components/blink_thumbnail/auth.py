"""Access tokens for Blink, from Home Assistant's own OAuth2 session."""

import asyncio
from collections import defaultdict
from http import HTTPStatus
import time
from typing import Any, override

from aiohttp import RequestInfo
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_TOKEN
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import (
    OAuth2TokenRequestConnectionError,
    OAuth2TokenRequestReauthError,
)
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.config_entry_oauth2_flow import (
    AbstractOAuth2Implementation,
    OAuth2Session,
)
from homeassistant.util.hass_dict import HassKey

from .api import (
    BlinkAuthError,
    BlinkConnectionError,
    BlinkError,
    CoolDown,
    refresh,
)
from .const import DOMAIN

_COOL_DOWNS: HassKey[defaultdict[int | None, CoolDown]] = HassKey(
    f"{DOMAIN}_cool_downs"
)
_REFRESHES: HassKey[dict[str, asyncio.Task[BlinkError | None]]] = HassKey(
    f"{DOMAIN}_refreshes"
)

_TOKEN_ADDRESS = URL("https://api.oauth.blink.com/oauth/token")


class BlinkOAuth2Implementation(AbstractOAuth2Implementation):
    """Refreshes Blink's tokens.

    Signing in is the config flow's: Blink redirects to its app only, never to Home
    Assistant.
    """

    def __init__(self, hass: HomeAssistant, cool_down: CoolDown) -> None:
        """Remember no refusal yet."""
        self._hass = hass
        self._cool_down = cool_down
        self._refused: str | None = None

    @property
    @override
    def name(self) -> str:
        return "Blink"

    @property
    @override
    def domain(self) -> str:
        return DOMAIN

    @override
    async def async_generate_authorize_url(self, flow_id: str) -> str:
        raise NotImplementedError

    @override
    async def async_resolve_external_data(self, external_data: Any) -> dict[str, Any]:
        raise NotImplementedError

    @override
    async def _async_refresh_token(self, token: dict[str, Any]) -> dict[str, Any]:
        """Refresh a token; one that Blink has refused is not tried again.

        Raises only what Home Assistant reads rightly: any other 4xx would ask the user
        to sign in again for a fault that passes.
        """
        refresh_token = token["refresh_token"]
        if refresh_token == self._refused:
            raise _reauth_error()
        session = async_get_clientsession(self._hass)
        try:
            new = await refresh(session, refresh_token, self._cool_down)
        except BlinkAuthError as err:
            self._refused = refresh_token
            raise _reauth_error() from err
        except BlinkError as err:
            raise OAuth2TokenRequestConnectionError(domain=DOMAIN) from err
        return {**token, **new}


class EntryAccessToken:
    """The source of access tokens for a config entry, in the client's words.

    A new refresh token is in the entry before the access token that came with it is
    handed out. A refused one starts re-authentication, which OAuth2Session does.

    A refresh belongs to the entry: whoever needs one at the same time shares it, also
    over a reload, and nobody who goes away ends it. Blink has spent the old token by
    then, and the new one must reach the entry.
    """

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry[Any], cool_down: CoolDown
    ) -> None:
        """Take the entry whose data hold the token."""
        self._hass = hass
        self._entry = entry
        self._session = OAuth2Session(
            hass, entry, BlinkOAuth2Implementation(hass, cool_down)
        )
        self._refreshes = hass.data.setdefault(_REFRESHES, {})

    async def __call__(self, rejected: str | None = None) -> str:
        """Return an access token that should be valid, and is not the rejected one."""
        await self._async_wait_for_refresh()
        token = self._session.token
        if token["access_token"] == rejected:
            self._hass.config_entries.async_update_entry(
                self._entry,
                data={**self._entry.data, CONF_TOKEN: {**token, "expires_at": 0}},
            )
        if not self._session.valid_token:
            self._refreshes[self._entry.entry_id] = self._hass.async_create_task(
                self._async_refresh(), "Refresh of Blink's token", eager_start=False
            )
            await self._async_wait_for_refresh()
        access_token: str = self._session.token["access_token"]
        return access_token

    async def _async_wait_for_refresh(self) -> None:
        """Wait for the entry's refresh, if there is one, and share what it raises."""
        if (task := self._refreshes.get(self._entry.entry_id)) is None:
            return
        await asyncio.wait([task])
        if task.cancelled():
            raise BlinkConnectionError
        if error := task.result():
            raise error

    async def _async_refresh(self) -> BlinkError | None:
        """Refresh the entry's token; return why it could not be done."""
        try:
            await self._session.async_ensure_token_valid()
        except OAuth2TokenRequestReauthError:
            return BlinkAuthError()
        except OAuth2TokenRequestConnectionError as err:
            cause = err.__cause__
            return cause if isinstance(cause, BlinkError) else BlinkConnectionError()
        finally:
            del self._refreshes[self._entry.entry_id]
        return None


@callback
def async_get_cool_down(hass: HomeAssistant, account_id: int | None) -> CoolDown:
    """Return the pause of an account; None is for accounts that are being added.

    It outlives clients and flows: making a new one must not end a pause.
    """
    return hass.data.setdefault(_COOL_DOWNS, defaultdict(CoolDown))[account_id]


def new_token(answer: dict[str, Any], refresh_token: str) -> dict[str, Any]:
    """Return the answer to a refresh in the shape that the entry's data hold.

    `access_token`, `refresh_token` (the old one, if Blink sent no new one),
    `expires_in` (seconds) and `expires_at` (Unix seconds).
    """
    expires_at = time.time() + answer["expires_in"]
    return {"refresh_token": refresh_token, **answer, "expires_at": expires_at}


def _reauth_error() -> OAuth2TokenRequestReauthError:
    """Return what makes Home Assistant ask the user to sign in again."""
    headers = CIMultiDictProxy(CIMultiDict[str]())
    return OAuth2TokenRequestReauthError(
        domain=DOMAIN,
        status=HTTPStatus.UNAUTHORIZED,
        request_info=RequestInfo(_TOKEN_ADDRESS, "POST", headers, _TOKEN_ADDRESS),
    )
