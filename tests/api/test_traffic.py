"""Tests of an account's request counts, and of its pauses by host."""

import asyncio
import json

import pytest

from custom_components.blink_thumbnail.api import (
    DAY,
    HOUR,
    CoolingDownError,
    RequestCounts,
    RequestKind,
    Traffic,
)


async def test_counts_of_an_hour_and_a_day() -> None:
    """Requests leave the hour's count after an hour, and the day's after a day."""
    counts = RequestCounts()
    for _ in range(3):
        counts.add(RequestKind.PICTURE)
        await asyncio.sleep(400)
    counts.add(RequestKind.HOMESCREEN)
    assert counts.last(HOUR) == {RequestKind.PICTURE: 3, RequestKind.HOMESCREEN: 1}
    await asyncio.sleep(HOUR)
    assert not counts.last(HOUR)
    assert counts.last(DAY).total() == 4
    await asyncio.sleep(DAY)
    counts.add(RequestKind.TOKEN)
    assert counts.last(DAY) == {RequestKind.TOKEN: 1}


async def test_counts_stay_small() -> None:
    """What is older than a day is not kept."""
    counts = RequestCounts()
    for _ in range(3 * 24):
        counts.add(RequestKind.HOMESCREEN)
        await asyncio.sleep(HOUR)
    assert len(counts._counts) <= 25


@pytest.mark.parametrize("kind", RequestKind)
async def test_hosts_pause_separately(kind: RequestKind) -> None:
    """A pause of one host lets requests to the other through, and counts no refusal."""
    is_oauth = kind in (RequestKind.SIGN_IN, RequestKind.TOKEN)
    traffic = Traffic()
    (traffic.rest_pause if is_oauth else traffic.oauth_pause).start_for(60)
    traffic.check(kind)
    (traffic.oauth_pause if is_oauth else traffic.rest_pause).start_for(60)
    with pytest.raises(CoolingDownError):
        traffic.check(kind)
    assert traffic.requests.last(HOUR) == {kind: 1}
    await asyncio.sleep(61)
    traffic.check(kind)


async def test_counts_are_kept() -> None:
    """What is taken up later is as old as it is, and comes before what is new."""
    counts = RequestCounts()
    counts.add(RequestKind.HOMESCREEN)
    await asyncio.sleep(1800)
    counts.add(RequestKind.THUMBNAIL)
    kept = json.loads(json.dumps(counts.as_dict()))
    await asyncio.sleep(1200)

    again = RequestCounts()
    again.load(kept, 1200)
    assert again.last(HOUR) == counts.last(HOUR)
    await asyncio.sleep(1200)
    assert again.last(HOUR) == {RequestKind.THUMBNAIL: 1}
    again.load(kept, 0)
    assert again.last(DAY).total() == 2
