"""The refresh token in what people paste."""

import json
import re
from typing import NamedTuple
from urllib.parse import unquote
from uuid import UUID

from .errors import PastedTokenError

_TOKEN = re.compile(r"[!-~]{8,}")
# A token by itself, and nothing else that people have in their clipboard.
_ALONE = re.compile(r"[\w.~+/=-]+", re.ASCII)
_SEPARATOR = re.compile(r"BLINK_TOKENS=|[|'\"\s]")


class PastedToken(NamedTuple):
    """A refresh token, and the hardware id beside it, if that is a UUID."""

    refresh_token: str
    hardware_id: str | None


def parse_pasted_token(pasted: str) -> PastedToken:
    """Find the refresh token in what was pasted, and drop the rest.

    It may be the token by itself, a line `BLINK_TOKENS='refresh_token=…|…'` (with
    URL-encoded parts), or the JSON that blinkpy saves, which also holds a password.

    Raises:
        PastedTokenError: There is no refresh token in it.
    """
    pasted = pasted.strip()
    if pasted.startswith("{"):
        fields = _from_json(pasted)
    elif "refresh_token=" in pasted:
        fields = _from_line(pasted)
    elif _ALONE.fullmatch(alone := pasted.strip("'\"")):
        fields = {"refresh_token": alone}
    else:
        raise PastedTokenError
    refresh_token = fields.get("refresh_token")
    if not isinstance(refresh_token, str) or not _TOKEN.fullmatch(refresh_token):
        raise PastedTokenError
    return PastedToken(refresh_token, _uuid(fields.get("hardware_id")))


def _from_json(pasted: str) -> dict[str, object]:
    """Read the fields of a JSON object."""
    try:
        fields = json.loads(pasted)
    except ValueError, RecursionError:
        # The cause would hold all that was pasted.
        raise PastedTokenError from None
    return dict(fields)


def _from_line(pasted: str) -> dict[str, object]:
    """Read the fields of a `BLINK_TOKENS` line."""
    pairs = (part.partition("=") for part in _SEPARATOR.split(pasted))
    return {name: unquote(value) for name, _, value in pairs}


def _uuid(value: object) -> str | None:
    """Return a UUID as it was written, None for any other hardware id."""
    try:
        UUID(str(value))
    except ValueError:
        return None
    return str(value)
