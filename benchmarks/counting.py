"""What Home Assistant is told, and writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import Event, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .home import Home


@dataclass
class Counted:
    """What was counted.

    `broadcasts` counts how often the coordinator told all entities of news, `written`
    the states that changed, and `reported` those that were written as before.
    """

    broadcasts: int = 0
    written: int = 0
    reported: int = 0


@contextmanager
def counting(home: Home) -> Iterator[Counted]:
    """Count until the context is left."""
    counted = Counted()
    coordinator: DataUpdateCoordinator[Any] = home.entry.runtime_data
    update_listeners = coordinator.async_update_listeners

    def tell() -> None:
        """Count a broadcast."""
        counted.broadcasts += 1
        update_listeners()

    @callback
    def note_written(_: Event[Any]) -> None:
        """Count a state that changed."""
        counted.written += 1

    @callback
    def note_reported(_: Any) -> bool:
        """Count a state that is as before; the event goes no further."""
        counted.reported += 1
        return False

    listen = home.hass.bus.async_listen
    stop = [
        listen(EVENT_STATE_CHANGED, note_written),
        listen(EVENT_STATE_REPORTED, lambda _: None, note_reported),
    ]
    setattr(coordinator, "async_update_listeners", tell)  # noqa: B010
    try:
        yield counted
    finally:
        for each in stop:
            each()
        delattr(coordinator, "async_update_listeners")
