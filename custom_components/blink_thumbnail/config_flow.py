"""Config flow: sign in or paste a refresh token, at first and whenever it is needed."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
import logging
from typing import Any, Final, override

from probatio import Secret
from propcache.api import cached_property
import voluptuous as vol

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
)
from homeassistant.const import CONF_CODE, CONF_EMAIL, CONF_PASSWORD, CONF_TOKEN
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    BooleanSelector,
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
from .options_flow import BlinkThumbnailOptionsFlow
from .refreshes import async_wait_for_refresh

_LOGGER = logging.getLogger(__name__)

_CONF_ANOTHER_CODE: Final = "another_code"
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
    {
        # Somebody who wants another code has none to type.
        vol.Optional(Secret(CONF_CODE)): _text(TextSelectorType.TEXT, "one-time-code"),
        vol.Optional(_CONF_ANOTHER_CODE, default=False): BooleanSelector(),
    }
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
    There is neither e-mail address nor password. The options:
        ai_task_entity: The entity ID of the AI that may look at pictures, if any.
    """

    VERSION = 1

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> BlinkThumbnailOptionsFlow:
        return BlinkThumbnailOptionsFlow()

    def __init__(self) -> None:
        """Start without any credentials."""
        self._email = ""
        self._way = ""
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
                try:
                    await self._access.async_send_password(
                        self._email, user_input[CONF_PASSWORD]
                    )
                except SignInExpiredError:
                    return await self.async_step_start_again()
            if not errors and self._access.code_sent:
                return self._show_code_form(self._code_step, errors)
            if not errors:
                return await self.async_step_connect()
        return self._show_sign_in(errors)

    def _show_sign_in(self, errors: dict[str, str]) -> ConfigFlowResult:
        """Show the form for e-mail address and password."""
        self._way = "sign_in"
        schema = self.add_suggested_values_to_schema(
            _SIGN_IN, {CONF_EMAIL: self._email}
        )
        return self._show_form("sign_in", schema, errors)

    async def async_step_verify(self, user_input: dict[str, Any]) -> ConfigFlowResult:
        """Take the code that Blink has sent to where it says."""
        return await self._async_verify("verify", user_input)

    async def async_step_verify_unknown(
        self, user_input: dict[str, Any]
    ) -> ConfigFlowResult:
        """Take the code that Blink has sent without saying where."""
        return await self._async_verify("verify_unknown", user_input)

    async def async_step_verify_continued(
        self, user_input: dict[str, Any]
    ) -> ConfigFlowResult:
        """Take the code that Blink has sent for an earlier sign-in."""
        return await self._async_verify("verify_continued", user_input)

    @property
    def _code_step(self) -> str:
        """The form for the code that says what is known of it."""
        if self._access.is_continued:
            return "verify_continued"
        code_sent = self._access.code_sent
        return "verify" if code_sent and code_sent.to else "verify_unknown"

    async def _async_verify(
        self, step_id: str, user_input: dict[str, Any]
    ) -> ConfigFlowResult:
        """Take a code, or the wish for another, which takes another sign-in."""
        errors: dict[str, str] = {}
        # People type and paste a code in groups.
        code = "".join(user_input.get(CONF_CODE, "").split())
        if user_input[_CONF_ANOTHER_CODE]:
            # After a new sign-in, the code that is on its way can no longer be typed.
            if not self._access.seconds_to_next_code:
                return self._show_sign_in(errors)
            errors["base"] = "code_pause"
            self._until = self._next_code
        elif not code:
            errors["base"] = "code_required"
        else:
            with self._reported(errors):
                try:
                    await self._access.async_send_code(code)
                except SignInExpiredError:
                    return await self.async_step_start_again()
            if not errors:
                return await self.async_step_connect()
        return self._show_code_form(step_id, errors)

    def _show_code_form(self, step_id: str, errors: dict[str, str]) -> ConfigFlowResult:
        """Show a form for a code: where it has gone, and when another can be sent."""
        code_sent = self._access.code_sent
        return self._show_form(
            step_id,
            _VERIFY,
            errors,
            address=(code_sent and code_sent.to) or "",
            next_code=self._next_code,
        )

    @property
    def _next_code(self) -> str:
        """The time from which Blink sends another code: no later one than is true."""
        if seconds := self._access.seconds_to_next_code:
            return local_time(dt_util.utcnow() + timedelta(seconds=seconds))
        return f"{dt_util.now():%H:%M}"

    async def async_step_start_again(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say that the credentials are no longer valid, and ask how to begin again."""
        self._access.start_over()
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
        return self._show_refresh_token(errors)

    def _show_refresh_token(self, errors: dict[str, str]) -> ConfigFlowResult:
        """Show the form for a refresh token."""
        self._way = "refresh_token"
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
            if self._way == "sign_in":
                return self._show_sign_in(errors)
            return self._show_refresh_token(errors)
        await self.async_set_unique_id(unique_id)
        self._abort_if_unique_id_configured()
        names = [network.name for network in homescreen.networks.values()]
        return self.async_create_entry(title=", ".join(names) or "Blink", data=data)

    @callback
    def _is_broken(self, entry: ConfigEntry) -> bool:
        """Return whether an entry has to be set up anew to use a new token."""
        if entry.state is not ConfigEntryState.LOADED:
            return True
        asks = any(entry.async_get_active_flows(self.hass, {SOURCE_REAUTH}))
        return asks or not entry.runtime_data.last_update_success
