"""CRM's refusals as errors. Source: Zoho CRM v8, status codes."""

from collections.abc import Iterator
from typing import Any, cast

from adapters.answers import check_server, parsed, rejected
from adapters.messages import Response
from adapters.refusals import WriteRefused
from domain.errors import BadUserInput, Forbidden, NotFound, Unauthenticated, UpstreamUnavailable
from domain.json_values import mapping, mappings

# Refusals that a value of the client causes, with the message for the client.
_INPUT = {
    "DISCRETE_PAGINATION_LIMIT_EXCEEDED": "Zoho CRM pages through the first 2,000 records by number only.",
    "PAGINATION_LIMIT_EXCEEDED": "Zoho CRM lists 100,000 records at most; narrow the list.",
    "LIMIT_REACHED": "Zoho CRM's search ends at 2,000 records; narrow the filter.",
    "CRITERIA_LIMIT_EXCEEDED": "Zoho CRM takes ten comparisons at most.",
    "INVALID_QUERY": "Zoho CRM does not accept this filter or order.",
    "TOKEN_BOUND_DATA_MISMATCH": "The cursor belongs to a query with other fields; start again without `after`.",
    "EXPIRED_VALUE": "The cursor has expired after 24 hours; start again without `after`.",
    "AMBIGUITY_DURING_PROCESSING": "Zoho CRM cannot combine a saved view with an order.",
}
NOT_FOUND = "Zoho CRM has no such record for the caller."
# The most characters of CRM's words about a refused write.
LONGEST_WORDS = 300
_FORBIDDEN = frozenset({"NO_PERMISSION", "AUTHORIZATION_FAILED", "PERMISSION_DENIED", "INVALID_MODULE"})


def success_body(response: Response) -> Any:
    """The JSON of an answer, None for 204, CRM's status for an empty result. Raises the error of a refusal."""
    if response.status in {204, 304}:
        return None
    check_server("crm", response)
    body = parsed("crm", response)
    if response.status < 300:
        # A null in JSON is not an empty result.
        return {} if body is None else body
    code = str(mapping(body).get("code", ""))
    if code in {"INVALID_TOKEN", "AUTHENTICATION_FAILURE"}:
        raise Unauthenticated("Zoho does not accept the access token.", service="crm", detail=code)
    if code == "OAUTH_SCOPE_MISMATCH":
        raise Forbidden("The access token's scopes do not reach this part of Zoho CRM.", service="crm", detail=code)
    if code in _FORBIDDEN:
        raise Forbidden("Zoho CRM does not allow this to the caller.", service="crm", detail=code)
    if code in _INPUT:
        raise BadUserInput(_INPUT[code], service="crm", detail=code)
    raise rejected("crm", f"status {response.status} code {code[:60]}")


def written_record(response: Response) -> dict[str, Any]:
    """What CRM returns of the one record of a write (page "Insert Records"): its id and times.

    Raises NotFound for a record that does not exist, WriteRefused where CRM has another reason, and what `success_body`
    raises.
    """
    check_server("crm", response)
    body = mapping(parsed("crm", response))
    item = next(iter(mappings(body.get("data"))), dict[str, Any]())
    details, code = mapping(item.get("details")), str(item.get("code", ""))[:60]
    if item.get("status") == "success" and details:
        return details
    if item.get("status") != "error":
        # The answer is not about the record, unless CRM refuses the whole request, for its path, say.
        if body.get("code") == "INVALID_DATA" and "resource_path_index" in mapping(body.get("details")):
            raise NotFound(NOT_FOUND, service="crm", detail="INVALID_DATA")
        success_body(response)
        raise UpstreamUnavailable(
            "Zoho CRM answered with something that is no answer.", service="crm", detail="no record"
        )
    key = str(details.get("api_name") or "")
    if code == "INVALID_DATA" and key == "id":
        raise NotFound(NOT_FOUND, service="crm", detail=code)
    raise _refused(item)


def _expected(details: dict[str, Any]) -> Iterator[str]:
    """What CRM expects of a value that it refused (page "Insert Records", INVALID_DATA)."""
    if kind := details.get("expected_data_type"):
        yield f"{kind} expected"
    if most := details.get("maximum_length"):
        yield f"at most {most} characters"
    values = details.get("supported_values")
    if isinstance(values, list):
        yield f"one of {', '.join(map(str, cast('list[object]', values)))}"


def _refused(item: dict[str, Any]) -> WriteRefused:
    """A refusal, with its parts where it has several reasons (MULTIPLE_OR_MULTI_ERRORS)."""
    details = mapping(item.get("details"))
    parts = [_refused(each) for each in mappings(details.get("errors"))]
    other = str(mapping(details.get("duplicate_record")).get("id") or "")
    return WriteRefused(
        service="crm",
        reason=str(item.get("code", ""))[:60],
        words="; ".join((str(item.get("message", "")), *_expected(details)))[:LONGEST_WORDS],
        key=str(details.get("api_name") or ""),
        other=other or next((part.other for part in parts if part.other), ""),
        parts=parts,
    )
