"""Addresses and custom fields of documents, written by themselves."""

from typing import Any

import pytest

from tests.sandbox.books.conftest import Books
from tests.sandbox.books.test_approvals import SIMPLE, approvals, waiting
from tests.sandbox.books.test_document_writes import MODULES, made
from tests.sandbox.books.test_locks import EARLY, REFUSED, lock
from tests.sandbox.books.test_unique_fields import kept

ADDRESSED = {
    "estimates": ("billing shipping", ""),
    "salesorders": ("billing shipping", "."),
    "invoices": ("billing shipping", ""),
    "purchaseorders": ("billing", "."),
}
PLACE = {"address": "Kai 1", "city": "Oslo", "country": "Norway"}


async def path_of(books: Books, module: str, **more: Any) -> str:
    return f"/{module}/{(await made(books, module, **more))[f'{MODULES[module][0]}_id']}"


def singular(path: str) -> str:
    module, _, rest = path.removeprefix("/").partition("/")
    return f"/{module.removesuffix('s')}/{rest}/customfields"


@pytest.mark.parametrize("module", ADDRESSED)
async def test_an_address_changes_by_itself(books: Books, module: str) -> None:
    path, (kinds, end) = await path_of(books, module), ADDRESSED[module]
    for kind in kinds.split():
        before = await books.one(path)
        answer = await books.done("sales", "PUT", f"{path}/address/{kind}", PLACE)
        assert answer["message"] == f"{kind.capitalize()} address updated{end}"
        after = await books.one(path)
        changed = {key for key, value in after.items() if value != before[key]}
        assert changed - {"last_modified_by_id", "last_modified_time"} == {f"{kind}_address"}
        assert {key: after[f"{kind}_address"][key] for key in PLACE} == PLACE
    assert (await books.refused("sales", "PUT", f"{path}/address/billing", {}))[:2] == (400, 11)
    assert (await books.refused("restricted", "PUT", f"{path}/address/billing", PLACE))[:2] == (401, 57)


@pytest.mark.parametrize("module", [*ADDRESSED, "customerpayments"])
async def test_custom_fields_change_by_themselves_and_unique_ones_stay_so(books: Books, module: str) -> None:
    record, other = await kept(books, module, "a1"), await kept(books, module, "a2")
    (id_key,) = {"payment_id", f"{module.removesuffix('s')}_id"} & set(record)
    path = f"/{module}/{record[id_key]}"
    field = record["custom_fields"][0]["customfield_id"]
    answer = await books.done("accountant", "PUT", singular(path), [{"customfield_id": field, "value": "a3"}])
    assert answer == {"code": 0, "message": "Custom Fields Updated Successfully"}
    assert (await books.one(path))["custom_field_hash"]["cf_request_key"] == "a3"
    assert other["custom_field_hash"]["cf_request_key"] == "a2"
    taken = await books.refused("accountant", "PUT", singular(path), [{"customfield_id": field, "value": "a2"}])
    assert taken == (400, 4, "Request key a2 already exists.")
    assert (await books.refused("accountant", "PUT", singular(path), {"value": "a4"}))[:2] == (400, 1038)
    assert (await books.refused("accountant", "PUT", singular(path), [{"customfield_id": "1", "value": ""}]))[:2] == (
        400,
        2,
    )


async def test_a_part_is_a_change_like_any_other(books: Books) -> None:
    locked = await path_of(books, "invoices", date=EARLY)
    await approvals(books, estimates=SIMPLE)
    path = await waiting(books, "estimates")
    assert (await books.refused("sales", "PUT", f"{path}/address/billing", PLACE))[:2] == (400, 2)
    await books.done("accountant", "POST", f"{path}/approve")
    await books.done("sales", "PUT", f"{path}/address/billing", PLACE)
    assert (await books.one(path))["status"] == "draft"
    await lock(books)
    assert await books.refused("sales", "PUT", f"{locked}/address/billing", PLACE) == REFUSED
    assert (
        await books.refused("sales", "PUT", singular(locked), [{"api_name": "cf_request_key", "value": "a"}]) == REFUSED
    )
