"""Every choice that the facts leave open."""

from dataclasses import dataclass, field
from enum import StrEnum

from .replies import BUSY_CONFLICT, Reply


class Rotation(StrEnum):
    """What a refresh does to the refresh token that it used (facts: section 1)."""

    AT_ONCE = "at_once"
    """A new one is issued and the old one dies."""
    GRACE = "grace"
    """A new one is issued and the old one lives on for `rotation_grace`."""
    KEEP = "keep"
    """A new one is issued and the old one stays valid."""
    NONE = "none"
    """No new one is issued; the answer has no `refresh_token`."""


class ThumbnailForm(StrEnum):
    """How a homescreen writes a thumbnail (facts: section 4.5)."""

    OLD = "old"
    """Form A: a path with a time to the minute and without an extension."""
    INTEGER = "integer"
    """Form B: Unix seconds as a number."""
    NUMERIC_STRING = "numeric_string"
    """Form B: Unix seconds as a string."""
    FULL = "full"
    """Form C below `/api/v3/media/accounts/`."""
    FULL_PRODUCTION = "full_production"
    """Form C below `/api/v3/media/production/account/`."""
    ABSOLUTE = "absolute"
    """Form C with scheme and host."""
    NULL = "null"
    """No picture: the field is null."""
    MISSING = "missing"
    """No picture: the field is left out."""


class OldMedia(StrEnum):
    """What the address of a picture that was replaced still gives."""

    GONE = "gone"
    """`media_gone_status` with code 700."""
    KEPT = "kept"
    """The old picture."""
    NEWEST = "newest"
    """The picture that replaced it."""


class MiniScope(StrEnum):
    """With whom a mini shares its queue (facts: unknown number 11).

    The same goes for doorbells that are on Wi-Fi by themselves (facts: section 13.4).
    """

    OWN_WITHOUT_SYNC_MODULE = "own_without_sync_module"
    """It has a queue of its own unless its network has a sync module."""
    ALWAYS_OWN = "always_own"
    """It has a queue of its own everywhere."""
    NETWORK = "network"
    """All devices of a network share one queue, minis too."""


class CodeScope(StrEnum):
    """What the code of a sign-in belongs to (facts: unknown number 22)."""

    ACCOUNT = "account"
    """The account: another sign-in may use it, and within `next_code_seconds` gets
    no other."""
    SIGN_IN = "sign_in"
    """The sign-in that it was sent for: each has its own."""


class Done(StrEnum):
    """What becomes of POST `…/command/{id}/done/` (facts: unknown number 8)."""

    ENDS = "ends"
    """Code 902: the command ends."""
    REFUSED = "refused"
    """Code 900, and nothing happens (facts: section 13.3)."""
    NOT_FOUND = "not_found"
    """404, and nothing happens."""


class OfflineCommand(StrEnum):
    """How the command of an offline device ends (facts: unknown number 10)."""

    FAILS = "fails"
    """It completes with a failure after `offline_seconds`."""
    NEVER_ENDS = "never_ends"
    """It stays running."""
    REFUSED = "refused"
    """There is none: the POST is answered with `refusal_status` and the code."""


@dataclass(slots=True, kw_only=True)
class Settings:
    """How this cloud behaves; may be changed while it runs.

    All durations are in seconds of the running event loop's clock.

    Attributes:
        snapshot_seconds: Range of the duration of a thumbnail command.
        homescreen_lag: How long after a command or a clip has ended the
            homescreen still shows the thumbnail before it.
        wanted_code_status: 202, or 412 as before June 2026, where a sign-in wants
            a code.
        wrong_code_status: 400, 401, 403 or 412 for a wrong code.
        code_scope: What a code belongs to.
        next_code_seconds: How long to wait before asking for another code, as
            the answer that wants one says.
        code_seconds: Life of a code.
        password_tries: How many wrong passwords close an account's sign-in.
        code_tries: How many wrong codes close it.
        codes_limit: How many codes are sent without one being entered; then no
            more are.
        throttle_seconds: How long wrong passwords close it.
        code_throttle_seconds: How long the other two last: typically a day, but
            600 was reported too (facts: section 13.6).
        whole_seconds: Whether `next_time_in_secs` is a whole number.
        session_seconds: Time for a whole sign-in; then its cookies are unknown.
        authorization_code_seconds: Life of an authorization code.
        expires_in: Life of an access token, as its answer says.
        access_token_seconds: Real life of an access token; None means
            `expires_in`, less means that Blink ends it early.
        answer_expires_in: Whether the token's answer has `expires_in`.
        refresh_token_seconds: Life of a refresh token from its issue; None is
            without end.
        rotation: What becomes of a used refresh token (facts: unknown number 1).
        rotation_grace: How long it lives on with `Rotation.GRACE`.
        refused_token_status: 401 or 400 for a refused refresh token or
            authorization code (facts: unknown number 5).
        blocked_hardware_ids: Literals that get 406 (facts: section 2.3).
        gateways: Tiers whose hosts answer `tier_info` for every account.
        refusing_gateways: Those of them that answer it with 406.
        wrong_tier_status: What a REST host answers for an account that is not
            (or no longer) on its tier: 404, 401 (code 101), 403 or 406.
        date_header: Whether answers carry `Date`, by Blink's clock.
        homescreen_gap: A homescreen that is asked for sooner after the last one is
            refused with 403 (facts: section 9).
        missing_lists: Top-level names that the homescreen leaves out.
        timestamp_in_v3: Whether v3 of the homescreen has `thumbnail_timestamp`, as
            v4 has (facts: unknown number 17).
        command_id_key: `id` or `command_id` in the answer to a thumbnail POST.
        answer_network_id: Whether that answer has `network_id`.
        running_status_code: `status_code` while a command runs; None leaves it
            out.
        answer_status: Whether the answer about a command has `status` (facts:
            section 13.3).
        done: What becomes of `…/command/{id}/done/`.
        done_accounts_form: The same for the accounts form of that address.
        busy: The answer while a network is busy.
        busy_delay: Time it takes Blink to say so.
        mini_scope: With whom a mini shares its queue.
        offline_command: How the command of an offline device ends.
        offline_seconds: How long such a command runs before it fails.
        refusal_status: HTTP status that goes with the codes of a device that is
            offline or asleep (facts: unknown number 21).
        awake_seconds: How long after a clip a standalone doorbell takes pictures
            (facts: unknown number 23).
        stuck_seconds: How long a command that never ends keeps its network
            busy.
        clip_moves_thumbnail: Whether the thumbnail is a clip's after it: a matter of
            the account's plan and settings (facts: section 13.7).
        clip_dated_at_start: Whether a clip's thumbnail has the time of the
            clip's start or of its end.
        camera_not_found_status: HTTP status that goes with code 500.
        media_gone_status: HTTP status that goes with code 700.
        old_media: What the address of a replaced picture gives.
    """

    snapshot_seconds: tuple[float, float] = (2.0, 4.0)
    homescreen_lag: float = 0.0

    wanted_code_status: int = 202
    wrong_code_status: int = 400
    code_scope: CodeScope = CodeScope.ACCOUNT
    next_code_seconds: int = 60
    code_seconds: float = 300.0
    password_tries: int = 5
    code_tries: int = 5
    codes_limit: int = 10
    throttle_seconds: float = 600.0
    code_throttle_seconds: float = 86400.0
    whole_seconds: bool = True
    session_seconds: float = 1800.0
    authorization_code_seconds: float = 60.0

    expires_in: int = 14400
    access_token_seconds: float | None = None
    answer_expires_in: bool = True
    refresh_token_seconds: float | None = None
    rotation: Rotation = Rotation.AT_ONCE
    rotation_grace: float = 60.0
    refused_token_status: int = 401
    blocked_hardware_ids: frozenset[str] = frozenset({"Home Assistant", "Blinkpy"})

    gateways: frozenset[str] = frozenset({"prod", "prde", "prsg", "a001"})
    refusing_gateways: frozenset[str] = frozenset()
    wrong_tier_status: int = 404
    date_header: bool = True
    homescreen_gap: float = 0.0

    missing_lists: frozenset[str] = frozenset()
    timestamp_in_v3: bool = False

    command_id_key: str = "id"
    answer_network_id: bool = True
    running_status_code: int | None = 908
    answer_status: bool = True
    done: Done = Done.ENDS
    done_accounts_form: Done = Done.NOT_FOUND

    busy: Reply = field(default=BUSY_CONFLICT)
    busy_delay: float = 0.0
    mini_scope: MiniScope = MiniScope.OWN_WITHOUT_SYNC_MODULE
    offline_command: OfflineCommand = OfflineCommand.FAILS
    offline_seconds: float = 15.0
    refusal_status: int = 400
    awake_seconds: float = 30.0
    stuck_seconds: float = 60.0
    clip_moves_thumbnail: bool = True
    clip_dated_at_start: bool = False

    camera_not_found_status: int = 404
    media_gone_status: int = 404
    old_media: OldMedia = OldMedia.GONE
