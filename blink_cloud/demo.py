"""The account that the demo signs in to."""

from datetime import timedelta

from .scenery.scenes import Motif
from .world.account import Account
from .world.cloud import BlinkCloud
from .world.network import Network

DEMO_EMAIL = "ada@example.com"
DEMO_PASSWORD = "demo-password"
DEMO_CODE = "123456"
"""The code that every sign-in of the demo's account wants."""
DEMO_REFRESH_TOKEN = "demo-refresh-token"


def demo_account(
    cloud: BlinkCloud, *, refresh_token: str = DEMO_REFRESH_TOKEN
) -> Account:
    """Add an account with eight cameras in three networks, each with a picture.

    Args:
        cloud: The cloud to add it to.
        refresh_token: The refresh token to issue for it.
    """
    account = cloud.add_account(email=DEMO_EMAIL, password=DEMO_PASSWORD)
    account.verification.fixed_code = DEMO_CODE
    account.issue_refresh_token(token=refresh_token)
    home = account.add_network("Home")
    _furnish(home, "Front door", "lotus", Motif.PORCH, timedelta(minutes=4))
    _furnish(home, "Driveway", "sedona", Motif.DRIVEWAY, timedelta(minutes=37))
    _furnish(home, "Garden", "catalina", Motif.GARDEN, timedelta(hours=3, minutes=12))
    _furnish(home, "Back yard", "xt2", Motif.YARD, timedelta(hours=19))
    _furnish(home, "Hallway", "white", Motif.HALLWAY, timedelta(days=2, hours=5))
    kitchen = account.add_network("Kitchen", sync_module=False)
    _furnish(kitchen, "Kitchen", "owl", Motif.KITCHEN, timedelta(minutes=58))
    workshop = account.add_network("Workshop")
    _furnish(workshop, "Workbench", "hawk", Motif.WORKSHOP, timedelta(days=1))
    _furnish(workshop, "Workshop path", "catalina", Motif.GARDEN, timedelta(days=6))
    return account


def _furnish(
    network: Network, name: str, type: str, motif: Motif, age: timedelta
) -> None:
    """Add a camera that took a picture some time ago."""
    camera = network.add_camera(name, type=type)
    camera.motif = motif
    camera.take_picture(age=age)
