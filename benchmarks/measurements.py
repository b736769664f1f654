"""All measurements, by the name that the command line knows them by."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from .all_at_once import all_at_once
from .computing import event_loop
from .home import Home
from .memory import memory
from .pictures import busy, repeating, single
from .requests import adding, dashboard, requests

MEASUREMENTS: Final[dict[str, Callable[[Home], Awaitable[Any]]]] = {
    "adding": adding,
    "all": all_at_once,
    "busy": busy,
    "dashboard": dashboard,
    "event_loop": event_loop,
    "memory": memory,
    "minis": all_at_once,
    "repeating": repeating,
    "requests": requests,
    "single": single,
}
