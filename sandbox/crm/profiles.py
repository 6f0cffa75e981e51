"""The profiles: what each may do in which module and which fields it hides, as data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from sandbox.crm.metadata import CrmModule
from sandbox.crm.mirrors import DOCUMENTS, INVOICES, MIRRORS, SUBSCRIPTIONS

CrmAction = Literal["View", "Create", "Edit", "Delete"]
FieldPermission = Literal["read_write", "read_only", "hidden"]
ACTIONS: tuple[CrmAction, ...] = ("View", "Create", "Edit", "Delete")
STANDARD = ("Accounts", "Contacts", "Deals", "Vendors", "Products")


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile. `rights` holds the actions by module key; `hidden` and `read_only` name fields as `Module.Field`."""

    number: int
    name: str
    description: str
    rights: Mapping[str, tuple[CrmAction, ...]]
    hidden: frozenset[str] = frozenset()
    read_only: frozenset[str] = frozenset()
    administrator: bool = False

    @property
    def id(self) -> str:
        """The profile's id."""
        return str(4150868000000026010 + self.number)

    def may(self, action: CrmAction, module: CrmModule) -> bool:
        """Whether users of the profile may do that in the module."""
        return action in self.rights.get(module.key, ())

    def permission(self, module: CrmModule, field: str) -> FieldPermission:
        """What users of the profile may do with the field."""
        name = f"{module.key}.{field}"
        return "hidden" if name in self.hidden else "read_only" if name in self.read_only else "read_write"


def _rights(letters: str, modules: Iterable[str]) -> dict[str, tuple[CrmAction, ...]]:
    """The actions whose first letters are given, for each module."""
    return {name: tuple(action for action in ACTIONS if action[0] in letters) for name in modules}


PROFILES: tuple[Profile, ...] = (
    Profile(
        1,
        "Administrator",
        "Everything, with customisation.",
        _rights("VCED", (*STANDARD, *MIRRORS)),
        administrator=True,
    ),
    Profile(
        2,
        "Sales",
        "Customers, deals and their documents; deletes nothing.",
        _rights("VCE", ("Accounts", "Contacts", "Deals", *DOCUMENTS))
        | _rights("V", ("Vendors", "Products", SUBSCRIPTIONS)),
        read_only=frozenset({"Accounts.Annual_Revenue", "Accounts.Sustainability_Score"}),
    ),
    Profile(
        3,
        "Accounting",
        "All finance documents; looks at customers.",
        _rights("V", ("Accounts", "Contacts", "Deals", "Products"))
        | _rights("VE", ("Vendors",))
        | _rights("VCED", MIRRORS),
        hidden=frozenset({"Deals.Margin_Percent", "Contacts.Mobile"}),
    ),
    Profile(
        4,
        "Support",
        "Looks at customers, invoices and subscriptions, without their amounts.",
        _rights("V", ("Accounts", "Deals", "Products", INVOICES, SUBSCRIPTIONS)) | _rights("VE", ("Contacts",)),
        hidden=frozenset(
            {
                f"{INVOICES}.Sub_Total", f"{INVOICES}.Grand_Total", f"{INVOICES}.Balance", f"{SUBSCRIPTIONS}.Amount",
                "Deals.Amount", "Deals.Expected_Revenue", "Deals.List_Value", "Accounts.Annual_Revenue",
                "Products.Unit_Price",
            }
        ),
    ),
    Profile(
        5,
        "Marketing",
        "Looks at customers and deals; no finance module.",
        _rights("V", ("Accounts", "Deals")) | _rights("VE", ("Contacts",)),
        hidden=frozenset({"Accounts.Annual_Revenue"}),
        read_only=frozenset({"Contacts.Phone", "Contacts.Mobile"}),
    ),
)  # fmt: skip

BY_NAME = {profile.name: profile for profile in PROFILES}
