"""The entry's tokens: refreshed early, and stored before they are used."""

import asyncio
import time
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, UnknownEntry
from homeassistant.const import CONF_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .api import (
    BadAnswerError,
    BlinkAuthError,
    BlinkConnectionError,
    BlinkError,
    CoolingDownError,
    RefreshFailedError,
    Traffic,
    VagueRefusalError,
    refresh,
)
from .const import CONF_REFRESH_TOKEN
from .refreshes import async_get_refreshes

# The last share of a token's life, in which it is refreshed: a refresh that fails then
# leaves time for others while the access token is still valid.
_REFRESH_SHARE: Final = 0.2
# Seconds by which this machine's clock may be off from Blink's.
_CLOCK_SKEW: Final = 20


class EntryTokens:
    """The access tokens of a config entry, for its client to call.

    A new refresh token is in the entry before the access token that came with it is
    returned. A refused one starts re-authentication, at once or, where Blink's word is
    vague, after a second try.

    Callers that need a refresh at the same time share one, also over a reload, and none
    of them ends it by going away: Blink has spent the old token by then, and the new
    one must reach the entry.
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
            RefreshFailedError: The refresh failed; its `seconds` must pass first.
            CoolingDownError: Blink wants a pause.
        """
        if rejected is not None:
            await self._async_wait_for_refresh()
            try:
                self._expire(rejected)
            except UnknownEntry as err:
                # The entry was removed; only a command is still being cancelled.
                raise BlinkAuthError from err
        if self._is_due:
            self._start_refresh()
            if not self._is_good and (error := await self._async_wait_for_refresh()):
                raise error
        access_token: str = self._token["access_token"]
        return access_token

    @property
    def _token(self) -> dict[str, Any]:
        """The token that the entry holds now."""
        token: dict[str, Any] = self._entry.data[CONF_TOKEN]
        return token

    @property
    def _is_due(self) -> bool:
        """Whether the token is to be refreshed, which is long before it expires."""
        share: float = self._token["expires_in"] * _REFRESH_SHARE
        return bool(self._token["expires_at"] - share <= time.time())

    @property
    def _is_refused(self) -> bool:
        """Whether Blink has refused the refresh token."""
        return bool(self._token[CONF_REFRESH_TOKEN] == self._refreshes.refused)

    @property
    def _is_good(self) -> bool:
        """Whether the access token can be used while it is being refreshed."""
        valid = self._token["expires_at"] > time.time() + _CLOCK_SKEW
        return bool(valid and not self._is_refused)

    def _expire(self, rejected: str) -> None:
        """Mark the rejected access token as expired, unless it has been replaced."""
        token = self._token
        if token["access_token"] == rejected and self._refreshes.note_rejection():
            self._store({**token, "expires_at": 0})

    def _start_refresh(self) -> None:
        """Start a refresh, unless one is running or the last has just failed."""
        if self._refreshes.task is None and not self._refreshes.gap:
            self._refreshes.start(
                self._hass.async_create_task(
                    self._async_refresh(), "Refresh of Blink's token"
                )
            )

    async def _async_wait_for_refresh(self) -> BlinkError | None:
        """Wait for the running refresh; return why there is no new token, if so."""
        if (task := self._refreshes.task) is None:
            gap = self._refreshes.gap
            return RefreshFailedError(seconds=gap) if gap else None
        await asyncio.wait([task])
        return BlinkConnectionError() if task.cancelled() else task.result()

    async def _async_refresh(self) -> BlinkError | None:
        """Refresh the entry's token; return its error, or None if it succeeded.

        An error is returned because all callers may have gone: nobody would retrieve
        the task's exception.
        """
        refresh_token = self._token[CONF_REFRESH_TOKEN]
        try:
            await self._async_spend(refresh_token)
        except BlinkAuthError as err:
            return self._refuse(refresh_token, err)
        except UnknownEntry:
            # The entry was removed meanwhile, and needs no token any more.
            return BlinkAuthError()
        except CoolingDownError as err:
            return err
        except BlinkError:
            return RefreshFailedError(seconds=self._refreshes.note_failure())
        self._refreshes.note_success()
        return None

    def _refuse(self, refresh_token: str, error: BlinkAuthError) -> BlinkError:
        """Ask for a new sign-in, if that is what a refusal means."""
        if isinstance(error, VagueRefusalError):
            gap = self._refreshes.note_vague_refusal(refresh_token)
            if gap is not None:
                return RefreshFailedError(seconds=gap)
        self._refreshes.refused = refresh_token
        if self._entry.disabled_by or not self._hass.config_entries.async_get_entry(
            self._entry.entry_id
        ):
            # It needs none; for a BlinkAuthError, others would ask for a new sign-in.
            return BlinkConnectionError()
        self._entry.async_start_reauth(self._hass)
        return error

    async def _async_spend(self, refresh_token: str) -> None:
        """Exchange a refresh token, and store what came of it at once."""
        if self._is_refused:
            raise BlinkAuthError
        session = async_get_clientsession(self._hass)
        answer = await refresh(session, refresh_token, self._traffic)
        self._store({**self._token, **with_expiry(answer)})
        if "access_token" not in answer:
            raise BadAnswerError

    def _store(self, token: dict[str, Any]) -> None:
        """Put a token into the entry."""
        self._hass.config_entries.async_update_entry(
            self._entry, data={**self._entry.data, CONF_TOKEN: token}
        )


def with_expiry(answer: dict[str, Any]) -> dict[str, Any]:
    """Add when the answer's access token expires, if it has one, in Unix seconds."""
    if "access_token" not in answer:
        return answer
    return {**answer, "expires_at": time.time() + answer["expires_in"]}
