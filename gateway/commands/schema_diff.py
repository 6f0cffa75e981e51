"""`suitegraph schema diff`: how the graphs of two tokens differ."""

import asyncio

from domain.caller import caller_of
from gateway.service import GatewayService, service_of
from gateway.settings import Settings
from resolvers.caller.identity import identity_of
from resolvers.reading.loader import RecordLoader
from schema.engine.visibility.difference import difference, lines
from schema.engine.visibility.variants import SchemaVariant


async def schema_differences(settings: Settings, secrets: tuple[str, str], data_centre: str) -> list[str]:
    """What the second token's graph lacks (`- Deal.amount`) and has beside the first one's (`+ …`).

    Costs the calls of two callers' permissions. Raises what the products refuse.
    """
    service = service_of(settings)
    await service.exchange.open()
    await service.store.open()
    try:
        first, second = [await _shape(service, secret, data_centre) for secret in secrets]
    finally:
        await service.store.close()
        await service.exchange.close()
    return lines(*difference(first.schema, second.schema))


async def _shape(service: GatewayService, secret: str, data_centre: str) -> SchemaVariant:
    caller = caller_of(secret, data_centre, service.partition_key)
    deadline = asyncio.get_running_loop().time() + service.settings.deadline_seconds
    upstream = service.exchange.upstream(caller, deadline)
    await identity_of(upstream, service.memory)
    loader = RecordLoader(
        upstream,
        service.memory,
        service.settings.organizations(),
        service.rights,
        journal_writer=service.journal_writer,
    )
    return await service.visibility.of(loader)
