"""`python -m benchmarks`: measures both integrations and prints the tables.

Each measurement is a process of its own, which prints what it found as JSON.
"""

import sys

from . import clock

# Many cameras at once would mostly measure the simulated cloud, which draws its
# pictures in the same process.
clock.install(only_leaps="all" in sys.argv[1:])

# Only now, so that modules that keep a clock keep the leaping one.
import asyncio
import json
import os
import subprocess
from tempfile import NamedTemporaryFile
import time
from typing import Any

from blink_cloud import BlinkCloud, Rotation, Settings, serve


async def _measure(domain: str, what: str, networks: int, cameras: int) -> Any:
    """Set one home up, and measure one thing in it."""
    # Home Assistant's own integration loses rotated tokens at a restart; that is not
    # what is measured here.
    cloud = BlinkCloud(Settings(rotation=Rotation.KEEP))
    account = cloud.add_account(email="ada@example.com")
    for number in range(networks):
        network = account.add_network(f"Network {number}", sync_module=True)
        for camera in range(cameras // networks):
            network.add_camera(f"Camera {number} {camera}").take_picture()
    async with serve(cloud, tls=True) as server:
        assert server.tls_port
        assert server.ca_pem
        with NamedTemporaryFile("w", suffix=".pem") as trusted:
            trusted.write(server.ca_pem)
            trusted.flush()
            # Home Assistant reads it when it is imported.
            os.environ["REQUESTS_CA_BUNDLE"] = trusted.name
            from . import cost, pictures
            from .home import home

            started = time.process_time()
            async with home(
                domain, account, server.tls_port, is_new=what == "adding"
            ) as ready:
                if what == "setup":
                    return {"seconds": time.process_time() - started}
                if what == "single":
                    return {
                        str(seconds): await pictures.single(ready, seconds, 15)
                        for seconds in (2, 3, 6, 30)
                    }
                if what == "all":
                    return await pictures.all_at_once(ready, 5)
                return await getattr(cost, what)(ready)


def _run(domain: str, what: str, networks: int = 1, cameras: int = 1) -> Any:
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
        loop = clock.leaping_loop()
        asyncio.set_event_loop(loop)
        measuring = _measure(domain, what, int(networks), int(cameras))
        print(json.dumps(loop.run_until_complete(measuring)))
        sys.stdout.flush()
        os._exit(0)
    from .report import report

    report(_run)


if __name__ == "__main__":
    main()
