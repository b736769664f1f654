"""Tests of what is read from Blink's JSON."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from custom_components.blink_thumbnail.api import (
    Account,
    BlinkConnectionError,
    CameraKind,
    Homescreen,
)
from custom_components.blink_thumbnail.api.models import Command
from custom_components.blink_thumbnail.api.parse import parse_object

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
    return read(data)


def read(data: dict[str, Any], at: datetime = NOW) -> Homescreen:
    """Read a homescreen at some time."""
    return Homescreen.parse(data, ACCOUNT, asked_at=0.0, read_at=at, date=at)


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
        read(parse_object(body))


@pytest.mark.parametrize("data", [{}, {"account_id": 1}, {"tier": "e008"}])
def test_no_account(data: dict[str, Any]) -> None:
    """An account without id or tier is none."""
    with pytest.raises(BlinkConnectionError):
        Account.from_json(data)


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
        ("doorbells", "done", "offline", False),
    ],
)
def test_offline(
    list_name: str, status: str | None, sync_module: str | None, offline: bool
) -> None:
    """A camera needs its sync module; what is on Wi-Fi has no need of one."""
    modules = [{"id": 1, "network_id": 2001, "status": sync_module}]
    homescreen = parse(
        **{list_name: [CAMERA | {"status": status}]},
        sync_modules=modules if sync_module else [],
    )
    (camera,) = homescreen.cameras.values()
    assert homescreen.is_offline(camera) is offline


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
    data = {"networks": [], "cameras": [CAMERA]}
    first = read(data)
    assert first == read(data, at=NOW + timedelta(minutes=5))
    assert first != read({"networks": [], "cameras": [{**CAMERA, "name": "Pond"}]})


def test_failure_without_words() -> None:
    """Its number is told."""
    command = Command(command_id=1, network_id=2, posted_at=0.0)
    ended = command.with_status({"complete": True, "status_code": 909})
    assert not ended.succeeded
    assert ended.message == "status 909"


@pytest.mark.parametrize("code", [2429, 529, 307, 2440])
@pytest.mark.parametrize("status", [None, 0])
def test_code_that_names_an_error(code: int, status: int | None) -> None:
    """It counts more than the status beside it."""
    command = Command(command_id=1, network_id=2, posted_at=0.0)
    data = {"complete": True, "status": status, "status_code": code}
    assert not command.with_status(data).succeeded
