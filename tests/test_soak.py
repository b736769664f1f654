"""A day with twenty cameras, updates at random and faults at random.

Clocks are off, homescreens lag, lines are slow, cameras record, people press together
and reload the account: everybody who is told that the picture is updated sees one from
after his own wish.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
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
    Rotation,
    Server,
    Slow,
    Truncated,
    html,
    read_picture,
)
from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant.components.image import async_get_image
from homeassistant.core import HomeAssistant

from .conftest import add_entry

REASONS = {
    *("busy", "offline", "refused", "failed", "timeout", "unchanged", "bad_picture"),
    *("cooling_down", "cannot_connect", "bad_answer", "app_outdated", "removed"),
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
        str(type(one).__module__).startswith("custom_components")
        for one in gc.get_objects()
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


def disturb(
    random: Random, hass: HomeAssistant, cloud: BlinkCloud, account: Account
) -> None:
    """Have something happen that an update may meet, or nothing."""
    camera = random.choice(account.cameras)
    cloud.settings.homescreen_lag = random.choice((0, 0, 1, 3))
    match random.randrange(10):
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
        case 6 if random.random() < 0.3:
            slow = Slow(seconds=random.uniform(0.5, 4), after_effect=True)
            cloud.fault(random.choice(ENDPOINTS), slow, times=20)
        case 7 if random.random() < 0.3:
            (entry,) = hass.config_entries.async_entries(DOMAIN)
            hass.loop.call_later(
                random.uniform(0, 15),
                hass.config_entries.async_schedule_reload,
                entry.entry_id,
            )


@dataclass
class Presser:
    """Those who press: each looks at the picture, if he is told that it is updated."""

    hass: HomeAssistant
    cloud: BlinkCloud
    outcomes: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)

    async def update(self, entity_id: str) -> None:
        """Update a thumbnail; success must show a picture from after this wish."""
        asked_at = self.cloud.now()
        response = await self.hass.services.async_call(
            DOMAIN,
            "update_thumbnail",
            target={"entity_id": entity_id},
            blocking=True,
            return_response=True,
        )
        assert response
        result = response[entity_id]
        assert isinstance(result, dict)
        self.outcomes[str(result.get("reason", result["status"]))] += 1
        if result["status"] != "updated":
            return
        shown = read_picture((await async_get_image(self.hass, entity_id)).content)
        assert shown.taken_at >= asked_at
        # No older picture comes back.
        assert shown.number >= self.seen[entity_id]
        self.seen[entity_id] = shown.number


@pytest.mark.timeout(180)
@pytest.mark.parametrize("seed", [20, 21])
async def test_a_day(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    cloud: BlinkCloud,
    account: Account,
    seed: int,
) -> None:
    """Every update ends in one of the two ways, and nothing piles up."""
    random = Random(seed)
    # A refresh whose answer is lost would end the day.
    cloud.settings.rotation = Rotation.GRACE
    cloud.clock_offset = timedelta(minutes=random.uniform(-10, 10))
    for camera in account.cameras:
        ahead = random.choice((0, 0, 0, -540, 3, 8, 600))
        camera.clock_offset = timedelta(seconds=ahead)
    presser = Presser(hass, cloud)
    images = hass.states.async_entity_ids("image")
    tasks_before = len(asyncio.all_tasks())
    objects_before = count_our_objects()
    updates: list[asyncio.Task[None]] = []
    for _ in range(UPDATES):
        await asyncio.sleep(random.expovariate(UPDATES / 86400))
        disturb(random, hass, cloud, account)
        wanted = random.choice(images)
        crowd = random.choice(([], [], [], [wanted, *random.choices(images, k=3)]))
        # Somebody presses once more, at any moment of the update before.
        for entity_id, seconds in (
            *((entity_id, 0.0) for entity_id in (wanted, *crowd)),
            (wanted, random.uniform(0, 12)),
        ):
            await asyncio.sleep(seconds)
            updates.append(hass.async_create_task(presser.update(entity_id)))
    await asyncio.gather(*updates)

    assert presser.outcomes.keys() <= REASONS | {"updated"}
    assert presser.outcomes["updated"] > len(updates) / 2
    assert len(presser.outcomes) > 5
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
    # logged, and on the twenty updates of each camera that diagnostics tell of. An
    # error also holds the account as it was before a reload, with its updates.
    kept = 2 * 20 * len(account.cameras)
    assert count_our_objects() < objects_before * 4 + kept
