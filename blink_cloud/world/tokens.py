"""Refresh and access tokens."""

import base64
from dataclasses import dataclass
import json
from typing import TYPE_CHECKING

from blink_cloud.wire.settings import Rotation

if TYPE_CHECKING:
    from .account import Account
    from .cloud import BlinkCloud


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Whom a token is for, and until when on the loop's clock."""

    account: Account
    ends_at: float


class Tokens:
    """The tokens of all accounts."""

    def __init__(self, cloud: BlinkCloud) -> None:
        """Start without any."""
        self._cloud = cloud
        self._refresh: dict[str, Grant] = {}
        self._access: dict[str, Grant] = {}

    def issue_refresh(self, account: Account, token: str | None = None) -> str:
        """Issue a refresh token: a given one, or an opaque one."""
        token = token or self._opaque(48)
        life = self._cloud.settings.refresh_token_seconds
        self._refresh[token] = self._grant(account, life)
        return token

    def issue_access(self, account: Account) -> str:
        """Issue an access token: a JWT with `exp` (facts: section 1)."""
        settings = self._cloud.settings
        life = settings.access_token_seconds
        self._prune()
        token = self._jwt(account)
        self._access[token] = self._grant(
            account, settings.expires_in if life is None else life
        )
        return token

    def refresher(self, token: str) -> Account | None:
        """The account of a refresh token that is valid."""
        return self._valid(self._refresh.get(token))

    def bearer(self, token: str) -> Account | None:
        """The account of an access token that is valid."""
        return self._valid(self._access.get(token))

    @property
    def refresh_tokens(self) -> list[str]:
        """All refresh tokens, except some that have ended."""
        return list(self._refresh)

    def rotate(self, used: str, account: Account) -> str | None:
        """Do to a used refresh token what the settings say; return the next one."""
        settings = self._cloud.settings
        match settings.rotation:
            case Rotation.NONE:
                return None
            case Rotation.AT_ONCE:
                del self._refresh[used]
            case Rotation.GRACE:
                ends_at = self._cloud.time() + settings.rotation_grace
                self._refresh[used] = Grant(
                    account=account, ends_at=min(ends_at, self._refresh[used].ends_at)
                )
        return self.issue_refresh(account)

    def revoke_refresh(self, account: Account) -> None:
        """End all refresh tokens of an account."""
        _drop(self._refresh, account)

    def revoke_access(self, account: Account) -> None:
        """End all access tokens of an account."""
        _drop(self._access, account)

    def _grant(self, account: Account, life: float | None) -> Grant:
        """A grant from now on."""
        ends_at = float("inf") if life is None else self._cloud.time() + life
        return Grant(account=account, ends_at=ends_at)

    def _valid(self, grant: Grant | None) -> Account | None:
        """The account of a grant that has not ended."""
        if grant is None or grant.ends_at <= self._cloud.time():
            return None
        return grant.account

    def _prune(self) -> None:
        """Forget what has ended, so that long runs stay small."""
        now = self._cloud.time()
        for grants in (self._refresh, self._access):
            for token in [key for key, grant in grants.items() if grant.ends_at <= now]:
                del grants[token]

    def _jwt(self, account: Account) -> str:
        """Something that reads like a JWT; its signature is noise."""
        issued = int(self._cloud.now().timestamp())
        claims = {
            "sub": str(account.user_id),
            "iat": issued,
            "exp": issued + self._cloud.settings.expires_in,
        }
        head, body = (
            _base64(json.dumps(part).encode())
            for part in ({"alg": "RS256", "typ": "JWT"}, claims)
        )
        return f"{head}.{body}.{self._opaque(64)}"

    def _opaque(self, length: int) -> str:
        """Random bytes in letters."""
        return _base64(self._cloud.random.randbytes(length))


def _base64(raw: bytes) -> str:
    """Base64 for addresses, without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _drop(grants: dict[str, Grant], account: Account) -> None:
    """Remove the grants of an account."""
    for token in [key for key, grant in grants.items() if grant.account is account]:
        del grants[token]
