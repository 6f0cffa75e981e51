"""Results of closed periods, in the store: packed, and sealed for their user and request."""

import zlib
from base64 import b64decode, b64encode

from sqlmodel import Session, col, delete

from adapters.sealing import Keyring, SealBrokenError
from adapters.store.database import Database
from adapters.store.report_tables import KeptResultRow
from adapters.store.transactions import StoreTransactions
from domain.kept_results import KEPT, KeptResult, KeptResultError

PURPOSE = "kept result"


class StoredResults:
    """The results of all users; a query names the tenant and the user, and shows nothing of others."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._transactions = StoreTransactions(database.engine, KeptResultError)
        self._keyring = keyring

    async def one(self, tenant: str, owner: str, key: str) -> KeptResult | None:
        """As KeptResults says."""

        def work(session: Session) -> KeptResult | None:
            kept = session.get(KeptResultRow, (tenant, owner, key))
            if kept is None:
                return None
            try:
                packed = self._keyring.open(kept.figures, PURPOSE, _place(tenant, owner, key))
            except SealBrokenError:
                return None
            figures = zlib.decompress(b64decode(packed)).decode()
            return KeptResult(tenant, owner, key, kept.report, kept.rights, figures, kept.kept_at)

        return await self._transactions.read(work)

    async def keep(self, result: KeptResult) -> None:
        """As KeptResults says."""
        place = (result.tenant, result.owner, result.key)

        def work(session: Session) -> None:
            packed = b64encode(zlib.compress(result.figures.encode())).decode()
            session.merge(
                KeptResultRow(
                    tenant=result.tenant,
                    owner=result.owner,
                    key=result.key,
                    report=result.report,
                    rights=result.rights,
                    figures=self._keyring.seal(packed, PURPOSE, _place(*place)),
                    kept_at=result.kept_at,
                )
            )
            session.exec(delete(KeptResultRow).where(col(KeptResultRow.kept_at) < result.kept_at - KEPT))

        await self._transactions.write(work)

    async def forget(self, tenant: str, owner: str, key: str) -> bool:
        """As KeptResults says."""
        row = KeptResultRow
        mine = (col(row.tenant) == tenant, col(row.owner) == owner, col(row.key) == key)
        return await self._transactions.write(lambda session: session.exec(delete(row).where(*mine)).rowcount == 1)


def _place(tenant: str, owner: str, key: str) -> str:
    return "\0".join((tenant, owner, key))
