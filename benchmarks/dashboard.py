"""A browser with the pictures of all cameras on its screen."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import ClientSession

from homeassistant.const import ATTR_ENTITY_PICTURE, EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback

from .home import Home

# Seconds after which the frontend's cards load a camera's still again.
_CAMERA_INTERVAL: Final = 10


@asynccontextmanager
async def open_dashboard(home: Home) -> AsyncGenerator[None]:
    """Look at all cameras and images, as the frontend's cards do.

    A camera's still is loaded every few seconds, an image when its address or its state
    changes.
    """
    hass = home.hass
    async with (
        ClientSession(f"http://127.0.0.1:{hass.http.server_port}") as session,
        asyncio.TaskGroup() as loads,
    ):

        def load(entity_id: str) -> None:
            """Begin to load a picture."""
            loads.create_task(_load(hass, session, entity_id))

        @callback
        def follow(event: Event[EventStateChangedData]) -> None:
            """Load an image that has changed."""
            if (state := event.data["new_state"]) and state.domain == "image":
                load(state.entity_id)

        async def refresh() -> None:
            """Load the cameras' stills again and again."""
            while True:
                for entity_id in hass.states.async_entity_ids("camera"):
                    load(entity_id)
                await asyncio.sleep(_CAMERA_INTERVAL)

        for entity_id in hass.states.async_entity_ids("image"):
            load(entity_id)
        stop = hass.bus.async_listen(EVENT_STATE_CHANGED, follow)
        refreshing = loads.create_task(refresh())
        yield
        stop()
        refreshing.cancel()


async def _load(hass: HomeAssistant, session: ClientSession, entity_id: str) -> None:
    """Load a picture from where the state says that it is."""
    state = hass.states.get(entity_id)
    if state and (address := state.attributes.get(ATTR_ENTITY_PICTURE)):
        async with session.get(address) as response:
            await response.read()
