"""A file for a record, as a kind of write that goes over HTTP."""

import msgspec

from domain.writes import ProblemCode
from tests.gateway.fetching import fetched
from tests.graphs import Graph
from tests.writes.kind import Given


async def attached(graph: Graph, persona: str, given: Given, key: str | None) -> tuple[str, str]:
    """Send it: the request's id, and done, unknown, refused, or an error."""
    headers = {"Content-Type": "text/plain", **({"Idempotency-Key": key} if key else {})}
    place, params = f"/files/{given['id']}/attachments", {"name": given["name"]}
    answer = await fetched(
        graph, place, method="POST", persona=persona, headers=headers, params=params, data=b"A file."
    )
    request_id = next(value for name, value in answer.headers.items() if name.lower() == "x-request-id")
    if answer.status == 201:
        return request_id, "done"
    code = msgspec.json.decode(answer.content)["errors"][0]["extensions"]["code"]
    if code == ProblemCode.OUTCOME_UNKNOWN.value:
        return request_id, "unknown"
    return request_id, "refused" if code in {problem.value for problem in ProblemCode} else "error"
