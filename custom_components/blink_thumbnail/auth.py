"""Access tokens for Blink, refreshed early, and kept in the entry."""

import asyncio
import time
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, UnknownEntry
from homeassistant.const import CONF_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .api import (
    BlinkAuthError,
    BlinkConnectionError,
    BlinkError,
    CoolingDownError,
    RefreshFailedError,
    Traffic,
    refresh,
)
from .refreshes import async_get_refreshes

# The last share of a token's life, in which it is refreshed already: a refresh that
# fails then leaves time for others while the access token is still good.
_REFRESH_SHARE: Final = 0.2
# Seconds by which this machine's clock may be off from Blink's.
_CLOCK_SKEW: Final = 20


class EntryTokens:
    """The source of access tokens for a config entry, in the client's words.

    A new refresh token is in the entry before the access token that came with it is
    handed out. A refused one starts re-authentication.

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
        self._traffic = traffic
        self._refreshes = async_get_refreshes(hass, entry)

    async def __call__(self, rejected: str | None = None) -> str:
        """Return an access token that should be valid, and is not the rejected one.

        Raises:
            BlinkAuthError: Blink refuses the refresh token.
            RefreshFailedError: The refresh failed, and is not tried again for now.
            CoolingDownError: Blink wants a pause.
        """
        if rejected is not None:
            await self._async_wait_for_refresh()
            self._expire(rejected)
        if self._is_due:
            self._start_refresh()
            if not self._is_good and (error := await self._async_wait_for_refresh()):
                raise error
        access_token: str = self._token["access_token"]
        return access_token

    @property
    def _token(self) -> dict[str, Any]:
        """The token, as the entry has it now."""
        token: dict[str, Any] = self._entry.data[CONF_TOKEN]
        return token

    @property
    def _is_due(self) -> bool:
        """Whether the token is to be refreshed, long before it ends."""
        early: float = self._token["expires_in"] * _REFRESH_SHARE
        return bool(self._token["expires_at"] - early <= time.time())

    @property
    def _is_refused(self) -> bool:
        """Whether Blink has refused to refresh the token."""
        return bool(self._token["refresh_token"] == self._refreshes.refused)

    @property
    def _is_good(self) -> bool:
        """Whether the access token lives, and Blink has not refused the next one."""
        living = self._token["expires_at"] > time.time() + _CLOCK_SKEW
        return bool(living and not self._is_refused)

    def _expire(self, rejected: str) -> None:
        """Mark the access token as ended, unless somebody has refreshed it already.

        One that was got for the last rejection is kept: what rejects that as well wants
        no other token.
        """
        token = self._token
        if token["access_token"] == rejected and self._refreshes.note_rejection():
            self._store({**token, "expires_at": 0})

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
            return RefreshFailedError(seconds=gap) if gap else None
        await asyncio.wait([task])
        return BlinkConnectionError() if task.cancelled() else task.result()

    async def _async_refresh(self) -> BlinkError | None:
        """Refresh the entry's token; return why it could not be done."""
        spent = self._token["refresh_token"]
        try:
            # Somebody may have signed in again meanwhile.
            if self._is_due:
                self._store(new_token(await self._async_spend(spent), spent))
        except BlinkAuthError as err:
            self._refreshes.refused = spent
            self._entry.async_start_reauth(self._hass)
            return err
        except UnknownEntry:
            # It was removed meanwhile, and with it whoever wanted the token.
            return BlinkAuthError()
        except CoolingDownError as err:
            return err
        except BlinkError:
            return RefreshFailedError(seconds=self._refreshes.note_failure())
        finally:
            self._refreshes.task = None
        self._refreshes.note_success()
        return None

    async def _async_spend(self, refresh_token: str) -> dict[str, Any]:
        """Spend a refresh token; one that Blink has refused is not tried again."""
        if self._is_refused:
            raise BlinkAuthError
        session = async_get_clientsession(self._hass)
        return await refresh(session, refresh_token, self._traffic)

    def _store(self, token: dict[str, Any]) -> None:
        """Put a token into the entry."""
        self._hass.config_entries.async_update_entry(
            self._entry, data={**self._entry.data, CONF_TOKEN: token}
        )


def new_token(answer: dict[str, Any], refresh_token: str) -> dict[str, Any]:
    """Return the answer to a refresh in the shape that the entry's data hold.

    `access_token`, `refresh_token` (the old one, if Blink sent no new one),
    `expires_in` (seconds) and `expires_at` (Unix seconds).
    """
    expires_at = time.time() + answer["expires_in"]
    return {"refresh_token": refresh_token, **answer, "expires_at": expires_at}
