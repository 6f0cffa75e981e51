"""What hangs on a subscription of Billing beside its own record: each is read once for each subscription.

Source: Zoho Billing v1, "Subscriptions", "Unbilled charges", "Payments" and "Contact persons".
"""

from copy import deepcopy

from domain.json_values import mapping, mappings
from domain.modules.billing import CUSTOMERS, INVOICES, PAYMENTS, SUBSCRIPTIONS
from domain.modules.module import Module
from domain.queries import RECORD_ID, EntryWindow, Row, RowPage
from resolvers.catalogue import FINANCE
from resolvers.gathering import gathered
from resolvers.reading.links import referred
from resolvers.reading.loader import WHOLE_RECORD, RecordLoader

# Failed payments are looked for among the newest of a customer, and this many of them are read.
MOST_DECLINED = 10
FAILED = "failure"


async def scheduled_changes_of(loader: RecordLoader, _module: Module, record_id: str, window: EntryWindow) -> RowPage:
    """What a subscription will be from its next term on: at most one row, one call."""
    change = await (await loader.billing()).scheduled(record_id)
    return window.of([] if change is None else [change])


async def unbilled_charges_of(loader: RecordLoader, _module: Module, record_id: str, window: EntryWindow) -> RowPage:
    """What will be billed with the next invoice: at most one row, one call and one for the subscription.

    Nothing where the caller may not view invoices, which the charges become.
    """
    if not (await loader.permissions.of(INVOICES)).is_viewable():
        return window.of([])
    row = await loader.one(SUBSCRIPTIONS, record_id, WHOLE_RECORD)
    charge_id = referred((row or {}).get("unbilled_charge_id"), SUBSCRIPTIONS, "unbilled_charge_id")
    if charge_id is None:
        return window.of([])
    return window.of([await (await loader.billing()).unbilled_charge(charge_id)])


async def contact_persons_of(loader: RecordLoader, _module: Module, record_id: str, window: EntryWindow) -> RowPage:
    """The contact persons of a customer: one call for the first 200."""
    return window.of(await (await loader.billing()).contact_persons(record_id))


async def declined_payments_of(loader: RecordLoader, _module: Module, record_id: str, window: EntryWindow) -> RowPage:
    """The failed payments for a subscription's invoices, the newest first, with the words of the payment gateway.

    Three calls and one for each of at most ten failed payments of the customer. Nothing where the caller may not view
    payments and invoices.
    """
    if not all([(await loader.permissions.of(each)).is_viewable() for each in (CUSTOMERS, INVOICES, PAYMENTS)]):
        return window.of([])
    row = await loader.one(SUBSCRIPTIONS, record_id, WHOLE_RECORD)
    customer_id = referred(mapping((row or {}).get("customer")).get("customer_id"), SUBSCRIPTIONS, "customer_id")
    if customer_id is None:
        return window.of([])
    client = await loader.billing()
    payments = await client.rows(FINANCE[PAYMENTS], (("customer_id", customer_id),))
    failed = [each for each in payments.rows if each.get("status") == FAILED and each.get("customer_id") == customer_id]
    if not failed:
        return window.of([])
    listed = await client.rows(FINANCE[INVOICES], (("subscription_id", record_id), ("filter_by", "Status.All")))
    invoice_ids = {str(each["invoice_id"]) for each in listed.rows}
    ids = [id_ for each in failed[:MOST_DECLINED] if RECORD_ID.fullmatch(id_ := str(each["payment_id"]))]
    details = await gathered([client.one(FINANCE[PAYMENTS], id_) for id_ in ids])
    payments_read: list[Row] = []
    for detail in details:
        if isinstance(detail, Exception):
            raise detail
        # What was read may be cached, and belongs to nobody's operation alone.
        payments_read.append(deepcopy(detail))
    # What is hidden of a payment is hidden here as well.
    (await loader.permissions.of(PAYMENTS)).strip(payments_read)
    return window.of([row for each in payments_read for row in _attempts(each, invoice_ids)])


def _attempts(payment: Row, invoice_ids: set[str]) -> list[Row]:
    """The payment once for each of these invoices that it was meant for, with what the payment gateway said."""
    attempt = {**payment, **mapping(payment.get("autotransaction"))}
    return [
        {**attempt, "invoice_id": each["invoice_id"]}
        for each in mappings(payment.get("invoices"))
        if str(each.get("invoice_id")) in invoice_ids
    ]
