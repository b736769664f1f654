"""Blink's numbers, and what they mean (facts: sections 6 and 13.2).

The same numbers stand in the `code` of an answer and in the `status_code` of a command.
They count more than the HTTP status and the words that come with them.
"""

from typing import Final

from .errors import (
    BlinkConnectionError,
    BlinkError,
    BusyError,
    CameraAsleepError,
    CameraNotFoundError,
    CameraOfflineError,
)

SUCCESS: Final = frozenset({902, 908})

# Known as well, and mean no more than what they come with: that an access token is not
# accepted, that a picture failed, or that something is not available or possible.
_OTHERS: Final = frozenset(
    {101, 103, 513, 514, 524, 700, 711, 900, 901, 906, 907, 909, 910, 911, 914}
    | {1630, 1660, 1913, 1914, 1924, 1950, 2413, 2414, 2424, 2950, 3250}
)

# A pause is asked for: after too many sign-ins for an hour, else for a few seconds.
TOO_FAST_SECONDS: Final = {106: 3600.0, 110: 5.0, 111: 5.0}

_ERRORS: Final[dict[int, type[BlinkError]]] = {
    # The system, its network, a camera, a Mini, a doorbell, a floodlight.
    **dict.fromkeys((307, 308, 520, 1920, 2420, 2920), BusyError),
    # The sync module, and each kind of device.
    **dict.fromkeys((402, 529, 1929, 2429, 2929, 3229, 3729), CameraOfflineError),
    # Not onboarded.
    **dict.fromkeys((1930, 2430, 2930, 3230), CameraOfflineError),
    # A doorbell sleeps, or its mode does not allow it.
    **dict.fromkeys((2440, 2447), CameraAsleepError),
    **dict.fromkeys((300, 301, 400, 500, 1900, 2400, 2900, 3200), CameraNotFoundError),
    # Out of service.
    105: BlinkConnectionError,
}


def error_for(code: int | None) -> type[BlinkError] | None:
    """Return the kind of error that a number stands for, None for all others."""
    return None if code is None else _ERRORS.get(code)


def is_known(code: int | None) -> bool:
    """Return if it is known what a number means."""
    return code in {*SUCCESS, *TOO_FAST_SECONDS, *_ERRORS, *_OTHERS}
