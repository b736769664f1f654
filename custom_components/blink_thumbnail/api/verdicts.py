"""Which of Blink's answers speak for an assumption, and which against it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from .assumptions import Assumption
from .codes import SUCCESS, error_for, is_known
from .endpoints import SIGN_IN_PATH, VERIFY_PATH
from .errors import BusyError
from .parse import integer, text
from .shapes import KNOWN_WORDS, Shape

if TYPE_CHECKING:
    from .http import Answer

REFRESH: Final = "refresh_token"
"""The endpoint of a refresh; it goes by its grant, all others by their RequestKind."""
DONE: Final = "done"
"""The endpoint that ends a command."""
SIGN_IN: Final = f"POST {SIGN_IN_PATH}"
VERIFY: Final = f"POST {VERIFY_PATH}"
"""The pages of a sign-in go by their method and path."""

_OK: Final = HTTPStatus.OK
# A picture's 403 is about that picture, and a gateway's 406 about a region.
_REST: Final = ("homescreen", "thumbnail", "command", DONE)
# But for 429: who asks too often has said nothing wrong.
_REFUSALS: Final = frozenset(range(400, 500)) - {HTTPStatus.TOO_MANY_REQUESTS}

# Each says if an answer speaks for it, or None if it says nothing about it.
type _Judge = Callable[[str, Answer, dict[str, Any]], bool | None]


def _if(is_about: bool, verdict: bool) -> bool | None:
    """Return a verdict if an answer is about it at all."""
    return verdict if is_about else None


def _is_busy(answer: Answer) -> bool:
    """Return if an answer says that a network is busy."""
    return error_for(answer.codes.get("code")) is BusyError or (
        answer.status == HTTPStatus.CONFLICT
    )


def _is_refused_token(endpoint: str, answer: Answer, data: dict[str, Any]) -> bool:
    """Return if an answer refuses a refresh token."""
    return endpoint == REFRESH and text(data, "error") == "invalid_grant"


def _is_end(endpoint: str, data: dict[str, Any]) -> bool:
    """Return if an answer says that a command has ended."""
    return endpoint == "command" and data.get("complete") is True


def _agree(data: dict[str, Any]) -> bool | None:
    """Return if the two numbers of a command's end agree, if there are both."""
    status, code = integer(data, "status"), integer(data, "status_code")
    if status is None or code is None:
        return None
    return (status == 0) == (code in SUCCESS)


_JUDGES: Final[dict[Assumption, _Judge]] = {
    Assumption.CODE_WANTED_WITH_202: lambda endpoint, answer, data: _if(
        endpoint == SIGN_IN and answer.status in (HTTPStatus.ACCEPTED, 412),
        answer.status == HTTPStatus.ACCEPTED,
    ),
    Assumption.WRONG_CODE_STATUS_KNOWN: lambda endpoint, answer, data: _if(
        endpoint == VERIFY and answer.status in _REFUSALS,
        answer.status in (400, 401, 403, 412),
    ),
    Assumption.SIGN_IN_GIVES_TOKENS: lambda endpoint, answer, data: _if(
        endpoint == "authorization_code", answer.status == _OK
    ),
    Assumption.EXPIRES_IN_14400: lambda endpoint, answer, data: _if(
        endpoint == REFRESH and answer.status == _OK,
        integer(data, "expires_in") == 14400,
    ),
    Assumption.ACCESS_TOKEN_BY_NAME: lambda endpoint, answer, data: _if(
        endpoint == REFRESH and answer.status == _OK, "access_token" in data
    ),
    Assumption.REFUSED_WITH_401: lambda endpoint, answer, data: _if(
        _is_refused_token(endpoint, answer, data),
        answer.status == HTTPStatus.UNAUTHORIZED,
    ),
    Assumption.REJECTED_WITH_101: lambda endpoint, answer, data: _if(
        endpoint in _REST and answer.status == HTTPStatus.UNAUTHORIZED,
        integer(data, "code") == 101,
    ),
    Assumption.EDGE_LETS_PASS: lambda endpoint, answer, data: _if(
        endpoint not in ("picture", "tier_info"),
        not answer.is_from_edge,
    ),
    Assumption.GATEWAY_ANSWERS: lambda endpoint, answer, data: _if(
        endpoint == "tier_info" and answer.status in (_OK, HTTPStatus.NOT_ACCEPTABLE),
        answer.status == _OK,
    ),
    Assumption.HOMESCREEN_V3: lambda endpoint, answer, data: _if(
        endpoint == "homescreen"
        and answer.status in (_OK, HTTPStatus.NOT_FOUND, HTTPStatus.GONE),
        answer.status == _OK,
    ),
    Assumption.BUSY_IS_409: lambda endpoint, answer, data: _if(
        endpoint == "thumbnail" and _is_busy(answer),
        answer.status == HTTPStatus.CONFLICT,
    ),
    Assumption.BUSY_HAS_CODE: lambda endpoint, answer, data: _if(
        endpoint == "thumbnail" and _is_busy(answer),
        error_for(integer(data, "code")) is BusyError,
    ),
    Assumption.COMMAND_HAS_ID: lambda endpoint, answer, data: _if(
        endpoint == "thumbnail" and bool({"id", "command_id"} & data.keys()),
        integer(data, "id") is not None,
    ),
    Assumption.COMMAND_IS_FOUND: lambda endpoint, answer, data: _if(
        endpoint == "command" and answer.status in (_OK, HTTPStatus.NOT_FOUND),
        answer.status == _OK,
    ),
    Assumption.END_HAS_STATUS: lambda endpoint, answer, data: _if(
        _is_end(endpoint, data), integer(data, "status") is not None
    ),
    Assumption.SUCCESS_IS_908: lambda endpoint, answer, data: _if(
        _is_end(endpoint, data) and integer(data, "status") == 0,
        integer(data, "status_code") == 908,
    ),
    Assumption.STATUS_AND_CODE_AGREE: lambda endpoint, answer, data: (
        _agree(data) if _is_end(endpoint, data) else None
    ),
    Assumption.FAILURE_CODE_KNOWN: lambda endpoint, answer, data: _if(
        _is_end(endpoint, data) and integer(data, "status") not in (0, None),
        is_known(integer(data, "status_code")),
    ),
    Assumption.DONE_IS_ACCEPTED: lambda endpoint, answer, data: _if(
        endpoint == DONE, integer(data, "code") in SUCCESS
    ),
    Assumption.PICTURE_IS_JPEG: lambda endpoint, answer, data: _if(
        endpoint == "picture" and answer.status == _OK,
        answer.content_type == "image/jpeg",
    ),
    Assumption.PICTURE_IS_WHOLE: lambda endpoint, answer, data: (
        answer.jpeg is not None
        if endpoint == "picture" and answer.status == _OK
        else None
    ),
    Assumption.TOO_OFTEN_IS_429: lambda endpoint, answer, data: _if(
        answer.is_rate_limit
        or (
            answer.status == HTTPStatus.FORBIDDEN
            and answer.is_from_edge
            and endpoint in _REST
        ),
        answer.status == HTTPStatus.TOO_MANY_REQUESTS,
    ),
    Assumption.CODES_KNOWN: lambda endpoint, answer, data: _if(
        answer.status >= HTTPStatus.BAD_REQUEST and integer(data, "code") is not None,
        is_known(integer(data, "code")),
    ),
    Assumption.DATE_IS_SENT: lambda endpoint, answer, data: answer.date is not None,
}

_CAMERA_LISTS: Final = ("cameras", "owls", "doorbells")

_WORDS: Final = {
    Assumption.TYPES_KNOWN: "type",
    Assumption.STATUSES_KNOWN: "status",
    Assumption.BATTERIES_KNOWN: "battery",
    Assumption.DOORBELL_MODES_KNOWN: "doorbell_mode",
}


def judge_answer(endpoint: str, answer: Answer) -> dict[Assumption, bool]:
    """Return what an answer speaks for, and what it contradicts."""
    data = answer.data
    verdicts = {name: judge(endpoint, answer, data) for name, judge in _JUDGES.items()}
    return {name: verdict for name, verdict in verdicts.items() if verdict is not None}


def judge_shape(endpoint: str, shape: Shape) -> dict[Assumption, bool]:
    """Return what the shape of an answer speaks for, and what it contradicts."""
    verdicts: dict[Assumption, bool] = {}
    if endpoint == "command" and "commands[].state_condition" in shape:
        words = shape["commands[].state_condition"].words
        verdicts[Assumption.CONDITIONS_KNOWN] = words <= KNOWN_WORDS["state_condition"]
    if endpoint != "homescreen":
        return verdicts
    for assumption, name in _WORDS.items():
        if words := _words(shape, name):
            verdicts[assumption] = words <= KNOWN_WORDS[name]
    if "doorbell_buttons" in shape:
        verdicts[Assumption.NO_DOORBELL_BUTTONS] = "doorbell_buttons[]" not in shape
    lists = [name for name in _CAMERA_LISTS if f"{name}[]" in shape]
    if lists:
        verdicts[Assumption.SERIALS_ARE_SENT] = all(
            f"{name}[].serial" in shape
            and shape[f"{name}[].serial"].types <= {"string", "digits"}
            for name in lists
        )
        verdicts[Assumption.TIMESTAMP_NOT_IN_V3] = not any(
            f"{name}[].thumbnail_timestamp" in shape for name in lists
        )
    if any(f"{name}[].issues" in shape for name in lists):
        verdicts[Assumption.ISSUES_EMPTY] = not any(
            f"{name}[].issues[]" in shape for name in lists
        )
    types = _words(shape, "type")
    if types & {"superior", "superior_owl"}:
        verdicts[Assumption.FLOODLIGHT_IS_SUPERIOR] = "superior_owl" not in types
    return verdicts


def _words(shape: Shape, name: str) -> set[str]:
    """Return the words in a field of all cameras."""
    paths = (f"{each}[].{name}" for each in _CAMERA_LISTS)
    return {word for path in paths if path in shape for word in shape[path].words}
