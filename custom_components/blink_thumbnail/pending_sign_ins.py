"""Sign-ins that wait for their code: they outlive a dialog that somebody closes."""

from contextlib import ExitStack
from typing import Any, Final

from aiohttp import ClientSession

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util.hass_dict import HassKey

from .api import CodeSent, SignIn
from .const import DOMAIN

# Seconds. No source says for how long Blink takes a code.
_LIFETIME: Final = 1800

_SIGN_INS: HassKey[dict[str, PendingSignIn]] = HassKey(f"{DOMAIN}_sign_ins")


class PendingSignIn:
    """A sign-in without its code; its session holds its cookies.

    There is one for an e-mail address, and it never holds the password. It ends after
    half an hour, with Home Assistant, or when the address is sent another code.
    """

    def __init__(
        self, hass: HomeAssistant, email: str, sign_in: SignIn, code_sent: CodeSent
    ) -> None:
        """Keep a sign-in, in place of an earlier one of the same address."""
        self.sign_in = sign_in
        self.code_sent = code_sent
        self._cleanup = ExitStack()
        self._cleanup.callback(async_call_later(hass, _LIFETIME, self.close))
        self._cleanup.callback(
            hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, self.close)
        )
        pending = hass.data.setdefault(_SIGN_INS, {})
        if earlier := pending.get(email.casefold()):
            earlier.close()
        pending[email.casefold()] = self
        self._cleanup.callback(pending.pop, email.casefold())

    @callback
    def close(self, _: Any = None) -> None:
        """Forget the sign-in and its cookies."""
        self.release().detach()

    @callback
    def release(self) -> ClientSession:
        """Forget the sign-in; return its session, which somebody else has to close."""
        self._cleanup.close()
        return self.sign_in.session


@callback
def async_get_pending_sign_in(hass: HomeAssistant, email: str) -> PendingSignIn | None:
    """Return the sign-in of an e-mail address that waits for its code."""
    return hass.data.get(_SIGN_INS, {}).get(email.casefold())
