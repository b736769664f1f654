"""Config flow: sign in or paste a refresh token, at first and whenever it is needed."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
import logging
from typing import Any, Final, override

from probatio import Secret
from propcache.api import cached_property
import voluptuous as vol

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
)
from homeassistant.const import CONF_CODE, CONF_EMAIL, CONF_PASSWORD, CONF_TOKEN
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from homeassistant.util import dt as dt_util

from .account_access import AccountAccess
from .api import (
    Account,
    BlinkAuthError,
    BlinkError,
    CoolingDownError,
    Homescreen,
    SignInExpiredError,
)
from .const import (
    CONF_ACCOUNT_ID,
    CONF_HARDWARE_ID,
    CONF_REFRESH_TOKEN,
    CONF_TIER,
    DOMAIN,
)
from .errors import local_time
from .refreshes import async_wait_for_refresh

_LOGGER = logging.getLogger(__name__)

_SIGN_IN_METHODS: Final = ["sign_in", "refresh_token"]


def _text(kind: TextSelectorType, autocomplete: str) -> TextSelector:
    """Return a text field that a browser can help to fill in."""
    return TextSelector(TextSelectorConfig(type=kind, autocomplete=autocomplete))


_SIGN_IN: Final = vol.Schema(
    {
        vol.Required(CONF_EMAIL): _text(TextSelectorType.EMAIL, "username"),
        vol.Required(Secret(CONF_PASSWORD)): _text(
            TextSelectorType.PASSWORD, "current-password"
        ),
    }
)
_VERIFY: Final = vol.Schema(
    {vol.Optional(Secret(CONF_CODE)): _text(TextSelectorType.TEXT, "one-time-code")}
)
_REFRESH_TOKEN: Final = vol.Schema(
    {vol.Required(Secret(CONF_REFRESH_TOKEN)): _text(TextSelectorType.PASSWORD, "off")}
)

# The reasons that the forms have words for; any other reads "bad_answer" here.
_ERRORS: Final = {
    "app_outdated",
    "bad_answer",
    "blocked",
    "cannot_connect",
    "cooling_down",
    "invalid_auth",
    "invalid_code",
    "invalid_credentials",
    "no_refresh_token",
    "simulated_cloud",
}


class BlinkThumbnailConfigFlow(ConfigFlow, domain=DOMAIN):
    """Sets an account up, or signs an entry in again.

    The data of an entry:
        token: `access_token`, `refresh_token`, `expires_in` (seconds) and `expires_at`
            (Unix seconds).
        account_id: The account's id at Blink, which is also the entry's unique id.
        tier: The part of Blink's cloud that the account is in.
        hardware_id: The UUID by which Blink knows this installation at a sign-in.
    There is neither e-mail address nor password.
    """

    VERSION = 1

    def __init__(self) -> None:
        """Start without any credentials."""
        self._email = ""
        self._until = ""
        self._cleanup = ExitStack()

    @cached_property
    def _access(self) -> AccountAccess:
        """The credentials that the flow collects, for its entry if it has one."""
        entry = self.hass.config_entries.async_get_entry(
            self.context.get("entry_id", "")
        )
        access = AccountAccess(self.hass, entry.data if entry else {})
        self._cleanup.callback(access.close)
        return access

    @callback
    @override
    def async_remove(self) -> None:
        """Forget the sign-in's cookies, if there are any."""
        self._cleanup.close()

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how to sign in."""
        return self.async_show_menu(step_id="user", menu_options=_SIGN_IN_METHODS)

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
            menu_options=_SIGN_IN_METHODS,
            description_placeholders={"name": self._get_reauth_entry().title},
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how to sign in again, because the user wants to."""
        return self.async_show_menu(
            step_id="reconfigure",
            menu_options=_SIGN_IN_METHODS,
            description_placeholders={"name": self._get_reconfigure_entry().title},
        )

    async def async_step_sign_in(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for e-mail address and password; neither becomes part of the entry."""
        errors: dict[str, str] = {}
        if user_input is not None:
            self._email = user_input[CONF_EMAIL].strip()
            with self._reported(errors):
                await self._access.async_send_password(
                    self._email, user_input[CONF_PASSWORD]
                )
            if not errors and self._access.code_sent:
                return await self.async_step_verify()
            if not errors:
                return await self.async_step_connect()
        schema = self.add_suggested_values_to_schema(
            _SIGN_IN, {CONF_EMAIL: self._email}
        )
        return self._show_form("sign_in", schema, errors)

    async def async_step_verify(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the code that Blink has sent."""
        errors: dict[str, str] = {}
        if user_input is not None:
            # People type and paste a code in groups.
            code = "".join(user_input.get(CONF_CODE, "").split())
            if not code:
                return await self.async_step_another_code()
            with self._reported(errors):
                try:
                    await self._access.async_send_code(code)
                except SignInExpiredError:
                    return await self.async_step_start_again()
            if not errors:
                return await self.async_step_connect()
        code_sent = self._access.code_sent
        phone = (code_sent and code_sent.phone) or "…"
        return self._show_form("verify", _VERIFY, errors, phone=phone)

    async def async_step_another_code(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether to sign in again, which is how Blink sends another code."""
        seconds = self._access.seconds_to_next_code
        until = dt_util.utcnow() + timedelta(seconds=seconds)
        return self.async_show_menu(
            step_id="another_code",
            # After a new sign-in, the code that is on its way can no longer be typed.
            menu_options=["verify"] if seconds else ["verify", "sign_in"],
            description_placeholders={"until": local_time(until)},
        )

    async def async_step_start_again(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say that the credentials are no longer valid, and ask how to begin again."""
        self._access.token = {}
        return self.async_show_menu(
            step_id="start_again", menu_options=_SIGN_IN_METHODS
        )

    async def async_step_refresh_token(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a refresh token that another client was given."""
        errors: dict[str, str] = {}
        if user_input is not None:
            with self._reported(errors):
                await self._access.async_use_pasted_token(
                    user_input[CONF_REFRESH_TOKEN]
                )
            if not errors:
                return await self.async_step_connect()
        return self._show_form("refresh_token", _REFRESH_TOKEN, errors)

    async def async_step_connect(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Read the account; if that fails, submitting the form tries again."""
        errors: dict[str, str] = {}
        with self._reported(errors):
            try:
                account, homescreen = await self._access.async_read_account()
            except SignInExpiredError, BlinkAuthError:
                return await self.async_step_start_again()
        if errors:
            return self._show_form("connect", vol.Schema({}), errors)
        return await self._async_finish(account, homescreen)

    def _show_form(
        self, step_id: str, schema: vol.Schema, errors: dict[str, str], **words: str
    ) -> ConfigFlowResult:
        """Show a form, with the time that its error may mention."""
        return self.async_show_form(
            step_id=step_id,
            data_schema=schema,
            errors=errors,
            description_placeholders={"until": self._until, **words},
        )

    @contextmanager
    def _reported(self, errors: dict[str, str]) -> Iterator[None]:
        """Catch what goes wrong, and have the form say it."""
        try:
            yield
        except BlinkError as err:
            errors["base"] = err.reason if err.reason in _ERRORS else "bad_answer"
            if isinstance(err, CoolingDownError):
                self._until = local_time(err.until)
        except Exception:
            _LOGGER.exception("Unexpected error while setting a Blink account up")
            errors["base"] = "unknown"

    @property
    def _entry(self) -> ConfigEntry:
        """The entry that the flow signs in again."""
        if self.source == SOURCE_REAUTH:
            return self._get_reauth_entry()
        return self._get_reconfigure_entry()

    async def _async_finish(
        self, account: Account, homescreen: Homescreen
    ) -> ConfigFlowResult:
        """Create the entry, or give the existing one the new token."""
        data = {
            CONF_TOKEN: self._access.token,
            CONF_ACCOUNT_ID: account.account_id,
            CONF_TIER: account.tier,
        }
        await self.async_set_unique_id(str(account.account_id))
        # However this flow ends, the account's entry is signed in again.
        other = self.hass.config_entries.async_entry_for_domain_unique_id(
            DOMAIN, str(account.account_id)
        )
        if other:
            await async_wait_for_refresh(self.hass, other)
            self.hass.config_entries.async_update_entry(
                other, data={**other.data, **data}
            )
            if any(other.async_get_active_flows(self.hass, {SOURCE_REAUTH})):
                self.hass.config_entries.async_schedule_reload(other.entry_id)
        data[CONF_HARDWARE_ID] = self._access.hardware_id
        if self.source != SOURCE_USER:
            self._abort_if_unique_id_mismatch(reason="wrong_account")
            return self.async_update_reload_and_abort(self._entry, data_updates=data)
        self._abort_if_unique_id_configured()
        names = [network.name for network in homescreen.networks.values()]
        return self.async_create_entry(title=", ".join(names) or "Blink", data=data)
