"""What is remembered of an entry's token refreshes, also over a reload."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass
import random
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .api import BlinkError
from .const import DOMAIN

# Seconds until a spoilt refresh is tried again: twice as long each time, up to a poll's
# interval, and never at the same time as all others whom Blink has failed.
_FIRST_GAP: Final = 2.0
_LONGEST_GAP: Final = 300.0
_JITTER: Final = (0.8, 1.2)
# Seconds in which no second token is asked for because Blink rejects the first.
_REJECTION_GAP: Final = 60.0

_REFRESHES: HassKey[defaultdict[str, Refreshes]] = HassKey(f"{DOMAIN}_refreshes")


@dataclass
class Refreshes:
    """The refresh that is on its way, the refused token, and when to try again."""

    task: asyncio.Task[BlinkError | None] | None = None
    refused: str | None = None
    _next_gap: float = _FIRST_GAP
    _next_at: float = float("-inf")
    _rejected_at: float = float("-inf")

    @property
    def gap(self) -> float:
        """The seconds until a spoilt refresh is tried again."""
        return max(0.0, self._next_at - _now())

    def note_failure(self) -> float:
        """Put the next try off, longer each time; return for how many seconds."""
        gap = min(self._next_gap * random.uniform(*_JITTER), _LONGEST_GAP)
        self._next_gap = min(self._next_gap * 2, _LONGEST_GAP)
        self._next_at = _now() + gap
        return gap

    def note_success(self) -> None:
        """Take note of a new token: the next gap starts short."""
        self._next_gap = _FIRST_GAP

    def note_rejection(self) -> bool:
        """Take note that Blink rejects the token; return if that calls for another.

        It does not where the token was got for the last rejection.
        """
        if _now() - self._rejected_at <= _REJECTION_GAP:
            return False
        self._rejected_at = _now()
        return True


@callback
def async_get_refreshes(hass: HomeAssistant, entry: ConfigEntry[Any]) -> Refreshes:
    """Return what is remembered of an entry's refreshes."""
    return _of_all(hass)[entry.entry_id]


async def async_wait_for_refresh(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Wait for a refresh that is on its way, before another token takes its place."""
    if task := async_get_refreshes(hass, entry).task:
        await asyncio.wait([task])


@callback
def async_forget_refreshes(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Forget the refreshes of an entry that is gone."""
    _of_all(hass).pop(entry.entry_id, None)


def _of_all(hass: HomeAssistant) -> defaultdict[str, Refreshes]:
    """Return what is remembered of all entries' refreshes."""
    return hass.data.setdefault(_REFRESHES, defaultdict(Refreshes))


def _now() -> float:
    """Return the event loop's time."""
    return asyncio.get_running_loop().time()
