"""Blink's cloud in Blink's words: this package knows nothing of Home Assistant."""

from .camera import Camera, CameraKind
from .client import BlinkClient
from .clock import BlinkClock
from .errors import (
    AppOutdatedError,
    BadAnswerError,
    BadPictureError,
    BlinkAuthError,
    BlinkConnectionError,
    BlinkError,
    CameraRemovedError,
    CoolingDownError,
    RefreshFailedError,
    RefusedError,
    RetryableError,
    SignInExpiredError,
    SimulatedCloudError,
    ThumbnailUnchangedError,
    VagueRefusalError,
)
from .field_notes import FieldNotes
from .homescreen import Homescreen
from .jpeg import whole_jpeg
from .models import Account, Network, SyncModule
from .notes_report import describe_notes
from .oauth import refresh
from .pasted_token import parse_pasted_token
from .progress import Progress, Stage
from .sign_in import CodeSent, SignIn
from .snapshot import (
    Snapshot,
    download_picture,
    take_snapshot,
)
from .snapshot_queue import QueueClosedError, SnapshotQueue, Turn
from .thumbnail import parse_minute, thumbnail_form
from .traffic import DAY, HOUR, RequestCounts, RequestKind, Traffic

__all__ = [
    "DAY",
    "HOUR",
    "Account",
    "AppOutdatedError",
    "BadAnswerError",
    "BadPictureError",
    "BlinkAuthError",
    "BlinkClient",
    "BlinkClock",
    "BlinkConnectionError",
    "BlinkError",
    "Camera",
    "CameraKind",
    "CameraRemovedError",
    "CodeSent",
    "CoolingDownError",
    "FieldNotes",
    "Homescreen",
    "Network",
    "Progress",
    "QueueClosedError",
    "RefreshFailedError",
    "RefusedError",
    "RequestCounts",
    "RequestKind",
    "RetryableError",
    "SignIn",
    "SignInExpiredError",
    "SimulatedCloudError",
    "Snapshot",
    "SnapshotQueue",
    "Stage",
    "SyncModule",
    "ThumbnailUnchangedError",
    "Traffic",
    "Turn",
    "VagueRefusalError",
    "describe_notes",
    "download_picture",
    "parse_minute",
    "parse_pasted_token",
    "refresh",
    "take_snapshot",
    "thumbnail_form",
    "whole_jpeg",
]
