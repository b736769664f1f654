"""What pictures cost in memory."""

import asyncio
import gc
from pathlib import Path
import tracemalloc

from .home import Home
from .orders import take_pictures
from .pictures import Cameras
from .requests import POLL


async def memory(home: Home) -> dict[str, int]:
    """Measure what pictures cost, on top of Home Assistant with the entry.

    Bytes of memory with one picture of each camera and with ten, and of files.
    """
    cameras = Cameras(home)
    held = []
    # Home Assistant writes its registries a while after a start, and remembers that.
    await asyncio.sleep(2 * POLL)
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
    return {
        "a picture": held[0],
        "ten pictures": held[-1],
        "files": _bytes_of_files(
            Path(home.hass.config.cache_path(home.domain, home.entry.entry_id))
        ),
    }


def _bytes_of_files(folder: Path) -> int:
    """Return the size of all pictures in a folder."""
    return sum(each.stat().st_size for each in folder.glob("*.jpg"))
