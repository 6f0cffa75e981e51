"""Batches of records: up to 100 items in, one result each out, in the same order."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from starlette.responses import Response

from sandbox.crm.answers import Refusal, answer
from sandbox.crm.caller import Call
from sandbox.store import Body

MAX_ITEMS = 100

Item = TypeVar("Item")


def batch_items(call: Call) -> list[Body]:
    """The records in `data`."""
    data: Any = call.json_object().get("data")
    path = {"api_name": "data", "json_path": "$.data"}
    if data is None or data == []:
        raise Refusal("MANDATORY_NOT_FOUND", "required field not found", **path)
    if not isinstance(data, list):
        raise Refusal("INVALID_DATA", "invalid data", expected_data_type="jsonarray", **path)
    items = cast("list[Any]", data)
    if len(items) > MAX_ITEMS:
        raise Refusal("LIMIT_EXCEEDED", "maximum length exceeded", maximum_length=MAX_ITEMS, api_name="data")
    if not all(isinstance(item, dict) for item in items):
        raise Refusal("INVALID_DATA", "invalid data", expected_data_type="jsonobject", **path)
    return cast("list[Body]", items)


def answered_batch(items: Sequence[Item], done: Callable[[Item, int], Body], success: int) -> Response:
    """The results in the order of the items: `success` where all went well, 207 where some did.

    Where none did, 412 if all had been modified in between, else 400.
    """
    results: list[Body] = []
    refusals: list[Refusal] = []
    for index, item in enumerate(items):
        try:
            results.append(done(item, index))
        except Refusal as refusal:
            results.append(refusal.body)
            refusals.append(refusal)
    status = success if not refusals else 207
    if len(refusals) == len(items):
        status = 412 if all(refusal.status == 412 for refusal in refusals) else 400
    return answer({"data": results}, status)
