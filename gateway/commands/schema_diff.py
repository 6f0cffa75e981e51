"""`suitegraph schema diff`: how the graphs of two tokens differ."""

from domain.caller import caller_of
from gateway.service import GatewayService, service_of
from gateway.session import open_session
from gateway.settings import Settings
from schema.engine.declare.operation import VisibleGraph
from schema.engine.visibility.difference import difference, lines


async def schema_differences(settings: Settings, secrets: tuple[str, str], data_centre: str) -> list[str]:
    """What the second token's graph lacks (`- Deal.amount`) and has beside the first one's (`+ …`).

    Costs the calls of two callers' permissions. Raises what the products refuse.
    """
    service = service_of(settings)
    async with service.connected(journal=False):
        first, second = [await _graph_of(service, secret, data_centre) for secret in secrets]
    return lines(*difference(first.schema, second.schema))


async def _graph_of(service: GatewayService, secret: str, data_centre: str) -> VisibleGraph:
    async with open_session(service, caller_of(secret, data_centre, service.partition_key)) as session:
        return await service.runner.visible(session.loader)
