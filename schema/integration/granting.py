"""Grants as mutations take them and as answers show them."""

from collections.abc import Mapping, Sequence

import strawberry

from domain.actions import ACTIONS, ActionName
from domain.errors import BadUserInput
from domain.grants import GrantSet, grantable_modules
from domain.modules.module import Module
from schema.engine.declare.allowed_actions import AllowedAction, ordered_actions

_ACTIONS: Mapping[str, ActionName] = {action: action for action in ACTIONS}


@strawberry.type(description="What is granted in one module.")
class ModuleGrant:
    """One module."""

    module: str = strawberry.field(description="The module, `books.invoices`.")
    actions: list[AllowedAction] = strawberry.field(description="The granted actions.")


@strawberry.input(description="Actions to grant in one module.")
class ModuleGrantInput:
    """One module."""

    module: str = strawberry.field(description="The module, `books.invoices`.")
    actions: list[AllowedAction] = strawberry.field(description="Actions, VIEW among them.")


@strawberry.input(description="Actions that no integration user may take in one module, whatever their grants are.")
class WithheldInput:
    """One module."""

    module: str = strawberry.field(description="The module, `books.invoices`.")
    actions: list[AllowedAction] = strawberry.field(description="Actions; without VIEW nothing is left of the module.")


def grants_of(modules: GrantSet) -> list[ModuleGrant]:
    """Grants in the order of the graph's modules."""
    return [ModuleGrant(module=str(module), actions=[*ordered_actions(modules[module])]) for module in modules]


def granted_modules(grants: Sequence[ModuleGrantInput]) -> GrantSet:
    """Grants by module. Raises BadUserInput."""
    granted = _by_module(grants)
    for module, actions in granted.items():
        if "view" not in actions:
            raise BadUserInput(f"VIEW is missing in {module}, on which all other actions depend.")
    return granted


def withheld_modules(withheld: Sequence[WithheldInput]) -> GrantSet:
    """What is taken from everybody, by module. Raises BadUserInput."""
    return _by_module(withheld)


def modules_named(names: Sequence[str]) -> frozenset[Module]:
    """The modules of these names. Raises BadUserInput."""
    return frozenset(_module(name) for name in names)


def _module(name: str) -> Module:
    known = {str(module): module for module in grantable_modules()}
    if name not in known:
        raise BadUserInput(f"There is no module {name!r} to grant; there are {', '.join(known)}.")
    return known[name]


def _by_module(grants: Sequence[ModuleGrantInput | WithheldInput]) -> GrantSet:
    granted: dict[Module, frozenset[ActionName]] = {}
    for grant in grants:
        module = _module(grant.module)
        if module in granted:
            raise BadUserInput(f"{module} is named twice.")
        actions = _actions(grant)
        if not actions <= module.actions:
            raise BadUserInput(f"{module} has no {', '.join(sorted(actions - module.actions)).upper()}.")
        granted[module] = actions
    return granted


def _actions(grant: ModuleGrantInput | WithheldInput) -> frozenset[ActionName]:
    """The granted actions. Raises BadUserInput for a step of single records, which nobody is granted."""
    steps = [action.name for action in grant.actions if action.value not in _ACTIONS]
    if steps:
        raise BadUserInput(f"{', '.join(steps)} cannot be granted: EDIT is what records' own steps need.")
    return frozenset[ActionName](_ACTIONS[action.value] for action in grant.actions)
