"""Bills, payments to vendors, expenses and the chart of accounts: what they say, and how they know of each other."""

import pytest

from sandbox.company.bills import bills
from sandbox.company.company import Company
from sandbox.company.expenses import expenses
from sandbox.company.vendor_payments import vendor_payments
from tests.sandbox.books.conftest import Books


def company(seed: Books) -> Company:
    return seed.zoho.sandbox.company


async def test_a_billed_order_and_its_bill_name_each_other(seed: Books) -> None:
    orders = await seed.rows("purchaseorders", status="billed")
    assert orders
    for row in orders:
        order = await seed.one(f"/purchaseorders/{row['purchaseorder_id']}")
        (bill,) = await seed.rows("bills", purchaseorder_id=row["purchaseorder_id"])
        assert [each["bill_id"] for each in order["bills"]] == [bill["bill_id"]]
        detail = await seed.one(f"/bills/{bill['bill_id']}")
        assert detail["purchaseorder_ids"] == [row["purchaseorder_id"]]
        assert [each["purchaseorder_status"] for each in detail["purchaseorders"]] == ["billed"]
        assert detail["vendor_id"] == row["vendor_id"]
        assert [line["purchaseorder_item_id"] for line in detail["line_items"]] == [
            line["line_item_id"] for line in order["line_items"]
        ]


async def test_an_order_that_is_not_billed_has_no_bill(seed: Books) -> None:
    for row in await seed.rows("purchaseorders"):
        if row["status"] != "billed":
            assert (await seed.one(f"/purchaseorders/{row['purchaseorder_id']}"))["bills"] == []
            assert await seed.rows("bills", purchaseorder_id=row["purchaseorder_id"]) == []


async def test_a_bill_owes_what_its_payments_left(seed: Books) -> None:
    for row in await seed.rows("bills"):
        bill = await seed.one(f"/bills/{row['bill_id']}")
        paid = sum(payment["amount"] for payment in bill["payments"])
        assert bill["payment_made"] == pytest.approx(paid)
        if bill["status"] != "void":
            assert bill["balance"] == pytest.approx(bill["total"] - paid)
        listed = (await seed.done("admin", "GET", f"/bills/{row['bill_id']}/payments"))["payments"]
        assert [each["bill_payment_id"] for each in listed] == [each["bill_payment_id"] for each in bill["payments"]]


async def test_the_seed_has_bills_in_every_documented_status(seed: Books) -> None:
    for view in ("PartiallyPaid", "Paid", "Overdue", "Void", "Open"):
        rows = await seed.rows("bills", filter_by=f"Status.{view}")
        word = "partially_paid" if view == "PartiallyPaid" else view.lower()
        assert {row["status"] for row in rows} == {word}
        assert rows == await seed.rows("bills", status=word)


async def test_a_vendor_is_owed_the_balances_of_its_bills(seed: Books) -> None:
    for vendor in company(seed).vendors:
        contact = await seed.one(f"/contacts/{vendor.books_id}")
        rows = await seed.rows("bills", vendor_id=vendor.books_id)
        assert contact["outstanding_payable_amount"] == pytest.approx(sum(row["balance"] for row in rows))
        unused = sum(row["balance"] for row in await seed.rows("vendorpayments", vendor_id=vendor.books_id))
        assert contact["unused_credits_payable_amount"] == pytest.approx(unused)


async def test_each_line_of_a_bill_names_an_account_of_the_chart(seed: Books) -> None:
    chart = {row["account_id"]: row["account_name"] for row in await seed.rows("chartofaccounts")}
    names: set[str] = set()
    for row in await seed.rows("bills"):
        for line in (await seed.one(f"/bills/{row['bill_id']}"))["line_items"]:
            assert chart[line["account_id"]] == line["account_name"]
            names.add(line["account_name"])
    assert names == {"Cost of Goods Sold", "Consultant Expense"}


async def test_a_payment_pays_one_bill_or_several_whole_or_in_part(seed: Books) -> None:
    counts: set[int] = set()
    for payment in company(seed).chapter(vendor_payments):
        record = await seed.one(f"/vendorpayments/{payment.books_id}")
        applied = record["bills"]
        counts.add(len(applied))
        assert record["amount"] == pytest.approx(sum(each["amount_applied"] for each in applied) + record["balance"])
        for each in applied:
            row = next(row for row in await seed.rows("vendorpayments", bill_id=each["bill_id"]))
            assert row["payment_id"] == record["payment_id"]
            assert each["bill_number"] in row["bill_numbers"].split(", ")
    assert 1 in counts
    assert max(counts) > 1
    assert any(bill.balance and bill.balance < bill.total for bill in company(seed).chapter(bills))


async def test_a_payment_stands_in_the_history_of_its_bill(seed: Books) -> None:
    payment = company(seed).chapter(vendor_payments)[0]
    bill, amount = payment.applied[0]
    rows = (await seed.done("admin", "GET", f"/bills/{bill.books_id}/comments"))["comments"]
    told = {row["transaction_type"]: (row["description"], row["commented_by"]) for row in rows}
    assert told["bill"] == ("Bill created.", bill.author.full_name)
    assert told["bill_payment"] == (f"Payment of {bill.currency} {amount:.2f} made.", payment.author.full_name)


async def test_a_comment_on_a_bill_is_its_authors_to_delete(books: Books) -> None:
    path = f"/bills/{company(books).chapter(bills)[0].books_id}/comments"
    await books.done("accountant", "POST", path, {"description": "Checked."})
    comment = (await books.done("admin", "GET", path))["comments"][-1]
    assert (comment["description"], comment["commented_by"]) == ("Checked.", "Ana Castillo")
    assert (await books.refused("admin", "DELETE", f"{path}/{comment['comment_id']}"))[0] == 400
    await books.done("accountant", "DELETE", f"{path}/{comment['comment_id']}")


async def test_an_expense_says_what_for_how_paid_to_whom_and_for_whom(seed: Books) -> None:
    chart = {row["account_id"]: row["account_name"] for row in await seed.rows("chartofaccounts")}
    statuses: set[str] = set()
    for expense in company(seed).chapter(expenses):
        record = await seed.one(f"/expenses/{expense.books_id}")
        statuses.add(record["status"])
        assert chart[record["account_id"]] == record["account_name"]
        assert chart[record["paid_through_account_id"]] == record["paid_through_account_name"]
        assert record["vendor_id"] == (expense.vendor.books_id if expense.vendor else "")
        assert record["customer_id"] == (expense.customer.books_id if expense.customer else "")
        assert record["is_billable"] is bool(record["customer_id"])
        assert (record["invoice_id"] != "") is (record["status"] == "invoiced")
        assert record["total"] == pytest.approx(record["sub_total"] + record["tax_amount"])
    assert statuses == {"unbilled", "nonbillable", "invoiced", "reimbursed"}


@pytest.mark.parametrize(
    ("view", "word"),
    [
        ("Status.Billable", "billable"),
        ("Status.Nonbillable", "non-billable"),
        ("Status.Reimbursed", "reimbursed"),
        ("Status.Invoiced", "invoiced"),
        ("Status.Unbilled", "unbilled"),
    ],
)
async def test_expenses_are_narrowed_by_view_and_by_status_alike(seed: Books, view: str, word: str) -> None:
    rows = await seed.rows("expenses", filter_by=view)
    assert 0 < len(rows) < len(await seed.rows("expenses"))
    assert rows == await seed.rows("expenses", status=word)


async def test_the_history_of_an_expense_is_read_and_not_written(seed: Books) -> None:
    expense = company(seed).chapter(expenses)[0]
    path = f"/expenses/{expense.books_id}/comments"
    (row,) = (await seed.done("accountant", "GET", path))["comments"]
    assert (row["description"], row["commented_by"]) == ("Expense created.", expense.author.full_name)


async def test_the_chart_is_narrowed_by_the_group_of_its_accounts(seed: Books) -> None:
    everything = {row["account_id"] for row in await seed.rows("chartofaccounts")}
    groups = [
        {row["account_id"] for row in await seed.rows("chartofaccounts", filter_by=f"AccountType.{word}")}
        for word in ("Asset", "Liability", "Equity", "Income", "Expense")
    ]
    assert all(groups)
    assert sum(len(group) for group in groups) == len(everything)
    assert set[str]().union(*groups) == everything
    inactive = await seed.rows("chartofaccounts", filter_by="AccountType.Inactive")
    assert [row["account_name"] for row in inactive] == ["Fax Expense"]
    named = await seed.rows("chartofaccounts", account_name_ends_with="Expense", filter_by="AccountType.Active")
    assert {row["account_name"] for row in named} == {"Rent Expense", "Travel Expense", "Consultant Expense"}


async def test_an_account_is_read_by_its_id(seed: Books) -> None:
    account = await seed.done("admin", "GET", "/chartofaccounts/460000000034003")
    assert (account["account_name"], account["account_type"]) == ("Cost of Goods Sold", "cost_of_goods_sold")
    assert (await seed.refused("admin", "GET", "/chartofaccounts/1"))[:2] == (404, 1002)


async def test_rows_are_poorer_than_records(seed: Books) -> None:
    for module, id_key in (("bills", "bill_id"), ("vendorpayments", "payment_id"), ("expenses", "expense_id")):
        row = (await seed.rows(module))[0]
        record = await seed.one(f"/{module}/{row[id_key]}")
        assert len(set(record) - set(row)) > 10
        shared = (set(row) & set(record)) - {"check_details", "price_precision", "mileage_unit", "user_name"}
        assert {key: row[key] for key in shared} == {key: record[key] for key in shared}
