"""Every fault, on every request of an update's way, once, at its second, and for good.

The table tells what the user gets. `first` and `second` are faults that pass: they hit
that request of its kind in the update. `always` is one that stays.
"""

import asyncio
from itertools import product
from typing import Final, NamedTuple

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


class Row(NamedTuple):
    """What the user gets: `updated`, or the reason why not."""

    first: str
    second: str
    always: str


UPDATED = Row("updated", "updated", "updated")


def passing(always: str) -> Row:
    """Return the row of a fault that harms only if it stays."""
    return Row("updated", "updated", always)


def once(reason: str) -> Row:
    """Return the row of a fault on a request that an update sends only once."""
    return Row(reason, "updated", reason)


def ever(reason: str) -> Row:
    """Return the row of a fault that ends the update whenever it comes."""
    return Row(reason, reason, reason)


BLOCKS = ["forbidden by the edge", "not acceptable to the edge"]
REFUSALS = ["refused", "not found"]
HARMLESS = ["slow", "slow afterwards", "wrong content type"]

# What a request gets in the rows that are not named below.
OTHERS: Final = {
    # Each request asks for a token here: the first is for the command and for the
    # homescreen of before, the second for the command's status.
    Endpoint.TOKEN: once("cannot_connect"),
    # The first is the one of before, the second the one after.
    Endpoint.HOMESCREEN: passing("cannot_connect"),
    Endpoint.THUMBNAIL: once("cannot_connect"),
    Endpoint.COMMAND: passing("timeout"),
    Endpoint.MEDIA: passing("cannot_connect"),
}
NAMED: Final[dict[Endpoint, dict[str, Row]]] = {
    Endpoint.TOKEN: {
        **dict.fromkeys(BLOCKS, ever("blocked")),
        "too many requests": ever("cooling_down"),
        **dict.fromkeys(HARMLESS, UPDATED),
        # Each token is spent by the time that it arrives.
        "slow afterwards": Row("updated", "updated", "refused"),
    },
    Endpoint.HOMESCREEN: {
        **dict.fromkeys(BLOCKS, ever("blocked")),
        "too many requests": ever("cooling_down"),
        **dict.fromkeys(HARMLESS, UPDATED),
        **dict.fromkeys(REFUSALS, Row("updated", "refused", "refused")),
        **dict.fromkeys(
            ["web page", "not an object", "half", "empty"], passing("bad_answer")
        ),
        "app outdated": ever("app_outdated"),
        "busy": passing("busy"),
        "unauthorized": passing("refused"),
    },
    Endpoint.THUMBNAIL: {
        **dict.fromkeys(BLOCKS, once("blocked")),
        "too many requests": once("cooling_down"),
        **dict.fromkeys(HARMLESS, UPDATED),
        **dict.fromkeys(REFUSALS, once("refused")),
        "app outdated": once("app_outdated"),
        "busy": passing("busy"),
        "unauthorized": passing("refused"),
        # Blink has taken the command, and only the answer is lost.
        "silence afterwards": UPDATED,
        "reset afterwards": UPDATED,
        "half": UPDATED,
        "half, then closed": UPDATED,
        "empty": UPDATED,
    },
    Endpoint.COMMAND: {
        **dict.fromkeys(BLOCKS, ever("blocked")),
        "too many requests": ever("cooling_down"),
        **dict.fromkeys(HARMLESS, UPDATED),
        **dict.fromkeys(REFUSALS, ever("refused")),
        "app outdated": ever("app_outdated"),
        "unauthorized": passing("refused"),
    },
    Endpoint.MEDIA: {
        **dict.fromkeys(BLOCKS, once("blocked")),
        "too many requests": once("cooling_down"),
        **dict.fromkeys(["slow", "slow afterwards"], UPDATED),
        **dict.fromkeys(REFUSALS, passing("refused")),
        **dict.fromkeys(
            ["web page", "not an object", "half", "empty", "wrong content type"],
            passing("bad_picture"),
        ),
        "app outdated": once("app_outdated"),
        "busy": passing("busy"),
        "unauthorized": passing("refused"),
    },
}


@pytest.mark.parametrize(
    ("endpoint", "name"),
    [pytest.param(*pair, id=" ".join(pair)) for pair in product(OTHERS, FAULTS)],
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
    row = NAMED[endpoint].get(name, OTHERS[endpoint])
    times = {"first": (1, 1), "second": (2, 1), "always": (1, None)}
    if endpoint is Endpoint.TOKEN:
        # So short a life that every request asks for a new token.
        cloud.settings.expires_in = 1
        camera.network.account.revoke_access_tokens()
        await press(hass)

    for occurrence, expected in row._asdict().items():
        # For longer than the gap after a token that was rejected.
        await asyncio.sleep(61)
        before = await served_picture(hass_client)
        at, number = times[occurrence]
        cloud.fault(endpoint, FAULTS[name], at=at, times=number)
        outcome = "updated"
        try:
            await press(hass)
        except HomeAssistantError as err:
            outcome = str(err.translation_key)
        assert (occurrence, outcome) == (occurrence, expected)
        after = await served_picture(hass_client)
        assert after.number >= before.number + (outcome == "updated")

        cloud.clear_faults()
        # For longer than the first pause, or than the gap after a spoilt refresh.
        await asyncio.sleep(400 if outcome in ("blocked", "cooling_down") else 3)
        await press(hass)
        assert (await served_picture(hass_client)).number > after.number
    assert not cloud.leaks
    assert not hass.config_entries.flow.async_progress()
