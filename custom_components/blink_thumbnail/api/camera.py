"""A camera, as the homescreen describes it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
import re
from typing import Any, Final, Self

from .models import Account
from .parse import integer, number_within, text
from .thumbnail import parse_minute, parse_thumbnail, parse_time

# Blink's types and what they are sold as (facts: section 4.4). The last two are for
# those whose type is not told.
_MODELS: Final = {
    "white": "Indoor (1st gen)",
    "xt": "XT",
    "xt2": "XT2",
    "catalina": "Indoor/Outdoor (3rd gen)",
    "catalina_indoor": "Indoor (3rd gen)",
    "sedona": "Outdoor 4",
    "sonoran": "Outdoor 2K+",
    "owl": "Mini",
    "hawk": "Mini 2",
    "chickadee": "Mini 2K+",
    "superior": "Wired Floodlight Camera",
    "superior_owl": "Wired Floodlight Camera",
    "lotus": "Video Doorbell",
    "tulip": "Video Doorbell (2nd gen)",
    "orchid": "Battery Doorbell 2K+",
    "camera": "Camera",
    "doorbell": "Doorbell",
}

# A serial that can be a file's name, and looks like no kind and id.
_SERIAL = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,63}")

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
class Camera:
    """A camera of any kind.

    `thumbnail` is the path or address of its picture as Blink gives it, None for a
    camera that never took one. `thumbnail_time` is when that picture was taken, UTC,
    where Blink tells; an old-form name tells it to the minute, in `thumbnail_minute`.
    `key` is unique in the account, and can be a file's name. It is the serial: a camera
    that is removed and added again has another id, and is still the same. Where the
    serial cannot serve, it is kind and id, since cameras, minis and doorbells may
    share an id.

    `doorbell_mode` is a doorbell's (facts: section 13.4), and `is_onboarded` False for
    a device that was not set up to its end.

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
    thumbnail: str | None = field(compare=False)
    thumbnail_time: datetime | None = field(compare=False)
    thumbnail_minute: datetime | None = field(compare=False)
    doorbell_mode: str | None = None
    is_onboarded: bool = True
    battery_low: bool | None = None
    temperature: int | None = None
    wifi_signal: int | None = None
    sync_module_signal: int | None = None

    @property
    def queue_key(self) -> str:
        """The queue its commands wait in: its network's, or a Mini's own.

        Facts: section 7. Nothing is asked of a doorbell that only rings wake.
        """
        if self.kind is CameraKind.OWL or self.is_asleep:
            return self.key
        return f"network_{self.network_id}"

    @property
    def model(self) -> str:
        """What Blink sells it as; its type in brackets, where that is not known."""
        return _MODELS.get(self.type, f"Camera ({self.type})")

    @property
    def is_offline(self) -> bool:
        """Whether Blink says so of the camera itself (facts: section 13.5)."""
        return self.status == "offline" or not self.is_onboarded

    @property
    def needs_sync_module(self) -> bool:
        """Whether it reaches Blink through a sync module, where its network has one.

        All others are on Wi-Fi (facts: section 13.5).
        """
        return self.kind is CameraKind.CAMERA or self.doorbell_mode == "lfr"

    @property
    def is_asleep(self) -> bool:
        """Whether it can take pictures only after a ring or motion.

        That is a doorbell without a sync module and wiring (facts: section 13.4).
        """
        return self.doorbell_mode == "standalone"

    def without_serial_key(self) -> Self:
        """Return the camera keyed by kind and id; another camera owns its serial."""
        return replace(self, key=_id_key(self.kind, self.camera_id))

    @classmethod
    def parse(
        cls,
        entry: dict[str, Any],
        kind: CameraKind,
        camera_id: int,
        account: Account,
        now: datetime,
    ) -> Self | None:
        """Read one entry of the homescreen's three lists; None without a network."""
        if (network_id := integer(entry, "network_id")) is None:
            return None
        camera_type = text(entry, "type") or kind
        thumbnail = parse_thumbnail(
            entry,
            f"/api/v3/media/accounts/{account.account_id}/networks/{network_id}"
            f"/{camera_type}/{camera_id}",
        )
        serial = text(entry, "serial")
        signals = entry.get("signals")
        signals = signals if isinstance(signals, dict) else {}
        return cls(
            key=_serial_key(serial) or _id_key(kind, camera_id),
            camera_id=camera_id,
            network_id=network_id,
            kind=kind,
            name=text(entry, "name") or _MODELS.get(camera_type, "Camera"),
            type=camera_type,
            serial=serial,
            firmware=text(entry, "fw_version"),
            status=text(entry, "status"),
            thumbnail=thumbnail,
            thumbnail_time=parse_time(entry, thumbnail, now),
            thumbnail_minute=parse_minute(thumbnail, now),
            doorbell_mode=text(entry, "doorbell_mode"),
            is_onboarded=entry.get("onboarded") is not False,
            battery_low=_BATTERIES.get(text(entry, "battery") or ""),
            temperature=number_within(signals, "temp", _TEMPERATURES),
            wifi_signal=number_within(signals, "wifi", _BARS),
            sync_module_signal=number_within(signals, "lfr", _BARS),
        )


def _serial_key(serial: str | None) -> str | None:
    """Return a serial if it can be a key; all zeros, or the like, is no serial."""
    if serial and _SERIAL.fullmatch(serial) and len({*serial}) > 1:
        return serial
    return None


def _id_key(kind: CameraKind, camera_id: int) -> str:
    """Return the key of a camera whose serial cannot be one."""
    return f"{kind}_{camera_id}"
