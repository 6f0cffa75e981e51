"""What a caller may do and see in a module: decided from what each source says about it. Pure.

    allowed = CRM AND finance side AND policy AND what the product refused before
    finance side = the Books role or the Billing membership, or the grants of an integration user

A source that has nothing to say about a module is neutral; one that exists but failed denies.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, cast

from domain.actions import ACTIONS, ActionName
from domain.custom_fields import CustomKind, CustomValue
from domain.errors import SuitegraphError
from domain.modules.module import Module
from domain.policy import PolicyVerdict
from domain.products import ZohoProduct
from domain.queries import Row
from domain.sources import CUSTOM

ALL_ACTIONS: frozenset[ActionName] = frozenset(ACTIONS)
NO_ACTIONS: frozenset[ActionName] = frozenset()
ColumnPath = tuple[str, ...]


class Reason(Enum):
    """Which source decided."""

    CRM_PROFILE = "crm_profile"
    CRM_FIELD_PERMISSION = "crm_field_permission"
    BOOKS_ROLE = "books_role"
    BILLING_MEMBERSHIP = "billing_membership"
    INTEGRATION_GRANT = "integration_grant"
    GATEWAY_POLICY = "gateway_policy"
    UPSTREAM_REFUSAL = "upstream_refusal"
    SOURCE_UNAVAILABLE = "source_unavailable"
    UNKNOWN_TO_GATEWAY = "unknown_to_gateway"


@dataclass(frozen=True, slots=True)
class Denial:
    """Why something is hidden or not allowed. `failure` is the error of a source that could not be asked."""

    reason: Reason
    product: ZohoProduct | None
    text: str
    failure: SuitegraphError | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Factor:
    """What one source says about a module: the actions it allows, None where it has nothing to say.

    `unknown` are those among them of which the gateway cannot read what the source says: the product decides. `unread`
    are the words that it could not read.
    """

    allows: frozenset[ActionName] | None
    denial: Denial
    unknown: frozenset[ActionName] = NO_ACTIONS
    unread: tuple[str, ...] = ()

    def denies(self, action: ActionName) -> bool:
        """Whether the source forbids the action."""
        return self.allows is not None and action not in self.allows


@dataclass(frozen=True, slots=True)
class GuardedField:
    """A field of a record as permissions look at it.

    `paths` lead to its values in a row; `crm` are the CRM fields that hide it, all of which must be hidden.
    `same_as` is the field of another module's records that shows the same value: where that one is hidden, or the
    module, so is this one. `is_elsewhere` says that neither a search nor a PDF of the record looks at the value.
    `rests_on` are further values that follow from it: where one of them is hidden, so is the field.
    """

    coordinate: str
    paths: tuple[ColumnPath, ...]
    crm: tuple[str, ...]
    same_as: tuple[Module, str] | None = None
    is_elsewhere: bool = False
    rests_on: tuple[ColumnPath, ...] = ()


@dataclass(frozen=True, slots=True)
class CrmField:
    """A CRM field as the caller's profile has it; `visible` is None where CRM does not say whether it is.

    `searched` says that a search for words may look into it, `whole` that it holds whole numbers.
    """

    visible: bool | None
    read_only: bool
    searched: bool
    whole: bool = False


@dataclass(frozen=True, slots=True)
class ModuleView:
    """What a caller may do and see in one module.

    `dropped` are the paths of hidden values; `withheld` are those of hidden values that no search, saved view or PDF of
    the module's records may reveal, such as the e-mail address of an author; `elsewhere` are their coordinates.
    `columns` are those of a row that are hidden as a whole, `hidden_names` the coordinates of what is hidden.
    """

    module: Module
    factors: tuple[Factor, ...]
    actions: frozenset[ActionName]
    assigned_only: bool = False
    hidden: Mapping[str, Denial] = field(default_factory=dict[str, Denial])
    read_only: Mapping[str, Denial] = field(default_factory=dict[str, Denial])
    dropped: Mapping[ColumnPath, Denial] = field(default_factory=dict["ColumnPath", Denial])
    withheld: Mapping[ColumnPath, Denial] = field(default_factory=dict["ColumnPath", Denial])
    search_denial: Denial | None = None
    elsewhere: frozenset[str] = frozenset()
    columns: frozenset[str] = field(init=False)
    hidden_names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        columns = frozenset(path[0] for path in (*self.dropped, *self.withheld) if len(path) == 1)
        object.__setattr__(self, "columns", columns)
        object.__setattr__(self, "hidden_names", frozenset(self.hidden))

    @property
    def shows_all(self) -> bool:
        """Whether a PDF, a mail or a message of the product about its records can show nothing that is hidden."""
        return not self.dropped and self.hidden.keys() <= self.elsewhere

    @property
    def viewable(self) -> bool:
        """Whether the records of the module may be viewed."""
        return "view" in self.actions

    def hides_custom(self, kind: CustomKind) -> bool:
        """Whether custom values of a kind are hidden."""
        return (CUSTOM,) in self.dropped or (CUSTOM, kind.value) in self.dropped

    def denial(self, action: ActionName) -> Denial | None:
        """Who forbids an action, None where it is allowed."""
        return next((factor.denial for factor in self.factors if factor.denies(action)), None)

    @property
    def unknown(self) -> frozenset[ActionName]:
        """The actions that are left to the product, since the gateway cannot read what a source says of them."""
        return self.actions & frozenset(action for factor in self.factors for action in factor.unknown)

    @property
    def decided_by_product(self) -> frozenset[ActionName]:
        """The actions whose refusal by the product says something new: unknown ones, and all that members may do."""
        return self.actions if self.module.traits.rights == "membership" else self.unknown

    def left_to_product(self, action: ActionName) -> Denial | None:
        """Why an allowed action is left to the product to decide, None where it is not."""
        factor = next((each for each in self.factors if action in each.unknown), None)
        if action not in self.unknown or factor is None:
            return None
        unread = f" ({', '.join(factor.unread)})" if factor.unread else ""
        text = f"The gateway cannot read what a source of permissions says of it{unread}: the product decides."
        return Denial(Reason.UNKNOWN_TO_GATEWAY, factor.denial.product, text)

    def named(self) -> "ModuleView":
        """The view for names, which are public: without what is hidden only because a source could not be read."""
        if any(factor.denial.failure is not None for factor in self.factors):
            return ModuleView(self.module, (), self.module.actions)
        hidden = {name: denial for name, denial in self.hidden.items() if denial.failure is None}
        dropped = {path: denial for path, denial in self.dropped.items() if denial.failure is None}
        withheld = {path: denial for path, denial in self.withheld.items() if denial.failure is None}
        return replace(self, hidden=hidden, dropped=dropped, withheld=withheld)

    def strip(self, rows: Sequence[Row]) -> None:
        """Take everything hidden out of rows."""
        columns = self.columns
        deeper = [path for path in (*self.dropped, *self.withheld) if len(path) > 1]
        for row in rows:
            # Most rows come without them: hidden columns are not requested.
            if not columns.isdisjoint(row):
                for name in columns & row.keys():
                    del row[name]
            for path in deeper:
                if path[0] in row:
                    _drop(row[path[0]], path[1:])


def module_view(
    module: Module,
    factors: Sequence[Factor],
    fields: Sequence[GuardedField],
    crm_fields: Mapping[str, CrmField],
    policy: PolicyVerdict,
    *,
    others: Mapping[Module, "ModuleView"] | None = None,
    assigned_only: bool = False,
    unread_twins: Denial | None = None,
) -> ModuleView:
    """The view of one module. `crm_fields` are those of CRM's module, or of the mirror of a finance module.

    `others` are the views of the modules whose values its records repeat. `unread_twins` hides the fields whose twins
    in the mirror are not described; None shows them.
    """
    actions = module.actions
    for factor in factors:
        actions = actions if factor.allows is None else actions & factor.allows
    if "view" not in actions:
        actions = NO_ACTIONS
    hidden: dict[str, Denial] = {}
    read_only: dict[str, Denial] = {}
    dropped: dict[ColumnPath, Denial] = {}
    withheld: dict[ColumnPath, Denial] = {}
    fixed = frozenset(name for name, permission in crm_fields.items() if permission.read_only)
    if module.mirrors_self:
        dropped |= {(name,): _BY_CRM_FIELD for name, field in crm_fields.items() if field.visible is False}
    # Those that repeat a value come last: it may be one of the same record.
    for each in sorted(fields, key=lambda each: each.same_as is not None):
        denial = _denial_of_field(each, crm_fields, policy, unread_twins)
        if denial is None and each.same_as is not None and actions:
            original, coordinate = each.same_as
            there = None if original == module else (others or {})[original]
            denial = hidden.get(coordinate) if there is None else there.denial("view") or there.hidden.get(coordinate)
        if denial is not None:
            hidden[each.coordinate] = denial
            taken = withheld if each.is_elsewhere else dropped
            taken |= dict.fromkeys(each.paths, denial)
        elif each.crm and fixed.issuperset(each.crm):
            read_only[each.coordinate] = _READ_ONLY
    for each in fields:
        if each.coordinate not in hidden and (denial := _of_the_same_values(each, dropped)):
            hidden[each.coordinate] = denial
    refused = _SEARCH if any(_may_be_searched(module, path, crm_fields) for path in dropped) else None
    elsewhere = frozenset(each.coordinate for each in fields if each.is_elsewhere)
    shown = (module, tuple(factors), actions, assigned_only, hidden, read_only, dropped, withheld, refused, elsewhere)
    return ModuleView(*shown)


def _denial_of_field(
    guarded: GuardedField, crm_fields: Mapping[str, CrmField], policy: PolicyVerdict, unread: Denial | None
) -> Denial | None:
    """Who hides a field itself: the policy, or CRM, `unread` where CRM does not say of its twins whether it does."""
    if guarded.coordinate in policy.fields:
        return Denial(Reason.GATEWAY_POLICY, None, policy.fields[guarded.coordinate])
    if not guarded.crm:
        return None
    visible = [crm_fields[name].visible if name in crm_fields else None for name in guarded.crm]
    if True in visible:
        return None
    return unread if None in visible else _BY_CRM_FIELD


def _of_the_same_values(each: GuardedField, dropped: Mapping[ColumnPath, Denial]) -> Denial | None:
    """Why a field is hidden whose values other fields show too, or follow from others; None where it is not."""
    if not dropped:
        # Nothing is hidden from most callers, and this is asked of every field in every operation.
        return None
    if each.paths and dropped.keys() >= {*each.paths}:
        return dropped[each.paths[0]]
    return next((dropped[path] for path in each.rests_on if path in dropped), None)


def _may_be_searched(module: Module, path: ColumnPath, crm_fields: Mapping[str, CrmField]) -> bool:
    """Whether a search for words may look there; for finance products this is unknown, so it may."""
    field_permission = crm_fields.get(path[0]) if module.mirrors_self else None
    return field_permission is None or field_permission.searched


def fingerprint(views: Iterable[ModuleView]) -> str:
    """A hash that is equal for callers with equal permissions."""
    comparable = [
        (
            *(str(view.module), sorted(view.actions), sorted(view.hidden), sorted(view.read_only)),
            *(sorted((*view.dropped, *view.withheld)), view.search_denial is None, view.assigned_only),
        )
        for view in views
    ]
    return hashlib.sha256(repr(sorted(comparable)).encode()).hexdigest()[:32]


_BY_CRM_FIELD = Denial(Reason.CRM_FIELD_PERMISSION, "crm", "The CRM profile hides this field.")
_READ_ONLY = Denial(Reason.CRM_FIELD_PERMISSION, "crm", "The CRM profile makes this field read-only.")
_SEARCH = Denial(Reason.CRM_FIELD_PERMISSION, "crm", "The search may look into a hidden field.")


def _drop(value: object, path: ColumnPath) -> None:
    if isinstance(value, list):
        members = cast("list[object]", value)
        for at, each in enumerate(members):
            if isinstance(each, CustomValue):
                # Of custom fields a path names the kind.
                members[at] = replace(each, value=None) if each.kind.value == path[0] else each
            else:
                _drop(each, path)
    elif isinstance(value, dict):
        row = cast("dict[str, Any]", value)
        if len(path) == 1:
            row.pop(path[0], None)
        else:
            _drop(row.get(path[0]), path[1:])
