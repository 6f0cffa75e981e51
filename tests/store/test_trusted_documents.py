"""Publications in the store: whole or not at all, and what an id stands for never changes."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.store.database import Database
from adapters.store.trusted_documents import DocumentStore
from domain.trusted_documents import Publication, PublicationRefusedError, PublishedDocument, digest_of

AT = datetime(2026, 11, 30, 12, tzinfo=UTC)


def published(text: str, name: str = "Names", id_: str = "") -> PublishedDocument:
    """A document under the hash of its text."""
    return PublishedDocument(id_ or digest_of(text), name, text, frozenset({"Query.accounts", f"Account.{name}"}))


def publication(version: str, *documents: PublishedDocument, client: str = "web", at: datetime = AT) -> Publication:
    """A version of a client."""
    return Publication(client, version, at, list(documents))


async def test_a_publication_is_kept_whole_or_not_at_all(url: str | None) -> None:
    database = Database(url)
    store = DocumentStore(database)
    await database.open()
    try:
        one, two = published("{ a }", "A"), published("{ b }", "B")
        first = publication("1.0", one, two)
        assert await store.publish(first)
        assert not await store.publish(first)
        assert [*await store.every()] == [first]
        for refused in (
            publication("1.0", one),
            publication("2.0", published("{ c }"), published("{ another }", id_=one.id)),
        ):
            with pytest.raises(PublicationRefusedError):
                await store.publish(refused)
            assert await store.versions() == [("web", "1.0", AT)]
        later = publication("2.0", two, published("{ c }"), at=AT + timedelta(days=1))
        other = publication("1.0", two, client="ios")
        assert await store.publish(later)
        assert await store.publish(other)
        assert [(each.client, each.version) for each in await store.every()] == [
            ("ios", "1.0"),
            ("web", "1.0"),
            ("web", "2.0"),
        ]
        hidden = {one.digest: frozenset({"Account.A"}), two.digest: frozenset[str]()}
        await store.accept("sales", hidden)
        await store.accept("sales", {two.digest: frozenset({"Account.B"})})
        assert await store.hidden_from("sales") == {one.digest: {"Account.A"}, two.digest: {"Account.B"}}
        assert await store.hidden_from("admin") == {}
        assert await store.retire("web", "1.0")
        assert not await store.retire("web", "1.0")
        # What only the retired version had is gone, what others have stays.
        assert await store.hidden_from("sales") == {two.digest: {"Account.B"}}
        assert [*await store.every()] == [other, later]
    finally:
        await database.close()
