"""Networks, their sync modules and what is mounted on their cameras."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from blink_cloud.wire.settings import MiniScope

from .camera import Camera
from .commands import Queue

if TYPE_CHECKING:
    from .account import Account


@dataclass(slots=True, eq=False, kw_only=True)
class SyncModule:
    """A sync module; offline, it takes with it what is not on Wi-Fi."""

    id: int
    serial: str
    created_at: datetime
    type: str = "sm2"
    subtype: str = "vinnie"
    online: bool = True


@dataclass(slots=True, eq=False, kw_only=True)
class Accessory:
    """What is mounted on a camera, without a picture of its own.

    `storm` (floodlight), `rosie` (pan-tilt), `io4_bep` (battery pack) or `solar`
    (facts: section 13.5).
    """

    id: int
    serial: str
    type: str
    camera: Camera


class Network:
    """A network, whose devices take turns.

    Attributes:
        account: The account that it belongs to.
        id: Its id.
        name: Its name.
        time_zone: Its time zone's IANA name.
        armed: Whether motion alerts are on.
        sync_module: Its sync module, if it has one.
        cameras: Its cameras, minis and doorbells.
        accessories: What is mounted on them.
        queue: The queue that its devices share.
    """

    def __init__(self, account: Account, *, name: str, time_zone: str) -> None:
        """Add an empty network."""
        self.account = account
        self.id = account.cloud.new_id()
        self.name = name
        self.time_zone = time_zone
        self.armed = True
        self.created_at = account.cloud.now()
        self.sync_module: SyncModule | None = None
        self.cameras: list[Camera] = []
        self.accessories: list[Accessory] = []
        self.queue = Queue()

    def add_sync_module(self, *, type: str = "sm2") -> SyncModule:
        """Add a sync module: `sm1` or `sm2`."""
        cloud = self.account.cloud
        self.sync_module = SyncModule(
            id=cloud.new_id(),
            serial=cloud.new_serial("G8T1"),
            created_at=cloud.now(),
            type=type,
            subtype="none" if type == "sm1" else "vinnie",
        )
        return self.sync_module

    def add_camera(self, name: str, *, type: str = "catalina") -> Camera:
        """Add a camera, mini or doorbell that has taken no picture yet.

        Args:
            name: Its name.
            type: Its type (facts: section 4.4), which decides its list.

        Raises:
            ValueError: No camera is of this type.
        """
        camera = Camera(self, name=name, type=type)
        self.cameras.append(camera)
        return camera

    def remove_camera(self, camera: Camera) -> None:
        """Remove a camera with its mounts; its command ends without effect."""
        self.cameras.remove(camera)
        self.accessories = [one for one in self.accessories if one.camera is not camera]

    def add_accessory(self, camera: Camera, *, type: str) -> Accessory:
        """Mount something on a camera; see `Accessory` for the types."""
        cloud = self.account.cloud
        accessory = Accessory(
            id=cloud.new_id(), serial=cloud.new_serial(), type=type, camera=camera
        )
        self.accessories.append(accessory)
        return accessory

    def camera(self, camera_id: int) -> Camera | None:
        """The camera with this id."""
        return next((one for one in self.cameras if one.id == camera_id), None)

    def queue_of(self, camera: Camera) -> Queue:
        """The queue that a camera's commands are in (facts: section 7, scope)."""
        match self.account.cloud.settings.mini_scope:
            case MiniScope.NETWORK:
                own = False
            case MiniScope.ALWAYS_OWN:
                own = True
            case MiniScope.OWN_WITHOUT_SYNC_MODULE:
                own = self.sync_module is None
        if own and camera.on_wifi:
            return camera.own_queue
        return self.queue

    def settle(self) -> None:
        """Let everything that has ended by now take its effect."""
        now = self.account.cloud.time()
        for queue in (self.queue, *(camera.own_queue for camera in self.cameras)):
            queue.settle(now)
