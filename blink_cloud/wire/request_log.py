"""What the cloud was asked; without tokens, passwords, queries and bodies."""

from dataclasses import dataclass, replace

from .endpoints import Endpoint, rest_tier
from .faults import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request.

    Attributes:
        endpoint: What was asked.
        method: The HTTP method.
        host: The host that was meant, whichever way it was addressed.
        path: The path on that host, without its query.
        camera_id: The camera that it is about, if it is about one.
        at: When it came, in seconds of the event loop's clock.
        bearer: Whether it carried a bearer token.
        exposed: Whether it carried a password or a refresh token anywhere but
            in the body of a request to the host of the sign-in.
        status: The status of the answer; None while there is none.
        answer_bytes: The size of the answer's body.
        fault: The fault that it met.
    """

    endpoint: Endpoint
    method: str
    host: str
    path: str
    camera_id: int | None
    at: float
    bearer: bool
    exposed: bool
    status: int | None = None
    answer_bytes: int = 0
    fault: Fault | None = None

    @property
    def leaked(self) -> bool:
        """Whether a secret went where none may go (facts: section 4.5)."""
        return self.exposed or (self.bearer and rest_tier(self.host) is None)


class RequestLog:
    """All requests in the order in which they came."""

    def __init__(self) -> None:
        """Start empty."""
        self.requests: list[Request] = []

    def count(self, endpoint: Endpoint, camera_id: int | None = None) -> int:
        """How often an endpoint was asked, for one camera or for all."""
        return sum(
            request.endpoint is endpoint and camera_id in (None, request.camera_id)
            for request in self.requests
        )

    def answered(self, request: Request, status: int, size: int) -> None:
        """Note the status and size of the answer to a request in the log."""
        for index in range(len(self.requests) - 1, -1, -1):
            if self.requests[index] is request:
                self.requests[index] = replace(
                    request, status=status, answer_bytes=size
                )
                return
