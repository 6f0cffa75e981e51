"""`suitegraph explain`: the bounds of a query's cost for the user of a token."""

import asyncio
from collections.abc import Iterator

from schema.engine.execute.plan import OperationPlan

from domain.caller import caller_of
from gateway.service import service_of
from gateway.settings import Settings
from resolvers.caller.identity import identity_of
from resolvers.reading.loader import RecordLoader
from schema.engine.declare.operation import OperationContext
from schema.engine.execute.estimate import CostEstimate
from schema.engine.execute.explain import explained


async def cost_bounds(
    settings: Settings, secret: str, text: str, variables: str | None, data_centre: str
) -> CostEstimate:
    """The bounds, for the calls of a caller's permissions: no record is asked for. Raises what is refused or wrong."""
    service = service_of(settings)
    await service.exchange.open()
    await service.store.open()
    try:
        caller = caller_of(secret, data_centre, service.partition_key)
        upstream = service.exchange.upstream(caller, asyncio.get_running_loop().time() + settings.deadline_seconds)
        await identity_of(upstream, service.memory)
        loader = RecordLoader(
            upstream, service.memory, settings.organizations(), service.rights, journal_writer=service.journal_writer
        )
        asking = OperationContext(loader, OperationPlan({}), service.cursors, service.visibility)
        return await explained(asking, text, variables, None)
    finally:
        await service.store.close()
        await service.exchange.close()


def lines(estimate: CostEstimate) -> Iterator[str]:
    """The bounds for people: products, then places, the dearest first."""
    for what, bounds in (("calls", estimate.calls()), ("credits", estimate.credits())):
        for product, (least, most) in sorted(bounds.items()):
            yield f"{product}: {least} to {most} {what}"
    for each in sorted(estimate.places, key=lambda each: (-each.most, each.place)):
        yield f"  {'.'.join(each.place)}: {each.least} to {each.most} calls of {each.product}"
    if not estimate.places:
        yield "no call for records"
