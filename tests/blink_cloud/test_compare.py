"""Tests of the comparison with a real account: the notes of a client, read again."""

import asyncio
from asyncio.subprocess import PIPE
from contextlib import suppress
import json
from pathlib import Path
import re
import sys
from typing import Any
from uuid import uuid4

from aiohttp import ClientSession, CookieJar
import pytest

from blink_cloud import (
    Account,
    BlinkCloud,
    Camera,
    Endpoint,
    Reply,
    Server,
    ThumbnailForm,
)
from blink_cloud.compare import UnreadableError, compare, read_notes
from custom_components.blink_thumbnail.api import (
    BlinkClient,
    BlinkError,
    Progress,
    SignIn,
    Traffic,
    describe_notes,
    refresh,
    take_snapshot,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where diagnostics are."""
    return tmp_path / "diagnostics.json"


async def observe(server: Server, account: Account) -> Any:
    """Return the field notes of a client that has done all that it does."""
    traffic = Traffic()
    jar = CookieJar(unsafe=True, quote_cookie=False)
    async with ClientSession(cookie_jar=jar) as session:
        sign_in = SignIn(session, str(uuid4()), traffic)
        with suppress(BlinkError):
            await sign_in.send_password(account.email, "mistyped")
        await sign_in.send_password(account.email, account.password)
        with suppress(BlinkError):
            await sign_in.send_code("mistyped")
        await sign_in.send_code(account.codes[-1])
        refresh_token = (await sign_in.get_token())["refresh_token"]
        token = (await refresh(session, refresh_token, traffic))["access_token"]
        with suppress(BlinkError):
            await refresh(session, "spent", traffic)

        async def source(rejected: str | None = None) -> str:
            """Return the access token."""
            return str(token)

        client = BlinkClient(session, source, traffic)
        await client.find_account()
        homescreen = await client.get_homescreen()
        for key in homescreen.cameras:
            with suppress(BlinkError):
                await take_snapshot(client, key, asyncio.Lock(), Progress())
    return describe_notes(traffic.notes.as_dict())


@pytest.fixture
async def notes(server: Server, account: Account, camera: Camera) -> Any:
    """Return the notes of an account with all kinds of cameras, one of them offline."""
    network = camera.network
    for kind in ("owl", "lotus"):
        network.add_camera(kind, type=kind).take_picture()
    network.add_camera("Shed").online = False
    camera.record_clip(seconds=3)
    return await observe(server, account)


async def differences(file: Path, notes: Any) -> list[str]:
    """Return what is said about notes."""
    content = json.dumps({"home_assistant": {}, "data": {"field_notes": notes}})
    file.write_text(content)  # noqa: ASYNC240
    return await compare(read_notes(file))


async def test_same(file: Path, notes: Any) -> None:
    """An account that this very cloud has served differs in nothing."""
    assert notes["counts"]["thumbnail: answers"].keys() == {
        "http 200",
        "http 409, code 307",
    }
    assert notes["counts"]["picture: answers"] == {"http 200": 3}
    assert await differences(file, notes) == []


def set_field(notes: Any, endpoint: str, path: str, text: str) -> None:
    """Let notes have another field."""
    notes["shapes"][endpoint]["fields"][path] = text


@pytest.mark.parametrize(
    ("endpoint", "path", "text", "expected"),
    [
        (
            "homescreen",
            "drones",
            "list",
            "homescreen: drones (list) is not in blink_cloud",
        ),
        (
            "homescreen",
            "cameras[].color",
            "string",
            "homescreen: cameras[].color (string) is not in blink_cloud",
        ),
        (
            "homescreen",
            "cameras[].battery",
            "null string: ok",
            "homescreen: cameras[].battery may be null, and is string in blink_cloud",
        ),
        (
            "homescreen",
            "cameras[].battery",
            "string: empty ok",
            "homescreen: cameras[].battery may say empty, which blink_cloud never does",
        ),
        (
            "homescreen",
            "owls[].type",
            "string: owl tucson",
            "homescreen: owls[].type may say tucson, which blink_cloud never does",
        ),
        (
            "POST /oauth/v2/signin",
            "captcha",
            "string",
            "POST /oauth/v2/signin: captcha (string) is not in blink_cloud",
        ),
        (
            "command",
            "progress",
            "number",
            "command: progress (number) is not in blink_cloud",
        ),
        (
            "command refused",
            "message",
            "object",
            "command refused: message may be object, and is string in blink_cloud",
        ),
    ],
)
async def test_field(
    file: Path, notes: Any, endpoint: str, path: str, text: str, expected: str
) -> None:
    """Fields, types and words that this cloud has not are said."""
    notes["shapes"].setdefault(endpoint, {"fields": {"message": "string"}})
    set_field(notes, endpoint, path, text)
    assert expected in await differences(file, notes)


async def test_fields_below_a_new_one(file: Path, notes: Any) -> None:
    """What is new is said once, with nothing of what is in it."""
    for path in ("drones", "drones[]", "drones[].id", "drones[].type"):
        set_field(notes, "homescreen", path, "object")
    assert len(await differences(file, notes)) == 1


async def test_fields_that_are_missing(file: Path, notes: Any) -> None:
    """What only this cloud has is said, unless nothing could have shown it."""
    fields = notes["shapes"]["homescreen"]["fields"]
    for path in [*fields]:
        if path.startswith("doorbells[]") or path == "networks[].dst":
            del fields[path]
    del notes["shapes"]["tier_info"]
    only = [line for line in await differences(file, notes) if "only" in line]
    assert only == ["homescreen: networks[].dst is in blink_cloud only"]


async def test_short_answer(file: Path, notes: Any) -> None:
    """A Mini's short answer does not say that a camera has no long one."""
    fields = notes["shapes"]["thumbnail"]["fields"]
    for path in fields.keys() - {"id", "network_id", "command", "state"}:
        del fields[path]
    assert await differences(file, notes) == []
    del fields["id"]
    assert await differences(file, notes) == ["thumbnail: id is in blink_cloud only"]


async def test_endpoint_that_never_refuses_here(file: Path, notes: Any) -> None:
    """An answer of a kind that this cloud never gives is said."""
    notes["shapes"]["tier_info refused"] = {"fields": {"code": "integer"}}
    assert await differences(file, notes) == [
        "tier_info refused: blink_cloud has no such answer"
    ]


@pytest.mark.parametrize(
    ("kind", "what", "expected"),
    [
        (
            "thumbnail: answers",
            "http 400, code 2447",
            "thumbnail: answers: http 400, code 2447 (7 times),"
            " which blink_cloud never says",
        ),
        ("thumbnail: answers", "http 503", None),
        (
            "command: ended",
            "status 2, status_code 914",
            "command: ended: status 2, status_code 914 (7 times),"
            " which blink_cloud never says",
        ),
        (
            "pictures: sizes",
            "1920x1080",
            "pictures: sizes: 1920x1080, and 640x360 in blink_cloud",
        ),
        (
            "catalina: thumbnails",
            "old",
            "catalina: thumbnails: old, and timestamp in blink_cloud",
        ),
        ("tucson: thumbnails", "old", None),
        (
            "catalina: command, seconds",
            "11",
            "catalina: command, seconds: 11 in the middle of 8,"
            " and 1 to 5 in blink_cloud",
        ),
        (
            "homescreen: lag, seconds",
            "3",
            "homescreen: lag, seconds: 3 in the middle of 10,"
            " and 0 to 1 in blink_cloud",
        ),
    ],
)
async def test_count(
    file: Path, notes: Any, kind: str, what: str, expected: str | None
) -> None:
    """Codes, numbers, sizes, forms and times that this cloud has not are said."""
    notes["counts"].setdefault(kind, {})[what] = 7
    assert await differences(file, notes) == ([expected] if expected else [])


async def test_contradiction(file: Path, notes: Any) -> None:
    """What was taken for granted here too, and is not so, comes first."""
    notes["assumptions"]["busy_is_409"]["contradicted"] = 2
    assert await differences(file, notes) == [
        "busy_is_409: contradicted 2 times, and 2 times seen"
    ]


async def test_another_account(
    file: Path, server: Server, cloud: BlinkCloud, account: Account, camera: Camera
) -> None:
    """A cloud with other settings than usual is told from the usual one."""
    cloud.settings.expires_in = 86400
    cloud.settings.timestamp_in_v3 = True
    cloud.settings.snapshot_seconds = (20, 20)
    camera.thumbnail_form = ThumbnailForm.OLD
    cloud.fault(
        Endpoint.THUMBNAIL, Reply(status=400, body={"code": 520, "message": "Busy"})
    )
    found = await differences(file, await observe(server, account))
    # How often depends on when it looked.
    assert [re.sub(r"[1-9]\d* times", "n times", line) for line in found] == [
        "expires_in_14400: contradicted n times, and 0 times seen",
        "timestamp_not_in_v3: contradicted n times, and 0 times seen",
        "busy_is_409: contradicted n times, and 0 times seen",
        "homescreen: cameras[].thumbnail_timestamp (integer) is not in blink_cloud",
        "thumbnail: answers: http 400, code 520 (n times),"
        " which blink_cloud never says",
        "catalina: thumbnails: old, and timestamp in blink_cloud",
        "catalina: command, seconds: 20 in the middle of 1, and 1 to 5 in blink_cloud",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "cannot be read: No such file or directory."),
        (b"no JSON", "is no JSON file."),
        (b"\xff\xfe", "is no JSON file."),
        (b"[" * 100_000, "is no JSON file."),
        (b"[]", "holds no field notes of Blink Thumbnail."),
        (b'{"data": {}}', "holds no field notes of Blink Thumbnail."),
        (
            b'{"assumptions": {"a": 1}, "counts": {}, "shapes": {}}',
            "holds no field notes of Blink Thumbnail.",
        ),
    ],
)
def test_unreadable(file: Path, content: bytes | None, reason: str) -> None:
    """A file that is none is refused in one plain sentence."""
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UnreadableError) as error:
        read_notes(file)
    assert str(error.value) == f"{file} {reason}"


async def run(file: Path) -> tuple[int | None, str, str]:
    """Run the command as a developer does; return its code, and what it says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "blink_cloud", "compare", str(file)),
        cwd=Path(__file__).parents[2],
        stdout=PIPE,
        stderr=PIPE,
    )
    said, complained = await process.communicate()
    return process.returncode, said.decode(), complained.decode()


async def test_command(file: Path, notes: Any) -> None:
    """The exit code says if there is anything to do."""
    assert await run(file) == (
        2,
        "",
        f"{file} cannot be read: No such file or directory.\n",
    )
    await differences(file, notes)
    assert await run(file) == (0, "No difference: that account is like this one.\n", "")
    notes["counts"]["pictures: sizes"] = {"1920x1080": 1}
    await differences(file, notes)
    assert await run(file) == (
        1,
        "pictures: sizes: 1920x1080, and 640x360 in blink_cloud\n",
        "",
    )
