"""Callers with drawn permissions, and what they may not see by the rules of docs/permissions.md, told anew."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from domain.actions import ACTIONS, ActionName
from domain.grants import Grants, grantable_modules
from domain.modules.billing import SUBSCRIPTIONS
from domain.modules.module import Module
from domain.modules.registry import modules
from domain.permissions import ColumnPath, GuardedField
from domain.policy import Policy, Rule
from resolvers.caller.permission_rules import PermissionRules
from resolvers.catalogue import CRM
from schema.engine.declare import registry
from schema.engine.visibility.guarded_fields import guarded_fields
from schema.graph import graph
from tests.noninterference.beside import unseen_beside
from tests.noninterference.cells import CRM_CUSTOM, MODULES, changeable, tables
from tests.noninterference.dice import Dice

EMAIL = "somebody@halvorsen.example"
ADMINISTRATOR = "Administrator"
PROFILES = ("Sales", "Support", ADMINISTRATOR)
WRITES: tuple[ActionName, ...] = ("create", "edit")
MIRRORED: Mapping[Module, str] = {
    **{module: module.mirror for module in modules() if module.mirror is not None},
    SUBSCRIPTIONS: "CustomModule5011",
}
ENTITIES = (*dict.fromkeys(module.entity for module in modules() if module.entity is not None),)
# Every module of CRM whose rights a profile has: its own ones and the mirrors.
API_NAMES: Mapping[str, Module] = {
    **{known.api_name: module for module, known in CRM.items() if known.api_name != "users"},
    **{mirror: module for module, mirror in MIRRORED.items()},
}


@dataclass(frozen=True, slots=True)
class Person:
    """What each source says of a caller.

    `profile` is None for nobody of CRM; `modules` are the rights by CRM's names, `hidden` the fields that the profile
    hides. `roles` are the rights by Books' entity, None for nobody of Books. `failing` are facts that cannot be asked,
    `refused` modules that the product refuses to list.
    """

    profile: str | None
    modules: Mapping[str, frozenset[ActionName]]
    hidden: Mapping[str, frozenset[str]]
    roles: Mapping[str, frozenset[ActionName]] | None
    in_billing: bool
    grants: Grants | None
    policy: Policy
    failing: frozenset[str]
    refused: frozenset[Module]

    async def grants_of(self, email: str) -> Grants | None:
        """The grants, as the store looks them up."""
        return self.grants if email == EMAIL else None

    async def all(self) -> tuple[Grants, ...]:
        """The caller, if they are an integration user."""
        return () if self.grants is None else (self.grants,)

    def rights(self) -> PermissionRules:
        """What the gateway knows of this caller's permissions."""
        return PermissionRules(self, self.policy, MIRRORED, guarded())


@cache
def guarded() -> Mapping[Module, tuple[GuardedField, ...]]:
    """What permissions know of the fields."""
    return guarded_fields(graph(), registry.modules())


@cache
def columns_of(api_name: str) -> Mapping[str, str]:
    """The fields of a CRM module or of a mirror, with their kind."""
    module = API_NAMES[api_name]
    cells = tables()[module].cells.values()
    if module.product == "crm":
        return {cell.path[0]: "key" if cell.target else cell.kind for cell in cells}
    return {twin: cell.kind for cell in cells for twin in sorted(cell.twins)}


@cache
def coordinates() -> tuple[str, ...]:
    """Every coordinate that a policy may hide."""
    return tuple(dict.fromkeys(field.coordinate for found in guarded().values() for field in found))


def person_of(dice: Dice, types: list[str]) -> Person:
    """A caller as the dice fall; rules are mostly about these types."""
    in_crm = not dice.chance(10)
    hides = dice.pick((0, 10, 30))
    return Person(
        profile=dice.pick(PROFILES) if in_crm else None,
        modules={name: _actions(dice) for name in API_NAMES},
        hidden={
            name: frozenset(dice.some([*columns_of(name)], hides)) if in_crm else frozenset() for name in API_NAMES
        },
        roles=None if dice.chance(15) else {entity: _actions(dice) for entity in ENTITIES},
        in_billing=not dice.chance(15),
        grants=Grants(EMAIL, {module: _actions(dice) for module in dice.some(grantable_modules(), 80)})
        if dice.chance(20)
        else None,
        policy=Policy(tuple(_rule(dice, types) for _ in range(dice.pick((0, 1, 3))))),
        failing=frozenset(dice.some(("modules", "me", *API_NAMES), 2)),
        refused=frozenset(dice.some(MODULES, 3)),
    )


def _actions(dice: Dice) -> frozenset[ActionName]:
    # Of what else is allowed, only writing makes a difference to what is seen: look-ups follow it.
    return frozenset() if dice.chance(12) else frozenset({"view", *dice.some(WRITES, 50)})


def _rule(dice: Dice, types: list[str]) -> Rule:
    asked = [coordinate for coordinate in coordinates() if coordinate.partition(".")[0] in types]
    fields = asked if asked and dice.chance(70) else coordinates()
    whom = dice.below(4)
    return Rule(
        reason="a rule",
        fields=frozenset(dice.pick(fields) for _ in range(dice.pick((0, 4, 16)))),
        modules={module: frozenset({dice.pick(ACTIONS)}) for module in dice.some(MODULES, 4)},
        profiles=frozenset({"sales"}) if whom == 1 else frozenset(),
        emails=frozenset({dice.pick((EMAIL, "another@halvorsen.example"))}) if whom == 2 else frozenset(),
        except_profiles=frozenset({"support"}) if whom == 3 else frozenset(),
    )


def unseen_by(person: Person) -> dict[Module, frozenset[ColumnPath]]:
    """What the caller may not see: for each module the paths of its hidden values, all of them where it is no view."""
    rules = [rule for rule in person.policy.rules if _concerns(rule, person)]
    fields = frozenset[str]().union(*(rule.fields for rule in rules))
    unseen: dict[Module, frozenset[ColumnPath]] = {}
    for module in MODULES:
        seen = _views(module, person, rules)
        cells = frozenset(_hidden(module, person, fields)) if seen else changeable(module)
        unseen[module] = cells | frozenset(
            unseen_beside(module, fields, views=seen, reads_log=person.profile == ADMINISTRATOR)
        )
    return unseen


def views(module: Module, person: Person) -> bool:
    """Whether the caller may look at a module."""
    return _views(module, person, [rule for rule in person.policy.rules if _concerns(rule, person)])


def _concerns(rule: Rule, person: Person) -> bool:
    profile = None if person.profile is None else person.profile.casefold()
    if profile in rule.except_profiles:
        return False
    if rule.emails:
        return EMAIL in rule.emails
    return not rule.profiles or profile in rule.profiles


def _views(module: Module, person: Person, rules: list[Rule]) -> bool:
    if any("view" in rule.modules.get(module, ()) for rule in rules):
        return False
    if not _crm_shows(module, person):
        return False
    if module.product == "crm":
        return True
    if person.grants is not None and module.chosen_in:
        return any(_writes(form, person, person.grants, rules) for form in module.chosen_in)
    if person.grants is not None:
        return "view" in person.grants.modules.get(module, ())
    if module.product == "billing":
        return person.in_billing
    if person.roles is None or "me" in person.failing:
        return False
    # Of what no role names, Books decides, which keeps nothing back here.
    return module.entity is None or "view" in person.roles[module.entity]


def _writes(form: Module, person: Person, grants: Grants, rules: list[Rule]) -> bool:
    """Whether an integration user may create or edit records of a module."""
    name = str(_api_name(form))
    return any(
        {"view", action} <= grants.modules.get(form, frozenset())
        and (person.profile is None or {"view", action} <= person.modules[name])
        and not any({"view", action} & rule.modules.get(form, frozenset()) for rule in rules)
        for action in WRITES
    )


def _crm_shows(module: Module, person: Person) -> bool:
    if person.profile is None:
        return True
    if "modules" in person.failing:
        return False
    if module.name == "users":
        return True
    name = _api_name(module)
    if name is None:
        return any("view" in person.modules[mirror] for mirror in MIRRORED.values())
    return "view" in person.modules[name] and name not in person.failing


def _hidden(module: Module, person: Person, fields: frozenset[str]) -> Iterator[ColumnPath]:
    unseen = person.hidden.get(_api_name(module) or "", frozenset())
    cells, in_crm = tables()[module].cells, module.product == "crm"
    for path in changeable(module):
        cell = cells[path]
        own = path[:1] if in_crm else cell.twins
        if not (unseen.isdisjoint(own) and fields.isdisjoint(cell.coordinates)):
            yield path


def _api_name(module: Module) -> str | None:
    known = CRM.get(module)
    return MIRRORED.get(module) if known is None else known.api_name


def custom(column: str) -> bool:
    """Whether a column of CRM is the organisation's own."""
    return column in CRM_CUSTOM
