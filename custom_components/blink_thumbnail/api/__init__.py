"""Blink's cloud in Blink's words: this package knows nothing of Home Assistant."""

from .client import AccessTokenSource, BlinkClient
from .command import CONFIRMATION_AGE, EndedCommand, run_command
from .cool_down import CoolDown
from .errors import (
    AppOutdatedError,
    BadPictureError,
    BlinkAuthError,
    BlinkConnectionError,
    BlinkError,
    CameraRemovedError,
    CoolingDownError,
    RefusedError,
    SimulatedCloudError,
    ThumbnailUnchangedError,
)
from .models import Account, Camera, CameraKind, Homescreen, Network
from .oauth import refresh
from .snapshot import Snapshot, fetch_snapshot
from .snapshot_queue import SnapshotQueue

__all__ = [
    "CONFIRMATION_AGE",
    "AccessTokenSource",
    "Account",
    "AppOutdatedError",
    "BadPictureError",
    "BlinkAuthError",
    "BlinkClient",
    "BlinkConnectionError",
    "BlinkError",
    "Camera",
    "CameraKind",
    "CameraRemovedError",
    "CoolDown",
    "CoolingDownError",
    "EndedCommand",
    "Homescreen",
    "Network",
    "RefusedError",
    "SimulatedCloudError",
    "Snapshot",
    "SnapshotQueue",
    "ThumbnailUnchangedError",
    "fetch_snapshot",
    "refresh",
    "run_command",
]
