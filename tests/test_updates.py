"""Tests of what is kept of updates, and who is told."""

from custom_components.blink_thumbnail.api import BlinkError
from custom_components.blink_thumbnail.updates import (
    OngoingUpdate,
    Source,
    UpdateHistory,
    UpdateResult,
)
from homeassistant.core import Context, HomeAssistant
from homeassistant.util import dt as dt_util

CAMERA = "camera_1"
OTHER = "camera_2"


def result(thumbnail: str | None = None) -> UpdateResult:
    """Return an update that is over."""
    return UpdateResult(
        at=dt_util.utcnow(), source=Source.ELSEWHERE, thumbnail=thumbnail
    )


async def test_last_twenty_are_kept(hass: HomeAssistant) -> None:
    """The oldest goes first, and each camera has its own twenty."""
    history = UpdateHistory()
    history.async_add(OTHER, result("other"))
    for number in range(21):
        history.async_add(CAMERA, result(str(number)))
    assert [update.thumbnail for update in history[CAMERA]] == [
        str(number) for number in range(1, 21)
    ]
    assert [update.thumbnail for update in history[OTHER]] == ["other"]


async def test_camera_that_was_never_updated(hass: HomeAssistant) -> None:
    """It has no history, and took nothing."""
    history = UpdateHistory()
    assert history[CAMERA] == []
    assert not history.took(CAMERA, "a")


async def test_who_took_a_thumbnail(hass: HomeAssistant) -> None:
    """Only the camera that took it did, and only while it is remembered."""
    history = UpdateHistory()
    history.async_add(CAMERA, result("a"))
    assert history.took(CAMERA, "a")
    assert not history.took(CAMERA, "b")
    assert not history.took(OTHER, "a")
    for _ in range(20):
        history.async_add(CAMERA, result("b"))
    assert not history.took(CAMERA, "a")


async def test_listener(hass: HomeAssistant) -> None:
    """It hears of its camera until it unsubscribes, and finds the update kept."""
    history = UpdateHistory()
    heard: list[str | None] = []

    def listen(update: UpdateResult) -> None:
        """Note an update, which is in the history by then."""
        assert history[CAMERA][-1] is update
        heard.append(update.thumbnail)

    unsubscribe = history.async_listen(CAMERA, listen)
    history.async_add(CAMERA, result("a"))
    history.async_add(OTHER, result("b"))
    unsubscribe()
    history.async_add(CAMERA, result("c"))
    assert heard == ["a"]
    assert [update.thumbnail for update in history[CAMERA]] == ["a", "c"]


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
