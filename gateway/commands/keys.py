"""`suitegraph keys rotate`: what the store has sealed is sealed under the first key."""

import asyncio

from gateway.journal import chain_keys_of
from gateway.service import GatewayService, service_of
from gateway.settings import Settings


class NothingSealedError(Exception):
    """Nothing is sealed with these settings; the message says why."""


async def rotate(settings: Settings) -> int:
    """Seal tokens of sessions and jobs, and the audit log's head, under their first key; how many were not.

    Raises NothingSealedError, and SealBrokenError, VaultError or JournalError for what none of the keys opens.
    """
    if settings.database is None or not (settings.oauth_clients or settings.job_keys or settings.audit_key):
        raise NothingSealedError(
            "Nothing is sealed: SUITEGRAPH_DATABASE is not set, or none of SUITEGRAPH_OAUTH_CLIENTS, "
            "SUITEGRAPH_JOB_KEYS and SUITEGRAPH_AUDIT_KEY is."
        )
    service = service_of(settings)
    async with service.connected(journal=False):
        sessions = 0 if service.way_in is None else await service.way_in.sessions.reseal()
        jobs = await _reseal_job_tokens(service)
        return sessions + jobs + await _rotate_audit_key(service)


async def _reseal_job_tokens(service: GatewayService) -> int:
    if service.database is None or not service.settings.job_keys:
        return 0
    from adapters.jobs.vault import TokenVault  # noqa: PLC0415  # for those alone who have jobs
    from adapters.store import job_tokens  # noqa: PLC0415  # as above
    from adapters.store.engines import StoreError, writing  # noqa: PLC0415  # as above
    from adapters.store.transactions import transaction_result  # noqa: PLC0415  # as above

    vault = TokenVault([key.get_secret_value() for key in service.settings.job_keys])
    return await asyncio.to_thread(
        transaction_result,
        writing(service.database.engine),
        lambda session: job_tokens.reseal(session, vault.resealed),
        StoreError,
    )


async def _rotate_audit_key(service: GatewayService) -> int:
    if service.database is None or service.settings.audit_key is None:
        return 0
    from adapters.store import audit  # noqa: PLC0415  # for those alone who have a database
    from adapters.store.engines import StoreError, writing  # noqa: PLC0415  # as above
    from adapters.store.transactions import transaction_result  # noqa: PLC0415  # as above

    keys = chain_keys_of(service.settings)

    return await asyncio.to_thread(
        transaction_result,
        writing(service.database.engine),
        lambda session: int(audit.rotate(session, keys)),
        StoreError,
    )
