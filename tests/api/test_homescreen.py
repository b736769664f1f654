"""Tests of the homescreen: what it says of networks with several sync modules."""

from datetime import UTC, datetime
import json

import pytest

from custom_components.blink_thumbnail.api import Account, Homescreen

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
