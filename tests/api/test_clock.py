"""Tests of Blink's clock."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.blink_thumbnail.api import BlinkClock

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def now() -> float:
    """Return the loop's time."""
    return asyncio.get_running_loop().time()


def seconds(clock: BlinkClock) -> float:
    """Return how many seconds past noon it is for Blink."""
    return (clock.now() - NOON).total_seconds()


async def test_this_machine_has_to_do_at_first() -> None:
    """Before any answer the only clock there is is our own."""
    clock = BlinkClock()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=1)
    ago = clock.at(now() - 60)
    assert abs(ago - (datetime.now(UTC) - timedelta(minutes=1))) < timedelta(seconds=1)


@pytest.mark.parametrize("off", [timedelta(), timedelta(days=-3), timedelta(hours=9)])
async def test_learned_from_an_answer(off: timedelta) -> None:
    """Whatever this machine's clock says, Blink's counts, and goes on."""
    clock = BlinkClock()
    clock.learn(NOON + off, now(), now())
    assert seconds(clock) - off.total_seconds() == pytest.approx(0.5, abs=0.5)
    await asyncio.sleep(3600)
    assert seconds(clock) - off.total_seconds() == pytest.approx(3600.5, abs=0.5)


async def test_each_answer_narrows_it_down() -> None:
    """A Date is cut to whole seconds; several tell more than one."""
    clock = BlinkClock()
    start = now()
    for moment in (0.3, 1.9, 3.1, 5.95, 8.02):
        await asyncio.sleep(start + moment - now())
        clock.learn(NOON + timedelta(seconds=int(moment)), now(), now())
    assert seconds(clock) == pytest.approx(8.02, abs=0.1)


async def test_middle_of_the_second() -> None:
    """One answer tells the second, whose middle is the best guess."""
    clock = BlinkClock()
    clock.learn(NOON, now(), now())
    assert seconds(clock) == pytest.approx(0.5, abs=0.01)


async def test_known_exactly() -> None:
    """Two answers at the turn of a second leave nothing to guess, and agree."""
    clock = BlinkClock()
    moment = now()
    for date in (NOON, NOON + timedelta(seconds=1)):
        clock.learn(date, moment, moment)
    assert (clock.at(moment) - NOON).total_seconds() == pytest.approx(1, abs=0.01)


async def test_slow_answers() -> None:
    """Nobody knows when in between a slow answer was written: a fast one tells more."""
    clock = BlinkClock()
    sent_at = now()
    await asyncio.sleep(20)
    clock.learn(NOON, sent_at, now())
    clock.learn(NOON + timedelta(seconds=1), now(), now())
    assert seconds(clock) == pytest.approx(1.5, abs=0.5)


async def test_clock_that_is_set() -> None:
    """What was learned before is forgotten once it contradicts an answer."""
    clock = BlinkClock()
    clock.learn(NOON, now(), now())
    await asyncio.sleep(10)
    clock.learn(NOON - timedelta(minutes=5), now(), now())
    assert seconds(clock) == pytest.approx(-299.5, abs=0.5)
