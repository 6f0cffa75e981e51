"""What a report may show its reader: checked before any call, and noted where reads of amounts are logged."""

from domain.kpis.requests import ReportRequest
from domain.modules.billing import INVOICES, PAYMENTS, SUBSCRIPTIONS
from resolvers.analytics.report_needs import coordinates_of, denials_of, refusal_of
from resolvers.analytics.running import ReportRun
from schema.engine.declare import registry
from schema.engine.declare.operation import OperationContext


async def check_rights(context: OperationContext, request: ReportRequest) -> None:
    """Raise Forbidden where a report rests on what is hidden; each coordinate is noted with its reason."""
    denials = await denials_of(context.loader, coordinates_of(request), registry.module_of)
    if denials:
        context.hidden |= denials
        raise refusal_of(request.report, denials, strict=context.strict)


def note_amounts(context: OperationContext, run: ReportRun) -> None:
    """Note whose amounts a result shows, where reads of amounts are logged."""
    log, facts = context.loader.amounts_read, run.snapshot.facts
    if log is None:
        return
    shown = set(coordinates_of(run.request))
    for module, coordinates, ids in (
        (SUBSCRIPTIONS, {"BillingSubscription.amount"}, facts.phases["subscription_id"]),
        (INVOICES, {"BillingInvoice.total", "BillingInvoice.balance"}, facts.invoices["id"]),
        (PAYMENTS, {"BillingPayment.amount", "BillingPayment.refunded"}, facts.payments["id"]),
    ):
        if coordinates & shown:
            log.add_records(module, coordinates & shown, [*dict.fromkeys(ids.to_list())])
