"""Parameters that look into lines, custom fields, addresses and several keys at once."""

from datetime import datetime

import pytest

from tests.sandbox.books.conftest import Books
from tests.sandbox.books.narrowing import ID_KEYS, Row, middle, narrowed

ITEM_ID, ITEM_NAME = "460000000005000017", "Spare pump"


@pytest.mark.parametrize("module", ID_KEYS)
async def test_documents_are_found_by_what_their_lines_are(seed: Books, module: str) -> None:
    if module == "creditnotes":
        first = await seed.one(f"/creditnotes/{(await seed.rows(module))[0]['creditnote_id']}")
        item_id, name = (first["line_items"][0][key] for key in ("item_id", "name"))
    else:
        item_id, name = ITEM_ID, ITEM_NAME
    holding: set[str] = set()
    for row in await seed.rows(module):
        record = await seed.one(f"/{module}/{row[ID_KEYS[module]]}")
        holding |= {row[ID_KEYS[module]] for line in record["line_items"] if line["item_id"] == item_id}

    def holds(row: Row) -> bool:
        return row[ID_KEYS[module]] in holding

    await narrowed(seed, module, holds, item_id=item_id)
    await narrowed(seed, module, holds, item_name=name)
    await narrowed(seed, module, holds, item_name_startswith=name[:-1])
    await narrowed(seed, module, holds, item_name_contains=name[1:])


async def test_documents_are_found_by_the_description_of_a_line(books: Books) -> None:
    line = {"name": "Consulting", "rate": 10, "description": "An hour by telephone"}
    made = await books.done("sales", "POST", "/estimates", {"customer_id": "460000000001000001", "line_items": [line]})
    for variant in ({"item_description": "an hour by telephone"}, {"item_description_contains": "telephone"}):
        rows = await books.rows("estimates", **variant)
        assert [row["estimate_id"] for row in rows] == [made["estimate"]["estimate_id"]]


async def test_credit_notes_are_found_by_a_lines_own_id_and_by_tax(seed: Books) -> None:
    rows = await seed.rows("creditnotes")
    first = await seed.one(f"/creditnotes/{rows[0]['creditnote_id']}")
    line = first["line_items"][0]["line_item_id"]
    assert await seed.rows("creditnotes", line_item_id=line) == rows[:1]
    taxed = await seed.rows("creditnotes", tax_id="460000000000901")
    assert 0 < len(taxed) < len(rows)


async def test_sales_orders_are_found_by_several_ids_numbers_and_names(seed: Books) -> None:
    first, second = (await seed.rows("salesorders"))[3:5]
    ids, numbers = (",".join(row[key] for row in (first, second)) for key in ("salesorder_id", "salesorder_number"))
    assert await seed.rows("salesorders", salesorder_ids=ids) == [first, second]
    assert await seed.rows("salesorders", salesorder_number_in=numbers) == [first, second]
    await narrowed(
        seed, "salesorders", lambda row: row["salesorder_number"] not in numbers, salesorder_number_not_in=numbers
    )
    name = first["customer_name"]
    await narrowed(seed, "salesorders", lambda row: row["customer_name"] == name, customer_name_in=name)


async def test_sales_orders_are_found_by_salesperson_and_email(seed: Books) -> None:
    order = await seed.one(f"/salesorders/{(await seed.rows('salesorders'))[0]['salesorder_id']}")
    found = await seed.rows("salesorders", salesperson_id=order["salesperson_id"])
    assert 0 < len(found) < len(await seed.rows("salesorders"))
    contact = await seed.one(f"/contacts/{order['customer_id']}")
    found = await seed.rows("salesorders", email=contact["email"])
    assert {row["customer_id"] for row in found} == {order["customer_id"]}


@pytest.mark.parametrize("module", ["estimates", "salesorders", "invoices", "purchaseorders", "creditnotes"])
async def test_documents_are_found_by_the_time_of_their_last_change(seed: Books, module: str) -> None:
    at = middle(await seed.rows(module), "last_modified_time")
    limit = datetime.strptime(at, "%Y-%m-%dT%H:%M:%S%z")

    def later(row: Row) -> bool:
        return datetime.strptime(row["last_modified_time"], "%Y-%m-%dT%H:%M:%S%z") > limit

    await narrowed(seed, module, later, last_modified_time=at)
    elsewhere = limit.astimezone(tz=datetime.strptime("-0800", "%z").tzinfo).strftime("%Y-%m-%dT%H:%M:%S%z")
    assert elsewhere.endswith("-0800")
    await narrowed(seed, module, later, last_modified_time=elsewhere)


async def test_search_looks_into_numbers_references_and_names(seed: Books) -> None:
    await narrowed(seed, "invoices", lambda row: "INV-00001" in row["invoice_number"], search_text="INV-00001")
    reference = middle(await seed.rows("invoices"), "reference_number")
    await narrowed(seed, "invoices", lambda row: row["reference_number"] == reference, search_text=reference)
    await narrowed(seed, "invoices", lambda row: "Aurora" in row["customer_name"], search_text="aurora")
    await narrowed(
        seed, "items", lambda row: row["description"] == "Sensors" or "sensor" in row["name"], search_text="sensor"
    )
    await narrowed(seed, "contacts", lambda row: "Optics" in row["contact_name"], search_text="optics")


@pytest.mark.parametrize("module", ["estimates", "salesorders", "invoices"])
async def test_documents_are_found_by_a_custom_field(seed: Books, module: str) -> None:
    of_deal = await seed.rows(module, zcrm_potential_id="4150868000003000002")
    record = await seed.one(f"/{module}/{of_deal[0][ID_KEYS[module]]}")
    code = record["custom_field_hash"]["cf_project_code"]
    everything = len(await seed.rows(module))
    for param in ({"custom_field": code}, {"cf_project_code": code}, {"cf_project_code_startswith": code[:-1]}):
        found = await seed.rows(module, **param)
        assert record[ID_KEYS[module]] in {row[ID_KEYS[module]] for row in found}
        assert len(found) < everything
    assert await seed.rows(module, custom_field_contains="no such code") == []


async def test_contacts_are_found_by_either_address(seed: Books) -> None:
    rows = await seed.rows("contacts")
    records = [await seed.one(f"/contacts/{row['contact_id']}") for row in rows]
    cities = {
        kind: {record["contact_id"] for record in records if record[f"{kind}_address"]["city"] == "Lyon"}
        for kind in ("billing", "shipping")
    }
    assert cities["billing"] != cities["shipping"]
    found = {row["contact_id"] for row in await seed.rows("contacts", address="Lyon")}
    assert found == cities["billing"] | cities["shipping"]
    assert len(await seed.rows("contacts", address_contains="storgat")) > 0


async def test_items_are_found_by_whether_they_are_taxed(seed: Books) -> None:
    await narrowed(seed, "items", lambda row: row["tax_id"] != "", is_taxable="true")
    await narrowed(seed, "items", lambda row: row["tax_id"] == "", is_taxable="false")
    await narrowed(seed, "items", lambda row: row["tax_name"] == "VAT 19%", tax_name="VAT 19%")


async def test_filters_are_combined(seed: Books) -> None:
    customer = (await seed.rows("invoices", status="paid"))[0]["customer_id"]
    await narrowed(
        seed,
        "invoices",
        lambda row: row["customer_id"] == customer and row["status"] == "paid",
        customer_id=customer,
        filter_by="Status.Paid",
    )
