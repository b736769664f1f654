"""Tests of the homescreen: who is who in it, and whose sync module is offline."""

from datetime import UTC, datetime

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
        body,
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


def test_sync_module_that_is_not_onboarded() -> None:
    """It carries no camera, whatever its status says."""
    module = {"network_id": 2001, "status": "online"}
    old = module | {"id": 1, "serial": "S1", "onboarded": False}
    new = module | {"id": 2, "serial": "S2", "onboarded": True}
    for modules, offline, serial in (
        ([old, new], False, "S2"),
        ([new, old], False, "S2"),
        ([old], True, "S1"),
    ):
        homescreen = parse_lists(cameras=[CAMERA], sync_modules=modules)
        (camera,) = homescreen.cameras.values()
        assert homescreen.is_offline(camera) is offline
        assert homescreen.sync_modules[2001].serial == serial


@pytest.mark.parametrize(
    ("list_name", "fields", "offline"),
    [
        ("doorbells", {"type": "lotus", "doorbell_mode": "lfr"}, True),
        ("doorbells", {"type": "lotus", "doorbell_mode": "always_on"}, False),
        ("doorbells", {"type": "tulip", "doorbell_mode": "standalone"}, False),
        ("doorbells", {"type": "orchid", "doorbell_mode": None}, False),
        ("owls", {"type": "owl"}, False),
        ("owls", {"type": "hawk"}, False),
        ("owls", {"type": "chickadee"}, False),
        ("owls", {"type": "superior"}, False),
        ("cameras", {"type": "sedona"}, True),
        ("cameras", {"type": "sonoran"}, True),
        ("cameras", {"type": "catalina_indoor"}, True),
        ("cameras", {"type": "nova"}, True),
    ],
)
def test_beside_a_sync_module_that_is_offline(
    list_name: str, fields: dict[str, str | None], offline: bool
) -> None:
    """It matters to those that hang on it."""
    homescreen = parse_lists(
        **{list_name: [CAMERA | fields]},
        sync_modules=[{"id": 1, "network_id": 2001, "status": "offline"}],
    )
    (camera,) = homescreen.cameras.values()
    assert homescreen.is_offline(camera) is offline


@pytest.mark.parametrize("list_name", ["cameras", "owls", "doorbells"])
@pytest.mark.parametrize(
    ("onboarded", "offline"), [(False, True), (True, False), (None, False)]
)
def test_not_onboarded(list_name: str, onboarded: bool | None, offline: bool) -> None:
    """What was not set up to its end cannot be reached."""
    device = CAMERA | {"status": "online", "onboarded": onboarded}
    homescreen = parse_lists(**{list_name: [device]})
    (camera,) = homescreen.cameras.values()
    assert homescreen.is_offline(camera) is offline


@pytest.mark.parametrize(
    ("serial", "key"),
    [
        ("G8T1-LN00-1234", "G8T1-LN00-1234"),
        ("160000001", "160000001"),
        ("G1" * 32, "G1" * 32),
        ("G1" * 33, "camera_4001"),
        ("0000", "camera_4001"),
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
    """The one that was added last has it; one that is listed twice is one camera."""
    alike = CAMERA | {"serial": "G7"}
    homescreen = parse_lists(
        cameras=[alike, alike | {"id": 4002}, CAMERA | {"id": 4003, "serial": "G8"}],
        owls=[alike, CAMERA | {"id": 4004, "serial": "G9"}],
    )
    assert list(homescreen.cameras) == [
        "camera_4001",
        "G7",
        "G8",
        "owl_4001",
        "G9",
    ]
    assert list(parse_lists(cameras=[alike, alike]).cameras) == ["G7"]
