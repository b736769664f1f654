"""Tests of Blink's numbers: they count, whatever the HTTP status and the words."""

import re

import pytest

from blink_cloud import BlinkCloud, Camera, Endpoint, Json, Reply
from custom_components.blink_thumbnail.api import BlinkClient, BlinkError
from custom_components.blink_thumbnail.api.codes import is_known
from tests.repository import ROOT

from .test_snapshot import take_snapshot


@pytest.mark.parametrize(
    ("status", "code", "words", "reason"),
    [
        (409, 307, "the system is busy", "busy"),
        (400, 308, None, "busy"),
        (200, 520, None, "busy"),
        (400, 1920, "wait", "busy"),
        (503, 2420, "wait", "busy"),
        (400, 529, "not to be reached", "offline"),
        (200, 1929, "not to be reached", "offline"),
        (503, 402, "the module is away", "offline"),
        (400, 1930, "not onboarded", "offline"),
        (404, 500, "no such camera", "removed"),
        (500, 2400, "no such doorbell", "removed"),
        (404, 300, "no such network", "removed"),
        (403, 106, "too many sign-ins", "cooling_down"),
        (503, 105, "out of service", "cannot_connect"),
        (400, 514, "no thumbnail", "refused"),
        (400, 2440, "it sleeps", "asleep"),
        (200, 2447, "not in this mode", "asleep"),
        (400, None, "The camera is busy", "refused"),
        (409, None, "wait", "busy"),
    ],
)
async def test_answer_to_a_command(
    client: BlinkClient,
    cloud: BlinkCloud,
    camera: Camera,
    status: int,
    code: int | None,
    words: str | None,
    reason: str,
) -> None:
    """The number decides what has happened; the words are only shown."""
    body = {"message": words, "code": code}
    cloud.fault(
        Endpoint.THUMBNAIL,
        Reply(
            status=status,
            body={name: value for name, value in body.items() if value is not None},
        ),
        times=None,
    )
    with pytest.raises(BlinkError) as error:
        await take_snapshot(client, camera)
    assert error.value.reason == reason
    if words and reason != "cooling_down":
        assert error.value.message == words
    assert len(camera.pictures) == 1


@pytest.mark.parametrize(
    ("code", "words", "reason"),
    [
        (909, "did not work", "failed"),
        (524, "no thumbnail", "failed"),
        (914, "cannot do that", "failed"),
        (529, "not to be reached", "offline"),
        (1920, "it records", "busy"),
        (2440, "it sleeps", "asleep"),
        (None, "did not work", "failed"),
    ],
)
async def test_end_of_a_command(
    client: BlinkClient,
    cloud: BlinkCloud,
    camera: Camera,
    code: int | None,
    words: str,
    reason: str,
) -> None:
    """The same numbers say how a command has ended."""
    ended: dict[str, Json] = {"complete": True, "status": 1, "status_msg": words}
    cloud.fault(
        Endpoint.COMMAND,
        Reply(body=ended if code is None else ended | {"status_code": code}),
        times=None,
    )
    with pytest.raises(BlinkError) as error:
        await take_snapshot(client, camera)
    assert (error.value.reason, error.value.message) == (reason, words)


def test_known_codes() -> None:
    """All that stand in what is known of Blink's interface, and no others."""
    text = (ROOT / "docs" / "blink-api.md").read_text(encoding="utf-8")
    table = text.partition("**Known message codes**")[2].partition("\n\nWhich")[0]
    written = {int(code) for code in re.findall(r"\b\d{3,4}\b", table)}
    assert len(written) > 50
    assert {code for code in range(10000) if is_known(code)} == written
    assert not is_known(None)


async def test_pause_of_some_seconds(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """Too fast by its code is a short pause, which a press waits out."""
    cloud.fault(Endpoint.THUMBNAIL, Reply(status=400, body={"code": 111}))
    await take_snapshot(client, camera)
    assert len(camera.pictures) == 2
