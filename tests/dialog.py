"""The dialog that adds an account or signs it in again, as a person goes through it."""

from collections.abc import Container, Mapping
from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from blink_cloud import DEFAULT_PASSWORD, Account
from custom_components.blink_thumbnail.const import DOMAIN
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

REFRESH_TOKEN = "pasted-refresh-token"
CODE_STEPS = ("verify", "verify_unknown", "verify_continued")


class Dialog:
    """One dialog, with the owner of an account before it."""

    _step: ConfigFlowResult

    def __init__(self, hass: HomeAssistant, account: Account) -> None:
        """Take the account; nothing is open yet."""
        self._hass = hass
        self._account = account

    async def add(self, way: str | None = None) -> None:
        """Open the dialog that adds an account, and choose a way to sign in."""
        self._step = await self._hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_USER}
        )
        self.expect_menu("user")
        if way:
            await self.choose(way)

    async def reconfigure(self, entry: MockConfigEntry, way: str | None = None) -> None:
        """Ask for a new sign-in of an entry."""
        self._step = await entry.start_reconfigure_flow(self._hass)
        self.expect_menu("reconfigure")
        if way:
            await self.choose(way)

    async def reauthenticate(self) -> None:
        """Open the dialog with which Home Assistant asks for a new sign-in."""
        (flow,) = self._hass.config_entries.flow.async_progress()
        self._step = await self._hass.config_entries.flow.async_configure(
            flow["flow_id"]
        )
        self.expect_menu("reauth_confirm")

    async def choose(self, option: str) -> None:
        """Choose an option of a menu, which opens a form without errors."""
        assert option in self._step["menu_options"]
        await self.submit(next_step_id=option)
        self.expect_form(option)

    async def submit(self, **fields: str | bool) -> None:
        """Send a form, and wait until Home Assistant has done all that follows."""
        await self.send(**fields)
        await self._hass.async_block_till_done()

    async def send(self, **fields: str | bool) -> None:
        """Send a form, and wait for the next step only."""
        self._step = await self._hass.config_entries.flow.async_configure(
            self._step["flow_id"], fields
        )

    async def paste(self, text: str = REFRESH_TOKEN) -> None:
        """Paste a refresh token, or what holds one, and send it."""
        await self.submit(refresh_token=text)

    async def type_password(self, password: str = DEFAULT_PASSWORD) -> None:
        """Type e-mail address and password, and send them."""
        await self.submit(email=self._account.email, password=password)

    async def type_code(self, code: str | None = None) -> None:
        """Type a code, or the one that Blink has sent last, and send it."""
        assert self._step["step_id"] in CODE_STEPS
        await self.submit(code=code or self._account.codes[-1])

    async def ask_for_another_code(self) -> None:
        """Choose to be sent another code, in the form for the one before."""
        assert self._step["step_id"] in CODE_STEPS
        await self.submit(another_code=True)

    async def sign_in(self) -> None:
        """Type e-mail address, password and code."""
        await self.type_password()
        await self.type_code()

    async def go(self, way: str) -> None:
        """Choose a way to sign in, and go it to its end."""
        await self.choose(way)
        await self.finish()

    async def finish(self) -> None:
        """Fill in the form that is open with what is right, and the one after it."""
        if self._step["step_id"] == "sign_in":
            await self.type_password()
        if self._step["step_id"] in CODE_STEPS:
            await self.type_code()
        elif self._step["step_id"] == "refresh_token":
            await self.paste(self._account.issue_refresh_token())

    def close(self) -> None:
        """Close the dialog at the present step."""
        self._hass.config_entries.flow.async_abort(self._step["flow_id"])

    @property
    def words(self) -> Mapping[str, str]:
        """What the text of the step fills in."""
        words: Mapping[str, str] | None = self._step["description_placeholders"]
        assert words
        return words

    @property
    def options(self) -> Container[str]:
        """The options of the menu that is open."""
        options: Container[str] = self._step["menu_options"]
        return options

    @property
    def schema(self) -> Any:
        """The schema of the form that is open."""
        schema = self._step["data_schema"]
        assert schema
        return schema

    def expect_menu(self, step_id: str) -> None:
        """See a menu."""
        assert self._step["type"] is FlowResultType.MENU
        assert self._step["step_id"] == step_id

    def expect_form(self, step_id: str, error: str | None = None) -> None:
        """See a form, with its error or without any."""
        assert self._step["type"] is FlowResultType.FORM
        assert self._step["step_id"] == step_id
        assert self._step["errors"] == ({"base": error} if error else {})

    def expect_error(self, error: str) -> None:
        """See the form that was sent again, with its error."""
        assert self._step["errors"] == {"base": error}

    def expect_end(self, reason: str) -> None:
        """See that the dialog is over, and why."""
        assert self._step["type"] is FlowResultType.ABORT
        assert self._step["reason"] == reason

    def expect_entry(self) -> ConfigEntry:
        """See that the account was added; return its entry, which works."""
        assert self._step["type"] is FlowResultType.CREATE_ENTRY
        entry: ConfigEntry = self._step["result"]
        assert entry.state is ConfigEntryState.LOADED
        return entry
