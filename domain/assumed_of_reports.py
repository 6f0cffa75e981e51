"""What is assumed of the events behind reports, whose payload Zoho describes in an example only."""

from domain.assumption import Assumption

_TEST = "unverified/test_reports.py"

ASSUMED_OF_REPORTS = (
    Assumption(
        "billing.lists-by-change",
        "billing",
        "GET /subscriptions, /invoices and /payments",
        "Lists can be sorted by `updated_time`, the newest first; those of Books by `last_modified_time`.",
        "What is read again of rows of reports that are kept beyond a token.",
        "Where the product refuses that, sorts otherwise or shows no such instant, the list is read as a whole.",
        test="gateway/test_kept_rows.py",
    ),
    Assumption(
        "billing.events-payload",
        "billing",
        "GET /events/{event_id}",
        "`payload` is a text of JSON whose `data.subscription` is the subscription as it was after the event.",
        "Statuses, plans and prices of the past in reports.",
        "An event without a record changes nothing: what a subscription was before is what its own days say.",
        test=_TEST,
    ),
    Assumption(
        "billing.events-of-creation",
        "billing",
        "GET /events",
        "The event of a creation is at most five minutes from the `created_time` of its subscription.",
        "The price at which a subscription began that was changed later.",
        "Until its first change it has the price of today.",
        test=_TEST,
    ),
    Assumption(
        "billing.amount-of-terms",
        "billing",
        "GET /subscriptions",
        "The `amount` of a subscription is what one of its intervals costs, addons and discounts counted.",
        "Recurring revenue in reports.",
        "It is what Billing says, with taxes where Billing counts them; an amount that is none is left out and named.",
        test=_TEST,
    ),
    Assumption(
        "billing.document-statuses",
        "billing",
        "GET /invoices",
        "Invoices, estimates and payments have no other statuses than those that documents and client code name.",
        "Which of them count in reports.",
        "One with another status is left out of every figure, and `coverage` names how many there are.",
        test="unverified/test_report_documents.py",
    ),
    Assumption(
        "billing.payments-of-customers",
        "billing",
        "GET /payments",
        "A payment of a customer with one subscription was for that subscription: no list says which was paid.",
        "The revenue of a subscription so far.",
        "Payments of other customers count for the whole; what one of their subscriptions has brought is null.",
        test=_TEST,
    ),
)
