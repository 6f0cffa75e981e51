"""Trusted documents in the store: each publication is one transaction."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import msgspec
from sqlmodel import Session, col, delete, select

from adapters.store.database import Database
from adapters.store.document_tables import (
    DocumentAudienceRow,
    DocumentTextRow,
    PublishedDocumentRow,
    PublishedVersionRow,
)
from adapters.store.engines import reading, writing
from adapters.store.transactions import TransactionResult, in_time, transaction_result
from domain.trusted_documents import Publication, PublicationRefusedError, PublishedDocument

Fields = frozenset[str]


class DocumentStore:
    """The publications of a database: a DocumentShelf."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine

    async def publish(self, publication: Publication) -> bool:
        """Keep a publication, as a whole; False where it is kept already. Raises PublicationRefusedError."""
        return await self._write(lambda session: _publish(session, publication))

    async def retire(self, client: str, version: str) -> bool:
        """Forget a version of a client; False where there is none."""
        return await self._write(lambda session: _retire(session, client, version))

    async def versions(self) -> Sequence[tuple[str, str, datetime]]:
        """Client, version and instant of every publication, in this order."""
        return await self._read(_versions)

    async def every(self) -> Sequence[Publication]:
        """Every publication with its documents, by client and the oldest first."""
        return await self._read(_every)

    async def hidden_from(self, audience: str) -> Mapping[str, Fields]:
        """What was accepted to be hidden from an audience, by the digest of a document."""

        def work(session: Session) -> Mapping[str, Fields]:
            rows = session.exec(select(DocumentAudienceRow).where(DocumentAudienceRow.audience == audience))
            return {row.digest: frozenset(msgspec.json.decode(row.hidden, type=list[str])) for row in rows}

        return await self._read(work)

    async def accept(self, audience: str, hidden: Mapping[str, Fields]) -> None:
        """Accept what is hidden from an audience, by the digest of a document."""

        def work(session: Session) -> None:
            for digest, fields in hidden.items():
                text = msgspec.json.encode(sorted(fields)).decode()
                session.merge(DocumentAudienceRow(audience=audience, digest=digest, hidden=text))

        await self._write(work)

    async def _read(self, work: Callable[[Session], TransactionResult]) -> TransactionResult:
        return await in_time(asyncio.to_thread(transaction_result, reading(self._engine), work))

    async def _write(self, work: Callable[[Session], TransactionResult]) -> TransactionResult:
        return await in_time(asyncio.to_thread(transaction_result, writing(self._engine), work))


def _publish(session: Session, publication: Publication) -> bool:
    client, version = publication.client, publication.version
    present = {row.document_id: row for row in _rows_of(session, client)}
    wanted = {document.id: document.digest for document in publication.documents}
    problems = [
        f"{client} has published another text under {id_}."
        for id_, digest in wanted.items()
        if id_ in present and present[id_].digest != digest
    ]
    if problems:
        raise PublicationRefusedError(problems)
    if session.get(PublishedVersionRow, (client, version)) is not None:
        if {row.document_id: row.digest for row in _rows_of(session, client, version)} == wanted:
            return False
        raise PublicationRefusedError(
            [f"{client} {version} is published with other documents: give the build another version."]
        )
    session.add(PublishedVersionRow(client=client, version=version, published_at=publication.at))
    known: set[str] = set()
    for document in publication.documents:
        session.add(_row(client, version, document))
        if document.digest not in known and session.get(DocumentTextRow, document.digest) is None:
            session.add(DocumentTextRow(digest=document.digest, text=document.text))
        known.add(document.digest)
    return True


def _retire(session: Session, client: str, version: str) -> bool:
    row = session.get(PublishedVersionRow, (client, version))
    if row is None:
        return False
    session.delete(row)
    of_version = (col(PublishedDocumentRow.client) == client, col(PublishedDocumentRow.version) == version)
    session.exec(delete(PublishedDocumentRow).where(*of_version))
    session.flush()
    used = select(PublishedDocumentRow.digest)
    session.exec(delete(DocumentTextRow).where(col(DocumentTextRow.digest).not_in(used)))
    session.exec(delete(DocumentAudienceRow).where(col(DocumentAudienceRow.digest).not_in(used)))
    return True


def _rows_of(session: Session, client: str, version: str | None = None) -> Sequence[PublishedDocumentRow]:
    query = select(PublishedDocumentRow).where(PublishedDocumentRow.client == client)
    return session.exec(query if version is None else query.where(PublishedDocumentRow.version == version)).all()


def _versions(session: Session) -> Sequence[tuple[str, str, datetime]]:
    # Databases differ in how they order texts.
    return sorted((row.client, row.version, row.published_at) for row in session.exec(select(PublishedVersionRow)))


def _every(session: Session) -> Sequence[Publication]:
    texts = {row.digest: row.text for row in session.exec(select(DocumentTextRow))}
    documents: defaultdict[tuple[str, str], list[PublishedDocument]] = defaultdict(list)
    for row in session.exec(select(PublishedDocumentRow)):
        coordinates = frozenset(msgspec.json.decode(row.coordinates, type=list[str]))
        documents[row.client, row.version].append(
            PublishedDocument(row.document_id, row.name, texts[row.digest], coordinates)
        )
    return [
        Publication(client, version, at, sorted(documents[client, version], key=lambda each: (each.name, each.id)))
        for client, version, at in sorted(_versions(session), key=lambda each: (each[0], each[2], each[1]))
    ]


def _row(client: str, version: str, document: PublishedDocument) -> PublishedDocumentRow:
    return PublishedDocumentRow(
        client=client,
        version=version,
        document_id=document.id,
        name=document.name,
        digest=document.digest,
        coordinates=msgspec.json.encode(sorted(document.coordinates)).decode(),
    )
