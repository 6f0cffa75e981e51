"""The keys of the audit log: which one its head names, and whether the keys of entries follow each other in order."""

from sqlmodel import Session, select

from adapters.store.tables import AuditHead, AuditRow
from domain.hash_chain import ChainKeys, chained_hash, seal_matches
from domain.journal import ChainHead, JournalError

DAMAGED = "the audit log was changed from outside, or its key is another one; see `suitegraph audit verify`"


def sealed_head(session: Session, keys: ChainKeys) -> tuple[AuditHead, str]:
    """The head, locked, and the name of the key that seals it. Raises JournalError where none of the keys does."""
    row = session.exec(select(AuditHead).where(AuditHead.id == 1).with_for_update()).one_or_none()
    name = None if row is None else name_of_seal(row, keys)
    if row is None or name is None:
        raise JournalError(DAMAGED)
    return row, name


def name_of_seal(row: AuditHead, keys: ChainKeys) -> str | None:
    """The name of the key that sealed a head, None where it was none of these or not the one that the head names."""
    names = keys.names if row.key_name is None else [row.key_name]
    head = ChainHead(row.count, row.hash)
    return next((name for name in names if _matches(keys.of(name), head, row.seal)), None)


class KeyRuns:
    """Verifies entries in order: what names no key has one that came before all named ones, and no key comes back."""

    def __init__(self, keys: ChainKeys) -> None:
        self._keys = keys
        self._used: list[str] = []
        self._named = False

    def problem(self, before: str, row: AuditRow) -> str | None:
        """What is wrong with the hash of an entry, or with its key."""
        if row.key_name is None and self._named:
            return f"entry {row.sequence} names no key, and one before it does"
        self._named = row.key_name is not None
        name = self._name_of(before, row)
        key = self._keys.of(name)
        if name in self._used[:-1]:
            return f"entry {row.sequence} has the key {name}, which another one had replaced"
        if name not in self._used:
            self._used.append(name)
        if key is None:
            return f"entry {row.sequence} has the key {name}, which is not among those of SUITEGRAPH_AUDIT_KEY"
        if row.hash != chained_hash(key, before, row.body):
            return f"entry {row.sequence} was changed, or what is before it; or the key is another one"
        return None

    def problem_of_head(self, row: AuditHead) -> str | None:
        """What is wrong with the seal of the head."""
        name = name_of_seal(row, self._keys)
        if name is None or name in self._used[:-1]:
            return "the head has another key's seal, or was changed"
        if name != self._keys.names[0]:
            return f"the head has the seal of {name} and not of the first key: `suitegraph keys rotate` seals it anew"
        return None

    def _name_of(self, before: str, row: AuditRow) -> str:
        if row.key_name is not None:
            return row.key_name
        if self._used:
            return self._used[-1]
        names = self._keys.names
        fitting = (name for name in names if row.hash == chained_hash(self._keys.of(name) or b"", before, row.body))
        return next(fitting, names[-1])


def _matches(key: bytes | None, head: ChainHead, seal: str) -> bool:
    return key is not None and seal_matches(key, head, seal)
