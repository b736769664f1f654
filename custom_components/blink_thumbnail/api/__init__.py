"""Blink's cloud in Blink's words: this package knows nothing of Home Assistant."""

from .camera import Camera, CameraKind
from .client import BlinkClient
from .command import CONFIRMATION_AGE, EndedCommand, run_command
from .errors import (
    AppOutdatedError,
    BadAnswerError,
    BadPictureError,
    BlinkAuthError,
    BlinkConnectionError,
    BlinkError,
    CameraRemovedError,
    CoolingDownError,
    RefreshSpoiltError,
    RefusedError,
    SignInExpiredError,
    SimulatedCloudError,
    ThumbnailUnchangedError,
)
from .homescreen import Homescreen
from .models import Account, Network
from .oauth import refresh
from .pasted_token import parse_pasted_token
from .progress import Progress
from .rest import AccessTokenSource
from .sign_in import CodeSent, SignIn
from .snapshot import Snapshot, download_picture, fetch_snapshot
from .snapshot_queue import SnapshotQueue
from .thumbnail import thumbnail_form
from .traffic import DAY, HOUR, RequestCounts, RequestKind, Traffic

__all__ = [
    "CONFIRMATION_AGE",
    "DAY",
    "HOUR",
    "AccessTokenSource",
    "Account",
    "AppOutdatedError",
    "BadAnswerError",
    "BadPictureError",
    "BlinkAuthError",
    "BlinkClient",
    "BlinkConnectionError",
    "BlinkError",
    "Camera",
    "CameraKind",
    "CameraRemovedError",
    "CodeSent",
    "CoolingDownError",
    "EndedCommand",
    "Homescreen",
    "Network",
    "Progress",
    "RefreshSpoiltError",
    "RefusedError",
    "RequestCounts",
    "RequestKind",
    "SignIn",
    "SignInExpiredError",
    "SimulatedCloudError",
    "Snapshot",
    "SnapshotQueue",
    "ThumbnailUnchangedError",
    "Traffic",
    "download_picture",
    "fetch_snapshot",
    "parse_pasted_token",
    "refresh",
    "run_command",
    "thumbnail_form",
]
