"""The demo without a person: is a picture newer after a press, and after a sentence?"""

from collections.abc import Iterator
from time import monotonic

from blink_cloud import DEMO_REFRESH_TOKEN, Account, read_picture

from .cameras import Camera
from .client import HomeAssistantClient
from .errors import DemoError
from .log import complaints
from .stage import Stage


async def check(on: Stage) -> None:
    """Press one button, say one sentence, end Home Assistant and read its log.

    Raises:
        DemoError: The picture is not newer, or the log holds what it must not.
    """
    await on.process.while_it_runs(_stays(on.home))
    await on.process.while_it_runs(expose(on.home, on.cameras[0].image))
    await on.process.while_it_runs(_press(on.home, on.cameras[0]))
    await on.process.while_it_runs(_say(on.home, on.cameras[0]))
    await end_cleanly(on)


async def end_cleanly(on: Stage) -> None:
    """End Home Assistant; DemoError if its log holds what it must not."""
    await on.process.stop()
    secrets = set(_secrets(on.account)) | set(on.process.secrets())
    if found := list(complaints(on.process.log.read_text(), secrets)):
        raise DemoError("\n".join(("Home Assistant's log is not clean:", *found)))


def _secrets(account: Account) -> Iterator[str]:
    """Yield what a log must not hold of an account."""
    yield account.email
    yield account.password
    yield DEMO_REFRESH_TOKEN
    yield str(account.id)
    for network in account.networks:
        yield str(network.id)
    for camera in account.cameras:
        yield camera.serial


async def _stays(home: HomeAssistantClient) -> None:
    """Raise DemoError if Home Assistant is going to move to another port by itself."""
    http = await home.command("http/config")
    if http["active_config_type"] != "stable" or http["revert_at"]:
        raise DemoError(f"Home Assistant listens there on trial only: {http}")


async def _press(home: HomeAssistantClient, camera: Camera) -> None:
    """Press a camera's button; DemoError unless a newer picture is there after it."""
    before = await _number(home, camera)
    start = monotonic()
    await home.post("/api/services/button/press", entity_id=camera.button)
    after = await _number(home, camera)
    print(
        f"{camera.name}: picture {before} before the press, picture {after} after it, "
        f"in {monotonic() - start:.1f} seconds.",
        flush=True,
    )
    if after <= before:
        raise DemoError("The picture is not newer.")


async def expose(home: HomeAssistantClient, image: str) -> None:
    """Expose an image to Assist."""
    await home.command(
        "homeassistant/expose_entity",
        assistants=["conversation"],
        entity_ids=[image],
        should_expose=True,
    )


async def _say(home: HomeAssistantClient, camera: Camera) -> None:
    """Ask Assist for a picture; DemoError unless it says that there is a new one."""
    before = await _number(home, camera)
    sentence = f"Take a picture of the {camera.name}"
    said = await home.command("conversation/process", text=sentence, language="en")
    answer = said["response"]["speech"]["plain"]["speech"]
    print(f"{sentence}: {answer}", flush=True)
    if await _number(home, camera) <= before or camera.name not in answer:
        raise DemoError("Assist has taken no picture.")


async def _number(home: HomeAssistantClient, camera: Camera) -> int:
    """Return the number of the picture that Home Assistant shows."""
    try:
        return read_picture(await home.picture(camera.image)).number
    except ValueError as error:
        raise DemoError(f"{camera.name}: {error}") from error
