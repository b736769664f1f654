"""`python -m benchmarks`: measures both integrations and prints the tables.

Each measurement is a process of its own, which prints what it found as JSON.
"""

import sys

from . import clock

# With many cameras at once, this process would mostly measure the simulated cloud,
# which draws its pictures in it: on a clock that only leaps, what that takes to run is
# left out. "apart" has it in another process, and so needs the real time.
if "apart" not in sys.argv[1:]:
    clock.install(only_leaps="all" in sys.argv[1:])

# Only now, so that modules that keep a clock keep the leaping one.
import asyncio
import json
import os
from random import Random
import subprocess
from tempfile import NamedTemporaryFile
import time
from typing import Any, cast

from blink_cloud import Account, serve

from . import apart


def _trust(ca_pem: str) -> None:
    """Have Home Assistant trust the cloud, which it reads when it is imported."""
    with NamedTemporaryFile("w", suffix=".pem", delete=False) as trusted:
        trusted.write(ca_pem)
    os.environ["REQUESTS_CA_BUNDLE"] = trusted.name


async def _measure(domain: str, what: str, networks: int, cameras: int) -> Any:
    """Set one home up, and measure one thing in it."""
    if what == "apart":
        return await _measure_apart(domain, networks, cameras)
    cloud = apart.build(networks, cameras)
    (account,) = cloud.accounts
    async with serve(cloud, tls=True) as server:
        assert server.tls_port
        assert server.ca_pem
        _trust(server.ca_pem)
        from . import cost, pictures
        from .home import home

        started = time.process_time()
        async with home(
            domain, account, server.tls_port, is_new=what == "adding"
        ) as ready:
            if what == "setup":
                return {"seconds": time.process_time() - started}
            if what == "single":
                return await pictures.single(ready, 15)
            if what == "all":
                random = Random(1)

                async def draw() -> float:
                    """Give each camera another time."""
                    return apart.draw(account.networks, random)

                # So that the next one begins elsewhere between two polls.
                pauses = [random.uniform(300, 600) for _ in range(5)]
                return await pictures.all_at_once(ready, draw, pauses)
            return await getattr(cost, what)(ready)


async def _measure_apart(domain: str, networks: int, cameras: int) -> Any:
    """Measure what takes computing into account, in real time."""
    async with apart.start(networks, cameras) as cloud:
        _trust(cloud.ca_pem)
        from . import cost, pictures
        from .home import OURS, home

        account = cast("Account", cloud.account)
        async with home(domain, account, cloud.tls_port) as ready:
            await cloud.draw()
            press = await cost.press(ready)
            if domain != OURS:
                return {"press": press}
            runs = await pictures.all_at_once(ready, cloud.draw, [5.0] * 4)
            return {"press": press, "runs": runs}


def _run(domain: str, what: str, networks: int = 1, cameras: int = 2) -> Any:
    """Measure in another process."""
    found = subprocess.run(
        [sys.executable, "-m", "benchmarks", domain, what, str(networks), str(cameras)],
        capture_output=True,
        check=False,
        text=True,
    )
    if found.returncode:
        raise SystemExit(f"{domain} {what}: {found.stderr[-3000:]}")
    return json.loads(found.stdout.splitlines()[-1])


def main() -> None:
    """Measure one thing, or all of them."""
    if len(sys.argv) > 1:
        domain, what, networks, cameras = sys.argv[1:]
        loop = asyncio.new_event_loop() if what == "apart" else clock.leaping_loop()
        asyncio.set_event_loop(loop)
        measuring = _measure(domain, what, int(networks), int(cameras))
        print(json.dumps(loop.run_until_complete(measuring)))
        sys.stdout.flush()
        os._exit(0)
    from .report import report

    report(_run)


if __name__ == "__main__":
    main()
