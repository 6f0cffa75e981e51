"""A custom field by which a client finds again what it wrote."""

from typing import Any

import pytest

from tests.sandbox.books.conftest import ORGANIZATION, Books
from tests.sandbox.books.test_document_writes import CUSTOMER, MODULES, UPDATED, draft
from tests.sandbox.conftest import Answer

KEYED = ("estimates", "salesorders", "invoices", "purchaseorders", "customerpayments")
IDS = {module: f"{MODULES[module][0]}_id" for module in KEYED[:-1]} | {"customerpayments": "payment_id"}
SINGULAR = {module: MODULES[module][0] for module in KEYED[:-1]} | {"customerpayments": "payment"}


def keyed(module: str, key: str, **more: Any) -> dict[str, Any]:
    paid = {"customer_id": CUSTOMER, "payment_mode": "cash", "amount": 5, "date": "2026-10-01", **more}
    told = {"custom_fields": [{"api_name": "cf_request_key", "value": key}]}
    return (paid if module == "customerpayments" else draft(module, **more)) | told


async def kept(books: Books, module: str, key: str, **more: Any) -> dict[str, Any]:
    return (await books.done("accountant", "POST", f"/{module}", keyed(module, key, **more)))[SINGULAR[module]]


async def upserted(
    books: Books,
    module: str,
    sent: Any,
    value: str,
    persona: str = "accountant",
    key: str = "cf_request_key",
    **more: str,
) -> Answer:
    headers = {"X-Unique-Identifier-Key": key, "X-Unique-Identifier-Value": value, **more}
    path = f"/books/v3/{module}"
    return await books.zoho.ask(persona, "PUT", path, json=sent, headers=headers, organization_id=ORGANIZATION)


@pytest.mark.parametrize("module", KEYED)
async def test_no_two_records_have_the_same_key(books: Books, module: str) -> None:
    first, other = await kept(books, module, "a1"), await kept(books, module, "a2")
    assert first["custom_field_hash"]["cf_request_key"] == "a1"
    assert first["custom_fields"][0]["label"] == "Request key"
    taken = (400, 4, "Request key a1 already exists.")
    before = len(await books.rows(module))
    assert await books.refused("accountant", "POST", f"/{module}", keyed(module, "a1")) == taken
    assert len(await books.rows(module)) == before
    path = f"/{module}/{other[IDS[module]]}"
    assert (
        await books.refused("accountant", "PUT", path, {"custom_fields": keyed(module, "a1")["custom_fields"]}) == taken
    )
    # One's own is no other's, and an empty one is nobody's.
    await books.done("accountant", "PUT", path, {"custom_fields": keyed(module, "a2")["custom_fields"]})
    for _ in range(2):
        await kept(books, module, "")
    await books.done("accountant", "DELETE", path)
    await kept(books, module, "a2")


async def test_modules_have_keys_of_their_own(books: Books) -> None:
    for module in KEYED:
        await kept(books, module, "a1")


@pytest.mark.parametrize("module", KEYED)
async def test_a_list_is_narrowed_by_the_key(books: Books, module: str) -> None:
    record = await kept(books, module, "a1-b2")
    await kept(books, module, "a1-b22")
    for params in ({"cf_request_key": "a1-b2"}, {"custom_field": "a1-b2"}):
        (row,) = await books.rows(module, **params)
        assert row[IDS[module]] == record[IDS[module]]
    assert await books.rows(module, cf_request_key="a1") == []
    assert len(await books.rows(module, cf_request_key_startswith="a1")) == 2


@pytest.mark.parametrize("module", KEYED)
async def test_a_list_is_narrowed_by_the_whole_reference_number(books: Books, module: str) -> None:
    record = await kept(books, module, "a1", reference_number="REF-77")
    await kept(books, module, "a2", reference_number="REF-770")
    (row,) = await books.rows(module, reference_number="REF-77")
    assert row[IDS[module]] == record[IDS[module]]


@pytest.mark.parametrize("module", KEYED)
async def test_an_upsert_changes_the_record_with_the_key_or_makes_it(books: Books, module: str) -> None:
    text = "description" if module == "customerpayments" else "notes"
    record = await kept(books, module, "a1")
    answer = await upserted(books, module, {text: "Again"}, "a1")
    assert (answer.status, answer.body[SINGULAR[module]][IDS[module]]) == (200, record[IDS[module]])
    assert answer.body[SINGULAR[module]][text] == "Again"
    assert answer.body["message"] == UPDATED.get(module, "The payment details have been updated.")
    missing = await upserted(books, module, keyed(module, "a9"), "a9")
    assert (missing.status, missing.body["code"]) == (404, 1002)
    answer = await upserted(books, module, keyed(module, ""), "a9", **{"X-Upsert": "true"})
    made = answer.body[SINGULAR[module]]
    assert (answer.status, made["custom_field_hash"]["cf_request_key"]) == (200, "a9")
    assert made[IDS[module]] != record[IDS[module]]


async def test_an_upsert_needs_a_unique_field_a_value_and_the_rights(books: Books) -> None:
    sent = {"notes": "Again"}
    for key, value in (("cf_project_code", "P-1"), ("", "a1"), ("cf_request_key", "")):
        answer = await upserted(books, "estimates", sent, value, key=key)
        assert (answer.status, answer.body["code"]) == (400, 2)
    assert (await upserted(books, "estimates", {}, "a1")).body["code"] == 11
    assert (await upserted(books, "invoices", sent, "a1", "legacy")).status == 401
    assert (await upserted(books, "estimates", sent, "a1", "restricted")).status == 401


async def test_a_key_of_a_foreign_customers_document_is_taken_and_not_to_be_seen(books: Books) -> None:
    contacts = await books.rows("contacts", contact_type="customer")
    own = {row["contact_id"] for row in await books.rows("contacts", "assigned", contact_type="customer")}
    await kept(books, "estimates", "a1", customer_id=min({row["contact_id"] for row in contacts} - own))
    assert await books.rows("estimates", "assigned", cf_request_key="a1") == []
    assert (await upserted(books, "estimates", {"notes": "Mine"}, "a1", "assigned")).status == 404
    sent = draft("estimates", customer_id=min(own))
    answer = await upserted(books, "estimates", sent, "a1", "assigned", **{"X-Upsert": "true"})
    assert (answer.status, answer.body["code"]) == (400, 4)
