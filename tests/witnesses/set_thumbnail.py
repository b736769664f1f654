"""The complete example of a document on Blink's interface, run as it stands there.

`set_thumbnail.sh` and `set_thumbnail.json` are the example and the answer that the
document shows for it (hunsalz: docs/blink-api.md, sources), letter by letter.
"""

import asyncio
import json
from pathlib import Path

from blink_cloud import Account, BlinkCloud, Endpoint

from .conftest import Place

HERE = Path(__file__).parent


async def test_example(place: Place, cloud: BlinkCloud, account: Account) -> None:
    """It prints the command object, and the camera takes a picture."""
    network = account.add_network("Home")
    network.add_camera("Shelf", type="owl")
    camera = network.add_camera("Garden")
    account.add_network("Cabin").add_camera("Lake")
    tokens = {
        "region_id": account.tier,
        "refresh_token": account.issue_refresh_token(),
        "client_id": "android",
        "host": f"{account.tier}.immedia-semi.com",
        "account_id": account.id,
    }
    line = "|".join(f"{name}={value}" for name, value in tokens.items())
    (place.home / ".env").write_text(f"BLINK_TOKENS='{line}'\n")
    # The example is not edited: curl itself is told where the names lead.
    (place.home / ".curlrc").write_text(
        f'connect-to = "::127.0.0.1:{place.port}"\ncacert = "{place.authority}"\n'
    )
    output = await place.run("bash", HERE / "set_thumbnail.sh")
    command = json.loads(output)
    shown = json.loads((HERE / "set_thumbnail.json").read_text(encoding="utf-8"))
    assert list(command) == list(shown)
    same = ("command", "state_stage", "state_condition", "attempts", "target")
    assert [command[name] for name in same] == [shown[name] for name in same]
    assert [name for name in shown if shown[name] is None] == [
        name for name in command if command[name] is None
    ]
    assert (command["network_id"], command["camera_id"]) == (network.id, camera.id)
    assert [one.endpoint for one in cloud.requests] == [
        Endpoint.TOKEN,
        Endpoint.HOMESCREEN,
        Endpoint.THUMBNAIL,
    ]
    assert cloud.leaks == []
    await asyncio.sleep(0.3)
    assert len(camera.pictures) == 1
