"""Trusted documents: what a client's build published, how it is named, and what enforces it."""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from domain.errors import BadUserInput
from domain.integration_plans import AffectedDocument, is_refused

# Every client that has no mode of its own, those without a name too.
ANY_CLIENT = "*"
CLIENT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/@ -]{0,99}", re.ASCII)
CLIENT_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}", re.ASCII)
DOCUMENT_ID = re.compile(r"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})", re.ASCII)
PREFIX = "sha256:"
# Relay's default, codegen's, and everybody else's. Whom an id may stand for is decided when it is published.
ALGORITHMS: Mapping[int, str] = {32: "md5", 40: "sha1", 64: "sha256"}
MOST_DOCUMENTS = 5_000
# Documents that a plan names of one group of users.
MOST_DOCUMENTS_NAMED = 300


class TrustMode(Enum):
    """What happens to an operation that its client has not published."""

    OFF = "off"
    MEASURE = "measure"
    ENFORCE = "enforce"


class DocumentTrust(Enum):
    """What an operation rests on, as the log and the metrics name it."""

    TRUSTED = "trusted"
    AUTOMATIC = "automatic"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class PublishedDocument:
    """A document under its id. `digest` is the SHA-256 of its text, `coordinates` the fields that it names."""

    id: str
    name: str
    text: str
    coordinates: frozenset[str] = frozenset()

    @property
    def digest(self) -> str:
        """The SHA-256 of the text."""
        return digest_of(self.text)


@dataclass(frozen=True, slots=True)
class Publication:
    """The documents of one version of a client."""

    client: str
    version: str
    at: datetime
    documents: Sequence[PublishedDocument]


class PublicationRefusedError(Exception):
    """Nothing was published; the message names everything that is wrong, a line each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))


class DocumentShelf(Protocol):
    """Where publications are kept. Raises JournalError where the store fails."""

    async def publish(self, publication: Publication) -> bool:
        """Keep a publication, as a whole; False where it is kept already. Raises PublicationRefusedError."""
        ...

    async def retire(self, client: str, version: str) -> bool:
        """Forget a version of a client; False where there is none."""
        ...

    async def versions(self) -> Sequence[tuple[str, str, datetime]]:
        """Client, version and instant of every publication, in this order."""
        ...

    async def every(self) -> Sequence[Publication]:
        """Every publication with its documents, by client and the oldest first."""
        ...


class PublishedDocuments(Protocol):
    """What is published, for those who look at its fields."""

    async def publications(self) -> Sequence[Publication]:
        """Every publication, a few seconds old."""
        ...


class NoPublishedDocuments:
    """Nothing is published: there is no database."""

    async def publications(self) -> Sequence[Publication]:
        """None."""
        return ()


def digest_of(text: str) -> str:
    """The SHA-256 of a document, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def document_id(sent: str) -> str:
    """An id without the prefix that the draft of GraphQL over HTTP gives it. Raises BadUserInput for no hash."""
    id_ = sent.removeprefix(PREFIX).lower()
    if not DOCUMENT_ID.fullmatch(id_) or (sent.startswith(PREFIX) and len(id_) != 64):
        raise BadUserInput("The id of a document is the hash of its text in hexadecimal, `sha256:` before it or not.")
    return id_


def is_id_of(id_: str, text: str) -> bool:
    """Whether an id is a hash of the text, by the algorithm that its length names."""
    return hashlib.new(ALGORITHMS[len(id_)], text.encode(), usedforsecurity=False).hexdigest() == id_


def affected_documents(publications: Sequence[Publication], hidden: Collection[str]) -> list[AffectedDocument]:
    """The documents that name one of these hidden coordinates, with which."""
    lost = frozenset(hidden)
    return [
        AffectedDocument(each.client, each.version, document.name, fields)
        for each in publications
        for document in each.documents
        if (fields := sorted(field for field in document.coordinates if is_refused([field], lost)))
    ]
