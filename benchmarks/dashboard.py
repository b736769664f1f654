"""A browser with all cameras on its screen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from .home import Home


@asynccontextmanager
async def open_dashboard(home: Home) -> AsyncIterator[None]:
    yield
