"""Tests of where requests go."""

import pytest

from custom_components.blink_thumbnail.api import (
    Account,
    BlinkConnectionError,
    SimulatedCloudError,
)
from custom_components.blink_thumbnail.api.endpoints import (
    SIMULATED_CLOUD_VARIABLE,
    address,
    picture_address,
    rest_host,
)

ACCOUNT = Account(account_id=1001, tier="e008")
REST = "https://rest-e008.immedia-semi.com"


def test_real_cloud_unless_told_otherwise() -> None:
    """Without the variable, requests go to Blink by https."""
    assert str(address("api.oauth.blink.com", "/oauth/token")) == (
        "https://api.oauth.blink.com/oauth/token"
    )


@pytest.mark.parametrize("base", ["http://127.0.0.1:8124", "http://[::1]:8124/"])
def test_simulated_cloud(monkeypatch: pytest.MonkeyPatch, base: str) -> None:
    """The real host becomes the first segment of the path."""
    monkeypatch.setenv(SIMULATED_CLOUD_VARIABLE, base)
    url = address("rest-e008.immedia-semi.com", "/api/v1/x?ts=1&ext=")
    assert (
        str(url) == f"{base.rstrip('/')}/rest-e008.immedia-semi.com/api/v1/x?ts=1&ext="
    )


@pytest.mark.parametrize(
    "base",
    [
        "http://192.168.1.5:8124",
        "https://rest-e008.immedia-semi.com",
        "http://localhost.example.com",
        "http://0.0.0.0:8124",
        "127.0.0.1:8124",
        "ftp://127.0.0.1",
        "nonsense",
    ],
)
def test_simulated_cloud_elsewhere(monkeypatch: pytest.MonkeyPatch, base: str) -> None:
    """Anything but a loopback address is refused: it would be sent the tokens."""
    monkeypatch.setenv(SIMULATED_CLOUD_VARIABLE, base)
    with pytest.raises(SimulatedCloudError, match="must be a loopback address"):
        address("api.oauth.blink.com", "/oauth/token")


@pytest.mark.parametrize("tier", ["", "E008", "e008.evil.example/", "e008@x", "e-8"])
def test_odd_tier(tier: str) -> None:
    """A tier that could lead to another host is not followed."""
    with pytest.raises(BlinkConnectionError):
        rest_host(tier)


@pytest.mark.parametrize(
    ("thumbnail", "url"),
    [
        (
            "/media/e004/account/1/network/2/owl/3/thumbnail/fw_2022_02_22__16_58PM",
            f"{REST}/media/e004/account/1/network/2/owl/3/thumbnail"
            "/fw_2022_02_22__16_58PM.jpg",
        ),
        ("/media/x.jpg", f"{REST}/media/x.jpg"),
        ("//evil.example/x.jpg", f"{REST}//evil.example/x.jpg"),
        (
            "/api/v3/media/accounts/1/networks/2/lotus/3/thumbnail/thumbnail.jpg?ts=9&ext=",
            f"{REST}/api/v3/media/accounts/1/networks/2/lotus/3/thumbnail"
            "/thumbnail.jpg?ts=9&ext=",
        ),
        (
            "https://rest-u015.immedia-semi.com/api/v3/t.jpg?ts=9&ext=",
            "https://rest-u015.immedia-semi.com/api/v3/t.jpg?ts=9&ext=",
        ),
    ],
)
def test_picture_address(thumbnail: str, url: str) -> None:
    """Old forms get their extension, the others stay as they are."""
    assert str(picture_address(ACCOUNT, thumbnail)) == url


@pytest.mark.parametrize(
    "thumbnail",
    [
        "https://evil.example/t.jpg",
        "https://rest-e008.immedia-semi.com.evil.example/t.jpg",
        "https://user@rest-e008.immedia-semi.com/t.jpg",
        "https://rest-e008.immedia-semi.com:8443/t.jpg",
        "http://rest-e008.immedia-semi.com/t.jpg",
        "evil",
        "/t.jpg HTTP/1.1\r\nHost: evil.example",
        "/\ud800.jpg",
        "https://[/t.jpg",
    ],
)
def test_picture_elsewhere(thumbnail: str) -> None:
    """A thumbnail on another host would see the access token."""
    with pytest.raises(BlinkConnectionError):
        picture_address(ACCOUNT, thumbnail)
