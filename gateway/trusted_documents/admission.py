"""Which document a request runs, and whether its client may: trusted, automatically persisted, or free."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from domain.errors import (
    BadRequest,
    DocumentNotFound,
    DocumentNotTrusted,
    PersistedQueryNotFound,
    PersistedQueryNotSupported,
)
from domain.trusted_documents import ANY_CLIENT, DocumentTrust, TrustMode, digest_of
from gateway.settings import Settings
from gateway.trusted_documents.automatic import AutomaticQueries
from gateway.trusted_documents.registry import DocumentRegistry
from schema.engine.execute.documents import DocumentCache

if TYPE_CHECKING:
    from adapters.store.database import Database

UNPUBLISHED = "This client may send published documents alone: publish this one, and send its id."
OTHER_CLIENT = "other"
log = structlog.get_logger("suitegraph")


@dataclass(frozen=True, slots=True)
class DocumentReference:
    """What a request says of its document: its text, or its id alone.

    `automatic` says that the id is Apollo's `persistedQuery`, which may stand beside the text; the id is None there
    where it is no hash.
    """

    text: str
    id: str | None = None
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class AdmittedDocument:
    """A document that may run, and what that rests on."""

    text: str
    trust: DocumentTrust


@dataclass(slots=True)
class DocumentAdmission:
    """Admits documents by client: `modes` and `automatic` by its name, ANY_CLIENT for those that they do not name."""

    registry: DocumentRegistry
    modes: Mapping[str, TrustMode] = field(default_factory=dict[str, TrustMode])
    automatic: frozenset[str] = frozenset()
    queries: AutomaticQueries = field(default_factory=AutomaticQueries)
    counts: Counter[tuple[str, DocumentTrust]] = field(default_factory=Counter[tuple[str, DocumentTrust]])

    def admit(self, client: str, partition: str, reference: DocumentReference) -> AdmittedDocument:
        """The document that a caller's request runs. Raises what refuses it, with a code of its own."""
        admitted = self._admitted(client, partition, reference)
        name = client if client in self.modes or client in self.registry.clients() else OTHER_CLIENT
        self.counts[name, admitted.trust] += 1
        if admitted.trust is not DocumentTrust.TRUSTED and self.mode_of(client) is TrustMode.MEASURE:
            log.info("untrusted document", client=name, sha256=digest_of(admitted.text))
        return admitted

    def mode_of(self, client: str) -> TrustMode:
        """What holds for a client."""
        return self.modes.get(client) or self.modes.get(ANY_CLIENT, TrustMode.OFF)

    def _admitted(self, client: str, partition: str, reference: DocumentReference) -> AdmittedDocument:
        enforced = self.mode_of(client) is TrustMode.ENFORCE
        if not reference.text:
            return self._by_id(client, partition, reference, enforced=enforced)
        if self.registry.is_published(client, reference.text):
            return AdmittedDocument(reference.text, DocumentTrust.TRUSTED)
        if enforced:
            raise DocumentNotTrusted(UNPUBLISHED)
        if reference.automatic and self._is_automatic(client):
            digest = digest_of(reference.text)
            if reference.id != digest:
                raise BadRequest("`sha256Hash` is not the SHA-256 of `query`.")
            self.queries.register(client, partition, digest, reference.text)
        return AdmittedDocument(reference.text, DocumentTrust.FREE)

    def _by_id(self, client: str, partition: str, reference: DocumentReference, *, enforced: bool) -> AdmittedDocument:
        published = None if reference.id is None else self.registry.document(client, reference.id)
        if published is not None:
            return AdmittedDocument(published.text, DocumentTrust.TRUSTED)
        if enforced or not reference.automatic:
            raise DocumentNotFound("This client has published no document of this id.")
        if reference.id is None or not self._is_automatic(client):
            # Clients compare the messages of these two, too.
            raise PersistedQueryNotSupported("PersistedQueryNotSupported")
        text = self.queries.text(client, partition, reference.id)
        if text is None:
            raise PersistedQueryNotFound("PersistedQueryNotFound")
        return AdmittedDocument(text, DocumentTrust.AUTOMATIC)

    def _is_automatic(self, client: str) -> bool:
        return client in self.automatic or ANY_CLIENT in self.automatic


def admission_of(settings: Settings, database: "Database | None", documents: DocumentCache) -> DocumentAdmission:
    """The admission that the settings describe; without a database of one's own nothing is published."""
    shelf = None
    if settings.database is not None and database is not None:
        from adapters.store.trusted_documents import DocumentStore  # noqa: PLC0415  # for those alone who have one

        shelf = DocumentStore(database)
    return DocumentAdmission(
        DocumentRegistry(shelf, documents.warm), settings.trusted_documents, frozenset(settings.automatic_queries)
    )
