"""Access tokens for Blink, from Home Assistant's own OAuth2 session."""

from http import HTTPStatus
import time
from typing import Any, override

from aiohttp import RequestInfo
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import (
    OAuth2TokenRequestConnectionError,
    OAuth2TokenRequestReauthError,
)
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.config_entry_oauth2_flow import (
    AbstractOAuth2Implementation,
    OAuth2Session,
)

from .api import (
    BlinkAuthError,
    BlinkConnectionError,
    BlinkError,
    CoolDown,
    refresh,
)
from .const import DOMAIN

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

    async def __call__(self, rejected: str | None = None) -> str:
        """Return an access token that should be valid, and is not the rejected one."""
        token = self._session.token
        if token["access_token"] == rejected:
            self._hass.config_entries.async_update_entry(
                self._entry,
                data={
                    **self._entry.data,
                    CONF_TOKEN: {**token, "expires_at": 0},
                },
            )
        try:
            await self._session.async_ensure_token_valid()
        except OAuth2TokenRequestReauthError as err:
            raise BlinkAuthError from err
        except OAuth2TokenRequestConnectionError as err:
            cause = err.__cause__
            raise (
                cause if isinstance(cause, BlinkError) else BlinkConnectionError()
            ) from err
        access_token: str = self._session.token["access_token"]
        return access_token


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
