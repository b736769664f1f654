"""Blink's things as frozen dataclasses, parsed defensively from Blink's JSON.

An entry that cannot be read is skipped, and the rest is used: one odd camera must not
take the others down. What is required is little; all else may be missing or null.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from .errors import BadAnswerError
from .parse import (
    entries,
    integer,
    integers,
    number_within,
    parse_object,
    sentence,
    text,
)
from .thumbnail import parse_minute, parse_thumbnail, parse_time

# Blink's types and what they are sold as (facts: section 4.4).
_MODELS: Final = {
    "white": "Indoor (1st gen)",
    "xt": "XT",
    "xt2": "XT2",
    "catalina": "Indoor/Outdoor (3rd gen)",
    "sedona": "Outdoor 4",
    "owl": "Mini",
    "hawk": "Mini 2",
    "superior": "Wired Floodlight Camera",
    "superior_owl": "Wired Floodlight Camera",
    "lotus": "Video Doorbell",
    "tulip": "Video Doorbell (2nd gen)",
    "orchid": "Battery Doorbell 2K+",
}

_SYNC_MODULE_MODELS: Final = {"sm1": "Sync Module", "sm2": "Sync Module 2"}

_BATTERIES: Final = {"ok": False, "low": True}

# Bars, and degrees in which a camera may still work, in °F or °C.
_BARS: Final = range(6)
_TEMPERATURES: Final = range(-60, 201)


class CameraKind(StrEnum):
    """The homescreen's list that a camera stands in, which decides its endpoints."""

    CAMERA = "camera"
    OWL = "owl"
    DOORBELL = "doorbell"


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """An account and the tier that serves it (facts: section 3)."""

    account_id: int
    tier: str

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read the answer of tier_info."""
        account_id, tier = integer(data, "account_id"), text(data, "tier")
        if account_id is None or tier is None:
            raise BadAnswerError
        return cls(account_id=account_id, tier=tier)


@dataclass(frozen=True, kw_only=True, slots=True)
class Network:
    """A network: what the app calls a system."""

    network_id: int
    name: str
    time_zone: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SyncModule:
    """The sync module of a network."""

    network_id: int
    type: str | None
    serial: str | None
    firmware: str | None
    status: str | None

    @property
    def model(self) -> str:
        """What Blink sells it as."""
        return _SYNC_MODULE_MODELS.get(self.type or "", "Sync Module")


@dataclass(frozen=True, kw_only=True, slots=True)
class Camera:
    """A camera of any kind.

    `thumbnail` is the path or address of its picture as Blink gives it, None for a
    camera that never took one. `thumbnail_time` is when that picture was taken, UTC,
    where Blink tells; an old-form name tells it to the minute, by a local clock, in
    `thumbnail_minute`. `key` is unique in the account: cameras, minis and doorbells may
    share an id.

    The rest is None where Blink says nothing, or nothing that makes sense:
    `temperature` in °F, as every client reads it, and the signals to Wi-Fi and sync
    module in bars, 0 to 5 (facts: section 10).
    """

    key: str
    camera_id: int
    network_id: int
    kind: CameraKind
    name: str
    type: str
    serial: str | None
    firmware: str | None
    status: str | None
    thumbnail: str | None
    thumbnail_time: datetime | None
    thumbnail_minute: datetime | None
    battery_low: bool | None = None
    temperature: int | None = None
    wifi_signal: int | None = None
    sync_module_signal: int | None = None

    @property
    def lane(self) -> str:
        """What Blink lets do one thing at a time: its network, or a mini itself.

        Facts: section 7.
        """
        if self.kind is CameraKind.OWL:
            return self.key
        return f"network_{self.network_id}"

    @property
    def model(self) -> str:
        """What Blink sells it as; its type, where that is not known."""
        return _MODELS.get(self.type, self.type)


@dataclass(frozen=True, kw_only=True)
class Homescreen:
    """The state of an account.

    `cameras` goes by Camera.key, `networks` and `sync_modules` by network id. Two
    homescreens are equal if they bring the same news, whenever they were asked for:
    `asked_at` (seconds of the event loop's clock) and `blink_time` (UTC, by Blink's
    clock) do not count.
    """

    networks: Mapping[int, Network]
    sync_modules: Mapping[int, SyncModule]
    cameras: Mapping[str, Camera]
    asked_at: float = field(compare=False)
    blink_time: datetime | None = field(compare=False)

    @classmethod
    def parse(
        cls, body: bytes, account: Account, asked_at: float, blink_time: datetime | None
    ) -> Self:
        """Read a homescreen, v3 or v4 (facts: section 4).

        Takes the disk's time zones where a picture has its time in the old form, so
        that it belongs into a thread.

        Raises:
            BadAnswerError: It is not a homescreen at all.
        """
        data = parse_object(body)
        if not isinstance(data.get("networks"), list):
            raise BadAnswerError
        networks = {
            network_id: Network(
                network_id=network_id,
                name=text(entry, "name") or str(network_id),
                time_zone=text(entry, "time_zone"),
            )
            for network_id, entry in entries(data, "networks", "id")
        }
        sync_modules = {
            network_id: SyncModule(
                network_id=network_id,
                type=text(entry, "type"),
                serial=text(entry, "serial"),
                firmware=text(entry, "fw_version"),
                status=text(entry, "status"),
            )
            for network_id, entry in entries(data, "sync_modules", "network_id")
        }
        cameras = [
            _parse_camera(entry, kind, camera_id, account, networks, blink_time)
            for kind in CameraKind
            for camera_id, entry in entries(data, f"{kind}s", "id")
        ]
        return cls(
            networks=networks,
            sync_modules=sync_modules,
            cameras={camera.key: camera for camera in cameras if camera},
            asked_at=asked_at,
            blink_time=blink_time,
        )

    def cameras_of(self, network_id: int) -> list[Camera]:
        """Return a network's cameras."""
        return [
            camera
            for camera in self.cameras.values()
            if camera.network_id == network_id
        ]

    def is_offline(self, camera: Camera) -> bool:
        """Return if Blink says that the camera or its sync module is offline.

        A mini, and a device whose network has no sync module, reach Blink by
        themselves (facts: section 10).
        """
        if camera.status == "offline":
            return True
        sync_module = self.sync_modules.get(camera.network_id)
        return (
            camera.kind is not CameraKind.OWL
            and sync_module is not None
            and sync_module.status == "offline"
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """A command that Blink accepted, or its status (facts: sections 5 and 6).

    `complete` says that it ended, `succeeded` that it ended well; `message` is what
    Blink says of its end, and `codes` what it says in numbers. `posted_at` is when it
    was sent and `blink_time` when Blink told its status, both UTC, by Blink's clock,
    where it tells that.
    """

    command_id: int
    network_id: int
    complete: bool = False
    succeeded: bool = False
    message: str = ""
    codes: Mapping[str, int] = field(default_factory=dict)
    posted_at: datetime | None = None
    blink_time: datetime | None = None

    @classmethod
    def accepted(
        cls, data: dict[str, Any], camera: Camera, posted_at: datetime | None
    ) -> Self | None:
        """Read the answer to the POST; None if it holds no command."""
        command_id = integer(data, "id") or integer(data, "command_id")
        if command_id is None:
            return None
        return cls(
            command_id=command_id,
            network_id=integer(data, "network_id") or camera.network_id,
            posted_at=posted_at,
        )

    def with_status(self, data: dict[str, Any], blink_time: datetime | None) -> Self:
        """Read a status. The status code proves nothing: 908 comes while it runs."""
        status = integer(data, "status")
        message = sentence(data, "status_msg") or sentence(data, "message")
        return type(self)(
            command_id=self.command_id,
            network_id=self.network_id,
            complete=data.get("complete") is True,
            succeeded=data.get("complete") is True and status == 0,
            message=message or f"status {status}",
            codes=integers(data, "status", "status_code"),
            posted_at=self.posted_at,
            blink_time=blink_time,
        )


def _parse_camera(
    entry: dict[str, Any],
    kind: CameraKind,
    camera_id: int,
    account: Account,
    networks: Mapping[int, Network],
    blink_time: datetime | None,
) -> Camera | None:
    """Read one entry of the three lists; None for one without a network."""
    if (network_id := integer(entry, "network_id")) is None:
        return None
    camera_type = text(entry, "type") or kind
    thumbnail = parse_thumbnail(
        entry,
        f"/api/v3/media/accounts/{account.account_id}/networks/{network_id}"
        f"/{camera_type}/{camera_id}",
    )
    network = networks.get(network_id)
    signals = entry.get("signals")
    signals = signals if isinstance(signals, dict) else {}
    return Camera(
        key=f"{kind}_{camera_id}",
        camera_id=camera_id,
        network_id=network_id,
        kind=kind,
        name=text(entry, "name") or str(camera_id),
        type=camera_type,
        serial=text(entry, "serial"),
        firmware=text(entry, "fw_version"),
        status=text(entry, "status"),
        thumbnail=thumbnail,
        thumbnail_time=parse_time(entry, thumbnail, blink_time),
        thumbnail_minute=parse_minute(
            thumbnail, network.time_zone if network else None, blink_time
        ),
        battery_low=_BATTERIES.get(text(entry, "battery") or ""),
        temperature=number_within(signals, "temp", _TEMPERATURES),
        wifi_signal=number_within(signals, "wifi", _BARS),
        sync_module_signal=number_within(signals, "lfr", _BARS),
    )
