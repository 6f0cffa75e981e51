"""Writing documents: what is made, what changes, what is refused, and who did it."""

import json
from typing import Any

import pytest

from tests.sandbox.books.conftest import ORGANIZATION, Books

CUSTOMER = "460000000001000001"
VENDOR = "460000000004000001"
LINE = {"item_id": "460000000005000001", "quantity": 2}
SALES, ACCOUNTANT = ("460000000000017002", "Samir Okafor"), ("460000000000017004", "Ana Castillo")
MODULES = {
    "estimates": ("estimate", "estimate_number", "QT-000097", "The quote has been created."),
    "salesorders": ("salesorder", "salesorder_number", "SO-000054", "Sales Order Created Successfully."),
    "invoices": ("invoice", "invoice_number", "INV-000097", "The invoice has been created."),
    "purchaseorders": ("purchaseorder", "purchaseorder_number", "PO-000026", "Purchase Order has been added."),
    "creditnotes": ("creditnote", "creditnote_number", "CN-000009", "The credit note has been created."),
}
UPDATED = {
    "estimates": "Quote information has been updated.",
    "salesorders": "Sales Order Updated Successfully.",
    "invoices": "Invoice information has been updated.",
    "purchaseorders": "Purchase Order has been updated.",
    "creditnotes": "The credit note has been updated.",
}
DELETED = {
    "estimates": "The quote has been deleted.",
    "salesorders": "Sales Order Deleted Successfully.",
    "invoices": "The invoice has been deleted.",
    "purchaseorders": "The purchase order has been deleted.",
    "creditnotes": "The credit note has been deleted.",
}


def draft(module: str, **more: Any) -> dict[str, Any]:
    party = {"vendor_id": VENDOR} if module == "purchaseorders" else {"customer_id": CUSTOMER}
    return {**party, "line_items": [LINE], **more}


async def made(books: Books, module: str, persona: str = "accountant", **more: Any) -> dict[str, Any]:
    return (await books.done(persona, "POST", f"/{module}", draft(module, **more)))[MODULES[module][0]]


@pytest.mark.parametrize("module", MODULES)
async def test_a_new_document_is_answered_in_full_with_201_and_its_place(books: Books, module: str) -> None:
    singular, number_key, number, message = MODULES[module]
    answer = await books.ask("accountant", "POST", f"/{module}", draft(module))
    assert (answer.status, answer.body["message"]) == (201, message)
    record = answer.body[singular]
    assert answer.headers["Location"] == f"/api/v3/{module}/{record[f'{singular}_id']}"
    assert record == await books.one(f"/{module}/{record[f'{singular}_id']}")
    assert record[number_key] == number
    assert record["date"] == "2026-10-01"
    assert record["status"] == record["current_sub_status"] == ("open" if module == "creditnotes" else "draft")
    assert (await books.rows(module, filter_by="Status.All"))[0][f"{singular}_id"] == record[f"{singular}_id"]


@pytest.mark.parametrize("module", ["estimates", "salesorders", "invoices", "purchaseorders"])
async def test_the_author_is_the_tokens_user(books: Books, module: str) -> None:
    singular = MODULES[module][0]
    record = await made(books, module, "sales")
    assert record["created_by_id"] == SALES[0]
    path = f"/{module}/{record[f'{singular}_id']}"
    changed = (await books.done("accountant", "PUT", path, {"notes": "Checked."}))[singular]
    assert changed["created_by_id"] == SALES[0]
    if "last_modified_by_id" in changed:
        assert (record["last_modified_by_id"], changed["last_modified_by_id"]) == (SALES[0], ACCOUNTANT[0])
    comments = (await books.done("admin", "GET", f"{path}/comments"))["comments"]
    authors = [(row["commented_by_id"], row["commented_by"], row["operation_type"]) for row in comments]
    assert authors == [(*SALES, "Added"), (*ACCOUNTANT, "Updated")]


async def test_a_new_invoice_names_its_author_in_row_and_record(books: Books) -> None:
    record = await made(books, "invoices", "sales")
    assert record["created_by_name"] == SALES[1]
    row = (await books.rows("invoices", invoice_number=record["invoice_number"]))[0]
    assert row["created_by"] == SALES[1]


@pytest.mark.parametrize("module", MODULES)
async def test_an_update_changes_what_was_sent_and_nothing_else(books: Books, module: str) -> None:
    singular = MODULES[module][0]
    before = await made(books, module)
    path = f"/{module}/{before[f'{singular}_id']}"
    answer = await books.done("accountant", "PUT", path, {"reference_number": "R-1", "date": "2026-09-15"})
    assert answer["message"] == UPDATED[module]
    after = await books.one(path)
    assert answer[singular] == after
    changed = {key for key in after if after[key] != before[key]}
    assert changed <= {"reference_number", "date", "last_modified_time"}
    assert (after["reference_number"], after["date"]) == ("R-1", "2026-09-15")


@pytest.mark.parametrize("module", MODULES)
async def test_a_deleted_document_is_gone(books: Books, module: str) -> None:
    singular = MODULES[module][0]
    path = f"/{module}/{(await made(books, module))[f'{singular}_id']}"
    assert (await books.done("accountant", "DELETE", path)) == {"code": 0, "message": DELETED[module]}
    assert (await books.refused("accountant", "GET", path))[:2] == (404, 1002)
    assert (await books.refused("accountant", "DELETE", path))[:2] == (404, 1002)


async def test_a_line_takes_name_price_and_tax_from_its_item(books: Books) -> None:
    line = (await made(books, "estimates"))["line_items"][0]
    assert (line["name"], line["rate"], line["quantity"]) == ("Spectrometer S1", 4890, 2)
    assert (line["tax_name"], line["item_total"]) == ("VAT 19%", 9780)
    bought = (await made(books, "purchaseorders"))["line_items"][0]
    assert bought["rate"] == 2950


async def test_lines_charges_and_adjustments_add_up(books: Books) -> None:
    lines = [
        {"item_id": "460000000005000001", "quantity": 2, "rate": 100.1, "discount": "10%"},
        {"name": "By hand", "rate": "50", "quantity": 3, "discount": 10},
        {"item_id": "460000000005000013", "quantity": 1},
    ]
    record = await made(books, "estimates", line_items=lines, shipping_charge=12.5, adjustment=-0.05)
    assert [line["item_total"] for line in record["line_items"]] == [180.18, 140, 145]
    assert [line["discount"] for line in record["line_items"]] == ["10.00%", 10, 0]
    assert (record["sub_total"], record["tax_total"], record["discount_total"]) == (465.18, 34.23, 30.02)
    assert record["total"] == 511.86
    assert record["bcy_total"] == 511.86


LINES = [{"item_id": "460000000005000001", "quantity": 1, "rate": 100}, {"name": "By hand", "rate": 50}]


@pytest.mark.parametrize("module", ["estimates", "salesorders", "invoices", "purchaseorders"])
async def test_a_discount_on_the_whole_comes_off_before_tax(books: Books, module: str) -> None:
    more = {} if module == "purchaseorders" else {"discount_type": "entity_level"}
    record = await made(books, module, line_items=LINES, discount="10%", **more)
    assert (record["discount"], record["discount_total"], record["discount_applied_on_amount"]) == ("10.00%", 15, 150)
    assert (record["sub_total"], record["tax_total"], record["total"]) == (150, 17.1, 152.1)
    assert record["line_items"][0]["line_item_taxes"][0]["tax_amount"] == 17.1
    path = f"/{module}/{record[module.removesuffix('s') + '_id']}"
    changed = (await books.done("accountant", "PUT", path, {"discount": 30}))[module.removesuffix("s")]
    assert (changed["discount"], changed["tax_total"], changed["total"]) == (30, 15.2, 135.2)
    after = (await books.done("accountant", "PUT", path, {"is_discount_before_tax": False}))[module.removesuffix("s")]
    assert (after["discount_applied_on_amount"], after["tax_total"], after["total"]) == (169, 19, 139)
    assert (await books.refused("accountant", "PUT", path, {"discount": 200}))[:2] == (400, 2)
    assert (await books.refused("accountant", "PUT", path, {"discount": -1}))[:2] == (400, 2)


async def test_a_discount_is_on_the_lines_or_on_the_whole(books: Books) -> None:
    lines = [{**LINES[0], "discount": "50%"}]
    both = await made(books, "estimates", line_items=lines, discount="10%")
    assert (both["discount_total"], both["sub_total"]) == (50, 50)
    whole = await made(books, "estimates", line_items=lines, discount="10%", discount_type="entity_level")
    assert (whole["discount_total"], whole["sub_total"]) == (10, 100)
    order = await made(books, "purchaseorders", line_items=lines)
    assert (order["discount_total"], order["sub_total"]) == (0, 100)
    wrong = draft("estimates", line_items=[{**LINES[0], "discount": "101%"}])
    assert (await books.refused("sales", "POST", "/estimates", wrong))[:2] == (400, 2)
    assert (await books.refused("sales", "POST", "/estimates", draft("estimates", discount_type="all")))[:2] == (400, 2)


async def test_a_rate_may_have_the_tax_in_it(books: Books) -> None:
    record = await made(books, "estimates", line_items=[{**LINES[0], "rate": 119}], is_inclusive_tax=True)
    assert (record["sub_total"], record["tax_total"], record["total"]) == (100, 19, 119)
    path = f"/estimates/{record['estimate_id']}"
    changed = (await books.done("sales", "PUT", path, {"is_inclusive_tax": False}))["estimate"]
    assert (changed["sub_total"], changed["total"]) == (119, 141.61)


async def test_lines_that_are_sent_replace_the_stored_ones(books: Books) -> None:
    record = await made(books, "estimates", line_items=[LINE, {"name": "Second", "rate": 10}])
    path, (first, second) = f"/estimates/{record['estimate_id']}", record["line_items"]
    kept = [{"line_item_id": second["line_item_id"], "quantity": 5}]
    changed = (await books.done("sales", "PUT", path, {"line_items": kept}))["estimate"]
    assert [(line["line_item_id"], line["name"], line["quantity"]) for line in changed["line_items"]] == [
        (second["line_item_id"], "Second", 5)
    ]
    assert changed["total"] == 50
    assert first["line_item_id"] not in json.dumps(changed)


async def test_the_older_form_style_is_understood(books: Books) -> None:
    data = {"JSONString": json.dumps(draft("estimates"))}
    answer = await books.zoho.ask("sales", "POST", "/books/v3/estimates", data=data, organization_id=ORGANIZATION)
    assert answer.status == 201
    data = {"JSONString": json.dumps({"notes": "By form"})}
    path = f"/books/v3/estimates/{answer.body['estimate']['estimate_id']}"
    answer = await books.zoho.ask("sales", "PUT", path, data=data, organization_id=ORGANIZATION)
    assert answer.body["estimate"]["notes"] == "By form"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", 11),
        (b"{}", 11),
        (b"{not json", 1038),
        (b"[1]", 1038),
    ],
)
async def test_a_body_that_is_missing_or_no_object_is_refused(books: Books, body: bytes, code: int) -> None:
    answer = await books.zoho.ask("sales", "POST", "/books/v3/estimates", data=body, organization_id=ORGANIZATION)
    assert (answer.status, answer.body["code"]) == (400, code)


async def test_a_form_without_json_string_is_refused(books: Books) -> None:
    answer = await books.zoho.ask(
        "sales", "POST", "/books/v3/estimates", data={"customer_id": CUSTOMER}, organization_id=ORGANIZATION
    )
    assert (answer.status, answer.body["code"]) == (400, 11)


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        ({"customer_id": "1"}, (404, 1002)),
        ({"customer_id": VENDOR}, (404, 1002)),
        ({"line_items": []}, (400, 4016)),
        ({"line_items": "none"}, (400, 2)),
        ({"line_items": [{"quantity": 1}]}, (400, 2)),
        ({"line_items": [{"item_id": "1"}]}, (400, 6)),
        ({"line_items": [{**LINE, "tax_id": "1"}]}, (400, 6)),
        ({"line_items": [{**LINE, "quantity": "many"}]}, (400, 2)),
        ({"date": "tomorrow"}, (400, 2)),
        ({"notes": ["a", "list"]}, (400, 2)),
        ({"estimate_number": "QT-000001"}, (400, 4)),
        ({"custom_fields": [{"api_name": "cf_unknown", "value": "x"}]}, (400, 2)),
    ],
)
async def test_what_cannot_be_is_refused_and_leaves_no_trace(
    books: Books, sent: dict[str, Any], refusal: tuple[int, int]
) -> None:
    before = await books.rows("estimates")
    assert (await books.refused("sales", "POST", "/estimates", draft("estimates", **sent)))[:2] == refusal
    assert await books.rows("estimates") == before


async def test_a_document_without_a_customer_is_refused(books: Books) -> None:
    refusal = await books.refused("sales", "POST", "/invoices", {"line_items": [LINE]})
    assert refusal == (404, 1002, "The Customer is not accessible.")


async def test_a_number_may_be_given(books: Books) -> None:
    record = await made(books, "estimates", estimate_number="QT-SPECIAL")
    assert record["estimate_number"] == "QT-SPECIAL"
    assert (await made(books, "estimates"))["estimate_number"] == "QT-000097"


async def test_custom_fields_are_set_by_id_api_name_label_and_index_and_kept_by_other_updates(books: Books) -> None:
    fields: list[dict[str, Any]] = [
        {"customfield_id": "460000000000831", "value": "P-77"},
        {"api_name": "cf_priority", "value": "High"},
        {"index": 3, "value": 12.345},
    ]
    record = await made(books, "invoices", custom_fields=fields)
    expected = {"cf_project_code": "P-77", "cf_priority": "High", "cf_margin": 12.35}
    told = {field["api_name"]: field["value"] for field in record["custom_fields"]}
    assert told == expected
    path = f"/invoices/{record['invoice_id']}"
    changed = await books.done("sales", "PUT", path, {"custom_fields": [{"label": "Priority", "value": ""}]})
    del expected["cf_priority"]
    assert {field["api_name"]: field["value"] for field in changed["invoice"]["custom_fields"]} == expected
    wrong = {"custom_fields": [{"api_name": "cf_priority", "value": "Whatever"}]}
    assert await books.refused("sales", "PUT", path, wrong) == (400, 2, "Invalid value passed for Priority")


async def test_the_deal_is_taken_with_its_name(books: Books) -> None:
    deal = books.zoho.sandbox.company.deals[0]
    for module in ("estimates", "salesorders", "invoices"):
        record = await made(books, module, zcrm_potential_id=deal.crm_id)
        assert (record["zcrm_potential_id"], record["zcrm_potential_name"]) == (deal.crm_id, deal.name)


async def test_persons_are_taken_in_both_forms(books: Books) -> None:
    persons = await books.rows(f"contacts/{CUSTOMER}/contactpersons")
    second = next(person["contact_person_id"] for person in persons if not person["is_primary_contact"])
    forms: list[dict[str, Any]] = [
        {"contact_persons": [second]},
        {"contact_persons_associated": [{"contact_person_id": second}]},
    ]
    for sent in forms:
        record = await made(books, "estimates", **sent)
        assert record["contact_persons"] == [second]
        assert record["contact_persons_associated"][0]["contact_person_id"] == second
