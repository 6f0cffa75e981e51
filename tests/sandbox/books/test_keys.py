"""Lists answer summaries, single records answer everything: key by key."""

import json

import pytest

from tests.sandbox.books.conftest import Books
from tests.sandbox.books.live_keys import DETAILS, LINES, ROWS

ID_KEYS = {
    "contacts": "contact_id",
    "estimates": "estimate_id",
    "salesorders": "salesorder_id",
    "invoices": "invoice_id",
    "purchaseorders": "purchaseorder_id",
    "customerpayments": "payment_id",
    "creditnotes": "creditnote_id",
    "items": "item_id",
    "bills": "bill_id",
    "vendorpayments": "payment_id",
    "expenses": "expense_id",
}
# Rows of contacts repeat their custom fields; records of vendors have one key more, and bills a documented one.
CUSTOM = {"contacts": {"cf_region", "cf_newsletter", "cf_customer_since"}}
BESIDES = {"zcrm_vendor_id", "purchaseorder_ids"}


@pytest.mark.parametrize("module", ROWS)
async def test_rows_have_the_keys_of_recorded_rows_and_no_others(seed: Books, module: str) -> None:
    rows = await seed.rows(module)
    assert rows
    for row in rows:
        assert set(row) - CUSTOM.get(module, set()) == set(ROWS[module].split())


@pytest.mark.parametrize("module", sorted(DETAILS.keys() - {"salesorders"}))
async def test_single_records_have_the_keys_of_recorded_ones_and_no_others(seed: Books, module: str) -> None:
    for row in (await seed.rows(module))[:12]:
        record = await seed.one(f"/{module}/{row[ID_KEYS[module]]}")
        assert set(record) - BESIDES == set(DETAILS[module].split())


async def test_a_single_sales_order_has_the_documented_keys_and_those_of_other_documents(seed: Books) -> None:
    row = (await seed.rows("salesorders"))[0]
    record = await seed.one(f"/salesorders/{row['salesorder_id']}")
    assert set(DETAILS["salesorders"].split()) <= set(record)
    assert {"status", "total", "created_by_id", "last_modified_by_id", "submitter_id", "crm_owner_id"} <= set(record)


@pytest.mark.parametrize("module", LINES)
async def test_line_items_have_the_keys_of_recorded_ones(seed: Books, module: str) -> None:
    row = (await seed.rows(module))[0]
    record = await seed.one(f"/{module}/{row[ID_KEYS[module]]}")
    for line in record["line_items"]:
        assert set(line) == set(LINES[module].split())


@pytest.mark.parametrize("module", ROWS)
async def test_what_a_row_and_its_record_both_tell_is_the_same(seed: Books, module: str) -> None:
    different = {
        "billing_address",
        "shipping_address",
        "documents",
        "price_precision",
        "billed_status",
        "received_status",
        "check_details",
        "mileage_unit",
        "user_name",
    }
    for row in (await seed.rows(module))[:12]:
        record = await seed.one(f"/{module}/{row[ID_KEYS[module]]}")
        shared = (set(row) & set(record)) - different
        assert {key: row[key] for key in shared} == {key: record[key] for key in shared}


@pytest.mark.parametrize("module", ID_KEYS)
async def test_ids_are_strings_of_digits_and_absent_values_empty_strings(seed: Books, module: str) -> None:
    row = (await seed.rows(module))[0]
    for record in (row, await seed.one(f"/{module}/{row[ID_KEYS[module]]}")):
        for key, value in record.items():
            assert value is not None, key
            if key.endswith("_id"):
                assert isinstance(value, str), key
                assert value == "" or value.isdigit(), key


async def test_what_the_sandbox_keeps_for_itself_is_in_no_answer(books: Books) -> None:
    persons = [{"first_name": "Kari"}]
    fields = [{"api_name": "cf_region", "value": "North"}]
    contact = await books.done(
        "admin", "POST", "/contacts", {"contact_name": "X", "contact_persons": persons, "custom_fields": fields}
    )
    contact_id = contact["contact"]["contact_id"]
    draft = {"customer_id": contact_id, "line_items": [{"name": "Y", "rate": 5}]}
    invoice = (await books.done("admin", "POST", "/invoices", draft))["invoice"]
    paid = {"invoice_id": invoice["invoice_id"], "amount_applied": 5}
    payment = {"customer_id": contact_id, "payment_mode": "cash", "amount": 5, "date": "2026-10-01", **paid}
    await books.done("admin", "POST", "/customerpayments", payment)
    one = f"/contacts/{contact_id}"
    for path in (
        "/contacts", one, f"{one}/contactpersons", f"{one}/comments",
        "/invoices", f"/invoices/{invoice['invoice_id']}", f"/invoices/{invoice['invoice_id']}/comments",
        "/customerpayments", "/users", "/users/me", "/settings/taxes", "/itemdetails",
    ):  # fmt: skip
        text = json.dumps(await books.done("admin", "GET", path, item_ids="460000000005000001"))
        assert not {key for key in ("version", "custom", "overdue_amount", "at", "tax") if f'"{key}":' in text}, path


async def test_an_invoices_address_names_its_postal_code_differently_in_row_and_record(seed: Books) -> None:
    row = (await seed.rows("invoices"))[0]
    record = await seed.one(f"/invoices/{row['invoice_id']}")
    assert row["billing_address"]["zipcode"] == record["billing_address"]["zip"] != ""
    assert record["billing_address"]["street"] == record["billing_address"]["address"]


async def test_times_are_local_with_an_offset_without_colon(seed: Books) -> None:
    summer = (await seed.rows("invoices", date_start="2026-06-01", date_end="2026-06-30"))[0]
    assert summer["created_time"].endswith("+0200")
    winter = (await seed.rows("contacts", sort_column="created_time", sort_order="A"))[0]["created_time"]
    assert winter[-5:] in {"+0100", "+0200"}
    assert len(winter) == len("2026-06-09T13:15:19+0200")
