"""Tests of what is taken for granted: each assumption can be seen and contradicted."""

from datetime import UTC, datetime, timedelta
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.blink_thumbnail.api import FieldNotes, describe_notes
from custom_components.blink_thumbnail.api.assumptions import Assumption
from custom_components.blink_thumbnail.api.http import Answer

from .test_shapes import JSON

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
JPEG = (
    b"\xff\xd8\xff\xc0\x00\x11\x08\x01\x68\x02\x80" + bytes(10) + b"\xff\xda\x00\x02"
    b"scan\xff\xd9"
)


def answer(
    data: Any = None,
    *,
    status: int = 200,
    body: bytes | None = None,
    content_type: str = "application/json",
    date: datetime | None = NOW,
) -> Answer:
    """Return an answer of Blink's."""
    if body is None:
        body = b"" if data is None else json.dumps(data).encode()
    return Answer(
        status=status,
        content_type=content_type,
        location="",
        retry_after=None,
        body=body,
        date=date,
    )


def camera(**fields: Any) -> Answer:
    """Return a homescreen with one camera."""
    return answer({"networks": [], "cameras": [{"id": 1, **fields}]})


def ended(**fields: Any) -> Answer:
    """Return the end of a command."""
    return answer({"complete": True, **fields})


PAGE = "/oauth/v2"
REFUSED_GRANT = {"error": "invalid_grant"}
DENIED = {"message": "No", "code": 4711}

# What speaks for an assumption, and what contradicts it: an endpoint and its answer.
CASES: dict[Assumption, tuple[tuple[str, Answer], tuple[str, Answer]]] = {
    Assumption.CODE_WANTED_WITH_202: (
        (f"POST {PAGE}/signin", answer({}, status=202)),
        (f"POST {PAGE}/signin", answer({}, status=412)),
    ),
    Assumption.WRONG_CODE_STATUS_KNOWN: (
        (f"POST {PAGE}/2fa/verify", answer({}, status=412)),
        (f"POST {PAGE}/2fa/verify", answer({}, status=422)),
    ),
    Assumption.SIGN_IN_GIVES_TOKENS: (
        ("authorization_code", answer({"access_token": "a"})),
        ("authorization_code", answer(REFUSED_GRANT, status=401)),
    ),
    Assumption.EXPIRES_IN_14400: (
        ("refresh_token", answer({"expires_in": 14400})),
        ("refresh_token", answer({"expires_in": 86400})),
    ),
    Assumption.ACCESS_TOKEN_BY_NAME: (
        ("refresh_token", answer({"access_token": "a"})),
        ("refresh_token", answer({"token": "a"})),
    ),
    Assumption.REFUSED_WITH_401: (
        ("refresh_token", answer(REFUSED_GRANT, status=401)),
        ("refresh_token", answer(REFUSED_GRANT, status=400)),
    ),
    Assumption.REJECTED_WITH_101: (
        ("homescreen", answer({"code": 101}, status=401)),
        ("homescreen", answer({"code": 102}, status=401)),
    ),
    Assumption.EDGE_LETS_PASS: (
        ("homescreen", answer({})),
        ("homescreen", answer(body=b"Not Acceptable", status=406)),
    ),
    Assumption.GATEWAY_ANSWERS: (
        ("tier_info", answer({})),
        ("tier_info", answer(status=406)),
    ),
    Assumption.HOMESCREEN_V3: (
        ("homescreen", answer({})),
        ("homescreen", answer(status=410)),
    ),
    Assumption.TIMESTAMP_NOT_IN_V3: (
        ("homescreen", camera()),
        ("homescreen", camera(thumbnail_timestamp=1)),
    ),
    Assumption.ISSUES_EMPTY: (
        ("homescreen", camera(issues=[])),
        ("homescreen", camera(issues=["wet"])),
    ),
    Assumption.NO_DOORBELL_BUTTONS: (
        ("homescreen", answer({"doorbell_buttons": []})),
        ("homescreen", answer({"doorbell_buttons": [{"id": 1}]})),
    ),
    Assumption.SERIALS_ARE_SENT: (
        ("homescreen", camera(serial="G8T1")),
        ("homescreen", camera(serial=None)),
    ),
    Assumption.TYPES_KNOWN: (
        ("homescreen", camera(type="sedona")),
        ("homescreen", camera(type="tucson")),
    ),
    Assumption.FLOODLIGHT_IS_SUPERIOR: (
        ("homescreen", camera(type="superior")),
        ("homescreen", camera(type="superior_owl")),
    ),
    Assumption.STATUSES_KNOWN: (
        ("homescreen", camera(status="done")),
        ("homescreen", camera(status="asleep")),
    ),
    Assumption.BATTERIES_KNOWN: (
        ("homescreen", camera(battery="low")),
        ("homescreen", camera(battery="Half full")),
    ),
    Assumption.DOORBELL_MODES_KNOWN: (
        ("homescreen", camera(doorbell_mode="lfr")),
        ("homescreen", camera(doorbell_mode="wired")),
    ),
    Assumption.BUSY_IS_409: (
        ("thumbnail", answer({"message": "Busy"}, status=409)),
        ("thumbnail", answer({"code": 307})),
    ),
    Assumption.BUSY_HAS_CODE: (
        ("thumbnail", answer({"code": 307})),
        ("thumbnail", answer({"message": "Busy"}, status=409)),
    ),
    Assumption.COMMAND_HAS_ID: (
        ("thumbnail", answer({"id": 1})),
        ("thumbnail", answer({"command_id": 1})),
    ),
    Assumption.COMMAND_IS_FOUND: (
        ("command", answer({"complete": False})),
        ("command", answer(DENIED, status=404)),
    ),
    Assumption.CONDITIONS_KNOWN: (
        ("command", answer({"commands": [{"state_condition": "running"}]})),
        ("command", answer({"commands": [{"state_condition": "lost"}]})),
    ),
    Assumption.END_HAS_STATUS: (
        ("command", ended(status=0)),
        ("command", ended()),
    ),
    Assumption.SUCCESS_IS_908: (
        ("command", ended(status=0, status_code=908)),
        ("command", ended(status=0)),
    ),
    Assumption.STATUS_AND_CODE_AGREE: (
        ("command", ended(status=1, status_code=513)),
        ("command", ended(status=1, status_code=908)),
    ),
    Assumption.FAILURE_CODE_KNOWN: (
        ("command", ended(status=1, status_code=529)),
        ("command", ended(status=1, status_code=4711)),
    ),
    Assumption.DONE_IS_ACCEPTED: (
        ("done", answer({"code": 902})),
        ("done", answer({"code": 900}, status=400)),
    ),
    Assumption.PICTURE_IS_JPEG: (
        ("picture", answer(body=JPEG, content_type="image/jpeg")),
        ("picture", answer(body=JPEG, content_type="text/html")),
    ),
    Assumption.PICTURE_IS_WHOLE: (
        ("picture", answer(body=JPEG)),
        ("picture", answer(body=JPEG[:-1])),
    ),
    Assumption.TOO_OFTEN_IS_429: (
        ("homescreen", answer(status=429)),
        ("homescreen", answer(body=b"Forbidden", status=403)),
    ),
    Assumption.CODES_KNOWN: (
        ("thumbnail", answer({"code": 529}, status=400)),
        ("thumbnail", answer(DENIED, status=400)),
    ),
    Assumption.DATE_IS_SENT: (
        ("homescreen", answer({})),
        ("homescreen", answer({}, date=None)),
    ),
}

ENDPOINTS = {endpoint for cases in CASES.values() for endpoint, _ in cases}

# What answers alone do not tell: see the tests of the field notes.
ELSEWHERE = {
    Assumption.REFRESH_ROTATES,
    Assumption.SPENT_TOKEN_REFUSED,
    Assumption.MINI_HAS_OWN_QUEUE,
    Assumption.COMMAND_WITHIN_60,
    Assumption.LAG_WITHIN_4,
    Assumption.THUMBNAIL_ON_BLINKS_CLOCK,
    Assumption.OLD_NAME_IS_UTC,
}


def verdict(notes: FieldNotes, assumption: Assumption) -> str:
    """Return what a person reads."""
    return str(describe_notes(notes.as_dict())["assumptions"][assumption]["verdict"])


def test_all_are_tried() -> None:
    """None is left without a test."""
    assert {*CASES, *ELSEWHERE} == {*Assumption}
    assert not CASES.keys() & ELSEWHERE


@pytest.mark.parametrize("assumption", CASES)
def test_verdict(assumption: Assumption) -> None:
    """It is not known at first, then seen, and one contradiction is enough."""
    speaks_for, contradicts = CASES[assumption]
    notes = FieldNotes()
    assert verdict(notes, assumption) == "not yet"
    notes.see(*speaks_for)
    assert verdict(notes, assumption) == "seen"
    notes.see(*contradicts)
    assert verdict(notes, assumption) == "contradicted"
    notes.see(*speaks_for)
    assert describe_notes(notes.as_dict())["assumptions"][assumption] == {
        "verdict": "contradicted",
        "seen": 2,
        "contradicted": 1,
    }


# What any answer can tell, or those of several endpoints.
ANYWHERE = {
    Assumption.CODES_KNOWN,
    Assumption.DATE_IS_SENT,
    Assumption.EDGE_LETS_PASS,
    Assumption.REJECTED_WITH_101,
    Assumption.TOO_OFTEN_IS_429,
}


@pytest.mark.parametrize("assumption", sorted(CASES.keys() - ANYWHERE))
def test_endpoint_that_it_is_not_about(assumption: Assumption) -> None:
    """The same answers at another endpoint say nothing."""
    notes = FieldNotes()
    for endpoint, said in CASES[assumption]:
        for other in ENDPOINTS - {endpoint}:
            notes.see(other, said)
    assert verdict(notes, assumption) == "not yet"


@pytest.mark.parametrize("endpoint", ["homescreen", "thumbnail", "command", "done"])
def test_refusals_of_the_rest_hosts(endpoint: str) -> None:
    """What their edge refuses with 403, and a token that they reject, is about us."""
    notes = FieldNotes()
    notes.see(endpoint, answer(body=b"Forbidden", status=403))
    notes.see(endpoint, answer({"code": 1}, status=401))
    assert verdict(notes, Assumption.TOO_OFTEN_IS_429) == "contradicted"
    assert verdict(notes, Assumption.EDGE_LETS_PASS) == "contradicted"
    assert verdict(notes, Assumption.REJECTED_WITH_101) == "contradicted"


@pytest.mark.parametrize("endpoint", ["picture", "tier_info"])
def test_refusals_that_are_not_about_us(endpoint: str) -> None:
    """A picture that is denied, or a wrong region, is no verdict on the account."""
    notes = FieldNotes()
    notes.see(endpoint, answer(body=b"Forbidden", status=403))
    assert verdict(notes, Assumption.TOO_OFTEN_IS_429) == "not yet"
    assert verdict(notes, Assumption.EDGE_LETS_PASS) == "not yet"


def test_camera_without_a_serial() -> None:
    """One kind of camera that has none is enough."""
    notes = FieldNotes()
    cameras = {"cameras": [{"serial": "G8T1"}], "owls": [{"id": 1}]}
    notes.see("homescreen", answer(cameras))
    assert verdict(notes, Assumption.SERIALS_ARE_SENT) == "contradicted"


def test_what_says_nothing() -> None:
    """An answer that is about none of them leaves all where they were."""
    notes = FieldNotes()
    notes.see("tier_info", answer(status=502))
    found = {name: verdict(notes, name) for name in Assumption}
    assert {name for name in found if found[name] != "not yet"} == {
        Assumption.DATE_IS_SENT
    }


@pytest.mark.parametrize("status", [429, 503])
def test_gateway_that_is_out_of_order(status: int) -> None:
    """Only 406 means that it is the wrong one."""
    notes = FieldNotes()
    notes.see("tier_info", answer(status=status))
    assert verdict(notes, Assumption.GATEWAY_ANSWERS) == "not yet"


@given(
    st.sampled_from(sorted(ENDPOINTS)),
    st.dictionaries(st.text() | st.sampled_from(["code", "status", "complete"]), JSON),
    st.sampled_from([200, 202, 302, 401, 404, 409, 429, 500]),
)
def test_any_answer(endpoint: str, data: dict[str, Any], status: int) -> None:
    """Whatever Blink answers, it is noted, and can be kept and read again."""
    notes = FieldNotes()
    notes.see(endpoint, answer(data, status=status, date=NOW + timedelta(days=400)))
    kept = json.dumps(notes.as_dict())
    again = FieldNotes()
    again.load(json.loads(kept))
    assert json.dumps(again.as_dict()) == kept
