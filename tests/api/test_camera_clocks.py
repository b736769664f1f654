"""Tests of when a picture was certainly taken, whatever its camera's clock says."""

from datetime import UTC, datetime, timedelta

from custom_components.blink_thumbnail.api.camera_clocks import CameraClocks

POSTED_AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """Return a time so many seconds after the POST."""
    return POSTED_AT + timedelta(seconds=seconds)


def test_unknown_clock() -> None:
    """A date says nothing while nothing is known of the clock."""
    clocks = CameraClocks()
    clocks.learn("other", at(3), POSTED_AT)
    assert clocks.taken_after("camera", at(3)) is None


def test_same_again() -> None:
    """A picture that is dated as long after its POST as the last one is from after it.

    Half a second is left of the shortest time in which a camera takes its picture: the
    other second may have been cut off the date.
    """
    clocks = CameraClocks()
    clocks.learn("camera", at(12), POSTED_AT)
    assert clocks.taken_after("camera", at(12)) == at(0.5)
    assert clocks.taken_after("camera", at(11)) == at(-0.5)


def test_last_three() -> None:
    """The earliest of the last three counts, so that a clock may be set."""
    clocks = CameraClocks()
    for seconds in (2, 9, 5):
        clocks.learn("camera", at(seconds), POSTED_AT)
        assert clocks.taken_after("camera", at(2)) == at(0.5)
    clocks.learn("camera", at(7), POSTED_AT)
    assert clocks.taken_after("camera", at(5)) == at(0.5)
