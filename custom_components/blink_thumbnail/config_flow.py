"""Config flow: sign in, or paste a refresh token; once more when Blink wants it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
import logging
import time
from typing import Any, Final, override
from uuid import uuid4

from aiohttp import ClientSession, CookieJar
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
from homeassistant.helpers.aiohttp_client import (
    async_create_clientsession,
    async_get_clientsession,
)
from homeassistant.helpers.selector import (
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from homeassistant.util import dt as dt_util

from .api import (
    Account,
    BlinkAuthError,
    BlinkClient,
    BlinkError,
    CodeSent,
    CoolingDownError,
    Homescreen,
    SignIn,
    SignInExpiredError,
    parse_pasted_token,
    refresh,
)
from .auth import async_get_traffic, async_wait_for_refresh, new_token
from .const import (
    CONF_ACCOUNT_ID,
    CONF_HARDWARE_ID,
    CONF_REFRESH_TOKEN,
    CONF_TIER,
    DOMAIN,
)
from .coordinator import local_time

_LOGGER = logging.getLogger(__name__)

_WAYS_IN: Final = ["sign_in", "refresh_token"]


def _text(kind: TextSelectorType, autocomplete: str) -> TextSelector:
    """Return a field for text that a browser can help to fill in."""
    return TextSelector(TextSelectorConfig(type=kind, autocomplete=autocomplete))


_SIGN_IN: Final = vol.Schema(
    {
        vol.Required(CONF_EMAIL): _text(TextSelectorType.EMAIL, "username"),
        vol.Required(CONF_PASSWORD): _text(
            TextSelectorType.PASSWORD, "current-password"
        ),
    }
)
_VERIFY: Final = vol.Schema(
    {vol.Optional(CONF_CODE): _text(TextSelectorType.TEXT, "one-time-code")}
)
_REFRESH_TOKEN: Final = vol.Schema(
    {vol.Required(CONF_REFRESH_TOKEN): _text(TextSelectorType.PASSWORD, "off")}
)

# The reasons that the form has words for; all others are odd answers here.
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

# Seconds; an access token with less left would not outlast the set-up.
_SOON: Final = 60


class BlinkThumbnailConfigFlow(ConfigFlow, domain=DOMAIN):
    """Sets an account up.

    The data of an entry, version 1.2:
        token: `access_token`, `refresh_token`, `expires_in` (seconds) and `expires_at`
            (Unix seconds), as Home Assistant's OAuth2Session keeps them.
        account_id: The account's id at Blink, which is also the entry's unique id.
        tier: The part of Blink's cloud that serves the account.
        hardware_id: The UUID by which Blink knows this installation at a sign-in.
    There is neither e-mail address nor password. Version 1.1 had no hardware_id.
    """

    VERSION = 1
    MINOR_VERSION = 2

    def __init__(self) -> None:
        """Start with nothing."""
        self._session: ClientSession | None = None
        self._sign_in: SignIn | None = None
        self._code_sent: CodeSent | None = None
        self._email = ""
        self._hardware_id = ""
        # What came of the sign-in, or of the pasted token, which is spent by then. It
        # is kept, so that the flow can go on after a failure further on.
        self._token: dict[str, Any] | None = None
        self._until = ""

    @callback
    @override
    def async_remove(self) -> None:
        """Forget the sign-in's cookies."""
        if self._session:
            self._session.detach()

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how to get in."""
        return self.async_show_menu(step_id="user", menu_options=_WAYS_IN)

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Start because Blink refused the refresh token."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how to get in again."""
        return self.async_show_menu(
            step_id="reauth_confirm",
            menu_options=_WAYS_IN,
            description_placeholders={"name": self._get_reauth_entry().title},
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how to get in anew, because the user wants to."""
        return self.async_show_menu(
            step_id="reconfigure",
            menu_options=_WAYS_IN,
            description_placeholders={"name": self._get_reconfigure_entry().title},
        )

    async def async_step_sign_in(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for e-mail address and password, which serve for one request only."""
        errors: dict[str, str] = {}
        if user_input is not None:
            self._email = user_input[CONF_EMAIL].strip()
            with self._reported(errors):
                self._code_sent = await self._new_sign_in().send_password(
                    self._email, user_input[CONF_PASSWORD]
                )
            if not errors and self._code_sent:
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
        if user_input is not None and self._sign_in:
            # People type and paste it in groups.
            code = "".join(user_input.get(CONF_CODE, "").split())
            if not code:
                return await self.async_step_another_code()
            with self._reported(errors):
                try:
                    await self._sign_in.send_code(code)
                except SignInExpiredError:
                    return await self.async_step_start_again()
            if not errors:
                return await self.async_step_connect()
        phone = (self._code_sent and self._code_sent.phone) or "…"
        return self._show_form("verify", _VERIFY, errors, phone=phone)

    async def async_step_another_code(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether Blink shall send another code, which takes a new sign-in."""
        seconds = async_get_traffic(self.hass, self._email.casefold()).next_code.left
        until = dt_util.utcnow() + timedelta(seconds=seconds)
        return self.async_show_menu(
            step_id="another_code",
            # Whoever signs in too early can no longer type the code that comes late.
            menu_options=["verify"] if seconds else ["verify", "sign_in"],
            description_placeholders={"until": local_time(until)},
        )

    async def async_step_start_again(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say that what was got so far is worth nothing any more."""
        self._token = None
        return self.async_show_menu(step_id="start_again", menu_options=_WAYS_IN)

    async def async_step_refresh_token(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a refresh token that another client got."""
        errors: dict[str, str] = {}
        if user_input is not None:
            with self._reported(errors):
                pasted = parse_pasted_token(user_input[CONF_REFRESH_TOKEN])
                self._hardware_id = pasted.hardware_id or self._hardware_id
                self._token = await self._async_refresh(pasted.refresh_token)
                self._give_to_owner(pasted.refresh_token, self._token)
            if not errors:
                return await self.async_step_connect()
        return self._show_form("refresh_token", _REFRESH_TOKEN, errors)

    async def async_step_connect(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Read the account; if that fails, it takes no more than another try."""
        errors: dict[str, str] = {}
        with self._reported(errors):
            try:
                token = await self._async_get_token()
                account, homescreen = await self._async_read_account(token)
            except SignInExpiredError, BlinkAuthError:
                return await self.async_step_start_again()
        if errors:
            return self._show_form("connect", vol.Schema({}), errors)
        return await self._async_finish(account, homescreen, token)

    def _show_form(
        self, step_id: str, schema: vol.Schema, errors: dict[str, str], **words: str
    ) -> ConfigFlowResult:
        """Show a form, with the time that an error may speak of."""
        return self.async_show_form(
            step_id=step_id,
            data_schema=schema,
            errors=errors,
            description_placeholders={"until": self._until, **words},
        )

    @contextmanager
    def _reported(self, errors: dict[str, str]) -> Iterator[None]:
        """Have the form say what went wrong, so that it can be sent again."""
        try:
            yield
        except BlinkError as err:
            errors["base"] = err.reason if err.reason in _ERRORS else "bad_answer"
            if isinstance(err, CoolingDownError):
                self._until = local_time(err.until)
        except Exception:
            _LOGGER.exception("Unexpected error while setting a Blink account up")
            errors["base"] = "unknown"

    def _new_sign_in(self) -> SignIn:
        """Begin a sign-in, as the same installation each time."""
        if self._session is None:
            # Cookies go back as Blink wrote them; the simulated cloud has no host name.
            self._session = async_create_clientsession(
                self.hass,
                auto_cleanup=False,
                cookie_jar=CookieJar(unsafe=True, quote_cookie=False),
            )
        traffic = async_get_traffic(self.hass, self._email.casefold())
        self._sign_in = SignIn(self._session, self._installation(), traffic)
        return self._sign_in

    @property
    def _entry(self) -> ConfigEntry:
        """The entry that the flow mends."""
        if self.source == SOURCE_REAUTH:
            return self._get_reauth_entry()
        return self._get_reconfigure_entry()

    def _installation(self) -> str:
        """Return the hardware id of the entry, or the one that it is going to have."""
        if not self._hardware_id and self.source != SOURCE_USER:
            self._hardware_id = self._entry.data[CONF_HARDWARE_ID]
        self._hardware_id = self._hardware_id or str(uuid4())
        return self._hardware_id

    async def _async_get_token(self) -> dict[str, Any]:
        """Return a token that is good for the set-up, with no request too many."""
        if self._token is None and self._sign_in:
            answer = await self._sign_in.get_token()
            self._token = new_token(answer, answer[CONF_REFRESH_TOKEN])
        if self._token is None:
            raise SignInExpiredError
        if self._token["expires_at"] < time.time() + _SOON:
            self._token = await self._async_refresh(self._token[CONF_REFRESH_TOKEN])
        return self._token

    async def _async_refresh(self, refresh_token: str) -> dict[str, Any]:
        """Spend a refresh token."""
        session = async_get_clientsession(self.hass)
        traffic = async_get_traffic(self.hass, None)
        return new_token(await refresh(session, refresh_token, traffic), refresh_token)

    @callback
    def _give_to_owner(self, spent: str, token: dict[str, Any]) -> None:
        """Give an entry whose own token was pasted what came of it, here and now."""
        for entry in self._async_current_entries():
            if entry.data[CONF_TOKEN][CONF_REFRESH_TOKEN] == spent:
                self.hass.config_entries.async_update_entry(
                    entry, data={**entry.data, CONF_TOKEN: token}
                )

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
            async_get_traffic(self.hass, None),
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
        # Whatever becomes of this flow, the account's entry is signed in again.
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
        data[CONF_HARDWARE_ID] = self._installation()
        if self.source != SOURCE_USER:
            self._abort_if_unique_id_mismatch(reason="wrong_account")
            return self.async_update_reload_and_abort(self._entry, data_updates=data)
        self._abort_if_unique_id_configured()
        names = [network.name for network in homescreen.networks.values()]
        return self.async_create_entry(title=", ".join(names) or "Blink", data=data)
