"""What is published, as a process knows it: read at start, and again when another process has published."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

import structlog

from domain.journal import JournalError
from domain.trusted_documents import DocumentShelf, Publication, PublishedDocument, digest_of

# How often a process looks whether another one has published, in seconds.
READ_SECONDS = 2.0
# Documents whose plans are made before anybody asks, the newest versions first.
MOST_WARMED = 1_000
log = structlog.get_logger("suitegraph")


class DocumentRegistry:
    """The published documents of every client, by id and by the SHA-256 of their text.

    Without a shelf there are none. A store that fails later leaves what is known in force.
    """

    def __init__(self, shelf: DocumentShelf | None, warm: Callable[[str], None]) -> None:
        """`warm` makes the plans of a document's operations."""
        self._shelf = shelf
        self._warm = warm
        self._versions: Sequence[tuple[str, str, datetime]] = ()
        self._publications: Sequence[Publication] = ()
        self._by_client: dict[str, dict[str, PublishedDocument]] = {}
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Read what is published, once the database is open, and look again from now on."""
        if self._shelf is not None:
            await self.refresh()
            self._task = asyncio.create_task(self._read_on())

    async def close(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def publications(self) -> Sequence[Publication]:
        """Every publication, a few seconds old."""
        return self._publications

    def clients(self) -> frozenset[str]:
        """The clients that have published something."""
        return frozenset(self._by_client)

    def document(self, client: str, id_: str) -> PublishedDocument | None:
        """The document that a client has published under an id, or with this SHA-256."""
        return self._by_client.get(client, {}).get(id_)

    def is_published(self, client: str, text: str) -> bool:
        """Whether a client has published this very text."""
        own = self._by_client.get(client)
        return own is not None and digest_of(text) in own

    async def refresh(self) -> None:
        """Read what has changed, and make the plans of what is new."""
        if self._shelf is None:
            return
        try:
            versions = await self._shelf.versions()
            if versions == self._versions:
                return
            publications = await self._shelf.every()
        except JournalError as error:
            log.warning("trusted documents", read=False, reason=str(error))
            return
        known = {document.digest for own in self._by_client.values() for document in own.values()}
        self._take(publications)
        self._versions = versions
        await self._warm_all_but(known)

    def _take(self, publications: Sequence[Publication]) -> None:
        by_client: dict[str, dict[str, PublishedDocument]] = {}
        for publication in publications:
            own = by_client.setdefault(publication.client, {})
            for document in publication.documents:
                own[document.id] = own[document.digest] = document
        self._publications, self._by_client = publications, by_client

    async def _warm_all_but(self, known: set[str]) -> None:
        newest = sorted(self._publications, key=lambda each: each.at, reverse=True)
        new = {each.digest: each.text for part in newest for each in part.documents if each.digest not in known}
        for text in [*new.values()][:MOST_WARMED]:
            self._warm(text)
            # Requests go on meanwhile.
            await asyncio.sleep(0)

    async def _read_on(self) -> None:
        while True:
            await asyncio.sleep(READ_SECONDS)
            await self.refresh()
