"""The decision of each source of permissions on a module. Pure; the products' responses come parsed."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace

from domain.actions import ActionName
from domain.entity_words import EntityWords
from domain.errors import PermissionUnknown, SuitegraphError
from domain.grants import Grants
from domain.modules.module import VIEW, Module
from domain.permissions import ALL_ACTIONS, NO_ACTIONS, Denial, Factor, Reason
from domain.policy import PolicyVerdict
from domain.products import ZohoProduct

# Who may do one of these works with a form.
WRITING: tuple[ActionName, ...] = ("create", "edit")
# What follows from a right that CRM and Books do name.
_IMPLIED: Mapping[ActionName, tuple[ActionName, ...]] = {"view": ("export",), "edit": ("send", "convert")}


@dataclass(frozen=True, slots=True)
class Rights:
    """What a source says of one thing: the actions that it allows and those that it denies; all others are unknown.

    `unread` are the words of the source that the gateway could not read, without any value.
    """

    allowed: frozenset[ActionName] = NO_ACTIONS
    denied: frozenset[ActionName] = NO_ACTIONS
    unread: tuple[str, ...] = ()

    @classmethod
    def of_flags(cls, row: Mapping[str, object], flags: Mapping[ActionName, str]) -> "Rights":
        """The rights by the flags of a row: one that is neither true nor false is unknown."""
        return cls(
            frozenset(action for action, flag in flags.items() if row.get(flag) is True),
            frozenset(action for action, flag in flags.items() if row.get(flag) is False),
            tuple(f"no flag {flag}" for flag in flags.values() if not isinstance(row.get(flag), bool)),
        )

    def __and__(self, other: "Rights") -> "Rights":
        """What holds where both are said of one thing: a denial by either counts."""
        denied = self.denied | other.denied
        return Rights(self.allowed & other.allowed, denied, (*self.unread, *other.unread))

    def with_implied(self) -> "Rights":
        """The same with the actions that follow from the others; what follows from an unknown one is unknown."""
        allowed = with_implied(self.allowed)
        return Rights(allowed, with_implied(self.denied) - allowed, self.unread)

    def factor(self, denial: Denial) -> Factor:
        """The decision: what is neither allowed nor denied is left to the product."""
        unknown = ALL_ACTIONS - self.allowed - self.denied
        return Factor(self.allowed | unknown, denial, unknown, self.unread if unknown else ())


CrmModules = Mapping[str, Rights]


@dataclass(frozen=True, slots=True)
class BooksUser:
    """The caller in Books: rights by entity, whether only assigned customers are theirs, their id and addresses.

    Entities are normalised, `words` have them as Books spells them; what is not among the `rights` is unknown.
    Administrators have more than these rights: they approve past the levels. `role_id` is empty where Books names none.
    """

    rights: Mapping[str, Rights]
    assigned_only: bool
    user_id: str = ""
    emails: frozenset[str] = frozenset()
    is_administrator: bool = False
    role_id: str = ""
    words: Mapping[str, str] = field(default_factory=dict[str, str])

    def unread(self, known: Container[str]) -> tuple[str, ...]:
        """The words for entities that are not among the `known` ones, as Books spells them."""
        return tuple(word for name, word in self.words.items() if name not in known)


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
        rights = known[api_name].with_implied()
        # CRM has no right to approve: of a finance document, the finance side decides for those who may view it.
        if module.mirrors_self or "view" in rights.denied:
            return replace(rights, denied=rights.denied | {"approve"}).factor(denial)
        return replace(rights, allowed=rights.allowed | {"approve"}).factor(denial)
    tabs = [known[name] for name in finance if name in known]
    if module.mirrors_self or not tabs:
        return Factor(None, denial)
    return Factor(NO_ACTIONS if all("view" in rights.denied for rights in tabs) else None, denial)


def by_books_role(module: Module, user: BooksUser | None, words: EntityWords) -> Factor:
    """The Books role's decision; None stands for a user who is not a member of the organisation."""
    if user is None:
        return Factor(NO_ACTIONS, Denial(Reason.BOOKS_ROLE, "books", "The caller is not a user of Books."))
    denial = Denial(Reason.BOOKS_ROLE, "books", "The role in Books does not allow it.")
    named = next((user.rights[word] for word in words.of(module) if word in user.rights), None)
    if named is None:
        named = Rights(unread=_unread_of(module, user, words))
    return named.with_implied().factor(denial)


def _unread_of(module: Module, user: BooksUser, words: EntityWords) -> tuple[str, ...]:
    if not user.rights:
        return ("no role.role.permissions", *user.unread(words.known))
    # No role names what has no entity: no other word can be the one that was looked for.
    return () if module.entity is None else (f"no entity {module.entity}", *user.unread(words.known))


def by_billing_membership(module: Module, *, member: bool | None) -> Factor:
    """Billing reports membership alone: a member may do whatever the graph has, as long as Billing does not refuse.

    None says that it is unknown whether the caller is a member: Billing decides.
    """
    if member is False:
        return Factor(NO_ACTIONS, Denial(Reason.BILLING_MEMBERSHIP, "billing", "The caller is not a user of Billing."))
    denial = Denial(Reason.BILLING_MEMBERSHIP, "billing", "It can only be viewed here.")
    if member is None:
        return Factor(module.actions, denial, module.actions, ("no list of organizations",))
    return Factor(module.actions, denial)


def by_migration(product: ZohoProduct) -> Factor:
    """What is decided of somebody who is still to be migrated: nobody else's rights stand in for theirs."""
    text = (
        "The caller's organisation is moving its users, and the caller has not been moved yet: an administrator of CRM "
        "can do it now with `startMigration` or `addMigrationUsers`."
    )
    return Factor(NO_ACTIONS, Denial(Reason.MIGRATION_REQUIRED, product, text))


def by_grant(module: Module, grants: Grants) -> Factor:
    """The grants of an integration user, instead of a role."""
    denial = Denial(Reason.INTEGRATION_GRANT, module.product, "The integration user has no grant for it.")
    return Factor(grants.modules.get(module, NO_ACTIONS), denial)


def by_former_grant(module: Module) -> Factor:
    """The decision on whoever was an integration user, and has nothing in Books but the role that was made for it."""
    text = "The caller is an integration user no longer; what is left of that in Books allows nothing here."
    return Factor(NO_ACTIONS, Denial(Reason.INTEGRATION_GRANT, module.product, text))


def by_forms(module: Module, by_crm: Mapping[Module, Factor], grants: Grants, verdict: PolicyVerdict) -> Factor:
    """The decision on a look-up for an integration user: whoever may write what it is chosen in asks the product.

    `by_crm` are the modules in whose forms it is chosen, each with what CRM says of it.
    """
    writable = any(
        action in form.actions and not any(factor.denies("view") or factor.denies(action) for factor in factors)
        for form, crm in by_crm.items()
        for factors in [(crm, by_grant(form, grants), by_policy(form, verdict))]
        for action in WRITING
    )
    text = "The integration user may write none of the records that it is chosen in."
    denial = Denial(Reason.INTEGRATION_GRANT, module.product, text)
    return Factor(VIEW, denial, VIEW) if writable else Factor(NO_ACTIONS, denial)


def by_policy(module: Module, verdict: PolicyVerdict) -> Factor:
    """What the gateway's own policy forbids."""
    forbidden = {action: text for (about, action), text in verdict.actions.items() if about == module}
    text = next(iter(forbidden.values()), "The policy of the gateway forbids it.")
    return Factor(ALL_ACTIONS.difference(forbidden) if forbidden else None, Denial(Reason.GATEWAY_POLICY, None, text))


def by_refusal(module: Module, refused: frozenset[ActionName]) -> Factor:
    """What the product refused recently; a caller who may not view may do nothing else."""
    allows = NO_ACTIONS if "view" in refused else ALL_ACTIONS - refused
    return Factor(allows, refused_recently(module.product))


def refused_recently(product: ZohoProduct) -> Denial:
    """The denial of what the product refused when it was last asked."""
    return Denial(Reason.UPSTREAM_REFUSAL, product, "The product recently refused it to the caller.")


def unread_twins(mirror: str) -> Denial:
    """The denial of fields whose twins in a mirror CRM does not describe: nobody knows whether they are hidden."""
    text = f"Zoho CRM does not describe the field of {mirror} that may hide it; see docs/unverified.md."
    failure = PermissionUnknown(
        f"What {mirror} in Zoho CRM may hide stays hidden, because CRM does not describe its fields as expected.",
        service="crm",
    )
    return Denial(Reason.UNKNOWN_TO_GATEWAY, "crm", text, failure)
