"""Blink's cloud in a box: it behaves as far as Blink's API is known.

It stands on its own: nothing of Home Assistant is in it, and it is written from what
is known of Blink's API, not from what any client sends. "Facts" in its docstrings
refers to docs/blink-api.md, by section or by the number of an unknown. What that does
not know is called invented where it stands, or is a choice in `Settings`.
"""

from .demo import (
    DEMO_CODE,
    DEMO_EMAIL,
    DEMO_PASSWORD,
    DEMO_REFRESH_TOKEN,
    demo_account,
)
from .scenery.scenes import Motif
from .server.by_name import Loopback, connector
from .server.serving import Server, serve
from .wire.endpoints import Endpoint
from .wire.faults import (
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
from .wire.replies import (
    BUSY_BAD_REQUEST,
    BUSY_CODE_ONLY,
    BUSY_CONFLICT,
    BUSY_MESSAGE_ONLY,
    BUSY_OK,
    NOT_ACCEPTABLE,
    UNAUTHORIZED,
    Json,
    Reply,
    html,
)
from .wire.request_log import Request
from .wire.settings import (
    CodeScope,
    Done,
    MiniScope,
    OfflineCommand,
    OldMedia,
    Rotation,
    Settings,
    ThumbnailForm,
)
from .world.account import Account
from .world.camera import Camera
from .world.cloud import DEFAULT_PASSWORD, BlinkCloud
from .world.commands import (
    Command,
    CommandFails,
    CommandFault,
    CommandNeverEnds,
    CommandUnchanged,
    Job,
)
from .world.families import FAMILIES, Family
from .world.network import Accessory, Network, SyncModule
from .world.pictures import Kind, Picture, PictureInfo, read_picture

__all__ = [
    "BUSY_BAD_REQUEST",
    "BUSY_CODE_ONLY",
    "BUSY_CONFLICT",
    "BUSY_MESSAGE_ONLY",
    "BUSY_OK",
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
    "CodeScope",
    "Command",
    "CommandFails",
    "CommandFault",
    "CommandNeverEnds",
    "CommandUnchanged",
    "Disturbance",
    "Done",
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
