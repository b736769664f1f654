"""Config flow: paste a refresh token, once more when Blink wants a new one."""

from collections.abc import Mapping
import logging
import time
from typing import Any, Final, override

import voluptuous as vol

from homeassistant.config_entries import SOURCE_REAUTH, ConfigFlow, ConfigFlowResult
from homeassistant.const import CONF_TOKEN
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import (
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .api import (
    Account,
    BlinkAuthError,
    BlinkClient,
    BlinkError,
    CoolDown,
    CoolingDownError,
    Homescreen,
    SimulatedCloudError,
    refresh,
)
from .auth import async_get_cool_down, new_token
from .const import CONF_ACCOUNT_ID, CONF_REFRESH_TOKEN, CONF_TIER, DOMAIN

_LOGGER = logging.getLogger(__name__)

_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_REFRESH_TOKEN): TextSelector(
            TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off")
        )
    }
)

# Seconds; an access token with less left would not outlast the set-up.
_SOON: Final = 60


class BlinkThumbnailConfigFlow(ConfigFlow, domain=DOMAIN):
    """Sets an account up."""

    VERSION = 1

    def __init__(self) -> None:
        """Start without tokens."""
        # A pasted refresh token is spent with the first request. What came of it is
        # kept, so that the form can be sent again after a failure further on.
        self._tokens: dict[str, dict[str, Any]] = {}

    @property
    def _cool_down(self) -> CoolDown:
        """The pause that all flows share: a new flow does not end it."""
        return async_get_cool_down(self.hass, None)

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a refresh token and set its account up."""
        return await self._async_step_refresh_token("user", user_input)

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Start because Blink refused the refresh token."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for another refresh token of the same account."""
        return await self._async_step_refresh_token("reauth_confirm", user_input)

    async def _async_step_refresh_token(
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """Show the form, and again with an error until a token works."""
        errors: dict[str, str] = {}
        if user_input is not None:
            refresh_token = user_input[CONF_REFRESH_TOKEN].strip()
            try:
                token = await self._async_get_token(refresh_token)
                account, homescreen = await self._async_read_account(token)
            except BlinkAuthError:
                errors["base"] = "invalid_auth"
            except SimulatedCloudError:
                errors["base"] = "simulated_cloud"
            except CoolingDownError:
                errors["base"] = "cooling_down"
            except BlinkError:
                errors["base"] = "cannot_connect"
            except Exception:
                _LOGGER.exception("Unexpected error while setting a Blink account up")
                errors["base"] = "unknown"
            else:
                return await self._async_finish(account, homescreen, token)
        return self.async_show_form(step_id=step_id, data_schema=_SCHEMA, errors=errors)

    async def _async_get_token(self, refresh_token: str) -> dict[str, Any]:
        """Return a token that is good for the set-up, with no request too many."""
        token = self._tokens.get(refresh_token)
        if token is None or token["expires_at"] < time.time() + _SOON:
            newest = token["refresh_token"] if token else refresh_token
            answer = await refresh(
                async_get_clientsession(self.hass),
                newest,
                async_get_cool_down(self.hass, None),
            )
            token = self._tokens[refresh_token] = new_token(answer, newest)
        return token

    async def _async_read_account(
        self, token: dict[str, Any]
    ) -> tuple[Account, Homescreen]:
        """Ask Blink whose token it is and what is in the account."""

        async def access_token(rejected: str | None = None) -> str:
            """Return the one there is; the next try gets another if it is rejected."""
            if rejected:
                token["expires_at"] = 0
            value: str = token["access_token"]
            return value

        client = BlinkClient(
            async_get_clientsession(self.hass),
            access_token,
            async_get_cool_down(self.hass, None),
        )
        account = await client.find_account()
        return account, await client.get_homescreen()

    async def _async_finish(
        self, account: Account, homescreen: Homescreen, token: dict[str, Any]
    ) -> ConfigFlowResult:
        """Create the entry, or give the one that is there the new token."""
        data = {
            CONF_TOKEN: token,
            CONF_ACCOUNT_ID: account.account_id,
            CONF_TIER: account.tier,
        }
        await self.async_set_unique_id(str(account.account_id))
        # A token may be another entry's own, and is spent by now: that entry gets what
        # came of it, whatever becomes of this flow.
        other = self.hass.config_entries.async_entry_for_domain_unique_id(
            DOMAIN, str(account.account_id)
        )
        if other:
            self.hass.config_entries.async_update_entry(
                other, data={**other.data, **data}
            )
        if self.source == SOURCE_REAUTH:
            self._abort_if_unique_id_mismatch(reason="wrong_account")
            return self.async_update_reload_and_abort(
                self._get_reauth_entry(), data_updates=data
            )
        self._abort_if_unique_id_configured()
        names = [network.name for network in homescreen.networks.values()]
        return self.async_create_entry(title=", ".join(names) or "Blink", data=data)
