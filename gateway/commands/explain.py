"""`suitegraph explain`: the bounds of a query's cost for the user of a token."""

from collections.abc import Iterator

from domain.caller import caller_of
from gateway.service import service_of
from gateway.session import open_session
from gateway.settings import Settings
from schema.engine.declare.costs import CostEstimate


async def cost_bounds(
    settings: Settings, secret: str, text: str, variables: str | None, data_centre: str
) -> CostEstimate:
    """The bounds, for the calls of a caller's permissions: no record is asked for. Raises what is refused or wrong."""
    service = service_of(settings)
    caller = caller_of(secret, data_centre, service.partition_key)
    async with service.connected(journal=False), open_session(service, caller) as session:
        return await service.runner.estimate(session.loader, text, variables, None)


def lines(estimate: CostEstimate) -> Iterator[str]:
    """The bounds for people: products, then places, the dearest first."""
    for what, bounds in (("calls", estimate.calls()), ("credits", estimate.credits())):
        for product, (least, most) in sorted(bounds.items()):
            yield f"{product}: {least} to {most} {what}"
    for each in sorted(estimate.places, key=lambda each: (-each.most, each.place)):
        way = each.way.replace("_", " ")
        yield f"  {'.'.join(each.place)}: {each.least} to {each.most} calls of {each.product}, {way}"
    if not estimate.places:
        yield "no call for records"
