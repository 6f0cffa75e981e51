"""What a report may show its reader: checked before any call, and noted where reads of amounts are logged."""

from domain.kpis.requests import ReportRequest
from domain.modules import books
from domain.modules.billing import INVOICES, PAYMENTS, SUBSCRIPTIONS
from resolvers.analytics.report_needs import AMOUNTS, coordinates_of, denials_of, reads_books, refusal_of
from resolvers.analytics.running import ReportRun
from schema.engine.declare import registry
from schema.engine.declare.operation import OperationContext


async def check_rights(context: OperationContext, request: ReportRequest) -> None:
    """Raise Forbidden where a report rests on what is hidden; each coordinate is noted with its reason.

    In a strict session none is: the document has named no field.
    """
    denials = await denials_of(context.loader, coordinates_of(request), registry.module_of)
    if denials:
        if not context.strict:
            context.hidden |= denials
        raise refusal_of(denials, strict=context.strict)


def note_amounts(context: OperationContext, run: ReportRun) -> None:
    """Note whose amounts a result shows, where reads of amounts are logged."""
    log, facts = context.loader.amounts_read, run.snapshot.facts
    if log is None:
        return
    of_books = reads_books(run.request.report)
    ids = {
        SUBSCRIPTIONS: facts.phases["subscription_id"],
        books.INVOICES if of_books else INVOICES: facts.invoices["id"],
        PAYMENTS: facts.payments["id"],
        books.ESTIMATES: facts.estimates["id"],
    }
    for coordinate in coordinates_of(run.request):
        module = registry.module_of(coordinate.partition(".")[0])
        if coordinate.partition(".")[2] in AMOUNTS and module in ids:
            log.add_records(module, {coordinate}, [*dict.fromkeys(ids[module].to_list())])
