"""The steps of a sign-in: a password and its code, or a refresh token."""

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
import logging
from typing import Any, Final, override

from propcache.api import cached_property
import voluptuous as vol

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult
from homeassistant.const import CONF_CODE, CONF_EMAIL, CONF_PASSWORD
from homeassistant.core import callback
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
from .const import CONF_REFRESH_TOKEN
from .errors import local_time
from .sign_in_forms import CONF_ANOTHER_CODE, REFRESH_TOKEN, SIGN_IN, VERIFY

_LOGGER = logging.getLogger(__name__)

SIGN_IN_METHODS: Final = ["sign_in", "refresh_token"]

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


class SignInSteps(ConfigFlow):
    """Signs in to an account and reads it, whatever it is wanted for."""

    def __init__(self) -> None:
        """Start without any credentials."""
        self._email = ""
        self._way = ""
        self._until = ""
        self._cleanup = ExitStack()

    @abstractmethod
    async def _async_finish(
        self, account: Account, homescreen: Homescreen
    ) -> ConfigFlowResult:
        """Use the account that was signed in to, which `_access` has the token of."""

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
        schema = self.add_suggested_values_to_schema(SIGN_IN, {CONF_EMAIL: self._email})
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
        wants_another = user_input[CONF_ANOTHER_CODE]
        if wants_another and not self._access.seconds_to_next_code:
            # After a new sign-in, the code that is on its way can no longer be typed.
            return self._show_sign_in(errors)
        # The first code may have come after all.
        if code:
            with self._reported(errors):
                try:
                    await self._access.async_send_code(code)
                except SignInExpiredError:
                    return await self.async_step_start_again()
            if not errors:
                return await self.async_step_connect()
        elif wants_another:
            errors["base"] = "code_pause"
            self._until = self._next_code
        else:
            errors["base"] = "code_required"
        return self._show_code_form(step_id, errors)

    def _show_code_form(self, step_id: str, errors: dict[str, str]) -> ConfigFlowResult:
        """Show a form for a code: where it has gone, and when another can be sent."""
        code_sent = self._access.code_sent
        return self._show_form(
            step_id,
            VERIFY,
            errors,
            address=(code_sent and code_sent.to) or "",
            next_code=self._next_code,
        )

    @property
    def _next_code(self) -> str:
        """The time from which Blink sends another code, now if it would already."""
        if seconds := self._access.seconds_to_next_code:
            return local_time(dt_util.utcnow() + timedelta(seconds=seconds))
        return f"{dt_util.now():%H:%M}"

    async def async_step_start_again(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say that the credentials are no longer valid, and ask how to begin again."""
        self._access.start_over()
        return self.async_show_menu(step_id="start_again", menu_options=SIGN_IN_METHODS)

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
        return self._show_form("refresh_token", REFRESH_TOKEN, errors)

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

    def _show_way_again(self, errors: dict[str, str]) -> ConfigFlowResult:
        """Show the form that the account was signed in with."""
        if self._way == "sign_in":
            return self._show_sign_in(errors)
        return self._show_refresh_token(errors)
