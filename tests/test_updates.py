"""Tests of what is kept of updates, and who is told."""

from unittest.mock import AsyncMock

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.blink_thumbnail.api import BlinkClient, BlinkError, Traffic
from custom_components.blink_thumbnail.const import DOMAIN
from custom_components.blink_thumbnail.update_history import UpdateHistory
from custom_components.blink_thumbnail.updates import (
    OngoingUpdate,
    Source,
    UpdateResult,
)
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util import dt as dt_util

CAMERA = "camera_1"
OTHER = "camera_2"


def result(thumbnail: str, source: Source = Source.BUTTON) -> UpdateResult:
    """Return an update that is over."""
    return UpdateResult(at=dt_util.utcnow(), source=source, thumbnail=thumbnail)


@pytest.fixture
async def history(hass: HomeAssistant) -> UpdateHistory:
    """Return the history of an account that is new."""
    client = BlinkClient(async_get_clientsession(hass), AsyncMock(), Traffic())
    return UpdateHistory(hass, MockConfigEntry(domain=DOMAIN), client)


async def test_last_twenty_are_kept(history: UpdateHistory) -> None:
    """The oldest goes first, and each camera has its own twenty."""
    history.async_add(OTHER, result("other"))
    for number in range(21):
        history.async_add(CAMERA, result(str(number)))
    assert [update.thumbnail for update in history[CAMERA]] == [
        str(number) for number in range(1, 21)
    ]
    assert [update.thumbnail for update in history[OTHER]] == ["other"]


async def test_camera_that_was_never_updated(history: UpdateHistory) -> None:
    """It has no history, and took nothing."""
    assert history[CAMERA] == []
    assert not history.took(CAMERA, "a")


async def test_who_took_a_thumbnail(history: UpdateHistory) -> None:
    """Only the camera that took it did, and only while it is remembered."""
    history.async_add(CAMERA, result("a"))
    assert history.took(CAMERA, "a")
    assert not history.took(CAMERA, "b")
    assert not history.took(OTHER, "a")
    for _ in range(20):
        history.async_add(CAMERA, result("b"))
    assert not history.took(CAMERA, "a")


async def test_listener(hass: HomeAssistant, history: UpdateHistory) -> None:
    """It hears of its camera until it unsubscribes; what is ours is kept by then."""
    heard: list[str | None] = []

    @callback
    def listen(update: UpdateResult) -> None:
        """Note an update."""
        assert update.source is Source.ELSEWHERE or history[CAMERA][-1] is update
        heard.append(update.thumbnail)

    unsubscribe = async_dispatcher_connect(hass, history.signal(CAMERA), listen)
    history.async_add(CAMERA, result("a"))
    history.async_add(CAMERA, result("b", Source.ELSEWHERE))
    history.async_add(OTHER, result("c"))
    unsubscribe()
    history.async_add(CAMERA, result("d"))
    assert heard == ["a", "b"]
    assert [update.thumbnail for update in history[CAMERA]] == ["a", "d"]


async def test_update_that_begins_and_ends(hass: HomeAssistant) -> None:
    """It says who asked for it and when; its error by its kind and its reason."""
    context = Context()
    now = dt_util.utcnow()
    ongoing = OngoingUpdate(Source.BUTTON, context)
    assert ongoing.end().reason is None
    assert ongoing.end().error is None
    failed = ongoing.end(BlinkError("Blink's own words"))
    assert failed.error == "BlinkError"
    assert failed.reason == BlinkError.reason
    assert failed.at == now
    assert (failed.source, failed.context) == (Source.BUTTON, context)
    assert "own words" not in repr(failed)
