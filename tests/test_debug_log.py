"""Tests of the debug log, read as by somebody who looks for a fault."""

import asyncio
import logging
import re

import pytest

from blink_cloud import (
    BUSY_CONFLICT,
    Account,
    BlinkCloud,
    Camera,
    CommandFails,
    Endpoint,
    Hang,
    Network,
    Server,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import press
from .dialog import Dialog

PACKAGE = "custom_components.blink_thumbnail"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Return the log, with debug logging of the integration enabled."""
    caplog.set_level(logging.DEBUG, PACKAGE)
    return caplog


def lines(log: pytest.LogCaptureFixture) -> list[str]:
    """Return our lines of the log since the last time."""
    found = [one.getMessage() for one in log.records if one.name.startswith(PACKAGE)]
    log.clear()
    return found


async def test_a_day_with_the_log(
    hass: HomeAssistant,
    server: Server,
    cloud: BlinkCloud,
    account: Account,
    network: Network,
    camera: Camera,
    log: pytest.LogCaptureFixture,
) -> None:
    """A sign-in, a poll, a press, a refresh and a failure can all be followed."""
    network.add_camera("Mini", type="owl").take_picture()
    camera.snapshot_seconds = (2.4, 2.4)
    dialog = Dialog(hass, account)
    await dialog.add("sign_in")
    await dialog.sign_in()
    everything = signing_in = lines(log)
    assert "sign_in: HTTP 202 after 0.0 s, attempt 1" in signing_in
    assert "token: HTTP 200 after 0.0 s, attempt 1" in signing_in
    assert "tier_info: HTTP 200 after 0.0 s, attempt 1" in signing_in
    assert "homescreen: HTTP 200 after 0.0 s, attempt 1" in signing_in

    await asyncio.sleep(301)
    everything += (polling := lines(log))
    assert polling.count("homescreen: HTTP 200 after 0.0 s, attempt 1") == 1

    cloud.fault(Endpoint.THUMBNAIL, BUSY_CONFLICT)
    await press(hass)
    everything += (pressing := lines(log))
    story = [re.sub(r"\d\d+", "N", line) for line in pressing]
    assert [line for line in story if line.startswith(("Camera", "thumbnail"))] == [
        "Camera 1 is asked for a picture",
        "Camera 1 has its turn",
        "thumbnail: HTTP N, code N after 0.0 s, attempt 1",
        "thumbnail: HTTP N after 0.0 s, attempt 1",
        "Camera 1 has taken its command",
        "Camera 1 has ended its command",
        "Camera 1 shows a new picture",
        story[-1],
    ]
    assert "command: HTTP 200 after 0.0 s, attempt 1" in pressing
    assert any(
        re.fullmatch(r"picture: HTTP 200, \d+ bytes after 0.0 s, attempt 1", line)
        for line in pressing
    )
    # After a clip it waits until the list no longer lags.
    assert re.fullmatch(r"Camera 1 is updated after N\.\d s", story[-1])

    camera.next_command(CommandFails(status_code=204))
    with pytest.raises(HomeAssistantError):
        await press(hass)
    everything += (failing := lines(log))
    assert re.fullmatch(
        r"Camera 1 is not updated after \d.\d s: failed, status 1, status_code 204",
        failing[-1],
    )

    account.revoke_access_tokens()
    await asyncio.sleep(301)
    everything += (refreshing := lines(log))
    first = refreshing.index("homescreen: HTTP 401, code 101 after 0.0 s, attempt 1")
    assert refreshing[first + 1] == "token: HTTP 200 after 0.0 s, attempt 1"
    assert refreshing[first + 2] == "homescreen: HTTP 200 after 0.0 s, attempt 2"

    cloud.fault(Endpoint.HOMESCREEN, Hang())
    await asyncio.sleep(340)
    everything += (waiting := lines(log))
    assert any(
        line.startswith("homescreen: TimeoutError after 30.") for line in waiting
    )

    text = "\n".join(everything)
    secrets = [account.email, account.tier, *account.codes, "immedia", "127.0.0.1"]
    secrets += [account.password, network.name, str(account.id), str(network.id)]
    for one in account.cameras:
        secrets += [one.name, str(one.id), one.serial]
    for secret in secrets:
        assert secret not in text, secret
    assert not re.search(r"[\w-]{20,}", text)
