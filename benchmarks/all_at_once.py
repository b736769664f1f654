"""All cameras at once: how long it takes, and what it costs."""

import asyncio
from dataclasses import asdict, dataclass
from random import Random
from typing import Any, Final

from blink_cloud import Endpoint

from . import WARMING_UP
from .counting import counting
from .home import Home
from .orders import draw_own_times, requests
from .pictures import Cameras

_RUNS: Final = 5


@dataclass
class Run:
    """What came of pressing all cameras at once.

    `ratio` is that to the longest queue, `never` how many pictures never came, and
    `computing` the seconds that Home Assistant's process computed. For the rest see
    Counted.
    """

    ratio: float
    never: int
    computing: float
    requests: int
    homescreens: int
    broadcasts: int
    written: int
    reported: int


async def all_at_once(home: Home) -> list[dict[str, Any]]:
    """Press all, again and again; return what came of each time, as a Run.

    The first times teach how long the cameras take, and what their clocks say.
    """
    random = Random(1)
    cameras = Cameras(home)
    found = []
    for number in range(1 + WARMING_UP + _RUNS):
        longest = home.cloud.call(draw_own_times, number)
        before = await cameras.numbers(cameras.entity_ids)
        home.cloud.call(requests)
        with counting(home) as counted:
            press = await cameras.press(before)
        asked = [endpoint for endpoint, _ in home.cloud.call(requests)]
        found.append(
            asdict(
                Run(
                    ratio=press.seconds / longest,
                    never=press.never,
                    computing=press.computing,
                    requests=len(asked),
                    homescreens=asked.count(Endpoint.HOMESCREEN),
                    **asdict(counted),
                )
            )
        )
        # So that the next one begins elsewhere between two polls.
        await asyncio.sleep(random.uniform(300, 600))
    return found
