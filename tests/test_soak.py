"""A day with twenty cameras, updates at random and faults at random."""

import asyncio
from collections import Counter
import gc
from random import Random

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from blink_cloud import (
    Account,
    BlinkCloud,
    CommandFails,
    CommandNeverEnds,
    Empty,
    Endpoint,
    Fault,
    Hang,
    Reply,
    Reset,
    Server,
    Slow,
    Truncated,
    html,
)
from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant.core import HomeAssistant

from .conftest import add_entry, taken_at

REASONS = {
    *("busy", "offline", "refused", "failed", "timeout", "unchanged", "bad_picture"),
    *("cooling_down", "cannot_connect", "app_outdated"),
}
FAULTS: list[Fault] = [
    Reply(status=500),
    Reply(status=401, body={"code": 101}),
    Reply(status=404),
    html(),
    Reset(),
    Reset(after_effect=True),
    Hang(),
    Slow(seconds=10),
    Truncated(),
    Empty(),
]
# What a day without a sign-in asks for; faults elsewhere would hit nothing.
ENDPOINTS = [
    Endpoint.TOKEN,
    Endpoint.TIER_INFO,
    Endpoint.HOMESCREEN,
    Endpoint.THUMBNAIL,
    Endpoint.COMMAND,
    Endpoint.COMMAND_DONE,
    Endpoint.MEDIA,
    Endpoint.UNKNOWN,
]
UPDATES = 250


def count_our_objects() -> int:
    """Return how many objects of the integration's own classes are in memory."""
    gc.collect()
    return sum(
        type(one).__module__.startswith("custom_components") for one in gc.get_objects()
    )


@pytest.fixture
async def entry(
    hass: HomeAssistant, server: Server, account: Account
) -> MockConfigEntry:
    """Return an account with twenty cameras in four networks."""
    for name in ("North", "East", "South", "West"):
        network = account.add_network(name, sync_module=True)
        for number in range(5):
            kind = ("catalina", "owl", "lotus", "white", "sedona")[number]
            network.add_camera(f"{name} {number}", type=kind).take_picture()
    return await add_entry(hass, account)


@pytest.mark.timeout(180)
async def test_a_day(
    hass: HomeAssistant, entry: MockConfigEntry, cloud: BlinkCloud, account: Account
) -> None:
    """Every update ends in one of the two ways, and nothing piles up."""
    random = Random(20)
    outcomes: Counter[str] = Counter()

    async def update(entity_id: str) -> None:
        """Update a thumbnail; success must be a picture from after the wish."""
        (camera,) = (
            camera
            for camera in account.cameras
            if entity_id == f"image.{camera.name.lower().replace(' ', '_')}_thumbnail"
        )
        asked_at = cloud.now()
        response = await hass.services.async_call(
            DOMAIN,
            "update_thumbnail",
            target={"entity_id": entity_id},
            blocking=True,
            return_response=True,
        )
        assert response
        result = response[entity_id]
        assert isinstance(result, dict)
        outcomes[str(result.get("reason", result["status"]))] += 1
        if result["status"] == "updated":
            assert camera.pictures[-1].taken_at > asked_at
            assert taken_at(hass, entity_id) >= asked_at.replace(microsecond=0)

    images = hass.states.async_entity_ids("image")
    tasks_before = len(asyncio.all_tasks())
    objects_before = count_our_objects()
    updates: list[asyncio.Task[None]] = []
    for _ in range(UPDATES):
        await asyncio.sleep(random.expovariate(UPDATES / 86400))
        camera = random.choice(account.cameras)
        match random.randrange(8):
            case 0:
                cloud.fault(random.choice(ENDPOINTS), random.choice(FAULTS))
            case 1:
                camera.record_clip(seconds=random.uniform(5, 60))
            case 2:
                camera.online = random.random() < 0.7
            case 3:
                camera.next_command(CommandFails())
            case 4 if random.random() < 0.2:
                camera.next_command(CommandNeverEnds())
            case 5 if random.random() < 0.1:
                cloud.fault(Endpoint.HOMESCREEN, Reply(status=429))
        updates.extend(
            hass.async_create_task(update(random.choice(images)))
            for _ in range(random.choice((1, 1, 1, 5)))
        )
    await asyncio.gather(*updates)

    assert outcomes.keys() <= REASONS | {"updated"}
    assert outcomes["updated"] > len(updates) / 2
    assert len(outcomes) > 5
    assert not hass.config_entries.flow.async_progress()
    assert not cloud.leaks
    # Some 300 polls, and a dozen requests for each update at the most on average.
    assert len(cloud.requests) < 300 + 12 * len(updates)
    cloud.clear_faults()
    cloud.log.requests.clear()
    updates.clear()
    await asyncio.sleep(600)
    assert len(asyncio.all_tasks()) <= tasks_before + 1
    # Each update made some sixty; what is left hangs on the last few errors that were
    # logged, and on the twenty updates of each camera that diagnostics tell of.
    kept = 20 * len(account.cameras)
    assert count_our_objects() < objects_before * 4 + kept
