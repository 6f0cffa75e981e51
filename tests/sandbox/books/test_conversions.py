"""An estimate becomes an order, an order an invoice."""

import pytest

from tests.sandbox.books.conftest import Books
from tests.sandbox.books.test_document_writes import LINE, draft, made


async def test_a_sales_order_may_name_the_estimate_that_it_comes_from(books: Books) -> None:
    estimate = await made(books, "estimates")
    order = await made(books, "salesorders", estimate_id=estimate["estimate_id"])
    assert order["estimate_id"] == estimate["estimate_id"]
    after = await books.one(f"/estimates/{estimate['estimate_id']}")
    assert after["status"] == "invoiced"
    assert after["salesorders"][0]["salesorder_number"] == order["salesorder_number"]
    refusal = await books.refused("sales", "POST", "/salesorders", draft("salesorders", estimate_id="1"))
    assert refusal[:2] == (400, 6)


async def test_an_invoice_is_made_from_a_sales_order(books: Books) -> None:
    deal = books.zoho.sandbox.company.deals[0].crm_id
    order = await made(books, "salesorders", zcrm_potential_id=deal)
    path = "/invoices/fromsalesorder"
    answer = await books.ask("sales", "POST", path, salesorder_id=order["salesorder_id"])
    assert (answer.status, answer.body["message"]) == (201, "The invoice has been created.")
    invoice = answer.body["invoice"]
    assert (invoice["salesorder_id"], invoice["total"]) == (order["salesorder_id"], order["total"])
    assert (invoice["zcrm_potential_id"], invoice["created_by_name"]) == (deal, "Samir Okafor")
    assert (await books.one(f"/salesorders/{order['salesorder_id']}"))["status"] == "invoiced"
    assert (await books.refused("sales", "POST", path, salesorder_id=order["salesorder_id"]))[:2] == (400, 2)
    assert (await books.refused("sales", "POST", path))[:2] == (400, 2)


async def test_an_order_of_which_one_line_is_invoiced_is_partially_invoiced(books: Books) -> None:
    order = await made(books, "salesorders", line_items=[LINE, LINE])
    first, second = (line["line_item_id"] for line in order["line_items"])
    for line_id, status in ((first, "partially_invoiced"), (second, "invoiced")):
        invoice = await made(books, "invoices", line_items=[{**LINE, "salesorder_item_id": line_id}])
        assert invoice["salesorder_number"] == order["salesorder_number"]
        assert (await books.one(f"/salesorders/{order['salesorder_id']}"))["status"] == status
        again = draft("invoices", line_items=[{**LINE, "salesorder_item_id": line_id}])
        assert (await books.refused("sales", "POST", "/invoices", again))[:2] == (400, 2)
    wrong = draft("invoices", line_items=[{**LINE, "salesorder_item_id": "1"}])
    assert (await books.refused("sales", "POST", "/invoices", wrong))[:2] == (400, 6)


async def test_invoices_are_made_from_estimates(books: Books) -> None:
    estimates = [await made(books, "estimates") for _ in range(2)]
    ids = ",".join(estimate["estimate_id"] for estimate in estimates)
    answer = await books.done("sales", "POST", "/invoices/fromestimates", estimate_ids=ids)
    assert answer["message"] == "The invoices have been created."
    for estimate in estimates:
        after = await books.one(f"/estimates/{estimate['estimate_id']}")
        assert (after["status"], after["invoiced_amount"]) == ("invoiced", estimate["total"])
        invoice = await books.one(f"/invoices/{after['invoice_ids'][0]}")
        assert (invoice["estimate_id"], invoice["total"]) == (estimate["estimate_id"], estimate["total"])


async def test_a_conversion_carries_charges_and_discounts(books: Books) -> None:
    discount = {"discount": "10%", "discount_type": "entity_level", "salesperson_name": "Samir Okafor"}
    estimate = await made(books, "estimates", shipping_charge=5, adjustment=-1, **discount)
    await books.done("sales", "POST", "/invoices/fromestimates", estimate_ids=estimate["estimate_id"])
    after = await books.one(f"/estimates/{estimate['estimate_id']}")
    invoice = await books.one(f"/invoices/{after['invoice_ids'][0]}")
    assert (invoice["total"], invoice["salesperson_name"]) == (estimate["total"], "Samir Okafor")
    assert estimate["discount_total"] == invoice["discount_total"] > 0


async def test_an_invoice_may_name_the_estimate_that_it_comes_from(books: Books) -> None:
    estimate = await made(books, "estimates")
    invoice = await made(books, "invoices", invoiced_estimate_id=estimate["estimate_id"])
    assert invoice["estimate_id"] == estimate["estimate_id"]
    assert (await books.one(f"/estimates/{estimate['estimate_id']}"))["status"] == "invoiced"
    refusal = await books.refused("sales", "POST", "/invoices", draft("invoices", invoiced_estimate_id="1"))
    assert refusal[:2] == (400, 6)


async def test_what_waits_for_approval_is_not_converted(books: Books) -> None:
    waiting = (await books.rows("estimates", status="pending_approval"))[0]["estimate_id"]
    refusal = await books.refused("sales", "POST", "/invoices/fromestimates", estimate_ids=waiting)
    assert refusal[:2] == (400, 2)


async def test_what_is_left_of_an_order_is_invoiced_from_it(books: Books) -> None:
    order = await made(books, "salesorders", line_items=[LINE, {"name": "Second", "rate": 10}])
    first, second = (line["line_item_id"] for line in order["line_items"])
    await made(books, "invoices", line_items=[{**LINE, "salesorder_item_id": first}])
    answer = await books.done("sales", "POST", "/invoices/fromsalesorder", salesorder_id=order["salesorder_id"])
    assert [line["salesorder_item_id"] for line in answer["invoice"]["line_items"]] == [second]
    assert answer["invoice"]["total"] == 10


@pytest.mark.parametrize("gone", ["delete", "void"])
async def test_what_an_invoice_was_made_from_can_be_invoiced_anew_when_it_is_gone(books: Books, gone: str) -> None:
    estimate = await made(books, "estimates")
    order = await made(books, "salesorders", line_items=[LINE, LINE], estimate_id=estimate["estimate_id"])
    path, lines = f"/salesorders/{order['salesorder_id']}", [line["line_item_id"] for line in order["line_items"]]
    invoices = [
        await made(books, "invoices", line_items=[{**LINE, "salesorder_item_id": line_id}]) for line_id in lines
    ]
    for invoice, status in zip(invoices, ("partially_invoiced", "open"), strict=True):
        one = f"/invoices/{invoice['invoice_id']}"
        await books.done("accountant", *(("DELETE", one) if gone == "delete" else ("POST", f"{one}/status/void")))
        assert (await books.one(path))["status"] == status
    answer = await books.done("sales", "POST", "/invoices/fromsalesorder", salesorder_id=order["salesorder_id"])
    assert [line["salesorder_item_id"] for line in answer["invoice"]["line_items"]] == lines


async def test_an_estimate_without_its_order_and_invoice_is_as_before(books: Books) -> None:
    estimate = await made(books, "estimates")
    path, named = f"/estimates/{estimate['estimate_id']}", estimate["estimate_id"]
    order = await made(books, "salesorders", estimate_id=named)
    await books.done("accountant", "DELETE", f"/salesorders/{order['salesorder_id']}")
    after = await books.one(path)
    assert (after["status"], after["salesorders"]) == ("sent", [])
    invoice = await made(books, "invoices", invoiced_estimate_id=named)
    await books.done("accountant", "DELETE", f"/invoices/{invoice['invoice_id']}")
    after = await books.one(path)
    assert (after["status"], after["invoice_ids"], after["uninvoiced_amount"]) == ("sent", [], estimate["total"])


@pytest.mark.parametrize(("module", "status"), [("salesorders", "void"), ("estimates", "declined")])
async def test_what_came_to_an_end_is_not_invoiced(books: Books, module: str, status: str) -> None:
    source = await made(books, module)
    path = f"/{module}/{source[f'{module[:-1]}_id']}/status"
    for step in ("sent", status) if module == "estimates" else (status,):
        await books.done("accountant", "POST", f"{path}/{step}")
    lines = [{**LINE, "salesorder_item_id": line["line_item_id"]} for line in source["line_items"]]
    link = {"line_items": lines} if module == "salesorders" else {"invoiced_estimate_id": source["estimate_id"]}
    assert (await books.refused("sales", "POST", "/invoices", draft("invoices", **link)))[:2] == (400, 2)
