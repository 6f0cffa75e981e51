"""What each role may do, and what `GET /users/me` says about it."""

from typing import Any

import pytest

from tests.sandbox.books.conftest import Books

RIGHTS = ("view", "create", "edit", "delete", "approve")
ESTIMATE = "460000000006000001"
LISTS = {
    "contacts": "contact",
    "items": "item",
    "estimates": "estimate",
    "salesorders": "salesorder",
    "invoices": "invoice",
    "purchaseorders": "purchaseorder",
    "customerpayments": "customerpayment",
    "creditnotes": "creditnote",
    "settings/taxes": "tax",
    "bills": "bill",
    "vendorpayments": "vendorpayment",
    "expenses": "expense",
    "chartofaccounts": "chartofaccounts",
    "settings/currencies": "currency",
    "users": "settings",
}
EVERYTHING = set(LISTS)
PURCHASES = ("bills", "vendorpayments", "expenses", "chartofaccounts")
# Persona by persona: the lists that may be seen.
SEEN = {
    "admin": EVERYTHING,
    "accountant": EVERYTHING - {"users"},
    "assigned": EVERYTHING - {"users"},
    "sales": EVERYTHING - {"users", "customerpayments", "creditnotes", *PURCHASES},
    "legacy": {
        *("contacts", "items", "estimates", "salesorders", "invoices", "purchaseorders"),
        *("settings/taxes", "settings/currencies"),
    },
    "restricted": {"contacts", "invoices"},
}


async def tree(seed: Books, persona: str) -> dict[str, dict[str, Any]]:
    me = await seed.one("/users/me", persona)
    return {row["entity"]: row for row in me["role"]["role"]["permissions"]}


def held(row: dict[str, Any]) -> set[str]:
    return set(RIGHTS) if row["full_access"] else {right for right in RIGHTS if row[f"can_{right}"]}


@pytest.mark.parametrize("persona", SEEN)
async def test_a_role_sees_its_lists_and_no_others(seed: Books, persona: str) -> None:
    answers = {path: await seed.ask(persona, "GET", f"/{path}") for path in LISTS}
    assert {path for path, answer in answers.items() if answer.status == 200} == SEEN[persona]
    assert {answer.body["code"] for answer in answers.values()} <= {0, 57}


@pytest.mark.parametrize("persona", SEEN)
async def test_the_permission_tree_agrees_with_what_is_answered(seed: Books, persona: str) -> None:
    permissions = await tree(seed, persona)
    assert {path for path, entity in LISTS.items() if "view" in held(permissions[entity])} == SEEN[persona]


@pytest.mark.parametrize(
    ("persona", "entity", "rights"),
    [
        ("admin", "estimate", "view create edit delete approve"),
        ("admin", "settings", "view create edit delete approve"),
        ("accountant", "invoice", "view create edit delete approve"),
        ("accountant", "settings", ""),
        ("accountant", "contact", "view create edit delete"),
        ("assigned", "invoice", "view create edit delete"),
        ("sales", "estimate", "view create edit"),
        ("sales", "contact", "view"),
        ("sales", "customerpayment", ""),
        ("legacy", "estimate", "view create edit delete approve"),
        ("legacy", "invoice", "view"),
        ("restricted", "invoice", "view"),
        ("restricted", "estimate", ""),
        ("accountant", "bill", "view create edit delete approve"),
        ("assigned", "vendorpayment", "view create edit delete"),
        ("accountant", "chartofaccounts", "view"),
        ("sales", "bill", ""),
        ("legacy", "expense", ""),
    ],
)
async def test_the_tree_names_each_right(seed: Books, persona: str, entity: str, rights: str) -> None:
    assert held((await tree(seed, persona))[entity]) == set(rights.split())


async def test_flags_stand_only_where_access_is_not_full(seed: Books) -> None:
    permissions = await tree(seed, "legacy")
    assert permissions["estimate"] == {"entity": "estimate", "full_access": True, "more_permissions": ""}
    assert permissions["invoice"] == {
        "entity": "invoice",
        "full_access": False,
        "more_permissions": "",
        "can_view": True,
        "can_create": False,
        "can_edit": False,
        "can_delete": False,
        "can_approve": False,
    }
    assert permissions["report"]["report_permissions"] == []


async def test_me_is_the_tokens_owner_with_role_and_segmentation(seed: Books) -> None:
    me = await seed.one("/users/me", "assigned")
    assert (me["user_id"], me["name"]) == ("460000000000017006", "Astrid Nilsen")
    assert (me["is_customer_segmented"], me["is_vendor_segmented"], me["is_current_user"]) == (True, False, True)
    assert me["role"]["role"]["display_name"] == "Staff (Assigned Customers Only)"
    assert (me["role"]["zuid"], me["role_id"]) == ("700006", me["role"]["role_id"])
    assert [(await seed.one("/users/me", who))["is_associated_for_approval"] for who in ("accountant", "sales")] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("persona", "method", "path", "allowed"),
    [
        ("sales", "PUT", f"/estimates/{ESTIMATE}", True),
        ("sales", "POST", f"/estimates/{ESTIMATE}/comments", True),
        ("sales", "DELETE", f"/estimates/{ESTIMATE}", False),
        ("sales", "PUT", "/contacts/460000000001000001", False),
        ("sales", "POST", "/crm/account/4150868000001000001/import", False),
        ("sales", "POST", "/customerpayments", False),
        ("legacy", "PUT", f"/estimates/{ESTIMATE}", True),
        ("legacy", "DELETE", f"/estimates/{ESTIMATE}", True),
        ("legacy", "PUT", "/invoices/460000000008000001", False),
        ("legacy", "POST", "/invoices/460000000008000001/status/void", False),
        ("restricted", "PUT", "/invoices/460000000008000001", False),
        ("restricted", "GET", f"/estimates/{ESTIMATE}", False),
        ("restricted", "GET", "/invoices/460000000008000001/comments", True),
        ("accountant", "PUT", "/items/460000000005000001", True),
    ],
)
async def test_a_right_that_the_role_lacks_is_refused(
    books: Books, persona: str, method: str, path: str, allowed: bool
) -> None:
    answer = await books.ask(persona, method, path, {"notes": "n", "description": "d"})
    assert (answer.status in {200, 201}) == allowed, answer.body
    assert allowed or (answer.status, answer.body["code"]) == (401, 57)


class TestAssignedCustomersOnly:
    """The user `assigned` sees the customers that they own, and their documents."""

    OWNER = "460000000000017006"

    @pytest.mark.parametrize("module", ["estimates", "salesorders", "invoices", "customerpayments"])
    async def test_lists_shrink_to_the_documents_of_own_customers(self, seed: Books, module: str) -> None:
        contacts = await seed.rows("contacts", "assigned", contact_type="customer")
        own = {row["contact_id"] for row in contacts}
        everybodys = await seed.rows(module)
        expected = [row for row in everybodys if row["customer_id"] in own]
        assert 0 < len(expected) < len(everybodys)
        assert await seed.rows(module, "assigned") == expected

    async def test_a_list_is_empty_where_every_document_is_a_foreign_customers(self, seed: Books) -> None:
        assert await seed.rows("creditnotes") != []
        assert await seed.rows("creditnotes", "assigned") == []

    async def test_own_customers_are_those_whose_owner_one_is(self, seed: Books) -> None:
        own = await seed.rows("contacts", "assigned", contact_type="customer")
        assert len(own) == 8
        for row in await seed.rows("contacts", contact_type="customer"):
            contact = await seed.one(f"/contacts/{row['contact_id']}")
            assert (contact["owner_id"] == self.OWNER) == (row in own)

    async def test_vendors_and_purchase_orders_are_not_segmented(self, seed: Books) -> None:
        for module in ("purchaseorders", "items"):
            assert await seed.rows(module, "assigned") == await seed.rows(module)
        vendors = {"contact_type": "vendor"}
        assert await seed.rows("contacts", "assigned", **vendors) == await seed.rows("contacts", **vendors)

    async def test_a_foreign_record_does_not_exist(self, books: Books) -> None:
        own = await books.rows("invoices", "assigned")
        foreign = next(row for row in await books.rows("invoices") if row not in own)
        path = f"/invoices/{foreign['invoice_id']}"
        for method, address in [("GET", path), ("PUT", path), ("DELETE", path), ("GET", f"{path}/comments")]:
            refusal = await books.refused("assigned", method, address, {"notes": "n"})
            assert refusal == (404, 1002, "Invoice does not exist.")
        customer = f"/contacts/{foreign['customer_id']}"
        for address in (customer, f"{customer}/contactpersons", f"{customer}/comments"):
            assert (await books.refused("assigned", "GET", address))[:2] == (404, 1002)

    async def test_nothing_can_be_written_for_a_foreign_customer(self, books: Books) -> None:
        own = {row["contact_id"] for row in await books.rows("contacts", "assigned")}
        foreign = next(row["contact_id"] for row in await books.rows("contacts") if row["contact_id"] not in own)
        line = {"item_id": "460000000005000001", "quantity": 1}
        refusal = await books.refused("assigned", "POST", "/estimates", {"customer_id": foreign, "line_items": [line]})
        assert refusal == (404, 1002, "The Customer is not accessible.")

    async def test_counts_and_sums_leave_foreign_invoices_out(self, seed: Books) -> None:
        own = await seed.rows("invoices", "assigned")
        counted = (await seed.done("assigned", "GET", "/invoices", response_option=3))["page_context"]
        assert counted["total"] == len(own)
        assert counted["sum_columns"]["total"] == pytest.approx(sum(row["total"] for row in own))
