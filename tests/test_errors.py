"""Tests of how Blink's errors become Home Assistant's, and of their words."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.blink_thumbnail.api import (
    AppOutdatedError,
    BlinkAuthError,
    BlinkConnectionError,
    BlinkError,
    CameraRemovedError,
    CoolingDownError,
)
from custom_components.blink_thumbnail.errors import (
    action_error,
    async_describe,
    local_time,
    poll_error,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers.update_coordinator import UpdateFailed

# It is nine in the morning for the tests, and one at night where their user lives.
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("error", "key", "retry_after"),
    [
        (BlinkConnectionError("HTTP 500"), "poll_failed", None),
        (AppOutdatedError(), "poll_app_outdated", None),
        (CoolingDownError(seconds=90, until=NOW), "poll_cooling_down", 91),
    ],
)
async def test_failed_poll(
    hass: HomeAssistant, error: BlinkError, key: str, retry_after: float | None
) -> None:
    """It is tried again, after a pause if Blink asks for one and a second more."""
    failed = poll_error(error)
    assert isinstance(failed, UpdateFailed)
    assert (failed.translation_key, failed.retry_after) == (key, retry_after)


async def test_refused_poll() -> None:
    """Home Assistant asks for a new sign-in then."""
    failed = poll_error(BlinkAuthError())
    assert isinstance(failed, ConfigEntryAuthFailed)
    assert failed.translation_key == "poll_invalid_auth"


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (timedelta(minutes=5), "01:05"),
        # The minute at which it is over, not the one in which it ends.
        (timedelta(minutes=5, seconds=1), "01:06"),
        (timedelta(hours=11), "12:00"),
        # The hour alone could be one of today.
        (timedelta(hours=13), "2026-11-02 14:00"),
        (timedelta(days=1), "2026-11-03 01:00"),
    ],
)
async def test_local_time(hass: HomeAssistant, later: timedelta, expected: str) -> None:
    """A person reads his own clock."""
    assert local_time(NOW + later) == expected


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "it", "nl"])
async def test_several_in_one_text(hass: HomeAssistant, language: str) -> None:
    """Each failure names its camera, in Home Assistant's language."""
    hass.config.language = language
    pause = CoolingDownError(seconds=300, until=NOW + timedelta(minutes=5))
    text = await async_describe(
        hass,
        [action_error(CameraRemovedError(), "Garden"), action_error(pause, "Büro")],
    )
    assert text.index("Garden") < text.index("Büro") < text.index("01:05")
    assert "{" not in text
