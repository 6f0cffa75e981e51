"""Invoices, payments and transactions."""

from decimal import Decimal
from typing import Any

import pytest

from sandbox.billing import invoices
from sandbox.company.story import company
from tests.sandbox.billing.conftest import Billing

NONE: set[str] = set()
DETAIL_ONLY = {"invoice_items", "payments", "credits", "coupons", "subscriptions", "billing_address", "comments"}


async def every_row(billing: Billing, path: str, **params: Any) -> list[dict[str, Any]]:
    """The rows of all pages."""
    rows: list[dict[str, Any]] = []
    for page in range(1, 9):
        rows += await billing.rows(path, page=page, **params)
    return rows


async def test_a_row_says_number_and_invoice_date(billing: Billing) -> None:
    [row, *_] = await billing.rows("/invoices")
    told = next(each for each in billing.zoho.sandbox.company.billing_invoices if each.billing_id == row["invoice_id"])
    assert (row["number"], row["invoice_date"]) == (told.name, told.made_on.isoformat())
    assert not row.keys() & {"invoice_number", "date", *DETAIL_ONLY}


async def test_a_detail_has_the_lines_the_payments_and_the_subscription(billing: Billing) -> None:
    [row, *_] = await billing.rows("/invoices", filter_by="Status.Paid")
    detail = await billing.one(f"/invoices/{row['invoice_id']}")
    assert row.keys() - detail.keys() == {"has_attachment"}
    assert detail.keys() >= DETAIL_ONLY
    assert not any(key.startswith("_") for key in detail)
    told = next(each for each in billing.zoho.sandbox.company.billing_invoices if each.billing_id == row["invoice_id"])
    assert detail["subscriptions"] == [{"subscription_id": told.subscription_id}]
    [paid] = detail["payments"]
    payment = await billing.one(f"/payments/{paid['payment_id']}")
    assert payment["invoices"][0]["invoice_id"] == row["invoice_id"]
    assert payment["amount"] == paid["amount"] == detail["payment_made"]


def test_the_lines_sum_up_to_the_total_whatever_was_agreed() -> None:
    bodies = [body for seed in (7, 8) for _, body in invoices.records(company(seed))]
    for body in bodies:
        for item in body["invoice_items"]:
            of_item = Decimal(item["price"]) * item["quantity"] - Decimal(str(item["discount_amount"]))
            assert of_item == Decimal(str(item["item_total"]))
        totals = [Decimal(str(item["item_total"])) for item in body["invoice_items"]]
        assert sum(totals) == Decimal(str(body["total"]))
        assert Decimal(str(body["payment_made"])) + Decimal(str(body["balance"])) == Decimal(str(body["total"]))
        assert bool(body["coupons"]) == any(item["discount_amount"] for item in body["invoice_items"])
    assert {len(body["invoice_items"]) for body in bodies} >= {1, 2}
    assert any(body["coupons"] for body in bodies)


async def test_the_price_of_a_line_is_a_string(billing: Billing) -> None:
    [row, *_] = await billing.rows("/invoices")
    [item, *_] = (await billing.one(f"/invoices/{row['invoice_id']}"))["invoice_items"]
    assert item["price"] == f"{Decimal(item['price']):.2f}"


@pytest.mark.parametrize(
    ("word", "statuses"),
    [
        ("All", {"paid", "sent", "overdue"}),
        ("Sent", {"sent"}),
        ("OverDue", {"overdue"}),
        ("Paid", {"paid"}),
        ("Unpaid", {"sent", "overdue"}),
        ("Draft", NONE),
        ("PartiallyPaid", NONE),
        ("Void", NONE),
    ],
)  # fmt: skip
async def test_the_status_filters_pick_by_status(billing: Billing, word: str, statuses: set[str]) -> None:
    found = await every_row(billing, "/invoices", filter_by=f"Status.{word}")
    assert found == [row for row in await every_row(billing, "/invoices") if row["status"] in statuses]
    assert {row["status"] for row in found} == statuses


async def test_a_partially_paid_invoice_is_an_unpaid_one(billing: Billing) -> None:
    store = billing.zoho.sandbox.store
    [row, *_] = await billing.rows("/invoices", filter_by="Status.Sent")
    body = store.body("billing", "invoices", row["invoice_id"]) or {}
    store.put("billing", "invoices", row["invoice_id"], {**body, "status": "partially_paid"})
    assert [found["invoice_id"] for found in await billing.rows("/invoices", filter_by="Status.PartiallyPaid")] == [
        row["invoice_id"]
    ]
    assert row["invoice_id"] in {
        found["invoice_id"] for found in await billing.rows("/invoices", filter_by="Status.Unpaid")
    }


async def test_invoices_are_found_by_customer_and_by_subscription(billing: Billing) -> None:
    told = billing.zoho.sandbox.company.billing_invoices
    [first, *_] = told
    of_subscription = await every_row(billing, "/invoices", subscription_id=first.subscription_id)
    assert {row["invoice_id"] for row in of_subscription} == {
        each.billing_id for each in told if each.subscription_id == first.subscription_id
    }
    of_customer = await every_row(billing, "/invoices", customer_id=first.account.billing_id)
    assert {row["invoice_id"] for row in of_customer} == {
        each.billing_id for each in told if each.account is first.account
    }
    assert len(of_customer) > len(of_subscription)


async def test_a_subscriptions_last_invoice_is_its_child_invoice(billing: Billing) -> None:
    live = await billing.subscription_that_is("live")
    [newest, *_] = await billing.rows(
        "/invoices", subscription_id=live["subscription_id"], sort_column="invoice_date", sort_order="D"
    )
    assert live["child_invoice_id"] == newest["invoice_id"]


async def test_payments_can_be_listed_and_found_by_customer(billing: Billing) -> None:
    told = billing.zoho.sandbox.company.billing_payments
    paid = [row for row in await every_row(billing, "/payments") if row["status"] == "success"]
    assert len(paid) == len(told)
    customer = told[0].account.billing_id
    rows = await every_row(billing, "/payments", customer_id=customer)
    assert {row["payment_id"] for row in rows if row["status"] == "success"} == {
        each.billing_id for each in told if each.account is told[0].account
    }
    detail = await billing.one(f"/payments/{rows[0]['payment_id']}")
    assert detail.items() >= rows[0].items()
    assert {"invoices", "description", "bank_charges", "custom_fields"} <= detail.keys() - rows[0].keys()


async def test_a_payment_by_card_tells_of_the_charge_and_another_does_not(billing: Billing) -> None:
    rows = await every_row(billing, "/payments")
    card = next(row for row in rows if row["payment_mode"] == "autotransaction")
    bank = next(row for row in rows if row["payment_mode"] == "banktransfer")
    charge = (await billing.one(f"/payments/{card['payment_id']}"))["autotransaction"]
    assert charge.keys() >= {"autotransaction_id", "gateway_transaction_id", "card_id", "last_four_digits"}
    assert "autotransaction" not in await billing.one(f"/payments/{bank['payment_id']}")


async def test_transactions_are_invoices_and_payments_with_string_amounts(billing: Billing) -> None:
    story = billing.zoho.sandbox.company
    rows = await every_row(billing, "/transactions")
    assert {row["reference_id"] for row in rows} == {
        *(invoice.billing_id for invoice in story.billing_invoices),
        *(payment.billing_id for payment in story.billing_payments),
    }
    assert rows[0].keys() == {"transaction_id", "reference_id", "date", "type", "status", "amount"}
    assert all(row["amount"] == f"{Decimal(row['amount']):.2f}" for row in rows)


@pytest.mark.parametrize(
    ("word", "kinds"),
    [
        ("All", {"invoice", "payment"}),
        ("INVOICE", {"invoice"}),
        ("PAYMENT", {"payment"}),
        ("CREDIT", NONE),
        ("REFUND", NONE),
    ],
)
async def test_transactions_are_found_by_type_and_customer(billing: Billing, word: str, kinds: set[str]) -> None:
    story = billing.zoho.sandbox.company
    [first, *_] = story.billing_invoices
    rows = await every_row(
        billing, "/transactions", filter_by=f"TransactionType.{word}", customer_id=first.account.billing_id
    )
    expected = {
        *(each.billing_id for each in story.billing_invoices if each.account is first.account and "invoice" in kinds),
        *(each.billing_id for each in story.billing_payments if each.account is first.account and "payment" in kinds),
    }
    assert {row["reference_id"] for row in rows} == expected
    assert {row["type"] for row in rows} == kinds
