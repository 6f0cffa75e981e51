"""Every kind of write in Billing."""

from collections.abc import Iterator

from tests.writes.kind import Kind, having, id_in, on, standing


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
    ):
        yield Kind(
            name,
            lambda stock, _, before=before, more=more: on("BillingSubscription", stock.subscription(before), **more),
            standing("billing", "subscriptions", "status", after),
        )
