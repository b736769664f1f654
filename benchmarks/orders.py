"""What the measurements ask of the simulated cloud, whose process does it."""

from random import Random

from blink_cloud import Account, Endpoint


def issue_refresh_token(account: Account) -> str:
    """Issue a refresh token."""
    return account.issue_refresh_token()


def last_code(account: Account) -> str:
    """Return the last code that was sent to the account's owner."""
    return account.codes[-1]


def requests(account: Account) -> list[tuple[Endpoint, int]]:
    """Return all requests since the last time, each with its answer's bytes."""
    found = [(each.endpoint, each.answer_bytes) for each in account.cloud.requests]
    account.cloud.requests.clear()
    return found


def take_pictures(account: Account) -> None:
    """Have all cameras take a picture, as the owner's phone does."""
    for camera in account.cameras:
        camera.take_picture()


def record_clips(account: Account) -> None:
    """Have all cameras see motion for ten seconds."""
    for camera in account.cameras:
        camera.record_clip(seconds=10)


def set_own_time(account: Account, seconds: float) -> None:
    """Set how long the first camera takes for a picture, in seconds."""
    account.cameras[0].snapshot_seconds = (seconds, seconds)


def keep_busy(account: Account, seconds: float) -> None:
    """Keep the first camera's network busy from now on, and show nothing new."""
    account.cloud.settings.clip_moves_thumbnail = False
    account.cameras[0].record_clip(seconds=seconds)


def draw_own_times(account: Account, seed: int) -> float:
    """Set how long each camera takes, and return the longest queue, in seconds."""
    random = Random(seed)
    longest = 0.0
    for network in account.networks:
        queues: dict[int, float] = {}
        for camera in network.cameras:
            own = random.uniform(2.5, 3.5)
            camera.snapshot_seconds = (own, own)
            queue = id(network.queue_of(camera))
            queues[queue] = queues.get(queue, 0.0) + own
        longest = max(longest, *queues.values())
    return longest
