"""The homescreen: all that Blink shows of an account.

An entry that cannot be read is skipped, and the rest is used: one odd camera must not
take the others down.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from .camera import Camera, CameraKind
from .errors import BadAnswerError
from .models import Account, Network, SyncModule
from .parse import entries, text


@dataclass(frozen=True, kw_only=True)
class Homescreen:
    """The state of an account.

    `cameras` goes by Camera.key, `networks` and `sync_modules` by network id; where a
    network has several sync modules, it is the first that is not offline. Two
    homescreens are equal if they bring the same news, whenever they were read:
    `asked_at` (seconds of the event loop's clock), `read_at` (UTC, by Blink's clock)
    and `date` (UTC, when Blink wrote it, to the second before) do not count, and
    neither do thumbnails, which move one by one.
    """

    networks: Mapping[int, Network]
    sync_modules: Mapping[int, SyncModule]
    cameras: Mapping[str, Camera]
    asked_at: float = field(compare=False)
    read_at: datetime = field(compare=False)
    date: datetime | None = field(compare=False)

    @classmethod
    def parse(
        cls,
        data: dict[str, Any],
        account: Account,
        *,
        asked_at: float,
        read_at: datetime,
        date: datetime | None,
    ) -> Self:
        """Read a homescreen, v3 or v4 (facts: section 4).

        Raises:
            BadAnswerError: It is not a homescreen at all.
        """
        if not isinstance(data.get("networks"), list):
            raise BadAnswerError
        networks = {
            network_id: Network(
                network_id=network_id,
                name=text(entry, "name") or "System",
            )
            for network_id, entry in entries(data, "networks", "id")
        }
        sync_modules: dict[int, SyncModule] = {}
        for network_id, entry in entries(data, "sync_modules", "network_id"):
            sync_module = SyncModule.from_json(entry, network_id)
            known = sync_modules.get(network_id)
            # The one before it may be listed still: one that works is what counts.
            if known is None or (known.is_offline and not sync_module.is_offline):
                sync_modules[network_id] = sync_module
        cameras = [
            Camera.parse(entry, kind, camera_id, account, read_at)
            for kind in CameraKind
            for camera_id, entry in entries(data, f"{kind}s", "id")
        ]
        return cls(
            networks=networks,
            sync_modules=sync_modules,
            cameras=_by_key(camera for camera in cameras if camera),
            asked_at=asked_at,
            read_at=read_at,
            date=date,
        )

    def number(self, camera_key: str) -> int | None:
        """Return the number by which diagnostics and the debug log call a camera."""
        keys = list(self.cameras)
        return keys.index(camera_key) + 1 if camera_key in self.cameras else None

    def cameras_of(self, network_id: int) -> list[Camera]:
        """Return a network's cameras."""
        return [
            camera
            for camera in self.cameras.values()
            if camera.network_id == network_id
        ]

    def is_offline(self, camera: Camera) -> bool:
        """Return if Blink says so of it, or of its sync module."""
        if camera.is_offline:
            return True
        sync_module = self.sync_modules.get(camera.network_id)
        return (
            camera.needs_sync_module
            and sync_module is not None
            and sync_module.is_offline
        )


def _by_key(cameras: Iterable[Camera]) -> dict[str, Camera]:
    """Return cameras by their keys.

    A camera that was added again may still be listed as it was before: of several with
    one serial, the one that was added last has it.
    """
    listed = {(camera.kind, camera.camera_id): camera for camera in cameras}.values()
    newest: dict[str, Camera] = {}
    for camera in listed:
        other = newest.setdefault(camera.key, camera)
        if camera.camera_id > other.camera_id:
            newest[camera.key] = camera
    keyed = (
        camera if newest[camera.key] is camera else camera.without_serial_key()
        for camera in listed
    )
    return {camera.key: camera for camera in keyed}
