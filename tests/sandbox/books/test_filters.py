"""Every parameter that narrows a list, with its variants."""

from collections.abc import Callable

import pytest

from tests.sandbox.books.conftest import Books
from tests.sandbox.books.narrowing import Row, middle, narrowed

TEXTS = [
    ("contacts", "contact_name"),
    ("contacts", "company_name"),
    ("contacts", "first_name"),
    ("contacts", "last_name"),
    ("contacts", "email"),
    ("contacts", "phone"),
    ("estimates", "estimate_number"),
    ("estimates", "reference_number"),
    ("estimates", "customer_name"),
    ("salesorders", "salesorder_number"),
    ("salesorders", "reference_number"),
    ("salesorders", "customer_name"),
    ("invoices", "invoice_number"),
    ("invoices", "reference_number"),
    ("invoices", "customer_name"),
    ("invoices", "email"),
    ("purchaseorders", "purchaseorder_number"),
    ("purchaseorders", "reference_number"),
    ("purchaseorders", "vendor_name"),
    ("customerpayments", "customer_name"),
    ("customerpayments", "reference_number"),
    ("customerpayments", "payment_mode"),
    ("creditnotes", "creditnote_number"),
    ("creditnotes", "reference_number"),
    ("creditnotes", "customer_name"),
    ("items", "name"),
    ("items", "description"),
]
NUMBERS = [
    ("estimates", "total"),
    ("salesorders", "total"),
    ("invoices", "total"),
    ("invoices", "balance"),
    ("purchaseorders", "total"),
    ("customerpayments", "amount"),
    ("creditnotes", "total"),
    ("items", "rate"),
    ("bills", "total"),
    ("vendorpayments", "amount"),
]
DAYS = [
    ("estimates", "date"),
    ("estimates", "expiry_date"),
    ("salesorders", "date"),
    ("salesorders", "shipment_date"),
    ("invoices", "date"),
    ("invoices", "due_date"),
    ("purchaseorders", "date"),
    ("customerpayments", "date"),
    ("creditnotes", "date"),
    ("bills", "date"),
    ("bills", "due_date"),
    ("vendorpayments", "date"),
    ("expenses", "date"),
]
IDS = [
    ("estimates", "customer_id"),
    ("estimates", "zcrm_potential_id"),
    ("salesorders", "customer_id"),
    ("salesorders", "zcrm_potential_id"),
    ("invoices", "customer_id"),
    ("invoices", "zcrm_potential_id"),
    ("purchaseorders", "vendor_id"),
    ("customerpayments", "customer_id"),
    ("creditnotes", "customer_id"),
    ("bills", "vendor_id"),
    ("vendorpayments", "vendor_id"),
    ("expenses", "vendor_id"),
    ("expenses", "customer_id"),
    ("items", "tax_id"),
    ("contacts", "contact_type"),
]
VIEWS = {
    "estimates": "Sent Draft Invoiced Declined",
    "salesorders": "Open Invoiced",
    "invoices": "Draft OverDue Paid Void",
    "purchaseorders": "Draft Open Billed Cancelled",
    "creditnotes": "Open Closed",
    "items": "Active Inactive",
}
WORDS = {"OverDue": "overdue"}


@pytest.mark.parametrize(("module", "key"), TEXTS)
async def test_texts_are_met_whole_by_their_start_and_by_a_part(seed: Books, module: str, key: str) -> None:
    value = str(middle(await seed.rows(module), key))
    await narrowed(seed, module, lambda row: row[key] == value, **{key: value})
    start, part = value[: -1 if len(await seed.rows(module)) > 10 else None], value[1:]
    await narrowed(seed, module, lambda row: row[key].startswith(start), **{f"{key}_startswith": start})
    await narrowed(seed, module, lambda row: part in row[key], **{f"{key}_contains": part})
    everything = await seed.rows(module)
    assert await seed.rows(module, **{key: part}) == [row for row in everything if row[key] == part]
    assert await seed.rows(module, **{f"{key}_startswith": part}) == [r for r in everything if r[key].startswith(part)]


async def test_case_and_percent_signs_do_not_matter_to_text_filters(seed: Books) -> None:
    await narrowed(seed, "items", lambda row: "sensor" in row["name"].lower(), name_contains="SENSOR")
    assert await seed.rows("items", name_contains="%") == []


@pytest.mark.parametrize(("module", "key"), NUMBERS)
async def test_numbers_are_met_exactly_or_by_a_bound(seed: Books, module: str, key: str) -> None:
    value = middle(await seed.rows(module), key)
    if value == 0:
        value = max(row[key] for row in await seed.rows(module))
    await narrowed(seed, module, lambda row: row[key] == value, **{key: value})
    await narrowed(seed, module, lambda row: row[key] < value, **{f"{key}_less_than": value})
    await narrowed(seed, module, lambda row: row[key] >= value, **{f"{key}_greater_equals": value})
    smaller = max(row[key] for row in await seed.rows(module) if row[key] < value)
    await narrowed(seed, module, lambda row: row[key] <= smaller, **{f"{key}_less_equals": smaller})
    await narrowed(seed, module, lambda row: row[key] > smaller, **{f"{key}_greater_than": smaller})


@pytest.mark.parametrize(("module", "key"), DAYS)
async def test_days_are_met_exactly_or_by_a_bound(seed: Books, module: str, key: str) -> None:
    day = middle(await seed.rows(module), key)
    await narrowed(seed, module, lambda row: row[key] == day, **{key: day})
    await narrowed(seed, module, lambda row: row[key] >= day, **{f"{key}_start": day})
    await narrowed(seed, module, lambda row: row[key] <= day, **{f"{key}_end": day})
    await narrowed(seed, module, lambda row: row[key] < day, **{f"{key}_before": day})
    await narrowed(seed, module, lambda row: row[key] > day, **{f"{key}_after": day})


@pytest.mark.parametrize("module", ["salesorders", "invoices", "purchaseorders"])
async def test_documents_are_found_by_the_day_of_their_creation(seed: Books, module: str) -> None:
    day = middle(await seed.rows(module), "created_time")[:10]
    await narrowed(seed, module, lambda row: row["created_time"][:10] == day, created_date=day)
    await narrowed(seed, module, lambda row: row["created_time"][:10] >= day, created_date_start=day)
    await narrowed(seed, module, lambda row: row["created_time"][:10] <= day, created_date_end=day)


async def test_sales_orders_take_the_expiry_dates_of_estimates_for_the_shipment_date(seed: Books) -> None:
    day = middle(await seed.rows("salesorders"), "shipment_date")
    await narrowed(seed, "salesorders", lambda row: row["shipment_date"] < day, expiry_date_before=day)


@pytest.mark.parametrize(("module", "key"), IDS)
async def test_ids_and_words_are_met_exactly(seed: Books, module: str, key: str) -> None:
    if key == "contact_type":
        await narrowed(seed, module, lambda row: row[key] == "vendor", contact_type="vendor")
        return
    rows = [row for row in await seed.rows(module) if row[key] != ""]
    value = rows[0][key]
    await narrowed(seed, module, lambda row: row[key] == value, **{key: value})
    assert await seed.rows(module, **{key: "1"}) == []


@pytest.mark.parametrize(("module", "word"), [(m, word) for m, words in VIEWS.items() for word in words.split()])
async def test_views_and_the_status_parameter_show_one_status(seed: Books, module: str, word: str) -> None:
    status = word.lower()
    await narrowed(seed, module, lambda row: row["status"] == status, filter_by=f"Status.{word}")
    if module != "items":
        await narrowed(seed, module, lambda row: row["status"] == status, status=status)


async def test_estimates_that_wait_for_approval_have_a_view_and_a_status(seed: Books) -> None:
    await narrowed(seed, "estimates", lambda row: row["status"] == "pending_approval", filter_by="Status.Pending")
    await narrowed(seed, "estimates", lambda row: row["status"] == "pending_approval", status="pending_approval")


async def test_unpaid_invoices_are_those_that_are_due_and_have_a_balance(seed: Books) -> None:
    def unpaid(row: Row) -> bool:
        return row["balance"] > 0 and row["status"] not in {"draft", "void"}

    await narrowed(seed, "invoices", unpaid, filter_by="Status.Unpaid")
    await narrowed(seed, "invoices", unpaid, status="unpaid")


CONTACT_VIEWS: dict[str, Callable[[Row], bool]] = {
    "Invoice.Unpaid": lambda row: row["outstanding_receivable_amount"] > 0,
    "Status.Crm": lambda row: row["is_linked_with_zohocrm"],
    "Status.Inactive": lambda row: row["status"] == "inactive",
    "Status.Active": lambda row: row["status"] == "active",
}


@pytest.mark.parametrize("view", CONTACT_VIEWS)
async def test_contacts_have_views(books: Books, view: str) -> None:
    await books.done("admin", "POST", "/contacts", {"contact_name": "Not from CRM"})
    await books.done("admin", "POST", "/contacts/460000000001000002/inactive")
    await narrowed(books, "contacts", CONTACT_VIEWS[view], filter_by=view)


async def test_contacts_with_overdue_invoices_have_a_view(seed: Books) -> None:
    overdue = {row["customer_id"] for row in await seed.rows("invoices", status="overdue")}
    await narrowed(seed, "contacts", lambda row: row["contact_id"] in overdue, filter_by="Invoice.OverDue")


async def test_views_without_an_example_are_empty(seed: Books) -> None:
    for view in ("Status.Duplicate", "Status.PortalEnabled", "Status.CreditLimitExceed"):
        assert await seed.rows("contacts", filter_by=view) == []


async def test_payments_have_a_view_for_each_mode(seed: Books) -> None:
    await narrowed(
        seed,
        "customerpayments",
        lambda row: row["payment_mode"] == "banktransfer",
        filter_by="PaymentMode.BankTransfer",
    )
