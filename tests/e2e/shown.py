"""What the page shows, and not what Home Assistant has."""

import base64
from typing import Any, Final

from playwright.async_api import Locator

from blink_cloud import PictureInfo, read_picture

# The bytes of an image element. Home Assistant may make the picture of a camera smaller
# for a card, and what can be read from it gets lost then: here it is had in full.
_FETCH: Final = """
async (image) => {
  const address = new URL(image.src);
  address.searchParams.delete("width");
  address.searchParams.delete("height");
  const answer = await fetch(address);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}
"""


async def shown_picture(image: Locator) -> PictureInfo:
    """Tell which picture an image element shows."""
    content: Any = await image.evaluate(_FETCH)
    return read_picture(base64.b64decode(content))
