"""The proof that a picture was taken after it was asked for."""

from typing import Final

from .baseline import Baseline, NewThumbnail
from .client import BlinkClient
from .errors import (
    BlinkError,
    CameraRemovedError,
    RetryableError,
    ThumbnailUnchangedError,
)
from .models import CommandEnd
from .pacing import Ticker, patiently

# All in seconds. Right after the command's end the homescreen may still show an
# earlier picture.
HOMESCREEN_DEADLINE: Final = 15
_HOMESCREEN_INTERVAL: Final = 1.0


async def wait_for_new_thumbnail(
    client: BlinkClient, baseline: Baseline, end: CommandEnd, until: float
) -> NewThumbnail:
    """Ask for the homescreen until it shows a new thumbnail, and return that.

    What has no time to the second, may be from before the POST, or is from well before
    the command's end, may be a clip's, with ours to follow: it is believed when the
    homescreen can no longer lag.

    A pause that Blink asks for is waited out if it ends before `until`, in seconds of
    the event loop's clock. Where the end of the command could not be told, it is looked
    at once.

    Raises:
        ThumbnailUnchangedError: Blink shows none within HOMESCREEN_DEADLINE.
        CameraRemovedError: The camera is gone.
        BlinkError: As of BlinkClient, or what kept from telling the end.
    """
    settled_at = end.at + baseline.lag
    doubtful: NewThumbnail | None = None
    failure: BlinkError = ThumbnailUnchangedError()
    async for _ in Ticker(
        0,
        interval=_HOMESCREEN_INTERVAL,
        deadline=0 if end.failure else HOMESCREEN_DEADLINE,
    ):
        try:
            homescreen = await patiently(client.get_homescreen, until)
        except RetryableError as err:
            failure = err
            continue
        baseline.looks.note(homescreen)
        if found := baseline.find_new(homescreen):
            if doubtful is None and end.failure is None:
                client.notes.see_lag(homescreen.asked_at - end.at)
            if homescreen.asked_at >= settled_at or found.is_certain(
                client.clock.at(end.at)
            ):
                baseline.learn(found)
                return found
            doubtful = found
        elif baseline.camera_key in homescreen.cameras:
            failure = ThumbnailUnchangedError()
        else:
            # One odd homescreen proves nothing.
            failure = CameraRemovedError()
    if doubtful and doubtful.taken_after:
        # Its picture may be a clip's, but it is from after the POST.
        return doubtful
    raise end.failure or failure
