"""Automatic persisted queries: what a caller has sent with its hash, for as long as there is room."""

from cachetools import LRUCache

# What one caller may keep with one client, in characters of their documents, and how many callers.
MOST_CHARACTERS = 200_000
MOST_CALLERS = 200


class AutomaticQueries:
    """Documents by client, caller and hash: nobody learns what another caller has sent, and nobody is served it.

    They are never trusted, and end with the process: a client that finds its document gone sends it again.
    """

    def __init__(self, most_characters: int = MOST_CHARACTERS, most_callers: int = MOST_CALLERS) -> None:
        self._most = most_characters
        self._kept: LRUCache[tuple[str, str], LRUCache[str, str]] = LRUCache(maxsize=most_callers)

    def register(self, client: str, partition: str, digest: str, text: str) -> None:
        """Keep a document; one that is larger than all that a caller may keep is not kept."""
        own = self._kept.get((client, partition))
        if own is None:
            own = self._kept[client, partition] = LRUCache(self._most, getsizeof=len)
        if len(text) <= self._most:
            own[digest] = text

    def text(self, client: str, partition: str, digest: str) -> str | None:
        """The document that this caller has registered with this client, None where there is none any more."""
        own = self._kept.get((client, partition))
        return None if own is None else own.get(digest)
