"""The change of a plan as the store keeps it: the input that described it, as JSON."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, cast

import strawberry
from strawberry import UNSET

from domain.errors import BadUserInput
from domain.integration_plans import LinkedRecordType
from domain.policy import Policy
from domain.roster import RosterAct
from resolvers.integration.foreseen import PlannedChange
from schema.engine.declare.allowed_actions import AllowedAction
from schema.integration.granting import ModuleGrantInput, WithheldInput
from schema.integration.links_at_risk import LinkedRecordsInput
from schema.integration.plans import (
    IntegrationChangeInput,
    IntegrationUsersChangeInput,
    planned_change,
)
from schema.integration.rollouts import RolloutWaveInput
from schema.integration.settings import GrantTemplateInput, IntegrationSettingsInput


def text_of_change(input_: IntegrationChangeInput) -> dict[str, Any]:
    """The input as JSON, from which `change_in` reads it again."""
    return cast("dict[str, Any]", _json(strawberry.asdict(input_)))


def change_in(text: str, read_policy: Callable[[str], Policy]) -> PlannedChange:
    """The change of a stored plan. Raises BadUserInput for one that this version does not know."""
    stored: Mapping[str, Any] = json.loads(text)
    try:
        return planned_change(
            IntegrationChangeInput(
                users=_users(stored.get("users")),
                template=_template(stored.get("template")),
                settings=_settings(stored.get("settings")),
                policy_file=stored.get("policy_file", UNSET),
                linked_records=_linked(stored.get("linked_records")),
            ),
            read_policy,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadUserInput("This version does not know the plan's change: plan it again.") from error


def _users(stored: Mapping[str, Any] | None) -> IntegrationUsersChangeInput | None:
    if stored is None:
        return None
    values: dict[str, Any] = {**stored, "act": RosterAct[stored["act"]], "grants": _grants(stored)}
    return IntegrationUsersChangeInput(**values)


def _template(stored: Mapping[str, Any] | None) -> GrantTemplateInput | None:
    if stored is None:
        return None
    values: dict[str, Any] = {**stored, "grants": _grants(stored) or []}
    return GrantTemplateInput(**values)


def _settings(stored: Mapping[str, Any] | None) -> IntegrationSettingsInput | None:
    if stored is None:
        return None
    policy: list[Mapping[str, Any]] | None = stored.get("policy")
    waves: list[Mapping[str, Any]] | None = stored.get("rollout")
    values: dict[str, Any] = {
        **stored,
        "policy": None if policy is None else [_withheld(each) for each in policy],
        "rollout": None if waves is None else [_wave(each) for each in waves],
    }
    return IntegrationSettingsInput(**values)


def _linked(stored: Mapping[str, Any] | None) -> LinkedRecordsInput | None:
    return None if stored is None else LinkedRecordsInput(type_=LinkedRecordType[stored["type_"]], ids=stored["ids"])


def _grants(holder: Mapping[str, Any]) -> list[ModuleGrantInput] | None:
    grants: list[Mapping[str, Any]] | None = holder.get("grants")
    if grants is None:
        return None
    return [ModuleGrantInput(module=each["module"], actions=_actions(each)) for each in grants]


def _withheld(each: Mapping[str, Any]) -> WithheldInput:
    return WithheldInput(module=each["module"], actions=_actions(each))


def _wave(each: Mapping[str, Any]) -> RolloutWaveInput:
    day: date | None = each["opens_on"]
    return RolloutWaveInput(data_centre=each["data_centre"], editions=each["editions"], opens_on=day)


def _actions(grant: Mapping[str, Any]) -> list[AllowedAction]:
    return [AllowedAction[name] for name in grant["actions"]]


def _json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _json(each) for key, each in cast("dict[str, Any]", value).items() if each is not UNSET}
    if isinstance(value, list):
        return [_json(each) for each in cast("list[Any]", value)]
    return value.name if isinstance(value, RosterAct | AllowedAction | LinkedRecordType) else value
