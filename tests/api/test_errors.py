"""Tests of the groups of errors: what a retry may mend, and what it cannot."""

import pytest

from custom_components.blink_thumbnail.api import errors
from custom_components.blink_thumbnail.api.errors import BlinkError, RetryableError

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, BlinkError)
]


@pytest.mark.parametrize("kind", KINDS)
def test_reason(kind: type[BlinkError]) -> None:
    """Each kind has one word for it, and says what it is."""
    assert kind.reason.islower()
    assert kind.__doc__


def test_what_a_retry_may_mend() -> None:
    """Faults that pass by themselves; no pause, and no refused token."""
    assert {kind.reason for kind in KINDS if issubclass(kind, RetryableError)} == {
        "bad_answer",
        "bad_picture",
        "busy",
        "cannot_connect",
        "failed",
        "refused",
        "removed",
    }


def test_words() -> None:
    """The message is what Blink says; logs get the reason where it says nothing."""
    assert str(errors.BusyError("wait", {"http": 409})) == "wait"
    assert errors.BusyError("wait", {"http": 409}).codes == {"http": 409}
    assert (str(errors.BusyError()), errors.BusyError().message) == ("busy", "")
