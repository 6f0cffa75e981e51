"""Batches of records: up to 100 items in, one result each out, in the same order."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from starlette.responses import Response

from sandbox.crm.caller import Call
from sandbox.crm.responses import CrmRefusal, answer, invalid_part, missing_part, over_limit
from sandbox.store import Body

MAX_ITEMS = 100

Item = TypeVar("Item")


def batch_items(call: Call, most: int = MAX_ITEMS) -> list[Body]:
    """The records in `data`, one to `most`."""
    data: Any = call.json_object().get("data")
    if data is None or data == []:
        raise missing_part("data", "$.data")
    if not isinstance(data, list):
        raise invalid_part("data", "$.data", expected_data_type="jsonarray")
    items = cast("list[Any]", data)
    if len(items) > most:
        raise CrmRefusal("LIMIT_EXCEEDED", "maximum length exceeded", maximum_length=most, api_name="data")
    if not all(isinstance(item, dict) for item in items):
        raise invalid_part("data", "$.data", expected_data_type="jsonobject")
    return cast("list[Body]", items)


def batch_ids(call: Call) -> list[str]:
    """The ids in the parameter `ids`, one to a hundred."""
    ids = call.required_param("ids").split(",")
    if len(ids) > MAX_ITEMS:
        raise over_limit("ids", MAX_ITEMS)
    return ids


def answered_batch(items: Sequence[Item], done: Callable[[Item, int], Body], success: int) -> Response:
    """The results in the order of the items: `success` where all went well, 207 where some did.

    Where none did, 412 if all had been modified in between, else 400.
    """
    results: list[Body] = []
    refusals: list[CrmRefusal] = []
    for index, item in enumerate(items):
        try:
            results.append(done(item, index))
        except CrmRefusal as refusal:
            results.append(refusal.body)
            refusals.append(refusal)
    status = success if not refusals else 207
    if len(refusals) == len(items):
        status = 412 if all(refusal.status == 412 for refusal in refusals) else 400
    return answer({"data": results}, status)
