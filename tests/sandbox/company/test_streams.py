"""Each seeded record has a random stream of its own: a chapter more or less leaves all other records as they are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields

import pytest

from sandbox import billing, books, crm
from sandbox.company.company import Company
from sandbox.company.drafts import Draft, Drafting
from sandbox.company.purchases import add_purchases
from sandbox.company.sales import CREDIT_NOTE, add_sales
from sandbox.company.story import CHAPTERS, Chapter, company
from sandbox.company.subscriptions import add_subscriptions
from sandbox.context import Sandbox
from sandbox.crm.mirrors import PURCHASE_ORDERS
from sandbox.people import BY_NAME
from sandbox.store import Body

# What each chapter adds to the company: lists, and kinds of documents.
ADDS: dict[Chapter, set[str]] = {
    add_sales: {"estimate", "salesorder", "invoice", "creditnote", "payments"},
    add_purchases: {"purchaseorder"},
    add_subscriptions: {
        "billing_products", "plans", "addons", "coupons", "subscriptions", "billing_invoices", "billing_payments",
    },
}  # fmt: skip


def facts(story: Company) -> Mapping[str, Sequence[object]]:
    """Everything in the company: its lists by name, documents by kind."""
    lists: dict[str, list[object]] = {
        field.name: getattr(story, field.name)
        for field in fields(Company)
        if isinstance(getattr(story, field.name), list) and field.name != "documents"
    }
    for document in story.documents:
        lists.setdefault(document.kind, []).append(document)
    return lists


def records(story: Company) -> Iterator[tuple[str, str, str, Body]]:
    """All seeded records of all products."""
    sandbox = Sandbox()
    sandbox.company = story
    for product in (crm, books, billing):
        yield from product.records(sandbox)


def tell_more_credit_notes_for_vendors(story: Company) -> None:
    """A chapter that the company does not have."""
    desk = Drafting(story)
    for vendor in story.vendors:
        sheet = desk.sheet(CREDIT_NOTE)
        story.stream("return", vendor.number).random()
        day = story.today
        desk.file(Draft(sheet, vendor, sheet.lines(), day, day, "open", BY_NAME["admin"]))


@pytest.mark.parametrize("dropped", CHAPTERS)
def test_a_chapter_less_leaves_every_other_record_as_it_is(dropped: Chapter) -> None:
    whole, less = facts(company()), facts(company(chapters=[each for each in CHAPTERS if each is not dropped]))
    assert {name for name in whole if whole[name] != less.get(name, [])} == ADDS[dropped]


def test_the_order_of_the_chapters_does_not_matter() -> None:
    assert facts(company(chapters=CHAPTERS[::-1])) == facts(company())


def test_a_chapter_more_leaves_every_other_record_as_it_is() -> None:
    more = (add_purchases, tell_more_credit_notes_for_vendors, add_subscriptions)
    without = facts(company(chapters=(add_purchases, add_subscriptions)))
    assert facts(company(chapters=more)) == {**without, "creditnote": facts(company(chapters=more))["creditnote"]}


def test_without_purchase_orders_the_products_keep_all_their_other_records() -> None:
    whole = {(product, module, id_): body for product, module, id_, body in records(company())}
    less = [each for each in CHAPTERS if each is not add_purchases]
    left = {(product, module, id_): body for product, module, id_, body in records(company(chapters=less))}
    # What follows from orders: their bills, what was paid for these, and what is owed to vendors.
    vendors = {("books", "contacts", vendor.books_id) for vendor in company().vendors}
    kept = {
        key: body
        for key, body in left.items()
        if key[1].partition("/")[0] not in {"bills", "vendorpayments"} and key not in vendors
    }
    assert kept == {key: whole[key] for key in kept}
    gone = {module.partition("/")[0] for _, module, _ in whole.keys() - left.keys()}
    # Beside these, what their vendors' history says of them.
    assert gone == {"purchaseorders", "bills", "vendorpayments", "contacts", PURCHASE_ORDERS}


def test_another_seed_makes_another_company() -> None:
    assert facts(company(8))["contacts"] != facts(company(7))["contacts"]
    assert facts(company(7)) == facts(company(7))
