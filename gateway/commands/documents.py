"""`suitegraph documents` and the part of `suitegraph schema check` that is about what clients have published."""

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from domain.caller import caller_of
from domain.trusted_documents import (
    CLIENT_NAME,
    CLIENT_VERSION,
    MOST_DOCUMENTS,
    Publication,
    PublicationRefusedError,
    PublishedDocument,
)
from gateway.commands.audit import NoDatabaseError
from gateway.service import GatewayService, service_of
from gateway.session import open_session
from gateway.settings import Settings
from gateway.trusted_documents.manifests import documents_in
from schema.engine.execute.examination import examination, missing_in

if TYPE_CHECKING:
    from adapters.store.trusted_documents import DocumentStore

MOST_NAMED = 20
LONGEST_NAME = 255


async def published(settings: Settings, client: str, version: str, manifests: Sequence[Path]) -> tuple[int, bool]:
    """Publish manifests as one version of a client: how many documents it has, and whether it is new.

    Raises PublicationRefusedError with all that is wrong, and then nothing is published; NoDatabaseError, StoreError
    and JournalError.
    """
    texts = _texts_of(client, version, manifests)
    service = service_of(settings)
    documents = _examined(service, texts)
    async with _store_of(service) as store:
        publication = Publication(client, version, datetime.now(UTC), documents)
        return len(documents), await store.publish(publication)


async def retired(settings: Settings, client: str, version: str) -> bool:
    """Forget a version of a client; False where there is none. Raises as `published` does."""
    async with _store_of(service_of(settings)) as store:
        return await store.retire(client, version)


async def publication_lines(settings: Settings) -> list[str]:
    """A line for each publication. Raises as `published` does."""
    async with _store_of(service_of(settings)) as store:
        return [
            f"{each.client} {each.version}: {len(each.documents)} documents, {each.at.isoformat(timespec='seconds')}"
            for each in await store.every()
        ]


class DocumentFindings(NamedTuple):
    """What is wrong with published documents, a line each: those that break for everybody, and what is hidden newly."""

    broken: list[str]
    lost: list[str]


async def findings(settings: Settings, audiences: Mapping[str, str], *, accept: bool = False) -> DocumentFindings:
    """Published documents that this code's graph breaks, and those that lose a field for an audience.

    `audiences` are tokens by a name of the reader's choice. What an audience misses is compared with what was last
    accepted for it, by `accept`, or when the document was first looked at. Costs the calls of the permissions of each.
    Raises as `published` does, and what the products refuse.
    """
    service = service_of(settings)
    async with _store_of(service) as store:
        publications = await store.every()
        seen = DocumentFindings([*_invalid_lines(service, publications)], [])
        async with service.connected(journal=False):
            for audience, secret in audiences.items():
                seen.lost.extend(await _hidden_lines(service, store, publications, audience, secret, accept=accept))
    return seen


def _invalid_lines(service: GatewayService, publications: Sequence[Publication]) -> Iterator[str]:
    complete = service.runner.visibility.complete
    for publication in publications:
        for document in publication.documents:
            problems = examination(complete.schema, complete.documents, document.text).problems
            yield from (f"{_place(publication, document)}: {problem}" for problem in problems)


async def _hidden_lines(
    service: GatewayService,
    store: "DocumentStore",
    publications: Sequence[Publication],
    audience: str,
    secret: str,
    *,
    accept: bool,
) -> list[str]:
    caller = caller_of(secret, service.settings.data_centres[0], service.partition_key)
    async with open_session(service, caller) as session:
        graph = (await service.runner.visible(session.loader)).schema
    complete = service.runner.visibility.complete.schema
    accepted = await store.hidden_from(audience)
    settled: dict[str, frozenset[str]] = {}
    lines: list[str] = []
    for publication in publications:
        for document in publication.documents:
            # What the graph has no more breaks the document for everybody, and stands above.
            hidden = missing_in(graph, document.coordinates) - missing_in(complete, document.coordinates)
            lost = hidden - accepted.get(document.digest, hidden)
            lines += [f"{_place(publication, document)}: {audience} loses {field}" for field in sorted(lost)]
            if accept or document.digest not in accepted:
                settled[document.digest] = hidden
    await store.accept(audience, settled)
    return lines


def _place(publication: Publication, document: PublishedDocument) -> str:
    return f"{publication.client} {publication.version}: {document.name}"


def _texts_of(client: str, version: str, manifests: Sequence[Path]) -> Mapping[str, str]:
    problems: list[str] = []
    if not CLIENT_NAME.fullmatch(client) or not CLIENT_VERSION.fullmatch(version):
        problems.append("A client has a name of letters, digits and `._/@ -`, and a version of `._+-` beside them.")
    texts: dict[str, str] = {}
    for manifest in manifests:
        try:
            texts |= documents_in(manifest.name, manifest.read_bytes())
        except OSError as error:
            problems.append(f"{manifest.name}: it cannot be read: {error.strerror}")
        except PublicationRefusedError as error:
            problems.append(str(error))
    if not problems and not 1 <= len(texts) <= MOST_DOCUMENTS:
        problems.append(f"A version has 1 to {MOST_DOCUMENTS:,} documents, and the manifests have {len(texts):,}.")
    if problems:
        raise PublicationRefusedError(problems)
    return texts


def _examined(service: GatewayService, texts: Mapping[str, str]) -> list[PublishedDocument]:
    complete = service.runner.visibility.complete
    problems: list[str] = []
    documents: list[PublishedDocument] = []
    for id_, text in texts.items():
        seen = examination(complete.schema, complete.documents, text)
        name = ", ".join(seen.names)[:LONGEST_NAME] or id_[:12]
        problems += [f"{name if seen.names else id_}: {problem}" for problem in seen.problems]
        documents.append(PublishedDocument(id_, name, text, seen.coordinates))
    if problems:
        raise PublicationRefusedError(problems)
    return documents


@asynccontextmanager
async def _store_of(service: GatewayService) -> AsyncGenerator["DocumentStore"]:
    """The store of the configured database, open for the duration of the block."""
    if service.settings.database is None:
        raise NoDatabaseError("SUITEGRAPH_DATABASE is not set: documents are published in the gateway's database.")
    from adapters.store.database import Database  # noqa: PLC0415  # for those alone who have one
    from adapters.store.trusted_documents import DocumentStore  # noqa: PLC0415  # as above

    database = Database(service.settings.database.get_secret_value())
    try:
        await database.open()
        yield DocumentStore(database)
    finally:
        await database.close()
