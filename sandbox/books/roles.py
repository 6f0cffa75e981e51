"""What each Books role may do (Zoho Books help, "Users and roles"), and the tree that `GET /users/me` tells it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sandbox.store import Body

Entity = Literal[
    "contact", "item", "estimate", "salesorder", "invoice", "purchaseorder", "customerpayment", "creditnote",
    "tax", "currency", "settings", "report",
]  # fmt: skip
Right = Literal["view", "create", "edit", "delete", "approve"]
Rights = Mapping[Entity, frozenset[Right]]

ENTITIES: tuple[Entity, ...] = (
    "contact", "item", "estimate", "salesorder", "invoice", "purchaseorder", "customerpayment", "creditnote",
    "tax", "currency", "settings", "report",
)  # fmt: skip
RIGHTS: tuple[Right, ...] = ("view", "create", "edit", "delete", "approve")
EVERYTHING = frozenset(RIGHTS)
EVERYDAY = EVERYTHING - {"approve"}
WRITING: frozenset[Right] = frozenset({"view", "create", "edit"})
VIEWING: frozenset[Right] = frozenset({"view"})

DOCUMENTS: tuple[Entity, ...] = ("estimate", "salesorder", "invoice", "purchaseorder")
TRANSACTIONS: tuple[Entity, ...] = (*DOCUMENTS, "customerpayment", "creditnote")


@dataclass(frozen=True, slots=True)
class Role:
    """A role. A `segmented` one sees the customers that are assigned to the user, and nobody else's."""

    role_id: str
    name: str
    display_name: str
    rights: Rights
    segmented: bool = False

    def may(self, entity: Entity, right: Right) -> bool:
        """Whether the role has the right."""
        return right in self.rights.get(entity, frozenset())


def _granted(*grants: tuple[tuple[Entity, ...], frozenset[Right]]) -> Rights:
    return {entity: rights for entities, rights in grants for entity in entities}


STAFF = _granted((("contact", "item", *TRANSACTIONS), EVERYDAY), (("tax", "currency"), VIEWING))

ROLES: dict[str, Role] = {
    "admin": Role("460000000000701", "admin", "Admin", _granted((ENTITIES, EVERYTHING))),
    "staff": Role("460000000000702", "staff", "Staff", STAFF),
    "staff_approver": Role(
        "460000000000703", "staff_approver", "Staff (Approver)", {**STAFF, **_granted((TRANSACTIONS, EVERYTHING))}
    ),
    "staff_assigned": Role(
        "460000000000704", "staff_assigned", "Staff (Assigned Customers Only)", STAFF, segmented=True
    ),
    "integration": Role(
        "460000000000705",
        "integration_user",
        "Integration User",
        _granted((DOCUMENTS, WRITING), (("contact", "item", "tax", "currency"), VIEWING)),
    ),
    "integration_earlier": Role(
        "460000000000706",
        "integration_user_earlier",
        "Integration User (Earlier)",
        _granted((DOCUMENTS, VIEWING), (("estimate",), EVERYTHING), (("contact", "item"), VIEWING)),
    ),
    "integration_viewer": Role(
        "460000000000707",
        "integration_user_viewer",
        "Integration User (Viewer)",
        _granted((("invoice", "contact"), VIEWING)),
    ),
}


def permission_tree(role: Role) -> list[Body]:
    """The `permissions` of `GET /users/me`: one flag for each right where the role has not all of them."""
    tree: list[Body] = []
    for entity in ENTITIES:
        held = role.rights.get(entity, frozenset())
        full = held == EVERYTHING
        row: Body = {"entity": entity, "full_access": full}
        if entity == "report":
            row["report_permissions"] = []
        else:
            # The field is an empty string as often as a list in what public clients have seen.
            row["more_permissions"] = ""
        if not full:
            row |= {f"can_{right}": right in held for right in RIGHTS}
        tree.append(row)
    return tree
