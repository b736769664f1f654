"""The families of devices with a lens, and the numbers Blink has for each."""

from enum import StrEnum


class Family(StrEnum):
    """The homescreen list that a device is in (facts: section 4.4)."""

    CAMERA = "cameras"
    OWL = "owls"
    DOORBELL = "doorbells"

    @property
    def word(self) -> str:
        """What Blink calls one of them: `camera`, `owl` or, by analogy, `doorbell`."""
        return self.removesuffix("s")


FAMILIES: dict[str, Family] = {
    "white": Family.CAMERA,
    "xt": Family.CAMERA,
    "xt2": Family.CAMERA,
    "catalina": Family.CAMERA,
    "catalina_indoor": Family.CAMERA,
    "sedona": Family.CAMERA,
    "sonoran": Family.CAMERA,
    "owl": Family.OWL,
    "hawk": Family.OWL,
    "chickadee": Family.OWL,
    "superior": Family.OWL,
    "superior_owl": Family.OWL,
    "lotus": Family.DOORBELL,
    "tulip": Family.DOORBELL,
    "orchid": Family.DOORBELL,
}
"""All types with pictures of their own (facts: section 4.4)."""

CODES = {Family.CAMERA: 500, Family.OWL: 1900, Family.DOORBELL: 2400}
"""Blink's number for one of a list that is not there (facts: section 13.2)."""
_FLOODLIGHT_CODES = 2900


def first_code(camera_type: str) -> int:
    """Return the first of Blink's numbers for a type of device."""
    if camera_type.startswith("superior"):
        return _FLOODLIGHT_CODES
    return CODES[FAMILIES[camera_type]]
