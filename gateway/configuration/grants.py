"""The file of integration users and their grants, `[[user]]` each. Source: docs/permissions.md."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, cast

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from domain.actions import ActionName
from domain.grants import MOST_USERS, Grants, casefolded, grant_sets, grantable_modules
from domain.modules.module import Module
from domain.modules.registry import module_named
from gateway.configuration.documents import (
    ConfigurationError,
    ConfigurationTable,
    Text,
    document_at,
    problem_of_table,
    validated,
)


def _grantable(name: str) -> str:
    known = sorted(map(str, grantable_modules()))
    if name not in known:
        raise ValueError(f"there is no module {name!r}; there are {', '.join(known)}")
    return name


def _with_view(actions: list[ActionName]) -> list[ActionName]:
    if "view" not in actions:
        raise ValueError("view is missing, on which all other actions depend")
    return actions


GrantableName = Annotated[str, AfterValidator(_grantable)]
GrantedActions = Annotated[list[ActionName], Field(min_length=1), AfterValidator(_with_view)]


class UserTable(ConfigurationTable):
    """One integration user: a set of grants, modules one by one, or both."""

    email: Text
    set: Text | None = None
    modules: dict[GrantableName, GrantedActions] | None = Field(default=None, validate_default=True)

    @field_validator("email")
    @classmethod
    def _address(cls, value: str, info: ValidationInfo) -> str:
        email, known = casefolded(value), cast("set[str]", info.context)
        name, at, host = email.partition("@")
        if not (name and at and host and "@" not in host and email.split() == [email]):
            raise ValueError(f"{value!r} is not an e-mail address")
        if email in known:
            raise ValueError(f"{email} is in this file already")
        known.add(email)
        return email

    @field_validator("set")
    @classmethod
    def _known_set(cls, value: str | None) -> str | None:
        if value is not None and value not in grant_sets():
            raise ValueError(f"there is no set {value!r}; there are {', '.join(grant_sets())}")
        return value

    @field_validator("modules")
    @classmethod
    def _something(cls, value: dict[str, list[ActionName]] | None, info: ValidationInfo) -> object:
        # A set that is wrong is absent from the data: it was there.
        if value is None and info.data.get("set", "") is None:
            raise problem_of_table("a set or modules are missing; an empty table of modules grants nothing")
        return value

    def grants(self) -> Grants:
        """What the user is granted: the set and the modules together."""
        of_set: Mapping[Module, frozenset[ActionName]] = grant_sets()[self.set] if self.set else {}
        single = {module_named(name): frozenset(actions) for name, actions in (self.modules or {}).items()}
        granted = {
            module: of_set.get(module, frozenset()) | single.get(module, frozenset())
            for module in grantable_modules()
            if module in of_set or module in single
        }
        return Grants(self.email, MappingProxyType(granted))


class GrantsDocument(ConfigurationTable):
    """The whole file."""

    user: list[UserTable] = Field(default_factory=list[UserTable])


def grants_at(path: Path) -> tuple[Grants, ...]:
    """The integration users in a file and what they were granted. Raises ConfigurationError."""
    return grants_in(document_at(path))


def grants_in(document: Mapping[str, Any]) -> tuple[Grants, ...]:
    """The integration users in a TOML document and what they were granted. Raises ConfigurationError."""
    valid, problems = validated(GrantsDocument, document, context=set[str]())
    users = document.get("user")
    # Here, since a list that is too long would hide what is wrong with its entries.
    if isinstance(users, list) and (count := len(users)) > MOST_USERS:  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]  # whatever is in it
        problems.append(f"there are {count} users, more than {MOST_USERS}")
    if valid is None or problems:
        raise ConfigurationError(problems)
    return tuple(user.grants() for user in valid.user)
