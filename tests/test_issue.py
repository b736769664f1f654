"""Tests of the repairs issue."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from blink_cloud import (
    Account,
    BlinkCloud,
    Camera,
    CommandNeverEnds,
    Endpoint,
    Network,
    Reply,
)
from custom_components.blink_thumbnail import issue as usage_issue
from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir

from .conftest import press


def issue(hass: HomeAssistant, entry: MockConfigEntry) -> ir.IssueEntry | None:
    """Return the account's issue."""
    return ir.async_get(hass).async_get_issue(
        DOMAIN, f"account_at_risk_{entry.entry_id}"
    )


async def take_pictures(hass: HomeAssistant, number: int, gap: float) -> None:
    """Press the button again and again, some seconds apart."""
    for _ in range(number):
        await press(hass)
        await asyncio.sleep(gap)


async def test_burst(
    hass: HomeAssistant, entry: MockConfigEntry, camera: Camera
) -> None:
    """Thirty pictures within an hour are told, once, and then forgotten."""
    await take_pictures(hass, 29, 60)
    await asyncio.sleep(300)
    assert issue(hass, entry) is None
    await take_pictures(hass, 1, 300)
    found = issue(hass, entry)
    assert found
    assert found.severity is ir.IssueSeverity.WARNING
    assert found.translation_key == "account_at_risk"
    assert found.translation_placeholders
    assert found.translation_placeholders["name"] == "Home"
    assert found.translation_placeholders["pictures_hour"] == "30"
    assert int(found.translation_placeholders["requests_hour"]) > 150

    # Nothing is stopped, nothing is said a second time, and the numbers are of now.
    ir.async_ignore_issue(hass, DOMAIN, found.issue_id, True)
    await take_pictures(hass, 1, 300)
    assert len(camera.pictures) == 32
    ignored = issue(hass, entry)
    assert ignored
    assert ignored.dismissed_version
    assert ignored.created == found.created
    assert ignored.translation_placeholders
    assert ignored.translation_placeholders["pictures_hour"] == "31"

    await asyncio.sleep(3600)
    assert issue(hass, entry) is None


async def test_all_day(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So is a picture every few minutes all day, though no hour is a burst."""
    # Instead of 288, which is the same and takes longer.
    monkeypatch.setattr(usage_issue, "_PICTURES_A_DAY", 50)
    await take_pictures(hass, 49, 1300)
    assert issue(hass, entry) is None
    await take_pictures(hass, 1, 310)
    assert issue(hass, entry)
    await asyncio.sleep(4 * 3600)
    assert issue(hass, entry)
    await asyncio.sleep(3 * 3600)
    assert issue(hass, entry) is None


async def test_home_with_many_cameras(
    hass: HomeAssistant, entry: MockConfigEntry, network: Network
) -> None:
    """Two pictures an hour of each camera are no burst, however many there are."""
    for number in range(39):
        network.add_camera(f"Shed {number}").take_picture()
    await asyncio.sleep(310)
    for _ in range(2):
        await asyncio.gather(
            *(press(hass, f"button.shed_{n}_take_picture") for n in range(39))
        )
        await asyncio.sleep(310)
    assert issue(hass, entry) is None


async def test_reload_forgets_no_burst(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """What was sent counts, by all clients; an entry that goes takes it along."""
    await take_pictures(hass, 20, 30)
    await hass.config_entries.async_reload(entry.entry_id)
    await take_pictures(hass, 10, 30)
    await asyncio.sleep(300)
    assert issue(hass, entry)
    await hass.config_entries.async_remove(entry.entry_id)
    assert issue(hass, entry) is None


@pytest.mark.parametrize("hours", [1, 6])
async def test_usual_use(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, hours: int
) -> None:
    """Polls, and a picture every ten minutes, are nothing to tell."""
    await take_pictures(hass, hours * 6, 594)
    assert issue(hass, entry) is None
    assert cloud.count(Endpoint.THUMBNAIL) == hours * 6
    assert entry.state is ConfigEntryState.LOADED


async def test_disabled(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Where nothing is sent any more, nothing is at risk."""
    await take_pictures(hass, 30, 30)
    assert issue(hass, entry)
    await hass.config_entries.async_set_disabled_by(
        entry.entry_id, ConfigEntryDisabler.USER
    )
    assert issue(hass, entry) is None


@pytest.mark.parametrize(("presses", "risky"), [(10, True), (4, False)])
async def test_many_requests(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    camera: Camera,
    presses: int,
    risky: bool,
) -> None:
    """Neither do many requests that take few pictures stay unsaid."""
    for _ in range(presses):
        # Its status is asked for until the deadline.
        camera.next_command(CommandNeverEnds())
        with pytest.raises(HomeAssistantError):
            await press(hass)
        await asyncio.sleep(240)
    await asyncio.sleep(310)
    assert cloud.count(Endpoint.THUMBNAIL) < 30
    assert (issue(hass, entry) is not None) is risky


async def test_many_requests_all_day(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So many in a day are told as well."""
    # Instead of 5000, which is the same and takes longer.
    monkeypatch.setattr(usage_issue, "_REQUESTS_A_DAY", 500)
    while len(cloud.requests) < 480:
        await take_pictures(hass, 1, 1300)
    assert issue(hass, entry) is None
    await take_pictures(hass, 3, 1300)
    assert issue(hass, entry)


async def test_goes_while_blink_is_down(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud
) -> None:
    """It goes by itself, whatever polls bring."""
    await take_pictures(hass, 30, 30)
    assert issue(hass, entry)
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=503), times=None)
    await asyncio.sleep(2 * 3600)
    assert issue(hass, entry) is None


async def test_goes_with_the_sign_in(
    hass: HomeAssistant, entry: MockConfigEntry, account: Account
) -> None:
    """Where Blink wants a new sign-in, nothing is sent."""
    await take_pictures(hass, 30, 30)
    assert issue(hass, entry)
    account.revoke_access_tokens()
    account.revoke_refresh_tokens()
    await asyncio.sleep(310)
    assert issue(hass, entry) is None


async def test_busy_network_is_no_picture(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, camera: Camera
) -> None:
    """What Blink refuses many times for one picture is not told as many pictures."""
    for _ in range(5):
        camera.record_clip(seconds=200)
        with pytest.raises(HomeAssistantError):
            await press(hass)
        await asyncio.sleep(200)
    assert cloud.count(Endpoint.THUMBNAIL) > 30
    assert issue(hass, entry) is None
