"""The policy of the gateway takes away from whom it names, over the whole way from its file to the answer."""

from pathlib import Path
from typing import Any

from tests.graphs import Told, graph_served

POLICY = """
[[rule]]
reason = "Balances are for finance."
fields = ["Invoice.balance", "Contact.email"]
profiles = ["Sales"]

[[rule]]
reason = "Purchasing is closed."
modules = { "books.purchase_orders" = ["view"], "books.invoices" = ["approve"] }
except_profiles = ["Administrator"]
"""
QUERY = """
{ viewer { permissions { modules { module allowedActions } } }
  contacts(first: 1) { nodes { lastName email } }
  invoices(first: 1) { nodes { number balance { amount } } }
  purchaseOrders(first: 1) { nodes { number } }
  explainPermission(coordinate: "Invoice.balance") { visible decidedBy text } }
"""
ORDERED = "{ invoices(first: 1, orderBy: { field: BALANCE }) { nodes { number } } }"


def allowed(told: Told, name: str) -> list[str]:
    """What a caller may do in a module."""
    modules: Any = told.data["viewer"]["permissions"]["modules"]
    return next(module["allowedActions"] for module in modules if module["module"] == name)


async def test_each_rule_holds_for_those_whom_it_names(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(POLICY, "utf-8")
    async with graph_served(policy=file) as graph:
        admin, accountant, sales = [await graph.ask(name, QUERY) for name in ("admin", "accountant", "sales")]
        refused = await graph.ask("sales", ORDERED)
    for told in (admin, accountant, sales):
        assert told.data["contacts"]["nodes"][0]["lastName"]
        assert told.data["invoices"]["nodes"][0]["number"]
    assert admin.data["invoices"]["nodes"][0]["balance"]
    assert admin.data["purchaseOrders"]["nodes"]
    assert "APPROVE" in allowed(admin, "books.invoices")
    assert accountant.data["invoices"]["nodes"][0]["balance"]
    assert accountant.data["purchaseOrders"] is None
    assert "APPROVE" not in allowed(accountant, "books.invoices")
    assert sales.data["invoices"]["nodes"][0]["balance"] is None
    assert sales.data["contacts"]["nodes"][0]["email"] is None
    assert sales.data["explainPermission"] == {
        "visible": False,
        "decidedBy": "GATEWAY_POLICY",
        "text": "Balances are for finance.",
    }
    hidden = {(field["coordinate"], field["reason"]) for field in sales.body["extensions"]["hiddenFields"]}
    assert hidden == {
        (coordinate, "GATEWAY_POLICY") for coordinate in ("Contact.email", "Invoice.balance", "Query.purchaseOrders")
    }
    assert refused.codes == ["FORBIDDEN"]


JOINED = """query ($id: ID!) { customer(id: $id) { name account { name } }
  invoices(first: 1, filter: { customerId: $id }) { nodes { account { name } } } }"""
SAVED = "query ($view: ID!) { accounts(first: 1, view: $view) { nodes { name } } }"


async def test_a_field_that_shows_the_way_to_a_record_hides_itself_and_not_the_way(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text('[[rule]]\nreason = "No."\nfields = ["Customer.account", "Account.customFields"]\n', "utf-8")
    async with graph_served(policy=file) as graph:
        found = await graph.ask(
            "admin", '{ customers(first: 1, filter: { name: { is: "Aurora Optics" } }) { nodes { id } } }'
        )
        told = await graph.ask("admin", JOINED, {"id": found.data["customers"]["nodes"][0]["id"]})
        views = (await graph.ask("admin", "{ views(of: ACCOUNT) { viewId name } }")).data["views"]
        gold = next(view["viewId"] for view in views if view["name"] == "Gold accounts")
        saved = await graph.ask("admin", SAVED, {"view": gold})
    assert told.data["customer"] == {"name": "Aurora Optics", "account": None}
    assert told.data["invoices"]["nodes"] == [{"account": {"name": "Aurora Optics"}}]
    assert saved.codes == ["FORBIDDEN"]


CLOSED = """
[[rule]]
reason = "Quotes are turned into orders by finance."
modules = { "books.estimates" = ["convert"] }
profiles = ["Sales"]
"""
CONVERT = """mutation { convertEstimateToSalesOrder(input: { id: "460000000001000001" }) {
    userErrors { code message } salesOrder { id } } }"""
LAST = "{ auditLog(first: 1) { nodes { act result codes author { name } } } }"


async def test_who_may_create_orders_still_needs_the_right_to_convert(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(CLOSED, "utf-8")
    async with graph_served(policy=file) as graph:
        told = await graph.ask("sales", "{ viewer { permissions { modules { module allowedActions } } } }")
        assert "CREATE" in allowed(told, "books.sales_orders")
        await graph.meet("sales")
        payload = (await graph.ask("sales", CONVERT)).data["convertEstimateToSalesOrder"]
        calls = graph.calls()
        entry = (await graph.ask("admin", LAST)).data["auditLog"]["nodes"][0]
    assert payload["userErrors"] == [{"code": "FORBIDDEN", "message": "Quotes are turned into orders by finance."}]
    assert calls == []
    assert entry == {
        "act": "convertEstimateToSalesOrder",
        "result": "REFUSED",
        "codes": ["FORBIDDEN"],
        "author": {"name": "Samir Okafor"},
    }
