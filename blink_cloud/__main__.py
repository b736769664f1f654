"""`python -m blink_cloud`: a Blink cloud of one's own, with the demo account.

`compare FILE` compares it with a real account instead.
"""

import argparse
import asyncio
from pathlib import Path
import sys

from .compare import UnreadableError, compare, read_notes
from .demo import DEMO_CODE, DEMO_REFRESH_TOKEN, demo_account
from .server.serving import Server, serve
from .wire.settings import Settings
from .world.account import Account
from .world.cloud import BlinkCloud


def main() -> int:
    """Run until Ctrl-C."""
    options = _options()
    if options.command == "compare":
        return _compare(options.file)
    try:
        asyncio.run(_run(options))
    except KeyboardInterrupt:
        return 0
    except (OSError, ValueError) as err:
        print(f"blink_cloud: {err}", file=sys.stderr)
        return 1
    return 0


def _compare(file: Path) -> int:
    """Say where this cloud differs from a real account."""
    try:
        notes = read_notes(file)
    except UnreadableError as err:
        print(err, file=sys.stderr)
        return 2
    differences = asyncio.run(compare(notes))
    for difference in differences or ["No difference: that account is like this one."]:
        print(difference)
    return 1 if differences else 0


async def _run(options: argparse.Namespace) -> None:
    """Serve the demo account until the program is ended."""
    low, high = sorted(options.snapshot_seconds)
    cloud = BlinkCloud(Settings(snapshot_seconds=(low, high)))
    account = demo_account(cloud, refresh_token=options.refresh_token)
    tls = options.tls_port is not None
    async with serve(
        cloud,
        host=options.host,
        port=options.port,
        tls=tls,
        tls_port=options.tls_port or 0,
    ) as server:
        _announce(server, account, options.refresh_token)
        await asyncio.get_running_loop().create_future()


def _announce(server: Server, account: Account, refresh_token: str) -> None:
    """Say how to reach it."""
    print(f"Address:       {server.base_url}")
    if server.tls_port is not None:
        print(f"TLS port:      {server.tls_port}")
        print(server.ca_pem)
    print(f"E-mail:        {account.email}")
    print(f"Password:      {account.password}")
    print(f"Code:          {DEMO_CODE}")
    print(f"Refresh token: {refresh_token}", flush=True)


def _options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="blink_cloud", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--port", type=int, default=8124)
    parser.add_argument("--tls-port", type=int, help="serve HTTPS there as well")
    parser.add_argument(
        "--snapshot-seconds",
        type=float,
        nargs=2,
        default=(2.0, 4.0),
        metavar=("LOW", "HIGH"),
        help="how long a snapshot takes",
    )
    parser.add_argument("--refresh-token", default=DEMO_REFRESH_TOKEN)
    commands = parser.add_subparsers(dest="command")
    comparison = commands.add_parser(
        "compare", help="say where it differs from a real account"
    )
    comparison.add_argument(
        "file", type=Path, metavar="FILE", help="diagnostics of Blink Thumbnail"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
