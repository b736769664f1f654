"""Access tokens for Blink, from Home Assistant's own OAuth2 session."""

import asyncio
from http import HTTPStatus
import time
from typing import Any, Final, override

from aiohttp import RequestInfo
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from homeassistant.config_entries import ConfigEntry, UnknownEntry
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
    CoolingDownError,
    RefreshSpoiltError,
    Traffic,
    refresh,
)
from .const import DOMAIN
from .refreshes import Refreshes, async_get_refreshes

# The part of a token's life in which it is refreshed already.
_EARLY: Final = 0.2
# Seconds by which this machine's clock may be off from Blink's.
_CLOCK_SKEW: Final = 20

_TOKEN_ADDRESS = URL("https://api.oauth.blink.com/oauth/token")


class BlinkOAuth2Implementation(AbstractOAuth2Implementation):
    """Refreshes Blink's tokens.

    Signing in is the config flow's: Blink redirects to its app only, never to Home
    Assistant.
    """

    def __init__(
        self, hass: HomeAssistant, traffic: Traffic, refreshes: Refreshes
    ) -> None:
        """Take what is remembered of the entry's refreshes."""
        self._hass = hass
        self._traffic = traffic
        self._refreshes = refreshes

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

    def is_refused(self, token: dict[str, Any]) -> bool:
        """Return if Blink has refused to refresh a token."""
        return bool(token["refresh_token"] == self._refreshes.refused)

    @override
    async def _async_refresh_token(self, token: dict[str, Any]) -> dict[str, Any]:
        """Refresh a token; one that Blink has refused is not tried again.

        Raises only what Home Assistant reads rightly: any other 4xx would ask the user
        to sign in again for a fault that passes.
        """
        refresh_token = token["refresh_token"]
        if self.is_refused(token):
            raise _reauth_error()
        session = async_get_clientsession(self._hass)
        try:
            new = await refresh(session, refresh_token, self._traffic)
        except BlinkAuthError as err:
            self._refreshes.refused = refresh_token
            raise _reauth_error() from err
        except BlinkError as err:
            raise OAuth2TokenRequestConnectionError(domain=DOMAIN) from err
        return {**token, **new}


class BlinkOAuth2Session(OAuth2Session):
    """Has the token refreshed long before it ends.

    A refresh that is spoilt then leaves time for others while the access token still
    serves, and nobody waits for one that is slow.
    """

    @property
    @override
    def valid_token(self) -> bool:
        token = self.token
        early: float = token["expires_in"] * _EARLY
        return bool(token["expires_at"] - early > time.time())


class EntryAccessToken:
    """The source of access tokens for a config entry, in the client's words.

    A new refresh token is in the entry before the access token that came with it is
    handed out. A refused one starts re-authentication, which OAuth2Session does.

    A refresh belongs to the entry: whoever needs one at the same time shares it, also
    over a reload, and nobody who goes away ends it. Blink has spent the old token by
    then, and the new one must reach the entry.
    """

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry[Any], traffic: Traffic
    ) -> None:
        """Take the entry whose data hold the token."""
        self._hass = hass
        self._entry = entry
        self._refreshes = async_get_refreshes(hass, entry)
        self._implementation = BlinkOAuth2Implementation(hass, traffic, self._refreshes)
        self._session = BlinkOAuth2Session(hass, entry, self._implementation)

    async def __call__(self, rejected: str | None = None) -> str:
        """Return an access token that should be valid, and is not the rejected one.

        Raises:
            BlinkAuthError: Blink refuses the refresh token.
            RefreshSpoiltError: The refresh failed, and is not tried again for now.
            CoolingDownError: Blink wants a pause.
        """
        if rejected is not None:
            await self._async_wait_for_refresh()
            self._end(rejected)
        if not self._session.valid_token:
            self._start_refresh()
            if not self._serves and (error := await self._async_wait_for_refresh()):
                raise error
        access_token: str = self._session.token["access_token"]
        return access_token

    @property
    def _serves(self) -> bool:
        """Whether the access token lives, and Blink has not refused the next one."""
        refused = self._implementation.is_refused(self._session.token)
        living = self._session.token["expires_at"] > time.time() + _CLOCK_SKEW
        return bool(living and not refused)

    def _end(self, rejected: str) -> None:
        """Mark the access token as ended, unless somebody has refreshed it already.

        One that was got for the last rejection is kept: what rejects that as well wants
        no other token.
        """
        token = self._session.token
        if token["access_token"] == rejected and self._refreshes.reject():
            self._hass.config_entries.async_update_entry(
                self._entry,
                data={**self._entry.data, CONF_TOKEN: {**token, "expires_at": 0}},
            )

    def _start_refresh(self) -> None:
        """Start a refresh, unless one is on its way or it is too early for another."""
        if self._refreshes.task is None and not self._refreshes.gap:
            self._refreshes.task = self._hass.async_create_task(
                self._async_refresh(), "Refresh of Blink's token", eager_start=False
            )

    async def _async_wait_for_refresh(self) -> BlinkError | None:
        """Wait for the entry's refresh, and return why there is no new token."""
        if (task := self._refreshes.task) is None:
            gap = self._refreshes.gap
            return RefreshSpoiltError(seconds=gap) if gap else None
        await asyncio.wait([task])
        return BlinkConnectionError() if task.cancelled() else task.result()

    async def _async_refresh(self) -> BlinkError | None:
        """Refresh the entry's token; return why it could not be done."""
        try:
            await self._session.async_ensure_token_valid()
        except OAuth2TokenRequestReauthError:
            return BlinkAuthError()
        except UnknownEntry:
            # It was removed meanwhile, and with it whoever wanted the token.
            return BlinkAuthError()
        except OAuth2TokenRequestConnectionError as err:
            cause = err.__cause__
            if isinstance(cause, CoolingDownError):
                return cause
            return RefreshSpoiltError(seconds=self._refreshes.put_off())
        else:
            self._refreshes.succeed()
        finally:
            self._refreshes.task = None
        return None


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
