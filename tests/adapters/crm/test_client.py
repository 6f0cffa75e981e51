"""How CRM is asked for records: exactly the needed fields, and many ids at once."""

from typing import Any

import pytest

from adapters.crm.client import FIELDS_AT_ONCE, IDS_AT_ONCE, Crm
from adapters.crm.module import CrmModule
from domain.errors import UpstreamUnavailable
from tests.adapters.products import Way, told

CONTACTS = CrmModule("Contacts")
USERS = CrmModule("users", searchable=False)
MANY_NAMES = [f"Field_{number:03}" for number in range(FIELDS_AT_ONCE + 2)]


def listed(*rows: dict[str, Any], more: bool = False, **info: object) -> dict[str, object]:
    """A list as CRM answers it."""
    return {"data": [*rows], "info": {"more_records": more, **info}}


async def test_a_list_asks_for_the_needed_fields_and_no_other(way: Way) -> None:
    way.product.always(listed({"id": "1"}))
    await Crm(way.upstream()).rows(("Contacts",), frozenset({"Last_Name", "id", "Email"}), (("page", "1"),))
    assert way.product.asked[0].path == "/crm/v8/Contacts"
    assert way.product.asked[0].params == [("fields", "Email,Last_Name"), ("page", "1")]


async def test_a_list_of_ids_alone_still_names_a_field_as_crm_wants_it(way: Way) -> None:
    way.product.always(b"", 204)
    await Crm(way.upstream()).rows(("Contacts",), frozenset({"id"}), ())
    assert way.product.params == {"fields": "id"}


async def test_beyond_fifty_fields_a_list_is_asked_twice_and_merged_by_id(way: Way) -> None:
    first = listed({"id": "1", "Field_000": "a"}, {"id": "2", "Field_000": "b"}, more=True, next_page_token="t")
    # Between the two calls the order changed, and one record went.
    second = listed({"id": "3", "Field_051": "x"}, {"id": "1", "Field_051": "y"})
    way.product.in_turn([told(first), told(second)])
    page = await Crm(way.upstream()).rows(("Contacts",), frozenset(MANY_NAMES), (("page", "3"),))
    assert page.rows == [{"id": "1", "Field_000": "a", "Field_051": "y"}, {"id": "2", "Field_000": "b"}]
    assert (page.more, page.next_token) == (True, "t")
    asked = [dict(asked.params) for asked in way.product.asked]
    assert [params["fields"].split(",") for params in asked] == [MANY_NAMES[:50], MANY_NAMES[50:]]
    assert [params["page"] for params in asked] == ["3", "3"]


async def test_the_other_fields_of_an_empty_list_are_not_asked_for(way: Way) -> None:
    way.product.always(b"", 204)
    assert (await Crm(way.upstream()).rows(("Contacts",), frozenset(MANY_NAMES), ())).rows == []
    assert len(way.product.asked) == 1


async def test_behind_a_page_token_the_other_fields_are_asked_for_by_id(way: Way) -> None:
    ids = [str(number) for number in range(1, 151)]
    first = listed(*({"id": id_} for id_ in ids), more=True, next_page_token="t2")
    others = [listed(*({"id": id_, "Field_051": id_} for id_ in part)) for part in (ids[:100], ids[100:])]
    way.product.in_turn([told(first), *map(told, others)])
    page = await Crm(way.upstream()).rows(("Contacts",), frozenset(MANY_NAMES), (("page_token", "t1"),))
    assert [row["Field_051"] for row in page.rows] == ids
    asked = [dict(asked.params) for asked in way.product.asked]
    assert [("page_token" in params, params.get("ids", "").count(",")) for params in asked] == [
        (True, 0),
        (False, 99),
        (False, 49),
    ]


async def test_records_by_id_are_asked_for_a_hundred_at_a_time_and_each_once(way: Way) -> None:
    way.product.always(b"", 204)
    ids = [str(number) for number in range(IDS_AT_ONCE + 50)]
    assert await Crm(way.upstream()).many(CONTACTS, [*ids, *ids], frozenset({"Email"})) == {}
    asked = [dict(asked.params)["ids"].split(",") for asked in way.product.asked]
    assert [len(part) for part in asked] == [100, 50]
    assert {id_ for part in asked for id_ in part} == {*ids}


async def test_what_is_no_id_is_not_asked_for(way: Way) -> None:
    assert await Crm(way.upstream()).many(CONTACTS, ["../users", "1,2", "", "x"], frozenset()) == {}
    assert way.product.asked == []


async def test_users_are_not_asked_by_field(way: Way) -> None:
    way.product.always({"users": [{"id": "7", "full_name": "A"}], "info": {}})
    assert (await Crm(way.upstream()).many(USERS, ["7"], frozenset({"full_name"})))["7"]["full_name"] == "A"
    assert way.product.asked[0].path == "/crm/v8/users"
    assert way.product.params == {"type": "AllUsers", "ids": "7", "per_page": "25"}


async def test_nothing_at_all_is_an_empty_answer_everywhere(way: Way) -> None:
    way.product.always(b"", 204)
    crm = Crm(way.upstream())
    assert (await crm.rows(("Deals",), frozenset(), ())).rows == []
    assert await crm.current_user() is None
    assert await crm.organization() is None
    assert await crm.fields("Contacts") == []
    assert await crm.views(CONTACTS) == []


@pytest.mark.parametrize(
    "body", [[], {}, {"data": {}}, {"data": [1]}, {"data": [{"Email": "x"}]}, {"data": [{"id": None}]}, None]
)
async def test_a_list_that_is_none_or_whose_rows_lack_their_ids_is_no_answer(way: Way, body: object) -> None:
    way.product.always(body)
    with pytest.raises(UpstreamUnavailable) as raised:
        await Crm(way.upstream()).rows(("Deals",), frozenset(), ())
    assert raised.value.service == "crm"


@pytest.mark.parametrize(
    "body", [{}, {"fields": [{"field_label": "x"}]}, {"fields": [{"api_name": ["x"]}]}, {"fields": "x"}]
)
async def test_metadata_without_names_is_no_answer(way: Way, body: object) -> None:
    way.product.always(body)
    with pytest.raises(UpstreamUnavailable):
        await Crm(way.upstream()).fields("Contacts")


@pytest.mark.parametrize("info", [{}, None, [], "more", {"more_records": None}])
async def test_without_information_on_the_page_nothing_follows(way: Way, info: object) -> None:
    way.product.always({"data": [{"id": "1"}], "info": info})
    page = await Crm(way.upstream()).rows(("Deals",), frozenset(), ())
    assert (page.more, page.next_token) == (False, None)
