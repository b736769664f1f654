"""What pictures cost in memory."""

import asyncio
import gc
from pathlib import Path
import tracemalloc

from .cloud import take_pictures
from .home import Home
from .pictures import Cameras
from .requests import POLL


async def memory(home: Home) -> dict[str, int]:
    """Measure bytes, on top of Home Assistant with the entry.

    Of memory with one picture of each camera and with ten of them, and of the disk.
    """
    cameras = Cameras(home)
    held = []
    tracemalloc.start()
    for _ in range(10):
        home.cloud.call(take_pictures)
        await asyncio.sleep(2 * POLL)
        await cameras.numbers(cameras.entity_ids)
        await home.hass.async_block_till_done()
        gc.collect()
        held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    # Files are written a little later.
    await asyncio.sleep(POLL)
    folder = Path(home.hass.config.cache_path(home.domain, home.entry.entry_id))
    return {
        "a picture": held[0],
        "ten pictures": held[-1],
        "files": sum(each.stat().st_size for each in folder.glob("*.jpg")),
    }
