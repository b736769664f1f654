"""Pictures, and what can be read from their bytes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
import io
import json

from PIL import Image

from blink_cloud.scenery.scenes import Motif, Scene, draw


class Kind(StrEnum):
    """What made a camera take a picture."""

    SNAPSHOT = "snapshot"
    CLIP = "clip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture of a camera.

    Attributes:
        camera: The camera's name when it was taken.
        number: Counts the camera's pictures from 1.
        kind: What made the camera take it.
        taken_at: When it was taken by Blink's clock, in UTC.
        dated_at: The same by the camera's own clock, which may be off.
        ts: Unix seconds in its address, which no other picture of its camera
            has: an address changes with every picture (facts: section 8).
        mark: What is unique to it in an address of form A.
        shown_from: From when on homescreens show it, on the loop's clock.
        seed: What makes its camera's scene its own.
        motif: What the scene is.
        time_zone: Where it was taken.
    """

    camera: str
    number: int
    kind: Kind
    taken_at: datetime
    dated_at: datetime
    ts: int
    mark: str
    shown_from: float
    seed: int
    motif: Motif
    time_zone: str

    @property
    def jpeg(self) -> bytes:
        """The picture as a JPEG of 640 x 360; always the same bytes."""
        return draw(
            Scene(
                camera=self.camera,
                number=self.number,
                kind=self.kind.value,
                taken_at=self.taken_at,
                seed=self.seed,
                motif=self.motif,
                time_zone=self.time_zone,
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureInfo:
    """What a picture says of itself.

    Attributes:
        camera: The camera's name when it was taken.
        number: Counts the camera's pictures from 1.
        kind: `snapshot` or `clip`.
        taken_at: When it was taken by Blink's clock, in UTC.
    """

    camera: str
    number: int
    kind: Kind
    taken_at: datetime


def read_picture(jpeg: bytes) -> PictureInfo:
    """Read which picture this is, from the comment in its JPEG header.

    Raises:
        ValueError: It is none of this cloud's pictures, or not a whole one.
    """
    try:
        with Image.open(io.BytesIO(jpeg)) as image:
            image.load()
            comment = json.loads(image.info["comment"])
        return PictureInfo(
            camera=comment["camera"],
            number=comment["number"],
            kind=Kind(comment["kind"]),
            taken_at=datetime.fromisoformat(comment["taken_at"]),
        )
    except (OSError, KeyError, TypeError, ValueError) as err:
        raise ValueError("Not a whole picture of this cloud") from err
