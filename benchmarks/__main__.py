"""`python -m benchmarks`: measures both integrations and prints the tables.

Each measurement is a process of its own, which prints what it found as JSON:
`python -m benchmarks blink_thumbnail all 40 200`.
"""

from . import clock

clock.install()

# Only now, so that modules that keep a clock keep the leaping one.
import asyncio
import json
import os
import subprocess
import sys
from tempfile import NamedTemporaryFile
import time
from typing import Any

from . import cloud


async def _measure(domain: str, what: str, ready: cloud.Cloud) -> Any:
    """Set one home up, and measure one thing in it."""
    with NamedTemporaryFile("w", suffix=".pem") as trusted:
        trusted.write(ready.ca_pem)
        trusted.flush()
        # Home Assistant reads it when it is imported.
        os.environ["REQUESTS_CA_BUNDLE"] = trusted.name
        from .home import home
        from .measurements import MEASUREMENTS

        started = time.process_time()
        async with home(domain, ready, is_new=what == "adding") as at_home:
            if what == "setup":
                return {"seconds": time.process_time() - started}
            return await MEASUREMENTS[what](at_home)


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
        ready = cloud.start(int(networks), int(cameras), minis=what == "minis")
        loop = clock.leading_loop()
        asyncio.set_event_loop(loop)
        print(json.dumps(loop.run_until_complete(_measure(domain, what, ready))))
        sys.stdout.flush()
        os._exit(0)
    from .report import report

    report(_run)


if __name__ == "__main__":
    main()
