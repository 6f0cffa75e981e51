"""The decision of each source of permissions on a module. Pure; the products' responses come parsed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.actions import ActionName
from domain.errors import SuitegraphError
from domain.grants import Grants
from domain.modules.module import Module
from domain.permissions import ALL_ACTIONS, NO_ACTIONS, Denial, Factor, Reason
from domain.policy import PolicyVerdict
from domain.products import ZohoProduct

# What follows from a right that CRM and Books do name.
_IMPLIED: Mapping[ActionName, tuple[ActionName, ...]] = {"view": ("export",), "edit": ("send", "convert")}

CrmModules = Mapping[str, frozenset[ActionName]]


@dataclass(frozen=True, slots=True)
class BooksUser:
    """The caller in Books: rights by entity, whether only assigned customers are theirs, their id and addresses.

    Administrators have more than these rights: they approve past the levels.
    """

    rights: Mapping[str, frozenset[ActionName]]
    assigned_only: bool
    user_id: str = ""
    emails: frozenset[str] = frozenset()
    is_administrator: bool = False


def with_implied(rights: Iterable[ActionName]) -> frozenset[ActionName]:
    """The rights and those that follow: who may view may export, who may edit may send and convert."""
    implied = set(rights)
    for right in tuple(implied):
        implied |= set(_IMPLIED.get(right, ()))
    return frozenset(implied)


def unavailable_source(product: ZohoProduct, error: SuitegraphError) -> Factor:
    """A source that exists but failed: it denies, with a reason of its own."""
    text = f"The permissions of the caller could not be fetched ({error.code})."
    return Factor(NO_ACTIONS, Denial(Reason.SOURCE_UNAVAILABLE, product, text, error))


def by_profile(module: Module, api_name: str | None, known: CrmModules | None, finance: frozenset[str]) -> Factor:
    """The CRM profile's decision. `api_name` is the module in CRM or its mirror, `finance` are all mirrors.

    None for `known` is a caller who is no CRM user, about whom CRM has nothing to say. A finance module without a
    mirror follows the finance tab: it may be viewed where any mirror may.
    """
    denial = Denial(Reason.CRM_PROFILE, "crm", "The CRM profile does not allow it.")
    if known is None:
        return Factor(None, denial)
    if api_name is not None and api_name in known:
        rights = with_implied(known[api_name])
        # CRM has no right to approve a finance document: for those who may view it, the finance side decides.
        more: frozenset[ActionName] = frozenset(() if module.mirrors_self or "view" not in rights else {"approve"})
        return Factor(rights | more, denial)
    tabs = [known[name] for name in finance if name in known]
    if module.mirrors_self or not tabs:
        return Factor(None, denial)
    return Factor(None if any("view" in rights for rights in tabs) else NO_ACTIONS, denial)


def by_books_role(module: Module, user: BooksUser | None) -> Factor:
    """The Books role's decision; None stands for a user who is not a member of the organisation."""
    if user is None:
        return Factor(NO_ACTIONS, Denial(Reason.BOOKS_ROLE, "books", "The caller is not a user of Books."))
    rights = NO_ACTIONS if module.entity is None else user.rights.get(module.entity, NO_ACTIONS)
    return Factor(with_implied(rights), Denial(Reason.BOOKS_ROLE, "books", "The role in Books does not allow it."))


def by_billing_membership(module: Module, *, member: bool) -> Factor:
    """Billing reports membership alone: a member may do whatever the graph has, as long as Billing does not refuse."""
    if not member:
        return Factor(NO_ACTIONS, Denial(Reason.BILLING_MEMBERSHIP, "billing", "The caller is not a user of Billing."))
    denial = Denial(Reason.BILLING_MEMBERSHIP, "billing", "It can only be viewed here.")
    return Factor(module.actions, denial)


def by_grant(module: Module, grants: Grants) -> Factor:
    """The grants of an integration user, instead of a role."""
    denial = Denial(Reason.INTEGRATION_GRANT, module.product, "The integration user has no grant for it.")
    return Factor(grants.modules.get(module, NO_ACTIONS), denial)


def by_policy(module: Module, verdict: PolicyVerdict) -> Factor:
    """What the gateway's own policy forbids."""
    forbidden = {action: text for (about, action), text in verdict.actions.items() if about == module}
    text = next(iter(forbidden.values()), "The policy of the gateway forbids it.")
    return Factor(ALL_ACTIONS.difference(forbidden) if forbidden else None, Denial(Reason.GATEWAY_POLICY, None, text))


def by_refusal(module: Module, refused: frozenset[ActionName]) -> Factor:
    """What the product refused recently; a caller who may not view may do nothing else."""
    text = "The product recently refused it to the caller."
    allows = NO_ACTIONS if "view" in refused else ALL_ACTIONS - refused
    return Factor(allows, Denial(Reason.UPSTREAM_REFUSAL, module.product, text))
