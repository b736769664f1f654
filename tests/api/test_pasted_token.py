"""Tests of what people paste when they are asked for a refresh token."""

import json

import pytest

from custom_components.blink_thumbnail.api import parse_pasted_token
from custom_components.blink_thumbnail.api.errors import PastedTokenError

TOKEN = "pasted-refresh-token"
HARDWARE_ID = "0F1E2D3C-4B5A-4968-8776-95A4B3C2D1E0"
BLINKPY = {
    "username": "ada@example.com",
    "password": "secret",
    "token": "old",
    "refresh_token": TOKEN,
    "hardware_id": HARDWARE_ID,
}


@pytest.mark.parametrize(
    ("pasted", "hardware_id"),
    [
        (f"  {TOKEN}\n", None),
        (f"'{TOKEN}'", None),
        (json.dumps(BLINKPY, indent=2), HARDWARE_ID),
        (json.dumps({**BLINKPY, "hardware_id": "Blinkpy"}), None),
        (f"BLINK_TOKENS='client_id=ios|refresh_token={TOKEN}|a=b'", None),
        (f'export BLINK_TOKENS="refresh_token={TOKEN}"', None),
        (f"BLINK_TOKENS=refresh_token={TOKEN.replace('-', '%2D')}", None),
        (f"refresh_token={TOKEN}|hardware_id={HARDWARE_ID}", HARDWARE_ID),
    ],
)
def test_what_people_paste(pasted: str, hardware_id: str | None) -> None:
    """The refresh token is found in it, and a hardware id if that is a UUID."""
    assert parse_pasted_token(pasted) == (TOKEN, hardware_id)


@pytest.mark.parametrize(
    "pasted",
    [
        *("", "abc", "my refresh token", '{"refresh_token": ', '{"token": "eyJhbG"}'),
        *('{"refresh_token": null}', "BLINK_TOKENS='refresh_token='", "[" * 10000),
        '{"refresh_token": "line\nfeed-in-it"}',
        "BLINK_TOKENS='access_token=abcdefgh|client_id=ios'",
        "username=ada@example.com|password=secret-password",
        *('"token":"abcdefghi"', "ada@example.com"),
        "{" + '"a":{' * 100_000,
    ],
)
def test_something_else(pasted: str) -> None:
    """What holds no refresh token is refused, in an error that does not quote it."""
    with pytest.raises(PastedTokenError) as error:
        parse_pasted_token(pasted)
    assert str(error.value) == "no_refresh_token"
    assert error.value.__cause__ is None
