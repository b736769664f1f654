"""Blink's cloud in a box: it behaves as far as Blink's API is known.

It stands on its own: nothing of Home Assistant is in it, and it is written from
what is known of Blink's API, not from what any client sends. "Facts" in its
docstrings are sections of those notes; what they are silent about is called
invented where it stands.
"""

from .account import Account
from .by_name import Loopback, connector
from .camera import FAMILIES, Camera, Family
from .cloud import DEFAULT_PASSWORD, BlinkCloud
from .commands import (
    Command,
    CommandFails,
    CommandFault,
    CommandNeverEnds,
    CommandUnchanged,
    Job,
)
from .demo import (
    DEMO_CODE,
    DEMO_EMAIL,
    DEMO_PASSWORD,
    DEMO_REFRESH_TOKEN,
    demo_account,
)
from .endpoints import Endpoint
from .faults import (
    Disturbance,
    Empty,
    Fault,
    FaultOrder,
    Hang,
    Reset,
    Slow,
    Truncated,
    WrongContentType,
)
from .network import Accessory, Network, SyncModule
from .pictures import Kind, Picture, PictureInfo, read_picture
from .replies import (
    BUSY_BAD_REQUEST,
    BUSY_CODE_ONLY,
    BUSY_CONFLICT,
    BUSY_MESSAGE_ONLY,
    BUSY_OK,
    BUSY_WORDS_ONLY,
    NOT_ACCEPTABLE,
    UNAUTHORIZED,
    Json,
    Reply,
    html,
)
from .request_log import Request
from .scenes import Motif
from .server import Server, serve
from .settings import (
    MiniScope,
    OfflineCommand,
    OldMedia,
    Rotation,
    Settings,
    ThumbnailForm,
)

__all__ = [
    "BUSY_BAD_REQUEST",
    "BUSY_CODE_ONLY",
    "BUSY_CONFLICT",
    "BUSY_MESSAGE_ONLY",
    "BUSY_OK",
    "BUSY_WORDS_ONLY",
    "DEFAULT_PASSWORD",
    "DEMO_CODE",
    "DEMO_EMAIL",
    "DEMO_PASSWORD",
    "DEMO_REFRESH_TOKEN",
    "FAMILIES",
    "NOT_ACCEPTABLE",
    "UNAUTHORIZED",
    "Accessory",
    "Account",
    "BlinkCloud",
    "Camera",
    "Command",
    "CommandFails",
    "CommandFault",
    "CommandNeverEnds",
    "CommandUnchanged",
    "Disturbance",
    "Empty",
    "Endpoint",
    "Family",
    "Fault",
    "FaultOrder",
    "Hang",
    "Job",
    "Json",
    "Kind",
    "Loopback",
    "MiniScope",
    "Motif",
    "Network",
    "OfflineCommand",
    "OldMedia",
    "Picture",
    "PictureInfo",
    "Reply",
    "Request",
    "Reset",
    "Rotation",
    "Server",
    "Settings",
    "Slow",
    "SyncModule",
    "ThumbnailForm",
    "Truncated",
    "WrongContentType",
    "connector",
    "demo_account",
    "html",
    "read_picture",
    "serve",
]
