"""How browsers sign in: today by choosing a persona of the sandbox, or not at all."""

from dataclasses import dataclass
from typing import Protocol

from domain.caller import TOKEN
from gateway.http.page import personas_at


@dataclass(frozen=True, slots=True)
class SignInChoice:
    """One way in: its name and what the reader should know of it."""

    name: str
    note: str


class SignIn(Protocol):
    """A way for browsers to sign in. The pages know no other."""

    async def choices(self) -> list[SignInChoice]:
        """What the sign-in page offers; nothing where browsers cannot sign in."""
        ...

    async def secret_of(self, name: str) -> str | None:
        """The access token behind a choice, for the server alone; None where there is no such choice."""
        ...


class NoSignIn:
    """No way in: a real deployment has only bearer tokens until it signs people in."""

    async def choices(self) -> list[SignInChoice]:
        """None."""
        return []

    async def secret_of(self, name: str) -> str | None:
        """None: no name opens anything."""
        return None


class PersonaSignIn:
    """The sandbox's personas, whose tokens it publishes anyway."""

    def __init__(self, url: str) -> None:
        """`url` lists them."""
        self._url = url

    async def choices(self) -> list[SignInChoice]:
        """One for each persona."""
        return [SignInChoice(str(each["name"]), str(each.get("note", ""))) for each in await self._listed()]

    async def secret_of(self, name: str) -> str | None:
        """The persona's token."""
        secrets = {str(each["name"]): str(each["access_token"]) for each in await self._listed()}
        secret = secrets.get(name, "")
        return secret if TOKEN.fullmatch(secret) else None

    async def _listed(self) -> list[dict[str, object]]:
        listed = await personas_at(self._url)
        return [each for each in listed if isinstance(each, dict) and {"name", "access_token"} <= each.keys()]
