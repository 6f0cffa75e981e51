"""The file of the gateway's own policy, tables `[[rule]]` and `[[open]]`. Source: docs/permissions.md."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, cast

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from domain.actions import ActionName
from domain.errors import BadUserInput
from domain.modules.module import Module
from domain.permissions import GuardedField
from domain.policy import Opening, Policy, Rule
from domain.sources import CUSTOM
from gateway.configuration.documents import (
    ConfigurationError,
    ConfigurationTable,
    Text,
    Texts,
    document_at,
    problem_of_table,
    validated,
)
from schema.engine.declare import registry
from schema.graph import graph_guards


@dataclass(frozen=True, slots=True)
class PolicyVocabulary:
    """What entries can name: coordinates of fields, and modules by their names.

    `openable` are the names of the modules whose custom amounts are hidden with other amounts.
    """

    coordinates: Collection[str]
    modules: Mapping[str, Module]
    openable: Collection[str] = ()


def _hideable(coordinate: str, info: ValidationInfo) -> str:
    if coordinate not in cast("PolicyVocabulary", info.context).coordinates:
        raise ValueError(f"{coordinate!r} is not a field that can be hidden")
    return coordinate


def _known_module(name: str, info: ValidationInfo) -> str:
    known = cast("PolicyVocabulary", info.context).modules
    if name not in known:
        raise ValueError(f"there is no module {name!r}; there are {', '.join(sorted(known))}")
    return name


def _openable_module(name: str, info: ValidationInfo) -> str:
    openable = cast("PolicyVocabulary", info.context).openable
    if _known_module(name, info) not in openable:
        raise ValueError(
            f"custom fields of {name} are not hidden with its amounts, so that nothing of them can be opened; "
            f"they are in {', '.join(sorted(openable))}"
        )
    return name


Coordinate = Annotated[Text, AfterValidator(_hideable)]
ModuleName = Annotated[str, AfterValidator(_known_module)]
OpenableModuleName = Annotated[str, AfterValidator(_openable_module)]
ForbiddenActions = Annotated[list[ActionName], Field(min_length=1)]


class AudienceTable(ConfigurationTable):
    """What every entry has: its reason, and whom it concerns."""

    reason: Text
    profiles: Texts | None = None
    emails: Texts | None = None
    except_profiles: Texts | None = None

    @field_validator("emails")
    @classmethod
    def _alone(cls, value: list[str] | None, info: ValidationInfo) -> object:
        # What is wrong itself is absent from the data: it was there.
        if value is not None and info.data.get("profiles", "") is not None:
            raise problem_of_table("profiles and emails exclude each other; write two entries")
        return value

    @property
    def audience(self) -> dict[str, frozenset[str]]:
        """The profiles and addresses as the domain compares them."""
        listed = {"profiles": self.profiles, "emails": self.emails, "except_profiles": self.except_profiles}
        return {key: frozenset(text.casefold() for text in texts or ()) for key, texts in listed.items()}


class RuleTable(AudienceTable):
    """One rule: what it takes from whom, and why."""

    fields: Annotated[list[Coordinate], Field(min_length=1)] | None = None
    modules: Annotated[dict[ModuleName, ForbiddenActions], Field(min_length=1)] | None = Field(
        default=None, validate_default=True
    )

    @field_validator("modules")
    @classmethod
    def _something(cls, value: dict[str, list[ActionName]] | None, info: ValidationInfo) -> object:
        if value is None and info.data.get("fields", "") is None:
            raise problem_of_table("fields or modules are missing: the rule takes nothing away")
        return value

    def rule(self, modules: Mapping[str, Module]) -> Rule:
        """The rule over these modules."""
        actions = {modules[name]: frozenset(listed) for name, listed in (self.modules or {}).items()}
        return Rule(self.reason, frozenset(self.fields or ()), MappingProxyType(actions), **self.audience)


class OpenTable(AudienceTable):
    """One opening: which custom fields it shows to whom, and why."""

    custom_fields: Annotated[dict[OpenableModuleName, Annotated[list[Text], Field(min_length=1)]], Field(min_length=1)]

    def opening(self, modules: Mapping[str, Module]) -> Opening:
        """The opening over these modules."""
        names = {modules[name]: frozenset(listed) for name, listed in self.custom_fields.items()}
        return Opening(self.reason, MappingProxyType(names), **self.audience)


class PolicyDocument(ConfigurationTable):
    """The whole file."""

    rule: list[RuleTable] = Field(default_factory=list[RuleTable])
    open: list[OpenTable] = Field(default_factory=list[OpenTable])


def policy_at(path: Path) -> Policy:
    """The policy in a file, over the graph's fields and modules. Raises ConfigurationError."""
    return _policy_of_graph(document_at(path))


def planned_policy(text: str) -> Policy:
    """The policy in the text of a file that is not in force. Raises BadUserInput with everything that is wrong."""
    try:
        return _policy_of_graph(tomllib.loads(text))
    except (ConfigurationError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadUserInput(f"The text is no policy file. {error}") from error


def _policy_of_graph(document: Mapping[str, Any]) -> Policy:
    modules = registry.modules()
    guarded = graph_guards()
    coordinates = {field.coordinate for fields in guarded.values() for field in fields}
    openable = [module for module, fields in guarded.items() if any(map(_hides_custom_amounts, fields))]
    return policy_in(document, coordinates, modules.values(), openable)


def policy_in(
    document: Mapping[str, Any], coordinates: Collection[str], modules: Collection[Module], openable: Collection[Module]
) -> Policy:
    """The policy in a TOML document, over these coordinates and modules. Raises ConfigurationError.

    `openable` are the modules whose custom amounts are hidden with other amounts.
    """
    names = {str(module) for module in openable}
    vocabulary = PolicyVocabulary(coordinates, {str(module): module for module in modules}, names)
    valid, problems = validated(PolicyDocument, document, vocabulary)
    if valid is None:
        raise ConfigurationError(problems)
    known = vocabulary.modules
    return Policy(tuple(table.rule(known) for table in valid.rule), tuple(table.opening(known) for table in valid.open))


def _hides_custom_amounts(guarded: GuardedField) -> bool:
    """Whether it hides custom amounts with another amount."""
    is_by_kind = any(path[0] == CUSTOM and len(path) > 1 for path in guarded.paths)
    return is_by_kind and (bool(guarded.crm) or guarded.same_as is not None)
