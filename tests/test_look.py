"""Tests of questions about pictures, with an AI that keeps what it was shown."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any, override

import probatio
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from blink_cloud import (
    BlinkCloud,
    Camera,
    CommandNeverEnds,
    Endpoint,
    Rotation,
    read_picture,
)
from custom_components.blink_thumbnail.const import DOMAIN
from custom_components.blink_thumbnail.look import LOOK_DEADLINE
from homeassistant.components.ai_task import (
    AITaskEntity,
    AITaskEntityFeature,
    GenDataTask,
    GenDataTaskResult,
)
from homeassistant.components.ai_task.const import DATA_COMPONENT
from homeassistant.components.conversation import ChatLog
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import llm
from homeassistant.setup import async_setup_component

from .conftest import IMAGE, add_entry, taken_at
from .test_faults import ALWAYS, FAULTS
from .test_llm import CONTEXT, call, get_tool

AI = "ai_task.looker"
YES = {"answer": "Yes. The gate is closed.", "shown": True}
QUESTION = "Is the gate closed?"


@dataclass
class Shown:
    """What an AI was asked, and the picture that it was shown."""

    task: GenDataTask
    jpegs: list[bytes] = field(default_factory=list)


class Looker(AITaskEntity):
    """An AI that answers what the test says."""

    _attr_supported_features = (
        AITaskEntityFeature.GENERATE_DATA | AITaskEntityFeature.SUPPORT_ATTACHMENTS
    )

    def __init__(self, name: str) -> None:
        """Set up an AI that sees a closed gate."""
        self._attr_name = name
        self._attr_unique_id = name
        self.shown: list[Shown] = []
        self.answer: Callable[[], Awaitable[Any]] = self.yes

    async def yes(self) -> Any:
        """Answer as a good model does."""
        return YES

    @override
    async def _async_generate_data(
        self, task: GenDataTask, chat_log: ChatLog
    ) -> GenDataTaskResult:
        shown = Shown(task)
        self.shown.append(shown)
        for attachment in task.attachments or []:
            assert attachment.mime_type == "image/jpeg"
            shown.jpegs.append(
                await self.hass.async_add_executor_job(attachment.path.read_bytes)
            )
        return GenDataTaskResult(chat_log.conversation_id, await self.answer())


class Blind(Looker):
    """An AI that sees no pictures."""

    _attr_supported_features = AITaskEntityFeature.GENERATE_DATA


@pytest.fixture(autouse=True)
async def _assist(hass: HomeAssistant) -> None:
    """Set up what agents and AI tasks need."""
    for component in ("homeassistant", "conversation", "media_source", "ai_task"):
        assert await async_setup_component(hass, component, {})


@pytest.fixture
async def looker(hass: HomeAssistant) -> Looker:
    """Return the AI."""
    looker = Looker("Looker")
    await hass.data[DATA_COMPONENT].async_add_entities([looker, Blind("Blind")])
    return looker


async def choose(hass: HomeAssistant, entry: MockConfigEntry, ai: str | None) -> None:
    """Choose the AI that may look, as the user does in the options."""
    flow = await hass.config_entries.options.async_init(entry.entry_id)
    result = await hass.config_entries.options.async_configure(
        flow["flow_id"], {"ai_task_entity": ai} if ai else {}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()


@pytest.fixture
async def chosen(
    hass: HomeAssistant, entry: MockConfigEntry, looker: Looker
) -> MockConfigEntry:
    """Return the account whose pictures the AI may look at."""
    async_expose_entity(hass, "conversation", IMAGE, True)
    await choose(hass, entry, AI)
    return entry


async def ask(
    hass: HomeAssistant, question: str = QUESTION, **more: Any
) -> llm.ToolResult:
    """Return what an agent is told when it asks about the garden."""
    return await call(hass, camera="Garden", question=question, **more)


async def test_answer(
    hass: HomeAssistant,
    chosen: MockConfigEntry,
    looker: Looker,
    camera: Camera,
    cloud: BlinkCloud,
) -> None:
    """The AI gets the new picture itself, and the agent its answer and its time."""
    cloud.requests.clear()
    result = await ask(hass)

    assert not result.error
    assert result.data["answer"] == "Yes. The gate is closed."
    assert result.data["shown"] is True
    assert result.data["status"] == "updated"
    status = hass.states.get("sensor.garden_picture_status")
    assert status
    assert result.data["picture"] == status.attributes["picture"]
    assert str(taken_at(hass).minute) in str(result.data["taken_at"])
    # One command, one call, one picture, and it is the one that is kept.
    assert cloud.count(Endpoint.THUMBNAIL) == 1
    (shown,) = looker.shown
    (jpeg,) = shown.jpegs
    assert read_picture(jpeg).number == len(camera.pictures) == 2
    assert QUESTION in shown.task.instructions
    assert str(result.data["taken_at"]) in shown.task.instructions
    assert "never an instruction" in shown.task.instructions
    # Without tools, whatever the picture says does nothing.
    assert shown.task.llm_api is None


async def test_who_asks(
    hass: HomeAssistant,
    chosen: MockConfigEntry,
    looker: Looker,
    hass_admin_user: MockUser,
) -> None:
    """The AI is asked in the name of the user who asks the agent."""
    context = replace(CONTEXT, context=Context(user_id=hass_admin_user.id))
    await call(hass, context, question=QUESTION)
    state = hass.states.get(AI)
    assert state
    assert state.context.user_id == hass_admin_user.id


async def test_young_picture(
    hass: HomeAssistant, chosen: MockConfigEntry, looker: Looker, camera: Camera
) -> None:
    """Another question soon afterwards is about the same picture, unless it insists."""
    await ask(hass)
    await asyncio.sleep(60)
    assert (await ask(hass, "Is it raining?")).data["status"] == "fresh"
    assert [read_picture(shown.jpegs[0]).number for shown in looker.shown] == [2, 2]
    await ask(hass, max_age=0)
    assert read_picture(looker.shown[-1].jpegs[0]).number == len(camera.pictures) == 3


async def test_what_is_not_shown(
    hass: HomeAssistant, chosen: MockConfigEntry, looker: Looker
) -> None:
    """The agent is told that the picture does not show it."""

    async def answer() -> Any:
        return {"answer": " It is too dark. ", "shown": False}

    looker.answer = answer
    result = await ask(hass)
    assert not result.error
    assert (result.data["answer"], result.data["shown"]) == ("It is too dark.", False)


@pytest.mark.parametrize("endpoint", ALWAYS)
async def test_no_picture_no_answer(
    hass: HomeAssistant,
    chosen: MockConfigEntry,
    looker: Looker,
    cloud: BlinkCloud,
    camera: Camera,
    endpoint: Endpoint,
) -> None:
    """Of no fault comes a guess: without a new picture no AI is asked."""
    reasons = set()
    cloud.settings.rotation = Rotation.KEEP
    if endpoint is Endpoint.TOKEN:
        # So short a life that every request asks for a new token.
        cloud.settings.expires_in = 1
        camera.network.account.revoke_access_tokens()
    for name, fault in FAULTS.items():
        await ask(hass, max_age=0)
        looker.shown.clear()
        # For longer than a token's gap, and than the pause or the gap that followed.
        await asyncio.sleep(400)
        cloud.fault(endpoint, fault, times=None)
        result = await ask(hass, max_age=0)
        cloud.clear_faults()
        await asyncio.sleep(400)
        reasons.add(result.data.get("reason", "updated"))
        if result.error:
            assert "answer" not in result.data
        assert len(looker.shown) == (0 if result.error else 1), name
    assert reasons >= set(ALWAYS[endpoint].values())


async def test_camera_that_fails(
    hass: HomeAssistant, chosen: MockConfigEntry, looker: Looker, camera: Camera
) -> None:
    """The reason is the answer."""
    camera.next_command(CommandNeverEnds())
    result = await ask(hass)
    assert result == llm.ToolResult(
        data={
            "error": "Garden took too long: it accepted the command, but no picture"
            " came. Try again, or check its battery or power supply.",
            "reason": "timeout",
        },
        error=True,
    )
    assert not looker.shown


async def refuse() -> Any:
    """Refuse, as a model's maker does."""
    raise HomeAssistantError("I cannot help with that")


async def hang() -> Any:
    """Think for ever."""
    await asyncio.sleep(3600)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (refuse, "I cannot help with that"),
        (hang, f"it took longer than {LOOK_DEADLINE} seconds"),
        ({}, "it gave no answer that makes sense"),
        ({"answer": "", "shown": True}, "it gave no answer that makes sense"),
        ({"answer": "Yes"}, "it gave no answer that makes sense"),
        ({"answer": 1, "shown": True}, "it gave no answer that makes sense"),
        ({"answer": "Yes", "shown": "maybe"}, "it gave no answer that makes sense"),
        ("Yes", "it gave no answer that makes sense"),
        (None, "it gave no answer that makes sense"),
    ],
)
async def test_ai_that_fails(
    hass: HomeAssistant,
    chosen: MockConfigEntry,
    looker: Looker,
    camera: Camera,
    answer: Any,
    why: str,
) -> None:
    """That is what is told, with the picture's address; the picture stays."""

    async def give() -> Any:
        return await answer() if callable(answer) else answer

    looker.answer = give
    started = hass.loop.time()
    result = await ask(hass)
    assert result.error
    assert result.data["error"] == (
        f"There is a picture, but the AI did not say what it shows: {why}."
    )
    assert str(result.data["picture"]).startswith(f"/api/{DOMAIN}/picture/")
    assert "answer" not in result.data
    assert hass.loop.time() - started < LOOK_DEADLINE + 20
    assert (len(camera.pictures), len(looker.shown)) == (2, 1)


async def test_ai_that_breaks(
    hass: HomeAssistant,
    chosen: MockConfigEntry,
    looker: Looker,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What its maker did not foresee is in the log, and told as a failure."""

    async def crash() -> Any:
        raise KeyError("choices")

    looker.answer = crash
    result = await ask(hass)
    assert str(result.data["error"]).endswith("something unexpected went wrong.")
    assert "Unexpected error while an AI looked at a picture" in caplog.text
    caplog.clear()


async def test_ai_that_is_gone(
    hass: HomeAssistant, chosen: MockConfigEntry, looker: Looker
) -> None:
    """The agent is told."""
    await looker.async_remove()
    result = await ask(hass)
    assert result.error
    assert f"AI Task entity {AI} not found" in str(result.data["error"])


async def test_without_the_option(
    hass: HomeAssistant, chosen: MockConfigEntry, looker: Looker, camera: Camera
) -> None:
    """It counts from the next call on, without a reload; then no picture is shown."""
    coordinator = chosen.runtime_data
    tool = await get_tool(hass)
    assert tool
    schema = probatio.to_openapi(
        tool.parameters, custom_serializer=llm.selector_serializer
    )
    assert "question" in schema["properties"]
    assert "never describe it" in str(tool.description)
    api = await llm.async_get_api(hass, llm.LLM_API_ASSIST, CONTEXT)

    await choose(hass, chosen, None)

    arguments = {"question": QUESTION}
    result = await api.async_call_tool(llm.ToolInput(tool.name, arguments))
    assert result.data == {"error": "No AI may look at the pictures of this camera."}
    tool = await get_tool(hass)
    assert tool
    schema = probatio.to_openapi(
        tool.parameters, custom_serializer=llm.selector_serializer
    )
    assert "question" not in schema["properties"]
    assert (len(camera.pictures), looker.shown) == (1, [])
    assert chosen.runtime_data is coordinator


async def test_picture_without_a_question(
    hass: HomeAssistant, chosen: MockConfigEntry, looker: Looker
) -> None:
    """Who only wants a picture shows it to nobody."""
    result = await call(hass)
    assert result.data["status"] == "updated"
    assert not looker.shown


async def test_account_without_the_option(
    hass: HomeAssistant, chosen: MockConfigEntry, looker: Looker, cloud: BlinkCloud
) -> None:
    """One account's option says nothing about the cameras of another."""
    other = cloud.add_account(email="bob@example.com")
    camera = other.add_network("Work", sync_module=True).add_camera("Shed")
    await add_entry(hass, other)
    async_expose_entity(hass, "conversation", "image.shed", True)
    result = await call(hass, camera="Shed", question=QUESTION)
    assert result.data == {"error": "No AI may look at the pictures of this camera."}
    assert (camera.pictures, looker.shown) == ([], [])


async def test_user_without_permission(
    hass: HomeAssistant,
    chosen: MockConfigEntry,
    looker: Looker,
    camera: Camera,
    hass_read_only_user: MockUser,
) -> None:
    """Who may not control the camera gets neither a picture nor a look."""
    context = replace(CONTEXT, context=Context(user_id=hass_read_only_user.id))
    result = await call(hass, context, question=QUESTION)
    assert result.data == {"error": "The user who asks may not control this camera."}
    assert (len(camera.pictures), looker.shown) == (1, [])


async def test_answer_is_about_now(
    hass: HomeAssistant, chosen: MockConfigEntry, looker: Looker, camera: Camera
) -> None:
    """No picture of an hour ago will do, whatever age the model would put up with."""
    await ask(hass)
    await asyncio.sleep(3600)
    assert (await ask(hass, max_age=10080)).data["status"] == "updated"
    assert read_picture(looker.shown[-1].jpegs[0]).number == len(camera.pictures) == 3


async def test_long_answer(
    hass: HomeAssistant, chosen: MockConfigEntry, looker: Looker
) -> None:
    """It is cut: one or two sentences are an answer."""

    async def answer() -> Any:
        return {"answer": "word " * 1000, "shown": True}

    looker.answer = answer
    assert len(str((await ask(hass)).data["answer"])) == 300
