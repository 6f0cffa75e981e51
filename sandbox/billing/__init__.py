"""The local Zoho Billing."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from starlette.routing import BaseRoute

from sandbox.billing import (
    addons,
    annotations,
    cards,
    charges,
    contact_persons,
    copies,
    coupons,
    customer_writes,
    customers,
    declined,
    events,
    history,
    hosted_pages,
    invoices,
    lifecycle,
    organizations,
    payments,
    plans,
    products,
    quotes,
    redemptions,
    subscription_seed,
    subscription_writes,
    subscriptions,
    taxes,
    transactions,
    unbilled_charges,
)
from sandbox.billing.endpoints import PRODUCT, routes_of
from sandbox.company.company import Company
from sandbox.context import Sandbox
from sandbox.store import Body

SEEDED: Mapping[str, Callable[[Company], Iterator[tuple[str, Body]]]] = {
    products.MODULE: products.records,
    plans.MODULE: plans.records,
    addons.MODULE: addons.records,
    coupons.MODULE: coupons.records,
    customers.MODULE: customers.records,
    contact_persons.MODULE: contact_persons.records,
    subscriptions.MODULE: subscription_seed.records,
    invoices.MODULE: invoices.records,
    payments.MODULE: lambda company: chain(payments.records(company), declined.payments(company)),
    transactions.MODULE: transactions.records,
    quotes.MODULE: quotes.records,
    hosted_pages.MODULE: hosted_pages.records,
    unbilled_charges.MODULE: unbilled_charges.records,
    history.EVENTS: lambda company: chain(events.records(company), declined.events(company)),
}
ENDPOINTS = (
    *organizations.ENDPOINTS,
    *customers.ENDPOINTS,
    *customer_writes.ENDPOINTS,
    *contact_persons.ENDPOINTS,
    *products.ENDPOINTS,
    *plans.ENDPOINTS,
    *addons.ENDPOINTS,
    *coupons.ENDPOINTS,
    *subscriptions.ENDPOINTS,
    *subscription_writes.ENDPOINTS,
    *lifecycle.ENDPOINTS,
    *redemptions.ENDPOINTS,
    *annotations.ENDPOINTS,
    *cards.ENDPOINTS,
    *charges.ENDPOINTS,
    *hosted_pages.ENDPOINTS,
    *quotes.ENDPOINTS,
    *unbilled_charges.ENDPOINTS,
    *invoices.ENDPOINTS,
    *payments.ENDPOINTS,
    *transactions.ENDPOINTS,
    *events.ENDPOINTS,
    *taxes.ENDPOINTS,
)


def records(sandbox: Sandbox) -> Iterator[tuple[str, str, str, Body | str]]:
    """The seeded records of the product: (product, module, id, body); those of copied customers as JSON."""
    return copies.with_copies(_records(sandbox), sandbox.options.copies)


def _records(sandbox: Sandbox) -> Iterator[tuple[str, str, str, Body]]:
    for module, of_module in SEEDED.items():
        for id_, body in of_module(sandbox.company):
            yield PRODUCT, module, id_, body


def routes(sandbox: Sandbox) -> list[BaseRoute]:
    """The product's endpoints."""
    return routes_of(sandbox, ENDPOINTS)
