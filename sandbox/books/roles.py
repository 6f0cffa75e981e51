"""What each Books role may do (Zoho Books help, "Users and roles"), and the tree that `GET /users/me` shows it in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from sandbox.store import Body

Right = Literal["view", "create", "edit", "delete", "approve"]
# What roles distinguish: whom one deals with, the four kinds of orders and invoices, all other transactions, the chart
# of accounts, what is set up for everybody to use, and what administrators look after.
EntityGroup = Literal["party", "document", "transaction", "ledger", "setting", "administration"]
BooksRights = Mapping[EntityGroup, frozenset[Right]]

RIGHTS: tuple[Right, ...] = ("view", "create", "edit", "delete", "approve")
EVERYTHING = frozenset(RIGHTS)
EVERYDAY = EVERYTHING - {"approve"}
WRITING: frozenset[Right] = frozenset({"view", "create", "edit"})
VIEWING: frozenset[Right] = frozenset({"view"})


@dataclass(frozen=True, slots=True)
class Entity:
    """What a right is about, by Books' word for it, and the group whose rights it shares."""

    word: str
    group: EntityGroup


CONTACT = Entity("contact", "party")
ITEM = Entity("item", "party")
ESTIMATE = Entity("estimate", "document")
SALES_ORDER = Entity("salesorder", "document")
INVOICE = Entity("invoice", "document")
PURCHASE_ORDER = Entity("purchaseorder", "document")
CUSTOMER_PAYMENT = Entity("customerpayment", "transaction")
CREDIT_NOTE = Entity("creditnote", "transaction")
TAX = Entity("tax", "setting")
CURRENCY = Entity("currency", "setting")
SETTINGS = Entity("settings", "administration")
REPORT = Entity("report", "administration")
ENTITIES = (
    CONTACT, ITEM, ESTIMATE, SALES_ORDER, INVOICE, PURCHASE_ORDER, CUSTOMER_PAYMENT, CREDIT_NOTE, TAX, CURRENCY,
    SETTINGS, REPORT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Role:
    """A role. Of an entity among the `exceptions` it has those rights, of any other one those of its group.

    A `segmented` one sees the customers that are assigned to the user, and nobody else's.
    """

    role_id: str
    name: str
    display_name: str
    rights: BooksRights
    exceptions: Mapping[Entity, frozenset[Right]] = field(default_factory=dict[Entity, frozenset[Right]])
    segmented: bool = False

    def rights_of(self, entity: Entity) -> frozenset[Right]:
        """Everything that the role may do with the entity."""
        return self.exceptions.get(entity, self.rights.get(entity.group, frozenset()))

    @property
    def may_approve(self) -> bool:
        """Whether there is anything that the role may approve."""
        return any("approve" in rights for rights in (*self.rights.values(), *self.exceptions.values()))

    def may(self, entity: Entity, right: Right) -> bool:
        """Whether the role has the right."""
        return right in self.rights_of(entity)


STAFF: BooksRights = {
    "party": EVERYDAY, "document": EVERYDAY, "transaction": EVERYDAY, "ledger": VIEWING, "setting": VIEWING
}  # fmt: skip

ROLES: dict[str, Role] = {
    "admin": Role("460000000000701", "admin", "Admin", dict.fromkeys(get_args(EntityGroup), EVERYTHING)),
    "staff": Role("460000000000702", "staff", "Staff", STAFF),
    "staff_approver": Role(
        "460000000000703",
        "staff_approver",
        "Staff (Approver)",
        {**STAFF, "document": EVERYTHING, "transaction": EVERYTHING},
    ),
    "staff_assigned": Role(
        "460000000000704", "staff_assigned", "Staff (Assigned Customers Only)", STAFF, segmented=True
    ),
    "integration": Role(
        "460000000000705",
        "integration_user",
        "Integration User",
        {"document": WRITING, "party": VIEWING, "setting": VIEWING},
    ),
    "integration_earlier": Role(
        "460000000000706",
        "integration_user_earlier",
        "Integration User (Earlier)",
        {"document": VIEWING, "party": VIEWING, "setting": VIEWING},
        {ESTIMATE: EVERYTHING},
    ),
    "integration_viewer": Role(
        "460000000000707",
        "integration_user_viewer",
        "Integration User (Viewer)",
        {},
        {INVOICE: VIEWING, CONTACT: VIEWING},
    ),
}


def permission_tree(role: Role, entities: Iterable[Entity]) -> list[Body]:
    """The `permissions` of `GET /users/me`: one flag for each right where the role has not all of them."""
    tree: list[Body] = []
    for entity in entities:
        held = role.rights_of(entity)
        full = held == EVERYTHING
        row: Body = {"entity": entity.word, "full_access": full}
        if entity is REPORT:
            row["report_permissions"] = []
        else:
            # The field is an empty string as often as a list in what public clients have seen.
            row["more_permissions"] = ""
        if not full:
            row |= {f"can_{right}": right in held for right in RIGHTS}
        tree.append(row)
    return tree
