"""Tests of what is read from Blink's JSON."""

from datetime import UTC, datetime, timedelta
import json
from typing import Any

import pytest

from custom_components.blink_thumbnail.api import (
    Account,
    BlinkConnectionError,
    Camera,
    CameraKind,
    Homescreen,
)

ACCOUNT = Account(account_id=1001, tier="e008")
CAMERA = {"id": 4001, "network_id": 2001, "name": "Garden", "type": "catalina"}
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
OLD_FORM = "/media/production/account/1/network/2/camera/3/clip_8mpxqvts_"


def parse(**lists: Any) -> Homescreen:
    """Read a homescreen with one network in Berlin and these lists."""
    data = {
        "networks": [{"id": 2001, "name": "Home", "time_zone": "Europe/Berlin"}],
        **lists,
    }
    return read(json.dumps(data).encode())


def read(body: bytes, at: datetime = NOW) -> Homescreen:
    """Read a homescreen at some time."""
    return Homescreen.parse(body, ACCOUNT, asked_at=0.0, read_at=at, date=at)


def parse_camera(**fields: Any) -> Camera:
    """Read a homescreen with one camera, and return that."""
    (camera,) = parse(cameras=[CAMERA | fields]).cameras.values()
    return camera


def test_three_lists() -> None:
    """Cameras, minis and doorbells are told apart, also where they share an id."""
    homescreen = parse(
        cameras=[CAMERA],
        owls=[CAMERA | {"type": "owl"}],
        doorbells=[CAMERA | {"type": "lotus"}],
        chimes=[CAMERA],
    )
    assert [
        (camera.key, camera.kind, camera.model)
        for camera in homescreen.cameras.values()
    ] == [
        ("camera_4001", CameraKind.CAMERA, "Indoor/Outdoor (3rd gen)"),
        ("owl_4001", CameraKind.OWL, "Mini"),
        ("doorbell_4001", CameraKind.DOORBELL, "Video Doorbell"),
    ]


def test_little_is_required() -> None:
    """An entry with two ids is a camera; its type is told as Blink tells it."""
    (camera,) = parse(cameras=[{"id": "4001", "network_id": 2001}]).cameras.values()
    assert (camera.camera_id, camera.name, camera.model) == (4001, "4001", "camera")
    assert camera.thumbnail is None
    assert parse_camera(type="nova").model == "nova"


@pytest.mark.parametrize("odd", [None, 7, "x", [], {}, {"id": 1}, {"id": True}])
def test_odd_entries_are_skipped(odd: object) -> None:
    """One entry that cannot be read does not take the others down."""
    homescreen = parse(cameras=[odd, CAMERA], owls=odd, sync_modules=[odd])
    assert list(homescreen.cameras) == ["camera_4001"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"networks": null, "cameras": []}',
        b'{"message": "System is busy, please wait", "code": 307}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_no_homescreen(body: bytes) -> None:
    """What is no homescreen does not pass for an account without cameras."""
    with pytest.raises(BlinkConnectionError):
        read(body)


@pytest.mark.parametrize("data", [{}, {"account_id": 1}, {"tier": "e008"}])
def test_no_account(data: dict[str, Any]) -> None:
    """An account without id or tier is none."""
    with pytest.raises(BlinkConnectionError):
        Account.from_json(data)


@pytest.mark.parametrize("thumbnail", [1648473188, "1648473188"])
def test_integer_thumbnail(thumbnail: int | str) -> None:
    """A bare integer is the current form without its path."""
    camera = parse_camera(thumbnail=thumbnail)
    assert camera.thumbnail == (
        "/api/v3/media/accounts/1001/networks/2001/catalina/4001"
        "/thumbnail/thumbnail.jpg?ts=1648473188&ext="
    )
    assert camera.thumbnail_time == datetime(2022, 3, 28, 13, 13, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "time"),
    [
        ({"thumbnail": "/t.jpg?ts=1648473188&ext="}, (2022, 3, 28, 13, 13, 8)),
        (
            {"thumbnail": "/t.jpg?ts=1&ext=", "thumbnail_timestamp": 1648473188},
            (2022, 3, 28, 13, 13, 8),
        ),
        ({"thumbnail": "/t.jpg?ts=0&ext="}, None),
        ({"thumbnail": "/t.jpg", "thumbnail_timestamp": 10**18}, None),
        ({"thumbnail": None, "thumbnail_timestamp": 1648473188}, None),
        ({"thumbnail": f"{OLD_FORM}2020_01_01__01_01AM"}, None),
    ],
)
def test_thumbnail_time(
    fields: dict[str, Any], time: tuple[int, int, int, int, int, int] | None
) -> None:
    """The time to the second comes from Blink's field or from the address."""
    expected = datetime(*time, tzinfo=UTC) if time else None
    assert parse_camera(**fields).thumbnail_time == expected


@pytest.mark.parametrize(
    ("name", "minute"),
    [
        ("2020_01_01__01_01AM", (2020, 1, 1, 1, 1)),
        ("2020_01_01__12_05AM", (2020, 1, 1, 0, 5)),
        ("2020_07_01__12_05PM", (2020, 7, 1, 12, 5)),
        ("2022_02_22__16_58PM", (2022, 2, 22, 16, 58)),
        ("2022_02_22__04_58PM.jpg", (2022, 2, 22, 16, 58)),
        ("2022_02_30__04_58PM", None),
        ("2022_02_22__25_58PM", None),
    ],
)
def test_thumbnail_minute(
    name: str, minute: tuple[int, int, int, int, int] | None
) -> None:
    """An old-form name has the minute in UTC, wherever its network is."""
    expected = datetime(*minute, tzinfo=UTC) if minute else None
    assert parse_camera(thumbnail=OLD_FORM + name).thumbnail_minute == expected


@pytest.mark.parametrize(
    ("list_name", "status", "sync_module", "offline"),
    [
        ("cameras", "done", "online", False),
        ("cameras", "offline", "online", True),
        ("cameras", "done", "offline", True),
        ("cameras", "done", None, False),
        ("cameras", None, "online", False),
        ("owls", "online", "offline", False),
        ("owls", "offline", None, True),
        ("doorbells", "done", None, False),
        ("doorbells", "done", "offline", True),
    ],
)
def test_offline(
    list_name: str, status: str | None, sync_module: str | None, offline: bool
) -> None:
    """A camera needs its sync module; a mini has no need of one."""
    modules = [{"id": 1, "network_id": 2001, "status": sync_module}]
    homescreen = parse(
        **{list_name: [CAMERA | {"status": status}]},
        sync_modules=modules if sync_module else [],
    )
    (camera,) = homescreen.cameras.values()
    assert homescreen.is_offline(camera) is offline


@pytest.mark.parametrize(
    ("signals", "expected"),
    [
        ({"temp": 62, "wifi": 0, "lfr": 5}, (62, 0, 5)),
        ({"temp": "-4", "wifi": "3"}, (None, 3, None)),
        ({"temp": -4, "wifi": 6, "lfr": -1}, (-4, None, None)),
        ({"temp": 10**400, "wifi": True, "lfr": 2.5}, (None, None, None)),
        ({}, (None, None, None)),
        (None, (None, None, None)),
        ([62], (None, None, None)),
    ],
)
def test_signals(signals: object, expected: tuple[int | None, ...]) -> None:
    """What makes no sense is not shown as a value."""
    camera = parse_camera(signals=signals)
    assert (
        camera.temperature,
        camera.wifi_signal,
        camera.sync_module_signal,
    ) == expected


@pytest.mark.parametrize(
    ("battery", "low"),
    [
        ("ok", False),
        ("low", True),
        (None, None),
        ("empty", None),
        (3, None),
        ("", None),
    ],
)
def test_battery(battery: object, low: bool | None) -> None:
    """A word that nobody knows is none."""
    assert parse_camera(battery=battery).battery_low is low


def test_sync_module() -> None:
    """It is told by its network; what it lacks is unknown."""
    homescreen = parse(
        sync_modules=[
            {
                "id": 3001,
                "network_id": 2001,
                "type": "sm1",
                "serial": "A1",
                "fw_version": "4.4.8",
                "status": "online",
            },
            {"id": 3002, "network_id": 2002, "type": "sm9"},
            {"id": 3003, "type": "sm2"},
        ]
    )
    assert set(homescreen.sync_modules) == {2001, 2002}
    known, bare = homescreen.sync_modules[2001], homescreen.sync_modules[2002]
    assert (known.model, known.serial, known.firmware) == ("Sync Module", "A1", "4.4.8")
    assert (bare.model, bare.serial, bare.firmware) == ("Sync Module", None, None)


def test_same_news_whenever_asked_for() -> None:
    """Two homescreens with the same content are equal; one with news is not."""
    body = json.dumps({"networks": [], "cameras": [CAMERA]}).encode()
    first = read(body)
    assert first == read(body, at=NOW + timedelta(minutes=5))
    assert first != read(body.replace(b"Garden", b"Pond"))
