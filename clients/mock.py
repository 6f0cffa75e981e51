"""Answers of a snapshot in place of a gateway, for tests: no server runs."""

import json
import re
from pathlib import Path
from typing import Any

import httpx

_NAME = re.compile(r"\b(?:query|mutation)\s+(\w+)")


def snapshot_client(snapshot: Path) -> httpx.AsyncClient:
    """The `http_client=` of a Client that answers from a file which `suitegraph snapshot` wrote.

    An operation or variables that the snapshot does not have raise LookupError.
    """
    recorded = json.loads(snapshot.read_text("utf-8"))
    answers = {_key(each["operation"], each["variables"]): each["answer"] for each in recorded["operations"]}

    def answered(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        match = _NAME.search(body.get("query") or "")
        operation = body.get("operationName") or (match[1] if match else "")
        key = _key(operation, body.get("variables") or {})
        if key not in answers:
            raise LookupError(f"The snapshot of {recorded['persona']} has no {' with '.join(key)}.")
        return httpx.Response(200, json=answers[key])

    return httpx.AsyncClient(transport=httpx.MockTransport(answered))


def _key(operation: str, variables: dict[str, Any]) -> tuple[str, str]:
    return operation, json.dumps(_without_nulls(variables), sort_keys=True)


def _without_nulls(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_nulls(each) for each in value]
    if isinstance(value, dict):
        return {key: _without_nulls(each) for key, each in value.items() if each is not None}
    return value
