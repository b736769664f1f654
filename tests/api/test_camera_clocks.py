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
    assert clocks.taken_after("camera", at(3), POSTED_AT) is None


def test_same_again() -> None:
    """A picture that is dated as long after its POST as the last one is from after it.

    Half a second is left of the shortest time in which a camera takes its picture: the
    other second may have been cut off the date.
    """
    clocks = CameraClocks()
    clocks.learn("camera", at(12), POSTED_AT)
    assert clocks.taken_after("camera", at(12), POSTED_AT) == at(0.5)
    assert clocks.taken_after("camera", at(11), POSTED_AT) == at(-0.5)


def test_last_eight() -> None:
    """The earliest of the last eight counts, so that a clock may be set."""
    clocks = CameraClocks()
    for seconds in (2, *[9] * 6, 5):
        clocks.learn("camera", at(seconds), POSTED_AT)
        assert clocks.taken_after("camera", at(2), POSTED_AT) == at(0.5)
    clocks.learn("camera", at(7), POSTED_AT)
    assert clocks.taken_after("camera", at(5), POSTED_AT) == at(0.5)


def test_a_day() -> None:
    """What is older says nothing: a clock may have been set."""
    clocks = CameraClocks()
    clocks.learn("camera", at(2), POSTED_AT)
    day = POSTED_AT + timedelta(days=1)
    assert clocks.taken_after("camera", at(2), day - timedelta(seconds=1))
    assert clocks.taken_after("camera", at(2), day) is None


def test_forgotten() -> None:
    """Nothing is known of a clock that was set."""
    clocks = CameraClocks()
    clocks.learn("camera", at(2), POSTED_AT)
    clocks.forget("camera")
    assert clocks.taken_after("camera", at(2), POSTED_AT) is None
