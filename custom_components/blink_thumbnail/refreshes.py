"""The state of an entry's token refreshes, which outlives a reload."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass
import math
import random
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .api import BlinkError
from .const import DOMAIN

# Seconds until a failed refresh is tried again: twice as long each time, up to a poll's
# interval, and with jitter, because Blink fails many homes at the same moment.
_FIRST_GAP: Final = 2.0
_LONGEST_GAP: Final = 300.0
_JITTER: Final = (0.8, 1.2)
# Seconds until a refresh token is tried again that Blink has refused in a vague word.
_SECOND_TRY: Final = 240.0
# Seconds in which a second rejection asks for no new token: another would not help.
_REJECTION_GAP: Final = 60.0

_REFRESHES: HassKey[defaultdict[str, Refreshes]] = HassKey(f"{DOMAIN}_refreshes")


@dataclass
class Refreshes:
    """The running refresh, the refresh token that Blink refused, and the next try."""

    task: asyncio.Task[BlinkError | None] | None = None
    refused: str | None = None
    _in_doubt: str | None = None
    _next_gap: float = _FIRST_GAP
    _next_at: float = -math.inf
    _rejected_at: float = -math.inf

    @property
    def gap(self) -> float:
        """The seconds until a failed refresh may be tried again."""
        return max(0.0, self._next_at - _now())

    def note_failure(self) -> float:
        """Put off the next try, longer each time; return for how many seconds."""
        gap = min(self._next_gap * random.uniform(*_JITTER), _LONGEST_GAP)
        self._next_gap = min(self._next_gap * 2, _LONGEST_GAP)
        self._next_at = _now() + gap
        return gap

    def note_success(self) -> None:
        """Forget what went wrong before."""
        self._in_doubt = None
        self._next_gap = _FIRST_GAP

    def note_vague_refusal(self, refresh_token: str) -> float | None:
        """Put off a second try; return for how many seconds, None if this was it."""
        if self._in_doubt == refresh_token:
            return None
        self._in_doubt = refresh_token
        gap = _SECOND_TRY * random.uniform(*_JITTER)
        self._next_at = _now() + gap
        return gap

    def start(self, task: asyncio.Task[BlinkError | None]) -> None:
        """Take the one refresh that runs, until it has ended in whatever way."""
        self.task = task
        task.add_done_callback(self._clear)

    def _clear(self, task: asyncio.Task[BlinkError | None]) -> None:
        """Make room for the next refresh."""
        self.task = None

    def note_rejection(self) -> bool:
        """Note that Blink rejected the access token; return whether to refresh it.

        A token that was refreshed because of the last rejection is kept.
        """
        if _now() - self._rejected_at <= _REJECTION_GAP:
            return False
        self._rejected_at = _now()
        return True


@callback
def async_get_refreshes(hass: HomeAssistant, entry: ConfigEntry[Any]) -> Refreshes:
    """Return the state of an entry's refreshes."""
    return _of_all(hass)[entry.entry_id]


async def async_wait_for_refresh(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Wait for a running refresh, so that it does not overwrite a newer token."""
    if task := async_get_refreshes(hass, entry).task:
        await asyncio.wait([task])


@callback
def async_forget_refreshes(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Forget the refreshes of an entry that is being removed."""
    _of_all(hass).pop(entry.entry_id, None)


def _of_all(hass: HomeAssistant) -> defaultdict[str, Refreshes]:
    """Return the state of all entries' refreshes, by the entry's id."""
    return hass.data.setdefault(_REFRESHES, defaultdict(Refreshes))


def _now() -> float:
    """Return the event loop's time."""
    return asyncio.get_running_loop().time()
