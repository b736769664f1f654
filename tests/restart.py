"""Runs Home Assistant with a folder's entries until it is told to end, or killed.

It says what happens on its output, a line each: `loaded` or the state of the entry,
`refresh token …` as soon as the entry has another one, and then `reauth` for each
dialog that waits for the user; `event …` for each state of an event, and
`automation …` for each of the folder's automations that is started. SIGUSR1 presses
the buttons of all cameras.
"""

import asyncio
from pathlib import Path
import signal
import sys
from typing import Any

from aiohttp.test_utils import unused_port

from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant import bootstrap, loader
from homeassistant.auth import auth_manager_from_config
from homeassistant.components.automation import EVENT_AUTOMATION_TRIGGERED
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntries,
    ConfigEntry,
)
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml


async def run(folder: Path) -> None:
    """Start, tell, and stop when asked to."""
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    hass = HomeAssistant(str(folder))
    loader.async_setup(hass)
    hass.config_entries = ConfigEntries(hass, {})
    await bootstrap.async_load_base_functionality(hass)
    hass.auth = await auth_manager_from_config(hass, [], [])
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    known = entry.data["token"]["refresh_token"]

    def tell(change: str, changed: ConfigEntry) -> None:
        """Tell of a new refresh token the moment that the entry has it."""
        nonlocal known
        token = changed.data["token"]["refresh_token"]
        if token != known:
            known = token
            print("refresh token", token, flush=True)

    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, tell)

    def tell_event(event: Event[EventStateChangedData]) -> None:
        """Tell of the state of an event."""
        if (state := event.data["new_state"]) and state.domain == "event":
            print("event", state.state, flush=True)

    def tell_automation(event: Event) -> None:
        """Tell of an automation that is started."""
        print("automation", event.data["name"], flush=True)

    hass.bus.async_listen(EVENT_STATE_CHANGED, callback(tell_event))
    hass.bus.async_listen(EVENT_AUTOMATION_TRIGGERED, callback(tell_automation))

    def press() -> None:
        """Press the buttons."""
        buttons = [
            state.entity_id
            for state in hass.states.async_all("button")
            if state.entity_id.endswith("_take_picture")
        ]
        hass.async_create_task(
            hass.services.async_call("button", "press", {"entity_id": buttons})
        )

    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, press)
    config: dict[str, Any] = {
        "http": {"server_host": "127.0.0.1", "server_port": unused_port()}
    }
    components = ["homeassistant", "network", "http", DOMAIN]
    automations = folder / "automations.yaml"
    if automations.exists():
        config["automation"] = load_yaml(automations)
        components.append("automation")
    for component in components:
        await async_setup_component(hass, component, config)
    await hass.async_start()
    print(entry.state.value, flush=True)
    for _ in hass.config_entries.flow.async_progress():
        print("reauth", flush=True)
    for state in hass.states.async_all("image"):
        print("image", state.state, flush=True)
    print("ready", flush=True)

    await ended.wait()
    await hass.async_stop()


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1])))
