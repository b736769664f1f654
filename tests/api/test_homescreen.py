"""Tests of the homescreen: who is who in it, and whose sync module is offline."""

from datetime import UTC, datetime
import json

import pytest

from custom_components.blink_thumbnail.api import Account, Homescreen

from .test_models import CAMERA, parse as parse_lists

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def parse(*statuses: str | None) -> Homescreen:
    """Read a homescreen with one camera, and a sync module for each status."""
    body = {
        "networks": [{"id": 2001, "name": "Home"}],
        "sync_modules": [
            {"id": number, "network_id": 2001, "serial": f"S{number}", "status": status}
            for number, status in enumerate(statuses)
        ],
        "cameras": [{"id": 4001, "network_id": 2001, "status": "done"}],
    }
    return Homescreen.parse(
        json.dumps(body).encode(),
        Account(account_id=1001, tier="e008"),
        asked_at=0.0,
        read_at=NOW,
        date=NOW,
    )


@pytest.mark.parametrize(
    ("statuses", "offline", "serial"),
    [
        (("online", "offline"), False, "S0"),
        (("offline", "online"), False, "S1"),
        (("offline", None), False, "S1"),
        (("offline", "online", "online", "offline"), False, "S1"),
        (("offline", "offline"), True, "S0"),
    ],
)
def test_several_sync_modules(
    statuses: tuple[str | None, ...], offline: bool, serial: str
) -> None:
    """A network is offline only if all its sync modules are."""
    homescreen = parse(*statuses)
    (camera,) = homescreen.cameras.values()
    assert homescreen.is_offline(camera) is offline
    assert homescreen.sync_modules[2001].serial == serial


@pytest.mark.parametrize(
    ("serial", "key"),
    [
        ("G8T1-LN00-1234", "G8T1-LN00-1234"),
        ("160000001", "160000001"),
        ("G" * 64, "G" * 64),
        ("G" * 65, "camera_4001"),
        ("../../secrets", "camera_4001"),
        ("a/b", "camera_4001"),
        ("a\0b", "camera_4001"),
        ("G8\n", "camera_4001"),
        (".", "camera_4001"),
        ("-G8", "camera_4001"),
        ("camera_4002", "camera_4001"),
        ("G8\u0665", "camera_4001"),
        ("", "camera_4001"),
        (None, "camera_4001"),
        (160000001, "camera_4001"),
    ],
)
def test_key(serial: object, key: str) -> None:
    """A camera goes by its serial where that can be the name of a file."""
    assert list(parse_lists(cameras=[CAMERA | {"serial": serial}]).cameras) == [key]


def test_serial_of_several() -> None:
    """It tells none of them apart; one that is listed twice is one camera."""
    alike = CAMERA | {"serial": "0000"}
    homescreen = parse_lists(
        cameras=[alike, alike | {"id": 4002}, CAMERA | {"id": 4003, "serial": "G8"}],
        owls=[alike, CAMERA | {"id": 4004, "serial": "G9"}],
    )
    assert list(homescreen.cameras) == [
        "camera_4001",
        "camera_4002",
        "G8",
        "owl_4001",
        "G9",
    ]
    assert list(parse_lists(cameras=[alike, alike]).cameras) == ["0000"]
