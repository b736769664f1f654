"""Tests of when a picture was certainly taken, whatever its camera's clock says."""

from datetime import UTC, datetime, timedelta

from custom_components.blink_thumbnail.api.camera_clocks import CameraClocks

POSTED_AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """Return a time so many seconds after the POST."""
    return POSTED_AT + timedelta(seconds=seconds)


def learn(clocks: CameraClocks, dated_at: float, running_at: float = 0) -> None:
    """Learn from a picture of the camera; all in seconds after the POST."""
    clocks.learn("camera", at(dated_at), POSTED_AT, at(running_at))


def test_unknown_clock() -> None:
    """A date says nothing while nothing is known of the clock."""
    clocks = CameraClocks()
    clocks.learn("other", at(3), POSTED_AT, POSTED_AT)
    assert clocks.taken_after("camera", at(3), POSTED_AT) is None


def test_same_again() -> None:
    """A picture that is dated as long after its POST as the last one.

    A command that was never seen running has taken a second and a half all the same, of
    which the upload is one; another second may have been cut off the date.
    """
    clocks = CameraClocks()
    learn(clocks, 12)
    assert clocks.taken_after("camera", at(12), POSTED_AT) == at(-0.5)
    assert clocks.taken_after("camera", at(11), POSTED_AT) == at(-1.5)


def test_seen_running() -> None:
    """A command that was seen running tells more, a long one no more than 2.5 s."""
    clocks = CameraClocks()
    learn(clocks, 12, running_at=2)
    assert clocks.taken_after("camera", at(12), POSTED_AT) == at(0)
    learn(clocks, 12, running_at=30)
    assert clocks.taken_after("camera", at(12), POSTED_AT) == at(0.5)


def test_last_eight() -> None:
    """The earliest of the last eight counts, so that a clock may be set."""
    clocks = CameraClocks()
    for seconds in (2, *[9] * 6, 5):
        learn(clocks, seconds)
        assert clocks.taken_after("camera", at(2), POSTED_AT) == at(-0.5)
    learn(clocks, 7)
    assert clocks.taken_after("camera", at(5), POSTED_AT) == at(-0.5)


def test_a_day() -> None:
    """What is older says nothing: a clock may have been set."""
    clocks = CameraClocks()
    learn(clocks, 2)
    day = POSTED_AT + timedelta(days=1)
    assert clocks.taken_after("camera", at(2), day - timedelta(seconds=1))
    assert clocks.taken_after("camera", at(2), day) is None


def test_forgotten() -> None:
    """Nothing is known of a clock that was set."""
    clocks = CameraClocks()
    learn(clocks, 2)
    clocks.forget("camera")
    assert clocks.taken_after("camera", at(2), POSTED_AT) is None
