"""Every fault, on every request of an update's way, once, at its second, and for good.

A fault that passes by itself, at the first or the second request of its kind, costs
some seconds and not the picture. The table tells what comes of one that stays.
"""

import asyncio
from itertools import product
from typing import Final

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from blink_cloud import (
    BlinkCloud,
    Camera,
    Disturbance,
    Empty,
    Endpoint,
    Hang,
    Reply,
    Reset,
    Rotation,
    Slow,
    Truncated,
    WrongContentType,
    html,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import press, served_picture

FAULTS: Final[dict[str, Reply | Disturbance]] = {
    "refused": Reply(status=400, body={"message": "No"}),
    "unauthorized": Reply(
        status=401, body={"message": "Unauthorized Access", "code": 101}
    ),
    "forbidden by the edge": Reply(status=403, body="<html>Forbidden</html>"),
    "not found": Reply(status=404),
    "not acceptable to the edge": Reply(status=406, body="406 Not Acceptable"),
    "busy": Reply(status=409, body={"message": "System is busy", "code": 307}),
    "app outdated": Reply(status=426, body={"message": "An app update is required"}),
    "too many requests": Reply(status=429),
    "server error": Reply(status=500),
    "bad gateway": Reply(status=502),
    "redirect": Reply(status=302, headers={"Location": "https://evil.example/"}),
    "web page": html(),
    "not an object": Reply(body=[1]),
    "silence": Hang(),
    "silence afterwards": Hang(after_effect=True),
    "reset": Reset(),
    "reset afterwards": Reset(after_effect=True),
    "slow": Slow(seconds=6),
    "slow afterwards": Slow(seconds=6, after_effect=True),
    "half": Truncated(),
    "half, then closed": Truncated(closes=True),
    "empty": Empty(),
    "wrong content type": WrongContentType(),
}


# What the user gets of a fault that stays: `updated`, or the reason why not. The first
# row of each request is for all faults that are not named.
UNREADABLE = ["web page", "not an object", "half", "empty"]
REFUSALS = ["refused", "not found", "unauthorized"]
BLOCKS = ["forbidden by the edge", "not acceptable to the edge"]
HARMLESS = ["slow", "slow afterwards", "wrong content type"]
ALWAYS: Final[dict[Endpoint, dict[str, str]]] = {
    Endpoint.TOKEN: {
        "": "cannot_connect",
        **dict.fromkeys(BLOCKS, "blocked"),
        "too many requests": "cooling_down",
        **dict.fromkeys(HARMLESS, "updated"),
        # Each token is spent by the time that it arrives.
        "slow afterwards": "refused",
    },
    Endpoint.HOMESCREEN: {
        "": "cannot_connect",
        **dict.fromkeys(UNREADABLE, "bad_answer"),
        **dict.fromkeys(REFUSALS, "refused"),
        **dict.fromkeys(BLOCKS, "blocked"),
        "too many requests": "cooling_down",
        **dict.fromkeys(HARMLESS, "updated"),
        "app outdated": "app_outdated",
        "busy": "busy",
    },
    Endpoint.THUMBNAIL: {
        "": "cannot_connect",
        **dict.fromkeys(REFUSALS, "refused"),
        **dict.fromkeys(BLOCKS, "blocked"),
        "too many requests": "cooling_down",
        **dict.fromkeys(HARMLESS, "updated"),
        "app outdated": "app_outdated",
        "busy": "busy",
        # Blink has taken the command, and only its answers are lost: the homescreen
        # tells that the camera has worked.
        "silence afterwards": "updated",
        "reset afterwards": "updated",
        "half": "updated",
        "half, then closed": "updated",
        "empty": "updated",
    },
    Endpoint.COMMAND: {
        # Nobody can tell the end, and at the deadline the picture is there.
        "": "updated",
        **dict.fromkeys(BLOCKS, "blocked"),
        "too many requests": "cooling_down",
        "app outdated": "app_outdated",
    },
    Endpoint.MEDIA: {
        "": "cannot_connect",
        **dict.fromkeys(UNREADABLE, "bad_picture"),
        # About this picture, also where the edge says it.
        **dict.fromkeys([*REFUSALS, *BLOCKS], "refused"),
        "too many requests": "cooling_down",
        **dict.fromkeys(HARMLESS, "updated"),
        "app outdated": "app_outdated",
        "busy": "busy",
    },
}
# What does not pass by itself: Blink asks for another app, or for a pause of minutes.
LASTING = ["app_outdated", "cooling_down"]
# How long an update may take in which one fault passes: the camera's three seconds and
# ten. An answer that never comes is waited for, and so is a pause that Blink asks for.
SECONDS = 13
LONG = ["silence", "silence afterwards", *BLOCKS]


def expect(endpoint: Endpoint, name: str, occurrence: str, *, was_hit: bool) -> str:
    """Return what the user gets."""
    always = ALWAYS[endpoint].get(name, ALWAYS[endpoint][""])
    if occurrence == "always":
        return always
    if always not in LASTING or not was_hit:
        return "updated"
    # The first homescreen is the baseline, without which a time proves the picture.
    is_baseline = endpoint is Endpoint.HOMESCREEN and occurrence == "first"
    return "updated" if is_baseline and always == "app_outdated" else always


@pytest.mark.parametrize(
    ("endpoint", "name"),
    [pytest.param(*pair, id=" ".join(pair)) for pair in product(ALWAYS, FAULTS)],
)
async def test_fault(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    endpoint: Endpoint,
    name: str,
) -> None:
    """The update ends as the table says, the picture stays, the next update works."""
    camera.snapshot_seconds = (3, 3)
    cloud.settings.rotation = Rotation.KEEP
    times = {"first": (1, 1), "second": (2, 1), "always": (1, None)}
    if endpoint is Endpoint.TOKEN:
        # So short a life that every request asks for a new token.
        cloud.settings.expires_in = 1
        camera.network.account.revoke_access_tokens()
    # The first picture takes some seconds more.
    await press(hass)

    for occurrence, (at, number) in times.items():
        # For longer than the gap after a token that was rejected.
        await asyncio.sleep(61)
        before = await served_picture(hass_client)
        order = cloud.fault(endpoint, FAULTS[name], at=at, times=number)
        outcome, started = "updated", hass.loop.time()
        try:
            await press(hass)
        except HomeAssistantError as err:
            outcome = str(err.translation_key)
        took = hass.loop.time() - started
        expected = expect(endpoint, name, occurrence, was_hit=order.hits > 0)
        assert (occurrence, outcome) == (occurrence, expected)
        assert occurrence == "always" or name in LONG or took < SECONDS
        after = await served_picture(hass_client)
        assert after.number >= before.number + (outcome == "updated")

        cloud.clear_faults()
        # For longer than the pause or the gap that followed.
        await asyncio.sleep(3 if outcome == "updated" else 400)
        await press(hass)
        assert (await served_picture(hass_client)).number > after.number
    assert not cloud.leaks
    assert not hass.config_entries.flow.async_progress()
