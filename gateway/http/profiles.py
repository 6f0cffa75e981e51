"""The status of an answer in each profile of GraphQL over HTTP: the one of the audits, or the newer draft.

The older media type means the same in both. Source of the draft: GraphQL over HTTP, "Status Codes".
"""

from domain.errors import ParseFailed, SuitegraphError
from gateway.door_settings import HttpProfile
from gateway.http.negotiation import GRAPHQL
from gateway.http.refusals import WrongShape, status_of
from schema.engine.execute.payloads import Payload

PARTIAL_SUCCESS = 294
UNPROCESSABLE = 422


def status_of_payload(payload: Payload, media_type: str, profile: HttpProfile) -> int:
    """The status of what GraphQL answered: for the older media type, 200 only says that it did."""
    if media_type != GRAPHQL:
        return 200
    if payload.executed:
        return PARTIAL_SUCCESS if payload.errors and profile == "draft" else 200
    parsed = all(error["extensions"]["code"] != ParseFailed.code for error in payload.errors)
    return UNPROCESSABLE if parsed and profile == "draft" else 400


def status_of_refusal(error: SuitegraphError, media_type: str, profile: HttpProfile) -> int:
    """The status of a request that was refused before GraphQL saw it."""
    if profile == "draft" and media_type == GRAPHQL and isinstance(error, WrongShape):
        return UNPROCESSABLE
    return status_of(error)


def default_media_type(accept: str, profile: HttpProfile) -> str:
    """The Accept header to go by: a client that sends none takes the newer media type in the draft."""
    return GRAPHQL if profile == "draft" and not accept.strip() else accept
