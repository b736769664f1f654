"""Access to an account that is being set up, or signed in again."""

from collections.abc import Mapping
import time
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from aiohttp import ClientSession, CookieJar
from aiohttp.abc import AbstractCookieJar

from homeassistant.const import CONF_TOKEN
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import (
    async_create_clientsession,
    async_get_clientsession,
)

from .api import (
    Account,
    BadAnswerError,
    BlinkClient,
    CodeSent,
    Homescreen,
    SignIn,
    parse_pasted_token,
    refresh,
)
from .auth import with_expiry
from .const import (
    CONF_ACCOUNT_ID,
    CONF_HARDWARE_ID,
    CONF_REFRESH_TOKEN,
    DOMAIN,
)
from .pending_sign_ins import PendingSignIn, async_get_pending_sign_in
from .traffic import async_get_traffic

# Seconds; an access token that expires sooner might not outlast the set-up.
_MIN_LIFETIME: Final = 60


class AccountAccess:
    """The credentials that a config flow has collected; never a password.

    `token` has the shape that the entry's data hold. It is empty until a sign-in or a
    pasted token, which are spent by then, has brought one; it is kept so that the flow
    can go on after a later failure. `code_sent` says where Blink has sent a code, if it
    wants one, and `is_continued` that this may be a code from before. Every method
    raises BlinkError.
    """

    def __init__(self, hass: HomeAssistant, known: Mapping[str, Any]) -> None:
        """Begin with the data of an existing entry, or with an empty mapping.

        An existing entry keeps its hardware id, and its account's pauses apply.
        """
        self._own_hardware_id: str = known.get(CONF_HARDWARE_ID) or str(uuid4())
        self.hardware_id = self._own_hardware_id
        self.token: dict[str, Any] = {}
        self.code_sent: CodeSent | None = None
        self.is_continued = False
        self._hass = hass
        self._session: ClientSession | None = None
        self._sign_in: SignIn | None = None
        self._pending: PendingSignIn | None = None
        self._traffic = async_get_traffic(hass, known.get(CONF_ACCOUNT_ID))
        self._sign_in_traffic = self._traffic

    @callback
    def close(self) -> None:
        """Forget the sign-in's cookies, unless its code can still be typed."""
        if self._session:
            self._session.detach()

    @callback
    def start_over(self) -> None:
        """Forget everything that was collected."""
        self.token = {}
        self.hardware_id = self._own_hardware_id
        if self._pending:
            self._pending.close()

    async def async_send_password(self, email: str, password: str) -> None:
        """Begin a sign-in, each time as the same installation.

        While Blink would send no other code, a sign-in of the same address that waits
        for its code is continued instead. Where there is none any more, its code may
        still do in another (facts: section 13.6).
        """
        self._sign_in_traffic = async_get_traffic(self._hass, email.casefold())
        self._pending = async_get_pending_sign_in(self._hass, email)
        self.is_continued = self.seconds_to_next_code > 0
        if not (self._pending and self.is_continued):
            await self._async_begin(email, password)
        if self._pending:
            self._sign_in = self._pending.sign_in
            self.hardware_id = self._sign_in.hardware_id
            self.code_sent = self._pending.code_sent

    async def _async_begin(self, email: str, password: str) -> None:
        """Send the password; if Blink wants a code, the sign-in is pending."""
        self._pending = self.code_sent = None
        if self._session is None:
            # Cookies go back as Blink wrote them; the simulated cloud has no host name.
            self._session = self._open(CookieJar(unsafe=True, quote_cookie=False))
        self.hardware_id = self._own_hardware_id
        self._sign_in = SignIn(self._session, self.hardware_id, self._sign_in_traffic)
        if code_sent := await self._sign_in.send_password(email, password):
            if self._session.closed:
                # So was the dialog, while Blink was sending the code.
                self._sign_in.session = self._open(self._session.cookie_jar)
            self._pending = PendingSignIn(self._hass, email, self._sign_in, code_sent)
            self._session = None

    def _open(self, cookie_jar: AbstractCookieJar) -> ClientSession:
        """Open a session that somebody has to close."""
        return async_create_clientsession(
            self._hass, auto_cleanup=False, cookie_jar=cookie_jar
        )

    @property
    def seconds_to_next_code(self) -> float:
        """The seconds until Blink sends another code to the same address."""
        traffic = self._sign_in_traffic
        return max(traffic.code_pause.remaining, traffic.oauth_pause.remaining)

    async def async_send_code(self, code: str) -> None:
        """Send the code that the person has typed."""
        if TYPE_CHECKING:
            assert self._sign_in
            assert self._pending
        await self._sign_in.send_code(code)
        # Blink takes a code once: no other dialog could go on from here.
        self._session = self._pending.release()
        self._pending = None

    async def async_use_pasted_token(self, text: str) -> None:
        """Spend the refresh token in a pasted text."""
        pasted = parse_pasted_token(text)
        self.hardware_id = pasted.hardware_id or self.hardware_id
        await self._async_refresh(pasted.refresh_token)

    async def async_read_account(self) -> tuple[Account, Homescreen]:
        """Ask Blink whose token this is, and what is in the account."""
        await self._async_ensure_token()
        client = BlinkClient(
            async_get_clientsession(self._hass),
            self._async_access_token,
            self._traffic,
        )
        account = await client.find_account()
        homescreen = await client.get_homescreen()
        self._hand_over_notes(account)
        return account, homescreen

    @callback
    def _hand_over_notes(self, account: Account) -> None:
        """Give the account what was seen before it was known to be this one."""
        notes = async_get_traffic(self._hass, account.account_id).notes
        notes.absorb(async_get_traffic(self._hass, None).notes)
        if self._sign_in_traffic is not self._traffic:
            notes.absorb(self._sign_in_traffic.notes)

    async def _async_ensure_token(self) -> None:
        """Get an access token that lasts for the set-up, if there is none yet."""
        if not self.token:
            if TYPE_CHECKING:
                assert self._sign_in
            self.token = with_expiry(await self._sign_in.get_token())
        if self.token.get("expires_at", 0) < time.time() + _MIN_LIFETIME:
            await self._async_refresh(self.token[CONF_REFRESH_TOKEN])
        if "access_token" not in self.token:
            raise BadAnswerError

    async def _async_refresh(self, refresh_token: str) -> None:
        """Exchange a refresh token, and keep what came of it."""
        session = async_get_clientsession(self._hass)
        answer = await refresh(session, refresh_token, self._traffic)
        self.token = {CONF_REFRESH_TOKEN: refresh_token, **with_expiry(answer)}
        self._give_to_owner(refresh_token)

    @callback
    def _give_to_owner(self, spent: str) -> None:
        """Store the new token in the entry that the spent one belonged to, if any."""
        for entry in self._hass.config_entries.async_entries(DOMAIN):
            if entry.data[CONF_TOKEN][CONF_REFRESH_TOKEN] == spent:
                token = {**entry.data[CONF_TOKEN], **self.token}
                self._hass.config_entries.async_update_entry(
                    entry, data={**entry.data, CONF_TOKEN: token}
                )

    async def _async_access_token(self, rejected: str | None = None) -> str:
        """Return the access token; if it is rejected, the next try refreshes it."""
        if rejected:
            self.token = {**self.token, "expires_at": 0}
        access_token: str = self.token["access_token"]
        return access_token
