"""Accounts."""

from typing import TYPE_CHECKING

from .network import Network
from .verification import Verification

if TYPE_CHECKING:
    from .camera import Camera
    from .cloud import BlinkCloud


class Account:
    """An account and what belongs to it.

    Attributes:
        cloud: The cloud that it is in.
        id: Its id.
        user_id: The id of its one user.
        client_id: The id of that user's app.
        email: Its address.
        password: Its password.
        phone: The masked number that its codes are sent to, as Blink writes it.
        second_factor: Whether a sign-in wants a code beside the password.
        verification: Its codes.
        tier: The tier that serves it; assigning another moves it there at once.
        networks: Its networks ("systems" in the app).
        homescreen_at: When its homescreen was last shown, on the loop's clock.
    """

    def __init__(
        self, cloud: BlinkCloud, *, email: str, password: str, tier: str
    ) -> None:
        """Open an account without devices."""
        self.cloud = cloud
        self.id = cloud.new_id()
        self.user_id = cloud.new_id()
        self.client_id = cloud.new_id()
        self.email = email
        self.password = password
        self.phone = f"+49xxxxxxxx{self.id % 100:02}"
        self.second_factor = True
        self.verification = Verification(cloud)
        self.tier = tier
        self.created_at = cloud.now()
        self.networks: list[Network] = []
        self.homescreen_at = float("-inf")

    @property
    def codes(self) -> list[str]:
        """The codes that were sent to its owner, newest last."""
        return self.verification.codes

    @property
    def cameras(self) -> list[Camera]:
        """All cameras, minis and doorbells of all networks."""
        return [camera for network in self.networks for camera in network.cameras]

    def add_network(
        self, name: str, *, sync_module: bool = True, time_zone: str = "Europe/Berlin"
    ) -> Network:
        """Add a network.

        Args:
            name: Its name.
            sync_module: Whether it has one; a mini does without.
            time_zone: Its time zone's IANA name.
        """
        network = Network(self, name=name, time_zone=time_zone)
        if sync_module:
            network.add_sync_module()
        self.networks.append(network)
        return network

    def remove_network(self, network: Network) -> None:
        """Remove a network with all that is in it."""
        self.networks.remove(network)

    def network(self, network_id: int) -> Network | None:
        """The network with this id."""
        return next((net for net in self.networks if net.id == network_id), None)

    def issue_refresh_token(self, token: str | None = None) -> str:
        """Issue a refresh token, a given one or a random one."""
        return self.cloud.tokens.issue_refresh(self, token)

    def issue_access_token(self) -> str:
        """Issue an access token without a token request."""
        return self.cloud.tokens.issue_access(self)

    def revoke_refresh_tokens(self) -> None:
        """End all refresh tokens, as a changed password might."""
        self.cloud.tokens.revoke_refresh(self)

    def revoke_access_tokens(self) -> None:
        """End all access tokens before their time."""
        self.cloud.tokens.revoke_access(self)
