"""Tests of the field notes: what a client writes down while it works."""

import asyncio
from contextlib import suppress
from datetime import timedelta
import re
from typing import Any

from aiohttp import ClientSession
import pytest

from blink_cloud import (
    BUSY_OK,
    Account,
    BlinkCloud,
    Camera,
    CommandFails,
    Endpoint,
    MiniScope,
    Network,
    Reply,
    Reset,
    Rotation,
    Server,
    ThumbnailForm,
)
from custom_components.blink_thumbnail.api import (
    BlinkClient,
    BlinkError,
    FieldNotes,
    Progress,
    Traffic,
    describe_notes,
    refresh,
    take_snapshot,
)
from custom_components.blink_thumbnail.api.assumptions import Assumption
from tests.repository import INTEGRATION

from .test_assumptions import JPEG, answer, verdict


async def take(client: BlinkClient, camera: Camera) -> None:
    """Have a picture taken, as the coordinator has it done, whatever comes of it."""
    assert client.last_homescreen
    (key,) = (
        key
        for key, known in client.last_homescreen.cameras.items()
        if known.camera_id == camera.id
    )
    with suppress(BlinkError):
        await take_snapshot(client, key, asyncio.Lock(), Progress())


def counts(client: BlinkClient, kind: str) -> dict[str, int]:
    """Return what was counted of a kind."""
    found: dict[str, int] = describe_notes(client.notes.as_dict())["counts"].get(
        kind, {}
    )
    return found


async def test_refresh_rotates(
    session: ClientSession, server: Server, cloud: BlinkCloud, account: Account
) -> None:
    """Whether another refresh token comes with each refresh."""
    traffic = Traffic()
    token = await refresh(session, account.issue_refresh_token(), traffic)
    assert verdict(traffic.notes, Assumption.REFRESH_ROTATES) == "seen"
    cloud.settings.rotation = Rotation.NONE
    await refresh(session, token["refresh_token"], traffic)
    assert verdict(traffic.notes, Assumption.REFRESH_ROTATES) == "contradicted"


async def test_spent_token_refused(
    session: ClientSession, server: Server, cloud: BlinkCloud, account: Account
) -> None:
    """What becomes of a refresh token whose answer was lost, also after an outage."""
    traffic = Traffic()
    for rotation, expected in (
        (Rotation.AT_ONCE, "seen"),
        (Rotation.KEEP, "contradicted"),
    ):
        cloud.settings.rotation = rotation
        token = account.issue_refresh_token()
        cloud.fault(Endpoint.TOKEN, Reset(after_effect=True))
        cloud.fault(Endpoint.TOKEN, Reply(status=503), at=2)
        for _ in range(3):
            with suppress(BlinkError):
                await refresh(session, token, traffic)
        assert verdict(traffic.notes, Assumption.SPENT_TOKEN_REFUSED) == expected
        # It was judged once, and another token is another matter.
        with suppress(BlinkError):
            await refresh(session, account.issue_refresh_token(), traffic)
    assert traffic.notes.as_dict()["assumptions"]["spent_token_refused"] == {
        "seen": 1,
        "contradicted": 1,
    }


@pytest.mark.parametrize(
    ("scope", "expected"),
    [(MiniScope.ALWAYS_OWN, "seen"), (MiniScope.NETWORK, "contradicted")],
)
async def test_mini_beside_a_camera(
    client: BlinkClient,
    cloud: BlinkCloud,
    network: Network,
    camera: Camera,
    scope: MiniScope,
    expected: str,
) -> None:
    """Whether a Mini had to wait for another camera of its network."""
    mini = network.add_camera("Mini", type="owl")
    mini.take_picture()
    cloud.settings.mini_scope = scope
    camera.snapshot_seconds = (6, 6)
    await client.get_homescreen()
    await take(client, mini)
    assert verdict(client.notes, Assumption.MINI_HAS_OWN_QUEUE) == "not yet"
    first = asyncio.create_task(take(client, camera))
    await asyncio.sleep(1)
    await take(client, mini)
    await first
    assert verdict(client.notes, Assumption.MINI_HAS_OWN_QUEUE) == expected
    await take(client, mini)
    assert (
        sum(client.notes.as_dict()["assumptions"]["mini_has_own_queue"].values()) == 1
    )


async def test_time_of_a_command(client: BlinkClient, camera: Camera) -> None:
    """How long it takes is counted by type."""
    camera.snapshot_seconds = (3.2, 3.2)
    await take(client, camera)
    assert counts(client, "catalina: command, seconds") == {"3": 1}
    assert verdict(client.notes, Assumption.COMMAND_WITHIN_60) == "seen"
    camera.snapshot_seconds = (66, 66)
    await take(client, camera)
    assert counts(client, "catalina: command, seconds") == {"3": 1, "60": 1}
    assert verdict(client.notes, Assumption.COMMAND_WITHIN_60) == "contradicted"


async def test_lag_of_the_homescreen(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """How long after the command's end it had the picture."""
    await take(client, camera)
    assert counts(client, "homescreen: lag, seconds") == {"0": 1}
    assert verdict(client.notes, Assumption.LAG_WITHIN_4) == "seen"
    cloud.settings.homescreen_lag = 8.5
    await take(client, camera)
    assert counts(client, "homescreen: lag, seconds") == {"0": 1, "8": 1}
    assert verdict(client.notes, Assumption.LAG_WITHIN_4) == "contradicted"


async def test_time_of_a_thumbnail(client: BlinkClient, camera: Camera) -> None:
    """Whether a new one is dated by Blink's clock."""
    await asyncio.sleep(5)
    camera.take_picture()
    await client.get_homescreen()
    assert verdict(client.notes, Assumption.THUMBNAIL_ON_BLINKS_CLOCK) == "seen"
    camera.clock_offset = timedelta(hours=1)
    await asyncio.sleep(5)
    camera.take_picture()
    await client.get_homescreen()
    assert verdict(client.notes, Assumption.THUMBNAIL_ON_BLINKS_CLOCK) == "contradicted"


async def test_old_name(client: BlinkClient, camera: Camera) -> None:
    """Whether the minute in a new one's name is UTC."""
    camera.thumbnail_form = ThumbnailForm.OLD
    camera.take_picture()
    await client.get_homescreen()
    assert verdict(client.notes, Assumption.OLD_NAME_IS_UTC) == "seen"
    # An hour later than it is, as in Berlin.
    camera.thumbnail_override = "/media/clip_1_2026_11_02__10_00AM"
    await asyncio.sleep(1)
    await client.get_homescreen()
    assert verdict(client.notes, Assumption.OLD_NAME_IS_UTC) == "contradicted"
    # Neither is known of one that may be old, since nobody has looked for long.
    for minutes, known in ((9, 3), (11, 3)):
        await asyncio.sleep(minutes * 60)
        camera.thumbnail_override = None
        camera.take_picture()
        await client.get_homescreen()
        found = client.notes.as_dict()["assumptions"]["old_name_is_utc"]
        assert sum(found.values()) == known
    # Nothing tells when the first one of a camera was taken.
    notes = FieldNotes()
    assert client.last_homescreen
    notes.see_thumbnails(None, client.last_homescreen)
    assert verdict(notes, Assumption.OLD_NAME_IS_UTC) == "not yet"
    assert describe_notes(notes.as_dict())["counts"] == {
        "catalina: thumbnails": {"old": 1}
    }


async def test_what_blink_said(
    client: BlinkClient, cloud: BlinkCloud, camera: Camera
) -> None:
    """Statuses, codes, the numbers of commands, forms and sizes are counted."""
    camera.snapshot_seconds = (3.2, 3.2)
    cloud.fault(Endpoint.THUMBNAIL, BUSY_OK)
    await take(client, camera)
    camera.next_command(CommandFails(status=1, status_code=171034))
    await take(client, camera)
    assert counts(client, "thumbnail: answers") == {
        "http 200, code 307": 1,
        "http 200": 2,
    }
    assert counts(client, "command: ended") == {
        "status 0, status_code 908": 1,
        "status 1, status_code <number>": 1,
    }
    assert counts(client, "command: running").keys() == {"status 0, status_code 908"}
    assert counts(client, "pictures: sizes") == {"640x360": 1}
    assert counts(client, "catalina: thumbnails") == {"timestamp": 2}
    assert counts(client, "blink's clock").keys() == {"behind 0"}
    cloud.clock_offset = timedelta(minutes=2)
    await client.get_homescreen()
    assert counts(client, "blink's clock")["ahead 75"] == 1


async def test_limit(client: BlinkClient, cloud: BlinkCloud, camera: Camera) -> None:
    """How many requests it took until Blink asked for fewer."""
    for _ in range(8):
        await client.get_homescreen()
    cloud.fault(Endpoint.HOMESCREEN, Reply(status=429))
    with suppress(BlinkError):
        await client.get_homescreen()
    assert counts(client, "requests in the hour before a limit") == {"8": 1}


async def test_cost_of_200_cameras(
    client: BlinkClient, cloud: BlinkCloud, network: Network
) -> None:
    """A large homescreen is looked through once an hour; its changes are not lost."""
    for number in range(199):
        network.add_camera(f"Camera {number}").take_picture()
    await client.get_homescreen()
    seen = Assumption.STATUSES_KNOWN
    before = client.notes.as_dict()["assumptions"][seen]["seen"]
    for _ in range(5):
        await asyncio.sleep(300)
        await client.get_homescreen()
    assert client.notes.as_dict()["assumptions"][seen]["seen"] == before
    await asyncio.sleep(3600)
    await client.get_homescreen()
    assert client.notes.as_dict()["assumptions"][seen]["seen"] == before + 1


async def test_camera_that_is_called_what_it_is(
    client: BlinkClient, camera: Camera
) -> None:
    """Its type is told all the same, and its name nowhere else."""
    camera.name = "Catalina"
    await client.get_homescreen()
    await take(client, camera)
    assert counts(client, "catalina: command, seconds")


@pytest.mark.parametrize(
    ("seconds", "bar"),
    [
        (-1, "0"),
        (0, "0"),
        (0.9, "0"),
        (1, "1"),
        (5.9, "4"),
        (6, "6"),
        (8, "8"),
        (10.9, "8"),
        (11, "11"),
        (15, "15"),
        (20, "20"),
        (30, "30"),
        (45, "45"),
        (60, "60"),
        (75, "75"),
        (120, "120"),
        (300, "300"),
        (3600, "3600"),
        (1e9, "3600"),
    ],
)
def test_bars(seconds: float, bar: str) -> None:
    """A histogram's bars go by their lower ends, and the last one has no upper end."""
    notes = FieldNotes()
    notes.measure("any", seconds)
    assert notes.as_dict()["counts"] == {"any": {bar: 1}}


def test_fields_that_are_read() -> None:
    """What the code reads is known to it."""
    reads = re.compile(
        r"\b(?:text|integer|sentence|entries|number_within|_seconds)"
        r'\(\w+(?:\.data)?, "(\w+)"'
    )
    folder = INTEGRATION / "api"
    names = {
        name
        for path in folder.glob("*.py")
        for name in reads.findall(path.read_text(encoding="utf-8"))
    }
    assert len(names) > 20
    notes = FieldNotes()
    notes.see("homescreen", answer(dict.fromkeys(names, 1)))
    assert describe_notes(notes.as_dict())["unknown"] == {}


def test_fields() -> None:
    """They are named, over all and where the last answer differed; so are new ones."""
    notes = FieldNotes()
    first = {"networks": [{"id": 1}], "cameras": [{"type": "owl", "battery": "ok"}]}
    notes.see("homescreen", answer(first))
    notes.see("homescreen", answer({"networks": [{"id": None}], "drones": [{"a": 1}]}))
    told = describe_notes(notes.as_dict())
    assert told["shapes"]["homescreen"] == {
        "fields": {
            "cameras": "list",
            "cameras[]": "object",
            "cameras[].battery": "string: ok",
            "cameras[].type": "string: owl",
            "drones": "list",
            "drones[]": "object",
            "drones[].a": "integer",
            "networks": "list",
            "networks[]": "object",
            "networks[].id": "integer null",
        },
        "last": {
            "cameras": None,
            "cameras[]": None,
            "cameras[].battery": None,
            "cameras[].type": None,
            "networks[].id": "null",
        },
    }
    assert told["unknown"] == {"homescreen": ["drones", "drones[]", "drones[].a"]}


def test_refusals_have_their_own_shape() -> None:
    """What refuses is not mixed up with what answers, by status or by code."""
    notes = FieldNotes()
    notes.see("done", answer({"code": 902}))
    notes.see("thumbnail", answer({"id": 1}))
    notes.see("thumbnail", answer({"code": 307}))
    notes.see("thumbnail", answer({"message": "No"}, status=400))
    shapes = notes.as_dict()["shapes"]
    assert {endpoint: [*shape["fields"]] for endpoint, shape in shapes.items()} == {
        "done": ["code"],
        "thumbnail": ["id"],
        "thumbnail refused": ["code", "message"],
    }


def test_kept_and_read_again() -> None:
    """What was kept comes before what was seen since, and all of it counts."""
    kept, since, both = FieldNotes(), FieldNotes(), FieldNotes()
    first: list[tuple[str, Any]] = [
        ("homescreen", {"networks": [], "owls": [{"id": 1}]}),
        ("command", {"complete": True, "status": 0}),
    ]
    later: list[tuple[str, Any]] = [("homescreen", {"networks": [], "owls": []})]
    for notes, answers in (
        (kept, first),
        (since, later),
        (both, first + later),
    ):
        for endpoint, data in answers:
            notes.see(endpoint, answer(data))
    since.load(kept.as_dict())
    assert describe_notes(since.as_dict()) == describe_notes(both.as_dict())
    # What an earlier version took for granted is forgotten.
    old = {"assumptions": {"old": {"seen": 1}}, "counts": {}, "shapes": {}}
    fresh = FieldNotes()
    fresh.load(old)
    assert fresh.as_dict()["assumptions"] == {}


def test_bounds() -> None:
    """Whatever Blink sends, the notes stay small."""
    notes = FieldNotes()
    for number in range(100):
        notes.count("many", str(number))
    assert len(notes.as_dict()["counts"]["many"]) == 41
    assert notes.as_dict()["counts"]["many"]["more"] == 60
    for number in range(100):
        notes.count(f"kind {number}", "one")
    counted = notes.as_dict()["counts"]
    assert len(counted) == 61
    assert counted["more"] == {"more": 41}


def test_size_that_a_picture_does_not_tell() -> None:
    """A picture that is none has no size."""
    notes = FieldNotes()
    notes.see("picture", answer(body=JPEG))
    notes.see("picture", answer(body=b""))
    notes.see("picture", answer(body=JPEG[:8]))
    notes.see("picture", answer(status=404))
    assert notes.as_dict()["counts"]["pictures: sizes"] == {"640x360": 1, "unknown": 2}
