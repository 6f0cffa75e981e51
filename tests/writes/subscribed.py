"""Every kind of write in Billing."""

from collections.abc import Iterator

from sandbox.context import Sandbox
from tests.writes.kind import Given, Kind, having, id_in, on, standing

# An addon that is bought once.
ONE_TIME = "onboarding"


def subscribed() -> Iterator[Kind]:
    yield Kind(
        "createSubscription",
        lambda stock, word: {
            "party": {"customer": stock.one("billing", "customers")["id"]},
            "plan": {"code": "care-basic", "quantity": "2"},
            "reference": word,
        },
        having("billing", "subscriptions", "reference_id"),
        repeatable="never",
    )
    yield Kind(
        "updateSubscription",
        lambda stock, word: on("BillingSubscription", stock.subscription("live"), reference=word),
        standing("billing", "subscriptions", "reference_id"),
    )
    yield Kind(
        "updateSubscription with a custom field",
        lambda stock, word: on(
            "BillingSubscription",
            stock.subscription("live"),
            customFields=[{"name": "Contract Number", "value": {"text": word}}],
        ),
        lambda sandbox, given, word: sum(
            field["value"] == word
            for field in (sandbox.store.body("billing", "subscriptions", id_in(given)) or {})["custom_fields"]
        ),
    )
    yield Kind(
        "updateSubscription with its next term",
        lambda stock, _: on("BillingSubscription", stock.subscription("live"), plan={"quantity": "57"}, atTermEnd=True),
        lambda sandbox, given, _: int(
            (sandbox.store.body("billing", "subscriptions", id_in(given)) or {})
            .get("_scheduled", {"plan": {}})["plan"]
            .get("quantity")
            == 57
        ),
    )
    for name, before, after, more in (
        ("cancelSubscription", "live", "cancelled", {"when": "NOW"}),
        ("cancelSubscription with its term", "live", "non_renewing", {"when": "TERM_END"}),
        ("reactivateSubscription", "non_renewing", "live", {}),
        ("pauseSubscription", "live", "paused", {}),
        ("resumeSubscription", "paused", "live", {}),
    ):
        yield Kind(
            name,
            lambda stock, _, before=before, more=more: on("BillingSubscription", stock.subscription(before), **more),
            standing("billing", "subscriptions", "status", after),
        )
    yield Kind(
        "postponeSubscription",
        lambda stock, _: on("BillingSubscription", stock.subscription("live"), renewsOn="2040-05-06"),
        standing("billing", "subscriptions", "next_billing_at", "2040-05-06"),
    )
    yield Kind(
        "removeSubscriptionCard",
        lambda stock, _: on("BillingSubscription", stock.carded()),
        lambda sandbox, given, _: int(
            not (sandbox.store.body("billing", "subscriptions", id_in(given)) or {"card": 1})["card"]
        ),
    )
    yield Kind(
        "chargeSubscription",
        lambda stock, word: on("BillingSubscription", stock.subscription("live"), amount="12.5", description=word),
        lambda sandbox, given, word: billed_items(sandbox, given, "description", word),
        repeatable="never",
    )
    yield Kind(
        "buySubscriptionAddons",
        lambda stock, _: on(
            "BillingSubscription", stock.subscription("live"), addons=[{"code": ONE_TIME, "quantity": 3}]
        ),
        lambda sandbox, given, _: billed_items(sandbox, given, "code", ONE_TIME),
        repeatable="never",
    )

    yield Kind(
        "createBillingCustomer",
        lambda _, word: {"name": word, "email": "new@customer.example"},
        having("billing", "customers", "display_name"),
        repeatable="never",
    )
    yield Kind(
        "createSubscription for a new customer",
        lambda _, word: {
            "party": {"newCustomer": {"name": word, "email": "new@customer.example"}},
            "plan": {"code": "care-basic"},
            "reference": word,
        },
        having("billing", "subscriptions", "reference_id"),
        repeatable="never",
    )
    yield Kind(
        "convertQuoteToSubscription",
        lambda stock, _: on("BillingQuote", stock.quote("sent")),
        lambda sandbox, given, _: sum(
            body["reference_id"] == id_in(given) for body in sandbox.store.bodies("billing", "subscriptions")
        ),
        repeatable="never",
    )
    yield Kind(
        "createNewSubscriptionPage",
        lambda stock, word: {
            "party": {"customer": stock.one("billing", "customers")["id"]},
            "plan": {"code": "care-basic"},
            "reference": word,
        },
        lambda sandbox, _, word: hosted(sandbox, "reference_id", word),
        found="never",
        repeatable="never",
    )
    yield Kind(
        "createSubscriptionUpdatePage",
        lambda stock, word: on(
            "BillingSubscription",
            stock.subscription("live"),
            plan={"quantity": "3"},
            redirectUrl=f"https://a.example/?{word.split()[1]}",
        ),
        lambda sandbox, given, _: hosted(sandbox, "redirect_url", given["redirectUrl"]),
        found="never",
        repeatable="never",
    )
    yield Kind(
        "createCardUpdatePage",
        lambda stock, word: on(
            "BillingSubscription", stock.subscription("live"), redirectUrl=f"https://a.example/?{word.split()[1]}"
        ),
        lambda sandbox, given, _: hosted(sandbox, "redirect_url", given["redirectUrl"]),
        found="never",
        repeatable="never",
    )
    yield Kind(
        "addSubscriptionNote",
        lambda stock, word: on("BillingSubscription", stock.subscription("live"), text=word),
        lambda sandbox, given, word: sum(
            note["description"] == word
            for note in (sandbox.store.body("billing", "subscriptions", id_in(given)) or {})["notes"]
        ),
        repeatable="never",
    )
    yield Kind(
        "deleteSubscriptionNote",
        lambda stock, _: on("BillingSubscription", stock.annotated("9001"), noteId="9001"),
        lambda sandbox, given, _: int(
            not (sandbox.store.body("billing", "subscriptions", id_in(given)) or {"notes": [1]})["notes"]
        ),
    )


def hosted(sandbox: Sandbox, key: str, value: str) -> int:
    """How many hosted pages were created with that value."""
    return sum(page["_sent"].get(key) == value for page in sandbox.store.bodies("billing", "hostedpages"))


def billed_items(sandbox: Sandbox, given: Given, key: str, value: str) -> int:
    """How many lines of the subscription's invoices have that value."""
    return sum(
        item[key] == value
        for invoice in sandbox.store.bodies("billing", "invoices")
        if invoice["_subscription_id"] == id_in(given)
        for item in invoice["invoice_items"]
    )
