"""The file of the gateway's own policy, `[[rule]]` each. Source: docs/permissions.md."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, cast

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from domain.actions import ActionName
from domain.modules.module import Module
from domain.policy import Policy, Rule
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
from schema.engine.visibility.guarded_fields import guarded_fields
from schema.graph import graph


@dataclass(frozen=True, slots=True)
class PolicyVocabulary:
    """What rules can name: coordinates of fields, and modules by their names."""

    coordinates: Collection[str]
    modules: Mapping[str, Module]


def _hideable(coordinate: str, info: ValidationInfo) -> str:
    if coordinate not in cast("PolicyVocabulary", info.context).coordinates:
        raise ValueError(f"{coordinate!r} is not a field that can be hidden")
    return coordinate


def _known_module(name: str, info: ValidationInfo) -> str:
    known = cast("PolicyVocabulary", info.context).modules
    if name not in known:
        raise ValueError(f"there is no module {name!r}; there are {', '.join(sorted(known))}")
    return name


Coordinate = Annotated[Text, AfterValidator(_hideable)]
ModuleName = Annotated[str, AfterValidator(_known_module)]
ForbiddenActions = Annotated[list[ActionName], Field(min_length=1)]


class RuleTable(ConfigurationTable):
    """One rule: what it takes from whom, and why."""

    reason: Text
    fields: Annotated[list[Coordinate], Field(min_length=1)] | None = None
    modules: Annotated[dict[ModuleName, ForbiddenActions], Field(min_length=1)] | None = Field(
        default=None, validate_default=True
    )
    profiles: Texts | None = None
    emails: Texts | None = None
    except_profiles: Texts | None = None

    # What is wrong itself is absent from the data of these two: it was there.

    @field_validator("modules")
    @classmethod
    def _something(cls, value: dict[str, list[ActionName]] | None, info: ValidationInfo) -> object:
        if value is None and info.data.get("fields", "") is None:
            raise problem_of_table("fields or modules are missing: the rule takes nothing away")
        return value

    @field_validator("emails")
    @classmethod
    def _alone(cls, value: list[str] | None, info: ValidationInfo) -> object:
        if value is not None and info.data.get("profiles", "") is not None:
            raise problem_of_table("profiles and emails exclude each other; write two rules")
        return value

    def rule(self, modules: Mapping[str, Module]) -> Rule:
        """The rule over these modules."""
        profiles, emails, except_profiles = (
            frozenset(text.casefold() for text in texts or ())
            for texts in (self.profiles, self.emails, self.except_profiles)
        )
        actions = {modules[name]: frozenset(listed) for name, listed in (self.modules or {}).items()}
        fields = frozenset(self.fields or ())
        return Rule(self.reason, fields, MappingProxyType(actions), profiles, emails, except_profiles)


class PolicyDocument(ConfigurationTable):
    """The whole file."""

    rule: list[RuleTable] = Field(default_factory=list[RuleTable])


def policy_at(path: Path) -> Policy:
    """The policy in a file, over the graph's fields and modules. Raises ConfigurationError."""
    modules = registry.modules()
    coordinates = {field.coordinate for fields in guarded_fields(graph(), modules).values() for field in fields}
    return policy_in(document_at(path), coordinates, modules.values())


def policy_in(document: Mapping[str, Any], coordinates: Collection[str], modules: Collection[Module]) -> Policy:
    """The policy in a TOML document, over these coordinates and modules. Raises ConfigurationError."""
    vocabulary = PolicyVocabulary(coordinates, {str(module): module for module in modules})
    valid, problems = validated(PolicyDocument, document, vocabulary)
    if valid is None:
        raise ConfigurationError(problems)
    return Policy(tuple(table.rule(vocabulary.modules) for table in valid.rule))
