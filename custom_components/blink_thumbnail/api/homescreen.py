"""The homescreen: all that Blink shows of an account.

An entry that cannot be read is skipped, and the rest is used: one odd camera must not
take the others down.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from .camera import Camera, CameraKind
from .errors import BadAnswerError
from .models import Account, Network, SyncModule
from .parse import entries, parse_object, text


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
            Camera.parse(entry, kind, camera_id, account, networks, blink_time)
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
