"""Config flow: sets an account up, or signs an entry in again."""

from collections.abc import Mapping
from functools import partial
from typing import Any, override

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.const import CONF_TOKEN
from homeassistant.core import callback

from .api import Account, Homescreen
from .const import CONF_ACCOUNT_ID, CONF_HARDWARE_ID, CONF_TIER, DOMAIN
from .coordinator import BlinkConfigEntry
from .options_flow import BlinkThumbnailOptionsFlow
from .refreshes import async_wait_for_refresh
from .sign_in_steps import SIGN_IN_METHODS, SignInSteps


class BlinkThumbnailConfigFlow(SignInSteps, domain=DOMAIN):
    """Sets an account up, or signs an entry in again.

    The data of an entry:
        token: `access_token`, `refresh_token`, `expires_in` (seconds) and `expires_at`
            (Unix seconds).
        account_id: The account's id at Blink, which is also the entry's unique id.
        tier: The part of Blink's cloud that the account is in.
        hardware_id: The UUID by which Blink knows this installation at a sign-in.
    There is neither e-mail address nor password. The options:
        ai_task_entity: The entity ID of the AI that may look at pictures, if any.
    """

    VERSION = 1

    @staticmethod
    @callback
    @override
    def async_get_options_flow(
        config_entry: BlinkConfigEntry,
    ) -> BlinkThumbnailOptionsFlow:
        return BlinkThumbnailOptionsFlow()

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how to sign in."""
        return self.async_show_menu(step_id="user", menu_options=SIGN_IN_METHODS)

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Start because Blink has refused the refresh token."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how to sign in again."""
        return self.async_show_menu(
            step_id="reauth_confirm",
            menu_options=SIGN_IN_METHODS,
            description_placeholders={"name": self._get_reauth_entry().title},
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how to sign in again, because the user wants to."""
        return self.async_show_menu(
            step_id="reconfigure",
            menu_options=SIGN_IN_METHODS,
            description_placeholders={"name": self._get_reconfigure_entry().title},
        )

    @override
    async def _async_finish(
        self, account: Account, homescreen: Homescreen
    ) -> ConfigFlowResult:
        """Create the entry, or give the existing one the new token."""
        data = {
            CONF_TOKEN: self._access.token,
            CONF_ACCOUNT_ID: account.account_id,
            CONF_TIER: account.tier,
        }
        unique_id = str(account.account_id)
        # However this flow ends, the account's entry is signed in again.
        find = partial(
            self.hass.config_entries.async_entry_for_domain_unique_id, DOMAIN, unique_id
        )
        if signed_in := find():
            await async_wait_for_refresh(self.hass, signed_in)
        # It may have been removed meanwhile.
        if signed_in := find():
            self.hass.config_entries.async_update_entry(
                signed_in, data={**signed_in.data, **data}
            )
        data[CONF_HARDWARE_ID] = self._access.hardware_id
        entry = self.hass.config_entries.async_get_entry(
            self.context.get("entry_id", "")
        )
        if signed_in and signed_in is entry:
            return self.async_update_reload_and_abort(entry, data_updates=data)
        if signed_in and self._is_broken(signed_in):
            self.hass.config_entries.async_schedule_reload(signed_in.entry_id)
        if entry:
            # Ending here would also end Home Assistant's request to sign in.
            self._access.start_over()
            errors = {"base": "wrong_account"}
            return self._show_way_again(errors)
        await self.async_set_unique_id(unique_id)
        self._abort_if_unique_id_configured()
        names = [network.name for network in homescreen.networks.values()]
        return self.async_create_entry(title=", ".join(names) or "Blink", data=data)

    @callback
    def _is_broken(self, entry: BlinkConfigEntry) -> bool:
        """Return whether an entry has to be set up anew to use a new token."""
        if entry.state is not ConfigEntryState.LOADED:
            return True
        asks = any(entry.async_get_active_flows(self.hass, {SOURCE_REAUTH}))
        return asks or not entry.runtime_data.last_update_success
