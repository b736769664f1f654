"""A camera's picture: what Home Assistant shows of it, and what it has shown."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Self

# A homescreen lags by one thumbnail or two; a few more do not hurt.
_PAST_THUMBNAILS: Final = 16

# The last pictures that keep their addresses.
_KEPT: Final = 10
# While the disk is full, so many of them are in memory.
_UNWRITTEN: Final = 2


@dataclass
class Picture:
    """A camera's picture: what Home Assistant shows of it.

    `taken_at` is UTC, None if nobody knows. `jpeg` is the last good picture, which is
    the thumbnail's only if `jpeg_thumbnail` says so.

    `seconds` are the Unix times that the pictures of thumbnails go by, each its own;
    those whose time nobody knows go by 0. `kept` are the sizes of the JPEGs that have a
    file, in bytes, by these times, and `unwritten` those that are still to get one.
    """

    thumbnail: str | None = None
    taken_at: datetime | None = None
    jpeg: bytes | None = None
    jpeg_thumbnail: str | None = None
    past_thumbnails: deque[str] = field(
        default_factory=lambda: deque(maxlen=_PAST_THUMBNAILS)
    )
    seconds: dict[str, int] = field(default_factory=dict)
    kept: dict[int, int] = field(default_factory=dict)
    unwritten: dict[int, bytes] = field(default_factory=dict)

    @property
    def is_current(self) -> bool:
        """Whether the JPEG is the thumbnail's."""
        return self.jpeg is not None and self.jpeg_thumbnail == self.thumbnail

    @property
    def known_thumbnails(self) -> set[str]:
        """The thumbnails that the camera has shown, with the one that it shows now."""
        return {*self.past_thumbnails, *([self.thumbnail] if self.thumbnail else [])}

    @property
    def address(self) -> int | None:
        """The Unix time that the picture goes by, None where nobody knows it."""
        return self.seconds.get(self.thumbnail or "") or None

    @property
    def addresses(self) -> set[int]:
        """The Unix times that its pictures go by, with that of the one shown now."""
        return {*self.kept, self.address or 0} - {0}

    def move(self, thumbnail: str, taken_at: datetime | None) -> None:
        """Show another thumbnail, whose time is later than that of the one before.

        Users' automations trigger on the time: a new picture always moves it.
        """
        if self.thumbnail:
            self.leave(self.thumbnail)
        if self.taken_at and (taken_at is None or taken_at <= self.taken_at):
            taken_at = self.taken_at + timedelta(seconds=1)
        self.thumbnail, self.taken_at = thumbnail, taken_at
        last = max([*self.seconds.values(), *self.kept], default=0)
        self.seconds = {
            known: self.seconds[known] for known in self._order if known in self.seconds
        }
        if taken_at:
            self.seconds[thumbnail] = max(int(taken_at.timestamp()), last + 1)

    def leave(self, thumbnail: str) -> None:
        """Note a thumbnail that the camera shows no more; it does not come back."""
        if thumbnail not in self.past_thumbnails:
            self.past_thumbnails.append(thumbnail)

    def keep(self, thumbnail: str, jpeg: bytes) -> bool:
        """Keep a thumbnail's whole JPEG, and return if it is newer than the one here.

        Downloads can overtake each other: the order of the thumbnails decides.
        """
        if self.jpeg is not None and self._place(thumbnail) <= self._place(
            self.jpeg_thumbnail
        ):
            return False
        if jpeg == self.jpeg and self.kept:
            # Blink has given this one for the picture before, too.
            self.drop(max(self.kept))
        self.jpeg, self.jpeg_thumbnail = jpeg, thumbnail
        seconds = self.seconds.get(thumbnail, 0)
        self.kept[seconds], self.unwritten[seconds] = len(jpeg), jpeg
        while len(self.kept) > _KEPT:
            self.drop(min(self.kept))
        while len(self.unwritten) > _UNWRITTEN:
            self.drop(min(self.unwritten))
        return True

    def drop(self, seconds: int) -> None:
        """Keep a picture no more."""
        del self.kept[seconds]
        self.unwritten.pop(seconds, None)

    @property
    def _order(self) -> list[str | None]:
        """The thumbnails that are known, in the order of time."""
        return [*self.past_thumbnails, self.thumbnail]

    def _place(self, thumbnail: str | None) -> int:
        """Return a thumbnail's place in the order of time; forgotten ones are first."""
        return self._order.index(thumbnail) if thumbnail in self._order else -1

    @classmethod
    def from_dict(cls, about: dict[str, Any]) -> Self:
        """Return the picture that as_dict wrote; its JPEG is still to be read.

        Raises:
            KeyError, TypeError, ValueError: as_dict has not written it.
        """
        taken_at = about["taken_at"]
        return cls(
            thumbnail=about["thumbnail"],
            taken_at=datetime.fromisoformat(taken_at) if taken_at else None,
            jpeg_thumbnail=about["jpeg_thumbnail"],
            past_thumbnails=deque(about["past_thumbnails"], maxlen=_PAST_THUMBNAILS),
            seconds={str(each): int(at) for each, at in about["seconds"].items()},
            kept={int(at): int(size) for at, size in about["kept"].items()},
        )

    def as_dict(self) -> dict[str, Any]:
        """Return all but the JPEGs, for JSON."""
        return {
            "thumbnail": self.thumbnail,
            "taken_at": self.taken_at.isoformat() if self.taken_at else None,
            "jpeg_thumbnail": self.jpeg_thumbnail,
            "past_thumbnails": list(self.past_thumbnails),
            "seconds": dict(self.seconds),
            "kept": dict(self.kept),
        }
