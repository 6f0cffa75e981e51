"""The view of a module, decided from what each source of permissions says about it. Pure."""

from collections.abc import Container, Iterable, Mapping, Sequence

from domain.modules.module import Module
from domain.permissions import (
    BY_CRM_FIELD,
    NO_ACTIONS,
    CrmField,
    Denial,
    Factor,
    GuardedField,
    ModuleView,
    Reason,
    is_openable,
)
from domain.policy import PolicyVerdict
from domain.sources import CUSTOM
from domain.stripping import ColumnPath


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
    amounts: Denial | None = None,
) -> ModuleView:
    """The view of one module. `crm_fields` are those of CRM's module, or of the mirror of a finance module.

    `others` are the views of the modules whose values its records repeat. `unread_twins` hides the fields whose twins
    in the mirror are not described; None shows them. `amounts` hides every field that has a twin.
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
        dropped |= {(name,): BY_CRM_FIELD for name, field in crm_fields.items() if field.visible is False}
    # Those that repeat a value come last: it may be one of the same record.
    for each in sorted(fields, key=lambda each: each.same_as is not None):
        denial = _denial_of_field(each, crm_fields, policy, unread_twins) or (amounts if each.crm else None)
        if denial is None and each.same_as is not None and actions:
            original, coordinate = each.same_as
            there = None if original == module else (others or {})[original]
            denial = hidden.get(coordinate) if there is None else there.denial("view") or there.hidden.get(coordinate)
        if denial is not None:
            hidden[each.coordinate] = denial
            hiding = withheld if each.is_elsewhere else dropped
            hiding |= dict.fromkeys(each.paths, denial)
        elif each.crm and fixed.issuperset(each.crm):
            read_only[each.coordinate] = _READ_ONLY
    _hide_same_values(fields, hidden, dropped)
    searched = (*dropped, *withheld)
    refused = _SEARCH if any(_may_be_searched(module, path, crm_fields) for path in searched) else None
    elsewhere = frozenset(each.coordinate for each in fields if each.is_elsewhere)
    opened: Mapping[str, str] = {} if (CUSTOM,) in dropped else policy.opened.get(module, {})
    taken = dropped.keys() | withheld.keys()
    opened_at = {
        each.coordinate for each in fields if opened and _is_custom(each) and is_openable(hidden.get(each.coordinate))
    }
    elsewhere_shown = {each.coordinate for each in fields if each.coordinate in hidden and not _is_gone(each, taken)}
    return ModuleView(
        *(module, tuple(factors), actions, assigned_only, hidden, read_only, dropped, withheld, refused, elsewhere),
        *(opened, frozenset(opened_at), frozenset(opened_at | elsewhere_shown)),
    )


def _hide_same_values(
    fields: Iterable[GuardedField], hidden: dict[str, Denial], dropped: dict[ColumnPath, Denial]
) -> None:
    """Hide the fields that show, or follow from, values that are dropped by others."""
    for each in fields:
        if each.coordinate not in hidden and (denial := _of_the_same_values(each, dropped)):
            hidden[each.coordinate] = denial
            if each.is_one_value:
                dropped |= dict.fromkeys(each.paths, denial)


def _is_gone(each: GuardedField, taken: Container[ColumnPath]) -> bool:
    """Whether nothing is left of a hidden field here; a part may lie in a record at several places."""
    return all(path in taken for path in each.paths) or any(path in taken for path in each.rests_on)


def _is_custom(guarded: GuardedField) -> bool:
    """Whether it is about the custom fields of a kind."""
    return all(path[0] == CUSTOM and len(path) > 1 for path in guarded.paths)


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
    return unread if None in visible else BY_CRM_FIELD


def _of_the_same_values(each: GuardedField, dropped: Mapping[ColumnPath, Denial]) -> Denial | None:
    """Why a field is hidden whose values other fields show too, or follow from others; None where it is not."""
    if not dropped:
        # Nothing is hidden from most callers, and this is asked of every field in every operation.
        return None
    if each.paths and dropped.keys() >= {*each.paths}:
        return dropped[each.paths[0]]
    hiding = each.paths if each.is_one_value else each.rests_on
    return next((dropped[path[:steps]] for path in hiding for steps in (1, len(path)) if path[:steps] in dropped), None)


def _may_be_searched(module: Module, path: ColumnPath, crm_fields: Mapping[str, CrmField]) -> bool:
    """Whether a search for words may look there; for finance products this is unknown, so it may."""
    field_permission = crm_fields.get(path[0]) if module.mirrors_self else None
    return field_permission is None or field_permission.searched


_READ_ONLY = Denial(Reason.CRM_FIELD_PERMISSION, "crm", "The CRM profile makes this field read-only.")
_SEARCH = Denial(Reason.CRM_FIELD_PERMISSION, "crm", "The search may look into a hidden field.")
