"""Documents as the seed tells them: amounts, currencies, links, custom fields, approval."""

from typing import Any

import pytest

from sandbox.company.documents import Document
from tests.sandbox.books.conftest import Books

KINDS = {
    "estimate": "estimates",
    "salesorder": "salesorders",
    "invoice": "invoices",
    "purchaseorder": "purchaseorders",
    "creditnote": "creditnotes",
}


def story(seed: Books, kind: Any) -> list[Document]:
    return seed.zoho.sandbox.company.documents_of(kind)


@pytest.mark.parametrize("kind", KINDS)
async def test_every_document_of_the_story_has_its_number_status_total_and_author(seed: Books, kind: str) -> None:
    rows = {row[f"{kind}_id"]: row for row in await seed.rows(KINDS[kind])}
    documents = story(seed, kind)
    assert len(rows) == len(documents)
    for document in documents:
        row = rows[document.books_id]
        assert (row[f"{kind}_number"], row["status"]) == (document.name, document.status)
        assert row["total"] == float(document.total)
        assert row["currency_code"] == document.currency
    record = await seed.one(f"/{KINDS[kind]}/{documents[0].books_id}")
    assert record["created_by_id"] == documents[0].author.books_id


@pytest.mark.parametrize("kind", KINDS)
async def test_lines_add_up_to_the_totals(seed: Books, kind: str) -> None:
    for document in story(seed, kind)[:6]:
        record = await seed.one(f"/{KINDS[kind]}/{document.books_id}")
        net = sum(line["item_total"] for line in record["line_items"])
        tax = sum(tax["tax_amount"] for line in record["line_items"] for tax in line["line_item_taxes"])
        assert record["sub_total"] == pytest.approx(net)
        assert record["tax_total"] == pytest.approx(tax)
        assert record["total"] == pytest.approx(net + tax)
        assert record["taxes"] == (
            [{"tax_id": "460000000000901", "tax_name": "VAT 19%", "tax_amount": record["tax_total"]}] if tax else []
        )


async def test_a_line_names_item_price_discount_and_tax(seed: Books) -> None:
    document = story(seed, "estimate")[0]
    record = await seed.one(f"/estimates/{document.books_id}")
    line, told = record["line_items"][2], document.lines[2]
    assert (line["item_id"], line["name"], line["unit"]) == (told.product.books_id, told.product.name, "pcs")
    assert (line["quantity"], line["rate"], line["item_order"]) == (2, 265.0, 3)
    assert (line["discount"], line["discount_amount"], line["item_total"]) == ("10.00%", 53.0, 477.0)
    assert (line["tax_name"], line["tax_percentage"]) == ("VAT 19%", 19)
    assert line["line_item_taxes"][0]["tax_amount"] == 90.63


async def test_amounts_in_dollars_have_their_twins_in_the_base_currency(seed: Books) -> None:
    document = next(document for document in story(seed, "invoice") if document.currency == "USD")
    record = await seed.one(f"/invoices/{document.books_id}")
    assert (record["currency_code"], record["currency_symbol"], record["exchange_rate"]) == ("USD", "$", 0.92)
    for key in ("sub_total", "tax_total", "total"):
        assert record[f"bcy_{key}"] == pytest.approx(record[key] * 0.92, abs=0.006)
    line = record["line_items"][0]
    assert line["bcy_rate"] == pytest.approx(line["rate"] * 0.92, abs=0.006)


async def test_documents_of_a_deal_name_it(seed: Books) -> None:
    for kind in ("estimate", "salesorder", "invoice"):
        document = next(document for document in story(seed, kind) if document.deal is not None)
        assert document.deal is not None
        rows = await seed.rows(KINDS[kind], zcrm_potential_id=document.deal.crm_id)
        assert document.books_id in {row[f"{kind}_id"] for row in rows}
        assert {row["zcrm_potential_name"] for row in rows} == {document.deal.name}


async def test_a_chain_of_documents_is_linked_both_ways(seed: Books) -> None:
    invoice = next(document for document in story(seed, "invoice") if document.source is not None)
    order = invoice.source
    assert order is not None
    assert order.source is not None
    record = await seed.one(f"/invoices/{invoice.books_id}")
    assert (record["salesorder_id"], record["salesorder_number"]) == (order.books_id, order.name)
    assert record["estimate_id"] == order.source.books_id
    assert (await seed.one(f"/salesorders/{order.books_id}"))["estimate_id"] == order.source.books_id
    estimate = await seed.one(f"/estimates/{order.source.books_id}")
    assert estimate["salesorders"] == [{"salesorder_id": order.books_id, "salesorder_number": order.name}]
    assert (estimate["is_transaction_created"], estimate["uninvoiced_amount"]) == (True, 0)


async def test_what_waits_for_approval_names_its_submitter_and_what_was_approved_its_approver(seed: Books) -> None:
    waiting = next(document for document in story(seed, "estimate") if document.status == "pending_approval")
    record = await seed.one(f"/estimates/{waiting.books_id}")
    assert waiting.submitter is not None
    assert record["submitter_id"] == record["submitted_by"] == waiting.submitter.books_id
    assert record["submitted_by_email"] == waiting.submitter.email
    assert (record["approver_id"], record["approvers_list"]) == ("", [])
    approved = next(document for document in story(seed, "estimate") if document.approver is not None)
    record = await seed.one(f"/estimates/{approved.books_id}")
    assert record["approver_id"] == record["approvers_list"][0]["approver_user_id"] == "460000000000017004"


async def test_custom_fields_tell_type_value_and_label(seed: Books) -> None:
    invoice = story(seed, "invoice")[0]
    record = await seed.one(f"/invoices/{invoice.books_id}")
    fields = {field["api_name"]: field for field in record["custom_fields"]}
    assert {name: field["data_type"] for name, field in fields.items()} == {
        "cf_project_code": "text",
        "cf_priority": "dropdown",
        "cf_margin": "decimal",
    }
    assert fields["cf_priority"]["value"] in {"Low", "Normal", "High"}
    assert fields["cf_priority"]["selected_option_id"].isdigit()
    assert isinstance(fields["cf_margin"]["value"], float)
    assert record["custom_field_hash"]["cf_margin"] == f"{fields['cf_margin']['value']:.2f}"
    assert record["custom_field_hash"]["cf_margin_unformatted"] == fields["cf_margin"]["value"]
    row = next(row for row in await seed.rows("invoices") if row["invoice_id"] == invoice.books_id)
    assert row["custom_fields"] == record["custom_fields"]
    order = await seed.one(f"/purchaseorders/{story(seed, 'purchaseorder')[0].books_id}")
    assert [field["api_name"] for field in order["custom_fields"]] == ["cf_incoterm"]


async def test_a_custom_field_without_a_value_is_left_out(seed: Books) -> None:
    without_deal = next(document for document in story(seed, "invoice") if document.deal is None)
    record = await seed.one(f"/invoices/{without_deal.books_id}")
    assert "cf_project_code" not in record["custom_field_hash"]


async def test_an_invoice_shows_its_customers_balance_and_credits(seed: Books) -> None:
    invoice = next(document for document in story(seed, "invoice") if document.status == "overdue")
    record = await seed.one(f"/invoices/{invoice.books_id}")
    contact = await seed.one(f"/contacts/{record['customer_id']}")
    assert record["contact"]["customer_balance"] == contact["outstanding_receivable_amount"] > 0
    assert record["contact"]["unused_customer_credits"] == contact["unused_credits_receivable_amount"]
    assert record["customer_default_billing_address"]["city"] == contact["billing_address"]["city"]


async def test_an_invoices_row_says_in_words_when_it_is_due(seed: Books) -> None:
    rows = await seed.rows("invoices")
    overdue = next(row for row in rows if row["status"] == "overdue")
    assert overdue["due_days"].startswith("Overdue by ")
    assert {row["due_days"] for row in rows if row["status"] in {"paid", "void", "draft"}} == {""}
    assert overdue["created_by"] != ""


async def test_documents_go_to_the_customers_primary_person(seed: Books) -> None:
    record = await seed.one(f"/estimates/{story(seed, 'estimate')[0].books_id}")
    contact = await seed.one(f"/contacts/{record['customer_id']}")
    assert record["contact_persons"] == [contact["primary_contact_id"]]
    person = record["contact_persons_associated"][0]
    assert person["contact_person_email"] == contact["email"]
    assert record["contact_persons_details"][0]["is_primary_contact"] is True


async def test_a_purchase_order_tracks_billing_apart_from_its_status(seed: Books) -> None:
    rows = {row["status"]: row for row in await seed.rows("purchaseorders")}
    assert rows["billed"]["billed_status"] == "billed"
    assert rows["draft"]["billed_status"] == "to_be_billed"
    draft = await seed.one(f"/purchaseorders/{rows['draft']['purchaseorder_id']}")
    assert (draft["billed_status"], draft["order_status"]) == ("", "draft")
    opened = await seed.one(f"/purchaseorders/{rows['open']['purchaseorder_id']}")
    assert (opened["can_mark_as_bill"], opened["can_mark_as_unbill"]) == (True, False)
    assert rows["open"]["quantity_yet_to_receive"] == opened["total_quantity"] > 0


async def test_a_sales_order_names_its_crm_owner_and_counts_days_to_shipment(seed: Books) -> None:
    order = story(seed, "salesorder")[0]
    record = await seed.one(f"/salesorders/{order.books_id}")
    assert record["crm_owner_id"] == order.author.crm_id
    row = next(row for row in await seed.rows("salesorders") if row["salesorder_id"] == order.books_id)
    assert row["shipment_days"] == (order.until - seed.zoho.sandbox.options.today).days


async def test_a_payment_names_the_invoices_that_it_paid(seed: Books) -> None:
    payment = seed.zoho.sandbox.company.payments[0]
    invoice, amount = payment.applied[0]
    record = await seed.one(f"/customerpayments/{payment.books_id}")
    applied = record["invoices"][0]
    assert (applied["invoice_id"], applied["amount_applied"]) == (invoice.books_id, float(amount))
    assert (applied["total"], applied["balance"]) == (float(invoice.total), float(invoice.balance))
    assert (record["amount"], record["unused_amount"]) == (float(payment.amount), 0)
    assert record["created_by"] == payment.author.full_name
    row = next(row for row in await seed.rows("customerpayments") if row["payment_id"] == payment.books_id)
    assert row["invoice_numbers"] == invoice.name


async def test_a_payment_in_dollars_has_its_twin_in_the_base_currency(seed: Books) -> None:
    payment = next(p for p in seed.zoho.sandbox.company.payments if p.account.currency == "USD")
    row = next(row for row in await seed.rows("customerpayments") if row["payment_id"] == payment.books_id)
    assert row["bcy_amount"] == pytest.approx(float(payment.amount) * 0.92, abs=0.006)


async def test_items_tell_price_cost_tax_and_their_crm_product(seed: Books) -> None:
    for product in seed.zoho.sandbox.company.products:
        item = await seed.one(f"/items/{product.books_id}")
        assert (item["rate"], item["purchase_rate"]) == (float(product.price), float(product.cost))
        assert (item["sku"], item["unit"], item["status"]) == (
            product.code,
            product.unit,
            "active" if product.active else "inactive",
        )
        assert (item["tax_name"], item["tax_percentage"]) == (("VAT 19%", 19) if product.taxed else ("", 0))
        assert (item["zcrm_product_id"], item["crm_owner_id"]) == (product.crm_id, product.owner.crm_id)


async def test_several_items_are_read_at_once(seed: Books) -> None:
    ids = ["460000000005000002", "460000000005000007"]
    answer = await seed.done("sales", "GET", "/itemdetails", item_ids=",".join(ids))
    assert answer["items"] == [await seed.one(f"/items/{id_}") for id_ in reversed(ids)]
    assert answer["page_context"]["report_name"] == "Items"
    assert (await seed.refused("sales", "GET", "/itemdetails"))[:2] == (400, 2)
