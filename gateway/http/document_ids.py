"""How a request names its document: by its text, or by an id in one of the spellings that clients send."""

import re
from collections.abc import Iterator
from typing import Any, cast

from domain.errors import BadRequest, BadUserInput
from domain.trusted_documents import document_id
from gateway.http.bodies import GraphQLBody
from gateway.trusted_documents.admission import DocumentReference

# `/graphql/<id>`; nothing else of the gateway lies under such a path.
_DOCUMENT_PATH = re.compile(r"/graphql/((?:sha256:)?[0-9a-fA-F]{32,64})", re.ASCII)


def is_document_path(path: str) -> bool:
    """Whether a path names a document."""
    return _DOCUMENT_PATH.fullmatch(path) is not None


def reference_of(body: GraphQLBody, path: str) -> DocumentReference:
    """What a request says of its document. An id beside a text counts for automatic persisted queries alone.

    Raises BadRequest where the request names no document, or two, and BadUserInput for an id that is no hash.
    """
    persisted: Any = (body.extensions or {}).get("persistedQuery")
    automatic = persisted is not None
    sent: Any = cast("dict[str, Any]", persisted).get("sha256Hash") if isinstance(persisted, dict) else None
    if body.query:
        return DocumentReference(body.query, _hash_or_none(sent), automatic)
    ids = {document_id(each) for each in _ids_in(body, path)}
    if (of_extension := _hash_or_none(sent)) is not None:
        ids.add(of_extension)
    if len(ids) > 1:
        raise BadRequest("The request names two documents.")
    if not ids and not automatic:
        raise BadRequest("A request needs a `query`, or the id of a published document.")
    return DocumentReference("", next(iter(ids), None), automatic)


def _ids_in(body: GraphQLBody, path: str) -> Iterator[str]:
    for each in (body.documentId, body.doc_id, body.id):
        if isinstance(each, str) and each:
            yield each
    match = _DOCUMENT_PATH.fullmatch(path)
    if match is not None:
        yield match[1]


def _hash_or_none(sent: object) -> str | None:
    try:
        return document_id(sent) if isinstance(sent, str) else None
    except BadUserInput:
        return None
